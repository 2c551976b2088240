//! Custom fields of tickets as serializer fields `custom_<name>` (helpdesk/models.py,
//! `CustomField.build_api_field` and `set_custom_field_values`).

use std::borrow::Cow;

use async_graphql::{InputType as _, Name, Value};

use crate::compat::execute::Object;
use crate::compat::fields::{ChoiceValue, Field, Kind, string};
use crate::graphql::types::custom_field::DataType;

/// A custom field.
#[derive(Clone, Debug)]
pub(crate) struct CustomField {
    pub(crate) id: i64,
    /// The name without `custom_`.
    pub(crate) name: String,
    /// The serializer field.
    pub(crate) field: Field,
}

/// A definition, in the field order of the documents.
#[derive(Default)]
struct Definition {
    id: i64,
    name: String,
    label: String,
    help_text: String,
    data_type: Option<DataType>,
    max_length: Option<i64>,
    decimal_places: Option<i64>,
    empty_selection_list: bool,
    choices: Vec<String>,
    required: bool,
}

/// Reads the list `customFields` of a result.
pub(crate) fn read_custom_fields(list: Option<Value>) -> Vec<CustomField> {
    let Some(Value::List(items)) = list else {
        return Vec::new();
    };
    items
        .into_iter()
        .filter_map(definition)
        .map(CustomField::new)
        .collect()
}

fn definition(value: Value) -> Option<Definition> {
    let Value::Object(object) = value else {
        return None;
    };
    let mut out = Definition::default();
    for (name, value) in object {
        match (name.as_str(), value) {
            ("databaseId", Value::Number(number)) => out.id = number.as_i64()?,
            ("name", Value::String(text)) => out.name = text,
            ("label", Value::String(text)) => out.label = text,
            ("helpText", Value::String(text)) => out.help_text = text,
            ("dataType", value @ Value::Enum(_)) => {
                out.data_type = DataType::parse(Some(value)).ok();
            }
            ("maxLength", Value::Number(number)) => out.max_length = number.as_i64(),
            ("decimalPlaces", Value::Number(number)) => out.decimal_places = number.as_i64(),
            ("required", Value::Boolean(required)) => out.required = required,
            ("emptySelectionList", Value::Boolean(empty)) => out.empty_selection_list = empty,
            ("choices", Value::List(items)) => {
                out.choices = items
                    .into_iter()
                    .filter_map(|item| match item {
                        Value::String(text) => Some(text),
                        _ => None,
                    })
                    .collect();
            }
            _ => {}
        }
    }
    Some(out)
}

impl CustomField {
    fn new(definition: Definition) -> Self {
        let kind = match definition.data_type {
            Some(DataType::Varchar | DataType::Text) => Kind::Char(definition.max_length),
            Some(DataType::Integer) => Kind::Integer(None),
            Some(DataType::Decimal) => Kind::Decimal {
                digits: definition.max_length,
                places: definition.decimal_places,
            },
            Some(DataType::List) => {
                Kind::Choice(choices(definition.choices, definition.empty_selection_list))
            }
            Some(DataType::Boolean) => Kind::Boolean,
            Some(DataType::Date) => Kind::Date,
            Some(DataType::Time) => Kind::Time,
            Some(DataType::Datetime) => Kind::DateTime,
            Some(DataType::Email) => Kind::Email(None),
            Some(DataType::Url) => Kind::Url,
            Some(DataType::Ipaddress) => Kind::IpAddress,
            Some(DataType::Slug) => Kind::Slug,
            // The reference fails for unknown types; their values are shown as stored.
            None => Kind::Raw,
        };
        let field = Field {
            name: Cow::Owned(format!("custom_{}", definition.name)),
            label: Cow::Owned(definition.label),
            help_text: Cow::Owned(definition.help_text),
            required: definition.required,
            translated: false,
            ..Field::new("", "", kind)
        };
        Self {
            id: definition.id,
            name: definition.name,
            field,
        }
    }
}

/// The choices with their labels. A choice that is listed twice keeps its first position and its
/// last label, so a blank line relabels the empty first choice.
fn choices(names: Vec<String>, empty_first: bool) -> Vec<(ChoiceValue, String)> {
    let mut out: Vec<(ChoiceValue, String)> = Vec::with_capacity(names.len());
    for (at, name) in names.into_iter().enumerate() {
        let shown = if at == 0 && empty_first {
            "---------".to_owned()
        } else {
            name.clone()
        };
        let value = ChoiceValue::Text(name);
        match out.iter_mut().find(|(known, _)| *known == value) {
            Some((_, label)) => *label = shown,
            None => out.push((value, shown)),
        }
    }
    out
}

/// Replaces the texts of values in a ticket's `customFieldValues`, by the ID of their field.
pub(crate) fn replace_texts(ticket: &mut Object, texts: Vec<(i64, String)>) {
    let Some(Value::List(items)) = ticket.get_mut("customFieldValues") else {
        return;
    };
    for item in items {
        let Value::Object(item) = item else { continue };
        let id = match item.get("field") {
            Some(Value::Object(field)) => match field.get("databaseId") {
                Some(Value::Number(id)) => id.as_i64(),
                _ => None,
            },
            _ => None,
        };
        if let Some((_, text)) = texts.iter().find(|(field, _)| Some(*field) == id) {
            item.insert(Name::new("text"), Value::String(text.clone()));
        }
    }
}

/// Appends the members `custom_<name>` of a ticket, each after a comma, from its list
/// `customFieldValues`.
pub(crate) fn write_custom_fields(
    fields: &[CustomField],
    values: Option<Value>,
    out: &mut Vec<u8>,
) {
    let mut stored: Vec<(i64, String)> = Vec::new();
    if let Some(Value::List(items)) = values {
        for item in items {
            let Value::Object(item) = item else { continue };
            let mut parts = item.into_values();
            if let (Some(Value::Object(field)), Some(Value::String(text))) =
                (parts.next(), parts.next())
                && let Some(Value::Number(id)) = field.into_values().next()
            {
                stored.push((id.as_i64().unwrap_or_default(), text));
            }
        }
    }
    for custom in fields {
        out.push(b',');
        string(&custom.field.name, out);
        out.push(b':');
        match stored.iter().find(|(id, _)| *id == custom.id) {
            Some((_, text)) => custom.field.write_stored(text, out),
            None => out.extend_from_slice(b"null"),
        }
    }
}
