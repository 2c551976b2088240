//! Measures an operation with its fragments written out: fields, depth, aliases, directives, cost.
//! Each fragment is looked at once, however often it is spread.

use std::collections::HashMap;

use async_graphql::parser::types::{
    Directive, ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet,
};
use async_graphql::{Name, Positioned};
use async_graphql_value::Value as Literal;
use serde_json::{Map, Value};

use super::prices::{Page, Prices, named};
use super::scan::DEEPEST;
use super::validation::{Types, root};
use super::values::{Arguments, Given, Inputs};
use super::{Fault, Result, filters};

/// What a field costs that answers with the schema, and how many fields of the schema cost one: no
/// statement is made for them.
const INTROSPECTION: usize = 10;
const INTROSPECTED: usize = 100;

/// How large something is with its fragments written out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Size {
    /// Fields and spreads.
    pub selections: usize,
    /// Levels of fields.
    pub depth: usize,
    /// Fields under another name.
    pub aliases: usize,
    /// Directives.
    pub directives: usize,
    /// The price.
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

/// What is known of the schema.
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
    /// `None` while a fragment is being looked at.
    known: HashMap<&'a Name, Option<Size>>,
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
            known: HashMap::new(),
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
        if nested > DEEPEST {
            return Err(Fault::limit(
                "QUERY_TOO_DEEP",
                format_args!("selections are nested deeper than {DEEPEST}"),
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
        match self.known.get(name) {
            Some(Some(size)) => return Ok(*size),
            Some(None) => {
                let message =
                    format_args!("the fragment {:?} spreads itself", name.as_str()).to_string();
                return Err(Fault::document("GRAPHQL_VALIDATION_FAILED", message));
            }
            None => {}
        }
        // An unknown fragment is validation's to report.
        let Some(fragment) = self.document.fragments.get(name) else {
            return Ok(Size::default());
        };
        self.known.insert(name, None);
        self.directives(&fragment.node.directives);
        let on = fragment.node.type_condition.node.on.node.as_str();
        let size = self.set(&fragment.node.selection_set.node, on, nested)?;
        self.known.insert(name, Some(size));
        Ok(size)
    }

    fn field(&mut self, field: &'a Field, parent: &'a str, nested: usize) -> Result<Size> {
        let prices = self.schema.prices;
        // An unknown field is validation's to report.
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
        // A page of nothing is still looked for.
        size.cost = rows
            .saturating_mul(size.cost.max(usize::from(rows > 1)))
            .saturating_add(1);
        if price.is_some_and(|price| price.page == Page::Introspection) {
            size.cost = INTROSPECTION.saturating_add(size.cost / INTROSPECTED);
        }
        let filter =
            price.and_then(|price| price.arguments.iter().find(|(name, _)| name == "filter"));
        if let (Some((_, position)), Some(given)) = (filter, self.argument(field, "filter")) {
            let price = filters::price(self.schema.inputs, named(&position.of), given, &|given| {
                self.resolved(given)
            });
            size.cost = size.cost.saturating_add(price);
        }
        Ok(size)
    }

    /// The rows of a page that the arguments of a field ask for.
    fn rows(&self, field: &'a Field, default: usize) -> usize {
        let asked = ["first", "last"]
            .into_iter()
            .find_map(|name| self.argument(field, name)?.number());
        asked
            .map_or(default, |rows| usize::try_from(rows).unwrap_or(0))
            .min(self.schema.prices.most_rows())
    }

    /// The length of a list that a field is given.
    fn length(&self, field: &'a Field, name: &str) -> usize {
        self.argument(field, name).map_or(1, |given| given.length())
    }

    /// What an argument of a field is given; `None` where that is nothing.
    fn argument(&self, field: &'a Field, name: &str) -> Option<Given<'a>> {
        self.resolved(Given::Literal(&field.get_argument(name)?.node))
    }

    /// The same, or what the variable has that stands there.
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
