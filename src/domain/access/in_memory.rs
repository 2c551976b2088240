//! The rule of tickets once more, on rows that were read once and are shown to many: an event goes
//! to thousands of subscribers, and none of them may cost a statement of their own. What [`super`]
//! says in SQL is said here of values; `tests/it/live/access.rs` holds one against the other.

use std::collections::HashMap;

use entity::{Db, followup, followup_attachment, positional, ticket, ticket_cc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde::{Deserialize, Serialize};

use super::{has_full_access, is_agent, is_own_address};
use crate::domain::query::among;
use crate::domain::{Context, Result};

/// Viewers who see the same of everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// Those to whom every ticket is open.
    Everything,
    /// One person: what is theirs decides.
    Account(i32),
    /// Nobody who signed in.
    Anonymous,
}

/// The class of the viewer. What two of one class are answered to one question may be shared.
#[must_use]
pub fn class(context: &Context) -> Class {
    match context.viewer.id() {
        None => Class::Anonymous,
        Some(_) if has_full_access(context) => Class::Everything,
        Some(id) => Class::Account(id),
    }
}

/// What decides who sees a ticket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    /// The number of its queue.
    pub queue: i32,
    /// The address that sent it in.
    pub submitter: Option<String>,
    /// The number of its owner.
    pub owner: Option<i32>,
    /// The numbers of those who follow it and may look at it.
    pub followers: Vec<i32>,
}

impl Marks {
    /// The marks of a ticket; its followers are read by the caller.
    #[must_use]
    pub fn of(ticket: &ticket::Model, followers: Vec<i32>) -> Self {
        Self {
            queue: ticket.queue_id,
            submitter: ticket.submitter_email.clone(),
            owner: ticket.assigned_to_id,
            followers,
        }
    }

    /// Whether the viewer works on such a ticket, as [`super::Scope::Agent`] has it.
    #[must_use]
    pub fn worked_on_by(&self, context: &Context) -> bool {
        let Some(account) = context.viewer.account() else {
            return false;
        };
        if self.owner == Some(account.user.id) || has_full_access(context) {
            return true;
        }
        let granted = account.granted_queues.as_ref();
        is_agent(context) && granted.is_some_and(|queues| queues.contains(&self.queue))
    }

    /// Whether the viewer sent such a ticket in.
    #[must_use]
    pub fn sent_in_by(&self, context: &Context) -> bool {
        is_own_address(context, self.submitter.as_deref())
    }

    /// Whether the viewer follows such a ticket.
    #[must_use]
    pub fn followed_by(&self, context: &Context) -> bool {
        context
            .viewer
            .id()
            .is_some_and(|id| self.followers.contains(&id))
    }

    /// Whether the viewer sees such a ticket, in whatever role.
    #[must_use]
    pub fn seen_by(&self, context: &Context) -> bool {
        self.worked_on_by(context) || self.sent_in_by(context) || self.followed_by(context)
    }
}

/// Whether the viewer works on the tickets of a queue.
#[must_use]
pub fn works_in(context: &Context, queue: i32) -> bool {
    let granted = context
        .viewer
        .account()
        .and_then(|account| account.granted_queues.as_ref());
    has_full_access(context)
        || is_agent(context) && granted.is_some_and(|queues| queues.contains(&queue))
}

/// Rows of tickets, follow-ups and files, to be shown to many, each to who may see it.
#[derive(Debug, Default)]
pub struct Rows {
    tickets: HashMap<i32, (ticket::Model, Marks)>,
    followups: HashMap<i32, followup::Model>,
    attachments: HashMap<i32, followup_attachment::Model>,
}

impl Rows {
    /// Reads rows of these numbers; at most four statements.
    ///
    /// # Errors
    /// What the database says.
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
            let marks = Marks::of(&row, followers.remove(&row.id).unwrap_or_default());
            rows.tickets.insert(row.id, (row, marks));
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
            let these = among(db, followup_attachment::Column::Id, attachments);
            let select = followup_attachment::Entity::find().filter(these);
            rows.attachments = positional::fetch_all(select, db)
                .await?
                .into_iter()
                .map(|row| (row.id, row))
                .collect();
        }
        Ok(rows)
    }

    /// The marks of a ticket that is there.
    #[must_use]
    pub fn marks(&self, ticket: i32) -> Option<&Marks> {
        self.tickets.get(&ticket).map(|(_, marks)| marks)
    }

    /// A ticket, if the viewer sees it.
    #[must_use]
    pub fn ticket(&self, context: &Context, id: i32) -> Option<&ticket::Model> {
        self.tickets
            .get(&id)
            .filter(|(_, marks)| marks.seen_by(context))
            .map(|(row, _)| row)
    }

    /// A follow-up, if the viewer sees it: all of a ticket that they work on, public ones of one
    /// that they see.
    #[must_use]
    pub fn followup(&self, context: &Context, id: i32) -> Option<&followup::Model> {
        let row = self.followups.get(&id)?;
        let marks = self.marks(row.ticket_id)?;
        (marks.worked_on_by(context) || row.public && marks.seen_by(context)).then_some(row)
    }

    /// A file, if the viewer sees its follow-up.
    #[must_use]
    pub fn attachment(&self, context: &Context, id: i32) -> Option<&followup_attachment::Model> {
        self.attachments
            .get(&id)
            .filter(|row| self.followup(context, row.followup_id).is_some())
    }

    /// All tickets, for what is made of them once for many; whom a row is shown to is asked of
    /// [`Rows::ticket`].
    pub fn all_tickets(&self) -> impl Iterator<Item = &ticket::Model> {
        self.tickets.values().map(|(row, _)| row)
    }

    /// All follow-ups, likewise.
    pub fn all_followups(&self) -> impl Iterator<Item = &followup::Model> {
        self.followups.values()
    }
}

/// Who follows these tickets and may look at them.
///
/// # Errors
/// What the database says.
pub async fn followers(
    db: &impl sea_orm::ConnectionTrait,
    tickets: &[i32],
) -> Result<HashMap<i32, Vec<i32>>> {
    let found: Vec<(i32, i32)> = ticket_cc::Entity::find()
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
    for (ticket, user) in found {
        followers.entry(ticket).or_default().push(user);
    }
    Ok(followers)
}
