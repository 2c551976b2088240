//! The access rules. Every select of tickets, follow-ups and files starts here, whether for a list,
//! a single object, a count or a download. Access is denied unless a rule grants it.
//!
//! Staff see the tickets that they may work on (helpdesk/user.py, `accessible_tickets_q`).
//! Customers see the tickets that they submitted, and those that they follow with `can_view`, but
//! only their public follow-ups. Visitors with the link of an email see its ticket like its
//! submitter (`visit`).

pub mod desk;
pub mod in_memory;
pub mod permissions;
mod visit;

pub use visit::{find_visit, shows_key};

use entity::{
    custom_field, custom_field_value, followup, followup_attachment, kb_category, kb_item, queue,
    ticket, ticket_cc, ticket_change, user,
};
use sea_orm::sea_query::{Expr, ExprTrait, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QuerySelect,
    QueryTrait, Select,
};

use crate::domain::{Account, Context};

/// Role of the viewer for tickets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
#[graphql(name = "TicketScope")]
pub enum Scope {
    /// Tickets that the viewer works on. For staff these are all tickets, or, with per-queue
    /// permissions, tickets of granted queues and tickets assigned to the viewer.
    Agent,
    /// Tickets that the viewer submitted: their email address is the viewer's.
    Submitter,
    /// Tickets that the viewer follows: on CC, with permission to view.
    Follower,
}

/// A condition that no row meets.
fn no_rows() -> Condition {
    Condition::all().add(Expr::val(1).eq(0))
}

/// Whether the viewer may work on tickets: staff, and everybody if the installation allows it.
#[must_use]
pub fn is_agent(context: &Context) -> bool {
    context.viewer.account().is_some_and(|account| {
        account.user.is_superuser
            || account.user.is_staff
            || context.config.helpdesk.allow_non_staff_ticket_update
    })
}

/// Whether the viewer may see every ticket (helpdesk/user.py, `has_full_access`).
#[must_use]
pub fn has_full_access(context: &Context) -> bool {
    let helpdesk = &context.config.helpdesk;
    context.viewer.account().is_some_and(|account| {
        account.user.is_superuser
            || !helpdesk.enable_per_queue_staff_permission
                && (account.user.is_staff || helpdesk.allow_non_staff_ticket_update)
    })
}

/// Tickets that an account may work on.
fn agent_tickets(context: &Context, account: &Account) -> Condition {
    if has_full_access(context) {
        return Condition::all();
    }
    let assigned = Condition::any().add(ticket::Column::AssignedToId.eq(account.user.id));
    match account.granted_queues.as_deref() {
        Some(queues) if !queues.is_empty() => {
            assigned.add(ticket::Column::QueueId.is_in(queues.iter().copied()))
        }
        _ => assigned,
    }
}

/// Tickets that an account submitted. An empty address matches no ticket.
fn submitted_tickets(account: &Account) -> Condition {
    if account.user.email.is_empty() {
        return no_rows();
    }
    Condition::all().add(ticket::Column::SubmitterEmail.eq(account.user.email.as_str()))
}

/// Whether an address is the viewer's, compared as the database compares it in
/// [`submitted_tickets`]: MariaDB ignores case and trailing spaces. Other characters that its
/// collations treat as equal differ here.
#[must_use]
pub fn is_own_address(context: &Context, address: Option<&str>) -> bool {
    let (Some(own), Some(address)) = (context.viewer.email(), address) else {
        return false;
    };
    let normalize = |text: &str| text.trim_end_matches(' ').to_lowercase();
    own == address
        || context.db.get_database_backend() == DbBackend::MySql
            && normalize(own) == normalize(address)
}

/// Tickets that an account follows with `can_view`.
fn followed_tickets(account: &Account) -> Condition {
    let followed = ticket_cc::Entity::find()
        .select_only()
        .column(ticket_cc::Column::TicketId)
        .filter(ticket_cc::Column::UserId.eq(account.user.id))
        .filter(ticket_cc::Column::CanView.eq(true));
    Condition::all().add(ticket::Column::Id.in_subquery(followed.into_query()))
}

/// Tickets that this request created or changed.
fn written_tickets(context: &Context) -> Condition {
    Condition::all().add(ticket::Column::Id.is_in(context.written_tickets.ids()))
}

