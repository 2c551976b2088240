//! Writes the rows of a new ticket.

use entity::values::{Interval, Timestamp};
use entity::{custom_field_value, followup, ticket, user};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ConnectionTrait as _, EntityTrait};

use super::validate::CheckedTicket;
use super::{CreatedTicket, NewChildren, NewFiles};
use crate::domain::core::write;
use crate::domain::delivery::notifications::facts::OtherRows;
use crate::domain::delivery::notifications::templates::{self, ExistingTemplates};
use crate::domain::delivery::notifications::{self, Roles};
use crate::domain::delivery::outbox::enqueue::{self, ChangeKind};
use crate::domain::delivery::outbox::mail::{ChangeDetails, MailFacts};
use crate::domain::desk::users;
use crate::domain::tickets::attachments::store;
use crate::domain::tickets::followups::record::insert_followup;
use crate::domain::tickets::followups::{references, time_spent};
use crate::domain::tickets::lock::lock_tickets;
use crate::domain::tickets::received;
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
    let targets = references::find_targets(context, &unit.tx, None, &input.description).await?;
    lock_tickets(&unit.tx, targets).await?;
    let now = Timestamp::from(context.clock.now());
    let (queue, owner) = (&*input.queue, input.owner.as_deref());
    let [ticket, followup] = new_files
        .numbers
        .map_or([NotSet, NotSet], |numbers| numbers.map(Set));
    let received = input.received.as_ref();
    // An email may have no text and no valid sender.
    let is_stored = |text: &String| received.is_none() || !text.is_empty();
    let row = ticket::ActiveModel {
        id: ticket,
        title: Set(input.title.clone()),
        created: Set(now),
        modified: Set(now),
        submitter_email: Set(Some(input.submitter_email.clone()).filter(is_stored)),
        status: Set(context.config.helpdesk.ticket_open_status),
        on_hold: Set(false),
        description: Set(Some(input.description.clone()).filter(is_stored)),
        resolution: Set(None),
        priority: Set(input.priority),
        due_date: Set(input.due_date.map(Timestamp::from)),
        last_escalation: Set(None),
        assigned_to_id: Set(owner.map(|owner| owner.id)),
        queue_id: Set(queue.id),
        secret_key: Set(new_files.secret_key.clone()),
        kbitem_id: Set(input.kbitem),
        merged_to_id: Set(None),
    };
    let ticket = write::insert(&unit.tx, row).await?;

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
        .exec_without_returning(&unit.tx)
        .await?;

    let settings = input.notices.settings.as_ref();
    let notify_owner = owner.is_some() && notifications::wants_assignments(context, settings);
    let roles = Roles {
        submitter: Some("newticket_submitter"),
        ticket_cc: Some("newticket_cc"),
        new_ticket_cc: Some("newticket_cc"),
        assigned_to: notify_owner.then_some("assigned_owner"),
    };
    let steps = [roles];
    let followers = match received {
        Some(received) => received::follow(unit, &ticket, &received.followers).await?,
        None => Vec::new(),
    };
    let messages = if received.is_none_or(|received| received.notifies) {
        let backend = unit.tx.get_database_backend();
        let templates = ExistingTemplates::of_rows(input.notices.templates.clone(), backend);
        let templates = templates.in_language(&templates::locale(context, queue));
        let ticket = (&ticket, queue);
        notifications::plan(&templates, ticket, owner, &followers, None, &steps)
    } else {
        Vec::new()
    };

    let spent =
        time_spent::time_spent(context, &unit.tx, (&ticket, queue.id), (false, now), None).await?;
    let row = followup::ActiveModel {
        id: followup,
        ticket_id: Set(ticket.id),
        date: Set(now),
        title: Set(Some(match received {
            Some(received) => received.title(context, false),
            None => opening_title(context, owner, input.via_web),
        })),
        comment: Set(Some(match received {
            Some(received) => received.comment.clone(),
            None => input.description.clone(),
        })),
        public: Set(true),
        user_id: Set(context.viewer.id().filter(|_| context.dialect.has_author())),
        new_status: Set(None),
        message_id: Set(received.and_then(|received| received.message_id.clone())),
        time_spent: Set(spent.map(Interval)),
        email_recipients: Set(notifications::recorded_addresses(context, &messages)),
    };
    let followup = insert_followup(context, unit, row).await?;
    unit.add_event(NewEvent::new(Kind::Created, ticket.id).followup(followup.id, true));
    unit.add_event(NewEvent::new(Kind::FollowUpAdded, ticket.id).followup(followup.id, true));
    let files = store::insert_all(unit, ticket.id, followup.id, &new_files.files).await?;
    references::write_backlinks(context, unit, &ticket, followup.comment.as_deref(), now).await?;
    // Nothing refers to a new ticket.
    let mail = MailFacts {
        others: OtherRows {
            site: input.notices.site.clone(),
            ..OtherRows::default()
        },
        newest_message_id: None,
    };
    let details = ChangeDetails {
        before: None,
        ticket: &ticket,
        queue,
        owner,
        followup: &followup,
        files: if context.dialect.attaches_files() {
            &files
        } else {
            &[]
        },
        // The email that opens the ticket is its newest message.
        mail: received.is_none().then_some(&mail),
    };
    enqueue::enqueue_change(context, unit, ChangeKind::NewTicket, details, messages).await?;
    Ok(CreatedTicket {
        ticket,
        followup: Some(followup),
        children: Some(NewChildren {
            attachments: files,
            values: input.values.clone(),
        }),
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
