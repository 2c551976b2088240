//! Queries.

pub mod administration;
pub mod email_preview;
pub mod events;
pub mod federation;
pub mod lists;
pub mod node;
pub mod saved_search_tickets;
pub mod settings;
pub mod tickets;
pub mod viewer;

use async_graphql::MergedObject;

/// Queries.
#[derive(Debug, Default, MergedObject)]
pub struct Query(
    node::NodeQuery,
    tickets::TicketQuery,
    lists::ListQuery,
    lists::AgentListQuery,
    viewer::ViewerQuery,
    settings::SettingsQuery,
    events::EventQuery,
    administration::AdministrationQuery,
    saved_search_tickets::SavedSearchQuery,
    email_preview::EmailPreviewQuery,
    // The last part is asked first for entities, and has an answer for each.
    federation::FederationQuery,
);
