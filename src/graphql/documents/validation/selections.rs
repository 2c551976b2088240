//! Validates fields, fragments, arguments and directives.

use std::collections::HashSet;

use async_graphql::parser::types::{
    Directive, DirectiveLocation, ExecutableDocument, Field, OperationType, Selection,
    SelectionSet, TypeCondition,
};
use async_graphql::{Name, Pos, Positioned};
use async_graphql_value::Value as Literal;

use super::types::{TypeInfo, Types};
use super::{Errors, root};
use crate::graphql::documents::prices::named;
use crate::graphql::documents::suggestions::Suggestions;
use crate::graphql::documents::values::Position;

/// Checks all operations and fragments.
pub(super) fn check(
    types: &Types,
    suggestions: Suggestions,
    document: &ExecutableDocument,
    errors: &mut Errors,
) {
    let mut walk = Walk {
        types,
        suggestions,
        document,
        errors,
    };
    for (_, operation) in document.operations.iter() {
        let (at, operation) = (operation.pos, &operation.node);
        let location = match operation.ty {
            OperationType::Query => DirectiveLocation::Query,
            OperationType::Mutation => DirectiveLocation::Mutation,
            OperationType::Subscription => DirectiveLocation::Subscription,
        };
        walk.directives(&operation.directives, location);
        for variable in &operation.variable_definitions {
            walk.directives(
                &variable.node.directives,
                DirectiveLocation::VariableDefinition,
            );
        }
        let root = root(operation.ty);
        match types.get(root) {
            Some(of) => walk.set(&operation.selection_set.node, root, of),
            None => walk
                .errors
                .push(&[at], format_args!("The schema has no type {root}.")),
        }
    }
    for fragment in document.fragments.values() {
        let fragment = &fragment.node;
        walk.directives(&fragment.directives, DirectiveLocation::FragmentDefinition);
        if let Some(of) = walk.condition(&fragment.type_condition) {
            walk.set(
                &fragment.selection_set.node,
                &fragment.type_condition.node.on.node,
                of,
            );
        }
    }
}

struct Walk<'a, 'e> {
    types: &'a Types,
    suggestions: Suggestions,
    document: &'a ExecutableDocument,
    errors: &'e mut Errors,
}

