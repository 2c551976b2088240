//! How long a text may be, and how many values a JSON body may have: less for customers than for
//! staff.

use serde_json::{Value, json};

use crate::support::fixture::token;
use crate::support::service::{Answer, Service};

async fn rest(service: &Service, method: &str, path: &str, body: Value) -> Answer {
    let token = format!("Token {}", token("admin"));
    let headers = [
        ("authorization", token.as_str()),
        ("content-type", "application/json"),
    ];
    service.call(method, path, &headers, body.to_string()).await
}

/// The field and code of the first error of a mutation's input.
async fn graph(service: &Service, user: &str, query: &str, text: &str) -> Value {
    let token = format!("Token {}", token(user));
    let headers = [
        ("authorization", token.as_str()),
        ("content-type", "application/json"),
    ];
    let body = json!({ "query": query, "variables": { "text": text } }).to_string();
    let answer = service.call("POST", "/graphql", &headers, body).await;
    let json = answer.json();
    assert!(json.get("errors").is_none(), "{json}");
    json["data"]["m"]["userErrors"].clone()
}

fn too_long(field: &[&str]) -> Value {
    json!([{ "field": field, "code": "TOO_LONG" }])
}

#[tokio::test]
async fn texts_of_customers_are_shorter_than_those_of_staff() {
    let service = Service::start_with(|config| {
        config.data_upload_max_text_length = 3000;
        config.server.customer_max_text_length = 1000;
    })
    .await;
    let errors = "userErrors { field code }";
    let create = format!(
        "mutation ($text: String!) {{ m: ticketCreate(input: {{ queueId: 1, title: \"t\", description: $text }}) \
         {{ {errors} }} }}"
    );
    let add = format!(
        "mutation ($text: String!) {{ m: followUpAdd(input: {{ ticketId: 1, comment: $text }}) {{ {errors} }} }}"
    );
    for (query, field) in [(&create, "description"), (&add, "comment")] {
        for (user, limit) in [("customer", 1000), ("admin", 3000)] {
            // Characters, not bytes.
            let text = "ä".repeat(limit);
            assert_eq!(
                graph(&service, user, query, &text).await,
                json!([]),
                "{field}"
            );
            let text = "ä".repeat(limit + 1);
            assert_eq!(
                graph(&service, user, query, &text).await,
                too_long(&[field])
            );
        }
    }
    let long = "x".repeat(3001);
    for (mutation, field) in [
        (
            "ticketUpdate(input: { id: 1, description: $text })",
            &["description"][..],
        ),
        (
            "ticketUpdate(input: { id: 1, resolution: $text })",
            &["resolution"],
        ),
        (
            "followUpUpdate(input: { id: 1, comment: $text })",
            &["comment"],
        ),
    ] {
        let query = format!("mutation ($text: String!) {{ m: {mutation} {{ {errors} }} }}");
        assert_eq!(
            graph(&service, "admin", &query, &long).await,
            too_long(field),
            "{mutation}"
        );
        assert_eq!(
            graph(&service, "admin", &query, &long[1..]).await,
            json!([]),
            "{mutation}"
        );
    }
}

#[tokio::test]
async fn rest_rejects_long_texts_with_djangos_sentences() {
    let service = Service::start_with(|config| config.data_upload_max_text_length = 3000).await;
    let long = "x".repeat(3001);
    let ticket = json!({ "queue": 1, "title": "t", "description": long, "priority": 3 });
    let answer = rest(&service, "POST", "/api/tickets/", ticket).await;
    assert_eq!(
        (answer.status.as_u16(), answer.json()),
        (
            400,
            json!({ "body": ["Ensure this value has at most 3000 characters (it has 3001)."] })
        )
    );
    let serializer = "Ensure this field has no more than 3000 characters.";
    // The rendered comment counts as well.
    for comment in [long.as_str(), "{{ ticket.title|ljust:\"9000\" }}"] {
        let followup = json!({ "ticket": 1, "comment": comment });
        let answer = rest(&service, "POST", "/api/followups/", followup).await;
        assert_eq!(
            (answer.status.as_u16(), answer.json()),
            (400, json!({ "comment": [serializer] }))
        );
    }
    let change = json!({ "resolution": long });
    let answer = rest(&service, "PATCH", "/api/tickets/1/", change).await;
    assert_eq!(
        (answer.status.as_u16(), answer.json()),
        (400, json!({ "resolution": [serializer] }))
    );
}

/// A value takes many times as much memory as the two bytes that it is sent in.
#[tokio::test]
async fn json_bodies_have_a_limited_number_of_values() {
    let service = Service::start().await;
    let list = |values: usize| format!("[{}0]", "0,".repeat(values - 1));
    for (values, status) in [(40_000, 201), (60_000, 400)] {
        let body = format!(
            "{{\"ticket\": 1, \"comment\": \"x\", \"unknown\": {}}}",
            list(values)
        );
        let token = format!("Token {}", token("admin"));
        let headers = [
            ("authorization", token.as_str()),
            ("content-type", "application/json"),
        ];
        let answer = service
            .call("POST", "/api/followups/", &headers, body)
            .await;
        assert_eq!(answer.status, status, "{values}: {}", answer.text());
    }
}
