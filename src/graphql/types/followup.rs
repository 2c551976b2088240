//! Follow-ups and the changes that they record.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::{Arc, Weak};

use async_graphql::registry::Registry;
use async_graphql::{
    Context, ContextSelectionSet, Enum, ID, Object, OutputType, Positioned, Result, ServerResult,
    Value,
};
use entity::followup;

use crate::domain;
use crate::domain::desk::status::Status;
use crate::domain::desk::users;
use crate::domain::tickets::aggregate::{Aggregate, Wanted};
use crate::domain::tickets::attachments::list as attachments;
use crate::domain::tickets::followups::list as followups;
use crate::domain::tickets::{list as tickets, related};
use crate::graphql::budget::LongText;
use crate::graphql::connection::Row;
use crate::graphql::id::{self, NodeKind};
use crate::graphql::in_turn::{ListInTurn, ObjectInTurn};
use crate::graphql::loaders::{Grouped, Once};
use crate::graphql::scalars::{DateTime, Duration};
use crate::graphql::types::ticket_change::{TicketChange, TicketChanges};
use crate::graphql::types::user::{User, Users};
use crate::graphql::types::{Attachment, Attachments, Ticket, Tickets, context};

/// Follow-ups that were read together, and the related rows read so far.
#[derive(Debug, Default)]
pub struct FollowUps {
    rows: Vec<followup::Model>,
    /// The tickets whose follow-ups these are, if they were read first. A weak reference, because the
    /// tickets own this batch.
    parents: Weak<Tickets>,
    tickets: Once<Vec<Ticket>>,
    people: Arc<Users>,
    attachments: Once<Grouped<Attachment>>,
    changes: Once<Grouped<TicketChange>>,
    /// Tickets of these follow-ups that the viewer works on.
    workable: Once<HashSet<i32>>,
}

impl FollowUps {
    /// Creates a batch of follow-ups of `parents`.
    pub fn of_tickets(rows: Vec<followup::Model>, parents: &Arc<Tickets>) -> Vec<FollowUp> {
        let people = Arc::clone(parents.people());
        Self {
            rows,
            parents: Arc::downgrade(parents),
            people,
            ..Self::default()
        }
        .children()
    }

    /// Creates a batch of follow-ups that were read without their tickets.
    pub fn of_rows(rows: Vec<followup::Model>) -> Vec<FollowUp> {
        let people = Users::of_ids(rows.iter().filter_map(|row| row.user_id));
        Self {
            rows,
            people: Arc::new(people),
            ..Self::default()
        }
        .children()
    }

    /// Sets what was read together with the follow-ups.
    pub(super) fn fill(batch: &Arc<Self>, wanted: Wanted, read: &mut Aggregate) {
        if wanted.attachments {
            let files = Attachments::of_followups(std::mem::take(&mut read.attachments), batch);
            batch.attachments.fill(
                files
                    .into_iter()
                    .map(|file| (file.model().followup_id, file))
                    .collect(),
            );
        }
        if wanted.changes {
            let changes = TicketChanges::of_rows(std::mem::take(&mut read.changes));
            batch.changes.fill(by_followup(changes));
        }
        if wanted.workable {
            batch.workable.fill(read.workable.iter().copied().collect());
        }
    }

    fn children(self) -> Vec<FollowUp> {
        let batch = Arc::new(self);
        (0..batch.rows.len())
            .map(|index| FollowUp {
                batch: Arc::clone(&batch),
                index,
            })
            .collect()
    }

    /// Database IDs of the tickets of these follow-ups.
    fn ticket_ids(&self) -> Vec<i32> {
        let ids: HashSet<i32> = self.rows.iter().map(|row| row.ticket_id).collect();
        ids.into_iter().collect()
    }

    fn ids(&self) -> Vec<i32> {
        self.rows.iter().map(|row| row.id).collect()
    }

    /// Returns the ticket of a follow-up. Viewers who see a follow-up also see its ticket.
    async fn ticket(&self, ctx: &Context<'_>, id: i32) -> domain::Result<Ticket> {
        if let Some(batch) = self.parents.upgrade() {
            return Tickets::find(&batch, id).ok_or(domain::Error::NotFound);
        }
        let read = || async {
            Ok(Tickets::of_rows(
                tickets::by_ids(context(ctx), &self.ticket_ids()).await?,
            ))
        };
        let tickets = self.tickets.get(read).await?;
        tickets
            .iter()
            .find(|ticket| ticket.model().id == id)
            .cloned()
            .ok_or(domain::Error::NotFound)
    }
}

