//! Builds the MIME message of a rendered email: headers, then text and HTML as alternatives, then
//! the attachments. lettre writes the format. User input cannot end a header.

use std::time::SystemTime;

use lettre::Address;
use lettre::address::Envelope;
use lettre::message::header::{
    ContentTransferEncoding, ContentType, Header, HeaderName, HeaderValue,
};
use lettre::message::{Attachment, Body, Mailboxes, MultiPart, SinglePart, header};

use super::address::{mailbox, named, one_line, split};
use super::smtp::{OutgoingMail, SendError};
use super::subject::Subject;
use crate::domain::delivery::outbox::mail::Headers;
use crate::domain::delivery::rendering::RenderedMail;

/// An attachment with its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachedFile {
    /// The file name.
    pub name: String,
    /// The content.
    pub bytes: Vec<u8>,
}

/// The result of [`compose`].
#[derive(Debug)]
pub struct Composed {
    /// The email to send; `None` if no recipient has a valid address.
    pub mail: Option<OutgoingMail>,
    /// Entries of the recipient list that are not addresses.
    pub invalid: Vec<String>,
}

/// Asks auto-responders not to answer (RFC 3834).
#[derive(Clone, Debug)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }
    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }
    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// The same for Microsoft Exchange and Outlook.
#[derive(Clone, Debug)]
struct SuppressAnswers;

impl Header for SuppressAnswers {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("X-Auto-Response-Suppress")
    }
    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }
    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "All".to_owned())
    }
}

/// Composes an email for the recipients that have not received it yet.
///
/// # Errors
/// The sender is not an email address, so nobody can receive the email.
pub fn compose(
    headers: &Headers,
    rendered: &RenderedMail,
    files: Vec<AttachedFile>,
) -> Result<Composed, SendError> {
    let from = named(&headers.from_name, &headers.from_address).ok_or_else(|| {
        SendError::permanent(format!(
            "the sender {:?} is not an email address",
            one_line(&headers.from_address)
        ))
    })?;
    let (mut to, mut recipients, mut invalid) = (Mailboxes::new(), Vec::new(), Vec::new());
    for part in split(&headers.recipient) {
        let wanted =
            headers.remaining.is_empty() || headers.remaining.iter().any(|left| left == part);
        match mailbox(part) {
            Some(mailbox) => {
                if wanted && !recipients.contains(&mailbox.email) {
                    recipients.push(mailbox.email.clone());
                }
                to.push(mailbox);
            }
            None if wanted => invalid.push(part.to_owned()),
            None => {}
        }
    }
    if recipients.is_empty() {
        return Ok(Composed {
            mail: None,
            invalid,
        });
    }
    let sender = from.email.clone();
    // lettre parses its own headers and rejects addresses such as `me@[192.0.2.1]`. It gets an
    // envelope and a From it can parse; the real From replaces that below.
    let envelope = Envelope::new(Some(sender.clone()), recipients.clone());
    let (Ok(envelope), Some(readable)) = (envelope, named("", "postmaster@localhost")) else {
        return Ok(Composed {
            mail: None,
            invalid,
        });
    };
    let mut message = lettre::Message::builder()
        .envelope(envelope)
        .message_id(Some(format!("<{}>", headers.message_id)))
        .date(SystemTime::from(headers.date))
        .mailbox(header::From::from(Mailboxes::from(readable)))
        .mailbox(header::To::from(to))
        .header(Subject::new(&rendered.subject))
        .header(AutoSubmitted)
        .header(SuppressAnswers);
    if let Some(id) = &headers.in_reply_to {
        message = message.in_reply_to(id.clone());
    }
    if !headers.references.is_empty() {
        message = message.references(headers.references.join(" "));
    }
    let message = match body(rendered, files) {
        Part::Single(part) => message.singlepart(part),
        Part::Multi(part) => message.multipart(part),
    };
    let mut message = message
        .map_err(|error| SendError::permanent(format!("cannot compose the email: {error}")))?;
    message
        .headers_mut()
        .set(header::From::from(Mailboxes::from(from)));
    Ok(Composed {
        mail: Some(OutgoingMail {
            sender,
            recipients,
            message: message.formatted(),
        }),
        invalid,
    })
}

