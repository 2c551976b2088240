//! Parses dates and times: Python's `fromisoformat` (3.11), then Django's more lenient patterns
//! (`django/utils/dateparse.py`). Time zones are in `moment`.

use std::sync::LazyLock;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Weekday};
use regex::{Captures, Regex};

use crate::compat::python::ascii_digits;

/// A date and time with its offset from UTC, if it has one.
pub(super) type WithOffset = (NaiveDateTime, Option<Offset>);

/// Microseconds east of UTC, the precision of Python's offsets.
pub(super) type Offset = i64;

#[expect(
    clippy::unwrap_used,
    reason = "the patterns are constants, and tests run them"
)]
static DATE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})\n?$").unwrap());
#[expect(
    clippy::unwrap_used,
    reason = "the patterns are constants, and tests run them"
)]
static TIME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^([0-9]{1,2}):([0-9]{1,2})(?::([0-9]{1,2})(?:[.,]([0-9]{1,6})[0-9]{0,6})?)?\n?$")
        .unwrap()
});
#[expect(
    clippy::unwrap_used,
    reason = "the patterns are constants, and tests run them"
)]
static DATE_TIME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})[T ]([0-9]{1,2}):([0-9]{1,2})",
        r"(?::([0-9]{1,2})(?:[.,]([0-9]{1,6})[0-9]{0,6})?)?",
        r"[\s\x1c-\x1f]*(Z|[+-][0-9]{2}(?::?[0-9]{2})?)?\n?$"
    ))
    .unwrap()
});

/// `parse_date`
pub(super) fn date(text: &str) -> Option<NaiveDate> {
    (matches!(text.len(), 7 | 8 | 10)
        .then(|| iso_date(text))
        .flatten())
    .or_else(|| {
        let text = ascii_digits(text);
        let found = DATE.captures(&text)?;
        date_of(number(&found, 1)?, number(&found, 2)?, number(&found, 3)?)
    })
}

/// `parse_time`, which ignores an offset.
pub(super) fn time(text: &str) -> Option<NaiveTime> {
    iso_time(text.strip_prefix('T').unwrap_or(text))
        .map(|(time, _)| time)
        .or_else(|| {
            let text = ascii_digits(text);
            let found = TIME.captures(&text)?;
            time_of(
                number(&found, 1)?,
                number(&found, 2)?,
                number(&found, 3).unwrap_or(0),
                micros(&found, 4),
            )
        })
}

/// `parse_datetime`
pub(super) fn date_time(text: &str) -> Option<WithOffset> {
    iso_date_time(text).or_else(|| {
        let text = ascii_digits(text);
        let found = DATE_TIME.captures(&text)?;
        let date = date_of(number(&found, 1)?, number(&found, 2)?, number(&found, 3)?)?;
        let seconds = number(&found, 6).unwrap_or(0);
        let time = time_of(
            number(&found, 4)?,
            number(&found, 5)?,
            seconds,
            micros(&found, 7),
        )?;
        let offset = match found.get(8).map(|zone| zone.as_str()) {
            None => None,
            Some("Z") => Some(0),
            Some(zone) => {
                let hours: i64 = zone.get(1..3)?.parse().ok()?;
                let minutes: i64 = if zone.len() > 3 {
                    zone.get(zone.len() - 2..)?.parse().ok()?
                } else {
                    0
                };
                let seconds = hours * 3600 + minutes * 60;
                if seconds >= 86_400 {
                    return None;
                }
                Some(
                    if zone.starts_with('-') {
                        -seconds
                    } else {
                        seconds
                    } * 1_000_000,
                )
            }
        };
        Some((date.and_time(time), offset))
    })
}

fn number(found: &Captures<'_>, group: usize) -> Option<u32> {
    found.get(group)?.as_str().parse().ok()
}

fn micros(found: &Captures<'_>, group: usize) -> u32 {
    found
        .get(group)
        .and_then(|digits| format!("{:0<6}", digits.as_str()).parse().ok())
        .unwrap_or(0)
}

fn date_of(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(
        i32::try_from(year).ok().filter(|year| *year > 0)?,
        month,
        day,
    )
}

fn time_of(hour: u32, minute: u32, second: u32, micro: u32) -> Option<NaiveTime> {
    if second > 59 {
        return None;
    }
    NaiveTime::from_hms_micro_opt(hour, minute, second, micro)
}

/// The number of `count` ASCII digits at a position.
fn digits(bytes: &[u8], at: usize, count: usize) -> Option<u32> {
    let digits = bytes
        .get(at..at + count)
        .filter(|digits| digits.iter().all(u8::is_ascii_digit))?;
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// `YYYY-MM-DD`, `YYYYMMDD`, `YYYY-Www[-D]`, `YYYYWww[D]`
fn iso_date(text: &str) -> Option<NaiveDate> {
    let bytes = text.as_bytes();
    let year = digits(bytes, 0, 4).filter(|year| *year > 0)?;
    let dash = usize::from(bytes.get(4) == Some(&b'-'));
    let mut at = 4 + dash;
    if bytes.get(at) == Some(&b'W') {
        let week = digits(bytes, at + 1, 2)?;
        at += 3;
        let day = if at < bytes.len() {
            if (bytes.get(at) == Some(&b'-')) != (dash == 1) {
                return None;
            }
            at += dash;
            (at + 1 == bytes.len())
                .then(|| digits(bytes, at, 1))
                .flatten()?
        } else {
            1
        };
        let day = Weekday::try_from(u8::try_from(day.checked_sub(1)?).ok()?).ok()?;
        return NaiveDate::from_isoywd_opt(i32::try_from(year).ok()?, week, day);
    }
    let month = digits(bytes, at, 2)?;
    at += 2;
    if (bytes.get(at) == Some(&b'-')) != (dash == 1) {
        return None;
    }
    at += dash;
    let day = digits(bytes, at, 2).filter(|_| at + 2 == bytes.len())?;
    date_of(year, month, day)
}

/// Where the date ends in a date and time (`_find_isoformat_datetime_separator`).
fn separator(bytes: &[u8]) -> Option<usize> {
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
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
            return Some(if bytes.len() > 10 && digit(10) { 8 } else { 10 });
        }
        return Some(8);
    }
    if bytes[4] == b'W' {
        let end = (7..bytes.len())
            .find(|at| !digit(*at))
            .unwrap_or(bytes.len());
        return Some(if end < 9 { end } else { 7 + end % 2 });
    }
    Some(8)
}

