//! Chooses who is notified of a change of a ticket, and with which template
//! (helpdesk/update_ticket.py, `process_email_notifications_for_ticket_update`).

use entity::{queue, ticket, ticket_cc, user, user_settings};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::domain::delivery::notifications::{self, Message, Roles};
use crate::domain::unit::Unit;
use crate::domain::{Context, Result};

/// The properties of a change that determine the templates.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// Whether the follow-up is public.
    pub public: bool,
    /// The comment.
    pub comment: &'a str,
    /// The new status, if it changed.
    pub new_status: Option<i32>,
    /// Whether the ticket has a new owner.
    pub reassigned: bool,
}

/// The templates of a kind of change.
#[derive(Clone, Copy)]
struct Templates {
    submitter: &'static str,
    owner: &'static str,
    cc: &'static str,
}

const UPDATED: Templates = Templates {
    submitter: "updated_submitter",
    owner: "updated_owner",
    cc: "updated_cc",
};
const RESOLVED: Templates = Templates {
    submitter: "resolved_submitter",
    owner: "resolved_owner",
    cc: "resolved_cc",
};
const CLOSED: Templates = Templates {
    submitter: "closed_submitter",
    owner: "closed_owner",
    cc: "closed_cc",
};
/// The submitter is not notified of a new owner, but of the update.
const ASSIGNED: Templates = Templates {
    submitter: "updated_submitter",
    owner: "assigned_owner",
    cc: "assigned_cc",
};

/// Plans the messages about a change, one per address. The viewer who made the change gets none.
///
/// # Errors
/// Database errors.
pub async fn plan(
    context: &Context,
    unit: &Unit,
    (ticket, queue): (&ticket::Model, &queue::Model),
    owner: Option<&user::Model>,
    change: &Change<'_>,
) -> Result<Vec<Message>> {
    let helpdesk = &context.config.helpdesk;
    if helpdesk.private_followup_means_no_emails && !change.public {
        return Ok(Vec::new());
    }
    let resolved = change.new_status == Some(helpdesk.ticket_resolved_status);
    let closed = change.new_status == Some(helpdesk.ticket_closed_status);
    let by_status = match change {
        _ if resolved => RESOLVED,
        _ if closed => CLOSED,
        _ => UPDATED,
    };
    let templates = match change.reassigned {
        true => ASSIGNED,
        false => by_status,
    };
    let submitter = helpdesk.notify_submitter_for_all_ticket_changes
        || change.public && (!change.comment.is_empty() || resolved || closed);
    let notify_owner = match owner {
        Some(owner) => wants_email(context, unit, owner.id, change.reassigned).await?,
        None => false,
    };
    let first = match context.dialect.emails_owner_as_follower() && change.public && submitter {
        true => Roles {
            submitter: Some(by_status.submitter),
            ticket_cc: Some(by_status.cc),
            assigned_to: notify_owner.then_some(by_status.cc),
            ..Roles::default()
        },
        false => Roles::default(),
    };
    let steps = [
        first,
        Roles {
            submitter: submitter.then_some(templates.submitter),
            ..Roles::default()
        },
        Roles {
            assigned_to: notify_owner.then_some(templates.owner),
            ..Roles::default()
        },
        Roles {
            ticket_cc: Some(templates.cc),
            ..Roles::default()
        },
    ];
    let followers = followers(unit, ticket.id, queue).await?;
    // Visitors get a copy of their answers, as in django-helpdesk.
    let except = context.viewer.email();
    notifications::plan(
        context,
        &unit.tx,
        (ticket, queue),
        owner,
        &followers,
        except,
        &steps,
    )
    .await
}

/// Whether an owner wants email about this change or about becoming the owner. Users without
/// settings have the site's defaults.
async fn wants_email(context: &Context, unit: &Unit, owner: i32, reassigned: bool) -> Result<bool> {
    let settings = user_settings::Entity::find()
        .filter(user_settings::Column::UserId.eq(owner))
        .one(&unit.tx)
        .await?;
    let defaults = &context.config.helpdesk_default_settings;
    let (change, assign) = settings.map_or(
        (
            defaults.email_on_ticket_change,
            defaults.email_on_ticket_assign,
        ),
        |settings| {
            (
                settings.email_on_ticket_change,
                settings.email_on_ticket_assign,
            )
        },
    );
    Ok(change || reassigned && assign)
}

/// The addresses of followers, if the queue notifies them.
async fn followers(unit: &Unit, ticket: i32, queue: &queue::Model) -> Result<Vec<String>> {
    if !queue.enable_notifications_on_email_events {
        return Ok(Vec::new());
    }
    let rows = ticket_cc::Entity::find()
        .find_also_related(user::Entity)
        .filter(ticket_cc::Column::TicketId.eq(ticket))
        .order_by_asc(ticket_cc::Column::Id)
        .all(&unit.tx)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(cc, user)| user.map(|user| user.email).or(cc.email))
        .collect())
}
