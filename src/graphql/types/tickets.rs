//! The batch of a [`Ticket`]: tickets that were read together. It reads the related rows of all of
//! them at once.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use async_graphql::Context;
use entity::values::{Interval, Timestamp};
use entity::{custom_field, ticket};

use crate::domain;
use crate::domain::tickets::aggregate::{self, Wanted};
use crate::domain::tickets::followups::preview::{self, Recipient};
use crate::domain::tickets::list::Row as TicketRow;
use crate::domain::tickets::{ccs, related};
use crate::graphql::loaders::{ByPosition, Grouped, Once};
use crate::graphql::types::checklist::Checklist;
use crate::graphql::types::custom_field::CustomFieldValue;
use crate::graphql::types::knowledge_base::KbItem;
use crate::graphql::types::plan::Plan;
use crate::graphql::types::queue::Queues;
use crate::graphql::types::ticket_links::TicketCc;
use crate::graphql::types::user::Users;
use crate::graphql::types::{Attachment, FollowUp, FollowUps, Ticket, User, context};

/// Tickets that were read together, and the related rows read so far.
#[derive(Debug, Default)]
pub struct Tickets {
    pub(crate) rows: Vec<ticket::Model>,
    pub(crate) queues: Arc<Queues>,
    pub(crate) people: Arc<Users>,
    pub(crate) blocked: Once<HashSet<i32>>,
    pub(crate) workable: Once<HashSet<i32>>,
    pub(crate) answerable: Once<HashSet<i32>>,
    pub(crate) followups: Once<Grouped<FollowUp>>,
    /// Follow-ups that match a filter, by the filter's position in the document.
    pub(crate) filtered_followups: ByPosition<Grouped<FollowUp>>,
    /// Custom values without and with the definitions of their fields.
    pub(crate) values: [Once<Grouped<CustomFieldValue>>; 2],
    pub(crate) ccs: Once<Grouped<TicketCc>>,
    pub(crate) edges: Once<Vec<entity::ticket_dependency::Model>>,
    pub(crate) linked: Once<Vec<Ticket>>,
    pub(crate) checklists: Once<Grouped<Checklist>>,
    pub(crate) kb_items: Once<Vec<KbItem>>,
    pub(crate) followed: Once<HashSet<i32>>,
    /// The recipients of email about a private and about a public comment.
    pub(crate) recipients: [Once<HashMap<i32, Vec<Recipient>>>; 2],
    pub(crate) merged: Once<Grouped<Ticket>>,
    pub(crate) files: Once<Grouped<Attachment>>,
    pub(crate) last_followups: Once<HashMap<i32, Timestamp>>,
    pub(crate) times_spent: Once<HashMap<i32, Interval>>,
    pub(crate) submitters: Once<Vec<User>>,
}

impl Tickets {
    /// Database IDs of all tickets of the batch.
    pub(crate) fn ids(&self) -> Vec<i32> {
        self.rows.iter().map(|row| row.id).collect()
    }

    /// The users of the batch: owners, authors and followers.
    pub(crate) fn people(&self) -> &Arc<Users> {
        &self.people
    }

    /// Creates a batch from rows.
    pub fn of_rows(rows: Vec<ticket::Model>) -> Vec<Ticket> {
        let rows = rows.into_iter().map(TicketRow::from).collect();
        Self::of_page(rows)
    }

    /// Creates a batch from rows that were read for many viewers, with the names of queues and users
    /// that all of them may see.
    pub fn sharing(
        rows: Vec<ticket::Model>,
        queues: &Arc<Queues>,
        people: &Arc<Users>,
    ) -> Vec<Ticket> {
        let (queues, people) = (Arc::clone(queues), Arc::clone(people));
        Self {
            rows,
            queues,
            people,
            ..Self::default()
        }
        .children()
    }

    fn children(self) -> Vec<Ticket> {
        let batch = Arc::new(self);
        (0..batch.rows.len())
            .map(|index| Ticket {
                batch: Arc::clone(&batch),
                index,
            })
            .collect()
    }

    /// Creates a batch from the rows of a page, which may include queues and open dependencies.
    pub fn of_page(rows: Vec<TicketRow>) -> Vec<Ticket> {
        let queues = if rows.iter().all(|row| row.queue.is_some()) && !rows.is_empty() {
            Queues::known(rows.iter().filter_map(|row| row.queue.clone()))
        } else {
            Queues::unread(rows.iter().map(|row| row.ticket.queue_id))
        };
        let blocked = rows
            .iter()
            .map(|row| row.blocked.map(|blocked| blocked.then_some(row.ticket.id)));
        let blocked: Option<HashSet<i32>> = blocked
            .collect::<Option<Vec<_>>>()
            .map(|ids| ids.into_iter().flatten().collect());
        let rows: Vec<ticket::Model> = rows.into_iter().map(|row| row.ticket).collect();
        let people = Arc::new(Users::of_tickets(rows.iter().map(|row| row.id).collect()));
        Self {
            queues: Arc::new(queues.with_owners(&people)),
            people,
            blocked: blocked.map_or_else(Once::default, Once::known),
            rows,
            ..Self::default()
        }
        .children()
    }

