//! Inputs of the mutations of followers and dependencies.

use async_graphql::{Context, ID, InputObject};

use crate::domain;
use crate::domain::tickets::ccs::NewCc;
use crate::domain::tickets::dependencies::NewDependency;
use crate::graphql::id::Reference;
use crate::graphql::inputs::idempotency;
use crate::graphql::types::context;

/// Follower to add to a ticket: a user or an email address.
#[derive(Clone, Debug, InputObject)]
pub struct TicketCcAddInput {
    /// ID of the ticket: a global ID or a number.
    pub ticket_id: ID,
    /// ID of the user, who must have an email address: a global ID or a number.
    pub user_id: Option<ID>,
    /// Email address of somebody who is not a user, instead of `userId`. At most 254 characters.
    pub email: Option<String>,
    /// Whether the user can see the ticket.
    #[graphql(default = true)]
    pub can_view: bool,
    /// Whether the user can add follow-ups to the ticket.
    #[graphql(default)]
    pub can_update: bool,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
    /// Key that the client chooses, at most 255 characters. A repeated request with the same key
    /// and the same input returns the first result instead of an error.
    pub idempotency_key: Option<String>,
}

impl TicketCcAddInput {
    /// Converts to the domain's input.
    ///
    /// # Errors
    /// Nobody is signed in; not the ID of a ticket.
    pub async fn into_domain(self, ctx: &Context<'_>) -> domain::Result<NewCc> {
        let ticket = Reference::TICKET.parse_target(context(ctx), &self.ticket_id)?;
        let request = idempotency::request(ctx, self.idempotency_key, &[]).await?;
        let mut errors = Vec::new();
        Ok(NewCc {
            ticket,
            user: self
                .user_id
                .and_then(|id| Reference::USER.parse(&id, &mut errors)),
            email: self.email,
            can_view: self.can_view,
            can_update: self.can_update,
            errors,
            validate_only: self.validate_only,
            request,
        })
    }
}

/// Follower to remove from a ticket.
#[derive(Clone, Debug, InputObject)]
pub struct TicketCcRemoveInput {
    /// ID of the follower: a global ID or a number.
    pub id: ID,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
}

/// Ticket to follow.
#[derive(Clone, Debug, InputObject)]
pub struct TicketFollowInput {
    /// ID of the ticket: a global ID or a number.
    pub ticket_id: ID,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
}

/// Ticket to follow no longer.
#[derive(Clone, Debug, InputObject)]
pub struct TicketUnfollowInput {
    /// ID of the ticket: a global ID or a number.
    pub ticket_id: ID,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
}

/// Dependency to add to a ticket.
#[derive(Clone, Debug, InputObject)]
pub struct TicketDependencyAddInput {
    /// ID of the dependent ticket: a global ID or a number.
    pub ticket_id: ID,
    /// ID of the open ticket that it depends on: a global ID or a number.
    pub depends_on_id: ID,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
    /// Key that the client chooses, at most 255 characters. A repeated request with the same key
    /// and the same input returns the first result instead of an error.
    pub idempotency_key: Option<String>,
}

impl TicketDependencyAddInput {
    /// Converts to the domain's input.
    ///
    /// # Errors
    /// Nobody is signed in; not the IDs of tickets.
    pub async fn into_domain(self, ctx: &Context<'_>) -> domain::Result<NewDependency> {
        let ticket = Reference::TICKET.parse_target(context(ctx), &self.ticket_id)?;
        let depends_on = Reference::DEPENDS_ON.parse_target(context(ctx), &self.depends_on_id)?;
        Ok(NewDependency {
            ticket,
            depends_on,
            validate_only: self.validate_only,
            request: idempotency::request(ctx, self.idempotency_key, &[]).await?,
        })
    }
}

/// Dependency to remove.
#[derive(Clone, Debug, InputObject)]
pub struct TicketDependencyRemoveInput {
    /// ID of the dependency: a global ID or a number.
    pub id: ID,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
}
