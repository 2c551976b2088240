//! Subscriptions to tickets.

use async_graphql::{Context, ID, Result, Subscription};
use futures_util::stream::{self, Stream};

use super::Place;
use crate::domain;
use crate::domain::access::in_memory::viewer_class;
use crate::domain::live::{Event, Part, Shared};
use crate::domain::unit::events::Kind;
use crate::domain::{Error, tickets};
use crate::graphql::id::NodeKind;
use crate::graphql::inputs::ticket_event_filter::{EventSelection, TicketEventFilter};
use crate::graphql::types::ticket_event::TicketEvent;
use crate::graphql::types::{context, hub};

/// Subscriptions to tickets.
#[derive(Debug, Default)]
pub struct TicketSubscription;

#[Subscription]
impl TicketSubscription {
    /// Reports events of tickets that you may see at the time of delivery. Keep the `cursor` of the
    /// last event: after an interruption, `after: "…"` first delivers the missed events.
    ///
    #[doc = r#"```graphql
subscription {
  ticketEvents(filter: { kind: [CREATED, UPDATED] }) {
    cursor kind ticket { reference title statusLabel assignedTo { fullName } }
  }
}
```"#]
    async fn ticket_events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Filters events.")] filter: Option<TicketEventFilter>,
        #[graphql(
            desc = "Cursor of the last event that you received. If the event log no longer contains it, the subscription fails with CURSOR_EXPIRED."
        )]
        after: Option<String>,
    ) -> Result<impl Stream<Item = Result<TicketEvent>> + use<>> {
        let selection = filter.unwrap_or_default().parse()?;
        subscribe(ctx, selection, after).await
    }

    /// Reports events of one ticket. Ends when the ticket is deleted.
    ///
    /// ```graphql
    /// subscription { ticketUpdated(id: "1") { cursor kind ticket { statusLabel } followUp { comment user { fullName } } } }
    /// ```
    async fn ticket_updated(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "ID of the ticket: a global ID or a number.")] id: ID,
        #[graphql(desc = "Cursor of the last event that you received.")] after: Option<String>,
    ) -> Result<impl Stream<Item = Result<TicketEvent>> + use<>> {
        let number = NodeKind::Ticket
            .parse_id(&id)
            .map_err(|code| Error::field("id", code))?;
        let context = context(ctx);
        if context.viewer.is_stranger() {
            return Err(Error::Unauthenticated.into());
        }
        // A ticket that was deleted after the cursor still has events to deliver.
        if after.is_none() && tickets::list::by_ids(context, &[number]).await?.is_empty() {
            return Err(Error::NotFound.into());
        }
        subscribe(ctx, EventSelection::of_ticket(number), after).await
    }
}

/// The selected events that the viewer may see.
async fn subscribe(
    ctx: &Context<'_>,
    selection: EventSelection,
    after: Option<String>,
) -> Result<impl Stream<Item = Result<TicketEvent>> + use<>> {
    let context = context(ctx).clone();
    if context.viewer.is_stranger() {
        return Err(Error::Unauthenticated.into());
    }
    let place = ctx.data_opt::<Place>().cloned().unwrap_or_default();
    let subscription = place.subscribe(hub(ctx)?, after.as_deref()).await?;
    let state = Some((subscription, None));
    Ok(stream::unfold(state, move |state| {
        let (context, selection, place) = (context.clone(), selection.clone(), place.clone());
        async move {
            let (mut subscription, mut part) = state?;
            loop {
                match next(&context, &selection, &place, &mut part).await {
                    Ok(Some(event)) => {
                        place.reach(event.event().id);
                        let is_last =
                            selection.only.is_some() && event.event().kind == Kind::Deleted;
                        return Some((Ok(event), (!is_last).then_some((subscription, part))));
                    }
                    Ok(None) => match subscription.next().await {
                        Ok(new) => part = Some(new),
                        Err(error) => return Some((Err(error.into()), None)),
                    },
                    Err(error) => return Some((Err(error.into()), None)),
                }
            }
        }
    }))
}

/// The next event of a part to deliver.
async fn next(
    context: &domain::Context,
    selection: &EventSelection,
    place: &Place,
    part: &mut Option<Part>,
) -> domain::Result<Option<TicketEvent>> {
    let Some(Part { batch, from }) = part else {
        return Ok(None);
    };
    while let Some(event) = batch.events.get(*from) {
        let at = *from;
        *from += 1;
        if selection.may_match(context, event) {
            let shared = batch.shared().await?;
            if is_delivered(context, selection, &shared, event) {
                return Ok(Some(TicketEvent::new(
                    viewer_class(context),
                    batch,
                    at,
                    &shared,
                )));
            }
        }
        place.skip(event.id);
    }
    Ok(None)
}

fn is_delivered(
    context: &domain::Context,
    selection: &EventSelection,
    shared: &Shared,
    event: &Event,
) -> bool {
    shared.is_visible(context, event)
        && shared
            .access(event)
            .is_some_and(|access| selection.matches(context, event, access))
}
