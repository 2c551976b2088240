//! The entry points for writing, one file a stem. One mutation is one transaction.

pub mod tickets;

use async_graphql::MergedObject;

/// Where writing begins.
#[derive(Debug, Default, MergedObject)]
pub struct Mutation(tickets::TicketMutation);
