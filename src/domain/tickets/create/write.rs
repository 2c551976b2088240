//! Writes the rows of a new ticket.

use entity::values::{Interval, Timestamp};
use entity::{custom_field_value, followup, ticket, user};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ActiveModelTrait, EntityTrait};

use super::validate::CheckedTicket;
use super::{CreatedTicket, NewFiles};
use crate::domain::delivery::notifications::{self, Roles};
use crate::domain::delivery::outbox::enqueue::{self, ChangeKind};
use crate::domain::delivery::outbox::mail::ChangeDetails;
use crate::domain::desk::users;
use crate::domain::tickets::attachments::store;
use crate::domain::tickets::followups::{references, time_spent};
use crate::domain::tickets::lock::lock_tickets;
use crate::domain::unit::Unit;
use crate::domain::unit::events::{Kind, NewEvent};
use crate::domain::{Context, Result};

/// Writes the rows of a new ticket.
///
/// # Errors
/// Database errors.
pub(super) async fn write(
    context: &Context,
    unit: &mut Unit,
    input: &CheckedTicket,
    new_files: &NewFiles,
) -> Result<CreatedTicket> {
    let tx = &unit.tx;
    lock_tickets(
        tx,
        references::find_targets(context, tx, None, &input.description).await?,
    )
    .await?;
    let now = Timestamp::from(context.clock.now());
    let (queue, owner) = (&input.queue, input.owner.as_ref());
    let [ticket, followup] = new_files
        .numbers
        .map_or([NotSet, NotSet], |numbers| numbers.map(Set));
    let ticket = ticket::ActiveModel {
        id: ticket,
        title: Set(input.title.clone()),
        created: Set(now),
        modified: Set(now),
        submitter_email: Set(Some(input.submitter_email.clone())),
        status: Set(context.config.helpdesk.ticket_open_status),
        on_hold: Set(false),
        description: Set(Some(input.description.clone())),
        resolution: Set(None),
        priority: Set(input.priority),
        due_date: Set(input.due_date.map(Timestamp::from)),
        last_escalation: Set(None),
        assigned_to_id: Set(owner.map(|owner| owner.id)),
        queue_id: Set(queue.id),
        secret_key: Set(new_files.secret_key.clone()),
        kbitem_id: Set(input.kbitem),
        merged_to_id: Set(None),
    }
    .insert(tx)
    .await?;

    let values = input
        .values
        .iter()
        .map(|(field, value)| custom_field_value::ActiveModel {
            ticket_id: Set(ticket.id),
            field_id: Set(*field),
            value: Set(value.clone()),
            ..Default::default()
        });
    custom_field_value::Entity::insert_many(values)
        .exec_without_returning(tx)
        .await?;

    let notify_owner = match owner {
        Some(owner) => notifications::wants_assignments(context, tx, owner.id).await?,
        None => false,
    };
    let roles = Roles {
        submitter: Some("newticket_submitter"),
        ticket_cc: Some("newticket_cc"),
        new_ticket_cc: Some("newticket_cc"),
        assigned_to: notify_owner.then_some("assigned_owner"),
    };
    let steps = [roles];
    let templates = notifications::existing_templates(context, tx, queue, &steps).await?;
    let messages = notifications::plan(&templates, (&ticket, queue), owner, &[], None, &steps);

    let spent =
        time_spent::time_spent(context, tx, (&ticket, queue.id), (false, now), None).await?;
    let followup = followup::ActiveModel {
        id: followup,
        ticket_id: Set(ticket.id),
        date: Set(now),
        title: Set(Some(opening_title(context, owner, input.via_web))),
        comment: Set(Some(input.description.clone())),
        public: Set(true),
        user_id: Set(context.viewer.id()),
        new_status: Set(None),
        message_id: Set(None),
        time_spent: Set(spent.map(Interval)),
        email_recipients: Set(notifications::recorded_addresses(context, &messages)),
    }
    .insert(tx)
    .await?;
    unit.add_event(NewEvent::new(Kind::Created, ticket.id).followup(followup.id, true));
    unit.add_event(NewEvent::new(Kind::FollowUpAdded, ticket.id).followup(followup.id, true));
    let mut files = Vec::with_capacity(new_files.files.len());
    for file in &new_files.files {
        files.push(store::insert(unit, ticket.id, followup.id, file).await?);
    }
    references::write_backlinks(context, unit, &ticket, followup.comment.as_deref(), now).await?;
    let details = ChangeDetails {
        before: None,
        ticket: &ticket,
        queue,
        owner,
        followup: &followup,
        files: &files,
    };
    enqueue::enqueue_change(context, unit, ChangeKind::NewTicket, details, messages).await?;
    Ok(CreatedTicket {
        ticket,
        followup: Some(followup),
    })
}

/// The title of the first follow-up.
fn opening_title(context: &Context, owner: Option<&user::Model>, via_web: bool) -> String {
    let language = &context.language;
    if via_web {
        return language.gettext("Ticket Opened Via Web").into_owned();
    }
    let Some(owner) = owner else {
        return language.gettext("Ticket Opened").into_owned();
    };
    let name = users::full_name(owner);
    let name = if name.is_empty() {
        owner.username.as_str()
    } else {
        name.as_str()
    };
    // The column has 200 characters.
    language
        .format("Ticket Opened & Assigned to %(name)s", &[("name", name)])
        .chars()
        .take(200)
        .collect()
}
