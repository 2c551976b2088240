//! Relay's connections: edges with cursors, nodes, the page's ends and the total count.

use async_graphql::{ContainerType, Context, Object, Result, SimpleObject};
use entity::positional::FromColumns;
use entity::{
    checklist_template, email_template, escalation_exclusion, followup, followup_attachment, group,
    ignore_email, kb_category, kb_item, outbox, preset_reply, queue, saved_search, ticket, user,
};

use crate::domain;
use crate::domain::query::{Cursor, Ordering, Page, Query, Slice, Sortable};
use crate::graphql::in_turn::{ListInTurn, ObjectInTurn};
use crate::graphql::types::desk::{
    ChecklistTemplate, EmailTemplate, EscalationExclusion, IgnoredSender, PresetReply, SavedSearch,
};
use crate::graphql::types::group::Group;
use crate::graphql::types::knowledge_base::{KbCategory, KbItem};
use crate::graphql::types::outbox::OutboxEntry;
use crate::graphql::types::{Attachment, FollowUp, Queue, Ticket, User, context};
use crate::graphql::window;

/// A node with its row.
pub trait Row<M> {
    /// The row, if it was read.
    fn row(&self) -> Option<&M>;
}

/// Position of a page in its list.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(shareable)]
pub struct PageInfo {
    /// Whether rows follow this page. Exact when paginating forward.
    has_next_page: bool,
    /// Whether rows precede this page. Exact when paginating backward.
    has_previous_page: bool,
    /// Cursor of the first row.
    start_cursor: Option<String>,
    /// Cursor of the last row.
    end_cursor: Option<String>,
}

/// Page of a list.
#[derive(Debug)]
pub struct Connection<N, E: Sortable> {
    nodes: Vec<N>,
    has_previous: bool,
    has_next: bool,
    ordering: Ordering<E>,
    count: Count<E>,
}

/// The number of rows of a whole list.
#[derive(Debug)]
enum Count<E: Sortable> {
    /// Already counted.
    Known(u64),
    /// Counted by the database on request.
    OnRequest(Box<Query<E>>),
}

impl<N, E> Connection<N, E>
where
    N: Row<E::Model>,
    E: Sortable,
{
    /// Reads a page. `nodes` converts its rows.
    ///
    /// # Errors
    /// Invalid arguments; database errors.
    pub async fn read(
        context: &domain::Context,
        query: Query<E>,
        page: &Page,
        nodes: impl FnOnce(Vec<E::Model>) -> Vec<N>,
    ) -> domain::Result<Self>
    where
        E::Model: FromColumns,
    {
        let slice = query
            .rows(&context.db, &window(context, page)?)
            .await?
            .map(nodes);
        Ok(Self::new(query, slice, None))
    }

    /// A page that was read. `total` is the number of rows of the list, if known.
    pub fn new(query: Query<E>, slice: Slice<N>, total: Option<u64>) -> Self {
        let ordering = query.ordering().clone();
        Self::with(
            ordering,
            slice,
            total.map_or_else(|| Count::OnRequest(Box::new(query)), Count::Known),
        )
    }

    /// A page of a list in memory.
    pub fn in_memory(ordering: Ordering<E>, slice: Slice<N>, total: usize) -> Self {
        Self::with(
            ordering,
            slice,
            Count::Known(u64::try_from(total).unwrap_or(u64::MAX)),
        )
    }

    fn with(ordering: Ordering<E>, slice: Slice<N>, count: Count<E>) -> Self {
        Self {
            nodes: slice.rows,
            has_previous: slice.has_previous,
            has_next: slice.has_next,
            ordering,
            count,
        }
    }

    fn cursor(&self, node: &N) -> String {
        node.row()
            .map(|row| self.ordering.cursor(row).encode())
            .unwrap_or_default()
    }
}

/// Row of a list with its cursor.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(concrete(name = "TicketEdge", params(Ticket)))]
#[graphql(concrete(name = "FollowUpEdge", params(FollowUp)))]
#[graphql(concrete(name = "AttachmentEdge", params(Attachment)))]
#[graphql(concrete(name = "QueueEdge", params(Queue)))]
#[graphql(concrete(name = "UserEdge", params(User)))]
#[graphql(concrete(name = "KbCategoryEdge", params(KbCategory)))]
#[graphql(concrete(name = "KbItemEdge", params(KbItem)))]
#[graphql(concrete(name = "PresetReplyEdge", params(PresetReply)))]
#[graphql(concrete(name = "SavedSearchEdge", params(SavedSearch)))]
#[graphql(concrete(name = "EmailTemplateEdge", params(EmailTemplate)))]
#[graphql(concrete(name = "ChecklistTemplateEdge", params(ChecklistTemplate)))]
#[graphql(concrete(name = "EscalationExclusionEdge", params(EscalationExclusion)))]
#[graphql(concrete(name = "IgnoredSenderEdge", params(IgnoredSender)))]
#[graphql(concrete(name = "GroupEdge", params(Group)))]
#[graphql(concrete(name = "OutboxEntryEdge", params(OutboxEntry)))]
pub struct Edge<N: ContainerType> {
    /// Cursor: the position to continue from.
    cursor: String,
    /// Row.
    node: ObjectInTurn<N>,
}

