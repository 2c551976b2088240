//! The entry points for what is told while it happens. Which protocol carries it is `http`'s.

mod place;
mod queues;
mod tickets;

pub use place::Place;

use async_graphql::MergedSubscription;

/// Where listening begins.
#[derive(Debug, Default, MergedSubscription)]
pub struct Subscription(tickets::TicketSubscription, queues::QueueSubscription);