fn iso_date_time(text: &str) -> Option<WithOffset> {
    let at = separator(text.as_bytes())?;
    let date = iso_date(text.get(..at)?)?;
    let mut rest = text[at..].chars();
    // Any character may separate date and time.
    let (time, offset) = if rest.next().is_some() {
        iso_time(rest.as_str())?
    } else {
        (NaiveTime::MIN, None)
    };
    Some((date.and_time(time), offset))
}

fn iso_time(text: &str) -> Option<(NaiveTime, Option<Offset>)> {
    if !text.is_ascii() {
        return None;
    }
    let zone = text.find(['+', '-', 'Z']);
    let Clock {
        parts: [hour, minute, second],
        micro,
        complete,
    } = clock(&text[..zone.unwrap_or(text.len())])?;
    let time = time_of(hour, minute, second, micro)?;
    let Some(zone) = zone else {
        return complete.then_some((time, None));
    };
    // CPython ignores characters between the time and its offset.
    let offset = &text[zone + 1..];
    if text.as_bytes()[zone] == b'Z' {
        return offset.is_empty().then_some((time, Some(0)));
    }
    let Clock {
        parts: [hour, minute, second],
        micro,
        complete,
    } = clock(offset)?;
    let seconds = i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second);
    let micros = seconds * 1_000_000 + i64::from(micro);
    if !complete || micros >= 86_400_000_000 {
        return None;
    }
    Some((
        time,
        Some(if text.as_bytes()[zone] == b'-' {
            -micros
        } else {
            micros
        }),
    ))
}

/// The numbers of a time of day, and whether the text ends after them.
struct Clock {
    parts: [u32; 3],
    micro: u32,
    complete: bool,
}

/// `HH[:MM[:SS[.ffffff…]]]` with or without colons, as lenient as `parse_hh_mm_ss_ff` of CPython's
/// `_datetimemodule.c`.
fn clock(text: &str) -> Option<Clock> {
    let bytes = text.as_bytes();
    let (mut parts, mut at, mut colons) = ([0; 3], 0, true);
    for (index, part) in parts.iter_mut().enumerate() {
        *part = digits(bytes, at, 2)?;
        at += 2;
        let next = bytes.get(at).copied();
        if index == 0 {
            colons = next == Some(b':');
        }
        match next {
            None => {
                return Some(Clock {
                    parts,
                    micro: 0,
                    complete: true,
                });
            }
            Some(_) if at + 1 == bytes.len() => {
                return Some(Clock {
                    parts,
                    micro: 0,
                    complete: false,
                });
            }
            Some(b':') if colons => at += 1,
            Some(b'.' | b',') => {
                at += 1;
                break;
            }
            Some(_) if !colons => {}
            Some(_) => return None,
        }
    }
    let count = (bytes.len() - at).min(6);
    let micro = digits(bytes, at, count)? * 10_u32.pow(u32::try_from(6 - count).ok()?);
    let complete = bytes[at + count..].iter().all(u8::is_ascii_digit);
    Some(Clock {
        parts,
        micro,
        complete,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn parses_dates_with_times() {
        let shown =
            |text: &str| date_time(text).map(|(moment, offset)| format!("{moment} {offset:?}"));
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
        for wrong in [
            "",
            "soon",
            "2024-02-30T00:00:00Z",
            "2030-13-02T00:00:00",
            "2030-01-02T25:00",
            "2030-01-02T",
            "2030-01-02T03:04:05.",
            "2030-01-02T03:04:05+24:00",
        ] {
            assert_eq!(shown(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn parses_dates_and_times() {
        assert_eq!(date("2022-04-11").unwrap().to_string(), "2022-04-11");
        assert_eq!(date("2022-4-1").unwrap().to_string(), "2022-04-01");
        assert_eq!(date("2022-04-11T00:00"), None);
        assert_eq!(time("23:59:59").unwrap().to_string(), "23:59:59");
        assert_eq!(time("1:2").unwrap().to_string(), "01:02:00");
        assert_eq!(time("23:59:60"), None);
        assert_eq!(time(""), None);
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,40}") {
            let _ = (date(&text), time(&text), date_time(&text));
        }

        #[test]
        fn never_panics_on_similar_texts(text in "[0-9]{0,5}[-W]{0,2}[0-9]{0,3}[-T :]?[0-9:.,]{0,12}[Z+ -]?[0-9:]{0,9}") {
            let _ = (date(&text), time(&text), date_time(&text));
        }
    }
}