/// Page of a list.
#[Object(
    concrete(name = "TicketConnection", params(Ticket, ticket::Entity)),
    concrete(name = "FollowUpConnection", params(FollowUp, followup::Entity)),
    concrete(
        name = "AttachmentConnection",
        params(Attachment, followup_attachment::Entity)
    ),
    concrete(name = "QueueConnection", params(Queue, queue::Entity)),
    concrete(name = "UserConnection", params(User, user::Entity)),
    concrete(name = "KbCategoryConnection", params(KbCategory, kb_category::Entity)),
    concrete(name = "KbItemConnection", params(KbItem, kb_item::Entity)),
    concrete(
        name = "PresetReplyConnection",
        params(PresetReply, preset_reply::Entity)
    ),
    concrete(
        name = "SavedSearchConnection",
        params(SavedSearch, saved_search::Entity)
    ),
    concrete(
        name = "EmailTemplateConnection",
        params(EmailTemplate, email_template::Entity)
    ),
    concrete(
        name = "ChecklistTemplateConnection",
        params(ChecklistTemplate, checklist_template::Entity)
    ),
    concrete(
        name = "EscalationExclusionConnection",
        params(EscalationExclusion, escalation_exclusion::Entity)
    ),
    concrete(
        name = "IgnoredSenderConnection",
        params(IgnoredSender, ignore_email::Entity)
    ),
    concrete(name = "GroupConnection", params(Group, group::Entity)),
    concrete(name = "OutboxEntryConnection", params(OutboxEntry, outbox::Entity))
)]
impl<N, E> Connection<N, E>
where
    N: ContainerType + Row<E::Model> + Clone,
    E: Sortable,
    Edge<N>: ContainerType,
{
    /// Rows with their cursors.
    async fn edges(&self) -> ListInTurn<'_, Edge<N>> {
        let edge = |node: &N| Edge {
            cursor: self.cursor(node),
            node: ObjectInTurn(node.clone()),
        };
        self.nodes.iter().map(edge).collect::<Vec<_>>().into()
    }

    /// Rows.
    async fn nodes(&self) -> ListInTurn<'_, N> {
        self.nodes.as_slice().into()
    }

    /// Position of the page in its list.
    async fn page_info(&self) -> PageInfo {
        PageInfo {
            has_next_page: self.has_next,
            has_previous_page: self.has_previous,
            start_cursor: self.nodes.first().map(|node| self.cursor(node)),
            end_cursor: self.nodes.last().map(|node| self.cursor(node)),
        }
    }

    /// Number of rows of the whole list. Only counted if requested.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<u64> {
        match &self.count {
            Count::Known(total) => Ok(*total),
            Count::OnRequest(query) => Ok(query.count(&context(ctx).db).await?),
        }
    }
}

/// Sorts rows in memory.
pub fn sort<N, E>(ordering: &Ordering<E>, rows: &[N]) -> Vec<N>
where
    N: Row<E::Model> + Clone,
    E: Sortable,
{
    let with_keys = rows
        .iter()
        .filter_map(|node| Some((ordering.cursor(node.row()?), node.clone())));
    let mut sorted: Vec<(Cursor, N)> = with_keys.collect();
    sorted.sort_by(|(one, _), (other, _)| {
        ordering
            .compare(one, other)
            .unwrap_or(std::cmp::Ordering::Equal)
    });
    sorted.into_iter().map(|(_, node)| node).collect()
}

/// The pagination arguments of a connection, as the domain's type.
pub fn page(
    first: Option<i32>,
    after: Option<String>,
    last: Option<i32>,
    before: Option<String>,
    offset: Option<i32>,
) -> Page {
    Page {
        first,
        after,
        last,
        before,
        offset,
    }
}

/// A page of rows in memory, by the same rules as a page of the database. The rows are sorted by
/// `ordering`.
///
/// # Errors
/// Invalid arguments.
pub fn slice<N, E>(
    ordering: &Ordering<E>,
    all: &[N],
    page: &Page,
    max: Option<u32>,
) -> domain::Result<Slice<N>>
where
    N: Row<E::Model> + Clone,
    E: Sortable,
{
    let window = page.window(u32::MAX, max)?;
    // A cursor works even if its row was deleted.
    let position = |name: &str, cursor: &Cursor, inclusive: bool| {
        let invalid = || domain::Error::field(name, domain::Code::Invalid);
        let mut before = 0;
        for node in all {
            let row = node.row().ok_or_else(invalid)?;
            let order = ordering
                .compare(&ordering.cursor(row), cursor)
                .ok_or_else(invalid)?;
            before += usize::from(order.is_lt() || inclusive && order.is_eq());
        }
        Ok::<_, domain::Error>(before)
    };
    let (mut from, mut to) = (0, all.len());
    if let Some(cursor) = window.after() {
        from = position("after", cursor, true)?;
    }
    if let Some(cursor) = window.before() {
        to = position("before", cursor, false)?;
    }
    let to = to.max(from);
    let limit = usize::try_from(window.limit()).unwrap_or(usize::MAX);
    let (from, to) = if window.backward() {
        (from.max(to.saturating_sub(limit)), to)
    } else {
        (from, to.min(from.saturating_add(limit)))
    };
    Ok(Slice {
        rows: all[from..to].to_vec(),
        has_previous: from > 0,
        has_next: to < all.len(),
    })
}
