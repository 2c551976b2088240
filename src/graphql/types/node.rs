//! Relay's `Node`: whatever has a global id, found again by it.
#![expect(
    missing_docs,
    reason = "the derive writes a method for the field; the field's description is its documentation"
)]

use async_graphql::{ID, Interface};

use crate::graphql::types::checklist::{Checklist, ChecklistTask};
use crate::graphql::types::custom_field::CustomField;
use crate::graphql::types::desk::{
    ChecklistTemplate, EmailTemplate, EscalationExclusion, IgnoredSender, PresetReply, SavedSearch,
};
use crate::graphql::types::followup::TicketChange;
use crate::graphql::types::knowledge_base::{KbAttachment, KbCategory, KbItem};
use crate::graphql::types::ticket_links::{TicketCc, TicketDependency};
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
    /// What a follow-up changed.
    TicketChange(TicketChange),
    /// Somebody who follows a ticket.
    TicketCc(TicketCc),
    /// A ticket that waits for another.
    TicketDependency(TicketDependency),
    /// A checklist of a ticket.
    Checklist(Checklist),
    /// A task of a checklist.
    ChecklistTask(ChecklistTask),
    /// A file of an item of the knowledge base.
    KbAttachment(KbAttachment),
}
