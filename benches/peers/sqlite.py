"""Indexes articles with SQLite FTS5 for the indexing benchmark: sqlite.py ARTICLES FOLDER THREADS MEGABYTES

ARTICLES is as Lucene.java says; there is one thread whatever is asked for. Prints the seconds it took and the CPU
seconds of the process meanwhile.
"""

import os
import sqlite3
import struct
import sys
import time


def articles(path):
    with open(path, "rb", buffering=1 << 20) as file:
        while start := file.read(4):
            texts = []
            for at in range(4):
                (length,) = struct.unpack(">I", start if at == 0 else file.read(4))
                texts.append(file.read(length).decode())
            yield texts[0], texts[1], texts[2] + "\n" + texts[3]


def main():
    path, folder, _, megabytes = sys.argv[1:5]
    begun, before = time.perf_counter(), time.process_time()
    base = sqlite3.connect(os.path.join(folder, "articles.db"))
    base.execute(f"PRAGMA cache_size = -{int(megabytes) * 1000}")
    base.execute(
        "CREATE VIRTUAL TABLE articles USING"
        " fts5(id UNINDEXED, title, text, tokenize = 'unicode61 remove_diacritics 2')"
    )
    base.executemany("INSERT INTO articles VALUES (?, ?, ?)", articles(path))
    base.commit()
    base.close()
    print(f"{time.perf_counter() - begun:.3f} {time.process_time() - before:.3f}")


if sys.argv[1:] == ["--check"]:
    sqlite3.connect(":memory:").execute("CREATE VIRTUAL TABLE t USING fts5(a)")
    print(sqlite3.sqlite_version)
else:
    main()
