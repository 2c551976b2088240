//! Multipart bodies by REST and GraphQL: file names, encodings and list-style keys. The expected REST
//! responses are those of django-helpdesk 2.6.1.

use axum::body::Body;
use serde_json::{Value, json};

use crate::support::fixture::token;
use crate::support::form::{KIND, form};
use crate::support::service::{Answer, Service};

pub(super) const GUARD: (&str, &str) = ("graphql-require-preflight", "true");
pub(super) const PAGE: &str = "\n<!doctype html>\n<html lang=\"en\">\n<head>\n  <title>Bad Request (400)</title>\n</head>\n<body>\n  \
                    <h1>Bad Request (400)</h1><p></p>\n</body>\n</html>\n";

pub(super) fn authorization(user: &str) -> String {
    format!("Token {}", token(user))
}

pub(super) async fn post(service: &Service, path: &str, body: impl Into<Body>) -> Answer {
    service
        .call(
            "POST",
            path,
            &[KIND, ("authorization", &authorization("admin"))],
            body,
        )
        .await
}

/// The fields of a follow-up's file, then a part with any disposition.
fn attachment(disposition: &str, headers: &str, content: &str) -> String {
    format!(
        "--xx\r\nContent-Disposition: form-data; name=\"followup\"\r\n\r\n41\r\n--xx\r\nContent-Disposition: form-data; \
         {disposition}\r\n{headers}\r\n{content}\r\n--xx--\r\n"
    )
}

/// The fields of a follow-up, then files.
fn follow_up(files: &[(&str, &str)]) -> String {
    let mut parts = vec![("ticket", "", "3"), ("user", "", "1"), ("comment", "", "c")];
    parts.extend(files.iter().map(|(field, name)| (*field, *name, "x")));
    form(&parts)
}

