//! Uploads as the domain takes them: opened, never read into memory.

use async_graphql::{Context, Upload};

use crate::domain::tickets::attachments::store;
use crate::domain::{Error, Result};

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

/// An upload opened. It came with the request: `documents` refuses names of others.
///
/// # Errors
/// [`Error::Internal`]: it was spooled and cannot be read.
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
/// As [`open`].
pub fn open_all(uploads: Option<Vec<Upload>>, ctx: &Context<'_>) -> Result<Vec<store::Upload>> {
    uploads
        .into_iter()
        .flatten()
        .map(|upload| open(&upload, ctx))
        .collect()
}

fn unread(error: std::io::Error) -> Error {
    Error::Internal(Box::new(error))
}
