//! The durations of tickets.

use entity::ticket;
use entity::values::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{ConnectionTrait as _, DbBackend};

use super::sql::{answered_at, closed_at};
use crate::domain::Context;
use crate::domain::access::Scope;

/// Durations of tickets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
pub enum TicketMeasure {
    /// From the creation to the first public answer of staff. Tickets without one do not count.
    FirstAnswer,
    /// From the creation to the last follow-up that set a status that does not count as open, or else
    /// to the last change. Open tickets do not count.
    Close,
    /// From the creation to the last change, open or not. The reports of django-helpdesk compute this.
    LastChange,
    /// From the creation to now. Usually for open tickets.
    Age,
}

impl TicketMeasure {
    /// The moment at which the duration ends; NULL for tickets that do not count.
    pub(super) fn end(self, context: &Context, scope: Option<Scope>) -> Expr {
        match self {
            Self::FirstAnswer => answered_at(context, scope),
            Self::Close => closed_at(context, scope),
            Self::LastChange => Expr::col((ticket::Entity, ticket::Column::Modified)),
            Self::Age => {
                let now = Expr::val(Timestamp::from(context.clock.now()));
                match context.db.get_database_backend() {
                    DbBackend::Postgres => now.cast_as("timestamptz"),
                    DbBackend::MySql => now.cast_as("DATETIME(6)"),
                    _ => now,
                }
            }
        }
    }

    /// Whether the end is computed from follow-ups.
    pub(super) fn reads_followups(self) -> bool {
        matches!(self, Self::FirstAnswer | Self::Close)
    }
}
