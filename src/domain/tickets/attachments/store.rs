//! Validates uploads and stores them.

use std::io::Seek as _;

use entity::values::Integer;
use entity::{followup_attachment, queue};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};

use crate::config::Helpdesk;
use crate::domain::core::tasks;
use crate::domain::unit::events::{Kind, NewEvent};
use crate::domain::unit::{self, Unit};
use crate::domain::{Code, Context, Error, FieldError, Result};
use crate::storage::names;

/// An uploaded file, spooled to disk.
#[derive(Debug)]
pub struct Upload {
    /// The name that the client sent, without a path.
    pub filename: String,
    /// The media type that the client sent.
    pub content_type: Option<String>,
    /// Its size in bytes.
    pub size: u64,
    /// Its content.
    pub content: std::fs::File,
}

/// Validates an upload: not empty, not too large, with an extension that the installation allows
/// (helpdesk/validators.py; names without an extension are allowed).
///
/// # Errors
/// The code of the error.
pub fn check(upload: &Upload, helpdesk: &Helpdesk, max_size: usize) -> Result<(), Code> {
    check_text(&upload.filename, MAX_NAME)?;
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

/// Maximum length of a file name in characters.
pub const MAX_NAME: usize = 1000;
/// Maximum length of a media type in characters.
pub const MAX_MEDIA_TYPE: usize = 255;

/// Checks that a text fits into its column.
///
/// # Errors
/// The code of the error.
pub fn check_text(text: &str, limit: usize) -> Result<(), Code> {
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

/// Validates a file name that is given separately from the file: no path, no invisible characters,
/// and an extension that the installation allows.
///
/// # Errors
/// The code of the error.
pub fn check_name(name: &str, helpdesk: &Helpdesk) -> Result<(), Code> {
    check_text(name, MAX_NAME)?;
    if name.trim().is_empty() {
        return Err(Code::Required);
    }
    if name.contains(['/', '\\']) || name.chars().any(names::is_hidden) {
        return Err(Code::Invalid);
    }
    match names::base_name(name) {
        clean if clean.is_empty() => Err(Code::Invalid),
        // Check the extension that is left after the name is cleaned.
        clean => check_extension(&clean, helpdesk),
    }
}

/// Whether a text is a media type (RFC 6838) without parameters.
#[must_use]
pub fn is_media_type(text: &str) -> bool {
    let named = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphanumeric())
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "!#$&-^_.+".contains(c))
    };
    text.len() <= MAX_MEDIA_TYPE
        && text
            .split_once('/')
            .is_some_and(|(kind, sub)| named(kind) && named(sub))
}

/// The media type that the client sent, without its parameters; `None` if it is invalid or says
/// nothing about the content.
#[must_use]
pub fn sent_media_type(content_type: Option<&str>) -> Option<String> {
    let essence = content_type?.split(';').next()?.trim().to_ascii_lowercase();
    (is_media_type(&essence) && essence != "application/octet-stream").then_some(essence)
}

/// The errors of all files of an input, and an error if there are too many.
#[must_use]
pub fn check_uploads(context: &Context, uploads: &[Upload]) -> Vec<FieldError> {
    let config = &context.config;
    let mut errors = Vec::new();
    // By REST the view decides, because django-helpdesk checks this only for tickets.
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

/// A stored file, and the values of its row.
#[derive(Clone, Debug)]
pub struct StoredFile {
    /// Its path in the storage.
    pub path: String,
    /// Its size in bytes.
    pub size: i64,
    /// The name for display.
    pub filename: String,
    /// Its media type, at most 255 characters.
    pub mime_type: String,
}

/// The folder of a follow-up's files, as in django-helpdesk (helpdesk/models.py,
/// `FollowUpAttachment.attachment_path`). `ticket`: its ID and secret key.
#[must_use]
pub fn folder(queue: &queue::Model, (ticket, secret_key): (i32, &str), followup: i32) -> String {
    format!(
        "helpdesk/attachments/{}-{ticket}-{secret_key}/{followup}",
        queue.slug
    )
}

/// Stores a file in a folder. If its row is not committed, the caller must remove it
/// ([`unit::run`]).
///
/// # Errors
/// Storage errors.
pub async fn store_file(context: &Context, folder: &str, mut upload: Upload) -> Result<StoredFile> {
    // An upload that is used twice shares one handle and its position.
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
        unit::remove_files(context, std::iter::once(saved.path.as_str())).await;
        return Err(Error::field("attachments", Code::FileTooLarge(saved.size)));
    };
    // django-helpdesk stores any media type that was sent.
    let named = match upload.content_type {
        named if context.dialect.stores_media_type_as_sent() => {
            named.filter(|named| !named.is_empty())
        }
        named => sent_media_type(named.as_deref()),
    };
    let mime_type = named
        .unwrap_or_else(|| guess_media_type(&upload.filename))
        .chars()
        .take(MAX_MEDIA_TYPE)
        .collect();
    Ok(StoredFile {
        path: saved.path,
        size: size.into(),
        filename: upload.filename,
        mime_type,
    })
}

/// Stores files in a folder: all of them, or none.
///
/// # Errors
/// Storage errors.
pub async fn store_files(
    context: &Context,
    folder: &str,
    uploads: Vec<Upload>,
) -> Result<Vec<StoredFile>> {
    let mut stored = Vec::with_capacity(uploads.len());
    for upload in uploads {
        let next = if context.tasks.is_abandoned() {
            Err(tasks::abandoned_error())
        } else {
            store_file(context, folder, upload).await
        };
        match next {
            Ok(file) => stored.push(file),
            Err(error) => {
                unit::remove_files(
                    context,
                    stored.iter().map(|file: &StoredFile| file.path.as_str()),
                )
                .await;
                return Err(error);
            }
        }
    }
    Ok(stored)
}

/// The paths of files, for [`unit::run`] to remove if its work fails.
#[must_use]
pub fn paths(files: &[StoredFile]) -> Vec<String> {
    files.iter().map(|file| file.path.clone()).collect()
}

/// The media type that the file's extension suggests.
#[must_use]
pub fn guess_media_type(filename: &str) -> String {
    mime_guess::from_path(filename)
        .first_or_octet_stream()
        .essence_str()
        .to_owned()
}

/// Inserts the row of a file.
///
/// # Errors
/// Database errors.
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
    unit.add_event(
        NewEvent::new(Kind::AttachmentAdded, ticket)
            .followup(followup, false)
            .attachment(row.id),
    );
    Ok(row)
}
