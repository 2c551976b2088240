//! Copies a follow-up with its files to another ticket (helpdesk/copy_followup.py). Changes of the
//! ticket and time spent are not copied, and nobody gets email.

use entity::values::Timestamp;
use entity::{followup, followup_attachment, queue, ticket};
use futures_util::TryStreamExt as _;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityName, EntityTrait, QueryFilter, QueryOrder};
use tokio::io::AsyncWriteExt as _;

use crate::domain::access;
use crate::domain::core::{numbers, tasks, text};
use crate::domain::tickets::attachments::store::{self, StoredFile, Upload};
use crate::domain::tickets::changes::{self, Changes};
use crate::domain::tickets::followups::update::visible;
use crate::domain::tickets::lock::lock_tickets;
use crate::domain::tickets::update::select_workable;
use crate::domain::unit::events::{Kind, NewEvent};
use crate::domain::unit::idempotency::{self, CreatedIds, Request};
use crate::domain::unit::{self, Unit};
use crate::domain::{Code, Context, Error, FieldError, Refusal, Result};
use crate::storage;

/// A copy to create.
#[derive(Clone, Debug, Default)]
pub struct FollowUpCopy {
    /// The ID of the follow-up to copy.
    pub followup: i32,
    /// The ID of the ticket to copy it to; none if `errors` has an entry for it.
    pub ticket: Option<i32>,
    /// The title after the prefix. `None`: the original's.
    pub title: Option<String>,
    /// The comment. `None`: the original's.
    pub comment: Option<String>,
    /// Whether the submitter of the other ticket may read the copy.
    pub public: bool,
    /// Errors found while the input was converted.
    pub errors: Vec<FieldError>,
    /// Only validates the input, and writes nothing.
    pub validate_only: bool,
    /// The idempotency key. With `validate_only`, the key is checked but not claimed.
    pub request: Option<Request>,
}

/// A copied follow-up.
#[derive(Clone, Debug)]
pub struct CopiedFollowUp {
    /// The ticket that it was copied to.
    pub ticket: ticket::Model,
    /// The copy.
    pub followup: followup::Model,
}

/// Copies a follow-up of a ticket that the viewer works on to another one, or returns the copy that
/// the same request created before. `None` with `validate_only`.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Invalid`]; [`Error::Conflict`] if the key was used with another
/// input; database or storage errors.
pub async fn copy(context: &Context, mut input: FollowUpCopy) -> Result<Option<CopiedFollowUp>> {
    if !context.viewer.is_authenticated() {
        return Err(Error::Unauthenticated);
    }
    let (request, validate_only) = (input.request.take(), input.validate_only);
    if let Some(created) = idempotency::find(context, request.as_ref()).await? {
        let copied = load(context, created).await?;
        return Ok((!validate_only).then_some(copied));
    }
    let checked = check(context, input).await?;
    if validate_only {
        return Ok(None);
    }
    let claimed = request.clone();
    let work = |context: Context| async move {
        Box::pin(store_and_write(&context, checked, claimed.as_ref())).await
    };
    match tasks::run_to_end(context, work).await {
        Ok(copied) => Ok(Some(copied)),
        Err(error) => {
            let created =
                idempotency::find_after_conflict(context, request.as_ref(), error).await?;
            load(context, created).await.map(Some)
        }
    }
}

/// The copy that the same request created before.
async fn load(context: &Context, created: CreatedIds) -> Result<CopiedFollowUp> {
    let row = access::followups(context, None)
        .filter(followup::Column::Id.eq(created.object))
        .one(&context.db)
        .await?;
    let followup = row.ok_or(idempotency::GONE)?;
    let ticket = access::tickets(context, None).filter(ticket::Column::Id.eq(followup.ticket_id));
    let ticket = ticket.one(&context.db).await?;
    Ok(CopiedFollowUp {
        ticket: ticket.ok_or(idempotency::GONE)?,
        followup,
    })
}

/// A valid copy.
struct Checked {
    ticket: ticket::Model,
    title: String,
    comment: Option<String>,
    public: bool,
    files: Vec<followup_attachment::Model>,
}

async fn check(context: &Context, input: FollowUpCopy) -> Result<Checked> {
    let original = visible(context, input.followup)
        .one(&context.db)
        .await?
        .ok_or(Error::NotFound)?;
    let mut errors = input.errors;
    let helpdesk = &context.config.helpdesk;
    if !helpdesk.enable_followup_copy {
        errors.push(FieldError::new("followup", Code::Disabled));
    }
    let title = input.title.or(original.title).unwrap_or_default();
    let comment = input.comment.or(original.comment);
    errors.extend(text::field_error(context, "title", &title, Some(200)));
    let given = comment.as_deref().unwrap_or_default();
    errors.extend(text::field_error(context, "comment", given, None));
    let mut ticket = None;
    if let Some(id) = input.ticket {
        ticket = select_workable(context, id).one(&context.db).await?;
        let code = match &ticket {
            None => Some(Code::DoesNotExist(id.to_string())),
            Some(ticket) if ticket.id == original.ticket_id => {
                Some(Code::Refused(Refusal::SameTicket))
            }
            Some(ticket) if !helpdesk.ticket_open_statuses.contains(&ticket.status) => {
                Some(Code::Refused(Refusal::NotOpen))
            }
            Some(_) => None,
        };
        errors.extend(code.map(|code| FieldError::new("ticket", code)));
    }
    let files = followup_attachment::Entity::find()
        .filter(followup_attachment::Column::FollowupId.eq(original.id))
        .order_by_asc(followup_attachment::Column::Id)
        .all(&context.db)
        .await?;
    match ticket {
        Some(ticket) if errors.is_empty() => {
            let number = original.ticket_id.to_string();
            let title = context.language.format(
                "Copied from ticket #%(ticket)s: %(title)s",
                &[("ticket", &number), ("title", &title)],
            );
            Ok(Checked {
                ticket,
                title: title.chars().take(200).collect(),
                comment,
                public: input.public,
                files,
            })
        }
        _ => Err(Error::Invalid(errors)),
    }
}

