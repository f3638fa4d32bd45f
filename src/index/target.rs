//! Where an import's articles go: into the index, or nowhere in a dry run.

use super::present::Present;
use super::records::Key;
use super::report::Report;
use super::writer::Prepared;
use super::{Index, Writer, WriterOptions};
use crate::error::Result;

/// Where articles go.
pub(super) enum Target {
    Writer(Box<Writer>),
    /// Nowhere, but it is known what is there and what would be.
    Nothing(Present),
}

impl Target {
    /// Takes the writer's lock, unless it is a dry run.
    pub(super) fn open(index: &Index, options: WriterOptions, dry_run: bool) -> Result<Target> {
        Ok(if dry_run {
            Target::Nothing(Present::new(index)?)
        } else {
            Target::Writer(Box::new(index.writer(options)?))
        })
    }

    pub(super) fn present(&self) -> &Present {
        match self {
            Target::Writer(writer) => writer.present(),
            Target::Nothing(present) => present,
        }
    }

    /// Adds an article; the records of the article that it replaces, if it does.
    pub(super) fn put(&mut self, prepared: Prepared, key: Key) -> Result<Option<Vec<Key>>> {
        match self {
            Target::Writer(writer) => writer.put(prepared, Some(key)),
            Target::Nothing(present) => {
                let replaced = present.find(&prepared.id)?;
                present.add(&prepared.id, [key].into());
                Ok(replaced)
            }
        }
    }

    /// How many articles there are, or would be, after what `report` tells.
    pub(super) fn documents(&self, report: &Report) -> u64 {
        match self {
            Target::Writer(writer) => writer.committed_documents(),
            Target::Nothing(present) => present.committed().num_docs() + report.indexed,
        }
    }

    /// Makes everything since the last commit durable and visible.
    pub(super) fn commit(&mut self) -> Result<()> {
        match self {
            Target::Writer(writer) => writer.commit(),
            Target::Nothing(_) => Ok(()),
        }
    }

    /// Waits for merges under way and gives up the lock.
    pub(super) fn close(self) -> Result<()> {
        match self {
            Target::Writer(writer) => writer.close(),
            Target::Nothing(_) => Ok(()),
        }
    }
}
