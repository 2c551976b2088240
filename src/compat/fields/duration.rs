//! Lengths of time as DRF reads them (`django/utils/dateparse.py`, `parse_duration`): days and a clock, ISO 8601, or
//! PostgreSQL's own form. In microseconds.

use std::sync::LazyLock;

use regex::Regex;

/// Why a text is no length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DurationError {
    /// It has none of the forms.
    Format,
    /// It is longer than a `timedelta` or the database's column can be.
    Range,
}

const DAY: f64 = 86_400_000_000.0;
/// Days that a `timedelta` holds.
const MOST_DAYS: f64 = 999_999_999.0;

fn pattern(text: &str) -> Regex {
    #[expect(clippy::expect_used, reason = "the patterns are constants, and the tests below compile each")]
    Regex::new(text).expect("a well-formed pattern")
}

static CLOCK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\A(?:(?P<days>-?\d+) (?:days?, )?)?(?P<sign>-?)(?:(?:(?P<hours>\d+):(?P<minutes>\d+):)|(?:(?P<only>\d+):))?(?P<seconds>\d+)(?:[.,](?P<micros>\d{1,6})\d{0,6})?\z",
    )
});
static ISO: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\A(?P<sign>[-+]?)P(?:(?P<days>\d+(?:[.,]\d+)?)D)?(?:T(?:(?P<hours>\d+(?:[.,]\d+)?)H)?(?:(?P<minutes>\d+(?:[.,]\d+)?)M)?(?:(?P<seconds>\d+(?:[.,]\d+)?)S)?)?\z",
    )
});
static POSTGRES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\A(?:(?P<days>-?\d+) (?:days? ?))?(?:(?P<sign>[-+])?(?P<hours>\d+):(?P<minutes>\d\d):(?P<seconds>\d\d)(?:\.(?P<micros>\d{1,6}))?)?\z",
    )
});

/// Reads a length of time.
///
/// # Errors
/// No form of one, or too long.
pub(super) fn parse(text: &str) -> Result<i64, DurationError> {
    let (found, iso) = match (CLOCK.captures(text), ISO.captures(text), POSTGRES.captures(text)) {
        (Some(found), ..) | (None, None, Some(found)) => (found, false),
        (None, Some(found), _) => (found, true),
        (None, None, None) => return Err(DurationError::Format),
    };
    let number = |name: &str| -> f64 {
        found.name(name).and_then(|part| part.as_str().replace(',', ".").parse().ok()).unwrap_or(0.0)
    };
    let sign = if found.name("sign").is_some_and(|sign| sign.as_str() == "-") { -1.0 } else { 1.0 };
    let micros = found.name("micros").map_or(0.0, |part| format!("{:0<6}", part.as_str()).parse().unwrap_or(0.0));
    // `only` is named in one of the forms alone.
    let minutes = number("minutes") + if found.name("only").is_some() { number("only") } else { 0.0 };
    let clock = (number("hours") * 3600.0 + minutes * 60.0 + number("seconds")) * 1_000_000.0 + micros;
    let days = number("days") * DAY * if iso { sign } else { 1.0 };
    let total = (days + sign * clock).round();
    if !total.is_finite() || (total / DAY).abs() > MOST_DAYS || total.abs() >= 9.2e18 {
        return Err(DurationError::Range);
    }
    #[expect(clippy::cast_possible_truncation, reason = "bounded above")]
    Ok(total as i64)
}

#[cfg(test)]
mod tests {
    use super::{DurationError, parse};

    #[test]
    fn every_form() {
        for (text, micros) in [
            ("00:15:00", 900_000_000),
            ("1:02:03", 3_723_000_000),
            ("90", 90_000_000),
            ("2 03:04:05", 183_845_000_000),
            ("2 days, 03:04:05", 183_845_000_000),
            ("00:00:00.5", 500_000),
            ("-00:10:00", -600_000_000),
            ("-1 00:00:01", -86_399_000_000),
            ("15:30", 930_000_000),
            ("P1DT2H", 93_600_000_000),
            ("-P1DT2H", -93_600_000_000),
            ("PT0,5S", 500_000),
            ("1 day", 86_400_000_000),
            ("", 0),
        ] {
            assert_eq!(parse(text), Ok(micros), "{text}");
        }
    }

    #[test]
    fn what_is_none() {
        for text in ["an hour", "1h", "[1]", "1:2:3:4", "PT", "--1"] {
            let expected = if text == "PT" { Ok(0) } else { Err(DurationError::Format) };
            assert_eq!(parse(text), expected, "{text}");
        }
        assert_eq!(parse("99999999999 00:00:00"), Err(DurationError::Range));
    }

    proptest::proptest! {
        #[test]
        fn nothing_panics(text in ".{0,40}") {
            let _ = parse(&text);
        }
    }
}
