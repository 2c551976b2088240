//! Deletes a file of a follow-up.

use entity::followup_attachment;
use sea_orm::EntityTrait;

use super::{add_event, lock_file, visible};
use crate::domain::unit::events::Kind;
use crate::domain::unit::referrers::{self, Deletion};
use crate::domain::unit::{self, Unit};
use crate::domain::{Context, Error, Result};

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
    add_event(unit, Kind::AttachmentDeleted, &followup, id);
    followup_attachment::Entity::delete_by_id(id)
        .exec(&unit.tx)
        .await?;
    unit.orphan(row.file);
    Ok(())
}
