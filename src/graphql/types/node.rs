//! Relay's `Node`: whatever has a global id, found again by it.
#![expect(
    missing_docs,
    reason = "the derive writes a method for the field; the field's description is its documentation"
)]

use async_graphql::{ID, Interface};

use crate::graphql::types::custom_field::CustomField;
use crate::graphql::types::desk::{
    ChecklistTemplate, EmailTemplate, EscalationExclusion, IgnoredSender, PresetReply, SavedSearch,
};
use crate::graphql::types::knowledge_base::{KbCategory, KbItem};
use crate::graphql::types::{Attachment, FollowUp, Queue, Ticket, User};

/// Whatever has a global id.
#[derive(Clone, Debug, Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "The global id."))]
pub enum Node {
    /// A ticket.
    Ticket(Ticket),
    /// A follow-up.
    FollowUp(FollowUp),
    /// A file of a follow-up.
    Attachment(Attachment),
    /// A queue.
    Queue(Queue),
    /// A person.
    User(User),
    /// The definition of a custom field.
    CustomField(CustomField),
    /// A category of the knowledge base.
    KbCategory(KbCategory),
    /// An item of the knowledge base.
    KbItem(KbItem),
    /// A prepared answer.
    PresetReply(PresetReply),
    /// A search that somebody kept.
    SavedSearch(SavedSearch),
    /// A mail template.
    EmailTemplate(EmailTemplate),
    /// A list of tasks to start checklists from.
    ChecklistTemplate(ChecklistTemplate),
    /// A day on which tickets do not age.
    EscalationExclusion(EscalationExclusion),
    /// A sender whose mails are not taken in.
    IgnoredSender(IgnoredSender),
}
