//! The graph: types, inputs, queries, mutations and loaders. One domain call a field; no SQL here.

pub mod budget;
pub mod connection;
pub mod documents;
pub mod error;
pub mod id;
pub mod in_turn;
pub mod inputs;
pub mod loaders;
mod metering;
pub mod mutations;
pub mod queries;
pub mod scalars;
pub mod subscriptions;
pub mod types;

use async_graphql::{SDLExportOptions, SchemaBuilder, ValidationMode};

use crate::domain;
use crate::domain::query::{Page, Window};
use mutations::Mutation;
use queries::Query;
use queries::federation::Keys;
use subscriptions::Subscription;
use types::node::Node;

/// The schema, shared by `/graphql` and `compat`.
pub type Schema = async_graphql::Schema<Query, Mutation, Subscription>;

fn builder() -> SchemaBuilder<Query, Mutation, Subscription> {
    // No extension: each would box a future for every field (see ARCHITECTURE, "Cost").
    async_graphql::Schema::build(Query::default(), Mutation::default(), Subscription::default())
        // `documents` validates what comes from outside, and tests validate what is our own.
        .validation_mode(ValidationMode::Fast)
        .register_output_type::<Node>()
        .override_input_type_description::<async_graphql::Upload>(
            "A file, sent along by the GraphQL multipart request specification; a variable of this type is null in the JSON.",
        )
        .disable_suggestions()
}

/// The schema as clients meet it, unless it is a [`subgraph`]. What documents may ask for is held
/// by [`documents`], before the schema sees them.
#[must_use]
pub fn schema() -> Schema {
    builder().finish()
}

/// The schema as a subgraph of Apollo Federation: it has `_service` and `_entities` besides.
#[must_use]
pub fn subgraph() -> Schema {
    builder()
        .enable_federation()
        .register_output_type::<Keys>()
        .finish()
}

/// A subgraph's schema as `_service` tells it and as it is composed with others.
#[must_use]
pub fn subgraph_sdl() -> String {
    let text =
        subgraph().sdl_with_options(SDLExportOptions::new().federation().compose_directive());
    format!("{}\n", text.trim())
}

/// The schema for documents that ask for the schema itself, or for a [`subgraph`]: what it answers
/// with counts towards the answer's [`budget::Budget`].
#[must_use]
pub fn introspected(subgraph: bool) -> Schema {
    let builder = builder().extension(metering::Metering);
    if subgraph {
        builder
            .enable_federation()
            .register_output_type::<Keys>()
            .finish()
    } else {
        builder.finish()
    }
}

/// The schema in GraphQL's own language, sorted, as `schema.graphql` has it.
#[must_use]
pub fn sdl() -> String {
    let options = SDLExportOptions::new()
        .sorted_fields()
        .sorted_arguments()
        .sorted_enum_items()
        .include_specified_by()
        .use_space_ident()
        .indent_width(2);
    let text = builder().finish().sdl_with_options(options);
    format!("{}\n", text.trim())
}

/// A page's arguments, checked against the installation's limits (or none, for documents of our
/// own).
///
/// # Errors
/// Numbers or cursors that do not fit.
pub(crate) fn window(context: &domain::Context, page: &Page) -> domain::Result<Window> {
    page.window(
        context.config.graphql.default_page_size,
        context.max_page_size,
    )
}
