//! A queue.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use entity::queue;

use crate::domain;
use crate::domain::access;
use crate::domain::desk::queues;
use crate::graphql::connection::Row;
use crate::graphql::id::{self, NodeKind};
use crate::graphql::loaders::Once;
use crate::graphql::scalars::{DateTime, Duration};
use crate::graphql::types::context;
use crate::graphql::types::user::{User, Users};

/// Queues that were reached together, read when more than their numbers is asked for.
#[derive(Debug, Default)]
pub struct Queues {
    ids: Vec<i32>,
    rows: Once<HashMap<i32, Arc<queue::Model>>>,
    owners: Once<Arc<Users>>,
}

impl Queues {
    /// The same queues, whose owners are among these people.
    #[must_use]
    pub fn with_owners(self, people: &Arc<Users>) -> Self {
        Self {
            owners: Once::known(Arc::clone(people)),
            ..self
        }
    }

    /// Queues of which only the numbers are known.
    pub fn unread(ids: impl Iterator<Item = i32>) -> Self {
        let ids: BTreeSet<i32> = ids.collect();
        Self {
            ids: ids.into_iter().collect(),
            ..Self::default()
        }
    }

    /// Queues whose rows are here.
    pub fn known(rows: impl Iterator<Item = Arc<queue::Model>>) -> Self {
        Self {
            rows: Once::known(rows.map(|row| (row.id, row)).collect()),
            ..Self::default()
        }
    }

    /// Queues of rows that were read together, in their order.
    pub fn of_rows(rows: Vec<queue::Model>) -> Vec<Queue> {
        let ids: Vec<i32> = rows.iter().map(|row| row.id).collect();
        let all = Arc::new(Self::known(rows.into_iter().map(Arc::new)));
        ids.into_iter().map(|id| Queue::new(&all, id)).collect()
    }

    async fn rows(&self, ctx: &Context<'_>) -> domain::Result<&HashMap<i32, Arc<queue::Model>>> {
        let read = || async {
            let rows = queues::by_ids(context(ctx), &self.ids).await?;
            Ok(rows
                .into_iter()
                .map(|row| (row.id, Arc::new(row)))
                .collect())
        };
        self.rows.get(read).await
    }

    /// The row of one of them.
    pub async fn row(&self, ctx: &Context<'_>, id: i32) -> domain::Result<&queue::Model> {
        self.rows(ctx)
            .await?
            .get(&id)
            .map(Arc::as_ref)
            .ok_or(domain::Error::NotFound)
    }
}

/// A queue.
#[derive(Clone, Debug)]
pub struct Queue {
    all: Arc<Queues>,
    id: i32,
}

impl Queue {
    /// One of a batch.
    pub fn new(all: &Arc<Queues>, id: i32) -> Self {
        Self {
            all: Arc::clone(all),
            id,
        }
    }

    /// The number.
    pub(crate) fn number(&self) -> i32 {
        self.id
    }

    async fn read<'a>(&'a self, ctx: &Context<'_>) -> domain::Result<&'a queue::Model> {
        self.all.row(ctx, self.id).await
    }

    /// The row, for those who work on tickets; others see a queue's name alone.
    async fn insides<'a>(&'a self, ctx: &Context<'_>) -> domain::Result<Option<&'a queue::Model>> {
        if access::is_agent(context(ctx)) {
            self.read(ctx).await.map(Some)
        } else {
            Ok(None)
        }
    }
}

impl Row<queue::Model> for Queue {
    fn row(&self) -> Option<&queue::Model> {
        self.all.rows.peek()?.get(&self.id).map(Arc::as_ref)
    }
}

