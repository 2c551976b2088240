//! Validates the variables of an operation: each is defined once, has an input type, and is used.

use std::collections::HashSet;

use async_graphql::parser::types::OperationDefinition;
use async_graphql::{Name, Pos, Positioned};
use async_graphql_value::Value as Literal;

use super::Errors;
use super::types::{TypeInfo, Types};
use crate::graphql::documents::prices::named;
use crate::graphql::documents::suggestions::Suggestions;
use crate::graphql::documents::values::Arguments;

/// Checks the variables of an operation with these arguments.
pub(super) fn check(
    types: &Types,
    suggestions: Suggestions,
    operation: &Positioned<OperationDefinition>,
    arguments: &[Arguments<'_>],
    errors: &mut Errors,
) {
    let mut defined = HashSet::new();
    for definition in &operation.node.variable_definitions {
        let (at, definition) = (definition.pos, &definition.node);
        let name = &definition.name.node;
        if !defined.insert(name) {
            errors.push(
                &[at],
                format_args!("There is more than one variable \"${name}\"."),
            );
        }
        let of = named(&definition.var_type.node);
        match types.get(of) {
            None => {
                let hint = suggestions.sentence(of, types.names(TypeInfo::is_input));
                errors.push(&[at], format_args!("Unknown type \"{of}\".{hint}"));
            }
            Some(info) if !info.is_input() => {
                errors.push(
                    &[at],
                    format_args!("Variable \"${name}\" cannot be of the output type \"{of}\"."),
                );
            }
            Some(_) => {}
        }
    }
    let mut used = HashSet::new();
    for (_, value) in arguments.iter().flat_map(|arguments| arguments.given) {
        visit_variables(&value.node, value.pos, &mut |name, at| {
            if used.insert(name) && !defined.contains(name) {
                errors.push(&[at], format_args!("Variable \"${name}\" is not defined."));
            }
        });
    }
    for definition in &operation.node.variable_definitions {
        let name = &definition.node.name.node;
        if !used.contains(name) {
            errors.push(
                &[definition.pos],
                format_args!("Variable \"${name}\" is never used."),
            );
        }
    }
}

fn visit_variables<'a>(value: &'a Literal, at: Pos, visit: &mut impl FnMut(&'a Name, Pos)) {
    match value {
        Literal::Variable(name) => visit(name, at),
        Literal::List(items) => items
            .iter()
            .for_each(|item| visit_variables(item, at, visit)),
        Literal::Object(members) => members
            .values()
            .for_each(|member| visit_variables(member, at, visit)),
        _ => {}
    }
}
