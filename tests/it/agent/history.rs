//! Recorded changes with their kinds, labels and objects.

use deskql::translation::Translations;
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

use super::{on_each, run};
use crate::graphql::{ADMIN, AGENT, CUSTOMER, Graph};

const UPDATE: &str = "mutation($input: TicketUpdateInput!) { ticketUpdate(input: $input) {
    followUp { changes { kind field fieldLabel oldValue newValue oldLabel newLabel
      oldUser { username } newUser { username } oldQueue { slug } newQueue { slug }
      oldStatus { code } newStatus { code } oldPriority { code } newPriority { code }
      oldKbItem { databaseId } newKbItem { databaseId } newMergedTo { databaseId }
      oldValueAt newValueAt customField { name } } }
    userErrors { field code } } }";

/// The changes that an update records, by kind.
async fn changes(graph: &Graph, input: Value) -> Vec<Value> {
    let answer = run(graph, ADMIN, UPDATE, input).await;
    assert_eq!(answer["userErrors"], json!([]), "{answer}");
    let changes = answer["followUp"]["changes"].as_array();
    changes.unwrap().clone()
}

fn of_kind<'a>(changes: &'a [Value], kind: &str) -> &'a Value {
    let found = changes.iter().find(|change| change["kind"] == kind);
    found.unwrap_or_else(|| panic!("no {kind} in {changes:#?}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_have_kinds_labels_and_objects() {
    on_each(
        |_| {},
        async |graph| {
            let changes = changes(
                graph,
                json!({
                    "id": 1, "title": "Another", "statusCode": 3, "priorityCode": 2, "queueId": 2,
                    "assignedToId": AGENT, "dueAt": "2030-01-02T03:04:05Z", "onHold": true,
                    "description": "d", "submitterEmail": "new@example.com", "kbItemId": 1,
                    "customFields": [{ "name": "varchar", "value": { "text": "v" } }],
                }),
            )
            .await;
            let title = of_kind(&changes, "TITLE");
            assert_eq!(title["newLabel"], "Another");
            assert_eq!(title["fieldLabel"], "Title");
            let status = of_kind(&changes, "STATUS");
            assert_eq!(status["oldStatus"]["code"], 1, "{status}");
            assert_eq!(status["newStatus"]["code"], 3, "{status}");
            assert_eq!(status["newLabel"], "Resolved");
            let priority = of_kind(&changes, "PRIORITY");
            assert_eq!(priority["newPriority"]["code"], 2);
            assert_eq!(priority["newLabel"], "2. High");
            assert_eq!(priority["newValue"], "2");
            let queue = of_kind(&changes, "QUEUE");
            assert_eq!(queue["oldValue"], "1");
            assert!(queue["oldQueue"]["slug"].is_string(), "{queue}");
            assert!(queue["newQueue"]["slug"].is_string(), "{queue}");
            assert_ne!(queue["newLabel"], "2");
            let owner = of_kind(&changes, "OWNER");
            assert!(owner["newUser"]["username"].is_string(), "{owner}");
            assert_eq!(owner["newUser"]["username"], owner["newValue"]);
            let due = of_kind(&changes, "DUE_AT");
            let at = due["newValueAt"].as_str().unwrap();
            assert!(at.starts_with("2030-01-0"), "{due}");
            assert_eq!(of_kind(&changes, "ON_HOLD")["newLabel"], "Yes");
            assert_eq!(of_kind(&changes, "KB_ITEM")["newKbItem"]["databaseId"], 1);
            let field = of_kind(&changes, "CUSTOM_FIELD");
            assert_eq!(field["customField"]["name"], "varchar");
            assert_eq!(field["newLabel"], "v");
            of_kind(&changes, "SUBMITTER_EMAIL");
            of_kind(&changes, "DESCRIPTION");
            // Nobody is null in django-helpdesk before, and a text after the change.
            let changes = self::changes(graph, json!({ "id": 1, "assignedToId": null })).await;
            let owner = of_kind(&changes, "OWNER");
            assert_eq!(owner["newValue"], "Unassigned");
            assert_eq!(owner["newLabel"], "Unassigned");
            assert_eq!(owner["newUser"], Value::Null);
        },
    )
    .await;
}

/// Rows whose texts name nothing that exists.
#[tokio::test(flavor = "multi_thread")]
async fn texts_that_name_nothing_stay_texts() {
    on_each(
        |_| {},
        async |graph| {
            graph
                .db
                .execute_unprepared("DELETE FROM helpdesk_ticketchange")
                .await
                .unwrap();
            for (id, field, old, new) in [
                (901, "Status", "Gone", "Away"),
                (902, "Owner", "nobody-of-this-name", "Unassigned"),
                (903, "Queue", "99999", "x"),
                (904, "Due on", "tomorrow", "2030-01-02 03:04:05+01:00"),
                (905, "no-such-field", "a", "b"),
                (906, "[List] Do it", "To do", "Completed"),
                (907, "[List] Do it", "To do", "else"),
                (908, "Priority", "high", "77"),
                (909, "Merged to", "99999", "2"),
            ] {
                let sql = format!(
                    "INSERT INTO helpdesk_ticketchange (id, followup_id, field, old_value, new_value) \
                     VALUES ({id}, 7, '{field}', '{old}', '{new}')"
                );
                graph.db.execute_unprepared(&sql).await.unwrap();
            }
            let document = "{ followUps(filter: { databaseId: { eq: 7 } }) { nodes { changes { kind oldLabel newLabel
                oldStatus { code } oldUser { id } oldQueue { id } newQueue { id } oldValueAt newValueAt
                newPriority { code } oldMergedTo { id } newMergedTo { databaseId } customField { id } } } } }";
            let data = graph.data(Some(ADMIN), document).await;
            let changes = &data["followUps"]["nodes"][0]["changes"];
            let kinds: Vec<&str> = changes
                .as_array()
                .unwrap()
                .iter()
                .map(|change| change["kind"].as_str().unwrap())
                .collect();
            assert_eq!(
                kinds,
                ["STATUS", "OWNER", "QUEUE", "DUE_AT", "OTHER", "CHECKLIST_TASK", "OTHER", "PRIORITY", "MERGED_TO"]
            );
            assert_eq!(changes[0]["oldLabel"], "Gone");
            assert_eq!(changes[0]["oldStatus"], Value::Null);
            assert_eq!(changes[1]["oldLabel"], "nobody-of-this-name");
            assert_eq!(changes[1]["oldUser"], Value::Null);
            assert_eq!(changes[2]["oldLabel"], "99999");
            assert_eq!(changes[2]["newLabel"], "x");
            assert_eq!(changes[3]["oldValueAt"], Value::Null);
            assert_eq!(changes[3]["newValueAt"], "2030-01-02T02:04:05Z");
            assert_eq!(changes[5]["newLabel"], "Completed");
            assert_eq!(changes[7]["newLabel"], "77");
            assert_eq!(changes[7]["newPriority"], Value::Null);
            assert_eq!(changes[8]["oldMergedTo"], Value::Null);
            assert_eq!(changes[8]["newMergedTo"]["databaseId"], 2);
        },
    )
    .await;
}

