//! Changes that others make to the same tables, found and written to the log. Django tells nobody
//! what it writes, so the tables are looked at again and again: for higher numbers of tickets,
//! follow-ups and files, and for later times of change of tickets, that have no event yet.
//! Deletions leave nothing to find, and are not told.
//!
//! It runs whether or not somebody listens, since whoever comes back reads in the log what happened
//! meanwhile. A look costs one statement where nothing was committed since the last one (on MariaDB
//! five), else six, however many rows there are. Transactions may end in another order than they
//! took their numbers and times in; so each look goes back over the last [`OVERLAP`], and on
//! PostgreSQL behind every transaction that is open. Of several processes one looks, and should two
//! do so, the second finds the events of the first.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use entity::PoolOptions;
use entity::values::Timestamp;
use entity::{Db, event, followup, followup_attachment, ticket, watch};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query, SelectStatement, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, JoinType, QueryFilter,
    QueryOrder, QuerySelect, RelationTrait, Statement,
};
use tokio_util::sync::CancellationToken;

use super::Hub;
use super::unseen::{Changes, ROWS};
use crate::config::Config;
use crate::domain::unit::events::{Kind, wait_for_turn};
use crate::domain::{Clock, Error, Result};

/// So far the clock of others may be off without anything being missed, and so long a transaction
/// of theirs may last on a database that does not tell which are open.
pub const OVERLAP: Duration = Duration::from_secs(60);
/// So long a transaction may last on PostgreSQL, which tells. One that was forgotten holds up
/// nothing for longer.
const LONGEST: Duration = Duration::from_secs(3600);
/// The transactions that have written to the tables and are open.
const WRITERS: &str = "SELECT virtualtransaction FROM pg_locks WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' \
     AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) \
     AND relation IN ('helpdesk_ticket'::regclass, 'helpdesk_followup'::regclass, 'helpdesk_followupattachment'::regclass)";
/// The advisory lock of the process that looks, for as long as its connection lives ("dskwatch" in
/// ASCII).
const LEADER: i64 = 0x6473_6b77_6174_6368;
/// The advisory lock of a transaction that writes what was found.
const WRITER: i64 = LEADER + 1;

/// How far was looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Seen {
    ticket: i32,
    followup: i32,
    attachment: i32,
    since: DateTime<Utc>,
}

/// Looks again and again.
pub struct Watch {
    /// One connection of its own, which holds the lock and tells what changed since it was last
    /// asked.
    own: Db,
    hub: Hub,
    clock: Clock,
    keep: TimeDelta,
    overlap: Duration,
    seen: Seen,
    /// What was new at a time, and who could still bring something older.
    ahead: Option<(Instant, Seen, HashSet<String>)>,
    looked: Option<Instant>,
    gate: Option<String>,
    looks: u64,
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watch")
            .field("seen", &self.seen)
            .finish_non_exhaustive()
    }
}

/// Looks for as long as the process lives.
pub(super) async fn run(hub: Hub, config: Arc<Config>, clock: Clock, stopping: CancellationToken) {
    while !stopping.is_cancelled() {
        match Box::pin(stopping.run_until_cancelled(Watch::open(&hub, &config, &clock))).await {
            Some(Ok(mut watch)) => {
                stopping.run_until_cancelled(watch.keep_looking()).await;
                if let Err(error) = watch.own.close().await {
                    tracing::debug!(%error, "a connection could not be closed");
                }
            }
            Some(Err(error)) => tracing::warn!(%error, "changes of others cannot be looked for"),
            None => return,
        }
        stopping
            .run_until_cancelled(tokio::time::sleep(Duration::from_secs(5)))
            .await;
    }
}

impl Watch {
    /// Begins where the last process left off; where none was for longer than events are kept, with
    /// what comes now.
    ///
    /// # Errors
    /// What the database says.
    pub async fn open(hub: &Hub, config: &Config, clock: &Clock) -> Result<Self> {
        let options = PoolOptions {
            max_connections: 1,
            ..PoolOptions::default()
        };
        let own = Db::connect(config.database.session_url(), &options).await?;
        let keep = TimeDelta::hours(config.live.keep_hours.into());
        let now = clock.now();
        let newest = newest(&own, now).await?;
        let seen = match watch::Entity::find_by_id(1).one(&own).await? {
            Some(row) if row.since > (now - keep).timestamp_micros() => Seen {
                ticket: row.ticket_id,
                followup: row.followup_id,
                attachment: row.attachment_id,
                since: DateTime::from_timestamp_micros(row.since).unwrap_or(now),
            },
            _ => newest,
        };
        let watch = Self {
            own,
            hub: hub.clone(),
            clock: clock.clone(),
            keep,
            overlap: OVERLAP,
            seen,
            ahead: None,
            looked: None,
            gate: None,
            looks: 0,
        };
        watch.remember().await?;
        Ok(watch)
    }

