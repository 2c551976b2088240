//! What a filter costs: the work of each of its comparisons on each row that it tests.
//! `domain::listing` counts terms too, and has the last word on their number; here they are priced
//! before anything is executed.

use super::prices::named;
use super::values::{Given, Inputs};
use crate::domain::query::RELATION;

/// The price of a comparison with a value, such as an index answers.
const TERM: usize = 20;
/// The price of searching a text: it is read in whole, in another case, for each row.
const SEARCH: usize = 100;
/// The same of texts that may be very long.
const LONG_SEARCH: usize = 500;
/// How many times as much everything costs behind each relation: there are more rows.
const FURTHER: usize = 2;
/// The comparisons that search a text.
const SEARCHES: [&str; 3] = ["contains", "startsWith", "endsWith"];
/// The texts that may be very long.
const LONG: [&str; 9] = [
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
/// The words that join filters of the same rows.
const JOINING: [&str; 3] = ["and", "or", "not"];
/// The list of comparisons that are selects of their own, each.
const CUSTOM_FIELDS: &str = "customFields";

/// What stands for a value: itself, or what its variable has.
pub(super) type Resolve<'a, 'f> = dyn Fn(Given<'a>) -> Option<Given<'a>> + 'f;

/// The price of a filter of the type `of`; `resolve` gives what variables stand for.
pub(super) fn price<'a>(
    inputs: &Inputs,
    of: &str,
    given: Given<'a>,
    resolve: &Resolve<'a, '_>,
) -> usize {
    Pricing { inputs, resolve }.filter(of, given, "", 1)
}

struct Pricing<'a, 'f> {
    inputs: &'f Inputs,
    resolve: &'f Resolve<'a, 'f>,
}

impl<'a> Pricing<'a, '_> {
    /// The price of filters or comparisons that stand under a `name`, so many `times`.
    fn filter(&self, of: &str, given: Given<'a>, name: &str, times: usize) -> usize {
        let (Some(given), Some(words)) = ((self.resolve)(given), self.inputs.members(of)) else {
            return 0;
        };
        let own = if words.contains_key("and") {
            TERM.saturating_mul(times)
        } else {
            0
        };
        let items = given.items().map(|item| self.filter(of, item, name, times));
        let members = given.members().map(|(word, value)| {
            let of = words.get(word).map_or("", |position| named(&position.of));
            let Some(below) = self.inputs.members(of) else {
                return self.comparison(word, value, name).saturating_mul(times);
            };
            // A filter of other rows.
            let leads_on = !JOINING.contains(&word) && below.contains_key("and");
            let relations = match word {
                CUSTOM_FIELDS => (self.resolve)(value).map_or(0, Given::length),
                _ => usize::from(leads_on),
            };
            let further = if relations > 0 {
                times.saturating_mul(FURTHER)
            } else {
                times
            };
            let relations = relations
                .saturating_mul(RELATION * TERM)
                .saturating_mul(times);
            let name = if JOINING.contains(&word) { name } else { word };
            self.filter(of, value, name, further)
                .saturating_add(relations)
        });
        items.chain(members).fold(own, usize::saturating_add)
    }

    /// The price of one comparison of what is called `name`. A list is one, but a long one.
    fn comparison(&self, word: &str, given: Given<'a>, name: &str) -> usize {
        let Some(given) = (self.resolve)(given) else {
            return 0;
        };
        let each = match SEARCHES.contains(&word) {
            true if LONG.contains(&name) => LONG_SEARCH,
            true => SEARCH,
            false => TERM,
        };
        each.saturating_add(TERM.saturating_mul(given.length() / 10))
    }
}
