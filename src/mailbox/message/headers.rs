//! The headers of a message: sender, recipients, thread, and whether a program sent it.

use std::borrow::Cow;

use mail_parser::{Address, HeaderValue, Message};

use super::tree::decode;
use crate::domain::mailboxes::message::IncomingMessage;

/// Maximum number of addresses that are read.
const MAX_ADDRESSES: usize = 200;
/// Maximum number of Message-IDs of a thread.
const MAX_REFERENCES: usize = 50;
/// Maximum length of a header that is read, in characters.
const MAX_LENGTH: usize = 10_000;

/// The headers of a message.
pub(super) struct Headers<'m> {
    message: &'m Message<'m>,
}

impl<'m> Headers<'m> {
    pub(super) fn new(message: &'m Message<'m>) -> Self {
        Self { message }
    }

    /// The values of all headers with a name, on one line and not decoded.
    fn all(&self, name: &str) -> impl Iterator<Item = String> {
        let raw = self.message.raw_message();
        self.message
            .headers()
            .iter()
            .filter(move |header| header.name().eq_ignore_ascii_case(name))
            .map(move |header| {
                let from = usize::try_from(header.offset_start()).unwrap_or_default();
                let to = usize::try_from(header.offset_end()).unwrap_or_default();
                let value = decode(raw.get(from..to).unwrap_or_default(), None);
                let value: String = value
                    .chars()
                    .filter(|c| !matches!(c, '\r' | '\n' | '\0'))
                    .take(MAX_LENGTH)
                    .collect();
                python::strip(&value).to_owned()
            })
    }

    /// The value of the first header with a name, unless it is empty.
    pub(super) fn first(&self, name: &str) -> Option<String> {
        self.all(name).next().filter(|value| !value.is_empty())
    }

    /// The message without text and files.
    pub(super) fn message(&self) -> IncomingMessage {
        let mut references: Vec<String> = self
            .all("References")
            .flat_map(|value| {
                let ids = value.split_whitespace();
                ids.map(ToOwned::to_owned).collect::<Vec<_>>()
            })
            .collect();
        references.reverse();
        references.truncate(MAX_REFERENCES);
        IncomingMessage {
            message_id: self.first("Message-ID"),
            in_reply_to: self.first("In-Reply-To"),
            references,
            sender: self.addresses("From").into_iter().next(),
            subject: self.subject(),
            recipients: [self.addresses("To"), self.addresses("Cc")].concat(),
            is_automatic: self.is_automatic(),
            is_urgent: self.is_urgent(),
            ..IncomingMessage::default()
        }
    }

    /// The addresses of all headers with a name.
    fn addresses(&self, name: &str) -> Vec<String> {
        let headers = self
            .message
            .headers()
            .iter()
            .filter(|header| header.name().eq_ignore_ascii_case(name));
        let of_header = |value: &HeaderValue<'_>| -> Vec<String> {
            let HeaderValue::Address(address) = value else {
                return Vec::new();
            };
            let list: Vec<_> = match address {
                Address::List(list) => list.iter().collect(),
                Address::Group(groups) => {
                    groups.iter().flat_map(|group| &group.addresses).collect()
                }
            };
            list.into_iter()
                .filter_map(|address| address.address.as_deref())
                .map(|address| python::strip(address).replace('\0', ""))
                .filter(|address| !address.is_empty())
                .collect()
        };
        headers
            .flat_map(|header| of_header(&header.value))
            .take(MAX_ADDRESSES)
            .collect()
    }

    fn subject(&self) -> Option<String> {
        let header = self
            .message
            .headers()
            .iter()
            .find(|header| header.name().eq_ignore_ascii_case("Subject"))?;
        let decoded: Cow<'_, str> = match &header.value {
            HeaderValue::Text(text) => text.as_ref().into(),
            HeaderValue::TextList(texts) => texts.join(" ").into(),
            _ => "".into(),
        };
        // Bytes that are not UTF-8 and have no charset.
        let text = match decoded.contains('\u{fffd}') {
            true => self.first("Subject").unwrap_or_default().into(),
            false => decoded,
        };
        let line = text.replace(['\r', '\n'], "").replace('\0', "");
        Some(line.chars().take(MAX_LENGTH).collect())
    }

    /// Whether a program sent the message, so that nobody answers it (RFC 3834; helpdesk/email.py,
    /// `is_autoreply`).
    fn is_automatic(&self) -> bool {
        let value = |name| self.first(name).unwrap_or_default().to_ascii_lowercase();
        let submitted = value("Auto-Submitted");
        let submitted = submitted.split(';').next().unwrap_or_default().trim();
        let suppressed = value("X-Auto-Response-Suppress");
        let suppresses = suppressed
            .split(',')
            .any(|kind| matches!(kind.trim(), "dr" | "autoreply" | "all"));
        let precedence = value("Precedence");
        let is_bulk = matches!(precedence.as_str(), "bulk" | "junk" | "list" | "auto_reply");
        let is_bounce = self.first("Return-Path").is_some_and(|path| path == "<>")
            || value("Content-Type").starts_with("multipart/report");
        !matches!(submitted, "" | "no")
            || suppresses
            || is_bulk
            || is_bounce
            || [
                "List-Id",
                "List-Unsubscribe",
                "X-Autoreply",
                "X-Autorespond",
            ]
            .iter()
            .any(|name| self.first(name).is_some())
    }

    fn is_urgent(&self) -> bool {
        let is_high = |name| {
            let value = self.first(name).unwrap_or_default().to_ascii_lowercase();
            matches!(value.as_str(), "high" | "important" | "1" | "urgent")
        };
        let number = self.first("X-Priority").unwrap_or_default();
        is_high("Priority")
            || is_high("Importance")
            || is_high("X-MSMail-Priority")
            || number.starts_with(['1', '2'])
    }
}
