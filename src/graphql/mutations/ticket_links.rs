//! Mutations of followers and dependencies.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use entity::{ticket, ticket_cc};

use crate::domain;
use crate::domain::tickets::ccs::{self, Followed};
use crate::domain::tickets::dependencies::{self, Dependency};
use crate::graphql::error::{UserError, user_errors};
use crate::graphql::id::{self, NodeKind, Reference};
use crate::graphql::inputs::ticket_links::{
    TicketCcAddInput, TicketCcRemoveInput, TicketDependencyAddInput, TicketDependencyRemoveInput,
    TicketFollowInput, TicketUnfollowInput,
};
use crate::graphql::types::ticket_links::{TicketCc, TicketDependency};
use crate::graphql::types::user::Users;
use crate::graphql::types::{Ticket, Tickets, context};

/// Mutations of followers and dependencies.
#[derive(Debug, Default)]
pub struct TicketLinkMutation;

/// Result of `ticketCcAdd` and `ticketFollow`.
#[derive(Debug, Default, SimpleObject)]
pub struct TicketCcPayload {
    /// Follower. Null if there are errors or `validateOnly` is set.
    cc: Option<TicketCc>,
    /// Ticket. Null if there are errors.
    ticket: Option<Ticket>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

/// Result of `ticketCcRemove`.
#[derive(Debug, Default, SimpleObject)]
pub struct TicketCcRemovePayload {
    /// Global ID of the removed follower. Null if there are errors or `validateOnly` is set.
    deleted_id: Option<ID>,
    /// Numeric ID of the removed follower.
    deleted_database_id: Option<i32>,
    /// Ticket. Null if there are errors.
    ticket: Option<Ticket>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

/// Result of `ticketUnfollow`.
#[derive(Debug, Default, SimpleObject)]
pub struct TicketUnfollowPayload {
    /// Ticket. Null if there are errors, or if you could see it only as a follower.
    ticket: Option<Ticket>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

/// Result of `ticketDependencyAdd`.
#[derive(Debug, Default, SimpleObject)]
pub struct TicketDependencyAddPayload {
    /// Dependency. Null if there are errors or `validateOnly` is set.
    dependency: Option<TicketDependency>,
    /// Dependent ticket. Null if there are errors.
    ticket: Option<Ticket>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

/// Result of `ticketDependencyRemove`.
#[derive(Debug, Default, SimpleObject)]
pub struct TicketDependencyRemovePayload {
    /// Global ID of the removed dependency. Null if there are errors or `validateOnly` is set.
    deleted_id: Option<ID>,
    /// Numeric ID of the removed dependency.
    deleted_database_id: Option<i32>,
    /// Ticket that was dependent. Null if there are errors.
    ticket: Option<Ticket>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

fn ticket_of(row: Option<ticket::Model>) -> Option<Ticket> {
    row.and_then(|row| Tickets::of_rows(vec![row]).pop())
}

fn cc_of(row: ticket_cc::Model) -> TicketCc {
    let people = Arc::new(Users::of_ids(row.user_id.into_iter()));
    TicketCc { row, people }
}

fn cc_payload(
    ctx: &Context<'_>,
    outcome: domain::Result<Followed>,
) -> domain::Result<TicketCcPayload> {
    Ok(match outcome {
        Ok(followed) => TicketCcPayload {
            cc: followed.cc.map(cc_of),
            ticket: ticket_of(followed.ticket),
            user_errors: Vec::new(),
        },
        Err(error) => TicketCcPayload {
            user_errors: user_errors(ctx, error, "ticketId")?,
            ..TicketCcPayload::default()
        },
    })
}

async fn add_cc(ctx: &Context<'_>, input: TicketCcAddInput) -> Result<TicketCcPayload> {
    let outcome = match input.into_domain(ctx).await {
        Ok(input) => ccs::add(context(ctx), input).await,
        Err(error) => Err(error),
    };
    Ok(cc_payload(ctx, outcome)?)
}

async fn follow(ctx: &Context<'_>, input: TicketFollowInput) -> Result<TicketCcPayload> {
    let outcome = match Reference::TICKET.parse_target(context(ctx), &input.ticket_id) {
        Ok(ticket) => ccs::follow(context(ctx), ticket, input.validate_only).await,
        Err(error) => Err(error),
    };
    Ok(cc_payload(ctx, outcome)?)
}

async fn unfollow(ctx: &Context<'_>, input: TicketUnfollowInput) -> Result<TicketUnfollowPayload> {
    let outcome = match Reference::TICKET.parse_target(context(ctx), &input.ticket_id) {
        Ok(ticket) => ccs::unfollow(context(ctx), ticket, input.validate_only).await,
        Err(error) => Err(error),
    };
    Ok(match outcome {
        Ok(followed) => TicketUnfollowPayload {
            ticket: ticket_of(followed.ticket),
            user_errors: Vec::new(),
        },
        Err(error) => TicketUnfollowPayload {
            ticket: None,
            user_errors: user_errors(ctx, error, "ticketId")?,
        },
    })
}

async fn remove_cc(ctx: &Context<'_>, input: TicketCcRemoveInput) -> Result<TicketCcRemovePayload> {
    let removed = match NodeKind::TicketCc.parse_target(context(ctx), "id", &input.id) {
        Ok(number) => ccs::remove(context(ctx), number, input.validate_only)
            .await
            .map(|ticket| (number, ticket)),
        Err(error) => Err(error),
    };
    Ok(match removed {
        Ok((number, ticket)) => {
            let number = (!input.validate_only).then_some(number);
            TicketCcRemovePayload {
                deleted_id: number.map(|number| id::encode(NodeKind::TicketCc, number)),
                deleted_database_id: number,
                ticket: ticket_of(Some(ticket)),
                user_errors: Vec::new(),
            }
        }
        Err(error) => TicketCcRemovePayload {
            user_errors: user_errors(ctx, error, "id")?,
            ..TicketCcRemovePayload::default()
        },
    })
}

async fn add_dependency(
    ctx: &Context<'_>,
    input: TicketDependencyAddInput,
) -> Result<TicketDependencyAddPayload> {
    let outcome = match input.into_domain(ctx).await {
        Ok(input) => dependencies::add(context(ctx), input).await,
        Err(error) => Err(error),
    };
    Ok(match outcome {
        Ok(Dependency {
            ticket,
            depends_on,
            id,
        }) => {
            let rows = std::iter::once(ticket).chain(depends_on).collect();
            let mut tickets = Tickets::of_rows(rows).into_iter();
            let ticket = tickets.next();
            let both = ticket.clone().zip(tickets.next());
            TicketDependencyAddPayload {
                dependency: id
                    .zip(both)
                    .map(|(id, (ticket, depends_on))| TicketDependency {
                        id,
                        ticket,
                        depends_on,
                    }),
                ticket,
                user_errors: Vec::new(),
            }
        }
        Err(error) => TicketDependencyAddPayload {
            user_errors: user_errors(ctx, error, "ticketId")?,
            ..TicketDependencyAddPayload::default()
        },
    })
}

async fn remove_dependency(
    ctx: &Context<'_>,
    input: TicketDependencyRemoveInput,
) -> Result<TicketDependencyRemovePayload> {
    let removed = match NodeKind::TicketDependency.parse_target(context(ctx), "id", &input.id) {
        Ok(number) => dependencies::remove(context(ctx), number, input.validate_only)
            .await
            .map(|removed| (number, removed)),
        Err(error) => Err(error),
    };
    Ok(match removed {
        Ok((number, removed)) => {
            let number = (!input.validate_only).then_some(number);
            TicketDependencyRemovePayload {
                deleted_id: number.map(|number| id::encode(NodeKind::TicketDependency, number)),
                deleted_database_id: number,
                ticket: ticket_of(Some(removed.ticket)),
                user_errors: Vec::new(),
            }
        }
        Err(error) => TicketDependencyRemovePayload {
            user_errors: user_errors(ctx, error, "id")?,
            ..TicketDependencyRemovePayload::default()
        },
    })
}

#[Object]
impl TicketLinkMutation {
    /// Adds a follower to a ticket: a user or an email address. Only for agents.
    ///
    #[doc = r#"```graphql
mutation {
  ticketCcAdd(input: { ticketId: "VGlja2V0OjE", email: "boss@example.com" }) {
    cc { id email }
    ticket { ccs { email user { fullName } } }
    userErrors { field message code }
  }
}
```"#]
    async fn ticket_cc_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Follower to add.")] input: TicketCcAddInput,
    ) -> Option<Result<TicketCcPayload>> {
        Some(Box::pin(add_cc(ctx, input)).await)
    }

    /// Removes a follower from a ticket. Only for agents.
    ///
    #[doc = r#"```graphql
mutation {
  ticketCcRemove(input: { id: "VGlja2V0Q2M6MQ" }) {
    deletedId
    ticket { ccs { email } }
    userErrors { field message code }
  }
}
```"#]
    async fn ticket_cc_remove(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Follower to remove.")] input: TicketCcRemoveInput,
    ) -> Option<Result<TicketCcRemovePayload>> {
        Some(Box::pin(remove_cc(ctx, input)).await)
    }

    /// Makes you a follower of a ticket. Does nothing if you are one. Only for agents.
    ///
    #[doc = r#"```graphql
mutation {
  ticketFollow(input: { ticketId: "VGlja2V0OjE" }) {
    ticket { viewerIsFollowing }
    userErrors { field message code }
  }
}
```"#]
    async fn ticket_follow(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Ticket to follow.")] input: TicketFollowInput,
    ) -> Option<Result<TicketCcPayload>> {
        Some(Box::pin(follow(ctx, input)).await)
    }

    /// Removes you from the followers of a ticket. Does nothing if you do not follow it.
    ///
    #[doc = r#"```graphql
mutation {
  ticketUnfollow(input: { ticketId: "VGlja2V0OjE" }) {
    ticket { viewerIsFollowing }
    userErrors { field message code }
  }
}
```"#]
    async fn ticket_unfollow(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Ticket to follow no longer.")] input: TicketUnfollowInput,
    ) -> Option<Result<TicketUnfollowPayload>> {
        Some(Box::pin(unfollow(ctx, input)).await)
    }

    /// Adds a dependency between two tickets: the first cannot be resolved or closed while the
    /// second is open. Tickets cannot depend on each other, directly or through others. Only for
    /// agents who work on both.
    ///
    #[doc = r#"```graphql
mutation {
  ticketDependencyAdd(input: { ticketId: "VGlja2V0OjE", dependsOnId: "VGlja2V0OjE1" }) {
    dependency { dependsOn { title } }
    ticket { statusLabel }
    userErrors { field message code }
  }
}
```"#]
    async fn ticket_dependency_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Dependency to add.")] input: TicketDependencyAddInput,
    ) -> Option<Result<TicketDependencyAddPayload>> {
        Some(Box::pin(add_dependency(ctx, input)).await)
    }

    /// Removes a dependency between two tickets. Only for agents who work on one of them and may see
    /// the other.
    ///
    #[doc = r#"```graphql
mutation {
  ticketDependencyRemove(input: { id: "VGlja2V0RGVwZW5kZW5jeTox" }) {
    deletedId
    ticket { statusLabel }
    userErrors { field message code }
  }
}
```"#]
    async fn ticket_dependency_remove(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Dependency to remove.")] input: TicketDependencyRemoveInput,
    ) -> Option<Result<TicketDependencyRemovePayload>> {
        Some(Box::pin(remove_dependency(ctx, input)).await)
    }
}
