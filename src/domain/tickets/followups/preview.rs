//! The recipients of a comment, before it is sent. Plans the messages as a follow-up does.

use std::collections::HashMap;

use entity::ticket;

use super::recipients::{self, Change, Known};
use crate::domain::delivery::notifications::Role;
use crate::domain::desk::queues;
use crate::domain::{Context, Result};

/// Somebody who would get an email.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// The reason why.
    pub role: Role,
    /// The address, or several separated by commas.
    pub address: String,
    /// The ID of the owner or follower, if the address is a user's.
    pub user: Option<i32>,
}

/// The recipients of email if the viewer commented on these tickets, by ticket. The number of statements
/// does not depend on the number of tickets.
///
/// # Errors
/// Database errors.
pub async fn recipients(
    context: &Context,
    tickets: &[ticket::Model],
    public: bool,
) -> Result<HashMap<i32, Vec<Recipient>>> {
    let ids: Vec<i32> = tickets.iter().map(|ticket| ticket.queue_id).collect();
    let queues = queues::by_ids(context, &ids).await?;
    let known = Known::read(context, tickets, []).await?;
    let change = Change {
        public,
        // Any comment has the same recipients.
        comment: "-",
        new_status: None,
        reassigned: false,
    };
    let of_ticket = |ticket: &ticket::Model| {
        let queue = queues.iter().find(|queue| queue.id == ticket.queue_id)?;
        let owner = known.owner(ticket.assigned_to_id);
        let messages = recipients::plan(context, &known, (ticket, queue), owner, &change);
        let recipients = messages.into_iter().map(|message| {
            let user = match message.role {
                Role::Owner => ticket.assigned_to_id,
                Role::Follower => known
                    .followers(ticket.id)
                    .iter()
                    .find(|follower| follower.address == message.recipient)
                    .and_then(|follower| follower.user),
                Role::Submitter | Role::QueueUpdates | Role::QueueNewTickets => None,
            };
            Recipient {
                role: message.role,
                address: message.recipient,
                user,
            }
        });
        Some((ticket.id, recipients.collect()))
    };
    Ok(tickets.iter().filter_map(of_ticket).collect())
}