    /// The same with another overlap, for tests.
    #[must_use]
    pub fn with_overlap(self, overlap: Duration) -> Self {
        Self { overlap, ..self }
    }

    /// Statements sent so far, writing included.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.own.statement_count() + self.hub.statements()
    }

    /// Looks again and again until the database says no.
    async fn keep_looking(&mut self) {
        let pause = Duration::from_millis(self.hub.config().live.poll_milliseconds);
        loop {
            let begun = Instant::now();
            if let Err(error) = self.look().await {
                tracing::warn!(%error, "changes of others could not be looked for");
                return;
            }
            // A look that takes long must not take most of the time.
            tokio::time::sleep(pause.max(begun.elapsed() * 2)).await;
        }
    }

    /// Looks once. Returns how many events were written.
    ///
    /// # Errors
    /// What the database says.
    pub async fn look(&mut self) -> Result<usize> {
        let gate = match self.gate().await? {
            Some(gate) => gate,
            // Another process looks.
            None => return Ok(0),
        };
        if self.gate.as_ref() == Some(&gate)
            && self
                .looked
                .is_some_and(|looked| looked.elapsed() < self.overlap)
        {
            return Ok(0);
        }
        self.gate = None;
        // Before the tables: what one of these wrote is seen below once it is gone from here.
        let due = self
            .ahead
            .as_ref()
            .is_none_or(|(then, ..)| then.elapsed() >= self.overlap);
        let writers = if due {
            self.writers().await?
        } else {
            HashSet::new()
        };
        let newest = newest(&self.own, self.clock.now()).await?;
        let (mut written, mut whole) = (0, true);
        if !self.changes(&self.own).await?.is_empty() {
            (written, whole) = self.write().await?;
        }
        if whole {
            self.gate = Some(gate);
            self.looked = Some(Instant::now());
            if due {
                self.advance(newest, writers).await?;
            }
        }
        Ok(written)
    }

    /// What stays the same as long as nothing is committed; `None` if another process looks.
    async fn gate(&mut self) -> Result<Option<String>> {
        let backend = self.own.get_database_backend();
        let sql = match backend {
            DbBackend::Sqlite => {
                let row = self
                    .own
                    .query_one_raw(Statement::from_string(backend, "PRAGMA data_version"))
                    .await?;
                let version = row.map(|row| row.try_get_by_index::<i64>(0)).transpose()?;
                return Ok(Some(version.unwrap_or_default().to_string()));
            }
            DbBackend::Postgres => {
                format!("SELECT pg_try_advisory_lock({LEADER}), txid_current_snapshot()::text")
            }
            // MariaDB tells nobody without privileges whether something was committed: each look is
            // one of its own.
            _ => {
                self.looks += 1;
                format!(
                    "SELECT COALESCE(IS_USED_LOCK(name) = CONNECTION_ID(), FALSE) OR GET_LOCK(name, 0) = 1, '{}' \
                     FROM (SELECT CONCAT('deskql-watch:', MD5(DATABASE())) AS name) AS lock_of_database",
                    self.looks
                )
            }
        };
        let Some(row) = self
            .own
            .query_one_raw(Statement::from_string(backend, sql))
            .await?
        else {
            return Ok(None);
        };
        Ok(if row.try_get_by_index(0)? {
            Some(row.try_get_by_index(1)?)
        } else {
            None
        })
    }

    /// Takes what was new an overlap ago for seen, unless a transaction of then is still open.
    async fn advance(&mut self, newest: Seen, writers: HashSet<String>) -> Result<()> {
        if let Some((then, seen, before)) = &self.ahead {
            if !before.is_disjoint(&writers) && then.elapsed() < LONGEST {
                return Ok(());
            }
            self.seen = *seen;
            self.remember().await?;
        }
        self.ahead = Some((Instant::now(), newest, writers));
        Ok(())
    }

    /// Who has written to the tables and may still commit; nobody on a database that does not tell.
    async fn writers(&self) -> Result<HashSet<String>> {
        let backend = self.own.get_database_backend();
        if backend != DbBackend::Postgres {
            return Ok(HashSet::new());
        }
        let rows = self
            .own
            .query_all_raw(Statement::from_string(backend, WRITERS))
            .await?;
        Ok(rows
            .iter()
            .map(|row| row.try_get_by_index(0))
            .collect::<Result<_, _>>()?)
    }

    /// Keeps how far was looked, for the next process.
    async fn remember(&self) -> Result<()> {
        use watch::Column as C;
        let Seen {
            ticket,
            followup,
            attachment,
            since,
        } = self.seen;
        let insert = Query::insert()
            .into_table(watch::Entity)
            .columns([C::Id, C::TicketId, C::FollowupId, C::AttachmentId, C::Since])
            .values_panic([
                1.into(),
                ticket.into(),
                followup.into(),
                attachment.into(),
                since.timestamp_micros().into(),
            ])
            .on_conflict(
                OnConflict::column(C::Id)
                    .update_columns([C::TicketId, C::FollowupId, C::AttachmentId, C::Since])
                    .to_owned(),
            )
            .to_owned();
        let tx = self.hub.db().begin().await?;
        tx.execute(&insert).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Writes events of what has none; whether that was all.
    async fn write(&self) -> Result<(usize, bool)> {
        let tx = self.hub.db().begin().await?;
        if tx.get_database_backend() == DbBackend::Postgres {
            tx.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({WRITER})"))
                .await?;
        }
        wait_for_turn(&tx).await?;
        // Looked at once more: another process may have been here before the lock.
        let changes = self.changes(&tx).await?;
        let (count, whole) = (changes.count(), changes.whole());
        if count > 0 {
            tx.execute(&changes.insert(self.clock.now())?).await?;
        }
        tx.commit().await?;
        if count > 0 {
            self.hub.signal().written_here();
        }
        Ok((count, whole))
    }

    /// What has no event yet; three statements.
    async fn changes(&self, db: &impl ConnectionTrait) -> Result<Changes> {
        let now = self.clock.now();
        let overlap =
            TimeDelta::from_std(self.overlap).map_err(|error| Error::Internal(Box::new(error)))?;
        // Never further back than events are kept: what is older had one, or was of no interest.
        let since = Timestamp::from(Ord::max(self.seen.since - overlap, now - self.keep));
        let until = Timestamp::from(now + overlap);
        let times = Condition::all()
            .add(ticket::Column::Modified.gt(since))
            .add(ticket::Column::Modified.lte(until));
        let known = |condition: SimpleExpr| Expr::exists(event_where(condition)).not();
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
                    .gt(self.seen.ticket)
                    .and(Expr::exists(created).not()),
            )
            .filter(
                Condition::any()
                    .add(ticket::Column::Id.gt(self.seen.ticket))
                    .add(times),
            )
            .filter(known(
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
            .filter(followup::Column::Id.gt(self.seen.followup))
            .filter(known(added))
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
            .filter(followup_attachment::Column::Id.gt(self.seen.attachment))
            .filter(known(added))
            .order_by_asc(followup_attachment::Column::Id)
            .limit(ROWS)
            .into_tuple()
            .all(db)
            .await?;
        Ok(Changes {
            tickets,
            followups,
            attachments,
        })
    }
}

fn event_where(condition: SimpleExpr) -> SelectStatement {
    Query::select()
        .expr(Expr::val(1))
        .from(event::Entity)
        .and_where(condition)
        .take()
}

/// The highest numbers there are; one statement.
async fn newest(db: &Db, now: DateTime<Utc>) -> Result<Seen> {
    let highest = |select: SelectStatement| Expr::SubQuery(None, Box::new(select.into()));
    let select = Query::select()
        .expr(highest(
            Query::select()
                .expr(ticket::Column::Id.max())
                .from(ticket::Entity)
                .take(),
        ))
        .expr(highest(
            Query::select()
                .expr(followup::Column::Id.max())
                .from(followup::Entity)
                .take(),
        ))
        .expr(highest(
            Query::select()
                .expr(followup_attachment::Column::Id.max())
                .from(followup_attachment::Entity)
                .take(),
        ))
        .take();
    let row = db.query_one(&select).await?;
    let row = row.ok_or_else(|| Error::Internal("a select without a table has one row".into()))?;
    let number = |at: usize| {
        row.try_get_by_index::<Option<i32>>(at)
            .map(Option::unwrap_or_default)
    };
    Ok(Seen {
        ticket: number(0)?,
        followup: number(1)?,
        attachment: number(2)?,
        since: now,
    })
}
