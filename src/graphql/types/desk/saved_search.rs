//! Saved searches.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use entity::saved_search;

use crate::graphql::budget::LongText;
use crate::graphql::connection::Row;
use crate::graphql::id::{self, NodeKind};
use crate::graphql::in_turn::ObjectInTurn;
use crate::graphql::scalars::Json;
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

    /// Whether the viewer owns the search.
    async fn is_mine(&self, ctx: &Context<'_>) -> bool {
        context(ctx).viewer.id() == Some(self.model().user_id)
    }
}
