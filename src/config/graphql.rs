//! `[graphql]`: limits of the graph.

use serde::Deserialize;

/// Settings of `/graphql`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Graphql {
    /// Whether a browser's GET is answered with GraphiQL.
    pub graphiql: bool,
    /// Whether everybody may ask for the schema, or staff alone.
    pub introspection: bool,
    /// Whether it is a subgraph of Apollo Federation.
    pub federation: bool,
    /// Rows of a connection when neither `first` nor `last` is given.
    pub default_page_size: u32,
    /// Most rows that one page of a connection may have.
    pub max_page_size: u32,
    /// Deepest nesting of a document.
    pub max_depth: usize,
    /// Highest cost of a document, in fields, lists counted by their page size.
    pub max_complexity: usize,
    /// The same for callers who have not signed in.
    pub max_anonymous_complexity: usize,
    /// Most bytes of memory that one answer may take while it is made.
    pub max_answer_size: usize,
    /// Most aliases of an operation.
    pub max_aliases: usize,
    /// Most directives of an operation.
    pub max_directives: usize,
    /// Most tokens of a document.
    pub max_tokens: usize,
    /// Most items of a list, or members of an object, in what is sent.
    pub max_list_size: usize,
    /// Most operations of a batch; 0: batches are refused.
    pub max_batch_size: usize,
    /// Most cost of one viewer in a minute; 0: no limit.
    pub max_cost_per_minute: u32,
    /// Most cost of one address in a minute, of those who are not signed in; 0: as much as users.
    pub max_anonymous_cost_per_minute: u32,
    /// Room for automatic persisted queries, in bytes; 0: they are refused.
    pub persisted_queries_size: u64,
    /// Whether documents of the installation's own are known.
    pub trusted_documents: TrustedDocuments,
    /// Where those documents are: a folder or a manifest.
    pub trusted_documents_path: String,
    /// Hours for which a creating mutation's idempotency key stands for what it made.
    pub idempotency_hours: u32,
}

/// What documents of the installation's own are for.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum TrustedDocuments {
    /// There are none.
    Off,
    /// They may be named in place of a document.
    On,
    /// Nothing else is executed.
    Only,
}
