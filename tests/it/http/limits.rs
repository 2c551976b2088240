//! Limits of requests and documents, batches, persisted and trusted documents, and rate limits.
//! Each rejection has a code, and happens before it costs much.

use std::fmt::Write;

use deskql::config::TrustedDocuments;
use serde_json::{Value, json};

use crate::support::fixture::token;
use crate::support::service::{Answer, Service};

const JSON: (&str, &str) = ("content-type", "application/json");
const NEW: (&str, &str) = ("accept", "application/graphql-response+json");

async fn post(service: &Service, body: impl ToString) -> Answer {
    service
        .call("POST", "/graphql", &[JSON, NEW], body.to_string())
        .await
}

fn code(answer: &Answer) -> (u16, String) {
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

/// The hash of `{ __typename }`.
const HASH: &str = "7f56e67dd21ab3f30d1ff8b7bed08893f0a0db86449836189b361dd1e56ddb4b";

#[tokio::test]
async fn rejects_abuse_with_a_code() {
    // Without the smaller size limit of anonymous callers, which would reject some of these first.
    let service = Service::start_with(|config| {
        config.server.anonymous_max_memory_size = config.data_upload_max_memory_size;
    })
    .await;
    let document = |text: &str| json!({ "query": text }).to_string();
    let aliases = (0..10_000)
        .map(|i| format!("a{i}:__typename "))
        .collect::<String>();
    let mut cycle = String::from("{ ...f0 }");
    for i in 0..200 {
        let _ = write!(cycle, " fragment f{i} on Query {{ ...f{} }}", (i + 1) % 200);
    }
    let some = (0..101)
        .map(|i| format!("a{i}:__typename "))
        .collect::<String>();
    let item = document("{ __typename }");
    let million = format!(
        r#"{{"query": "{{ __typename }}", "variables": {{"ids": [{}1]}}}}"#,
        "1,".repeat(999_999)
    );
    for (name, body, status, expected) in [
        (
            "10,000 aliases",
            document(&format!("{{ {aliases} }}")),
            400,
            "QUERY_TOO_MANY_TOKENS",
        ),
        (
            "101 aliases",
            document(&format!("{{ {some} }}")),
            400,
            "QUERY_TOO_MANY_ALIASES",
        ),
        (
            "500 levels",
            document(&format!("{}a{}", "{a".repeat(500), "}".repeat(500))),
            400,
            "QUERY_TOO_DEEP",
        ),
        ("cycles", document(&cycle), 400, "QUERY_TOO_DEEP"),
        (
            "20 MB",
            format!(
                r#"{{"query": "{{ __typename }} #{}"}}"#,
                "x".repeat(20_000_000)
            ),
            413,
            "PAYLOAD_TOO_LARGE",
        ),
        (
            "5,000 operations",
            format!("[{}{item}]", format!("{item},").repeat(4999)),
            400,
            "BATCHING_DISABLED",
        ),
        ("a million items", million, 400, "LIST_TOO_LONG"),
        (
            "a page of a billion",
            document(
                "{ tickets(first: 1000000000) { nodes { followUps(first: 1000) { nodes { id } } } } }",
            ),
            400,
            "QUERY_TOO_COMPLEX",
        ),
    ] {
        let answer = post(&service, body).await;
        assert_eq!(code(&answer), (status, expected.to_owned()), "{name}");
    }
    let batches = Service::start_with(|config| {
        config.server.anonymous_max_memory_size = config.data_upload_max_memory_size;
        config.graphql.max_batch_size = 10;
    })
    .await;
    let answer = post(
        &batches,
        format!("[{}{item}]", format!("{item},").repeat(4999)),
    )
    .await;
    assert_eq!(code(&answer), (400, "BATCH_TOO_LARGE".to_owned()));
}

#[tokio::test]
async fn responses_report_the_cost() {
    let service = Service::start().await;
    let answer = post(
        &service,
        json!({ "query": "{ queues(first: 3) { nodes { id title } } }" }),
    )
    .await
    .json();
    assert_eq!(
        answer["extensions"]["cost"],
        json!({ "requested": 10, "maximum": 15_000, "remaining": 5_999_990 })
    );
    let query = "{ tickets(first: 100) { nodes { followUps(first: 100) { nodes { id createdAt title public } } } } }";
    let answer = post(&service, json!({ "query": query })).await;
    assert_eq!(code(&answer), (400, "QUERY_TOO_COMPLEX".to_owned()));
    let cost = &answer.json()["errors"][0]["extensions"]["cost"];
    assert_eq!(cost, &json!({ "requested": 50_201, "maximum": 15_000 }));
}

#[tokio::test]
async fn answers_batches_in_order() {
    let service = Service::start_with(|config| {
        (config.graphql.max_batch_size, config.graphql.max_complexity) = (3, 100)
    })
    .await;
    let [good, bad] = ["{ __typename }", "{ nothing }"].map(|query| json!({ "query": query }));
    let answer = post(&service, json!([good, bad, good])).await;
    assert_eq!(answer.status, 200);
    let answers = answer.json();
    assert_eq!(answers[0]["data"]["__typename"], "Query");
    assert_eq!(
        answers[1]["errors"][0]["extensions"]["code"],
        "GRAPHQL_VALIDATION_FAILED"
    );
    assert_eq!(
        answers[1]["errors"][0]["extensions"]["requestId"],
        answer.header("x-request-id")
    );
    assert_eq!(answers[2]["data"]["__typename"], "Query");
    // A batch may cost as much as one operation.
    let page = json!({ "query": "{ tickets { nodes { id } } }" });
    let answers = post(&service, json!([page, page])).await.json();
    assert_eq!(
        answers[0]["extensions"]["cost"]["requested"], 51,
        "{answers}"
    );
    assert_eq!(
        answers[1]["errors"][0]["extensions"]["code"],
        "QUERY_TOO_COMPLEX"
    );
}

#[tokio::test]
async fn stores_persisted_queries() {
    let service = Service::start().await;
    let extensions = json!({ "persistedQuery": { "version": 1, "sha256Hash": HASH } });
    let answer = post(&service, json!({ "extensions": extensions })).await;
    assert_eq!(code(&answer), (400, "PERSISTED_QUERY_NOT_FOUND".to_owned()));
    // Clients that accept application/json expect the status 200.
    let old = service
        .call(
            "POST",
            "/graphql",
            &[JSON],
            json!({ "extensions": extensions }).to_string(),
        )
        .await;
    assert_eq!(
        (old.status.as_u16(), &old.json()["errors"][0]["message"]),
        (200, &json!("PersistedQueryNotFound"))
    );
    let answer = post(
        &service,
        json!({ "extensions": extensions, "query": "{ other }" }),
    )
    .await;
    assert_eq!(
        code(&answer),
        (400, "PERSISTED_QUERY_HASH_MISMATCH".to_owned())
    );
    let answer = post(
        &service,
        json!({ "extensions": extensions, "query": "{ __typename }" }),
    )
    .await;
    assert_eq!(answer.json()["data"]["__typename"], "Query");
    assert_eq!(
        post(&service, json!({ "extensions": extensions }))
            .await
            .json()["data"]["__typename"],
        "Query"
    );
    let encoded =
        format!("%7B%22persistedQuery%22:%7B%22version%22:1,%22sha256Hash%22:%22{HASH}%22%7D%7D");
    let answer = service
        .get(&format!("/graphql?extensions={encoded}"), &[NEW])
        .await;
    assert_eq!(
        (answer.status.as_u16(), &answer.json()["data"]["__typename"]),
        (200, &json!("Query"))
    );
    for wrong in [
        json!({ "version": 2, "sha256Hash": HASH }),
        json!({ "version": 1 }),
        json!("x"),
    ] {
        let answer = post(
            &service,
            json!({ "extensions": { "persistedQuery": wrong } }),
        )
        .await;
        assert_eq!(code(&answer), (400, "BAD_REQUEST".to_owned()), "{wrong}");
    }
    let off = Service::start_with(|config| config.graphql.persisted_queries_size = 0).await;
    let answer = post(&off, json!({ "extensions": extensions })).await;
    assert_eq!(
        code(&answer),
        (400, "PERSISTED_QUERY_NOT_SUPPORTED".to_owned())
    );
}

#[tokio::test]
async fn can_reject_all_but_trusted_documents() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("documents.json");
    std::fs::write(
        &path,
        r#"{"viewer": "query Me { viewer { user { username } } }"}"#,
    )
    .unwrap();
    let service = Service::start_with(|config| {
        config.graphql.trusted_documents = TrustedDocuments::Only;
        config.graphql.trusted_documents_path = path.display().to_string();
    })
    .await;
    let authorization = format!("Token {}", token("admin"));
    let headers = [JSON, NEW, ("authorization", authorization.as_str())];
    let ask = async |body: Value| {
        service
            .call("POST", "/graphql", &headers, body.to_string())
            .await
    };
    let answer = ask(json!({ "documentId": "viewer" })).await;
    assert_eq!(answer.json()["data"]["viewer"]["user"]["username"], "admin");
    let answer = service
        .get("/graphql?documentId=viewer&operationName=Me", &headers[1..])
        .await;
    assert_eq!(answer.json()["data"]["viewer"]["user"]["username"], "admin");
    let by_extension =
        json!({ "extensions": { "persistedQuery": { "version": 1, "sha256Hash": "viewer" } } });
    assert_eq!(ask(by_extension).await.status, 200);
    assert_eq!(
        code(&ask(json!({ "documentId": "other" })).await),
        (400, "DOCUMENT_NOT_FOUND".to_owned())
    );
    assert_eq!(
        code(&ask(json!({ "query": "{ __typename }" })).await),
        (400, "DOCUMENT_NOT_TRUSTED".to_owned())
    );
}

