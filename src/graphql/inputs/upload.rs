//! Uploads as the domain takes them: opened, never read into memory.

use std::sync::Arc;

use async_graphql::{Context, Upload, UploadValue};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use tokio::sync::Mutex;

use crate::domain::tickets::attachments::store;
use crate::domain::unit::idempotency;
use crate::domain::{Error, Result};
use crate::graphql::types::context;

/// How the texts begin by which the library names the file of a number in a variable.
pub const MARK: &str = "#__graphql_file__:";

/// What stands in a variable for the file of this number, counted from 0.
#[must_use]
pub fn name(number: usize) -> String {
    format!("{MARK}{number}")
}

/// The number of the file that a text stands for; `None` where it is no such text.
#[must_use]
pub fn number(text: &str) -> Option<usize> {
    text.strip_prefix(MARK)?.parse().ok()
}

/// The length to write down of a file, in the data of a request that came by REST; the graph takes
/// none.
#[derive(Clone, Copy, Debug)]
pub struct WrittenSize(pub i64);

/// The files of a request to the graph. They are received when the first field needs them that may
/// store one: a caller who may not write makes nobody read files. A clone shares them.
#[derive(Clone)]
pub struct Uploads(Arc<Mutex<State>>);

enum State {
    /// Not received yet.
    Waiting(BoxFuture<'static, Result<Vec<UploadValue>, async_graphql::Error>>),
    /// In the order of their numbers.
    Received(Vec<UploadValue>),
    /// They could not be received.
    Failed(async_graphql::Error),
}

impl std::fmt::Debug for Uploads {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Uploads").finish_non_exhaustive()
    }
}

impl Uploads {
    /// Files that `receive` returns, in the order of their numbers.
    pub fn new(
        receive: impl Future<Output = Result<Vec<UploadValue>, async_graphql::Error>> + Send + 'static,
    ) -> Self {
        Self(Arc::new(Mutex::new(State::Waiting(receive.boxed()))))
    }

    /// Receives the files, unless they are there.
    async fn receive(&self) -> Result<(), async_graphql::Error> {
        let mut state = self.0.lock().await;
        if let State::Waiting(receive) = &mut *state {
            *state = match receive.await {
                Ok(files) => State::Received(files),
                Err(error) => State::Failed(error),
            };
        }
        match &*state {
            State::Failed(error) => Err(error.clone()),
            State::Waiting(_) | State::Received(_) => Ok(()),
        }
    }

    async fn is_waiting(&self) -> bool {
        matches!(*self.0.lock().await, State::Waiting(_))
    }

    async fn get(&self, number: usize) -> std::io::Result<UploadValue> {
        match &*self.0.lock().await {
            State::Received(files) => match files.get(number) {
                Some(file) => file.try_clone(),
                None => Err(std::io::ErrorKind::NotFound.into()),
            },
            State::Waiting(_) | State::Failed(_) => Err(std::io::ErrorKind::NotFound.into()),
        }
    }
}

/// Receives the files of the request for a field that is about to store `uses` of them, if `check`
/// says that the viewer may write there. A request that repeats an idempotency key is not checked:
/// it gets what the first request made, whatever the viewer may do now.
///
/// The outer error is the form's, the inner one the check's.
///
/// # Errors
/// A malformed form, or one that is too large.
pub async fn receive<F>(
    ctx: &Context<'_>,
    uses: usize,
    key: Option<&str>,
    check: impl FnOnce() -> F,
) -> async_graphql::Result<Result<()>>
where
    F: Future<Output = Result<()>>,
{
    let Some(uploads) = ctx.data_opt::<Uploads>().filter(|_| uses > 0) else {
        return Ok(Ok(()));
    };
    if uploads.is_waiting().await {
        let context = context(ctx);
        if !context.viewer.is_authenticated() {
            return Ok(Err(Error::Unauthenticated));
        }
        let is_known = match key {
            Some(key) => idempotency::is_known(context, key).await,
            None => Ok(false),
        };
        let checked = match is_known {
            Ok(false) => check().await,
            known => known.map(drop),
        };
        if checked.is_err() {
            return Ok(checked);
        }
        // A slow client keeps no connection to the database.
        context.db.release_connection().await;
    }
    uploads.receive().await.map(Ok)
}

/// An upload opened. It came with the request: `documents` refuses names of others.
///
/// # Errors
/// [`Error::Internal`]: it was spooled and cannot be read.
pub async fn open(upload: &Upload, ctx: &Context<'_>) -> Result<store::Upload> {
    let value = match ctx.data_opt::<Uploads>() {
        Some(uploads) => uploads.get(upload.0).await,
        None => upload.value(ctx),
    };
    let value = value.map_err(unread)?;
    Ok(store::Upload {
        size: value.content.metadata().map_err(unread)?.len(),
        filename: value.filename,
        content_type: value.content_type,
        content: value.content,
    })
}

/// Uploads opened.
///
/// # Errors
/// As [`open`].
pub async fn open_all(
    uploads: Option<Vec<Upload>>,
    ctx: &Context<'_>,
) -> Result<Vec<store::Upload>> {
    let mut opened = Vec::new();
    for upload in uploads.into_iter().flatten() {
        opened.push(open(&upload, ctx).await?);
    }
    Ok(opened)
}

fn unread(error: std::io::Error) -> Error {
    Error::Internal(Box::new(error))
}
