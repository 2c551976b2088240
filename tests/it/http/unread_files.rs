//! Files are received only from callers who may write where they are sent: others are rejected
//! before their files are read.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Body;
use bytes::Bytes;
use serde_json::{Value, json};

use crate::support::fixture::token;
use crate::support::form::{KIND, form};
use crate::support::service::{Answer, Service};

/// Pieces of a file, 64 kB each.
const PIECES: usize = 200;

async fn send(service: &Service, user: &str, body: Body) -> Answer {
    let token = format!("Token {}", token(user));
    let headers = [KIND, ("authorization", token.as_str())];
    service.call("POST", "/graphql", &headers, body).await
}

/// A form that begins with `head` and ends with a file, and how many pieces of the file were read.
fn long_form(head: &[(&str, &str, &str)], name: &str) -> (Body, Arc<AtomicUsize>) {
    let head = form(head);
    let head = head.strip_suffix("--xx--\r\n").unwrap().to_owned()
        + &format!(
            "--xx\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"a.txt\"\r\n\r\n"
        );
    let read = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&read);
    let pieces = (0..PIECES).map(move |_| {
        count.fetch_add(1, Ordering::Relaxed);
        Bytes::from(vec![b'x'; 65_536])
    });
    let end = Bytes::from_static(b"\r\n--xx--\r\n");
    let all = std::iter::once(Bytes::from(head))
        .chain(pieces)
        .chain([end]);
    let body = Body::from_stream(futures_util::stream::iter(all.map(Ok::<_, Infallible>)));
    (body, read)
}

