//! Documents that look cheap and are expensive, and details of the specification that are easy to
//! get wrong.

use std::fmt::Write as _;
use std::io::Read as _;
use std::time::{Duration, Instant};

use flate2::read::GzDecoder;
use serde_json::{Value, json};

use crate::support::fixture::token;
use crate::support::service::{Answer, Service};

const JSON: (&str, &str) = ("content-type", "application/json");
const NEW: (&str, &str) = ("accept", "application/graphql-response+json");
/// The introspection query of GraphiQL and code generators.
const STANDARD: &str = r"
  query IntrospectionQuery {
    __schema {
      description
      queryType { name kind } mutationType { name kind } subscriptionType { name kind }
      types { ...FullType }
      directives { name description isRepeatable locations args(includeDeprecated: true) { ...InputValue } }
    }
  }
  fragment FullType on __Type {
    kind name description specifiedByURL isOneOf
    fields(includeDeprecated: true) {
      name description args(includeDeprecated: true) { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason
    }
    inputFields(includeDeprecated: true) { ...InputValue }
    interfaces { ...TypeRef }
    enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
    possibleTypes { ...TypeRef }
  }
  fragment InputValue on __InputValue {
    name description type { ...TypeRef } defaultValue isDeprecated deprecationReason
  }
  fragment TypeRef on __Type {
    kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType {
      kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } }
  }";

async fn post(service: &Service, body: Value) -> Answer {
    service
        .call("POST", "/graphql", &[JSON, NEW], body.to_string())
        .await
}

async fn ask(service: &Service, query: &str) -> Value {
    post(service, json!({ "query": query })).await.json()
}

fn code(answer: &Value) -> &str {
    answer["errors"][0]["extensions"]["code"]
        .as_str()
        .unwrap_or_default()
}

#[tokio::test]
async fn rejects_unused_fragments_before_validation() {
    let service = Service::start().await;
    let conflicts: String = (0..40).map(|i| format!("node(id:{i}){{id}}")).collect();
    let nested = format!("{}{conflicts}{}", "...{".repeat(58), "}".repeat(58));
    let mut query = String::from("{__typename}");
    for i in 0..10 {
        let _ = write!(query, "fragment f{i} on Query{{{nested}}}");
    }
    let (began, answering) = (Instant::now(), ask(&service, &query));
    // Other requests are answered meanwhile.
    let (answer, alive) = tokio::join!(answering, service.get("/healthz", &[]));
    assert_eq!(code(&answer), "GRAPHQL_VALIDATION_FAILED", "{answer}");
    assert_eq!(
        (
            answer["errors"].as_array().unwrap().len(),
            alive.status.as_u16()
        ),
        (10, 200)
    );
    // Fragments that are used are compared once.
    let query = format!("{{{nested}}}");
    let answer = ask(&service, &query).await;
    assert_eq!(code(&answer), "GRAPHQL_VALIDATION_FAILED", "{answer}");
    assert!(answer["errors"].as_array().unwrap().len() <= 50);
    assert!(
        began.elapsed() < Duration::from_secs(5),
        "{:?}",
        began.elapsed()
    );
}

#[tokio::test]
async fn introspection_has_a_cost_and_a_depth_limit() {
    let service = Service::start().await;
    let answer = ask(&service, STANDARD).await;
    assert_eq!(code(&answer), "", "{}", answer["errors"]);
    let cost = answer["extensions"]["cost"]["requested"].as_u64().unwrap();
    assert!((1_000..15_000).contains(&cost), "{cost}");
    let deep = "{__schema{types{possibleTypes{interfaces{possibleTypes{interfaces{possibleTypes{name}}}}}}}}";
    assert_eq!(code(&ask(&service, deep).await), "QUERY_TOO_DEEP");
    // Many small selections add up.
    let aliases = |count: usize, of: &str| {
        let each: String = (0..count).map(|i| format!("a{i}: {of} ")).collect();
        format!("{{ {each} }}")
    };
    let kinds =
        "__schema { types { possibleTypes { fields { name description type { name } } } } }";
    assert_eq!(
        code(&ask(&service, &aliases(90, kinds)).await),
        "QUERY_TOO_COMPLEX"
    );
    // Accepted documents stay within the memory budget.
    let small = Service::start_with(|config| config.graphql.max_answer_size = 500_000).await;
    let answer = ask(&small, STANDARD).await;
    assert_eq!(code(&answer), "ANSWER_TOO_LARGE", "{answer}");
    let subgraph = Service::start_with(|config| {
        config.graphql.federation = true;
        config.graphql.max_answer_size = 500_000;
    })
    .await;
    assert_eq!(code(&ask(&subgraph, "{ _service { sdl } }").await), "");
    assert_eq!(
        code(&ask(&subgraph, &aliases(20, "_service { sdl }")).await),
        "ANSWER_TOO_LARGE"
    );
}

