//! The entry points for reading, one file a stem.

pub mod desk;
pub mod events;
pub mod federation;
pub mod followups;
pub mod knowledge_base;
pub mod node;
pub mod tickets;
pub mod users;

use async_graphql::MergedObject;

/// Where reading begins.
#[derive(Debug, Default, MergedObject)]
pub struct Query(
    node::NodeQuery,
    tickets::TicketQuery,
    followups::FollowUpQuery,
    users::UserQuery,
    knowledge_base::KnowledgeBaseQuery,
    desk::DeskQuery,
    events::EventQuery,
    federation::FederationQuery,
);
