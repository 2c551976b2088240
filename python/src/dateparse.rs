//! Django's `django/utils/dateparse.py`: texts are parsed with Python's `fromisoformat` (3.11) and,
//! if that fails, with Django's more tolerant patterns.

use std::sync::LazyLock;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Weekday};
use regex::{Captures, Regex};

use crate::text::ascii_digits;

/// Offset in microseconds east of UTC, the precision of Python's offsets.
pub type Offset = i64;

const MICROSECONDS_PER_DAY: i64 = 86_400_000_000;

static DATE_RE: LazyLock<Regex> =
    LazyLock::new(|| compile(r"^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})\n?$"));
static TIME_RE: LazyLock<Regex> = LazyLock::new(|| {
    compile(r"^([0-9]{1,2}):([0-9]{1,2})(?::([0-9]{1,2})(?:[.,]([0-9]{1,6})[0-9]{0,6})?)?\n?$")
});
static DATETIME_RE: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r"^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})[T ]([0-9]{1,2}):([0-9]{1,2})",
        r"(?::([0-9]{1,2})(?:[.,]([0-9]{1,6})[0-9]{0,6})?)?",
        r"[\s\x1c-\x1f]*(Z|[+-][0-9]{2}(?::?[0-9]{2})?)?\n?$"
    ))
});

#[expect(
    clippy::unwrap_used,
    reason = "the patterns are constants, and tests run them"
)]
fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap()
}

/// `parse_date()`.
#[must_use]
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    let isoformat = if matches!(text.len(), 7 | 8 | 10) {
        date_fromisoformat(text)
    } else {
        None
    };
    isoformat.or_else(|| {
        let text = ascii_digits(text);
        let captures = DATE_RE.captures(&text)?;
        captured_date(&captures)
    })
}

/// `parse_time()`, which ignores an offset.
#[must_use]
pub fn parse_time(text: &str) -> Option<NaiveTime> {
    time_fromisoformat(text.strip_prefix('T').unwrap_or(text))
        .map(|(time, _)| time)
        .or_else(|| {
            let text = ascii_digits(text);
            let captures = TIME_RE.captures(&text)?;
            checked_time(
                number(&captures, 1)?,
                number(&captures, 2)?,
                number(&captures, 3).unwrap_or(0),
                microseconds(&captures, 4),
            )
        })
}

/// `parse_datetime()`: the local time and its offset, if the text has one.
#[must_use]
pub fn parse_datetime(text: &str) -> Option<(NaiveDateTime, Option<Offset>)> {
    datetime_fromisoformat(text).or_else(|| {
        let text = ascii_digits(text);
        let captures = DATETIME_RE.captures(&text)?;
        let date = captured_date(&captures)?;
        let seconds = number(&captures, 6).unwrap_or(0);
        let time = checked_time(
            number(&captures, 4)?,
            number(&captures, 5)?,
            seconds,
            microseconds(&captures, 7),
        )?;
        let offset = match captures.get(8).map(|zone| zone.as_str()) {
            None => None,
            Some("Z") => Some(0),
            Some(zone) => {
                let hours: i64 = zone.get(1..3)?.parse().ok()?;
                let minutes: i64 = if zone.len() > 3 {
                    zone.get(zone.len() - 2..)?.parse().ok()?
                } else {
                    0
                };
                let offset = (hours * 60 + minutes) * 60_000_000;
                if offset >= MICROSECONDS_PER_DAY {
                    return None;
                }
                Some(if zone.starts_with('-') {
                    -offset
                } else {
                    offset
                })
            }
        };
        Some((date.and_time(time), offset))
    })
}

/// The date in the first three groups.
fn captured_date(captures: &Captures<'_>) -> Option<NaiveDate> {
    checked_date(
        number(captures, 1)?,
        number(captures, 2)?,
        number(captures, 3)?,
    )
}

fn number(captures: &Captures<'_>, group: usize) -> Option<u32> {
    captures.get(group)?.as_str().parse().ok()
}

fn microseconds(captures: &Captures<'_>, group: usize) -> u32 {
    captures
        .get(group)
        .and_then(|digits| format!("{:0<6}", digits.as_str()).parse().ok())
        .unwrap_or(0)
}

fn checked_date(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(
        i32::try_from(year).ok().filter(|year| *year > 0)?,
        month,
        day,
    )
}

fn checked_time(hour: u32, minute: u32, second: u32, microsecond: u32) -> Option<NaiveTime> {
    if second > 59 {
        return None;
    }
    NaiveTime::from_hms_micro_opt(hour, minute, second, microsecond)
}

