//! The parts that an email adds to a ticket besides its text and files: the title of its follow-up, followers
//! and notifications (helpdesk/email.py, `create_object_from_email_message`).

use std::collections::BTreeSet;

use entity::{queue, ticket, ticket_cc, user};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::domain::delivery::notifications::{self, Message, Roles};
use crate::domain::unit::Unit;
use crate::domain::unit::events::{Kind, NewEvent};
use crate::domain::unit::receipts::Receipt;
use crate::domain::{Context, Result};

/// Maximum length of the title of a follow-up, in characters.
const MAX_TITLE: usize = 200;

/// An email that creates a ticket or a follow-up.
#[derive(Clone, Debug, Default)]
pub struct Received {
    /// The sender, as titles show it.
    pub sender: String,
    /// The whole text.
    pub comment: String,
    /// The Message-ID.
    pub message_id: Option<String>,
    /// Other recipients, who follow the ticket.
    pub followers: Vec<NewFollower>,
    /// Whether anybody is notified. Automatic replies notify nobody.
    pub notifies: bool,
    /// The receipt to claim in the same transaction.
    pub receipt: Receipt,
}

/// A recipient of an email who becomes a follower.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFollower {
    /// ID of the only active user with this address.
    pub user: Option<i32>,
    /// The address.
    pub address: String,
}

impl Received {
    /// The title of the follow-up. `reopened`: whether the ticket has the status of reopened tickets.
    #[must_use]
    pub fn title(&self, context: &Context, reopened: bool) -> String {
        let text = if reopened {
            "Ticket Re-Opened by E-Mail Received from {sender_email}"
        } else {
            "E-Mail Received from {sender_email}"
        };
        let text = context.language.gettext(text);
        let title = text.replace("{sender_email}", &self.sender);
        title.chars().take(MAX_TITLE).collect()
    }

    /// Plans the notifications about an email to an existing ticket: the submitter and the owner, even
    /// if the email is theirs, then the followers if the queue notifies them.
    ///
    /// # Errors
    /// Database errors.
    pub async fn plan_update(
        &self,
        context: &Context,
        (ticket, queue): (&ticket::Model, &queue::Model),
        owner: Option<&user::Model>,
        followers: &[String],
    ) -> Result<Vec<Message>> {
        if !self.notifies {
            return Ok(Vec::new());
        }
        let notifies_followers = queue.enable_notifications_on_email_events;
        let steps = [
            Roles {
                submitter: Some("updated_submitter"),
                assigned_to: Some("updated_owner"),
                ..Roles::default()
            },
            Roles {
                ticket_cc: notifies_followers.then_some("updated_cc"),
                ..Roles::default()
            },
        ];
        let templates =
            notifications::existing_templates(context, &context.db, queue, &steps).await?;
        let ticket = (ticket, queue);
        Ok(notifications::plan(
            &templates, ticket, owner, followers, None, &steps,
        ))
    }
}

/// Adds followers who do not follow the ticket yet. Returns the addresses of all followers, in the
/// order in which they were added.
///
/// # Errors
/// Database errors.
pub async fn follow(
    unit: &mut Unit,
    ticket: &ticket::Model,
    new: &[NewFollower],
) -> Result<Vec<String>> {
    let rows = ticket_cc::Entity::find()
        .find_also_related(user::Entity)
        .filter(ticket_cc::Column::TicketId.eq(ticket.id))
        .order_by_asc(ticket_cc::Column::Id)
        .all(&unit.tx)
        .await?;
    let users: BTreeSet<i32> = rows.iter().filter_map(|(cc, _)| cc.user_id).collect();
    let mut addresses: Vec<String> = rows
        .into_iter()
        .filter_map(|(cc, user)| user.map(|user| user.email).or(cc.email))
        .collect();
    let mut known: BTreeSet<String> = addresses
        .iter()
        .map(|address| address.to_lowercase())
        .collect();
    let mut added = Vec::new();
    for follower in new {
        let is_known = follower.user.is_some_and(|user| users.contains(&user));
        if is_known || !known.insert(follower.address.to_lowercase()) {
            continue;
        }
        addresses.push(follower.address.clone());
        added.push(ticket_cc::ActiveModel {
            ticket_id: Set(ticket.id),
            user_id: Set(follower.user),
            email: Set(Some(follower.address.clone())),
            can_view: Set(true),
            can_update: Set(false),
            ..Default::default()
        });
    }
    if !added.is_empty() {
        ticket_cc::Entity::insert_many(added)
            .exec_without_returning(&unit.tx)
            .await?;
        unit.add_event(NewEvent::new(Kind::CcAdded, ticket.id));
    }
    Ok(addresses)
}
