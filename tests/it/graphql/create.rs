//! `ticketCreate` creates a ticket with all its parts, or nothing.

use std::io::Write;

use async_graphql::{Request, UploadValue, Variables};
use entity::{custom_field_value, followup, followup_attachment, ticket};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use super::{ADMIN, CUSTOMER, Graph};

const CREATE: &str = "mutation($input: TicketCreateInput!) { ticketCreate(input: $input) {
    ticket { databaseId title submitterEmail assignedTo { username } customFieldValues { field { name } text }
      followUps { nodes { databaseId title comment public emailRecipients attachments { filename size file } } } }
    followUp { databaseId }
    userErrors { field code message } } }";

async fn count_rows(graph: &Graph) -> [u64; 4] {
    [
        ticket::Entity::find().count(&graph.db).await.unwrap(),
        followup::Entity::find().count(&graph.db).await.unwrap(),
        custom_field_value::Entity::find()
            .count(&graph.db)
            .await
            .unwrap(),
        followup_attachment::Entity::find()
            .count(&graph.db)
            .await
            .unwrap(),
    ]
}

async fn create(graph: &Graph, user: Option<i32>, input: Value) -> Value {
    let context = graph.context(user, None).await;
    graph.ask(&context, CREATE, json!({ "input": input })).await
}

#[tokio::test]
async fn a_ticket_has_its_custom_values_and_first_follow_up() {
    let graph = Graph::new().await;
    let answer = create(
        &graph,
        Some(ADMIN),
        json!({ "queueId": 1, "title": "  New  ", "description": "See #1 and #9999", "submitterEmail": "a@example.com",
                "assignedToId": 2, "customFields": [
                    { "name": "integer", "value": { "integer": "7" } }, { "name": "boolean", "value": { "boolean": true } },
                    { "name": "datetime", "value": { "dateTime": "2030-01-02T03:04:05+02:00" } },
                    { "name": "list", "value": { "list": "Red" } }, { "name": "varchar", "value": null } ] }),
    )
    .await;
    let payload = &answer["data"]["ticketCreate"];
    assert_eq!(payload["userErrors"], json!([]), "{answer}");
    let ticket = &payload["ticket"];
    assert_eq!(ticket["title"], "New");
    assert_eq!(ticket["databaseId"], 41);
    let followup = &ticket["followUps"]["nodes"][0];
    assert_eq!(followup["title"], "Ticket Opened & Assigned to Ágnes Agent");
    assert_eq!(
        followup["emailRecipients"],
        json!([
            "a@example.com",
            "agent@example.com",
            "newcc@example.com",
            "updatedcc@example.com"
        ])
    );
    assert_eq!(payload["followUp"]["databaseId"], followup["databaseId"]);
    let values = ticket["customFieldValues"].as_array().unwrap();
    let text = |name: &str| {
        &values
            .iter()
            .find(|value| value["field"]["name"] == name)
            .unwrap()["text"]
    };
    assert_eq!(values.len(), 13);
    assert_eq!(text("integer"), "7");
    assert_eq!(text("boolean"), "True");
    assert_eq!(text("datetime"), "2030-01-02T01:04");
    assert_eq!(text("list"), "Red");
    assert_eq!(text("varchar"), "");
    assert_eq!(text("date"), &Value::Null);
    // The referenced ticket gets a follow-up.
    let data = graph
        .data(
            Some(ADMIN),
            "{ ticket(id: 1) { followUps(last: 1) { nodes { title public } } } }",
        )
        .await;
    assert_eq!(
        data["ticket"]["followUps"]["nodes"],
        json!([{ "title": "Referenced in ticket #41", "public": false }])
    );
}

#[tokio::test]
async fn all_errors_are_returned_and_nothing_is_written() {
    let graph = Graph::new().await;
    let before = count_rows(&graph).await;
    let answer = create(
        &graph,
        Some(ADMIN),
        json!({ "queueId": 99, "title": " ", "description": "", "priorityCode": 9, "submitterEmail": "nobody", "assignedToId": 4,
                "customFields": [{ "name": "integer", "value": { "text": "many" } }, { "name": "decimal", "value": { "decimal": "1.23456" } },
                    { "name": "list", "value": { "list": "Pink" } }, { "name": "nonsense", "value": null }] }),
    )
    .await;
    let errors: Vec<(String, &str)> = answer["data"]["ticketCreate"]["userErrors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| {
            let path: Vec<&str> = error["field"]
                .as_array()
                .unwrap()
                .iter()
                .map(|part| part.as_str().unwrap())
                .collect();
            (path.join("."), error["code"].as_str().unwrap())
        })
        .collect();
    let errors: Vec<(&str, &str)> = errors
        .iter()
        .map(|(path, code)| (path.as_str(), *code))
        .collect();
    assert_eq!(
        errors,
        [
            ("queueId", "NOT_FOUND"),
            ("title", "REQUIRED"),
            ("description", "REQUIRED"),
            ("priorityCode", "INVALID_CHOICE"),
            ("submitterEmail", "INVALID"),
            ("assignedToId", "INVALID_CHOICE"),
            ("customFields.nonsense", "NOT_FOUND"),
            ("customFields.decimal", "OUT_OF_RANGE"),
            ("customFields.integer", "INVALID"),
            ("customFields.list", "INVALID_CHOICE"),
        ]
    );
    assert_eq!(count_rows(&graph).await, before);
    let validated = create(
        &graph,
        Some(ADMIN),
        json!({ "queueId": 1, "title": "t", "description": "d", "validateOnly": true }),
    )
    .await;
    assert_eq!(
        validated["data"]["ticketCreate"],
        json!({ "ticket": null, "followUp": null, "userErrors": [] })
    );
    assert_eq!(count_rows(&graph).await, before);
}

