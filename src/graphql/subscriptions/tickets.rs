//! Events of tickets.

use async_graphql::{Context, ID, Result, Subscription};
use futures_util::stream::{self, Stream};

use super::Place;
use crate::domain;
use crate::domain::access::in_memory::viewer_class;
use crate::domain::live::{Event, Part, Shared};
use crate::domain::unit::events::Kind;
use crate::domain::{Error, tickets};
use crate::graphql::id::NodeKind;
use crate::graphql::inputs::ticket_event_filter::{Chosen, TicketEventFilter};
use crate::graphql::types::ticket_event::TicketEvent;
use crate::graphql::types::{context, hub};

/// Entry points for events of tickets.
#[derive(Debug, Default)]
pub struct TicketSubscription;

#[Subscription]
impl TicketSubscription {
    /// What happens to the tickets that are yours to see. Whether you may see one is looked at when
    /// its event is handed to you. Keep the last event's `cursor`: after a break, `after: "…"`
    /// tells what happened meanwhile first.
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
        #[graphql(desc = "Which events; all when nothing is said.")] filter: Option<
            TicketEventFilter,
        >,
        #[graphql(
            desc = "The cursor of the last event that you had. The error CURSOR_EXPIRED says that the log does not go back so far."
        )]
        after: Option<String>,
    ) -> Result<impl Stream<Item = Result<TicketEvent>> + use<>> {
        let chosen = filter.unwrap_or_default().chosen()?;
        follow(ctx, chosen, after).await
    }

    /// What happens to one ticket. Ends when it is deleted.
    ///
    /// ```graphql
    /// subscription { ticketUpdated(id: "1") { cursor kind ticket { statusLabel } followUp { comment user { fullName } } } }
    /// ```
    async fn ticket_updated(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The ticket. The global id, or the number.")] id: ID,
        #[graphql(desc = "The cursor of the last event that you had.")] after: Option<String>,
    ) -> Result<impl Stream<Item = Result<TicketEvent>> + use<>> {
        let number = NodeKind::Ticket
            .parse_id(&id)
            .map_err(|code| Error::field("id", code))?;
        let context = context(ctx);
        if !context.viewer.is_authenticated() {
            return Err(Error::Unauthenticated.into());
        }
        // Deleted since the cursor: its last event is still to come.
        if after.is_none() && tickets::list::by_ids(context, &[number]).await?.is_empty() {
            return Err(Error::NotFound.into());
        }
        follow(ctx, Chosen::of_ticket(number), after).await
    }
}

/// The events that are chosen and that the viewer may hear of.
async fn follow(
    ctx: &Context<'_>,
    chosen: Chosen,
    after: Option<String>,
) -> Result<impl Stream<Item = Result<TicketEvent>> + use<>> {
    let context = context(ctx).clone();
    if !context.viewer.is_authenticated() {
        return Err(Error::Unauthenticated.into());
    }
    let place = ctx.data_opt::<Place>().cloned().unwrap_or_default();
    let subscription = place.subscribe(hub(ctx)?, after.as_deref()).await?;
    let state = Some((subscription, None));
    Ok(stream::unfold(state, move |state| {
        let (context, chosen, place) = (context.clone(), chosen.clone(), place.clone());
        async move {
            let (mut subscription, mut part) = state?;
            loop {
                match next(&context, &chosen, &place, &mut part).await {
                    Ok(Some(event)) => {
                        place.reach(event.event().id);
                        let over = chosen.only.is_some() && event.event().kind == Kind::Deleted;
                        return Some((Ok(event), (!over).then_some((subscription, part))));
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

/// The next event of a part that is to be told.
async fn next(
    context: &domain::Context,
    chosen: &Chosen,
    place: &Place,
    part: &mut Option<Part>,
) -> domain::Result<Option<TicketEvent>> {
    let Some(Part { batch, from }) = part else {
        return Ok(None);
    };
    while let Some(event) = batch.events.get(*from) {
        let at = *from;
        *from += 1;
        if chosen.could_take(context, event) {
            let shared = batch.shared().await?;
            if told(context, chosen, &shared, event) {
                return Ok(Some(TicketEvent::new(
                    viewer_class(context),
                    batch,
                    at,
                    &shared,
                )));
            }
        }
        place.pass(event.id);
    }
    Ok(None)
}

fn told(context: &domain::Context, chosen: &Chosen, shared: &Shared, event: &Event) -> bool {
    shared.is_visible(context, event)
        && shared
            .access(event)
            .is_some_and(|access| chosen.takes(context, event, access))
}
