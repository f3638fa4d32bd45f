//! Logs for operators, on standard error, where `RUST_LOG` asks for them.

use std::io;

use tracing_subscriber::EnvFilter;

use super::language::Language;
use super::style;

/// Starts writing what `RUST_LOG` asks for, such as `timtin=info` or `timtin=debug,tantivy=info`.
pub(crate) fn start(say: Language) {
    let asked = std::env::var(EnvFilter::DEFAULT_ENV).unwrap_or_default();
    if asked.trim().is_empty() {
        return;
    }
    match EnvFilter::try_new(&asked) {
        Ok(filter) => tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_ansi(false)
            .with_writer(io::stderr)
            .init(),
        // A command is not worth failing for its logs.
        Err(error) => style::warning(say, &say.wrong_log_filter(&asked, &error.to_string())),
    }
}
