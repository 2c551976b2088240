//! Documents that ask for the schema: refused where that is switched off, and limited in depth,
//! since the types of a schema lead to each other in circles. The lengths of the schema's lists are
//! what they cost.

use std::collections::{HashMap, HashSet};

use async_graphql::Name;
use async_graphql::parser::types::{
    ExecutableDocument, Selection, SelectionSet, ServiceDocument, TypeKind, TypeSystemDefinition,
};

use super::{Fault, Result};

/// The fields that answer with the schema.
const ASKING: [&str; 3] = ["__schema", "__type", "_service"];
/// The fields that lead from one type to many.
const LISTS: [&str; 4] = ["fields", "interfaces", "possibleTypes", "inputFields"];
/// Such fields within each other, at most: as many as graphql-js executes.
const DEEPEST: usize = 2;

/// Whether a document asks for the schema anywhere.
pub(super) fn is_asked(document: &ExecutableDocument) -> bool {
    any(document, |name| ASKING.contains(&name))
}

/// The schema is not to be asked for here.
pub(super) fn refused() -> Fault {
    Fault::document(
        "INTROSPECTION_DISABLED",
        "the schema is not to be asked for here",
    )
}

fn any(document: &ExecutableDocument, is_meant: impl Fn(&str) -> bool) -> bool {
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
                Selection::Field(field) if is_meant(&field.node.name.node) => return true,
                Selection::Field(field) => sets.push(&field.node.selection_set.node),
                Selection::InlineFragment(inline) => sets.push(&inline.node.selection_set.node),
                Selection::FragmentSpread(_) => {}
            }
        }
    }
    false
}

/// Refuses a document that leads from types to types and on. The document was measured: it has no
/// circles.
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
        if depth.of(set, false) > DEEPEST {
            let message = format_args!(
                "the schema is asked for at most {DEEPEST} lists deep: {}",
                LISTS.join(", ")
            )
            .to_string();
            return Err(Fault::limit("QUERY_TOO_DEEP", message));
        }
    }
    Ok(())
}

struct Depth<'a> {
    document: &'a ExecutableDocument,
    /// The depths of fragments, outside of the schema and within.
    fragments: HashMap<(&'a Name, bool), usize>,
}

impl<'a> Depth<'a> {
    /// How many lists of the schema stand within each other in a selection that is `within` the
    /// schema or not.
    fn of(&mut self, set: &'a SelectionSet, within: bool) -> usize {
        let each = set.items.iter().map(|selection| match &selection.node {
            Selection::Field(field) => {
                let name = field.node.name.node.as_str();
                let below = self.of(
                    &field.node.selection_set.node,
                    within || ASKING.contains(&name),
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

/// How long the lists of the introspection types are in a schema: of most the average, and of the
/// objects behind an interface the most that there are, since one name asks for just those.
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
