//! CORS headers for the origins of `cors_allowed_origins`, and none without that setting.

use deskql::config::Config;

use crate::support::fixture::token;
use crate::support::service::{Answer, Service};

const DESK: (&str, &str) = ("origin", "https://desk.example.com");
const EVIL: (&str, &str) = ("origin", "https://desk.example.com.evil.example");
const PATHS: [&str; 4] = [
    "/graphql",
    "/graphql/stream",
    "/api/tickets/",
    "/media/helpdesk/x",
];
const QUERY: &str = "/graphql?query=%7Bviewer%7Buser%7Busername%7D%7D%7D";

fn allow_origins(config: &mut Config) {
    config.cors_allowed_origins = vec!["http://localhost:5173".to_owned(), DESK.1.to_owned()];
}

async fn preflight(service: &Service, path: &str, origin: (&str, &str)) -> Answer {
    let headers = (
        "access-control-request-headers",
        "authorization,content-type,x-apollo-operation-name",
    );
    service
        .call(
            "OPTIONS",
            path,
            &[origin, ("access-control-request-method", "POST"), headers],
            "",
        )
        .await
}

fn vary(answer: &Answer) -> String {
    answer
        .headers
        .get_all("vary")
        .iter()
        .map(|value| value.to_str().unwrap().to_owned())
        .collect::<Vec<_>>()
        .join(", ")
}

#[tokio::test]
async fn allowed_origins_get_cors_headers() {
    let service = Service::start_with(allow_origins).await;
    for path in PATHS {
        let answer = preflight(&service, path, DESK).await;
        assert_eq!(
            (
                answer.status.as_u16(),
                answer.header("access-control-allow-origin")
            ),
            (204, DESK.1),
            "{path}"
        );
        assert!(
            answer
                .header("access-control-allow-methods")
                .contains("POST")
        );
        assert_eq!(
            answer.header("access-control-allow-headers"),
            "authorization,content-type,x-apollo-operation-name"
        );
        assert_eq!(
            (
                vary(&answer).as_str(),
                answer.header("access-control-allow-credentials")
            ),
            ("Origin", ""),
            "{path}"
        );
        let foreign = preflight(&service, path, EVIL).await;
        assert_eq!(
            (
                foreign.header("access-control-allow-origin"),
                vary(&foreign).as_str()
            ),
            ("", "Origin"),
            "{path}"
        );
    }
    let authorization = format!("Bearer {}", token("admin"));
    let answer = service
        .get(QUERY, &[DESK, ("authorization", &authorization)])
        .await;
    assert_eq!(answer.json()["data"]["viewer"]["user"]["username"], "admin");
    assert_eq!(answer.header("access-control-allow-origin"), DESK.1);
    assert_eq!(vary(&answer), "Accept, Authorization, Cookie, Origin");
    let exposed = answer
        .header("access-control-expose-headers")
        .to_lowercase();
    for name in ["x-request-id", "ratelimit-remaining", "retry-after"] {
        assert!(exposed.contains(name), "{exposed}");
    }
    // So do error responses, and OPTIONS requests that are not preflights.
    let rejected = service
        .get(QUERY, &[DESK, ("authorization", "Bearer x")])
        .await;
    assert_eq!(
        (
            rejected.status.as_u16(),
            rejected.header("access-control-allow-origin")
        ),
        (401, DESK.1)
    );
    let rest = [
        DESK,
        ("authorization", &*format!("Token {}", token("admin"))),
        ("accept", "application/json"),
    ];
    let options = service.call("OPTIONS", "/api/tickets/", &rest, "").await;
    assert_eq!(
        (
            options.status.as_u16(),
            options.header("access-control-allow-origin")
        ),
        (200, DESK.1)
    );
    assert!(
        options.json()["actions"]["POST"].is_object(),
        "{}",
        options.text()
    );
    let foreign = service.get(QUERY, &[EVIL]).await;
    assert_eq!(
        (
            foreign.header("access-control-allow-origin"),
            foreign.header("access-control-expose-headers")
        ),
        ("", "")
    );
}

#[tokio::test]
async fn credentials_can_be_allowed_and_csrf_still_applies() {
    let service = Service::start_with(|config| {
        allow_origins(config);
        config.cors_allow_credentials = true;
    })
    .await;
    assert_eq!(
        preflight(&service, "/graphql", DESK)
            .await
            .header("access-control-allow-credentials"),
        "true"
    );
    assert_eq!(
        preflight(&service, "/graphql", EVIL)
            .await
            .header("access-control-allow-credentials"),
        ""
    );
    let secret = "abcdefghijklmnopqrstuvwxyzABCDEF";
    let cookie = format!("sessionid=fixtureadmin00000000000000000000; csrftoken={secret}");
    let read = service.get(QUERY, &[DESK, ("cookie", &cookie)]).await;
    assert_eq!(read.header("access-control-allow-credentials"), "true");
    assert_eq!(read.json()["data"]["viewer"]["user"]["username"], "admin");
    let headers = [
        DESK,
        ("content-type", "application/json"),
        ("cookie", &*cookie),
        ("x-csrftoken", secret),
    ];
    let write = service
        .call(
            "POST",
            "/graphql",
            &headers,
            r#"{"query":"{ __typename }"}"#,
        )
        .await;
    assert_eq!(
        write.json()["errors"][0]["extensions"]["code"],
        "CSRF_FAILED",
        "{}",
        write.text()
    );
}

#[tokio::test]
async fn without_allowed_origins_there_are_no_cors_headers() {
    let service = Service::start().await;
    for path in PATHS {
        for answer in [
            preflight(&service, path, DESK).await,
            service.get(path, &[DESK]).await,
        ] {
            assert!(
                !answer
                    .headers
                    .keys()
                    .any(|name| name.as_str().starts_with("access-control-")),
                "{answer:?}"
            );
            assert!(!vary(&answer).contains("Origin"), "{answer:?}");
        }
    }
}
