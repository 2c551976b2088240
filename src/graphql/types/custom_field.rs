//! Custom fields and their values.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use entity::{custom_field, custom_field_value};

use crate::domain;
use crate::domain::desk::custom_fields::list as custom_fields;
pub use crate::domain::desk::custom_fields::value::DataType;
use crate::domain::desk::custom_fields::value::{self, TypedValue};
use crate::graphql::budget::LongText;
use crate::graphql::id::{self, NodeKind};
use crate::graphql::in_turn::ObjectInTurn;
use crate::graphql::scalars::{BigInt, Date, Decimal, LocalDateTime, Time};

/// The definition of a custom field, or its number until more of it is asked for.
#[derive(Clone, Debug)]
pub struct CustomField {
    number: i32,
    definition: Option<Arc<custom_field::Model>>,
}

impl From<custom_field::Model> for CustomField {
    fn from(definition: custom_field::Model) -> Self {
        Self {
            number: definition.id,
            definition: Some(Arc::new(definition)),
        }
    }
}

impl CustomField {
    /// The row. [`wants_definitions`] has it read along whenever one of its columns is asked for.
    fn row(&self) -> domain::Result<&custom_field::Model> {
        self.definition.as_deref().ok_or(domain::Error::NotFound)
    }
}

/// The definition of a custom field of tickets.
#[Object]
impl CustomField {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        id::encode(NodeKind::CustomField, self.number)
    }

    /// The number.
    async fn database_id(&self) -> i32 {
        self.number
    }

    /// The name for machines: a slug.
    async fn name(&self) -> Result<&str> {
        Ok(&self.row()?.name)
    }

    /// The name for people.
    async fn label(&self) -> Result<&str> {
        Ok(&self.row()?.label)
    }

    /// What people are told about it.
    async fn help_text(&self) -> Option<&str> {
        self.row().ok()?.help_text.as_deref()
    }

    /// What it holds. Null for a type that this program does not know.
    async fn data_type(&self) -> Option<DataType> {
        DataType::from_name(&self.row().ok()?.data_type)
    }

    /// The most characters of text, or digits of a decimal number.
    async fn max_length(&self) -> Option<i32> {
        self.row().ok()?.max_length
    }

    /// The decimal places of a decimal number.
    async fn decimal_places(&self) -> Option<i32> {
        self.row().ok()?.decimal_places
    }

    /// Whether a list begins with an empty choice.
    async fn empty_selection_list(&self) -> Result<bool> {
        Ok(self.row()?.empty_selection_list)
    }

    /// The choices of a list, the empty one first if there is one.
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

    /// The place among the fields: lower ones come first.
    async fn ordering(&self) -> Option<i32> {
        self.row().ok()?.ordering
    }

    /// Whether a value is needed.
    async fn required(&self) -> Result<bool> {
        Ok(self.row()?.required)
    }

    /// Whether customers neither see nor fill it.
    async fn staff_only(&self) -> Result<bool> {
        Ok(self.row()?.staff_only)
    }
}

/// Whether a document asks for more of a field than its number, so that definitions are worth
/// reading along.
pub fn wants_definitions(ctx: &Context<'_>) -> bool {
    ctx.field().selection_set().any(|asked| match asked.name() {
        "field" => asked
            .selection_set()
            .any(|inner| !matches!(inner.name(), "databaseId" | "id" | "__typename")),
        "text" | "__typename" => false,
        _ => true,
    })
}

/// The value of a custom field on a ticket.
#[derive(Clone, Debug)]
pub struct CustomFieldValue {
    row: custom_field_value::Model,
    definition: Option<Arc<custom_field::Model>>,
}

impl CustomFieldValue {
    /// Values by the numbers of their tickets.
    pub fn of_rows<C>(rows: Vec<custom_fields::ValueRow>) -> C
    where
        C: FromIterator<(i32, Self)>,
    {
        rows.into_iter()
            .map(|(row, definition)| (row.ticket_id, Self { row, definition }))
            .collect()
    }

    /// The value in the type of its field; `None` if it does not fit.
    fn typed(&self) -> Option<TypedValue> {
        let data_type = DataType::from_name(&self.definition.as_ref()?.data_type)?;
        TypedValue::read(data_type, self.row.value.as_deref()?)
    }
}

/// The value of a custom field on a ticket: as stored, and in its type where it fits it.
#[Object]
impl CustomFieldValue {
    /// The field.
    async fn field(&self) -> ObjectInTurn<CustomField> {
        ObjectInTurn(CustomField {
            number: self.row.field_id,
            definition: self.definition.clone(),
        })
    }

    /// The value as it is stored: text, whatever the type.
    async fn text(&self) -> Option<LongText<&str>> {
        self.row.value.as_deref().map(LongText)
    }

    /// The value of an INTEGER field.
    async fn integer(&self) -> Option<BigInt> {
        match self.typed()? {
            TypedValue::Integer(number) => Some(BigInt(number)),
            _ => None,
        }
    }

    /// The value of a DECIMAL field.
    async fn decimal(&self) -> Option<Decimal> {
        match self.typed()? {
            TypedValue::Decimal(digits) => Some(Decimal(digits)),
            _ => None,
        }
    }

    /// The value of a BOOLEAN field.
    async fn boolean(&self) -> Option<bool> {
        match self.typed()? {
            TypedValue::Boolean(truth) => Some(truth),
            _ => None,
        }
    }

    /// The value of a DATE field.
    async fn date(&self) -> Option<Date> {
        match self.typed()? {
            TypedValue::Date(date) => Some(Date(date)),
            _ => None,
        }
    }

    /// The value of a TIME field.
    async fn time(&self) -> Option<Time> {
        match self.typed()? {
            TypedValue::Time(time) => Some(Time(time)),
            _ => None,
        }
    }

    /// The value of a DATETIME field, in the site's time zone.
    async fn date_time(&self) -> Option<LocalDateTime> {
        match self.typed()? {
            TypedValue::DateTime(moment) => Some(LocalDateTime(moment)),
            _ => None,
        }
    }
}
