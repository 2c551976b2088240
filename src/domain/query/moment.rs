//! Sorting by moments that another program wrote. A row sorts by what is stored, which the moment
//! that is read of it does not tell where it is not spelled as Django spells it: the place behind
//! such a row is looked up in the row itself.

use entity::values::Timestamp;
use sea_orm::sea_query::{
    CaseStatement, ColumnType, Expr, ExprTrait, Func, Nullable, Query, Value,
};
use sea_orm::{ColumnTrait, DbBackend};

/// What `column` of the row with this `id` is sorted by, if it is a moment that `value` may not
/// tell.
pub(super) fn stored<C>(
    backend: DbBackend,
    id: (C, Value),
    column: C,
    value: Option<Value>,
) -> Option<Expr>
where
    C: ColumnTrait,
{
    let unreadable = Value::from(Timestamp::UNREADABLE);
    let is_moment = matches!(
        column.def().get_column_type(),
        ColumnType::TimestampWithTimeZone
    );
    let is_told =
        backend != DbBackend::Sqlite && value.as_ref().is_some_and(|value| *value != unreadable);
    if !is_moment || is_told {
        return None;
    }
    let value = value.unwrap_or_else(Timestamp::null);
    let name = column.as_str();
    // Spelled as Django spells it, a moment is what was read, also where it has changed since.
    let spelled = match backend {
        DbBackend::Sqlite => {
            let digits = |pattern: &str| pattern.replace('0', "[0-9]");
            let (day, clock) = (digits("0000-00-00"), digits("00:00:00"));
            format!(
                "({name} GLOB '{day} {clock}' OR {name} GLOB '{day} {clock}.{}')",
                digits("000000")
            )
        }
        DbBackend::Postgres => {
            format!("({name} >= '0001-01-01 00:00:00+00' AND {name} < '10000-01-01 00:00:00+00')")
        }
        // Months and days may be zero, and days may be more than the month has.
        _ => format!(
            "({name} >= '0001-01-01 00:00:00' AND MONTH({name}) > 0 \
             AND DAYOFMONTH({name}) BETWEEN 1 AND DAYOFMONTH(LAST_DAY({name})))"
        ),
    };
    let value = || match backend {
        // Of text, the whole would be text, and be compared as such.
        DbBackend::MySql => Expr::cust_with_values("CAST(? AS DATETIME(6))", [value.clone()]),
        _ => Expr::val(value.clone()),
    };
    let read = CaseStatement::new()
        .case(
            Expr::cust(spelled).or(Expr::col(column.as_column_ref()).is_null()),
            value(),
        )
        .finally(Expr::col(column.as_column_ref()));
    let (id, number) = id;
    let row = Query::select()
        .expr(read)
        .from(column.entity_name())
        .and_where(Expr::col(id.as_column_ref()).eq(number))
        .take();
    Some(Expr::expr(Func::coalesce([
        Expr::SubQuery(None, Box::new(row.into())),
        value(),
    ])))
}