#[tokio::test]
async fn can_restrict_introspection_to_staff() {
    let service = Service::start_with(|config| config.graphql.introspection = false).await;
    let ask = async |user: &str| {
        let authorization = format!("Token {}", token(user));
        let headers = [JSON, NEW, ("authorization", authorization.as_str())];
        let query = json!({ "query": "{ __schema { queryType { name } } }" });
        service
            .call("POST", "/graphql", &headers, query.to_string())
            .await
    };
    assert_eq!(
        ask("admin").await.json()["data"]["__schema"]["queryType"]["name"],
        "Query"
    );
    assert_eq!(
        code(&ask("customer").await),
        (400, "INTROSPECTION_DISABLED".to_owned())
    );
    // Suggestions would reveal names of the schema.
    let answer = post(&service, json!({ "query": "{ ticketz { id } }" })).await;
    assert!(!answer.text().contains("Did you mean"), "{}", answer.text());
}

#[tokio::test]
async fn rejects_operations_over_the_cost_limit() {
    let service = Service::start_with(|config| {
        config.graphql.max_complexity = 60;
        config.graphql.max_cost_per_minute = 100;
        config.server.max_requests_per_minute = 0;
        config.server.max_anonymous_requests_per_minute = 0;
    })
    .await;
    let page = json!({ "query": "{ tickets { nodes { id } } }" });
    let answer = post(&service, &page).await;
    let headers = |answer: &Answer| {
        ["limit", "remaining", "reset", "policy"]
            .map(|name| answer.header(&format!("ratelimit-{name}")).to_owned())
    };
    assert_eq!(
        headers(&answer),
        ["100", "49", "31", "100;w=60;comment=\"cost\""]
    );
    assert_eq!(
        answer.json()["extensions"]["cost"],
        json!({ "requested": 51, "maximum": 60, "remaining": 49 })
    );
    let answer = post(&service, &page).await;
    assert_eq!(code(&answer), (429, "RATE_LIMITED".to_owned()));
    assert!(
        answer.header("retry-after").parse::<u64>().unwrap() <= 2,
        "{answer:?}"
    );
    // Other callers have their own limit, and invalid documents are not charged.
    let authorization = format!("Token {}", token("admin"));
    let signed_in = [JSON, NEW, ("authorization", authorization.as_str())];
    assert_eq!(
        service
            .call("POST", "/graphql", &signed_in, page.to_string())
            .await
            .status,
        200
    );
    assert_eq!(post(&service, json!({ "query": "{" })).await.status, 400);
    let unlimited = Service::start_with(|config| {
        (
            config.server.max_requests_per_minute,
            config.server.max_anonymous_requests_per_minute,
        ) = (0, 0);
        (
            config.graphql.max_cost_per_minute,
            config.graphql.max_anonymous_cost_per_minute,
        ) = (0, 0);
    });
    let answer = unlimited
        .await
        .get("/graphql?query=%7B__typename%7D", &[])
        .await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("ratelimit-limit")),
        (200, "")
    );
}

