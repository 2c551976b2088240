//! Mutations that update, add follow-ups and delete, and the rows and files that they leave.

use async_graphql::{Request, UploadValue, Variables};
use entity::{
    checklist, checklist_task, custom_field_value, followup, followup_attachment, ticket,
    ticket_cc, ticket_change, ticket_dependency,
};
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use super::{ADMIN, AGENT, CUSTOMER, Graph, on_each_database};

const UPDATE: &str = "mutation($input: TicketUpdateInput!) { ticketUpdate(input: $input) {
    ticket { databaseId title statusCode updatedAt resolution assignedTo { username } customFieldValues { field { name } text } }
    followUp { title public emailRecipients user { username } changes { field oldValue newValue } }
    userErrors { field code } } }";

const ADD: &str = "mutation($input: FollowUpAddInput!) { followUpAdd(input: $input) {
    ticket { title statusCode resolution }
    followUp { databaseId title comment public newStatusCode timeSpent emailRecipients attachments { file }
      changes { field oldValue newValue } }
    userErrors { field code } } }";

async fn run(graph: &Graph, user: i32, document: &str, input: Value) -> Value {
    let context = graph.context(Some(user), None).await;
    graph
        .ask(&context, document, json!({ "input": input }))
        .await
}

async fn count_rows(graph: &Graph) -> [u64; 9] {
    let db = &graph.db;
    [
        ticket::Entity::find().count(db).await.unwrap(),
        followup::Entity::find().count(db).await.unwrap(),
        ticket_change::Entity::find().count(db).await.unwrap(),
        followup_attachment::Entity::find().count(db).await.unwrap(),
        custom_field_value::Entity::find().count(db).await.unwrap(),
        ticket_cc::Entity::find().count(db).await.unwrap(),
        ticket_dependency::Entity::find().count(db).await.unwrap(),
        checklist::Entity::find().count(db).await.unwrap(),
        checklist_task::Entity::find().count(db).await.unwrap(),
    ]
}

#[tokio::test]
async fn a_change_is_recorded_and_notified() {
    let graph = Graph::new().await;
    let input = json!({ "id": 1, "public": true, "title": "Printer out", "statusCode": 3, "assignedToId": 2, "priorityCode": 5, "onHold": true,
        "dueAt": "2030-01-02T03:04:05Z", "customFields": [{ "name": "integer", "value": { "integer": "8" } }] });
    let answer = run(&graph, ADMIN, UPDATE, input).await;
    let payload = &answer["data"]["ticketUpdate"];
    assert_eq!(payload["userErrors"], json!([]), "{answer}");
    assert_eq!(payload["ticket"]["title"], "Printer out");
    assert_eq!(payload["ticket"]["statusCode"], 3);
    assert_eq!(
        payload["ticket"]["resolution"],
        Value::Null,
        "the resolution comes from a comment, and there is none"
    );
    let followup = &payload["followUp"];
    assert_eq!(followup["title"], "Assigned to agent and Resolved");
    assert_eq!(followup["user"]["username"], "admin");
    assert_eq!(
        followup["emailRecipients"],
        json!([
            "agent@example.com",
            "customer@example.com",
            "updatedcc@example.com"
        ])
    );
    let row = |field: &str, old: Value, new: Value| json!({ "field": field, "oldValue": old, "newValue": new });
    assert_eq!(
        followup["changes"],
        json!([
            row("Title", "Printer on fire".into(), "Printer out".into()),
            row("Status", "Open".into(), "Resolved".into()),
            row("Owner", "admin".into(), "agent".into()),
            row("Priority", "1".into(), "5".into()),
            row("Due on", Value::Null, "2030-01-02 03:04:05+00:00".into()),
            row("On Hold", "False".into(), "True".into()),
            row("integer", "-7".into(), "8".into()),
        ])
    );
}

