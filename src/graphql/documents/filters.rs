//! What a filter costs: the database looks at each of its terms for each of its rows. Terms are counted as
//! `domain::listing` counts them, which knows better and has the last word; here it is done before anything is executed.

use super::prices::named;
use super::values::{Given, Inputs};
use crate::domain::listing::RELATION;

/// The price of a term: of the largest filter that there may be, one operation can have one.
const TERM: usize = 20;
/// The words that join filters of the same rows.
const JOINING: [&str; 3] = ["and", "or", "not"];
/// The list of comparisons that are selects of their own, each.
const CUSTOM_FIELDS: &str = "customFields";

/// What stands for a value: itself, or what its variable has.
pub(super) type Resolve<'a, 'f> = dyn Fn(Given<'a>) -> Option<Given<'a>> + 'f;

/// The price of a filter of the type `of`; `resolve` gives what variables stand for.
pub(super) fn price<'a>(inputs: &Inputs, of: &str, given: Given<'a>, resolve: &Resolve<'a, '_>) -> usize {
    terms(inputs, of, given, resolve).saturating_mul(TERM)
}

fn terms<'a>(inputs: &Inputs, of: &str, given: Given<'a>, resolve: &Resolve<'a, '_>) -> usize {
    let Some(given) = resolve(given) else { return 0 };
    // A value, or values: a list is one comparison, but a long one.
    let Some(words) = inputs.members(of) else { return 1 + given.length() / 10 };
    let own = usize::from(words.contains_key("and"));
    let items = given.items().map(|item| terms(inputs, of, item, resolve));
    let members = given.members().map(|(word, value)| {
        let of = words.get(word).map_or("", |position| named(&position.of));
        // A filter of other rows.
        let leads_on = !JOINING.contains(&word) && inputs.members(of).is_some_and(|words| words.contains_key("and"));
        let relations = match word {
            CUSTOM_FIELDS => resolve(value).map_or(0, Given::length),
            _ => usize::from(leads_on),
        };
        terms(inputs, of, value, resolve).saturating_add(relations.saturating_mul(RELATION))
    });
    items.chain(members).fold(own, usize::saturating_add)
}