#[tokio::test]
async fn rest_and_graphql_share_the_request_limit() {
    let service = Service::start_with(|config| {
        config.server.max_requests_per_minute = 2;
        (
            config.graphql.max_cost_per_minute,
            config.graphql.max_anonymous_cost_per_minute,
        ) = (0, 0);
    })
    .await;
    let authorization = format!("Token {}", token("admin"));
    let signed_in = [
        ("authorization", authorization.as_str()),
        ("accept", "application/json"),
    ];
    let rest = service.get("/api/user_tickets/", &signed_in).await;
    // django-helpdesk has no such headers.
    assert_eq!(
        (rest.status.as_u16(), rest.header("ratelimit-limit")),
        (200, "")
    );
    let graph = service
        .get("/graphql?query=%7B__typename%7D", &signed_in)
        .await;
    assert_eq!(
        (graph.status.as_u16(), graph.header("ratelimit-remaining")),
        (200, "0")
    );
    let graph = service
        .get("/graphql?query=%7B__typename%7D", &signed_in)
        .await;
    assert_eq!(code(&graph), (429, "RATE_LIMITED".to_owned()));
    assert_eq!(
        (
            graph.header("ratelimit-remaining"),
            graph.header("retry-after")
        ),
        ("0", "30")
    );
    let rest = service.get("/api/user_tickets/", &signed_in).await;
    assert_eq!(
        (rest.status.as_u16(), rest.header("retry-after")),
        (429, "30")
    );
    assert_eq!(
        rest.json(),
        json!({ "detail": "Request was throttled. Expected available in 30 seconds." })
    );
    assert_eq!(service.get("/healthz", &[]).await.status, 200);
}
