//! A value as somebody gave it: written into the document, the default of a variable, or the JSON
//! of one. Looked at where it lies, without a copy.

use async_graphql::{Name, Number};
use async_graphql_value::{ConstValue, Value as Literal};
use serde_json::Value as Json;

use crate::graphql::scalars::Leaf;

/// A value in one of its three notations.
#[derive(Clone, Copy)]
pub(in crate::graphql::documents) enum Given<'a> {
    Literal(&'a Literal),
    Default(&'a ConstValue),
    Json(&'a Json),
}

/// What a value is, whatever the notation.
#[derive(Clone, Copy)]
pub(super) enum View<'a> {
    Null,
    Truth,
    Number(&'a Number),
    Text(&'a str),
    /// The name of an enum's value; JSON has none, and says it by text.
    Enum(&'a str),
    Variable(&'a Name),
    List,
    Object,
    /// A number that the library has no type for, as it is written.
    Bytes(&'a [u8]),
}

impl<'a> Given<'a> {
    pub(super) fn view(self) -> View<'a> {
        match self {
            Self::Literal(Literal::Null)
            | Self::Default(ConstValue::Null)
            | Self::Json(Json::Null) => View::Null,
            Self::Literal(Literal::Boolean(_))
            | Self::Default(ConstValue::Boolean(_))
            | Self::Json(Json::Bool(_)) => View::Truth,
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
                View::Bytes(digits)
            }
        }
    }

    /// The items of a list; none where it is no list.
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

    /// The members of an object; none where it is no object.
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

    /// A whole number.
    pub(in crate::graphql::documents) fn number(self) -> Option<i64> {
        match self.view() {
            View::Number(number) => number.as_i64(),
            _ => None,
        }
    }

    /// How many items there are; one where it is no list.
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
    /// As scalars read it.
    pub(super) fn leaf(self) -> Leaf<'a> {
        match self {
            Self::Text(text) => Leaf::Text(text),
            Self::Number(number) => Leaf::Number(number),
            _ => Leaf::Other,
        }
    }

    /// What it is, in words.
    pub(super) fn kind(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Truth => "true or false",
            Self::Number(_) => "a number",
            Self::Text(_) => "text",
            Self::Enum(_) => "the name of a choice",
            Self::Variable(_) => "a variable",
            Self::List => "a list",
            Self::Object => "an object",
            Self::Bytes(_) => "a number",
        }
    }
}
