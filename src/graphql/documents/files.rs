//! Uploaded files in documents. A file's value in the variables is a placeholder string. Strings of
//! callers that look like placeholders are rejected: they would refer to files that `map` assigned
//! elsewhere. Every use of a file counts, because each is stored.

use std::collections::HashMap;

use async_graphql::Name;
use async_graphql::parser::types::{
    ExecutableDocument, OperationDefinition, Selection, SelectionSet,
};
use async_graphql_value::{ConstValue, Value as Literal};

use super::{DocumentError, Result};
use crate::graphql::inputs::upload::FILE_PREFIX;

/// Rejects a string that looks like the placeholder of a file.
pub(super) fn check_string(text: &str) -> Result<()> {
    if text.starts_with(FILE_PREFIX) {
        let message =
            format_args!("a string must not begin with {FILE_PREFIX:?}: assign files with \"map\"")
                .to_string();
        return Err(DocumentError::document("BAD_REQUEST", message));
    }
    Ok(())
}

/// Rejects such strings anywhere in a document.
pub(super) fn check(document: &ExecutableDocument) -> Result<()> {
    for (_, operation) in document.operations.iter() {
        for variable in &operation.node.variable_definitions {
            variable
                .node
                .default_value
                .as_ref()
                .map_or(Ok(()), |value| check_constant(&value.node))?;
        }
        check_selections(&operation.node.selection_set.node)?;
    }
    document
        .fragments
        .values()
        .try_for_each(|fragment| check_selections(&fragment.node.selection_set.node))
}

fn check_selections(selections: &SelectionSet) -> Result<()> {
    selections
        .items
        .iter()
        .try_for_each(|selection| match &selection.node {
            Selection::Field(field) => {
                field
                    .node
                    .arguments
                    .iter()
                    .try_for_each(|(_, value)| check_literal(&value.node))?;
                check_selections(&field.node.selection_set.node)
            }
            Selection::InlineFragment(inline) => check_selections(&inline.node.selection_set.node),
            Selection::FragmentSpread(_) => Ok(()),
        })
}

fn check_literal(value: &Literal) -> Result<()> {
    match value {
        Literal::String(text) => check_string(text),
        Literal::List(items) => items.iter().try_for_each(check_literal),
        Literal::Object(members) => members.values().try_for_each(check_literal),
        _ => Ok(()),
    }
}

fn check_constant(value: &ConstValue) -> Result<()> {
    match value {
        ConstValue::String(text) => check_string(text),
        ConstValue::List(items) => items.iter().try_for_each(check_constant),
        ConstValue::Object(members) => members.values().try_for_each(check_constant),
        _ => Ok(()),
    }
}

/// Counts how often an operation uses the files at `paths` of its variables. The document must have
/// been measured: the count recurses, and assumes that fragments do not spread themselves.
pub(super) fn count_uses(
    document: &ExecutableDocument,
    operation: &OperationDefinition,
    paths: &[String],
) -> usize {
    if paths.is_empty() {
        return 0;
    }
    let mut files: HashMap<&str, usize> = HashMap::new();
    for path in paths {
        // `variables.input.attachments.0`
        *files
            .entry(path.split('.').nth(1).unwrap_or_default())
            .or_default() += 1;
    }
    UseCounter {
        document,
        files,
        fragments: HashMap::new(),
    }
    .in_selections(&operation.selection_set.node)
}

struct UseCounter<'a> {
    document: &'a ExecutableDocument,
    /// The number of files in each variable.
    files: HashMap<&'a str, usize>,
    /// The number of uses in each fragment.
    fragments: HashMap<&'a Name, usize>,
}

impl<'a> UseCounter<'a> {
    fn in_selections(&mut self, selections: &'a SelectionSet) -> usize {
        let each = selections
            .items
            .iter()
            .map(|selection| match &selection.node {
                Selection::Field(field) => {
                    let in_arguments = field
                        .node
                        .arguments
                        .iter()
                        .map(|(_, value)| self.in_literal(&value.node))
                        .fold(0, usize::saturating_add);
                    in_arguments.saturating_add(self.in_selections(&field.node.selection_set.node))
                }
                Selection::InlineFragment(inline) => {
                    self.in_selections(&inline.node.selection_set.node)
                }
                Selection::FragmentSpread(spread) => {
                    self.in_fragment(&spread.node.fragment_name.node)
                }
            });
        each.fold(0, usize::saturating_add)
    }

    fn in_fragment(&mut self, name: &'a Name) -> usize {
        if let Some(uses) = self.fragments.get(name) {
            return *uses;
        }
        let uses = self.document.fragments.get(name).map_or(0, |fragment| {
            self.in_selections(&fragment.node.selection_set.node)
        });
        self.fragments.insert(name, uses);
        uses
    }

    fn in_literal(&self, value: &Literal) -> usize {
        match value {
            Literal::Variable(name) => self.files.get(name.as_str()).copied().unwrap_or_default(),
            Literal::List(items) => items
                .iter()
                .map(|item| self.in_literal(item))
                .fold(0, usize::saturating_add),
            Literal::Object(members) => members
                .values()
                .map(|member| self.in_literal(member))
                .fold(0, usize::saturating_add),
            _ => 0,
        }
    }
}
