//! Recorded changes of tickets, with the objects that their texts name.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use async_graphql::{Context, ID, Object, Result};
use entity::ticket_change;

use crate::domain;
use crate::domain::desk::custom_fields::list as custom_fields;
use crate::domain::desk::{knowledge_base, queues, users};
use crate::domain::tickets::history::{ChangeKind, ChangeValue, Reader};
use crate::domain::tickets::list as tickets;
use crate::graphql::budget::LongText;
use crate::graphql::connection::Row as _;
use crate::graphql::id::{self, NodeKind};
use crate::graphql::in_turn::ObjectInTurn;
use crate::graphql::loaders::Once;
use crate::graphql::scalars::DateTime;
use crate::graphql::types::choices::{TicketPriorityChoice, TicketStatusChoice};
use crate::graphql::types::custom_field::CustomField;
use crate::graphql::types::knowledge_base::KbItem;
use crate::graphql::types::queue::Queues;
use crate::graphql::types::user::Users;
use crate::graphql::types::{Queue, Ticket, Tickets, User, context};

/// Changes that were read together, and the objects that they name, by ID, name or username.
#[derive(Debug, Default)]
pub struct TicketChanges {
    rows: Vec<ticket_change::Model>,
    reader: OnceLock<Reader>,
    users: Once<HashMap<String, User>>,
    queues: Once<HashMap<i32, (Queue, String)>>,
    kb_items: Once<HashMap<i32, (KbItem, String)>>,
    tickets: Once<HashMap<i32, Ticket>>,
    fields: Once<HashMap<String, (CustomField, String)>>,
}

impl TicketChanges {
    /// Creates a batch from rows.
    pub fn of_rows(rows: Vec<ticket_change::Model>) -> Vec<TicketChange> {
        let batch = Arc::new(Self {
            rows,
            ..Self::default()
        });
        (0..batch.rows.len())
            .map(|index| TicketChange {
                batch: Arc::clone(&batch),
                index,
            })
            .collect()
    }

    fn reader(&self, ctx: &Context<'_>) -> &Reader {
        self.reader.get_or_init(|| Reader::new(context(ctx)))
    }

    /// The values of all changes of a kind, old and new ones.
    fn values(&self, ctx: &Context<'_>, kind: ChangeKind) -> Vec<ChangeValue<'_>> {
        let reader = self.reader(ctx);
        self.rows
            .iter()
            .filter(|row| reader.kind(row) == Some(kind))
            .flat_map(|row| [row.old_value.as_deref(), row.new_value.as_deref()])
            .map(|text| reader.value(context(ctx), kind, text))
            .collect()
    }

    /// The IDs in all changes of a kind, in ascending order.
    fn ids(&self, ctx: &Context<'_>, kind: ChangeKind) -> Vec<i32> {
        let values = self.values(ctx, kind).into_iter();
        let mut ids: Vec<i32> = values
            .filter_map(|value| match value {
                ChangeValue::Id(id) => Some(id),
                _ => None,
            })
            .collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    async fn users(&self, ctx: &Context<'_>) -> domain::Result<&HashMap<String, User>> {
        let read = || async {
            let values = self.values(ctx, ChangeKind::Owner).into_iter();
            let mut names: Vec<&str> = values
                .filter_map(|value| match value {
                    ChangeValue::User(name) => Some(name),
                    _ => None,
                })
                .collect();
            names.sort_unstable();
            names.dedup();
            let users = Users::of_rows(users::by_usernames(context(ctx), &names).await?);
            let by_name = |user: User| Some((user.row()?.username.clone(), user));
            Ok(users.into_iter().filter_map(by_name).collect())
        };
        self.users.get(read).await
    }

    async fn queues(&self, ctx: &Context<'_>) -> domain::Result<&HashMap<i32, (Queue, String)>> {
        let read = || async {
            let ids = self.ids(ctx, ChangeKind::Queue);
            let rows = queues::visible(context(ctx), &ids).await?;
            let titles: Vec<(i32, String)> =
                rows.iter().map(|row| (row.id, row.title.clone())).collect();
            let queues = Queues::of_rows(rows).into_iter().zip(titles);
            Ok(queues
                .map(|(queue, (id, title))| (id, (queue, title)))
                .collect())
        };
        self.queues.get(read).await
    }

    async fn kb_items(&self, ctx: &Context<'_>) -> domain::Result<&HashMap<i32, (KbItem, String)>> {
        let read = || async {
            let ids = self.ids(ctx, ChangeKind::KbItem);
            let rows = knowledge_base::items_by_ids(context(ctx), &ids).await?;
            let titles: Vec<(i32, String)> =
                rows.iter().map(|row| (row.id, row.title.clone())).collect();
            let items = KbItem::of_rows(rows).into_iter().zip(titles);
            Ok(items
                .map(|(item, (id, title))| (id, (item, title)))
                .collect())
        };
        self.kb_items.get(read).await
    }

    async fn tickets(&self, ctx: &Context<'_>) -> domain::Result<&HashMap<i32, Ticket>> {
        let read = || async {
            let ids = self.ids(ctx, ChangeKind::MergedTo);
            let tickets = Tickets::of_rows(tickets::by_ids(context(ctx), &ids).await?);
            Ok(tickets
                .into_iter()
                .map(|ticket| (ticket.model().id, ticket))
                .collect())
        };
        self.tickets.get(read).await
    }

    async fn fields(
        &self,
        ctx: &Context<'_>,
    ) -> domain::Result<&HashMap<String, (CustomField, String)>> {
        let read = || async {
            let rows = custom_fields::definitions(context(ctx), None)
                .await?
                .into_iter();
            let by_name = |row: entity::custom_field::Model| {
                let (name, label) = (row.name.clone(), row.label.clone());
                (name, (CustomField::from(row), label))
            };
            Ok(rows.map(by_name).collect())
        };
        self.fields.get(read).await
    }
}

/// A change of a batch.
#[derive(Clone, Debug)]
pub struct TicketChange {
    batch: Arc<TicketChanges>,
    index: usize,
}

/// The values before and after a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Old,
    New,
}

impl TicketChange {
    /// The row.
    pub(crate) fn model(&self) -> &ticket_change::Model {
        &self.batch.rows[self.index]
    }

