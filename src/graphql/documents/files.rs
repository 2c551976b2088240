//! Files in documents. The schema finds a file in a variable by a text that stands in its place.
//! Texts like it that a caller wrote are refused, since they would name files that `map` does not
//! give them, and of several uses of one file each counts, since each is stored.

use std::collections::HashMap;

use async_graphql::Name;
use async_graphql::parser::types::{
    ExecutableDocument, OperationDefinition, Selection, SelectionSet,
};
use async_graphql_value::{ConstValue, Value as Literal};

use super::{Fault, Result};
use crate::graphql::inputs::upload::MARK;

/// Refuses a text that would stand for a file.
pub(super) fn text(text: &str) -> Result<()> {
    if text.starts_with(MARK) {
        let message =
            format_args!("no text here begins with {MARK:?}: files are named by \"map\" alone")
                .to_string();
        return Err(Fault::document("BAD_REQUEST", message));
    }
    Ok(())
}

/// Refuses such texts in a document, wherever in it.
pub(super) fn check(document: &ExecutableDocument) -> Result<()> {
    for (_, operation) in document.operations.iter() {
        for variable in &operation.node.variable_definitions {
            variable
                .node
                .default_value
                .as_ref()
                .map_or(Ok(()), |value| constant(&value.node))?;
        }
        set(&operation.node.selection_set.node)?;
    }
    document
        .fragments
        .values()
        .try_for_each(|fragment| set(&fragment.node.selection_set.node))
}

fn set(selections: &SelectionSet) -> Result<()> {
    selections
        .items
        .iter()
        .try_for_each(|selection| match &selection.node {
            Selection::Field(field) => {
                field
                    .node
                    .arguments
                    .iter()
                    .try_for_each(|(_, value)| literal(&value.node))?;
                set(&field.node.selection_set.node)
            }
            Selection::InlineFragment(inline) => set(&inline.node.selection_set.node),
            Selection::FragmentSpread(_) => Ok(()),
        })
}

fn literal(value: &Literal) -> Result<()> {
    match value {
        Literal::String(found) => text(found),
        Literal::List(items) => items.iter().try_for_each(literal),
        Literal::Object(members) => members.values().try_for_each(literal),
        _ => Ok(()),
    }
}

fn constant(value: &ConstValue) -> Result<()> {
    match value {
        ConstValue::String(found) => text(found),
        ConstValue::List(items) => items.iter().try_for_each(constant),
        ConstValue::Object(members) => members.values().try_for_each(constant),
        _ => Ok(()),
    }
}

/// How often an operation, which was measured, uses the files that stand at `places` of its
/// variables.
pub(super) fn uses(
    document: &ExecutableDocument,
    operation: &OperationDefinition,
    places: &[String],
) -> usize {
    if places.is_empty() {
        return 0;
    }
    let mut files: HashMap<&str, usize> = HashMap::new();
    for place in places {
        // `variables.input.attachments.0`
        *files
            .entry(place.split('.').nth(1).unwrap_or_default())
            .or_default() += 1;
    }
    Uses {
        document,
        files,
        known: HashMap::new(),
    }
    .of(&operation.selection_set.node)
}

struct Uses<'a> {
    document: &'a ExecutableDocument,
    /// Files by the variables that they stand in.
    files: HashMap<&'a str, usize>,
    known: HashMap<&'a Name, usize>,
}

impl<'a> Uses<'a> {
    fn of(&mut self, selections: &'a SelectionSet) -> usize {
        let each = selections
            .items
            .iter()
            .map(|selection| match &selection.node {
                Selection::Field(field) => {
                    let given = field
                        .node
                        .arguments
                        .iter()
                        .map(|(_, value)| self.given(&value.node))
                        .fold(0, add);
                    add(given, self.of(&field.node.selection_set.node))
                }
                Selection::InlineFragment(inline) => self.of(&inline.node.selection_set.node),
                Selection::FragmentSpread(spread) => self.fragment(&spread.node.fragment_name.node),
            });
        each.fold(0, add)
    }

    fn fragment(&mut self, name: &'a Name) -> usize {
        if let Some(known) = self.known.get(name) {
            return *known;
        }
        let found = self
            .document
            .fragments
            .get(name)
            .map_or(0, |fragment| self.of(&fragment.node.selection_set.node));
        self.known.insert(name, found);
        found
    }

    fn given(&self, value: &Literal) -> usize {
        match value {
            Literal::Variable(name) => self.files.get(name.as_str()).copied().unwrap_or_default(),
            Literal::List(items) => items.iter().map(|item| self.given(item)).fold(0, add),
            Literal::Object(members) => members
                .values()
                .map(|member| self.given(member))
                .fold(0, add),
            _ => 0,
        }
    }
}

fn add(one: usize, other: usize) -> usize {
    one.saturating_add(other)
}
