//! Adds, changes and deletes files of follow-ups (helpdesk/models.py, `Attachment.save`).

use entity::values::Integer;
use entity::{Tx, followup, followup_attachment, queue, ticket};
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};

use crate::domain::access::{self, Scope};
use crate::domain::core::tasks;
use crate::domain::tickets::attachments::store::{self, StoredFile, Upload};
use crate::domain::tickets::followups::lock::lock_followups;
use crate::domain::tickets::followups::update::visible as visible_followup;
use crate::domain::unit::events::{Kind, NewEvent};
use crate::domain::unit::idempotency::{self, CreatedIds, Request};
use crate::domain::unit::referrers::{self, Deletion};
use crate::domain::unit::{self, Unit};
use crate::domain::{Code, Context, Error, FieldError, Result};

/// Metadata of a file. If a value is empty or missing, it is derived from the file. REST stores all
/// values unchecked, as django-helpdesk does.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// The name for display, at most 1000 characters.
    pub filename: Option<String>,
    /// The media type, at most 255 characters.
    pub mime_type: Option<String>,
    /// The size in bytes to store; only by REST.
    pub size: Option<i64>,
}

/// A new file of a follow-up.
#[derive(Debug)]
pub struct NewFile {
    /// The ID of the follow-up.
    pub followup: i32,
    /// The file.
    pub file: Upload,
    /// Its metadata.
    pub names: Names,
    /// Only validates the input, and writes nothing.
    pub validate_only: bool,
    /// The idempotency key. With `validate_only`, the key is checked but not claimed.
    pub request: Option<Request>,
}

/// Checks that the viewer may add a file to a follow-up.
///
/// # Errors
/// [`Error::NotFound`] if they may not; database errors.
pub async fn may_add(context: &Context, followup: i32) -> Result<()> {
    let row = visible_followup(context, followup).one(&context.db).await?;
    row.map(drop).ok_or(Error::NotFound)
}

/// Checks that the viewer may replace a file.
///
/// # Errors
/// [`Error::NotFound`] if they may not; database errors.
pub async fn may_update(context: &Context, id: i32) -> Result<()> {
    let row = visible(context, id).one(&context.db).await?;
    row.map(drop).ok_or(Error::NotFound)
}

/// Adds a file to a follow-up of a ticket that the viewer works on, or returns the file that the
/// same request added before. `None` with `validate_only`.
///
/// # Errors
/// [`Error::NotFound`] for the follow-up; [`Error::Invalid`]; [`Error::Conflict`] if the key was
/// used with another input; database or storage errors.
pub async fn add(
    context: &Context,
    mut new: NewFile,
) -> Result<Option<followup_attachment::Model>> {
    if !context.viewer.is_authenticated() {
        return Err(Error::Unauthenticated);
    }
    let (request, validate_only) = (new.request.take(), new.validate_only);
    let created_ids = match idempotency::find(context, request.as_ref()).await? {
        Some(created_ids) => created_ids,
        None if validate_only => return validate(context, &new).await.map(|_| None),
        None => match validate_and_store(context, new, request.as_ref()).await {
            Ok(row) => return Ok(Some(row)),
            Err(error) => {
                idempotency::find_after_conflict(context, request.as_ref(), error).await?
            }
        },
    };
    let row = visible(context, created_ids.object)
        .one(&context.db)
        .await?
        .ok_or(idempotency::GONE)?;
    Ok((!validate_only).then_some(row))
}

/// Validates the input and returns the follow-up.
async fn validate(context: &Context, new: &NewFile) -> Result<followup::Model> {
    let followup = visible_followup(context, new.followup)
        .one(&context.db)
        .await?
        .ok_or(Error::NotFound)?;
    check(context, Some(&new.file), &new.names, &[])?;
    Ok(followup)
}

async fn validate_and_store(
    context: &Context,
    new: NewFile,
    request: Option<&Request>,
) -> Result<followup_attachment::Model> {
    let followup = validate(context, &new).await?;
    let request = request.cloned();
    let work = |context: Context| async move {
        store_and_write(&context, &followup, new, request.as_ref()).await
    };
    tasks::run_to_end(context, work).await
}

