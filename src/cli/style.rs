//! Colours and messages. Colours appear on a terminal only and `NO_COLOR` is obeyed: anstream takes
//! them out elsewhere.

use std::fmt::Write as _;
use std::io::Write as _;
use std::ops::Range;

use anstyle::{AnsiColor, Style};

/// What matched.
pub(crate) const MARK: Style = AnsiColor::Yellow.on_default().bold();
/// A title.
pub(crate) const TITLE: Style = AnsiColor::Cyan.on_default().bold();
/// What is said about a hit.
pub(crate) const ASIDE: Style = Style::new().dimmed();
/// A heading.
pub(crate) const HEADING: Style = Style::new().bold();
const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default();

/// Prints what went wrong on standard error.
pub(crate) fn error(error: &anyhow::Error) {
    message(ERROR, "error", &format!("{error:#}"));
}

/// Prints a warning on standard error.
pub(crate) fn warning(text: &str) {
    message(WARNING, "warning", text);
}

/// Prints a remark on standard error.
pub(crate) fn note(text: &str) {
    message(ASIDE, "note", text);
}

fn message(style: Style, kind: &str, text: &str) {
    // A closed standard error is no reason to fail.
    let _ = writeln!(anstream::stderr(), "{style}{kind}:{style:#} {text}");
}

/// `text` with its marks in colour, in `base` elsewhere.
pub(crate) fn marked(text: &str, marks: &[Range<usize>], base: Style) -> String {
    let mut out = format!("{base}");
    let mut at = 0;
    for mark in marks {
        let (Some(before), Some(inside)) = (text.get(at..mark.start), text.get(mark.clone()))
        else {
            continue;
        };
        // Writing to a String does not fail.
        let _ = write!(out, "{before}{base:#}{MARK}{inside}{MARK:#}{base}");
        at = mark.end;
    }
    let _ = write!(out, "{}{base:#}", text.get(at..).unwrap_or_default());
    out
}

/// A number with points between thousands, as Vietnamese writes it.
pub(crate) fn number(value: u64) -> String {
    let digits = value.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number of articles, for people.
pub(crate) fn articles(value: u64) -> String {
    let noun = if value == 1 { "article" } else { "articles" };
    format!("{} {noun}", number(value))
}

/// A size in bytes, for people.
pub(crate) fn bytes(value: u64) -> String {
    let mut size = value as f64;
    for unit in ["B", "kB", "MB"] {
        if size < 1000.0 {
            return if unit == "B" {
                format!("{size:.0} B")
            } else {
                format!("{size:.1} {unit}")
            };
        }
        size /= 1000.0;
    }
    format!("{size:.1} GB")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_for_people() {
        assert_eq!(
            (number(1), number(1084), number(1_234_567)),
            ("1".into(), "1,084".into(), "1,234,567".into())
        );
        assert_eq!(
            (bytes(999), bytes(1500), bytes(2_000_000_000)),
            ("999 B".into(), "1.5 kB".into(), "2.0 GB".into())
        );
    }

    #[test]
    fn without_colours_the_text_is_as_it_was() {
        let text = marked("Đà Nẵng mưa", &[0..3, 12..16], Style::new());
        assert_eq!(
            anstream::adapter::strip_str(&text).to_string(),
            "Đà Nẵng mưa"
        );
    }
}
