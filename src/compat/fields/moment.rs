//! Converts moments and durations between the graph (UTC, ISO 8601) and REST (the site's time zone,
//! Django's formats).

use std::fmt::Write as _;
use std::sync::LazyLock;

use chrono::{DateTime, Datelike as _, FixedOffset, SecondsFormat, TimeDelta, Utc};
use chrono_tz::Tz;
use templates::{Options, Template};

use crate::validators::{is_moment, is_year};

/// Why a text is not a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MomentError {
    /// It is not a date and time.
    Format,
    /// It is out of the years 1 to 9999.
    Range,
}

/// The graph's value for a required moment that the database has in a form that Django cannot read.
/// REST shows `null`.
const UNREADABLE: &str = "0001-01-01T00:00:00.000001Z";

/// Parses a moment, in the site's time zone if it has no offset
/// (`DateTimeField.to_internal_value`).
///
/// # Errors
/// See [`MomentError`].
pub(crate) fn parse(text: &str, zone: Tz) -> Result<DateTime<Utc>, MomentError> {
    let (local, offset) = ::python::dateparse::parse_datetime(text).ok_or(MomentError::Format)?;
    let utc = match offset {
        Some(offset) => local
            .checked_sub_signed(TimeDelta::microseconds(offset))
            .ok_or(MomentError::Range)?
            .and_utc(),
        None => {
            let seconds = TimeDelta::seconds(i64::from(::python::offset_of_local(local, zone)));
            local
                .checked_sub_signed(seconds)
                .ok_or(MomentError::Range)?
                .and_utc()
        }
    };
    if is_moment(utc, zone) {
        Ok(utc)
    } else {
        Err(MomentError::Range)
    }
}

/// Appends a moment of the graph in ISO 8601, without quotes. Returns false for a moment that
/// Python cannot represent.
pub(crate) fn write(text: &str, zone: Tz, out: &mut Vec<u8>) -> bool {
    if text == UNREADABLE {
        return false;
    }
    // The graph's format of UTC is that of REST, and most sites use UTC.
    if zone == Tz::UTC && text.ends_with('Z') && text.is_ascii() {
        out.extend_from_slice(text.as_bytes());
        return true;
    }
    let Ok(moment) = DateTime::<FixedOffset>::parse_from_rfc3339(text) else {
        return false;
    };
    let offset = ::python::offset(moment.to_utc(), zone);
    let local = moment
        .naive_utc()
        .checked_add_signed(TimeDelta::seconds(i64::from(offset)));
    let Some(local) = local.filter(|local| is_year(local.year())) else {
        return false;
    };
    out.extend_from_slice(::python::isoformat_date(local.date()).as_bytes());
    out.push(b'T');
    out.extend_from_slice(::python::isoformat_time(local.time()).as_bytes());
    if offset == 0 {
        out.push(b'Z');
    } else {
        out.extend_from_slice(::python::isoformat_offset(offset).as_bytes());
    }
    true
}

/// The value of `DATETIME_FORMAT` for ISO 8601.
pub(crate) const ISO_8601: &str = "iso-8601";

/// A moment of the graph in a format of Python's `strftime`, or in ISO 8601 and UTC where the format
/// is empty (DRF's `None`). Returns `None` for a moment that Python cannot represent.
pub(crate) fn formatted(text: &str, zone: Tz, format: &str) -> Option<String> {
    let moment = DateTime::<FixedOffset>::parse_from_rfc3339(text).ok()?;
    if format.is_empty() {
        let mut out = Vec::new();
        return write(text, Tz::UTC, &mut out).then(|| String::from_utf8(out).unwrap_or_default());
    }
    let offset = FixedOffset::east_opt(::python::offset(moment.to_utc(), zone))?;
    let local = moment.with_timezone(&offset);
    if !is_year(local.year()) {
        return None;
    }
    let mut shown = String::new();
    // The start of the program rejects formats that chrono does not know.
    write!(
        shown,
        "{}",
        local.format(&crate::config::chrono_format(format)?)
    )
    .ok()?;
    Some(shown)
}

