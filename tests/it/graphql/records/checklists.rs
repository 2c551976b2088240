//! Checklists: their rows, the follow-ups that record tasks, and their cost.

use serde_json::{Value, json};

use super::super::{ADMIN, AGENT, on_each_database};
use super::{count, done, first_error, mutate, mutate_in, texts};

const CHECKLIST: &str = "checklist { databaseId name tasks { databaseId description position } }";

fn descriptions(payload: &Value) -> Vec<&str> {
    let tasks = payload["checklist"]["tasks"].as_array().unwrap();
    tasks
        .iter()
        .map(|task| task["description"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn checklists_are_created_edited_and_deleted() {
    on_each_database(async |graph| {
        let input = json!({ "ticketId": "1", "templateId": "1", "idempotencyKey": "k" });
        let created = done(graph, AGENT, ("checklistCreate", input.clone(), CHECKLIST)).await;
        assert_eq!(created["checklist"]["name"], "Standard");
        assert_eq!(descriptions(&created), ["One", "Zwei", "\u{4e09}"]);
        let again = done(graph, AGENT, ("checklistCreate", input, CHECKLIST)).await;
        assert_eq!(again, created);
        let id = &created["checklist"]["databaseId"];

        let input = json!({ "checklistId": id, "description": " Four ", "idempotencyKey": "t" });
        let fields = format!("task {{ databaseId position }} {CHECKLIST}");
        let added = done(graph, AGENT, ("checklistTaskAdd", input.clone(), &fields)).await;
        assert_eq!(added["task"]["position"], 3);
        assert_eq!(descriptions(&added)[3], "Four");
        assert_eq!(
            done(graph, AGENT, ("checklistTaskAdd", input, &fields)).await,
            added
        );

        let task = &added["task"]["databaseId"];
        let input = json!({ "checklistId": id, "taskIds": [task] });
        let moved = done(graph, AGENT, ("checklistTaskReorder", input, CHECKLIST)).await;
        assert_eq!(descriptions(&moved), ["Four", "One", "Zwei", "\u{4e09}"]);
        let positions = moved["checklist"]["tasks"].as_array().unwrap().iter();
        let positions: Vec<_> = positions.map(|task| task["position"].as_i64()).collect();
        assert_eq!(positions, [Some(0), Some(1), Some(2), Some(3)]);

        let input = json!({ "id": task, "description": "4" });
        let changed = done(graph, AGENT, ("checklistTaskUpdate", input, CHECKLIST)).await;
        assert_eq!(descriptions(&changed)[0], "4");
        let input = json!({ "id": task, "validateOnly": true });
        let fields = format!("deletedId {CHECKLIST}");
        let kept = done(graph, AGENT, ("checklistTaskRemove", input, &fields)).await;
        assert_eq!(
            (&kept["deletedId"], descriptions(&kept).len()),
            (&Value::Null, 4)
        );
        let removed = done(
            graph,
            AGENT,
            ("checklistTaskRemove", json!({ "id": task }), &fields),
        );
        assert_eq!(descriptions(&removed.await), ["One", "Zwei", "\u{4e09}"]);

        let input = json!({ "id": id, "name": "Renamed" });
        let renamed = done(graph, AGENT, ("checklistUpdate", input, CHECKLIST)).await;
        assert_eq!(renamed["checklist"]["name"], "Renamed");
        // None of this writes a follow-up, but watchers are notified.
        assert_eq!(
            count(graph, "deskql_event WHERE kind = 'checklists_updated'").await,
            6
        );
        assert_eq!(
            count(graph, "deskql_event WHERE kind <> 'checklists_updated'").await,
            0
        );
        let input = json!({ "id": id });
        let fields = "deletedDatabaseId ticket { databaseId }";
        let deleted = done(graph, AGENT, ("checklistDelete", input.clone(), fields)).await;
        assert_eq!(
            (
                &deleted["deletedDatabaseId"],
                &deleted["ticket"]["databaseId"]
            ),
            (id, &json!(1))
        );
        assert_eq!(
            count(
                graph,
                &format!("helpdesk_checklisttask WHERE checklist_id = {id}")
            )
            .await,
            0
        );
        let (gone, _) = mutate(graph, Some(AGENT), ("checklistDelete", input, fields)).await;
        assert_eq!(
            first_error(&gone),
            ("id".to_owned(), "NOT_FOUND".to_owned())
        );
    })
    .await;
}

#[tokio::test]
async fn a_completed_task_is_recorded_as_in_django_helpdesk() {
    on_each_database(async |graph| {
        let fields = "task { databaseId } followUp { databaseId public title changes { field oldValue newValue } }";
        let input = json!({ "id": "2" });
        let completed = done(graph, AGENT, ("checklistTaskComplete", input.clone(), fields)).await;
        let followup = &completed["followUp"];
        assert_eq!(followup["public"], false);
        assert_eq!(
            followup["changes"],
            json!([{ "field": "[Before closing] Write it down", "oldValue": "To do", "newValue": "Completed" }])
        );
        let open = "helpdesk_checklisttask WHERE completion_date IS NULL";
        assert_eq!(count(graph, open).await, 0);
        // Completing it again changes nothing.
        let again = done(graph, AGENT, ("checklistTaskComplete", input.clone(), fields)).await;
        assert_eq!(again["followUp"], Value::Null);
        let reopened = done(graph, AGENT, ("checklistTaskReopen", input, fields)).await;
        assert_eq!(reopened["followUp"]["changes"][0]["newValue"], "To do");
        assert_eq!(count(graph, open).await, 1);
    })
    .await;
}

#[tokio::test]
async fn invalid_changes_write_nothing() {
    on_each_database(async |graph| {
        let before = texts(
            graph,
            "SELECT description FROM helpdesk_checklisttask ORDER BY id",
        )
        .await;
        for (name, input, expected) in [
            (
                "checklistCreate",
                json!({ "ticketId": "1" }),
                ("name", "REQUIRED"),
            ),
            (
                "checklistCreate",
                json!({ "ticketId": "99999", "name": "x" }),
                ("ticketId", "NOT_FOUND"),
            ),
            (
                "checklistCreate",
                json!({ "ticketId": "1", "templateId": "99" }),
                ("templateId", "NOT_FOUND"),
            ),
            (
                "checklistUpdate",
                json!({ "id": "1", "name": "x".repeat(101) }),
                ("name", "TOO_LONG"),
            ),
            (
                "checklistTaskAdd",
                json!({ "checklistId": "1", "description": " " }),
                ("description", "REQUIRED"),
            ),
            (
                "checklistTaskUpdate",
                json!({ "id": "1", "description": "x".repeat(251) }),
                ("description", "TOO_LONG"),
            ),
            (
                "checklistTaskReorder",
                json!({ "checklistId": "1", "taskIds": ["1", "99"] }),
                ("taskIds.1", "NOT_FOUND"),
            ),
            (
                "checklistTaskReorder",
                json!({ "checklistId": "1", "taskIds": ["1", "1"] }),
                ("taskIds.1", "NOT_ALLOWED"),
            ),
            (
                "checklistTaskReorder",
                json!({ "checklistId": "1", "taskIds": ["UXVldWU6MQ"] }),
                ("taskIds.0", "INVALID"),
            ),
        ] {
            let (payload, code) = mutate(graph, Some(ADMIN), (name, input, "")).await;
            assert_eq!(code, None, "{name}");
            let (path, code) = first_error(&payload);
            assert_eq!(
                (path.as_str(), code.as_str()),
                expected,
                "{name}: {payload}"
            );
        }
        let after = texts(
            graph,
            "SELECT description FROM helpdesk_checklisttask ORDER BY id",
        )
        .await;
        assert_eq!(before, after);
        assert_eq!(count(graph, "deskql_event").await, 0);
    })
    .await;
}

#[tokio::test]
async fn the_number_of_statements_does_not_depend_on_the_tasks() {
    on_each_database(async |graph| {
        let mut counts = Vec::new();
        for size in [3, 60] {
            let tasks: Vec<String> = (0..size).map(|number| format!("Task {number}")).collect();
            let input = json!({ "name": format!("{size}"), "tasks": tasks });
            let fields = "checklistTemplate { databaseId }";
            let template = done(graph, ADMIN, ("checklistTemplateCreate", input, fields)).await;
            let context = graph.context(Some(ADMIN), None).await;
            let template = &template["checklistTemplate"]["databaseId"];
            let input = json!({ "ticketId": "2", "templateId": template });
            let (created, _) =
                mutate_in(graph, &context, ("checklistCreate", input, CHECKLIST)).await;
            let tasks = created["checklist"]["tasks"].as_array().unwrap();
            assert_eq!(tasks.len(), size);
            let reversed: Vec<&Value> =
                tasks.iter().rev().map(|task| &task["databaseId"]).collect();
            let input =
                json!({ "checklistId": created["checklist"]["databaseId"], "taskIds": reversed });
            let (moved, _) =
                mutate_in(graph, &context, ("checklistTaskReorder", input, CHECKLIST)).await;
            assert_eq!(descriptions(&moved)[size - 1], "Task 0");
            counts.push(context.db.statement_count());
        }
        assert_eq!(counts[0], counts[1]);
        assert!(counts[0] > 5);
    })
    .await;
}