#[tokio::test]
async fn rest_updates_only_set_columns() {
    let graph = Graph::new().await;
    let before = count_rows(&graph).await;
    let mut context = graph.context(Some(ADMIN), None).await;
    context.dialect = deskql::domain::Dialect::Rest(deskql::domain::Release::LATEST);
    let input = json!({ "id": 1, "statusCode": 3, "assignedToId": 4, "description": null });
    let answer = graph.ask(&context, UPDATE, json!({ "input": input })).await;
    let payload = &answer["data"]["ticketUpdate"];
    assert_eq!(payload["ticket"]["statusCode"], 3, "{answer}");
    assert_eq!(payload["ticket"]["assignedTo"]["username"], "inactive");
    assert_eq!(payload["followUp"], Value::Null);
    assert_eq!(count_rows(&graph).await, before);
}

#[tokio::test]
async fn rejected_updates_change_nothing() {
    let graph = Graph::new().await;
    let before = count_rows(&graph).await;
    let data = graph
        .data(Some(ADMIN), "{ ticket(id: 1) { updatedAt } }")
        .await;
    let seen = data["ticket"]["updatedAt"].as_str().unwrap().to_owned();
    let stale = run(
        &graph,
        ADMIN,
        UPDATE,
        json!({ "id": 1, "title": "x", "expectedUpdatedAt": "2020-01-01T00:00:00Z" }),
    )
    .await;
    let conflict = json!([{ "field": ["expectedUpdatedAt"], "code": "CONFLICT" }]);
    assert_eq!(
        stale["data"]["ticketUpdate"]["userErrors"], conflict,
        "{stale}"
    );
    let invalid = run(
        &graph,
        ADMIN,
        UPDATE,
        json!({ "id": 1, "title": " ", "statusCode": 9, "queueId": 99, "assignedToId": 4 }),
    )
    .await;
    let fields: Vec<&str> = invalid["data"]["ticketUpdate"]["userErrors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["field"][0].as_str().unwrap())
        .collect();
    assert_eq!(fields, ["title", "statusCode", "queueId", "assignedToId"]);
    let forbidden = run(&graph, CUSTOMER, UPDATE, json!({ "id": 1, "title": "x" })).await;
    let missing = json!([{ "field": ["id"], "code": "NOT_FOUND" }]);
    assert_eq!(
        forbidden["data"]["ticketUpdate"]["userErrors"], missing,
        "{forbidden}"
    );
    let validated = run(
        &graph,
        ADMIN,
        UPDATE,
        json!({ "id": 1, "title": "x", "validateOnly": true }),
    )
    .await;
    assert_eq!(validated["data"]["ticketUpdate"]["followUp"], Value::Null);
    assert_eq!(count_rows(&graph).await, before);
    let fresh = run(
        &graph,
        ADMIN,
        UPDATE,
        json!({ "id": 1, "title": "x", "expectedUpdatedAt": seen }),
    )
    .await;
    assert_eq!(
        fresh["data"]["ticketUpdate"]["ticket"]["title"], "x",
        "{fresh}"
    );
}

#[tokio::test]
async fn a_comment_becomes_the_resolution_and_is_not_rendered() {
    let graph = Graph::new().await;
    let answer = run(
        &graph,
        AGENT,
        ADD,
        json!({ "ticketId": 2, "comment": "{{ ticket.title }} is solved, see #1", "public": true, "timeSpent": "PT15M", "changes": { "statusCode": 3 } }),
    )
    .await;
    let payload = &answer["data"]["followUpAdd"];
    assert_eq!(payload["userErrors"], json!([]), "{answer}");
    assert_eq!(payload["followUp"]["title"], "Resolved");
    assert_eq!(
        payload["followUp"]["comment"],
        "{{ ticket.title }} is solved, see #1"
    );
    assert_eq!(payload["followUp"]["newStatusCode"], 3);
    assert_eq!(payload["followUp"]["timeSpent"], "PT15M");
    assert_eq!(
        payload["followUp"]["emailRecipients"],
        json!(["customer@example.com", "updatedcc@example.com"])
    );
    assert_eq!(
        payload["ticket"],
        json!({ "title": "Cannot log in", "statusCode": 3, "resolution": "{{ ticket.title }} is solved, see #1" })
    );
    let note = run(
        &graph,
        AGENT,
        ADD,
        json!({ "ticketId": 2, "title": "Aside", "comment": "quietly" }),
    )
    .await;
    assert_eq!(
        note["data"]["followUpAdd"]["ticket"]["title"], "Cannot log in",
        "the title is that of the follow-up only"
    );
    assert_eq!(
        note["data"]["followUpAdd"]["ticket"]["resolution"],
        "{{ ticket.title }} is solved, see #1"
    );
}

#[tokio::test]
async fn files_of_a_follow_up_are_stored_together_or_not_at_all() {
    let graph = Graph::new().await;
    let before = count_rows(&graph).await;
    let upload = async |names: &[&str]| {
        let input = json!({ "ticketId": 2, "comment": "c", "attachments": names.iter().map(|_| Value::Null).collect::<Vec<_>>() });
        let mut request =
            Request::new(ADD).variables(Variables::from_json(json!({ "input": input })));
        for (index, name) in names.iter().enumerate() {
            let mut content = tempfile::tempfile().unwrap();
            std::io::Write::write_all(&mut content, b"hello").unwrap();
            std::io::Seek::rewind(&mut content).unwrap();
            let value = UploadValue {
                filename: (*name).to_owned(),
                content_type: None,
                content,
            };
            request.set_upload(&format!("variables.input.attachments.{index}"), value);
        }
        let context = graph.context(Some(ADMIN), None).await;
        let response = deskql::graphql::schema()
            .execute(request.data(context))
            .await;
        serde_json::to_value(&response).unwrap()
    };
    let refused = upload(&["good.txt", "bad.exe"]).await;
    assert_eq!(
        refused["data"]["followUpAdd"]["userErrors"],
        json!([{ "field": ["attachments", "1"], "code": "UNSUPPORTED_FILE" }])
    );
    assert_eq!(count_rows(&graph).await, before);
    let accepted = upload(&["one.txt", "two.txt"]).await;
    for file in accepted["data"]["followUpAdd"]["followUp"]["attachments"]
        .as_array()
        .unwrap()
    {
        assert_eq!(
            std::fs::read(graph.copy.media().join(file["file"].as_str().unwrap())).unwrap(),
            b"hello"
        );
    }
}

#[tokio::test]
async fn a_deleted_ticket_leaves_nothing_and_affects_no_other() {
    let graph = Graph::new().await;
    let files = graph
        .copy
        .media()
        .join("helpdesk/attachments/support-1-00000000-0000-4000-8000-000000000001");
    assert!(files.join("41/fire.txt").exists());
    let delete = |id: i32| {
        format!(
            "mutation {{ ticketDelete(input: {{ id: {id} }}) {{ deletedDatabaseId userErrors {{ field code }} }} }}"
        )
    };
    for id in [1, 13, 18, 20, 29] {
        let data = graph.data(Some(ADMIN), &delete(id)).await;
        assert_eq!(data["ticketDelete"]["deletedDatabaseId"], id);
    }
    assert_eq!(count_rows(&graph).await, [35, 71, 6, 4, 8, 1, 1, 0, 0]);
    for file in ["41/fire.txt", "41/photo.png", "43/räport_ünï.pdf"] {
        assert!(!files.join(file).exists(), "{file}");
    }
    let data = graph
        .data(
            Some(ADMIN),
            "{ ticket(id: 5) { title mergedTo { databaseId } } }",
        )
        .await;
    assert_eq!(
        data["ticket"],
        json!({ "title": "Printer burns", "mergedTo": null })
    );
    let context = graph.context(Some(CUSTOMER), None).await;
    let answer = graph.ask(&context, &delete(2), Value::Null).await;
    let missing = json!([{ "field": ["id"], "code": "NOT_FOUND" }]);
    assert_eq!(
        answer["data"]["ticketDelete"]["userErrors"], missing,
        "{answer}"
    );
}

#[tokio::test]
async fn follow_ups_and_attachments_are_updated_and_deleted() {
    let graph = Graph::new().await;
    let data = graph
        .data(
            Some(ADMIN),
            r#"mutation { update: followUpUpdate(input: { id: 41, comment: "Edited", timeSpent: null, newStatusCode: 4 }) {
                 followUp { comment timeSpent newStatusCode title ticket { statusCode } } userErrors { code } }
               rename: attachmentUpdate(input: { id: 1, filename: "renamed.txt", mimeType: "" }) { attachment { filename mimeType } userErrors { code } }
               wrong: followUpUpdate(input: { id: 41, newStatusCode: 9, ticketId: 999 }) { userErrors { field code } } }"#,
        )
        .await;
    assert_eq!(
        data["update"]["followUp"],
        json!({ "comment": "Edited", "timeSpent": null, "newStatusCode": 4, "title": "First answer", "ticket": { "statusCode": 1 } })
    );
    assert_eq!(
        data["rename"]["attachment"],
        json!({ "filename": "renamed.txt", "mimeType": "text/plain" })
    );
    assert_eq!(
        data["wrong"]["userErrors"],
        json!([{ "field": ["ticketId"], "code": "NOT_FOUND" }, { "field": ["newStatusCode"], "code": "INVALID_CHOICE" }])
    );
    let file = graph
        .copy
        .media()
        .join("helpdesk/attachments/support-1-00000000-0000-4000-8000-000000000001/41/photo.png");
    graph
        .data(
            Some(ADMIN),
            "mutation { attachmentDelete(input: { id: 2 }) { deletedId } }",
        )
        .await;
    assert!(!file.exists());
    let before = count_rows(&graph).await;
    graph
        .data(
            Some(ADMIN),
            "mutation { followUpDelete(input: { id: 41 }) { deletedId } }",
        )
        .await;
    let after = count_rows(&graph).await;
    assert_eq!((before[1] - after[1], before[3] - after[3]), (1, 1));
}

