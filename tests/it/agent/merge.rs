//! Merging tickets.

use entity::{custom_field_value, email_template, followup, ticket, ticket_cc, ticket_change};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use super::{
    assert_only_for_agents, count_rows, destinations, events, on_each, run, ticket as row,
};
use crate::graphql::{ADMIN, Graph};

const MERGE: &str = "mutation($input: TicketMergeInput!) { ticketMerge(input: $input) {
    ticket { databaseId priorityCode followUps { nodes { databaseId title } } ccs { email user { username } } }
    mergedTickets { databaseId statusCode mergedTo { databaseId } }
    followUp { title emailRecipients changes { field oldValue newValue } }
    effects { changes { field oldValue newValue } followUpCount attachmentCount newFollowers recipients }
    userErrors { field code } } }";

async fn add_template(graph: &Graph) {
    email_template::ActiveModel {
        template_name: Set("merged".to_owned()),
        subject: Set("(Merged)".to_owned()),
        heading: Set("Merged".to_owned()),
        plain_text: Set("Into {{ ticket.merged_to }}".to_owned()),
        html: Set("<p>Into {{ ticket.merged_to }}</p>".to_owned()),
        locale: Set(None),
        ..Default::default()
    }
    .insert(&graph.db)
    .await
    .unwrap();
}

#[tokio::test]
async fn follow_ups_and_followers_move_and_the_others_become_duplicates() {
    on_each(
        |_| {},
        async |graph| {
            add_template(graph).await;
            let before = count_rows(graph).await;
            let input = |validate_only: bool| {
                json!({ "ticketId": 1, "mergedIds": [18, 15], "validateOnly": validate_only,
                    "picks": [{ "field": "PRIORITY", "ticketId": 15 }, { "field": "CREATED_AT", "ticketId": 15 }] })
            };
            let planned = run(graph, ADMIN, MERGE, input(true)).await;
            assert_eq!(planned["userErrors"], json!([]), "{planned}");
            assert_eq!(planned["followUp"], Value::Null);
            assert_eq!(count_rows(graph).await, before, "only planned");
            assert_eq!(row(graph, 15).await.merged_to_id, None);
            let created = row(graph, 15).await.created;

            let merged = run(graph, ADMIN, MERGE, input(false)).await;
            assert_eq!(merged["userErrors"], json!([]), "{merged}");
            assert_eq!(merged["effects"], planned["effects"], "as planned");
            let effects = &merged["effects"];
            assert_eq!(effects["followUpCount"], 2);
            assert_eq!(effects["attachmentCount"], 0);
            assert_eq!(
                effects["newFollowers"],
                json!(["other@example.org", "agent@example.com", "follower@example.com", "hr@example.com", ""])
            );
            let recipients = [
                "customer@example.com",
                "follower@example.com",
                "hr@example.com",
                "other@example.org",
            ];
            assert_eq!(effects["recipients"], json!(recipients));
            assert_eq!(destinations(graph).await, recipients);
            assert_eq!(merged["ticket"]["priorityCode"], row(graph, 15).await.priority);
            assert_eq!(row(graph, 1).await.created, created);
            assert_eq!(merged["followUp"]["title"], "Merged from #15, #18");
            assert_eq!(merged["followUp"]["emailRecipients"], json!([]));
            assert_eq!(merged["followUp"]["changes"], effects["changes"]);

            for id in [15, 18] {
                let ticket = row(graph, id).await;
                assert_eq!((ticket.status, ticket.merged_to_id), (5, Some(1)));
                let left = followup::Entity::find()
                    .filter(followup::Column::TicketId.eq(id))
                    .all(&graph.db)
                    .await
                    .unwrap();
                assert_eq!(left.len(), 1, "{left:?}");
                assert_eq!(left[0].title.as_deref(), Some("Duplicate"));
                assert_eq!((left[0].public, left[0].new_status), (false, Some(5)));
                let changes = ticket_change::Entity::find()
                    .filter(ticket_change::Column::FollowupId.eq(left[0].id))
                    .order_by_asc(ticket_change::Column::Id)
                    .all(&graph.db)
                    .await
                    .unwrap();
                let changes: Vec<_> = changes
                    .iter()
                    .map(|change| (change.field.as_str(), change.new_value.as_deref()))
                    .collect();
                assert_eq!(
                    changes,
                    [("Status", Some("Duplicate")), ("Merged to", Some("1"))]
                );
            }
            for (id, title) in [
                (15, "[Merged from #15] Ticket Opened"),
                (18, "[Merged from #18] Ticket Opened"),
            ] {
                let moved = followup::Entity::find_by_id(id);
                let moved = moved.one(&graph.db).await.unwrap().unwrap();
                assert_eq!((moved.ticket_id, moved.title.as_deref()), (1, Some(title)));
            }
            let ccs = ticket_cc::Entity::find()
                .filter(ticket_cc::Column::TicketId.is_in([1, 15, 18]))
                .order_by_asc(ticket_cc::Column::Id)
                .all(&graph.db)
                .await
                .unwrap();
            let ccs: Vec<_> = ccs
                .iter()
                .map(|cc| (cc.ticket_id, cc.user_id, cc.email.as_deref(), cc.can_view))
                .collect();
            assert_eq!(
                ccs,
                [
                    (1, None, Some("follower@example.com"), true),
                    (1, Some(12), None, true),
                    (1, Some(9), None, false),
                    (18, None, Some("customer@example.com"), false),
                    (1, Some(2), None, true),
                    (1, None, Some("other@example.org"), false),
                    (1, None, Some("agent@example.com"), false),
                ]
            );
            let written = events(graph).await;
            for expected in [
                ("updated", 1),
                ("updated", 15),
                ("followup_updated", 1),
                ("followup_deleted", 18),
                ("cc_added", 1),
                ("cc_removed", 18),
            ] {
                assert!(
                    written.contains(&(expected.0.to_owned(), expected.1)),
                    "{expected:?}: {written:?}"
                );
            }
            // A second time, they are already merged.
            let again = run(graph, ADMIN, MERGE, input(false)).await;
            assert_eq!(
                again["userErrors"],
                json!([
                    { "field": ["mergedIds", "0"], "code": "NOT_ALLOWED" },
                    { "field": ["mergedIds", "1"], "code": "NOT_ALLOWED" },
                ])
            );
        },
    )
    .await;
}