/// Copies the files, then writes the rows.
async fn store_and_write(
    context: &Context,
    checked: Checked,
    request: Option<&Request>,
) -> Result<CopiedFollowUp> {
    let mut number = None;
    let mut files = Vec::new();
    if !checked.files.is_empty() {
        let queue = queue::Entity::find_by_id(checked.ticket.queue_id)
            .one(&context.db)
            .await?
            .ok_or(Error::NotFound)?;
        let [reserved] = numbers::reserve(&context.db, [followup::Entity.table_name()]).await?;
        let ticket = (checked.ticket.id, checked.ticket.secret_key.as_str());
        let folder = store::folder(&queue, ticket, reserved);
        files = store_copies(context, &folder, &checked.files).await?;
        number = Some(reserved);
    }
    let (checked, files) = (&checked, &files);
    unit::run(context, &store::paths(files), |mut unit| async move {
        let outcome = Box::pin(write(context, &mut unit, (checked, files), number, request)).await;
        (unit, outcome)
    })
    .await
}

/// Copies files to a folder: all of them, or none.
async fn store_copies(
    context: &Context,
    folder: &str,
    files: &[followup_attachment::Model],
) -> Result<Vec<StoredFile>> {
    let mut stored: Vec<StoredFile> = Vec::with_capacity(files.len());
    for file in files {
        match store_copy(context, folder, file).await {
            Ok(copy) => stored.push(copy),
            Err(error) => {
                unit::remove_files(context, stored.iter().map(|file| file.path.as_str())).await;
                return Err(error);
            }
        }
    }
    Ok(stored)
}

async fn store_copy(
    context: &Context,
    folder: &str,
    file: &followup_attachment::Model,
) -> Result<StoredFile> {
    if context.tasks.is_abandoned() {
        return Err(tasks::abandoned_error());
    }
    let name = file.file.rsplit(['/', '\\']).next().unwrap_or_default();
    let internal = |error: std::io::Error| Error::Internal(Box::new(error));
    let missing = || Error::field("attachments", Code::DoesNotExist(file.filename.clone()));
    // Errors of the storage may contain the path, which contains the secret key of the ticket.
    let broken = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => missing(),
        kind => Error::Unavailable {
            raced: false,
            source: format!("could not read a file: {kind}").into(),
        },
    };
    let mut source = match context.storage.open_read(&file.file, ..).await {
        Err(storage::Error::NotFound) => return Err(missing()),
        source => source?,
    };
    let mut content = tokio::fs::File::from_std(tempfile::tempfile().map_err(internal)?);
    while let Some(chunk) = source.try_next().await.map_err(broken)? {
        content.write_all(&chunk).await.map_err(internal)?;
    }
    content.flush().await.map_err(internal)?;
    let upload = Upload {
        filename: name.to_owned(),
        content_type: None,
        size: 0,
        content: content.into_std().await,
    };
    let stored = store::store_file(context, folder, upload).await?;
    Ok(StoredFile {
        path: stored.path,
        size: file.size.0,
        filename: file.filename.clone(),
        mime_type: file.mime_type.clone(),
    })
}

async fn write(
    context: &Context,
    unit: &mut Unit,
    (checked, files): (&Checked, &[StoredFile]),
    number: Option<i32>,
    request: Option<&Request>,
) -> Result<CopiedFollowUp> {
    idempotency::claim(context, &unit.tx, request).await?;
    lock_tickets(&unit.tx, [checked.ticket.id]).await?;
    let ticket = select_workable(context, checked.ticket.id)
        .one(&unit.tx)
        .await?
        .ok_or(Error::NotFound)?;
    let now = Timestamp::from(context.clock.now());
    let recorded = context
        .dialect
        .records_recipients()
        .then(|| serde_json::Value::Array(Vec::new()));
    let followup = followup::ActiveModel {
        id: number.map_or(sea_orm::ActiveValue::NotSet, Set),
        ticket_id: Set(ticket.id),
        date: Set(now),
        title: Set(Some(checked.title.clone())),
        comment: Set(checked.comment.clone()),
        public: Set(checked.public),
        user_id: Set(context.viewer.id()),
        new_status: Set(None),
        message_id: Set(None),
        time_spent: Set(None),
        email_recipients: Set(recorded),
    };
    let followup = followup.insert(&unit.tx).await?;
    let ticket = changes::write(&unit.tx, ticket, &Changes::default(), now).await?;
    unit.add_event(
        NewEvent::new(Kind::FollowUpAdded, ticket.id).followup(followup.id, followup.public),
    );
    for file in files {
        store::insert(unit, ticket.id, followup.id, file).await?;
    }
    let created = CreatedIds {
        object: followup.id,
        second: None,
    };
    idempotency::record(context, &unit.tx, request, created).await?;
    Ok(CopiedFollowUp { ticket, followup })
}
