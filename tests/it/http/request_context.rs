//! The context of every request: IDs, headers, limits of size and time. Also the small pages:
//! health checks, `/` and the example frontend.

use crate::support::service::Service;

#[tokio::test]
async fn every_request_has_an_id() {
    let service = Service::start().await;
    let fresh = service.get("/healthz", &[]).await;
    assert_eq!(fresh.header("x-request-id").len(), 36);
    let kept = service
        .get("/healthz", &[("x-request-id", "trace-1.2:3")])
        .await;
    assert_eq!(kept.header("x-request-id"), "trace-1.2:3");
    for bad in ["a b", "<script>", "", &"x".repeat(200)] {
        let fresh = service.get("/healthz", &[("x-request-id", bad)]).await;
        assert_eq!(fresh.header("x-request-id").len(), 36, "{bad:?}");
    }
}

#[tokio::test]
async fn reports_health_and_readiness() {
    let service = Service::start().await;
    assert_eq!(service.get("/healthz", &[]).await.json()["status"], "ok");
    assert_eq!(service.get("/readyz", &[]).await.status, 200);
    service.app.db.clone().close().await.unwrap();
    assert_eq!(service.get("/healthz", &[]).await.status, 200);
    let unready = service.get("/readyz", &[]).await;
    assert_eq!(
        (unready.status.as_u16(), &unready.json()["failed"][0]),
        (503, &"database".into())
    );
}

#[tokio::test]
async fn every_response_has_security_headers() {
    let service = Service::start().await;
    for path in [
        "/",
        "/graphql?query={__typename}",
        "/healthz",
        "/nowhere",
        "/media/helpdesk/nothing",
    ] {
        let answer = service.get(path, &[]).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
    }
}

#[tokio::test]
async fn home_links_to_the_apis() {
    let service = Service::start().await;
    let program = service.get("/", &[("host", "help.example.com:81")]).await;
    assert!(
        program
            .text()
            .contains("http://help.example.com:81/graphql"),
        "{program:?}"
    );
    let browser = service.get("/", &[("accept", "text/html")]).await;
    assert_eq!(
        (browser.status.as_u16(), browser.header("location")),
        (307, "/graphql")
    );
    let nowhere = service.get("/nowhere", &[]).await;
    assert_eq!(nowhere.status, 404);
    assert!(nowhere.json()["detail"].is_string());
}

#[tokio::test]
async fn serves_the_example_frontend_if_it_is_enabled() {
    let service = Service::start().await;
    assert_eq!(service.get("/app/", &[]).await.status, 404);
    let service = Service::start_with(|config| config.server.example_frontend = true).await;
    let bare = service.get("/app", &[]).await;
    assert_eq!(
        (bare.status.as_u16(), bare.header("location")),
        (308, "/app/")
    );
    let page = service.get("/app/", &[]).await;
    if !deskql::http::has_example_frontend() {
        assert_eq!(page.status, 404);
        assert!(page.text().contains("not in this binary"), "{page:?}");
        return;
    }
    assert_eq!(page.status, 200);
    let policy = page.header("content-security-policy");
    assert!(
        policy.starts_with("default-src 'none'") && !policy.contains("unsafe"),
        "{policy}"
    );
    let text = page.text();
    let files: Vec<&str> = text
        .split('"')
        .filter(|part| part.starts_with("./assets/"))
        .collect();
    assert!(files.len() >= 2, "{text}");
    for file in files {
        let path = format!("/app/{}", file.trim_start_matches("./"));
        let file = service.get(&path, &[]).await;
        assert_eq!(
            (file.status.as_u16(), file.header("content-encoding")),
            (200, ""),
            "{path}"
        );
        assert!(file.header("cache-control").contains("immutable"), "{path}");
        let packed = service.get(&path, &[("accept-encoding", "gzip")]).await;
        assert_eq!(packed.header("content-encoding"), "gzip", "{path}");
    }
    assert_eq!(service.get("/app/assets/nothing.js", &[]).await.status, 404);
    assert_eq!(
        service.get("/app/../config.default.toml", &[]).await.status,
        404
    );
}

#[tokio::test]
async fn rejects_large_bodies() {
    let service = Service::start_with(|config| config.server.max_body_size = 1000).await;
    let json = format!(
        "{{\"query\":\"{{__typename}}\",\"extra\":\"{}\"}}",
        "x".repeat(2000)
    );
    let announced = [
        ("content-type", "application/json"),
        ("content-length", "2030"),
    ];
    for headers in [&announced[..1], &announced[..]] {
        let answer = service
            .call("POST", "/graphql", headers, json.clone())
            .await;
        assert_eq!(answer.status, 413, "{answer:?}");
        assert_eq!(
            answer.json()["errors"][0]["extensions"]["code"],
            "PAYLOAD_TOO_LARGE"
        );
    }
}

/// Failures of middleware have the form that clients of the path read.
#[tokio::test]
async fn failures_have_the_form_of_their_api() {
    let service = Service::start_with(|config| config.server.max_body_size = 1000).await;
    let headers = [
        ("content-type", "application/json"),
        ("x-request-id", "some-id"),
    ];
    let body = "x".repeat(2000);
    for path in ["/graphql", "/graphql/stream"] {
        let headers = [&headers[..], &[("content-length", "2000")]].concat();
        let answer = service.call("POST", path, &headers, body.clone()).await;
        assert_eq!(answer.status, 413, "{path}");
        assert_eq!(answer.header("content-type"), "application/json", "{path}");
        assert_eq!(answer.header("connection"), "close", "{path}");
        let extensions = &answer.json()["errors"][0]["extensions"];
        assert_eq!(extensions["code"], "PAYLOAD_TOO_LARGE", "{path}");
        assert_eq!(extensions["requestId"], "some-id", "{path}");
    }
    for (path, status) in [("/nowhere", 404), ("/media/helpdesk/nothing", 404)] {
        let answer = service.get(path, &headers).await;
        assert_eq!(answer.status, status, "{path}");
        assert_eq!(answer.header("content-type"), "application/json", "{path}");
        let length = answer.body.len().to_string();
        assert_eq!(answer.header("content-length"), length, "{path}");
        assert_eq!(answer.json()["request_id"], "some-id", "{path}");
        assert!(answer.json()["detail"].is_string(), "{path}");
    }
}

#[tokio::test]
async fn reports_server_timing_if_it_is_enabled() {
    let service = Service::start().await;
    assert_eq!(
        service.get("/healthz", &[]).await.header("server-timing"),
        ""
    );
    let service = Service::start_with(|config| config.server.server_timing = true).await;
    let quiet = service.get("/healthz", &[]).await;
    assert!(
        quiet
            .header("server-timing")
            .starts_with("db;desc=\"0 statements\""),
        "{quiet:?}"
    );
}

#[tokio::test]
async fn times_out_slow_requests() {
    let service = Service::start_with(|config| config.server.timeout_seconds = 1).await;
    let never = axum::body::Body::from_stream(futures_util::stream::pending::<
        Result<bytes::Bytes, std::io::Error>,
    >());
    let answer = service
        .call(
            "POST",
            "/graphql",
            &[("content-type", "application/json")],
            never,
        )
        .await;
    assert_eq!(
        (
            answer.status.as_u16(),
            &answer.json()["errors"][0]["extensions"]["code"]
        ),
        (503, &"TIMEOUT".into())
    );
}
