//! A unit of work: one transaction, the files that belong to it, and what it tells others. All of
//! it lasts together or not at all: files that were written for it are removed when it fails, files
//! that lost their row when it has ended; mails and webhooks are written to the outbox and events
//! to their log before the commit, and told after it.
//!
//! Files come to the storage before the transaction begins: however slow it is, nobody waits for a
//! lock meanwhile.

pub mod events;
pub(crate) mod files;
pub mod idempotency;
pub mod outbox;
pub mod referrers;

use std::error::Error as _;
use std::time::Duration;

use entity::Tx;
use futures_util::future::BoxFuture;
use rand::Rng as _;
use sea_orm::{DbErr, RuntimeErr};

use crate::domain::core::tasks;
use crate::domain::{Context, Error, Result};
use crate::storage::names;
use files::{PAGE, named};

/// How often work is done at most that another transaction gets in the way of.
const ATTEMPTS: u32 = 5;
/// The pause before it is done again, at most; it doubles each time.
const PAUSE: Duration = Duration::from_millis(20);

/// A transaction that is under way, its files, and what it tells.
#[derive(Debug)]
pub struct Unit {
    /// The transaction.
    pub tx: Tx,
    orphaned: Vec<String>,
    deliveries: Vec<outbox::Row>,
    notes: Vec<events::Note>,
}

/// Does work in one transaction and commits it. Where another transaction gets in the way (a
/// deadlock, say, with one of Django's, which takes its locks in no order) it is done anew, so it
/// must not leave anything behind but in its unit, which it gives back with what came of it.
/// `files` were written for it, and are removed if it fails.
///
/// # Errors
/// Those of `work`; what the database says.
pub async fn run<T, W>(context: &Context, files: &[String], work: impl Fn(Unit) -> W) -> Result<T>
where
    W: Future<Output = (Unit, Result<T>)>,
{
    let mut attempt = 1;
    loop {
        let ended = match run_once(context, &work).await {
            Ok((unit, value)) => {
                let own = context.clone();
                let commit = async move { unit.commit(&own).await };
                tasks::detach(context, commit).await.map(|()| value)
            }
            Err(error) => Err(CommitFailure {
                error,
                undone: true,
            }),
        };
        let CommitFailure { error, undone } = match ended {
            Ok(value) => return Ok(value),
            Err(failed) => failed,
        };
        if attempt < ATTEMPTS && matches!(error, Error::Unavailable { raced: true, .. }) {
            tracing::info!(
                attempt,
                "another transaction was in the way: the work is done anew"
            );
            let most = PAUSE * (1 << attempt);
            let pause = rand::rng().random_range(Duration::ZERO..most);
            tokio::time::sleep(pause).await;
            attempt += 1;
            continue;
        }
        if undone {
            remove(context, files.iter().map(String::as_str)).await;
        }
        return Err(if error.breaks_reference() {
            reference_conflict(&error)
        } else {
            error
        });
    }
}

/// What a unit does to the row of a number.
pub type Rows = for<'a> fn(&'a Context, &'a mut Unit, i32) -> BoxFuture<'a, Result<()>>;

/// Does `rows` to the row `id` in a unit without files, to its end, whatever becomes of the
/// request.
///
/// # Errors
/// Those of `rows`; what the database says.
pub async fn run_to_end(context: &Context, id: i32, rows: Rows) -> Result<()> {
    tasks::run_to_end(context, move |context| async move {
        let context = &context;
        let work = |mut unit: Unit| async move {
            let outcome = rows(context, &mut unit, id).await;
            (unit, outcome)
        };
        run(context, &[], work).await
    })
    .await
}

/// What is said of a reference to nothing that doing the work anew does not mend: a person or a
/// queue, say, that Django deleted since it was looked up.
fn reference_conflict(error: &Error) -> Error {
    tracing::warn!(
        error = error.source(),
        "the database refuses a reference to what is not there"
    );
    let what = "something that this refers to was deleted meanwhile, or something refers to what is to be deleted";
    Error::Conflict {
        field: "input",
        what: what.into(),
    }
}

/// Removes files that no row names. What stays lies there without a row and harms nobody.
pub(crate) async fn remove<'a>(context: &Context, files: impl Iterator<Item = &'a str>) {
    for path in files {
        if let Err(error) = context.storage.delete(path).await {
            let path = names::redacted(path);
            tracing::warn!(%error, path, "a file without a row could not be removed");
        }
    }
}

