//! Previews of HTML files, such as the HTML part of an email (helpdesk/sanitize.py). Strangers write
//! them, so everything is removed that runs, submits, frames or loads something. The stored file
//! does not change.

mod complexity;

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use ammonia::Builder;
use entity::followup_attachment;
use futures_util::TryStreamExt as _;

use crate::domain::{Context, Error, Result};
use crate::storage;

/// Maximum size of a file with a preview, in bytes.
pub const MAX_SIZE: usize = 1 << 20;

/// Properties of inline styles that cannot load anything.
const PROPERTIES: [&str; 40] = [
    "background-color",
    "border",
    "border-bottom",
    "border-bottom-color",
    "border-bottom-style",
    "border-bottom-width",
    "border-collapse",
    "border-color",
    "border-left",
    "border-radius",
    "border-right",
    "border-spacing",
    "border-style",
    "border-top",
    "border-width",
    "color",
    "direction",
    "display",
    "font-family",
    "font-size",
    "font-style",
    "font-weight",
    "height",
    "letter-spacing",
    "line-height",
    "margin",
    "margin-bottom",
    "margin-left",
    "margin-right",
    "margin-top",
    "max-width",
    "padding",
    "padding-bottom",
    "padding-left",
    "padding-right",
    "padding-top",
    "text-align",
    "text-decoration",
    "vertical-align",
    "width",
];

/// Images that are part of the file.
const INLINE_IMAGES: [&str; 4] = [
    "data:image/png;base64,",
    "data:image/jpeg;base64,",
    "data:image/gif;base64,",
    "data:image/webp;base64,",
];

/// A preview.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// Sanitized HTML.
    pub html: String,
    /// The number of images that would have been loaded from elsewhere.
    pub blocked_images: usize,
}

/// The preview of a file that the viewer may see. `None` for other types than HTML, for files over
/// [`MAX_SIZE`] or with very many tags, and if the file is missing.
///
/// # Errors
/// Storage errors.
pub async fn of(context: &Context, file: &followup_attachment::Model) -> Result<Option<Preview>> {
    let media_type = file.mime_type.split(';').next().unwrap_or_default();
    if !media_type.trim().eq_ignore_ascii_case("text/html") {
        return Ok(None);
    }
    let Some(content) = read(context, &file.file).await? else {
        return Ok(None);
    };
    let work = tokio::task::spawn_blocking(move || {
        let html = String::from_utf8_lossy(&content);
        (!complexity::is_too_complex(&html)).then(|| sanitize(&html))
    });
    work.await.map_err(|error| Error::Internal(Box::new(error)))
}

/// The content of a file, at most [`MAX_SIZE`]. `None` if it is larger or missing.
async fn read(context: &Context, path: &str) -> Result<Option<Vec<u8>>> {
    let size = match context.storage.stat(path).await {
        Err(storage::Error::NotFound) => return Ok(None),
        stat => stat?.size,
    };
    if size > MAX_SIZE as u64 {
        return Ok(None);
    }
    let mut stream = match context.storage.open_read(path, ..).await {
        Err(storage::Error::NotFound) => return Ok(None),
        stream => stream?,
    };
    let mut content = Vec::new();
    loop {
        match stream.try_next().await {
            Ok(Some(chunk)) => content.extend_from_slice(&chunk),
            Ok(None) => break,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            // The message may contain the path, which contains the secret key of the ticket.
            Err(error) => {
                return Err(Error::Unavailable {
                    raced: false,
                    source: format!("could not read a file: {}", error.kind()).into(),
                });
            }
        }
        if content.len() > MAX_SIZE {
            return Ok(None);
        }
    }
    Ok(Some(content))
}

/// The elements and attributes that a preview may contain.
fn rules() -> Builder<'static> {
    let mut rules = Builder::default();
    rules
        .add_tags(["center", "font", "u"])
        .add_generic_attributes(["style", "align", "valign", "bgcolor", "dir"])
        .add_tag_attributes("font", ["color", "face", "size"])
        .add_tag_attributes("table", ["border", "cellpadding", "cellspacing", "width"])
        .add_tag_attributes("td", ["height", "width"])
        .add_tag_attributes("th", ["height", "width"])
        .filter_style_properties(HashSet::from(PROPERTIES))
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel", "data"]))
        .link_rel(Some("noopener noreferrer nofollow"))
        .strip_comments(true);
    rules
}

