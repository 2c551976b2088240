//! What an address, a URL or a slug may look like: the rules of Django's validators (django/core/validators.py),
//! which are looser than the RFCs in places and stricter in others. Knows no field and no sentence.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::LazyLock;

use regex::Regex;

/// A pattern of ours.
fn pattern(text: &str) -> Regex {
    #[expect(clippy::expect_used, reason = "the patterns are constants, and the tests below compile each")]
    Regex::new(text).expect("a well-formed pattern")
}

static LOCAL_DOTS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\A[-!#$%&'*+/=?^_`{}|~0-9A-Z]+(\.[-!#$%&'*+/=?^_`{}|~0-9A-Z]+)*\z"));
static LOCAL_QUOTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r#"(?i)\A"([\x01-\x08\x0b\x0c\x0e-\x1f!#-\[\]-\x7f]|\\[\x01-\x09\x0b\x0c\x0e-\x7f])*"\z"#)
});
static DOMAIN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\A((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+)(?:[a-z0-9-]{2,62}[a-z0-9]|[a-z0-9][a-z0-9-]{0,61}[a-z0-9])\z",
    )
});
static SLUG: LazyLock<Regex> = LazyLock::new(|| pattern(r"\A[-a-zA-Z0-9_]+\z"));
static HOST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)\A(?:[a-z0-9\x{a1}-\x{10ffff}](?:[a-z0-9\x{a1}-\x{10ffff}-]{0,61}[a-z0-9\x{a1}-\x{10ffff}])?",
        r"(?:\.[a-z0-9\x{a1}-\x{10ffff}](?:[a-z0-9\x{a1}-\x{10ffff}-]{0,61}[a-z0-9\x{a1}-\x{10ffff}])?)*",
        r"\.(?:xn--[a-z0-9]{0,58}[a-z0-9]|[a-z\x{a1}-\x{10ffff}-]{1,62}[a-z\x{a1}-\x{10ffff}])\.?|localhost)\z"
    ))
});

/// Whether this is an e-mail address: at most 320 characters, a local part, and a domain with a dot,
/// `localhost`, or an address in brackets.
#[must_use]
pub fn is_email(text: &str) -> bool {
    if text.chars().count() > 320 {
        return false;
    }
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    if !LOCAL_DOTS.is_match(local) && !LOCAL_QUOTED.is_match(local) {
        return false;
    }
    is_email_domain(domain)
        || idna::domain_to_ascii(domain).is_ok_and(|ascii| !domain.is_ascii() && is_email_domain(&ascii))
}

fn is_email_domain(domain: &str) -> bool {
    if domain.eq_ignore_ascii_case("localhost") {
        return true;
    }
    if let Some(literal) = domain.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return literal.parse::<IpAddr>().is_ok();
    }
    DOMAIN.is_match(domain) && !domain.split('.').any(|label| label.starts_with('-') || label.ends_with('-'))
}

/// Whether this is a slug: ASCII letters, digits, hyphens and underscores, at least one.
#[must_use]
pub fn is_slug(text: &str) -> bool {
    SLUG.is_match(text)
}

/// Whether this is a URL of a web or file server, of at most 2048 characters.
#[must_use]
pub fn is_url(text: &str) -> bool {
    if text.chars().count() > 2048 || text.contains(['\t', '\r', '\n']) || text.chars().any(char::is_whitespace) {
        return false;
    }
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    if !["http", "https", "ftp", "ftps"].contains(&scheme.to_lowercase().as_str()) {
        return false;
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let authority = &rest[..end];
    let host = match authority.rsplit_once('@') {
        Some((user, host)) => {
            let (name, password) = user.split_once(':').unwrap_or((user, ""));
            if name.is_empty() || name.contains([':', '@', '/']) || password.contains([':', '@', '/']) {
                return false;
            }
            host
        }
        None => authority,
    };
    let (name, port) = match host.rfind(':') {
        Some(colon) if !host[colon..].contains(']') => (&host[..colon], Some(&host[colon + 1..])),
        _ => (host, None),
    };
    let port_fits =
        port.is_none_or(|port| (1..=5).contains(&port.len()) && port.bytes().all(|byte| byte.is_ascii_digit()));
    let bare = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let name_fits = match bare {
        Some(v6) => v6.parse::<Ipv6Addr>().is_ok(),
        None => name.parse::<Ipv4Addr>().is_ok() || (HOST.is_match(name) && name.len() <= 253),
    };
    port_fits && name_fits
}

/// An address of the internet protocol in the form in which Django keeps it; `None` when it is none.
#[must_use]
pub fn ip_address(text: &str) -> Option<String> {
    let text = text.trim();
    if !text.contains(':') {
        // Rust, like Django, refuses leading zeros here.
        return text.parse::<Ipv4Addr>().ok().map(|address| address.to_string());
    }
    let address = text.parse::<Ipv6Addr>().ok()?;
    Some(match address.to_ipv4_mapped() {
        Some(mapped) => format!("::ffff:{mapped}"),
        None => address.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn email_addresses() {
        for good in [
            "a@b.cd",
            "x+y@sub.example.com",
            "a@localhost",
            "a@[127.0.0.1]",
            "\"a.b!\"@example.com",
            "ü@b.cd".replace('ü', "u").as_str(),
            "a@bücher.example",
        ] {
            assert!(is_email(good), "{good}");
        }
        for bad in ["", "nobody", "a@", "@b.cd", "a b@c.de", "a@b", "a@-b.cd", "a@b..cd", "a@b.cd\n"] {
            assert!(!is_email(bad), "{bad}");
        }
    }

    #[test]
    fn urls() {
        for good in [
            "http://example.com",
            "https://example.com/?a=b&c=d",
            "ftp://u:p@example.com:21/x",
            "http://localhost:8000/",
            "http://[::1]/",
            "http://1.2.3.4",
        ] {
            assert!(is_url(good), "{good}");
        }
        for bad in [
            "",
            "example.com",
            "http://",
            "http://a b.com",
            "javascript:alert(1)",
            "http://example",
            "http://-a.com",
            "http://a.com:123456",
        ] {
            assert!(!is_url(bad), "{bad}");
        }
    }

    #[test]
    fn addresses_and_slugs() {
        assert_eq!(ip_address(" 192.0.2.1 ").as_deref(), Some("192.0.2.1"));
        assert_eq!(ip_address("2001:DB8:0::1").as_deref(), Some("2001:db8::1"));
        assert_eq!(ip_address("1.2.3"), None);
        assert!(is_slug("a-slug_1") && !is_slug("") && !is_slug("ü") && !is_slug("a\n"));
    }
}
