//! What an argument is given, wherever that stands: in the document, among the variables, or as the default of one. Types
//! are for the schema's checks.

use async_graphql::parser::types::{Field, OperationDefinition};
use async_graphql_value::{ConstValue, Value as Literal};
use serde_json::{Map, Value};

/// Where the arguments of an operation's fields get their values from.
#[derive(Clone, Copy)]
pub(super) struct Arguments<'a> {
    pub operation: &'a OperationDefinition,
    pub variables: &'a Map<String, Value>,
}

impl<'a> Arguments<'a> {
    /// What an argument of a field is given; `None` where that is nothing.
    pub(super) fn of(self, field: &'a Field, name: &str) -> Option<Given<'a>> {
        self.literal(&field.get_argument(name)?.node)
    }

    fn literal(self, literal: &'a Literal) -> Option<Given<'a>> {
        let Literal::Variable(variable) = literal else { return Some(Given::Literal(self, literal)) };
        if let Some(value) = self.variables.get(variable.as_str()).filter(|value| !value.is_null()) {
            return Some(Given::Json(value));
        }
        let definition = self.operation.variable_definitions.iter().find(|each| each.node.name.node == *variable);
        Some(Given::Default(&definition?.node.default_value.as_ref()?.node))
    }
}

/// The value of an argument, or of a part of it.
#[derive(Clone, Copy)]
pub(super) enum Given<'a> {
    Literal(Arguments<'a>, &'a Literal),
    Default(&'a ConstValue),
    Json(&'a Value),
}

impl<'a> Given<'a> {
    /// The whole number that it is.
    pub(super) fn number(self) -> Option<i64> {
        match self {
            Self::Literal(_, Literal::Number(number)) | Self::Default(ConstValue::Number(number)) => number.as_i64(),
            Self::Json(value) => value.as_i64(),
            Self::Literal(..) | Self::Default(_) => None,
        }
    }

    /// How many items it has as a list; one where it is none, which stands for a list of one.
    pub(super) fn length(self) -> usize {
        match self {
            Self::Literal(_, Literal::List(items)) => items.len(),
            Self::Default(ConstValue::List(items)) => items.len(),
            Self::Json(Value::Array(items)) => items.len(),
            _ => 1,
        }
    }

    /// Its items, if it is a list.
    pub(super) fn items(self) -> Option<Vec<Given<'a>>> {
        match self {
            Self::Literal(arguments, Literal::List(items)) => {
                Some(items.iter().filter_map(|item| arguments.literal(item)).collect())
            }
            Self::Default(ConstValue::List(items)) => Some(items.iter().map(Given::Default).collect()),
            Self::Json(Value::Array(items)) => Some(items.iter().map(Given::Json).collect()),
            _ => None,
        }
    }

    /// Its members, none if it is no object.
    pub(super) fn members(self) -> Vec<(&'a str, Given<'a>)> {
        match self {
            Self::Literal(arguments, Literal::Object(members)) => {
                members.iter().filter_map(|(name, value)| Some((name.as_str(), arguments.literal(value)?))).collect()
            }
            Self::Default(ConstValue::Object(members)) => {
                members.iter().map(|(name, value)| (name.as_str(), Given::Default(value))).collect()
            }
            Self::Json(Value::Object(members)) => {
                members.iter().map(|(name, value)| (name.as_str(), Given::Json(value))).collect()
            }
            _ => Vec::new(),
        }
    }
}