#[tokio::test]
async fn values_are_chosen_or_given() {
    on_each(
        |_| {},
        async |graph| {
            // Ticket 20 has a value of every custom field.
            let values = custom_field_value::Entity::find()
                .filter(custom_field_value::Column::TicketId.eq(20))
                .find_also_related(entity::custom_field::Entity)
                .all(&graph.db)
                .await
                .unwrap();
            let (value, field) = values
                .into_iter()
                .find(|(_, field)| field.as_ref().is_some_and(|field| field.name == "varchar"))
                .unwrap_or_else(|| panic!("ticket 20 has a text"));
            let name = field.unwrap().name;
            let input = json!({ "ticketId": 7, "mergedIds": [20, 14], "title": " Both ", "notify": false,
                "picks": [{ "field": "ASSIGNED_TO", "ticketId": 14 }, { "field": "STATUS", "ticketId": 7 }],
                "customFieldPicks": [{ "name": name, "ticketId": 20 }] });
            let merged = run(graph, ADMIN, MERGE, input).await;
            assert_eq!(merged["userErrors"], json!([]), "{merged}");
            let ticket = row(graph, 7).await;
            assert_eq!(ticket.title, "Both");
            assert_eq!(ticket.assigned_to_id, Some(12));
            let copied = custom_field_value::Entity::find()
                .filter(custom_field_value::Column::TicketId.eq(7))
                .filter(custom_field_value::Column::FieldId.eq(value.field_id))
                .one(&graph.db)
                .await
                .unwrap();
            assert_eq!(copied.unwrap().value, value.value);
            assert_eq!(destinations(graph).await, Vec::<String>::new());
            assert_eq!(merged["followUp"]["changes"], merged["effects"]["changes"]);
        },
    )
    .await;
}

