//! The schema's input types, read off its text once: what variables and arguments are held against.

use std::collections::{HashMap, HashSet};

use async_graphql::Name;
use async_graphql::parser::types::{
    InputValueDefinition, ServiceDocument, Type, TypeDefinition, TypeKind, TypeSystemDefinition,
};

use super::given::View;
use crate::graphql::scalars;

/// All input types by their names.
#[derive(Debug)]
pub(in crate::graphql::documents) struct Inputs(HashMap<Name, Input>);

/// An input type.
#[derive(Debug)]
pub(super) enum Input {
    /// A scalar of the specification.
    Plain(Plain),
    /// A scalar of our own.
    Scalar(scalars::Check),
    /// A scalar that takes anything.
    Any,
    /// A file that came along.
    Upload,
    /// One of these names.
    Enum(HashSet<Name>),
    /// An object.
    Object(Object),
}

/// The specification's scalars.
#[derive(Clone, Copy, Debug)]
pub(super) enum Plain {
    Int,
    Float,
    String,
    Boolean,
    Id,
}

/// An object's fields.
#[derive(Debug)]
pub(super) struct Object {
    pub fields: HashMap<Name, Position>,
    /// The fields that must be given.
    pub required: Vec<Name>,
    /// Whether exactly one field is given.
    pub one_of: bool,
}

/// Where a value is taken: an argument or a field of an input.
#[derive(Debug)]
pub(in crate::graphql::documents) struct Position {
    pub of: Type,
    /// Whether something is there when nothing is given.
    pub default: bool,
}

impl Position {
    /// An argument or field as the schema defines it.
    pub(in crate::graphql::documents) fn of(definition: &InputValueDefinition) -> (Name, Self) {
        let position = Self {
            of: definition.ty.node.clone(),
            default: definition.default_value.is_some(),
        };
        (definition.name.node.clone(), position)
    }
}

impl Inputs {
    /// The input types of a schema.
    pub(in crate::graphql::documents) fn new(schema: &ServiceDocument) -> Self {
        let plain = [
            ("Int", Plain::Int),
            ("Float", Plain::Float),
            ("String", Plain::String),
            ("Boolean", Plain::Boolean),
            ("ID", Plain::Id),
        ];
        let plain = plain
            .into_iter()
            .map(|(name, plain)| (Name::new(name), Input::Plain(plain)));
        let defined = schema
            .definitions
            .iter()
            .filter_map(|definition| match definition {
                TypeSystemDefinition::Type(definition) => Some((
                    definition.node.name.node.clone(),
                    Input::of(&definition.node)?,
                )),
                _ => None,
            });
        Self(defined.chain(plain).collect())
    }

    /// The members of an input object and their types; `None` for what is none.
    pub(in crate::graphql::documents) fn members(
        &self,
        of: &str,
    ) -> Option<&HashMap<Name, Position>> {
        match self.0.get(of)? {
            Input::Object(object) => Some(&object.fields),
            _ => None,
        }
    }

    pub(super) fn get(&self, name: &Name) -> Option<&Input> {
        self.0.get(name)
    }
}

impl Input {
    /// `None` for types that are no input.
    fn of(definition: &TypeDefinition) -> Option<Self> {
        let name = definition.name.node.as_str();
        Some(match &definition.kind {
            TypeKind::Scalar if name == "Upload" => Self::Upload,
            TypeKind::Scalar => scalars::check(name).map_or(Self::Any, Self::Scalar),
            TypeKind::Enum(of) => Self::Enum(
                of.values
                    .iter()
                    .map(|value| value.node.value.node.clone())
                    .collect(),
            ),
            TypeKind::InputObject(object) => {
                let fields: HashMap<_, _> = object
                    .fields
                    .iter()
                    .map(|field| Position::of(&field.node))
                    .collect();
                let needed = fields
                    .iter()
                    .filter(|(_, position)| !position.of.nullable && !position.default);
                let mut required: Vec<Name> = needed.map(|(name, _)| name.clone()).collect();
                required.sort();
                let one_of = definition
                    .directives
                    .iter()
                    .any(|directive| directive.node.name.node == "oneOf");
                Self::Object(Object {
                    fields,
                    required,
                    one_of,
                })
            }
            _ => return None,
        })
    }
}

impl Plain {
    /// Why a value is none of the type, if it is none.
    pub(super) fn complaint(self, given: View<'_>) -> Option<&'static str> {
        match (self, given) {
            (Self::Int, View::Number(number)) => match number.as_i64() {
                Some(number) if i32::try_from(number).is_ok() => None,
                _ => Some("not a whole number of 32 bits"),
            },
            (Self::Id, View::Number(number)) => {
                (!number.is_i64()).then_some("not a whole number of 64 bits")
            }
            (Self::Float, View::Number(_))
            | (Self::String | Self::Id, View::Text(_))
            | (Self::Boolean, View::Truth) => None,
            (Self::Int | Self::Float, _) => Some("a number is taken here"),
            (Self::String, _) => Some("text is taken here"),
            (Self::Id, _) => Some("text or a whole number is taken here"),
            (Self::Boolean, _) => Some("true or false is taken here"),
        }
    }
}
