//! Subscriptions of visitors with the link of a ticket.

use std::sync::Arc;

use deskql::domain::{Viewer, access};
use serde_json::json;

use super::each;
use super::stream::{EVENTS, listen, next, run};
use crate::graphql::ADMIN;

/// Visitors with a link receive public events of their ticket, and nothing of others.
#[tokio::test]
async fn visitors_receive_events_of_their_ticket() {
    for (graph, _server) in each().await {
        let key = "00000000-0000-4000-8000-000000000007";
        let visit = access::find_visit(&graph.db, "7", "customer@example.com", key)
            .await
            .unwrap();
        let mut context = graph.context(None, None).await;
        context.viewer = Viewer::Visitor(Arc::new(visit.unwrap()));
        let mut all = listen(&graph, &context, EVENTS, json!({})).await;
        let one =
            "subscription { ticketUpdated(id: 7) { kind ticket { title } followUp { comment } } }";
        let mut one = listen(&graph, &context, one, json!({})).await;
        for (ticket, comment, public) in [(1, "a", true), (7, "b", false), (7, "c", true)] {
            let document = format!(
                "mutation {{ followUpAdd(input: {{ ticketId: {ticket}, comment: \"{comment}\", public: {public} }}) {{ userErrors {{ code }} }} }}"
            );
            run(&graph, ADMIN, &document).await;
        }
        let event = next(&mut one).await;
        assert_eq!(
            event["data"]["ticketUpdated"]["followUp"]["comment"], "c",
            "{event}"
        );
        assert!(event["data"]["ticketUpdated"]["ticket"]["title"].is_string());
        let event = next(&mut all).await;
        assert_eq!(
            event["data"]["ticketEvents"]["ticketDatabaseId"], 7,
            "{event}"
        );
        assert_eq!(event["data"]["ticketEvents"]["followUp"]["public"], true);
        // Strangers, and visitors of another ticket.
        let other = "subscription { ticketUpdated(id: 1) { kind } }";
        let refused = next(&mut listen(&graph, &context, other, json!({})).await).await;
        assert_eq!(refused["errors"][0]["extensions"]["code"], "NOT_FOUND");
        let stranger = graph.context(None, None).await;
        let refused = next(&mut listen(&graph, &stranger, EVENTS, json!({})).await).await;
        assert_eq!(
            refused["errors"][0]["extensions"]["code"],
            "UNAUTHENTICATED"
        );
    }
}
