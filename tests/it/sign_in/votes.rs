//! Votes on items of the knowledge base.

use serde_json::{Value, json};

use super::{bearer, data, error, on_each_service};
use crate::support::service::Service;

async fn vote(service: &Service, user: &str, vote: &str) -> Value {
    let document = format!(
        r#"mutation {{ kbItemVote(input: {{ id: "1", vote: {vote} }})
            {{ kbItem {{ votes recommendations viewerVote }} userErrors {{ code }} }} }}"#
    );
    data(service, &[bearer(user)], &document).await["kbItemVote"]["kbItem"].take()
}

/// The numbers are those that django-helpdesk's view writes.
#[tokio::test(flavor = "multi_thread")]
async fn everybody_has_one_vote() {
    on_each_service(|_| {}, async |service| {
        let state = |votes: i32, recommendations: i32, mine: &str| {
            json!({ "votes": votes, "recommendations": recommendations, "viewerVote": mine })
        };
        assert_eq!(vote(service, "customer", "UP").await, state(2, 2, "UP"));
        assert_eq!(vote(service, "customer", "UP").await, state(2, 2, "UP"));
        assert_eq!(vote(service, "customer", "DOWN").await, state(2, 1, "DOWN"));
        assert_eq!(vote(service, "customer", "DOWN").await, state(2, 1, "DOWN"));
        assert_eq!(vote(service, "agent", "DOWN").await, state(3, 1, "DOWN"));
        assert_eq!(vote(service, "customer", "UP").await, state(3, 2, "UP"));
        let document = r#"mutation { kbItemVote(input: { id: "1", vote: UP }) { userErrors { code } } }"#;
        assert_eq!(error(service, &[], document).await.1, "UNAUTHENTICATED");
        let hidden = document.replace("\"1\"", "\"3\"");
        let answer = data(service, &[bearer("customer")], &hidden).await;
        assert_eq!(answer["kbItemVote"]["userErrors"], json!([{ "code": "NOT_FOUND" }]));
        let read = r#"{ kbItems(filter: { databaseId: { eq: 1 } }) { nodes { viewerVote } } }"#;
        let answer = data(service, &[], read).await;
        assert_eq!(answer["kbItems"]["nodes"], json!([{ "viewerVote": null }]));
    })
    .await;
}
