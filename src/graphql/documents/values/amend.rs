//! Changes of a document before the library executes it. The library deviates from the
//! specification: it reads a variable without a value as null, although the argument is absent then,
//! and it has no numbers of more than 64 bits. Most documents need no changes.

use async_graphql::parser::types::{
    Directive, DocumentOperations, ExecutableDocument, OperationDefinition, Selection, SelectionSet,
};
use async_graphql::{Name, Positioned};
use async_graphql_value::Value as Literal;

/// The changes of a document.
#[derive(Debug, Default)]
pub(in crate::graphql::documents) struct Amendments {
    /// Variables without a value.
    removed: Vec<Name>,
    /// Whether there are IDs that are numbers of more than 64 bits.
    has_long_numbers: bool,
}

impl Amendments {
    /// Removes a variable, and the arguments and fields that use it.
    pub(super) fn remove_variable(&mut self, name: &Name) {
        if !self.removed.contains(name) {
            self.removed.push(name.clone());
        }
    }

    /// Converts numbers of more than 64 bits to strings.
    pub(super) fn convert_long_numbers(&mut self) {
        self.has_long_numbers = true;
    }

    /// Changes the document for the operation of this name, or the only one.
    pub(in crate::graphql::documents) fn apply(
        &self,
        document: &mut ExecutableDocument,
        operation: Option<&str>,
    ) {
        if self.removed.is_empty() && !self.has_long_numbers {
            return;
        }
        for fragment in document.fragments.values_mut() {
            self.prune(&mut fragment.node.selection_set.node);
        }
        match &mut document.operations {
            DocumentOperations::Single(single) => self.amend(&mut single.node, true),
            DocumentOperations::Multiple(operations) => {
                let only = operations.len() == 1;
                for (name, each) in operations {
                    self.amend(&mut each.node, only || operation == Some(name.as_str()));
                }
            }
        }
    }

    fn amend(&self, operation: &mut OperationDefinition, is_executed: bool) {
        if is_executed {
            self.prune(&mut operation.selection_set.node);
        }
        // The library rejects unused variables.
        let (set, directives) = (&operation.selection_set.node, &operation.directives);
        operation.variable_definitions.retain(|definition| {
            let name = &definition.node.name.node;
            !self.removed.contains(name) || in_directives(directives, name) || in_set(set, name)
        });
    }

    fn prune(&self, set: &mut SelectionSet) {
        for selection in &mut set.items {
            match &mut selection.node {
                Selection::Field(field) => {
                    field
                        .node
                        .arguments
                        .retain_mut(|(_, value)| self.retain(&mut value.node));
                    self.prune(&mut field.node.selection_set.node);
                }
                Selection::InlineFragment(inline) => {
                    self.prune(&mut inline.node.selection_set.node)
                }
                Selection::FragmentSpread(_) => {}
            }
        }
    }

    /// Whether a value stays. Prunes the values within it.
    fn retain(&self, value: &mut Literal) -> bool {
        match value {
            Literal::Variable(name) => return !self.removed.contains(name),
            Literal::Binary(digits) => {
                let digits = String::from_utf8_lossy(digits).into_owned();
                *value = Literal::String(digits);
            }
            Literal::Object(members) => members.retain(|_, member| self.retain(member)),
            Literal::List(items) => {
                for item in items {
                    if !self.retain(item) {
                        *item = Literal::Null;
                    }
                }
            }
            _ => {}
        }
        true
    }
}

/// Whether a selection set uses a variable, fragments aside.
fn in_set(set: &SelectionSet, name: &Name) -> bool {
    set.items.iter().any(|selection| match &selection.node {
        Selection::Field(field) => {
            field
                .node
                .arguments
                .iter()
                .any(|(_, value)| in_value(&value.node, name))
                || in_directives(&field.node.directives, name)
                || in_set(&field.node.selection_set.node, name)
        }
        Selection::InlineFragment(inline) => {
            in_directives(&inline.node.directives, name)
                || in_set(&inline.node.selection_set.node, name)
        }
        Selection::FragmentSpread(spread) => in_directives(&spread.node.directives, name),
    })
}

fn in_directives(directives: &[Positioned<Directive>], name: &Name) -> bool {
    let mut arguments = directives
        .iter()
        .flat_map(|directive| &directive.node.arguments);
    arguments.any(|(_, value)| in_value(&value.node, name))
}

fn in_value(value: &Literal, name: &Name) -> bool {
    match value {
        Literal::Variable(variable) => variable == name,
        Literal::List(items) => items.iter().any(|item| in_value(item, name)),
        Literal::Object(members) => members.values().any(|member| in_value(member, name)),
        _ => false,
    }
}
