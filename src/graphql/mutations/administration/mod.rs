//! Mutations of administrators.

pub mod queues;

use async_graphql::MergedObject;

/// Mutations of administrators.
#[derive(Debug, Default, MergedObject)]
pub struct AdministrationMutation(queues::QueueMutation);
