//! Finding objects by ID: `node`, `nodes` and `ticket`.

use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::super::{ADMIN, AGENT, Graph, global_id};

/// Objects that are part of others are found by their global ID, by viewers who see them there.
#[tokio::test]
async fn parts_of_other_objects_are_found_by_id() {
    let graph = Graph::new().await;
    let file = "INSERT INTO helpdesk_kbiattachment (file, filename, mime_type, size, kbitem_id)
        VALUES ('helpdesk/attachments/kb/1/a.txt', 'a.txt', 'text/plain', 3, 1)";
    graph.db.execute_unprepared(file).await.unwrap();
    let all = "{ tickets(first: 100) { nodes {
        ccs { __typename id } dependencies { __typename id } checklists { __typename id tasks { __typename id } }
        followUps { nodes { changes { __typename id } } } } }
      kbItems { nodes { attachments { __typename id } } } }";
    let data = graph.data(Some(ADMIN), all).await;
    let mut found: Vec<(String, String)> = Vec::new();
    let mut rest = vec![&data];
    while let Some(value) = rest.pop() {
        match value {
            Value::Object(members) => {
                if let (Some(kind), Some(id)) = (value["__typename"].as_str(), value["id"].as_str())
                {
                    found.push((kind.to_owned(), id.to_owned()));
                }
                rest.extend(members.values());
            }
            Value::Array(items) => rest.extend(items),
            _ => {}
        }
    }
    for kind in [
        "TicketCc",
        "TicketDependency",
        "Checklist",
        "ChecklistTask",
        "TicketChange",
        "KbAttachment",
    ] {
        let of_kind: Vec<&(String, String)> = found
            .iter()
            .filter(|(found, _)| found == kind)
            .take(100)
            .collect();
        assert!(!of_kind.is_empty(), "the fixture has no {kind}");
        let ids: Vec<&str> = of_kind.iter().map(|(_, id)| id.as_str()).collect();
        let query = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }";
        let context = graph.context(Some(ADMIN), None).await;
        let answer = graph.ask(&context, query, json!({ "ids": ids })).await;
        let expected: Vec<Value> = of_kind
            .iter()
            .map(|(kind, id)| json!({ "__typename": kind, "id": id }))
            .collect();
        assert_eq!(answer["data"]["nodes"], json!(expected), "{answer}");
        // Anonymous users see only attachments of public items of the knowledge base.
        let answer = graph
            .ask(
                &graph.context(None, None).await,
                query,
                json!({ "ids": ids }),
            )
            .await;
        let nothing = answer["data"]["nodes"]
            .as_array()
            .unwrap()
            .iter()
            .all(Value::is_null);
        assert_eq!(nothing, kind != "KbAttachment", "{kind}: {answer}");
        // Agents without access to the queue see only what they see in lists.
        let context = graph.context(Some(AGENT), Some(Vec::new())).await;
        let hidden = graph.ask(&context, query, json!({ "ids": ids })).await;
        if kind != "KbAttachment" {
            let visible = graph.ask(&context, all, Value::Null).await.to_string();
            for node in hidden["data"]["nodes"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|node| !node.is_null())
            {
                assert!(visible.contains(node["id"].as_str().unwrap()), "{node}");
            }
        }
    }
}

#[tokio::test]
async fn a_ticket_is_found_by_one_kind_of_id() {
    let graph = Graph::new().await;
    let context = graph.context(Some(ADMIN), None).await;
    let (ticket, queue) = (global_id("Ticket", 1), global_id("Queue", 1));
    for arguments in [
        format!("id: \"{ticket}\""),
        "id: 1".into(),
        "id: \"1\"".into(),
    ] {
        let answer = graph
            .ask(
                &context,
                &format!("{{ ticket({arguments}) {{ databaseId }} }}"),
                Value::Null,
            )
            .await;
        assert_eq!(answer["data"]["ticket"]["databaseId"], 1, "{answer}");
    }
    for (arguments, message) in [
        (
            format!("(id: \"{queue}\")"),
            "id: Expected the ID of a Ticket, got the ID of a Queue.",
        ),
        (
            "(id: \"nonsense\")".to_owned(),
            "id: Expected the ID of a Ticket: a global ID or a number.",
        ),
        (
            "(id: \"99999999999999999999\")".to_owned(),
            "id: Expected at most 2147483647.",
        ),
    ] {
        let document = format!("{{ ticket{arguments} {{ databaseId }} __typename }}");
        let answer = graph.ask(&context, &document, Value::Null).await;
        assert_eq!(
            answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT",
            "{document}: {answer}"
        );
        assert!(
            answer["errors"][0]["message"]
                .as_str()
                .unwrap()
                .starts_with(message),
            "{document}: {answer}"
        );
        // Other fields are resolved.
        assert_eq!(
            answer["data"],
            json!({ "ticket": null, "__typename": "Query" })
        );
    }
    let none = graph
        .ask(&context, "{ ticket(id: 4711) { id } }", Value::Null)
        .await;
    assert_eq!(none, json!({ "data": { "ticket": null } }));
}
