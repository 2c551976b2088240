//! The entries that a worker can claim within its capacity.

use std::collections::HashMap;

use entity::outbox;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, Select};

use crate::domain::delivery::outbox::{Kind, State};

/// A destination with a limit of concurrent deliveries.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Channel {
    /// The mail server.
    Mail,
    /// A receiver of webhooks: scheme, host and port.
    Webhook(String),
}

/// The free capacity of a worker.
#[derive(Clone, Debug)]
pub struct Capacity {
    /// The kinds that it can deliver.
    pub kinds: Vec<Kind>,
    /// The number of deliveries that it can start.
    pub free: usize,
    /// The limit of concurrent deliveries per channel.
    pub per_channel: usize,
    /// The running deliveries per channel.
    pub busy: HashMap<Channel, usize>,
}

/// The entries that are due and unclaimed, do not wait for older ones, and whose channel is below
/// its limit.
pub(super) fn due_entries(capacity: &Capacity, now: i64) -> Select<outbox::Entity> {
    use outbox::Column as C;
    let full = |channel: &Channel| {
        capacity
            .busy
            .get(channel)
            .is_some_and(|busy| *busy >= capacity.per_channel)
    };
    let kinds = capacity
        .kinds
        .iter()
        .filter(|kind| **kind != Kind::Mail || !full(&Channel::Mail))
        .map(|kind| kind.name());
    let closed: Vec<&str> = capacity
        .busy
        .keys()
        .filter(|channel| full(channel))
        .filter_map(|channel| match channel {
            Channel::Mail => None,
            Channel::Webhook(origin) => Some(origin.as_str()),
        })
        .collect();
    let mut select = outbox::Entity::find()
        .filter(C::State.eq(State::Pending.name()))
        .filter(C::Kind.is_in(kinds))
        .filter(C::DueAt.lte(now))
        .filter(
            Condition::any()
                .add(C::ClaimedUntil.is_null())
                .add(C::ClaimedUntil.lte(now)),
        )
        .filter(
            Condition::any()
                .add(C::Lane.is_null())
                .add(Expr::exists(older_in_lane()).not()),
        );
    if !closed.is_empty() {
        select = select.filter(
            Condition::any()
                .add(C::Kind.ne(Kind::Webhook.name()))
                .add(C::Destination.is_not_in(closed)),
        );
    }
    select
}

/// Older pending entries of a row's lane.
fn older_in_lane() -> SelectStatement {
    use outbox::Column as C;
    let older = |column: C| Expr::col(("older", column));
    Query::select()
        .expr(Expr::val(1))
        .from_as(outbox::Entity, "older")
        .and_where(older(C::Lane).equals((outbox::Entity, C::Lane)))
        .and_where(older(C::Id).lt(Expr::col((outbox::Entity, C::Id))))
        .and_where(older(C::State).eq(State::Pending.name()))
        .take()
}
