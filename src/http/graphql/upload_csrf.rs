//! The CSRF check of `multipart/form-data`.
//!
//! Any page can make a browser send a form here, with the user's cookies and Basic credentials, and
//! without a CORS preflight. An upload must therefore carry a header that forms cannot have, and
//! that scripts of other origins may send only after a preflight.

use http::{HeaderMap, StatusCode, header};

use super::request_error::{RequestError, Result};

/// Headers that require a preflight. Apollo's servers accept the second and third; pages of our
/// origin send the last two anyway.
const PREFLIGHT_HEADERS: [&str; 5] = [
    "graphql-require-preflight",
    "apollo-require-preflight",
    "x-apollo-operation-name",
    "x-csrftoken",
    "x-requested-with",
];

/// Rejects a form that a page of another origin could have sent. `Authorization: Token` proves
/// that it did not; `Basic` does not, because browsers add it themselves.
pub(super) fn check(headers: &HeaderMap) -> Result<()> {
    let has_preflight_header = PREFLIGHT_HEADERS
        .iter()
        .any(|name| headers.get(*name).is_some_and(|value| !value.is_empty()));
    let authorization = headers.get(header::AUTHORIZATION);
    let scheme = authorization
        .and_then(|value| value.to_str().ok()?.split_whitespace().next())
        .unwrap_or_default();
    let has_token = scheme.eq_ignore_ascii_case("token") || scheme.eq_ignore_ascii_case("bearer");
    if has_preflight_header || has_token {
        return Ok(());
    }
    Err(RequestError::new(
        StatusCode::FORBIDDEN,
        "CSRF_FAILED",
        "multipart/form-data needs the header \"GraphQL-Require-Preflight: true\", or \
         authentication by token",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rejects_forms_of_other_origins() {
        for (name, value, is_accepted) in [
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
            assert_eq!(check(&headers).is_ok(), is_accepted, "{name}: {value}");
        }
    }
}
