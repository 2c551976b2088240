//! Definitions and values of custom fields.

use std::sync::Arc;

use entity::in_order::{FromColumns, InOrder, Known};
use entity::{custom_field, custom_field_value};
use sea_orm::sea_query::NullOrdering;
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, IdenStatic, Iterable, JoinType, QueryFilter, QueryOrder, QueryResult,
    QuerySelect, QueryTrait, RelationTrait, Select,
};

use crate::domain::listing::{Children, among};
use crate::domain::{Context, Result, access};

/// The definitions that the viewer may see, by `ordering` (unset ones as the database sorts NULL: first in
/// SQLite, last in PostgreSQL, as Django leaves it), then by number.
///
/// # Errors
/// What the database says.
pub async fn definitions(context: &Context) -> Result<Vec<custom_field::Model>> {
    let rows = in_order(access::custom_fields(context)).into_model::<InOrder<_>>().all(&context.db).await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

fn in_order(select: Select<custom_field::Entity>) -> Select<custom_field::Entity> {
    select.order_by_asc(custom_field::Column::Ordering).order_by_asc(custom_field::Column::Id)
}

/// A value, and the definition of its field if it was read along.
pub type Row = (custom_field_value::Model, Option<Arc<custom_field::Model>>);

/// Values and, behind their four columns, definitions; the same definition is read once, however many values it has.
fn with_definitions(rows: &[QueryResult]) -> Result<Vec<Row>> {
    let mut known = Known::default();
    let read = |row| -> Result<Row, DbErr> {
        let value = custom_field_value::Model::from_columns(row, 0)?;
        let definition = known.read(value.field_id, row, DEFINITION_AT)?;
        Ok((value, Some(definition)))
    };
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

/// Where a definition's columns begin.
const DEFINITION_AT: usize = 4;

/// The values of these (visible) tickets that the viewer may see, with their definitions if asked for, in the
/// order of the definitions.
///
/// # Errors
/// What the database says.
pub async fn of_tickets(context: &Context, tickets: &[i32], definitions: bool) -> Result<Vec<Row>> {
    let these = among(&context.db, custom_field_value::Column::TicketId, tickets);
    let select = access::custom_field_values(context).filter(these);
    if definitions {
        let mut select = select.join(JoinType::InnerJoin, custom_field_value::Relation::Field.def());
        for column in custom_field::Column::iter() {
            select = select.column_as(column, format!("field_{}", column.as_str()));
        }
        let select = select
            .order_by_with_nulls(custom_field::Column::Ordering, sea_orm::Order::Asc, NullOrdering::Last)
            .order_by_asc(custom_field_value::Column::FieldId);
        let statement = select.build(context.db.get_database_backend());
        return with_definitions(&context.db.query_all_raw(statement).await?);
    }
    let values = if access::is_agent(context) {
        static ALL: Children = Children::new();
        let select = || custom_field_value::Entity::find().order_by_asc(custom_field_value::Column::Id);
        ALL.read(&context.db, custom_field_value::Column::TicketId, tickets, select).await?
    } else {
        select.order_by_asc(custom_field_value::Column::Id).all(&context.db).await?
    };
    Ok(values.into_iter().map(|value| (value, None)).collect())
}
