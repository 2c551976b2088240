//! Adding, changing and deleting files of follow-ups (helpdesk/models.py, `Attachment.save`).

use entity::values::Integer;
use entity::{Tx, followup, followup_attachment, queue, ticket};
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};

use crate::domain::access::{self, Scope};
use crate::domain::core::tasks;
use crate::domain::tickets::attachments::store::{self, StoredFile, Upload};
use crate::domain::tickets::followups::lock::locked;
use crate::domain::tickets::followups::update::visible as visible_followup;
use crate::domain::unit::events::{Kind, Note};
use crate::domain::unit::idempotency::{self, CreatedIds, Request};
use crate::domain::unit::referrers::{self, Doomed};
use crate::domain::unit::{self, Unit};
use crate::domain::{Code, Context, Error, FieldError, Result};

/// What a file is called and how long it is said to be. Empty or absent: as the file itself tells.
/// By REST all of it is written down as it comes, as in django-helpdesk.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// The name that people see, at most 1000 characters.
    pub filename: Option<String>,
    /// The type, at most 255 characters.
    pub mime_type: Option<String>,
    /// The length in bytes that is written down; by REST alone.
    pub size: Option<i64>,
}

/// A new file of a follow-up.
#[derive(Debug)]
pub struct NewFile {
    /// The number of the follow-up.
    pub followup: i32,
    /// The file.
    pub file: Upload,
    /// What is written down of it.
    pub names: Names,
    /// Checks everything and writes nothing.
    pub validate_only: bool,
    /// The request's idempotency key; an input that is only checked is held against it, and leaves
    /// it free.
    pub request: Option<Request>,
}

/// Whether the viewer may add a file to a follow-up.
///
/// # Errors
/// [`Error::NotFound`] if not; what the database says.
pub async fn may_add(context: &Context, followup: i32) -> Result<()> {
    let row = visible_followup(context, followup).one(&context.db).await?;
    row.map(drop).ok_or(Error::NotFound)
}

/// Whether the viewer may replace a file.
///
/// # Errors
/// [`Error::NotFound`] if not; what the database says.
pub async fn may_update(context: &Context, id: i32) -> Result<()> {
    let row = visible(context, id).one(&context.db).await?;
    row.map(drop).ok_or(Error::NotFound)
}

/// Adds a file to a follow-up of a ticket that the viewer works on, or finds the one that the same
/// request added before. `None`: the input was sound and only to be checked.
///
/// # Errors
/// [`Error::NotFound`] for the follow-up, [`Error::Invalid`], [`Error::Conflict`] for the key of
/// another request; what the database or storage says.
pub async fn add(
    context: &Context,
    mut new: NewFile,
) -> Result<Option<followup_attachment::Model>> {
    if !context.viewer.is_authenticated() {
        return Err(Error::Unauthenticated);
    }
    let (request, validate_only) = (new.request.take(), new.validate_only);
    let made = match idempotency::find(context, request.as_ref()).await? {
        Some(made) => made,
        None if validate_only => return sound(context, &new).await.map(|_| None),
        None => match attach(context, new, request.as_ref()).await {
            Ok(row) => return Ok(Some(row)),
            Err(error) => {
                idempotency::find_after_conflict(context, request.as_ref(), error).await?
            }
        },
    };
    let row = visible(context, made.object)
        .one(&context.db)
        .await?
        .ok_or(idempotency::GONE)?;
    Ok((!validate_only).then_some(row))
}

/// The follow-up of a new file, if all is sound.
async fn sound(context: &Context, new: &NewFile) -> Result<followup::Model> {
    let followup = visible_followup(context, new.followup)
        .one(&context.db)
        .await?
        .ok_or(Error::NotFound)?;
    check(context, Some(&new.file), &new.names, &[])?;
    Ok(followup)
}

async fn attach(
    context: &Context,
    new: NewFile,
    request: Option<&Request>,
) -> Result<followup_attachment::Model> {
    let followup = sound(context, &new).await?;
    let request = request.cloned();
    let keep =
        |context: Context| async move { put(&context, &followup, new, request.as_ref()).await };
    tasks::run_to_end(context, keep).await
}