/// The distance of a moment of the graph from now in words, such as "2 hours ago"
/// (django/contrib/humanize/templatetags/humanize.py, `naturaltime`). `None` for a moment that Python
/// cannot represent.
pub(crate) fn in_words(text: &str, now: DateTime<Utc>, language: &str) -> Option<String> {
    static TEMPLATE: LazyLock<Option<Template>> = LazyLock::new(|| {
        let source = "{% load humanize %}{{ moment|naturaltime }}";
        Template::parse(source, &Options::new(DateTime::UNIX_EPOCH)).ok()
    });
    if text == UNREADABLE {
        return None;
    }
    let moment = DateTime::<FixedOffset>::parse_from_rfc3339(text).ok()?;
    let context = templates::Context::new().with("moment", moment.to_utc());
    let options = Options {
        language: language.into(),
        ..Options::new(now)
    };
    TEMPLATE.as_ref()?.render(&context, &options).ok()
}

/// A moment in the format of a site; `None` if Python cannot represent it.
pub(crate) fn text(moment: DateTime<Utc>, zone: Tz, format: &str) -> Option<String> {
    let precision = if moment.timestamp_subsec_micros() == 0 {
        SecondsFormat::Secs
    } else {
        SecondsFormat::Micros
    };
    let moment = moment.to_rfc3339_opts(precision, true);
    if format != ISO_8601 {
        return formatted(&moment, zone, format);
    }
    let mut out = Vec::new();
    write(&moment, zone, &mut out).then(|| String::from_utf8(out).unwrap_or_default())
}

/// `duration_string` of `django/utils/duration.py` for an ISO 8601 duration of the graph.
pub(crate) fn duration(text: &str) -> Option<String> {
    iso_duration(text).map(python::duration_string)
}

