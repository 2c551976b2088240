//! Validates documents by the rules of the GraphQL specification (section 5). The library's own
//! rules are not used: some are missing, some are wrong, and some take time and memory that grow
//! with the square of the document. These take time in proportion to the document, stop after
//! [`MOST`] errors, and compare fields within a budget. The values of arguments are checked in
//! `values`, circles of fragments and limits in `measure`.

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
use super::values::Arguments;
use super::{Fault, Result};
use crate::graphql::error::clip;
pub(super) use types::Types;

/// Most errors that are reported for one document.
const MOST: usize = 50;

/// The errors of a document.
#[derive(Debug, Default)]
struct Errors(Vec<Value>);

impl Errors {
    fn push(&mut self, places: &[Pos], message: impl std::fmt::Display) {
        if self.is_full() {
            return;
        }
        let mut message = message.to_string();
        clip(&mut message);
        let places: Vec<_> = places
            .iter()
            .map(|at| json!({ "line": at.line, "column": at.column }))
            .collect();
        let extensions = json!({ "code": "GRAPHQL_VALIDATION_FAILED" });
        self.0
            .push(json!({ "message": message, "locations": places, "extensions": extensions }));
    }

    fn is_full(&self) -> bool {
        self.0.len() >= MOST
    }

    fn finish(self) -> Result<()> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(Fault::values(self.0))
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

/// Refuses names that are given twice, and fragments that no operation uses: nothing else looks at
/// those.
pub(super) fn names(parsed: &Parsed) -> Result<()> {
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
    for name in &parsed.repeated {
        errors.push(
            &[name.pos],
            format_args!("The input field \"{}\" is given more than once.", name.node),
        );
    }
    let used = used(parsed);
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

/// The names of the fragments that the operations lead to.
fn used(parsed: &Parsed) -> HashSet<&str> {
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

/// Validates a document without circles, all of whose names are unique. `arguments` has what each
/// operation gives to its fields and directives; comparing fields that share a name takes at most
/// `budget` steps.
pub(super) fn check(
    types: &Types,
    document: &ExecutableDocument,
    arguments: &[Vec<Arguments<'_>>],
    budget: usize,
) -> Result<()> {
    let mut errors = Errors::default();
    selections::check(types, document, &mut errors);
    for ((_, operation), arguments) in document.operations.iter().zip(arguments) {
        variables::check(types, operation, arguments, &mut errors);
    }
    if errors.0.is_empty() {
        merge::check(types, document, budget, &mut errors)?;
    }
    errors.finish()
}
