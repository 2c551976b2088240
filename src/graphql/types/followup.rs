//! A follow-up: something that was said or done on a ticket.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::{Arc, Weak};

use async_graphql::registry::Registry;
use async_graphql::{
    Context, ContextSelectionSet, Enum, ID, Object, OutputType, Positioned, Result, ServerResult,
    SimpleObject, Value,
};
use entity::{followup, ticket_change};

use crate::domain;
use crate::domain::desk::status::Status;
use crate::domain::desk::users;
use crate::domain::tickets::attachments::list as attachments;
use crate::domain::tickets::followups::list as followups;
use crate::domain::tickets::{list as tickets, related};
use crate::graphql::budget::LongText;
use crate::graphql::connection::Row;
use crate::graphql::id::{self, NodeKind};
use crate::graphql::in_turn::{ListInTurn, ObjectInTurn};
use crate::graphql::loaders::{Grouped, Once};
use crate::graphql::scalars::{DateTime, Duration};
use crate::graphql::types::user::{User, Users};
use crate::graphql::types::{Attachment, Attachments, Ticket, Tickets, context};

/// Follow-ups that were read together, and what has been read of all of them.
#[derive(Debug, Default)]
pub struct FollowUps {
    rows: Vec<followup::Model>,
    /// The tickets through which they were reached; they hold this batch, so it must not hold them.
    parents: Weak<Tickets>,
    tickets: Once<Vec<Ticket>>,
    people: Arc<Users>,
    attachments: Once<Grouped<Attachment>>,
    changes: Once<Grouped<TicketChange>>,
    /// Tickets of the batch that the viewer works on.
    workable: Once<HashSet<i32>>,
}

impl FollowUps {
    /// Follow-ups that were reached through their tickets.
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

    /// Follow-ups that were read by themselves.
    pub fn of_rows(rows: Vec<followup::Model>) -> Vec<FollowUp> {
        let people = Users::of_ids(rows.iter().filter_map(|row| row.user_id));
        Self {
            rows,
            people: Arc::new(people),
            ..Self::default()
        }
        .children()
    }

    fn children(self) -> Vec<FollowUp> {
        let batch = Arc::new(self);
        (0..batch.rows.len())
            .map(|at| FollowUp {
                all: Arc::clone(&batch),
                at,
            })
            .collect()
    }

    /// The numbers of their tickets.
    fn ticket_ids(&self) -> Vec<i32> {
        let ids: HashSet<i32> = self.rows.iter().map(|row| row.ticket_id).collect();
        ids.into_iter().collect()
    }

    fn ids(&self) -> Vec<i32> {
        self.rows.iter().map(|row| row.id).collect()
    }

    /// The ticket of a follow-up of the batch; who sees a follow-up sees its ticket.
    async fn ticket(&self, ctx: &Context<'_>, id: i32) -> domain::Result<Ticket> {
        if let Some(all) = self.parents.upgrade() {
            return Tickets::find(&all, id).ok_or(domain::Error::NotFound);
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

/// A follow-up.
#[derive(Clone, Debug)]
pub struct FollowUp {
    all: Arc<FollowUps>,
    at: usize,
}

impl Row<followup::Model> for FollowUp {
    fn row(&self) -> Option<&followup::Model> {
        self.all.rows.get(self.at)
    }
}

impl FollowUp {
    /// The row.
    pub(crate) fn model(&self) -> &followup::Model {
        &self.all.rows[self.at]
    }

    /// The row, for those who work on the ticket. REST shows follow-ups to nobody else.
    async fn insides(&self, ctx: &Context<'_>) -> domain::Result<Option<&followup::Model>> {
        let read = || async {
            Ok(
                related::workable_tickets(context(ctx), &self.all.ticket_ids())
                    .await?
                    .into_iter()
                    .collect(),
            )
        };
        let open = context(ctx).dialect.shows_whole_objects()
            || self
                .all
                .workable
                .get(read)
                .await?
                .contains(&self.model().ticket_id);
        Ok(open.then(|| self.model()))
    }
}

/// Which way a follow-up went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum FollowUpDirection {
    /// It stays among those who work on the ticket.
    Internal,
    /// From the help desk to the submitter.
    Outbound,
    /// From the submitter to the help desk.
    Inbound,
}

/// Something that was said or done on a ticket.
#[Object]
impl FollowUp {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        id::encode(NodeKind::FollowUp, self.model().id)
    }

    /// The number, the same as in REST.
    async fn database_id(&self) -> i32 {
        self.model().id
    }

    /// The ticket that it belongs to.
    async fn ticket(&self, ctx: &Context<'_>) -> Result<Ticket> {
        Ok(self.all.ticket(ctx, self.model().ticket_id).await?)
    }

    /// Who wrote it; null for what came in from outside or was done by the help desk itself.
    async fn user(&self) -> Option<ObjectInTurn<User>> {
        self.model()
            .user_id
            .map(|id| ObjectInTurn(User::new(&self.all.people, id)))
    }

    /// What happened, in a line of at most 200 characters.
    async fn title(&self) -> Option<&str> {
        self.model().title.as_deref()
    }

    /// What was said, in Markdown.
    async fn comment(&self) -> Option<LongText<&str>> {
        self.model().comment.as_deref().map(LongText)
    }

    /// Whether the submitter may read it.
    async fn public(&self) -> bool {
        self.model().public
    }

    /// The status that it moved the ticket to.
    async fn new_status(&self, ctx: &Context<'_>) -> Option<Status> {
        self.model()
            .new_status
            .map(|code| Status::from_code(code, &context(ctx).config.helpdesk))
    }

    /// The number of that status.
    async fn new_status_code(&self) -> Option<i32> {
        self.model().new_status
    }

    /// How long it took. Null also for those who do not work on the ticket.
    async fn time_spent(&self, ctx: &Context<'_>) -> Option<Result<Duration>> {
        match self.insides(ctx).await {
            Ok(row) => row?.time_spent.map(|time| Ok(Duration(time))),
            Err(error) => Some(Err(error.into())),
        }
    }

    /// When it was written.
    async fn date(&self) -> DateTime {
        DateTime(self.model().date)
    }

    /// The `Message-ID` of the mail that it came by. Null also for those who do not work on the
    /// ticket.
    async fn message_id(&self, ctx: &Context<'_>) -> Option<Result<&str>> {
        match self.insides(ctx).await {
            Ok(row) => row?.message_id.as_deref().map(Ok),
            Err(error) => Some(Err(error.into())),
        }
    }

    /// Who was told by mail: all of them for those who may look people up, for others their own
    /// address alone. Null when nobody kept count.
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
        let shown = addresses.filter(|address| users::shows_address(context(ctx), address));
        Some(Recipients(Value::List(
            shown
                .map(|address| Value::String(address.to_owned()))
                .collect(),
        )))
    }

