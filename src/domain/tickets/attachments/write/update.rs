//! Changes the metadata of a file, moves it to another follow-up, or replaces it.

use entity::values::Integer;
use entity::{followup, followup_attachment};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, IntoActiveModel};

use super::{FileMetadata, add_event, check, folder, lock_file, visible};
use crate::domain::core::tasks;
use crate::domain::tickets::attachments::store::{self, StoredFile, Upload};
use crate::domain::tickets::followups::update::visible as visible_followup;
use crate::domain::unit::events::Kind;
use crate::domain::unit::{self, Unit};
use crate::domain::{Code, Context, Error, FieldError, Result};

/// A change of a file or its metadata. `None` leaves a value unchanged.
#[derive(Debug, Default)]
pub struct FileUpdate {
    /// The ID of the file.
    pub id: i32,
    /// The ID of the follow-up to move the file to. Its path stays the same.
    pub followup: Option<i32>,
    /// A file that replaces the stored one.
    pub file: Option<Upload>,
    /// Its metadata. Empty text is replaced with values derived from the file.
    pub names: FileMetadata,
    /// Errors found while the input was converted: required columns set to null, invalid IDs.
    /// Always empty by REST, whose serializers report them first.
    pub errors: Vec<FieldError>,
    /// Only validates the input, and writes nothing.
    pub validate_only: bool,
}

/// Changes a file of a ticket that the viewer works on.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Invalid`]; database or storage errors.
pub async fn update(context: &Context, input: FileUpdate) -> Result<followup_attachment::Model> {
    if !context.viewer.is_authenticated() {
        return Err(Error::Unauthenticated);
    }
    let old = visible(context, input.id)
        .one(&context.db)
        .await?
        .ok_or(Error::NotFound)?;
    check(context, input.file.as_ref(), &input.names, &input.errors)?;
    let followup = visible_followup(context, input.followup.unwrap_or(old.followup_id))
        .one(&context.db)
        .await?;
    let followup =
        followup.ok_or_else(|| input.followup.map_or(Error::NotFound, followup_not_found))?;
    if input.validate_only {
        return Ok(old);
    }
    let work = |context: Context| async move { replace(&context, &old, &followup, input).await };
    tasks::run_to_end(context, work).await
}

/// Stores the new file, if there is one, and changes the row.
async fn replace(
    context: &Context,
    old: &followup_attachment::Model,
    followup: &followup::Model,
    input: FileUpdate,
) -> Result<followup_attachment::Model> {
    let FileUpdate {
        id,
        followup: moved,
        file,
        names,
        ..
    } = input;
    let sent = file
        .as_ref()
        .and_then(|file| store::sent_media_type(file.content_type.as_deref()));
    let files: Vec<StoredFile> = match file {
        Some(file) => {
            vec![store::store_file(context, &folder(context, followup).await?, file).await?]
        }
        None => Vec::new(),
    };
    let names = match files.first() {
        // By REST, as in django-helpdesk, the row keeps the metadata of the replaced file.
        Some(file) if !context.dialect.keeps_metadata_of_replaced_files() => FileMetadata {
            filename: names.filename.or_else(|| Some(file.filename.clone())),
            mime_type: names.mime_type.or(Some(sent.unwrap_or_default())),
            size: Some(file.size),
        },
        _ => names,
    };
    // 0 means the size of the file, if it can be read.
    let length = match files.first() {
        Some(file) => Some(file.size),
        None if names.size.unwrap_or(old.size.0) == 0 => stored_size(context, &old.file).await,
        None => None,
    };
    let change = &FileChange {
        id,
        followup: moved,
        file: files.first(),
        length,
        names,
    };
    unit::run(context, &store::paths(&files), |mut unit| async move {
        let outcome = write(context, &mut unit, change).await;
        (unit, outcome)
    })
    .await
}

/// A valid change.
struct FileChange<'a> {
    id: i32,
    followup: Option<i32>,
    file: Option<&'a StoredFile>,
    /// The size of the file, if the change needs it.
    length: Option<i64>,
    names: FileMetadata,
}

/// Checks that the viewer may replace a file.
///
/// # Errors
/// [`Error::NotFound`] if they may not; database errors.
pub async fn may_update(context: &Context, id: i32) -> Result<()> {
    let row = visible(context, id).one(&context.db).await?;
    row.map(drop).ok_or(Error::NotFound)
}

/// The error of a target follow-up that does not exist.
fn followup_not_found(followup: i32) -> Error {
    Error::field("followup", Code::DoesNotExist(followup.to_string()))
}

async fn write(
    context: &Context,
    unit: &mut Unit,
    change: &FileChange<'_>,
) -> Result<followup_attachment::Model> {
    let (old, followups) = lock_file(context, &unit.tx, change.id, change.followup).await?;
    let find = |id: i32| followups.iter().find(|row| row.id == id);
    let old_followup = find(old.followup_id).ok_or(Error::NotFound)?;
    let followup = match change.followup {
        Some(id) => find(id).ok_or_else(|| followup_not_found(id))?,
        None => old_followup,
    };
    let FileMetadata {
        filename,
        mime_type,
        size,
    } = change.names.clone();
    let mut path = old.file.clone();
    if let Some(file) = change.file {
        unit.orphan(std::mem::replace(&mut path, file.path.clone()));
    }
    let size = match size.unwrap_or(old.size.0) {
        0 => change.length.unwrap_or(0),
        size => size,
    };
    // An empty name is replaced with the path, as by Django's `str(file)`.
    let filename = match filename.unwrap_or_else(|| old.filename.clone()) {
        name if name.is_empty() => path.clone(),
        name => name,
    };
    let mime_type = match mime_type.unwrap_or_else(|| old.mime_type.clone()) {
        named if named.is_empty() => store::guess_media_type(&filename),
        named => named,
    };
    add_event(unit, Kind::AttachmentUpdated, followup, old.id);
    if old_followup.id != followup.id {
        add_event(unit, Kind::AttachmentDeleted, old_followup, old.id);
    }
    let mut row = old.into_active_model();
    row.followup_id = Set(followup.id);
    row.file = Set(path);
    row.filename = Set(filename);
    row.mime_type = Set(mime_type);
    row.size = Set(Integer(size));
    Ok(row.update(&unit.tx).await?)
}

async fn stored_size(context: &Context, path: &str) -> Option<i64> {
    context
        .storage
        .stat(path)
        .await
        .ok()
        .and_then(|stat| i32::try_from(stat.size).ok())
        .map(i64::from)
}
