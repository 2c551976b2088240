//! Django's validators of email addresses, URLs, IP addresses, slugs, usernames and times
//! (`django/core/validators.py`). They are looser than the RFCs in some places and stricter in
//! others. Shared by forms and DRF's serializers.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::LazyLock;

use chrono::{DateTime, Datelike as _, NaiveDateTime, NaiveTime, TimeDelta, Timelike as _, Utc};
use chrono_tz::Tz;
use python::is_space;
use regex::Regex;
use unicode_normalization::UnicodeNormalization as _;

#[expect(clippy::unwrap_used, reason = "the pattern is constant and tested")]
static USER: LazyLock<Regex> = LazyLock::new(|| {
    // With `re.IGNORECASE`, Python matches the last four characters of the set as `i`, `s` and `k`.
    Regex::new(concat!(
        r#"^(?:[-!#$%&'*+/=?^_`{}|~0-9A-Za-z\u{130}\u{131}\u{17f}\u{212a}]+"#,
        r#"(?:\.[-!#$%&'*+/=?^_`{}|~0-9A-Za-z\u{130}\u{131}\u{17f}\u{212a}]+)*"#,
        r#"|"(?:[\x01-\x08\x0b\x0c\x0e-\x1f!#-\[\]-\x7f]|\\[\x01-\x09\x0b\x0c\x0e-\x7f])*")$"#
    ))
    .unwrap()
});

#[expect(clippy::unwrap_used, reason = "the pattern is constant and tested")]
static USERNAME: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\A[\p{L}\p{N}_.@+-]+\z").unwrap());

/// `UnicodeUsernameValidator`: letters and digits of any script, and `@.+-_`.
#[must_use]
pub fn is_username(name: &str) -> bool {
    USERNAME.is_match(name)
}

/// Whether Python's `datetime` supports a year: 1 to 9999.
#[must_use]
pub fn is_year(year: i32) -> bool {
    (1..=9999).contains(&year)
}

/// Whether Python's `datetime` can hold a moment, in UTC and in the site's time zone. It has no
/// leap seconds.
#[must_use]
pub fn is_moment(moment: DateTime<Utc>, zone: Tz) -> bool {
    is_time(&moment.time())
        && is_year(moment.year())
        && local(moment, zone).is_some_and(|local| is_year(local.year()))
}

/// The local time of a moment in a time zone.
#[must_use]
pub fn local(moment: DateTime<Utc>, zone: Tz) -> Option<NaiveDateTime> {
    let offset = TimeDelta::seconds(i64::from(python::offset(moment, zone)));
    moment.naive_utc().checked_add_signed(offset)
}

/// Whether Python's `time` can hold a time of day. It has no leap seconds.
#[must_use]
pub fn is_time(time: &NaiveTime) -> bool {
    time.nanosecond() < 1_000_000_000
}

/// The characters that Django allows in the labels of a domain name, besides hyphens.
fn is_label_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || ('\u{a1}'..='\u{ffff}').contains(&c)
}