/// A queue of tickets. Customers see its name; how it works is for those who work on tickets.
#[Object]
impl Queue {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        id::encode(NodeKind::Queue, self.id)
    }

    /// The number, the same as in REST.
    async fn database_id(&self) -> i32 {
        self.id
    }

    /// The name for people; at most 100 characters.
    async fn title(&self, ctx: &Context<'_>) -> Result<&str> {
        Ok(&self.read(ctx).await?.title)
    }

    /// The name for machines, which begins the references of its tickets.
    async fn slug(&self, ctx: &Context<'_>) -> Result<&str> {
        Ok(&self.read(ctx).await?.slug)
    }

    /// The address that its mails come from and go to.
    async fn email_address(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        Ok(self
            .insides(ctx)
            .await?
            .and_then(|row| row.email_address.as_deref()))
    }

    /// The language of its mails.
    async fn locale(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        Ok(self
            .insides(ctx)
            .await?
            .and_then(|row| row.locale.as_deref()))
    }

    /// Whether everybody may open tickets in it.
    async fn allow_public_submission(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.read(ctx).await?.allow_public_submission)
    }

    /// Whether mails open tickets in it.
    async fn allow_email_submission(&self, ctx: &Context<'_>) -> Result<Option<bool>> {
        Ok(self
            .insides(ctx)
            .await?
            .map(|row| row.allow_email_submission))
    }

    /// Days after which its tickets escalate; 0 or null: never.
    async fn escalate_days(&self, ctx: &Context<'_>) -> Result<Option<i32>> {
        Ok(self.insides(ctx).await?.and_then(|row| row.escalate_days))
    }

    /// Addresses that are told about new tickets, with commas between.
    async fn new_ticket_cc(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        Ok(self
            .insides(ctx)
            .await?
            .and_then(|row| row.new_ticket_cc.as_deref()))
    }

    /// Addresses that are told about everything, with commas between.
    async fn updated_ticket_cc(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        Ok(self
            .insides(ctx)
            .await?
            .and_then(|row| row.updated_ticket_cc.as_deref()))
    }

    /// Whether followers are told about what happens.
    async fn enable_notifications_on_email_events(
        &self,
        ctx: &Context<'_>,
    ) -> Result<Option<bool>> {
        Ok(self
            .insides(ctx)
            .await?
            .map(|row| row.enable_notifications_on_email_events))
    }

    /// Who owns tickets that the public opens in it.
    async fn default_owner(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        let Some(owner) = self
            .insides(ctx)
            .await?
            .and_then(|row| row.default_owner_id)
        else {
            return Ok(None);
        };
        let read = || async {
            let rows = self.all.rows(ctx).await?;
            Ok(Arc::new(Users::of_ids(
                rows.values().filter_map(|row| row.default_owner_id),
            )))
        };
        Ok(Some(User::new(self.all.owners.get(read).await?, owner)))
    }

    /// The time set aside for its tickets.
    async fn dedicated_time(&self, ctx: &Context<'_>) -> Result<Option<Duration>> {
        Ok(self
            .insides(ctx)
            .await?
            .and_then(|row| row.dedicated_time.map(Duration)))
    }

    /// The mailbox that it reads; superusers alone see it, and nobody its password.
    async fn mailbox(&self, ctx: &Context<'_>) -> Result<Option<Mailbox>> {
        if !context(ctx).viewer.is_superuser() {
            return Ok(None);
        }
        Ok(Mailbox::of(self.read(ctx).await?))
    }
}

/// The mailbox of a queue, without its password.
#[derive(Clone, Debug, SimpleObject)]
pub struct Mailbox {
    /// How it is reached: `pop3`, `imap`, `oauth` or `local`.
    kind: String,
    /// Its server.
    host: Option<String>,
    /// The port of the server.
    port: Option<i32>,
    /// Whether the connection is encrypted.
    ssl: bool,
    /// The name to log in with.
    user: Option<String>,
    /// The folder to read.
    folder: Option<String>,
    /// The folder on this machine, for `local`.
    local_dir: Option<String>,
    /// Minutes between two looks.
    interval: Option<i32>,
    /// The last look.
    last_check: Option<DateTime>,
}

impl Mailbox {
    fn of(row: &queue::Model) -> Option<Self> {
        Some(Self {
            kind: row.email_box_type.clone().filter(|kind| !kind.is_empty())?,
            host: row.email_box_host.clone(),
            port: row.email_box_port,
            ssl: row.email_box_ssl,
            user: row.email_box_user.clone(),
            folder: row.email_box_imap_folder.clone(),
            local_dir: row.email_box_local_dir.clone(),
            interval: row.email_box_interval,
            last_check: row.email_box_last_check.map(DateTime),
        })
    }
}