/// The condition for visible tickets, in one role or in any.
fn tickets_condition(context: &Context, scope: Option<Scope>) -> Condition {
    let Some(account) = context.viewer.account() else {
        return visit::tickets_condition(context, scope);
    };
    let agent = || {
        if is_agent(context) {
            agent_tickets(context, account)
        } else {
            customer_assignments(account)
        }
    };
    match scope {
        Some(Scope::Agent) => agent(),
        Some(Scope::Submitter) => submitted_tickets(account),
        Some(Scope::Follower) => followed_tickets(account),
        None if has_full_access(context) => Condition::all(),
        None => Condition::any()
            .add(agent())
            .add(submitted_tickets(account))
            .add(followed_tickets(account))
            .add(written_tickets(context)),
    }
}

/// Tickets assigned to an account that is not staff, which may work on them.
fn customer_assignments(account: &Account) -> Condition {
    Condition::all().add(ticket::Column::AssignedToId.eq(account.user.id))
}

/// The tickets that the viewer may see.
#[must_use]
pub fn tickets(context: &Context, scope: Option<Scope>) -> Select<ticket::Entity> {
    ticket::Entity::find().filter(tickets_condition(context, scope))
}

/// The tickets that the viewer may comment on: as an agent, as the submitter, or as a follower with
/// `TicketCC.can_update`.
#[must_use]
pub fn commentable_tickets(context: &Context) -> Select<ticket::Entity> {
    let all = tickets(context, None);
    if has_full_access(context) {
        return all;
    }
    let Some(account) = context.viewer.account() else {
        return tickets(context, Some(Scope::Submitter));
    };
    let updatable = ticket_cc::Entity::find()
        .select_only()
        .column(ticket_cc::Column::TicketId)
        .filter(ticket_cc::Column::UserId.eq(account.user.id))
        .filter(ticket_cc::Column::CanView.eq(true))
        .filter(ticket_cc::Column::CanUpdate.eq(true));
    all.filter(
        Condition::any()
            .add(tickets_condition(context, Some(Scope::Agent)))
            .add(submitted_tickets(account))
            .add(ticket::Column::Id.in_subquery(updatable.into_query())),
    )
}

/// A subquery for the IDs of the tickets that the viewer may see.
fn ticket_ids(context: &Context, scope: Option<Scope>) -> SelectStatement {
    tickets(context, scope)
        .select_only()
        .column(ticket::Column::Id)
        .into_query()
}

/// The condition for visible follow-ups: all of tickets that the viewer works on, and public ones
/// of other visible tickets.
fn followups_condition(context: &Context, scope: Option<Scope>) -> Condition {
    if has_full_access(context) && matches!(scope, None | Some(Scope::Agent)) {
        return Condition::all();
    }
    let public = |ids| {
        Condition::all()
            .add(followup::Column::Public.eq(true))
            .add(followup::Column::TicketId.in_subquery(ids))
    };
    if !context.viewer.is_authenticated() {
        return public(ticket_ids(context, scope));
    }
    match scope {
        Some(Scope::Agent) => {
            Condition::all().add(followup::Column::TicketId.in_subquery(ticket_ids(context, scope)))
        }
        Some(_) => public(ticket_ids(context, scope)),
        None => Condition::any()
            .add(followup::Column::TicketId.in_subquery(ticket_ids(context, Some(Scope::Agent))))
            .add(followup::Column::TicketId.is_in(context.written_tickets.ids()))
            .add(public(ticket_ids(context, None))),
    }
}

/// The follow-ups that the viewer may see.
#[must_use]
pub fn followups(context: &Context, scope: Option<Scope>) -> Select<followup::Entity> {
    followup::Entity::find().filter(followups_condition(context, scope))
}

/// The files of follow-ups that the viewer may see.
#[must_use]
pub fn attachments(context: &Context, scope: Option<Scope>) -> Select<followup_attachment::Entity> {
    let select = followup_attachment::Entity::find();
    if context.viewer.is_authenticated()
        && has_full_access(context)
        && matches!(scope, None | Some(Scope::Agent))
    {
        return select;
    }
    let ids = followups(context, scope)
        .select_only()
        .column(followup::Column::Id)
        .into_query();
    select.filter(followup_attachment::Column::FollowupId.in_subquery(ids))
}

/// The files of tickets whose secret key the viewer may see, which is part of the paths: tickets
/// that they work on, and those that they submitted.
#[must_use]
pub fn attachments_with_key(context: &Context) -> Select<followup_attachment::Entity> {
    let mut ticket_condition = Condition::any();
    for scope in [Scope::Agent, Scope::Submitter] {
        ticket_condition = ticket_condition
            .add(followup::Column::TicketId.in_subquery(ticket_ids(context, Some(scope))));
    }
    let followups = followup::Entity::find()
        .select_only()
        .column(followup::Column::Id)
        .filter(ticket_condition);
    attachments(context, None)
        .filter(followup_attachment::Column::FollowupId.in_subquery(followups.into_query()))
}

