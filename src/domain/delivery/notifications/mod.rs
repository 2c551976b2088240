//! Who is told about a change: django-helpdesk's roles and their order (helpdesk/models.py,
//! `Ticket.send`). Decides; what becomes of it is `outbox`'s.

pub mod facts;
pub mod names;
pub mod templates;

use std::collections::BTreeSet;

use entity::{positional, queue, ticket, user, user_settings};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::domain::{Context, Result};

/// The template that each role gets; a role without one is not told.
#[derive(Clone, Copy, Debug, Default)]
pub struct Roles {
    /// The address that sent the ticket in.
    pub submitter: Option<&'static str>,
    /// The address of the queue that is told about everything, and the followers.
    pub ticket_cc: Option<&'static str>,
    /// The address of the queue that is told about new tickets.
    pub new_ticket_cc: Option<&'static str>,
    /// The owner.
    pub assigned_to: Option<&'static str>,
}

/// A message to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The name of its template.
    pub template: &'static str,
    /// Whom it goes to: an address, or several with commas between.
    pub recipient: String,
}

/// The messages about a ticket, one an address, in the order of the steps and of the roles in each;
/// none to `except`. A role whose template exists neither in the queue's language nor without one
/// is passed over (helpdesk/templated_email.py).
///
/// # Errors
/// What the database says.
pub async fn plan(
    context: &Context,
    db: &impl ConnectionTrait,
    (ticket, queue): (&ticket::Model, &queue::Model),
    owner: Option<&user::Model>,
    followers: &[String],
    except: Option<&str>,
    steps: &[Roles],
) -> Result<Vec<Message>> {
    let mut names = Vec::new();
    for roles in steps {
        names.extend(
            [
                roles.submitter,
                roles.ticket_cc,
                roles.new_ticket_cc,
                roles.assigned_to,
            ]
            .into_iter()
            .flatten(),
        );
    }
    let templates = templates::existing(db, &templates::locale(context, queue), names).await?;
    let followers = if queue.enable_notifications_on_email_events {
        followers
    } else {
        &[]
    };
    let recipients = steps.iter().flat_map(|roles| {
        [
            (roles.submitter, ticket.submitter_email.as_deref()),
            (roles.ticket_cc, queue.updated_ticket_cc.as_deref()),
            (roles.new_ticket_cc, queue.new_ticket_cc.as_deref()),
            (roles.assigned_to, owner.map(|owner| owner.email.as_str())),
        ]
        .into_iter()
        .chain(
            followers
                .iter()
                .map(|follower| (roles.ticket_cc, Some(follower.as_str()))),
        )
    });

    // The queue is never told about itself.
    let mut told: BTreeSet<&str> = queue
        .email_address
        .as_deref()
        .into_iter()
        .chain(except)
        .collect();
    let mut messages = Vec::new();
    for (template, recipient) in recipients {
        let (Some(template), Some(recipient)) = (
            template,
            recipient.filter(|recipient| !recipient.is_empty()),
        ) else {
            continue;
        };
        if told.insert(recipient) && templates.contains(template) {
            messages.push(Message {
                template,
                recipient: recipient.to_owned(),
            });
        }
    }
    Ok(messages)
}

/// Whether somebody wants to hear that a ticket became theirs. Who has no settings has the site's
/// defaults.
///
/// # Errors
/// What the database says.
pub async fn wants_assignments(
    context: &Context,
    db: &impl ConnectionTrait,
    user: i32,
) -> Result<bool> {
    let select = user_settings::Entity::find().filter(user_settings::Column::UserId.eq(user));
    let settings = positional::fetch_one(select, db).await?;
    let default = context
        .config
        .helpdesk_default_settings
        .email_on_ticket_assign;
    Ok(settings.map_or(default, |settings| settings.email_on_ticket_assign))
}

/// The addresses as a follow-up remembers them: sorted, each once.
#[must_use]
pub fn recipients(messages: &[Message]) -> serde_json::Value {
    let addresses: BTreeSet<&str> = messages
        .iter()
        .map(|message| message.recipient.as_str())
        .collect();
    addresses.into_iter().collect()
}
