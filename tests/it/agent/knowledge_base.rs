//! The item of the knowledge base that a ticket is about.

use serde_json::{Value, json};

use super::{on_each, run, ticket as row};
use crate::graphql::{ADMIN, CUSTOMER};

const CREATE: &str = "mutation($input: TicketCreateInput!) { ticketCreate(input: $input) {
    ticket { databaseId kbItem { databaseId } } userErrors { field code } } }";
const UPDATE: &str = "mutation($input: TicketUpdateInput!) { ticketUpdate(input: $input) {
    ticket { kbItem { databaseId } } followUp { changes { field oldValue newValue } } userErrors { field code } } }";

#[tokio::test]
async fn tickets_refer_to_an_item() {
    on_each(
        |_| {},
        async |graph| {
            let input = json!({ "queueId": 1, "title": "t", "description": "d", "kbItemId": 2 });
            let created = run(graph, CUSTOMER, CREATE, input).await;
            assert_eq!(created["ticket"]["kbItem"]["databaseId"], 2, "{created}");
            // Only agents see disabled items.
            let input = json!({ "queueId": 1, "title": "t", "description": "d", "kbItemId": 3 });
            let answer = run(graph, CUSTOMER, CREATE, input.clone()).await;
            let missing = json!([{ "field": ["kbItemId"], "code": "NOT_FOUND" }]);
            assert_eq!(answer["userErrors"], missing);
            let created = run(graph, ADMIN, CREATE, input).await;
            assert_eq!(created["userErrors"], json!([]), "{created}");

            let input = json!({ "id": 17, "kbItemId": "S2JJdGVtOjI" });
            let updated = run(graph, ADMIN, UPDATE, input).await;
            let change =
                json!([{ "field": "Knowledge base item", "oldValue": "1", "newValue": "2" }]);
            assert_eq!(updated["followUp"]["changes"], change, "{updated}");
            assert_eq!(row(graph, 17).await.kbitem_id, Some(2));
            let answer = run(graph, ADMIN, UPDATE, json!({ "id": 17, "kbItemId": 99 })).await;
            assert_eq!(answer["userErrors"], missing);
            let updated = run(graph, ADMIN, UPDATE, json!({ "id": 17, "kbItemId": null })).await;
            assert_eq!(updated["ticket"]["kbItem"], Value::Null, "{updated}");
            assert_eq!(row(graph, 17).await.kbitem_id, None);
        },
    )
    .await;
}
