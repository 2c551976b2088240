//! Recorded changes: rows that triggers inserted.

use std::collections::BTreeSet;

use entity::{Tx, custom_field_value, followup, search_change, ticket_cc};
use sea_orm::sea_query::{Expr, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};

use super::BATCH;
use crate::domain::Result;
use crate::domain::query::among;

/// Maximum number of changes that a step reads.
const CHANGES: u64 = 500;

/// Recorded changes.
#[derive(Debug, Default)]
pub(super) struct Changes {
    rows: Vec<i64>,
    /// The changed tickets.
    pub(super) tickets: Vec<i32>,
    /// The changed articles.
    pub(super) articles: Vec<i32>,
    /// Whether there are more.
    pub(super) are_more: bool,
}

impl Changes {
    /// Reads the oldest ones, and finds the tickets that they concern.
    pub(super) async fn read(tx: &Tx) -> Result<Self> {
        let rows = search_change::Entity::find()
            .order_by_asc(search_change::Column::Id)
            .limit(CHANGES)
            .all(tx)
            .await?;
        let is_full = u64::try_from(rows.len()).is_ok_and(|rows| rows == CHANGES);
        let mut changes = Self {
            are_more: is_full,
            ..Self::default()
        };
        let (mut tickets, mut articles, mut followups) =
            (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for row in rows {
            if tickets.len() + followups.len() >= BATCH {
                changes.are_more = true;
                break;
            }
            match row.kind.as_str() {
                "ticket" => drop(tickets.insert(row.object_id)),
                "article" => drop(articles.insert(row.object_id)),
                "followup" => drop(followups.insert(row.object_id)),
                // These concern any number of tickets, which later steps read.
                "field" => {
                    let of_field = custom_field_value::Entity::find()
                        .select_only()
                        .column(custom_field_value::Column::TicketId)
                        .filter(custom_field_value::Column::FieldId.eq(row.object_id));
                    record(tx, of_field.into_query()).await?;
                    changes.are_more = true;
                }
                _ => {
                    let of_user = ticket_cc::Entity::find()
                        .select_only()
                        .column(ticket_cc::Column::TicketId)
                        .filter(ticket_cc::Column::UserId.eq(row.object_id));
                    record(tx, of_user.into_query()).await?;
                    changes.are_more = true;
                }
            }
            changes.rows.push(row.id);
        }
        if !followups.is_empty() {
            let followups: Vec<i32> = followups.into_iter().collect();
            let parents: Vec<i32> = followup::Entity::find()
                .select_only()
                .column(followup::Column::TicketId)
                .filter(among(tx, followup::Column::Id, &followups))
                .into_tuple()
                .all(tx)
                .await?;
            tickets.extend(parents);
        }
        changes.tickets = tickets.into_iter().collect();
        changes.articles = articles.into_iter().collect();
        Ok(changes)
    }

    /// Deletes them.
    pub(super) async fn delete(&self, tx: &Tx) -> Result<()> {
        for rows in self.rows.chunks(BATCH) {
            search_change::Entity::delete_many()
                .filter(search_change::Column::Id.is_in(rows.iter().copied()))
                .exec(tx)
                .await?;
        }
        Ok(())
    }
}

/// Records changes of the tickets that a select returns.
async fn record(tx: &Tx, tickets: SelectStatement) -> Result<()> {
    let rows = Query::select()
        .distinct()
        .expr(Expr::cust("'ticket'"))
        .column("ticket_id")
        .from_subquery(tickets, "deskql_tickets")
        .take();
    let mut insert = Query::insert();
    insert
        .into_table(search_change::Entity)
        .columns([search_change::Column::Kind, search_change::Column::ObjectId])
        .select_from(rows)
        .map_err(|error| crate::domain::Error::Internal(error.into()))?;
    tx.execute(&insert).await?;
    Ok(())
}