    /// Reads what a selection of these tickets needs in one statement. Fields for which nothing was
    /// read read it themselves.
    ///
    /// # Errors
    /// Database errors.
    pub(crate) async fn read_ahead(
        tickets: &[Ticket],
        context: &domain::Context,
        plan: Plan,
    ) -> domain::Result<Vec<Arc<custom_field::Model>>> {
        let Some(batch) = tickets.first().map(|ticket| &ticket.batch) else {
            return Ok(Vec::new());
        };
        let mut wanted = plan.wanted;
        wanted.linked |= plan.merged && batch.rows.iter().any(|row| row.merged_to_id.is_some());
        if wanted == Wanted::default() {
            return Ok(Vec::new());
        }
        let mut read = aggregate::read(context, &batch.ids(), wanted).await?;
        if wanted.queues {
            batch.queues.fill(std::mem::take(&mut read.queues));
        }
        if let Some(names) = read.queue_names.take() {
            batch.queues.fill_names(names);
        }
        if wanted.people.any() {
            batch.people.fill(std::mem::take(&mut read.people));
        }
        if wanted.followups {
            let followups = FollowUps::of_tickets(std::mem::take(&mut read.followups), batch);
            if let Some(followup) = followups.first() {
                FollowUps::fill(&followup.batch, wanted, &mut read);
            }
            batch.followups.fill(
                followups
                    .into_iter()
                    .map(|followup| (followup.model().ticket_id, followup))
                    .collect(),
            );
        }
        if wanted.values {
            let values = CustomFieldValue::of_rows(read.values);
            batch.values[usize::from(wanted.definitions)].fill(values);
        }
        if wanted.ccs {
            let ccs = read.ccs.into_iter();
            batch.ccs.fill(
                ccs.map(|row| TicketCc::of_row(row, &batch.people))
                    .collect(),
            );
        }
        if wanted.edges {
            batch.edges.fill(read.edges);
        }
        if wanted.linked {
            batch.linked.fill(Self::of_page(read.linked));
        }
        if wanted.checklists {
            let checklists = read.checklists.into_iter();
            batch.checklists.fill(
                checklists
                    .map(|row| (row.0.ticket_id, Checklist::from(row)))
                    .collect(),
            );
        }
        if wanted.workable {
            batch.workable.fill(read.workable.into_iter().collect());
        }
        if wanted.answerable {
            batch.answerable.fill(read.answerable.into_iter().collect());
        }
        Ok(read.definitions)
    }

    /// Creates a batch of the ticket that a mutation wrote, with what the payload's selection needs.
    pub(crate) async fn of_payload(row: ticket::Model, ctx: &Context<'_>) -> Option<Ticket> {
        let mut tickets = Self::of_rows(vec![row]);
        let plan = Plan::of_payload(&ctx.field());
        // The ticket is already written. If this fails, the fields read again and report errors.
        let _ = Self::read_ahead(&tickets, context(ctx), plan).await;
        tickets.pop()
    }

    /// Finds a ticket of the batch by its database ID.
    pub(crate) fn find(batch: &Arc<Self>, id: i32) -> Option<Ticket> {
        let index = batch.rows.iter().position(|row| row.id == id)?;
        Some(Ticket {
            batch: Arc::clone(batch),
            index,
        })
    }

    /// Visible tickets that are linked to the batch by dependencies, or into which its tickets were
    /// merged.
    pub(crate) async fn linked(&self, ctx: &Context<'_>) -> domain::Result<&Vec<Ticket>> {
        let read = || async {
            Ok(Self::of_page(
                related::linked(context(ctx), &self.ids()).await?,
            ))
        };
        self.linked.get(read).await
    }

    /// The dependencies from and to tickets of the batch.
    pub(crate) async fn edges(
        &self,
        ctx: &Context<'_>,
    ) -> domain::Result<&Vec<entity::ticket_dependency::Model>> {
        self.edges
            .get(|| async { related::dependencies(context(ctx), &self.ids()).await })
            .await
    }

    /// Tickets of the batch to which the viewer may add follow-ups.
    pub(crate) async fn answerable(&self, ctx: &Context<'_>) -> domain::Result<&HashSet<i32>> {
        let read = || async {
            Ok(related::commentable_tickets(context(ctx), &self.ids())
                .await?
                .into_iter()
                .collect())
        };
        self.answerable.get(read).await
    }

    /// Tickets of the batch that the viewer follows.
    pub(crate) async fn followed(&self, ctx: &Context<'_>) -> domain::Result<&HashSet<i32>> {
        let read = || async {
            let followed = ccs::followed_by_viewer(context(ctx), &self.ids()).await?;
            Ok(followed.into_iter().collect())
        };
        self.followed.get(read).await
    }

    /// The recipients of email if the viewer commented on the tickets of the batch, by ticket. None for
    /// tickets that the viewer does not work on.
    pub(crate) async fn recipients(
        &self,
        ctx: &Context<'_>,
        public: bool,
    ) -> domain::Result<&HashMap<i32, Vec<Recipient>>> {
        let read = || async {
            let workable = self.workable(ctx).await?;
            let is_workable = |row: &&ticket::Model| workable.contains(&row.id);
            let rows: Vec<_> = self.rows.iter().filter(is_workable).cloned().collect();
            preview::recipients(context(ctx), &rows, public).await
        };
        self.recipients[usize::from(public)].get(read).await
    }

    /// Tickets of the batch that the viewer works on as an agent, with access to internal fields.
    pub(crate) async fn workable(&self, ctx: &Context<'_>) -> domain::Result<&HashSet<i32>> {
        let read = || async {
            Ok(related::workable_tickets(context(ctx), &self.ids())
                .await?
                .into_iter()
                .collect())
        };
        self.workable.get(read).await
    }
}
