//! The path prefix (`force_script_name`), removed before the router matches a path. Paths without
//! the prefix stay as they are: a proxy may have removed it.

use axum::Router;
use axum::extract::Request;
use http::Uri;
use http::uri::PathAndQuery;
use tower::ServiceExt as _;
use tower::util::MapRequest;

/// A service that removes `prefix` from paths before it calls `routes`.
pub fn without_prefix(
    routes: Router,
    prefix: String,
) -> MapRequest<Router, impl FnMut(Request) -> Request + Clone + Send + Sync + 'static> {
    routes.map_request(move |mut request: Request| {
        if let Some(uri) = strip_prefix(request.uri(), &prefix) {
            *request.uri_mut() = uri;
        }
        request
    })
}

/// The URI without the prefix; `None` if it does not start with the prefix.
fn strip_prefix(uri: &Uri, prefix: &str) -> Option<Uri> {
    let path = uri.path().strip_prefix(prefix)?;
    let path = if path.is_empty() { "/" } else { path };
    if !path.starts_with('/') {
        return None;
    }
    let text = uri
        .query()
        .map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"));
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(text).ok()?);
    Uri::from_parts(parts).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn removes_whole_segments() {
        let stripped =
            |uri: &str| strip_prefix(&uri.parse().unwrap(), "/helpdesk").map(|uri| uri.to_string());
        assert_eq!(
            stripped("/helpdesk/api/?a=1&b").as_deref(),
            Some("/api/?a=1&b")
        );
        assert_eq!(stripped("/helpdesk").as_deref(), Some("/"));
        assert_eq!(stripped("/helpdesk?x").as_deref(), Some("/?x"));
        assert_eq!(stripped("/helpdesk//api").as_deref(), Some("//api"));
        assert_eq!(
            stripped("http://h:1/helpdesk/api").as_deref(),
            Some("http://h:1/api")
        );
        assert_eq!(stripped("/helpdesks/api"), None);
        assert_eq!(stripped("/api/"), None);
    }
}
