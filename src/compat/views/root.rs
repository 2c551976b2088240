//! `/api/`: the URLs of the views (`APIRootView` of `rest_framework/routers.py`).

use crate::compat::fields::string;
use crate::compat::routing;
use crate::compat::views::{ViewRequest, ViewResponse};

pub(super) const NAME: &str = "Api Root";
pub(super) const DESCRIPTION: &str = "The default basic root view for DefaultRouter";

/// Lists the views. A requested format is kept in their URLs, as in `rest_framework/reverse.py`.
pub(super) fn get(request: &ViewRequest<'_>) -> ViewResponse {
    let suffix = request
        .route
        .format
        .as_ref()
        .map_or_else(|| "/".to_owned(), |format| format!(".{format}"));
    let format = request.query.only("format");
    let mut out = Vec::new();
    for (at, (prefix, _)) in routing::prefixes(request.api.release).enumerate() {
        out.push(if at > 0 { b',' } else { b'{' });
        string(prefix, &mut out);
        out.push(b':');
        string(
            &format!(
                "{}{}/api/{prefix}{suffix}{format}",
                request.origin,
                request.prefix()
            ),
            &mut out,
        );
    }
    out.push(b'}');
    ViewResponse::ok(out)
}
