//! Validates documents by the rules of the GraphQL specification (section 5). The library's own
//! rules are not used: some are missing, some are wrong, and some take time and memory quadratic in
//! the size of the document. These rules take linear time, stop after [`MAX_ERRORS`] errors, and
//! limit the comparison of fields. `values` checks the values of arguments, `measure` cycles of
//! fragments and limits.

mod merge;
mod selections;
mod types;
mod variables;

#[cfg(test)]
mod tests;

use std::collections::HashSet;

use async_graphql::Pos;
use async_graphql::parser::types::{ExecutableDocument, OperationType, Selection, SelectionSet};
use serde_json::{Value, json};

use super::parser::Parsed;
use super::suggestions::Suggestions;
use super::values::Arguments;
use super::{DocumentError, Result};
use crate::graphql::error::clip;
pub(super) use types::Types;

/// Maximum number of errors of a document.
const MAX_ERRORS: usize = 50;

/// The errors of a document.
#[derive(Debug, Default)]
struct Errors(Vec<Value>);

impl Errors {
    fn push(&mut self, positions: &[Pos], message: impl std::fmt::Display) {
        if self.is_full() {
            return;
        }
        let mut message = message.to_string();
        clip(&mut message);
        let locations: Vec<_> = positions
            .iter()
            .map(|at| json!({ "line": at.line, "column": at.column }))
            .collect();
        let extensions = json!({ "code": "GRAPHQL_VALIDATION_FAILED" });
        self.0
            .push(json!({ "message": message, "locations": locations, "extensions": extensions }));
    }

    fn is_full(&self) -> bool {
        self.0.len() >= MAX_ERRORS
    }

    fn finish(self) -> Result<()> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(DocumentError::invalid(self.0))
        }
    }
}

/// The name of the root type of an operation.
pub(super) fn root(of: OperationType) -> &'static str {
    match of {
        OperationType::Query => "Query",
        OperationType::Mutation => "Mutation",
        OperationType::Subscription => "Subscription",
    }
}

/// Rejects duplicate names and unused fragments. Other checks visit only the fragments in use.
pub(super) fn check_names(parsed: &Parsed) -> Result<()> {
    let mut errors = Errors::default();
    let mut seen = HashSet::new();
    for (name, operation) in &parsed.operations {
        match name {
            Some(name) if !seen.insert(&name.node) => {
                errors.push(
                    &[name.pos],
                    format_args!("There is more than one operation named \"{}\".", name.node),
                );
            }
            None if parsed.operations.len() > 1 => {
                errors.push(
                    &[operation.pos],
                    "An operation without a name must be the only operation.",
                );
            }
            _ => {}
        }
    }
    let mut seen = HashSet::new();
    for (name, _) in &parsed.fragments {
        if !seen.insert(&name.node) {
            errors.push(
                &[name.pos],
                format_args!("There is more than one fragment named \"{}\".", name.node),
            );
        }
    }
    for name in &parsed.duplicate_fields {
        errors.push(
            &[name.pos],
            format_args!(
                "There is more than one input field \"{}\" in an object.",
                name.node
            ),
        );
    }
    let used = used_fragments(parsed);
    for (name, fragment) in &parsed.fragments {
        if !used.contains(name.node.as_str()) {
            errors.push(
                &[fragment.pos],
                format_args!("The fragment \"{}\" is never used.", name.node),
            );
        }
    }
    errors.finish()
}

/// The names of the fragments that the operations use, directly or through other fragments.
fn used_fragments(parsed: &Parsed) -> HashSet<&str> {
    let fragments: std::collections::HashMap<&str, &SelectionSet> = parsed
        .fragments
        .iter()
        .map(|(name, fragment)| (name.node.as_str(), &fragment.node.selection_set.node))
        .collect();
    let mut used = HashSet::new();
    let mut sets: Vec<&SelectionSet> = parsed
        .operations
        .iter()
        .map(|(_, operation)| &operation.node.selection_set.node)
        .collect();
    while let Some(set) = sets.pop() {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => sets.push(&field.node.selection_set.node),
                Selection::InlineFragment(inline) => sets.push(&inline.node.selection_set.node),
                Selection::FragmentSpread(spread) => {
                    let name = spread.node.fragment_name.node.as_str();
                    if used.insert(name) {
                        sets.extend(fragments.get(name));
                    }
                }
            }
        }
    }
    used
}

/// Validates a document with unique names and no cycles of fragments. `arguments` has the arguments
/// of each operation. Comparing fields that share a response name takes at most `budget` steps.
pub(super) fn check(
    types: &Types,
    document: &ExecutableDocument,
    arguments: &[Vec<Arguments<'_>>],
    budget: usize,
    suggestions: Suggestions,
) -> Result<()> {
    let mut errors = Errors::default();
    selections::check(types, suggestions, document, &mut errors);
    for ((_, operation), arguments) in document.operations.iter().zip(arguments) {
        variables::check(types, suggestions, operation, arguments, &mut errors);
    }
    if errors.0.is_empty() {
        merge::check(types, document, budget, &mut errors)?;
    }
    errors.finish()
}
