//! Decides who is notified of a change, in the roles and order of django-helpdesk
//! (helpdesk/models.py, `Ticket.send`). `outbox` stores the resulting messages.

pub mod facts;
pub mod names;
pub mod templates;

use std::collections::BTreeSet;

use entity::{positional, queue, ticket, user, user_settings};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::domain::{Context, Result};

/// The template for each role. A role without a template is not notified.
#[derive(Clone, Copy, Debug, Default)]
pub struct Roles {
    /// The submitter's address.
    pub submitter: Option<&'static str>,
    /// The queue's address for all changes, and the followers.
    pub ticket_cc: Option<&'static str>,
    /// The queue's address for new tickets.
    pub new_ticket_cc: Option<&'static str>,
    /// The owner.
    pub assigned_to: Option<&'static str>,
}

/// The reason why somebody is notified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
#[graphql(name = "NotificationRole")]
pub enum Role {
    /// The submitter of the ticket.
    Submitter,
    /// The owner of the ticket.
    Owner,
    /// A follower of the ticket.
    Follower,
    /// The address that the queue notifies of changes.
    QueueUpdates,
    /// The address that the queue notifies of new tickets.
    QueueNewTickets,
}

/// A message to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The reason why the recipient gets it.
    pub role: Role,
    /// The name of its template.
    pub template: &'static str,
    /// The recipient: an address, or several separated by commas.
    pub recipient: String,
}

impl Roles {
    /// The names of the templates.
    fn names(&self) -> impl Iterator<Item = &'static str> {
        [
            self.submitter,
            self.ticket_cc,
            self.new_ticket_cc,
            self.assigned_to,
        ]
        .into_iter()
        .flatten()
    }
}

/// The templates that exist, of those that the steps use, in the language of the queue.
///
/// # Errors
/// Database errors.
pub async fn existing_templates(
    context: &Context,
    db: &impl ConnectionTrait,
    queue: &queue::Model,
    steps: &[Roles],
) -> Result<BTreeSet<String>> {
    let names = steps.iter().flat_map(Roles::names).collect();
    templates::existing(db, &templates::locale(context, queue), names).await
}

/// Plans the messages about a ticket: one per address, in the order of the steps and of the roles
/// in each step; none to `except`. Skips roles whose template is not among `templates`
/// (helpdesk/templated_email.py).
#[must_use]
pub fn plan(
    templates: &BTreeSet<String>,
    (ticket, queue): (&ticket::Model, &queue::Model),
    owner: Option<&user::Model>,
    followers: &[String],
    except: Option<&str>,
    steps: &[Roles],
) -> Vec<Message> {
    let followers = if queue.enable_notifications_on_email_events {
        followers
    } else {
        &[]
    };
    let recipients = steps.iter().flat_map(|roles| {
        [
            (
                Role::Submitter,
                roles.submitter,
                ticket.submitter_email.as_deref(),
            ),
            (
                Role::QueueUpdates,
                roles.ticket_cc,
                queue.updated_ticket_cc.as_deref(),
            ),
            (
                Role::QueueNewTickets,
                roles.new_ticket_cc,
                queue.new_ticket_cc.as_deref(),
            ),
            (
                Role::Owner,
                roles.assigned_to,
                owner.map(|owner| owner.email.as_str()),
            ),
        ]
        .into_iter()
        .chain(
            followers
                .iter()
                .map(|follower| (Role::Follower, roles.ticket_cc, Some(follower.as_str()))),
        )
    });

    // The queue's own address gets no messages.
    let mut seen: BTreeSet<&str> = queue
        .email_address
        .as_deref()
        .into_iter()
        .chain(except)
        .collect();
    let mut messages = Vec::new();
    for (role, template, recipient) in recipients {
        let (Some(template), Some(recipient)) = (
            template,
            recipient.filter(|recipient| !recipient.is_empty()),
        ) else {
            continue;
        };
        if seen.insert(recipient) && templates.contains(template) {
            messages.push(Message {
                role,
                template,
                recipient: recipient.to_owned(),
            });
        }
    }
    messages
}

/// Whether a user wants email about tickets that are assigned to them. Users without settings have
/// the site's defaults.
///
/// # Errors
/// Database errors.
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

/// The addresses as the follow-up stores them: sorted, without duplicates. `None` if the release
/// does not record them.
#[must_use]
pub fn recorded_addresses(context: &Context, messages: &[Message]) -> Option<serde_json::Value> {
    context
        .dialect
        .records_recipients()
        .then(|| recipient_addresses(messages))
}

fn recipient_addresses(messages: &[Message]) -> serde_json::Value {
    let addresses: BTreeSet<&str> = messages
        .iter()
        .map(|message| message.recipient.as_str())
        .collect();
    addresses.into_iter().collect()
}
