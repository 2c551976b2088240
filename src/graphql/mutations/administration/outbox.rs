//! Mutations of the outbox.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};

use crate::domain;
use crate::domain::delivery::outbox::admin::Selection;
use crate::domain::delivery::outbox::administration::{OutboxAct, act};
use crate::domain::{Code, Error};
use crate::graphql::error::UserError;
use crate::graphql::mutations::split;
use crate::graphql::scalars::BigInt;
use crate::graphql::types::context;

/// Mutations of the outbox.
#[derive(Debug, Default)]
pub struct OutboxMutation;

/// Entries of the outbox to retry.
#[derive(InputObject)]
pub struct OutboxRetryInput {
    /// Database IDs of the entries, at most 1000. Either these or `all` is required.
    pub database_ids: Option<Vec<BigInt>>,
    /// Whether to retry all entries.
    #[graphql(default)]
    pub all: bool,
    /// Counts the entries without changing them.
    #[graphql(default)]
    pub validate_only: bool,
}

/// Entries of the outbox to drop.
#[derive(InputObject)]
pub struct OutboxDropInput {
    /// Database IDs of the entries, at most 1000.
    pub database_ids: Vec<BigInt>,
    /// Counts the entries without deleting them.
    #[graphql(default)]
    pub validate_only: bool,
}

/// Result of `outboxRetry` and `outboxDrop`.
#[derive(Debug, Default, SimpleObject)]
pub struct OutboxPayload {
    /// Number of retried or dropped entries. Entries that a worker is delivering are skipped. Null
    /// if there are errors.
    count: Option<u64>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

fn ids(ids: Vec<BigInt>) -> Selection {
    Selection::Ids(ids.into_iter().map(|id| id.0).collect())
}

async fn apply(
    ctx: &Context<'_>,
    kind: OutboxAct,
    selection: domain::Result<Selection>,
    validate_only: bool,
) -> Result<OutboxPayload> {
    let outcome = match selection {
        Ok(selection) => act(context(ctx), kind, selection, validate_only).await,
        Err(error) => Err(error),
    };
    let (count, user_errors) = split(ctx, outcome.map(Some), "databaseIds")?;
    Ok(OutboxPayload { count, user_errors })
}

#[Object]
impl OutboxMutation {
    /// Tries to deliver entries of the outbox now, with all attempts available again. Only for
    /// superusers.
    ///
    /// ```graphql
    /// mutation { outboxRetry(input: { all: true }) { count userErrors { field message code } } }
    /// ```
    async fn outbox_retry(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Entries to retry.")] input: OutboxRetryInput,
    ) -> Option<Result<OutboxPayload>> {
        let selection = match (input.database_ids, input.all) {
            (None, true) => Ok(Selection::All),
            (Some(given), false) => Ok(ids(given)),
            (Some(_), true) => Err(Error::field("database_ids", Code::Exclusive("all"))),
            (None, false) => Err(Error::field("database_ids", Code::Required)),
        };
        Some(apply(ctx, OutboxAct::Retry, selection, input.validate_only).await)
    }

    /// Deletes entries of the outbox without delivering them. Only for superusers.
    async fn outbox_drop(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Entries to drop.")] input: OutboxDropInput,
    ) -> Option<Result<OutboxPayload>> {
        let selection = Ok(ids(input.database_ids));
        Some(apply(ctx, OutboxAct::Drop, selection, input.validate_only).await)
    }
}
