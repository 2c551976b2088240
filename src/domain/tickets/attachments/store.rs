//! Where files of follow-ups are kept, and which are taken.

use std::io::Seek as _;

use entity::values::Integer;
use entity::{followup_attachment, queue};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};

use crate::config::Helpdesk;
use crate::domain::core::tasks;
use crate::domain::unit::events::{Kind, Note};
use crate::domain::unit::{self, Unit};
use crate::domain::{Code, Context, Error, FieldError, Result};
use crate::storage::names;

/// A file as it comes in: spooled to disk, never whole in memory.
#[derive(Debug)]
pub struct Upload {
    /// The name that the sender gave it, without a path.
    pub filename: String,
    /// The type that the sender named.
    pub content_type: Option<String>,
    /// Its length in bytes.
    pub size: u64,
    /// Its content, at the start.
    pub content: std::fs::File,
}

/// Whether a file is taken: not empty, not too large, of an ending that the installation allows
/// (helpdesk/validators.py; names without an ending are allowed).
///
/// # Errors
/// The code of the error.
pub fn check(upload: &Upload, helpdesk: &Helpdesk, max_size: usize) -> Result<(), Code> {
    fits(&upload.filename, MAX_NAME)?;
    if upload.size == 0 {
        return Err(Code::EmptyFile);
    }
    let limit = u64::try_from(max_size)
        .unwrap_or(u64::MAX)
        .min(i32::MAX.unsigned_abs().into());
    if upload.size > limit {
        return Err(Code::FileTooLarge(limit));
    }
    check_extension(&upload.filename, helpdesk)
}

/// Characters of the longest name of a file, and of the longest type.
pub const MAX_NAME: usize = 1000;
/// See [`MAX_NAME`].
pub const MAX_TYPE: usize = 255;

/// Whether a column holds a text.
///
/// # Errors
/// The code of the error.
pub fn fits(text: &str, limit: usize) -> Result<(), Code> {
    let length = text.chars().count();
    if text.contains('\0') {
        return Err(Code::NullCharacter);
    }
    if length > limit {
        return Err(Code::MaxLength { limit, length });
    }
    Ok(())
}

fn check_extension(name: &str, helpdesk: &Helpdesk) -> Result<(), Code> {
    match helpdesk.unsupported_extension(name) {
        Some(extension) => Err(Code::UnsupportedExtension(extension)),
        None => Ok(()),
    }
}

/// Whether a file may be called so by who names it apart from the file: no path, nothing that
/// cannot be read, and an ending that the installation allows.
///
/// # Errors
/// The code of the error.
pub fn check_name(name: &str, helpdesk: &Helpdesk) -> Result<(), Code> {
    fits(name, MAX_NAME)?;
    if name.trim().is_empty() {
        return Err(Code::Required);
    }
    if name.contains(['/', '\\']) || name.chars().any(names::is_hidden) {
        return Err(Code::Invalid);
    }
    match names::base_name(name) {
        clean if clean.is_empty() => Err(Code::Invalid),
        // The ending is the one that is left when the name is made clean.
        clean => check_extension(&clean, helpdesk),
    }
}

/// Whether a text is a type and a subtype (RFC 6838), without parameters.
#[must_use]
pub fn is_type(text: &str) -> bool {
    let named = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphanumeric())
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "!#$&-^_.+".contains(c))
    };
    text.len() <= MAX_TYPE
        && text
            .split_once('/')
            .is_some_and(|(kind, sub)| named(kind) && named(sub))
}

/// The type that the sender named, without its parameters, if it tells anything.
#[must_use]
pub fn named_type(content_type: Option<&str>) -> Option<String> {
    let essence = content_type?.split(';').next()?.trim().to_ascii_lowercase();
    (is_type(&essence) && essence != "application/octet-stream").then_some(essence)
}

/// The errors of the files of one input: each of its own, and there being too many.
#[must_use]
pub fn check_all(context: &Context, uploads: &[Upload]) -> Vec<FieldError> {
    let config = &context.config;
    let mut errors = Vec::new();
    // By REST the view decides: django-helpdesk asks for tickets alone.
    if !uploads.is_empty()
        && !config.helpdesk.enable_attachments
        && context.dialect.rejects_disabled_attachments()
    {
        errors.push(FieldError::new("attachments", Code::Disabled));
    }
    if uploads.len() > config.max_files() {
        let most = i64::try_from(config.max_files()).unwrap_or(i64::MAX);
        errors.push(FieldError::new("attachments", Code::MaxValue(most)));
    }
    for (index, upload) in uploads.iter().enumerate() {
        if let Err(code) = check(upload, &config.helpdesk, config.server.max_file_size) {
            errors.push(FieldError {
                path: vec!["attachments".to_owned(), index.to_string()],
                code,
            });
        }
    }
    errors
}

