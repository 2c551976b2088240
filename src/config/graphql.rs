//! `[graphql]`: features and limits of the GraphQL API.

use serde::Deserialize;

use super::Config;
use super::validation::Errors;

/// Settings for `/graphql`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Graphql {
    /// Whether browsers get GraphiQL.
    pub graphiql: bool,
    /// Whether everybody may introspect the schema; otherwise only staff.
    pub introspection: bool,
    /// Whether the schema is a subgraph of Apollo Federation.
    pub federation: bool,
    /// Page size without `first` and `last`.
    pub default_page_size: u32,
    /// Maximum page size.
    pub max_page_size: u32,
    /// Maximum depth of an operation.
    pub max_depth: usize,
    /// Maximum cost of an operation. A field costs 1, multiplied by the page size of its list.
    pub max_complexity: usize,
    /// Maximum cost of an operation without sign-in.
    pub max_anonymous_complexity: usize,
    /// Maximum memory for one response, in bytes.
    pub max_answer_size: usize,
    /// Maximum number of aliases in an operation.
    pub max_aliases: usize,
    /// Maximum number of directives in an operation.
    pub max_directives: usize,
    /// Maximum number of tokens in a document.
    pub max_tokens: usize,
    /// Maximum number of items in a list, or fields in an object, of the input.
    pub max_list_size: usize,
    /// Maximum number of operations in a batch; 0: batches are rejected.
    pub max_batch_size: usize,
    /// Maximum cost of a user per minute; 0: no limit.
    pub max_cost_per_minute: u32,
    /// Maximum cost of an address without sign-in per minute; 0: the limit of a user.
    pub max_anonymous_cost_per_minute: u32,
    /// Memory for automatic persisted queries, in bytes; 0: they are rejected.
    pub persisted_queries_size: u64,
    /// Whether trusted documents are used.
    pub trusted_documents: TrustedDocuments,
    /// Path of the trusted documents: a folder or a manifest.
    pub trusted_documents_path: String,
    /// Hours for which an idempotency key returns the result of the first request.
    pub idempotency_hours: u32,
}

/// How trusted documents are used.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum TrustedDocuments {
    /// Not at all.
    Off,
    /// A request may refer to one instead of sending a document.
    On,
    /// Only trusted documents are executed.
    Only,
}

pub(super) fn validate(config: &Config, errors: &mut Errors) {
    let graphql = &config.graphql;
    errors.require_positive(&[
        ("graphql.max_page_size", graphql.max_page_size),
        ("graphql.idempotency_hours", graphql.idempotency_hours),
    ]);
    errors.require_positive(&[
        ("graphql.max_depth", graphql.max_depth),
        ("graphql.max_complexity", graphql.max_complexity),
        (
            "graphql.max_anonymous_complexity",
            graphql.max_anonymous_complexity,
        ),
        ("graphql.max_answer_size", graphql.max_answer_size),
        ("graphql.max_aliases", graphql.max_aliases),
        ("graphql.max_tokens", graphql.max_tokens),
        ("graphql.max_list_size", graphql.max_list_size),
    ]);
    let max_cost = u32::try_from(graphql.max_complexity).unwrap_or(u32::MAX);
    let rates = [
        ("graphql.max_cost_per_minute", graphql.max_cost_per_minute),
        (
            "graphql.max_anonymous_cost_per_minute",
            graphql.max_anonymous_cost_per_minute,
        ),
    ];
    for (key, rate) in rates
        .into_iter()
        .filter(|(_, rate)| (1..max_cost).contains(rate))
    {
        errors.add(
            key,
            format!("must be 0 or at least graphql.max_complexity ({max_cost}), found {rate}"),
        );
    }
    if graphql.trusted_documents != TrustedDocuments::Off
        && graphql.trusted_documents_path.is_empty()
    {
        errors.add(
            "graphql.trusted_documents_path",
            "graphql.trusted_documents needs the path of a folder or a manifest",
        );
    }
    if graphql.default_page_size == 0 || graphql.default_page_size > graphql.max_page_size {
        let message = format!(
            "must be from 1 to graphql.max_page_size ({}), found {}",
            graphql.max_page_size, graphql.default_page_size
        );
        errors.add("graphql.default_page_size", message);
    }
}
