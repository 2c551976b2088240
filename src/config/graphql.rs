//! `[graphql]`: limits of the graph.

use serde::Deserialize;

/// Settings of `/graphql`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Graphql {
    /// Whether a browser's GET is answered with GraphiQL.
    pub graphiql: bool,
    /// Whether the schema may be asked for.
    pub introspection: bool,
    /// Rows of a connection when neither `first` nor `last` is given.
    pub default_page_size: u32,
    /// Most rows that one page of a connection may have.
    pub max_page_size: u32,
    /// Deepest nesting of a document.
    pub max_depth: usize,
    /// Highest cost of a document, in fields, lists counted by their page size.
    pub max_complexity: usize,
    /// Hours for which a creating mutation's idempotency key stands for what it made.
    pub idempotency_hours: u32,
}
