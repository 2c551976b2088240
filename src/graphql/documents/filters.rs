//! What a filter costs: the database looks at each of its terms for each of its rows. Terms are counted as
//! `domain::listing` counts them, which knows better and has the last word; here it is done before anything is executed.

use std::collections::HashMap;

use async_graphql::parser::types::InputObjectType;

use super::prices::named;
use super::values::Given;
use crate::domain::listing::RELATION;

/// The price of a term: of the largest filter that there may be, one operation can have one.
const TERM: usize = 20;
/// The words that join filters of the same rows.
const JOINING: [&str; 3] = ["and", "or", "not"];
/// The list of comparisons that are selects of their own, each.
const CUSTOM_FIELDS: &str = "customFields";

/// What stands for a value: itself, or what its variable has.
pub(super) type Resolve<'a, 'f> = dyn Fn(Given<'a>) -> Option<Given<'a>> + 'f;

/// The types of filters, and the types of their words.
#[derive(Debug, Default)]
pub(super) struct Filters(HashMap<String, HashMap<String, String>>);

impl Filters {
    /// Takes a type of input up.
    pub(super) fn learn(&mut self, name: String, input: &InputObjectType) {
        let words = input.fields.iter().map(|field| {
            let field = &field.node;
            (field.name.node.to_string(), named(&field.ty.node).to_owned())
        });
        self.0.insert(name, words.collect());
    }

    /// The price of a filter of the type `of`; `resolve` gives what variables stand for.
    pub(super) fn price<'a>(&self, of: &str, given: Given<'a>, resolve: &Resolve<'a, '_>) -> usize {
        self.terms(of, given, resolve).saturating_mul(TERM)
    }

    fn terms<'a>(&self, of: &str, given: Given<'a>, resolve: &Resolve<'a, '_>) -> usize {
        let Some(given) = resolve(given) else { return 0 };
        // A value, or values: a list is one comparison, but a long one.
        let Some(words) = self.0.get(of) else { return 1 + given.length() / 10 };
        let own = usize::from(words.contains_key("and"));
        let items = given.items().map(|item| self.terms(of, item, resolve));
        let members = given.members().map(|(word, value)| {
            let of = words.get(word).map_or("", String::as_str);
            // A filter of other rows.
            let leads_on = !JOINING.contains(&word) && self.0.get(of).is_some_and(|words| words.contains_key("and"));
            let relations = match word {
                CUSTOM_FIELDS => resolve(value).map_or(0, Given::length),
                _ => usize::from(leads_on),
            };
            self.terms(of, value, resolve).saturating_add(relations.saturating_mul(RELATION))
        });
        items.chain(members).fold(own, usize::saturating_add)
    }
}
