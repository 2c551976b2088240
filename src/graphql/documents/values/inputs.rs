//! The schema's input types, against which variables and arguments are validated.

use std::collections::{HashMap, HashSet};

use async_graphql::Name;
use async_graphql::parser::types::{
    InputValueDefinition, ServiceDocument, Type, TypeDefinition, TypeKind, TypeSystemDefinition,
};

use super::given::View;
use crate::graphql::scalars;

/// The input types by name.
#[derive(Debug)]
pub(in crate::graphql::documents) struct Inputs(HashMap<Name, Input>);

/// An input type.
#[derive(Debug)]
pub(super) enum Input {
    /// A scalar of the specification.
    BuiltIn(BuiltInScalar),
    /// A scalar of the schema.
    Scalar(scalars::Check),
    /// A scalar that accepts every value.
    Any,
    /// An uploaded file.
    Upload,
    /// An enum with these values.
    Enum(HashSet<Name>),
    /// An input object.
    Object(Object),
}

/// The scalars of the specification.
#[derive(Clone, Copy, Debug)]
pub(super) enum BuiltInScalar {
    Int,
    Float,
    String,
    Boolean,
    Id,
}

/// An input object.
#[derive(Debug)]
pub(super) struct Object {
    pub fields: HashMap<Name, Position>,
    /// The required fields.
    pub required: Vec<Name>,
    /// Whether exactly one field must be present.
    pub one_of: bool,
}

/// A position that accepts a value: an argument, or a field of an input object.
#[derive(Debug)]
pub(in crate::graphql::documents) struct Position {
    pub of: Type,
    /// Whether it has a default.
    pub default: bool,
}

impl Position {
    /// The name and position of an argument or field.
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
        let built_in = [
            ("Int", BuiltInScalar::Int),
            ("Float", BuiltInScalar::Float),
            ("String", BuiltInScalar::String),
            ("Boolean", BuiltInScalar::Boolean),
            ("ID", BuiltInScalar::Id),
        ];
        let built_in = built_in
            .into_iter()
            .map(|(name, scalar)| (Name::new(name), Input::BuiltIn(scalar)));
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
        Self(defined.chain(built_in).collect())
    }

    /// The fields of an input object; `None` for other types.
    pub(in crate::graphql::documents) fn fields(
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
    /// `None` for output types.
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
                let required = fields
                    .iter()
                    .filter(|(_, position)| !position.of.nullable && !position.default);
                let mut required: Vec<Name> = required.map(|(name, _)| name.clone()).collect();
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

impl BuiltInScalar {
    /// Checks a value.
    ///
    /// # Errors
    /// It does not have this type. The detail is `None` if the kinds of both explain the error.
    pub(super) fn check(self, value: View<'_>) -> Result<(), Option<&'static str>> {
        match (self, value) {
            (Self::Int, View::Number(number)) => match number.as_i64() {
                Some(number) if i32::try_from(number).is_ok() => Ok(()),
                _ => Err(Some("not an integer of 32 bits")),
            },
            (Self::Id, View::Number(number)) if !number.is_i64() => {
                Err(Some("not an integer of 64 bits"))
            }
            (Self::Float | Self::Id, View::Number(_))
            | (Self::String | Self::Id, View::Text(_))
            | (Self::Boolean, View::Boolean) => Ok(()),
            (Self::Int | Self::Float | Self::String | Self::Id | Self::Boolean, _) => Err(None),
        }
    }
}
