//! Introspection. It can be disabled, and its depth is limited because the types of a schema refer
//! to each other in cycles. Its cost depends on the lengths of the schema's lists.

use std::collections::{HashMap, HashSet};

use async_graphql::Name;
use async_graphql::parser::types::{
    ExecutableDocument, Selection, SelectionSet, ServiceDocument, TypeKind, TypeSystemDefinition,
};

use super::{DocumentError, Result};

/// The root fields that return the schema.
pub(super) const ROOT_FIELDS: [&str; 3] = ["__schema", "__type", "_service"];
/// The fields that lead from one type to many.
const LISTS: [&str; 4] = ["fields", "interfaces", "possibleTypes", "inputFields"];
/// Maximum nesting of such fields, as in graphql-js.
const MAX_DEPTH: usize = 2;

/// The viewer may not use introspection.
pub(super) fn disabled() -> DocumentError {
    DocumentError::document("INTROSPECTION_DISABLED", "introspection is disabled")
}

/// Whether a document uses introspection.
pub(super) fn is_used(document: &ExecutableDocument) -> bool {
    let mut sets: Vec<&SelectionSet> = document
        .operations
        .iter()
        .map(|(_, operation)| &operation.node.selection_set.node)
        .chain(
            document
                .fragments
                .values()
                .map(|fragment| &fragment.node.selection_set.node),
        )
        .collect();
    while let Some(set) = sets.pop() {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) if ROOT_FIELDS.contains(&field.node.name.node.as_str()) => {
                    return true;
                }
                Selection::Field(field) => sets.push(&field.node.selection_set.node),
                Selection::InlineFragment(inline) => sets.push(&inline.node.selection_set.node),
                Selection::FragmentSpread(_) => {}
            }
        }
    }
    false
}

/// Rejects a document that nests lists of the schema too deeply. The document must have been
/// measured: its fragments have no cycles.
///
/// # Errors
/// It is too deep.
pub(super) fn check_depth(document: &ExecutableDocument) -> Result<()> {
    let mut depth = Depth {
        document,
        fragments: HashMap::new(),
    };
    let operations = document
        .operations
        .iter()
        .map(|(_, operation)| &operation.node.selection_set.node);
    for set in operations {
        if depth.of(set, false) > MAX_DEPTH {
            let message = format!(
                "introspection may nest at most {MAX_DEPTH} of these lists: {}",
                LISTS.join(", ")
            );
            return Err(DocumentError::limit("QUERY_TOO_DEEP", message));
        }
    }
    Ok(())
}

struct Depth<'a> {
    document: &'a ExecutableDocument,
    /// The depth of each fragment outside and within a root field.
    fragments: HashMap<(&'a Name, bool), usize>,
}

impl<'a> Depth<'a> {
    /// How deeply a selection set nests lists. `within` tells whether it is below a root field.
    fn of(&mut self, set: &'a SelectionSet, within: bool) -> usize {
        let each = set.items.iter().map(|selection| match &selection.node {
            Selection::Field(field) => {
                let name = field.node.name.node.as_str();
                let below = self.of(
                    &field.node.selection_set.node,
                    within || ROOT_FIELDS.contains(&name),
                );
                below + usize::from(within && LISTS.contains(&name))
            }
            Selection::InlineFragment(inline) => self.of(&inline.node.selection_set.node, within),
            Selection::FragmentSpread(spread) => {
                self.fragment(&spread.node.fragment_name.node, within)
            }
        });
        each.max().unwrap_or(0)
    }

    fn fragment(&mut self, name: &'a Name, within: bool) -> usize {
        if let Some(known) = self.fragments.get(&(name, within)) {
            return *known;
        }
        let found = self.document.fragments.get(name);
        let depth = found.map_or(0, |fragment| {
            self.of(&fragment.node.selection_set.node, within)
        });
        self.fragments.insert((name, within), depth);
        depth
    }
}

/// The lengths of the introspection types' lists: the average over all types, except for
/// `possibleTypes`, where it is the maximum because `__type` can select that type.
pub(super) fn lengths(schema: &ServiceDocument) -> HashMap<(&'static str, &'static str), usize> {
    let (mut types, mut fields, mut arguments, mut members, mut choices) =
        (0, Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut directives = 0;
    let mut objects: HashMap<&str, HashSet<&str>> = HashMap::new();
    for definition in &schema.definitions {
        let definition = match definition {
            TypeSystemDefinition::Type(definition) => &definition.node,
            TypeSystemDefinition::Directive(_) => {
                directives += 1;
                continue;
            }
            TypeSystemDefinition::Schema(_) => continue,
        };
        types += 1;
        let name = definition.name.node.as_str();
        match &definition.kind {
            TypeKind::Object(object) => {
                fields.push(object.fields.len());
                arguments.extend(object.fields.iter().map(|field| field.node.arguments.len()));
                for interface in &object.implements {
                    objects.entry(&interface.node).or_default().insert(name);
                }
            }
            TypeKind::Interface(interface) => fields.push(interface.fields.len()),
            TypeKind::Union(union) => {
                objects
                    .entry(name)
                    .or_default()
                    .extend(union.members.iter().map(|each| each.node.as_str()));
            }
            TypeKind::Enum(of) => choices.push(of.values.len()),
            TypeKind::InputObject(object) => members.push(object.fields.len()),
            TypeKind::Scalar => {}
        }
    }
    let average = |lengths: &[usize]| lengths.iter().sum::<usize>().div_ceil(lengths.len().max(1));
    HashMap::from([
        (("__Schema", "types"), types),
        (("__Schema", "directives"), directives),
        (("__Directive", "args"), 1),
        (("__Type", "fields"), average(&fields)),
        (("__Type", "inputFields"), average(&members)),
        (("__Type", "enumValues"), average(&choices)),
        (("__Type", "interfaces"), 1),
        (
            ("__Type", "possibleTypes"),
            objects.values().map(HashSet::len).max().unwrap_or(0),
        ),
        (("__Field", "args"), average(&arguments)),
    ])
}
