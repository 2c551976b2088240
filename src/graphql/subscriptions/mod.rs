//! Subscriptions. `http` implements their transports.

mod place;
mod queues;
mod tickets;

pub use place::Place;

use async_graphql::MergedSubscription;

/// Subscriptions. They deliver events that you are allowed to see at the time of delivery.
#[derive(Debug, Default, MergedSubscription)]
pub struct Subscription(tickets::TicketSubscription, queues::QueueSubscription);