impl<'a> Walk<'a, '_> {
    fn set(&mut self, set: &'a SelectionSet, name: &'a str, of: &'a TypeInfo) {
        for selection in &set.items {
            if self.errors.is_full() {
                return;
            }
            let at = selection.pos;
            match &selection.node {
                Selection::Field(field) => self.field(&field.node, at, name, of),
                Selection::InlineFragment(inline) => {
                    self.directives(&inline.node.directives, DirectiveLocation::InlineFragment);
                    let within = match &inline.node.type_condition {
                        None => Some((name, of)),
                        Some(condition) => self
                            .condition(condition)
                            .map(|of| (condition.node.on.node.as_str(), of)),
                    };
                    if let Some((within, inner)) = within {
                        self.check_overlap((name, of), (within, inner), at);
                        self.set(&inline.node.selection_set.node, within, inner);
                    }
                }
                Selection::FragmentSpread(spread) => {
                    self.directives(&spread.node.directives, DirectiveLocation::FragmentSpread);
                    let fragment = &spread.node.fragment_name.node;
                    let Some(fragment) = self.document.fragments.get(fragment) else {
                        self.errors
                            .push(&[at], format_args!("There is no fragment \"{fragment}\"."));
                        continue;
                    };
                    let within = fragment.node.type_condition.node.on.node.as_str();
                    if let Some(inner) = self.types.get(within) {
                        self.check_overlap((name, of), (within, inner), at);
                    }
                }
            }
        }
    }

    fn field(&mut self, field: &'a Field, at: Pos, parent: &str, of: &'a TypeInfo) {
        self.directives(&field.directives, DirectiveLocation::Field);
        let name = field.name.node.as_str();
        let has_selections = !field.selection_set.node.items.is_empty();
        let no_arguments = Vec::new();
        let (arguments, below) = match of.fields.get(name) {
            _ if name == "__typename" => (&no_arguments, "String"),
            Some(info) => (&info.arguments, named(&info.of)),
            None => {
                let known = of.fields.keys().map(Name::as_str);
                let hint = self.suggestions.sentence(name, known);
                return self.errors.push(
                    &[at],
                    format_args!("Unknown field \"{name}\" on type \"{parent}\".{hint}"),
                );
            }
        };
        self.arguments(
            &field.arguments,
            arguments,
            at,
            format_args!("field \"{name}\""),
        );
        let Some(info) = self.types.get(below) else {
            return;
        };
        match (info.is_composite(), has_selections) {
            (true, true) => self.set(&field.selection_set.node, below, info),
            (true, false) => {
                let message = format_args!(
                    "Field \"{name}\" of type \"{below}\" must have a selection of subfields."
                );
                self.errors.push(&[at], message);
            }
            (false, true) => {
                let message =
                    format_args!("Field \"{name}\" of type \"{below}\" has no subfields.");
                self.errors.push(&[at], message);
            }
            (false, false) => {}
        }
    }

    /// The type of a type condition.
    fn condition(&mut self, condition: &'a Positioned<TypeCondition>) -> Option<&'a TypeInfo> {
        let name = condition.node.on.node.as_str();
        let found = self.types.get(name);
        match found {
            Some(of) if of.is_composite() => return found,
            Some(_) => self.errors.push(
                &[condition.pos],
                format_args!(
                    "\"{name}\" is not an object, interface or union: it cannot have fragments."
                ),
            ),
            None => {
                let known = self.types.names(TypeInfo::is_composite);
                let hint = self.suggestions.sentence(name, known);
                let message = format_args!("Unknown type \"{name}\".{hint}");
                self.errors.push(&[condition.pos], message);
            }
        }
        None
    }

    /// Rejects a fragment whose type and parent type have no object type in common.
    fn check_overlap(
        &mut self,
        (parent, of): (&str, &TypeInfo),
        (within, inner): (&str, &TypeInfo),
        at: Pos,
    ) {
        if inner.is_composite() && of.objects.is_disjoint(&inner.objects) {
            self.errors.push(
                &[at],
                format_args!("An object of type \"{parent}\" is never of type \"{within}\"."),
            );
        }
    }

    fn directives(&mut self, directives: &'a [Positioned<Directive>], location: DirectiveLocation) {
        let mut seen = HashSet::new();
        for directive in directives {
            if self.errors.is_full() {
                return;
            }
            let (at, name) = (directive.pos, directive.node.name.node.as_str());
            let Some(info) = self.types.directive(name) else {
                self.errors
                    .push(&[at], format_args!("Unknown directive \"@{name}\"."));
                continue;
            };
            if !info.locations.contains(&location) {
                self.errors.push(
                    &[at],
                    format_args!("Directive \"@{name}\" cannot be used here."),
                );
            }
            if !seen.insert(name) {
                self.errors.push(
                    &[at],
                    format_args!("There is more than one directive \"@{name}\" here."),
                );
            }
            let what = format_args!("directive \"@{name}\"");
            self.arguments(&directive.node.arguments, &info.arguments, at, what);
        }
    }

    fn arguments(
        &mut self,
        given: &[(Positioned<Name>, Positioned<Literal>)],
        known: &[(Name, Position)],
        at: Pos,
        what: std::fmt::Arguments<'_>,
    ) {
        let mut seen = HashSet::new();
        for (name, _) in given {
            if self.errors.is_full() {
                return;
            }
            if !known.iter().any(|(known, _)| *known == name.node) {
                let known = known.iter().map(|(known, _)| known.as_str());
                let hint = self.suggestions.sentence(&name.node, known);
                self.errors.push(
                    &[name.pos],
                    format_args!("Unknown argument \"{}\" on {what}.{hint}", name.node),
                );
            }
            if !seen.insert(&name.node) {
                let message = format_args!(
                    "There is more than one argument \"{}\" of {what}.",
                    name.node
                );
                self.errors.push(&[name.pos], message);
            }
        }
        for (name, position) in known {
            if !position.of.nullable && !position.default && !seen.contains(name) {
                let message = format_args!(
                    "Argument \"{name}\" of {what} is required: {}.",
                    position.of
                );
                self.errors.push(&[at], message);
            }
        }
    }
}
