//! The GraphQL API: types, inputs, queries, mutations and subscriptions. A field makes one call to
//! the domain; there is no SQL here.

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
pub mod shared_definitions;
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
        // `documents` validates documents of clients, and tests validate those of `compat`.
        .validation_mode(ValidationMode::Fast)
        .register_output_type::<Node>()
        .override_input_type_description::<async_graphql::Upload>(
            "File, sent as in the GraphQL multipart request specification. A variable of this type is null in the JSON.",
        )
        .disable_suggestions()
}

/// The schema for clients, unless it is a [`subgraph`]. [`documents`] checks documents before they
/// are executed.
#[must_use]
pub fn schema() -> Schema {
    builder().finish()
}

/// The schema as a subgraph of Apollo Federation, with `_service` and `_entities`.
#[must_use]
pub fn subgraph() -> Schema {
    builder()
        .enable_federation()
        .register_output_type::<Keys>()
        .finish()
}

/// The SDL of the subgraph, as in `_service`.
#[must_use]
pub fn subgraph_sdl() -> String {
    let text =
        subgraph().sdl_with_options(SDLExportOptions::new().federation().compose_directive());
    format!("{}\n", text.trim())
}

/// The schema for introspection, which charges the response's [`budget::Budget`], as a [`subgraph`]
/// or not.
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

/// The SDL of the schema, sorted, as in `schema.graphql`.
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

/// Validates pagination arguments. The installation limits the page size, except for documents of
/// `compat`.
///
/// # Errors
/// Invalid arguments.
pub(crate) fn window(context: &domain::Context, page: &Page) -> domain::Result<Window> {
    page.window(
        context.config.graphql.default_page_size,
        context.max_page_size,
    )
}
