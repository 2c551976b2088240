//! Durations as Django reads and writes them, in microseconds: `parse_duration` of
//! `django/utils/dateparse.py` (Django's format, ISO 8601 and PostgreSQL's format) and
//! `duration_string` of `django/utils/duration.py`.

use std::fmt::Write as _;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::text::ascii_digits;

/// Why a text is not a duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DurationError {
    /// It has none of the formats.
    Format,
    /// It is out of the range of `timedelta`.
    Range,
    /// It is a `timedelta` that 64 bits of microseconds cannot hold. The reference stores it on
    /// PostgreSQL and fails on the other databases; here no database stores it.
    Unstorable,
}

const SECOND: i128 = 1_000_000;
const DAY: i128 = 86_400 * SECOND;
/// `timedelta.max.days`
const MAX_DAYS: i128 = 999_999_999;

fn pattern(text: &str) -> Regex {
    #[expect(
        clippy::expect_used,
        reason = "the patterns are constants, and the tests below compile each"
    )]
    Regex::new(text).expect("a well-formed pattern")
}

static CLOCK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\A(?:(?P<days>-?[0-9]+) (?:days?, )?)?(?P<sign>-?)(?:(?:(?P<hours>[0-9]+):(?P<minutes>[0-9]+):)|(?:(?P<only>[0-9]+):))?(?P<seconds>[0-9]+)(?:[.,](?P<micros>[0-9]{1,6})[0-9]{0,6})?\n?\z",
    )
});
static ISO: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\A(?P<sign>[-+]?)P(?:(?P<days>[0-9]+(?:[.,][0-9]+)?)D)?(?:T(?:(?P<hours>[0-9]+(?:[.,][0-9]+)?)H)?(?:(?P<minutes>[0-9]+(?:[.,][0-9]+)?)M)?(?:(?P<seconds>[0-9]+(?:[.,][0-9]+)?)S)?)?\n?\z",
    )
});
static POSTGRES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\A(?:(?P<days>-?[0-9]+) (?:days? ?))?(?:(?P<sign>[-+])?(?P<hours>[0-9]+):(?P<minutes>[0-9][0-9]):(?P<seconds>[0-9][0-9])(?:\.(?P<micros>[0-9]{1,6}))?)?\n?\z",
    )
});

/// `parse_duration()`, as microseconds.
///
/// # Errors
/// See [`DurationError`].
pub fn parse_duration(text: &str) -> Result<i64, DurationError> {
    let text = &*ascii_digits(text);
    let (found, iso) = match (
        CLOCK.captures(text),
        ISO.captures(text),
        POSTGRES.captures(text),
    ) {
        (Some(found), ..) | (None, None, Some(found)) => (found, false),
        (None, Some(found), _) => (found, true),
        (None, None, None) => return Err(DurationError::Format),
    };
    let negative = found.name("sign").is_some_and(|sign| sign.as_str() == "-");
    let days = delta(&found, &[("days", DAY)])?;
    // `only` is the group for minutes without hours.
    let clock = delta(
        &found,
        &[
            ("seconds", SECOND),
            ("minutes", 60 * SECOND),
            ("only", 60 * SECOND),
            ("hours", 3600 * SECOND),
        ],
    )?;
    let signed = |delta: i128| if negative { -delta } else { delta };
    let total = within(if iso { signed(days) } else { days } + signed(clock))?;
    i64::try_from(total).map_err(|_| DurationError::Unstorable)
}

/// `timedelta(**parts)` in microseconds, with its rounding.
fn delta(found: &Captures<'_>, parts: &[(&str, i128)]) -> Result<i128, DurationError> {
    let micros = found.name("micros").map_or(0, |part| {
        format!("{:0<6}", part.as_str()).parse().unwrap_or(0)
    });
    let (mut total, mut rest) = (if parts.len() > 1 { micros } else { 0 }, 0.0_f64);
    for (name, unit) in parts {
        let Some(part) = found.name(name) else {
            continue;
        };
        let number: f64 = part.as_str().replace(',', ".").parse().unwrap_or(0.0);
        // Beyond any `timedelta`, and small enough for the sums below.
        if number.abs() > 1e21 {
            return Err(DurationError::Range);
        }
        #[expect(clippy::cast_possible_truncation, reason = "bounded above")]
        let whole = number.trunc() as i128;
        #[expect(clippy::cast_precision_loss, reason = "a unit has few digits")]
        let fraction = number.fract() * *unit as f64;
        #[expect(clippy::cast_possible_truncation, reason = "less than a unit")]
        let micros = fraction.trunc() as i128;
        total += whole * unit + micros;
        rest += fraction.fract();
    }
    // `timedelta` rounds the sum half to even.
    let odd = if total % 2 == 0 { 0.0 } else { 1.0 };
    let rounded = if (rest.round() - rest).abs() == 0.5 {
        2.0 * ((rest + odd) * 0.5).round() - odd
    } else {
        rest.round()
    };
    #[expect(
        clippy::cast_possible_truncation,
        reason = "of a few parts below 1 each"
    )]
    within(total + rounded as i128)
}

/// Checks that a number of microseconds is in the range of `timedelta`.
fn within(micros: i128) -> Result<i128, DurationError> {
    if micros.div_euclid(DAY).abs() <= MAX_DAYS {
        Ok(micros)
    } else {
        Err(DurationError::Range)
    }
}

/// `duration_string()`: days unless they are zero, the time of day, and microseconds unless they are
/// zero (`2 03:04:05.000001`).
#[must_use]
pub fn duration_string(micros: i64) -> String {
    let days = micros.div_euclid(86_400_000_000);
    let rest = micros.rem_euclid(86_400_000_000);
    let (seconds, micros) = (rest / 1_000_000, rest % 1_000_000);
    let mut out = String::new();
    // Writing to a `String` never fails.
    if days != 0 {
        let _ = write!(out, "{days} ");
    }
    let _ = write!(
        out,
        "{:02}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    );
    if micros != 0 {
        let _ = write!(out, ".{micros:06}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{DurationError, duration_string, parse_duration};

    #[test]
    fn parses_every_format() {
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
            ("٣", 3_000_000),
            ("１ ٠٢:0०:00.５\n", 93_600_500_000),
            ("", 0),
        ] {
            assert_eq!(parse_duration(text), Ok(micros), "{text}");
        }
    }

    #[test]
    fn rejects_other_texts() {
        for text in ["an hour", "1h", "[1]", "1:2:3:4", "PT", "--1"] {
            let expected = if text == "PT" {
                Ok(0)
            } else {
                Err(DurationError::Format)
            };
            assert_eq!(parse_duration(text), expected, "{text}");
        }
        assert_eq!(
            parse_duration("99999999999 00:00:00"),
            Err(DurationError::Range)
        );
    }

    #[test]
    fn writes_what_it_parses() {
        for (micros, text) in [
            (0, "00:00:00"),
            (3_723_000_000, "01:02:03"),
            (183_845_000_001, "2 03:04:05.000001"),
            (-600_000_000, "-1 23:50:00"),
            (-86_400_000_000, "-1 00:00:00"),
        ] {
            assert_eq!(duration_string(micros), text);
            assert_eq!(parse_duration(text), Ok(micros), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn never_panics(text in ".{0,40}") {
            let _ = parse_duration(&text);
        }
    }
}