/// A follow-up of a batch.
#[derive(Clone, Debug)]
pub struct FollowUp {
    pub(super) batch: Arc<FollowUps>,
    index: usize,
}

impl Row<followup::Model> for FollowUp {
    fn row(&self) -> Option<&followup::Model> {
        self.batch.rows.get(self.index)
    }
}

impl FollowUp {
    /// The row.
    pub(crate) fn model(&self) -> &followup::Model {
        &self.batch.rows[self.index]
    }

    /// Returns the row to agents who work on the ticket. REST shows follow-ups only to agents.
    async fn row_for_agents(&self, ctx: &Context<'_>) -> domain::Result<Option<&followup::Model>> {
        let is_visible =
            context(ctx).dialect.shows_whole_objects() || self.is_workable(ctx).await?;
        Ok(is_visible.then(|| self.model()))
    }

    /// Whether the viewer works on the ticket. Only then can they change and delete the follow-up and
    /// its files.
    pub(super) async fn is_workable(&self, ctx: &Context<'_>) -> domain::Result<bool> {
        let read = || async {
            Ok(
                related::workable_tickets(context(ctx), &self.batch.ticket_ids())
                    .await?
                    .into_iter()
                    .collect(),
            )
        };
        let workable = self.batch.workable.get(read).await?;
        Ok(workable.contains(&self.model().ticket_id))
    }
}

/// Direction of a follow-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum FollowUpDirection {
    /// Not public: agents only.
    Internal,
    /// From the help desk to the submitter.
    Outbound,
    /// From the submitter to the help desk.
    Inbound,
}

/// A comment or another event in the history of a ticket.
#[Object]
impl FollowUp {
    /// Global ID of the follow-up.
    pub(crate) async fn id(&self) -> ID {
        id::encode(NodeKind::FollowUp, self.model().id)
    }

    /// Database ID of the follow-up; `id` in the REST API.
    async fn database_id(&self) -> i32 {
        self.model().id
    }

    /// Ticket of the follow-up.
    async fn ticket(&self, ctx: &Context<'_>) -> Result<Ticket> {
        Ok(self.batch.ticket(ctx, self.model().ticket_id).await?)
    }

    /// Author. Null if the author has no account or if the help desk itself created the follow-up.
    async fn user(&self) -> Option<ObjectInTurn<User>> {
        self.model()
            .user_id
            .map(|id| ObjectInTurn(User::new(&self.batch.people, id)))
    }

    /// Summary, up to 200 characters.
    async fn title(&self) -> Option<&str> {
        self.model().title.as_deref()
    }

    /// Comment, in Markdown. Null if there is none.
    async fn comment(&self) -> Option<LongText<&str>> {
        self.model().comment.as_deref().map(LongText)
    }

    /// Whether the submitter and followers can see the follow-up.
    async fn public(&self) -> bool {
        self.model().public
    }

    /// Status that the follow-up set. Null if it did not change the status.
    async fn new_status(&self, ctx: &Context<'_>) -> Option<Status> {
        self.model()
            .new_status
            .map(|code| Status::from_code(code, &context(ctx).config.helpdesk))
    }

    /// Code of the status that the follow-up set. Null if it did not change the status.
    async fn new_status_code(&self) -> Option<i32> {
        self.model().new_status
    }

    /// Time spent on the ticket. Null if it was not recorded. Visible to agents who work on the
    /// ticket.
    async fn time_spent(&self, ctx: &Context<'_>) -> Option<Result<Duration>> {
        match self.row_for_agents(ctx).await {
            Ok(row) => row?.time_spent.map(|time| Ok(Duration(time))),
            Err(error) => Some(Err(error.into())),
        }
    }

    /// Date and time of creation.
    async fn created_at(&self) -> DateTime {
        DateTime(self.model().date)
    }

    /// `Message-ID` of the email from which the follow-up was created. Visible to agents who work
    /// on the ticket.
    async fn message_id(&self, ctx: &Context<'_>) -> Option<Result<&str>> {
        match self.row_for_agents(ctx).await {
            Ok(row) => row?.message_id.as_deref().map(Ok),
            Err(error) => Some(Err(error.into())),
        }
    }

