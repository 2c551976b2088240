//! The MIME tree of a message, with the rules of Python's `email` package for what is the body and
//! what is an attachment, on which django-helpdesk relies.

use std::borrow::Cow;

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::charsets::map::charset_decoder;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Encoding, Message, MessagePart, MimeHeaders as _, PartType};

/// Maximum depth of multiparts. Deeper ones are attachments.
const MAX_DEPTH: usize = 50;

/// The parts of a message.
pub(super) struct Tree<'m> {
    message: &'m Message<'m>,
}

/// Index of a part.
pub(super) type Id = u32;

impl<'m> Tree<'m> {
    pub(super) fn new(message: &'m Message<'m>) -> Self {
        Self { message }
    }

    /// The outermost part.
    pub(super) const ROOT: Id = 0;

    pub(super) fn part(&self, id: Id) -> Option<&'m MessagePart<'m>> {
        self.message.parts.get(usize::try_from(id).ok()?)
    }

    /// The media type in lower case. Without one, and of an invalid one, it is `text/plain`.
    pub(super) fn media_type(&self, id: Id) -> (String, String) {
        let plain = || ("text".to_owned(), "plain".to_owned());
        let Some(kind) = self.part(id).and_then(|part| part.content_type()) else {
            return plain();
        };
        match kind.subtype() {
            Some(subtype) if !kind.ctype().is_empty() && !subtype.is_empty() => (
                kind.ctype().to_ascii_lowercase(),
                subtype.to_ascii_lowercase(),
            ),
            _ => plain(),
        }
    }

    pub(super) fn is_type(&self, id: Id, kind: &str, subtype: &str) -> bool {
        self.media_type(id) == (kind.to_owned(), subtype.to_owned())
    }

