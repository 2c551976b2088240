//! What a change tells whom: its messages become mails, and the receivers of webhooks hear of it.
//! All of it joins the unit of work that makes the change.

use crate::domain::core::signals::WebhookEvent;
use crate::domain::delivery::notifications::Message;
use crate::domain::delivery::outbox::mail::{self, ChangeDetails};
use crate::domain::delivery::outbox::{Delivery, Entry, webhook};
use crate::domain::unit::Unit;
use crate::domain::{Context, Result};

/// What sort of change it was: each has receivers of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// A ticket was opened.
    NewTicket,
    /// Something was said or done on one.
    FollowUp,
}

/// Adds everything that a change tells to its unit. Comes last: bodies show what the unit has
/// written so far.
///
/// # Errors
/// What the database says.
pub async fn enqueue_change(
    context: &Context,
    unit: &mut Unit,
    change: Change,
    told: ChangeDetails<'_>,
    messages: Vec<Message>,
) -> Result<()> {
    let helpdesk = &context.config.helpdesk;
    let (urls, followup) = match change {
        Change::NewTicket => (&helpdesk.new_ticket_webhook_urls, None),
        Change::FollowUp => (&helpdesk.followup_webhook_urls, Some(told.followup.id)),
    };
    let inside = Context {
        db: unit.tx.view(),
        ..context.clone()
    };
    let mails = mail::mails(&inside, told, messages).await?;
    let event = WebhookEvent {
        ticket: told.ticket.id,
        queue_slug: &told.queue.slug,
        followup,
    };
    let webhooks = webhook::webhooks(&inside, event, urls).await?;
    let deliveries = mails
        .into_iter()
        .map(|mail| Delivery::Mail(Box::new(mail)))
        .chain(webhooks.into_iter().map(Delivery::Webhook));
    for delivery in deliveries {
        unit.enqueue(
            Entry {
                ticket: Some(told.ticket.id),
                delivery,
            }
            .row()?,
        );
    }
    Ok(())
}
