//! Values as Django reads them, whatever another program wrote. SQLite keeps any value in any
//! column, PostgreSQL has times that Python has not, and MariaDB has days that no calendar has.
//! Django's readings are those of `parse_datetime` and `parse_date` (`django/utils/dateparse.py`)
//! and of DRF's fields. What Django cannot read counts as no value.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc, Weekday};
use sea_orm::{ColIdx, QueryResult};
use sqlx::{Row as _, TypeInfo as _, ValueRef as _};

/// Microseconds in a day.
const DAY: i64 = 86_400_000_000;

/// What SQLite has stored.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Stored {
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
    Blob(Vec<u8>),
}

/// What stands in a column of a row of SQLite; nothing if the row is of another database, or has no
/// such column.
pub(crate) fn stored<I: ColIdx>(row: &QueryResult, index: I) -> Option<Stored> {
    let row = row.try_as_sqlite_row()?;
    let at = || index.as_sqlx_sqlite_index();
    let raw = row.try_get_raw(at()).ok()?;
    if raw.is_null() {
        return Some(Stored::Null);
    }
    let kind = raw.type_info().name().to_owned();
    Some(match kind.as_str() {
        "INTEGER" | "INT4" | "BOOLEAN" => Stored::Integer(row.try_get_unchecked(at()).ok()?),
        "REAL" => Stored::Real(row.try_get_unchecked(at()).ok()?),
        "TEXT" => {
            // Text need not be UTF-8.
            let bytes: Vec<u8> = row.try_get_unchecked(at()).ok()?;
            match String::from_utf8(bytes) {
                Ok(text) => Stored::Text(text),
                Err(error) => Stored::Blob(error.into_bytes()),
            }
        }
        _ => Stored::Blob(row.try_get_unchecked(at()).ok()?),
    })
}

/// Whether a column is NULL; nothing if there is no such column.
pub(crate) fn is_null<I: ColIdx>(row: &QueryResult, index: I) -> Option<bool> {
    if let Some(row) = row.try_as_sqlite_row() {
        row.try_get_raw(index.as_sqlx_sqlite_index())
            .map(|raw| raw.is_null())
            .ok()
    } else if let Some(row) = row.try_as_pg_row() {
        row.try_get_raw(index.as_sqlx_postgres_index())
            .map(|raw| raw.is_null())
            .ok()
    } else {
        row.try_as_mysql_row()?
            .try_get_raw(index.as_sqlx_mysql_index())
            .map(|raw| raw.is_null())
            .ok()
    }
}

impl Stored {
    /// As a whole number of 32 bits, or the limit that it exceeds.
    pub(crate) fn to_i32(&self) -> Option<i32> {
        let number = self.to_i64()?;
        Some(i32::try_from(number).unwrap_or(if number < 0 { i32::MIN } else { i32::MAX }))
    }

    /// As a whole number, as Python's `int` makes one.
    pub(crate) fn to_i64(&self) -> Option<i64> {
        Some(match self {
            Self::Integer(number) => *number,
            #[expect(
                clippy::cast_possible_truncation,
                reason = "the cast cuts off the fraction and stops at the limits"
            )]
            Self::Real(number) if number.is_finite() => number.trunc() as i64,
            Self::Text(text) => text.trim().parse().ok()?,
            _ => return None,
        })
    }

    /// As a truth value, as DRF's `BooleanField` shows it.
    pub(crate) fn to_bool(&self) -> Option<bool> {
        const FALSE: [&str; 14] = [
            "", "f", "F", "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off",
            "OFF",
        ];
        Some(match self {
            Self::Null => return None,
            Self::Integer(number) => *number != 0,
            Self::Real(number) => *number != 0.0,
            Self::Text(text) => text != "0" && !FALSE.contains(&text.as_str()),
            Self::Blob(bytes) => !bytes.is_empty(),
        })
    }

    /// As text.
    pub(crate) fn to_text(&self) -> Option<String> {
        match self {
            Self::Null => None,
            Self::Integer(number) => Some(number.to_string()),
            Self::Real(number) => Some(format!("{number:?}")),
            Self::Text(text) => Some(text.clone()),
            Self::Blob(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
        }
    }

    /// As a length of time in microseconds, as `timedelta` makes one.
    pub(crate) fn to_microseconds(&self) -> Option<i64> {
        match self {
            Self::Integer(number) => Some(*number),
            #[expect(
                clippy::cast_possible_truncation,
                reason = "what does not fit is excluded before"
            )]
            Self::Real(number) if number.abs() < 9e18 => Some(number.round_ties_even() as i64),
            _ => None,
        }
    }
}

