//! Definitions and values of custom fields.

use std::sync::Arc;

use entity::positional::{self, FromColumns, ModelCache, Positional};
use entity::{custom_field, custom_field_value};
use sea_orm::sea_query::NullOrdering;
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, IdenStatic, Iterable, JoinType, QueryFilter, QueryOrder,
    QueryResult, QuerySelect, QueryTrait, RelationTrait,
};

use crate::domain::query::{
    self, BooleanFilter, Children, Criteria, Filtering, IntFilter, StringFilter, among, logic,
};
use crate::domain::{Context, Result, access};

/// Which definitions are meant. Several words must all hold.
#[derive(Clone, Debug, Default, async_graphql::InputObject)]
#[graphql(name = "CustomFieldDefinitionFilter")]
pub struct Filter {
    /// By number.
    pub database_id: Option<IntFilter>,
    /// By the name for machines.
    pub name: Option<StringFilter>,
    /// By the name for people.
    pub label: Option<StringFilter>,
    /// Whether a value is needed.
    pub required: Option<BooleanFilter>,
    /// Whether customers neither see nor fill it.
    pub staff_only: Option<BooleanFilter>,
    /// All of these.
    pub and: Option<Vec<Filter>>,
    /// At least one of these.
    pub or: Option<Vec<Filter>>,
    /// Not this.
    pub not: Option<Box<Filter>>,
}

impl query::Filter for Filter {
    logic!();

    fn criteria<'a, 'b>(&self, criteria: Criteria<'a, 'b>) -> Result<Criteria<'a, 'b>> {
        use custom_field::Column as C;
        criteria
            .column(self.database_id.as_ref(), C::Id)?
            .column(self.name.as_ref(), C::Name)?
            .column(self.label.as_ref(), C::Label)?
            .column(self.required.as_ref(), C::Required)?
            .column(self.staff_only.as_ref(), C::StaffOnly)
    }
}

/// The definitions that the viewer may see and that a filter lets through, by `ordering` (unset
/// ones as the database sorts NULL: first in SQLite, last in PostgreSQL, as Django leaves it), then
/// by number. All of them: together they are the form.
///
/// # Errors
/// A filter that is too large; what the database says.
pub async fn definitions(
    context: &Context,
    filter: Option<&Filter>,
) -> Result<Vec<custom_field::Model>> {
    let rows = Filtering::select(context, access::custom_fields(context), filter)?
        .order_by_asc(custom_field::Column::Ordering)
        .order_by_asc(custom_field::Column::Id)
        .into_model::<Positional<_>>()
        .all(&context.db)
        .await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// A value, and the definition of its field if it was read along.
pub type Row = (custom_field_value::Model, Option<Arc<custom_field::Model>>);

/// Values and, behind their four columns, definitions; the same definition is read once, however
/// many values it has.
fn with_definitions(rows: &[QueryResult]) -> Result<Vec<Row>> {
    let mut known = ModelCache::default();
    let read = |row| -> Result<Row, DbErr> {
        let value = custom_field_value::Model::from_columns(row, 0)?;
        let definition = known.read(value.field_id, row, DEFINITION_AT)?;
        Ok((value, Some(definition)))
    };
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

/// Where a definition's columns begin.
const DEFINITION_AT: usize = 4;

/// The values of these (visible) tickets that the viewer may see, with their definitions if asked
/// for, in the order of the definitions.
///
/// # Errors
/// What the database says.
pub async fn of_tickets(context: &Context, tickets: &[i32], definitions: bool) -> Result<Vec<Row>> {
    let these = among(&context.db, custom_field_value::Column::TicketId, tickets);
    let select = access::custom_field_values(context).filter(these);
    if definitions {
        let mut select = select.join(
            JoinType::InnerJoin,
            custom_field_value::Relation::Field.def(),
        );
        for column in custom_field::Column::iter() {
            select = select.column_as(column, format!("field_{}", column.as_str()));
        }
        let select = select
            .order_by_with_nulls(
                custom_field::Column::Ordering,
                sea_orm::Order::Asc,
                NullOrdering::Last,
            )
            .order_by_asc(custom_field_value::Column::FieldId);
        let statement = select.build(context.db.get_database_backend());
        return with_definitions(&context.db.query_all_raw(statement).await?);
    }
    let values = if access::is_agent(context) {
        static ALL: Children = Children::new();
        let select =
            || custom_field_value::Entity::find().order_by_asc(custom_field_value::Column::Id);
        ALL.read(
            &context.db,
            custom_field_value::Column::TicketId,
            tickets,
            select,
        )
        .await?
    } else {
        positional::fetch_all(
            select.order_by_asc(custom_field_value::Column::Id),
            &context.db,
        )
        .await?
    };
    Ok(values.into_iter().map(|value| (value, None)).collect())
}
