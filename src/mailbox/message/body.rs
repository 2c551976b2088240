//! The text of a message, and its HTML as a file (helpdesk/email.py, `extract_email_message_content`).

use mail_parser::decoders::html::html_to_text;

use super::reply::reply;
use super::tree::Tree;
use crate::domain::mailboxes::message::IncomingFile;

/// The name of the file with the HTML. With `.txt`, no web server serves it as HTML.
const HTML_NAME: &str = "email_html_body.txt";

/// The body of a message.
#[derive(Debug, Default)]
pub(super) struct Body {
    /// Whether there is one.
    pub(super) is_found: bool,
    /// The whole text.
    pub(super) text: String,
    /// The text without quoted messages and signature, or all of it if nothing is left.
    pub(super) reply: String,
    /// The HTML document.
    pub(super) html: Option<String>,
}

/// Reads the body.
pub(super) fn read(tree: &Tree<'_>) -> Body {
    let Some(mut body) = tree.body(Tree::ROOT, &["related", "html", "plain"]) else {
        return Body::default();
    };
    let mut parent = Tree::ROOT;
    if tree.is_type(body, "multipart", "related") {
        parent = body;
        match tree.body(body, &["html", "plain"]) {
            Some(inner) => body = inner,
            None => return Body::default(),
        }
    }
    if !tree.is_type(body, "text", "html") {
        let text = tree.text(body);
        return Body {
            is_found: true,
            reply: reply_or_all(&text, None),
            text,
            html: None,
        };
    }
    let source = tree.text(body);
    let (document, is_wrapped) = document(&source);
    let text = match tree.body(parent, &["plain"]) {
        Some(plain) => tree.text(plain),
        None => text_of(&document),
    };
    Body {
        is_found: true,
        reply: reply_or_all(&text, is_wrapped.then_some(&document)),
        text,
        html: Some(document),
    }
}

/// The reply. If nothing is left, the text of the HTML or all of the text.
fn reply_or_all(text: &str, document: Option<&String>) -> String {
    let reply = reply(text);
    if !python::strip(&reply).is_empty() {
        return reply;
    }
    match document {
        Some(document) => text_of(document),
        None => text.to_owned(),
    }
}

/// The text in the `<body>` of a document.
fn text_of(document: &str) -> String {
    templates::html_body_text(document).unwrap_or_else(|| html_to_text(document))
}

/// A document with this HTML, and whether something was added to it. The bytes are django-helpdesk's.
fn document(source: &str) -> (String, bool) {
    let has_body = source.contains("<body");
    let inner = match has_body {
        true => source.to_owned(),
        false => format!("<body>{source}</body>"),
    };
    if source.contains("<html") {
        return (inner, !has_body);
    }
    let indent = " ".repeat(31);
    let document = format!(r#"<html><head><meta charset="utf-8" /></head>{indent}{inner}</html>"#);
    (document, true)
}

/// The HTML as a file.
pub(super) fn html_file(document: String) -> IncomingFile {
    IncomingFile {
        name: HTML_NAME.to_owned(),
        media_type: Some("text/html"),
        content: document.into_bytes(),
    }
}
