//! Finds the view of a path: DRF's `DefaultRouter` with format suffixes, and Django's
//! `APPEND_SLASH` (`rest_framework/routers.py`, `django/middleware/common.py`).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::domain::Release;

/// The registered viewsets and views.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Resource {
    /// `/api/`
    Root,
    /// `/api/tickets/`
    Tickets,
    /// `/api/user_tickets/`
    UserTickets,
    /// `/api/followups/`
    FollowUps,
    /// `/api/followups-attachments/`
    Attachments,
    /// `/api/users/`
    Users,
}

/// The registered prefixes in order.
pub(crate) const PREFIXES: [(&str, Resource); 5] = [
    ("tickets", Resource::Tickets),
    ("user_tickets", Resource::UserTickets),
    ("followups", Resource::FollowUps),
    ("followups-attachments", Resource::Attachments),
    ("users", Resource::Users),
];

/// A path with a view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Route {
    pub(crate) resource: Resource,
    /// The object's key in the path, in detail views.
    pub(crate) key: Option<String>,
    /// The format suffix, such as `json` for `.json`.
    pub(crate) format: Option<String>,
}

/// The prefixes that a release has.
pub(crate) fn prefixes(release: Release) -> impl Iterator<Item = (&'static str, Resource)> {
    PREFIXES.into_iter().filter(move |(_, resource)| {
        *resource != Resource::UserTickets || release.has_user_tickets()
    })
}

/// The result of routing a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Resolved {
    View(Route),
    /// A slash at the end is missing; contains the URL with the slash.
    Redirect(String),
    NotFound,
}

/// Resolves a path (percent-encoded, from `/api`) and query string.
pub(crate) fn resolve(path: &str, query: Option<&str>, release: Release) -> Resolved {
    let decoded = decode(path);
    if let Some(route) = find_view(&decoded, release) {
        return Resolved::View(route);
    }
    if !decoded.ends_with('/') && find_view(&format!("{decoded}/"), release).is_some() {
        let query = query
            .filter(|query| !query.is_empty())
            .map(|query| format!("?{query}"))
            .unwrap_or_default();
        return Resolved::Redirect(format!("{}/{query}", encode(&decoded)));
    }
    Resolved::NotFound
}

/// Decodes a path like Django.
pub(crate) fn decode(path: &str) -> String {
    percent_decode_str(path).decode_utf8_lossy().into_owned()
}

/// The characters that Django's `escape_uri_path` keeps.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b':')
    .remove(b'@')
    .remove(b'&')
    .remove(b'+')
    .remove(b'$')
    .remove(b',')
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

/// Encodes a path like Django.
pub(crate) fn encode(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}

fn find_view(path: &str, release: Release) -> Option<Route> {
    let rest = path.strip_prefix("/api/")?;
    let route = |resource, key: Option<&str>, format: Option<&str>| {
        Some(Route {
            resource,
            key: key.map(str::to_owned),
            format: format.map(str::to_owned),
        })
    };
    if rest.is_empty() {
        return route(Resource::Root, None, None);
    }
    if let Some(format) = suffix(rest) {
        return route(Resource::Root, None, Some(format));
    }
    let end = rest.find(['/', '.'])?;
    let (_, resource) = prefixes(release).find(|(prefix, _)| *prefix == &rest[..end])?;
    let rest = &rest[end..];
    if rest == "/" {
        return route(resource, None, None);
    }
    if let Some(format) = suffix(rest) {
        return route(resource, None, Some(format));
    }
    let rest = rest
        .strip_prefix('/')
        .filter(|_| resource != Resource::Users)?;
    let end = rest.find(['/', '.']).filter(|end| *end > 0)?;
    let (key, rest) = rest.split_at(end);
    if rest == "/" {
        return route(resource, Some(key), None);
    }
    route(resource, Some(key), Some(suffix(rest)?))
}

/// Parses `.json` or `.json/`.
fn suffix(text: &str) -> Option<&str> {
    let format = text.strip_prefix('.')?;
    let format = format.strip_suffix('/').unwrap_or(format);
    let is_format_char = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    (!format.is_empty() && format.bytes().all(is_format_char)).then_some(format)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(path: &str) -> Option<(Resource, Option<String>, Option<String>)> {
        match resolve(path, None, Release::LATEST) {
            Resolved::View(route) => Some((route.resource, route.key, route.format)),
            _ => None,
        }
    }

    #[test]
    fn finds_views() {
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(found("/api/"), Some((Resource::Root, None, None)));
        assert_eq!(
            found("/api/.json"),
            Some((Resource::Root, None, text("json")))
        );
        assert_eq!(
            found("/api/tickets/"),
            Some((Resource::Tickets, None, None))
        );
        assert_eq!(
            found("/api/tickets.json"),
            Some((Resource::Tickets, None, text("json")))
        );
        assert_eq!(
            found("/api/tickets/1.5/"),
            Some((Resource::Tickets, text("1"), text("5")))
        );
        assert_eq!(
            found("/api/tickets/%D9%A1/"),
            Some((Resource::Tickets, text("\u{661}"), None))
        );
        assert_eq!(
            found("/api/followups-attachments/7/"),
            Some((Resource::Attachments, text("7"), None))
        );
        for path in [
            "/api",
            "/api/users/1/",
            "/api/tickets//",
            "/api/tickets/1//",
            "/api/nothing/",
            "/api/tickets/.json",
        ] {
            assert_eq!(found(path), None, "{path}");
        }
    }

    #[test]
    fn redirects_to_the_url_with_a_slash() {
        let to = |location: &str| Resolved::Redirect(location.to_owned());
        let resolve = |path, query| resolve(path, query, Release::LATEST);
        assert_eq!(resolve("/api", None), to("/api/"));
        assert_eq!(
            resolve("/api/tickets", Some("page_size=1")),
            to("/api/tickets/?page_size=1")
        );
        assert_eq!(
            resolve("/api/tickets/a%20b", None),
            to("/api/tickets/a%20b/")
        );
        assert_eq!(resolve("/api.json", None), Resolved::NotFound);
        assert_eq!(resolve("/api/users/1", None), Resolved::NotFound);
    }

    #[test]
    fn releases_before_1_1_have_no_user_tickets() {
        let old = Release::new(1, 0);
        for path in [
            "/api/user_tickets/",
            "/api/user_tickets",
            "/api/user_tickets/1/",
        ] {
            assert_eq!(resolve(path, None, old), Resolved::NotFound);
        }
        assert!(matches!(
            resolve("/api/tickets/", None, old),
            Resolved::View(_)
        ));
    }

    proptest! {
        #[test]
        fn never_panics(path in "/api[/.a-z0-9%]{0,30}|\\PC*") {
            let _ = resolve(&path, Some("x"), Release::LATEST);
        }
    }
}
