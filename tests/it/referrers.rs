//! Rows of other Django apps that refer to an object to delete: the error names their table.

use entity::ticket;
use sea_orm::{ConnectionTrait as _, EntityTrait as _};
use serde_json::json;

use crate::support::fixture;
use crate::support::server::Server;
use crate::support::service::Service;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn names_the_table_that_refers_to_a_deleted_object() {
    let servers = Server::fixtures().await;
    for url in std::iter::once(None).chain(servers.iter().map(|server| Some(server.url()))) {
        let service = Service::start_with(|config| {
            config.server.server_timing = true;
            if let Some(url) = url {
                config.database.url = url;
            }
        })
        .await;
        let db = &service.app.db;
        // Like Django's constraints: checked at the end of the transaction if the database supports it.
        let deferred = match db.get_database_backend() {
            sea_orm::DbBackend::MySql => "",
            _ => "DEFERRABLE INITIALLY DEFERRED",
        };
        for table in [
            format!(
                "CREATE TABLE crm_case (id integer PRIMARY KEY, ticket_id integer NOT NULL, \
                 FOREIGN KEY (ticket_id) REFERENCES helpdesk_ticket (id) {deferred})"
            ),
            format!(
                "CREATE TABLE crm_call (id integer PRIMARY KEY, note_id integer NOT NULL, \
                 FOREIGN KEY (note_id) REFERENCES helpdesk_followup (id) {deferred})"
            ),
            // The database deletes these rows.
            "CREATE TABLE crm_star (id integer PRIMARY KEY, ticket_id integer NOT NULL, \
             FOREIGN KEY (ticket_id) REFERENCES helpdesk_ticket (id) ON DELETE CASCADE)"
                .to_owned(),
        ] {
            db.execute_unprepared(&table).await.unwrap();
        }
        let followup = entity::followup::Entity::find()
            .all(db)
            .await
            .unwrap()
            .remove(0);
        let free = ticket::Entity::find().all(db).await.unwrap();
        let free = free
            .iter()
            .find(|ticket| ticket.id > 2 && ticket.id != followup.ticket_id)
            .unwrap()
            .id;
        for row in [
            "INSERT INTO crm_case VALUES (1, 1)".to_owned(),
            format!("INSERT INTO crm_call VALUES (1, {})", followup.id),
            format!("INSERT INTO crm_star VALUES (1, {free})"),
        ] {
            db.execute_unprepared(&row).await.unwrap();
        }
        let token = format!("Token {}", fixture::token("admin"));
        let headers = [
            ("authorization", token.as_str()),
            ("content-type", "application/json"),
        ];
        for (path, table) in [
            ("/api/tickets/1/".to_owned(), "crm_case"),
            (format!("/api/followups/{}/", followup.id), "crm_call"),
            (format!("/api/tickets/{}/", followup.ticket_id), "crm_call"),
        ] {
            let answer = service.call("DELETE", &path, &headers, "").await;
            assert_eq!(answer.status, 409, "{path}: {}", answer.text());
            assert!(answer.text().contains(table), "{path}: {}", answer.text());
            let timing = answer.header("server-timing").to_owned();
            let statements: u32 = timing
                .split(['"', ' '])
                .find_map(|part| part.parse().ok())
                .unwrap();
            assert!(statements < 14, "{path}: {timing}");
        }
        for only in ["true", "false"] {
            let delete = format!(
                "mutation {{ ticketDelete(input: {{ id: 1, validateOnly: {only} }}) {{ userErrors {{ code message }} }} }}"
            );
            let answer = service
                .call(
                    "POST",
                    "/graphql",
                    &headers,
                    json!({ "query": delete }).to_string(),
                )
                .await
                .json();
            let error = &answer["data"]["ticketDelete"]["userErrors"][0];
            assert_eq!(error["code"], "CONFLICT", "{answer}");
            assert!(
                error["message"].as_str().unwrap().contains("crm_case"),
                "{answer}"
            );
        }
        assert!(
            ticket::Entity::find_by_id(1)
                .one(db)
                .await
                .unwrap()
                .is_some()
        );
        let answer = service
            .call("DELETE", &format!("/api/tickets/{free}/"), &headers, "")
            .await;
        assert_eq!(answer.status, 204, "{}", answer.text());
    }
}