    fn text(&self, side: Side) -> Option<&str> {
        let row = self.model();
        match side {
            Side::Old => row.old_value.as_deref(),
            Side::New => row.new_value.as_deref(),
        }
    }

    /// The kind. Custom fields are read only if the name may be one of theirs.
    async fn find_kind(&self, ctx: &Context<'_>) -> domain::Result<ChangeKind> {
        let row = self.model();
        let kind = self.batch.reader(ctx).kind(row);
        if let Some(kind) = kind.filter(|_| !Reader::may_be_custom_field(row)) {
            return Ok(kind);
        }
        let is_field = self.batch.fields(ctx).await?.contains_key(&row.field);
        Ok(if is_field {
            ChangeKind::CustomField
        } else {
            kind.unwrap_or(ChangeKind::Other)
        })
    }

    /// The value on one side, if the change is of this kind.
    async fn value_of(
        &self,
        ctx: &Context<'_>,
        kind: ChangeKind,
        side: Side,
    ) -> domain::Result<Option<ChangeValue<'_>>> {
        if self.find_kind(ctx).await? != kind {
            return Ok(None);
        }
        let reader = self.batch.reader(ctx);
        Ok(Some(reader.value(context(ctx), kind, self.text(side))))
    }

    /// The ID on one side, if the change is of this kind.
    async fn id_of(
        &self,
        ctx: &Context<'_>,
        kind: ChangeKind,
        side: Side,
    ) -> domain::Result<Option<i32>> {
        Ok(match self.value_of(ctx, kind, side).await? {
            Some(ChangeValue::Id(id)) => Some(id),
            _ => None,
        })
    }

    async fn label(
        &self,
        ctx: &Context<'_>,
        side: Side,
    ) -> domain::Result<Option<LongText<String>>> {
        let kind = self.find_kind(ctx).await?;
        let text = self.text(side);
        let value = self.batch.reader(ctx).value(context(ctx), kind, text);
        let batch = &self.batch;
        let named = match (kind, &value) {
            (ChangeKind::Owner, ChangeValue::User(name)) => {
                match batch.users(ctx).await?.get(*name) {
                    Some(user) => user.row().map(users::display_name),
                    None => None,
                }
            }
            (ChangeKind::Queue, ChangeValue::Id(id)) => batch
                .queues(ctx)
                .await?
                .get(id)
                .map(|found| found.1.clone()),
            (ChangeKind::KbItem, ChangeValue::Id(id)) => batch
                .kb_items(ctx)
                .await?
                .get(id)
                .map(|found| found.1.clone()),
            (ChangeKind::MergedTo, ChangeValue::Id(id)) => {
                let tickets = batch.tickets(ctx).await?;
                tickets.get(id).map(|ticket| ticket.model().title.clone())
            }
            _ => value.label(context(ctx)),
        };
        Ok(named.or_else(|| text.map(str::to_owned)).map(LongText))
    }

