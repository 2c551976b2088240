//! Dates and times by format letters (django/utils/dateformat.py), in the words of the language.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike};

use crate::error::{Fault, Outcome};
use crate::render::env::Env;
use crate::value::{Moment, Value};

const LETTERS: &str = "aAbcdDeEfFgGhHiIjlLmMnNoOPrsStTUuwWyYzZ";
/// Those that tell the time, which a date without time has not.
const TIME: &str = "aAefgGhHiOPsTuZ";

pub(crate) const MONTHS: [&str; 12] = [
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
const SHORT: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];
const PRESS: [&str; 12] = [
    "Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.",
    "Dec.",
];
const DAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// What the letters are asked of.
struct Data<'e> {
    date: Option<NaiveDate>,
    time: Option<NaiveTime>,
    /// A moment, which knows its zone.
    moment: Option<Moment>,
    env: &'e Env<'e>,
}

/// A value by a format of letters. With `only_time` other letters are unknown, as for the `time`
/// filter.
///
/// # Errors
/// [`crate::error::Exc::Attribute`] for a value that is no date or time or lacks what a letter asks
/// for; `Type` for a date without time and a letter of the time.
pub(crate) fn format(
    value: &Value,
    format: &str,
    only_time: bool,
    env: &Env<'_>,
) -> Outcome<String> {
    let (date, time, moment) = match value {
        Value::DateTime(moment) => (
            Some(moment.local().date()),
            Some(moment.local().time()),
            Some(*moment),
        ),
        Value::Date(date) => (Some(*date), None, None),
        Value::Time(time) => (None, Some(*time), None),
        _ => (None, None, None),
    };
    let data = Data {
        date,
        time,
        moment,
        env,
    };
    let mut out = String::new();
    let mut letters = format.chars();
    let mut previous = ' ';
    while let Some(letter) = letters.next() {
        let before = std::mem::replace(&mut previous, letter);
        if letter == '\\' {
            match letters.next() {
                Some('\n') => out.push_str("\\\n"),
                Some(escaped) => {
                    out.push(escaped);
                    previous = escaped;
                }
                None => out.push('\\'),
            }
        } else if LETTERS.contains(letter) && before != '\\' {
            if matches!(value, Value::Date(_)) && TIME.contains(letter) {
                return Err(Fault::type_error(format!(
                    "a date without time has nothing for the letter {letter}"
                )));
            }
            if only_time && !TIME.contains(letter) {
                return Err(Fault::attribute(format!(
                    "the letter {letter} is none of a time"
                )));
            }
            out.push_str(&data.letter(letter)?);
        } else {
            out.push(letter);
        }
    }
    Ok(out)
}

