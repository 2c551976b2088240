//! Where the log of events is.

use async_graphql::{Context, Object, Result};

use crate::domain::Error;
use crate::graphql::types::{context, hub};

/// Entry points for the log of events.
#[derive(Debug, Default)]
pub struct EventQuery;

#[Object]
impl EventQuery {
    /// The place in the log of events where it is now. Ask for it before you read what you show,
    /// and subscribe with it as `after`: then nothing that happens in between is missed. Null for
    /// those who did not sign in.
    async fn event_cursor(&self, ctx: &Context<'_>) -> Option<Result<String>> {
        let context = context(ctx);
        if !context.viewer.is_authenticated() {
            return Some(Err(Error::Unauthenticated.into()));
        }
        let place = async { Ok(hub(ctx)?.position().await?.encode()) };
        Some(place.await)
    }
}
