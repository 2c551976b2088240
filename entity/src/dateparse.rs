//! Django's `parse_datetime` and `parse_date` (`django/utils/dateparse.py`), with which Django reads
//! times from SQLite's texts, whatever program wrote them.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc, Weekday};

const MICROSECONDS_PER_DAY: i64 = 86_400_000_000;

/// `parse_datetime`, converted to UTC. A time without an offset is UTC.
pub(crate) fn parse_datetime(text: &str) -> Option<DateTime<Utc>> {
    let (time, offset) = parse_isoformat(text).or_else(|| match_datetime_re(text))?;
    let offset = TimeDelta::microseconds(offset.unwrap_or_default());
    within_python_range(time.checked_sub_signed(offset)?.and_utc())
}

/// The time, unless Python's `datetime` cannot represent its year.
pub(crate) fn within_python_range(time: DateTime<Utc>) -> Option<DateTime<Utc>> {
    (1..=9999)
        .contains(&chrono::Datelike::year(&time))
        .then_some(time)
}

/// `parse_date`.
#[cfg(test)]
pub(crate) fn parse_date(text: &str) -> Option<NaiveDate> {
    parse_isoformat_date(text).or_else(|| match_date_re(text))
}

/// Django's `date_re`, for texts that `date.fromisoformat` rejects: it allows parts of one digit.
fn match_date_re(text: &str) -> Option<NaiveDate> {
    let mut parts = text.splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let year = i32::try_from(digits(year, 4, 4)?)
        .ok()
        .filter(|year| *year >= 1)?;
    NaiveDate::from_ymd_opt(year, digits(month, 1, 2)?, digits(day, 1, 2)?)
}

/// A time and its offset from UTC in microseconds.
type LocalTime = (NaiveDateTime, Option<i64>);

/// `datetime.fromisoformat` of Python 3.11.
fn parse_isoformat(text: &str) -> Option<LocalTime> {
    if !text.is_ascii() {
        return None;
    }
    let separator = find_isoformat_separator(text.as_bytes());
    let date = parse_isoformat_date(text.get(..separator)?)?;
    // Any character separates the date from the time.
    let Some(rest) = text.as_bytes().get(separator + 1..) else {
        return Some((date.and_time(NaiveTime::MIN), None));
    };
    let zone = rest
        .iter()
        .position(|byte| matches!(byte, b'+' | b'-' | b'Z'))
        .unwrap_or(rest.len());
    let ([hour, minute, second, micro], complete) =
        parse_isoformat_time(&rest[..zone], zone == rest.len())?;
    let offset = match rest.get(zone) {
        None if complete => None,
        None => return None,
        Some(b'Z') => (rest.len() == zone + 1).then_some(Some(0))?,
        Some(sign) => {
            let ([hours, minutes, seconds, micros], complete) =
                parse_isoformat_time(&rest[zone + 1..], true)?;
            let offset =
                i64::from(hours * 3600 + minutes * 60 + seconds) * 1_000_000 + i64::from(micros);
            if !complete || offset >= MICROSECONDS_PER_DAY {
                return None;
            }
            Some(if *sign == b'-' { -offset } else { offset })
        }
    };
    Some((
        date.and_time(NaiveTime::from_hms_micro_opt(hour, minute, second, micro)?),
        offset,
    ))
}

/// CPython's `parse_hh_mm_ss_ff`: hours, minutes, seconds and microseconds, and whether they are the
/// whole text. A fraction may follow any of them. `last`: nothing follows this part.
fn parse_isoformat_time(text: &[u8], last: bool) -> Option<([u32; 4], bool)> {
    let (mut values, mut position, mut separated) = ([0; 4], 0, true);
    let two_digits = |position: usize| {
        let text = text.get(position..position + 2)?;
        digits(std::str::from_utf8(text).ok()?, 2, 2)
    };
    for (part, value) in values.iter_mut().take(3).enumerate() {
        *value = two_digits(position)?;
        position += 2;
        let next = text.get(position);
        if part == 0 {
            separated = next == Some(&b':');
        }
        if position + 1 >= text.len() {
            // At the end, or one character before it.
            return Some((values, next.is_none() && last));
        }
        match next {
            Some(b':') if separated => position += 1,
            Some(b'.' | b',') => {
                position += 1;
                break;
            }
            _ if !separated => {}
            _ => return None,
        }
    }
    let fraction = std::str::from_utf8(text.get(position..)?).ok()?;
    values[3] = microseconds(&fraction[..fraction.len().min(6)])?;
    Some((values, fraction.bytes().all(|byte| byte.is_ascii_digit())))
}

