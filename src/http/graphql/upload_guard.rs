//! Who may send `multipart/form-data`. Any page can make a browser send such a form here, with the
//! cookies and the Basic credentials that it remembers, and without asking. So a request must show
//! that it is none: by a header that no form has and that other origins may not send unasked.

use http::{HeaderMap, header};

use super::refusal::{Refusal, Result};

/// Headers that make browsers ask first; the second and third are what Apollo's servers look for,
/// the last two what pages of this origin send anyway.
const HEADERS: [&str; 5] = [
    "graphql-require-preflight",
    "apollo-require-preflight",
    "x-apollo-operation-name",
    "x-csrftoken",
    "x-requested-with",
];

/// Refuses a form that a foreign page could have sent. `Authorization: Token` shows it, too;
/// `Basic` does not, since browsers add it by themselves.
pub(super) fn check(headers: &HeaderMap) -> Result<()> {
    let shown = HEADERS
        .iter()
        .any(|name| headers.get(*name).is_some_and(|value| !value.is_empty()));
    let authorization = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let scheme = authorization.split_whitespace().next().unwrap_or_default();
    if shown || scheme.eq_ignore_ascii_case("token") || scheme.eq_ignore_ascii_case("bearer") {
        return Ok(());
    }
    Err(Refusal::new(
        http::StatusCode::FORBIDDEN,
        "CSRF_FAILED",
        "multipart/form-data needs a header that shows that no foreign page sent it: \
         add \"GraphQL-Require-Preflight: true\", or sign in by token",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_foreign_pages_are_refused() {
        for (name, value, passes) in [
            ("graphql-require-preflight", "true", true),
            ("apollo-require-preflight", "1", true),
            ("x-requested-with", "XMLHttpRequest", true),
            ("authorization", "Token abc", true),
            ("authorization", "Basic YTpi", false),
            ("graphql-require-preflight", "", false),
            ("origin", "https://evil.example", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(name, value.parse().unwrap());
            assert_eq!(check(&headers).is_ok(), passes, "{name}: {value}");
        }
    }
}