#[tokio::test]
async fn customers_are_the_submitters_and_anonymous_users_are_rejected() {
    let graph = Graph::new().await;
    let input = json!({ "queueId": 1, "title": "t", "description": "d", "submitterEmail": "other@example.com" });
    let answer = create(&graph, Some(CUSTOMER), input.clone()).await;
    assert_eq!(
        answer["data"]["ticketCreate"]["ticket"]["submitterEmail"],
        "customer@example.com"
    );
    let restricted = create(
        &graph,
        Some(CUSTOMER),
        json!({ "queueId": 4, "title": "t", "description": "d" }),
    )
    .await;
    assert_eq!(
        restricted["data"]["ticketCreate"]["userErrors"][0]["field"],
        json!(["queueId"])
    );
    let graph = Graph::with(|config| config.helpdesk.submit_a_ticket_public = false).await;
    let before = count_rows(&graph).await;
    let anonymous = create(&graph, None, input).await;
    assert_eq!(
        anonymous["errors"][0]["extensions"]["code"],
        "UNAUTHENTICATED"
    );
    assert_eq!(count_rows(&graph).await, before);
}

async fn upload(graph: &Graph, name: &str, bytes: &[u8]) -> Value {
    let mut content = tempfile::tempfile().unwrap();
    content.write_all(bytes).unwrap();
    std::io::Seek::rewind(&mut content).unwrap();
    let value = UploadValue {
        filename: name.to_owned(),
        content_type: Some("text/plain".to_owned()),
        content,
    };
    let input = json!({ "queueId": 1, "title": "t", "description": "d", "attachments": [null] });
    let mut request =
        Request::new(CREATE).variables(Variables::from_json(json!({ "input": input })));
    request.set_upload("variables.input.attachments.0", value);
    let context = graph.context(Some(ADMIN), None).await;
    let response = deskql::graphql::schema()
        .execute(request.data(context))
        .await;
    serde_json::to_value(&response).unwrap()
}

#[tokio::test]
async fn files_are_stored_at_djangos_path() {
    let graph = Graph::new().await;
    let answer = upload(&graph, "räport ünï.txt", b"hello").await;
    let file = &answer["data"]["ticketCreate"]["ticket"]["followUps"]["nodes"][0]["attachments"][0];
    assert_eq!(file["filename"], "räport ünï.txt", "{answer}");
    assert_eq!(file["size"], 5);
    let path = file["file"].as_str().unwrap();
    assert!(
        path.starts_with("helpdesk/attachments/support-41-")
            && path.ends_with("/81/räport_ünï.txt"),
        "{path}"
    );
    assert_eq!(
        std::fs::read(graph.copy.media().join(path)).unwrap(),
        b"hello"
    );
}

#[tokio::test]
async fn rejected_files_leave_nothing() {
    let graph = Graph::new().await;
    let before = count_rows(&graph).await;
    for (name, bytes) in [
        ("virus.exe", &b"MZ"[..]),
        ("page.html", b"<p>"),
        ("empty.txt", b""),
    ] {
        let answer = upload(&graph, name, bytes).await;
        let error = &answer["data"]["ticketCreate"]["userErrors"][0];
        assert_eq!(error["code"], "UNSUPPORTED_FILE", "{answer}");
        assert_eq!(error["field"], json!(["attachments", "0"]));
    }
    assert_eq!(count_rows(&graph).await, before);
}

#[tokio::test]
async fn a_failing_storage_leaves_no_row() {
    let graph = Graph::new().await;
    let before = count_rows(&graph).await;
    let attachments = graph.copy.media().join("helpdesk/attachments");
    std::fs::remove_dir_all(&attachments).unwrap();
    std::fs::write(&attachments, "a file where a folder should be").unwrap();
    let answer = upload(&graph, "a.txt", b"hello").await;
    assert!(answer.get("errors").is_some(), "{answer}");
    assert_eq!(count_rows(&graph).await, before);
}
