//! The memory budget of a response: short documents may request a lot.

use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::support::fixture::token;
use crate::support::service::Service;

async fn ask(service: &Service, query: &str, variables: Value) -> Value {
    let authorization = format!("Token {}", token("admin"));
    let headers = [
        ("authorization", authorization.as_str()),
        ("content-type", "application/json"),
    ];
    let body = json!({ "query": query, "variables": variables }).to_string();
    service
        .call("POST", "/graphql", &headers, body)
        .await
        .json()
}

fn code(answer: &Value) -> &str {
    answer["errors"][0]["extensions"]["code"]
        .as_str()
        .unwrap_or_default()
}

#[tokio::test]
async fn limits_documents_that_follow_cycles() {
    let service = Service::start_with(|config| config.graphql.max_answer_size = 3_000_000).await;
    let columns =
        "category_id, title, question, answer, votes, recommendations, last_updated, enabled";
    let items = format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30)
         INSERT INTO helpdesk_kbitem ({columns})
         SELECT (SELECT min(id) FROM helpdesk_kbcategory WHERE public), 'circle', 'q', 'a', 0, 0, '2024-01-01 00:00:00', 1
         FROM n"
    );
    service.app.db.execute_unprepared(&items).await.unwrap();
    let circle = |rounds: usize| {
        let begin = r#"{ kbItems(first: 1, filter: { title: { eq: "circle" } }) { nodes "#;
        format!(
            "{begin}{}{{ id }}{}}} }}",
            "{ category { items ".repeat(rounds),
            "} }".repeat(rounds)
        )
    };
    // 30 rows, and 900.
    for rounds in [1, 2] {
        let answer = ask(&service, &circle(rounds), json!({})).await;
        assert_eq!(code(&answer), "", "{answer}");
    }
    // 24 million rows.
    let answer = ask(&service, &circle(5), json!({})).await;
    assert_eq!(
        (code(&answer), &answer["data"]),
        ("ANSWER_TOO_LARGE", &Value::Null)
    );
    let error = &answer["errors"][0];
    assert!(
        error["message"].as_str().unwrap().contains("3000000 bytes"),
        "{error}"
    );
    assert!(
        error["extensions"]["requestId"].is_string() && error["path"][0] == "kbItems",
        "{error}"
    );
    // The next request has a new budget.
    assert_eq!(code(&ask(&service, &circle(2), json!({})).await), "");
}

#[tokio::test]
async fn limits_long_texts_that_are_repeated() {
    let service = Service::start_with(|config| config.graphql.max_answer_size = 10_000_000).await;
    let update = format!(
        "UPDATE helpdesk_ticket SET description = '{}' WHERE id = 1",
        "x".repeat(500_000)
    );
    service.app.db.execute_unprepared(&update).await.unwrap();
    let named = |times: usize| {
        let fields: String = (0..times).map(|i| format!("a{i}: description ")).collect();
        format!("{{ ticket(id: 1) {{ {fields} }} }}")
    };
    assert_eq!(code(&ask(&service, &named(10), json!({})).await), "");
    assert_eq!(
        code(&ask(&service, &named(100), json!({})).await),
        "ANSWER_TOO_LARGE"
    );
}

#[tokio::test]
async fn filters_have_a_cost() {
    let service = Service::start().await;
    let several = |times: usize| {
        let lists: String = (0..times)
            .map(|i| format!("a{i}: tickets(first: 1, filter: $f) {{ totalCount }} "))
            .collect();
        format!("query($f: TicketFilter) {{ {lists} }}")
    };
    let terms: Vec<Value> = (0..400)
        .map(|i| json!({ "title": { "contains": format!("x{i}") } }))
        .collect();
    let many = json!({ "f": { "or": terms } });
    let one = ask(&service, &several(1), many.clone()).await;
    assert_eq!(
        (code(&one), &one["data"]["a0"]["totalCount"]),
        ("", &json!(0)),
        "{one}"
    );
    assert_eq!(
        code(&ask(&service, &several(2), many).await),
        "QUERY_TOO_COMPLEX"
    );
    let related =
        json!({ "f": { "or": vec![json!({ "queue": { "slug": { "eq": "support" } } }); 9] } });
    assert_eq!(code(&ask(&service, &several(2), related.clone()).await), "");
    assert_eq!(
        code(&ask(&service, &several(3), related).await),
        "QUERY_TOO_COMPLEX"
    );
    // Wherever the filter is.
    let inline = |times: usize| {
        let or = "{ followUps: { some: { comment: { contains: $a } } } } ".repeat(times);
        format!(
            "query($a: String = \"a\") {{ tickets(first: 1, filter: {{ or: [{or}] }}) {{ totalCount }} }}"
        )
    };
    let price = |answer: &Value| answer["extensions"]["cost"]["requested"].as_u64().unwrap();
    let (one, two) = (
        ask(&service, &inline(1), json!({})).await,
        ask(&service, &inline(2), json!({})).await,
    );
    assert!(price(&two) - price(&one) > 2000, "{one} {two}");
    // A long list costs less than as many comparisons.
    let list = json!({ "f": { "databaseId": { "in": (0..900).collect::<Vec<i32>>() } } });
    assert!(price(&ask(&service, &several(1), list).await) < 3000);
}

#[tokio::test]
async fn limits_the_number_of_errors() {
    let service = Service::start().await;
    let unknown: String = (0..5000).map(|i| format!("x{i} ")).collect();
    let answer = ask(&service, &format!("{{ {unknown} }}"), json!({})).await;
    assert_eq!(answer["errors"].as_array().unwrap().len(), 50);
    let long = "x".repeat(50_000);
    let answer = ask(
        &service,
        &format!("{{ tickets(orderBy: [{{ field: {long} }}]) {{ totalCount }} }}"),
        json!({}),
    )
    .await;
    assert!(
        answer.to_string().len() < 5000,
        "{}",
        answer.to_string().len()
    );
    let query = "query($f: TicketFilter) { tickets(filter: $f) { totalCount } }";
    let answer = ask(&service, query, json!({ "f": { long: 1 } })).await;
    assert_eq!(code(&answer), "BAD_USER_INPUT");
    assert!(
        answer.to_string().len() < 5000,
        "{}",
        answer.to_string().len()
    );
}
