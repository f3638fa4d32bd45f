//! Colours and messages. Colours appear on a terminal only and `NO_COLOR` is obeyed: anstream takes
//! them out elsewhere.

use std::fmt::Write as _;
use std::io::Write as _;
use std::ops::Range;

use anstyle::{AnsiColor, Style};

use super::language::Language;

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
pub(crate) fn error(say: Language, text: &str) {
    message(ERROR, &say.error_label(), text);
}

/// Prints a warning on standard error.
pub(crate) fn warning(say: Language, text: &str) {
    message(WARNING, &say.warning_label(), text);
}

/// Prints a remark on standard error.
pub(crate) fn note(say: Language, text: &str) {
    message(ASIDE, &say.note_label(), text);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_colours_the_text_is_as_it_was() {
        let text = marked("Đà Nẵng mưa", &[0..3, 12..16], Style::new());
        assert_eq!(
            anstream::adapter::strip_str(&text).to_string(),
            "Đà Nẵng mưa"
        );
    }
}
