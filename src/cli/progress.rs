//! The progress bar: on standard error, when that is a terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use timtin::Progress;

/// Shows how far an import has come.
pub(crate) struct Bar {
    bar: ProgressBar,
    started: bool,
}

impl Bar {
    pub(crate) fn new() -> Bar {
        Bar {
            bar: ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()),
            started: false,
        }
    }

    /// Moves the bar. With standard input among the files there is no end to measure by.
    pub(crate) fn show(&mut self, progress: &Progress) {
        if !self.started {
            self.started = true;
            let template = match progress.bytes_total {
                Some(total) => {
                    self.bar.set_length(total);
                    "{bar:30} {percent:>3} %  {msg} articles  {binary_bytes_per_sec}  ETA {eta}"
                }
                None => "{spinner} {msg} articles  {binary_bytes_per_sec}  {elapsed}",
            };
            // A wrong template would be seen in the first test on a terminal; the default is fine too.
            if let Ok(style) = ProgressStyle::with_template(template) {
                self.bar.set_style(style);
            }
        }
        self.bar.set_message(progress.read.to_string());
        self.bar.set_position(progress.bytes);
    }

    pub(crate) fn finish(self) {
        self.bar.finish_and_clear();
    }
}
