//! The position of the event log.

use async_graphql::{Context, Object, Result};

use crate::domain::Error;
use crate::graphql::types::{context, hub};

/// Query of the event log.
#[derive(Debug, Default)]
pub struct EventQuery;

#[Object]
impl EventQuery {
    /// Returns the current cursor of the event log. Query it before the data that you display, and
    /// subscribe with it as `after`, so that you miss no event. Null for callers without sign-in
    /// or link, or if the service is read-only.
    async fn event_cursor(&self, ctx: &Context<'_>) -> Option<Result<String>> {
        let context = context(ctx);
        if context.viewer.is_stranger() {
            return Some(Err(Error::Unauthenticated.into()));
        }
        if context.config.server.read_only {
            return Some(Err(Error::ReadOnly.into()));
        }
        let cursor = async { Ok(hub(ctx)?.position().await?.encode()) };
        Some(cursor.await)
    }
}
