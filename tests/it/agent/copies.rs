//! Copying follow-ups to other tickets.

use entity::{followup, followup_attachment, ticket_change};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use super::{assert_only_for_agents, count_rows, destinations, events, on_each, run};
use crate::graphql::ADMIN;

const COPY: &str = "mutation($input: FollowUpCopyInput!) { followUpCopy(input: $input) {
    followUp { databaseId title comment public timeSpent emailRecipients user { username } attachments { filename } }
    ticket { databaseId } userErrors { field code } } }";

#[tokio::test]
async fn a_follow_up_is_copied_with_its_files() {
    on_each(
        |config| config.helpdesk.enable_followup_copy = true,
        async |graph| {
            let original = followup::Entity::find_by_id(41);
            let original = original.one(&graph.db).await.unwrap().unwrap();
            let input = json!({ "followUpId": 41, "ticketId": 15, "idempotencyKey": "k" });
            let copied = run(graph, ADMIN, COPY, input.clone()).await;
            assert_eq!(copied["userErrors"], json!([]), "{copied}");
            let copy = &copied["followUp"];
            assert_eq!(copy["title"], "Copied from ticket #1: First answer");
            assert_eq!(copy["comment"], json!(original.comment));
            assert_eq!((&copy["public"], &copy["timeSpent"]), (&json!(false), &Value::Null));
            assert_eq!(copy["user"]["username"], "admin");
            assert_eq!(copied["ticket"]["databaseId"], 15);
            assert_eq!(run(graph, ADMIN, COPY, input).await, copied, "the key");
            assert_eq!(destinations(graph).await, Vec::<String>::new());
            let id = i32::try_from(copy["databaseId"].as_i64().unwrap()).unwrap();
            let changes = ticket_change::Entity::find()
                .filter(ticket_change::Column::FollowupId.eq(id))
                .count(&graph.db)
                .await
                .unwrap();
            assert_eq!(changes, 0);
            let files = |of: i32| {
                followup_attachment::Entity::find()
                    .filter(followup_attachment::Column::FollowupId.eq(of))
                    .order_by_asc(followup_attachment::Column::Id)
                    .all(&graph.db)
            };
            let (old, new) = (files(41).await.unwrap(), files(id).await.unwrap());
            assert_eq!((old.len(), new.len()), (2, 2));
            for (old, new) in old.iter().zip(&new) {
                assert_eq!(
                    (&old.filename, &old.mime_type, old.size),
                    (&new.filename, &new.mime_type, new.size)
                );
                let folder = format!("helpdesk/attachments/support-15-{}", "00000000-0000-4000-8000-000000000015");
                assert!(new.file.starts_with(&format!("{folder}/{id}/")), "{}", new.file);
                let content = |path: &str| std::fs::read(graph.copy.media().join(path)).unwrap();
                assert_eq!(content(&old.file), content(&new.file));
            }
            let kinds = ["followup_added", "attachment_added", "attachment_added"];
            assert_eq!(events(graph).await, kinds.map(|kind| (kind.to_owned(), 15)));
            let input = json!({ "followUpId": 42, "ticketId": 15, "title": "T", "comment": "C", "public": true });
            let copied = run(graph, ADMIN, COPY, input).await;
            assert_eq!(copied["followUp"]["title"], "Copied from ticket #1: T", "{copied}");
            assert_eq!(copied["followUp"]["comment"], "C");
            assert_eq!(copied["followUp"]["public"], true);
        },
    )
    .await;
}

#[tokio::test]
async fn invalid_copies_write_nothing() {
    on_each(
        |config| config.helpdesk.enable_followup_copy = true,
        async |graph| {
            let before = count_rows(graph).await;
            for (followup, ticket, field, code) in [
                (41, json!(1), "ticketId", "NOT_ALLOWED"),
                (41, json!(4), "ticketId", "NOT_ALLOWED"),
                (41, json!(999), "ticketId", "NOT_FOUND"),
                (41, json!("x"), "ticketId", "INVALID"),
                (999, json!(15), "followUpId", "NOT_FOUND"),
                // Its file is missing in the storage.
                (54, json!(15), "attachments", "NOT_FOUND"),
            ] {
                let input = json!({ "followUpId": followup, "ticketId": ticket });
                let answer = run(graph, ADMIN, COPY, input.clone()).await;
                let errors = json!([{ "field": [field], "code": code }]);
                assert_eq!(answer["userErrors"], errors, "{input}");
            }
            let long = "x".repeat(201);
            let input = json!({ "followUpId": 41, "ticketId": 15, "title": long });
            let answer = run(graph, ADMIN, COPY, input).await;
            assert_eq!(answer["userErrors"][0]["code"], "TOO_LONG", "{answer}");
            let input = json!({ "followUpId": 41, "ticketId": 15, "validateOnly": true });
            let answer = run(graph, ADMIN, COPY, input).await;
            assert_eq!(answer["userErrors"], json!([]));
            assert_eq!(count_rows(graph).await, before);
            let input = json!({ "followUpId": 41, "ticketId": 15 });
            assert_only_for_agents(graph, COPY, &input).await;
        },
    )
    .await;
}

#[tokio::test]
async fn copies_are_disabled_by_default() {
    on_each(
        |_| {},
        async |graph| {
            let input = json!({ "followUpId": 41, "ticketId": 15 });
            let answer = run(graph, ADMIN, COPY, input).await;
            let errors = json!([{ "field": ["followUpId"], "code": "NOT_ALLOWED" }]);
            assert_eq!(answer["userErrors"], errors);
        },
    )
    .await;
}
