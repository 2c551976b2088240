//! The types of the schema, as validation needs them.

use std::collections::{HashMap, HashSet};

use async_graphql::Name;
use async_graphql::parser::types::{
    DirectiveLocation, FieldDefinition, ServiceDocument, Type, TypeKind, TypeSystemDefinition,
};

use crate::graphql::documents::values::Position;

/// The kind of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Object,
    /// An interface or a union.
    Abstract,
    /// A scalar or an enum: input and output.
    Leaf,
    Input,
}

/// A type.
#[derive(Debug)]
pub(super) struct TypeInfo {
    pub kind: Kind,
    pub fields: HashMap<Name, FieldInfo>,
    /// The object types that a value of this type may have.
    pub objects: HashSet<Name>,
}

impl TypeInfo {
    /// Whether fields of this type need a selection set.
    pub(super) fn is_composite(&self) -> bool {
        matches!(self.kind, Kind::Object | Kind::Abstract)
    }

    /// Whether variables may have this type.
    pub(super) fn is_input(&self) -> bool {
        matches!(self.kind, Kind::Leaf | Kind::Input)
    }
}

/// A field of an object or interface.
#[derive(Debug)]
pub(super) struct FieldInfo {
    pub of: Type,
    pub arguments: Vec<(Name, Position)>,
}

/// A directive. None is repeatable; the library's parser reads all as repeatable.
#[derive(Debug)]
pub(super) struct DirectiveInfo {
    pub locations: Vec<DirectiveLocation>,
    pub arguments: Vec<(Name, Position)>,
}

/// All types and directives of a schema.
#[derive(Debug)]
pub(in crate::graphql::documents) struct Types {
    types: HashMap<Name, TypeInfo>,
    directives: HashMap<Name, DirectiveInfo>,
}

impl Types {
    /// The types of a schema, including the introspection types.
    pub(in crate::graphql::documents) fn new(schema: &ServiceDocument) -> Self {
        let mut types = HashMap::new();
        let mut directives = HashMap::new();
        let mut implementations: Vec<(Name, Name)> = Vec::new();
        for definition in &schema.definitions {
            match definition {
                TypeSystemDefinition::Schema(_) => {}
                TypeSystemDefinition::Directive(directive) => {
                    let directive = &directive.node;
                    let info = DirectiveInfo {
                        locations: directive
                            .locations
                            .iter()
                            .map(|location| location.node)
                            .collect(),
                        arguments: directive
                            .arguments
                            .iter()
                            .map(|each| Position::of(&each.node))
                            .collect(),
                    };
                    directives.insert(directive.name.node.clone(), info);
                }
                TypeSystemDefinition::Type(definition) => {
                    let name = definition.node.name.node.clone();
                    let (kind, fields): (_, &[_]) = match &definition.node.kind {
                        TypeKind::Object(object) => {
                            implementations.push((name.clone(), name.clone()));
                            let interfaces = object
                                .implements
                                .iter()
                                .map(|each| (each.node.clone(), name.clone()));
                            implementations.extend(interfaces);
                            (Kind::Object, &object.fields)
                        }
                        TypeKind::Interface(interface) => (Kind::Abstract, &interface.fields),
                        TypeKind::Union(union) => {
                            implementations.extend(
                                union
                                    .members
                                    .iter()
                                    .map(|each| (name.clone(), each.node.clone())),
                            );
                            (Kind::Abstract, &[])
                        }
                        TypeKind::Scalar | TypeKind::Enum(_) => (Kind::Leaf, &[]),
                        TypeKind::InputObject(_) => (Kind::Input, &[]),
                    };
                    let fields = fields.iter().map(|each| field(&each.node)).collect();
                    types.insert(
                        name,
                        TypeInfo {
                            kind,
                            fields,
                            objects: HashSet::new(),
                        },
                    );
                }
            }
        }
        for (name, object) in implementations {
            if let Some(of) = types.get_mut(&name) {
                of.objects.insert(object);
            }
        }
        Self { types, directives }
    }

    pub(super) fn get(&self, name: &str) -> Option<&TypeInfo> {
        self.types.get(name)
    }

    /// The names of types.
    pub(super) fn names(&self, wanted: impl Fn(&TypeInfo) -> bool) -> impl Iterator<Item = &str> {
        let wanted = self.types.iter().filter(move |(_, of)| wanted(of));
        wanted.map(|(name, _)| name.as_str())
    }

    pub(super) fn directive(&self, name: &str) -> Option<&DirectiveInfo> {
        self.directives.get(name)
    }

    /// The arguments of a directive.
    pub(in crate::graphql::documents) fn directive_arguments(
        &self,
        name: &str,
    ) -> &[(Name, Position)] {
        self.directive(name)
            .map_or(&[], |directive| &directive.arguments)
    }
}

fn field(field: &FieldDefinition) -> (Name, FieldInfo) {
    let arguments = field
        .arguments
        .iter()
        .map(|argument| Position::of(&argument.node))
        .collect();
    (
        field.name.node.clone(),
        FieldInfo {
            of: field.ty.node.clone(),
            arguments,
        },
    )
}