impl Data<'_> {
    fn date(&self) -> Outcome<NaiveDate> {
        self.date
            .ok_or_else(|| Fault::attribute("the value has no date"))
    }

    fn time(&self) -> Outcome<NaiveTime> {
        self.time
            .ok_or_else(|| Fault::attribute("the value has no time"))
    }

    /// The moment, if its zone can be told.
    fn zoned(&self) -> Option<Moment> {
        self.moment
            .filter(|moment| !moment.is_doubtful(self.env.default_zone()))
    }

    fn offset(&self) -> Option<i32> {
        let moment = self.zoned()?;
        moment.aware(self.env.default_zone()).offset()
    }

    fn letter(&self, letter: char) -> Outcome<String> {
        if TIME.contains(letter) {
            self.time_letter(letter)
        } else {
            self.date_letter(letter)
        }
    }

    fn time_letter(&self, letter: char) -> Outcome<String> {
        let env = self.env;
        Ok(match letter {
            'e' => match self.zoned() {
                Some(moment) => moment.abbreviation().unwrap_or_default(),
                None => String::new(),
            },
            'T' => match self.zoned() {
                Some(moment) => moment
                    .aware(env.default_zone())
                    .abbreviation()
                    .unwrap_or_default(),
                None => String::new(),
            },
            'O' => self.offset().map_or_else(String::new, |offset| {
                let sign = if offset < 0 { '-' } else { '+' };
                format!(
                    "{sign}{:02}{:02}",
                    offset.abs() / 3600,
                    offset.abs() / 60 % 60
                )
            }),
            'Z' => self
                .offset()
                .map_or_else(String::new, |offset| offset.to_string()),
            _ => {
                let time = self.time()?;
                let twelve = if time.hour() % 12 == 0 {
                    12
                } else {
                    time.hour() % 12
                };
                let half = if time.hour() > 11 {
                    ("p.m.", "PM")
                } else {
                    ("a.m.", "AM")
                };
                let short = || match time.minute() {
                    0 => twelve.to_string(),
                    minute => format!("{twelve}:{minute:02}"),
                };
                match letter {
                    'a' => env.gettext(half.0),
                    'A' => env.gettext(half.1),
                    'f' => short(),
                    'g' => twelve.to_string(),
                    'G' => time.hour().to_string(),
                    'h' => format!("{twelve:02}"),
                    'H' => format!("{:02}", time.hour()),
                    'i' => format!("{:02}", time.minute()),
                    's' => format!("{:02}", time.second()),
                    'u' => format!("{:06}", time.nanosecond() / 1000 % 1_000_000),
                    _ => match (time.hour(), time.minute()) {
                        (0, 0) => env.gettext("midnight"),
                        (12, 0) => env.gettext("noon"),
                        _ => format!("{} {}", short(), env.gettext(half.0)),
                    },
                }
            }
        })
    }

    fn date_letter(&self, letter: char) -> Outcome<String> {
        let env = self.env;
        if letter == 'I' {
            let moment = self.zoned();
            return Ok(moment.map_or_else(String::new, |moment| {
                u8::from(moment.aware(env.default_zone()).is_dst()).to_string()
            }));
        }
        if let (None, Some(time), 'c') = (self.date, self.time, letter) {
            return Ok(crate::value::moment::iso_time(time));
        }
        if let (None, Some(_), 'r' | 'U') = (self.date, self.time, letter) {
            return Err(Fault::type_error(format!(
                "a time has nothing for the letter {letter}"
            )));
        }
        let date = self.date()?;
        let month = date.month0() as usize;
        let day = DAYS[date.weekday().num_days_from_monday() as usize];
        Ok(match letter {
            'b' => env.gettext(SHORT[month]),
            'c' => match &self.moment {
                Some(moment) => moment.iso('T'),
                None => crate::value::moment::iso_date(date),
            },
            'd' => format!("{:02}", date.day()),
            'D' => env.gettext(&day[..3]),
            'E' => env.pgettext("alt. month", MONTHS[month]),
            'F' => env.gettext(MONTHS[month]),
            'j' => date.day().to_string(),
            'l' => env.gettext(day),
            'L' => if date.leap_year() { "True" } else { "False" }.into(),
            'm' => format!("{:02}", date.month()),
            'M' => crate::value::pytext::title(&env.gettext(SHORT[month])),
            'n' => date.month().to_string(),
            'N' => env.pgettext("abbrev. month", PRESS[month]),
            'o' => date.iso_week().year().to_string(),
            'r' => self.rfc5322(date),
            'S' => match (date.day(), date.day() % 10) {
                (11..=13, _) => "th",
                (_, 1) => "st",
                (_, 2) => "nd",
                (_, 3) => "rd",
                _ => "th",
            }
            .into(),
            't' => date.num_days_in_month().to_string(),
            'U' => self
                .moment_of(date)
                .aware(env.default_zone())
                .instant()
                .and_utc()
                .timestamp()
                .to_string(),
            'w' => date.weekday().num_days_from_sunday().to_string(),
            'W' => date.iso_week().week().to_string(),
            'y' => format!("{:02}", date.year() % 100),
            'Y' => format!("{:04}", date.year()),
            _ => date.ordinal().to_string(),
        })
    }

    /// The moment, or midnight of the date.
    fn moment_of(&self, date: NaiveDate) -> Moment {
        self.moment
            .unwrap_or_else(|| Moment::naive(NaiveDateTime::new(date, NaiveTime::MIN)))
    }

    /// `Thu, 21 Dec 2000 16:01:07 +0200`, in English whatever the language.
    fn rfc5322(&self, date: NaiveDate) -> String {
        let moment = self.moment_of(date).aware(self.env.default_zone());
        let local = moment.local();
        let offset = moment.offset().unwrap_or(0);
        let month = MONTHS[local.month0() as usize];
        format!(
            "{}, {:02} {} {:04} {:02}:{:02}:{:02} {}{:02}{:02}",
            &DAYS[local.weekday().num_days_from_monday() as usize][..3],
            local.day(),
            &month[..3],
            local.year(),
            local.hour(),
            local.minute(),
            local.second(),
            if offset < 0 { '-' } else { '+' },
            offset.abs() / 3600,
            offset.abs() / 60 % 60,
        )
    }
}
