//! Queues and their mailboxes.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use entity::{queue, ticket};

use crate::domain;
use crate::domain::access::{self, permissions};
use crate::domain::desk::administration::queues::{
    MailboxKind, MailboxLoggingType, SocksProxyType,
};
use crate::domain::desk::queues::{self, OpenTicketCount};
use crate::domain::filters::TicketFilter;
use crate::domain::tickets::aggregate::QueueName;
use crate::domain::tickets::nested::Parent;
use crate::graphql::connection::{Connection, Row, page};
use crate::graphql::id::{self, NodeKind};
use crate::graphql::in_turn::ObjectInTurn;
use crate::graphql::inputs::TicketOrder;
use crate::graphql::loaders::{ByPosition, Once};
use crate::graphql::queries::tickets::{Arguments, Pages, of_parent};
use crate::graphql::scalars::{DateTime, Duration};
use crate::graphql::types::user::{User, Users};
use crate::graphql::types::{Ticket, context};

/// A batch of queues. Their rows are read when a field other than the ID is resolved.
#[derive(Debug, Default)]
pub struct Queues {
    ids: Vec<i32>,
    rows: Once<HashMap<i32, Arc<queue::Model>>>,
    /// The names, if only they were read together with other rows.
    names: Once<HashMap<i32, QueueName>>,
    owners: Once<Arc<Users>>,
    shows_mailboxes: Once<bool>,
    /// Pages of tickets, by their field's position in the document.
    tickets: ByPosition<Pages>,
    open_tickets: Once<HashMap<i32, OpenTicketCount>>,
}

impl Queues {
    /// Returns the same queues, whose default owners are among `people`.
    #[must_use]
    pub fn with_owners(self, people: &Arc<Users>) -> Self {
        Self {
            owners: Once::known(Arc::clone(people)),
            ..self
        }
    }

    /// Creates a batch of which only the database IDs are known.
    pub fn unread(ids: impl Iterator<Item = i32>) -> Self {
        let ids: BTreeSet<i32> = ids.collect();
        Self {
            ids: ids.into_iter().collect(),
            ..Self::default()
        }
    }

    /// Sets the rows, which were read together with others.
    pub fn fill(&self, rows: Vec<queue::Model>) {
        self.rows.fill(
            rows.into_iter()
                .map(|row| (row.id, Arc::new(row)))
                .collect(),
        );
    }

    /// Sets the names, which were read together with other rows.
    pub fn fill_names(&self, names: Vec<QueueName>) {
        self.names
            .fill(names.into_iter().map(|name| (name.id, name)).collect());
    }

    fn name(&self, id: i32) -> Option<&QueueName> {
        self.names.peek()?.get(&id)
    }

    /// Returns the title of a queue of the batch.
    ///
    /// # Errors
    /// Those of [`Self::row`].
    pub async fn title(&self, ctx: &Context<'_>, id: i32) -> domain::Result<&str> {
        Ok(match self.name(id) {
            Some(name) => &name.title,
            None => &self.row(ctx, id).await?.title,
        })
    }

    /// Returns the slug of a queue of the batch.
    ///
    /// # Errors
    /// Those of [`Self::row`].
    pub async fn slug(&self, ctx: &Context<'_>, id: i32) -> domain::Result<&str> {
        Ok(match self.name(id) {
            Some(name) => &name.slug,
            None => &self.row(ctx, id).await?.slug,
        })
    }

    /// Creates a batch from rows.
    pub fn known(rows: impl Iterator<Item = Arc<queue::Model>>) -> Self {
        Self {
            rows: Once::known(rows.map(|row| (row.id, row)).collect()),
            ..Self::default()
        }
    }

    /// Creates a batch from rows and returns its queues in the same order.
    pub fn of_rows(rows: Vec<queue::Model>) -> Vec<Queue> {
        let ids: Vec<i32> = rows.iter().map(|row| row.id).collect();
        let batch = Arc::new(Self::known(rows.into_iter().map(Arc::new)));
        ids.into_iter().map(|id| Queue::new(&batch, id)).collect()
    }

    /// The database IDs of all queues of the batch.
    fn all_ids(&self) -> Vec<i32> {
        match self.rows.peek() {
            Some(rows) => rows.keys().copied().collect(),
            None => self.ids.clone(),
        }
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

    /// Returns the row of a queue of the batch.
    ///
    /// # Errors
    /// [`domain::Error::NotFound`] if the queue does not exist; database errors.
    pub async fn row(&self, ctx: &Context<'_>, id: i32) -> domain::Result<&queue::Model> {
        self.rows(ctx)
            .await?
            .get(&id)
            .map(Arc::as_ref)
            .ok_or(domain::Error::NotFound)
    }
}

/// A queue of a batch.
#[derive(Clone, Debug)]
pub struct Queue {
    batch: Arc<Queues>,
    id: i32,
}

impl Queue {
    /// Creates a queue of a batch.
    pub fn new(batch: &Arc<Queues>, id: i32) -> Self {
        Self {
            batch: Arc::clone(batch),
            id,
        }
    }

