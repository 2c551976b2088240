//! A search that somebody kept.

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

/// Searches that were read together.
#[derive(Debug)]
pub struct SavedSearches {
    rows: Vec<saved_search::Model>,
    users: Arc<Users>,
}

/// A search that somebody kept.
#[derive(Clone, Debug)]
pub struct SavedSearch {
    all: Arc<SavedSearches>,
    at: usize,
}

impl SavedSearches {
    /// Searches of rows that were read together.
    pub fn of_rows(rows: Vec<saved_search::Model>) -> Vec<SavedSearch> {
        let users = Arc::new(Users::of_ids(rows.iter().map(|row| row.user_id)));
        let all = Arc::new(Self { rows, users });
        (0..all.rows.len())
            .map(|at| SavedSearch {
                all: Arc::clone(&all),
                at,
            })
            .collect()
    }
}

impl SavedSearch {
    fn model(&self) -> &saved_search::Model {
        &self.all.rows[self.at]
    }

    /// The number.
    pub(crate) fn number(&self) -> i32 {
        self.model().id
    }
}

impl Row<saved_search::Model> for SavedSearch {
    fn row(&self) -> Option<&saved_search::Model> {
        self.all.rows.get(self.at)
    }
}

/// A search that somebody kept.
#[Object]
impl SavedSearch {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        id::encode(NodeKind::SavedSearch, self.model().id)
    }

    /// The number.
    async fn database_id(&self) -> i32 {
        self.model().id
    }

    /// The title.
    async fn title(&self) -> &str {
        &self.model().title
    }

    /// Whether all agents see it.
    async fn shared(&self) -> bool {
        self.model().shared
    }

    /// The search as django-helpdesk stores it: Base64 of JSON.
    async fn query(&self) -> LongText<&str> {
        LongText(&self.model().query)
    }

    /// Whose it is.
    async fn user(&self) -> ObjectInTurn<User> {
        ObjectInTurn(User::new(&self.all.users, self.model().user_id))
    }

    /// The search read: the JSON that django-helpdesk keeps. Null when it cannot be read.
    async fn parameters(&self) -> Option<Json> {
        let query = &self.model().query;
        // Old rows wrap the text as Python prints bytes.
        let text = query
            .strip_prefix("b'")
            .and_then(|rest| rest.strip_suffix('\''))
            .unwrap_or(query);
        serde_json::from_slice(&STANDARD.decode(text).ok()?)
            .ok()
            .map(Json)
    }

    /// Whether it is your own.
    async fn is_mine(&self, ctx: &Context<'_>) -> bool {
        context(ctx).viewer.id() == Some(self.model().user_id)
    }
}
