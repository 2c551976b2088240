//! Texts with a form: addresses of mail, web and network, slugs, as Django's validators judge them
//! (`django/core/validators.py`).

use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::LazyLock;

use regex::Regex;

#[expect(clippy::unwrap_used, reason = "the pattern is a constant, and a test runs it")]
static USER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r#"^(?i-u:[-!#$%&'*+/=?^_`{}|~0-9A-Z]+(\.[-!#$%&'*+/=?^_`{}|~0-9A-Z]+)*"#,
        r#"|"([\x01-\x08\x0b\x0c\x0e-\x1f!#-\[\]-\x7f]|\\[\x01-\x09\x0b\x0c\x0e-\x7f])*")$"#
    ))
    .unwrap()
});
#[expect(clippy::unwrap_used, reason = "the pattern is a constant, and a test runs it")]
static URL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[a-zA-Z0-9.+-]*://(?:[^\s:@/]+(?::[^\s:@/]*)?@)?(\[[0-9a-fA-F:.]+\]|[^\s:/?#\[\]]+)(?::[0-9]{1,5})?(?:[/?#]\S*)?$")
        .unwrap()
});

/// Letters, digits and what Django allows beside them in names of hosts.
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

/// A name of a host with at least two labels; the last is no number.
fn is_domain(domain: &str) -> bool {
    let labels: Vec<&str> = domain.split('.').collect();
    let [first, middle @ .., last] = labels.as_slice() else { return false };
    let is_top = |label: &str| {
        let length = label.chars().count();
        let word = (2..=63).contains(&length) && !label.chars().any(|c| c.is_ascii_digit());
        let punycode = label.to_ascii_lowercase().strip_prefix("xn--").is_some_and(|rest| {
            (1..=59).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        });
        is_label(label, 63) && (word || punycode)
    };
    is_label(first, 63) && middle.iter().all(|label| is_label(label, 63)) && is_top(last)
}

/// `EmailValidator`
pub(super) fn is_email(text: &str) -> bool {
    if text.chars().count() > 320 {
        return false;
    }
    let Some((user, domain)) = text.rsplit_once('@') else { return false };
    let literal = || {
        let inner = domain.strip_prefix('[').and_then(|inner| inner.strip_suffix(']'));
        inner.is_some_and(|address| address.parse::<Ipv4Addr>().is_ok() || ipv6(address).is_some())
    };
    USER.is_match(user) && (domain == "localhost" || is_domain(domain) || literal())
}

/// `URLValidator`
pub(super) fn is_url(text: &str) -> bool {
    if text.chars().count() > 2048 || text.contains(['\t', '\r', '\n']) {
        return false;
    }
    let scheme = text.split("://").next().unwrap_or_default().to_lowercase();
    if !matches!(scheme.as_str(), "http" | "https" | "ftp" | "ftps") {
        return false;
    }
    let Some(host) = URL.captures(text).and_then(|found| found.get(1)) else { return false };
    let host = host.as_str();
    if let Some(address) = host.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')) {
        return ipv6(address).is_some();
    }
    if host.chars().count() > 253 {
        return false;
    }
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<Ipv4Addr>().is_ok()
        || is_domain(host.strip_suffix('.').unwrap_or(host))
}

/// `SlugField`
pub(super) fn is_slug(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

fn ipv6(text: &str) -> Option<Ipv6Addr> {
    // A scope (`%eth0`) is no part of an address here.
    if text.len() > 39 { None } else { text.parse().ok() }
}

/// `GenericIPAddressField`: the address in its shortest form, an IPv4 address in IPv6 unpacked.
pub(super) fn ip_address(text: &str) -> Option<String> {
    if text.contains(':') {
        let address = ipv6(text)?;
        return Some(address.to_ipv4_mapped().map_or_else(|| address.to_string(), |unpacked| unpacked.to_string()));
    }
    text.parse::<Ipv4Addr>().ok().map(|address| address.to_string())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn emails() {
        for good in
            ["a@b.co", "a.b+c@sub.example.com", "x@localhost", "x@[::1]", r#""a\ b"@example.com"#, "x@münchen.de"]
        {
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
    fn urls() {
        for good in [
            "http://localhost",
            "HTTP://EXAMPLE.com/ä?x#y",
            "http://[::1]:80/",
            "http://user:p@ex.com:1",
            "ftp://ex.com.",
            "http://1.2.3.4",
            "https://example.com/?a=b&c=d",
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
        ] {
            assert!(!is_url(bad), "{bad}");
        }
    }

    #[test]
    fn addresses() {
        assert_eq!(ip_address("::ffff:1.2.3.4").as_deref(), Some("1.2.3.4"));
        assert_eq!(ip_address("2001:DB8::0:1").as_deref(), Some("2001:db8::1"));
        assert_eq!(ip_address("1.2.3.4").as_deref(), Some("1.2.3.4"));
        for bad in ["", "1.2.3", "01.2.3.4", "::1 ", "1.2.3.256"] {
            assert_eq!(ip_address(bad), None, "{bad}");
        }
        assert!(is_slug("a-b_C9") && !is_slug("a b") && !is_slug("ä"));
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,60}") {
            let _ = (is_email(&text), is_url(&text), is_slug(&text), ip_address(&text));
        }
    }
}
