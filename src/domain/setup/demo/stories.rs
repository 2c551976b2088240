//! The cases that tickets are told from (`cases.toml`), and what is filled into them.

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
const MONATE: [&str; 12] = [
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

/// What happened once, in words.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Case {
    pub(super) queue: String,
    pub(super) title: String,
    pub(super) description: String,
    /// What agents tell each other.
    pub(super) note: Option<String>,
    /// What the customer is told.
    pub(super) reply: String,
    /// What the customer says to that.
    pub(super) answer: Option<String>,
    pub(super) resolution: String,
    pub(super) priority: i32,
    /// Kind of the file that comes along.
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

/// A case with everything filled in, and what was filled in that custom fields tell again.
pub(super) struct Told {
    pub(super) case: Case,
    pub(super) product: &'static str,
    pub(super) number: i64,
}

/// Tells a case anew.
pub(super) fn tell(case: &Case, time: DateTime<Utc>, agent: &str, random: &mut Random) -> Told {
    let (product, place) = (random.pick(&PRODUCTS), random.pick(&PLACES));
    let number = random.range(4_100, 9_900);
    let months = if case.queue == "kundendienst" {
        MONATE
    } else {
        MONTHS
    };
    // People write of what is ahead.
    let month = months[usize::try_from((time + Duration::days(25)).month0()).unwrap_or(0)];
    let fill = |text: &str| {
        text.replace("{product}", product)
            .replace("{place}", place)
            .replace("{n}", &number.to_string())
            .replace("{month}", month)
            .replace("{agent}", agent)
    };
    let mut case = case.clone();
    case.title = fill(&case.title);
    case.description = fill(&case.description);
    case.note = case.note.as_deref().map(fill);
    case.reply = fill(&case.reply);
    case.answer = case.answer.as_deref().map(fill);
    case.resolution = fill(&case.resolution);
    Told {
        case,
        product,
        number,
    }
}