/// The number of exactly `count` ASCII digits at an index.
fn digits(bytes: &[u8], index: usize, count: usize) -> Option<u32> {
    let digits = bytes
        .get(index..index + count)
        .filter(|digits| digits.iter().all(u8::is_ascii_digit))?;
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// `date.fromisoformat()`: `YYYY-MM-DD`, `YYYYMMDD`, `YYYY-Www[-D]` or `YYYYWww[D]`. As in CPython
/// 3.11 (`parse_isoformat_date` in `Modules/_datetimemodule.c`), the rest of a longer text is ignored.
fn date_fromisoformat(text: &str) -> Option<NaiveDate> {
    let bytes = text.as_bytes();
    let year = digits(bytes, 0, 4).filter(|year| *year > 0)?;
    let dash = usize::from(bytes.get(4) == Some(&b'-'));
    let mut index = 4 + dash;
    if bytes.get(index) == Some(&b'W') {
        let week = digits(bytes, index + 1, 2)?;
        index += 3;
        let day = if index < bytes.len() {
            if (bytes.get(index) == Some(&b'-')) != (dash == 1) {
                return None;
            }
            digits(bytes, index + dash, 1)?
        } else {
            1
        };
        let day = Weekday::try_from(u8::try_from(day.checked_sub(1)?).ok()?).ok()?;
        return NaiveDate::from_isoywd_opt(i32::try_from(year).ok()?, week, day);
    }
    let month = digits(bytes, index, 2)?;
    index += 2;
    if (bytes.get(index) == Some(&b'-')) != (dash == 1) {
        return None;
    }
    let day = digits(bytes, index + dash, 2)?;
    checked_date(year, month, day)
}

/// Index of the separator between date and time (`_find_isoformat_datetime_separator`).
fn find_separator(bytes: &[u8]) -> Option<usize> {
    let is_digit = |index: usize| bytes.get(index).is_some_and(u8::is_ascii_digit);
    if bytes.len() <= 7 {
        return (bytes.len() == 7).then_some(7);
    }
    if bytes[4] == b'-' {
        if bytes[5] != b'W' {
            return Some(10);
        }
        if bytes.len() > 8 && bytes[8] == b'-' {
            if bytes.len() == 9 {
                return None;
            }
            return Some(if bytes.len() > 10 && is_digit(10) {
                8
            } else {
                10
            });
        }
        return Some(8);
    }
    if bytes[4] == b'W' {
        let end = (7..bytes.len())
            .find(|index| !is_digit(*index))
            .unwrap_or(bytes.len());
        return Some(if end < 9 { end } else { 7 + end % 2 });
    }
    Some(8)
}

/// `datetime.fromisoformat()`.
fn datetime_fromisoformat(text: &str) -> Option<(NaiveDateTime, Option<Offset>)> {
    let separator = find_separator(text.as_bytes())?;
    let date = date_fromisoformat(text.get(..separator)?)?;
    let mut rest = text[separator..].chars();
    // Any character may separate date and time.
    let (time, offset) = if rest.next().is_some() {
        time_fromisoformat(rest.as_str())?
    } else {
        (NaiveTime::MIN, None)
    };
    Some((date.and_time(time), offset))
}

/// `time.fromisoformat()`.
fn time_fromisoformat(text: &str) -> Option<(NaiveTime, Option<Offset>)> {
    if !text.is_ascii() {
        return None;
    }
    let zone = text.find(['+', '-', 'Z']);
    let Clock {
        parts: [hour, minute, second],
        microsecond,
        complete,
    } = parse_clock(&text[..zone.unwrap_or(text.len())])?;
    let time = checked_time(hour, minute, second, microsecond)?;
    let Some(zone) = zone else {
        return complete.then_some((time, None));
    };
    // Like CPython, ignores what is between the time and its offset.
    let offset = &text[zone + 1..];
    if text.as_bytes()[zone] == b'Z' {
        return (offset.is_empty() || offset.starts_with('\0')).then_some((time, Some(0)));
    }
    let Clock {
        parts: [hour, minute, second],
        microsecond,
        complete,
    } = parse_clock(offset)?;
    let seconds = i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second);
    let offset = seconds * 1_000_000 + i64::from(microsecond);
    if !complete || offset >= MICROSECONDS_PER_DAY {
        return None;
    }
    let is_negative = text.as_bytes()[zone] == b'-';
    Some((time, Some(if is_negative { -offset } else { offset })))
}

/// The parts of a time, and whether they are the whole text.
struct Clock {
    parts: [u32; 3],
    microsecond: u32,
    complete: bool,
}