/// Stores the file and inserts its row.
async fn store_and_write(
    context: &Context,
    followup: &followup::Model,
    new: NewFile,
    request: Option<&Request>,
) -> Result<followup_attachment::Model> {
    let NewFile { file, names, .. } = new;
    let said = |text: Option<String>| text.filter(|text| !text.is_empty());
    let sent = store::sent_media_type(file.content_type.as_deref());
    let mut file = store::store_file(context, &folder(context, followup).await?, file).await?;
    file.filename = said(names.filename).unwrap_or(file.filename);
    // By REST only the name determines the media type (helpdesk/models.py, `Attachment.save`).
    // Otherwise the type that was sent with the file is used, if there is one.
    let named = said(names.mime_type)
        .or_else(|| sent.filter(|_| !context.dialect.derives_media_type_from_name()));
    file.mime_type = named.unwrap_or_else(|| store::guess_media_type(&file.filename));
    file.size = names.size.filter(|size| *size != 0).unwrap_or(file.size);
    let paths = [file.path.clone()];
    let file = &file;
    unit::run(context, &paths, |mut unit| async move {
        let outcome = claim_and_write(context, &mut unit, followup.id, file, request).await;
        (unit, outcome)
    })
    .await
}

async fn claim_and_write(
    context: &Context,
    unit: &mut Unit,
    followup: i32,
    file: &StoredFile,
    request: Option<&Request>,
) -> Result<followup_attachment::Model> {
    idempotency::claim(context, &unit.tx, request).await?;
    let followup = lock_followups(context, &unit.tx, &[followup], [])
        .await?
        .pop()
        .ok_or(Error::NotFound)?;
    let row = store::insert(unit, followup.ticket_id, followup.id, file).await?;
    idempotency::record(
        context,
        &unit.tx,
        request,
        CreatedIds {
            object: row.id,
            second: None,
        },
    )
    .await?;
    Ok(row)
}

fn check(
    context: &Context,
    file: Option<&Upload>,
    names: &Names,
    before: &[FieldError],
) -> Result<()> {
    let mut errors = Vec::new();
    if context.dialect.reports_conversion_errors() {
        errors.extend(before.iter().cloned());
    }
    if let Some(file) = file {
        let config = &context.config;
        if !config.helpdesk.enable_attachments && context.dialect.rejects_disabled_attachments() {
            errors.push(FieldError::new("file", Code::Disabled));
        }
        errors.extend(
            store::check(file, &config.helpdesk, config.server.max_file_size)
                .err()
                .map(|code| FieldError::new("file", code)),
        );
    }
    let Names {
        filename,
        mime_type,
        ..
    } = names;
    let name = |name: &str| match context.dialect.accepts_any_file_name() {
        true => store::check_text(name, store::MAX_NAME),
        false => store::check_name(name, &context.config.helpdesk),
    };
    let kind = |kind: &str| match store::check_text(kind, store::MAX_MEDIA_TYPE) {
        Ok(())
            if !context.dialect.accepts_any_file_name()
                && !kind.is_empty()
                && !store::is_media_type(kind) =>
        {
            Err(Code::Invalid)
        }
        outcome => outcome,
    };
    let found = [
        (
            "filename",
            filename.as_deref().and_then(|text| name(text).err()),
        ),
        (
            "mime_type",
            mime_type.as_deref().and_then(|text| kind(text).err()),
        ),
    ];
    errors.extend(
        found
            .into_iter()
            .filter_map(|(field, code)| Some(FieldError::new(field, code?))),
    );
    if errors.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(errors))
    }
}

/// The folder of a follow-up's files.
async fn folder(context: &Context, followup: &followup::Model) -> Result<String> {
    let ticket = ticket::Entity::find_by_id(followup.ticket_id).find_also_related(queue::Entity);
    match ticket.one(&context.db).await? {
        Some((ticket, Some(queue))) => Ok(store::folder(
            &queue,
            (ticket.id, &ticket.secret_key),
            followup.id,
        )),
        _ => Err(Error::NotFound),
    }
}

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
    pub names: Names,
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
        Some(file) if !context.dialect.keeps_metadata_of_replaced_files() => Names {
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
    names: Names,
}

