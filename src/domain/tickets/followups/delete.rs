//! Deletes follow-ups with their files and recorded changes. The ticket does not change.

use entity::{followup, followup_attachment, ticket_change};
use sea_orm::sea_query::{Expr, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

use crate::domain::tickets::followups::lock::{lock_followups, lock_matching};
use crate::domain::tickets::followups::update::visible;
use crate::domain::unit::events::{Kind, NewEvent};
use crate::domain::unit::referrers::{self, Deletion};
use crate::domain::unit::{self, Unit};
use crate::domain::{Context, Error, Result};

/// Deletes a follow-up of a ticket that the viewer works on, and after the commit its files.
/// `validate_only`: checks whether it can be deleted, and deletes nothing.
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
        return referrers::check_unreferenced(&context.db, Deletion::FollowUp(id)).await;
    }
    unit::run_to_end(context, id, |context, unit, id| {
        Box::pin(delete_rows(context, unit, id))
    })
    .await
}

async fn delete_rows(context: &Context, unit: &mut Unit, id: i32) -> Result<()> {
    let row = lock_followups(context, &unit.tx, &[id], [])
        .await?
        .pop()
        .ok_or(Error::NotFound)?;
    referrers::check_unreferenced(&unit.tx, Deletion::FollowUp(id)).await?;
    unit.add_event(
        NewEvent::new(Kind::FollowUpDeleted, row.ticket_id).followup(row.id, row.public),
    );
    delete_matching(unit, followup::Column::Id.eq(id)).await
}

/// Deletes the follow-ups that match a condition. Their tickets must be locked.
///
/// # Errors
/// Database errors.
pub(crate) async fn delete_matching(unit: &mut Unit, which: Expr) -> Result<()> {
    let ids = || -> SelectStatement {
        followup::Entity::find()
            .select_only()
            .column(followup::Column::Id)
            .filter(which.clone())
            .into_query()
    };
    lock_matching(&unit.tx, which.clone()).await?;
    let files: Vec<String> = followup_attachment::Entity::find()
        .select_only()
        .column(followup_attachment::Column::File)
        .filter(followup_attachment::Column::FollowupId.in_subquery(ids()))
        .into_tuple()
        .all(&unit.tx)
        .await?;
    followup_attachment::Entity::delete_many()
        .filter(followup_attachment::Column::FollowupId.in_subquery(ids()))
        .exec(&unit.tx)
        .await?;
    ticket_change::Entity::delete_many()
        .filter(ticket_change::Column::FollowupId.in_subquery(ids()))
        .exec(&unit.tx)
        .await?;
    followup::Entity::delete_many()
        .filter(which)
        .exec(&unit.tx)
        .await?;
    files.into_iter().for_each(|file| unit.orphan(file));
    Ok(())
}
