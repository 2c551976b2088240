//! A borrowed view of a value: a literal in the document, the default of a variable, or JSON.

use async_graphql::{Name, Number};
use async_graphql_value::{ConstValue, Value as Literal};
use serde_json::Value as Json;

use crate::graphql::scalars::Leaf;

/// A value in one of three notations.
#[derive(Clone, Copy)]
pub(in crate::graphql::documents) enum Given<'a> {
    Literal(&'a Literal),
    Default(&'a ConstValue),
    Json(&'a Json),
}

/// A value independent of its notation.
#[derive(Clone, Copy)]
pub(super) enum View<'a> {
    Null,
    Boolean,
    Number(&'a Number),
    Text(&'a str),
    /// An enum value. In JSON it is a string.
    Enum(&'a str),
    Variable(&'a Name),
    List,
    Object,
    /// The text of a number of more than 64 bits.
    LongNumber(&'a [u8]),
}

impl<'a> Given<'a> {
    pub(super) fn view(self) -> View<'a> {
        match self {
            Self::Literal(Literal::Null)
            | Self::Default(ConstValue::Null)
            | Self::Json(Json::Null) => View::Null,
            Self::Literal(Literal::Boolean(_))
            | Self::Default(ConstValue::Boolean(_))
            | Self::Json(Json::Bool(_)) => View::Boolean,
            Self::Literal(Literal::Number(number))
            | Self::Default(ConstValue::Number(number))
            | Self::Json(Json::Number(number)) => View::Number(number),
            Self::Literal(Literal::String(text))
            | Self::Default(ConstValue::String(text))
            | Self::Json(Json::String(text)) => View::Text(text),
            Self::Literal(Literal::Enum(name)) | Self::Default(ConstValue::Enum(name)) => {
                View::Enum(name)
            }
            Self::Literal(Literal::Variable(name)) => View::Variable(name),
            Self::Literal(Literal::List(_))
            | Self::Default(ConstValue::List(_))
            | Self::Json(Json::Array(_)) => View::List,
            Self::Literal(Literal::Object(_))
            | Self::Default(ConstValue::Object(_))
            | Self::Json(Json::Object(_)) => View::Object,
            Self::Literal(Literal::Binary(digits)) | Self::Default(ConstValue::Binary(digits)) => {
                View::LongNumber(digits)
            }
        }
    }

    /// The items of a list; empty for other values.
    pub(in crate::graphql::documents) fn items(self) -> impl Iterator<Item = Self> {
        let (literals, constants, values): (&[_], &[_], &[_]) = match self {
            Self::Literal(Literal::List(items)) => (items, &[], &[]),
            Self::Default(ConstValue::List(items)) => (&[], items, &[]),
            Self::Json(Json::Array(items)) => (&[], &[], items),
            _ => (&[], &[], &[]),
        };
        literals
            .iter()
            .map(Self::Literal)
            .chain(constants.iter().map(Self::Default))
            .chain(values.iter().map(Self::Json))
    }

    /// The members of an object; empty for other values.
    pub(in crate::graphql::documents) fn members(self) -> impl Iterator<Item = (&'a str, Self)> {
        let (literals, constants, values) = match self {
            Self::Literal(Literal::Object(members)) => (Some(members), None, None),
            Self::Default(ConstValue::Object(members)) => (None, Some(members), None),
            Self::Json(Json::Object(members)) => (None, None, Some(members)),
            _ => (None, None, None),
        };
        let literals = literals
            .into_iter()
            .flatten()
            .map(|(name, value)| (name.as_str(), Self::Literal(value)));
        let constants = constants
            .into_iter()
            .flatten()
            .map(|(name, value)| (name.as_str(), Self::Default(value)));
        let values = values
            .into_iter()
            .flatten()
            .map(|(name, value)| (name.as_str(), Self::Json(value)));
        literals.chain(constants).chain(values)
    }

    /// A member of an object.
    pub(super) fn member(self, name: &str) -> Option<Self> {
        match self {
            Self::Literal(Literal::Object(members)) => members.get(name).map(Self::Literal),
            Self::Default(ConstValue::Object(members)) => members.get(name).map(Self::Default),
            Self::Json(Json::Object(members)) => members.get(name).map(Self::Json),
            _ => None,
        }
    }

    /// The value of an integer.
    pub(in crate::graphql::documents) fn number(self) -> Option<i64> {
        match self.view() {
            View::Number(number) => number.as_i64(),
            _ => None,
        }
    }

    /// The length of a list; 1 for other values.
    pub(in crate::graphql::documents) fn length(self) -> usize {
        match self {
            Self::Literal(Literal::List(items)) => items.len(),
            Self::Default(ConstValue::List(items)) => items.len(),
            Self::Json(Json::Array(items)) => items.len(),
            _ => 1,
        }
    }
}

impl<'a> View<'a> {
    /// The value for the checks of scalars.
    pub(super) fn leaf(self) -> Leaf<'a> {
        match self {
            Self::Text(text) => Leaf::Text(text),
            Self::Number(number) => Leaf::Number(number),
            _ => Leaf::Other,
        }
    }

    /// Describes the value for error messages.
    pub(super) fn describe(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "a boolean",
            Self::Number(_) | Self::LongNumber(_) => "a number",
            Self::Text(_) => "a string",
            Self::Enum(_) => "an enum value",
            Self::Variable(_) => "a variable",
            Self::List => "a list",
            Self::Object => "an object",
        }
    }
}
