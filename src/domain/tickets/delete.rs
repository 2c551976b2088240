//! Deletes a ticket with everything that belongs to it. Tickets that were merged into it become
//! separate again.

use entity::{
    Tx, checklist, checklist_task, custom_field_value, followup, ticket, ticket_cc,
    ticket_dependency,
};
use sea_orm::sea_query::{Expr, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};

use crate::domain::access::in_memory::{self, TicketAccess};
use crate::domain::access::{self, Scope};
use crate::domain::tickets::followups::delete::delete_matching;
use crate::domain::tickets::lock::lock_tickets;
use crate::domain::tickets::update::select_workable;
use crate::domain::unit::events::{Kind, NewEvent};
use crate::domain::unit::referrers::{self, Deletion};
use crate::domain::unit::{self, Unit};
use crate::domain::{Context, Error, Result};

/// Deletes a ticket that the viewer works on, and after the commit its files. `validate_only`:
/// checks whether it can be deleted, and deletes nothing.
///
/// # Errors
/// [`Error::NotFound`]; database errors.
pub async fn delete(context: &Context, id: i32, validate_only: bool) -> Result<()> {
    if !context.viewer.is_authenticated() {
        return Err(Error::Unauthenticated);
    }
    if validate_only {
        select_workable(context, id)
            .one(&context.db)
            .await?
            .ok_or(Error::NotFound)?;
        return referrers::check_unreferenced(&context.db, Deletion::Ticket(id)).await;
    }
    unit::run_to_end(context, id, |context, unit, id| {
        Box::pin(delete_rows(context, unit, id))
    })
    .await
}

/// The IDs of the tickets that were merged into this one.
async fn merged_into(tx: &Tx, id: i32) -> Result<Vec<i32>> {
    let select = ticket::Entity::find()
        .select_only()
        .column(ticket::Column::Id);
    let select = select
        .filter(ticket::Column::MergedToId.eq(id))
        .order_by_asc(ticket::Column::Id);
    Ok(select.into_tuple().all(tx).await?)
}

/// Deletes the rows of a ticket, and with `helpdesk.delete_merged_tickets` first those of tickets
/// merged into it, as Django's cascade does.
pub(super) async fn delete_rows(context: &Context, unit: &mut Unit, id: i32) -> Result<()> {
    if context.config.helpdesk.delete_merged_tickets {
        let merged = all_merged_into(context, &unit.tx, id).await?;
        lock_tickets(&unit.tx, merged.iter().copied().chain([id])).await?;
        for merged in merged.into_iter().rev() {
            delete_rows_of(context, unit, merged).await?;
        }
    }
    delete_rows_of(context, unit, id).await
}

/// The IDs of the tickets that the viewer works on and that were merged into a ticket, directly or
/// through others of them. Each follows the one that it was merged into.
async fn all_merged_into(context: &Context, tx: &Tx, id: i32) -> Result<Vec<i32>> {
    let mut found = vec![id];
    let mut at = 0;
    while let Some(target) = found.get(at).copied() {
        let merged: Vec<i32> = access::tickets(context, Some(Scope::Agent))
            .select_only()
            .column(ticket::Column::Id)
            .filter(ticket::Column::MergedToId.eq(target))
            .order_by_asc(ticket::Column::Id)
            .into_tuple()
            .all(tx)
            .await?;
        for merged in merged {
            // Tickets may be merged in a circle.
            if !found.contains(&merged) {
                found.push(merged);
            }
        }
        at += 1;
    }
    found.remove(0);
    Ok(found)
}

async fn delete_rows_of(context: &Context, unit: &mut Unit, id: i32) -> Result<()> {
    let merged = merged_into(&unit.tx, id).await?;
    lock_tickets(&unit.tx, merged.iter().copied().chain([id])).await?;
    let ticket = select_workable(context, id)
        .lock_exclusive()
        .one(&unit.tx)
        .await?
        .ok_or(Error::NotFound)?;
    if merged_into(&unit.tx, id).await? != merged {
        return Err(Error::changed_concurrently(
            "a ticket was merged into the one to delete, or separated from it",
        ));
    }
    referrers::check_unreferenced(&unit.tx, Deletion::Ticket(id)).await?;
    let followers = in_memory::followers(&unit.tx, &[id])
        .await?
        .remove(&id)
        .unwrap_or_default();
    unit.add_event(
        NewEvent::new(Kind::Deleted, id).with_final_access(TicketAccess::new(&ticket, followers)),
    );
    for merged in merged {
        unit.add_event(NewEvent::new(Kind::Updated, merged));
    }
    delete_matching(unit, followup::Column::TicketId.eq(id)).await?;
    let tx = &unit.tx;
    let lists: SelectStatement = checklist::Entity::find()
        .select_only()
        .column(checklist::Column::Id)
        .filter(checklist::Column::TicketId.eq(id))
        .into_query();
    checklist_task::Entity::delete_many()
        .filter(checklist_task::Column::ChecklistId.in_subquery(lists))
        .exec(tx)
        .await?;
    checklist::Entity::delete_many()
        .filter(checklist::Column::TicketId.eq(id))
        .exec(tx)
        .await?;
    ticket_cc::Entity::delete_many()
        .filter(ticket_cc::Column::TicketId.eq(id))
        .exec(tx)
        .await?;
    custom_field_value::Entity::delete_many()
        .filter(custom_field_value::Column::TicketId.eq(id))
        .exec(tx)
        .await?;
    let either = Condition::any()
        .add(ticket_dependency::Column::TicketId.eq(id))
        .add(ticket_dependency::Column::DependsOnId.eq(id));
    ticket_dependency::Entity::delete_many()
        .filter(either)
        .exec(tx)
        .await?;
    ticket::Entity::update_many()
        .col_expr(ticket::Column::MergedToId, Expr::val(None::<i32>))
        .filter(ticket::Column::MergedToId.eq(id))
        .exec(tx)
        .await?;
    ticket::Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}