/// A moment as Django reads it from text; times without an offset are UTC.
pub(crate) fn moment(text: &str) -> Option<DateTime<Utc>> {
    let (time, offset) = iso(text).or_else(|| by_pattern(text))?;
    let ahead = TimeDelta::microseconds(offset.unwrap_or_default());
    in_python(time.checked_sub_signed(ahead)?.and_utc())
}

/// A moment, where Python has it.
pub(crate) fn in_python(time: DateTime<Utc>) -> Option<DateTime<Utc>> {
    (1..=9999)
        .contains(&chrono::Datelike::year(&time))
        .then_some(time)
}

/// A day as Django reads it from text.
#[cfg(test)]
pub(crate) fn day(text: &str) -> Option<NaiveDate> {
    iso_day(text).or_else(|| day_by_pattern(text))
}

/// Django's own pattern, for what `fromisoformat` does not take: parts of one digit.
fn day_by_pattern(text: &str) -> Option<NaiveDate> {
    let mut parts = text.splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let year = i32::try_from(digits(year, 4, 4)?)
        .ok()
        .filter(|year| *year >= 1)?;
    NaiveDate::from_ymd_opt(year, digits(month, 1, 2)?, digits(day, 1, 2)?)
}

/// A time and how many microseconds it is ahead of UTC.
type Local = (NaiveDateTime, Option<i64>);

/// `datetime.fromisoformat` of Python 3.11.
fn iso(text: &str) -> Option<Local> {
    if !text.is_ascii() {
        return None;
    }
    let split = separator(text.as_bytes());
    let day = iso_day(text.get(..split)?)?;
    // Any sign parts the day from the time.
    let Some(rest) = text.as_bytes().get(split + 1..) else {
        return Some((day.and_time(NaiveTime::MIN), None));
    };
    let zone = rest
        .iter()
        .position(|byte| matches!(byte, b'+' | b'-' | b'Z'))
        .unwrap_or(rest.len());
    let ([hour, minute, second, micro], whole) = iso_clock(&rest[..zone], zone == rest.len())?;
    let offset = match rest.get(zone) {
        None if whole => None,
        None => return None,
        Some(b'Z') => (rest.len() == zone + 1).then_some(Some(0))?,
        Some(sign) => {
            let ([hours, minutes, seconds, micros], whole) = iso_clock(&rest[zone + 1..], true)?;
            let offset =
                i64::from(hours * 3600 + minutes * 60 + seconds) * 1_000_000 + i64::from(micros);
            if !whole || offset >= DAY {
                return None;
            }
            Some(if *sign == b'-' { -offset } else { offset })
        }
    };
    Some((
        day.and_time(NaiveTime::from_hms_micro_opt(hour, minute, second, micro)?),
        offset,
    ))
}

/// `parse_hh_mm_ss_ff` of CPython: hours, minutes, seconds and microseconds, and whether that was
/// all. A fraction may follow any of them. `last`: nothing follows in the text.
fn iso_clock(text: &[u8], last: bool) -> Option<([u32; 4], bool)> {
    let (mut values, mut at, mut separated) = ([0; 4], 0, true);
    let two = |at: usize| digits(std::str::from_utf8(text.get(at..at + 2)?).ok()?, 2, 2);
    for (place, value) in values.iter_mut().take(3).enumerate() {
        *value = two(at)?;
        at += 2;
        let next = text.get(at);
        if place == 0 {
            separated = next == Some(&b':');
        }
        if at + 1 >= text.len() {
            // At the end, or one sign before it.
            return Some((values, next.is_none() && last));
        }
        match next {
            Some(b':') if separated => at += 1,
            Some(b'.' | b',') => {
                at += 1;
                break;
            }
            _ if !separated => {}
            _ => return None,
        }
    }
    let fraction = std::str::from_utf8(text.get(at..)?).ok()?;
    let six = &fraction[..fraction.len().min(6)];
    values[3] = micros(six)?;
    Some((values, fraction.bytes().all(|byte| byte.is_ascii_digit())))
}