    async fn user(&self, ctx: &Context<'_>, side: Side) -> Result<Option<ObjectInTurn<User>>> {
        let Some(ChangeValue::User(name)) = self.value_of(ctx, ChangeKind::Owner, side).await?
        else {
            return Ok(None);
        };
        let user = self.batch.users(ctx).await?.get(name);
        Ok(user.cloned().map(ObjectInTurn))
    }

    async fn queue(&self, ctx: &Context<'_>, side: Side) -> Result<Option<ObjectInTurn<Queue>>> {
        let Some(id) = self.id_of(ctx, ChangeKind::Queue, side).await? else {
            return Ok(None);
        };
        let queue = self.batch.queues(ctx).await?.get(&id);
        Ok(queue.map(|found| ObjectInTurn(found.0.clone())))
    }

    async fn kb_item(&self, ctx: &Context<'_>, side: Side) -> Result<Option<KbItem>> {
        let Some(id) = self.id_of(ctx, ChangeKind::KbItem, side).await? else {
            return Ok(None);
        };
        let item = self.batch.kb_items(ctx).await?.get(&id);
        Ok(item.map(|found| found.0.clone()))
    }

    async fn ticket(&self, ctx: &Context<'_>, side: Side) -> Result<Option<ObjectInTurn<Ticket>>> {
        let Some(id) = self.id_of(ctx, ChangeKind::MergedTo, side).await? else {
            return Ok(None);
        };
        let ticket = self.batch.tickets(ctx).await?.get(&id);
        Ok(ticket.cloned().map(ObjectInTurn))
    }

    async fn status(&self, ctx: &Context<'_>, side: Side) -> Result<Option<TicketStatusChoice>> {
        Ok(match self.value_of(ctx, ChangeKind::Status, side).await? {
            Some(ChangeValue::Status(code)) => TicketStatusChoice::of(context(ctx), code),
            _ => None,
        })
    }

    async fn priority(
        &self,
        ctx: &Context<'_>,
        side: Side,
    ) -> Result<Option<TicketPriorityChoice>> {
        Ok(
            match self.value_of(ctx, ChangeKind::Priority, side).await? {
                Some(ChangeValue::Priority(code)) => TicketPriorityChoice::of(context(ctx), code),
                _ => None,
            },
        )
    }

    async fn moment(&self, ctx: &Context<'_>, side: Side) -> Result<Option<DateTime>> {
        let reader = self.batch.reader(ctx);
        let kind = self.find_kind(ctx).await?;
        let value = reader.value(context(ctx), kind, self.text(side));
        Ok(match value {
            ChangeValue::Moment(moment) => Some(DateTime(moment)),
            _ => None,
        })
    }
}

/// A change of a ticket, recorded by a follow-up. Installations store changes as text, in the
/// language of the request that made them. Fields with objects are null for changes of other kinds,
/// and if the text names no object that exists and that the viewer may see.
#[Object]
impl TicketChange {
    /// Global ID of the change.
    pub(crate) async fn id(&self) -> ID {
        id::encode(NodeKind::TicketChange, self.model().id)
    }

    /// Database ID of the change.
    async fn database_id(&self) -> i32 {
        self.model().id
    }

    /// Kind of the change.
    async fn kind(&self, ctx: &Context<'_>) -> Result<ChangeKind> {
        Ok(self.find_kind(ctx).await?)
    }

    /// Stored name of the changed field.
    async fn field(&self) -> &str {
        &self.model().field
    }

