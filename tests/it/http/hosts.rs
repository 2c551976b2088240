//! The check of `Host` (`allowed_hosts`), which also prevents DNS rebinding.

use axum::body::Body;
use http::Request;

use crate::support::fixture::token;
use crate::support::service::Service;

const JSON: (&str, &str) = ("content-type", "application/json");
const VIEWER: &str = r#"{"query":"{ viewer { user { username } } }"}"#;

/// A service with the default settings.
async fn with_defaults() -> Service {
    Service::start_with(|config| config.allowed_hosts.clear()).await
}

/// If `evil.example` resolves to this machine, browsers treat its pages and this service as one
/// origin: they send cookies and passwords, and let scripts read the responses.
#[tokio::test]
async fn rejects_names_that_were_rebound_to_this_machine() {
    let service = with_defaults().await;
    let admin = format!("Token {}", token("admin"));
    let evil = [
        ("host", "evil.example:8000"),
        ("origin", "http://evil.example:8000"),
        ("authorization", &*admin),
    ];
    for path in [
        "/",
        "/graphql",
        "/graphql/stream",
        "/api/",
        "/api/tickets/",
        "/docs",
        "/media/helpdesk/x",
        "/app/",
    ] {
        let answer = service.get(path, &evil).await;
        assert_eq!(answer.status, 400, "{path}: {answer:?}");
        assert!(
            !answer.text().contains("evil.example:8000/"),
            "{path}: {answer:?}"
        );
    }
    for path in ["/graphql", "/graphql/stream"] {
        let answer = service
            .call("POST", path, &[&evil[..], &[JSON]].concat(), VIEWER)
            .await;
        assert_eq!(answer.status, 400, "{path}");
        let error = &answer.json()["errors"][0];
        assert_eq!(error["extensions"]["code"], "BAD_HOST", "{path}");
    }
    let preflight = [&evil[..2], &[("access-control-request-method", "POST")]].concat();
    assert_eq!(
        service
            .call("OPTIONS", "/graphql", &preflight, "")
            .await
            .status,
        400
    );
    let handshake = [
        ("connection", "Upgrade"),
        ("upgrade", "websocket"),
        ("sec-websocket-version", "13"),
        ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ("sec-websocket-protocol", "graphql-transport-ws"),
    ];
    assert_eq!(
        service
            .get("/graphql", &[&evil[..], &handshake[..]].concat())
            .await
            .status,
        400
    );
    // The REST API answers with Django's page.
    let rest = service.get("/api/tickets/", &evil).await;
    assert_eq!(rest.header("content-type"), "text/html; charset=utf-8");
    assert!(
        rest.text().contains("<h1>Bad Request (400)</h1><p></p>"),
        "{rest:?}"
    );
    // Names of the loopback interface are allowed.
    for host in [
        "127.0.0.1:8000",
        "localhost:8000",
        "desk.localhost",
        "[::1]:8000",
    ] {
        let answer = service
            .call("POST", "/graphql", &[("host", host), evil[2], JSON], VIEWER)
            .await;
        assert_eq!(
            answer.json()["data"]["viewer"]["user"]["username"],
            "admin",
            "{host}"
        );
    }
}

#[tokio::test]
async fn configured_hosts_are_allowed_and_appear_in_links() {
    let service =
        Service::start_with(|config| config.allowed_hosts = vec![".example.com".to_owned()]).await;
    let admin = format!("Token {}", token("admin"));
    for host in ["example.com", "help.example.com:81", "HELP.example.com"] {
        let page = service
            .get(
                "/api/tickets/?page_size=1",
                &[("host", host), ("authorization", &admin)],
            )
            .await;
        let next = page.json()["next"].as_str().unwrap().to_owned();
        assert_eq!(
            next,
            format!("http://{host}/api/tickets/?page=2&page_size=1")
        );
    }
    for host in [
        "evil.example",
        "example.com.evil.example",
        "127.0.0.1",
        "localhost",
    ] {
        assert_eq!(
            service.get("/api/", &[("host", host)]).await.status,
            400,
            "{host}"
        );
    }
}

#[tokio::test]
async fn rejects_missing_repeated_and_malformed_hosts() {
    let service = with_defaults().await;
    let request = |path: &str, hosts: &[&str]| {
        let mut request = Request::builder().uri(path);
        for host in hosts {
            request = request.header("host", *host);
        }
        request.body(Body::empty()).unwrap()
    };
    for hosts in [
        &[][..],
        &["localhost", "localhost"],
        &["localhost", "evil.example"],
        &[""],
        &["a b"],
        &["localhost:"],
    ] {
        for path in ["/", "/api/", "/graphql?query={__typename}"] {
            let answer = service.send_as_it_is(request(path, hosts)).await;
            assert_eq!(answer.status, 400, "{path} {hosts:?}");
        }
    }
    // An absolute request target overrides the header (RFC 9112, 3.2.2).
    let answer = service
        .send_as_it_is(request("http://evil.example/api/", &["localhost"]))
        .await;
    assert_eq!(answer.status, 400);
    // Health checks send the IP address of a container, or no host.
    for hosts in [&[][..], &["10.1.2.3:8000"]] {
        assert_eq!(
            service
                .send_as_it_is(request("/healthz", hosts))
                .await
                .status,
            200,
            "{hosts:?}"
        );
        assert_eq!(
            service
                .send_as_it_is(request("/readyz", hosts))
                .await
                .status,
            200,
            "{hosts:?}"
        );
    }
    assert_eq!(
        service
            .send_as_it_is(request("/healthz", &["a", "a"]))
            .await
            .status,
        400
    );
}

/// The CSRF check compares `Origin` with the host that the client requested from the proxy.
#[tokio::test]
async fn the_own_origin_is_the_host_that_the_client_requested() {
    const CSRF: &str = "cccccccccccccccccccccccccccccccc";
    let service = Service::start_with(|config| {
        config.allowed_hosts = vec!["help.example.com".to_owned(), "inner".to_owned()];
        // In-process requests come from the unspecified address.
        config.auth.trusted_proxies = vec!["0.0.0.0/8".parse().unwrap()];
    })
    .await;
    let cookie = format!("sessionid=fixtureadmin00000000000000000000; csrftoken={CSRF}");
    let write = async |more: &[(&str, &str)]| {
        let headers = [&[("cookie", &*cookie), ("x-csrftoken", CSRF), JSON], more].concat();
        service
            .call("PATCH", "/api/tickets/1/", &headers, r#"{"title":"x"}"#)
            .await
    };
    let proxy = [
        ("host", "inner"),
        ("x-forwarded-host", "help.example.com"),
        ("x-forwarded-proto", "https"),
    ];
    assert_eq!(
        write(&[&proxy[..], &[("origin", "https://help.example.com")]].concat())
            .await
            .status,
        200
    );
    assert_eq!(
        write(&[&proxy[..], &[("origin", "https://inner")]].concat())
            .await
            .status,
        403
    );
    let evil = [
        ("host", "inner"),
        ("x-forwarded-host", "evil.example"),
        ("origin", "http://evil.example"),
    ];
    assert_eq!(write(&evil).await.status, 400);
    let admin = format!("Token {}", token("admin"));
    let root = service
        .get(
            "/api/",
            &[&proxy[..], &[("authorization", &*admin)]].concat(),
        )
        .await;
    assert_eq!(
        root.json()["tickets"],
        "https://help.example.com/api/tickets/"
    );
}
