//! A unit of work: a transaction, with its files, outbox entries and events. All take effect
//! together, or none does. If the transaction fails, the files stored for it are removed. Outbox
//! entries and events are inserted before the commit. After the commit, their readers are woken,
//! and files that lost their row are removed.
//!
//! Files are stored before the transaction begins, so that a slow storage does not prolong locks.

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
use files::{PAGE, referenced_paths};

/// Maximum number of attempts if other transactions interfere.
const ATTEMPTS: u32 = 5;
/// Upper limit of the pause before the second attempt. It doubles with each attempt.
const PAUSE: Duration = Duration::from_millis(20);

/// An open transaction, with the files, outbox entries and events that depend on its commit.
#[derive(Debug)]
pub struct Unit {
    /// The transaction.
    pub tx: Tx,
    orphaned: Vec<String>,
    deliveries: Vec<outbox::Row>,
    events: Vec<events::NewEvent>,
}

/// Runs `work` in a transaction and commits it. If another transaction interferes (a deadlock, for
/// example with Django, which locks rows in no fixed order), `work` runs again, so its only side
/// effects must be on its unit, which it returns with its result. `files` were stored for this
/// transaction; they are removed if it fails.
///
/// # Errors
/// Errors of `work`; database errors.
pub async fn run<T, W>(context: &Context, files: &[String], work: impl Fn(Unit) -> W) -> Result<T>
where
    W: Future<Output = (Unit, Result<T>)>,
{
    let mut attempt = 1;
    loop {
        let ended = match run_once(context, &work).await {
            Ok((unit, value)) => {
                let task_context = context.clone();
                let commit = async move { unit.commit(&task_context).await };
                tasks::detach(context, commit).await.map(|()| value)
            }
            Err(error) => Err(CommitFailure {
                error,
                rolled_back: true,
            }),
        };
        let CommitFailure { error, rolled_back } = match ended {
            Ok(value) => return Ok(value),
            Err(failure) => failure,
        };
        if attempt < ATTEMPTS && matches!(error, Error::Unavailable { raced: true, .. }) {
            tracing::info!(attempt, "another transaction interfered; retrying");
            let limit = PAUSE * (1 << attempt);
            let pause = rand::rng().random_range(Duration::ZERO..limit);
            tokio::time::sleep(pause).await;
            attempt += 1;
            continue;
        }
        if rolled_back {
            remove_files(context, files.iter().map(String::as_str)).await;
        }
        return Err(if error.breaks_reference() {
            reference_conflict(&error)
        } else {
            error
        });
    }
}

/// An operation on the row with this ID.
pub type RowOperation = for<'a> fn(&'a Context, &'a mut Unit, i32) -> BoxFuture<'a, Result<()>>;

/// Runs `operation` on the row `id` in a unit without files. It continues if the request ends.
///
/// # Errors
/// Errors of `operation`; database errors.
pub async fn run_to_end(context: &Context, id: i32, operation: RowOperation) -> Result<()> {
    tasks::run_to_end(context, move |context| async move {
        let context = &context;
        let work = |mut unit: Unit| async move {
            let outcome = operation(context, &mut unit, id).await;
            (unit, outcome)
        };
        run(context, &[], work).await
    })
    .await
}

/// The error of a violated foreign key that further attempts did not solve: Django has deleted, for
/// example, a user or queue after it was looked up.
fn reference_conflict(error: &Error) -> Error {
    tracing::warn!(
        error = error.source(),
        "the database reported a violated foreign key"
    );
    let what = "a referenced object was deleted in the meantime, or another object refers to the one to delete";
    Error::Conflict {
        field: "input",
        what: what.into(),
    }
}

/// Removes files that no row refers to. A file that cannot be removed does no harm: no row refers
/// to it.
pub(crate) async fn remove_files<'a>(context: &Context, files: impl Iterator<Item = &'a str>) {
    for path in files {
        if let Err(error) = context.storage.delete(path).await {
            let path = names::redacted(path);
            tracing::warn!(%error, path, "could not remove a file without a row");
        }
    }
}

