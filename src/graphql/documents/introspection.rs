//! Where the schema is not to be asked for: says so, instead of speaking of an unknown field.

use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};

use super::{Fault, Result};

/// The fields that tell the schema.
const ASKING: [&str; 3] = ["__schema", "__type", "_service"];

/// Refuses a document that asks for the schema anywhere.
pub(super) fn refuse(document: &ExecutableDocument) -> Result<()> {
    let mut sets: Vec<&SelectionSet> = document
        .operations
        .iter()
        .map(|(_, operation)| &operation.node.selection_set.node)
        .chain(document.fragments.values().map(|fragment| &fragment.node.selection_set.node))
        .collect();
    while let Some(set) = sets.pop() {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) if ASKING.contains(&field.node.name.node.as_str()) => {
                    return Err(Fault::document("INTROSPECTION_DISABLED", "the schema is not to be asked for here"));
                }
                Selection::Field(field) => sets.push(&field.node.selection_set.node),
                Selection::InlineFragment(inline) => sets.push(&inline.node.selection_set.node),
                Selection::FragmentSpread(_) => {}
            }
        }
    }
    Ok(())
}
