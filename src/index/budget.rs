//! How the memory of a writer is shared out.

use super::WriterOptions;

/// What the process needs whatever it indexes: lists of words and abbreviations, threads, buffers of files.
const FIXED: usize = 24 << 20;

/// The least memory that the engine builds postings in, a thread, and the most.
const LEAST_POSTINGS: usize = 15 << 20;
const MOST_POSTINGS: usize = 4_000_000_000;

/// The parts of a writer's memory, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Budget {
    /// Threads that build postings; no more than have room to.
    pub(super) threads: usize,
    /// Threads that merge segments.
    pub(super) merge_threads: usize,
    /// For the postings of one thread.
    pub(super) postings: usize,
    /// For articles that are analysed and wait for a thread.
    pub(super) queue: usize,
    /// Of records cut out of the files: those that are analysed together. As much again is being cut,
    /// twice as much waits between.
    pub(super) batch: usize,
    /// For records that wait for those that replaced them.
    pub(super) waiting: usize,
}

impl Budget {
    /// Of eight parts one is for the way from the files to the engine, one for merges, and one for the least
    /// that a thread holds beside its postings when it writes them; postings take the rest.
    pub(super) fn of(options: &WriterOptions) -> Budget {
        let memory = options.memory;
        let part = memory / 8;
        let all_postings = memory.saturating_sub(FIXED + 3 * part);
        let threads = match options.threads {
            0 => std::thread::available_parallelism().map_or(1, |cores| cores.get().min(4)),
            threads => threads,
        };
        let threads = threads.min(all_postings / LEAST_POSTINGS).max(1);
        Budget {
            threads,
            merge_threads: threads.min(2),
            postings: (all_postings / threads).clamp(LEAST_POSTINGS, MOST_POSTINGS),
            queue: (part / 2).clamp(1 << 20, 64 << 20),
            // A batch is about six times as large when it is analysed.
            batch: (part / 24).clamp(128 << 10, 4 << 20),
            waiting: (part / 4).clamp(1 << 20, 64 << 20),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(threads: usize, megabytes: usize) -> Budget {
        Budget::of(&WriterOptions {
            threads,
            memory: megabytes << 20,
        })
    }

    /// What the parts come to at most, a batch being on its way in four places and six times as large analysed.
    fn whole(budget: &Budget) -> usize {
        FIXED + budget.threads * budget.postings + budget.queue + 10 * budget.batch + budget.waiting
    }

    #[test]
    fn the_parts_are_no_more_than_the_whole() {
        for threads in [1, 2, 4, 8] {
            for megabytes in [64, 100, 512, 3000, 20_000] {
                let budget = of(threads, megabytes);
                assert!(whole(&budget) <= megabytes << 20, "{budget:?}");
                assert!(budget.threads <= threads && budget.postings >= LEAST_POSTINGS);
            }
        }
        let few = of(8, 100);
        assert!((1..8).contains(&few.threads), "{few:?}");
    }

    #[test]
    fn what_is_too_little_is_the_least_that_works() {
        for megabytes in [0, 1, 15] {
            let budget = of(4, megabytes);
            assert_eq!((budget.threads, budget.postings), (1, LEAST_POSTINGS));
            assert!(budget.batch > 0 && budget.queue > 0);
        }
    }
}