/// A file that lies in the storage, and what its row will say.
#[derive(Clone, Debug)]
pub struct StoredFile {
    /// Its path in the storage.
    pub path: String,
    /// Its length in bytes.
    pub size: i64,
    /// The name that people see.
    pub filename: String,
    /// Its type, at most 255 characters.
    pub mime_type: String,
}

/// The folder of a follow-up's files, as django-helpdesk lays them out (helpdesk/models.py,
/// `FollowUpAttachment.attachment_path`). `ticket`: its number and its secret key.
#[must_use]
pub fn folder(queue: &queue::Model, (ticket, secret_key): (i32, &str), followup: i32) -> String {
    format!(
        "helpdesk/attachments/{}-{ticket}-{secret_key}/{followup}",
        queue.slug
    )
}

/// Writes a file into a folder. The work that gives it a row has to remove it where it fails
/// ([`super::super::unit`]).
///
/// # Errors
/// What the storage says.
pub async fn store_file(context: &Context, folder: &str, mut upload: Upload) -> Result<StoredFile> {
    // Where a file is used twice, both uses share one handle and its place.
    upload
        .content
        .rewind()
        .map_err(|error| Error::Internal(Box::new(error)))?;
    let path = format!("{folder}/{}", names::valid_name(&upload.filename));
    let saved = context
        .storage
        .save(&path, tokio::fs::File::from_std(upload.content))
        .await?;
    let Ok(size) = i32::try_from(saved.size) else {
        unit::remove(context, std::iter::once(saved.path.as_str())).await;
        return Err(Error::field("attachments", Code::FileTooLarge(saved.size)));
    };
    // django-helpdesk writes down whatever was named.
    let named = match upload.content_type {
        named if context.dialect.stores_media_type_as_sent() => {
            named.filter(|named| !named.is_empty())
        }
        named => named_type(named.as_deref()),
    };
    let mime_type = named
        .unwrap_or_else(|| guess_type(&upload.filename))
        .chars()
        .take(MAX_TYPE)
        .collect();
    Ok(StoredFile {
        path: saved.path,
        size: size.into(),
        filename: upload.filename,
        mime_type,
    })
}

/// Writes files into a folder: all of them, or none.
///
/// # Errors
/// What the storage says.
pub async fn store_files(
    context: &Context,
    folder: &str,
    uploads: Vec<Upload>,
) -> Result<Vec<StoredFile>> {
    let mut kept = Vec::with_capacity(uploads.len());
    for upload in uploads {
        let next = if context.tasks.is_abandoned() {
            Err(tasks::abandoned_error())
        } else {
            store_file(context, folder, upload).await
        };
        match next {
            Ok(file) => kept.push(file),
            Err(error) => {
                unit::remove(
                    context,
                    kept.iter().map(|file: &StoredFile| file.path.as_str()),
                )
                .await;
                return Err(error);
            }
        }
    }
    Ok(kept)
}

/// The paths of files, as [`unit::run`] removes them if its work fails.
#[must_use]
pub fn paths(files: &[StoredFile]) -> Vec<String> {
    files.iter().map(|file| file.path.clone()).collect()
}

/// The type of a file by its name, where nobody named it.
#[must_use]
pub fn guess_type(filename: &str) -> String {
    mime_guess::from_path(filename)
        .first_or_octet_stream()
        .essence_str()
        .to_owned()
}

/// Writes the row of a file.
///
/// # Errors
/// What the database says.
pub async fn insert(
    unit: &mut Unit,
    ticket: i32,
    followup: i32,
    file: &StoredFile,
) -> Result<followup_attachment::Model> {
    let row = followup_attachment::ActiveModel {
        file: Set(file.path.clone()),
        filename: Set(file.filename.clone()),
        mime_type: Set(file.mime_type.clone()),
        size: Set(Integer(file.size)),
        followup_id: Set(followup),
        ..Default::default()
    };
    let row = row.insert(&unit.tx).await?;
    unit.note(
        Note::new(Kind::AttachmentAdded, ticket)
            .followup(followup, false)
            .attachment(row.id),
    );
    Ok(row)
}
