//! Definitions and values of custom fields.

use entity::in_order::{FromColumns, InOrder};
use entity::{custom_field, custom_field_value};
use sea_orm::sea_query::NullOrdering;
use sea_orm::{
    ColumnTrait, DbErr, EntityTrait, FromQueryResult, IdenStatic, Iterable, JoinType, QueryFilter, QueryOrder,
    QueryResult, QuerySelect, RelationTrait, Select,
};

use crate::domain::listing::Children;
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

/// A value and the definition of its field, which stands behind the value's four columns.
struct WithDefinition(custom_field_value::Model, custom_field::Model);

impl FromQueryResult for WithDefinition {
    fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, DbErr> {
        Ok(Self(custom_field_value::Model::from_columns(row, 0)?, custom_field::Model::from_columns(row, 4)?))
    }
}

/// The values of these (visible) tickets that the viewer may see, with their definitions if asked for, in the
/// order of the definitions.
///
/// # Errors
/// What the database says.
pub async fn of_tickets(
    context: &Context,
    tickets: &[i32],
    with_definitions: bool,
) -> Result<Vec<(custom_field_value::Model, Option<custom_field::Model>)>> {
    let select = access::custom_field_values(context)
        .filter(custom_field_value::Column::TicketId.is_in(tickets.iter().copied()));
    if with_definitions {
        let mut select = select.join(JoinType::InnerJoin, custom_field_value::Relation::Field.def());
        for column in custom_field::Column::iter() {
            select = select.column_as(column, format!("field_{}", column.as_str()));
        }
        let rows: Vec<WithDefinition> = select
            .order_by_with_nulls(custom_field::Column::Ordering, sea_orm::Order::Asc, NullOrdering::Last)
            .order_by_asc(custom_field_value::Column::FieldId)
            .into_model()
            .all(&context.db)
            .await?;
        return Ok(rows.into_iter().map(|row| (row.0, Some(row.1))).collect());
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