/// The definitions of custom fields that the viewer may see: customers do not see staff-only ones.
#[must_use]
pub fn custom_fields(context: &Context) -> Select<custom_field::Entity> {
    let select = custom_field::Entity::find();
    if is_agent(context) {
        select
    } else {
        select.filter(custom_field::Column::StaffOnly.eq(false))
    }
}

/// The values of custom fields that the viewer may see.
#[must_use]
pub fn custom_field_values(context: &Context) -> Select<custom_field_value::Entity> {
    let select = custom_field_value::Entity::find();
    if is_agent(context) {
        return select;
    }
    let ids = custom_fields(context)
        .select_only()
        .column(custom_field::Column::Id)
        .into_query();
    select.filter(custom_field_value::Column::FieldId.in_subquery(ids))
}

/// The changes of visible follow-ups that the viewer may see: customers do not see those of
/// staff-only custom fields, which have the field's name (helpdesk/models.py,
/// `TicketChangeQuerySet.public`).
#[must_use]
pub fn changes(context: &Context) -> Select<ticket_change::Entity> {
    let select = ticket_change::Entity::find();
    if is_agent(context) {
        return select;
    }
    let hidden = custom_field::Entity::find()
        .select_only()
        .column(custom_field::Column::Name)
        .filter(custom_field::Column::StaffOnly.eq(true));
    select.filter(ticket_change::Column::Field.not_in_subquery(hidden.into_query()))
}

/// Purpose of a list of queues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
#[graphql(name = "QueueScope")]
pub enum QueueScope {
    /// Queues whose tickets the viewer works on.
    Agent,
    /// Queues in which the viewer can create tickets: also queues that accept public tickets.
    // helpdesk/user.py, `get_queues`.
    Create,
}

/// The queues that the viewer may see.
#[must_use]
pub fn queues(context: &Context, scope: Option<QueueScope>) -> Select<queue::Entity> {
    let select = queue::Entity::find();
    let Some(account) = context.viewer.account() else {
        return select.filter(visit::queues_condition(context, scope));
    };
    let public = Condition::any().add(queue::Column::AllowPublicSubmission.eq(true));
    if !is_agent(context) {
        return match scope {
            Some(QueueScope::Agent) => select.filter(no_rows()),
            _ => select.filter(public),
        };
    }
    match account.granted_queues.as_deref() {
        None => select,
        Some(granted) => {
            let granted = queue::Column::Id.is_in(granted.iter().copied());
            match scope {
                Some(QueueScope::Agent) => select.filter(granted),
                _ => select.filter(public.add(granted)),
            }
        }
    }
}

/// The users that the viewer may see: agents see everybody, others only themselves.
#[must_use]
pub fn users(context: &Context) -> Select<user::Entity> {
    let select = user::Entity::find();
    match context.viewer.id() {
        Some(_) if is_agent(context) => select,
        Some(id) => select.filter(user::Column::Id.eq(id)),
        None => select.filter(no_rows()),
    }
}

/// The categories of the knowledge base that the viewer may read (helpdesk/user.py,
/// `can_access_kbcategory`).
#[must_use]
pub fn kb_categories(context: &Context) -> Select<kb_category::Entity> {
    let select = kb_category::Entity::find();
    if !context.config.helpdesk.kb_enabled {
        return select.filter(no_rows());
    }
    if has_full_access(context) {
        return select;
    }
    let mut readable = Condition::any().add(kb_category::Column::Public.eq(true));
    if let Some(granted) = context
        .viewer
        .account()
        .and_then(|account| account.granted_queues.as_deref())
    {
        readable = readable.add(kb_category::Column::QueueId.is_in(granted.iter().copied()));
    }
    select.filter(readable)
}

/// The items of the knowledge base that the viewer may read. Only agents read disabled ones.
#[must_use]
pub fn kb_items(context: &Context) -> Select<kb_item::Entity> {
    let categories = kb_categories(context)
        .select_only()
        .column(kb_category::Column::Id)
        .into_query();
    let select =
        kb_item::Entity::find().filter(kb_item::Column::CategoryId.in_subquery(categories));
    if is_agent(context) {
        select
    } else {
        select.filter(kb_item::Column::Enabled.eq(true))
    }
}
