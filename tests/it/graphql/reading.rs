//! Reading tickets, nodes and choices, and the number of SQL statements.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::{ADMIN, CUSTOMER, Graph};

#[tokio::test]
async fn a_ticket_has_all_its_parts() {
    let graph = Graph::new().await;
    let data = graph
        .data(
            Some(ADMIN),
            r#"{ ticket(id: 1) { id reference title status statusLabel priorityLabel createdAt secretKey
                queue { title slug mailbox { kind } } assignedTo { username email }
                followUps { totalCount nodes { title direction timeSpent createdAt user { username }
                  attachments { filename size url followUp { databaseId ticket { title } } } changes { field } } }
                customFieldValues { field { name dataType } text integer boolean } ccs { user { username } canView } } }"#,
        )
        .await;
    let ticket = &data["ticket"];
    assert_eq!(ticket["reference"], "support-1");
    assert_eq!(ticket["status"], "OPEN");
    assert_eq!(ticket["statusLabel"], "Open");
    assert_eq!(ticket["priorityLabel"], "1. Critical");
    assert_eq!(ticket["createdAt"], "2024-01-02T09:01:00.123456Z");
    assert_eq!(ticket["secretKey"], "00000000-0000-4000-8000-000000000001");
    assert_eq!(
        ticket["assignedTo"],
        json!({ "username": "admin", "email": "admin@example.com" })
    );
    let followups = &ticket["followUps"];
    assert_eq!(followups["totalCount"], 4);
    assert_eq!(followups["nodes"][1]["timeSpent"], "PT15M");
    assert_eq!(followups["nodes"][1]["direction"], "OUTBOUND");
    assert_eq!(followups["nodes"][2]["timeSpent"], "P1DT2H5S");
    assert_eq!(followups["nodes"][2]["direction"], "INTERNAL");
    assert_eq!(followups["nodes"][3]["direction"], "INBOUND");
    let file = &followups["nodes"][1]["attachments"][0];
    assert_eq!(file["filename"], "fire.txt");
    assert_eq!(
        file["followUp"],
        json!({ "databaseId": 41, "ticket": { "title": "Printer on fire" } })
    );
    assert!(
        file["url"]
            .as_str()
            .unwrap()
            .starts_with("/media/helpdesk/attachments/support-1-")
    );
    assert_eq!(
        ticket["customFieldValues"],
        json!([
            { "field": { "name": "integer", "dataType": "INTEGER" }, "text": "-7", "integer": "-7", "boolean": null },
            { "field": { "name": "boolean", "dataType": "BOOLEAN" }, "text": null, "integer": null, "boolean": null },
        ])
    );
    assert_eq!(
        ticket["ccs"],
        json!([{ "user": { "username": "agent" }, "canView": true }])
    );
}

#[tokio::test]
async fn custom_values_have_the_type_of_their_field() {
    let graph = Graph::new().await;
    let data = graph
        .data(
            Some(ADMIN),
            "{ ticket(id: 20) { customFieldValues { field { name } text integer decimal boolean date time dateTime } } }",
        )
        .await;
    let values = data["ticket"]["customFieldValues"].as_array().unwrap();
    let of = |name: &str| {
        values
            .iter()
            .find(|value| value["field"]["name"] == name)
            .unwrap()
    };
    assert_eq!(of("integer")["integer"], "42");
    assert_eq!(of("decimal")["decimal"], "12345.678");
    assert_eq!(of("boolean")["boolean"], true);
    assert_eq!(of("date")["date"], "2024-02-29");
    assert_eq!(of("time")["time"], "23:59:58");
    assert_eq!(of("datetime")["dateTime"], "2024-02-29T13:37");
    assert_eq!(of("email")["integer"], Value::Null);
    let order: Vec<&str> = values
        .iter()
        .map(|value| value["field"]["name"].as_str().unwrap())
        .collect();
    assert_eq!(order[..4], ["varchar", "text", "decimal", "integer"]);
}

