//! Conditional and partial requests (RFC 9110, 13 and 14): `If-None-Match`, `If-Modified-Since`,
//! `If-Range` and `Range`.

use std::ops::Range;
use std::time::SystemTime;

use headers::{ETag, HeaderMapExt as _, IfModifiedSince, IfNoneMatch, IfRange};
use http::{HeaderMap, header};

/// The part of a file that a request asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum RequestedRange {
    /// The whole file: no range, a malformed one, or several, which we do not support.
    Whole,
    /// These bytes.
    Part(Range<u64>),
    /// A range outside of the file.
    Unsatisfiable,
}

/// Whether the client's copy is current: then the response is 304.
pub(super) fn is_not_modified(
    headers: &HeaderMap,
    etag: Option<&ETag>,
    last_modified: Option<SystemTime>,
) -> bool {
    if let Some(condition) = headers.typed_get::<IfNoneMatch>() {
        return etag.is_some_and(|etag| !condition.precondition_passes(etag));
    }
    let condition = headers.typed_get::<IfModifiedSince>();
    condition
        .zip(last_modified)
        .is_some_and(|(condition, time)| !condition.is_modified(time))
}

/// The requested range of a file of `size` bytes. If the file is not the one that `If-Range` names,
/// the whole file.
pub(super) fn requested_range(
    headers: &HeaderMap,
    size: u64,
    etag: Option<&ETag>,
    last_modified: Option<SystemTime>,
) -> RequestedRange {
    if is_other_version(headers, etag, last_modified) {
        return RequestedRange::Whole;
    }
    let range = headers.get(header::RANGE);
    let range = range.and_then(|range| range.to_str().ok()?.trim().strip_prefix("bytes="));
    let Some(range) = range.and_then(|range| parse_range(range, size)) else {
        return RequestedRange::Whole;
    };
    if range.is_empty() {
        RequestedRange::Unsatisfiable
    } else {
        RequestedRange::Part(range)
    }
}

/// Whether `If-Range` names another version. Tags and dates match exactly (RFC 9110, 13.1.5);
/// `IfRange::is_modified` accepts later dates as well.
fn is_other_version(
    headers: &HeaderMap,
    etag: Option<&ETag>,
    last_modified: Option<SystemTime>,
) -> bool {
    match headers.typed_try_get::<IfRange>() {
        Ok(None) => false,
        Ok(Some(condition)) => {
            let same_tag = etag
                .is_some_and(|etag| !etag.is_weak() && condition == IfRange::etag(etag.clone()));
            let same_date = last_modified.is_some_and(|time| condition == IfRange::date(time));
            !same_tag && !same_date
        }
        Err(_) => true,
    }
}

/// Reads one range; the result is empty if it lies outside of the file. `headers::Range` rejects a
/// suffix that is longer than the file, but RFC 9110 (14.1.2) wants the whole file then.
fn parse_range(range: &str, size: u64) -> Option<Range<u64>> {
    let (first, last) = range.split_once('-')?;
    match (first.trim(), last.trim()) {
        ("", suffix) => Some(size.saturating_sub(suffix.parse().ok()?)..size),
        (first, "") => Some(first.parse().ok()?..size),
        (first, last) => {
            let (first, last): (u64, u64) = (first.parse().ok()?, last.parse().ok()?);
            (first <= last).then(|| first..last.saturating_add(1).min(size))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::HeaderName;

    use super::*;

    const DATE: &str = "Sun, 06 Nov 1994 08:49:37 GMT";
    const LATER: &str = "Sun, 06 Nov 1994 08:49:38 GMT";

    /// [`DATE`], with half a second that HTTP cannot express.
    fn last_modified() -> Option<SystemTime> {
        Some(SystemTime::UNIX_EPOCH + Duration::from_millis(784_111_777_500))
    }

    fn etag() -> ETag {
        "\"t\"".parse().unwrap()
    }

    fn headers(pairs: &[(HeaderName, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.clone(), value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn reads_ranges() {
        use RequestedRange::{Part, Unsatisfiable, Whole};
        for (range, size, expected) in [
            ("bytes=0-0", 10, Part(0..1)),
            ("bytes=2-", 10, Part(2..10)),
            ("bytes=-3", 10, Part(7..10)),
            ("bytes=-30", 10, Part(0..10)),
            ("bytes=8-99999999999", 10, Part(8..10)),
            ("bytes=0-18446744073709551615", 10, Part(0..10)),
            ("bytes=10-", 10, Unsatisfiable),
            ("bytes=10-12", 10, Unsatisfiable),
            ("bytes=-0", 10, Unsatisfiable),
            ("bytes=0-", 0, Unsatisfiable),
            ("bytes=5-2", 10, Whole),
            ("bytes=0-1,3-4", 10, Whole),
            ("bytes=x-y", 10, Whole),
            ("bytes=-", 10, Whole),
            ("lines=0-1", 10, Whole),
        ] {
            let headers = headers(&[(header::RANGE, range)]);
            let range_of_file = requested_range(&headers, size, Some(&etag()), None);
            assert_eq!(range_of_file, expected, "{range}");
        }
    }

    #[test]
    fn answers_304_only_for_the_current_version() {
        for (name, value, expected) in [
            (header::IF_NONE_MATCH, "\"t\"", true),
            (header::IF_NONE_MATCH, "\"x\", W/\"t\"", true),
            (header::IF_NONE_MATCH, "*", true),
            (header::IF_NONE_MATCH, "\"x\"", false),
            (header::IF_NONE_MATCH, "\"t t\"", false),
            (header::IF_NONE_MATCH, "t", false),
            (header::IF_MODIFIED_SINCE, DATE, true),
            (header::IF_MODIFIED_SINCE, LATER, true),
            (
                header::IF_MODIFIED_SINCE,
                "Sun, 06 Nov 1994 08:49:36 GMT",
                false,
            ),
            (
                header::IF_MODIFIED_SINCE,
                "Sunday, 06-Nov-94 08:49:37 GMT",
                true,
            ),
            (header::IF_MODIFIED_SINCE, "yesterday", false),
        ] {
            let headers = headers(&[(name.clone(), value)]);
            assert_eq!(
                is_not_modified(&headers, Some(&etag()), last_modified()),
                expected,
                "{name}: {value}"
            );
        }
    }

    #[test]
    fn sends_the_whole_file_if_if_range_names_another_version() {
        for (condition, whole) in [
            ("\"t\"", false),
            ("\"x\"", true),
            ("W/\"t\"", true),
            ("\"t t\"", true),
            ("t", true),
            (DATE, false),
            (LATER, true),
        ] {
            let headers = headers(&[(header::RANGE, "bytes=0-1"), (header::IF_RANGE, condition)]);
            let range = requested_range(&headers, 10, Some(&etag()), last_modified());
            assert_eq!(range == RequestedRange::Whole, whole, "{condition}");
        }
        let weak: ETag = "W/\"t\"".parse().unwrap();
        let headers = headers(&[(header::RANGE, "bytes=0-1"), (header::IF_RANGE, "W/\"t\"")]);
        let range = requested_range(&headers, 10, Some(&weak), None);
        assert_eq!(range, RequestedRange::Whole, "weak tags never match");
    }
}
