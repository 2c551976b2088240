//! Writes that a request must not break off half-way: files that come to the storage, and the
//! transaction that names or forgets them. Each runs in a task of its own, and its request waits
//! for it. When a request goes away, since its client left or its time is up, the task takes back
//! what it has begun as soon as it sees that, or commits what it is committing. Not a queue.

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::Instrument as _;

use crate::domain::{Context, Error, Result};

/// The writes that are under way; a clone is the same.
#[derive(Clone, Debug, Default)]
pub struct Tasks {
    all: TaskTracker,
    /// Says that nobody waits any more for the task that has this value.
    abandoned: CancellationToken,
}

impl Tasks {
    /// Waits until all have ended.
    pub async fn end(&self) {
        self.all.close();
        self.all.wait().await;
    }

    /// Returns when nobody waits any more for the task that asks; never outside of one.
    pub async fn abandoned(&self) {
        self.abandoned.cancelled().await;
    }

    /// Whether nobody waits any more for the task that asks; never outside of one.
    #[must_use]
    pub fn is_abandoned(&self) -> bool {
        self.abandoned.is_cancelled()
    }
}

/// What a task comes to that was taken back. Nobody is there to hear it.
#[must_use]
pub fn taken_back() -> Error {
    Error::Unavailable {
        raced: false,
        source: "the request went away, and what it had begun was taken back".into(),
    }
}

/// Does `work` to its end, whatever becomes of the request.
///
/// # Errors
/// Those of `work`.
pub async fn to_the_end<T, W>(context: &Context, work: impl FnOnce(Context) -> W) -> Result<T>
where
    T: Send + 'static,
    W: Future<Output = Result<T>> + Send + 'static,
{
    let abandoned = CancellationToken::new();
    let tasks = Tasks {
        abandoned: abandoned.clone(),
        ..context.tasks.clone()
    };
    let task = context.tasks.all.spawn(
        work(Context {
            tasks,
            ..context.clone()
        })
        .in_current_span(),
    );
    // Dropped with this future.
    let _gone = abandoned.drop_guard();
    join(task).await?
}

/// Runs `work` to its end even if the caller stops waiting. Nothing tells `work` so: it is for what
/// must not stop half-way, such as a commit and the removal of the files it orphaned.
///
/// # Errors
/// The runtime is shutting down.
pub async fn detach<T, E>(
    context: &Context,
    work: impl Future<Output = Result<T, E>> + Send + 'static,
) -> Result<T, E>
where
    T: Send + 'static,
    E: From<Error> + Send + 'static,
{
    join(context.tasks.all.spawn(work.in_current_span())).await?
}

/// Waits for a task; a panic in it continues here.
async fn join<T>(task: JoinHandle<T>) -> Result<T> {
    task.await.map_err(|error| match error.try_into_panic() {
        Ok(panic) => std::panic::resume_unwind(panic),
        Err(error) => Error::Internal(Box::new(error)),
    })
}
