//! Measures an operation with its fragments expanded: fields, depth, aliases, directives, cost.
//! Each fragment is visited once, however often it is spread.

use std::collections::HashMap;

use async_graphql::parser::types::{
    Directive, ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet,
};
use async_graphql::{Name, Positioned};
use async_graphql_value::Value as Literal;
use serde_json::{Map, Value};

use super::prices::{Page, Prices, named};
use super::scan::MAX_NESTING;
use super::validation::{Types, root};
use super::values::{Arguments, Given, Inputs};
use super::{DocumentError, Result, filters};

/// The cost of a field that returns the schema.
const INTROSPECTION: usize = 10;
/// How many fields of the schema cost 1: they need no SQL statement.
const INTROSPECTION_FIELDS: usize = 100;

/// The size of a selection set with its fragments expanded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Size {
    /// Fields and spreads.
    pub selections: usize,
    /// Levels of fields.
    pub depth: usize,
    /// Fields with an alias.
    pub aliases: usize,
    /// Directives.
    pub directives: usize,
    /// The cost.
    pub cost: usize,
}

impl Size {
    fn add(&mut self, other: Self) {
        self.selections = self.selections.saturating_add(other.selections);
        self.depth = self.depth.max(other.depth);
        self.aliases = self.aliases.saturating_add(other.aliases);
        self.directives = self.directives.saturating_add(other.directives);
        self.cost = self.cost.saturating_add(other.cost);
    }
}

/// The parts of the schema that measuring needs.
#[derive(Clone, Copy)]
pub(super) struct Schema<'a> {
    pub prices: &'a Prices,
    pub inputs: &'a Inputs,
    pub types: &'a Types,
}

/// Measures one operation.
pub(super) struct Measure<'a> {
    document: &'a ExecutableDocument,
    operation: &'a Positioned<OperationDefinition>,
    schema: Schema<'a>,
    variables: &'a Map<String, Value>,
    /// The sizes of fragments; `None` while a fragment is being measured.
    fragments: HashMap<&'a Name, Option<Size>>,
    arguments: Vec<Arguments<'a>>,
}

impl<'a> Measure<'a> {
    pub(super) fn new(
        document: &'a ExecutableDocument,
        operation: &'a Positioned<OperationDefinition>,
        schema: Schema<'a>,
        variables: &'a Map<String, Value>,
    ) -> Self {
        Self {
            document,
            operation,
            schema,
            variables,
            fragments: HashMap::new(),
            arguments: Vec::new(),
        }
    }

    /// The size of the whole operation, and the arguments of its fields and directives.
    pub(super) fn operation(mut self) -> Result<(Size, Vec<Arguments<'a>>)> {
        let operation = &self.operation.node;
        self.directives(&operation.directives);
        let mut size = self.set(&operation.selection_set.node, root(operation.ty), 0)?;
        size.directives = size.directives.saturating_add(operation.directives.len());
        Ok((size, self.arguments))
    }

    fn set(&mut self, set: &'a SelectionSet, parent: &'a str, nested: usize) -> Result<Size> {
        if nested > MAX_NESTING {
            return Err(DocumentError::limit(
                "QUERY_TOO_DEEP",
                format_args!("selections are nested deeper than {MAX_NESTING} levels"),
            ));
        }
        let mut size = Size::default();
        for selection in &set.items {
            self.directives(selection.node.directives());
            let (mut found, directives) = match &selection.node {
                Selection::Field(field) => (
                    self.field(&field.node, parent, nested)?,
                    field.node.directives.len(),
                ),
                Selection::InlineFragment(inline) => {
                    let inline = &inline.node;
                    let on = inline
                        .type_condition
                        .as_ref()
                        .map_or(parent, |on| on.node.on.node.as_str());
                    (
                        self.set(&inline.selection_set.node, on, nested + 1)?,
                        inline.directives.len(),
                    )
                }
                Selection::FragmentSpread(spread) => {
                    let found = self.fragment(&spread.node.fragment_name.node, nested + 1)?;
                    (found, spread.node.directives.len())
                }
            };
            found.selections = found.selections.saturating_add(1);
            found.directives = found.directives.saturating_add(directives);
            size.add(found);
        }
        Ok(size)
    }

