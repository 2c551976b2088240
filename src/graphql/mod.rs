//! The graph: types, inputs, queries, mutations and loaders. One domain call a field; no SQL here.

use async_graphql::{EmptyMutation, EmptySubscription, Object};

/// The schema, shared by `/graphql` and `compat`.
pub type Schema = async_graphql::Schema<Query, EmptyMutation, EmptySubscription>;

/// To be written.
#[derive(Debug, Default)]
pub struct Query;

/// To be written.
#[Object]
impl Query {
    /// To be written.
    async fn hello(&self) -> &str {
        "hello"
    }
}
