//! Adds, changes and deletes files of follow-ups (helpdesk/models.py, `Attachment.save`).

mod add;
mod delete;
mod update;

pub use add::{NewFile, add, may_add};
pub use delete::delete;
pub use update::{FileUpdate, may_update, update};

use entity::{Tx, followup, followup_attachment, queue, ticket};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use crate::domain::access::{self, Scope};
use crate::domain::tickets::attachments::store::{self, Upload};
use crate::domain::tickets::followups::lock::lock_followups;
use crate::domain::unit::Unit;
use crate::domain::unit::events::{Kind, NewEvent};
use crate::domain::{Code, Context, Error, FieldError, Result};

/// Metadata of a file. If a value is empty or missing, it is derived from the file. REST stores all
/// values unchecked, as django-helpdesk does.
#[derive(Clone, Debug, Default)]
pub struct FileMetadata {
    /// The name for display, at most 1000 characters.
    pub filename: Option<String>,
    /// The media type, at most 255 characters.
    pub mime_type: Option<String>,
    /// The size in bytes to store; only by REST.
    pub size: Option<i64>,
}

/// Validates a file and its metadata. `conversion_errors` were found before; the dialect decides
/// whether they are reported too.
fn check(
    context: &Context,
    file: Option<&Upload>,
    names: &FileMetadata,
    conversion_errors: &[FieldError],
) -> Result<()> {
    let mut errors = Vec::new();
    if context.dialect.reports_conversion_errors() {
        errors.extend(conversion_errors.iter().cloned());
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
    let FileMetadata {
        filename,
        mime_type,
        ..
    } = names;
    let name = |name: &str| match context.dialect.accepts_any_file_name() {
        true => store::check_text(name, store::MAX_NAME),
        false => store::check_name(name, &context.config.helpdesk),
    };
    let media_type = |text: &str| match store::check_text(text, store::MAX_MEDIA_TYPE) {
        Ok(())
            if !context.dialect.accepts_any_file_name()
                && !text.is_empty()
                && !store::is_media_type(text) =>
        {
            Err(Code::Invalid)
        }
        outcome => outcome,
    };
    let checks = [
        (
            "filename",
            filename.as_deref().and_then(|text| name(text).err()),
        ),
        (
            "mime_type",
            mime_type.as_deref().and_then(|text| media_type(text).err()),
        ),
    ];
    errors.extend(
        checks
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

/// Selects a file if the viewer works on its ticket.
fn visible(context: &Context, id: i32) -> sea_orm::Select<followup_attachment::Entity> {
    access::attachments(context, Some(Scope::Agent)).filter(followup_attachment::Column::Id.eq(id))
}

/// Locks a file, its follow-up and the follow-up `other`, after their tickets. Returns the file and
/// those of the follow-ups that exist.
async fn lock_file(
    context: &Context,
    tx: &Tx,
    id: i32,
    other: Option<i32>,
) -> Result<(followup_attachment::Model, Vec<followup::Model>)> {
    let before = visible(context, id).one(tx).await?.ok_or(Error::NotFound)?;
    let ids: Vec<i32> = other.into_iter().chain([before.followup_id]).collect();
    let followups = lock_followups(context, tx, &ids, []).await?;
    let row = visible(context, id)
        .lock_exclusive()
        .one(tx)
        .await?
        .ok_or(Error::NotFound)?;
    if row.followup_id != before.followup_id {
        return Err(Error::changed_concurrently(
            "a file was moved to another follow-up",
        ));
    }
    Ok((row, followups))
}

/// Adds an event of a file.
fn add_event(unit: &mut Unit, kind: Kind, followup: &followup::Model, file: i32) {
    unit.add_event(
        NewEvent::new(kind, followup.ticket_id)
            .followup(followup.id, followup.public)
            .attachment(file),
    );
}
