//! Cursors on times that another program wrote. The database sorts by the stored value. If it does
//! not have Django's format, the time that was read for the cursor may sort elsewhere, so the
//! stored value is looked up again in the row that the cursor points to.

use entity::values::Timestamp;
use sea_orm::sea_query::{
    CaseStatement, ColumnType, Expr, ExprTrait, Func, Nullable, Query, Value,
};
use sea_orm::{ColumnTrait, DbBackend};

/// The value that `column` of the row with this `id` is sorted by. `None` if it is `value`: the
/// column is not a time, or the time was read exactly.
pub(super) fn stored_value<C>(
    backend: DbBackend,
    id: (C, Value),
    column: C,
    value: Option<Value>,
) -> Option<Expr>
where
    C: ColumnTrait,
{
    let unreadable = Value::from(Timestamp::UNREADABLE);
    let is_time = matches!(
        column.def().get_column_type(),
        ColumnType::TimestampWithTimeZone
    );
    let is_exact =
        backend != DbBackend::Sqlite && value.as_ref().is_some_and(|value| *value != unreadable);
    if !is_time || is_exact {
        return None;
    }
    let value = value.unwrap_or_else(Timestamp::null);
    let name = column.as_str();
    // With a stored value in Django's format, the cursor's value applies, even if the row has
    // changed since.
    let has_django_format = match backend {
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
        // Months and days may be zero, and days may exceed the length of the month.
        _ => format!(
            "({name} >= '0001-01-01 00:00:00' AND MONTH({name}) > 0 \
             AND DAYOFMONTH({name}) BETWEEN 1 AND DAYOFMONTH(LAST_DAY({name})))"
        ),
    };
    let value = || match backend {
        // Without the cast, the whole expression would be text and be compared as text.
        DbBackend::MySql => Expr::cust_with_values("CAST(? AS DATETIME(6))", [value.clone()]),
        _ => Expr::val(value.clone()),
    };
    let value_of_row = CaseStatement::new()
        .case(
            Expr::cust(has_django_format).or(Expr::col(column.as_column_ref()).is_null()),
            value(),
        )
        .finally(Expr::col(column.as_column_ref()));
    let (id, number) = id;
    let row = Query::select()
        .expr(value_of_row)
        .from(column.entity_name())
        .and_where(Expr::col(id.as_column_ref()).eq(number))
        .take();
    Some(Expr::expr(Func::coalesce([
        Expr::SubQuery(None, Box::new(row.into())),
        value(),
    ])))
}
