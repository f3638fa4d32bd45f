//! timtin in a program of your own: `cargo run --release --example embed`.
#![allow(clippy::print_stdout)]

use timtin::{Article, Index, Request, Settings, WriterOptions};

fn main() -> timtin::Result<()> {
    let index = Index::in_memory(Settings::default())?;
    let mut writer = index.writer(WriterOptions::default())?;
    for (id, title) in [
        ("1", "Thủy điện Hòa Bình mở cửa xả lũ"),
        ("2", "UBND tỉnh họp về KT-XH quý I"),
    ] {
        writer.add(Article {
            id: id.into(),
            title: title.into(),
            ..Article::default()
        })?;
    }
    writer.commit()?;

    let searcher = index.searcher()?;
    for query in ["thuy dien hoa binh", "\"kinh tế xã hội\""] {
        for hit in searcher.search(&Request::new(query))?.hits {
            println!(
                "{query}: {}",
                timtin::to_html(&hit.article.title, &hit.title_marks)
            );
        }
    }
    Ok(())
}
