//! Relay's interface `Node`: all objects with a global ID.
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
use crate::graphql::types::group::Group;
use crate::graphql::types::knowledge_base::{KbAttachment, KbCategory, KbItem};
use crate::graphql::types::personal_token::PersonalToken;
use crate::graphql::types::ticket_change::TicketChange;
use crate::graphql::types::ticket_links::{TicketCc, TicketDependency};
use crate::graphql::types::{Attachment, FollowUp, Queue, Ticket, User};

/// An object with a global ID.
#[derive(Clone, Debug, Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "Global ID of the object."))]
pub enum Node {
    /// A ticket.
    Ticket(Ticket),
    /// A follow-up.
    FollowUp(FollowUp),
    /// A file attached to a follow-up.
    Attachment(Attachment),
    /// A queue.
    Queue(Queue),
    /// A user.
    User(User),
    /// The definition of a custom field.
    CustomField(CustomField),
    /// A category of the knowledge base.
    KbCategory(KbCategory),
    /// An item of the knowledge base.
    KbItem(KbItem),
    /// A prepared reply.
    PresetReply(PresetReply),
    /// A saved search.
    SavedSearch(SavedSearch),
    /// A template for email.
    EmailTemplate(EmailTemplate),
    /// A template for checklists.
    ChecklistTemplate(ChecklistTemplate),
    /// A day that does not count towards escalation.
    EscalationExclusion(EscalationExclusion),
    /// A sender whose email is ignored.
    IgnoredSender(IgnoredSender),
    /// A changed field of a ticket.
    TicketChange(TicketChange),
    /// A follower of a ticket.
    TicketCc(TicketCc),
    /// A dependency between two tickets.
    TicketDependency(TicketDependency),
    /// A checklist of a ticket.
    Checklist(Checklist),
    /// A task of a checklist.
    ChecklistTask(ChecklistTask),
    /// A file attached to an item of the knowledge base.
    KbAttachment(KbAttachment),
    /// A group of users.
    Group(Group),
    /// A personal token of the viewer.
    PersonalToken(PersonalToken),
}