    /// Name of the changed field for display, in the language of the request; label of a custom
    /// field.
    async fn field_label(&self, ctx: &Context<'_>) -> Result<String> {
        let name = match self.find_kind(ctx).await? {
            ChangeKind::CustomField => {
                let fields = self.batch.fields(ctx).await?;
                fields.get(&self.model().field).map(|found| found.1.clone())
            }
            ChangeKind::ChecklistTask | ChangeKind::Other => None,
            kind => Some(context(ctx).language.gettext(kind.name()).into_owned()),
        };
        Ok(name.unwrap_or_else(|| self.model().field.clone()))
    }

    /// Stored text of the value before the change. Null if there was none.
    async fn old_value(&self) -> Option<LongText<&str>> {
        self.text(Side::Old).map(LongText)
    }

    /// Stored text of the value after the change. Null if there is none.
    async fn new_value(&self) -> Option<LongText<&str>> {
        self.text(Side::New).map(LongText)
    }

    /// Value before the change for display: the name of a user, queue, status or priority, or the
    /// stored text. Moments are in the installation's time zone. Null if there was none.
    async fn old_label(&self, ctx: &Context<'_>) -> Result<Option<LongText<String>>> {
        Ok(self.label(ctx, Side::Old).await?)
    }

    /// Value after the change for display. Null if there is none.
    async fn new_label(&self, ctx: &Context<'_>) -> Result<Option<LongText<String>>> {
        Ok(self.label(ctx, Side::New).await?)
    }

    /// Owner before the change. Null for customers.
    async fn old_user(&self, ctx: &Context<'_>) -> Result<Option<ObjectInTurn<User>>> {
        self.user(ctx, Side::Old).await
    }

    /// Owner after the change. Null for customers.
    async fn new_user(&self, ctx: &Context<'_>) -> Result<Option<ObjectInTurn<User>>> {
        self.user(ctx, Side::New).await
    }

    /// Queue before the change.
    async fn old_queue(&self, ctx: &Context<'_>) -> Result<Option<ObjectInTurn<Queue>>> {
        self.queue(ctx, Side::Old).await
    }

    /// Queue after the change.
    async fn new_queue(&self, ctx: &Context<'_>) -> Result<Option<ObjectInTurn<Queue>>> {
        self.queue(ctx, Side::New).await
    }

    /// Status before the change.
    async fn old_status(&self, ctx: &Context<'_>) -> Result<Option<TicketStatusChoice>> {
        self.status(ctx, Side::Old).await
    }

    /// Status after the change.
    async fn new_status(&self, ctx: &Context<'_>) -> Result<Option<TicketStatusChoice>> {
        self.status(ctx, Side::New).await
    }

    /// Priority before the change.
    async fn old_priority(&self, ctx: &Context<'_>) -> Result<Option<TicketPriorityChoice>> {
        self.priority(ctx, Side::Old).await
    }

    /// Priority after the change.
    async fn new_priority(&self, ctx: &Context<'_>) -> Result<Option<TicketPriorityChoice>> {
        self.priority(ctx, Side::New).await
    }

    /// Item of the knowledge base before the change.
    async fn old_kb_item(&self, ctx: &Context<'_>) -> Result<Option<KbItem>> {
        self.kb_item(ctx, Side::Old).await
    }

    /// Item of the knowledge base after the change.
    async fn new_kb_item(&self, ctx: &Context<'_>) -> Result<Option<KbItem>> {
        self.kb_item(ctx, Side::New).await
    }

    /// Ticket that the ticket was merged into before the change.
    async fn old_merged_to(&self, ctx: &Context<'_>) -> Result<Option<ObjectInTurn<Ticket>>> {
        self.ticket(ctx, Side::Old).await
    }

    /// Ticket that the ticket was merged into by the change.
    async fn new_merged_to(&self, ctx: &Context<'_>) -> Result<Option<ObjectInTurn<Ticket>>> {
        self.ticket(ctx, Side::New).await
    }

    /// Due date, or date of creation, before the change.
    async fn old_value_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime>> {
        self.moment(ctx, Side::Old).await
    }

    /// Due date, or date of creation, after the change.
    async fn new_value_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime>> {
        self.moment(ctx, Side::New).await
    }

    /// Custom field that changed.
    async fn custom_field(&self, ctx: &Context<'_>) -> Result<Option<CustomField>> {
        if self.find_kind(ctx).await? != ChangeKind::CustomField {
            return Ok(None);
        }
        let fields = self.batch.fields(ctx).await?;
        Ok(fields.get(&self.model().field).map(|found| found.0.clone()))
    }
}