/// Where the day ends, as `_find_isoformat_datetime_separator` finds it.
fn separator(text: &[u8]) -> usize {
    let digit = |at: usize| text.get(at).is_some_and(u8::is_ascii_digit);
    let end = match (text.get(4), text.get(5)) {
        (Some(b'-'), Some(b'W')) if text.get(8) != Some(&b'-') => 8,
        (Some(b'-'), Some(b'W')) if text.len() > 10 && digit(10) => 8,
        (Some(b'-'), _) => 10,
        (Some(b'W'), _) => {
            let end = (7..text.len()).find(|at| !digit(*at)).unwrap_or(text.len());
            match end {
                ..9 => end,
                _ if end % 2 == 0 => 7,
                _ => 8,
            }
        }
        _ => 8,
    };
    end.min(text.len())
}

fn iso_day(text: &str) -> Option<NaiveDate> {
    if !text.is_ascii() {
        return None;
    }
    let year: i32 = digits(text.get(..4)?, 4, 4)?.try_into().ok()?;
    let (dashed, rest) = match text.get(4..)?.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, &text[4..]),
    };
    let day = if let Some(rest) = rest.strip_prefix('W') {
        let week = digits(rest.get(..2)?, 2, 2)?;
        let weekday = match rest.get(2..)? {
            "" => 1,
            rest if dashed => digits(rest.strip_prefix('-')?, 1, 1)?,
            rest => digits(rest, 1, 1)?,
        };
        let weekday = Weekday::try_from(u8::try_from(weekday.checked_sub(1)?).ok()?).ok()?;
        NaiveDate::from_isoywd_opt(year, week, weekday)?
    } else {
        let month = digits(rest.get(..2)?, 2, 2)?;
        let rest = rest.get(2..)?;
        let rest = if dashed {
            rest.strip_prefix('-')?
        } else {
            rest
        };
        NaiveDate::from_ymd_opt(year, month, digits(rest, 2, 2)?)?
    };
    (year >= 1).then_some(day)
}

/// Digits of a fraction, of which six count.
fn micros(fraction: &str) -> Option<u32> {
    digits(fraction, 1, usize::MAX)?;
    let six = &fraction[..fraction.len().min(6)];
    Some(six.parse::<u32>().ok()? * 10_u32.pow(6 - u32::try_from(six.len()).ok()?))
}

/// Django's own pattern, for what `fromisoformat` does not take: parts of one digit, and blanks
/// before the offset.
fn by_pattern(text: &str) -> Option<Local> {
    if !text.is_ascii() {
        return None;
    }
    let (date, rest) = text.split_once(['T', ' '])?;
    let day = day_by_pattern(date)?;
    let (clock, zone) =
        match rest.find(|sign: char| !(sign.is_ascii_digit() || matches!(sign, ':' | '.' | ','))) {
            Some(at) => (&rest[..at], rest[at..].trim_start()),
            None => (rest, ""),
        };
    let (clock, fraction) = match clock.split_once(['.', ',']) {
        Some((clock, fraction)) if fraction.len() <= 12 => (clock, Some(fraction)),
        Some(_) => return None,
        None => (clock, None),
    };
    let parts: Vec<u32> = clock
        .split(':')
        .map(|part| digits(part, 1, 2))
        .collect::<Option<_>>()?;
    let (hour, minute, second) = match (&parts[..], fraction) {
        ([hour, minute], None) => (*hour, *minute, 0),
        ([hour, minute, second], _) => (*hour, *minute, *second),
        _ => return None,
    };
    let micros = fraction.map_or(Some(0), micros)?;
    let offset = match zone {
        "" => None,
        "Z" => Some(0),
        zone => {
            let sign = match zone.get(..1)? {
                "+" => 1,
                "-" => -1,
                _ => return None,
            };
            let (hours, minutes) = match zone.get(1..)?.split_once(':') {
                Some((hours, minutes)) => (hours, minutes),
                None => zone.get(1..)?.split_at_checked(2)?,
            };
            let minutes = if minutes.is_empty() {
                0
            } else {
                digits(minutes, 2, 2)?
            };
            let minutes = digits(hours, 2, 2)? * 60 + minutes;
            // Whoever reads the time checks the offset as well.
            (minutes < 24 * 60).then_some(Some(sign * 60_000_000 * i64::from(minutes)))?
        }
    };
    Some((
        day.and_time(NaiveTime::from_hms_micro_opt(hour, minute, second, micros)?),
        offset,
    ))
}

