//! List fields of forms: a repeated field, `name[0]` and so on (`parse_html_list` of
//! `rest_framework/utils/html.py`), and `name[]`, which axios, PHP and Rails send.

use std::collections::BTreeMap;

use async_graphql::indexmap::IndexMap;

use crate::compat::parsers::Json;

/// The index of an item, of any size: the number of its digits and the digits, without leading
/// zeros.
type Index = (usize, String);

/// Takes the items of a list out of a form; `None` where there are none. Items that DRF would
/// overwrite stay in the form.
pub(super) fn take(name: &str, items: &mut [(String, Json)]) -> Option<Json> {
    let take_all = |items: &mut [(String, Json)], matches: &dyn Fn(&str, &Json) -> bool| {
        let found = items.iter_mut().filter(|(key, value)| matches(key, value));
        found
            .map(|(_, value)| std::mem::replace(value, Json::Null))
            .collect::<Vec<_>>()
    };
    let repeated = take_all(items, &|key, _| key == name);
    if !repeated.is_empty() {
        return Some(Json::List(repeated));
    }
    let indexed = indexed(name, items);
    if !indexed.is_empty() {
        return Some(Json::List(indexed.into_values().collect()));
    }
    // DRF ignores this form and would drop the files.
    let bracketed = format!("{name}[]");
    let files = take_all(items, &|key, value| {
        key == bracketed && matches!(value, Json::File(_))
    });
    (!files.is_empty()).then_some(Json::List(files))
}

/// The items with an index. DRF reads `name[0]key` as an item that is a dictionary.
fn indexed(name: &str, items: &mut [(String, Json)]) -> BTreeMap<Index, Json> {
    // The last value of a key counts, at the place of its first one.
    let mut keys: Vec<String> = Vec::new();
    for (key, _) in items.iter() {
        if key.starts_with(name) && key[name.len()..].starts_with('[') && !keys.contains(key) {
            keys.push(key.clone());
        }
    }
    let mut found = BTreeMap::new();
    for key in keys {
        let Some((index, rest)) = index(&key[name.len()..]) else {
            continue;
        };
        let last = items
            .iter_mut()
            .rev()
            .find(|(known, _)| *known == key)
            .map(|(_, value)| value);
        match last {
            Some(value) if rest.is_empty() => {
                found.insert(index, std::mem::replace(value, Json::Null));
            }
            Some(_) => {
                found.insert(index, Json::Dict(IndexMap::new()));
            }
            None => {}
        }
    }
    found
}

/// `^\[([0-9]+)\](.*)$`: the index, and the key after it.
fn index(text: &str) -> Option<(Index, &str)> {
    let (digits, rest) = text.strip_prefix('[')?.split_once(']')?;
    let rest = rest.strip_suffix('\n').unwrap_or(rest);
    // Python does not convert longer numbers.
    let number = (1..=4300).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    if !number || rest.contains('\n') {
        return None;
    }
    let digits = digits.trim_start_matches('0');
    Some(((digits.len(), digits.to_owned()), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As DRF 3.18 reads them, and `name[]`.
    #[test]
    fn reads_lists_of_forms() {
        for (keys, expected, left) in [
            (&["a", "b", "a"][..], Some(vec!["0", "2"]), vec!["1"]),
            (&["a[1]", "a[0]"], Some(vec!["1", "0"]), vec![]),
            (&["a[10]", "a[2]", "a[002]"], Some(vec!["2", "0"]), vec![]),
            (&["a[0]", "a[0]"], Some(vec!["1"]), vec!["0"]),
            (&["a", "a[0]"], Some(vec!["0"]), vec!["1"]),
            (&["a[0]k"], Some(vec!["dict"]), vec!["0"]),
            (&["a[0]\n"], Some(vec!["0"]), vec![]),
            (
                &["a[99999999999999999999]", "a[1]"],
                Some(vec!["1", "0"]),
                vec![],
            ),
            (
                &["a[\u{661}]", "a[x]", "ab[0]", "a[0"],
                None,
                vec!["0", "1", "2", "3"],
            ),
            (&["a[]"], None, vec!["0"]),
        ] {
            let mut items: Vec<_> = keys
                .iter()
                .enumerate()
                .map(|(at, key)| ((*key).to_owned(), Json::Str(at.to_string())))
                .collect();
            let shown = |value: &Json| match value {
                Json::Str(text) => text.clone(),
                _ => "dict".to_owned(),
            };
            let taken = match take("a", &mut items) {
                Some(Json::List(values)) => Some(values.iter().map(shown).collect::<Vec<_>>()),
                _ => None,
            };
            let expected =
                expected.map(|values| values.into_iter().map(ToOwned::to_owned).collect());
            assert_eq!(taken, expected, "{keys:?}");
            let rest: Vec<_> = items
                .iter()
                .filter(|(_, value)| *value != Json::Null)
                .map(|(_, value)| shown(value))
                .collect();
            assert_eq!(rest, left, "{keys:?}");
        }
    }
}
