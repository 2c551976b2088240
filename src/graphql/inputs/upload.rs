//! Uploads as the domain takes them: opened, never read into memory.

use async_graphql::{Context, Upload};

use crate::domain::attachments::store;

/// An upload opened.
///
/// # Errors
/// A file that was spooled and cannot be read.
pub fn open(upload: &Upload, ctx: &Context<'_>) -> std::io::Result<store::Upload> {
    let value = upload.value(ctx)?;
    Ok(store::Upload {
        size: value.content.metadata()?.len(),
        filename: value.filename,
        content_type: value.content_type,
        content: value.content,
    })
}

/// Uploads opened.
///
/// # Errors
/// A file that was spooled and cannot be read.
pub fn open_all(uploads: Option<Vec<Upload>>, ctx: &Context<'_>) -> std::io::Result<Vec<store::Upload>> {
    uploads.into_iter().flatten().map(|upload| open(&upload, ctx)).collect()
}