    /// The database ID.
    pub(crate) fn number(&self) -> i32 {
        self.id
    }

    async fn read<'a>(&'a self, ctx: &Context<'_>) -> domain::Result<&'a queue::Model> {
        self.batch.row(ctx, self.id).await
    }

    /// The numbers of open tickets, and of those without an owner.
    async fn open_tickets(&self, ctx: &Context<'_>) -> domain::Result<(i32, i32)> {
        let read =
            || async { queues::visible_open_tickets(context(ctx), &self.batch.all_ids()).await };
        let counts = self.batch.open_tickets.get(read).await?;
        let count = counts.get(&self.id).copied().unwrap_or_default();
        let number = |count: i64| i32::try_from(count).unwrap_or(i32::MAX);
        Ok((number(count.open), number(count.unassigned)))
    }

    /// Returns the row to agents. Others see only the queue's name.
    async fn row_for_agents<'a>(
        &'a self,
        ctx: &Context<'_>,
    ) -> domain::Result<Option<&'a queue::Model>> {
        if access::is_agent(context(ctx)) {
            self.read(ctx).await.map(Some)
        } else {
            Ok(None)
        }
    }
}

impl Row<queue::Model> for Queue {
    fn row(&self) -> Option<&queue::Model> {
        self.batch.rows.peek()?.get(&self.id).map(Arc::as_ref)
    }
}

/// A queue of tickets. Customers see its name; its configuration is visible to agents only.
#[Object]
impl Queue {
    /// Global ID of the queue.
    pub(crate) async fn id(&self) -> ID {
        id::encode(NodeKind::Queue, self.id)
    }

    /// Database ID of the queue; `id` in the REST API.
    async fn database_id(&self) -> i32 {
        self.id
    }

    /// Name for display, up to 100 characters.
    async fn title(&self, ctx: &Context<'_>) -> Result<&str> {
        Ok(self.batch.title(ctx, self.id).await?)
    }

    /// Unique short name, the first part of `reference` of its tickets.
    async fn slug(&self, ctx: &Context<'_>) -> Result<&str> {
        Ok(self.batch.slug(ctx, self.id).await?)
    }

    /// Email address that sends and receives the queue's email. Visible to agents only.
    async fn email_address(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        Ok(self
            .row_for_agents(ctx)
            .await?
            .and_then(|row| row.email_address.as_deref()))
    }

    /// Language of the queue's email, such as `de`. Visible to agents only.
    async fn locale(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        Ok(self
            .row_for_agents(ctx)
            .await?
            .and_then(|row| row.locale.as_deref()))
    }