    /// Email addresses that were notified. Agents see all of them, others only their own. Null if
    /// the recipients are unknown.
    async fn email_recipients(&self, ctx: &Context<'_>) -> Option<Recipients> {
        let stored = self.model().email_recipients.as_ref()?;
        if context(ctx).dialect.shows_recipients_as_stored() {
            return Some(Recipients(
                Value::from_json(stored.clone()).unwrap_or_default(),
            ));
        }
        let addresses = stored
            .as_array()?
            .iter()
            .filter_map(|address| address.as_str());
        let visible = addresses.filter(|address| users::shows_address(context(ctx), address));
        Some(Recipients(Value::List(
            visible
                .map(|address| Value::String(address.to_owned()))
                .collect(),
        )))
    }

    /// Direction of the follow-up.
    async fn direction(&self, ctx: &Context<'_>) -> Result<FollowUpDirection> {
        let model = self.model();
        if !model.public {
            return Ok(FollowUpDirection::Internal);
        }
        let inbound = match model.user_id {
            _ if model.message_id.is_some() => true,
            None => false,
            Some(id) => !self.batch.people.row(ctx, id).await?.is_staff,
        };
        Ok(if inbound {
            FollowUpDirection::Inbound
        } else {
            FollowUpDirection::Outbound
        })
    }

    /// Whether the viewer can change the follow-up (`followUpUpdate`).
    async fn viewer_can_update(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.is_workable(ctx).await?)
    }

    /// Whether the viewer can delete the follow-up (`followUpDelete`). That can still fail if tables
    /// of other programs refer to it.
    async fn viewer_can_delete(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.is_workable(ctx).await?)
    }

    /// Whether the viewer is the author of the follow-up.
    async fn viewer_did_author(&self, ctx: &Context<'_>) -> bool {
        let viewer = context(ctx).viewer.id();
        viewer.is_some() && viewer == self.model().user_id
    }

    /// Attachments, sorted by filename.
    async fn attachments(&self, ctx: &Context<'_>) -> Result<ListInTurn<'_, Attachment>> {
        let batch = &self.batch;
        let read = || async {
            let rows = attachments::of_followups(context(ctx), &batch.ids()).await?;
            let files = Attachments::of_followups(rows, batch);
            Ok(files
                .into_iter()
                .map(|file| (file.model().followup_id, file))
                .collect())
        };
        Ok(batch
            .attachments
            .get(read)
            .await?
            .of(self.model().id)
            .into())
    }

    /// Changes that the follow-up made to the ticket.
    async fn changes(&self, ctx: &Context<'_>) -> Result<ListInTurn<'_, TicketChange>> {
        let batch = &self.batch;
        let read = || async {
            let rows = followups::changes(context(ctx), &batch.ids()).await?;
            Ok(by_followup(TicketChanges::of_rows(rows)))
        };
        Ok(batch.changes.get(read).await?.of(self.model().id).into())
    }
}

/// Groups changes by their follow-ups.
fn by_followup(changes: Vec<TicketChange>) -> Grouped<TicketChange> {
    changes
        .into_iter()
        .map(|change| (change.model().followup_id, change))
        .collect()
}

impl FollowUps {
    /// Finds a follow-up of the batch by its database ID.
    pub(crate) fn find(batch: &Arc<Self>, id: i32) -> Option<FollowUp> {
        let index = batch.rows.iter().position(|row| row.id == id)?;
        Some(FollowUp {
            batch: Arc::clone(batch),
            index,
        })
    }
}

/// The recipients of a follow-up: a list of text in GraphQL, the stored JSON in REST.
pub struct Recipients(Value);

impl OutputType for Recipients {
    fn type_name() -> Cow<'static, str> {
        <Vec<String> as OutputType>::type_name()
    }

    fn qualified_type_name() -> String {
        <Vec<String> as OutputType>::qualified_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <Vec<String> as OutputType>::create_type_info(registry)
    }

    async fn resolve(
        &self,
        _: &ContextSelectionSet<'_>,
        _: &Positioned<async_graphql::parser::types::Field>,
    ) -> ServerResult<Value> {
        Ok(self.0.clone())
    }
}
