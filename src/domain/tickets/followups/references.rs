//! Adds follow-ups to tickets that a comment refers to as `#42` (helpdesk/update_ticket.py,
//! `create_ticket_backlinks`).

use std::collections::{BTreeSet, HashSet};
use std::sync::LazyLock;

use entity::values::{Interval, Timestamp};
use entity::{followup, ticket};
use regex::Regex;
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait, Order, Query, SimpleExpr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::domain::access::{self, Scope};
use crate::domain::query::among;
use crate::domain::tickets::followups::time_spent;
use crate::domain::unit::Unit;
use crate::domain::unit::events::{Kind, NewEvent};
use crate::domain::{Context, Error, Result};

/// `#42` in a comment, but not the `#39` of `&#39;` (helpdesk/update_ticket.py).
static REFERENCE: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(
        clippy::expect_used,
        reason = "the pattern is a constant, and a test compiles it"
    )]
    Regex::new(r"(?:[^&]|\b|^)#(\d+)\b").expect("a well-formed pattern")
});

/// Maximum number of tickets that a comment can refer to. Further references are ignored, because
/// all of the tickets are locked and written in one transaction.
pub const MAX_REFERENCES: usize = 100;

/// The IDs of the first [`MAX_REFERENCES`] tickets that a comment refers to.
fn mentioned_ids(comment: &str) -> BTreeSet<i32> {
    let mut numbers = BTreeSet::new();
    for number in REFERENCE
        .captures_iter(comment)
        .filter_map(|found| python::ascii_digits(&found[1]).parse().ok())
    {
        numbers.insert(number);
        if numbers.len() == MAX_REFERENCES {
            break;
        }
    }
    numbers
}

/// The tickets that a comment refers to and that the viewer works on. Only these are written, so
/// only these need a lock.
///
/// # Errors
/// Database errors.
pub async fn find_targets(
    context: &Context,
    tx: &impl ConnectionTrait,
    source: Option<i32>,
    comment: &str,
) -> Result<Vec<i32>> {
    if !context.config.helpdesk.enable_backlinks || !context.dialect.adds_backlinks() {
        return Ok(Vec::new());
    }
    let mut ids = mentioned_ids(comment);
    if let Some(source) = source {
        ids.remove(&source);
    }
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<i32> = ids.into_iter().collect();
    Ok(access::tickets(context, Some(Scope::Agent))
        .select_only()
        .column(ticket::Column::Id)
        .filter(among(tx, ticket::Column::Id, &ids))
        .order_by_asc(ticket::Column::Id)
        .into_tuple()
        .all(tx)
        .await?)
}