    /// Whether customers can create tickets in the queue.
    async fn allow_public_submission(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.read(ctx).await?.allow_public_submission)
    }

    /// Whether received email creates tickets in the queue. Visible to agents only.
    async fn allow_email_submission(&self, ctx: &Context<'_>) -> Result<Option<bool>> {
        Ok(self
            .row_for_agents(ctx)
            .await?
            .map(|row| row.allow_email_submission))
    }

    /// Number of days after which tickets escalate. If 0 or null, tickets never escalate. Visible
    /// to agents only.
    async fn escalate_days(&self, ctx: &Context<'_>) -> Result<Option<i32>> {
        Ok(self
            .row_for_agents(ctx)
            .await?
            .and_then(|row| row.escalate_days))
    }

    /// Email addresses that are notified of new tickets, separated by commas. Visible to agents
    /// only.
    async fn new_ticket_cc(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        Ok(self
            .row_for_agents(ctx)
            .await?
            .and_then(|row| row.new_ticket_cc.as_deref()))
    }

    /// Email addresses that are notified of new tickets and all changes, separated by commas.
    /// Visible to agents only.
    async fn updated_ticket_cc(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        Ok(self
            .row_for_agents(ctx)
            .await?
            .and_then(|row| row.updated_ticket_cc.as_deref()))
    }

    /// Whether followers of tickets are notified by email. Visible to agents only.
    async fn enable_notifications_on_email_events(
        &self,
        ctx: &Context<'_>,
    ) -> Result<Option<bool>> {
        Ok(self
            .row_for_agents(ctx)
            .await?
            .map(|row| row.enable_notifications_on_email_events))
    }

    /// Owner of tickets that customers create in the queue. Null if there is none. Visible to
    /// agents only.
    async fn default_owner(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        let Some(owner) = self
            .row_for_agents(ctx)
            .await?
            .and_then(|row| row.default_owner_id)
        else {
            return Ok(None);
        };
        let read = || async {
            let rows = self.batch.rows(ctx).await?;
            Ok(Arc::new(Users::of_ids(
                rows.values().filter_map(|row| row.default_owner_id),
            )))
        };
        Ok(Some(User::new(self.batch.owners.get(read).await?, owner)))
    }

    /// Tickets in the queue that the viewer may see.
    #[expect(
        clippy::too_many_arguments,
        reason = "they are the arguments of the field"
    )]
    async fn tickets(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Returns only rows that match this filter.")] filter: Option<TicketFilter>,
        #[graphql(desc = "Sort keys. The default is the numeric ID.")] order_by: Option<
            Vec<TicketOrder>,
        >,
        #[graphql(
            desc = "Returns the first n rows: 25 by default and at most 100, unless the installation sets other numbers."
        )]
        first: Option<i32>,
        #[graphql(desc = "Returns rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "Returns the last n rows, with the same maximum.")] last: Option<i32>,
        #[graphql(desc = "Returns rows before this cursor.")] before: Option<String>,
    ) -> Result<ObjectInTurn<Connection<Ticket, ticket::Entity>>> {
        let page = page(first, after, last, before, None);
        let arguments = Arguments {
            scope: None,
            owner: None,
            filter,
            order_by,
            page,
        };
        let parent = (Parent::Queue, self.id);
        of_parent(
            ctx,
            &self.batch.tickets,
            parent,
            &self.batch.all_ids(),
            arguments,
        )
        .await
    }

    /// Number of open tickets in the queue that the viewer may see.
    async fn open_ticket_count(&self, ctx: &Context<'_>) -> Result<i32> {
        Ok(self.open_tickets(ctx).await?.0)
    }

    /// Number of open tickets in the queue that have no owner and that the viewer may see.
    async fn unassigned_ticket_count(&self, ctx: &Context<'_>) -> Result<i32> {
        Ok(self.open_tickets(ctx).await?.1)
    }

    /// Total time dedicated to the queue's tickets. Visible to agents only.
    async fn dedicated_time(&self, ctx: &Context<'_>) -> Result<Option<Duration>> {
        Ok(self
            .row_for_agents(ctx)
            .await?
            .and_then(|row| row.dedicated_time.map(Duration)))
    }

    /// Mailbox whose email creates tickets in the queue. Null if there is none. Visible to staff
    /// with the permission `helpdesk.change_queue` or `helpdesk.view_queue` only.
    async fn mailbox(&self, ctx: &Context<'_>) -> Result<Option<Mailbox>> {
        let context = context(ctx);
        if !context.viewer.is_authenticated() {
            return Ok(None);
        }
        let names = ["helpdesk.change_queue", "helpdesk.view_queue"];
        let shows = || permissions::has_any(context, &names);
        if !*self.batch.shows_mailboxes.get(shows).await? {
            return Ok(None);
        }
        Ok(Mailbox::of(self.read(ctx).await?))
    }
}

/// Mailbox of a queue. Its password is never returned.
#[derive(Clone, Debug, SimpleObject)]
pub struct Mailbox {
    /// Kind of mailbox.
    kind: MailboxKind,
    /// Hostname of the mail server.
    host: Option<String>,
    /// Port of the mail server.
    port: Option<i32>,
    /// Whether the connection uses TLS.
    ssl: bool,
    /// Username on the mail server.
    user: Option<String>,
    /// Whether a password is stored. The password itself is never returned.
    has_password: bool,
    /// IMAP folder.
    folder: Option<String>,
    /// Folder on django-helpdesk's machine, for `local`.
    local_dir: Option<String>,
    /// Number of minutes between checks.
    interval: Option<i32>,
    /// Protocol of the SOCKS proxy to the mail server. Null if the connection needs no proxy.
    socks_proxy_type: Option<SocksProxyType>,
    /// IP address of the SOCKS proxy.
    socks_proxy_host: Option<String>,
    /// Port of the SOCKS proxy.
    socks_proxy_port: Option<i32>,
    /// Lowest level of the messages that django-helpdesk logs while it reads the mailbox.
    logging_type: Option<MailboxLoggingType>,
    /// Folder of these logs on django-helpdesk's machine.
    logging_dir: Option<String>,
    /// Date and time of the last check. Null if the mailbox was never checked.
    last_check: Option<DateTime>,
}

impl Mailbox {
    fn of(row: &queue::Model) -> Option<Self> {
        Some(Self {
            kind: MailboxKind::from_name(row.email_box_type.as_deref()?)?,
            host: row.email_box_host.clone(),
            port: row.email_box_port,
            ssl: row.email_box_ssl,
            user: row.email_box_user.clone(),
            has_password: row
                .email_box_pass
                .as_ref()
                .is_some_and(|password| !password.0.is_empty()),
            folder: row.email_box_imap_folder.clone(),
            local_dir: row.email_box_local_dir.clone(),
            interval: row.email_box_interval,
            socks_proxy_type: choice(&row.socks_proxy_type, SocksProxyType::from_name),
            socks_proxy_host: row.socks_proxy_host.clone().map(|host| host.0),
            socks_proxy_port: row.socks_proxy_port,
            logging_type: choice(&row.logging_type, MailboxLoggingType::from_name),
            logging_dir: row.logging_dir.clone(),
            last_check: row.email_box_last_check.map(DateTime),
        })
    }
}

fn choice<T>(stored: &Option<String>, from_name: fn(&str) -> Option<T>) -> Option<T> {
    stored.as_deref().and_then(from_name)
}
