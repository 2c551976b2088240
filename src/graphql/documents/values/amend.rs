//! What is changed in a document before the library executes it, since the library deviates from
//! the specification: it takes a variable without a value for null, although nothing is given
//! there; and it has no numbers of more than 64 bits. Most documents need none of this.

use async_graphql::parser::types::{
    Directive, DocumentOperations, ExecutableDocument, OperationDefinition, Selection, SelectionSet,
};
use async_graphql::{Name, Positioned};
use async_graphql_value::Value as Literal;

/// The changes.
#[derive(Debug, Default)]
pub(in crate::graphql::documents) struct Amendments {
    left_out: Vec<Name>,
    /// Whether there are identifiers that are numbers of more than 64 bits.
    long_numbers: bool,
}

impl Amendments {
    /// Takes a variable out wherever it stands, since it was left out.
    pub(super) fn leave_out(&mut self, name: &Name) {
        if !self.left_out.contains(name) {
            self.left_out.push(name.clone());
        }
    }

    /// Turns numbers of more than 64 bits into text.
    pub(super) fn long_number(&mut self) {
        self.long_numbers = true;
    }

    /// Makes the changes for the operation of this name, or the only one.
    pub(in crate::graphql::documents) fn make(
        &self,
        document: &mut ExecutableDocument,
        operation: Option<&str>,
    ) {
        if self.left_out.is_empty() && !self.long_numbers {
            return;
        }
        for fragment in document.fragments.values_mut() {
            self.prune(&mut fragment.node.selection_set.node);
        }
        match &mut document.operations {
            DocumentOperations::Single(asked) => self.amend(&mut asked.node, true),
            DocumentOperations::Multiple(operations) => {
                let only = operations.len() == 1;
                for (name, each) in operations {
                    self.amend(&mut each.node, only || operation == Some(name.as_str()));
                }
            }
        }
    }

    fn amend(&self, operation: &mut OperationDefinition, asked: bool) {
        if asked {
            self.prune(&mut operation.selection_set.node);
        }
        // What stands nowhere any more must not be defined.
        let (set, directives) = (&operation.selection_set.node, &operation.directives);
        operation.variable_definitions.retain(|definition| {
            let name = &definition.node.name.node;
            !self.left_out.contains(name) || in_directives(directives, name) || in_set(set, name)
        });
    }

    fn prune(&self, set: &mut SelectionSet) {
        for selection in &mut set.items {
            match &mut selection.node {
                Selection::Field(field) => {
                    field
                        .node
                        .arguments
                        .retain_mut(|(_, value)| self.keeps(&mut value.node));
                    self.prune(&mut field.node.selection_set.node);
                }
                Selection::InlineFragment(inline) => {
                    self.prune(&mut inline.node.selection_set.node)
                }
                Selection::FragmentSpread(_) => {}
            }
        }
    }

    /// Whether a value stays; what is within it is seen to.
    fn keeps(&self, value: &mut Literal) -> bool {
        match value {
            Literal::Variable(name) => return !self.left_out.contains(name),
            Literal::Binary(digits) => {
                let digits = String::from_utf8_lossy(digits).into_owned();
                *value = Literal::String(digits);
            }
            Literal::Object(members) => members.retain(|_, member| self.keeps(member)),
            Literal::List(items) => {
                for item in items {
                    if !self.keeps(item) {
                        *item = Literal::Null;
                    }
                }
            }
            _ => {}
        }
        true
    }
}

/// Whether a variable stands in a selection, spreads not counted.
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