/// Adds a follow-up to each ticket that the comment refers to and that the viewer works on, unless
/// it already has one for the same source.
///
/// # Errors
/// Database errors.
pub async fn write_backlinks(
    context: &Context,
    unit: &mut Unit,
    source: &ticket::Model,
    comment: Option<&str>,
    now: Timestamp,
) -> Result<()> {
    let tx = &unit.tx;
    let targets = find_targets(context, tx, Some(source.id), comment.unwrap_or_default()).await?;
    if targets.is_empty() {
        return Ok(());
    }
    let title = context.language.format(
        "Referenced in ticket #%(ticket_id)s",
        &[("ticket_id", &source.id.to_string())],
    );
    let linked: Vec<i32> = followup::Entity::find()
        .select_only()
        .column(followup::Column::TicketId)
        .filter(among(tx, followup::Column::TicketId, &targets))
        .filter(followup::Column::Title.eq(title.as_str()))
        .into_tuple()
        .all(tx)
        .await?;
    let linked: HashSet<i32> = linked.into_iter().collect();
    let new: Vec<i32> = targets
        .into_iter()
        .filter(|id| !linked.contains(id))
        .collect();
    if new.is_empty() {
        return Ok(());
    }
    let time_spent = time_spent_expression(context, tx, &new, now).await?;
    // The database builds the rows from a select: bound values could exceed its limit.
    let rows = Query::select()
        .column((ticket::Entity, ticket::Column::Id))
        .expr(Expr::val(now))
        .expr(Expr::val(title.as_str()))
        .expr(Expr::val(false))
        .expr(Expr::val(context.viewer.id()))
        .expr(time_spent)
        .from(ticket::Entity)
        .and_where(among(tx, ticket::Column::Id, &new))
        .order_by((ticket::Entity, ticket::Column::Id), Order::Asc)
        .to_owned();
    let mut insert = Query::insert();
    insert.into_table(followup::Entity).columns([
        followup::Column::TicketId,
        followup::Column::Date,
        followup::Column::Title,
        followup::Column::Public,
        followup::Column::UserId,
        followup::Column::TimeSpent,
    ]);
    insert
        .select_from(rows)
        .map_err(|error| Error::Internal(Box::new(error)))?;
    let written: Vec<(i32, i32)> = if tx.support_returning() {
        insert.returning(
            Query::returning().columns([followup::Column::Id, followup::Column::TicketId]),
        );
        let rows = tx.query_all(&insert).await?;
        rows.iter()
            .map(|row| Ok((row.try_get("", "id")?, row.try_get("", "ticket_id")?)))
            .collect::<Result<_, DbErr>>()?
    } else {
        tx.execute(&insert).await?;
        // These tickets had no follow-up with this title before, and are locked.
        followup::Entity::find()
            .select_only()
            .columns([followup::Column::Id, followup::Column::TicketId])
            .filter(among(tx, followup::Column::TicketId, &new))
            .filter(followup::Column::Title.eq(title.as_str()))
            .order_by_asc(followup::Column::TicketId)
            .into_tuple()
            .all(tx)
            .await?
    };
    ticket::Entity::update_many()
        .col_expr(ticket::Column::Modified, Expr::val(now))
        .filter(among(tx, ticket::Column::Id, &new))
        .exec(tx)
        .await?;
    for (id, ticket) in written {
        unit.add_event(NewEvent::new(Kind::FollowUpAdded, ticket).followup(id, false));
    }
    Ok(())
}

/// The time spent of each new follow-up, if it is calculated.
async fn time_spent_expression(
    context: &Context,
    db: &impl ConnectionTrait,
    tickets: &[i32],
    now: Timestamp,
) -> Result<SimpleExpr> {
    if !context.config.helpdesk.followup_time_spent_auto {
        return Ok(Expr::val(None::<Interval>));
    }
    let rows = ticket::Entity::find()
        .filter(among(db, ticket::Column::Id, tickets))
        .all(db)
        .await?;
    let mut cases = CaseStatement::new();
    for (ticket, micros) in time_spent::time_spent_of_new(context, db, &rows, now).await? {
        let is_this = Expr::col((ticket::Entity, ticket::Column::Id)).eq(ticket);
        cases = cases.case(is_this, Expr::val(Interval(micros)));
    }
    Ok(cases.finally(Expr::val(None::<Interval>)).into())
}

#[cfg(test)]
mod tests {
    use super::{MAX_REFERENCES, REFERENCE, mentioned_ids};

    #[test]
    fn references_are_bounded() {
        let comment: String = (1..=1000).map(|id| format!("#{id} #{id} ")).collect();
        assert!(mentioned_ids(&comment).into_iter().eq(1..=100));
        assert_eq!(MAX_REFERENCES, 100);
        assert!(mentioned_ids("#99999999999 nothing").is_empty());
    }

    #[test]
    fn references_are_found_and_entities_are_not() {
        let found = |text: &str| {
            REFERENCE
                .captures_iter(text)
                .map(|hit| hit[1].to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(found("See #1, #22 and (#3)"), ["1", "22", "3"]);
        assert_eq!(found("it&#39;s"), Vec::<String>::new());
        assert_eq!(found("#4x"), Vec::<String>::new());
        assert_eq!(
            mentioned_ids("#٣ and #１२, #4")
                .into_iter()
                .collect::<Vec<_>>(),
            [3, 4, 12]
        );
    }
}
