//! The cost of a filter: the sum of the costs of its comparisons. It is known before execution;
//! `domain::query` limits the number of comparisons itself.

use std::collections::HashMap;

use async_graphql::Name;

use super::prices::named;
use super::values::{Given, Inputs, Position};
use crate::domain::query::RELATION_COST;

/// The cost of a comparison that an index may answer.
const COMPARISON: usize = 20;
/// The cost of a search in a text, which the database lowercases and scans for each row.
const SEARCH: usize = 100;
/// The cost of a search in a text that may be very long.
const LONG_SEARCH: usize = 500;
/// Multiplies the cost beyond each relation, which leads to more rows.
const RELATION_FACTOR: usize = 2;
/// The operators that search a text.
const SEARCHES: [&str; 3] = ["contains", "startsWith", "endsWith"];
/// The fields whose texts may be very long.
const LONG_TEXTS: [&str; 9] = [
    "answer",
    "body",
    "comment",
    "description",
    "html",
    "plainText",
    "question",
    "resolution",
    "text",
];
/// The fields that combine filters of the same rows.
const COMBINATORS: [&str; 3] = ["and", "or", "not"];
/// The comparisons of a relation that read only the column that refers to it.
const KEY_COMPARISONS: [&str; 2] = ["isNull", "isMe"];
/// The list of comparisons with custom fields. Each becomes a subselect.
const CUSTOM_FIELDS: &str = "customFields";

/// Replaces a variable by its value; `None` if it has none.
pub(super) type Resolve<'a, 'f> = dyn Fn(Given<'a>) -> Option<Given<'a>> + 'f;

/// The cost of a filter of the type `of`.
pub(super) fn cost<'a>(
    inputs: &Inputs,
    of: &str,
    given: Given<'a>,
    resolve: &Resolve<'a, '_>,
) -> usize {
    FilterCost { inputs, resolve }.filter(of, given, "", 1)
}

struct FilterCost<'a, 'f> {
    inputs: &'f Inputs,
    resolve: &'f Resolve<'a, 'f>,
}

impl<'a> FilterCost<'a, '_> {
    /// The cost of a filter, or of the comparisons of the field `name`, times `factor`.
    fn filter(&self, of: &str, given: Given<'a>, name: &str, factor: usize) -> usize {
        let (Some(given), Some(fields)) = ((self.resolve)(given), self.inputs.fields(of)) else {
            return 0;
        };
        let own = if is_filter(fields) {
            COMPARISON.saturating_mul(factor)
        } else {
            0
        };
        let items = given
            .items()
            .map(|item| self.filter(of, item, name, factor));
        let members = given.members().map(|(member, value)| {
            let of = fields
                .get(member)
                .map_or("", |position| named(&position.of));
            let Some(subfields) = self.inputs.fields(of) else {
                return self.comparison(member, value, name).saturating_mul(factor);
            };
            let is_combinator = COMBINATORS.contains(&member);
            let relations = match member {
                CUSTOM_FIELDS => (self.resolve)(value).map_or(0, Given::length),
                _ => usize::from(
                    !is_combinator && is_filter(subfields) && !self.compares_only_the_key(value),
                ),
            };
            let member_factor = if relations > 0 {
                factor.saturating_mul(RELATION_FACTOR)
            } else {
                factor
            };
            let relations = relations
                .saturating_mul(RELATION_COST * COMPARISON)
                .saturating_mul(factor);
            let name = if is_combinator { name } else { member };
            self.filter(of, value, name, member_factor)
                .saturating_add(relations)
        });
        items.chain(members).fold(own, usize::saturating_add)
    }

    /// Whether a filter of a relation needs no other rows.
    fn compares_only_the_key(&self, given: Given<'a>) -> bool {
        let Some(given) = (self.resolve)(given) else {
            return false;
        };
        let mut members = given.members().map(|(member, _)| member).peekable();
        members.peek().is_some() && members.all(|member| KEY_COMPARISONS.contains(&member))
    }

    /// The cost of a comparison of the field `name`. A list adds to it by its length.
    fn comparison(&self, operator: &str, given: Given<'a>, name: &str) -> usize {
        let Some(given) = (self.resolve)(given) else {
            return 0;
        };
        let cost = match SEARCHES.contains(&operator) {
            true if LONG_TEXTS.contains(&name) => LONG_SEARCH,
            true => SEARCH,
            false => COMPARISON,
        };
        cost.saturating_add(COMPARISON.saturating_mul(given.length() / 10))
    }
}

/// Whether an input type is a filter, not the comparisons of a field.
fn is_filter(fields: &HashMap<Name, Position>) -> bool {
    fields.contains_key("and")
}