/// The end of the date: `_find_isoformat_datetime_separator` of CPython.
fn find_isoformat_separator(text: &[u8]) -> usize {
    let is_digit = |index: usize| text.get(index).is_some_and(u8::is_ascii_digit);
    let end = match (text.get(4), text.get(5)) {
        (Some(b'-'), Some(b'W')) if text.get(8) != Some(&b'-') => 8,
        (Some(b'-'), Some(b'W')) if text.len() > 10 && is_digit(10) => 8,
        (Some(b'-'), _) => 10,
        (Some(b'W'), _) => {
            let end = (7..text.len())
                .find(|index| !is_digit(*index))
                .unwrap_or(text.len());
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

/// `date.fromisoformat` of Python 3.11.
fn parse_isoformat_date(text: &str) -> Option<NaiveDate> {
    if !text.is_ascii() {
        return None;
    }
    let year: i32 = digits(text.get(..4)?, 4, 4)?.try_into().ok()?;
    let (dashed, rest) = match text.get(4..)?.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, &text[4..]),
    };
    let date = if let Some(rest) = rest.strip_prefix('W') {
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
    (year >= 1).then_some(date)
}

/// A fraction of a second in microseconds; further digits are dropped.
fn microseconds(fraction: &str) -> Option<u32> {
    digits(fraction, 1, usize::MAX)?;
    let six = &fraction[..fraction.len().min(6)];
    Some(six.parse::<u32>().ok()? * 10_u32.pow(6 - u32::try_from(six.len()).ok()?))
}

/// Django's `datetime_re`, for texts that `datetime.fromisoformat` rejects: it allows parts of one
/// digit, and spaces before the offset.
fn match_datetime_re(text: &str) -> Option<LocalTime> {
    if !text.is_ascii() {
        return None;
    }
    let (date, rest) = text.split_once(['T', ' '])?;
    let date = match_date_re(date)?;
    let end = rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.' | ',')));
    let (time, zone) = rest.split_at(end.unwrap_or(rest.len()));
    let zone = zone.trim_start();
    let (time, fraction) = match time.split_once(['.', ',']) {
        Some((time, fraction)) if fraction.len() <= 12 => (time, Some(fraction)),
        Some(_) => return None,
        None => (time, None),
    };
    let parts: Vec<u32> = time
        .split(':')
        .map(|part| digits(part, 1, 2))
        .collect::<Option<_>>()?;
    let (hour, minute, second) = match (&parts[..], fraction) {
        ([hour, minute], None) => (*hour, *minute, 0),
        ([hour, minute, second], _) => (*hour, *minute, *second),
        _ => return None,
    };
    let microseconds = fraction.map_or(Some(0), microseconds)?;
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
            // Python's `timezone` accepts only offsets of less than a day.
            (minutes < 24 * 60).then_some(Some(sign * 60_000_000 * i64::from(minutes)))?
        }
    };
    Some((
        date.and_time(NaiveTime::from_hms_micro_opt(
            hour,
            minute,
            second,
            microseconds,
        )?),
        offset,
    ))
}

/// A number of `min` to `max` ASCII digits; only the first six are read.
fn digits(text: &str, min: usize, max: usize) -> Option<u32> {
    if !(min..=max).contains(&text.len()) || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text[..text.len().min(6)].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_datetimes_as_django_does() {
        for (text, expected) in [
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
            let time = parse_datetime(text)
                .map(|time| time.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true));
            assert_eq!(time.as_deref(), Some(expected), "{text:?}");
        }
    }

    #[test]
    fn rejects_datetimes_that_django_rejects() {
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
            assert_eq!(parse_datetime(text), None, "{text:?}");
        }
    }

    /// `tests/dateparse.py` recorded Django's results.
    #[test]
    fn parses_generated_texts_as_django_does() {
        let cases: Vec<(String, Option<String>, Option<String>)> =
            serde_json::from_str(include_str!("../tests/dateparse.json")).unwrap();
        assert!(cases.len() > 1000);
        for (text, expected_datetime, expected_date) in cases {
            let datetime =
                parse_datetime(&text).map(|time| time.format("%Y-%m-%dT%H:%M:%S%.6f").to_string());
            assert_eq!(datetime, expected_datetime, "{text:?}");
            let date = parse_date(&text).map(|date| date.to_string());
            assert_eq!(date, expected_date, "{text:?}");
        }
    }

    #[test]
    fn parses_dates_as_django_does() {
        let parse = |text| parse_date(text).map(|date| date.to_string());
        for (text, expected) in [
            ("2025-06-15", "2025-06-15"),
            ("20250615", "2025-06-15"),
            ("2025-6-5", "2025-06-05"),
        ] {
            assert_eq!(parse(text).as_deref(), Some(expected), "{text:?}");
        }
        for text in ["", "2025-06-15 00:00:00", "2025-02-30", "15.6.2025"] {
            assert_eq!(parse(text), None, "{text:?}");
        }
    }
}