fn is_label(label: &str, longest: usize) -> bool {
    let length = label.chars().count();
    (1..=longest).contains(&length)
        && label.chars().all(|c| is_label_char(c) || c == '-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

/// A domain name with at least two labels, whose last is not a number.
fn is_domain(domain: &str) -> bool {
    let labels: Vec<&str> = domain.split('.').collect();
    let [first, middle @ .., last] = labels.as_slice() else {
        return false;
    };
    let is_top = |label: &str| {
        let length = label.chars().count();
        let word = (2..=63).contains(&length) && !label.chars().any(|c| c.is_ascii_digit());
        let punycode = label
            .to_ascii_lowercase()
            .strip_prefix("xn--")
            .is_some_and(|rest| {
                (1..=59).contains(&rest.len())
                    && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            });
        is_label(label, 63) && (word || punycode)
    };
    is_label(first, 63) && middle.iter().all(|label| is_label(label, 63)) && is_top(last)
}

/// `EmailValidator`: at most 320 characters; the domain has a dot, is `localhost`, or is an IP
/// address in brackets.
#[must_use]
pub fn is_email(text: &str) -> bool {
    if text.chars().count() > 320 {
        return false;
    }
    let Some((user, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let literal = || {
        let inner = domain
            .strip_prefix('[')
            .and_then(|inner| inner.strip_suffix(']'));
        inner.is_some_and(|address| address.parse::<Ipv4Addr>().is_ok() || ipv6(address).is_some())
    };
    USER.is_match(user) && (domain == "localhost" || is_domain(domain) || literal())
}

/// `URLValidator`: HTTP or FTP, at most 2048 characters; the host has a dot, is `localhost`, or is
/// an IP address.
#[must_use]
pub fn is_url(text: &str) -> bool {
    if text.chars().count() > 2048 || text.contains(['\t', '\r', '\n']) {
        return false;
    }
    let Some((scheme, rest)) = text.split_once("://") else {
        return false;
    };
    if !matches!(&*scheme.to_lowercase(), "http" | "https" | "ftp" | "ftps") || !is_splittable(rest)
    {
        return false;
    }
    // Text before an `@` is a user, or part of the path or query: accept either reading.
    let user = rest.split_once('@').filter(|(user, _)| is_user_info(user));
    is_host_and_rest(rest) || user.is_some_and(|(_, place)| is_host_and_rest(place))
}

/// Whether Python's `urlsplit` accepts the text after `://` and finds a host in it.
fn is_splittable(rest: &str) -> bool {
    let place = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
    // Characters that normalize to `/` or `:` in a host.
    let kept = |c: &char| !matches!(c, '@' | ':' | '#' | '?');
    let mut compatible = place.chars().filter(kept).nfkc();
    let bracketed = place
        .split_once('[')
        .map(|(_, inner)| inner.split(']').next().unwrap_or_default());
    if place.contains('[') != place.contains(']')
        || bracketed.is_some_and(|address| ipv6(address).is_none())
        || !place.is_ascii() && compatible.any(|c| matches!(c, '/' | '?' | '#' | '@' | ':'))
    {
        return false;
    }
    let host = place.rsplit('@').next().unwrap_or_default();
    let host = match host.strip_prefix('[') {
        Some(inner) => inner.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    (1..=253).contains(&host.chars().count())
}

fn is_user_info(text: &str) -> bool {
    let (name, password) = text.split_once(':').unwrap_or((text, ""));
    !name.is_empty()
        && !name.contains('/')
        && !password.contains([':', '/'])
        && !text.contains(is_space)
}

/// A host with an optional port, path, query and fragment.
fn is_host_and_rest(text: &str) -> bool {
    let (is_host, rest) = match text
        .strip_prefix('[')
        .and_then(|inner| inner.split_once(']'))
    {
        Some((address, rest)) => (ipv6(address).is_some(), rest),
        None => {
            let (host, rest) = text.split_at(text.find([':', '/', '?', '#']).unwrap_or(text.len()));
            let name = host.strip_suffix('.').unwrap_or(host);
            let named = host.eq_ignore_ascii_case("localhost") || is_domain(name);
            (named || host.parse::<Ipv4Addr>().is_ok(), rest)
        }
    };
    let after = rest.strip_prefix(':').map_or(Some(rest), |port| {
        let digits = port.bytes().take_while(u8::is_ascii_digit).count();
        (1..=5).contains(&digits).then(|| &port[digits..])
    });
    is_host
        && after.is_some_and(|after| {
            after.is_empty() || after.starts_with(['/', '?', '#']) && !after.contains(is_space)
        })
}

/// `validate_slug`: ASCII letters, digits, hyphens and underscores, at least one.
#[must_use]
pub fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

fn ipv6(text: &str) -> Option<Ipv6Addr> {
    if text.len() > 39 {
        None
    } else {
        text.parse().ok()
    }
}

/// `clean_ipv6_address` and `validate_ipv4_address`: the address in its canonical form, or `None`.
/// `unpack_ipv4` converts an IPv4 address mapped to IPv6 to IPv4, as serializers do; forms keep
/// `::ffff:192.0.2.1`.
#[must_use]
pub fn ip_address(text: &str, unpack_ipv4: bool) -> Option<String> {
    if text.contains(':') {
        // A zone after `%` is accepted and dropped.
        let address = match text.split_once('%') {
            Some((_, zone))
                if zone.is_empty() || zone.contains(['%', '/']) || text.chars().count() > 39 =>
            {
                return None;
            }
            Some((address, _)) => ipv6(address)?,
            None => ipv6(text)?,
        };
        let unpacked = address.to_ipv4_mapped().filter(|_| unpack_ipv4);
        return Some(unpacked.map_or_else(|| address.to_string(), |unpacked| unpacked.to_string()));
    }
    text.parse::<Ipv4Addr>()
        .ok()
        .map(|address| address.to_string())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn validates_email_addresses() {
        for good in [
            "a@b.co",
            "a.b+c@sub.example.com",
            "x@localhost",
            "x@[::1]",
            r#""a\ b"@example.com"#,
            "x@münchen.de",
            "\u{17f}@b.co",
        ] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "",
            "nobody",
            "ö@example.com",
            "\"a b\"@example.com",
            "a@b",
            "a@-b.co",
            "a@b-.co",
            "a..b@c.de",
            "@c.de",
            "a@b.c0m",
            "a@b.co.",
            "a@1.2.3.4",
            "a b@c.de",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
    }

    #[test]
    fn validates_urls() {
        for good in [
            "http://localhost",
            "HTTP://EXAMPLE.com/ä?x#y",
            "http://[::1]:80/",
            "http://user:p@ex.com:1",
            "ftp://ex.com.",
            "http://1.2.3.4",
            "https://example.com/?a=b&c=d",
            "http://a.com#@x",
            "http://a#@b.co",
        ] {
            assert!(is_url(good), "{good}");
        }
        for bad in [
            "",
            "http://x",
            "http://a_b.com",
            "http://256.1.1.1",
            "javascript:alert(1)",
            "http://a.com/ b",
            "//a.com",
            "mailto://a.com",
            "http://#@b.co",
            "http://]@b.co",
            "http://[]@b.co",
            "http://a\u{ff0f}b.com",
        ] {
            assert!(!is_url(bad), "{bad}");
        }
    }

    #[test]
    fn validates_ip_addresses_and_names() {
        assert_eq!(
            ip_address("::ffff:1.2.3.4", true).as_deref(),
            Some("1.2.3.4")
        );
        assert_eq!(ip_address("fe80::1%eth0", true).as_deref(), Some("fe80::1"));
        assert_eq!(
            ip_address("::FFFF:1.2.3.4", false).as_deref(),
            Some("::ffff:1.2.3.4")
        );
        assert_eq!(
            ip_address("2001:DB8::0:1", true).as_deref(),
            Some("2001:db8::1")
        );
        assert_eq!(ip_address("1.2.3.4", false).as_deref(), Some("1.2.3.4"));
        for bad in [
            "",
            "1.2.3",
            "01.2.3.4",
            "::1 ",
            "1.2.3.256",
            "fe80::1%",
            "::1%a%b",
            "::1%a/b",
        ] {
            assert_eq!(ip_address(bad, true), None, "{bad}");
        }
        assert!(
            is_username("żółw@x.y+z-_٣")
                && !is_username("a b")
                && !is_username("a\u{301}")
                && !is_username("")
        );
        assert!(is_slug("a-b_C9") && !is_slug("a b") && !is_slug("ä"));
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,60}") {
            let _ = (is_email(&text), is_url(&text), is_slug(&text), ip_address(&text, true));
        }
    }
}
