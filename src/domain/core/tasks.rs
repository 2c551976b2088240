//! Tasks for writes that must not stop half-way: storing files, and the transaction that adds or
//! removes their rows. Each write runs in a separate task, and its request waits for it. If the
//! client disconnects or the request times out, the task rolls back, unless it is already
//! committing.

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::Instrument as _;

use crate::domain::{Context, Error, Result};

/// The running writes. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Tasks {
    tracker: TaskTracker,
    /// Cancelled when the request of the current task has ended.
    abandoned: CancellationToken,
}

impl Tasks {
    /// Waits until all tasks have ended.
    pub async fn wait_for_all(&self) {
        self.tracker.close();
        self.tracker.wait().await;
    }

    /// Returns when the request of the current task has ended. Never returns outside of a task.
    pub async fn abandoned(&self) {
        self.abandoned.cancelled().await;
    }

    /// Whether the request of the current task has ended. Always false outside of a task.
    #[must_use]
    pub fn is_abandoned(&self) -> bool {
        self.abandoned.is_cancelled()
    }
}

/// The error of a task that rolled back because its request ended. Nobody receives it.
#[must_use]
pub fn abandoned_error() -> Error {
    Error::Unavailable {
        raced: false,
        source: "the request ended before its write was committed; the write was rolled back"
            .into(),
    }
}

/// Runs `work` in a task that learns when its request ends, and rolls back then.
///
/// # Errors
/// Errors of `work`.
pub async fn run_to_end<T, W>(context: &Context, work: impl FnOnce(Context) -> W) -> Result<T>
where
    T: Send + 'static,
    W: Future<Output = Result<T>> + Send + 'static,
{
    let abandoned = CancellationToken::new();
    let tasks = Tasks {
        abandoned: abandoned.clone(),
        ..context.tasks.clone()
    };
    let task = context.tasks.tracker.spawn(
        work(Context {
            tasks,
            ..context.clone()
        })
        .in_current_span(),
    );
    // Cancels the token when this future is dropped.
    let _guard = abandoned.drop_guard();
    join(task).await?
}

/// Runs `work` to its end even if its request ends. `work` does not learn of that: this is for
/// writes that must not stop half-way, such as a commit and the removal of the files it orphaned.
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
    join(context.tasks.tracker.spawn(work.in_current_span())).await?
}

/// Starts `work` without waiting for it. A stopping service waits for it.
pub fn start(context: &Context, work: impl Future<Output = ()> + Send + 'static) {
    context.tasks.tracker.spawn(work.in_current_span());
}

/// Waits for a task; a panic in it continues here.
async fn join<T>(task: JoinHandle<T>) -> Result<T> {
    task.await.map_err(|error| match error.try_into_panic() {
        Ok(panic) => std::panic::resume_unwind(panic),
        Err(error) => Error::Internal(Box::new(error)),
    })
}
