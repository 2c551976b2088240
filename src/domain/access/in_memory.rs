//! The access rules of tickets, applied to rows in memory: an event goes to thousands of
//! subscribers, so its rows are read once for all of them. The rules are those that [`super`]
//! expresses in SQL; `tests/it/live/access.rs` compares the two.

use std::collections::HashMap;

use entity::values::Secret;
use entity::{Db, followup, followup_attachment, positional, ticket, ticket_cc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde::{Deserialize, Serialize};

use super::{has_full_access, is_agent, is_own_address};
use crate::domain::query::among;
use crate::domain::{Context, Result};

/// Viewers with the same view of all tickets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ViewerClass {
    /// Viewers who may see every ticket.
    Everything,
    /// A user whose tickets, queues and roles decide.
    Account(i32),
    /// Visitors with the link of this ticket.
    Visitors(i32),
    /// Callers without sign-in or link: they receive no events.
    Anonymous,
}

/// The class of the viewer. Viewers of one class may share data.
#[must_use]
pub fn viewer_class(context: &Context) -> ViewerClass {
    match context.viewer.id() {
        None => match context.viewer.visit() {
            Some(visit) => ViewerClass::Visitors(visit.ticket),
            None => ViewerClass::Anonymous,
        },
        Some(_) if has_full_access(context) => ViewerClass::Everything,
        Some(id) => ViewerClass::Account(id),
    }
}

/// The attributes of a ticket that decide who may see it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketAccess {
    /// The number of the ticket and its secret key, which let visitors see it. They are not stored
    /// with events, so visitors do not receive the deletion of a ticket.
    #[serde(skip)]
    link: Option<(i32, Secret)>,
    /// The number of its queue.
    pub queue: i32,
    /// The email address of the submitter.
    pub submitter: Option<String>,
    /// The number of its owner.
    pub owner: Option<i32>,
    /// The numbers of the followers with `can_view`.
    pub followers: Vec<i32>,
}

impl TicketAccess {
    /// The attributes of `ticket`, with its [`followers`].
    #[must_use]
    pub fn new(ticket: &ticket::Model, followers: Vec<i32>) -> Self {
        Self {
            link: Some((ticket.id, Secret(ticket.secret_key.clone()))),
            queue: ticket.queue_id,
            submitter: ticket.submitter_email.clone(),
            owner: ticket.assigned_to_id,
            followers,
        }
    }

    /// Whether the viewer may work on the ticket, as in [`super::Scope::Agent`].
    #[must_use]
    pub fn is_workable_by(&self, context: &Context) -> bool {
        let Some(account) = context.viewer.account() else {
            return false;
        };
        if self.owner == Some(account.user.id) || has_full_access(context) {
            return true;
        }
        let granted = account.granted_queues.as_ref();
        is_agent(context) && granted.is_some_and(|queues| queues.contains(&self.queue))
    }

    /// Whether the viewer submitted the ticket, or visits it by its link.
    #[must_use]
    pub fn is_submitted_by(&self, context: &Context) -> bool {
        match context.viewer.visit() {
            Some(visit) => {
                let link = self.link.as_ref();
                link.is_some_and(|(ticket, key)| visit.ticket == *ticket && visit.key == *key)
                    && self.submitter.as_deref() == Some(visit.email.as_str())
            }
            None => is_own_address(context, self.submitter.as_deref()),
        }
    }

    /// Whether the viewer follows the ticket.
    #[must_use]
    pub fn is_followed_by(&self, context: &Context) -> bool {
        context
            .viewer
            .id()
            .is_some_and(|id| self.followers.contains(&id))
    }

    /// Whether the viewer may see the ticket, in any role.
    #[must_use]
    pub fn is_visible_to(&self, context: &Context) -> bool {
        self.is_workable_by(context)
            || self.is_submitted_by(context)
            || self.is_followed_by(context)
    }
}

/// Whether the viewer may work on all tickets of a queue.
#[must_use]
pub fn is_agent_of_queue(context: &Context, queue: i32) -> bool {
    let granted = context
        .viewer
        .account()
        .and_then(|account| account.granted_queues.as_ref());
    has_full_access(context)
        || is_agent(context) && granted.is_some_and(|queues| queues.contains(&queue))
}

