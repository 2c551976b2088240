//! Keys of the groups of reports, and the objects that they refer to.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, Object, Result, SimpleObject};
use entity::values::Timestamp;

use crate::domain;
use crate::domain::desk::users::full_name;
use crate::domain::desk::{knowledge_base, status};
use crate::domain::reports::counts::Group;
use crate::domain::reports::{Key, period};
use crate::domain::tickets::list;
use crate::graphql::in_turn::ObjectInTurn;
use crate::graphql::loaders::Once;
use crate::graphql::scalars::{Date, DateTime};
use crate::graphql::types::choices::{TicketPriorityChoice, TicketStatusChoice};
use crate::graphql::types::knowledge_base::KbItem;
use crate::graphql::types::queue::Queues;
use crate::graphql::types::user::Users;
use crate::graphql::types::{Queue, Ticket, Tickets, User, context};

/// The objects that the keys of a report refer to. They are read together when one is needed.
#[derive(Debug)]
pub struct Keys {
    queues: Arc<Queues>,
    users: Arc<Users>,
    kb_item_ids: Vec<i32>,
    kb_items: Once<HashMap<i32, KbItem>>,
    ticket_ids: Vec<i32>,
    tickets: Once<HashMap<i32, Ticket>>,
}

impl Keys {
    /// The objects of these groups.
    pub(crate) fn of<T>(groups: &[Group<T>]) -> Arc<Self> {
        let keys = || groups.iter().flat_map(|group| &group.keys);
        let ids = |pick: fn(&Key) -> Option<i32>| keys().filter_map(pick);
        let sorted = |ids: &mut dyn Iterator<Item = i32>| {
            let mut ids: Vec<i32> = ids.collect();
            ids.sort_unstable();
            ids.dedup();
            ids
        };
        let queue = |key: &Key| match key {
            Key::Queue(id) => Some(*id),
            _ => None,
        };
        let user = |key: &Key| match key {
            Key::User(id) => Some(*id),
            _ => None,
        };
        let kb_item = |key: &Key| match key {
            Key::KbItem(id) => Some(*id),
            _ => None,
        };
        let ticket = |key: &Key| match key {
            Key::Ticket(id) => Some(*id),
            _ => None,
        };
        Arc::new(Self {
            queues: Arc::new(Queues::unread(ids(queue))),
            users: Arc::new(Users::of_ids(ids(user))),
            kb_item_ids: sorted(&mut ids(kb_item)),
            kb_items: Once::default(),
            ticket_ids: sorted(&mut ids(ticket)),
            tickets: Once::default(),
        })
    }

    async fn kb_item(&self, ctx: &Context<'_>, id: i32) -> domain::Result<Option<KbItem>> {
        let read = || async {
            let rows = knowledge_base::items_by_ids(context(ctx), &self.kb_item_ids).await?;
            let items = KbItem::of_rows(rows).into_iter();
            Ok(items.map(|item| (item.model().id, item)).collect())
        };
        Ok(self.kb_items.get(read).await?.get(&id).cloned())
    }

    async fn ticket(&self, ctx: &Context<'_>, id: i32) -> domain::Result<Option<Ticket>> {
        let read = || async {
            let rows = list::by_ids(context(ctx), &self.ticket_ids).await?;
            let tickets = Tickets::of_rows(rows).into_iter();
            Ok(tickets.map(|ticket| (ticket.model().id, ticket)).collect())
        };
        Ok(self.tickets.get(read).await?.get(&id).cloned())
    }

    /// The keys of a group.
    pub(crate) fn each(self: &Arc<Self>, keys: &[Key]) -> Vec<ReportKey> {
        let keys = keys.iter().map(|key| ReportKey {
            objects: Arc::clone(self),
            key: key.clone(),
        });
        keys.collect()
    }
}

/// A key of a group.
#[derive(Clone, Debug)]
pub struct ReportKey {
    objects: Arc<Keys>,
    key: Key,
}

/// The value that the rows of a group have in one dimension. One of the fields from `queue` to
/// `ageBand` has it, by the dimension. All are null in the group of rows without a value.
#[Object]
impl ReportKey {
    /// Whether the rows have a value. False, for example, for unassigned tickets.
    async fn has_value(&self) -> bool {
        self.key != Key::Empty
    }