fn filenames(answer: &Answer) -> Vec<String> {
    let json = answer.json();
    let files = json["followupattachment_set"]
        .as_array()
        .unwrap_or_else(|| panic!("{json}"));
    files
        .iter()
        .map(|file| file["filename"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn rest_names_files_as_django_does() {
    let service = Service::start().await;
    for (disposition, expected) in [
        ("name=\"file\"; filename=\"f.exe\0.txt\"", "f.exe.txt"),
        (
            "name=\"file\"; filename=\"Screenshot 1\u{202f}PM.txt\"",
            "Screenshot 1PM.txt",
        ),
        ("name=\"file\"; filename=\"caf&eacute;.txt\"", "café.txt"),
        ("name=\"file\"; filename=\"R&ampD.txt\"", "R&D.txt"),
        (
            "name=\"file\"; filename*=utf-8''r%C3%A4.txt; filename=\"b.txt\"",
            "rä.txt",
        ),
        (
            "name=\"file\"; filename*1=\"b.txt\"; filename*0=\"a\"",
            "ab.txt",
        ),
        ("name=\"file\"; filename*=windows-1252''r%80.txt", "r€.txt"),
        ("name*=utf-8''file; filename=\" a.txt\"", " a.txt"),
        ("name=\"file\"; filename=\"evil.exe.\"", "evil.exe."),
    ] {
        let answer = post(
            &service,
            "/api/followups-attachments/",
            attachment(disposition, "", "hello"),
        )
        .await;
        assert_eq!(answer.status, 201, "{disposition}: {}", answer.text());
        assert_eq!(answer.json()["filename"], expected, "{disposition}");
    }
    for (disposition, expected) in [
        (
            "name=\"file\"; filename=\"f.txt\0.exe\"",
            "{\"file\":[\"Unsupported file extension: .exe\"]}",
        ),
        (
            "name=\"file\"; filename=\"a\u{202e}txt.exe\"",
            "{\"file\":[\"Unsupported file extension: .exe\"]}",
        ),
        (
            "name=\"file\"; filename=\"evil.exe \"",
            "{\"file\":[\"Unsupported file extension: .exe \"]}",
        ),
        (
            "name=\"file\"; filename*=foo''r%C3%A4.txt",
            "{\"file\":[\"No file was submitted.\"]}",
        ),
        (
            "name=\"file\"; filename=\"..\"",
            "{\"file\":[\"No file was submitted.\"]}",
        ),
        ("name=\"file\"; filename=\"$$$\"", PAGE),
    ] {
        let answer = post(
            &service,
            "/api/followups-attachments/",
            attachment(disposition, "", "hello"),
        )
        .await;
        assert_eq!(
            (answer.status.as_u16(), answer.text().as_str()),
            (400, expected),
            "{disposition}"
        );
    }
}

#[tokio::test]
async fn rest_decodes_parts_as_django_does() {
    let service = Service::start().await;
    for (encoding, content, expected) in [
        ("base64", "aGVs\r\nbG8h", Some(6)),
        ("BASE64 ; x=y", "aGVs!!!!bG8h", Some(6)),
        ("base64", "aGVsbA==bG8h", Some(4)),
        ("base64", "aGVsbG8", None),
        ("quoted-printable", "a=3D=E4", Some(7)),
    ] {
        let headers = format!("Content-Transfer-Encoding: {encoding}\r\n");
        let body = attachment("name=\"file\"; filename=\"a.txt\"", &headers, content);
        let answer = post(&service, "/api/followups-attachments/", body).await;
        match expected {
            Some(size) => assert_eq!(answer.json()["size"], size, "{encoding} {content}"),
            None => assert_eq!(
                answer.json(),
                json!({ "detail": "Multipart form parse error - Could not decode base64 data." })
            ),
        }
    }
}

/// Django decodes the names of fields with the charset of the request, too.
#[tokio::test]
async fn rest_decodes_names_as_django_does() {
    let service = Service::start().await;
    let head = "Content-Disposition: form-data; name=";
    for (charset, expected) in [
        (
            "utf-8",
            json!({"ticket": ["Incorrect type. Expected pk value, received str."]}),
        ),
        ("utf-16", json!({"ticket": ["This field is required."]})),
    ] {
        let kind = format!("multipart/form-data; boundary=B; charset={charset}");
        let body = format!("--B\r\n{head}ticket\r\n\r\nx\r\n--B--\r\n");
        let headers = [
            ("content-type", kind.as_str()),
            ("authorization", &authorization("admin")),
        ];
        let answer = service
            .call("POST", "/api/followups/", &headers, body)
            .await;
        assert_eq!(
            (answer.status.as_u16(), answer.json()),
            (400, expected),
            "{charset}"
        );
    }
}

#[tokio::test]
async fn stores_or_rejects_files_with_list_style_keys() {
    let service = Service::start().await;
    for (files, expected) in [
        (
            &[("attachments", "a.txt"), ("attachments", "b.txt")][..],
            &["a.txt", "b.txt"][..],
        ),
        (
            &[("attachments[0]", "a.txt"), ("attachments[1]", "b.txt")],
            &["a.txt", "b.txt"],
        ),
        (
            &[("attachments[10]", "b.txt"), ("attachments[2]", "a.txt")],
            &["a.txt", "b.txt"],
        ),
        (
            &[("attachments[]", "a.txt"), ("attachments[]", "b.txt")],
            &["a.txt", "b.txt"],
        ),
        (&[], &[]),
    ] {
        let answer = post(&service, "/api/followups/", follow_up(files)).await;
        assert_eq!(answer.status, 201, "{files:?}: {}", answer.text());
        assert_eq!(filenames(&answer), expected, "{files:?}");
    }
    let count = service
        .get(
            "/api/followups/?page_size=1",
            &[("authorization", &authorization("admin"))],
        )
        .await;
    let count = count.json()["count"].clone();
    for (files, field) in [
        (&[("attachments[0]key", "a.txt")][..], "attachments"),
        (
            &[("attachments", "a.txt"), ("attachments[0]", "b.txt")],
            "attachments[0]",
        ),
        (
            &[("attachments[0]", "a.txt"), ("attachments[0]", "b.txt")],
            "attachments[0]",
        ),
        (&[("attachments[\u{661}]", "a.txt")], "attachments[\u{661}]"),
        (&[("attachment", "a.txt")], "attachment"),
        (&[("attachments", "..")], "attachments"),
    ] {
        let answer = post(&service, "/api/followups/", follow_up(files)).await;
        assert_eq!(answer.status, 400, "{files:?}: {}", answer.text());
        assert!(
            answer.json().get(field).is_some(),
            "{files:?}: {}",
            answer.text()
        );
    }
    let after = service
        .get(
            "/api/followups/?page_size=1",
            &[("authorization", &authorization("admin"))],
        )
        .await;
    assert_eq!(after.json()["count"], count);
}

#[tokio::test]
async fn finds_the_csrf_token_after_the_files() {
    let service = Service::start().await;
    let secret = "x".repeat(32);
    let cookie = format!("sessionid=fixtureadmin00000000000000000000; csrftoken={secret}");
    let mut parts = vec![
        ("attachments[0]", "a.txt", "x"),
        ("ticket", "", "3"),
        ("user", "", "1"),
        ("comment", "", "c"),
    ];
    parts.push(("csrfmiddlewaretoken", "", &secret));
    let answer = service
        .call(
            "POST",
            "/api/followups/",
            &[KIND, ("cookie", &cookie)],
            form(&parts),
        )
        .await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(filenames(&answer), ["a.txt"]);
}

async fn graph_upload(service: &Service, disposition: &str, headers: &str, content: &str) -> Value {
    let query = "mutation ($f: Upload!) { attachmentAdd(input: { followUpId: 41, file: $f }) {
        attachment { filename size } userErrors { code } } }";
    let operations = json!({ "query": query, "variables": { "f": null } }).to_string();
    let head = form(&[
        ("operations", "", &operations),
        ("map", "", "{\"0\":[\"variables.f\"]}"),
    ]);
    let head = head.strip_suffix("--xx--\r\n").unwrap();
    let body = format!(
        "{head}--xx\r\nContent-Disposition: form-data; name=\"0\"; {disposition}\r\n{headers}\r\n{content}\r\n--xx--\r\n"
    );
    post(service, "/graphql", body).await.json()
}

#[tokio::test]
async fn graphql_decodes_file_names_of_all_kinds() {
    let service = Service::start().await;
    for (disposition, expected) in [
        ("filename=\"a.txt\"", "a.txt"),
        ("filename=\"b.txt\"; filename*=utf-8''r%C3%A4.txt", "rä.txt"),
        ("filename*=iso-8859-1''r%E4.txt", "rä.txt"),
        ("filename=\"=?utf-8?B?csOkLnR4dA==?=\"", "rä.txt"),
        ("filename=\"=?utf-8?Q?r=C3=A4_1.txt?=\"", "rä 1.txt"),
        (
            "filename=\"=?utf-8?B?csOkLmV4ZQ==?=\"; filename*=utf-8''r%C3%A4.txt",
            "rä.txt",
        ),
        (
            "filename=\"Screenshot 1\u{202f}PM.txt\"",
            "Screenshot 1\u{202f}PM.txt",
        ),
        ("filename=\"a\u{200b}.txt\u{202e}\"", "a.txt"),
    ] {
        let json = graph_upload(&service, disposition, "", "x").await;
        assert_eq!(
            json["data"]["attachmentAdd"]["attachment"]["filename"], expected,
            "{disposition}: {json}"
        );
    }
    for disposition in [
        "filename=\"=?utf-8?B?w6QuZXhl?=\"",
        "filename*=utf-8''r%C3%A4.exe; filename=\"a.txt\"",
        "filename=\"a.txt\0.exe\"",
        "filename=\"a.exe. .\"",
        "filename=\"a.exe\u{202e}\"",
        "filename=\"a\u{202e}txt.exe\"",
    ] {
        let json = graph_upload(&service, disposition, "", "x").await;
        assert_eq!(
            json["data"]["attachmentAdd"]["userErrors"][0]["code"], "UNSUPPORTED_FILE",
            "{disposition}: {json}"
        );
    }
    for (disposition, headers) in [
        ("filename=\"=?foo?B?w6QuZXhl?=\"", ""),
        ("filename*=foo''a.txt", ""),
        ("filename=\"..\"", ""),
        (
            "filename=\"a.txt\"",
            "Content-Transfer-Encoding: quoted-printable\r\n",
        ),
    ] {
        let json = graph_upload(&service, disposition, headers, "x").await;
        assert_eq!(
            json["errors"][0]["extensions"]["code"], "BAD_REQUEST",
            "{disposition}: {json}"
        );
    }
    let json = graph_upload(
        &service,
        "filename=\"a.txt\"",
        "Content-Transfer-Encoding: base64\r\n",
        "aGVsbG8h",
    )
    .await;
    assert_eq!(
        json["data"]["attachmentAdd"]["attachment"]["size"], 6,
        "{json}"
    );
}

#[tokio::test]
async fn rejects_attachments_if_they_are_disabled() {
    let service = Service::start_with(|config| config.helpdesk.enable_attachments = false).await;
    let ticket = [
        ("queue", "", "1"),
        ("title", "", "x"),
        ("description", "", "d"),
        ("priority", "", "3"),
        ("attachment", "a.exe", "x"),
    ];
    let answer = post(&service, "/api/tickets/", form(&ticket)).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(
        answer.json()["followup_set"][0]["followupattachment_set"],
        json!([])
    );
    // django-helpdesk checks the setting only for new tickets.
    let answer = post(
        &service,
        "/api/followups/",
        follow_up(&[("attachments", "a.txt")]),
    )
    .await;
    assert_eq!(filenames(&answer), ["a.txt"]);
    let json = graph_upload(&service, "filename=\"a.txt\"", "", "x").await;
    assert_eq!(
        json["data"]["attachmentAdd"]["userErrors"][0]["code"], "NOT_ALLOWED",
        "{json}"
    );
}
