//! Whether fields that share a response name can be merged (the specification's "Field Selection
//! Merging"). The specification compares each pair. Here each field is compared with the first of
//! its name, which finds the same conflicts in linear time. Fragments are expanded, so the steps are
//! limited.

use std::collections::HashSet;

use async_graphql::Positioned;
use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{
    BaseType, ExecutableDocument, Field, Selection, SelectionSet, Type,
};

use super::types::{Kind, TypeInfo, Types};
use super::{Errors, root};
use crate::graphql::documents::prices::named;
use crate::graphql::documents::{DocumentError, Result};

/// Checks all operations in at most `budget` steps.
///
/// # Errors
/// It takes more steps.
pub(super) fn check(
    types: &Types,
    document: &ExecutableDocument,
    budget: usize,
    errors: &mut Errors,
) -> Result<()> {
    let mut merge = Merge {
        types,
        document,
        left: budget,
        errors,
    };
    for (_, operation) in document.operations.iter() {
        let operation = &operation.node;
        let fields = merge.collect([(root(operation.ty), &operation.selection_set.node)])?;
        merge.check_shapes(&fields)?;
        merge.check_fields(&fields)?;
    }
    Ok(())
}

/// A field and its parent type.
#[derive(Clone, Copy)]
struct Selected<'a> {
    parent: &'a str,
    field: &'a Positioned<Field>,
    /// The field's type; `None` for `__typename`.
    of: Option<&'a Type>,
}

impl<'a> Selected<'a> {
    fn key(&self) -> &'a str {
        &self.field.node.response_key().node
    }

    /// The selections of the field and their type.
    fn below(&self) -> Option<(&'a str, &'a SelectionSet)> {
        let set = &self.field.node.selection_set.node;
        Some((named(self.of?), set)).filter(|_| !set.items.is_empty())
    }
}

struct Merge<'a, 'e> {
    types: &'a Types,
    document: &'a ExecutableDocument,
    left: usize,
    errors: &'e mut Errors,
}

