//! Uploads: received when a mutation needs them, and opened for the domain without reading them
//! into memory.

use std::sync::Arc;

use async_graphql::{Context, Upload, UploadValue};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use tokio::sync::Mutex;

use crate::domain::tickets::attachments::store;
use crate::domain::unit::idempotency;
use crate::domain::{Error, Result};
use crate::graphql::types::context;

/// Prefix of the texts by which async-graphql refers to files in variables.
pub const FILE_PREFIX: &str = "#__graphql_file__:";

/// The text that refers to the file with this index.
#[must_use]
pub fn file_reference(index: usize) -> String {
    format!("{FILE_PREFIX}{index}")
}

/// The index of the file that a text refers to; `None` for other texts.
#[must_use]
pub fn file_index(text: &str) -> Option<usize> {
    text.strip_prefix(FILE_PREFIX)?.parse().ok()
}

/// The size to store of a file instead of the actual one, in the data of a REST request. GraphQL
/// clients cannot send one.
#[derive(Clone, Copy, Debug)]
pub struct StoredSize(pub i64);

/// The files of a GraphQL request. They are received when the first mutation that the viewer may
/// execute needs one, so that unauthorized callers cannot make the server receive files. Clones
/// share them.
#[derive(Clone)]
pub struct Uploads(Arc<Mutex<State>>);

enum State {
    /// Not received yet.
    Waiting(BoxFuture<'static, Result<Vec<UploadValue>, async_graphql::Error>>),
    /// In the order of their indexes.
    Received(Vec<UploadValue>),
    /// Receiving them failed.
    Failed(async_graphql::Error),
}

impl std::fmt::Debug for Uploads {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Uploads").finish_non_exhaustive()
    }
}

impl Uploads {
    /// The files that `receive` returns, in the order of their indexes.
    pub fn new(
        receive: impl Future<Output = Result<Vec<UploadValue>, async_graphql::Error>> + Send + 'static,
    ) -> Self {
        Self(Arc::new(Mutex::new(State::Waiting(receive.boxed()))))
    }

    /// Receives the files, unless it has.
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

    async fn get(&self, index: usize) -> std::io::Result<UploadValue> {
        match &*self.0.lock().await {
            State::Received(files) => match files.get(index) {
                Some(file) => file.try_clone(),
                None => Err(std::io::ErrorKind::NotFound.into()),
            },
            State::Waiting(_) | State::Failed(_) => Err(std::io::ErrorKind::NotFound.into()),
        }
    }
}

/// Receives the files of the request for a mutation that uses `uses` of them, if `check` permits
/// it. A request that repeats an idempotency key is not checked: it returns the result of the first
/// request, whatever the viewer's permissions are now.
///
/// Returns the error of the check as the inner result.
///
/// # Errors
/// A malformed or too large form.
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
        // A slow client must not occupy a database connection.
        context.db.release_connection().await;
    }
    uploads.receive().await.map(Ok)
}

/// Opens an upload. `documents` has checked that it refers to a file of the request.
///
/// # Errors
/// [`Error::Internal`] if the spooled file cannot be read.
pub async fn open(upload: &Upload, ctx: &Context<'_>) -> Result<store::Upload> {
    let value = match ctx.data_opt::<Uploads>() {
        Some(uploads) => uploads.get(upload.0).await,
        None => upload.value(ctx),
    };
    let value = value.map_err(internal)?;
    Ok(store::Upload {
        size: value.content.metadata().map_err(internal)?.len(),
        filename: value.filename,
        content_type: value.content_type,
        content: value.content,
    })
}

/// Opens uploads.
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

fn internal(error: std::io::Error) -> Error {
    Error::Internal(Box::new(error))
}