/// Stores the file, and writes its row.
async fn put(
    context: &Context,
    followup: &followup::Model,
    new: NewFile,
    request: Option<&Request>,
) -> Result<followup_attachment::Model> {
    let NewFile { file, names, .. } = new;
    let said = |text: Option<String>| text.filter(|text| !text.is_empty());
    let sent = store::named_type(file.content_type.as_deref());
    let mut file = store::store_file(context, &folder(context, followup).await?, file).await?;
    file.filename = said(names.filename).unwrap_or(file.filename);
    // By REST the name alone tells the type (helpdesk/models.py, `Attachment.save`); else what was
    // named when the file was sent counts, if anything was.
    let named = said(names.mime_type)
        .or_else(|| sent.filter(|_| !context.dialect.derives_media_type_from_name()));
    file.mime_type = named.unwrap_or_else(|| store::guess_type(&file.filename));
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
    let followup = locked(context, &unit.tx, &[followup], [])
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
        true => store::fits(name, store::MAX_NAME),
        false => store::check_name(name, &context.config.helpdesk),
    };
    let kind = |kind: &str| match store::fits(kind, store::MAX_TYPE) {
        Ok(())
            if !context.dialect.accepts_any_file_name()
                && !kind.is_empty()
                && !store::is_type(kind) =>
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

/// A change of a file's row, or of the file itself; `None` leaves what it is.
#[derive(Debug, Default)]
pub struct Input {
    /// The number of the file.
    pub id: i32,
    /// The number of the follow-up to move it to. The file itself stays where it lies.
    pub followup: Option<i32>,
    /// Another file in its place; the old one goes.
    pub file: Option<Upload>,
    /// What is written down of it; empty text lets the row tell itself again.
    pub names: Names,
    /// What was wrong with it before it came here: columns that were to be emptied and cannot be,
    /// ids that are none. REST's own checks come before, and it has none of these.
    pub errors: Vec<FieldError>,
    /// Checks everything and writes nothing.
    pub validate_only: bool,
}

/// Changes a file of a ticket that the viewer works on.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Invalid`]; what the database or storage says.
pub async fn update(context: &Context, input: Input) -> Result<followup_attachment::Model> {
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
    let followup = followup.ok_or_else(|| input.followup.map_or(Error::NotFound, unknown))?;
    if input.validate_only {
        return Ok(old);
    }
    let keep = |context: Context| async move { replace(&context, &old, &followup, input).await };
    tasks::run_to_end(context, keep).await
}

/// Stores the file, if there is another one, and changes the row.
async fn replace(
    context: &Context,
    old: &followup_attachment::Model,
    followup: &followup::Model,
    input: Input,
) -> Result<followup_attachment::Model> {
    let Input {
        id,
        followup: moved,
        file,
        names,
        ..
    } = input;
    let sent = file
        .as_ref()
        .and_then(|file| store::named_type(file.content_type.as_deref()));
    let files: Vec<StoredFile> = match file {
        Some(file) => {
            vec![store::store_file(context, &folder(context, followup).await?, file).await?]
        }
        None => Vec::new(),
    };
    let names = match files.first() {
        // By REST, as in django-helpdesk, the row goes on telling of the file that was there
        // before.
        Some(file) if !context.dialect.keeps_metadata_of_replaced_files() => Names {
            filename: names.filename.or_else(|| Some(file.filename.clone())),
            mime_type: names.mime_type.or(Some(sent.unwrap_or_default())),
            size: Some(file.size),
        },
        _ => names,
    };
    // Zero lets the file tell, if it can.
    let length = match files.first() {
        Some(file) => Some(file.size),
        None if names.size.unwrap_or(old.size.0) == 0 => stored_size(context, &old.file).await,
        None => None,
    };
    let change = &Change {
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

/// A change that was found sound.
struct Change<'a> {
    id: i32,
    followup: Option<i32>,
    file: Option<&'a StoredFile>,
    /// The length of the file, where it is asked for or changes.
    length: Option<i64>,
    names: Names,
}

/// A file of a ticket that the viewer works on.
fn visible(context: &Context, id: i32) -> sea_orm::Select<followup_attachment::Entity> {
    access::attachments(context, Some(Scope::Agent)).filter(followup_attachment::Column::Id.eq(id))
}

/// A follow-up to move a file to that is not there.
fn unknown(followup: i32) -> Error {
    Error::field("followup", Code::DoesNotExist(followup.to_string()))
}

/// A file and its follow-up, and `other`, if they are there: locked, with their tickets.
async fn held(
    context: &Context,
    tx: &Tx,
    id: i32,
    other: Option<i32>,
) -> Result<(followup_attachment::Model, Vec<followup::Model>)> {
    let found = visible(context, id).one(tx).await?.ok_or(Error::NotFound)?;
    let ids: Vec<i32> = other.into_iter().chain([found.followup_id]).collect();
    let followups = locked(context, tx, &ids, []).await?;
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
    change: &Change<'_>,
) -> Result<followup_attachment::Model> {
    let (old, followups) = held(context, &unit.tx, change.id, change.followup).await?;
    let find = |id: i32| followups.iter().find(|row| row.id == id);
    let left = find(old.followup_id).ok_or(Error::NotFound)?;
    let followup = match change.followup {
        Some(id) => find(id).ok_or_else(|| unknown(id))?,
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
    // An empty name becomes the path, as Django's `str(file)` has it.
    let filename = match filename.unwrap_or_else(|| old.filename.clone()) {
        name if name.is_empty() => path.clone(),
        name => name,
    };
    let mime_type = match mime_type.unwrap_or_else(|| old.mime_type.clone()) {
        named if named.is_empty() => store::guess_type(&filename),
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

/// Notes what happened to a file of a follow-up.
fn note(unit: &mut Unit, kind: Kind, followup: &followup::Model, file: i32) {
    unit.note(
        Note::new(kind, followup.ticket_id)
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

/// Deletes a file of a ticket that the viewer works on: first the row, then the file.
/// `validate_only`: looks whether it could be, and deletes nothing.
///
/// # Errors
/// [`Error::NotFound`]; what the database says.
pub async fn delete(context: &Context, id: i32, validate_only: bool) -> Result<()> {
    if !context.viewer.is_authenticated() {
        return Err(Error::Unauthenticated);
    }
    if validate_only {
        visible(context, id)
            .one(&context.db)
            .await?
            .ok_or(Error::NotFound)?;
        return referrers::refuse(&context.db, Doomed::Attachment(id)).await;
    }
    unit::run_to_end(context, id, |context, unit, id| {
        Box::pin(remove(context, unit, id))
    })
    .await
}

async fn remove(context: &Context, unit: &mut Unit, id: i32) -> Result<()> {
    let (row, mut followups) = held(context, &unit.tx, id, None).await?;
    let followup = followups.pop().ok_or(Error::NotFound)?;
    referrers::refuse(&unit.tx, Doomed::Attachment(id)).await?;
    note(unit, Kind::AttachmentDeleted, &followup, id);
    followup_attachment::Entity::delete_by_id(id)
        .exec(&unit.tx)
        .await?;
    unit.orphan(row.file);
    Ok(())
}
