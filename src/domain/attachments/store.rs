//! Where files of follow-ups are kept, and which are taken. A file and its row come together: the file is
//! written before the row's transaction ends and removed when it does not.

use entity::{Tx, followup_attachment, queue, ticket};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};

use crate::config::Helpdesk;
use crate::domain::error::Code;
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

/// Files that were written during a transaction; [`Written::discard`] removes them when it fails.
#[derive(Debug, Default)]
pub struct Written(Vec<String>);

impl Written {
    /// Removes the files. What cannot be removed is logged: it lies there without a row and harms nobody.
    pub async fn discard(self, context: &Context) {
        for path in self.0 {
            if let Err(error) = context.storage.delete(&path).await {
                tracing::warn!(%error, path, "a file without a row could not be removed");
            }
        }
    }
}

/// Writes a file under its follow-up's folder, as django-helpdesk lays them out (helpdesk/models.py,
/// `FollowUpAttachment.attachment_path`), and its row.
///
/// # Errors
/// What the storage or the database says; the caller then discards `written`.
pub async fn add(
    context: &Context,
    tx: &Tx,
    (ticket, queue): (&ticket::Model, &queue::Model),
    followup: i32,
    upload: Upload,
    written: &mut Written,
) -> Result<followup_attachment::Model> {
    let name = storage::names::valid_name(&upload.filename);
    let folder = format!("{}-{}-{}/{followup}", queue.slug, ticket.id, ticket.secret_key);
    let path = format!("helpdesk/attachments/{folder}/{name}");
    let saved = context.storage.save(&path, tokio::fs::File::from_std(upload.content)).await?;
    written.0.push(saved.path.clone());
    let size = i32::try_from(saved.size).map_err(|_| Error::field("attachments", Code::FileTooLarge(saved.size)))?;
    let mime_type = match upload.content_type.filter(|named| !named.is_empty()) {
        Some(named) => named.chars().take(255).collect(),
        None => mime_guess::from_path(&upload.filename).first_or_octet_stream().essence_str().to_owned(),
    };
    let row = followup_attachment::ActiveModel {
        file: Set(saved.path),
        filename: Set(upload.filename),
        mime_type: Set(mime_type),
        size: Set(size),
        followup_id: Set(followup),
        ..Default::default()
    };
    Ok(row.insert(tx).await?)
}