    /// Which way it went.
    async fn direction(&self, ctx: &Context<'_>) -> Result<FollowUpDirection> {
        let model = self.model();
        if !model.public {
            return Ok(FollowUpDirection::Internal);
        }
        let inbound = match model.user_id {
            _ if model.message_id.is_some() => true,
            None => false,
            Some(id) => !self.all.people.row(ctx, id).await?.is_staff,
        };
        Ok(if inbound {
            FollowUpDirection::Inbound
        } else {
            FollowUpDirection::Outbound
        })
    }

    /// Its files, by name.
    async fn attachments(&self, ctx: &Context<'_>) -> Result<ListInTurn<'_, Attachment>> {
        let all = &self.all;
        let read = || async {
            let rows = attachments::of_followups(context(ctx), &all.ids()).await?;
            let files = Attachments::of_followups(rows, all);
            Ok(files
                .into_iter()
                .map(|file| (file.model().followup_id, file))
                .collect())
        };
        Ok(all.attachments.get(read).await?.of(self.model().id).into())
    }

    /// What it changed on the ticket.
    async fn changes(&self, ctx: &Context<'_>) -> Result<ListInTurn<'_, TicketChange>> {
        let all = &self.all;
        let read = || async {
            let rows = followups::changes(context(ctx), &all.ids()).await?;
            Ok(rows
                .into_iter()
                .map(|row| (row.followup_id, TicketChange::from(row)))
                .collect())
        };
        Ok(all.changes.get(read).await?.of(self.model().id).into())
    }
}

impl FollowUps {
    /// A follow-up of a batch by its number.
    pub(crate) fn find(all: &Arc<Self>, id: i32) -> Option<FollowUp> {
        let at = all.rows.iter().position(|row| row.id == id)?;
        Some(FollowUp {
            all: Arc::clone(all),
            at,
        })
    }
}

/// A field of the ticket that a follow-up changed.
#[derive(Clone, Debug, SimpleObject)]
pub struct TicketChange {
    /// The global id.
    #[graphql(owned)]
    pub(crate) id: ID,
    /// The number.
    database_id: i32,
    /// The field, by the name that people read in the installation's language.
    field: String,
    /// What was there before.
    old_value: Option<LongText<String>>,
    /// What is there since.
    new_value: Option<LongText<String>>,
}

impl From<ticket_change::Model> for TicketChange {
    fn from(row: ticket_change::Model) -> Self {
        Self {
            id: id::encode(NodeKind::TicketChange, row.id),
            database_id: row.id,
            field: row.field,
            old_value: row.old_value.map(LongText),
            new_value: row.new_value.map(LongText),
        }
    }
}

/// The addresses that a follow-up was sent to: a list of texts in the graph. REST shows whatever
/// JSON is stored.
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
