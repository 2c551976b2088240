//! Turns the messages of a change into email, creates its webhooks, and adds both to the unit of
//! work that makes the change.

use crate::domain::core::signals::WebhookEvent;
use crate::domain::delivery::notifications::Message;
use crate::domain::delivery::outbox::mail::{self, ChangeDetails};
use crate::domain::delivery::outbox::{Delivery, Entry, webhook};
use crate::domain::unit::Unit;
use crate::domain::{Context, Result};

/// The kind of a change. Each kind has its own webhook receivers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// A ticket was created.
    NewTicket,
    /// A follow-up was added to a ticket.
    FollowUp,
}

/// Adds the email and webhooks of a change to its unit. Call it last: webhook bodies show what the
/// unit has written so far.
///
/// # Errors
/// Database errors.
pub async fn enqueue_change(
    context: &Context,
    unit: &mut Unit,
    kind: ChangeKind,
    details: ChangeDetails<'_>,
    messages: Vec<Message>,
) -> Result<()> {
    let helpdesk = &context.config.helpdesk;
    let (urls, followup) = match kind {
        ChangeKind::NewTicket => (&helpdesk.new_ticket_webhook_urls, None),
        ChangeKind::FollowUp => (&helpdesk.followup_webhook_urls, Some(details.followup.id)),
    };
    let inside = unit.view(context);
    let mails = mail::create_mails(&inside, details, messages).await?;
    let event = WebhookEvent {
        ticket: details.ticket.id,
        queue_slug: &details.queue.slug,
        followup,
    };
    let webhooks = match context.dialect.sends_webhooks() {
        true => webhook::create_webhooks(&inside, event, urls).await?,
        false => Vec::new(),
    };
    let deliveries = mails
        .into_iter()
        .map(|mail| Delivery::Mail(Box::new(mail)))
        .chain(webhooks.into_iter().map(Delivery::Webhook));
    for delivery in deliveries {
        unit.enqueue(
            Entry {
                ticket: Some(details.ticket.id),
                delivery,
            }
            .row()?,
        );
    }
    Ok(())
}