impl<'a> Merge<'a, '_> {
    /// The fields of several selection sets, with fragments expanded.
    fn collect(
        &mut self,
        sets: impl IntoIterator<Item = (&'a str, &'a SelectionSet)>,
    ) -> Result<Vec<Selected<'a>>> {
        let mut fields = Vec::new();
        let mut spread = HashSet::new();
        let mut rest: Vec<_> = sets.into_iter().collect();
        rest.reverse();
        while let Some((parent, set)) = rest.pop() {
            let of = self.types.get(parent);
            for selection in &set.items {
                self.left = self.left.checked_sub(1).ok_or_else(|| {
                    DocumentError::limit(
                        "QUERY_TOO_COMPLEX",
                        "too many fields share response names: use fewer fragments",
                    )
                })?;
                match &selection.node {
                    Selection::Field(field) => {
                        let info = of.and_then(|of| of.fields.get(&field.node.name.node));
                        fields.push(Selected {
                            parent,
                            field,
                            of: info.map(|info| &info.of),
                        });
                    }
                    Selection::InlineFragment(inline) => {
                        let on = inline
                            .node
                            .type_condition
                            .as_ref()
                            .map_or(parent, |on| &on.node.on.node);
                        rest.push((on, &inline.node.selection_set.node));
                    }
                    Selection::FragmentSpread(name) => {
                        let name = &name.node.fragment_name.node;
                        if let (true, Some(fragment)) =
                            (spread.insert(name), self.document.fragments.get(name))
                        {
                            let fragment = &fragment.node;
                            rest.push((
                                &fragment.type_condition.node.on.node,
                                &fragment.selection_set.node,
                            ));
                        }
                    }
                }
            }
        }
        Ok(fields)
    }

    /// Fields of one response name must have the same shape, whatever their objects.
    fn check_shapes(&mut self, fields: &[Selected<'a>]) -> Result<()> {
        for group in groups(fields).values() {
            if self.errors.is_full() {
                return Ok(());
            }
            let conflict = group
                .iter()
                .find(|other| !self.same_shape(group[0].of, other.of));
            if let Some(other) = conflict {
                self.conflict(group[0], *other, "their types differ");
                continue;
            }
            let below = self.collect(group.iter().filter_map(Selected::below))?;
            if !below.is_empty() {
                self.check_shapes(&below)?;
            }
        }
        Ok(())
    }

    /// Fields of one response name on possibly the same object must be the same field with the same
    /// arguments.
    fn check_fields(&mut self, fields: &[Selected<'a>]) -> Result<()> {
        for group in groups(fields).values() {
            let mut anywhere = Vec::new();
            let mut by_parent: IndexMap<&str, Vec<Selected<'a>>> = IndexMap::new();
            for field in group {
                match self.types.get(field.parent) {
                    Some(TypeInfo {
                        kind: Kind::Object, ..
                    }) => by_parent.entry(field.parent).or_default().push(*field),
                    _ => anywhere.push(*field),
                }
            }
            if by_parent.is_empty() {
                self.check_same_field(&anywhere)?;
                continue;
            }
            for (_, mut together) in by_parent {
                self.left = self.left.saturating_sub(anywhere.len());
                together.extend(&anywhere);
                self.check_same_field(&together)?;
            }
        }
        Ok(())
    }

    fn check_same_field(&mut self, group: &[Selected<'a>]) -> Result<()> {
        let [first, others @ ..] = group else {
            return Ok(());
        };
        if self.errors.is_full() {
            return Ok(());
        }
        for other in others {
            if first.field.node.name.node != other.field.node.name.node {
                self.conflict(*first, *other, "they are different fields");
                return Ok(());
            }
            if !same_arguments(&first.field.node, &other.field.node) {
                self.conflict(*first, *other, "their arguments differ");
                return Ok(());
            }
        }
        let below = self.collect(group.iter().filter_map(Selected::below))?;
        if below.is_empty() {
            Ok(())
        } else {
            self.check_fields(&below)
        }
    }

    fn same_shape(&self, one: Option<&Type>, other: Option<&Type>) -> bool {
        let is_composite = |name: &str| self.types.get(name).is_some_and(TypeInfo::is_composite);
        let (mut one, mut other) = match (one, other) {
            (Some(one), Some(other)) => (one, other),
            (None, None) => return true,
            // `__typename` is a `String!`.
            (Some(of), None) | (None, Some(of)) => {
                return !of.nullable
                    && matches!(&of.base, BaseType::Named(name) if name == "String");
            }
        };
        loop {
            if one.nullable != other.nullable {
                return false;
            }
            match (&one.base, &other.base) {
                (BaseType::List(first), BaseType::List(second)) => (one, other) = (first, second),
                (BaseType::Named(first), BaseType::Named(second)) => {
                    return first == second || (is_composite(first) && is_composite(second));
                }
                _ => return false,
            }
        }
    }

    fn conflict(&mut self, one: Selected<'a>, other: Selected<'a>, why: &str) {
        let message = format!(
            "Fields named \"{}\" cannot be merged: {why}. Give one another alias.",
            one.key()
        );
        self.errors.push(&[one.field.pos, other.field.pos], message);
    }
}

fn groups<'a>(fields: &[Selected<'a>]) -> IndexMap<&'a str, Vec<Selected<'a>>> {
    let mut groups: IndexMap<&str, Vec<_>> = IndexMap::new();
    for field in fields {
        groups.entry(field.key()).or_default().push(*field);
    }
    groups
}

fn same_arguments(one: &Field, other: &Field) -> bool {
    one.arguments.len() == other.arguments.len()
        && one.arguments.iter().all(|(name, value)| {
            other
                .get_argument(&name.node)
                .is_some_and(|other| other.node == value.node)
        })
}