/// `parse_hh_mm_ss_ff` of CPython's `_datetimemodule.c`: `HH[:MM[:SS[.ffffff…]]]`, with or without
/// colons.
fn parse_clock(text: &str) -> Option<Clock> {
    let bytes = text.as_bytes();
    let (mut parts, mut index, mut colons) = ([0; 3], 0, true);
    for (part_index, part) in parts.iter_mut().enumerate() {
        *part = digits(bytes, index, 2)?;
        index += 2;
        let next = bytes.get(index).copied();
        if part_index == 0 {
            colons = next == Some(b':');
        }
        match next {
            None => {
                return Some(Clock {
                    parts,
                    microsecond: 0,
                    complete: true,
                });
            }
            // A NUL character ends the text for CPython.
            Some(last) if index + 1 == bytes.len() => {
                return Some(Clock {
                    parts,
                    microsecond: 0,
                    complete: last == b'\0',
                });
            }
            Some(b':') if colons => index += 1,
            Some(b'.' | b',') => {
                index += 1;
                break;
            }
            Some(_) if !colons => {}
            Some(_) => return None,
        }
    }
    let count = (bytes.len() - index).min(6);
    let microsecond = digits(bytes, index, count)? * 10_u32.pow(u32::try_from(6 - count).ok()?);
    let complete = bytes[index + count..]
        .iter()
        .find(|byte| !byte.is_ascii_digit())
        .is_none_or(|byte| *byte == b'\0');
    Some(Clock {
        parts,
        microsecond,
        complete,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(text: &str) -> Option<String> {
        parse_datetime(text).map(|(time, offset)| format!("{time} {offset:?}"))
    }

    #[test]
    fn parses_datetimes() {
        for (text, expected) in [
            ("2030-01-02T03:04", "2030-01-02 03:04:00 None"),
            ("2030-01-02 03:04:05", "2030-01-02 03:04:05 None"),
            ("2030-01-02T03:04:05Z", "2030-01-02 03:04:05 Some(0)"),
            (
                "2030-01-02T03:04:05+02:00",
                "2030-01-02 03:04:05 Some(7200000000)",
            ),
            (
                "2030-01-02T03:04:05.123456-09:30",
                "2030-01-02 03:04:05.123456 Some(-34200000000)",
            ),
            (
                "2030-01-02T03:04:05.6789012345Z",
                "2030-01-02 03:04:05.678901 Some(0)",
            ),
            ("2030-01-02", "2030-01-02 00:00:00 None"),
            ("20300102T030405", "2030-01-02 03:04:05 None"),
            ("2030-W01-3", "2030-01-02 00:00:00 None"),
            ("2030-1-2 3:4", "2030-01-02 03:04:00 None"),
            (
                "2030-01-02T03:04:05 +02",
                "2030-01-02 03:04:05 Some(7200000000)",
            ),
            ("2030-01-02T03", "2030-01-02 03:00:00 None"),
        ] {
            assert_eq!(shown(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn rejects_other_texts_as_datetimes() {
        for text in [
            "",
            "soon",
            "2024-02-30T00:00:00Z",
            "2030-13-02T00:00:00",
            "2030-01-02T25:00",
            "2030-01-02T",
            "2030-01-02T03:04:05.",
            "2030-01-02T03:04:05+24:00",
        ] {
            assert_eq!(shown(text), None, "{text}");
        }
    }

    #[test]
    fn parses_dates() {
        assert_eq!(parse_date("2022-04-11").unwrap().to_string(), "2022-04-11");
        assert_eq!(parse_date("2022-4-1").unwrap().to_string(), "2022-04-01");
        assert_eq!(parse_date("2022-04-11T00:00"), None);
    }

    #[test]
    fn parses_times() {
        assert_eq!(parse_time("23:59:59").unwrap().to_string(), "23:59:59");
        assert_eq!(parse_time("1:2").unwrap().to_string(), "01:02:00");
        assert_eq!(parse_time("23:59:60"), None);
        assert_eq!(parse_time(""), None);
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,40}") {
            let _ = (parse_date(&text), parse_time(&text), parse_datetime(&text));
        }

        #[test]
        fn never_panics_on_similar_texts(
            text in "[0-9]{0,5}[-W]{0,2}[0-9]{0,3}[-T :]?[0-9:.,]{0,12}[Z+ -]?[0-9:]{0,9}"
        ) {
            let _ = (parse_date(&text), parse_time(&text), parse_datetime(&text));
        }
    }
}
