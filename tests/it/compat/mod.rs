//! REST responses beyond the recorded contract: the bytes of the JSON, the page for browsers,
//! limits and authentication challenges.

mod errors;
mod releases;

use axum::body::Body;
use deskql::config::Authentication;

use crate::support::fixture::token;
use crate::support::service::Service;

fn admin() -> String {
    format!("Token {}", token("admin"))
}

#[tokio::test]
async fn json_is_compact_unless_accept_asks_for_an_indent() {
    let service = Service::start().await;
    let authorization = admin();
    let auth = ("authorization", authorization.as_str());
    let compact = service.get("/api/followups/48/", &[auth]).await.text();
    assert!(
        compact.starts_with("{\"id\":48,\"ticket\":6,\"user\":13,\"title\":\"Ünï ✓\","),
        "{compact}"
    );
    assert!(
        compact
            .contains("\"time_spent\":\"00:00:00.500000\",\"followupattachment_set\":[{\"id\":4,"),
        "{compact}"
    );
    let indented = service
        .get(
            "/api/followups/48/",
            &[auth, ("accept", "application/json; indent=2")],
        )
        .await;
    assert!(
        indented
            .text()
            .starts_with("{\n  \"id\": 48,\n  \"ticket\": 6,"),
        "{}",
        indented.text()
    );
    assert_eq!(indented.header("content-type"), "application/json");
    // Before ES2019, a line separator ended a line of JavaScript.
    let unicode = service.get("/api/tickets/6/", &[auth]).await.text();
    assert!(
        unicode.contains("\\u2028") && !unicode.contains('\u{2028}'),
        "{unicode}"
    );
}

#[tokio::test]
async fn browsers_get_a_page_without_scripts() {
    let service = Service::start().await;
    let authorization = admin();
    let headers = [
        ("authorization", authorization.as_str()),
        ("accept", "text/html,*/*;q=0.8"),
    ];
    let page = service.get("/api/tickets/7/", &headers).await;
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert!(
        page.header("content-security-policy")
            .starts_with("default-src 'none'")
    );
    assert!(
        !page.text().contains("<script") && page.text().contains("&lt;"),
        "{}",
        page.text()
    );
    let list = service
        .get("/api/tickets/?page=2&page_size=2", &headers)
        .await
        .text();
    for link in [
        "/api/tickets/?page=3&amp;page_size=2\">Next",
        "/api/tickets/?page_size=2\">← Previous",
    ] {
        assert!(list.contains(link), "{link}: {list}");
    }
    let rejected = service.get("/api/tickets/7/", &headers[1..]).await;
    assert_eq!(rejected.status, 403);
    assert!(
        rejected
            .text()
            .contains("Authentication credentials were not provided.")
    );
}

fn basic(credentials: &str) -> String {
    format!(
        "Basic {}",
        base64::Engine::encode(&base64::engine::general_purpose::STANDARD, credentials)
    )
}

#[tokio::test]
async fn browsers_can_sign_in() {
    let service = Service::start().await;
    let html = ("accept", "text/html,*/*;q=0.8");
    let page = service
        .get("/api/tickets/?page=2&status=1", &[html])
        .await
        .text();
    let (_, link) = page
        .split_once("<a href=\"/api/login")
        .unwrap_or_else(|| panic!("no link: {page}"));
    let link = format!("/api/login{}", link.split('"').next().unwrap());
    let challenge = service.get(&link, &[html]).await;
    assert_eq!(
        (challenge.status.as_u16(), challenge.header("cache-control")),
        (401, "no-store")
    );
    assert!(
        challenge
            .header("www-authenticate")
            .starts_with("Basic realm="),
        "{challenge:?}"
    );
    let wrong = service
        .get(&link, &[html, ("authorization", &basic("admin:wrong"))])
        .await;
    assert_eq!((wrong.status.as_u16(), wrong.header("location")), (401, ""));
    let right = basic("admin:admin");
    let signed_in = service.get(&link, &[html, ("authorization", &right)]).await;
    assert_eq!(
        (signed_in.status.as_u16(), signed_in.header("location")),
        (303, "/api/tickets/?page=2&status=1")
    );
    let page = service
        .get("/api/", &[html, ("authorization", &right)])
        .await
        .text();
    assert!(
        page.contains("Signed in as admin") && !page.contains("/api/login"),
        "{page}"
    );
    // Programs get no challenge, and there is no page without Basic authentication.
    let json = service.get("/api/tickets/", &[]).await;
    assert_eq!(
        (json.status.as_u16(), json.header("www-authenticate")),
        (403, "")
    );
    let service = Service::start_with(|config| {
        config.rest_framework.default_authentication_classes = vec![Authentication::Token]
    })
    .await;
    assert!(
        !service
            .get("/api/tickets/", &[html])
            .await
            .text()
            .contains("/api/login")
    );
    assert_eq!(service.get("/api/login", &[html]).await.status, 404);
    // With a path prefix.
    let service =
        Service::start_with(|config| config.force_script_name = "/helpdesk".to_owned()).await;
    let page = service.get("/helpdesk/api/tickets/", &[html]).await.text();
    assert!(
        page.contains("<a href=\"/helpdesk/api/login?next="),
        "{page}"
    );
    let login = "/helpdesk/api/login?next=/api/tickets/";
    let signed_in = service.get(login, &[html, ("authorization", &right)]).await;
    assert_eq!(signed_in.header("location"), "/helpdesk/api/tickets/");
}