/// Customers see neither changes of staff-only custom fields nor the accounts of owners.
#[tokio::test(flavor = "multi_thread")]
async fn customers_see_less_of_changes() {
    on_each(
        |_| {},
        async |graph| {
            for sql in [
                "DELETE FROM helpdesk_ticketchange",
                "UPDATE helpdesk_customfield SET staff_only = TRUE WHERE name = 'varchar'",
                "INSERT INTO helpdesk_ticketchange (id, followup_id, field, old_value, new_value) VALUES (901, 7, 'varchar', NULL, 'secret')",
                "INSERT INTO helpdesk_ticketchange (id, followup_id, field, old_value, new_value) VALUES (902, 7, 'Owner', NULL, 'agent')",
            ] {
                graph.db.execute_unprepared(sql).await.unwrap();
            }
            let document = "{ ticket(id: 7) { followUps { nodes { changes { kind newValue newUser { username } } } } }
                node(id: \"VGlja2V0Q2hhbmdlOjkwMQ\") { id }
                f: followUps(filter: { databaseId: { eq: 7 } }) { nodes { changes { kind newValue newUser { username } } } } }";
            let data = graph.data(Some(CUSTOMER), document).await;
            let owner = json!([{ "kind": "OWNER", "newValue": "agent", "newUser": null }]);
            assert_eq!(data["f"]["nodes"][0]["changes"], owner, "{data}");
            assert!(!data.to_string().contains("secret"), "{data}");
            assert_eq!(data["node"], Value::Null);
            let data = graph.data(Some(AGENT), document).await;
            assert_eq!(data["f"]["nodes"][0]["changes"][0]["newValue"], "secret", "{data}");
            assert_eq!(data["f"]["nodes"][0]["changes"][1]["newUser"]["username"], "agent");
        },
    )
    .await;
}

