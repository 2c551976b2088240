//! Callers without an account: the link of an email, and tickets in public queues.

use entity::{followup, outbox, ticket};
use http::StatusCode;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use super::{bearer, data, error, leak, on_each_service, send};
use crate::support::form::{KIND, form};
use crate::support::service::Service;

/// The header of the link of a ticket.
fn link(ticket: &str, email: &str, key: &str) -> (&'static str, &'static str) {
    let email = email.replace('@', "%40");
    (
        "authorization",
        leak(format!(
            "TicketLink ticket={ticket}&email={email}&key={key}"
        )),
    )
}

fn link_of(number: i32) -> (&'static str, &'static str) {
    link(
        &format!("support-{number}"),
        "customer@example.com",
        &format!("00000000-0000-4000-8000-{number:012}"),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_opens_its_ticket_and_nothing_else() {
    on_each_service(
        |_| {},
        async |service| {
            let visitor = [link_of(1)];
            let found = data(
                service,
                &visitor,
                r#"{ viewer { isAgent }
                 tickets { totalCount nodes { databaseId secretKey viewerCanReply viewerCanUpdate
                   ccs { id } checklists { id } customFieldValues { field { staffOnly } }
                   followUps { nodes { databaseId public attachments { filename url } } } } }
                 followUps { totalCount } attachments { totalCount }
                 other: ticket(databaseId: 2) { id } private: node(id: "Rm9sbG93VXA6NDI") { id }
                 users { totalCount } kbCategories { totalCount } }"#,
            )
            .await;
            let ticket = &found["tickets"]["nodes"][0];
            assert_eq!(found["viewer"], Value::Null);
            assert_eq!(found["tickets"]["totalCount"], 1);
            assert_eq!(ticket["databaseId"], 1);
            assert_eq!(ticket["secretKey"], "00000000-0000-4000-8000-000000000001");
            assert_eq!(
                (&ticket["viewerCanReply"], &ticket["viewerCanUpdate"]),
                (&json!(true), &json!(false))
            );
            assert_eq!(
                (&ticket["ccs"], &ticket["checklists"]),
                (&json!([]), &json!([]))
            );
            let followups = ticket["followUps"]["nodes"].as_array().unwrap();
            assert_eq!(found["followUps"]["totalCount"], followups.len());
            assert!(followups.iter().all(|followup| followup["public"] == true));
            assert!(!followups.is_empty());
            for hidden in ["other", "private"] {
                assert_eq!(found[hidden], Value::Null);
            }
            assert_eq!(found["users"]["totalCount"], 0);
            let file = followups
                .iter()
                .find_map(|followup| followup["attachments"][0]["url"].as_str())
                .unwrap();
            assert_eq!(service.get(file, &[]).await.status, 200);

            // In any case, like the page, and also by number.
            let other = link(
                "1",
                "CUSTOMER@Example.com",
                "00000000-0000-4000-8000-000000000001",
            );
            let count = data(service, &[other], "{ tickets { totalCount } }").await;
            assert_eq!(count["tickets"]["totalCount"], 1);
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_links_are_rejected_and_throttled() {
    on_each_service(
        |config| config.auth.throttle_address_failures = 5,
        async |service| {
            let key = "00000000-0000-4000-8000-000000000001";
            let document = "{ tickets { totalCount } }";
            let unauthenticated = (StatusCode::UNAUTHORIZED, "UNAUTHENTICATED".to_owned());
            for wrong in [
                link(
                    "support-1",
                    "customer@example.com",
                    "00000000-0000-4000-8000-000000000002",
                ),
                link("support-1", "other@example.org", key),
                link("support-2", "customer@example.com", key),
                link("support-999999", "customer@example.com", key),
                // Ticket 9 has no submitter.
                link("9", "", "00000000-0000-4000-8000-000000000009"),
            ] {
                assert_eq!(
                    error(service, &[wrong], document).await,
                    unauthenticated,
                    "{wrong:?}"
                );
            }
            assert_eq!(error(service, &[link_of(1)], document).await.1, "THROTTLED");
        },
    )
    .await;
    let service = Service::start_with(|config| config.helpdesk.open_ticket_links = false).await;
    assert_eq!(
        error(&service, &[link_of(1)], "{ tickets { totalCount } }")
            .await
            .1,
        "UNAUTHENTICATED"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_key_ends_a_link() {
    on_each_service(|_| {}, async |service| {
        let visitor = [link_of(1)];
        let change = r#"mutation { ticketUpdate(input: { id: "1", submitterEmail: "new@example.com" })
            { userErrors { code } } }"#;
        data(service, &[bearer("admin")], change).await;
        assert_eq!(error(service, &visitor, "{ tickets { totalCount } }").await.1, "UNAUTHENTICATED");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn visitors_answer_with_files_and_accept_resolutions() {
    on_each_service(|_| {}, async |service| {
        let document = r#"mutation($file: Upload!) { followUpAdd(input: { ticketId: "1", comment: "Here.", attachments: [$file] })
            { followUp { databaseId public user { id } attachments { filename url } } userErrors { field code } } }"#;
        let operations = json!({ "query": document, "variables": { "file": null } }).to_string();
        let body = form(&[
            ("operations", "", &operations),
            ("map", "", r#"{"0":["variables.file"]}"#),
            ("0", "notes.txt", "text"),
        ]);
        let headers = [link_of(1), KIND, ("graphql-require-preflight", "1")];
        let answer = service.call("POST", "/graphql", &headers, body).await;
        let added = &answer.json()["data"]["followUpAdd"];
        assert_eq!(added["userErrors"], json!([]), "{}", answer.text());
        assert_eq!(added["followUp"]["public"], true);
        assert_eq!(added["followUp"]["user"], Value::Null);
        assert_eq!(added["followUp"]["attachments"][0]["filename"], "notes.txt");

        // Not resolved yet.
        let accept = r#"mutation { ticketResolutionAccept(input: { id: "1" })
            { ticket { status } followUp { title comment } userErrors { field code } } }"#;
        let early = data(service, &[link_of(1)], accept).await;
        assert_eq!(
            early["ticketResolutionAccept"]["userErrors"],
            json!([{ "field": ["id"], "code": "CONFLICT" }])
        );
        let resolve = r#"mutation { ticketUpdate(input: { id: "1", statusCode: 3 }) { userErrors { code } } }"#;
        data(service, &[bearer("admin")], resolve).await;
        let accepted = data(service, &[link_of(1)], accept).await;
        assert_eq!(
            accepted["ticketResolutionAccept"]["followUp"]["comment"],
            "Submitter accepted resolution and closed ticket"
        );
        assert_eq!(accepted["ticketResolutionAccept"]["ticket"]["status"], "CLOSED");

        // Other changes are for agents.
        for document in [
            r#"mutation { followUpAdd(input: { ticketId: "1", comment: "x", changes: { priorityCode: 1 } }) { userErrors { code } } }"#,
            r#"mutation { followUpAdd(input: { ticketId: "1", comment: "x", timeSpent: "PT1H" }) { userErrors { code } } }"#,
        ] {
            assert_eq!(error(service, &[link_of(1)], document).await.1, "FORBIDDEN");
        }
        let other = r#"mutation { followUpAdd(input: { ticketId: "2", comment: "x" }) { userErrors { code } } }"#;
        let answer = data(service, &[link_of(1)], other).await;
        assert_eq!(answer["followUpAdd"]["userErrors"], json!([{ "code": "NOT_FOUND" }]));
        assert_eq!(error(service, &[], other).await.1, "UNAUTHENTICATED");
    })
    .await;
}

const CREATE: &str = r#"mutation { ticketCreate(input: { queueId: "QUEUE", title: "Broken", description: "It broke."
    submitterEmail: "visitor@example.org", priorityCode: 2 MORE })
    { ticket { databaseId secretKey reference submitterEmail priorityCode dueAt assignedTo { username }
        followUps { nodes { title } } } followUp { title public } userErrors { field code } } }"#;

async fn create(service: &Service, queue: i32, more: &str) -> Value {
    let document = CREATE
        .replace("QUEUE", &queue.to_string())
        .replace("MORE", more);
    let mut created = data(service, &[], &document).await;
    created["ticketCreate"].take()
}

#[tokio::test(flavor = "multi_thread")]
async fn visitors_create_tickets_in_public_queues() {
    on_each_service(|_| {}, async |service| {
        let queues = r#"{ queues(scope: CREATE) { nodes { databaseId emailAddress } } agent: queues(scope: AGENT) { totalCount } }"#;
        assert_eq!(
            data(service, &[], queues).await,
            json!({ "queues": { "nodes": [{ "databaseId": 1, "emailAddress": null }, { "databaseId": 3, "emailAddress": null }] },
                    "agent": { "totalCount": 0 } })
        );
        let created = create(service, 3, "").await;
        assert_eq!(created["userErrors"], json!([]), "{created:#}");
        let seen = &created["ticket"];
        assert_eq!(seen["submitterEmail"], "visitor@example.org");
        assert_eq!(seen["assignedTo"]["username"], "hr");
        assert_eq!(seen["followUps"]["nodes"], json!([{ "title": "Ticket Opened Via Web" }]));
        assert_eq!(created["followUp"]["title"], "Ticket Opened Via Web");
        let number = i32::try_from(seen["databaseId"].as_i64().unwrap()).unwrap();
        let row = followup::Entity::find()
            .filter(followup::Column::TicketId.eq(number))
            .one(&service.app.db)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(row.user_id, None);
        let mails = outbox::Entity::find()
            .order_by_asc(outbox::Column::Id)
            .all(&service.app.db)
            .await
            .unwrap();
        let recipients: Vec<&str> = mails.iter().map(|mail| mail.destination.as_str()).collect();
        assert!(recipients.contains(&"visitor@example.org"), "{recipients:?}");

        // The key in the response opens the ticket; without it the visitor sees nothing.
        let key = seen["secretKey"].as_str().unwrap();
        let visitor = [link(seen["reference"].as_str().unwrap(), "visitor@example.org", key)];
        let document = "{ tickets { nodes { databaseId } } }";
        assert_eq!(
            data(service, &visitor, document).await,
            json!({ "tickets": { "nodes": [{ "databaseId": number }] } })
        );
        assert_eq!(data(service, &[], document).await, json!({ "tickets": { "nodes": [] } }));

        let hidden = create(service, 2, "").await;
        assert_eq!(hidden["userErrors"], json!([{ "field": ["queueId"], "code": "NOT_FOUND" }]));
        let trapped = create(service, 1, r#", website: "https://spam.example""#).await;
        assert_eq!(trapped["userErrors"], json!([{ "field": ["website"], "code": "NOT_ALLOWED" }]));
        let document = CREATE
            .replace("QUEUE", "1")
            .replace("visitor@example.org", "")
            .replace("MORE", "");
        let answer = data(service, &[], &document).await;
        assert_eq!(
            answer["ticketCreate"]["userErrors"],
            json!([{ "field": ["submitterEmail"], "code": "REQUIRED" }])
        );
        let owned = create(service, 1, r#", assignedToId: "2""#).await;
        assert_eq!(owned["userErrors"][0]["field"], json!(["assignedToId"]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tickets_of_visitors_are_limited_and_idempotent() {
    on_each_service(
        |config| config.auth.max_visitor_tickets_per_hour = 2,
        async |service| {
            let before = ticket::Entity::find()
                .all(&service.app.db)
                .await
                .unwrap()
                .len();
            let first = create(service, 1, r#", idempotencyKey: "k""#).await;
            let again = create(service, 1, r#", idempotencyKey: "k""#).await;
            assert_eq!(first["ticket"], again["ticket"]);
            assert!(first["ticket"]["secretKey"].is_string());
            create(service, 1, "").await;
            let document = CREATE.replace("QUEUE", "1").replace("MORE", "");
            assert_eq!(error(service, &[], &document).await.1, "THROTTLED");
            let after = ticket::Entity::find()
                .all(&service.app.db)
                .await
                .unwrap()
                .len();
            assert_eq!(after, before + 2);
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_of_the_public_form_apply() {
    let service = Service::start_with(|config| {
        let helpdesk = &mut config.helpdesk;
        helpdesk.public_ticket_queue = "support".to_owned();
        helpdesk.public_ticket_priority = 4;
        helpdesk.public_ticket_due_date = "2100-01-01T00:00:00Z".to_owned();
    })
    .await;
    let created = create(&service, 1, r#", dueAt: "2050-01-01T00:00:00Z""#).await;
    assert_eq!(created["ticket"]["priorityCode"], 4);
    assert_eq!(created["ticket"]["dueAt"], "2100-01-01T00:00:00Z");
    let other = create(&service, 3, "").await;
    assert_eq!(other["userErrors"][0]["code"], "NOT_FOUND");

    let service =
        Service::start_with(|config| config.helpdesk.submit_a_ticket_public = false).await;
    let document = CREATE.replace("QUEUE", "1").replace("MORE", "");
    assert_eq!(error(&service, &[], &document).await.1, "UNAUTHENTICATED");
    let queues = data(&service, &[], "{ queues { totalCount } }").await;
    assert_eq!(queues["queues"]["totalCount"], 0);
    let answer = send(&service, &[], "{ viewer { isAgent } }").await;
    assert_eq!(answer.status, 200);
}