/// Removes files that lost their row, unless another row refers to the same file.
async fn remove_orphans(context: &Context, paths: &[String]) {
    for paths in paths.chunks(PAGE) {
        match referenced_paths(&context.db, paths).await {
            Ok(referenced) => {
                let orphans = paths.iter().filter(|path| !referenced.contains(*path));
                remove_files(context, orphans.map(String::as_str)).await;
            }
            Err(error) => {
                tracing::warn!(%error, files = paths.len(), "could not remove files that lost their row")
            }
        }
    }
}

/// One attempt, up to the commit. If the request ends, the running statement is stopped and the
/// transaction rolled back.
async fn run_once<T, W>(context: &Context, work: &impl Fn(Unit) -> W) -> Result<(Unit, T)>
where
    W: Future<Output = (Unit, Result<T>)>,
{
    if context.tasks.is_abandoned() {
        return Err(tasks::abandoned_error());
    }
    let running = async { Ok::<_, Error>(work(Unit::begin(context).await?).await) };
    let (unit, outcome) = tokio::select! {
        biased;
        () = context.tasks.abandoned() => return Err(tasks::abandoned_error()),
        ended = running => ended?,
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

/// A failed attempt.
struct CommitFailure {
    error: Error,
    /// Whether the transaction was certainly rolled back. If the connection breaks during the
    /// commit, its outcome is unknown.
    rolled_back: bool,
}

impl From<Error> for CommitFailure {
    /// An error of the task that commits: the outcome is unknown.
    fn from(error: Error) -> Self {
        Self {
            error,
            rolled_back: false,
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
            events: Vec::new(),
        })
    }

    /// The context for reads through the transaction, which show what the unit has written so far.
    #[must_use]
    pub fn view(&self, context: &Context) -> Context {
        Context {
            db: self.tx.view(),
            ..context.clone()
        }
    }

    /// Has a file removed after the commit, because its row is deleted.
    pub fn orphan(&mut self, path: String) {
        self.orphaned.push(path);
    }

    /// Adds a delivery to the outbox.
    pub fn enqueue(&mut self, row: outbox::Row) {
        self.deliveries.push(row);
    }

    /// Adds an event to the log.
    pub fn add_event(&mut self, event: events::NewEvent) {
        self.events.push(event);
    }

    /// Inserts deliveries and events. The events come last, so that they store the final state of
    /// their tickets.
    async fn insert_signals(&self, context: &Context) -> Result<()> {
        outbox::insert(&self.tx, &context.clock, &self.deliveries).await?;
        events::insert_all(context, &self.tx, &self.events).await
    }

    /// Rolls the transaction back.
    async fn roll_back(self) {
        // If the connection is lost, the database rolls back. The first error is more useful to the
        // caller.
        if let Err(error) = self.tx.rollback().await {
            tracing::warn!(%error, "could not roll back a transaction");
        }
    }

    /// Commits the transaction and wakes the readers of the outbox and the event log.
    async fn commit(self, context: &Context) -> Result<(), CommitFailure> {
        let Self {
            tx,
            orphaned,
            deliveries,
            events,
        } = self;
        if let Err(error) = tx.commit().await {
            let rolled_back = is_database_error(&error);
            // A retry is only safe if the transaction was certainly rolled back.
            let error = if rolled_back {
                error.into()
            } else {
                Error::Internal(Box::new(error))
            };
            return Err(CommitFailure { error, rolled_back });
        }
        if !deliveries.is_empty() {
            context.outbox.wake();
        }
        if !events.is_empty() {
            context.events.written_here();
        }
        remove_orphans(context, &orphaned).await;
        Ok(())
    }
}

/// Whether the database reported the error. Otherwise the connection failed.
fn is_database_error(error: &DbErr) -> bool {
    matches!(error, DbErr::Exec(RuntimeErr::SqlxError(inner)) | DbErr::Query(RuntimeErr::SqlxError(inner))
        if inner.as_database_error().is_some())
}
