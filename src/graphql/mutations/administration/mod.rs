//! Mutations of administrators.

pub mod accounts;
pub mod custom_fields;
pub mod groups;
pub mod outbox;
pub mod queues;

use async_graphql::MergedObject;

/// Mutations of administrators.
#[derive(Debug, Default, MergedObject)]
pub struct AdministrationMutation(
    queues::QueueMutation,
    groups::GroupMutation,
    accounts::AccountMutation,
    custom_fields::CustomFieldMutation,
    outbox::OutboxMutation,
);