#[tokio::test]
async fn skip_and_include_use_defaults_of_variables() {
    let service = Service::start().await;
    for (query, expected) in [
        (
            "query($y: Boolean = true) { a: __typename @skip(if: $y) b: __typename @include(if: $y) }",
            json!({ "b": "Query" }),
        ),
        (
            "query($y: Boolean! = true) { ... @skip(if: $y) { a: __typename } ...f @include(if: $y) }
             fragment f on Query { b: __typename c: __typename @skip(if: $y) }",
            json!({ "b": "Query" }),
        ),
        ("query($n: String! = \"Ticket\") { __type(name: $n) { name } }", json!({ "__type": { "name": "Ticket" } })),
    ] {
        assert_eq!(ask(&service, query).await["data"], expected, "{query}");
    }
    let query =
        "query($y: Boolean = true) { a: __typename @skip(if: $y) b: __typename @include(if: $y) }";
    let answer = post(
        &service,
        json!({ "query": query, "variables": { "y": false } }),
    )
    .await
    .json();
    assert_eq!(answer["data"], json!({ "a": "Query" }));
    let answer = post(
        &service,
        json!({ "query": query, "variables": { "y": null } }),
    )
    .await
    .json();
    assert_eq!(code(&answer), "GRAPHQL_VALIDATION_FAILED", "{answer}");
    let events = "subscription($k: [TicketEventKind!] = [ATTACHMENT_ADDED]) { ticketEvents(filter: { kind: $k }) { id } }";
    assert_eq!(
        code(&ask(&service, events).await),
        "BAD_REQUEST",
        "a valid subscription, but POST does not answer it"
    );
}

#[tokio::test]
async fn reads_strings_as_the_specification_demands() {
    let service = Service::start().await;
    let admin = format!("Token {}", token("admin"));
    for (written, read) in [
        (r#""\uD83D\uDE00 \u{1F600} \u00e9""#, "😀 😀 é"),
        (
            "\"\"\"\n    a \\\"\"\" b\n      c\n  \"\"\"",
            "a \"\"\" b\n  c",
        ),
    ] {
        let query = format!(
            "mutation {{ ticketUpdate(input: {{ id: 1, title: \"t\", resolution: {written} }}) {{ \
             ticket {{ resolution }} userErrors {{ message }} }} }}"
        );
        let headers = [JSON, NEW, ("authorization", admin.as_str())];
        let answer = service
            .call(
                "POST",
                "/graphql",
                &headers,
                json!({ "query": query }).to_string(),
            )
            .await
            .json();
        assert_eq!(
            answer["data"]["ticketUpdate"]["ticket"]["resolution"], read,
            "{answer}"
        );
    }
}

#[tokio::test]
async fn prices_filters_by_their_work() {
    let service = Service::start().await;
    let many = |count: usize, each: &str| {
        let all: String = format!("{each} ").repeat(count);
        format!("{{ kbItems(first: 1, filter: {{ or: [{all}] }}) {{ nodes {{ id }} }} }}")
    };
    let answer = ask(&service, &many(20, "{ databaseId: { eq: 1 } }")).await;
    assert_eq!(code(&answer), "", "{answer}");
    assert!(
        answer["extensions"]["cost"]["requested"].as_u64().unwrap() < 1_000,
        "{answer}"
    );
    // Anonymous callers may search a few long texts, staff more of them.
    assert_eq!(
        code(&ask(&service, &many(20, r#"{ answer: { contains: "x" } }"#)).await),
        ""
    );
    let query = many(60, r#"{ answer: { contains: "x" } }"#);
    assert_eq!(code(&ask(&service, &query).await), "QUERY_TOO_COMPLEX");
    let admin = format!("Token {}", token("admin"));
    let headers = [JSON, NEW, ("authorization", admin.as_str())];
    let answer = service
        .call(
            "POST",
            "/graphql",
            &headers,
            json!({ "query": query }).to_string(),
        )
        .await
        .json();
    assert_eq!(code(&answer), "", "{answer}");
    assert!(
        answer["extensions"]["cost"]["requested"].as_u64().unwrap() > 30_000,
        "{answer}"
    );
    let query = many(400, r#"{ answer: { contains: "x" } }"#);
    let answer = service
        .call(
            "POST",
            "/graphql",
            &headers,
            json!({ "query": query }).to_string(),
        )
        .await
        .json();
    assert_eq!(code(&answer), "QUERY_TOO_COMPLEX", "{answer}");
}

#[tokio::test]
async fn compresses_long_responses_but_not_event_streams() {
    let service = Service::start().await;
    let packed = ("accept-encoding", "gzip");
    let body = json!({ "query": STANDARD }).to_string();
    let plain = service
        .call("POST", "/graphql", &[JSON, NEW], body.clone())
        .await;
    let answer = service
        .call("POST", "/graphql", &[JSON, NEW, packed], body)
        .await;
    assert_eq!(
        (
            answer.header("content-encoding"),
            plain.header("content-encoding")
        ),
        ("gzip", "")
    );
    let mut text = String::new();
    GzDecoder::new(answer.body.as_ref())
        .read_to_string(&mut text)
        .unwrap();
    assert_eq!(
        serde_json::from_str::<Value>(&text).unwrap()["data"],
        plain.json()["data"]
    );
    assert!(
        answer.body.len() * 4 < plain.body.len(),
        "{} of {}",
        answer.body.len(),
        plain.body.len()
    );
    let events = ("accept", "text/event-stream");
    let body = json!({ "query": STANDARD }).to_string();
    let answer = service
        .call("POST", "/graphql", &[JSON, events, packed], body)
        .await;
    assert_eq!(
        (answer.header("content-encoding"), answer.status.as_u16()),
        ("", 200)
    );
    assert!(
        answer.text().starts_with("event: next\n"),
        "{}",
        &answer.text()[..50]
    );
}