#[tokio::test]
async fn links_between_tickets_are_readable_from_both_sides() {
    let graph = Graph::new().await;
    let data = graph
        .data(
            Some(ADMIN),
            "{ waiting: ticket(id: 13) { statusLabel dependencies { dependsOn { databaseId } } }
               awaited: ticket(id: 1) { dependents { ticket { databaseId } } }
               merged: ticket(id: 5) { mergedTo { databaseId title } }
               listed: ticket(id: 29) { checklists { name tasks { description completedAt position } } }
               asked: ticket(id: 17) { kbItem { title category { title queue { slug } } } } }",
        )
        .await;
    assert_eq!(
        data["waiting"]["statusLabel"],
        "Open - On Hold - Open dependencies"
    );
    assert_eq!(
        data["waiting"]["dependencies"],
        json!([{ "dependsOn": { "databaseId": 1 } }, { "dependsOn": { "databaseId": 3 } }])
    );
    assert_eq!(
        data["awaited"]["dependents"],
        json!([{ "ticket": { "databaseId": 13 } }])
    );
    assert_eq!(
        data["merged"]["mergedTo"],
        json!({ "databaseId": 1, "title": "Printer on fire" })
    );
    assert_eq!(
        data["listed"]["checklists"][0]["tasks"][0]["description"],
        "Call back"
    );
    assert_eq!(
        data["asked"]["kbItem"]["category"]["queue"]["slug"],
        "support"
    );
}

#[tokio::test]
async fn templates_and_searches_are_visible_to_agents_only() {
    let graph = Graph::new().await;
    let desk = "{ presetReplies { nodes { name queues { slug } } }
        savedSearches { nodes { title isMine parameters user { username } } }
        emailTemplates { nodes { templateName locale } } checklistTemplates { nodes { tasks } }
        escalationExclusions { nodes { date } } ignoredSenders { nodes { emailAddress } } }";
    let data = graph.data(Some(ADMIN), desk).await;
    assert_eq!(
        data["presetReplies"]["nodes"][1],
        json!({ "name": "Thanks", "queues": [{ "slug": "support" }] })
    );
    assert_eq!(
        data["savedSearches"]["nodes"][0],
        json!({ "title": "My open ones", "isMine": false, "parameters": {}, "user": { "username": "agent" } })
    );
    assert_eq!(
        data["checklistTemplates"]["nodes"][0]["tasks"],
        json!(["One", "Zwei", "三"])
    );
    let context = graph.context(Some(CUSTOMER), None).await;
    for field in [
        "presetReplies",
        "savedSearches",
        "emailTemplates",
        "ignoredSenders",
    ] {
        let answer = graph
            .ask(
                &context,
                &format!("{{ {field} {{ totalCount }} }}"),
                Value::Null,
            )
            .await;
        assert_eq!(
            answer["errors"][0]["extensions"]["code"], "FORBIDDEN",
            "{answer}"
        );
    }
}

#[tokio::test]
async fn a_forbidden_field_does_not_affect_others() {
    let graph = Graph::new().await;
    let agents = "presetReplies { totalCount } savedSearches { totalCount } emailTemplates { totalCount }
        checklistTemplates { totalCount } escalationExclusions { totalCount } ignoredSenders { totalCount }";
    for (user, fields, code) in [
        (Some(CUSTOMER), agents, "FORBIDDEN"),
        (None, "eventCursor", "UNAUTHENTICATED"),
    ] {
        let context = graph.context(user, None).await;
        let document = format!("{{ ticketStatuses {{ code }} {fields} }}");
        let answer = graph.ask(&context, &document, Value::Null).await;
        assert_eq!(answer["data"]["ticketStatuses"][0]["code"], 1, "{answer}");
        let nulls = answer["data"]
            .as_object()
            .unwrap()
            .values()
            .filter(|value| value.is_null())
            .count();
        let errors = answer["errors"].as_array().unwrap();
        assert!(
            nulls == errors.len() && nulls == answer["data"].as_object().unwrap().len() - 1,
            "{answer}"
        );
        assert!(
            errors
                .iter()
                .all(|error| error["extensions"]["code"] == code && error["path"][0].is_string()),
            "{answer}"
        );
    }
}