/// Rows that were written in another language of the site.
#[tokio::test(flavor = "multi_thread")]
async fn changes_are_read_in_all_languages_of_the_site() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/agent/locale");
    let graph = Graph::with(|config| {
        config.locale_paths = vec![folder.to_owned()];
        config.locale_middleware = true;
    })
    .await;
    for sql in [
        "DELETE FROM helpdesk_ticketchange",
        "INSERT INTO helpdesk_ticketchange (id, followup_id, field, old_value, new_value) VALUES (901, 7, 'Zustand', 'Offen', 'Resolved')",
        "INSERT INTO helpdesk_ticketchange (id, followup_id, field, old_value, new_value) VALUES (902, 7, 'Besitzer', 'agent', 'Niemand')",
        // A custom field has the name of a translation.
        "UPDATE helpdesk_customfield SET name = 'Dringlichkeit' WHERE name = 'varchar'",
        "INSERT INTO helpdesk_ticketchange (id, followup_id, field, old_value, new_value) VALUES (903, 7, 'Dringlichkeit', '3', '1')",
        "INSERT INTO helpdesk_ticketchange (id, followup_id, field, old_value, new_value) VALUES (904, 7, '[Liste] Anruf', 'Zu tun', 'Erledigt')",
    ] {
        graph.db.execute_unprepared(sql).await.unwrap();
    }
    let translations = Translations::load(&graph.config).unwrap();
    let document = "{ followUps(filter: { databaseId: { eq: 7 } }) { nodes { changes { kind fieldLabel oldLabel newLabel
        oldStatus { code } newStatus { code } oldUser { databaseId } } } } }";
    for (language, labels) in [
        (
            "de",
            ["Zustand", "Offen", "Besitzer", "Niemand", "Erledigt"],
        ),
        ("en", ["Status", "Open", "Owner", "Unassigned", "Completed"]),
    ] {
        let mut context = graph.context(Some(ADMIN), None).await;
        context.language = translations.requested(None, language);
        let answer = graph.ask(&context, document, Value::Null).await;
        let changes = &answer["data"]["followUps"]["nodes"][0]["changes"];
        let kinds: Vec<&Value> = (0..4).map(|at| &changes[at]["kind"]).collect();
        assert_eq!(
            kinds,
            ["STATUS", "OWNER", "CUSTOM_FIELD", "CHECKLIST_TASK"],
            "{answer}"
        );
        assert_eq!(changes[0]["oldStatus"]["code"], 1);
        assert_eq!(changes[0]["newStatus"]["code"], 3);
        assert_eq!(changes[1]["oldUser"]["databaseId"], AGENT);
        let found = [
            &changes[0]["fieldLabel"],
            &changes[0]["oldLabel"],
            &changes[1]["fieldLabel"],
            &changes[1]["newLabel"],
            &changes[3]["newLabel"],
        ];
        assert_eq!(found, labels, "{answer}");
    }
}