/// Microseconds of an ISO 8601 duration such as `P1DT2H0M5.000001S` or `-PT1S`.
fn iso_duration(text: &str) -> Option<i64> {
    let (sign, text) = match text.strip_prefix('-') {
        Some(text) => (-1, text),
        None => (1, text),
    };
    let text = text.strip_prefix('P')?;
    let (days, clock) = text.split_once('T').unwrap_or((text, ""));
    let mut total = 0_i64;
    for (part, units) in [
        (days, &[('W', 604_800_i64), ('D', 86_400)][..]),
        (clock, &[('H', 3600), ('M', 60), ('S', 1)][..]),
    ] {
        let mut rest = part;
        for (unit, seconds) in units {
            if let Some((count, after)) = rest.split_once(*unit) {
                let (whole, fraction) = count.split_once('.').unwrap_or((count, ""));
                let digits = format!("{fraction:0<6}");
                let fraction: i64 = digits.get(..6)?.parse().ok()?;
                let micros = whole
                    .parse::<i64>()
                    .ok()?
                    .checked_mul(1_000_000)?
                    .checked_add(fraction)?;
                total = total.checked_add(micros.checked_mul(*seconds)?)?;
                rest = after;
            }
        }
        if !rest.is_empty() {
            return None;
        }
    }
    total.checked_mul(sign)
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone as _;
    use proptest::prelude::*;

    use super::*;

    const KOLKATA: Tz = Tz::Asia__Kolkata;

    fn shown(text: &str, zone: Tz) -> Option<String> {
        let mut out = Vec::new();
        write(text, zone, &mut out).then(|| String::from_utf8(out).unwrap())
    }

    #[test]
    fn writes_moments_in_the_time_zone_of_the_site() {
        assert_eq!(
            shown("2024-01-02T11:41:41.000005Z", Tz::UTC).unwrap(),
            "2024-01-02T11:41:41.000005Z"
        );
        assert_eq!(
            shown("2024-01-02T11:41:41.100000Z", KOLKATA).unwrap(),
            "2024-01-02T17:11:41.100000+05:30"
        );
        assert_eq!(
            shown("1899-12-31T00:00:00Z", KOLKATA).unwrap(),
            "1899-12-31T05:21:10+05:21:10"
        );
        assert_eq!(
            shown("2024-01-02T11:41:41Z", Tz::Etc__UTC).unwrap(),
            "2024-01-02T11:41:41Z"
        );
        assert_eq!(shown("9999-12-31T23:59:59Z", KOLKATA), None);
    }

    #[test]
    fn parses_moments() {
        let read = |text: &str, zone| parse(text, zone).map(|moment| moment.to_rfc3339());
        assert_eq!(
            read("2030-01-02T03:04:05", KOLKATA).unwrap(),
            "2030-01-01T21:34:05+00:00"
        );
        assert_eq!(
            read("9999-12-31T23:59:59", KOLKATA).unwrap(),
            "9999-12-31T18:29:59+00:00"
        );
        assert_eq!(
            read("9999-12-31T23:59:59-01:00", KOLKATA),
            Err(MomentError::Range)
        );
        assert_eq!(
            read("0001-01-01T00:00:00", KOLKATA),
            Err(MomentError::Range)
        );
        assert_eq!(
            read("2024-03-31T02:30:00", Tz::Europe__Berlin).unwrap(),
            "2024-03-31T01:30:00+00:00"
        );
        assert_eq!(
            read("2024-10-27T02:30:00", Tz::Europe__Berlin).unwrap(),
            "2024-10-27T00:30:00+00:00"
        );
        assert_eq!(
            read("2150-07-01T12:00:00", Tz::Europe__Berlin).unwrap(),
            "2150-07-01T10:00:00+00:00"
        );
        assert_eq!(
            shown("2150-07-01T10:00:00Z", Tz::Europe__Berlin).unwrap(),
            "2150-07-01T12:00:00+02:00"
        );
        assert_eq!(read("soon", Tz::UTC), Err(MomentError::Format));
    }

    #[test]
    fn formats_moments() {
        let show = |format: &str| formatted("2024-01-02T11:41:41.000500Z", KOLKATA, format);
        for (format, expected) in [
            ("%d.%m.%Y %H:%M", "02.01.2024 17:11"),
            ("%Y-%m-%dT%H:%M:%S.%f%z", "2024-01-02T17:11:41.000500+0530"),
            (
                "%a %A %b %B %j %p %I %y %%",
                "Tue Tuesday Jan January 002 PM 05 24 %",
            ),
            ("", "2024-01-02T11:41:41.000500Z"),
        ] {
            assert_eq!(show(format).as_deref(), Some(expected), "{format}");
        }
        assert_eq!(formatted("9999-12-31T23:59:59Z", KOLKATA, "%Y"), None);
    }

    #[test]
    fn formats_durations() {
        for (iso, django) in [
            ("PT15M", "00:15:00"),
            ("P1DT2H0M5S", "1 02:00:05"),
            ("PT0.5S", "00:00:00.500000"),
            ("P3DT4H5M6.000789S", "3 04:05:06.000789"),
            ("-PT1S", "-1 23:59:59"),
            ("PT0S", "00:00:00"),
        ] {
            assert_eq!(duration(iso).as_deref(), Some(django));
        }
        assert_eq!(duration("15 minutes"), None);
    }

    proptest! {
        #[test]
        fn never_panics(text in "-?P?[0-9.]{0,9}[WDT]?[0-9.]{0,25}[HMS]?[0-9.Z:+-]{0,9}", berlin in any::<bool>()) {
            let zone = if berlin { Tz::Europe__Berlin } else { KOLKATA };
            let _ = (duration(&text), parse(&text, zone), shown(&text, zone));
        }

        #[test]
        fn written_moments_are_parsed_again(micros in -60_000_000_000_000_000_i64..250_000_000_000_000_000) {
            let moment = Utc.timestamp_micros(micros).unwrap();
            let text = shown(&moment.to_rfc3339_opts(chrono::SecondsFormat::Micros, true), KOLKATA).unwrap();
            prop_assert_eq!(parse(&text, KOLKATA), Ok(moment));
        }
    }
}
