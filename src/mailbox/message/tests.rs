//! Tests of the parser. `tests/mail` compares it with the real django-helpdesk.

use proptest::prelude::*;

use super::{Options, parse};
use crate::domain::mailboxes::message::IncomingMessage;

fn options() -> Options {
    Options {
        max_parts: 100,
        max_files: 10,
        max_text: 10_000,
        keeps_original: false,
        original_name: "original.eml".to_owned(),
    }
}

fn parsed(text: &str) -> IncomingMessage {
    parse(text.as_bytes(), "1", &options())
}

fn names(message: &IncomingMessage) -> Vec<&str> {
    message
        .files
        .iter()
        .map(|file| file.name.as_str())
        .collect()
}

#[test]
fn reads_headers() {
    let message = parsed(
        "From: =?utf-8?Q?J=C3=BCrgen?= <juergen@example.net>\nTo: a@example.net, B <b@example.net>\nCc: c@example.net\n\
         Subject: =?utf-8?B?RHJ1Y2tlciDinJM=?= now\nMessage-ID: <1@example.net>\nIn-Reply-To:\n <0@example.net>\n\
         References: <a@x> <b@x>\n <c@x>\nImportance: High\n\nHello\n",
    );
    assert_eq!(message.sender.as_deref(), Some("juergen@example.net"));
    assert_eq!(message.subject.as_deref(), Some("Drucker ✓ now"));
    assert_eq!(message.message_id.as_deref(), Some("<1@example.net>"));
    assert_eq!(message.in_reply_to.as_deref(), Some("<0@example.net>"));
    assert_eq!(message.references, ["<c@x>", "<b@x>", "<a@x>"]);
    let recipients = ["a@example.net", "b@example.net", "c@example.net"];
    assert_eq!(message.recipients, recipients);
    assert!(message.is_urgent && !message.is_automatic);
    assert_eq!(message.text.trim(), "Hello");
}

#[test]
fn recognizes_automatic_messages() {
    for (header, expected) in [
        ("Auto-Submitted: auto-replied", true),
        ("Auto-Submitted: no", false),
        ("Precedence: bulk", true),
        ("Precedence: first-class", false),
        ("Return-Path: <>", true),
        ("Return-Path: <a@x>", false),
        ("X-Auto-Response-Suppress: OOF, AutoReply", true),
        ("X-Auto-Response-Suppress: OOF", false),
        ("List-Id: <l.x>", true),
    ] {
        let message = parsed(&format!("From: a@x\n{header}\n\nx"));
        assert_eq!(message.is_automatic, expected, "{header}");
    }
}

#[test]
fn a_message_that_exceeds_limits_is_kept_as_a_file() {
    let deep = "Content-Type: message/rfc822\n\n".repeat(200);
    let message = parsed(&format!("Subject: deep\n{deep}"));
    assert_eq!(message.subject.as_deref(), Some("deep"));
    assert_eq!(names(&message), ["original.eml"]);
    let many = "--a\nContent-Disposition: attachment; filename=f.txt\n\nx\n".repeat(20);
    let message = parsed(&format!(
        "Content-Type: multipart/mixed; boundary=a\n\n{many}--a--\n"
    ));
    assert_eq!(message.files.len(), 11);
    assert_eq!(message.left_out.len(), 10);
    let message = parsed(&format!("Subject: long\n\n{}", "x".repeat(20_000)));
    assert_eq!(message.text.len(), 10_000);
    assert_eq!(names(&message), ["original.eml"]);
}

#[test]
fn a_copy_that_took_another_way_is_the_same_message() {
    let body = "From: a@x\nSubject: s\nMessage-ID: <1@x>\n\nHello\n";
    let identity =
        |text: &str, location: &str| parse(text.as_bytes(), location, &options()).identity;
    let copy = format!("Received: from y\n{body}");
    assert_eq!(identity(body, "1"), identity(&copy, "2"));
    // Programs that always use one Message-ID.
    assert_ne!(
        identity(body, "1"),
        identity(&body.replace("Hello", "Bye"), "1")
    );
    // Without an ID, two equal messages are two messages.
    let anonymous = "From: a@x\n\nDisk full\n";
    assert_eq!(identity(anonymous, "1"), identity(anonymous, "1"));
    assert_ne!(identity(anonymous, "1"), identity(anonymous, "2"));
}

proptest! {
    #[test]
    fn accepts_any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        let _ = parse(&bytes, "1", &options());
    }

    #[test]
    fn accepts_any_structure(lines in proptest::collection::vec(prop_oneof![
        Just("Content-Type: multipart/mixed; boundary=a"), Just("Content-Type: multipart/related; boundary=b; start=<x>"),
        Just("Content-Type: message/rfc822"), Just("Content-Type: text/html; charset=utf-7"), Just("--a"), Just("--a--"),
        Just("--b"), Just("--b--"), Just(""), Just("Content-Transfer-Encoding: base64"), Just("On x"), Just("wrote:"),
        Just("Content-Transfer-Encoding: quoted-printable"), Just("Content-ID: <x>"), Just("SGVsbG8="), Just("=C3=28"),
        Just("Content-Disposition: attachment; filename*=utf-8''%ff"), Just("> text"), Just("<body>"), Just("é"),
    ], 0..60)) {
        let _ = parse(lines.join("\n").as_bytes(), "1", &options());
    }
}
