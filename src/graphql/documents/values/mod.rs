//! Validates the variables and arguments of an operation before its execution (the specification's
//! "Coercing Variable Values" and "Values of Correct Type"). The library would validate variables
//! only when it resolves their field, after earlier mutations have run, and literals incompletely.
//!
//! Nothing is converted here: the accepted values are those that the library's types accept. Error
//! messages contain names, never values.

mod amend;
mod check;
mod given;
mod inputs;
mod path;
mod usage;

#[cfg(test)]
mod tests;

use async_graphql::parser::types::OperationDefinition;
use async_graphql::{Name, Positioned, Variables};
use async_graphql_value::{ConstValue, Value as Literal};
use serde_json::Value;

use super::Parameters;
use super::suggestions::Suggestions;
pub(super) use amend::Amendments;
use check::Check;
pub(super) use given::Given;
pub(super) use inputs::{Inputs, Position};

/// The arguments of a field or directive in a document, and those that the schema defines.
#[derive(Clone, Copy)]
pub(super) struct Arguments<'a> {
    /// The name of the field or directive.
    pub owner: &'a str,
    pub given: &'a [(Positioned<Name>, Positioned<Literal>)],
    pub known: &'a [(Name, Position)],
}

/// Checks the variables of an operation, and the `arguments` of its fields and fragments. Returns
/// the necessary changes of the document. `parameters` is `None` for an operation that is not
/// executed.
///
/// # Errors
/// At least one GraphQL error.
pub(super) fn check(
    inputs: &Inputs,
    suggestions: Suggestions,
    parameters: Option<&Parameters>,
    operation: &OperationDefinition,
    arguments: &[Arguments<'_>],
) -> std::result::Result<Amendments, Vec<Value>> {
    let mut check = Check::new(
        inputs,
        suggestions,
        parameters,
        &operation.variable_definitions,
    );
    for each in arguments {
        check.arguments(each);
    }
    check.variables();
    check.finish()
}

/// The values of an operation's variables, with the defaults, which the library does not apply
/// everywhere. Values of undeclared variables are dropped.
pub(super) fn variables(parameters: &Parameters, operation: &OperationDefinition) -> Variables {
    let values = operation
        .variable_definitions
        .iter()
        .filter_map(|definition| {
            let name = &definition.node.name.node;
            let value = match parameters.variables.get(name.as_str()) {
                Some(value) => ConstValue::from_json(value.clone()).ok()?,
                None => numbers_to_strings(definition.node.default_value.as_ref()?.node.clone()),
            };
            Some((name.clone(), value))
        });
    let mut variables = Variables::default();
    variables.extend(values);
    variables
}

/// Replaces numbers of more than 64 bits by strings.
fn numbers_to_strings(value: ConstValue) -> ConstValue {
    match value {
        ConstValue::Binary(digits) => {
            ConstValue::String(String::from_utf8_lossy(&digits).into_owned())
        }
        ConstValue::List(items) => {
            ConstValue::List(items.into_iter().map(numbers_to_strings).collect())
        }
        ConstValue::Object(members) => ConstValue::Object(
            members
                .into_iter()
                .map(|(name, value)| (name, numbers_to_strings(value)))
                .collect(),
        ),
        other => other,
    }
}