    /// Name of the value for display. Null if there is no value. Periods are named as in ISO 8601:
    /// `2030-01-02`, `2030-W01`, `2030-01`.
    async fn label(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let objects = &self.objects;
        Ok(match &self.key {
            Key::Empty => None,
            Key::Queue(id) => Some(objects.queues.title(ctx, *id).await?.to_owned()),
            Key::User(id) => {
                let user = objects.users.row(ctx, *id).await?;
                let name = full_name(user);
                Some(if name.is_empty() {
                    user.username.clone()
                } else {
                    name
                })
            }
            Key::Ticket(id) => {
                let ticket = objects.ticket(ctx, *id).await?;
                ticket.map(|ticket| ticket.model().title.clone())
            }
            Key::Status(code) => Some(status::status_display(context(ctx), *code)),
            Key::Priority(code) => Some(status::priority_display(context(ctx), *code)),
            Key::KbItem(id) => {
                let item = objects.kb_item(ctx, *id).await?;
                item.map(|item| item.model().title.clone())
            }
            Key::Submitter(text) | Key::CustomValue(text) => Some(text.clone()),
            Key::Period(period) => Some(period.label()),
            Key::Age(band) => Some(match band.to_days {
                Some(to) => format!("{}–{to}", band.from_days),
                None => format!("{}+", band.from_days),
            }),
        })
    }

    /// Queue.
    async fn queue(&self) -> Option<ObjectInTurn<Queue>> {
        match &self.key {
            Key::Queue(id) => Some(ObjectInTurn(Queue::new(&self.objects.queues, *id))),
            _ => None,
        }
    }

    /// Owner of the tickets, or author of the follow-ups.
    async fn user(&self) -> Option<ObjectInTurn<User>> {
        match &self.key {
            Key::User(id) => Some(ObjectInTurn(User::new(&self.objects.users, *id))),
            _ => None,
        }
    }

    /// Ticket.
    async fn ticket(&self, ctx: &Context<'_>) -> Option<Result<ObjectInTurn<Ticket>>> {
        let Key::Ticket(id) = self.key else {
            return None;
        };
        match self.objects.ticket(ctx, id).await {
            Ok(ticket) => ticket.map(|ticket| Ok(ObjectInTurn(ticket))),
            Err(error) => Some(Err(error.into())),
        }
    }

    /// Status.
    async fn status(&self) -> Option<TicketStatusChoice> {
        match self.key {
            Key::Status(code) => Some(TicketStatusChoice::of_code(code)),
            _ => None,
        }
    }

    /// Priority.
    async fn priority(&self, ctx: &Context<'_>) -> Option<TicketPriorityChoice> {
        match self.key {
            Key::Priority(code) => Some(TicketPriorityChoice::of_code(context(ctx), code)),
            _ => None,
        }
    }

    /// Item of the knowledge base.
    async fn kb_item(&self, ctx: &Context<'_>) -> Option<Result<ObjectInTurn<KbItem>>> {
        let Key::KbItem(id) = self.key else {
            return None;
        };
        match self.objects.kb_item(ctx, id).await {
            Ok(item) => item.map(|item| Ok(ObjectInTurn(item))),
            Err(error) => Some(Err(error.into())),
        }
    }

    /// Email address of the submitter.
    async fn submitter_email(&self) -> Option<&str> {
        match &self.key {
            Key::Submitter(address) => Some(address),
            _ => None,
        }
    }

    /// Value of the custom field, as text.
    async fn custom_field_value(&self) -> Option<&str> {
        match &self.key {
            Key::CustomValue(text) => Some(text),
            _ => None,
        }
    }

    /// Day, week or month.
    async fn period(&self) -> Option<ReportPeriod> {
        match &self.key {
            Key::Period(period) => Some(period.into()),
            _ => None,
        }
    }

    /// Range of ages.
    async fn age_band(&self) -> Option<AgeBand> {
        match &self.key {
            Key::Age(band) => Some(AgeBand {
                from_days: band.from_days,
                to_days: band.to_days,
            }),
            _ => None,
        }
    }
}

/// Range of ages in days of the time zone.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct AgeBand {
    /// Lowest age.
    from_days: i32,
    /// Highest age. Null if the range has no end.
    to_days: Option<i32>,
}

/// Day, week or month of a report.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct ReportPeriod {
    /// First day.
    first_day: Date,
    /// Last day.
    last_day: Date,
    /// Date and time at which the period starts.
    starts_at: DateTime,
    /// Date and time at which the next period starts.
    ends_at: DateTime,
}

impl From<&period::Period> for ReportPeriod {
    fn from(period: &period::Period) -> Self {
        Self {
            first_day: Date(period.first_day),
            last_day: Date(period.last_day),
            starts_at: DateTime(Timestamp::from(period.starts)),
            ends_at: DateTime(Timestamp::from(period.ends)),
        }
    }
}
