//! The progress of the watch, which is saved for the next process.

use chrono::{DateTime, Utc};
use entity::{Db, followup, followup_attachment, ticket, watch};
use sea_orm::sea_query::{Expr, OnConflict, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait};

use crate::domain::{Error, Result};

/// The position up to which all changes have events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Progress {
    /// The highest ID of tickets.
    pub(super) ticket: i32,
    /// The highest ID of follow-ups.
    pub(super) followup: i32,
    /// The highest ID of files.
    pub(super) attachment: i32,
    /// The time up to which tickets were modified.
    pub(super) since: DateTime<Utc>,
}

impl Progress {
    /// Reads the progress of the newest rows; one statement.
    ///
    /// # Errors
    /// Database errors.
    pub(super) async fn newest(db: &Db, now: DateTime<Utc>) -> Result<Self> {
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
        let row =
            row.ok_or_else(|| Error::Internal("a select without a table has one row".into()))?;
        let number = |at: usize| {
            row.try_get_by_index::<Option<i32>>(at)
                .map(Option::unwrap_or_default)
        };
        Ok(Self {
            ticket: number(0)?,
            followup: number(1)?,
            attachment: number(2)?,
            since: now,
        })
    }

    /// Reads the saved progress, if it is newer than `oldest`.
    ///
    /// # Errors
    /// Database errors.
    pub(super) async fn load(db: &Db, oldest: DateTime<Utc>) -> Result<Option<Self>> {
        let row = watch::Entity::find_by_id(1).one(db).await?;
        Ok(row.and_then(|row| {
            let since = DateTime::from_timestamp_micros(row.since)?;
            (since > oldest).then_some(Self {
                ticket: row.ticket_id,
                followup: row.followup_id,
                attachment: row.attachment_id,
                since,
            })
        }))
    }

    /// Saves the progress for the next process.
    ///
    /// # Errors
    /// Database errors.
    pub(super) async fn save(&self, db: &Db) -> Result<()> {
        use watch::Column as C;
        let Progress {
            ticket,
            followup,
            attachment,
            since,
        } = *self;
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
        let tx = db.begin().await?;
        tx.execute(&insert).await?;
        tx.commit().await?;
        Ok(())
    }
}
