//! Writes a merge.

use entity::{Tx, followup, ticket, ticket_cc};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, Func};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::plan::{Other, Plan};
use super::{MergedTickets, TicketMerge};
use crate::domain::query::among;
use crate::domain::tickets::changes::{Changes, CheckedChanges};
use crate::domain::tickets::followups::lock::lock_matching;
use crate::domain::tickets::followups::record::{self, Draft};
use crate::domain::tickets::lock::lock_tickets;
use crate::domain::unit::Unit;
use crate::domain::unit::events::{Kind, NewEvent};
use crate::domain::{Context, Result};

/// Locks the tickets, plans the merge and writes it.
pub(super) async fn write(
    context: &Context,
    unit: &mut Unit,
    input: &TicketMerge,
) -> Result<MergedTickets> {
    let ids = input.merged.iter().copied().chain([input.ticket]);
    lock_tickets(&unit.tx, ids).await?;
    let plan = Plan::new(&unit.view(context), input).await?;
    let others: Vec<i32> = plan.others.iter().map(|other| other.ticket.id).collect();
    // Those that the merge itself adds to these tickets stay there.
    let moving = find_followups(&unit.tx, &others).await?;
    let (ticket, followup) = write_ticket(context, unit, &plan, &others).await?;
    let mut merged = Vec::with_capacity(plan.others.len());
    for other in &plan.others {
        merged.push(write_other(context, unit, &plan, other).await?);
    }
    move_followups(unit, ticket.id, &plan, &moving).await?;
    move_ccs(unit, ticket.id, &plan).await?;
    Ok(MergedTickets {
        ticket,
        merged,
        followup: Some(followup),
        effects: plan.effects,
    })
}

/// The follow-ups of tickets: ID, ticket and whether it is public.
async fn find_followups(tx: &Tx, tickets: &[i32]) -> Result<Vec<(i32, i32, bool)>> {
    lock_matching(tx, among(tx, followup::Column::TicketId, tickets)).await?;
    Ok(followup::Entity::find()
        .select_only()
        .column(followup::Column::Id)
        .column(followup::Column::TicketId)
        .column(followup::Column::Public)
        .filter(among(tx, followup::Column::TicketId, tickets))
        .order_by_asc(followup::Column::Id)
        .into_tuple()
        .all(tx)
        .await?)
}

/// Writes the ticket that stays, with a follow-up.
async fn write_ticket(
    context: &Context,
    unit: &mut Unit,
    plan: &Plan,
    others: &[i32],
) -> Result<(ticket::Model, followup::Model)> {
    let mut ticket = plan.ticket.clone();
    if let Some(created) = plan.created {
        ticket::Entity::update_many()
            .col_expr(ticket::Column::Created, Expr::value(created))
            .filter(ticket::Column::Id.eq(ticket.id))
            .exec(&unit.tx)
            .await?;
        ticket.created = created;
    }
    let numbers: Vec<String> = others.iter().map(|id| format!("#{id}")).collect();
    let title = context.language.format(
        "Merged from %(tickets)s",
        &[("tickets", &numbers.join(", "))],
    );
    let draft = Draft {
        title: Some(title),
        checked: plan.checked.clone(),
        messages: Some(Vec::new()),
        other_changes: plan.other_changes.clone(),
        ..Draft::default()
    };
    record::record(context, unit, ticket, draft).await
}

/// Makes a ticket a duplicate, with a follow-up and the email about it.
async fn write_other(
    context: &Context,
    unit: &mut Unit,
    plan: &Plan,
    other: &Other,
) -> Result<ticket::Model> {
    let changes = Changes {
        status: Some(context.config.helpdesk.ticket_duplicate_status),
        merged_to: Some(Some(plan.ticket.id)),
        ..Changes::default()
    };
    let draft = Draft {
        checked: CheckedChanges {
            changes,
            queue: Some(plan.queue.clone()),
            ..CheckedChanges::default()
        },
        messages: Some(other.messages.clone()),
        ..Draft::default()
    };
    let (ticket, _) = record::record(context, unit, other.ticket.clone(), draft).await?;
    Ok(ticket)
}

/// Moves follow-ups to the ticket that stays. Their titles name the ticket that they come from.
async fn move_followups(
    unit: &mut Unit,
    ticket: i32,
    plan: &Plan,
    moving: &[(i32, i32, bool)],
) -> Result<()> {
    for other in &plan.others {
        let ids: Vec<i32> = moving
            .iter()
            .filter(|(_, of, _)| *of == other.ticket.id)
            .map(|(id, ..)| *id)
            .collect();
        if ids.is_empty() {
            continue;
        }
        // django-helpdesk replaces all of these titles by that of the ticket.
        let own = Func::cust("NULLIF")
            .args([Expr::col(followup::Column::Title), Expr::val(String::new())]);
        let own = Func::coalesce([Expr::expr(own), Expr::val(other.ticket.title.as_str())]);
        let prefix = format!("[Merged from #{}] ", other.ticket.id);
        let title = Func::cust("CONCAT").args([Expr::val(prefix), Expr::expr(own)]);
        let title = Func::cust("SUBSTR").args([Expr::expr(title), Expr::val(1), Expr::val(200)]);
        followup::Entity::update_many()
            .col_expr(followup::Column::TicketId, Expr::value(ticket))
            .col_expr(followup::Column::Title, Expr::expr(title))
            .filter(among(&unit.tx, followup::Column::Id, &ids))
            .exec(&unit.tx)
            .await?;
    }
    for (id, from, public) in moving {
        unit.add_event(NewEvent::new(Kind::FollowUpUpdated, ticket).followup(*id, *public));
        unit.add_event(NewEvent::new(Kind::FollowUpDeleted, *from).followup(*id, *public));
    }
    Ok(())
}

/// Adds and moves followers to the ticket that stays.
async fn move_ccs(unit: &mut Unit, ticket: i32, plan: &Plan) -> Result<()> {
    let ccs = &plan.ccs;
    if !ccs.moved.is_empty() {
        ticket_cc::Entity::update_many()
            .col_expr(ticket_cc::Column::TicketId, Expr::value(ticket))
            .filter(among(&unit.tx, ticket_cc::Column::Id, &ccs.moved))
            .exec(&unit.tx)
            .await?;
        for other in &plan.others {
            unit.add_event(NewEvent::new(Kind::CcRemoved, other.ticket.id));
        }
    }
    if !ccs.added.is_empty() {
        let rows = ccs.added.iter().map(|address| ticket_cc::ActiveModel {
            ticket_id: Set(ticket),
            user_id: Set(None),
            email: Set(Some(address.clone())),
            can_view: Set(false),
            can_update: Set(false),
            ..Default::default()
        });
        ticket_cc::Entity::insert_many(rows)
            .exec_without_returning(&unit.tx)
            .await?;
    }
    if !(ccs.moved.is_empty() && ccs.added.is_empty()) {
        unit.add_event(NewEvent::new(Kind::CcAdded, ticket));
    }
    Ok(())
}
