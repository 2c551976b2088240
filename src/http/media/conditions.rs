//! Conditional and partial reads of RFC 9110: `If-None-Match`, `If-Modified-Since`, `Range`,
//! `If-Range`.

use std::ops::Range;

use chrono::{DateTime, NaiveDateTime, Utc};
use http::{HeaderMap, HeaderName, header};

/// Which bytes are asked for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Ranges {
    /// All of them: no range, one that cannot be read, or several (which we do not send).
    Whole,
    /// These.
    Part(Range<u64>),
    /// None that there are.
    Beyond,
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .map(str::trim)
}

fn date(text: &str) -> Option<DateTime<Utc>> {
    NaiveDateTime::parse_from_str(text, "%a, %d %b %Y %H:%M:%S GMT")
        .ok()
        .map(|time| time.and_utc())
}

/// Whether the caller has the file as it is.
pub(super) fn is_unchanged(
    headers: &HeaderMap,
    tag: &str,
    modified: Option<DateTime<Utc>>,
) -> bool {
    if let Some(tags) = text(headers, &header::IF_NONE_MATCH) {
        let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
        return tags == "*" || tags.split(',').any(|known| opaque(known) == opaque(tag));
    }
    match (
        text(headers, &header::IF_MODIFIED_SINCE).and_then(date),
        modified,
    ) {
        // HTTP counts whole seconds.
        (Some(since), Some(modified)) => modified.timestamp() <= since.timestamp(),
        _ => false,
    }
}

/// The bytes that are asked for, of a file of `size` bytes.
pub(super) fn ranges(
    headers: &HeaderMap,
    size: u64,
    tag: &str,
    modified: Option<DateTime<Utc>>,
) -> Ranges {
    let Some(wanted) = text(headers, &header::RANGE).and_then(|range| range.strip_prefix("bytes="))
    else {
        return Ranges::Whole;
    };
    // A part of another version would not fit what the caller has.
    let fits = text(headers, &header::IF_RANGE).is_none_or(|known| {
        if known.starts_with('"') {
            known == tag
        } else {
            date(known).is_some_and(|since| Some(since) == whole(modified))
        }
    });
    let Some((first, last)) = wanted
        .split_once('-')
        .filter(|_| fits && !wanted.contains(','))
    else {
        return Ranges::Whole;
    };
    let (first, last) = (first.trim(), last.trim());
    let part = match (first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(first), Ok(last)) if first <= last => first..last.saturating_add(1).min(size),
        (Ok(first), Err(_)) if last.is_empty() => first..size,
        // The last so many bytes.
        (Err(_), Ok(count)) if first.is_empty() => size.saturating_sub(count)..size,
        _ => return Ranges::Whole,
    };
    if part.start < part.end {
        Ranges::Part(part)
    } else {
        Ranges::Beyond
    }
}

fn whole(modified: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
    modified.and_then(|time| DateTime::from_timestamp(time.timestamp(), 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(HeaderName, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.clone(), value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn ranges_are_read() {
        for (range, expected) in [
            ("bytes=0-0", Ranges::Part(0..1)),
            ("bytes=2-", Ranges::Part(2..10)),
            ("bytes=-3", Ranges::Part(7..10)),
            ("bytes=-30", Ranges::Part(0..10)),
            ("bytes=8-99999999999", Ranges::Part(8..10)),
            ("bytes=0-18446744073709551615", Ranges::Part(0..10)),
            ("bytes=10-", Ranges::Beyond),
            ("bytes=10-12", Ranges::Beyond),
            ("bytes=-0", Ranges::Beyond),
            ("bytes=5-2", Ranges::Whole),
            ("bytes=0-1,3-4", Ranges::Whole),
            ("bytes=x-y", Ranges::Whole),
            ("bytes=-", Ranges::Whole),
            ("lines=0-1", Ranges::Whole),
        ] {
            assert_eq!(
                ranges(&headers(&[(header::RANGE, range)]), 10, "\"t\"", None),
                expected,
                "{range}"
            );
        }
        assert_eq!(
            ranges(&headers(&[(header::RANGE, "bytes=0-")]), 0, "\"t\"", None),
            Ranges::Beyond
        );
    }

    #[test]
    fn conditions_hold_for_the_same_version() {
        let time = date("Sun, 06 Nov 1994 08:49:37 GMT");
        for (name, value, expected) in [
            (header::IF_NONE_MATCH, "\"t\"", true),
            (header::IF_NONE_MATCH, "\"x\", W/\"t\"", true),
            (header::IF_NONE_MATCH, "*", true),
            (header::IF_NONE_MATCH, "\"x\"", false),
            (
                header::IF_MODIFIED_SINCE,
                "Sun, 06 Nov 1994 08:49:37 GMT",
                true,
            ),
            (
                header::IF_MODIFIED_SINCE,
                "Sun, 06 Nov 1994 08:49:36 GMT",
                false,
            ),
            (header::IF_MODIFIED_SINCE, "yesterday", false),
        ] {
            assert_eq!(
                is_unchanged(&headers(&[(name.clone(), value)]), "\"t\"", time),
                expected,
                "{name}: {value}"
            );
        }
        for (known, whole) in [
            ("\"t\"", false),
            ("\"x\"", true),
            ("W/\"t\"", true),
            ("Sun, 06 Nov 1994 08:49:37 GMT", false),
            ("Sun, 06 Nov 1994 08:49:38 GMT", true),
        ] {
            let headers = headers(&[(header::RANGE, "bytes=0-1"), (header::IF_RANGE, known)]);
            assert_eq!(
                ranges(&headers, 10, "\"t\"", time) == Ranges::Whole,
                whole,
                "{known}"
            );
        }
    }
}
