//! The knowledge base, and what agents keep beside tickets.

use async_graphql::{Context, Object, Result};

use crate::domain::{desk, knowledge_base};
use crate::graphql::types::choices::{TicketPriorityChoice, TicketStatusChoice};
use crate::graphql::types::context;
use crate::graphql::types::desk::{
    ChecklistTemplate, EmailTemplate, EscalationExclusion, IgnoredSender, PresetReply, SavedSearch,
};
use crate::graphql::types::knowledge_base::KbCategory;

/// Entry points for the knowledge base and the desk.
#[derive(Debug, Default)]
pub struct DeskQuery;

#[Object]
impl DeskQuery {
    /// The categories of the knowledge base that are yours to read, by title.
    async fn kb_categories(&self, ctx: &Context<'_>) -> Result<Vec<KbCategory>> {
        Ok(KbCategory::of_rows(knowledge_base::categories(context(ctx)).await?))
    }

    /// The statuses that tickets can have here, in the installation's order.
    async fn ticket_statuses(&self, ctx: &Context<'_>) -> Vec<TicketStatusChoice> {
        TicketStatusChoice::all(&context(ctx).config.helpdesk)
    }

    /// The priorities that tickets can have here, in the installation's order.
    async fn ticket_priorities(&self, ctx: &Context<'_>) -> Vec<TicketPriorityChoice> {
        TicketPriorityChoice::all(&context(ctx).config.helpdesk)
    }

    /// Prepared answers, by name. For those who work on tickets.
    async fn preset_replies(&self, ctx: &Context<'_>) -> Result<Vec<PresetReply>> {
        Ok(PresetReply::of_rows(desk::preset_replies(context(ctx)).await?))
    }

    /// Your own searches and those that others share. For those who work on tickets.
    async fn saved_searches(&self, ctx: &Context<'_>) -> Result<Vec<SavedSearch>> {
        Ok(SavedSearch::of_rows(desk::saved_searches(context(ctx)).await?))
    }

    /// Mail templates, by name and language. For those who work on tickets.
    async fn email_templates(&self, ctx: &Context<'_>) -> Result<Vec<EmailTemplate>> {
        Ok(desk::email_templates(context(ctx)).await?.into_iter().map(Into::into).collect())
    }

    /// Lists of tasks to start checklists from. For those who work on tickets.
    async fn checklist_templates(&self, ctx: &Context<'_>) -> Result<Vec<ChecklistTemplate>> {
        Ok(desk::checklist_templates(context(ctx)).await?.into_iter().map(Into::into).collect())
    }

    /// Days on which tickets do not age. For those who work on tickets.
    async fn escalation_exclusions(&self, ctx: &Context<'_>) -> Result<Vec<EscalationExclusion>> {
        Ok(desk::escalation_exclusions(context(ctx)).await?.into_iter().map(Into::into).collect())
    }

    /// Senders whose mails are not taken in. For those who work on tickets.
    async fn ignored_senders(&self, ctx: &Context<'_>) -> Result<Vec<IgnoredSender>> {
        Ok(desk::ignored_senders(context(ctx)).await?.into_iter().map(Into::into).collect())
    }
}
