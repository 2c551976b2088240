//! Uploads as the domain takes them: opened, never read into memory.

use async_graphql::{Context, Upload};

use crate::domain::attachments::store;
use crate::domain::{Code, Error, FieldError, Result};

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

/// How many files came with a request, in its data where a client could name another.
#[derive(Clone, Copy, Debug)]
pub struct Files(pub usize);

/// The length to write down of a file, in the data of a request that came by REST; the graph takes none.
#[derive(Clone, Copy, Debug)]
pub struct WrittenSize(pub i32);

/// An upload opened.
///
/// # Errors
/// [`Error::Invalid`]: there is no such file; [`Error::Internal`]: one that was spooled and cannot be read.
pub fn open(upload: &Upload, ctx: &Context<'_>) -> Result<store::Upload> {
    // A client may name a file that it did not send.
    if ctx.data_opt::<Files>().is_some_and(|files| upload.0 >= files.0) {
        return Err(Error::field("file", Code::Required));
    }
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
/// [`Error::Invalid`]: there is no such file; [`Error::Internal`]: one that was spooled and cannot be read.
pub fn open_all(uploads: Option<Vec<Upload>>, ctx: &Context<'_>) -> Result<Vec<store::Upload>> {
    let place = |at: usize, error| match error {
        Error::Invalid(faults) => Error::Invalid(
            faults
                .into_iter()
                .map(|fault| FieldError { path: vec!["attachments".to_owned(), at.to_string()], ..fault })
                .collect(),
        ),
        error => error,
    };
    let uploads = uploads.into_iter().flatten().enumerate();
    uploads.map(|(at, upload)| open(&upload, ctx).map_err(|error| place(at, error))).collect()
}

fn unread(error: std::io::Error) -> Error {
    Error::Internal(Box::new(error))
}
