//! `/api/`: the URLs of the views (`APIRootView` of `rest_framework/routers.py`).

use crate::compat::fields::string;
use crate::compat::routing::PREFIXES;
use crate::compat::views::{Answer, Exchange};

pub(super) const NAME: &str = "Api Root";
pub(super) const DESCRIPTION: &str = "The default basic root view for DefaultRouter";

/// Lists the views. A requested format is kept in their URLs, as in `rest_framework/reverse.py`.
pub(super) fn get(exchange: &Exchange<'_>) -> Answer {
    let suffix = exchange
        .route
        .format
        .as_ref()
        .map_or_else(|| "/".to_owned(), |format| format!(".{format}"));
    let format = exchange.query.only("format");
    let mut out = Vec::new();
    for (at, (prefix, _)) in PREFIXES.iter().enumerate() {
        out.push(if at > 0 { b',' } else { b'{' });
        string(prefix, &mut out);
        out.push(b':');
        string(
            &format!(
                "{}{}/api/{prefix}{suffix}{format}",
                exchange.origin,
                exchange.prefix()
            ),
            &mut out,
        );
    }
    out.push(b'}');
    Answer::ok(out)
}
