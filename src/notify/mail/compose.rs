//! A rendered mail as bytes: headers, text and HTML side by side, files behind them. lettre writes
//! the format; what stands in the headers is decided here. Nothing that people wrote can end a
//! header.

use std::time::SystemTime;

use lettre::Address;
use lettre::address::Envelope;
use lettre::message::header::{
    ContentTransferEncoding, ContentType, Header, HeaderName, HeaderValue,
};
use lettre::message::{Attachment, Body, Mailboxes, MultiPart, SinglePart, header};

use super::address::{mailbox, named, one_line, split};
use super::smtp::{Parcel, Refusal};
use super::subject::Subject;
use crate::domain::outbox::mail::Headers;

/// What a template made of a mail. One of text and HTML may be missing, where only the other could
/// be made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rendered {
    /// The subject, on one line.
    pub subject: String,
    /// The text.
    pub text: Option<String>,
    /// The HTML.
    pub html: Option<String>,
}

/// A file with its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// Its name.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// A mail that can be sent, and the parts of its list of recipients that are no addresses.
#[derive(Debug)]
pub struct Composed {
    /// What is sent; `None`: there is nobody to send it to.
    pub parcel: Option<Parcel>,
    /// What is no address.
    pub bad: Vec<String>,
}

/// Tells programs that answer by themselves not to (RFC 3834).
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

/// The same for Microsoft's programs.
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

/// The bytes of a mail for those of its recipients who are left.
///
/// # Errors
/// What makes it impossible to send to anybody: the sender is no address.
pub fn compose(
    headers: &Headers,
    rendered: &Rendered,
    files: Vec<Content>,
) -> Result<Composed, Refusal> {
    let from = named(&headers.from_name, &headers.from_address).ok_or_else(|| {
        Refusal::permanent(format!(
            "the sender {:?} is no address",
            one_line(&headers.from_address)
        ))
    })?;
    let (mut to, mut left, mut bad) = (Mailboxes::new(), Vec::new(), Vec::new());
    for part in split(&headers.recipient) {
        let wanted = headers.left.is_empty() || headers.left.iter().any(|left| left == part);
        match mailbox(part) {
            Some(mailbox) => {
                if wanted && !left.contains(&mailbox.email) {
                    left.push(mailbox.email.clone());
                }
                to.push(mailbox);
            }
            None if wanted => bad.push(part.to_owned()),
            None => {}
        }
    }
    if left.is_empty() {
        return Ok(Composed { parcel: None, bad });
    }
    let sender = from.email.clone();
    // lettre reads its own headers again, and does not know addresses such as `me@[192.0.2.1]`: it
    // gets an envelope and an author that it can read, and the real one afterwards.
    let envelope = Envelope::new(Some(sender.clone()), left.clone());
    let (Ok(envelope), Some(readable)) = (envelope, named("", "postmaster@localhost")) else {
        return Ok(Composed { parcel: None, bad });
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
        Shown::Single(part) => message.singlepart(part),
        Shown::Multi(part) => message.multipart(part),
    };
    let mut message = message
        .map_err(|error| Refusal::permanent(format!("the mail cannot be put together: {error}")))?;
    message
        .headers_mut()
        .set(header::From::from(Mailboxes::from(from)));
    Ok(Composed {
        parcel: Some(Parcel {
            sender,
            recipients: left,
            message: message.formatted(),
        }),
        bad,
    })
}

enum Shown {
    Single(SinglePart),
    Multi(MultiPart),
}

/// Text and HTML are one or the other; files come after both.
fn body(rendered: &Rendered, files: Vec<Content>) -> Shown {
    let text = rendered
        .text
        .as_deref()
        .map(|text| SinglePart::plain(lines(text)));
    let html = rendered
        .html
        .as_deref()
        .map(|html| SinglePart::html(lines(html)));
    let shown = match (text, html) {
        (Some(text), Some(html)) => {
            Shown::Multi(MultiPart::alternative().singlepart(text).singlepart(html))
        }
        (Some(part), None) | (None, Some(part)) => Shown::Single(part),
        (None, None) => Shown::Single(SinglePart::plain(String::new())),
    };
    if files.is_empty() {
        return shown;
    }
    let mut whole = match shown {
        Shown::Single(part) => MultiPart::mixed().singlepart(part),
        Shown::Multi(part) => MultiPart::mixed().multipart(part),
    };
    for file in files {
        whole = whole.singlepart(attachment(file));
    }
    Shown::Multi(whole)
}

