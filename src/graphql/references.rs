//! The rows that REST's documents look up before a write: the objects that the input refers to, and the
//! definitions of custom fields. The first field that needs them reads all with one statement, and the
//! mutation after it uses them again.

use std::sync::Arc;

use async_graphql::Context;
use entity::{custom_field, queue, ticket, user};
use tokio::sync::OnceCell;

use crate::domain::core::known::Rows;
use crate::domain::tickets::lookup;
pub use crate::domain::tickets::lookup::Lookup;
use crate::domain::{Result, access};
use crate::graphql::types::context;

/// The rows that a document looks up. Its lists have the filters and scopes of [`Lookup`].
#[derive(Debug)]
pub struct References {
    lookup: Lookup,
    found: OnceCell<Rows>,
}

impl References {
    /// References that are not looked up yet.
    #[must_use]
    pub fn new(lookup: Lookup) -> Self {
        Self {
            lookup,
            found: OnceCell::new(),
        }
    }

    async fn get(&self, ctx: &Context<'_>) -> Result<&Rows> {
        let read = || async {
            let context = context(ctx);
            let rows = lookup::read(context, &self.lookup).await?;
            context.known_rows.keep(&context.clock, rows.clone());
            Ok(rows)
        };
        self.found.get_or_try_init(read).await
    }
}

/// The queues that a document of REST looks up; `None` in other documents.
///
/// # Errors
/// Database errors.
pub async fn queues(ctx: &Context<'_>) -> Result<Option<Vec<queue::Model>>> {
    let Some(references) = ctx.data_opt::<References>() else {
        return Ok(None);
    };
    let found = references.get(ctx).await?;
    let queue = found.queue(references.lookup.queue);
    Ok(Some(
        queue
            .map(|row| queue::Model::clone(row))
            .into_iter()
            .collect(),
    ))
}

/// The users that a document of REST looks up; `None` in other documents.
///
/// # Errors
/// Database errors.
pub async fn users(ctx: &Context<'_>) -> Result<Option<Vec<user::Model>>> {
    let Some(references) = ctx.data_opt::<References>() else {
        return Ok(None);
    };
    let found = references.get(ctx).await?;
    let context = context(ctx);
    let user = found.user(references.lookup.user);
    let visible =
        user.filter(|user| access::is_agent(context) || context.viewer.id() == Some(user.id));
    Ok(Some(
        visible
            .map(|row| user::Model::clone(row))
            .into_iter()
            .collect(),
    ))
}

/// The tickets that a document of REST looks up; `None` in other documents.
///
/// # Errors
/// Database errors.
pub async fn tickets(ctx: &Context<'_>) -> Result<Option<Vec<ticket::Model>>> {
    let Some(references) = ctx.data_opt::<References>() else {
        return Ok(None);
    };
    let found = references.get(ctx).await?;
    let ticket = found.ticket(references.lookup.ticket);
    Ok(Some(
        ticket
            .map(|row| ticket::Model::clone(row))
            .into_iter()
            .collect(),
    ))
}

/// The definitions of custom fields, if a document of REST looks up references.
///
/// # Errors
/// Database errors.
pub async fn definitions(ctx: &Context<'_>) -> Result<Option<Vec<Arc<custom_field::Model>>>> {
    let Some(references) = ctx.data_opt::<References>() else {
        return Ok(None);
    };
    Ok(references.get(ctx).await?.definitions.clone())
}
