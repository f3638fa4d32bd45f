//! Room for what waits: so many bytes, given out in shares and given back.

use std::sync::{Arc, Condvar, Mutex, PoisonError};

/// Room for so many bytes.
#[derive(Clone, Debug)]
pub(crate) struct Room(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    size: usize,
    taken: Mutex<usize>,
    freed: Condvar,
}

/// A part of a room; given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Share {
    room: Arc<Inner>,
    bytes: usize,
}

impl Room {
    pub(crate) fn new(size: usize) -> Room {
        Room(Arc::new(Inner {
            size,
            taken: Mutex::new(0),
            freed: Condvar::new(),
        }))
    }

    /// Takes so many bytes as soon as they are free. What is larger than the whole room waits until it has
    /// it for itself.
    pub(crate) fn take(&self, bytes: usize) -> Share {
        let inner = &self.0;
        let bytes = bytes.min(inner.size);
        // A thread that panicked while it counted left a number that is right or a little too large.
        let mut taken = inner.taken.lock().unwrap_or_else(PoisonError::into_inner);
        while *taken + bytes > inner.size {
            let waited = inner.freed.wait(taken);
            taken = waited.unwrap_or_else(PoisonError::into_inner);
        }
        *taken += bytes;
        Share {
            room: inner.clone(),
            bytes,
        }
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let taken = self.room.taken.lock();
        *taken.unwrap_or_else(PoisonError::into_inner) -= self.bytes;
        self.room.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc::channel;
    use std::thread;

    use super::*;

    #[test]
    fn no_more_is_taken_than_there_is() {
        let room = Room::new(100);
        let held = AtomicUsize::new(0);
        let (sender, shares) = channel();
        thread::scope(|scope| {
            let held = &held;
            scope.spawn(move || {
                for bytes in (0..500).map(|at| at * 7 % 60) {
                    let share = room.take(bytes);
                    assert!(held.fetch_add(bytes, Ordering::SeqCst) + bytes <= 100);
                    sender.send((bytes, share)).unwrap();
                }
            });
            for (bytes, share) in shares {
                // Before the share is given back: never too few are counted.
                held.fetch_sub(bytes, Ordering::SeqCst);
                drop(share);
            }
        });
    }

    #[test]
    fn what_is_too_large_has_the_room_for_itself() {
        let room = Room::new(10);
        let small = room.take(1);
        let (sender, entered) = channel();
        thread::scope(|scope| {
            scope.spawn(|| sender.send(room.take(1000)).unwrap());
            assert!(entered.try_recv().is_err());
            drop(small);
            drop(entered.recv().unwrap());
        });
        drop(room.take(10));
    }
}