/// Removes everything that is unsafe or would be loaded.
fn sanitize(html: &str) -> Preview {
    let blocked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&blocked);
    let mut rules = rules();
    rules.attribute_filter(move |element, attribute, value| {
        let inline = || {
            let start = value.trim_start();
            INLINE_IMAGES.iter().any(|prefix| {
                start
                    .get(..prefix.len())
                    .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
            })
        };
        match (element, attribute) {
            ("img", "src") if inline() => Some(Cow::Borrowed(value)),
            ("img", "src") => {
                counter.fetch_add(1, Ordering::Relaxed);
                None
            }
            (_, "src" | "srcset" | "background" | "cite") => None,
            // Only links to other places: a document in a link would run in the frontend's origin.
            (_, "href") if value.trim_start().to_ascii_lowercase().starts_with("data:") => None,
            _ => Some(Cow::Borrowed(value)),
        }
    });
    let html = rules.clean(html).to_string();
    Preview {
        html,
        blocked_images: blocked.load(Ordering::Relaxed),
    }
}

#[cfg(test)]
mod tests {
    use super::sanitize;

    #[test]
    fn nothing_runs_or_loads() {
        for (html, expected) in [
            ("<p onclick='x()'>a<script>x()</script></p>", "<p>a</p>"),
            ("<style>p { background: url(http://x) }</style>b", "b"),
            (
                "<p style='color: red; background-image: url(http://x/y)'>c</p>",
                "<p style=\"color:red\">c</p>",
            ),
            (
                "<iframe src='http://x'></iframe><form action='http://x'><input name=a>d</form>",
                "d",
            ),
            (
                "<a href='javascript:x()'>e</a>",
                "<a rel=\"noopener noreferrer nofollow\">e</a>",
            ),
            (
                "<a href='data:text/html,<script>x()</script>'>f</a>",
                "<a rel=\"noopener noreferrer nofollow\">f</a>",
            ),
            (
                "<svg><image href='http://x'/></svg><object data='http://x'></object>g",
                "g",
            ),
            (
                "<link rel=stylesheet href='http://x'><base href='http://x'><meta http-equiv=refresh content='0;http://x'>h",
                "h",
            ),
            (
                "<table background='http://x'><tbody><tr><td background='http://x'>i</td></tr></tbody></table>",
                "<table><tbody><tr><td>i</td></tr></tbody></table>",
            ),
            ("<!-- <script> --><b>j</b>", "<b>j</b>"),
        ] {
            let preview = sanitize(html);
            let shown = preview
                .html
                .replace("color: red", "color:red")
                .replace("color:red;", "color:red");
            assert_eq!(shown, expected, "{html}");
            assert_eq!(preview.blocked_images, 0, "{html}");
        }
    }

    #[test]
    fn remote_images_are_blocked_and_inline_ones_stay() {
        let preview = sanitize(
            "<img src='https://t.example/pixel.gif' alt='a'><img src='//x/y'><img src='cid:1'>\
             <img src='data:image/svg+xml;base64,AAAA'><img srcset='http://x 2x'>\
             <img src='data:image/png;base64,AAAA'>",
        );
        // Parts of the email (`cid:`) and `srcset` are removed without being counted.
        assert_eq!(preview.blocked_images, 3, "{preview:?}");
        assert!(
            !preview.html.contains("example") && !preview.html.contains("//x"),
            "{preview:?}"
        );
        assert!(
            preview.html.contains("src=\"data:image/png;base64,AAAA\""),
            "{preview:?}"
        );
        assert!(preview.html.contains("alt=\"a\""), "{preview:?}");
    }

    #[test]
    fn deep_documents_end() {
        sanitize(&"<div>".repeat(5_000));
    }
}