/// Selects a file if the viewer works on its ticket.
fn visible(context: &Context, id: i32) -> sea_orm::Select<followup_attachment::Entity> {
    access::attachments(context, Some(Scope::Agent)).filter(followup_attachment::Column::Id.eq(id))
}

/// The error of a target follow-up that does not exist.
fn followup_not_found(followup: i32) -> Error {
    Error::field("followup", Code::DoesNotExist(followup.to_string()))
}

/// Locks a file, its follow-up and the follow-up `other`, after their tickets. Returns the file and
/// those of the follow-ups that exist.
async fn lock_file(
    context: &Context,
    tx: &Tx,
    id: i32,
    other: Option<i32>,
) -> Result<(followup_attachment::Model, Vec<followup::Model>)> {
    let found = visible(context, id).one(tx).await?.ok_or(Error::NotFound)?;
    let ids: Vec<i32> = other.into_iter().chain([found.followup_id]).collect();
    let followups = lock_followups(context, tx, &ids, []).await?;
    let row = visible(context, id)
        .lock_exclusive()
        .one(tx)
        .await?
        .ok_or(Error::NotFound)?;
    if row.followup_id != found.followup_id {
        return Err(Error::changed_concurrently(
            "a file was moved to another follow-up",
        ));
    }
    Ok((row, followups))
}

async fn write(
    context: &Context,
    unit: &mut Unit,
    change: &FileChange<'_>,
) -> Result<followup_attachment::Model> {
    let (old, followups) = lock_file(context, &unit.tx, change.id, change.followup).await?;
    let find = |id: i32| followups.iter().find(|row| row.id == id);
    let left = find(old.followup_id).ok_or(Error::NotFound)?;
    let followup = match change.followup {
        Some(id) => find(id).ok_or_else(|| followup_not_found(id))?,
        None => left,
    };
    let Names {
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
    note(unit, Kind::AttachmentUpdated, followup, old.id);
    if left.id != followup.id {
        note(unit, Kind::AttachmentDeleted, left, old.id);
    }
    let mut row = old.into_active_model();
    row.followup_id = Set(followup.id);
    row.file = Set(path);
    row.filename = Set(filename);
    row.mime_type = Set(mime_type);
    row.size = Set(Integer(size));
    Ok(row.update(&unit.tx).await?)
}

/// Adds an event of a file.
fn note(unit: &mut Unit, kind: Kind, followup: &followup::Model, file: i32) {
    unit.add_event(
        NewEvent::new(kind, followup.ticket_id)
            .followup(followup.id, followup.public)
            .attachment(file),
    );
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

/// Deletes a file of a ticket that the viewer works on: its row, and after the commit the file
/// itself. `validate_only`: checks whether it can be deleted, and deletes nothing.
///
/// # Errors
/// [`Error::NotFound`]; database errors.
pub async fn delete(context: &Context, id: i32, validate_only: bool) -> Result<()> {
    if !context.viewer.is_authenticated() {
        return Err(Error::Unauthenticated);
    }
    if validate_only {
        visible(context, id)
            .one(&context.db)
            .await?
            .ok_or(Error::NotFound)?;
        return referrers::check_unreferenced(&context.db, Deletion::Attachment(id)).await;
    }
    unit::run_to_end(context, id, |context, unit, id| {
        Box::pin(remove(context, unit, id))
    })
    .await
}

async fn remove(context: &Context, unit: &mut Unit, id: i32) -> Result<()> {
    let (row, mut followups) = lock_file(context, &unit.tx, id, None).await?;
    let followup = followups.pop().ok_or(Error::NotFound)?;
    referrers::check_unreferenced(&unit.tx, Deletion::Attachment(id)).await?;
    note(unit, Kind::AttachmentDeleted, &followup, id);
    followup_attachment::Entity::delete_by_id(id)
        .exec(&unit.tx)
        .await?;
    unit.orphan(row.file);
    Ok(())
}