#[tokio::test]
async fn invalid_merges_write_nothing() {
    on_each(
        |_| {},
        async |graph| {
            let before = count_rows(graph).await;
            let error = |field: &[&str], code: &str| json!({ "field": field, "code": code });
            for (input, errors) in [
                (json!({ "mergedIds": [] }), vec![error(&["mergedIds"], "REQUIRED")]),
                (json!({ "mergedIds": [1] }), vec![error(&["mergedIds", "0"], "NOT_ALLOWED")]),
                (json!({ "mergedIds": [15, 15] }), vec![error(&["mergedIds", "1"], "NOT_ALLOWED")]),
                (json!({ "mergedIds": [2] }), vec![error(&["mergedIds", "0"], "NOT_ALLOWED")]),
                (json!({ "mergedIds": [5] }), vec![error(&["mergedIds", "0"], "NOT_ALLOWED")]),
                (json!({ "mergedIds": [999, "x"] }), vec![
                    error(&["mergedIds", "1"], "INVALID"),
                    error(&["mergedIds", "0"], "NOT_FOUND"),
                ]),
                (json!({ "mergedIds": (100..121).collect::<Vec<_>>() }), vec![error(&["mergedIds"], "OUT_OF_RANGE")]),
                (json!({ "mergedIds": [15], "picks": [{ "field": "TITLE", "ticketId": 14 }] }),
                    vec![error(&["picks", "0", "ticketId"], "NOT_FOUND")]),
                (json!({ "mergedIds": [15], "title": "x", "picks": [{ "field": "TITLE", "ticketId": 15 }] }),
                    vec![error(&["picks", "0", "field"], "NOT_ALLOWED")]),
                (json!({ "mergedIds": [15], "customFieldPicks": [{ "name": "none", "ticketId": 15 }] }),
                    vec![error(&["customFieldPicks", "0", "name"], "NOT_FOUND")]),
            ] {
                let mut input = input;
                input["ticketId"] = 1.into();
                let answer = run(graph, ADMIN, MERGE, input.clone()).await;
                assert_eq!(answer["userErrors"], json!(errors), "{input}");
            }
            // Into a ticket that was merged itself: a circle.
            let input = json!({ "ticketId": 5, "mergedIds": [1] });
            let answer = run(graph, ADMIN, MERGE, input).await;
            assert_eq!(answer["userErrors"][0]["code"], "NOT_ALLOWED", "{answer}");
            assert_eq!(count_rows(graph).await, before);
            let input = json!({ "ticketId": 1, "mergedIds": [15] });
            assert_only_for_agents(graph, MERGE, &input).await;
            let unmerged = ticket::Entity::find()
                .filter(ticket::Column::MergedToId.is_not_null())
                .all(&graph.db)
                .await
                .unwrap();
            assert_eq!(unmerged.len(), 1);
        },
    )
    .await;
}

#[tokio::test]
async fn statements_do_not_depend_on_follow_ups_and_followers() {
    on_each(
        |_| {},
        async |graph| {
            let mut counts = Vec::new();
            for (other, rows) in [(14, 0), (16, 60)] {
                for number in 0..rows {
                    let followup = followup::ActiveModel {
                        ticket_id: Set(other),
                        date: Set(row(graph, other).await.created),
                        title: Set(Some(format!("n{number}"))),
                        comment: Set(None),
                        public: Set(true),
                        ..Default::default()
                    };
                    followup.insert(&graph.db).await.unwrap();
                    let cc = ticket_cc::ActiveModel {
                        ticket_id: Set(other),
                        email: Set(Some(format!("n{number}@example.org"))),
                        can_view: Set(true),
                        can_update: Set(false),
                        ..Default::default()
                    };
                    cc.insert(&graph.db).await.unwrap();
                }
                let cc = ticket_cc::ActiveModel {
                    ticket_id: Set(other),
                    email: Set(Some(format!("cc{other}@example.org"))),
                    can_view: Set(true),
                    can_update: Set(false),
                    ..Default::default()
                };
                cc.insert(&graph.db).await.unwrap();
                let context = graph.context(Some(ADMIN), None).await;
                let document = "mutation($input: TicketMergeInput!) { ticketMerge(input: $input) { userErrors { code } } }";
                let input = json!({ "ticketId": 15, "mergedIds": [other] });
                let merged = super::run_in(graph, &context, document, input).await;
                assert_eq!(merged["userErrors"], json!([]));
                counts.push(context.db.statement_count());
            }
            // Ticket 14 has an owner: one more row that is read with the others.
            assert!(counts[1] <= counts[0], "{counts:?}");
        },
    )
    .await;
}
