// Indexes articles with Lucene for the indexing benchmark: Lucene ARTICLES FOLDER THREADS MEGABYTES standard|folding
//
// ARTICLES holds id, title, summary and body of one article behind the other, each text as its length in four
// bytes, the highest first, and UTF-8. Prints the seconds it took and the CPU seconds of the process meanwhile.

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.FSDirectory;

public final class Lucene {
    public static void main(String[] args) throws Exception {
        IndexWriterConfig config = new IndexWriterConfig(analyzer(args[4].equals("folding")));
        config.setRAMBufferSizeMB(Math.min(2000, Double.parseDouble(args[3])));
        long start = System.nanoTime();
        long before = cpu();
        DataInputStream articles =
                new DataInputStream(new BufferedInputStream(new FileInputStream(args[0]), 1 << 20));
        try (IndexWriter writer = new IndexWriter(FSDirectory.open(Paths.get(args[1])), config)) {
            List<Throwable> failures = new ArrayList<>();
            List<Thread> threads = new ArrayList<>();
            for (int at = 0; at < Integer.parseInt(args[2]); at++) {
                Thread thread = new Thread(() -> add(articles, writer, failures));
                thread.start();
                threads.add(thread);
            }
            for (Thread thread : threads) {
                thread.join();
            }
            if (!failures.isEmpty()) {
                throw new IOException(failures.get(0));
            }
            writer.commit();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.println(String.format(Locale.ROOT, "%.3f %.3f", seconds, (cpu() - before) / 1e9));
    }

    private static Analyzer analyzer(boolean folding) {
        if (!folding) {
            return new StandardAnalyzer();
        }
        return new Analyzer() {
            @Override
            protected TokenStreamComponents createComponents(String field) {
                Tokenizer tokenizer = new StandardTokenizer();
                TokenStream folded = new ASCIIFoldingFilter(new LowerCaseFilter(tokenizer));
                return new TokenStreamComponents(tokenizer, folded);
            }
        };
    }

    private static void add(DataInputStream articles, IndexWriter writer, List<Throwable> failures) {
        try {
            for (String[] texts = next(articles); texts != null; texts = next(articles)) {
                Document document = new Document();
                document.add(new StringField("id", texts[0], Field.Store.YES));
                document.add(new TextField("title", texts[1], Field.Store.YES));
                document.add(new TextField("text", texts[2] + "\n" + texts[3], Field.Store.YES));
                writer.addDocument(document);
            }
        } catch (IOException | RuntimeException failure) {
            synchronized (failures) {
                failures.add(failure);
            }
        }
    }

    private static String[] next(DataInputStream articles) throws IOException {
        byte[][] texts = new byte[4][];
        synchronized (articles) {
            for (int at = 0; at < 4; at++) {
                try {
                    texts[at] = new byte[articles.readInt()];
                } catch (EOFException end) {
                    return null;
                }
                articles.readFully(texts[at]);
            }
        }
        String[] decoded = new String[4];
        for (int at = 0; at < 4; at++) {
            decoded[at] = new String(texts[at], StandardCharsets.UTF_8);
        }
        return decoded;
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
