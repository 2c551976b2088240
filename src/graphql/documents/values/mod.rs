//! Holds what an operation is given against the schema before anything is executed (the
//! specification's "Coercing Variable Values" and "Values of Correct Type"): a mutation that fails
//! by its input must not fail behind one that was done. The library looks at variables when their
//! field's turn comes, and at written values not closely enough.
//!
//! Nothing is converted here; what is taken is what the library's types read. Nothing given is
//! repeated in a message but names.

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

use super::Asked;
pub(super) use amend::Amendments;
use check::Check;
pub(super) use given::Given;
pub(super) use inputs::{Inputs, Position};

/// The arguments that a field or directive is given, and those that it takes.
#[derive(Clone, Copy)]
pub(super) struct Arguments<'a> {
    /// The name of the field or directive.
    pub owner: &'a str,
    pub given: &'a [(Positioned<Name>, Positioned<Literal>)],
    pub known: &'a [(Name, Position)],
}

/// Checks the variables of an operation, and the `arguments` of its fields and fragments. What
/// comes back is to be changed in the document. `asked` is `None` for an operation that is not
/// executed.
///
/// # Errors
/// What is wrong, as GraphQL has errors; at least one.
pub(super) fn check(
    inputs: &Inputs,
    asked: Option<&Asked>,
    operation: &OperationDefinition,
    arguments: &[Arguments<'_>],
) -> std::result::Result<Amendments, Vec<Value>> {
    let mut check = Check::new(inputs, asked, &operation.variable_definitions);
    for each in arguments {
        check.arguments(each);
    }
    check.variables();
    check.finish()
}

/// The values of an operation's variables: those that are given, and the defaults of others. The
/// library reads defaults in some places only. Values without a definition are dropped.
pub(super) fn variables(asked: &Asked, operation: &OperationDefinition) -> Variables {
    let values = operation
        .variable_definitions
        .iter()
        .filter_map(|definition| {
            let name = &definition.node.name.node;
            let value = match asked.variables.get(name.as_str()) {
                Some(value) => ConstValue::from_json(value.clone()).ok()?,
                None => with_text(definition.node.default_value.as_ref()?.node.clone()),
            };
            Some((name.clone(), value))
        });
    let mut variables = Variables::default();
    variables.extend(values);
    variables
}

/// The same with text in place of numbers that the library has no type for.
fn with_text(value: ConstValue) -> ConstValue {
    match value {
        ConstValue::Binary(digits) => {
            ConstValue::String(String::from_utf8_lossy(&digits).into_owned())
        }
        ConstValue::List(items) => ConstValue::List(items.into_iter().map(with_text).collect()),
        ConstValue::Object(members) => ConstValue::Object(
            members
                .into_iter()
                .map(|(name, value)| (name, with_text(value)))
                .collect(),
        ),
        other => other,
    }
}
