//! Limits of multipart bodies and of other requests, by REST and GraphQL: numbers and sizes, and that
//! nothing is read from callers who may not write. The expected REST responses are those of
//! django-helpdesk 2.6.1.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::body::Body;
use serde_json::json;

use super::multipart::{GUARD, PAGE, authorization, post};
use crate::support::form::{KIND, form};
use crate::support::service::Service;

#[tokio::test]
async fn limits_every_part_of_a_form() {
    let service = Service::start().await;
    let begin = Instant::now();
    for (part, times) in [
        ("--xx\r\n\r\n", 800_000),
        ("--xx\r\nContent-Disposition: form-data\r\n\r\n", 100_000),
        (
            "--xx\r\nContent-Disposition: form-data; name=a; filename=..\r\n\r\nx\r\n",
            100_000,
        ),
        (
            "--xx\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n",
            1002,
        ),
        (
            "--xx\r\nContent-Disposition: form-data; name=a; filename=a.txt\r\n\r\nx\r\n",
            101,
        ),
    ] {
        let answer = post(&service, "/api/followups/", part.repeat(times)).await;
        assert_eq!(
            (answer.status.as_u16(), answer.text().as_str()),
            (400, PAGE),
            "{part:?}"
        );
        assert_eq!(answer.header("vary"), "Cookie");
        assert_eq!(answer.header("allow"), "");
    }
    assert!(
        begin.elapsed() < Duration::from_secs(15),
        "{:?}",
        begin.elapsed()
    );
    for (body, kind) in [
        (
            format!("{{\"title\":\"{}\"}}", "x".repeat(2_621_440)),
            "application/json",
        ),
        (
            format!("title={}", "x".repeat(2_621_440)),
            "application/x-www-form-urlencoded",
        ),
        ("a&".repeat(1000), "application/x-www-form-urlencoded"),
    ] {
        let headers = [
            ("content-type", kind),
            ("authorization", &authorization("admin")),
        ];
        let answer = service
            .call("POST", "/api/followups/", &headers, body)
            .await;
        assert_eq!(
            (answer.status.as_u16(), answer.text().as_str()),
            (400, PAGE),
            "{kind}"
        );
    }
    let query = format!("/api/tickets/?{}", "&".repeat(1000));
    let answer = service
        .get(&query, &[("authorization", &authorization("admin"))])
        .await;
    assert_eq!(
        (answer.status.as_u16(), answer.text().as_str()),
        (400, PAGE)
    );
}

/// An endless body, and the number of bytes read from it.
fn endless(head: &str) -> (Body, Arc<AtomicUsize>) {
    let read = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&read);
    let head = futures_util::stream::iter([Ok::<_, std::io::Error>(head.to_owned())]);
    let rest = futures_util::stream::repeat_with(move || {
        counted.fetch_add(1000, Ordering::Relaxed);
        Ok("x".repeat(1000))
    });
    (
        Body::from_stream(futures_util::StreamExt::chain(head, rest)),
        read,
    )
}

#[tokio::test]
async fn does_not_read_files_of_callers_who_may_not_write() {
    let service = Service::start().await;
    let query = "mutation ($f: Upload!) { attachmentAdd(input: { followUpId: 41, file: $f }) { userErrors { code } } }";
    let operations = json!({ "query": query, "variables": { "f": null } }).to_string();
    let head = form(&[
        ("operations", "", &operations),
        ("map", "", "{\"0\":[\"variables.f\"]}"),
        ("0", "a.txt", "x"),
    ]);
    let head = head.strip_suffix("\r\n--xx--\r\n").unwrap();
    let (body, read) = endless(head);
    let answer = service.call("POST", "/graphql", &[KIND, GUARD], body).await;
    assert_eq!(
        (
            answer.status.as_u16(),
            &answer.json()["errors"][0]["extensions"]["code"]
        ),
        // Visitors may send files with `ticketCreate`, so the field decides.
        (200, &json!("UNAUTHENTICATED"))
    );
    assert!(read.load(Ordering::Relaxed) < 10_000, "{read:?}");

    let head = form(&[("ticket", "", "1"), ("attachments", "a.txt", "x")]);
    let head = head.strip_suffix("\r\n--xx--\r\n").unwrap();
    let customer = authorization("customer");
    let token = "x".repeat(32);
    let session = format!("sessionid=fixturecustomer00000000000000000; csrftoken={token}");
    for (headers, most) in [
        (vec![], 10_000),
        (vec![("authorization", customer.as_str())], 10_000),
        // Without the cookie, no token is valid.
        (
            vec![("cookie", "sessionid=fixtureadmin00000000000000000000")],
            10_000,
        ),
        (
            vec![
                ("cookie", session.as_str()),
                ("x-csrftoken", token.as_str()),
            ],
            10_000,
        ),
        // The token may be in the form. The service reads as much as a form without files may
        // have.
        (vec![("cookie", session.as_str())], 3_000_000),
    ] {
        let (body, read) = endless(head);
        let headers: Vec<_> = [KIND].into_iter().chain(headers).collect();
        let answer = service
            .call("POST", "/api/followups/", &headers, body)
            .await;
        assert_eq!(answer.status, 403, "{headers:?}: {}", answer.text());
        assert!(read.load(Ordering::Relaxed) < most, "{headers:?}: {read:?}");
    }
}

/// The form is read once, wherever the token is.
#[tokio::test]
async fn limits_the_size_of_requests_by_viewer() {
    let service = Service::start().await;
    let (customer, admin) = (authorization("customer"), authorization("admin"));
    for (headers, size, expected) in [
        (&[][..], 90_000, 200),
        (&[], 110_000, 413),
        (&[("authorization", customer.as_str())], 190_000, 200),
        (&[("authorization", customer.as_str())], 210_000, 413),
        (&[("authorization", admin.as_str())], 2_600_000, 200),
        (&[("authorization", admin.as_str())], 2_700_000, 413),
    ] {
        let body = json!({ "query": "{ __typename }", "extensions": { "x": "x".repeat(size) } })
            .to_string();
        let headers: Vec<_> = [("content-type", "application/json")]
            .into_iter()
            .chain(headers.iter().copied())
            .collect();
        assert_eq!(
            service
                .call("POST", "/graphql", &headers, body)
                .await
                .status,
            expected,
            "{size}"
        );
    }
}

#[tokio::test]
async fn limits_the_size_of_rest_responses() {
    let service =
        Service::start_with(|config| config.rest_framework.max_answer_size = 20_000).await;
    let admin = authorization("admin");
    let answer = service
        .get("/api/tickets/?page_size=1", &[("authorization", &admin)])
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let answer = service
        .get("/api/tickets/?page_size=40", &[("authorization", &admin)])
        .await;
    assert_eq!(answer.status, 400);
    assert!(answer.text().contains("page_size"), "{}", answer.text());
}
