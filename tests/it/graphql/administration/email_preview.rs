//! Previews of email templates.

use serde_json::{Value, json};

use crate::graphql::{ADMIN, AGENT, Graph, on_each_database};

const PREVIEW: &str =
    "query($input: EmailTemplatePreviewInput!) { p: emailTemplatePreview(input: $input) {
    subject plainText html errors { field line template message } } }";

async fn preview(graph: &Graph, user: i32, input: Value) -> Value {
    let context = graph.context(Some(user), None).await;
    graph
        .ask(&context, PREVIEW, json!({ "input": input }))
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn stored_templates_and_drafts_are_rendered() {
    on_each_database(async |graph| {
        let stored = preview(graph, ADMIN, json!({ "id": 1, "ticketId": 1, "comment": "A <b> word" })).await;
        let stored = &stored["data"]["p"];
        assert_eq!(stored["errors"], json!([]), "{stored}");
        assert!(stored["subject"].as_str().unwrap().contains("-1]"), "{stored}");
        let draft = json!({
            "id": 1, "ticketId": 1, "comment": "A <b> word", "subject": "(Draft)", "heading": "H",
            "plainText": "{{ ticket.ticket }}: {{ comment }}", "html": "<p>{{ comment }}</p>", "locale": "de",
        });
        let draft = preview(graph, ADMIN, draft).await;
        let draft = &draft["data"]["p"];
        assert!(draft["subject"].as_str().unwrap().ends_with("(Draft)"), "{draft}");
        assert!(draft["plainText"].as_str().unwrap().starts_with("[support-1]: A <b> word\n"), "{draft}");
        assert!(draft["plainText"].as_str().unwrap().contains("Freundliche"), "{draft}");
        assert!(draft["html"].as_str().unwrap().contains("<p>A &lt;b&gt; word</p>"), "{draft}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_name_the_field_and_the_line() {
    let graph = Graph::new().await;
    let input = json!({
        "ticketId": 1, "subject": "{% if %}", "heading": "fine", "plainText": "a\nb {{ c|nothing }}",
        "html": "<p>\n<p>\n{% include 'gone.html' %}",
    });
    let answer = preview(&graph, ADMIN, input).await;
    let found = &answer["data"]["p"];
    let errors: Vec<Value> = found["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| json!([error["field"], error["line"]]))
        .collect();
    assert_eq!(
        errors,
        [
            json!(["SUBJECT", 1]),
            json!(["PLAIN_TEXT", 2]),
            json!(["HTML", 3])
        ],
        "{found}"
    );
    for part in ["subject", "plainText", "html"] {
        assert_eq!(found[part], Value::Null, "{found}");
    }
    let input = json!({ "ticketId": 1, "heading": "a\n{% if %}", "html": "h" });
    let answer = preview(&graph, ADMIN, input).await;
    let error = &answer["data"]["p"]["errors"][0];
    assert_eq!(
        (&error["field"], &error["line"]),
        (&json!("HEADING"), &json!(2)),
        "{answer}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn only_those_who_change_templates_preview_them() {
    let graph = Graph::new().await;
    for (user, input, code) in [
        (AGENT, json!({ "id": 1, "ticketId": 1 }), "FORBIDDEN"),
        (ADMIN, json!({ "id": 99999, "ticketId": 1 }), "NOT_FOUND"),
        (ADMIN, json!({ "id": 1, "ticketId": 99999 }), "NOT_FOUND"),
    ] {
        let answer = preview(&graph, user, input).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], code, "{answer}");
    }
}
