//! The viewer's possible acts on a ticket, by the rules that the mutations follow.

use async_graphql::{Context, SimpleObject};

use crate::domain;
use crate::domain::desk::status;
use crate::domain::tickets::status_flow::{self, Reason, Role};
use crate::graphql::types::choices::TicketStatusChoice;
use crate::graphql::types::{Ticket, context};

/// A status, and whether the viewer can give it to a ticket.
#[derive(Clone, Debug, SimpleObject)]
pub struct TicketStatusTransition {
    /// Status.
    status: TicketStatusChoice,
    /// Whether the viewer can give the ticket this status.
    allowed: bool,
    /// Reason why the viewer cannot. Null if they can.
    reason: Option<Reason>,
    /// Open tickets that the ticket depends on, if they are the reason. Tickets that the viewer may
    /// not see are missing.
    blocked_by: Vec<Ticket>,
}

impl Ticket {
    /// Whether the viewer works on the ticket.
    pub(super) async fn is_workable(&self, ctx: &Context<'_>) -> domain::Result<bool> {
        Ok(self.batch.workable(ctx).await?.contains(&self.model().id))
    }

    /// Whether the ticket depends on an open ticket.
    pub(super) async fn is_blocked(&self, ctx: &Context<'_>) -> domain::Result<bool> {
        let batch = &self.batch;
        let read = || async {
            Ok(status::blocked_tickets(context(ctx), &batch.ids())
                .await?
                .into_iter()
                .collect())
        };
        Ok(batch.blocked.get(read).await?.contains(&self.model().id))
    }

    /// The role of the viewer, which decides about new statuses.
    async fn role(&self, ctx: &Context<'_>) -> domain::Result<Role> {
        Ok(if self.is_workable(ctx).await? {
            Role::Agent
        } else if self.batch.answerable(ctx).await?.contains(&self.model().id) {
            Role::Customer
        } else {
            Role::Reader
        })
    }

    /// The reason why the viewer cannot give the ticket a status.
    async fn refusal(&self, ctx: &Context<'_>, status: i32) -> domain::Result<Option<Reason>> {
        let (role, blocked) = (self.role(ctx).await?, self.is_blocked(ctx).await?);
        Ok(status_flow::reason(
            context(ctx),
            self.model(),
            status,
            role,
            blocked,
        ))
    }

    /// Whether the viewer can give the ticket a status that it does not have.
    pub(super) async fn can_set_status(
        &self,
        ctx: &Context<'_>,
        status: i32,
    ) -> domain::Result<bool> {
        let is_choice = TicketStatusChoice::of(context(ctx), status).is_some();
        Ok(
            is_choice
                && status != self.model().status
                && self.refusal(ctx, status).await?.is_none(),
        )
    }

    /// Whether the viewer can give the ticket any status that it does not have.
    pub(super) async fn can_change_status(&self, ctx: &Context<'_>) -> domain::Result<bool> {
        for choice in TicketStatusChoice::all(context(ctx)) {
            if self.can_set_status(ctx, choice.number()).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// All statuses, with whether the viewer can give them to the ticket.
    pub(super) async fn transitions(
        &self,
        ctx: &Context<'_>,
    ) -> domain::Result<Vec<TicketStatusTransition>> {
        let wants_blocking = ctx.look_ahead().field("blockedBy").exists();
        let mut transitions = Vec::new();
        for choice in TicketStatusChoice::all(context(ctx)) {
            let reason = self.refusal(ctx, choice.number()).await?;
            let is_blocked = reason == Some(Reason::OpenDependencies);
            transitions.push(TicketStatusTransition {
                status: choice,
                allowed: reason.is_none(),
                reason,
                blocked_by: if is_blocked && wants_blocking {
                    self.open_dependencies(ctx).await?
                } else {
                    Vec::new()
                },
            });
        }
        Ok(transitions)
    }

    /// The open tickets that this one depends on and that the viewer may see.
    async fn open_dependencies(&self, ctx: &Context<'_>) -> domain::Result<Vec<Ticket>> {
        let open = &context(ctx).config.helpdesk.ticket_open_statuses;
        let links = self.links(ctx, true).await?.into_iter();
        Ok(links
            .map(|link| link.depends_on)
            .filter(|ticket| open.contains(&ticket.model().status))
            .collect())
    }
}
