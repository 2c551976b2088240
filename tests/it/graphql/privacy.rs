//! Fields of follow-ups and attachments that only agents of the ticket see, not its followers or
//! submitter.

use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::{ADMIN, AGENT, CUSTOMER, Graph, NOEMAIL, on_each_database};

/// Makes a user without an email address a follower of the customer's ticket 1.
const FOLLOWS: &str =
    "INSERT INTO helpdesk_ticketcc (id, ticket_id, user_id, email, can_view, can_update)
    VALUES (900, 1, 9, NULL, TRUE, FALSE)";

/// Follow-ups 41 and 43 of ticket 1. Checks that `followUps` and `ticket.followUps` agree.
async fn followups(graph: &Graph, user: i32) -> [Value; 2] {
    let fields = "databaseId emailRecipients messageId timeSpent";
    let document = format!(
        "{{ followUps(filter: {{ databaseId: {{ in: [41, 43] }} }}, orderBy: [{{ field: ID }}]) {{ nodes {{ {fields} }} }}
            ticket(id: 1) {{ followUps {{ nodes {{ {fields} }} }} }} }}"
    );
    let data = graph.data(Some(user), &document).await;
    let mut through = data["ticket"]["followUps"]["nodes"]
        .as_array()
        .unwrap()
        .clone();
    through.retain(|node| node["databaseId"] == 41 || node["databaseId"] == 43);
    through.sort_by_key(|node| node["databaseId"].as_i64());
    assert_eq!(data["followUps"]["nodes"], json!(through));
    let [first, second] = through.try_into().unwrap();
    [first, second]
}

#[tokio::test]
async fn addresses_and_internal_fields_are_visible_to_agents_only() {
    on_each_database(async |graph| {
        graph.db.execute_unprepared(FOLLOWS).await.unwrap();
        for user in [ADMIN, AGENT] {
            let [outbound, inbound] = followups(graph, user).await;
            assert_eq!(outbound["emailRecipients"], json!(["customer@example.com"]));
            assert_eq!(
                (&outbound["timeSpent"], &inbound["messageId"]),
                (&json!("PT15M"), &json!("<CAF-1@mail.example.com>"))
            );
        }
        for (user, own) in [
            (CUSTOMER, json!(["customer@example.com"])),
            (NOEMAIL, json!([])),
        ] {
            let [outbound, inbound] = followups(graph, user).await;
            assert_eq!(
                (&outbound["emailRecipients"], &inbound["emailRecipients"]),
                (&own, &json!([])),
                "{user}"
            );
            assert_eq!(
                (&outbound["timeSpent"], &inbound["messageId"]),
                (&Value::Null, &Value::Null),
                "{user}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn file_urls_contain_the_secret_key_only_for_those_who_see_it() {
    on_each_database(async |graph| {
        graph.db.execute_unprepared(FOLLOWS).await.unwrap();
        let document = "{ attachments(filter: { followUp: { ticketId: { eq: 1 } } }, orderBy: [{ field: ID }]) { nodes { file url } }
                          ticket(id: 1) { secretKey followUps { nodes { attachments { file url } } } } }";
        let key = "00000000-0000-4000-8000-000000000001";
        for user in [ADMIN, AGENT, CUSTOMER] {
            let data = graph.data(Some(user), document).await;
            assert_eq!(data["ticket"]["secretKey"], key);
            let first = &data["attachments"]["nodes"][0];
            let path = format!("helpdesk/attachments/support-1-{key}/41/fire.txt");
            assert_eq!(first, &json!({ "file": path, "url": format!("/media/{path}") }), "{user}");
        }
        let data = graph.data(Some(NOEMAIL), document).await;
        assert_eq!(data["ticket"]["secretKey"], Value::Null);
        let files = data["attachments"]["nodes"].as_array().unwrap();
        assert_eq!(files.len(), 3);
        assert!(files.iter().all(|file| file["file"].is_null()), "{data}");
        assert!(files[0]["url"].as_str().unwrap().starts_with("/graphql/files/1/fire.txt?until="), "{data}");
        assert!(!data.to_string().contains(key), "{data}");
    })
    .await;
}
