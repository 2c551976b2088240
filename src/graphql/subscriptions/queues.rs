//! Subscription to queues: summaries of the events of their tickets.

use std::collections::{BTreeMap, VecDeque};

use async_graphql::{Context, ID, Result, Subscription};
use futures_util::stream::{self, Stream};

use super::Place;
use crate::domain;
use crate::domain::Error;
use crate::domain::access::{self, QueueScope};
use crate::domain::desk::queues;
use crate::domain::live::Part;
use crate::domain::unit::events::Kind;
use crate::graphql::id::NodeKind;
use crate::graphql::types::queue_event::QueueEvent;
use crate::graphql::types::{context, hub};

/// Subscription to queues.
#[derive(Debug, Default)]
pub struct QueueSubscription;

#[Subscription]
impl QueueSubscription {
    /// Reports queues whose tickets have changed, with the current numbers of open tickets, for
    /// lists of queues. Only for agents of the queue. Simultaneous changes in one queue are one
    /// event.
    ///
    /// ```graphql
    /// subscription { queueEvents { cursor queue { title } openTicketCount unassignedTicketCount } }
    /// ```
    async fn queue_events(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "ID of the queue: a global ID or a number. By default, all queues of which you are an agent."
        )]
        id: Option<ID>,
        #[graphql(desc = "Cursor of the last event that you received.")] after: Option<String>,
    ) -> Result<impl Stream<Item = Result<QueueEvent>> + use<>> {
        let context = context(ctx).clone();
        if !context.viewer.is_authenticated() {
            return Err(Error::Unauthenticated.into());
        }
        if !access::is_agent(&context) {
            return Err(Error::Forbidden.into());
        }
        let only = match id {
            None => None,
            Some(id) => {
                let number = NodeKind::Queue
                    .parse_id(&id)
                    .map_err(|code| Error::field("id", code))?;
                let found = queues::find_visible(&context, Some(QueueScope::Agent), number).await?;
                Some(found.ok_or(Error::NotFound)?.id)
            }
        };
        let place = ctx.data_opt::<Place>().cloned().unwrap_or_default();
        let subscription = place.subscribe(hub(ctx)?, after.as_deref()).await?;
        let state = Some((subscription, VecDeque::new()));
        Ok(stream::unfold(state, move |state| {
            let (context, place) = (context.clone(), place.clone());
            async move {
                let (mut subscription, mut ready) = state?;
                loop {
                    if let Some(event) = ready.pop_front() {
                        let event: QueueEvent = event;
                        place.reach(event.last);
                        return Some((Ok(event), Some((subscription, ready))));
                    }
                    let part = match subscription.next().await {
                        Ok(part) => part,
                        Err(error) => return Some((Err(error.into()), None)),
                    };
                    match summarize(&context, only, &part).await {
                        Ok(events) if events.is_empty() => place.skip(subscription.last()),
                        Ok(events) => ready = events,
                        Err(error) => return Some((Err(error.into()), None)),
                    }
                }
            }
        }))
    }
}

/// One event per queue with changes, in the order of the last changes.
async fn summarize(
    context: &domain::Context,
    only: Option<i32>,
    part: &Part,
) -> domain::Result<VecDeque<QueueEvent>> {
    let mut touched: BTreeMap<i32, (usize, Vec<Kind>)> = BTreeMap::new();
    for (at, event) in part.batch.events.iter().enumerate().skip(part.from) {
        for queue in [event.queue, event.old_queue].into_iter().flatten() {
            if only.is_none_or(|only| only == queue)
                && access::in_memory::is_agent_of_queue(context, queue)
            {
                let (last, kinds) = touched.entry(queue).or_default();
                *last = at;
                if !kinds.contains(&event.kind) {
                    kinds.push(event.kind);
                }
            }
        }
    }
    if touched.is_empty() {
        return Ok(VecDeque::new());
    }
    let shared = part.batch.shared().await?;
    let waiting = shared.of_all(|_| queues::OpenTicketCounts::default());
    let all: Vec<i32> = part
        .batch
        .events
        .iter()
        .flat_map(|event| [event.queue, event.old_queue])
        .flatten()
        .collect();
    let counts = waiting.read(context, &all).await?;
    let mut touched: Vec<_> = touched.into_iter().collect();
    touched.sort_by_key(|(queue, (last, _))| (*last, *queue));
    Ok(QueueEvent::all(touched, &part.batch, &shared, counts))
}
