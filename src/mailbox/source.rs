//! The common interface of all kinds of mailboxes.

use std::path::PathBuf;

/// Why a mailbox cannot be read. Without secrets, for administrators.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Failure(pub String);

impl Failure {
    /// A failure of a step, such as "cannot connect".
    pub(super) fn of(step: &str, error: impl std::fmt::Display) -> Self {
        Self(format!("{step}: {error}"))
    }
}

/// A message in a mailbox.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// Its identity within the mailbox, also later; empty if the server has nothing.
    pub(super) location: String,
    /// Its size in bytes.
    pub(super) size: u64,
    /// Its UID or number.
    pub(super) number: u32,
    /// Its file.
    pub(super) path: PathBuf,
}

/// An open mailbox.
#[async_trait::async_trait]
pub(super) trait Source: Send {
    /// The messages, the oldest first.
    async fn list(&mut self) -> Result<Vec<Item>, Failure>;
    /// The content of a message; `None` if it is no longer there.
    async fn fetch(&mut self, item: &Item) -> Result<Option<Vec<u8>>, Failure>;
    /// Removes a message, at the latest when the mailbox is closed.
    async fn remove(&mut self, item: &Item) -> Result<(), Failure>;
    /// Marks a message that was set aside, if the mailbox can.
    async fn mark(&mut self, item: &Item) -> Result<(), Failure>;
    /// Completes removals and disconnects.
    async fn close(self: Box<Self>) -> Result<(), Failure>;
}
