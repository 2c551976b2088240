//! Personal tokens of the viewer.

use async_graphql::{Context, ID, Object};
use chrono::DateTime as Moment;
use entity::personal_token;
use entity::values::Timestamp;

use crate::domain::TokenScope;
use crate::domain::desk::accounts::token_scope;
use crate::graphql::id::{self, NodeKind};
use crate::graphql::scalars::DateTime;
use crate::graphql::types::context;

/// A personal token of the viewer.
#[derive(Clone, Debug)]
pub struct PersonalToken(personal_token::Model);

impl From<personal_token::Model> for PersonalToken {
    fn from(row: personal_token::Model) -> Self {
        Self(row)
    }
}

fn moment(milliseconds: i64) -> DateTime {
    DateTime(Timestamp(
        Moment::from_timestamp_millis(milliseconds).unwrap_or_default(),
    ))
}

/// A token with which a program acts for the viewer: `Authorization: Bearer TOKEN`. The token itself
/// is shown only when it is created.
#[Object]
impl PersonalToken {
    /// Global ID of the token.
    pub(crate) async fn id(&self) -> ID {
        id::encode(NodeKind::PersonalToken, self.0.id)
    }

    /// Database ID of the token.
    async fn database_id(&self) -> i32 {
        self.0.id
    }

    /// Name of the token.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Scope of the token.
    async fn scope(&self) -> TokenScope {
        token_scope(&self.0)
    }

    /// Date and time of creation.
    async fn created_at(&self) -> DateTime {
        moment(self.0.created_at)
    }

    /// Date and time when the token ends. Null if it does not end.
    async fn expires_at(&self) -> Option<DateTime> {
        self.0.expires_at.map(moment)
    }

    /// Whether the token has ended.
    async fn is_expired(&self, ctx: &Context<'_>) -> bool {
        let now = context(ctx).clock.now().timestamp_millis();
        self.0.expires_at.is_some_and(|end| end <= now)
    }
}
