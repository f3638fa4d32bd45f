//! On which threads a request is answered.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Requests that are being answered in this process.
static ANSWERING: AtomicUsize = AtomicUsize::new(0);

/// One of them, until it is dropped.
struct Turn {
    is_alone: bool,
}

impl Turn {
    fn begin() -> Turn {
        Turn {
            is_alone: ANSWERING.fetch_add(1, Ordering::Relaxed) == 0,
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        ANSWERING.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Answers a request. One that is alone is answered on the threads of the pool: they are handed its pieces
/// anyhow, and a thread outside would have to be woken after each step. Others stay on the threads they were
/// asked on: in the pool, one that waits for its pieces would take up another whole request meanwhile.
pub(super) fn answered<R: Send>(answer: impl FnOnce() -> R + Send) -> R {
    let turn = Turn::begin();
    match turn.is_alone {
        true => rayon::scope(|_| answer()),
        false => answer(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beside_another_a_request_stays_where_it_was_asked() {
        let other = Turn::begin();
        let asked_on = std::thread::current().id();
        assert_eq!(answered(|| std::thread::current().id()), asked_on);
        drop(other);
    }
}
