//! The progress bar: on standard error, when that is a terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use timtin::Progress;

use super::language::Language;

/// Shows how far an import has come.
pub(crate) struct Bar {
    bar: ProgressBar,
    say: Language,
    started: bool,
}

impl Bar {
    pub(crate) fn new(say: Language) -> Bar {
        Bar {
            bar: ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()),
            say,
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
                    self.say.progress_bar()
                }
                None => self.say.progress_spinner(),
            };
            // A wrong template would be seen in the first test on a terminal; the default is fine too.
            if let Ok(style) = ProgressStyle::with_template(&template) {
                self.bar.set_style(style);
            }
        }
        // The message is what draws the bar: the position is to be of the same moment.
        self.bar.set_position(progress.bytes);
        self.bar.set_message(progress.read.to_string());
    }

    pub(crate) fn finish(self) {
        self.bar.finish_and_clear();
    }
}
