//! Followers and dependencies of tickets.

use std::sync::Arc;

use async_graphql::{ComplexObject, ID, Object, SimpleObject};

use crate::graphql::id::{self, NodeKind};
use crate::graphql::types::Ticket;
use crate::graphql::types::user::{User, Users};

/// A follower of a ticket.
#[derive(Clone, Debug)]
pub struct TicketCc {
    pub(crate) row: entity::ticket_cc::Model,
    pub(crate) people: Arc<Users>,
}

impl TicketCc {
    /// Returns a follower with the database ID of the ticket.
    pub(crate) fn of_row(row: entity::ticket_cc::Model, people: &Arc<Users>) -> (i32, Self) {
        let people = Arc::clone(people);
        (row.ticket_id, Self { row, people })
    }
}

/// A follower of a ticket: a user or an email address.
#[Object]
impl TicketCc {
    /// Global ID of the follower.
    pub(crate) async fn id(&self) -> ID {
        id::encode(NodeKind::TicketCc, self.row.id)
    }

    /// Database ID of the follower.
    async fn database_id(&self) -> i32 {
        self.row.id
    }

    /// User who follows the ticket. Null if the follower is an email address.
    async fn user(&self) -> Option<User> {
        self.row.user_id.map(|id| User::new(&self.people, id))
    }

    /// Email address of a follower who is not a user. Null if the follower is a user.
    async fn email(&self) -> Option<&str> {
        self.row.email.as_deref()
    }

    /// Whether the follower can see the ticket.
    async fn can_view(&self) -> bool {
        self.row.can_view
    }

    /// Whether the follower can add follow-ups to the ticket.
    async fn can_update(&self) -> bool {
        self.row.can_update
    }
}

/// A dependency between two tickets: one cannot be resolved before the other.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct TicketDependency {
    #[graphql(skip)]
    pub(crate) id: i32,
    /// The dependent ticket.
    pub(crate) ticket: Ticket,
    /// The ticket that it depends on.
    pub(crate) depends_on: Ticket,
}

#[ComplexObject]
impl TicketDependency {
    /// Global ID of the dependency.
    pub(crate) async fn id(&self) -> ID {
        id::encode(NodeKind::TicketDependency, self.id)
    }

    /// Database ID of the dependency.
    async fn database_id(&self) -> i32 {
        self.id
    }
}
