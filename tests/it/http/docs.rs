//! The OpenAPI description of the REST API. tests/schemathesis compares responses with it.

use std::collections::BTreeSet;

use deskql::compat;
use deskql::config::{Authentication, Config};
use serde_json::Value;

use crate::support::fixture::token;
use crate::support::service::Service;

async fn described(service: &Service, account: Option<&str>) -> Value {
    let authorization = account.map(|account| format!("Token {}", token(account)));
    let headers: Vec<_> = authorization
        .iter()
        .map(|value| ("authorization", value.as_str()))
        .collect();
    let answer = service.get("/openapi.json", &headers).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("content-type")),
        (200, "application/json")
    );
    answer.json()
}

fn names<'a>(object: &'a Value, at: &str) -> Vec<&'a str> {
    let object = object
        .pointer(at)
        .and_then(Value::as_object)
        .unwrap_or_else(|| panic!("nothing at {at}"));
    object.keys().map(String::as_str).collect()
}

#[tokio::test]
async fn lists_custom_fields_for_viewers_who_may_write_them() {
    let service = Service::start().await;
    let request_fields = "/components/schemas/TicketRequest/properties";
    let custom = |document: &Value| {
        names(document, request_fields)
            .iter()
            .filter(|name| name.starts_with("custom_"))
            .count()
    };
    let (staff, customer, nobody) = (
        described(&service, Some("admin")).await,
        described(&service, Some("customer")).await,
        described(&service, None).await,
    );
    assert!(custom(&staff) >= 13, "{:?}", names(&staff, request_fields));
    assert_eq!((custom(&customer), custom(&nobody)), (0, 0));
    assert_eq!(staff["servers"][0]["url"], "http://127.0.0.1:8000");
    // Rejected credentials count as none.
    let wrong = service
        .get("/openapi.json", &[("authorization", "Token nope")])
        .await;
    assert_eq!(custom(&wrong.json()), 0);
}

#[tokio::test]
async fn agrees_with_the_metadata_of_options() {
    let service = Service::start().await;
    let document = described(&service, Some("admin")).await;
    let authorization = format!("Token {}", token("admin"));
    for (view, component, files) in [
        ("tickets", "Ticket", 1),
        ("followups", "FollowUp", 1),
        ("users", "User", 0),
        ("followups-attachments", "FollowUpAttachment", 1),
    ] {
        let headers = [("authorization", authorization.as_str())];
        let options = service
            .call("OPTIONS", &format!("/api/{view}/"), &headers, "")
            .await
            .json();
        let fields = options["actions"]["POST"].as_object().unwrap();
        let writable: BTreeSet<_> = fields
            .iter()
            .filter(|(_, field)| field["read_only"] == false)
            .map(|(name, _)| name.as_str())
            .collect();
        let form = document
            .pointer(&format!(
                "/paths/~1api~1{view}~1/post/requestBody/content/multipart~1form-data/schema"
            ))
            .unwrap();
        let described: BTreeSet<_> = names(form, "/properties").into_iter().collect();
        assert_eq!(described, writable, "{view}");
        let binary = form["properties"]
            .as_object()
            .unwrap()
            .values()
            .filter(|schema| {
                schema["format"] == "binary"
                    || schema
                        .pointer("/items/format")
                        .is_some_and(|format| format == "binary")
            });
        assert_eq!(binary.count(), files, "{view}");
        for (name, field) in fields.iter().filter(|(_, field)| field["required"] == true) {
            assert!(
                form["required"]
                    .as_array()
                    .unwrap()
                    .contains(&Value::from(name.as_str())),
                "{view}: {name} {field}"
            );
        }
        assert!(
            document
                .pointer(&format!("/components/schemas/{component}"))
                .is_some(),
            "{component}"
        );
    }
    // Fields that the ticket form has in addition.
    let create = &document["components"]["schemas"]["TicketCreateRequest"]["required"];
    let required: BTreeSet<_> = create
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert!(
        required.is_superset(&BTreeSet::from([
            "queue",
            "title",
            "description",
            "priority"
        ])),
        "{required:?}"
    );
}

#[tokio::test]
async fn follows_the_settings() {
    let off = Service::start_with(|config| config.server.rest_docs = false).await;
    assert_eq!(off.get("/openapi.json", &[]).await.status, 404);
    assert_eq!(off.get("/docs", &[]).await.status, 404);
    let service = Service::start_with(|config| {
        config.rest_framework.default_authentication_classes = vec![Authentication::Token];
        config.helpdesk.ticket_status_choices.truncate(2);
    })
    .await;
    let document = described(&service, None).await;
    assert_eq!(names(&document, "/components/securitySchemes"), ["token"]);
    let statuses = document
        .pointer("/paths/~1api~1tickets~1/get/parameters/0/schema/items/enum")
        .unwrap();
    assert_eq!(statuses.as_array().map(Vec::len), Some(2), "{statuses}");
}

#[test]
fn every_reference_resolves() {
    fn references<'a>(value: &'a Value, out: &mut Vec<&'a str>) {
        match value {
            Value::Object(members) => members.iter().for_each(|(name, value)| match value {
                Value::String(target) if name == "$ref" => out.push(target),
                value => references(value, out),
            }),
            Value::Array(items) => items.iter().for_each(|item| references(item, out)),
            _ => {}
        }
    }
    let document: Value = serde_json::from_str(&compat::description(&Config::default())).unwrap();
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 40, "{found:?}");
    for target in &found {
        let pointer = target.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{target}");
    }
    let mut named: BTreeSet<_> = found
        .iter()
        .map(|target| target.rsplit('/').next().unwrap())
        .collect();
    for component in names(&document, "/components/schemas") {
        assert!(named.remove(component), "nothing refers to {component}");
    }
}

/// The patterns of ECMAScript and Python disagree about whitespace.
#[tokio::test]
async fn describes_blank_texts_as_the_parser_reads_them() {
    let service = Service::start().await;
    let document = described(&service, Some("admin")).await;
    let pattern = document
        .pointer("/components/schemas/TicketRequest/properties/title/pattern")
        .unwrap();
    // `\s` of the regex crate is Unicode's; ECMAScript has one more character, which Python does not
    // treat as whitespace.
    let filled = regex::Regex::new(pattern.as_str().unwrap()).unwrap();
    let authorization = format!("Token {}", token("admin"));
    let headers = [
        ("authorization", authorization.as_str()),
        ("content-type", "application/json"),
    ];
    for title in [
        "\u{1c}",
        "\u{1e} \u{1f}",
        "\u{85}",
        "\u{a0}\u{2003}",
        "\u{7f}",
        "\u{200b}",
        "\u{1b}",
    ] {
        let body =
            serde_json::json!({ "queue": 1, "title": title, "description": "d", "priority": 3 });
        let answer = service
            .call("POST", "/api/tickets/", &headers, body.to_string())
            .await;
        let was_created = answer.status.as_u16() == 201;
        assert_eq!(
            was_created,
            filled.is_match(title),
            "{title:?}: {}",
            answer.text()
        );
    }
}
