//! Uploads as the domain takes them: opened, never read into memory.

use async_graphql::{Context, Upload};

use crate::domain::attachments::store;
use crate::domain::{Error, Result};

/// An upload opened.
///
/// # Errors
/// [`Error::Internal`]: a file that was spooled and cannot be read.
pub fn open(upload: &Upload, ctx: &Context<'_>) -> Result<store::Upload> {
    let value = upload.value(ctx).map_err(unread)?;
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
/// [`Error::Internal`]: a file that was spooled and cannot be read.
pub fn open_all(uploads: Option<Vec<Upload>>, ctx: &Context<'_>) -> Result<Vec<store::Upload>> {
    uploads.into_iter().flatten().map(|upload| open(&upload, ctx)).collect()
}

fn unread(error: std::io::Error) -> Error {
    Error::Internal(Box::new(error))
}
