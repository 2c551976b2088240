//! Mutations of administrators.

pub mod accounts;
pub mod checklist_templates;
pub mod custom_fields;
pub mod email_templates;
pub mod escalation_exclusions;
pub mod groups;
pub mod ignored_senders;
pub mod kb_attachments;
pub mod kb_categories;
pub mod kb_items;
pub mod kb_order;
pub mod outbox;
pub mod preset_replies;
pub mod queues;
pub(crate) mod record;

use async_graphql::MergedObject;

/// Mutations of administrators.
#[derive(Debug, Default, MergedObject)]
pub struct AdministrationMutation(
    queues::QueueMutation,
    groups::GroupMutation,
    accounts::AccountMutation,
    custom_fields::CustomFieldMutation,
    RecordMutation,
    outbox::OutboxMutation,
);

/// Mutations of templates, preset replies, the knowledge base and other records.
#[derive(Debug, Default, MergedObject)]
pub struct RecordMutation(
    preset_replies::PresetReplyMutation,
    email_templates::EmailTemplateMutation,
    checklist_templates::ChecklistTemplateMutation,
    escalation_exclusions::EscalationExclusionMutation,
    ignored_senders::IgnoredSenderMutation,
    kb_categories::KbCategoryMutation,
    kb_items::KbItemMutation,
    kb_order::KbOrderMutation,
    kb_attachments::KbAttachmentMutation,
);
