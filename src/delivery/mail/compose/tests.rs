//! Tests of composed messages.

use chrono::DateTime;

use super::*;

fn headers(recipient: &str) -> Headers {
    Headers {
        recipient: recipient.to_owned(),
        remaining: Vec::new(),
        from_name: "Support".to_owned(),
        from_address: "support@example.org".to_owned(),
        date: DateTime::UNIX_EPOCH,
        message_id: "1@example.org".to_owned(),
        in_reply_to: None,
        references: vec!["<a@b>".to_owned(), "<c@d>".to_owned()],
    }
}

fn rendered(subject: &str) -> RenderedMail {
    RenderedMail {
        subject: subject.to_owned(),
        text: Some("Text\n".to_owned()),
        html: Some("<p>".to_owned()),
    }
}

fn message(
    headers: &Headers,
    rendered: &RenderedMail,
    files: Vec<AttachedFile>,
) -> (OutgoingMail, String) {
    let mail = compose(headers, rendered, files).unwrap().mail.unwrap();
    let text = String::from_utf8(mail.message.clone()).unwrap();
    (mail, text)
}

#[test]
fn files_follow_text_and_html() {
    let file = AttachedFile {
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
fn input_cannot_inject_headers() {
    let mut headers = headers("x\r\nBcc: a@b.c <a@example.org>");
    headers.from_name = "Desk\nBcc: a@b.c".to_owned();
    let file = AttachedFile {
        name: "a\r\nBcc: a@b.c\".txt".to_owned(),
        bytes: b"x".to_vec(),
    };
    let (mail, text) = message(
        &headers,
        &rendered("Hi\r\nBcc: a@b.c\r\n\r\nBody"),
        vec![file],
    );
    assert!(!text.to_lowercase().contains("\nbcc"), "{text}");
    assert_eq!(mail.recipients.len(), 1);
    headers.from_address = "support@example.org\r\nBcc: a@b.c".to_owned();
    assert!(
        compose(&headers, &rendered(""), Vec::new())
            .unwrap_err()
            .permanent
    );
}

/// Django's validator accepts all of these for tickets and queues.
#[test]
fn accepts_unusual_addresses() {
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
        let mail = composed.mail.unwrap();
        assert!(composed.invalid.is_empty(), "{address}");
        assert_eq!((mail.sender.as_ref(), mail.recipients.len()), (address, 2));
        let text = String::from_utf8(mail.message).unwrap();
        assert!(
            text.contains("From: Support <") && !text.contains("postmaster"),
            "{text}"
        );
    }
}

#[test]
fn sends_to_remaining_recipients_with_an_address() {
    let mut headers = headers("a@example.org, nobody, \"B, C\" <b@example.org>, a@example.org");
    let composed = compose(&headers, &rendered(""), Vec::new()).unwrap();
    let to = |mail: &OutgoingMail| {
        mail.recipients
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        to(composed.mail.as_ref().unwrap()),
        ["a@example.org", "b@example.org"]
    );
    assert_eq!(composed.invalid, ["nobody"]);
    headers.remaining = vec!["\"B, C\" <b@example.org>".to_owned()];
    let composed = compose(&headers, &rendered(""), Vec::new()).unwrap();
    assert_eq!(to(composed.mail.as_ref().unwrap()), ["b@example.org"]);
    assert!(composed.invalid.is_empty());
    let b: Address = "b@example.org".parse().unwrap();
    assert_eq!(
        parts_of(&headers.recipient, &b).collect::<Vec<_>>(),
        headers.remaining
    );
    headers.recipient = "nobody".to_owned();
    headers.remaining.clear();
    assert!(
        compose(&headers, &rendered(""), Vec::new())
            .unwrap()
            .mail
            .is_none()
    );
}

#[test]
fn content_overrides_the_type_of_the_name() {
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
        let part = attachment(AttachedFile {
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
