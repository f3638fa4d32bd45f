//! Repair of text on its way in (rule 1.8): what is repaired in several ways at once, and what is no text.

use timtin_tokenizer::normalize::legacy::utf16;
use timtin_tokenizer::repair;

/// What was already changed by one repair is composed all the same.
#[test]
fn one_repair_does_not_keep_another_from_being_done() {
    let detached = "ca\u{301}n bo\u{302}\u{323}";
    for (text, expected) in [
        (format!("{detached} &amp; Huế"), "cán bộ & Huế"),
        (format!("{detached}\u{200b} xã"), "cán bộ xã"),
        (format!("{detached}\r\nxã"), "cán bộ\nxã"),
        (format!("&quot;{detached}\u{7}&quot;"), "\"cán bộ\""),
        // Marks that something dropped stood before.
        ("ca\u{200b}\u{301}n".to_owned(), "cán"),
        ("ca&#769;n".to_owned(), "cán"),
    ] {
        assert_eq!(repair(&text), expected, "{text:?}");
    }
}

/// UTF-32 begins as UTF-16 does.
#[test]
fn utf32_is_not_taken_for_utf16() {
    let text = "Tin nhanh, cầu mới thông xe";
    let bytes: Vec<u8> = std::iter::once('\u{feff}')
        .chain(text.chars())
        .flat_map(|c| u32::from(c).to_le_bytes())
        .collect();
    assert_eq!(utf16(&bytes), None);
    let bytes: Vec<u8> = std::iter::once(0xfeff)
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    assert!(utf16(&bytes).is_some());
}
