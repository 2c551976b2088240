//! The path prefix (`force_script_name`): removed before the routes are looked at. What comes
//! without it passes as it is, since a proxy in front may have removed it.

use axum::Router;
use axum::extract::Request;
use http::Uri;
use http::uri::PathAndQuery;
use tower::ServiceExt as _;
use tower::util::MapRequest;

/// The routes, with `prefix` removed from the paths that begin with it.
pub fn without_prefix(
    routes: Router,
    prefix: String,
) -> MapRequest<Router, impl FnMut(Request) -> Request + Clone + Send + Sync + 'static> {
    routes.map_request(move |mut request: Request| {
        if let Some(uri) = shortened(request.uri(), &prefix) {
            *request.uri_mut() = uri;
        }
        request
    })
}

/// The address without the prefix; `None` where it does not begin with it.
fn shortened(uri: &Uri, prefix: &str) -> Option<Uri> {
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
    fn whole_segments_are_removed() {
        let shortened =
            |uri: &str| shortened(&uri.parse().unwrap(), "/helpdesk").map(|uri| uri.to_string());
        assert_eq!(
            shortened("/helpdesk/api/?a=1&b").as_deref(),
            Some("/api/?a=1&b")
        );
        assert_eq!(shortened("/helpdesk").as_deref(), Some("/"));
        assert_eq!(shortened("/helpdesk?x").as_deref(), Some("/?x"));
        assert_eq!(shortened("/helpdesk//api").as_deref(), Some("//api"));
        assert_eq!(
            shortened("http://h:1/helpdesk/api").as_deref(),
            Some("http://h:1/api")
        );
        assert_eq!(shortened("/helpdesks/api"), None);
        assert_eq!(shortened("/api/"), None);
    }
}
