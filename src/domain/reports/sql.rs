//! Expressions that every database computes in the same way. Columns of derived tables are named by
//! literals, so that their text can be part of an expression.

use entity::values::Timestamp;
use entity::{followup, ticket, user};
use sea_orm::sea_query::{
    Alias, CaseStatement, Expr, ExprTrait, Func, Query as Sql, SelectStatement,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, JoinType, QueryFilter, QuerySelect, QueryTrait,
    RelationTrait,
};

use crate::domain::Context;
use crate::domain::access::{self, Scope};

/// Seconds of a day.
pub(super) const DAY: i64 = 86_400;

/// The name of the derived table that a select reads.
const ROWS: &str = "deskql_rows";

/// A select from a derived table.
pub(super) fn select_from(rows: SelectStatement) -> SelectStatement {
    Sql::select()
        .from_subquery(rows, Alias::new(ROWS))
        .to_owned()
}

/// A limit that cuts nothing. Databases compute a limited derived table by itself; otherwise they
/// would repeat its subselects wherever its columns are used.
pub(super) const FENCE: u64 = i64::MAX.unsigned_abs();

/// An expression as a 64-bit integer.
pub(super) fn integer(backend: DbBackend, sql: &str) -> Expr {
    let kind = match backend {
        DbBackend::Postgres => "bigint",
        DbBackend::MySql => "SIGNED",
        _ => "INTEGER",
    };
    Expr::cust(format!("CAST({sql} AS {kind})"))
}

/// The quotient of integers, rounded down.
pub(super) fn quotient(backend: DbBackend, dividend: &str, divisor: i64) -> String {
    let operator = match backend {
        DbBackend::MySql => "DIV",
        _ => "/",
    };
    format!(
        "(({dividend} - (({dividend} % {divisor}) + {divisor}) % {divisor}) {operator} {divisor})"
    )
}

/// The complete seconds from the moment in one column to that in another; NULL if one of them is
/// missing or no moment.
pub(super) fn seconds_between(backend: DbBackend, start: &str, end: &str) -> Expr {
    Expr::cust(match backend {
        DbBackend::Postgres => format!(
            "CASE WHEN isfinite({start}) AND isfinite({end}) \
             THEN CAST(floor(extract(epoch FROM ({end} - {start}))) AS bigint) END"
        ),
        DbBackend::MySql => {
            let micros = format!("TIMESTAMPDIFF(MICROSECOND, {start}, {end})");
            quotient(backend, &micros, 1_000_000)
        }
        _ => {
            // Django's text. SQLite itself would round to milliseconds.
            let micros = |column: &str| {
                format!(
                    "CAST(strftime('%s', substr({column}, 1, 19)) AS INTEGER) * 1000000 \
                     + CAST(substr({column}, 21, 6) AS INTEGER)"
                )
            };
            let difference = format!("({} - ({}))", micros(end), micros(start));
            quotient(backend, &difference, 1_000_000)
        }
    })
}

/// The label of the interval between `bounds` that contains the moment in a column; NULL if it has
/// none. The interval before the first bound has the number 0. Compares with few bounds, since they
/// are searched like a tree.
pub(super) fn interval(
    column: &'static str,
    bounds: &[Timestamp],
    label: &dyn Fn(usize) -> i32,
) -> Expr {
    let moment = Expr::col((Alias::new(ROWS), Alias::new(column)));
    CaseStatement::new()
        .case(
            moment.clone().is_not_null(),
            search(&moment, bounds, 0, label),
        )
        .into()
}

fn search(
    moment: &Expr,
    bounds: &[Timestamp],
    before: usize,
    label: &dyn Fn(usize) -> i32,
) -> Expr {
    let middle = bounds.len() / 2;
    let Some(bound) = bounds.get(middle) else {
        return Expr::cust(label(before).to_string());
    };
    CaseStatement::new()
        .case(
            moment.clone().lt(*bound),
            search(moment, &bounds[..middle], before, label),
        )
        .finally(search(
            moment,
            &bounds[middle + 1..],
            before + middle + 1,
            label,
        ))
        .into()
}

/// When a ticket was closed: the date of the last follow-up that gave it a status that does not
/// count as open, or else when it last changed. NULL for open tickets. `scope` is the role in which
/// the viewer sees the ticket and its follow-ups.
pub(super) fn closed_at(context: &Context, scope: Option<Scope>) -> Expr {
    let open = || context.config.helpdesk.ticket_open_statuses.iter().copied();
    let closing = access::followups(context, scope)
        .select_only()
        .expr(followup::Column::Date.max())
        .filter(of_ticket())
        .filter(followup::Column::NewStatus.is_not_null())
        .filter(followup::Column::NewStatus.is_not_in(open()));
    let closing = Expr::SubQuery(None, Box::new(closing.into_query().into()));
    let modified = Expr::col((ticket::Entity, ticket::Column::Modified));
    CaseStatement::new()
        .case(
            ticket::Column::Status.is_not_in(open()),
            Expr::expr(Func::coalesce([closing, modified])),
        )
        .into()
}

/// When a ticket was first answered: the date of the first public follow-up of staff that no email
/// was received as. The one that opens a ticket has the ticket's time of creation; django-helpdesk
/// reads the clock again for it. `scope` as for [`closed_at`].
pub(super) fn answered_at(context: &Context, scope: Option<Scope>) -> Expr {
    let opened = match context.db.get_database_backend() {
        DbBackend::Postgres => "helpdesk_ticket.created + interval '10 seconds'",
        DbBackend::MySql => "helpdesk_ticket.created + INTERVAL 10 SECOND",
        _ => "strftime('%Y-%m-%d %H:%M:%S', helpdesk_ticket.created, '+10 seconds')",
    };
    let answers = access::followups(context, scope)
        .select_only()
        .expr(followup::Column::Date.min())
        .join(JoinType::InnerJoin, followup::Relation::User.def())
        .filter(of_ticket())
        .filter(followup::Column::Public.eq(true))
        .filter(followup::Column::MessageId.is_null())
        .filter(user::Column::IsStaff.eq(true))
        .filter(Expr::col((followup::Entity, followup::Column::Date)).gt(Expr::cust(opened)));
    Expr::SubQuery(None, Box::new(answers.into_query().into()))
}

/// The condition that a follow-up belongs to the ticket of the outer select.
fn of_ticket() -> Expr {
    Expr::col((followup::Entity, followup::Column::TicketId))
        .equals((ticket::Entity, ticket::Column::Id))
}
