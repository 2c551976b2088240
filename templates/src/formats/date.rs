//! Formats dates and times by format characters (`django/utils/dateformat.py`).

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike};

use crate::error::{RenderError, RenderResult};
use python::{isoformat_date, isoformat_time};

use crate::env::Env;
use crate::value::{PyDateTime, Value};

const FORMAT_CHARACTERS: &str = "aAbcdDeEfFgGhHiIjlLmMnNoOPrsStTUuwWyYzZ";
/// Those that need a time.
const TIME_CHARACTERS: &str = "aAefgGhHiOPsTuZ";

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
const MONTHS_3: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];
/// Associated Press style.
const MONTHS_AP: [&str; 12] = [
    "Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.",
    "Dec.",
];
const WEEKDAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// The value to format.
struct Formatter<'e> {
    date: Option<NaiveDate>,
    time: Option<NaiveTime>,
    /// Set for a `datetime`, which may have a time zone.
    datetime: Option<PyDateTime>,
    env: &'e Env<'e>,
}

/// Formats a date or time. With `only_time`, other format characters are errors, as in the `time`
/// filter.
///
/// # Errors
/// `AttributeError` if the value is not a date or time or lacks the requested part, and `TypeError`
/// for a date without a time and a format character that needs one.
pub(crate) fn format(
    value: &Value,
    format: &str,
    only_time: bool,
    env: &Env<'_>,
) -> RenderResult<String> {
    let (date, time, datetime) = match value {
        Value::DateTime(datetime) => (
            Some(datetime.local().date()),
            Some(datetime.local().time()),
            Some(*datetime),
        ),
        Value::Date(date) => (Some(*date), None, None),
        Value::Time(time) => (None, Some(*time), None),
        _ => (None, None, None),
    };
    let formatter = Formatter {
        date,
        time,
        datetime,
        env,
    };
    let mut out = String::new();
    let mut characters = format.chars();
    let mut previous = ' ';
    while let Some(character) = characters.next() {
        let before = std::mem::replace(&mut previous, character);
        if character == '\\' {
            match characters.next() {
                Some('\n') => out.push_str("\\\n"),
                Some(escaped) => {
                    out.push(escaped);
                    previous = escaped;
                }
                None => out.push('\\'),
            }
        } else if FORMAT_CHARACTERS.contains(character) && before != '\\' {
            if matches!(value, Value::Date(_)) && TIME_CHARACTERS.contains(character) {
                return Err(RenderError::type_error(format!(
                    "a date has no time for the format character \"{character}\""
                )));
            }
            if only_time && !TIME_CHARACTERS.contains(character) {
                return Err(RenderError::attribute_error(format!(
                    "the format character \"{character}\" needs a date"
                )));
            }
            out.push_str(&formatter.format(character)?);
        } else {
            out.push(character);
        }
    }
    Ok(out)
}

