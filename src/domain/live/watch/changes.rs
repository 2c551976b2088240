//! Rows that other programs wrote and that have no event yet, and the INSERT of their events.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use entity::values::Timestamp;
use entity::{event, followup, followup_attachment, ticket};
use sea_orm::sea_query::{Expr, ExprTrait, InsertStatement, Query, SelectStatement, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect, RelationTrait,
};

use super::progress::Progress;
use crate::domain::unit::events::{self, Kind, NewEvent};
use crate::domain::{Error, Result};

/// Maximum number of rows per table and poll.
const ROWS: u64 = 500;

/// Rows that have no event.
pub(super) struct Changes {
    /// Tickets: ID, and whether the ticket is new.
    pub(super) tickets: Vec<(i32, bool)>,
    /// Follow-ups: ID, ticket, whether it is public, author.
    pub(super) followups: Vec<(i32, i32, bool, Option<i32>)>,
    /// Files: ID, follow-up, ticket, author.
    pub(super) attachments: Vec<(i32, i32, i32, Option<i32>)>,
}

impl Changes {
    /// Reads the changes after `progress` that have no event; three statements. `keep`: how long
    /// events are kept; `overlap`: how far clocks may differ.
    ///
    /// # Errors
    /// Database errors.
    pub(super) async fn find(
        db: &impl ConnectionTrait,
        progress: Progress,
        keep: TimeDelta,
        overlap: Duration,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let overlap =
            TimeDelta::from_std(overlap).map_err(|error| Error::Internal(Box::new(error)))?;
        // Not further back than events are kept: older changes already had an event, or predate the
        // watch.
        let since = Timestamp::from(Ord::max(progress.since - overlap, now - keep));
        let until = Timestamp::from(now + overlap);
        let times = Condition::all()
            .add(ticket::Column::Modified.gt(since))
            .add(ticket::Column::Modified.lte(until));
        let without_event = |condition: SimpleExpr| Expr::exists(event_where(condition)).not();
        let of_ticket = || {
            event::Column::TicketId
                .into_expr()
                .eq(Expr::col((ticket::Entity, ticket::Column::Id)))
        };
        let created = event_where(of_ticket().and(event::Column::Kind.eq(Kind::Created.name())));
        let tickets = ticket::Entity::find()
            .select_only()
            .column(ticket::Column::Id)
            .expr(
                ticket::Column::Id
                    .gt(progress.ticket)
                    .and(Expr::exists(created).not()),
            )
            .filter(
                Condition::any()
                    .add(ticket::Column::Id.gt(progress.ticket))
                    .add(times),
            )
            .filter(without_event(
                of_ticket().and(
                    event::Column::Modified
                        .into_expr()
                        .eq(Expr::col((ticket::Entity, ticket::Column::Modified))),
                ),
            ))
            .order_by_asc(ticket::Column::Id)
            .limit(ROWS)
            .into_tuple()
            .all(db)
            .await?;
        let added = event::Column::FollowupId
            .into_expr()
            .eq(Expr::col((followup::Entity, followup::Column::Id)))
            .and(event::Column::Kind.eq(Kind::FollowUpAdded.name()));
        let followups = followup::Entity::find()
            .select_only()
            .columns([followup::Column::Id, followup::Column::TicketId])
            .columns([followup::Column::Public])
            .column(followup::Column::UserId)
            .filter(followup::Column::Id.gt(progress.followup))
            .filter(without_event(added))
            .order_by_asc(followup::Column::Id)
            .limit(ROWS)
            .into_tuple()
            .all(db)
            .await?;
        let added = event::Column::AttachmentId
            .into_expr()
            .eq(Expr::col((
                followup_attachment::Entity,
                followup_attachment::Column::Id,
            )))
            .and(event::Column::Kind.eq(Kind::AttachmentAdded.name()));
        let attachments = followup_attachment::Entity::find()
            .join(
                JoinType::InnerJoin,
                followup_attachment::Relation::Followup.def(),
            )
            .select_only()
            .column(followup_attachment::Column::Id)
            .column(followup_attachment::Column::FollowupId)
            .column(followup::Column::TicketId)
            .column(followup::Column::UserId)
            .filter(followup_attachment::Column::Id.gt(progress.attachment))
            .filter(without_event(added))
            .order_by_asc(followup_attachment::Column::Id)
            .limit(ROWS)
            .into_tuple()
            .all(db)
            .await?;
        Ok(Self {
            tickets,
            followups,
            attachments,
        })
    }

    pub(super) fn count(&self) -> usize {
        self.tickets.len() + self.followups.len() + self.attachments.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.count() == 0
    }

    /// Whether no table has more rows than these.
    pub(super) fn is_complete(&self) -> bool {
        let longest = self
            .tickets
            .len()
            .max(self.followups.len())
            .max(self.attachments.len());
        u64::try_from(longest).is_ok_and(|longest| longest < ROWS)
    }

    /// Builds the INSERT of all events: new tickets, then follow-ups and files, then changed
    /// tickets.
    pub(super) fn insert(&self, now: DateTime<Utc>) -> Result<InsertStatement> {
        let tickets = |kind: Kind, new: bool| {
            let tickets = self
                .tickets
                .iter()
                .filter(move |(_, is_new)| *is_new == new);
            tickets.map(move |(ticket, _)| (NewEvent::new(kind, *ticket), None))
        };
        let followups = self.followups.iter().map(|(id, ticket, public, author)| {
            (
                NewEvent::new(Kind::FollowUpAdded, *ticket).followup(*id, *public),
                *author,
            )
        });
        let attachments = self
            .attachments
            .iter()
            .map(|(id, followup, ticket, author)| {
                (
                    NewEvent::new(Kind::AttachmentAdded, *ticket)
                        .followup(*followup, false)
                        .attachment(*id),
                    *author,
                )
            });
        let events: Vec<(NewEvent, Option<i32>)> = tickets(Kind::Created, true)
            .chain(followups)
            .chain(attachments)
            .chain(tickets(Kind::Updated, false))
            .collect();
        events::insert_statement(
            now.timestamp_micros(),
            true,
            events.iter().map(|(event, actor)| (event, *actor)),
        )
    }
}

fn event_where(condition: SimpleExpr) -> SelectStatement {
    Query::select()
        .expr(Expr::val(1))
        .from(event::Entity)
        .and_where(condition)
        .take()
}
