//! Holds what an operation is given against the schema before anything is executed (the specification's "Coercing
//! Variable Values" and "Values of Correct Type"): a mutation that fails by its input must not fail behind one that was
//! done. The library looks at variables when their field's turn comes, and at written values not closely enough.
//!
//! Nothing is converted here; what is taken is what the library's types read. Nothing given is repeated in a message
//! but names.

mod amend;
mod check;
mod given;
mod inputs;
mod path;
mod usage;

#[cfg(test)]
mod tests;

use async_graphql::parser::types::{Field, OperationDefinition};
use serde_json::Value;

use super::Asked;
pub(super) use amend::Amendments;
use check::Check;
pub(super) use given::Given;
pub(super) use inputs::{Inputs, Position};

/// A field that is given arguments, and what it takes.
pub(super) type Arguments<'a> = (&'a Field, &'a [(async_graphql::Name, Position)]);

/// Checks the variables of an operation, and the `arguments` of its fields and fragments. What comes back is to be
/// changed in the document.
///
/// # Errors
/// What is wrong, as GraphQL has errors; at least one.
pub(super) fn check(
    inputs: &Inputs,
    asked: &Asked,
    operation: &OperationDefinition,
    arguments: &[Arguments<'_>],
) -> std::result::Result<Amendments, Vec<Value>> {
    let mut check = Check::new(inputs, asked, &operation.variable_definitions);
    for (field, known) in arguments {
        check.arguments(field, known);
    }
    check.variables();
    check.finish()
}
