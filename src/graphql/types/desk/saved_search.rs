//! Saved searches.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use entity::saved_search;

use crate::domain::desk::search_criteria::{SavedSearchSort, SearchCriteria};
use crate::graphql::budget::LongText;
use crate::graphql::connection::Row;
use crate::graphql::id::{self, NodeKind};
use crate::graphql::in_turn::ObjectInTurn;
use crate::graphql::inputs::OrderDirection;
use crate::graphql::scalars::{Date, Json};
use crate::graphql::types::context;
use crate::graphql::types::user::{User, Users};

/// Saved searches that were read together.
#[derive(Debug)]
pub struct SavedSearches {
    rows: Vec<saved_search::Model>,
    users: Arc<Users>,
}

/// A saved search of a batch.
#[derive(Clone, Debug)]
pub struct SavedSearch {
    batch: Arc<SavedSearches>,
    index: usize,
}

impl SavedSearches {
    /// Creates a batch from rows.
    pub fn of_rows(rows: Vec<saved_search::Model>) -> Vec<SavedSearch> {
        let users = Arc::new(Users::of_ids(rows.iter().map(|row| row.user_id)));
        let batch = Arc::new(Self { rows, users });
        (0..batch.rows.len())
            .map(|index| SavedSearch {
                batch: Arc::clone(&batch),
                index,
            })
            .collect()
    }
}

impl SavedSearch {
    fn model(&self) -> &saved_search::Model {
        &self.batch.rows[self.index]
    }

    /// The database ID.
    pub(crate) fn number(&self) -> i32 {
        self.model().id
    }
}

impl Row<saved_search::Model> for SavedSearch {
    fn row(&self) -> Option<&saved_search::Model> {
        self.batch.rows.get(self.index)
    }
}

/// A saved search for tickets.
#[Object]
impl SavedSearch {
    /// Global ID of the saved search.
    pub(crate) async fn id(&self) -> ID {
        id::encode(NodeKind::SavedSearch, self.model().id)
    }

    /// Database ID of the saved search.
    async fn database_id(&self) -> i32 {
        self.model().id
    }

    /// Title of the search.
    async fn title(&self) -> &str {
        &self.model().title
    }

    /// Whether all agents can see the search.
    async fn shared(&self) -> bool {
        self.model().shared
    }

    /// Search parameters as django-helpdesk stores them: JSON encoded with Base64.
    async fn query(&self) -> LongText<&str> {
        LongText(&self.model().query)
    }

    /// Owner of the search.
    async fn user(&self) -> ObjectInTurn<User> {
        ObjectInTurn(User::new(&self.batch.users, self.model().user_id))
    }

    /// Search parameters, decoded from `query`. Null if they cannot be decoded.
    async fn parameters(&self) -> Option<Json> {
        let query = &self.model().query;
        // Old rows contain Python's representation of bytes: b'…'.
        let text = query
            .strip_prefix("b'")
            .and_then(|rest| rest.strip_suffix('\''))
            .unwrap_or(query);
        serde_json::from_slice(&STANDARD.decode(text).ok()?)
            .ok()
            .map(Json)
    }

    /// Criteria of the search. Null if they cannot be decoded. `savedSearchTickets` runs the search.
    async fn criteria(&self) -> Option<SavedSearchCriteria> {
        SearchCriteria::decode(&self.model().query).map(SavedSearchCriteria)
    }

    /// Whether the viewer owns the search.
    async fn is_mine(&self, ctx: &Context<'_>) -> bool {
        context(ctx).viewer.id() == Some(self.model().user_id)
    }
}

/// Criteria of a saved search.
#[derive(Clone, Debug)]
pub struct SavedSearchCriteria(SearchCriteria);

fn ids(kind: NodeKind, numbers: Option<&Vec<i32>>) -> Option<Vec<ID>> {
    let numbers = numbers?.iter();
    Some(numbers.map(|number| id::encode(kind, *number)).collect())
}

/// Criteria of a saved search. Null sets no condition. Tickets must meet all of them.
#[Object]
impl SavedSearchCriteria {
    /// Global IDs of the queues.
    async fn queue_ids(&self) -> Option<Vec<ID>> {
        ids(NodeKind::Queue, self.0.queues.as_ref())
    }

    /// Global IDs of the owners.
    async fn assigned_to_ids(&self) -> Option<Vec<ID>> {
        ids(NodeKind::User, self.0.owners.as_ref())
    }

    /// Whether tickets without an owner match too; without `assignedToIds`, only these match.
    async fn unassigned(&self) -> bool {
        self.0.unassigned
    }

    /// Codes of the statuses.
    async fn status_codes(&self) -> Option<&[i32]> {
        self.0.statuses.as_deref()
    }

    /// Codes of the priorities.
    async fn priority_codes(&self) -> Option<&[i32]> {
        self.0.priorities.as_deref()
    }

    /// Global IDs of the items of the knowledge base.
    async fn kb_item_ids(&self) -> Option<Vec<ID>> {
        ids(NodeKind::KbItem, self.0.kb_items.as_ref())
    }

    /// Whether tickets without an item match too; without `kbItemIds`, only these match.
    async fn without_kb_item(&self) -> bool {
        self.0.without_kb_item
    }

    /// First day of creation.
    async fn created_from(&self) -> Option<Date> {
        self.0.created_from.map(Date)
    }

    /// Day of creation that no longer matches, except for its first moment, as in django-helpdesk.
    async fn created_to(&self) -> Option<Date> {
        self.0.created_to.map(Date)
    }

    /// Searched text. `OR` separates alternatives; `queue:` and `priority:` at the beginning search
    /// titles of queues and codes of priorities. Empty if no text is searched.
    async fn search(&self) -> &str {
        &self.0.search
    }

    /// Field to sort by.
    async fn sort(&self) -> Option<SavedSearchSort> {
        self.0.sort
    }

    /// Direction to sort in.
    async fn direction(&self) -> OrderDirection {
        if self.0.descending {
            OrderDirection::Desc
        } else {
            OrderDirection::Asc
        }
    }

    /// Names of stored criteria that the other fields do not show, such as
    /// `filtering.created__gte` with a time. Only django-helpdesk can run such a search.
    async fn unsupported(&self) -> &[String] {
        &self.0.unsupported
    }
}
