//! Where files of follow-ups are kept, and which are taken.

use entity::{followup_attachment, queue};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};

use crate::config::Helpdesk;
use crate::domain::error::{Code, FieldError};
use crate::domain::events::{Kind, Note};
use crate::domain::unit::{self, Unit};
use crate::domain::{Context, Error, Result};
use crate::storage;

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

/// The ending of a name with its dot, in lower case; "" without one (Python's `os.path.splitext`: leading dots
/// begin no ending).
#[must_use]
pub fn extension(filename: &str) -> String {
    let stem = filename.trim_start_matches('.');
    stem.rfind('.').map_or_else(String::new, |dot| stem[dot..].to_lowercase())
}

/// Whether a file is taken: not empty, not too large, of an ending that the installation allows
/// (helpdesk/validators.py; names without an ending are allowed).
///
/// # Errors
/// The code of the fault.
pub fn check(upload: &Upload, helpdesk: &Helpdesk, max_size: usize) -> Result<(), Code> {
    let name = upload.filename.chars().count();
    if name > 1000 {
        return Err(Code::MaxLength { limit: 1000, length: name });
    }
    if upload.filename.contains('\0') {
        return Err(Code::NullCharacter);
    }
    if upload.size == 0 {
        return Err(Code::EmptyFile);
    }
    let limit = u64::try_from(max_size).unwrap_or(u64::MAX).min(i32::MAX.unsigned_abs().into());
    if upload.size > limit {
        return Err(Code::FileTooLarge(limit));
    }
    let ending = extension(&upload.filename);
    let allowed = matches!(ending.as_str(), "" | ".") || helpdesk.valid_extensions.contains(&ending);
    if helpdesk.validate_attachment_types && !allowed {
        return Err(Code::UnsupportedExtension(ending));
    }
    Ok(())
}

/// The faults of the files of one input: each of its own, and there being too many.
#[must_use]
pub fn check_all(context: &Context, uploads: &[Upload]) -> Vec<FieldError> {
    let config = &context.config;
    let mut faults = Vec::new();
    if !uploads.is_empty() && !config.helpdesk.enable_attachments {
        faults.push(FieldError::new("attachments", Code::Disabled));
    }
    if uploads.len() > config.server.max_files {
        let most = i64::try_from(config.server.max_files).unwrap_or(i64::MAX);
        faults.push(FieldError::new("attachments", Code::MaxValue(most)));
    }
    for (index, upload) in uploads.iter().enumerate() {
        if let Err(code) = check(upload, &config.helpdesk, config.server.max_file_size) {
            faults.push(FieldError { path: vec!["attachments".to_owned(), index.to_string()], code });
        }
    }
    faults
}

/// A file that lies in the storage, and what its row will say.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Its path in the storage.
    pub path: String,
    /// Its length in bytes.
    pub size: i32,
    /// The name that people see.
    pub filename: String,
    /// Its type, at most 255 characters.
    pub mime_type: String,
}

/// The folder of a follow-up's files, as django-helpdesk lays them out (helpdesk/models.py,
/// `FollowUpAttachment.attachment_path`). `ticket`: its number and its secret key.
#[must_use]
pub fn folder(queue: &queue::Model, (ticket, secret_key): (i32, &str), followup: i32) -> String {
    format!("helpdesk/attachments/{}-{ticket}-{secret_key}/{followup}", queue.slug)
}

/// Writes a file into a folder. The work that gives it a row has to remove it where it fails ([`super::super::unit`]).
///
/// # Errors
/// What the storage says.
pub async fn keep(context: &Context, folder: &str, upload: Upload) -> Result<Kept> {
    let path = format!("{folder}/{}", storage::names::valid_name(&upload.filename));
    let saved = context.storage.save(&path, tokio::fs::File::from_std(upload.content)).await?;
    let Ok(size) = i32::try_from(saved.size) else {
        unit::remove(context, std::iter::once(saved.path.as_str())).await;
        return Err(Error::field("attachments", Code::FileTooLarge(saved.size)));
    };
    let named = upload.content_type.filter(|named| !named.is_empty());
    let mime_type = named.unwrap_or_else(|| guess_type(&upload.filename)).chars().take(255).collect();
    Ok(Kept { path: saved.path, size, filename: upload.filename, mime_type })
}

/// Writes files into a folder: all of them, or none.
///
/// # Errors
/// What the storage says.
pub async fn keep_all(context: &Context, folder: &str, uploads: Vec<Upload>) -> Result<Vec<Kept>> {
    let mut kept = Vec::with_capacity(uploads.len());
    for upload in uploads {
        match keep(context, folder, upload).await {
            Ok(file) => kept.push(file),
            Err(error) => {
                unit::remove(context, kept.iter().map(|file: &Kept| file.path.as_str())).await;
                return Err(error);
            }
        }
    }
    Ok(kept)
}

/// The type of a file by its name, where nobody named it.
#[must_use]
pub fn guess_type(filename: &str) -> String {
    mime_guess::from_path(filename).first_or_octet_stream().essence_str().to_owned()
}

/// Writes the row of a file.
///
/// # Errors
/// What the database says.
pub async fn insert(unit: &mut Unit, ticket: i32, followup: i32, file: &Kept) -> Result<followup_attachment::Model> {
    let row = followup_attachment::ActiveModel {
        file: Set(file.path.clone()),
        filename: Set(file.filename.clone()),
        mime_type: Set(file.mime_type.clone()),
        size: Set(file.size),
        followup_id: Set(followup),
        ..Default::default()
    };
    let row = row.insert(&unit.tx).await?;
    unit.note(Note::new(Kind::AttachmentAdded, ticket).followup(followup, false).attachment(row.id));
    Ok(row)
}
