//! Events of tickets. All subscribers share the rows of a batch; objects that are read beyond these
//! rows are shared by subscribers with the same access.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::domain::access::in_memory::{SharedRows, ViewerClass};
use crate::domain::live::{Batch, Cursor, Event, Origin, Shared};
use crate::domain::unit::events::Kind;
use crate::graphql::id::{self, NodeKind};
use crate::graphql::scalars::DateTime;
use crate::graphql::types::queue::Queues;
use crate::graphql::types::user::{User, Users};
use crate::graphql::types::{
    Attachment, Attachments, FollowUp, FollowUps, Ticket, Tickets, context,
};

/// Names of queues and users, which are the same for all viewers.
#[derive(Debug)]
struct Names {
    queues: Arc<Queues>,
    people: Arc<Users>,
}

/// Objects for one class of viewers. [`SharedRows`] decides which of them a viewer may see.
#[derive(Debug, Default)]
struct Objects {
    tickets: HashMap<i32, Ticket>,
    followups: HashMap<i32, FollowUp>,
}

impl Objects {
    fn new(rows: &SharedRows, names: &Names) -> Self {
        let tickets = rows.all_tickets().cloned().collect();
        let tickets = Tickets::sharing(tickets, &names.queues, &names.people);
        let mut followups = Vec::new();
        if let Some(ticket) = tickets.first() {
            let visible = rows
                .all_followups()
                .filter(|row| rows.access(row.ticket_id).is_some())
                .cloned()
                .collect();
            followups = FollowUps::of_tickets(visible, &ticket.batch);
        }
        Self {
            tickets: tickets
                .into_iter()
                .map(|ticket| (ticket.model().id, ticket))
                .collect(),
            followups: followups
                .into_iter()
                .map(|followup| (followup.model().id, followup))
                .collect(),
        }
    }
}

/// An event of a batch.
#[derive(Debug)]
pub struct TicketEvent {
    batch: Arc<Batch>,
    index: usize,
    shared: Arc<Shared>,
    objects: Arc<Objects>,
    actors: Arc<Users>,
}

impl TicketEvent {
    /// Creates the event at `index` of a batch, for a viewer of `class` who may receive it.
    pub fn new(class: ViewerClass, batch: &Arc<Batch>, index: usize, shared: &Arc<Shared>) -> Self {
        let names = shared.of_all(|rows| {
            let people = Arc::new(Users::of_tickets(
                rows.all_tickets().map(|row| row.id).collect(),
            ));
            let queues =
                Queues::unread(rows.all_tickets().map(|row| row.queue_id)).with_owners(&people);
            Names {
                queues: Arc::new(queues),
                people,
            }
        });
        let actors =
            shared.of_all(|_| Users::of_ids(batch.events.iter().filter_map(|event| event.actor)));
        let objects = shared.of_class(class, |rows| Objects::new(rows, &names));
        Self {
            batch: Arc::clone(batch),
            index,
            shared: Arc::clone(shared),
            objects,
            actors,
        }
    }

    /// The event's row.
    pub(crate) fn event(&self) -> &Event {
        &self.batch.events[self.index]
    }

    fn shown_followup(&self, ctx: &Context<'_>) -> Option<FollowUp> {
        let id = self.event().followup?;
        self.shared.rows().followup(context(ctx), id)?;
        self.objects.followups.get(&id).cloned()
    }
}

/// An event of a ticket. Objects show their state when the event is delivered, which may be newer
/// than the event.
#[Object]
impl TicketEvent {
    /// Global ID of the event.
    async fn id(&self) -> ID {
        ID(URL_SAFE_NO_PAD.encode(format!("TicketEvent:{}", self.event().id)))
    }

    /// Cursor of the event. As `after` of a subscription, it resumes after this event.
    async fn cursor(&self) -> String {
        Cursor(self.event().id).encode()
    }

    /// Kind of the event.
    async fn kind(&self) -> Kind {
        self.event().kind
    }

    /// Date and time when the event was recorded.
    async fn created_at(&self) -> DateTime {
        DateTime(self.event().at.into())
    }

    /// Origin of the change: this service, or another program that writes the same tables.
    async fn origin(&self) -> Origin {
        self.event().origin
    }

    /// Global ID of the ticket, also if it was deleted.
    async fn ticket_id(&self) -> ID {
        id::encode(NodeKind::Ticket, self.event().ticket)
    }

    /// Database ID of the ticket, also if it was deleted.
    async fn ticket_database_id(&self) -> i32 {
        self.event().ticket
    }

    /// The ticket. Null if it was deleted.
    async fn ticket(&self, ctx: &Context<'_>) -> Option<Ticket> {
        let id = self.event().ticket;
        self.shared.rows().ticket(context(ctx), id)?;
        self.objects.tickets.get(&id).cloned()
    }

    /// Global ID of the follow-up that was added, changed or deleted, or that records the change.
    /// Null if there is none or if the viewer may not see it.
    async fn follow_up_id(&self, ctx: &Context<'_>) -> Option<ID> {
        let event = self.event();
        let is_visible = event.kind == Kind::FollowUpDeleted || self.shown_followup(ctx).is_some();
        event
            .followup
            .filter(|_| is_visible)
            .map(|id| id::encode(NodeKind::FollowUp, id))
    }

    /// The follow-up. Null if there is none, if it was deleted, or if the viewer may not see it.
    async fn follow_up(&self, ctx: &Context<'_>) -> Option<FollowUp> {
        self.shown_followup(ctx)
    }

    /// Global ID of the attachment that was added, changed or deleted. Null for other events.
    async fn attachment_id(&self) -> Option<ID> {
        self.event()
            .attachment
            .map(|id| id::encode(NodeKind::Attachment, id))
    }

    /// The attachment. Null if it was deleted, and for other events.
    async fn attachment(&self, ctx: &Context<'_>) -> Option<Attachment> {
        let row = self
            .shared
            .rows()
            .attachment(context(ctx), self.event().attachment?)?;
        Attachments::of_rows(vec![row.clone()]).pop()
    }

    /// User who made the change. Null if the user is unknown, or if the viewer neither works on the
    /// ticket nor can see the follow-up.
    async fn actor(&self, ctx: &Context<'_>) -> Option<User> {
        let context = context(ctx);
        let event = self.event();
        let actor = event.actor?;
        let is_workable = self
            .shared
            .access(event)
            .is_some_and(|access| access.is_workable_by(context));
        let shown =
            is_workable || context.viewer.id() == Some(actor) || self.shown_followup(ctx).is_some();
        shown.then(|| User::new(&self.actors, actor))
    }
}