#[tokio::test]
async fn nodes_are_loaded_with_one_statement_per_type() {
    let graph = Graph::new().await;
    let data = graph
        .data(
            Some(ADMIN),
            "{ tickets(first: 3) { nodes { id queue { id } assignedTo { id } followUps(first: 1) { nodes { id } } } }
               followUps(first: 2) { nodes { id } } customFields { id }
               kbCategories { nodes { id items { id } } } presetReplies { nodes { id } } savedSearches { nodes { id } }
               emailTemplates(first: 3) { nodes { id } } checklistTemplates { nodes { id } }
               escalationExclusions { nodes { id } } ignoredSenders { nodes { id } } }",
        )
        .await;
    let mut ids = Vec::new();
    collect_ids(&data, &mut ids);
    assert!(ids.len() > 15);
    let context = graph.context(Some(ADMIN), None).await;
    let answer = graph
        .ask(
            &context,
            "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }",
            json!({ "ids": ids }),
        )
        .await;
    let nodes = answer["data"]["nodes"].as_array().unwrap();
    assert_eq!(
        nodes
            .iter()
            .map(|node| node["id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>(),
        ids
    );
    assert!(
        context.db.statement_count() <= 14,
        "{}",
        context.db.statement_count()
    );
    let kinds: HashSet<&str> = nodes
        .iter()
        .map(|node| node["__typename"].as_str().unwrap())
        .collect();
    assert!(kinds.len() > 10, "{kinds:?}");
    // Customers do not see the agents' templates and searches.
    let customer = graph.context(Some(CUSTOMER), None).await;
    let answer = graph
        .ask(
            &customer,
            "query($ids: [ID!]!) { nodes(ids: $ids) { __typename } }",
            json!({ "ids": ids }),
        )
        .await;
    for kind in [
        "PresetReply",
        "SavedSearch",
        "EmailTemplate",
        "ChecklistTemplate",
        "EscalationExclusion",
        "IgnoredSender",
    ] {
        assert!(kinds.contains(kind), "the fixture has no {kind}");
        assert!(!answer.to_string().contains(kind), "{answer}");
    }
    let none = graph
        .ask(
            &context,
            r#"{ node(id: "bm9uc2Vuc2U") { id } }"#,
            Value::Null,
        )
        .await;
    assert_eq!(none, json!({ "data": { "node": null } }));
}

fn collect_ids(value: &Value, ids: &mut Vec<String>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| collect_ids(value, ids)),
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(id) if name == "id" => ids.push(id.clone()),
                    other => collect_ids(other, ids),
                }
            }
        }
        _ => {}
    }
}

#[tokio::test]
async fn the_number_of_statements_does_not_depend_on_rows() {
    let graph = Graph::new().await;
    let mut counts = Vec::new();
    for first in [1, 5, 40] {
        let context = graph.context(Some(ADMIN), None).await;
        let answer = graph
            .ask(
                &context,
                include_str!("../richest.graphql"),
                json!({ "first": first }),
            )
            .await;
        assert!(answer.get("errors").is_none(), "{answer:#}");
        assert_eq!(
            answer["data"]["tickets"]["edges"].as_array().unwrap().len(),
            first
        );
        assert_eq!(answer["data"]["tickets"]["totalCount"], 40);
        counts.push(context.db.statement_count());
    }
    // Authentication adds one.
    assert!(counts.iter().all(|count| *count <= 11), "{counts:?}");
}

#[tokio::test]
async fn attachment_rules_follow_the_settings() {
    let rules = "{ attachmentRules { enabled extensions maxSize maxFiles maxRequestSize } }";
    let graph = Graph::with(|config| {
        config.helpdesk.valid_extensions = vec![".txt".to_owned(), ".log".to_owned()];
        (
            config.server.max_file_size,
            config.data_upload_max_number_files,
        ) = (5_000_000_000, 7);
    })
    .await;
    let data = graph.data(None, rules).await;
    let size = graph.config.server.max_body_size.to_string();
    let expected = json!({ "enabled": true, "extensions": [".txt", ".log"], "maxSize": "5000000000", "maxFiles": 7,
        "maxRequestSize": size });
    assert_eq!(data["attachmentRules"], expected);
    let graph = Graph::with(|config| {
        (
            config.helpdesk.validate_attachment_types,
            config.helpdesk.enable_attachments,
        ) = (false, false);
    })
    .await;
    let data = graph
        .data(None, "{ attachmentRules { enabled extensions } }")
        .await;
    assert_eq!(
        data["attachmentRules"],
        json!({ "enabled": false, "extensions": null })
    );
}