/// A file under its name, of the type that the name tells (django/core/mail/message.py, `attach`).
fn attachment(file: Content) -> SinglePart {
    let name = one_line(&file.name);
    let guessed = mime_guess::from_path(&name).first_or_octet_stream();
    let fits = match guessed.type_().as_str() {
        // Text that is not UTF-8 is bytes.
        "text" => std::str::from_utf8(&file.bytes).is_ok(),
        // A message within a message may not be encoded (RFC 2046, 5.2.1).
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
        // As text, with the line ends that text has in mails.
        "text" | "message" => match String::from_utf8(file.bytes) {
            Ok(text) => Attachment::new(name).body(text, kind),
            Err(bytes) => binary(name, bytes.into_bytes(), octet_stream()),
        },
        _ => binary(name, file.bytes, kind),
    }
}

/// A file byte for byte.
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

/// Whether bytes go over the wire as they are: ASCII in lines of a sound length.
fn is_plain(bytes: &[u8]) -> bool {
    bytes.is_ascii()
        && !bytes.contains(&0)
        && bytes.split(|b| *b == b'\n').all(|line| line.len() < 998)
}

/// The text with the line ends of mails.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n")
        .replace('\r', "\n")
        .replace('\n', "\r\n")
}

/// The recipients of a list that are among these addresses, as they stand in the list.
pub(super) fn parts_of<'a>(list: &'a str, address: &Address) -> impl Iterator<Item = &'a str> {
    let address = address.clone();
    split(list)
        .into_iter()
        .filter(move |part| mailbox(part).is_some_and(|mailbox| mailbox.email == address))
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    fn headers(recipient: &str) -> Headers {
        Headers {
            recipient: recipient.to_owned(),
            left: Vec::new(),
            from_name: "Support".to_owned(),
            from_address: "support@example.org".to_owned(),
            date: DateTime::UNIX_EPOCH,
            message_id: "1@example.org".to_owned(),
            in_reply_to: None,
            references: vec!["<a@b>".to_owned(), "<c@d>".to_owned()],
        }
    }

    fn rendered(subject: &str) -> Rendered {
        Rendered {
            subject: subject.to_owned(),
            text: Some("Text\n".to_owned()),
            html: Some("<p>".to_owned()),
        }
    }

    fn message(headers: &Headers, rendered: &Rendered, files: Vec<Content>) -> (Parcel, String) {
        let parcel = compose(headers, rendered, files).unwrap().parcel.unwrap();
        let text = String::from_utf8(parcel.message.clone()).unwrap();
        (parcel, text)
    }

    #[test]
    fn text_and_html_and_then_files() {
        let file = Content {
            name: "Größe.pdf".to_owned(),
            bytes: vec![0, 1, 2],
        };
        let (_, text) = message(&headers("a@example.org"), &rendered("Hello"), vec![file]);
        let order: Vec<_> = [
            "Subject: Hello\r\n",
            "multipart/mixed",
            "multipart/alternative",
            "text/plain",
            "text/html",
        ]
        .into_iter()
        .map(|part| text.find(part).unwrap())
        .collect();
        assert!(order.is_sorted(), "{text}");
        assert!(
            text.contains("Content-Type: application/pdf\r\n") && text.contains("AAEC"),
            "{text}"
        );
        assert!(
            text.contains("References: <a@b> <c@d>\r\n")
                && text.contains("Message-ID: <1@example.org>\r\n")
        );
        assert!(text.contains("Auto-Submitted: auto-generated\r\n") && text.is_ascii());
        assert!(
            text.contains("filename*0*=utf-8''Gr%C3%B6%C3%9Fe.pdf"),
            "{text}"
        );
    }

    #[test]
    fn no_header_ends_early() {
        let mut headers = headers("x\r\nBcc: a@b.c <a@example.org>");
        headers.from_name = "Desk\nBcc: a@b.c".to_owned();
        let file = Content {
            name: "a\r\nBcc: a@b.c\".txt".to_owned(),
            bytes: b"x".to_vec(),
        };
        let (parcel, text) = message(
            &headers,
            &rendered("Hi\r\nBcc: a@b.c\r\n\r\nBody"),
            vec![file],
        );
        assert!(!text.to_lowercase().contains("\nbcc"), "{text}");
        assert_eq!(parcel.recipients.len(), 1);
        headers.from_address = "support@example.org\r\nBcc: a@b.c".to_owned();
        assert!(
            compose(&headers, &rendered(""), Vec::new())
                .unwrap_err()
                .permanent
        );
    }

    /// Django's validator lets all of them into a ticket or a queue.
    #[test]
    fn odd_addresses_are_written_to_and_from() {
        for address in [
            "me@[127.0.0.1]",
            "me@[::1]",
            "me@localhost",
            "a+b&c%d@example.org",
            "\"a b\"@example.org",
            "{x}|~'*@example.org",
            "x@xn--bcher-kva.example",
            "\u{17f}@example.org",
        ] {
            let headers = Headers {
                from_address: address.to_owned(),
                ..headers(&format!("{address}, b@example.org"))
            };
            let composed = compose(&headers, &rendered("Hi"), Vec::new()).unwrap();
            let parcel = composed.parcel.unwrap();
            assert!(composed.bad.is_empty(), "{address}");
            assert_eq!(
                (parcel.sender.as_ref(), parcel.recipients.len()),
                (address, 2)
            );
            let text = String::from_utf8(parcel.message).unwrap();
            assert!(
                text.contains("From: Support <") && !text.contains("postmaster"),
                "{text}"
            );
        }
    }

    #[test]
    fn only_those_who_are_left_and_have_an_address() {
        let mut headers = headers("a@example.org, nobody, \"B, C\" <b@example.org>, a@example.org");
        let composed = compose(&headers, &rendered(""), Vec::new()).unwrap();
        let to = |parcel: &Parcel| {
            parcel
                .recipients
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            to(composed.parcel.as_ref().unwrap()),
            ["a@example.org", "b@example.org"]
        );
        assert_eq!(composed.bad, ["nobody"]);
        headers.left = vec!["\"B, C\" <b@example.org>".to_owned()];
        let composed = compose(&headers, &rendered(""), Vec::new()).unwrap();
        assert_eq!(to(composed.parcel.as_ref().unwrap()), ["b@example.org"]);
        assert!(composed.bad.is_empty());
        let b: Address = "b@example.org".parse().unwrap();
        assert_eq!(
            parts_of(&headers.recipient, &b).collect::<Vec<_>>(),
            headers.left
        );
        headers.recipient = "nobody".to_owned();
        headers.left.clear();
        assert!(
            compose(&headers, &rendered(""), Vec::new())
                .unwrap()
                .parcel
                .is_none()
        );
    }

    #[test]
    fn what_a_name_tells_and_the_content_denies() {
        for (name, bytes, kind) in [
            ("a.txt", "ü".as_bytes(), "text/plain; charset=utf-8"),
            ("a.txt", b"\xff".as_slice(), "application/octet-stream"),
            ("a", b"x", "application/octet-stream"),
            ("a.eml", b"Subject: x\n\ny\n", "message/rfc822"),
            (
                "a.eml",
                "Subject: ü\n\n".as_bytes(),
                "application/octet-stream",
            ),
        ] {
            let part = attachment(Content {
                name: name.to_owned(),
                bytes: bytes.to_vec(),
            });
            let text = String::from_utf8(part.formatted()).unwrap();
            assert!(
                text.contains(&format!("Content-Type: {kind}\r\n")),
                "{text}"
            );
            let octets = kind == "application/octet-stream";
            assert_eq!(
                text.contains("Content-Transfer-Encoding: base64\r\n"),
                octets || name == "a.txt",
                "{text}"
            );
        }
    }
}
