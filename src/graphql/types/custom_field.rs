//! Custom fields of tickets and their values.

use std::sync::Arc;

use async_graphql::{ID, Object, Result, SelectionField};
use entity::{custom_field, custom_field_value};

use crate::domain;
use crate::domain::desk::custom_fields::list as custom_fields;
pub use crate::domain::desk::custom_fields::value::DataType;
use crate::domain::desk::custom_fields::value::{self, TypedValue};
use crate::graphql::budget::LongText;
use crate::graphql::id::{self, NodeKind};
use crate::graphql::in_turn::ObjectInTurn;
use crate::graphql::scalars::{BigInt, Date, Decimal, LocalDateTime, Time};

/// The definition of a custom field, or only its database ID if no other field is requested.
#[derive(Clone, Debug)]
pub struct CustomField {
    number: i32,
    definition: Option<Arc<custom_field::Model>>,
}

impl From<custom_field::Model> for CustomField {
    fn from(definition: custom_field::Model) -> Self {
        Self::from(Arc::new(definition))
    }
}

impl From<Arc<custom_field::Model>> for CustomField {
    fn from(definition: Arc<custom_field::Model>) -> Self {
        Self {
            number: definition.id,
            definition: Some(definition),
        }
    }
}

impl CustomField {
    /// Returns the row, which is read if [`wants_definitions`] finds that a field needs it.
    fn row(&self) -> domain::Result<&custom_field::Model> {
        self.definition.as_deref().ok_or(domain::Error::NotFound)
    }
}

/// The definition of a custom field of tickets.
#[Object]
impl CustomField {
    /// Global ID of the custom field.
    pub(crate) async fn id(&self) -> ID {
        id::encode(NodeKind::CustomField, self.number)
    }

    /// Database ID of the custom field.
    async fn database_id(&self) -> i32 {
        self.number
    }

    /// Unique name, a slug.
    async fn name(&self) -> Result<&str> {
        Ok(&self.row()?.name)
    }

    /// Name for display.
    async fn label(&self) -> Result<&str> {
        Ok(&self.row()?.label)
    }

    /// Explanation for users.
    async fn help_text(&self) -> Option<&str> {
        self.row().ok()?.help_text.as_deref()
    }

    /// Data type. Null if this version of deskql does not support it.
    async fn data_type(&self) -> Option<DataType> {
        DataType::from_name(&self.row().ok()?.data_type)
    }

    /// Maximum number of characters, or of digits in a decimal number.
    async fn max_length(&self) -> Option<i32> {
        self.row().ok()?.max_length
    }

    /// Number of decimal places in a decimal number.
    async fn decimal_places(&self) -> Option<i32> {
        self.row().ok()?.decimal_places
    }

    /// Whether the choices of a list start with an empty choice.
    async fn empty_selection_list(&self) -> Result<bool> {
        Ok(self.row()?.empty_selection_list)
    }

    /// Choices of a list, the empty choice first if there is one. Empty for other data types.
    async fn choices(&self) -> Result<Vec<String>> {
        let row = self.row()?;
        if DataType::from_name(&row.data_type) != Some(DataType::List) {
            return Ok(Vec::new());
        }
        Ok(value::choices(
            row.list_values.as_deref(),
            row.empty_selection_list,
        ))
    }

    /// Position among the custom fields, lowest first.
    async fn ordering(&self) -> Option<i32> {
        self.row().ok()?.ordering
    }

    /// Whether a value is required.
    async fn required(&self) -> Result<bool> {
        Ok(self.row()?.required)
    }

    /// Whether the field is visible to agents only.
    async fn staff_only(&self) -> Result<bool> {
        Ok(self.row()?.staff_only)
    }
}

/// Whether a field `customFieldValues` requests the definitions of custom fields.
pub fn wants_definitions(values: &SelectionField<'_>) -> bool {
    values.selection_set().any(|field| match field.name() {
        "field" => field
            .selection_set()
            .any(|inner| !matches!(inner.name(), "databaseId" | "id" | "__typename")),
        "text" | "__typename" => false,
        _ => true,
    })
}

/// A custom field's value on a ticket.
#[derive(Clone, Debug)]
pub struct CustomFieldValue {
    row: custom_field_value::Model,
    definition: Option<Arc<custom_field::Model>>,
}

impl CustomFieldValue {
    /// Returns values with the database IDs of their tickets.
    pub fn of_rows<C>(rows: Vec<custom_fields::ValueRow>) -> C
    where
        C: FromIterator<(i32, Self)>,
    {
        rows.into_iter()
            .map(|(row, definition)| (row.ticket_id, Self { row, definition }))
            .collect()
    }

    /// Parses the value by the data type of its field. `None` if it is invalid.
    fn typed(&self) -> Option<TypedValue> {
        let data_type = DataType::from_name(&self.definition.as_ref()?.data_type)?;
        TypedValue::read(data_type, self.row.value.as_deref()?)
    }
}

/// The value of a custom field on a ticket: the stored text, and the value of the field's data
/// type. The latter is null for other data types and for text that is not valid for it.
#[Object]
impl CustomFieldValue {
    /// Definition of the custom field.
    async fn field(&self) -> ObjectInTurn<CustomField> {
        ObjectInTurn(CustomField {
            number: self.row.field_id,
            definition: self.definition.clone(),
        })
    }

    /// Stored text, for all data types.
    async fn text(&self) -> Option<LongText<&str>> {
        self.row.value.as_deref().map(LongText)
    }

    /// Value of an `INTEGER` field.
    async fn integer(&self) -> Option<BigInt> {
        match self.typed()? {
            TypedValue::Integer(number) => Some(BigInt(number)),
            _ => None,
        }
    }

    /// Value of a `DECIMAL` field.
    async fn decimal(&self) -> Option<Decimal> {
        match self.typed()? {
            TypedValue::Decimal(digits) => Some(Decimal(digits)),
            _ => None,
        }
    }

    /// Value of a `BOOLEAN` field.
    async fn boolean(&self) -> Option<bool> {
        match self.typed()? {
            TypedValue::Boolean(truth) => Some(truth),
            _ => None,
        }
    }

    /// Value of a `DATE` field.
    async fn date(&self) -> Option<Date> {
        match self.typed()? {
            TypedValue::Date(date) => Some(Date(date)),
            _ => None,
        }
    }

    /// Value of a `TIME` field.
    async fn time(&self) -> Option<Time> {
        match self.typed()? {
            TypedValue::Time(time) => Some(Time(time)),
            _ => None,
        }
    }

    /// Value of a `DATETIME` field, in the site's time zone.
    async fn date_time(&self) -> Option<LocalDateTime> {
        match self.typed()? {
            TypedValue::DateTime(moment) => Some(LocalDateTime(moment)),
            _ => None,
        }
    }
}
