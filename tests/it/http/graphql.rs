//! GraphQL over HTTP: statuses, codes and headers. `tests/graphql-http` runs the audits of the
//! specification.

use serde_json::{Value, json};

use crate::support::fixture::token;
use crate::support::service::{Answer, Service};

const JSON: (&str, &str) = ("content-type", "application/json");
const NEW: (&str, &str) = ("accept", "application/graphql-response+json");

async fn post(service: &Service, body: Value) -> Answer {
    service
        .call("POST", "/graphql", &[JSON, NEW], body.to_string())
        .await
}

fn code(answer: &Answer) -> String {
    let error = &answer.json()["errors"][0];
    assert!(
        error["message"]
            .as_str()
            .is_some_and(|message| !message.is_empty()),
        "{answer:?}"
    );
    assert_eq!(
        error["extensions"]["requestId"],
        answer.header("x-request-id"),
        "{answer:?}"
    );
    error["extensions"]["code"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

#[tokio::test]
async fn answers_queries() {
    let service = Service::start_with(|config| {
        (
            config.graphql.max_cost_per_minute,
            config.graphql.max_anonymous_cost_per_minute,
        ) = (0, 0);
    })
    .await;
    let expected = json!({ "data": { "__typename": "Query" }, "extensions": { "cost": { "requested": 1, "maximum": 15000 } } });
    let answer = post(&service, json!({ "query": "{ __typename }" })).await;
    assert_eq!(
        (answer.status.as_u16(), answer.json()),
        (200, expected.clone())
    );
    assert_eq!(
        answer.header("content-type"),
        "application/graphql-response+json; charset=utf-8"
    );
    let answer = service.get("/graphql?query=%7B+__typename%20}", &[]).await;
    assert_eq!((answer.status.as_u16(), answer.json()), (200, expected));
    assert_eq!(
        answer.header("content-type"),
        "application/json; charset=utf-8"
    );
    assert_eq!(
        (answer.header("cache-control"), answer.header("vary")),
        ("no-store", "Accept, Authorization, Cookie")
    );
}

#[tokio::test]
async fn selects_operations_by_name() {
    let service = Service::start().await;
    let query = "query A { a: __typename } query B($s: Boolean!) { b: __schema @skip(if: $s) { __typename } }";
    let variables = json!({ "s": false });
    let answer = post(
        &service,
        json!({ "query": query, "operationName": "B", "variables": variables }),
    )
    .await;
    let expected = json!({ "b": { "__typename": "__Schema" } });
    assert_eq!(answer.json()["data"], expected);
    let query = "query%20A{a:__typename}query%20B($s:Boolean!){b:__schema@skip(if:$s){__typename}}";
    let uri = format!(
        "/graphql?query={query}&operationName=B&variables=%7B%22s%22:false%7D&extensions={{}}"
    );
    let uri = uri.replace('{', "%7B").replace('}', "%7D");
    assert_eq!(service.get(&uri, &[]).await.json()["data"], expected);
}

#[tokio::test]
async fn errors_have_codes_and_statuses() {
    let service = Service::start().await;
    for (body, status, expected) in [
        (json!({ "query": "{" }), 400, "GRAPHQL_PARSE_FAILED"),
        (
            json!({ "query": "{ nothing }" }),
            400,
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            json!({ "query": "query ($a: Int!) { __typename @skip(if: $a) }", "variables": { "a": 1 } }),
            400,
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            json!({ "query": "{ ...a } fragment a on Query { ...a }" }),
            400,
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            json!({ "query": "query A { __typename } query B { __typename }" }),
            400,
            "OPERATION_RESOLUTION_FAILURE",
        ),
        (
            json!({ "query": "{ __typename }", "operationName": "A" }),
            400,
            "OPERATION_RESOLUTION_FAILURE",
        ),
        (
            json!({ "query": "subscription { ticketEvents { id } }" }),
            400,
            "BAD_REQUEST",
        ),
        (
            json!({ "query": format!("{}a{}", "{a".repeat(70), "}".repeat(70)) }),
            400,
            "QUERY_TOO_DEEP",
        ),
        (json!({}), 400, "BAD_REQUEST"),
        (json!({ "query": 1 }), 400, "BAD_REQUEST"),
        (
            json!({ "query": "{ __typename }", "variables": [] }),
            400,
            "BAD_REQUEST",
        ),
        (
            json!({ "query": "{ __typename }", "operationName": 1 }),
            400,
            "BAD_REQUEST",
        ),
        (
            json!({ "query": "{ __typename }", "extensions": "" }),
            400,
            "BAD_REQUEST",
        ),
        (
            json!([{ "query": "{ __typename }" }]),
            400,
            "BATCHING_DISABLED",
        ),
        (json!(1), 400, "BAD_REQUEST"),
        (
            json!({ "query": format!("{{ __typename }} # {}", "x".repeat(300_000)) }),
            413,
            "PAYLOAD_TOO_LARGE",
        ),
    ] {
        let answer = post(&service, body.clone()).await;
        let short: String = body.to_string().chars().take(80).collect();
        assert_eq!(
            (answer.status.as_u16(), code(&answer).as_str()),
            (status, expected),
            "{short}"
        );
        assert!(answer.json().get("data").is_none(), "{short}");
    }
    let syntax = post(&service, json!({ "query": "{\n a(" })).await.json();
    assert_eq!(syntax["errors"][0]["locations"][0]["line"], 2, "{syntax}");
    assert!(
        !syntax["errors"][0]["message"]
            .as_str()
            .unwrap()
            .contains("-->"),
        "{syntax}"
    );
}

#[tokio::test]
async fn rejects_malformed_bodies_and_query_strings() {
    let service = Service::start().await;
    for body in ["", "{", "{\"query\": \"{ __typename }\"} x", "\u{feff}{}"] {
        let answer = service.call("POST", "/graphql", &[JSON], body).await;
        assert_eq!(
            (answer.status.as_u16(), code(&answer).as_str()),
            (400, "BAD_REQUEST"),
            "{body:?}"
        );
    }
    for query in [
        "",
        "query=",
        "query=%zz",
        "query=%ff",
        "query=%7B__typename%7D&variables=%7B",
        "query=%7B__typename%7D&variables=1",
        "query=%7B__typename%7D&query=%7B__typename%7D",
        "query=%7B__typename%7D&%",
    ] {
        let answer = service.get(&format!("/graphql?{query}"), &[]).await;
        assert_eq!(
            (answer.status.as_u16(), code(&answer).as_str()),
            (400, "BAD_REQUEST"),
            "{query:?}"
        );
    }
}

#[tokio::test]
async fn rejects_other_methods_and_media_types() {
    let service = Service::start().await;
    let answer = service
        .get("/graphql?query=mutation%7B__typename%7D", &[])
        .await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("allow")),
        (405, "POST")
    );
    assert_eq!(code(&answer), "METHOD_NOT_ALLOWED");
    let answer = service.call("DELETE", "/graphql", &[], "").await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("allow")),
        (405, "GET, HEAD, POST, OPTIONS")
    );
    let answer = service.call("OPTIONS", "/graphql", &[], "").await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("allow")),
        (204, "GET, HEAD, POST, OPTIONS")
    );
    let answer = service
        .get("/graphql?query=%7B__typename%7D", &[("accept", "text/csv")])
        .await;
    assert_eq!(
        (answer.status.as_u16(), code(&answer).as_str()),
        (406, "NOT_ACCEPTABLE")
    );
    let body = "{\"query\":\"{__typename}\"}";
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "",
        "application/json; charset=utf-16",
    ] {
        let answer = service
            .call("POST", "/graphql", &[("content-type", kind)], body)
            .await;
        assert_eq!(
            (answer.status.as_u16(), code(&answer).as_str()),
            (415, "UNSUPPORTED_MEDIA_TYPE"),
            "{kind}"
        );
    }
    for kind in [
        "application/json",
        "application/json; charset=utf-8",
        "Application/JSON;charset=UTF-8",
    ] {
        let answer = service
            .call("POST", "/graphql", &[("content-type", kind)], body)
            .await;
        assert_eq!(answer.status, 200, "{kind}");
    }
}

