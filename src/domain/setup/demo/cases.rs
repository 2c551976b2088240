//! The cases that the demo's tickets are based on (`cases.toml`), and the values of their
//! placeholders.

use chrono::{DateTime, Datelike as _, Duration, Utc};
use serde::Deserialize;

use super::random::Random;
use crate::domain::{Error, Result};

const CASES: &str = include_str!("cases.toml");
const PRODUCTS: [&str; 4] = [
    "Fjord 3",
    "Kestrel e-bike",
    "Tern cargo bike",
    "Alva child seat",
];
const PLACES: [&str; 6] = ["Bergen", "Utrecht", "Leeds", "Ghent", "Aarhus", "Basel"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const GERMAN_MONTHS: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];

/// The texts of a ticket and of its follow-ups.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Case {
    pub(super) queue: String,
    pub(super) title: String,
    pub(super) description: String,
    /// An agent's private note.
    pub(super) note: Option<String>,
    /// The agent's reply to the customer.
    pub(super) reply: String,
    /// The customer's answer to the reply.
    pub(super) answer: Option<String>,
    pub(super) resolution: String,
    pub(super) priority: i32,
    /// The kind of an attached file.
    pub(super) kind: Option<String>,
}

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

/// All cases, in the order of the file.
pub(super) fn cases() -> Result<Vec<Case>> {
    let cases: Cases = toml::from_str(CASES).map_err(|error| Error::Internal(Box::new(error)))?;
    Ok(cases.case)
}

/// A case without placeholders, and the values that custom fields repeat.
pub(super) struct FilledCase {
    pub(super) texts: Case,
    pub(super) product: &'static str,
    pub(super) number: i64,
}

/// Replaces the placeholders of a case by random values.
pub(super) fn fill(
    case: &Case,
    time: DateTime<Utc>,
    agent: &str,
    random: &mut Random,
) -> FilledCase {
    let (product, place) = (random.pick(&PRODUCTS), random.pick(&PLACES));
    let number = random.range(4_100, 9_900);
    let months = if case.queue == "kundendienst" {
        GERMAN_MONTHS
    } else {
        MONTHS
    };
    // People write about the month ahead.
    let month = months[usize::try_from((time + Duration::days(25)).month0()).unwrap_or(0)];
    let replace = |text: &str| {
        text.replace("{product}", product)
            .replace("{place}", place)
            .replace("{n}", &number.to_string())
            .replace("{month}", month)
            .replace("{agent}", agent)
    };
    let mut case = case.clone();
    case.title = replace(&case.title);
    case.description = replace(&case.description);
    case.note = case.note.as_deref().map(replace);
    case.reply = replace(&case.reply);
    case.answer = case.answer.as_deref().map(replace);
    case.resolution = replace(&case.resolution);
    FilledCase {
        texts: case,
        product,
        number,
    }
}