impl Formatter<'_> {
    fn date(&self) -> RenderResult<NaiveDate> {
        self.date
            .ok_or_else(|| RenderError::attribute_error("the value has no date"))
    }

    fn time(&self) -> RenderResult<NaiveTime> {
        self.time
            .ok_or_else(|| RenderError::attribute_error("the value has no time"))
    }

    /// The `datetime`, unless its local time is ambiguous.
    fn unambiguous(&self) -> Option<PyDateTime> {
        let zone = self.env.default_time_zone();
        self.datetime
            .filter(|datetime| !datetime.is_ambiguous_or_imaginary(zone))
    }

    fn utcoffset(&self) -> Option<i32> {
        let zone = self.env.default_time_zone();
        self.unambiguous()?.make_aware(zone).utcoffset()
    }

    fn format(&self, character: char) -> RenderResult<String> {
        if TIME_CHARACTERS.contains(character) {
            self.format_time(character)
        } else {
            self.format_date(character)
        }
    }

    fn format_time(&self, character: char) -> RenderResult<String> {
        let env = self.env;
        Ok(match character {
            'e' => self
                .unambiguous()
                .and_then(|datetime| datetime.tzname())
                .unwrap_or_default(),
            'T' => self
                .unambiguous()
                .and_then(|datetime| datetime.make_aware(env.default_time_zone()).tzname())
                .unwrap_or_default(),
            'O' => self.utcoffset().map_or_else(String::new, |offset| {
                let sign = if offset < 0 { '-' } else { '+' };
                format!(
                    "{sign}{:02}{:02}",
                    offset.abs() / 3600,
                    offset.abs() / 60 % 60
                )
            }),
            'Z' => self
                .utcoffset()
                .map_or_else(String::new, |offset| offset.to_string()),
            _ => {
                let time = self.time()?;
                let hour_12 = match time.hour() % 12 {
                    0 => 12,
                    hour => hour,
                };
                let (am_pm, upper_am_pm) = if time.hour() > 11 {
                    ("p.m.", "PM")
                } else {
                    ("a.m.", "AM")
                };
                let hour_and_minute = || match time.minute() {
                    0 => hour_12.to_string(),
                    minute => format!("{hour_12}:{minute:02}"),
                };
                match character {
                    'a' => env.gettext(am_pm),
                    'A' => env.gettext(upper_am_pm),
                    'f' => hour_and_minute(),
                    'g' => hour_12.to_string(),
                    'G' => time.hour().to_string(),
                    'h' => format!("{hour_12:02}"),
                    'H' => format!("{:02}", time.hour()),
                    'i' => format!("{:02}", time.minute()),
                    's' => format!("{:02}", time.second()),
                    'u' => format!("{:06}", time.nanosecond() / 1000 % 1_000_000),
                    _ => match (time.hour(), time.minute()) {
                        (0, 0) => env.gettext("midnight"),
                        (12, 0) => env.gettext("noon"),
                        _ => format!("{} {}", hour_and_minute(), env.gettext(am_pm)),
                    },
                }
            }
        })
    }

    fn format_date(&self, character: char) -> RenderResult<String> {
        let env = self.env;
        if character == 'I' {
            return Ok(self.unambiguous().map_or_else(String::new, |datetime| {
                u8::from(datetime.make_aware(env.default_time_zone()).is_dst()).to_string()
            }));
        }
        if let (None, Some(time), 'c') = (self.date, self.time, character) {
            return Ok(isoformat_time(time));
        }
        if let (None, Some(_), 'r' | 'U') = (self.date, self.time, character) {
            return Err(RenderError::type_error(format!(
                "a time has no date for the format character \"{character}\""
            )));
        }
        let date = self.date()?;
        let month = date.month0() as usize;
        let weekday = WEEKDAYS[date.weekday().num_days_from_monday() as usize];
        Ok(match character {
            'b' => env.gettext(MONTHS_3[month]),
            'c' => match &self.datetime {
                Some(datetime) => datetime.isoformat('T'),
                None => isoformat_date(date),
            },
            'd' => format!("{:02}", date.day()),
            'D' => env.gettext(&weekday[..3]),
            'E' => env.pgettext("alt. month", MONTHS[month]),
            'F' => env.gettext(MONTHS[month]),
            'j' => date.day().to_string(),
            'l' => env.gettext(weekday),
            'L' => if date.leap_year() { "True" } else { "False" }.into(),
            'm' => format!("{:02}", date.month()),
            'M' => python::title(&env.gettext(MONTHS_3[month])),
            'n' => date.month().to_string(),
            'N' => env.pgettext("abbrev. month", MONTHS_AP[month]),
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
                .datetime_of(date)
                .make_aware(env.default_time_zone())
                .utc()
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

    /// The `datetime`, or midnight of the date.
    fn datetime_of(&self, date: NaiveDate) -> PyDateTime {
        self.datetime
            .unwrap_or_else(|| PyDateTime::naive(NaiveDateTime::new(date, NaiveTime::MIN)))
    }

    /// `Thu, 21 Dec 2000 16:01:07 +0200`, in English in all languages.
    fn rfc5322(&self, date: NaiveDate) -> String {
        let datetime = self
            .datetime_of(date)
            .make_aware(self.env.default_time_zone());
        let local = datetime.local();
        let offset = datetime.utcoffset().unwrap_or(0);
        let month = MONTHS[local.month0() as usize];
        format!(
            "{}, {:02} {} {:04} {:02}:{:02}:{:02} {}{:02}{:02}",
            &WEEKDAYS[local.weekday().num_days_from_monday() as usize][..3],
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