#[tokio::test]
async fn rejects_wrong_credentials_before_execution() {
    let service = Service::start().await;
    for credentials in [
        "Token 0000000000000000000000000000000000000000",
        "Basic x",
        "Token",
        "Basic YWRtaW46d3Jvbmc=",
    ] {
        let headers = [JSON, ("authorization", credentials)];
        let answer = service
            .call("POST", "/graphql", &headers, "not even JSON")
            .await;
        assert_eq!(
            (answer.status.as_u16(), code(&answer).as_str()),
            (401, "UNAUTHENTICATED"),
            "{credentials}"
        );
        // The scheme Basic would open a dialog in browsers.
        assert_eq!(answer.header("www-authenticate"), "Token realm=\"graphql\"");
    }
    let right = format!("Token {}", token("admin"));
    let body = "{\"query\":\"{__typename}\"}";
    assert_eq!(
        service
            .call("POST", "/graphql", &[JSON, ("authorization", &right)], body)
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn browsers_get_graphiql() {
    let service = Service::start().await;
    let page = service
        .get("/graphql", &[("accept", "text/html,*/*;q=0.8")])
        .await;
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert!(
        page.header("content-security-policy")
            .starts_with("default-src 'none'")
    );
    assert!(!page.text().contains("{{"), "{}", page.text());
    for attribute in ["src=\"", "href=\"/"] {
        let Some((_, rest)) = page
            .text()
            .split_once(attribute)
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
        else {
            continue;
        };
        let path = format!(
            "/{}",
            rest.split('"').next().unwrap().trim_start_matches('/')
        );
        let file = service.get(&path, &[]).await;
        assert_eq!(
            (file.status.as_u16(), file.header("content-encoding")),
            (200, ""),
            "{path}"
        );
        let packed = service.get(&path, &[("accept-encoding", "br, gzip")]).await;
        assert_eq!(packed.header("content-encoding"), "gzip");
        assert!(
            packed.body.len() < file.body.len()
                && file.header("cache-control").contains("immutable")
        );
    }
    assert_eq!(
        service.get("/graphql/assets/index.html", &[]).await.status,
        404
    );
    let service = Service::start_with(|config| config.graphql.graphiql = false).await;
    assert_eq!(
        service
            .get("/graphql", &[("accept", "text/html,*/*;q=0.8")])
            .await
            .status,
        400
    );
}

#[tokio::test]
async fn limits_cost_and_depth() {
    let service = Service::start_with(|config| {
        config.graphql.max_depth = 4;
        config.graphql.max_complexity = 500;
    })
    .await;
    let deep = "{ tickets(first: 1) { nodes { queue { title slug } followUps { nodes { user { id } } } } } }";
    let wide =
        "{ tickets(first: 100) { nodes { id title createdAt updatedAt description resolution } } }";
    let aliases = (0..600)
        .map(|i| format!("a{i}: __typename "))
        .collect::<String>();
    for (query, expected) in [
        (deep, "QUERY_TOO_DEEP"),
        (wide, "QUERY_TOO_COMPLEX"),
        (&format!("{{ {aliases} }}"), "QUERY_TOO_COMPLEX"),
    ] {
        let answer = post(&service, json!({ "query": query })).await;
        assert_eq!(
            (answer.status.as_u16(), code(&answer).as_str()),
            (400, expected),
            "{query}"
        );
        assert!(
            answer.json()["errors"][0]["message"]
                .as_str()
                .unwrap()
                .contains(['4', '5']),
            "{}",
            answer.text()
        );
    }
}

#[tokio::test]
async fn sessions_need_a_csrf_token_for_writes() {
    let service = Service::start().await;
    let cookie = "sessionid=fixtureadmin00000000000000000000";
    let secret = "abcdefghijklmnopqrstuvwxyzABCDEF";
    let both = format!("{cookie}; csrftoken={secret}");
    let viewer = "{\"query\":\"{ viewer { user { username } } }\"}";
    let expected = json!({ "viewer": { "user": { "username": "admin" } } });
    // GET is read-only.
    let query = "/graphql?query=%7Bviewer%7Buser%7Busername%7D%7D%7D";
    assert_eq!(
        service.get(query, &[("cookie", cookie)]).await.json()["data"],
        expected
    );
    for headers in [
        vec![("cookie", cookie)],
        vec![("cookie", both.as_str()), ("x-csrftoken", "wrong")],
    ] {
        let headers = [vec![JSON], headers].concat();
        let answer = service.call("POST", "/graphql", &headers, viewer).await;
        assert_eq!(
            (answer.status.as_u16(), code(&answer).as_str()),
            (403, "CSRF_FAILED"),
            "{headers:?}"
        );
    }
    let headers = [JSON, ("cookie", both.as_str()), ("x-csrftoken", secret)];
    let answer = service.call("POST", "/graphql", &headers, viewer).await;
    assert_eq!(answer.json()["data"], expected);
}
