//! Parses messages. The rules for text and files are django-helpdesk's (helpdesk/email.py), applied
//! to the MIME tree of mail-parser, which accepts any bytes.

mod body;
mod files;
mod headers;
mod reply;
mod tree;

use mail_parser::{Message, MessageParser};
use sha2::{Digest, Sha256};

use crate::domain::core::digest::hex;
use crate::domain::mailboxes::message::{IncomingFile, IncomingMessage};
use headers::Headers;
use tree::Tree;

/// Limits and settings for a message.
#[derive(Clone, Debug)]
pub struct Options {
    /// Maximum number of MIME parts. A message with more is kept whole.
    pub max_parts: usize,
    /// Maximum number of files.
    pub max_files: usize,
    /// Maximum length of the text, in characters.
    pub max_text: usize,
    /// Whether the message itself is always one of the files.
    pub keeps_original: bool,
    /// The name of the message as a file.
    pub original_name: String,
}

/// Parses a message. `location`: where it is in its mailbox; identifies messages without an ID. Slow
/// for large messages, so call it on a blocking thread.
#[must_use]
pub fn parse(raw: &[u8], location: &str, options: &Options) -> IncomingMessage {
    let parser = MessageParser::default();
    let is_complex = mentions(raw, b"content-type") > options.max_parts;
    let parsed = match is_complex {
        true => parser.parse_headers(raw),
        false => parser.parse(raw),
    };
    let Some(parsed) = parsed.filter(|parsed| !parsed.parts.is_empty()) else {
        return without_headers(raw, location, options);
    };
    let headers = Headers::new(&parsed);
    let mut message = headers.message();
    message.identity = identity(&parsed, &headers, location);
    if is_complex {
        message.left_out.push(options.original_name.clone());
        message.files.push(original(raw, options));
        return message;
    }
    read_content(&parsed, raw, options, &mut message);
    message
}

/// Adds text and files.
fn read_content(
    parsed: &Message<'_>,
    raw: &[u8],
    options: &Options,
    message: &mut IncomingMessage,
) {
    let tree = Tree::new(parsed);
    let body = body::read(&tree);
    let mut files = body
        .html
        .map(body::html_file)
        .into_iter()
        .collect::<Vec<_>>();
    files.extend(files::read(&tree, body.is_found));
    let is_long = body.text.chars().count() > options.max_text;
    message.text = body.text.chars().take(options.max_text).collect();
    message.reply = body.reply.chars().take(options.max_text).collect();
    if is_long {
        message.left_out.push("text".to_owned());
    }
    for file in files.drain(options.max_files.min(files.len())..) {
        message.left_out.push(file.name);
    }
    message.files = files;
    if options.keeps_original || !message.left_out.is_empty() {
        message.files.push(original(raw, options));
    }
}

/// A message without a single header: all of it is text.
fn without_headers(raw: &[u8], location: &str, options: &Options) -> IncomingMessage {
    let text = tree::decode(raw, None).replace('\0', "");
    let text: String = text.chars().take(options.max_text).collect();
    let is_long = raw.len() > text.len();
    IncomingMessage {
        reply: reply::reply(&text),
        text,
        files: match options.keeps_original || is_long {
            true => vec![original(raw, options)],
            false => Vec::new(),
        },
        identity: digest(&[b"location", location.as_bytes(), raw]),
        ..IncomingMessage::default()
    }
}

/// The message itself as a file.
fn original(raw: &[u8], options: &Options) -> IncomingFile {
    IncomingFile {
        name: options.original_name.clone(),
        // As text, no program opens what the message contains.
        media_type: Some("text/plain"),
        content: raw.to_vec(),
    }
}

/// The identity of a message. A copy of it that took another way has other trace headers. Programs
/// may use one Message-ID again and again, so it does not suffice.
fn identity(parsed: &Message<'_>, headers: &Headers<'_>, location: &str) -> String {
    let Some(id) = headers.first("Message-ID") else {
        return digest(&[b"location", location.as_bytes(), parsed.raw_message()]);
    };
    let header = |name: &str| headers.first(name).unwrap_or_default();
    let body = parsed
        .parts
        .first()
        .and_then(|root| {
            let start = usize::try_from(root.raw_body_offset()).ok()?;
            parsed.raw_message().get(start..)
        })
        .unwrap_or_default();
    let (sender, date, subject) = (header("From"), header("Date"), header("Subject"));
    digest(&[
        b"id",
        id.as_bytes(),
        sender.as_bytes(),
        date.as_bytes(),
        subject.as_bytes(),
        body,
    ])
}

/// SHA-256 of several parts, in hexadecimal digits.
fn digest(parts: &[&[u8]]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part.len().to_be_bytes());
        digest.update(part);
    }
    hex(&digest.finalize())
}

/// How often a line starts with a name, in any case. Nesting needs such a line for every level, so this
/// bounds the depth before the parser, whose results are dropped recursively, sees the message. Parts
/// without headers need only a boundary; they are cheap.
fn mentions(raw: &[u8], name: &[u8]) -> usize {
    let starts = |line: &&[u8]| {
        line.get(..name.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(name))
    };
    let lines = raw.split(|byte| *byte == b'\n' || *byte == b'\r');
    let boundaries = memchr::memmem::find_iter(raw, b"\n--").count();
    lines.filter(starts).count().max(boundaries / 64)
}

#[cfg(test)]
mod tests;