/// A browser that signed in sends the password with every request, even for a form on another site.
#[tokio::test]
async fn other_sites_cannot_use_a_remembered_password() {
    let service = Service::start_with(|config| {
        config.cors_allowed_origins = vec!["https://desk.example.com".to_owned()];
    })
    .await;
    let right = basic("admin:admin");
    let form = "queue=1&title=Forged&description=d&priority=3&submitter_email=me%40example.com";
    let send = async |more: &[(&str, &str)]| {
        let headers = [
            ("authorization", right.as_str()),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        let headers = [&headers, more].concat();
        service.call("POST", "/api/tickets/", &headers, form).await
    };
    let evil = ("origin", "https://evil.example");
    for foreign in [
        &[evil][..],
        &[evil, ("sec-fetch-site", "cross-site")],
        &[("origin", "null")],
    ] {
        let rejected = send(foreign).await;
        assert_eq!(rejected.status, 403, "{foreign:?}");
        assert!(
            rejected
                .text()
                .contains("CSRF Failed: Origin checking failed"),
            "{rejected:?}"
        );
    }
    let desk = ("origin", "https://desk.example.com");
    for own in [
        &[][..],
        &[("origin", "http://localhost"), ("host", "localhost")],
        &[desk, ("sec-fetch-site", "cross-site")],
    ] {
        assert_eq!(send(own).await.status, 201, "{own:?}");
    }
}

#[tokio::test]
async fn rejects_a_file_that_is_too_large() {
    let service = Service::start_with(|config| config.server.max_file_size = 1000).await;
    let authorization = admin();
    let headers = [
        ("authorization", authorization.as_str()),
        ("content-type", "multipart/form-data; boundary=B"),
    ];
    let field = |name: &str, value: &str| {
        format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let form = |size: usize| {
        let fields = [
            ("queue", "1"),
            ("title", "x"),
            ("description", "d"),
            ("priority", "3"),
        ];
        let fields: String = fields
            .iter()
            .map(|(name, value)| field(name, value))
            .collect();
        let head = "--B\r\nContent-Disposition: form-data; name=\"attachment\"; filename=\"a.txt\"\r\n\r\n";
        format!("{fields}{head}{}\r\n--B--\r\n", "x".repeat(size))
    };
    let rejected = service
        .call("POST", "/api/tickets/", &headers, form(1001))
        .await;
    assert_eq!(rejected.status, 413);
    assert!(rejected.json()["detail"].is_string());
    assert_eq!(
        service
            .get("/api/tickets/?page_size=1", &headers[..1])
            .await
            .json()["count"],
        40
    );
    // A smaller file in chunks, without a Content-Length.
    let chunks: Vec<Result<String, std::io::Error>> = form(1000)
        .as_bytes()
        .chunks(7)
        .map(|chunk| Ok(String::from_utf8_lossy(chunk).into_owned()))
        .collect();
    let body = Body::from_stream(futures_util::stream::iter(chunks));
    let created = service.call("POST", "/api/tickets/", &headers, body).await;
    assert_eq!(created.status, 201, "{}", created.text());
    assert_eq!(
        created.json()["followup_set"][0]["followupattachment_set"][0]["size"],
        1000
    );
}

#[tokio::test]
async fn reports_all_errors_in_the_order_of_the_form() {
    let service = Service::start().await;
    let authorization = admin();
    let headers = [
        ("authorization", authorization.as_str()),
        ("content-type", "application/json"),
    ];
    let body = r#"{"queue": 1, "title": "x", "description": "", "assigned_to": 4}"#;
    let rejected = service.call("POST", "/api/tickets/", &headers, body).await;
    assert_eq!(rejected.status, 400);
    assert_eq!(
        rejected.text(),
        "{\"body\":[\"This field is required.\"],\"priority\":[\"This field is required.\"],\"assigned_to\":[\"Select a \
         valid choice. 4 is not one of the available choices.\"]}"
    );
}

#[tokio::test]
async fn the_first_authentication_method_decides_about_the_challenge() {
    let service = Service::start_with(|config| {
        config.rest_framework.default_authentication_classes =
            vec![Authentication::Basic, Authentication::Token];
    })
    .await;
    let rejected = service.get("/api/tickets/", &[]).await;
    assert_eq!(
        (
            rejected.status.as_u16(),
            rejected.header("www-authenticate")
        ),
        (401, "Basic realm=\"api\"")
    );
}

#[tokio::test]
async fn a_disabled_api_is_not_found() {
    let service = Service::start_with(|config| config.helpdesk.api_enabled = false).await;
    let authorization = admin();
    let headers = [("authorization", authorization.as_str())];
    for path in ["/api/", "/api/tickets/", "/api/tickets/1/", "/api/tickets"] {
        let answer = service.get(path, &headers).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("content-type")),
            (404, "text/html; charset=utf-8"),
            "{path}"
        );
        assert!(answer.text().contains("<h1>Not Found</h1>"), "{path}");
    }
    let path = "/graphql?query=%7B__typename%7D";
    let graph = service
        .get(path, &[headers[0], ("accept", "application/json")])
        .await;
    assert_eq!(graph.json()["data"]["__typename"], "Query");
}
