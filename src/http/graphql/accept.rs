//! What the caller wants to read: `Accept`, with its qualities.

use http::{HeaderMap, header};

/// The form of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Media {
    /// A page for people.
    Html,
    /// `application/graphql-response+json`: statuses tell about the request.
    GraphQl,
    /// `application/json`: what is wrong with a document is told with 200.
    Json,
}

impl Media {
    /// The `Content-Type`.
    pub(super) fn content_type(self) -> &'static str {
        match self {
            Self::Html => "text/html; charset=utf-8",
            Self::GraphQl => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }
}

/// The best form of an answer; `None` where the caller reads none of ours. HTML only where there
/// are `pages`.
pub(super) fn choose(headers: &HeaderMap, pages: bool) -> Option<Media> {
    let lines: Vec<&str> = headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .collect();
    if lines.is_empty() {
        return Some(Media::Json);
    }
    let mut best: Option<(f32, Media)> = None;
    for range in lines.iter().flat_map(|line| line.split(',')) {
        let mut parts = range.split(';').map(str::trim);
        let media = match parts
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase()
            .as_str()
        {
            "text/html" | "application/xhtml+xml" if pages => Media::Html,
            "application/graphql-response+json" => Media::GraphQl,
            "application/json" | "application/*" | "*/*" => Media::Json,
            _ => continue,
        };
        let quality = parts
            .find_map(|part| part.strip_prefix("q=")?.trim().parse().ok())
            .unwrap_or(1.0);
        // Of equals the first wins.
        if quality > best.map_or(0.0, |(quality, _)| quality) {
            best = Some((quality, media));
        }
    }
    best.map(|(_, media)| media)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_is_chosen() {
        let chrome = "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8";
        for (accept, pages, expected) in [
            (None, true, Some(Media::Json)),
            (Some("*/*"), true, Some(Media::Json)),
            (Some("application/json"), true, Some(Media::Json)),
            (
                Some("application/graphql-response+json, application/json;q=0.9"),
                true,
                Some(Media::GraphQl),
            ),
            (
                Some("application/json;q=0.9, application/graphql-response+json"),
                true,
                Some(Media::GraphQl),
            ),
            (
                Some("application/json, application/graphql-response+json"),
                true,
                Some(Media::Json),
            ),
            (
                Some("APPLICATION/GRAPHQL-RESPONSE+JSON; charset=utf-8"),
                true,
                Some(Media::GraphQl),
            ),
            (Some(chrome), true, Some(Media::Html)),
            (Some(chrome), false, Some(Media::Json)),
            (Some("text/plain"), true, None),
            (Some("application/json;q=0"), true, None),
            (Some(""), true, None),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(accept) = accept {
                headers.insert(header::ACCEPT, accept.parse().unwrap());
            }
            assert_eq!(choose(&headers, pages), expected, "{accept:?}");
        }
    }
}
