//! Access: anonymous users, customers and agents see the same rows through every field.

use serde_json::{Value, json};

use super::{ADMIN, AGENT, CUSTOMER, Graph, NOEMAIL};

async fn numbers(graph: &Graph, context: &deskql::domain::Context, scope: &str) -> Vec<i64> {
    let document =
        format!("{{ tickets(first: 100 {scope}) {{ totalCount nodes {{ databaseId }} }} }}");
    let answer = graph.ask(context, &document, Value::Null).await;
    assert!(answer.get("errors").is_none(), "{answer}");
    let tickets = &answer["data"]["tickets"];
    let nodes = tickets["nodes"].as_array().unwrap();
    assert_eq!(
        tickets["totalCount"],
        nodes.len(),
        "totalCount differs from the number of nodes"
    );
    nodes
        .iter()
        .map(|node| node["databaseId"].as_i64().unwrap())
        .collect()
}

#[tokio::test]
async fn anonymous_users_see_nothing() {
    let graph = Graph::new().await;
    let data = graph
        .data(
            None,
            r#"{ viewer { isAgent } tickets { totalCount nodes { id } } followUps { totalCount nodes { id } }
                attachments { totalCount nodes { id } } users { totalCount nodes { id } } queues(scope: AGENT) { nodes { id } }
                ticket(id: 1) { id } node(id: "VGlja2V0OjE") { id } }"#,
        )
        .await;
    let none = json!({ "totalCount": 0, "nodes": [] });
    assert_eq!(
        data,
        json!({ "viewer": null, "tickets": none, "followUps": none, "attachments": none, "users": none,
                "queues": { "nodes": [] }, "ticket": null, "node": null })
    );
}

#[tokio::test]
async fn customers_see_submitted_and_followed_tickets() {
    let graph = Graph::new().await;
    let context = graph.context(Some(CUSTOMER), None).await;
    let seen = numbers(&graph, &context, "").await;
    assert!(
        seen.contains(&1) && !seen.contains(&3) && !seen.contains(&26),
        "{seen:?}"
    );
    assert_eq!(numbers(&graph, &context, ", scope: SUBMITTER").await, seen);
    assert_eq!(
        numbers(&graph, &context, ", scope: AGENT").await,
        Vec::<i64>::new()
    );
    // User 9 follows a ticket without `canView`.
    let context = graph.context(Some(NOEMAIL), None).await;
    assert_eq!(numbers(&graph, &context, "").await, Vec::<i64>::new());
}

#[tokio::test]
async fn customers_see_public_follow_ups_and_no_internal_fields() {
    let graph = Graph::new().await;
    let data = graph
        .data(
            Some(CUSTOMER),
            "{ ticket(id: 1) { secretKey queue { title emailAddress newTicketCc mailbox { host } }
                 assignedTo { username email isStaff } followUps { totalCount nodes { databaseId public attachments { filename } } }
                 ccs { id } checklists { id } customFieldValues { field { name } } }
               hidden: ticket(id: 3) { id }
               private: followUps(filter: { databaseId: { eq: 42 } }) { totalCount nodes { id } }
               field: customFields { name }
               users { nodes { username } } }",
        )
        .await;
    let ticket = &data["ticket"];
    assert_eq!(ticket["secretKey"], "00000000-0000-4000-8000-000000000001");
    assert_eq!(
        ticket["queue"],
        json!({ "title": "Support", "emailAddress": null, "newTicketCc": null, "mailbox": null })
    );
    assert_eq!(
        ticket["assignedTo"],
        json!({ "username": "admin", "email": null, "isStaff": null })
    );
    assert_eq!(ticket["followUps"]["totalCount"], 3);
    assert!(
        ticket["followUps"]["nodes"]
            .as_array()
            .unwrap()
            .iter()
            .all(|followup| followup["public"] == true)
    );
    assert_eq!(ticket["ccs"], json!([]));
    assert_eq!(data["hidden"], Value::Null);
    assert_eq!(data["private"]["totalCount"], 0);
    assert!(
        data["field"]
            .as_array()
            .unwrap()
            .iter()
            .all(|field| field["name"] != "email"),
        "a staff-only field is visible"
    );
    assert_eq!(data["users"]["nodes"], json!([{ "username": "customer" }]));
}

#[tokio::test]
async fn agents_see_granted_queues_only() {
    let graph =
        Graph::with(|config| config.helpdesk.enable_per_queue_staff_permission = true).await;
    let context = graph.context(Some(AGENT), Some(vec![2])).await;
    let seen = numbers(&graph, &context, ", scope: AGENT").await;
    for (ticket, visible) in [(3, true), (2, true), (19, true), (1, false), (13, false)] {
        assert_eq!(seen.contains(&ticket), visible, "{ticket}");
    }
    let answer = graph
        .ask(
            &context,
            "{ followUps(first: 100, scope: AGENT) { nodes { ticket { databaseId } } }
               attachments(first: 100, scope: AGENT) { nodes { databaseId } }
               agent: queues(scope: AGENT) { nodes { slug } } create: queues(scope: CREATE) { nodes { slug } } }",
            Value::Null,
        )
        .await;
    let data = &answer["data"];
    for followup in data["followUps"]["nodes"].as_array().unwrap() {
        assert!(seen.contains(&followup["ticket"]["databaseId"].as_i64().unwrap()));
    }
    assert_eq!(data["agent"]["nodes"], json!([{ "slug": "billing" }]));
    assert_eq!(
        data["create"]["nodes"],
        json!([{ "slug": "billing" }, { "slug": "support" }, { "slug": "web-site" }])
    );
    let context = graph.context(Some(ADMIN), None).await;
    assert_eq!(numbers(&graph, &context, "").await.len(), 40);
}

#[tokio::test]
async fn the_schema_outputs_no_secrets() {
    let sdl = deskql::graphql::sdl().to_lowercase();
    let mut output = false;
    for line in sdl.lines() {
        if line.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
            // Inputs may be secret.
            output = line.starts_with("type ") || line.starts_with("interface ");
        }
        let name = line.trim().split([':', '(']).next().unwrap_or_default();
        let is_field = line.contains(':') && name.chars().all(char::is_alphanumeric);
        for word in ["password", "boxpass", "pickled", "tokenkey"] {
            assert!(
                !(output && is_field && name.contains(word)) || name == "haspassword",
                "{line}"
            );
        }
    }
}
