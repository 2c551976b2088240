//! What ties a ticket to people and to other tickets.

use std::sync::Arc;

use async_graphql::{ComplexObject, ID, Object, SimpleObject};

use crate::graphql::id::{self, NodeKind};
use crate::graphql::types::Ticket;
use crate::graphql::types::user::{User, Users};

/// Somebody who follows a ticket.
#[derive(Clone, Debug)]
pub struct TicketCc {
    pub(crate) row: entity::ticket_cc::Model,
    pub(crate) people: Arc<Users>,
}

/// Somebody who follows a ticket: a user, or an address.
#[Object]
impl TicketCc {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        id::encode(NodeKind::TicketCc, self.row.id)
    }

    /// The number.
    async fn database_id(&self) -> i32 {
        self.row.id
    }

    /// The user who follows.
    async fn user(&self) -> Option<User> {
        self.row.user_id.map(|id| User::new(&self.people, id))
    }

    /// The address that follows, when it is no user's.
    async fn email(&self) -> Option<&str> {
        self.row.email.as_deref()
    }

    /// Whether they may look at the ticket.
    async fn can_view(&self) -> bool {
        self.row.can_view
    }

    /// Whether they may change the ticket.
    async fn can_update(&self) -> bool {
        self.row.can_update
    }
}

/// A ticket that waits for another.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct TicketDependency {
    #[graphql(skip)]
    pub(crate) id: i32,
    /// The one that waits.
    pub(crate) ticket: Ticket,
    /// The one that is waited for.
    pub(crate) depends_on: Ticket,
}

#[ComplexObject]
impl TicketDependency {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        id::encode(NodeKind::TicketDependency, self.id)
    }

    /// The number.
    async fn database_id(&self) -> i32 {
        self.id
    }
}
