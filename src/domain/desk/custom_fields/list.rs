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
    self, BooleanFilter, ChildSelect, Criteria, IntFilter, StringFilter, among, apply_filter, logic,
};
use crate::domain::{Context, Result, access};

/// Filters custom fields. Fields are combined with AND.
#[derive(Clone, Debug, Default, async_graphql::InputObject)]
pub struct CustomFieldDefinitionFilter {
    /// Numeric ID.
    pub database_id: Option<IntFilter>,
    /// Name for programs.
    pub name: Option<StringFilter>,
    /// Label.
    pub label: Option<StringFilter>,
    /// Whether a value is required.
    pub required: Option<BooleanFilter>,
    /// Whether only staff see the field and fill it in.
    pub staff_only: Option<BooleanFilter>,
    /// All of these filters match.
    pub and: Option<Vec<CustomFieldDefinitionFilter>>,
    /// At least one of these filters matches.
    pub or: Option<Vec<CustomFieldDefinitionFilter>>,
    /// This filter does not match.
    pub not: Option<Box<CustomFieldDefinitionFilter>>,
}

impl query::Filter for CustomFieldDefinitionFilter {
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

/// All definitions that the viewer may see and that match `filter`, by `ordering`, then by ID. Like
/// in Django, the database decides where NULL sorts: first in SQLite, last in PostgreSQL.
///
/// # Errors
/// [`Error::Invalid`](crate::domain::Error::Invalid) if the filter is too large; database errors.
pub async fn definitions(
    context: &Context,
    filter: Option<&CustomFieldDefinitionFilter>,
) -> Result<Vec<custom_field::Model>> {
    let rows = apply_filter(context, access::custom_fields(context), filter)?
        .order_by_asc(custom_field::Column::Ordering)
        .order_by_asc(custom_field::Column::Id)
        .into_model::<Positional<_>>()
        .all(&context.db)
        .await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// A value, with the definition of its field if it was requested.
pub type ValueRow = (custom_field_value::Model, Option<Arc<custom_field::Model>>);

/// Reads values, and definitions from the columns after theirs. Values of one field share its
/// definition.
fn with_definitions(rows: &[QueryResult]) -> Result<Vec<ValueRow>> {
    let mut known = ModelCache::default();
    let read = |row| -> Result<ValueRow, DbErr> {
        let value = custom_field_value::Model::from_columns(row, 0)?;
        let definition = known.read(value.field_id, row, DEFINITION_AT)?;
        Ok((value, Some(definition)))
    };
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

/// The index of a definition's first column.
const DEFINITION_AT: usize = 4;

/// The values of visible tickets that the viewer may see. With `definitions`, they come with their
/// definitions, and in the order of these.
///
/// # Errors
/// Database errors.
pub async fn values_of_tickets(
    context: &Context,
    tickets: &[i32],
    definitions: bool,
) -> Result<Vec<ValueRow>> {
    let of_tickets = among(&context.db, custom_field_value::Column::TicketId, tickets);
    let select = access::custom_field_values(context).filter(of_tickets);
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
        static ALL: ChildSelect = ChildSelect::new();
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