/// Sends `mutation` with the file `$f`, and how many pieces of the file were read.
async fn upload(service: &Service, user: &str, mutation: &str) -> (Value, usize) {
    let query = format!("mutation ($f: Upload!) {{ {mutation} }}");
    let operations = json!({ "query": query, "variables": { "f": null } }).to_string();
    let head = [
        ("operations", "", operations.as_str()),
        ("map", "", r#"{"f":["variables.f"]}"#),
    ];
    let (body, read) = long_form(&head, "f");
    let answer = send(service, user, body).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    (answer.json(), read.load(Ordering::Relaxed))
}

#[tokio::test]
async fn files_of_callers_who_may_not_write_there_are_not_read() {
    let service = Service::start().await;
    let payload = "userErrors { code field }";
    for (mutation, field, code) in [
        (
            format!("m: attachmentAdd(input: {{ followUpId: 41, file: $f }}) {{ {payload} }}"),
            "followUpId",
            "NOT_FOUND",
        ),
        (
            format!("m: attachmentUpdate(input: {{ id: 1, file: $f }}) {{ {payload} }}"),
            "id",
            "NOT_FOUND",
        ),
        (
            format!(
                "m: followUpAdd(input: {{ ticketId: 3, comment: \"x\", attachments: [$f] }}) {{ {payload} }}"
            ),
            "ticketId",
            "NOT_FOUND",
        ),
        (
            format!(
                "m: ticketCreate(input: {{ queueId: 4, title: \"t\", description: \"d\", attachments: [$f] }}) \
                 {{ {payload} }}"
            ),
            "queueId",
            "NOT_FOUND",
        ),
        (
            format!(
                "m: attachmentAdd(input: {{ followUpId: 41, file: $f, idempotencyKey: \"new\" }}) {{ {payload} }}"
            ),
            "followUpId",
            "NOT_FOUND",
        ),
    ] {
        let (answer, read) = upload(&service, "customer", &mutation).await;
        let error = &answer["data"]["m"]["userErrors"][0];
        assert_eq!(
            (&error["code"], &error["field"][0]),
            (&json!(code), &json!(field)),
            "{mutation}: {answer}"
        );
        assert!(read < 4, "{mutation}: {read} pieces were read");
    }
}

#[tokio::test]
async fn files_of_callers_who_may_write_are_stored() {
    let service = Service::start().await;
    let payload = "followUp { attachments { size } } userErrors { code }";
    let mutation = format!(
        "m: followUpAdd(input: {{ ticketId: 1, comment: \"x\", attachments: [$f], idempotencyKey: \"k\" }}) \
         {{ {payload} }}"
    );
    for _ in 0..2 {
        let (answer, read) = upload(&service, "customer", &mutation).await;
        assert_eq!(
            answer["data"]["m"]["followUp"]["attachments"],
            json!([{ "size": PIECES * 65_536 }]),
            "{answer}"
        );
        assert_eq!(read, PIECES);
    }
    // The repeated request gets the first result, although the caller may no longer answer on the
    // ticket.
    let close = "UPDATE helpdesk_ticket SET submitter_email = 'somebody@example.com' WHERE id = 1";
    sea_orm::ConnectionTrait::execute_unprepared(&service.app.db, close)
        .await
        .unwrap();
    let (answer, read) = upload(&service, "customer", &mutation).await;
    assert_eq!(
        (&answer["data"]["m"]["userErrors"][0]["code"], read),
        (&json!("CONFLICT"), PIECES),
        "{answer}"
    );
    let other = mutation.replace("\"k\"", "\"other\"");
    let (answer, read) = upload(&service, "customer", &other).await;
    assert_eq!(
        answer["data"]["m"]["userErrors"][0]["code"],
        json!("NOT_FOUND"),
        "{answer}"
    );
    assert!(read < 4, "{read} pieces were read");
}

#[tokio::test]
async fn a_broken_form_is_an_error_of_its_field_once_something_is_written() {
    let service = Service::start().await;
    let add = "attachmentAdd(input: { followUpId: 41, file: $f }) { userErrors { code } }";
    let update = r#"a: ticketUpdate(input: { id: 2, title: "new" }) { ticket { title } userErrors { code } }"#;
    let ask = async |fields: &str| {
        let query = format!("mutation ($f: Upload!) {{ {fields} }}");
        let operations = json!({ "query": query, "variables": { "f": null } }).to_string();
        // The file is missing.
        let body = form(&[
            ("operations", "", &operations),
            ("map", "", r#"{"f":["variables.f"]}"#),
        ]);
        send(&service, "admin", body.into()).await
    };
    let answer = ask(&format!("b: {add}")).await;
    let code = answer.json()["errors"][0]["extensions"]["code"].clone();
    assert_eq!((answer.status.as_u16(), code), (400, json!("BAD_REQUEST")));
    let answer = ask(&format!("{update} b: {add}")).await;
    let json = answer.json();
    assert_eq!(answer.status, 200, "{json}");
    assert_eq!(json["data"]["a"]["ticket"]["title"], "new");
    assert_eq!(
        (
            &json["data"]["b"],
            &json["errors"][0]["path"],
            &json["errors"][0]["extensions"]["code"]
        ),
        (&Value::Null, &json!(["b"]), &json!("BAD_REQUEST")),
        "{json}"
    );
}

#[tokio::test]
async fn rest_reads_no_files_of_callers_who_may_not_use_a_view() {
    let service = Service::start().await;
    for (path, head, name) in [
        (
            "/api/followups-attachments/",
            ("followup", "", "41"),
            "file",
        ),
        ("/api/followups/", ("ticket", "", "1"), "attachments"),
        ("/api/tickets/", ("queue", "", "1"), "attachment"),
    ] {
        for (user, status) in [(Some("customer"), 403), (None, 403)] {
            let (body, read) = long_form(&[head], name);
            let token = user.map(|user| format!("Token {}", token(user)));
            let mut headers = vec![KIND];
            headers.extend(token.as_deref().map(|token| ("authorization", token)));
            let answer = service.call("POST", path, &headers, body).await;
            assert_eq!(answer.status, status, "{path}: {}", answer.text());
            let read = read.load(Ordering::Relaxed);
            assert!(read < 4, "{path}: {read} pieces were read");
        }
    }
}