#[tokio::test]
async fn users_are_created_with_permission_only() {
    let graph = Graph::new().await;
    const CREATE: &str = "mutation($input: UserCreateInput!) { userCreate(input: $input) { user { username email } userErrors { field code } } }";
    let input = json!({ "username": "ada", "password": "engine1843", "email": "ada@example.com" });
    let refused = run(&graph, AGENT, CREATE, input.clone()).await;
    assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN");
    let created = run(&graph, ADMIN, CREATE, input.clone()).await;
    assert_eq!(
        created["data"]["userCreate"]["user"]["username"], "ada",
        "{created}"
    );
    let again = run(&graph, ADMIN, CREATE, input).await;
    assert_eq!(
        again["data"]["userCreate"]["userErrors"],
        json!([{ "field": ["username"], "code": "TAKEN" }])
    );
}

#[tokio::test]
async fn a_file_is_kept_while_a_row_refers_to_it() {
    on_each_database(async |graph| {
        let db = &graph.db;
        let path = followup_attachment::Entity::find_by_id(1).one(db).await.unwrap().unwrap().file;
        let exists = || graph.copy.media().join(&path).exists();
        let row = format!("'{path}', 'same.txt', 'text/plain', 1");
        for sql in [
            format!(
                "INSERT INTO helpdesk_followupattachment (id, file, filename, mime_type, size, followup_id)
                 VALUES (900, {row}, 48)"
            ),
            format!(
                "INSERT INTO helpdesk_kbiattachment (file, filename, mime_type, size, kbitem_id)
                 SELECT {row}, MIN(id) FROM helpdesk_kbitem"
            ),
        ] {
            db.execute_unprepared(&sql).await.unwrap();
        }
        graph.data(Some(ADMIN), "mutation { attachmentDelete(input: { id: 900 }) { deletedId } }").await;
        assert!(exists(), "an attachment of follow-up 41 and an item of the knowledge base refer to it");
        graph.data(Some(ADMIN), "mutation { ticketDelete(input: { id: 1 }) { deletedId } }").await;
        assert!(exists(), "an item of the knowledge base refers to it");

        db.execute_unprepared("DELETE FROM helpdesk_kbiattachment").await.unwrap();
        let again = format!(
            "INSERT INTO helpdesk_followupattachment (id, file, filename, mime_type, size, followup_id)
             VALUES (901, {row}, 48)"
        );
        db.execute_unprepared(&again).await.unwrap();
        graph.data(Some(ADMIN), "mutation { attachmentDelete(input: { id: 901 }) { deletedId } }").await;
        assert!(!exists(), "no row refers to it");
    })
    .await;
}