    fn directives(&mut self, directives: &'a [Positioned<Directive>]) {
        let types = self.schema.types;
        let arguments = directives
            .iter()
            .filter(|directive| !directive.node.arguments.is_empty())
            .map(|directive| {
                let owner = directive.node.name.node.as_str();
                Arguments {
                    owner,
                    given: &directive.node.arguments,
                    known: types.directive_arguments(owner),
                }
            });
        self.arguments.extend(arguments);
    }

    fn fragment(&mut self, name: &'a Name, nested: usize) -> Result<Size> {
        match self.fragments.get(name) {
            Some(Some(size)) => return Ok(*size),
            Some(None) => {
                let message =
                    format_args!("the fragment {:?} spreads itself", name.as_str()).to_string();
                return Err(DocumentError::document(
                    "GRAPHQL_VALIDATION_FAILED",
                    message,
                ));
            }
            None => {}
        }
        // Validation reports unknown fragments.
        let Some(fragment) = self.document.fragments.get(name) else {
            return Ok(Size::default());
        };
        self.fragments.insert(name, None);
        self.directives(&fragment.node.directives);
        let on = fragment.node.type_condition.node.on.node.as_str();
        let size = self.set(&fragment.node.selection_set.node, on, nested)?;
        self.fragments.insert(name, Some(size));
        Ok(size)
    }

    fn field(&mut self, field: &'a Field, parent: &'a str, nested: usize) -> Result<Size> {
        let prices = self.schema.prices;
        // Validation reports unknown fields.
        let price = prices.field(parent, &field.name.node);
        if !field.arguments.is_empty() {
            let known = price.map_or(&[][..], |price| &price.arguments);
            self.arguments.push(Arguments {
                owner: &field.name.node,
                given: &field.arguments,
                known,
            });
        }
        let below = price.map_or("", |price| price.of.as_str());
        let mut size = self.set(&field.selection_set.node, below, nested + 1)?;
        size.depth += 1;
        size.aliases = size
            .aliases
            .saturating_add(usize::from(field.alias.is_some()));
        let rows = match price.map(|price| price.page) {
            Some(Page::Of(default)) => self.rows(field, default),
            Some(Page::Listed(argument)) => self.length(field, argument),
            Some(Page::One | Page::Introspection) | None => 1,
        };
        // A page without selections still needs a statement.
        size.cost = rows
            .saturating_mul(size.cost.max(usize::from(rows > 1)))
            .saturating_add(1);
        if price.is_some_and(|price| price.page == Page::Introspection) {
            size.cost = INTROSPECTION.saturating_add(size.cost / INTROSPECTION_FIELDS);
        }
        let filter =
            price.and_then(|price| price.arguments.iter().find(|(name, _)| name == "filter"));
        if let (Some((_, position)), Some(given)) = (filter, self.argument(field, "filter")) {
            let cost = filters::cost(self.schema.inputs, named(&position.of), given, &|given| {
                self.resolved(given)
            });
            size.cost = size.cost.saturating_add(cost);
        }
        Ok(size)
    }

    /// The maximum number of rows that a field with the arguments of a connection returns.
    fn rows(&self, field: &'a Field, default: usize) -> usize {
        let requested = ["first", "last"]
            .into_iter()
            .find_map(|name| self.argument(field, name)?.number());
        requested
            .map_or(default, |rows| usize::try_from(rows).unwrap_or(0))
            .min(self.schema.prices.max_page_size())
    }

    /// The length of a list argument.
    fn length(&self, field: &'a Field, name: &str) -> usize {
        self.argument(field, name).map_or(1, |given| given.length())
    }

    /// The value of an argument; `None` if it is missing.
    fn argument(&self, field: &'a Field, name: &str) -> Option<Given<'a>> {
        self.resolved(Given::Literal(&field.get_argument(name)?.node))
    }

    /// Replaces a variable by its value; `None` if it has none.
    fn resolved(&self, given: Given<'a>) -> Option<Given<'a>> {
        let Given::Literal(Literal::Variable(variable)) = given else {
            return Some(given);
        };
        if let Some(value) = self
            .variables
            .get(variable.as_str())
            .filter(|value| !value.is_null())
        {
            return Some(Given::Json(value));
        }
        let definition = self
            .operation
            .node
            .variable_definitions
            .iter()
            .find(|each| each.node.name.node == *variable);
        Some(Given::Default(
            &definition?.node.default_value.as_ref()?.node,
        ))
    }
}