/// Rows of tickets, follow-ups and files that many viewers share.
#[derive(Debug, Default)]
pub struct SharedRows {
    tickets: HashMap<i32, (ticket::Model, TicketAccess)>,
    followups: HashMap<i32, followup::Model>,
    attachments: HashMap<i32, followup_attachment::Model>,
}

impl SharedRows {
    /// Reads the rows with these numbers, in at most four statements.
    ///
    /// # Errors
    /// Database errors.
    pub async fn read(
        db: &Db,
        tickets: &[i32],
        followups: &[i32],
        attachments: &[i32],
    ) -> Result<Self> {
        let mut rows = Self::default();
        if tickets.is_empty() {
            return Ok(rows);
        }
        let mut followers = followers(db, tickets).await?;
        for row in positional::fetch_all(
            ticket::Entity::find().filter(among(db, ticket::Column::Id, tickets)),
            db,
        )
        .await?
        {
            let access = TicketAccess::new(&row, followers.remove(&row.id).unwrap_or_default());
            rows.tickets.insert(row.id, (row, access));
        }
        if !followups.is_empty() {
            let select =
                followup::Entity::find().filter(among(db, followup::Column::Id, followups));
            rows.followups = positional::fetch_all(select, db)
                .await?
                .into_iter()
                .map(|row| (row.id, row))
                .collect();
        }
        if !attachments.is_empty() {
            let condition = among(db, followup_attachment::Column::Id, attachments);
            let select = followup_attachment::Entity::find().filter(condition);
            rows.attachments = positional::fetch_all(select, db)
                .await?
                .into_iter()
                .map(|row| (row.id, row))
                .collect();
        }
        Ok(rows)
    }

    /// The access attributes of a ticket.
    #[must_use]
    pub fn access(&self, ticket: i32) -> Option<&TicketAccess> {
        self.tickets.get(&ticket).map(|(_, access)| access)
    }

    /// A ticket, if the viewer may see it.
    #[must_use]
    pub fn ticket(&self, context: &Context, id: i32) -> Option<&ticket::Model> {
        self.tickets
            .get(&id)
            .filter(|(_, access)| access.is_visible_to(context))
            .map(|(row, _)| row)
    }

    /// A follow-up, if the viewer may see it: all of tickets that they work on, and public ones of
    /// other visible tickets.
    #[must_use]
    pub fn followup(&self, context: &Context, id: i32) -> Option<&followup::Model> {
        let row = self.followups.get(&id)?;
        let access = self.access(row.ticket_id)?;
        (access.is_workable_by(context) || row.public && access.is_visible_to(context))
            .then_some(row)
    }

    /// A file, if the viewer may see its follow-up.
    #[must_use]
    pub fn attachment(&self, context: &Context, id: i32) -> Option<&followup_attachment::Model> {
        self.attachments
            .get(&id)
            .filter(|row| self.followup(context, row.followup_id).is_some())
    }

    /// All tickets, for data that viewers share. Use [`SharedRows::ticket`] for a single viewer.
    pub fn all_tickets(&self) -> impl Iterator<Item = &ticket::Model> {
        self.tickets.values().map(|(row, _)| row)
    }

    /// All follow-ups, for data that viewers share.
    pub fn all_followups(&self) -> impl Iterator<Item = &followup::Model> {
        self.followups.values()
    }
}

/// The numbers of the followers with `can_view`, by ticket.
///
/// # Errors
/// Database errors.
pub async fn followers(
    db: &impl sea_orm::ConnectionTrait,
    tickets: &[i32],
) -> Result<HashMap<i32, Vec<i32>>> {
    let rows: Vec<(i32, i32)> = ticket_cc::Entity::find()
        .select_only()
        .column(ticket_cc::Column::TicketId)
        .column(ticket_cc::Column::UserId)
        .filter(among(db, ticket_cc::Column::TicketId, tickets))
        .filter(ticket_cc::Column::CanView.eq(true))
        .filter(ticket_cc::Column::UserId.is_not_null())
        .into_tuple()
        .all(db)
        .await?;
    let mut followers: HashMap<i32, Vec<i32>> = HashMap::new();
    for (ticket, user) in rows {
        followers.entry(ticket).or_default().push(user);
    }
    Ok(followers)
}
