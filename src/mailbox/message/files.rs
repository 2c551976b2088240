//! The files of a message (helpdesk/email.py, `extract_attachments` and `process_as_attachment`).

use mail_parser::{MimeHeaders as _, PartType};

use super::tree::{Id, Tree};
use crate::domain::mailboxes::message::IncomingFile;
use crate::storage::names;

/// Reads the files. `is_found`: whether the message has a body.
pub(super) fn read(tree: &Tree<'_>, is_found: bool) -> Vec<IncomingFile> {
    tree.attachments(is_found)
        .into_iter()
        .enumerate()
        .map(|(index, id)| IncomingFile {
            name: format!("part-{}{}", index + 1, suffix(tree, id)),
            media_type: None,
            content: tree.content(id).into_owned(),
        })
        .collect()
}

/// The name of a part after its number, or the extension of its type.
fn suffix(tree: &Tree<'_>, id: Id) -> String {
    let name = tree.part(id).and_then(|part| part.attachment_name());
    let name = name.map(names::base_name).filter(|name| !name.is_empty());
    match name {
        Some(name) => format!("_{name}"),
        None => extension(tree, id).to_owned(),
    }
}

/// The extension for a media type, as Python's `mimetypes` knows it; empty if it knows none.
fn extension(tree: &Tree<'_>, id: Id) -> &'static str {
    if matches!(
        tree.part(id).map(|part| &part.body),
        Some(PartType::Multipart(_) | PartType::Message(_))
    ) {
        return ".eml";
    }
    let (kind, subtype) = tree.media_type(id);
    let known = match (kind.as_str(), subtype.as_str()) {
        ("text", "html") => ".html",
        ("text", "calendar") => ".ics",
        ("text", "csv") => ".csv",
        ("text", "css") => ".css",
        ("text", "xml") => ".xml",
        ("text" | "message", _) => ".txt",
        ("image", "jpeg") => ".jpg",
        ("image", "svg+xml") => ".svg",
        ("application", "pgp-signature" | "pgp-keys") => ".asc",
        ("application", "octet-stream") => ".bin",
        _ => "",
    };
    if !known.is_empty() {
        return known;
    }
    let all = mime_guess::get_mime_extensions_str(&format!("{kind}/{subtype}"));
    match all.and_then(|all| all.first().copied()) {
        Some("png") => ".png",
        Some("gif") => ".gif",
        Some("pdf") => ".pdf",
        Some("zip") => ".zip",
        Some("doc") => ".doc",
        Some("docx") => ".docx",
        Some("odt") => ".odt",
        Some("xls") => ".xls",
        Some("xlsx") => ".xlsx",
        _ => "",
    }
}
