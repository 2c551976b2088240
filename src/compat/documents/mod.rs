//! The GraphQL documents that REST requests run, parsed once. Each operation becomes a document of its own with the
//! fragments it uses and nothing else, since the document is copied for every run.

use std::collections::HashMap;

use async_graphql::Positioned;
use async_graphql::parser::parse_query;
use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, FragmentDefinition, Selection, SelectionSet};

/// The files: name and text.
pub(crate) const FILES: [(&str, &str); 5] = [
    ("tickets.graphql", include_str!("tickets.graphql")),
    ("user_tickets.graphql", include_str!("user_tickets.graphql")),
    ("followups.graphql", include_str!("followups.graphql")),
    ("attachments.graphql", include_str!("attachments.graphql")),
    ("users.graphql", include_str!("users.graphql")),
];

/// All documents by the names of their operations.
#[derive(Debug)]
pub(crate) struct Documents(HashMap<String, ExecutableDocument>);

impl Documents {
    /// Parses the files.
    pub(crate) fn new() -> Self {
        let mut out = HashMap::new();
        for (file, text) in FILES {
            let document = match parse_query(text) {
                Ok(document) => document,
                Err(error) => {
                    // A test parses them all; a broken one is a fault of the build.
                    tracing::error!(%error, "the document {file} cannot be read");
                    continue;
                }
            };
            let ExecutableDocument { operations, fragments } = document;
            let DocumentOperations::Multiple(operations) = operations else { continue };
            for (name, operation) in operations {
                let mut used = HashMap::new();
                collect(&operation.node.selection_set.node, &fragments, &mut used);
                let operations = DocumentOperations::Single(operation);
                out.insert(name.to_string(), ExecutableDocument { operations, fragments: used });
            }
        }
        Self(out)
    }

    /// The document of an operation.
    pub(crate) fn get(&self, operation: &str) -> Option<&ExecutableDocument> {
        self.0.get(operation)
    }
}

type Fragments = HashMap<async_graphql::Name, Positioned<FragmentDefinition>>;

fn collect(set: &SelectionSet, all: &Fragments, used: &mut Fragments) {
    for item in &set.items {
        match &item.node {
            Selection::Field(field) => collect(&field.node.selection_set.node, all, used),
            Selection::InlineFragment(inline) => collect(&inline.node.selection_set.node, all, used),
            Selection::FragmentSpread(spread) => {
                let name = &spread.node.fragment_name.node;
                if let Some(fragment) = all.get(name).filter(|_| !used.contains_key(name)) {
                    used.insert(name.clone(), fragment.clone());
                    collect(&fragment.node.selection_set.node, all, used);
                }
            }
        }
    }
}
