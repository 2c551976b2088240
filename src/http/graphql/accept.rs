//! The media type of a response, negotiated by `Accept`.

use http::{HeaderMap, header};

/// The media type of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MediaType {
    /// `text/html`: GraphiQL.
    Html,
    /// `application/graphql-response+json`: the status describes the request.
    GraphQl,
    /// `application/json`: invalid documents are answered with 200.
    Json,
}

impl MediaType {
    /// The `Content-Type`.
    pub(super) fn content_type(self) -> &'static str {
        match self {
            Self::Html => "text/html; charset=utf-8",
            Self::GraphQl => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }
}

/// The media type that the client prefers; `None` if it accepts none of ours. HTML only if
/// `with_html`.
pub(super) fn negotiate(headers: &HeaderMap, with_html: bool) -> Option<MediaType> {
    let lines: Vec<&str> = headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .collect();
    if lines.is_empty() {
        return Some(MediaType::Json);
    }
    let mut best: Option<(f32, MediaType)> = None;
    for range in lines.iter().flat_map(|line| line.split(',')) {
        let mut parts = range.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default().to_ascii_lowercase();
        let media_type = match name.as_str() {
            "text/html" | "application/xhtml+xml" if with_html => MediaType::Html,
            "application/graphql-response+json" => MediaType::GraphQl,
            "application/json" | "application/*" | "*/*" => MediaType::Json,
            _ => continue,
        };
        let quality = parts
            .find_map(|part| part.strip_prefix("q=")?.trim().parse().ok())
            .unwrap_or(1.0);
        // The first of several with the same quality wins.
        if quality > best.map_or(0.0, |(quality, _)| quality) {
            best = Some((quality, media_type));
        }
    }
    best.map(|(_, media_type)| media_type)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_quality_wins() {
        let chrome = "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8";
        for (accept, with_html, expected) in [
            (None, true, Some(MediaType::Json)),
            (Some("*/*"), true, Some(MediaType::Json)),
            (Some("application/json"), true, Some(MediaType::Json)),
            (
                Some("application/graphql-response+json, application/json;q=0.9"),
                true,
                Some(MediaType::GraphQl),
            ),
            (
                Some("application/json;q=0.9, application/graphql-response+json"),
                true,
                Some(MediaType::GraphQl),
            ),
            (
                Some("application/json, application/graphql-response+json"),
                true,
                Some(MediaType::Json),
            ),
            (
                Some("APPLICATION/GRAPHQL-RESPONSE+JSON; charset=utf-8"),
                true,
                Some(MediaType::GraphQl),
            ),
            (Some(chrome), true, Some(MediaType::Html)),
            (Some(chrome), false, Some(MediaType::Json)),
            (Some("text/plain"), true, None),
            (Some("application/json;q=0"), true, None),
            (Some(""), true, None),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(accept) = accept {
                headers.insert(header::ACCEPT, accept.parse().unwrap());
            }
            assert_eq!(negotiate(&headers, with_html), expected, "{accept:?}");
        }
    }
}
