//! Authentication of GraphQL requests, encoded bodies, and the headers of rate limits, for plain
//! responses and event streams.

use serde_json::{Value, json};

use crate::support::fixture::token;
use crate::support::service::{Answer, Service};

const JSON: (&str, &str) = ("content-type", "application/json");
const NEW: (&str, &str) = ("accept", "application/graphql-response+json");
const EVENTS: (&str, &str) = ("accept", "text/event-stream");
const VIEWER: &str = r#"{"query":"{ viewer { user { username } } }"}"#;

fn error(answer: &Answer) -> (u16, String) {
    let error = &answer.json()["errors"][0]["extensions"];
    assert_eq!(
        error["requestId"],
        answer.header("x-request-id"),
        "{answer:?}"
    );
    (
        answer.status.as_u16(),
        error["code"].as_str().unwrap_or_default().to_owned(),
    )
}

#[tokio::test]
async fn accepts_bearer_as_a_synonym_of_token() {
    let service = Service::start().await;
    for scheme in ["Bearer", "bearer", "Token"] {
        let right = format!("{scheme} {}", token("admin"));
        let answer = service
            .call(
                "POST",
                "/graphql",
                &[JSON, NEW, ("authorization", &right)],
                VIEWER,
            )
            .await;
        assert_eq!(
            answer.json()["data"]["viewer"]["user"]["username"],
            "admin",
            "{scheme}"
        );
        let stream = service
            .call(
                "POST",
                "/graphql/stream",
                &[JSON, EVENTS, ("authorization", &right)],
                VIEWER,
            )
            .await;
        assert!(
            stream.text().contains(r#""username":"admin""#),
            "{scheme}: {}",
            stream.text()
        );
        for wrong in [
            format!("{scheme} x"),
            scheme.to_owned(),
            format!("{scheme} a b"),
        ] {
            for (path, accept) in [("/graphql", NEW), ("/graphql/stream", EVENTS)] {
                let answer = service
                    .call(
                        "POST",
                        path,
                        &[JSON, accept, ("authorization", &wrong)],
                        VIEWER,
                    )
                    .await;
                assert_eq!(
                    error(&answer),
                    (401, "UNAUTHENTICATED".to_owned()),
                    "{path} {wrong}"
                );
            }
        }
    }
    // DRF does not know `Bearer`.
    let right = format!("Bearer {}", token("admin"));
    let rest = service
        .get(
            "/api/user_tickets/",
            &[("authorization", &right), ("accept", "application/json")],
        )
        .await;
    assert_eq!(
        rest.json(),
        json!({ "detail": "Authentication credentials were not provided." })
    );
}

#[tokio::test]
async fn rejects_unknown_schemes() {
    let service = Service::start().await;
    for scheme in ["Digest username=\"admin\"", "JWT abc", "abc"] {
        for (path, accept) in [("/graphql", NEW), ("/graphql/stream", EVENTS)] {
            let answer = service
                .call(
                    "POST",
                    path,
                    &[JSON, accept, ("authorization", scheme)],
                    VIEWER,
                )
                .await;
            assert_eq!(
                error(&answer),
                (401, "UNAUTHENTICATED".to_owned()),
                "{path} {scheme}"
            );
            assert!(answer.text().contains("Bearer"), "{}", answer.text());
        }
        // Ignored if a session authenticates the request: a proxy may have added the header.
        let headers = [
            NEW,
            ("authorization", scheme),
            ("cookie", "sessionid=fixtureadmin00000000000000000000"),
        ];
        let answer = service
            .get(
                "/graphql?query=%7Bviewer%7Buser%7Busername%7D%7D%7D",
                &headers,
            )
            .await;
        assert_eq!(
            answer.json()["data"]["viewer"]["user"]["username"],
            "admin",
            "{scheme}"
        );
    }
    let nothing = service
        .call("POST", "/graphql", &[JSON, ("authorization", " ")], VIEWER)
        .await;
    assert_eq!(nothing.json()["data"]["viewer"], Value::Null);
}

#[tokio::test]
async fn rejects_encoded_bodies() {
    let service = Service::start().await;
    for coding in ["gzip", "br", "deflate, gzip"] {
        for (path, accept) in [("/graphql", NEW), ("/graphql/stream", EVENTS)] {
            let answer = service
                .call(
                    "POST",
                    path,
                    &[JSON, accept, ("content-encoding", coding)],
                    &b"\x1f\x8b"[..],
                )
                .await;
            assert_eq!(
                error(&answer),
                (415, "UNSUPPORTED_MEDIA_TYPE".to_owned()),
                "{path} {coding}"
            );
            assert_eq!(answer.header("accept-encoding"), "identity");
        }
    }
    let plain = service
        .call(
            "POST",
            "/graphql",
            &[JSON, ("content-encoding", "identity")],
            VIEWER,
        )
        .await;
    assert_eq!(plain.status, 200);
}

/// `LIMIT REMAINING`, and the policies.
fn rate_limit(answer: &Answer) -> (String, String) {
    let header = |name: &str| answer.header(&format!("ratelimit-{name}")).to_owned();
    (
        format!("{} {}", header("limit"), header("remaining")),
        header("policy"),
    )
}

#[tokio::test]
async fn headers_describe_the_tighter_limit() {
    let limited = async |requests, cost| {
        Service::start_with(|config| {
            config.graphql.max_complexity = 60;
            config.graphql.max_cost_per_minute = cost;
            config.server.max_requests_per_minute = requests;
        })
        .await
    };
    let page = r#"{"query":"{ tickets { nodes { id } } }"}"#;
    for (path, accept) in [("/graphql", NEW), ("/graphql/stream", EVENTS)] {
        let ask =
            async |service: &Service, body| service.call("POST", path, &[JSON, accept], body).await;
        let policies = r#"10;w=60;comment="requests", 100;w=60;comment="cost""#.to_owned();
        // 51 of 100 points are a larger fraction than one of ten requests.
        let service = limited(10, 100).await;
        assert_eq!(
            rate_limit(&ask(&service, page).await),
            ("100 49".to_owned(), policies.clone()),
            "{path}"
        );
        let rejected = ask(&service, page).await;
        assert_eq!(error(&rejected), (429, "RATE_LIMITED".to_owned()), "{path}");
        let (numbers, policy) = rate_limit(&rejected);
        assert!(
            numbers.starts_with("100 4") && policy == policies,
            "{path}: not the exceeded limit: {numbers} {policy}"
        );
        let wait: u64 = rejected.header("retry-after").parse().unwrap();
        assert!((1..=2).contains(&wait), "{wait}");
        assert_eq!(
            rejected.json()["errors"][0]["extensions"]["retryAfter"],
            wait
        );
        // One of two requests is a larger fraction than the points.
        let service = limited(2, 100_000).await;
        assert_eq!(rate_limit(&ask(&service, page).await).0, "2 1", "{path}");
        assert_eq!(rate_limit(&ask(&service, page).await).0, "2 0", "{path}");
        let rejected = ask(&service, page).await;
        assert_eq!(
            (error(&rejected).0, rate_limit(&rejected).0.as_str()),
            (429, "2 0"),
            "{path}"
        );
        assert_eq!(rejected.header("retry-after"), "30", "{path}");
    }
}

/// Failed sign-ins are charged to the address.
#[tokio::test]
async fn wrong_tokens_count_as_requests_of_their_address() {
    for path in ["/api/tickets/", "/graphql?query=%7B__typename%7D"] {
        let service =
            Service::start_with(|config| config.server.max_anonymous_requests_per_minute = 10)
                .await;
        let mut rejected = 0;
        for guess in 0..40 {
            let headers = [
                ("authorization", format!("Token {guess}")),
                ("accept", "application/json".to_owned()),
            ];
            let headers = headers
                .each_ref()
                .map(|(name, value)| (*name, value.as_str()));
            let answer = service.get(path, &headers).await;
            if answer.status == 429 {
                rejected += 1;
                assert!(answer.header("retry-after").parse::<u64>().unwrap() > 0);
            } else {
                assert!(
                    rejected == 0 && [401, 403].contains(&answer.status.as_u16()),
                    "{path} {guess}: {answer:?}"
                );
            }
        }
        assert_eq!(rejected, 30, "{path}");
    }
}

/// Authentication costs statements and hashing.
#[tokio::test]
async fn does_not_authenticate_requests_that_no_view_answers() {
    let service = Service::start_with(|config| config.server.server_timing = true).await;
    let basic = ("authorization", "Basic YWRtaW46YWRtaW4=");
    for (path, accept, status) in [
        ("/api/tickets/", "application/xml", 406),
        ("/api/tickets/41/", "image/png", 406),
        ("/api/tickets/?format=xml", "application/json", 404),
        ("/api/nothing/", "application/json", 404),
        ("/api/tickets", "application/json", 301),
        ("/graphql?query=%7B__typename%7D", "image/png", 406),
    ] {
        let answer = service.get(path, &[basic, ("accept", accept)]).await;
        assert_eq!(answer.status, status, "{path} {accept}");
        assert!(
            answer
                .header("server-timing")
                .starts_with("db;desc=\"0 statements\""),
            "{path}: {answer:?}"
        );
    }
    let answer = service
        .get("/api/tickets/", &[basic, ("accept", "application/json")])
        .await;
    assert_eq!(answer.status, 200);
}