    /// The parts of a multipart.
    pub(super) fn children(&self, id: Id) -> &'m [Id] {
        match self.part(id).map(|part| &part.body) {
            Some(PartType::Multipart(children)) => children,
            _ => &[],
        }
    }

    /// Whether a part is a multipart that has parts.
    pub(super) fn is_multipart(&self, id: Id) -> bool {
        !self.children(id).is_empty()
    }

    /// The value of Content-Disposition in lower case; empty without one.
    pub(super) fn disposition(&self, id: Id) -> String {
        let disposition = self.part(id).and_then(|part| part.content_disposition());
        disposition.map_or_else(String::new, |kind| kind.ctype().to_ascii_lowercase())
    }

    /// The part of a `multipart/related` that the others belong to.
    pub(super) fn root_of_related(&self, id: Id) -> Option<Id> {
        let part = self.part(id)?;
        let start = part.content_type().and_then(|kind| kind.attribute("start"));
        let trim = |id: &str| id.trim().trim_matches(['<', '>']).to_owned();
        let named = start.map(trim).and_then(|start| {
            self.children(id).iter().copied().find(|child| {
                let own = self.part(*child).and_then(|part| part.content_id());
                own.is_some_and(|own| trim(own) == start)
            })
        });
        named.or_else(|| self.children(id).first().copied())
    }

    /// The part that is the body, the kind named first if there are several
    /// (`EmailMessage.get_body`). Kinds: `related`, `html` and `plain`.
    pub(super) fn body(&self, id: Id, kinds: &[&str]) -> Option<Id> {
        let mut found = Vec::new();
        self.find_bodies(id, kinds, 0, &mut found);
        found
            .into_iter()
            .min_by_key(|(rank, _)| *rank)
            .map(|(_, id)| id)
    }

    fn find_bodies(&self, id: Id, kinds: &[&str], depth: usize, found: &mut Vec<(usize, Id)>) {
        if self.disposition(id) == "attachment" || depth > MAX_DEPTH {
            return;
        }
        let rank = |kind: &str| kinds.iter().position(|wanted| *wanted == kind);
        let (kind, subtype) = self.media_type(id);
        if kind == "text" || kind == "multipart" && !self.is_multipart(id) {
            // A multipart without parts is text: its boundary is missing or wrong.
            let subtype = if kind == "text" {
                subtype.as_str()
            } else {
                "plain"
            };
            found.extend(rank(subtype).map(|rank| (rank, id)));
            return;
        }
        if kind != "multipart" {
            return;
        }
        if subtype != "related" {
            for child in self.children(id) {
                self.find_bodies(*child, kinds, depth + 1, found);
            }
            return;
        }
        found.extend(rank("related").map(|rank| (rank, id)));
        if let Some(root) = self.root_of_related(id) {
            self.find_bodies(root, kinds, depth + 1, found);
        }
    }

    /// The parts that are attachments, in order. `is_found`: whether the body was found.
    pub(super) fn attachments(&self, is_found: bool) -> Vec<Id> {
        let mut attachments = Vec::new();
        if self.is_multipart(Self::ROOT) {
            let mut excluded = false;
            self.find_attachments(Self::ROOT, 0, &mut excluded, &mut attachments);
        } else if !is_found {
            // django-helpdesk loses a message that is only a file.
            attachments.push(Self::ROOT);
        }
        attachments
    }

    /// Adds the attachments in a part. `excluded`: whether the texts of the body were left out.
    fn find_attachments(&self, id: Id, depth: usize, excluded: &mut bool, found: &mut Vec<Id>) {
        let is_container = self.is_multipart(id)
            && !matches!(self.disposition(id).as_str(), "inline" | "attachment")
            && depth <= MAX_DEPTH;
        if !is_container {
            found.push(id);
            return;
        }
        if self.is_type(id, "multipart", "related") {
            *excluded = true;
            let root = self.root_of_related(id);
            for child in self
                .children(id)
                .iter()
                .filter(|child| Some(**child) != root)
            {
                self.find_attachments(*child, depth + 1, excluded, found);
            }
            return;
        }
        // django-helpdesk loses all texts beside the body, also files such as `log.txt`.
        let mut bodies: Vec<&str> = Vec::new();
        for child in self.children(id) {
            let body = ["plain", "html"]
                .into_iter()
                .find(|subtype| self.is_type(*child, "text", subtype))
                .filter(|_| !*excluded && self.disposition(*child) != "attachment")
                .filter(|subtype| !bodies.contains(subtype));
            match body {
                Some(subtype) => bodies.push(subtype),
                None => self.find_attachments(*child, depth + 1, excluded, found),
            }
        }
        *excluded |= !bodies.is_empty();
    }

    /// The content of a part, without its transfer encoding. Of a multipart, its source.
    pub(super) fn content(&self, id: Id) -> Cow<'m, [u8]> {
        let Some(part) = self.part(id) else {
            return Cow::default();
        };
        let source = |from: u32| {
            let from = usize::try_from(from).unwrap_or_default();
            let to = usize::try_from(part.raw_end_offset()).unwrap_or_default();
            let raw = self.message.raw_message.as_ref();
            raw.get(from..to.min(raw.len()).max(from))
                .unwrap_or_default()
        };
        match &part.body {
            PartType::Multipart(_) => source(part.raw_header_offset()).to_vec().into(),
            PartType::Binary(bytes) | PartType::InlineBinary(bytes) => bytes.to_vec().into(),
            PartType::Message(inner) if part.encoding != Encoding::None => {
                inner.raw_message.to_vec().into()
            }
            PartType::Message(_) => source(part.raw_body_offset()).to_vec().into(),
            PartType::Text(text) | PartType::Html(text) => {
                let raw = source(part.raw_body_offset());
                let decoded = match part.encoding {
                    Encoding::None => Some(raw.to_vec()),
                    Encoding::Base64 => base64_decode(raw),
                    Encoding::QuotedPrintable => quoted_printable_decode(raw),
                };
                match decoded {
                    Some(bytes) => bytes.into(),
                    None => text.as_bytes().to_vec().into(),
                }
            }
        }
    }

    /// The text of a part, without NUL, which PostgreSQL cannot store.
    pub(super) fn text(&self, id: Id) -> String {
        let charset = self
            .part(id)
            .and_then(|part| part.content_type())
            .and_then(|kind| kind.attribute("charset"));
        decode(&self.content(id), charset).replace('\0', "")
    }
}

/// Decodes text. Without a known charset it is UTF-8, or else Windows-1252.
pub(super) fn decode(bytes: &[u8], charset: Option<&str>) -> String {
    let label = charset.unwrap_or_default().trim().to_ascii_lowercase();
    let is_utf8 = matches!(label.as_str(), "" | "utf-8" | "utf8" | "us-ascii" | "ascii");
    if !is_utf8 && let Some(decoder) = charset_decoder(label.as_bytes()) {
        return decoder(bytes);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) if label.starts_with("utf") => String::from_utf8_lossy(bytes).into_owned(),
        Err(_) => encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned(),
    }
}
