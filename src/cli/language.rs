//! English or Vietnamese: which of them, and how numbers are written in it (rule 5.6).

use std::env;
use std::ffi::{OsStr, OsString};

use clap::ValueEnum;

/// What the command speaks. JSON, ids and TREC runs are the same in both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    /// English
    #[default]
    #[value(name = "en")]
    English,
    /// Tiếng Việt
    #[value(name = "vi")]
    Vietnamese,
}

impl Language {
    /// The language of this process: `--lang` among its arguments, else the locale. It is looked for
    /// before the arguments are read, as reading them may print help or an error.
    pub(crate) fn of_process() -> Language {
        let args: Vec<OsString> = env::args_os().skip(1).collect();
        let locale = |name| env::var(name).ok().filter(|value| !value.is_empty());
        asked_for(&args).unwrap_or_else(|| {
            let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
                .into_iter()
                .find_map(locale);
            locale.map_or(Language::English, |locale| of_locale(&locale))
        })
    }

    /// `english` or `vietnamese`.
    pub(crate) fn pick<T>(self, english: T, vietnamese: T) -> T {
        match self {
            Language::English => english,
            Language::Vietnamese => vietnamese,
        }
    }

    /// A whole number: `1,084` or `1.084`.
    pub(crate) fn number(self, value: u64) -> String {
        let digits = value.to_string();
        let mut out = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                out.push(self.pick(',', '.'));
            }
            out.push(digit);
        }
        out
    }

    /// A number with so many decimals: `0.5` or `0,5`.
    pub(crate) fn decimal(self, value: f64, decimals: usize) -> String {
        let text = format!("{value:.decimals$}");
        self.pick(text.clone(), text.replace('.', ","))
    }

    /// A size in bytes.
    pub(crate) fn bytes(self, value: u64) -> String {
        let (mut size, mut unit) = (value as f64, "B");
        for larger in ["kB", "MB", "GB"] {
            if size < 1000.0 {
                break;
            }
            (size, unit) = (size / 1000.0, larger);
        }
        let decimals = usize::from(unit != "B");
        format!("{} {unit}", self.decimal(size, decimals))
    }
}

/// The value of `--lang`; a wrong one is complained of when the arguments are read.
fn asked_for(args: &[OsString]) -> Option<Language> {
    let mut args = args.iter().take_while(|arg| *arg != "--");
    while let Some(arg) = args.next() {
        let arg = arg.to_str().unwrap_or_default();
        if arg == "--lang" {
            return args.next().and_then(|value| of_name(value));
        }
        if let Some(value) = arg.strip_prefix("--lang=") {
            return of_name(value.as_ref());
        }
    }
    None
}

fn of_name(name: &OsStr) -> Option<Language> {
    Language::from_str(name.to_str()?, false).ok()
}

/// `vi_VN.UTF-8`, `vi` and the like are Vietnamese, all else is English.
fn of_locale(locale: &str) -> Language {
    let language = locale.split(['_', '.', '-', '@']).next();
    match language {
        Some("vi") => Language::Vietnamese,
        _ => Language::English,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_each_language_writes_them() {
        let (en, vi) = (Language::English, Language::Vietnamese);
        assert_eq!((en.number(1), vi.number(999)), ("1".into(), "999".into()));
        assert_eq!(en.number(1_234_567), "1,234,567");
        assert_eq!(vi.number(1_234_567), "1.234.567");
        assert_eq!(
            (en.decimal(0.54, 1), vi.decimal(0.54, 1)),
            ("0.5".into(), "0,5".into())
        );
        assert_eq!(
            (en.bytes(999), en.bytes(1500), vi.bytes(2_000_000_000)),
            ("999 B".into(), "1.5 kB".into(), "2,0 GB".into())
        );
    }

    #[test]
    fn the_option_is_found_before_arguments_are_read() {
        let asked = |args: &[&str]| {
            let args: Vec<OsString> = args.iter().map(OsString::from).collect();
            asked_for(&args)
        };
        assert_eq!(
            asked(&["search", "--lang", "vi"]),
            Some(Language::Vietnamese)
        );
        assert_eq!(asked(&["--lang=en", "search"]), Some(Language::English));
        assert_eq!(asked(&["search", "--", "--lang", "vi"]), None);
        assert_eq!((asked(&["--lang", "fr"]), asked(&["--lang"])), (None, None));
    }

    #[test]
    fn locales() {
        for vietnamese in ["vi", "vi_VN", "vi_VN.UTF-8", "vi@x"] {
            assert_eq!(of_locale(vietnamese), Language::Vietnamese);
        }
        for english in ["C", "POSIX", "en_US.UTF-8", "fr_FR", "vili", ""] {
            assert_eq!(of_locale(english), Language::English);
        }
    }
}
