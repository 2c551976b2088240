//! References of the objects of a dump: each must lead to an object of the dump, before or after it.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value as Json;

use super::Problem;
use crate::domain::setup::dump::models::{MODELS, Model};

/// Number of listed references that lead nowhere.
const MAX_PROBLEMS: usize = 10;

/// A set of numbers; dense ones need a bit each.
#[derive(Default)]
struct Numbers(BTreeMap<i64, Box<[u64; 64]>>);

impl Numbers {
    /// Adds a number; returns whether it is new.
    fn insert(&mut self, number: i64) -> bool {
        let words = self.0.entry(number >> 12).or_insert(Box::new([0; 64]));
        let (word, bit) = Self::place(number);
        let is_new = words[word] & bit == 0;
        words[word] |= bit;
        is_new
    }

    fn contains(&self, number: i64) -> bool {
        let (word, bit) = Self::place(number);
        self.0
            .get(&(number >> 12))
            .is_some_and(|words| words[word] & bit != 0)
    }

    /// The word within 4096 numbers, and the bit in it.
    fn place(number: i64) -> (usize, u64) {
        let within = number.rem_euclid(4096).unsigned_abs();
        let word = (within / 64) as usize;
        (word, 1 << (within % 64))
    }
}

/// The place of a value in a dump.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) line: u64,
    /// The index of the model.
    pub(super) model: usize,
    /// The number of the object.
    pub(super) number: i64,
    pub(super) field: &'static str,
}

impl Place {
    pub(super) fn problem(self, what: impl Into<String>) -> Problem {
        Problem {
            line: self.line,
            object: Some(name_of(&MODELS[self.model], self.number)),
            field: Some(self.field.to_owned()),
            what: what.into(),
        }
    }
}

/// The object for messages. Tokens have no numbers, and their keys are secrets.
pub(super) fn name_of(model: &Model, number: i64) -> String {
    if model.has_text_key {
        model.label.to_owned()
    } else {
        format!("{} {number}", model.label)
    }
}

/// The objects of each model so far, and the references to others.
pub(super) struct References {
    numbers: Vec<Numbers>,
    largest: Vec<i64>,
    names: Vec<HashMap<String, i64>>,
    /// References to the object with a number of the model at an index.
    pending: Vec<(Place, usize, i64)>,
}

impl References {
    pub(super) fn new() -> Self {
        let count = MODELS.len();
        Self {
            numbers: std::iter::repeat_with(Numbers::default)
                .take(count)
                .collect(),
            largest: vec![0; count],
            names: vec![HashMap::new(); count],
            pending: Vec::new(),
        }
    }

    /// Adds an object, with a new number if it has none. Returns `None` if its number was added
    /// before.
    pub(super) fn add(&mut self, model: usize, number: Option<i64>) -> Option<i64> {
        let number = number.unwrap_or(self.largest[model] + 1);
        self.largest[model] = self.largest[model].max(number);
        self.numbers[model].insert(number).then_some(number)
    }

    /// Adds the natural key of an object.
    pub(super) fn add_name(&mut self, model: usize, name: &str, number: i64) {
        self.names[model].insert(name.to_owned(), number);
    }

    /// The number to which a value of the dump refers: a number, or a natural key in a list.
    ///
    /// # Errors
    /// The reason.
    pub(super) fn resolve(
        &mut self,
        value: &Json,
        target: usize,
        place: Place,
    ) -> Result<i64, String> {
        let label = MODELS[target].label;
        if let Some(number) = value.as_i64() {
            if !self.numbers[target].contains(number) {
                self.pending.push((place, target, number));
            }
            return Ok(number);
        }
        let key = value.as_array().map(Vec::as_slice);
        match (MODELS[target].natural_key, key) {
            (Some(_), Some([Json::String(name)])) => self.names[target]
                .get(name)
                .copied()
                .ok_or_else(|| format!("{label} [{name:?}] is not in the file before this object")),
            (Some(_), _) => Err(format!(
                "expected the number of {label} or a list with its natural key"
            )),
            (None, _) => Err(format!("expected the number of {label}")),
        }
    }

    /// The first references that lead nowhere.
    pub(super) fn broken(&self) -> Vec<Problem> {
        self.pending
            .iter()
            .filter(|(_, target, number)| !self.numbers[*target].contains(*number))
            .take(MAX_PROBLEMS)
            .map(|(place, target, number)| {
                let name = name_of(&MODELS[*target], *number);
                place.problem(format!("{name} is not in the file"))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remembers_numbers() {
        let mut numbers = Numbers::default();
        for number in [-5000, -1, 0, 1, 63, 64, 4095, 4096, i64::from(i32::MAX)] {
            assert!(!numbers.contains(number));
            assert!(numbers.insert(number));
            assert!(!numbers.insert(number) && numbers.contains(number));
        }
        assert!(!numbers.contains(2) && !numbers.contains(-2));
    }
}
