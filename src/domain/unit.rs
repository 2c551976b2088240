//! A unit of work: one transaction, the files that belong to it, and what it tells others. All of it lasts together or
//! not at all: files that were written are removed when the transaction fails, files that lost their row when it has
//! ended; mails and webhooks are written to the outbox and events to their log before the commit, and told after it.

use entity::Tx;

use crate::domain::events::{self, Note};
use crate::domain::outbox::{self, Entry};
use crate::domain::{Context, Result};

/// A transaction that is under way, its files, and what it tells.
#[derive(Debug)]
pub struct Unit {
    /// The transaction.
    pub tx: Tx,
    written: Vec<String>,
    orphaned: Vec<String>,
    told: Vec<Entry>,
    notes: Vec<Note>,
}

impl Unit {
    /// Begins.
    ///
    /// # Errors
    /// What the database says.
    pub async fn begin(context: &Context) -> Result<Self> {
        let tx = context.db.begin().await?;
        Ok(Self { tx, written: Vec::new(), orphaned: Vec::new(), told: Vec::new(), notes: Vec::new() })
    }

    /// Remembers a file that was written and lasts only if the transaction does.
    pub fn wrote(&mut self, path: String) {
        self.written.push(path);
    }

    /// Remembers a file whose row goes with this transaction.
    pub fn orphan(&mut self, path: String) {
        self.orphaned.push(path);
    }

    /// Adds something to be delivered after the commit.
    pub fn tell(&mut self, entry: Entry) {
        self.told.push(entry);
    }

    /// Notes what subscribers are to hear of when the transaction has ended well.
    pub fn note(&mut self, note: Note) {
        self.notes.push(note);
    }

    /// Ends: commits what went well, takes back what did not.
    ///
    /// # Errors
    /// The error of `outcome`, or what the database says of the end.
    pub async fn finish<T>(self, context: &Context, outcome: Result<T>) -> Result<T> {
        let Self { tx, written, orphaned, told, notes } = self;
        let outcome = match outcome {
            // The events last of all, so that what they keep of the tickets is how these are in the end.
            Ok(value) => match outbox::insert(&tx, &context.clock, &told).await {
                Ok(()) => events::write(context, &tx, &notes).await.map(|()| value),
                Err(error) => Err(error),
            },
            failed => failed,
        };
        let (outcome, gone) = match outcome {
            Ok(value) => match tx.commit().await {
                Ok(()) => (Ok(value), orphaned),
                Err(error) => (Err(error.into()), written),
            },
            Err(error) => {
                // A connection that is lost takes the transaction with it; the first error tells more.
                if let Err(undone) = tx.rollback().await {
                    tracing::warn!(error = %undone, "a transaction could not be rolled back");
                }
                (Err(error), written)
            }
        };
        if outcome.is_ok() && !told.is_empty() {
            context.outbox.wake();
        }
        if outcome.is_ok() && !notes.is_empty() {
            context.events.wrote();
        }
        for path in gone {
            // What stays lies there without a row and harms nobody.
            if let Err(error) = context.storage.delete(&path).await {
                tracing::warn!(%error, path, "a file without a row could not be removed");
            }
        }
        outcome
    }
}
