//! The entries that a change writes to the outbox in its transaction.

use deskql::domain::delivery::outbox::Delivery;
use deskql::domain::{Clock, Error, Viewer, unit};
use entity::{followup, ticket};
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use super::{each, mail, rows};
use crate::support::fixture::token;
use crate::support::service::Service;

/// Receivers of both kinds, one with a secret in its URL.
fn hooks(config: &mut deskql::config::Config) {
    config.helpdesk.new_ticket_webhook_urls = vec!["http://new.example/x".to_owned()];
    let urls = [
        "http://comments.example/y",
        "https://user:hush@comments.example:8443/y?key=hush",
    ];
    config.helpdesk.followup_webhook_urls = urls.map(ToOwned::to_owned).to_vec();
}

async fn post(service: &Service, user: &str, path: &str, body: &Value) -> Value {
    let token = format!("Token {}", token(user));
    let headers = [
        ("authorization", token.as_str()),
        ("content-type", "application/json"),
    ];
    let answer = service.call("POST", path, &headers, body.to_string()).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()
}

/// The kinds and destinations of all entries.
async fn recipients(service: &Service) -> Vec<(String, String)> {
    rows(&service.app.db)
        .await
        .into_iter()
        .map(|row| (row.kind, row.destination))
        .collect()
}

#[tokio::test]
async fn writes_an_entry_for_every_recipient() {
    for (service, _database) in each(hooks).await {
        let body = json!({ "ticket": 18, "comment": "Grüße", "public": true });
        let created = post(&service, "admin", "/api/followups/", &body).await;
        let rows = rows(&service.app.db).await;
        let mut addresses: Vec<Value> = rows
            .iter()
            .filter(|row| row.kind == "mail")
            .map(|row| json!(row.destination))
            .collect();
        addresses.sort_by_key(ToString::to_string);
        assert_eq!(json!(addresses), created["email_recipients"]);
        assert!(addresses.len() > 2);
        let hooks: Vec<_> = rows.iter().filter(|row| row.kind == "webhook").collect();
        let shown: Vec<&str> = hooks.iter().map(|row| row.destination.as_str()).collect();
        assert_eq!(
            shown,
            ["http://comments.example", "https://comments.example:8443"],
            "without path and secret"
        );
        assert!(
            rows.iter().all(|row| row.ticket_id == Some(18)
                && row.state == "pending"
                && row.attempts == 0)
        );

        let Delivery::Webhook(webhook) = serde_json::from_str(&hooks[0].payload).unwrap() else {
            panic!()
        };
        assert!(
            webhook.body.contains(r#""comment": "Gr\u00fc\u00dfe", "#),
            "{}",
            webhook.body
        );
        let body: Value = serde_json::from_str(&webhook.body).unwrap();
        assert_eq!(body["followup_id"], created["id"]);
        assert_eq!(body["queue_slug"], "support");
        let last = body["ticket"]["followup_set"]
            .as_array()
            .unwrap()
            .last()
            .unwrap()
            .clone();
        assert_eq!(
            last["comment"], "Grüße",
            "the body contains the rows of the transaction"
        );
        assert_eq!(last["email_recipients"], created["email_recipients"]);
    }
}

#[tokio::test]
async fn webhooks_contain_the_whole_ticket_for_every_author() {
    for (service, _database) in each(hooks).await {
        let sql = "UPDATE helpdesk_customfield SET staff_only = TRUE WHERE name = 'varchar'";
        service.app.db.execute_unprepared(sql).await.unwrap();
        let body = json!({ "queueId": 1, "title": "t", "description": "d" });
        let query = "mutation($input: TicketCreateInput!) { ticketCreate(input: $input) { ticket { databaseId } } }";
        let user = format!("Token {}", token("customer"));
        let headers = [
            ("authorization", user.as_str()),
            ("content-type", "application/json"),
        ];
        let request = json!({ "query": query, "variables": { "input": body } }).to_string();
        let answer = service.call("POST", "/graphql", &headers, request).await;
        let number = answer.json()["data"]["ticketCreate"]["ticket"]["databaseId"].clone();
        assert!(number.is_number(), "{}", answer.text());
        let row = rows(&service.app.db)
            .await
            .into_iter()
            .find(|row| row.kind == "webhook")
            .unwrap();
        let Delivery::Webhook(webhook) = serde_json::from_str(&row.payload).unwrap() else {
            panic!()
        };
        let body: Value = serde_json::from_str(&webhook.body).unwrap();
        assert_eq!(body["ticket"]["id"], number);
        assert!(
            body["ticket"]
                .as_object()
                .unwrap()
                .contains_key("custom_varchar")
        );
        assert_eq!(body.get("followup_id"), None);
    }
}

#[tokio::test]
async fn a_change_and_its_entries_are_committed_together() {
    for (service, _database) in each(hooks).await {
        let db = &service.app.db;
        let context = service.app.context(Viewer::Anonymous);
        let outcome: Result<(), Error> = unit::run(&context, &[], |mut unit| async move {
            unit.enqueue(mail(1, "a@example.com").row().unwrap());
            (
                unit,
                Err(Error::Conflict {
                    field: "id",
                    what: "no".into(),
                }),
            )
        })
        .await;
        assert!(outcome.is_err());
        assert_eq!(
            recipients(&service).await,
            [],
            "a rolled-back change has no entries"
        );

        // If the entries cannot be written, the change is rolled back.
        db.execute_unprepared("ALTER TABLE deskql_outbox RENAME TO gone")
            .await
            .unwrap();
        let before = (
            ticket::Entity::find().count(db).await.unwrap(),
            followup::Entity::find().count(db).await.unwrap(),
        );
        let token = format!("Token {}", token("admin"));
        let headers = [
            ("authorization", token.as_str()),
            ("content-type", "application/json"),
        ];
        let body =
            json!({ "queue": 1, "title": "t", "description": "d", "priority": 3 }).to_string();
        let answer = service
            .call("POST", "/api/tickets/", &headers, body.clone())
            .await;
        assert_eq!(answer.status, 500);
        let after = (
            ticket::Entity::find().count(db).await.unwrap(),
            followup::Entity::find().count(db).await.unwrap(),
        );
        assert_eq!(after, before);
        db.execute_unprepared("ALTER TABLE gone RENAME TO deskql_outbox")
            .await
            .unwrap();

        let answer = service.call("POST", "/api/tickets/", &headers, body).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        assert!(
            recipients(&service)
                .await
                .contains(&("webhook".to_owned(), "http://new.example".to_owned()))
        );
    }
}

#[tokio::test]
async fn changes_without_recipients_write_no_entries() {
    let service = Service::start_with(hooks).await;
    let token = format!("Token {}", token("admin"));
    let headers = [
        ("authorization", token.as_str()),
        ("content-type", "application/json"),
    ];
    let answer = service
        .call("PATCH", "/api/tickets/1/", &headers, r#"{"title":"x"}"#)
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let rejected = service
        .call("POST", "/api/tickets/", &headers, r#"{"queue":1}"#)
        .await;
    assert_eq!(rejected.status, 400);
    assert_eq!(recipients(&service).await, []);
}

#[tokio::test]
async fn writes_thousands_of_entries() {
    for (service, _database) in each(|_| {}).await {
        let entries: Vec<_> = (0..2500)
            .map(|ticket| mail(ticket, "a@example.com"))
            .collect();
        super::insert(&service.app.db, &Clock::system(), &entries).await;
        assert_eq!(rows(&service.app.db).await.len(), 2500);
    }
}