/// A number of so many ASCII digits.
fn digits(text: &str, least: usize, most: usize) -> Option<u32> {
    let fits =
        (least..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if !fits {
        return None;
    }
    // Of a long fraction only that it is one counts.
    text[..text.len().min(6)].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What Django 4.2 on Python 3.11 makes of these (`parse_datetime`, then UTC).
    #[test]
    fn moments_are_read_as_django_reads_them() {
        for (text, read) in [
            ("2025-06-15 15:06:40.000123", "2025-06-15T15:06:40.000123Z"),
            ("2025-06-15 15:06:40", "2025-06-15T15:06:40Z"),
            ("2025-06-15", "2025-06-15T00:00:00Z"),
            ("20250615", "2025-06-15T00:00:00Z"),
            ("20250615T1506", "2025-06-15T15:06:00Z"),
            ("2025-W24-7", "2025-06-15T00:00:00Z"),
            ("2025W247", "2025-06-15T00:00:00Z"),
            ("2025-W24", "2025-06-09T00:00:00Z"),
            ("2025-06-15T15", "2025-06-15T15:00:00Z"),
            ("2025-06-15x15:06", "2025-06-15T15:06:00Z"),
            ("2025-06-15T15:06:40,5Z", "2025-06-15T15:06:40.500Z"),
            (
                "2025-06-15T15:06:40.123456789+02:00",
                "2025-06-15T13:06:40.123456Z",
            ),
            ("2025-06-15 15:06:40 -0330", "2025-06-15T18:36:40Z"),
            ("2025-6-5 1:2:3", "2025-06-05T01:02:03Z"),
            ("2025-6-5T1:2", "2025-06-05T01:02:00Z"),
        ] {
            let moment =
                moment(text).map(|time| time.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true));
            assert_eq!(moment.as_deref(), Some(read), "{text:?}");
        }
        for text in [
            "",
            "garbage",
            "2025",
            "2025-06",
            "2025-13-01",
            "2025-02-30 10:00",
            "0000-00-00 00:00:00",
            "2025-6-5",
            "2025-06-15 24:00:00",
            "2025-06-15 15:06:60",
            "10000-01-01 00:00:00",
            "2025-06-15 15:06:40 UTC",
            "2025-06-15 ",
            "15.06.2025",
            "0001-01-01T00:00:00+01:00",
            "1750000000",
            "２０２５-06-15",
        ] {
            assert_eq!(moment(text), None, "{text:?}");
        }
    }

    /// `tests/moments.py` asked Django.
    #[test]
    fn generated_texts_are_read_as_django_reads_them() {
        let cases: Vec<(String, Option<String>, Option<String>)> =
            serde_json::from_str(include_str!("../tests/moments.json")).unwrap();
        assert!(cases.len() > 1000);
        for (text, of_django, day_of_django) in cases {
            let read = moment(&text).map(|time| time.format("%Y-%m-%dT%H:%M:%S%.6f").to_string());
            assert_eq!(read, of_django, "{text:?}");
            assert_eq!(
                day(&text).map(|day| day.to_string()),
                day_of_django,
                "{text:?}"
            );
        }
    }

    #[test]
    fn days_are_read_as_django_reads_them() {
        let day_of = |text| day(text).map(|day| day.to_string());
        for (text, read) in [
            ("2025-06-15", "2025-06-15"),
            ("20250615", "2025-06-15"),
            ("2025-6-5", "2025-06-05"),
        ] {
            assert_eq!(day_of(text).as_deref(), Some(read), "{text:?}");
        }
        for text in ["", "2025-06-15 00:00:00", "2025-02-30", "15.6.2025"] {
            assert_eq!(day_of(text), None, "{text:?}");
        }
    }

    #[test]
    fn numbers_and_truth_values_are_read_as_python_and_drf_read_them() {
        assert_eq!(Stored::Real(3.9).to_i32(), Some(3));
        assert_eq!(Stored::Integer(1 << 40).to_i32(), Some(i32::MAX));
        assert_eq!(Stored::Text("abc".to_owned()).to_i32(), None);
        assert_eq!(Stored::Integer(2).to_bool(), Some(true));
        assert_eq!(Stored::Text("off".to_owned()).to_bool(), Some(false));
        assert_eq!(Stored::Text("abc".to_owned()).to_bool(), Some(true));
        assert_eq!(Stored::Real(1.5).to_microseconds(), Some(2));
        assert_eq!(Stored::Text("x".to_owned()).to_microseconds(), None);
    }
}
