//! Submitters and followers close, reopen and answer their tickets.

use serde_json::{Value, json};

use super::{bearer, data, error, on_each_service};
use crate::support::service::Service;

/// Answers a ticket with a status; returns its status then, or the code of the error.
async fn answer(service: &Service, user: &str, ticket: i32, comment: &str, status: &str) -> Value {
    let document = format!(
        r#"mutation {{ followUpAdd(input: {{ ticketId: "{ticket}", comment: "{comment}", changes: {{ {status} }} }})
            {{ ticket {{ statusCode }} followUp {{ newStatusCode public }} userErrors {{ field code }} }} }}"#
    );
    let mut answer = data(service, &[bearer(user)], &document).await;
    let payload = answer["followUpAdd"].take();
    if payload["userErrors"] == json!([]) {
        assert_eq!(payload["followUp"]["public"], true);
        payload["ticket"]["statusCode"].clone()
    } else {
        payload["userErrors"][0]["code"].clone()
    }
}

async fn set_status(service: &Service, ticket: i32, status: i32) {
    let document = format!(
        r#"mutation {{ ticketUpdate(input: {{ id: "{ticket}", statusCode: {status} }}) {{ userErrors {{ code }} }} }}"#
    );
    data(service, &[bearer("admin")], &document).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn submitters_follow_the_status_flow() {
    on_each_service(
        |_| {},
        async |service| {
            let answer = async |comment: &str, status: &str| {
                answer(service, "customer", 7, comment, status).await
            };
            // Ticket 7 is new: it keeps its status.
            assert_eq!(answer("x", "statusCode: 4").await, "INVALID_CHOICE");
            assert_eq!(answer("x", "statusCode: 1").await, 1);
            assert_eq!(answer("x", "").await, 1);
            set_status(service, 7, 3).await;
            // Resolved: a comment changes nothing, as in django-helpdesk.
            assert_eq!(answer("Thanks", "").await, 3);
            assert_eq!(answer("x", "statusCode: 1").await, "INVALID_CHOICE");
            assert_eq!(answer("", "statusCode: 4").await, 4);
            // Closed: an answer reopens it.
            assert_eq!(answer("Again", "").await, 2);
            assert_eq!(answer("", "statusCode: 4").await, 4);
            assert_eq!(answer("", "statusCode: 2").await, 2);
            assert_eq!(answer("", "").await, "REQUIRED");
            assert_eq!(answer("x", "statusCode: 99").await, "INVALID_CHOICE");
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn open_dependencies_keep_a_status() {
    on_each_service(
        |_| {},
        async |service| {
            // Ticket 13 depends on ticket 1, which is open.
            set_status(service, 13, 3).await;
            assert_eq!(
                answer(service, "customer", 13, "x", "statusCode: 4").await,
                "INVALID_CHOICE"
            );
            set_status(service, 1, 4).await;
            assert_eq!(
                answer(service, "customer", 13, "x", "statusCode: 4").await,
                4
            );
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_decide_which_answers_reopen() {
    on_each_service(
        |config| config.helpdesk.email_reopen_statuses = vec![3],
        async |service| {
            set_status(service, 7, 3).await;
            assert_eq!(answer(service, "customer", 7, "Still broken", "").await, 2);
            set_status(service, 7, 4).await;
            assert_eq!(answer(service, "customer", 7, "Still broken", "").await, 4);
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn others_change_nothing() {
    on_each_service(|_| {}, async |service| {
        assert_eq!(answer(service, "noemail", 7, "x", "").await, "NOT_FOUND");
        let owner = r#"mutation { followUpAdd(input: { ticketId: "7", comment: "x", changes: { assignedToId: "3" } }) { userErrors { code } } }"#;
        assert_eq!(error(service, &[bearer("customer")], owner).await.1, "FORBIDDEN");
        let update = r#"mutation { ticketUpdate(input: { id: "7", statusCode: 4 }) { userErrors { code } } }"#;
        let answer = data(service, &[bearer("customer")], update).await;
        assert_eq!(answer["ticketUpdate"]["userErrors"], json!([{ "code": "NOT_FOUND" }]));
    })
    .await;
}
