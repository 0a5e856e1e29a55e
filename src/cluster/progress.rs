//! What a read tells of its progress.

use super::kind::Kind;

/// Hears how far a read has come; called from several threads.
pub trait Progress: Sync {
    /// So many objects of a kind have been read so far; `total` if the server says how many there will be.
    fn read(&self, kind: Kind, count: usize, total: Option<usize>);
}

/// Does not want to hear anything.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoProgress;

impl Progress for NoProgress {
    fn read(&self, _: Kind, _: usize, _: Option<usize>) {}
}
