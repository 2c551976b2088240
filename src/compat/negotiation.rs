//! Content negotiation (`rest_framework/negotiation.py`).

use crate::compat::exceptions::ApiException;
use crate::compat::media_types::MediaType;
use crate::compat::python;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Renderer {
    /// JSON, optionally indented by this many spaces.
    Json(Option<usize>),
    /// The page for browsers.
    Html,
}

/// The renderers in DRF's order: format and media type.
pub(crate) const RENDERERS: [(&str, &str); 2] =
    [("json", "application/json"), ("api", "text/html")];

/// Limits of `Accept`: bytes of the header, number of media types, and bytes of each.
const MAX_HEADER_LENGTH: usize = 8192;
const MAX_TYPES: usize = 64;
const MAX_TYPE_LENGTH: usize = 256;

/// Selects a renderer by format (the path's suffix or `?format=`) and `Accept`.
///
/// # Errors
/// 404 for an unknown format, 406 if no renderer matches.
pub(crate) fn select_renderer(
    accept: Option<&str>,
    format: Option<&str>,
) -> Result<Renderer, ApiException> {
    let format = format.filter(|format| !format.is_empty());
    let renderers: Vec<(usize, MediaType)> = RENDERERS
        .iter()
        .enumerate()
        .filter(|(_, (name, _))| format.is_none_or(|format| format == *name))
        .map(|(at, (_, media_type))| (at, MediaType::parse(media_type)))
        .collect();
    if renderers.is_empty() {
        return Err(ApiException::not_found());
    }
    let accepted: Vec<MediaType> = tokens(accept.unwrap_or("*/*"))
        .map(MediaType::parse)
        .collect();
    for precedence in (0..=3).rev() {
        for (at, renderer) in &renderers {
            let mut matching = accepted
                .iter()
                .filter(|range| range.precedence() == precedence);
            if let Some(range) = matching.find(|range| renderer.matches(range)) {
                return Ok(if *at == 0 {
                    Renderer::Json(indent(range))
                } else {
                    Renderer::Html
                });
            }
        }
    }
    Err(ApiException::not_acceptable())
}

fn tokens(header: &str) -> impl Iterator<Item = &str> {
    let header = if header.len() > MAX_HEADER_LENGTH {
        let cut = (0..=MAX_HEADER_LENGTH)
            .rev()
            .find(|at| header.is_char_boundary(*at))
            .unwrap_or(0);
        header[..cut]
            .rfind(',')
            .map_or("", |comma| &header[..comma])
    } else {
        header
    };
    header
        .split(',')
        .map(python::strip)
        .filter(|token| !token.is_empty() && token.len() <= MAX_TYPE_LENGTH)
        .take(MAX_TYPES)
}

/// The indent of `application/json; indent=4`, from 1 to 8 spaces (`JSONRenderer.get_indent`).
fn indent(range: &MediaType) -> Option<usize> {
    let spaces = python::int(range.param("indent")?)?.clamp(0, 8);
    usize::try_from(spaces).ok().filter(|spaces| *spaces > 0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn selects_by_accept() {
        let json = Renderer::Json(None);
        for (accept, expected) in [
            (None, Some(json)),
            (Some("application/json"), Some(json)),
            (Some("*/*"), Some(json)),
            (Some("application/*"), Some(json)),
            (Some("application/xml"), None),
            (Some("text/html"), Some(Renderer::Html)),
            (Some("text/html, application/json"), Some(json)),
            (Some("application/json; q=0.5, text/html"), Some(json)),
            (Some("text/html;q=0.9,*/*;q=0.8"), Some(Renderer::Html)),
            (
                Some("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
                Some(Renderer::Html),
            ),
            (
                Some("application/json; indent=4"),
                Some(Renderer::Json(Some(4))),
            ),
            (
                Some("application/json; indent=99"),
                Some(Renderer::Json(Some(8))),
            ),
            (Some("application/json; indent=0"), Some(json)),
            (Some("application/json; indent=x"), Some(json)),
            (Some("application/json;version=1"), Some(json)),
            (Some("garbage"), None),
            (Some("image/png"), None),
            (Some("APPLICATION/JSON"), Some(json)),
            (Some(""), None),
        ] {
            assert_eq!(select_renderer(accept, None).ok(), expected, "{accept:?}");
        }
    }

    #[test]
    fn selects_by_format() {
        assert_eq!(
            select_renderer(None, Some("json")).ok(),
            Some(Renderer::Json(None))
        );
        assert_eq!(
            select_renderer(None, Some("")).ok(),
            Some(Renderer::Json(None))
        );
        assert_eq!(
            select_renderer(None, Some("api")).ok(),
            Some(Renderer::Html)
        );
        assert_eq!(
            select_renderer(None, Some("xml")).unwrap_err().status(),
            404
        );
        assert_eq!(
            select_renderer(Some("application/json"), Some("api"))
                .unwrap_err()
                .status(),
            406
        );
    }

    proptest! {
        #[test]
        fn never_panics(accept in "\\PC{0,80}", format in "\\PC{0,8}") {
            let _ = select_renderer(Some(&accept), Some(&format));
        }
    }
}