/// Removes files that lost their row, but for those that another row names too: rows may share a
/// file.
async fn remove_orphans(context: &Context, paths: &[String]) {
    for paths in paths.chunks(PAGE) {
        match named(&context.db, paths).await {
            Ok(named) => {
                let orphans = paths.iter().filter(|path| !named.contains(*path));
                remove(context, orphans.map(String::as_str)).await;
            }
            Err(error) => {
                tracing::warn!(%error, files = paths.len(), "files that lost their row stay")
            }
        }
    }
}

/// Does the work once, up to the commit. When the request goes away, the statement that is running
/// is stopped and the transaction taken back.
async fn run_once<T, W>(context: &Context, work: &impl Fn(Unit) -> W) -> Result<(Unit, T)>
where
    W: Future<Output = (Unit, Result<T>)>,
{
    if context.tasks.is_abandoned() {
        return Err(tasks::abandoned_error());
    }
    let begun = async { Ok::<_, Error>(work(Unit::begin(context).await?).await) };
    let (unit, outcome) = tokio::select! {
        biased;
        () = context.tasks.abandoned() => return Err(tasks::abandoned_error()),
        ended = begun => ended?,
    };
    let outcome = match outcome {
        Ok(value) => unit.insert_signals(context).await.map(|()| value),
        failed => failed,
    };
    let outcome = match outcome {
        Ok(_) if context.tasks.is_abandoned() => Err(tasks::abandoned_error()),
        outcome => outcome,
    };
    match outcome {
        Ok(value) => Ok((unit, value)),
        Err(error) => {
            unit.roll_back().await;
            Err(error)
        }
    }
}

/// How a unit failed.
struct CommitFailure {
    error: Error,
    /// Nothing of it lasts. Where the database fell silent at the commit, nobody knows.
    undone: bool,
}

impl From<Error> for CommitFailure {
    /// The commit did not end: its outcome is unknown.
    fn from(error: Error) -> Self {
        Self {
            error,
            undone: false,
        }
    }
}

impl Unit {
    async fn begin(context: &Context) -> Result<Self> {
        let tx = context.db.begin().await?;
        Ok(Self {
            tx,
            orphaned: Vec::new(),
            deliveries: Vec::new(),
            notes: Vec::new(),
        })
    }

    /// Remembers a file whose row goes with this transaction.
    pub fn orphan(&mut self, path: String) {
        self.orphaned.push(path);
    }

    /// Adds a delivery, which is sent after the commit.
    pub fn enqueue(&mut self, row: outbox::Row) {
        self.deliveries.push(row);
    }

    /// Notes what subscribers are to hear of when the transaction has ended well.
    pub fn note(&mut self, note: events::Note) {
        self.notes.push(note);
    }

    /// Inserts deliveries and events. The events last of all, so that what they keep of the tickets is how
    /// these are in the end.
    async fn insert_signals(&self, context: &Context) -> Result<()> {
        outbox::insert(&self.tx, &context.clock, &self.deliveries).await?;
        events::write(context, &self.tx, &self.notes).await
    }

    /// Takes everything back.
    async fn roll_back(self) {
        // A connection that is lost takes the transaction with it; the first error tells more.
        if let Err(undone) = self.tx.rollback().await {
            tracing::warn!(error = %undone, "a transaction could not be rolled back");
        }
    }

    /// Makes it last.
    async fn commit(self, context: &Context) -> Result<(), CommitFailure> {
        let Self {
            tx,
            orphaned,
            deliveries,
            notes,
        } = self;
        if let Err(error) = tx.commit().await {
            let undone = is_answer(&error);
            // Only what was certainly not done may be asked for again.
            let error = if undone {
                error.into()
            } else {
                Error::Internal(Box::new(error))
            };
            return Err(CommitFailure { error, undone });
        }
        if !deliveries.is_empty() {
            context.outbox.wake();
        }
        if !notes.is_empty() {
            context.events.written_here();
        }
        remove_orphans(context, &orphaned).await;
        Ok(())
    }
}

/// Whether an error is what the database answered, and not the connection's.
fn is_answer(error: &DbErr) -> bool {
    matches!(error, DbErr::Exec(RuntimeErr::SqlxError(inner)) | DbErr::Query(RuntimeErr::SqlxError(inner))
        if inner.as_database_error().is_some())
}
