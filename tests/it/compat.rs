//! What the recorded contract does not look at: the bytes of the JSON, the page for browsers, limits, challenges and
//! the writes that are still to come.

use axum::body::Body;
use deskql::config::Authentication;

use crate::support::fixture::token;
use crate::support::service::Service;

fn admin() -> String {
    format!("Token {}", token("admin"))
}

#[tokio::test]
async fn json_is_compact_or_indented_as_asked() {
    let service = Service::start().await;
    let authorization = admin();
    let auth = ("authorization", authorization.as_str());
    let compact = service.get("/api/followups/48/", &[auth]).await.text();
    assert!(compact.starts_with("{\"id\":48,\"ticket\":6,\"user\":13,\"title\":\"Ünï ✓\","), "{compact}");
    assert!(compact.contains("\"time_spent\":\"00:00:00.500000\",\"followupattachment_set\":[{\"id\":4,"), "{compact}");
    let indented = service.get("/api/followups/48/", &[auth, ("accept", "application/json; indent=2")]).await;
    assert!(indented.text().starts_with("{\n  \"id\": 48,\n  \"ticket\": 6,"), "{}", indented.text());
    assert_eq!(indented.header("content-type"), "application/json");
    // A line separator would end a line of JavaScript.
    let unicode = service.get("/api/tickets/6/", &[auth]).await.text();
    assert!(unicode.contains("\\u2028") && !unicode.contains('\u{2028}'), "{unicode}");
}

#[tokio::test]
async fn browsers_get_a_page_without_scripts() {
    let service = Service::start().await;
    let authorization = admin();
    let headers = [("authorization", authorization.as_str()), ("accept", "text/html,*/*;q=0.8")];
    let page = service.get("/api/tickets/7/", &headers).await;
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert!(page.header("content-security-policy").starts_with("default-src 'none'"));
    assert!(!page.text().contains("<script") && page.text().contains("&lt;"), "{}", page.text());
    let list = service.get("/api/tickets/?page=2&page_size=2", &headers).await.text();
    for link in ["/api/tickets/?page=3&amp;page_size=2\">Next", "/api/tickets/?page_size=2\">← Previous"] {
        assert!(list.contains(link), "{link}: {list}");
    }
    let refused = service.get("/api/tickets/7/", &headers[1..]).await;
    assert_eq!(refused.status, 403);
    assert!(refused.text().contains("Authentication credentials were not provided."));
}

#[tokio::test]
async fn too_large_a_file_is_refused_and_leaves_nothing() {
    let service = Service::start_with(|config| config.server.max_file_size = 1000).await;
    let authorization = admin();
    let headers = [("authorization", authorization.as_str()), ("content-type", "multipart/form-data; boundary=B")];
    let field =
        |name: &str, value: &str| format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let form = |size: usize| {
        let fields = [("queue", "1"), ("title", "x"), ("description", "d"), ("priority", "3")];
        let fields: String = fields.iter().map(|(name, value)| field(name, value)).collect();
        let head = "--B\r\nContent-Disposition: form-data; name=\"attachment\"; filename=\"a.txt\"\r\n\r\n";
        format!("{fields}{head}{}\r\n--B--\r\n", "x".repeat(size))
    };
    let refused = service.call("POST", "/api/tickets/", &headers, form(1001)).await;
    assert_eq!(refused.status, 413);
    assert!(refused.json()["detail"].is_string());
    assert_eq!(service.get("/api/tickets/?page_size=1", &headers[..1]).await.json()["count"], 40);
    // The same in pieces, without a length.
    let chunks: Vec<Result<String, std::io::Error>> =
        form(1000).as_bytes().chunks(7).map(|chunk| Ok(String::from_utf8_lossy(chunk).into_owned())).collect();
    let body = Body::from_stream(futures_util::stream::iter(chunks));
    let created = service.call("POST", "/api/tickets/", &headers, body).await;
    assert_eq!(created.status, 201, "{}", created.text());
    assert_eq!(created.json()["followup_set"][0]["followupattachment_set"][0]["size"], 1000);
}

#[tokio::test]
async fn all_faults_of_the_form_are_told_at_once_in_its_order() {
    let service = Service::start().await;
    let authorization = admin();
    let headers = [("authorization", authorization.as_str()), ("content-type", "application/json")];
    let body = r#"{"queue": 1, "title": "x", "description": "", "assigned_to": 4}"#;
    let refused = service.call("POST", "/api/tickets/", &headers, body).await;
    assert_eq!(refused.status, 400);
    assert_eq!(
        refused.text(),
        "{\"body\":[\"This field is required.\"],\"priority\":[\"This field is required.\"],\"assigned_to\":[\"Select a \
         valid choice. 4 is not one of the available choices.\"]}"
    );
}

#[tokio::test]
async fn the_first_way_of_signing_in_decides_about_the_challenge() {
    let service = Service::start_with(|config| {
        config.rest_framework.default_authentication_classes = vec![Authentication::Basic, Authentication::Token];
    })
    .await;
    let refused = service.get("/api/tickets/", &[]).await;
    assert_eq!((refused.status.as_u16(), refused.header("www-authenticate")), (401, "Basic realm=\"api\""));
}
