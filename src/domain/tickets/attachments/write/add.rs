//! Adds a file to a follow-up.

use entity::{followup, followup_attachment};

use super::{FileMetadata, check, folder, visible};
use crate::domain::core::tasks;
use crate::domain::tickets::attachments::store::{self, StoredFile, Upload};
use crate::domain::tickets::followups::lock::lock_followups;
use crate::domain::tickets::followups::update::visible as visible_followup;
use crate::domain::unit::idempotency::{self, CreatedIds, Request};
use crate::domain::unit::{self, Unit};
use crate::domain::{Context, Error, Result};

/// A new file of a follow-up.
#[derive(Debug)]
pub struct NewFile {
    /// The ID of the follow-up.
    pub followup: i32,
    /// The file.
    pub file: Upload,
    /// Its metadata.
    pub names: FileMetadata,
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
    let non_empty = |text: Option<String>| text.filter(|text| !text.is_empty());
    let sent = store::sent_media_type(file.content_type.as_deref());
    let mut file = store::store_file(context, &folder(context, followup).await?, file).await?;
    file.filename = non_empty(names.filename).unwrap_or(file.filename);
    // By REST only the name determines the media type (helpdesk/models.py, `Attachment.save`).
    // Otherwise the type that was sent with the file is used, if there is one.
    let named = non_empty(names.mime_type)
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
