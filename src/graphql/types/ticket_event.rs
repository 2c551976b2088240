//! An event of a ticket, with what it is about. The rows are those that all subscribers share; what
//! is read for them beyond that is read once for all who see the same.

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

/// What is the same whoever looks: names of queues and people.
#[derive(Debug)]
struct Names {
    queues: Arc<Queues>,
    people: Arc<Users>,
}

/// Objects of the rows for one class of viewers. Which of them a viewer is shown is asked of the
/// rows.
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
            let these = rows
                .all_followups()
                .filter(|row| rows.access(row.ticket_id).is_some())
                .cloned()
                .collect();
            followups = FollowUps::of_tickets(these, &ticket.all);
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

/// An event of a ticket.
#[derive(Debug)]
pub struct TicketEvent {
    batch: Arc<Batch>,
    at: usize,
    shared: Arc<Shared>,
    objects: Arc<Objects>,
    actors: Arc<Users>,
}

impl TicketEvent {
    /// One event of a batch, for a viewer of a class who may hear of it.
    pub fn new(class: ViewerClass, batch: &Arc<Batch>, at: usize, shared: &Arc<Shared>) -> Self {
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
            at,
            shared: Arc::clone(shared),
            objects,
            actors,
        }
    }

    /// The event itself.
    pub(crate) fn event(&self) -> &Event {
        &self.batch.events[self.at]
    }

    fn shown_followup(&self, ctx: &Context<'_>) -> Option<FollowUp> {
        let id = self.event().followup?;
        self.shared.rows().followup(context(ctx), id)?;
        self.objects.followups.get(&id).cloned()
    }
}

/// Something that happened to a ticket. What it is about is shown as it is when the event is handed
/// over, not as it was when it happened: read it as "look here", not as a record.
#[Object]
impl TicketEvent {
    /// The global id.
    async fn id(&self) -> ID {
        ID(URL_SAFE_NO_PAD.encode(format!("TicketEvent:{}", self.event().id)))
    }

    /// The place behind this event: keep it, and give it to `after` when you come back.
    async fn cursor(&self) -> String {
        Cursor(self.event().id).encode()
    }

    /// What happened.
    async fn kind(&self) -> Kind {
        self.event().kind
    }

    /// When it was noted.
    async fn at(&self) -> DateTime {
        DateTime(self.event().at.into())
    }

    /// Who made the change: this service, or something else that writes the same tables.
    async fn origin(&self) -> Origin {
        self.event().origin
    }

    /// The global id of the ticket, also when it is gone.
    async fn ticket_id(&self) -> ID {
        id::encode(NodeKind::Ticket, self.event().ticket)
    }

    /// The number of the ticket, also when it is gone.
    async fn ticket_database_id(&self) -> i32 {
        self.event().ticket
    }

    /// The ticket. Null when it was deleted.
    async fn ticket(&self, ctx: &Context<'_>) -> Option<Ticket> {
        let id = self.event().ticket;
        self.shared.rows().ticket(context(ctx), id)?;
        self.objects.tickets.get(&id).cloned()
    }

    /// The global id of the follow-up that it happened to, or that tells of the change. Null where
    /// there is none that is yours to see.
    async fn follow_up_id(&self, ctx: &Context<'_>) -> Option<ID> {
        let event = self.event();
        let told = event.kind == Kind::FollowUpDeleted || self.shown_followup(ctx).is_some();
        event
            .followup
            .filter(|_| told)
            .map(|id| id::encode(NodeKind::FollowUp, id))
    }

    /// The follow-up. Null where there is none that is yours to see.
    async fn follow_up(&self, ctx: &Context<'_>) -> Option<FollowUp> {
        self.shown_followup(ctx)
    }

    /// The global id of the file that it happened to.
    async fn attachment_id(&self) -> Option<ID> {
        self.event()
            .attachment
            .map(|id| id::encode(NodeKind::Attachment, id))
    }

    /// The file. Null when it was deleted.
    async fn attachment(&self, ctx: &Context<'_>) -> Option<Attachment> {
        let row = self
            .shared
            .rows()
            .attachment(context(ctx), self.event().attachment?)?;
        Attachments::of_rows(vec![row.clone()]).pop()
    }

    /// Who did it. Null where nobody is known, and for others than those who work on the ticket
    /// also where there is no follow-up that they may read.
    async fn actor(&self, ctx: &Context<'_>) -> Option<User> {
        let context = context(ctx);
        let event = self.event();
        let actor = event.actor?;
        let works = self
            .shared
            .access(event)
            .is_some_and(|access| access.is_workable_by(context));
        let shown =
            works || context.viewer.id() == Some(actor) || self.shown_followup(ctx).is_some();
        shown.then(|| User::new(&self.actors, actor))
    }
}