enum Part {
    Single(SinglePart),
    Multi(MultiPart),
}

/// Text and HTML as alternatives, followed by the files.
fn body(rendered: &RenderedMail, files: Vec<AttachedFile>) -> Part {
    let text = rendered
        .text
        .as_deref()
        .map(|text| SinglePart::plain(with_crlf(text)));
    let html = rendered
        .html
        .as_deref()
        .map(|html| SinglePart::html(with_crlf(html)));
    let content = match (text, html) {
        (Some(text), Some(html)) => {
            Part::Multi(MultiPart::alternative().singlepart(text).singlepart(html))
        }
        (Some(part), None) | (None, Some(part)) => Part::Single(part),
        (None, None) => Part::Single(SinglePart::plain(String::new())),
    };
    if files.is_empty() {
        return content;
    }
    let mut mixed = match content {
        Part::Single(part) => MultiPart::mixed().singlepart(part),
        Part::Multi(part) => MultiPart::mixed().multipart(part),
    };
    for file in files {
        mixed = mixed.singlepart(attachment(file));
    }
    Part::Multi(mixed)
}

/// An attachment whose type follows from its name (django/core/mail/message.py, `attach`).
fn attachment(file: AttachedFile) -> SinglePart {
    let name = one_line(&file.name);
    let guessed = mime_guess::from_path(&name).first_or_octet_stream();
    let fits = match guessed.type_().as_str() {
        "text" => std::str::from_utf8(&file.bytes).is_ok(),
        // A message within a message must not be encoded (RFC 2046, 5.2.1).
        "message" => is_plain(&file.bytes),
        _ => true,
    };
    if !fits {
        return binary(name, file.bytes, octet_stream());
    }
    let charset = if guessed.type_() == "text" {
        "; charset=utf-8"
    } else {
        ""
    };
    let kind = ContentType::parse(&format!("{}{charset}", guessed.essence_str()))
        .unwrap_or_else(|_| octet_stream());
    match guessed.type_().as_str() {
        "text" | "message" => match String::from_utf8(file.bytes) {
            Ok(text) => Attachment::new(name).body(text, kind),
            Err(bytes) => binary(name, bytes.into_bytes(), octet_stream()),
        },
        _ => binary(name, file.bytes, kind),
    }
}

/// A base64-encoded attachment.
fn binary(name: String, bytes: Vec<u8>, kind: ContentType) -> SinglePart {
    let attachment = Attachment::new(name);
    match Body::new_with_encoding(bytes, ContentTransferEncoding::Base64) {
        Ok(body) => attachment.body(body, kind),
        Err(bytes) => attachment.body(bytes, kind),
    }
}

fn octet_stream() -> ContentType {
    ContentType::parse("application/octet-stream").unwrap_or(ContentType::TEXT_PLAIN)
}

/// Whether bytes need no transfer encoding: ASCII in lines below SMTP's limit (RFC 5322, 2.1.1).
fn is_plain(bytes: &[u8]) -> bool {
    bytes.is_ascii()
        && !bytes.contains(&0)
        && bytes.split(|b| *b == b'\n').all(|line| line.len() < 998)
}

/// The text with CRLF line ends.
fn with_crlf(text: &str) -> String {
    text.replace("\r\n", "\n")
        .replace('\r', "\n")
        .replace('\n', "\r\n")
}

/// The entries of a recipient list that have this address, as written in the list.
pub(super) fn parts_of<'a>(list: &'a str, address: &Address) -> impl Iterator<Item = &'a str> {
    let address = address.clone();
    split(list)
        .into_iter()
        .filter(move |part| mailbox(part).is_some_and(|mailbox| mailbox.email == address))
}

#[cfg(test)]
mod tests;
