//! The events of each change by GraphQL and REST, written in its transaction.

use async_graphql::{Request, UploadValue, Variables};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::{each, written};
use crate::graphql::{ADMIN, AGENT, Graph};
use crate::support::fixture::token;
use crate::support::service::Service;

/// Runs a mutation; returns the new events.
async fn events_of(
    graph: &Graph,
    user: i32,
    mutation: &str,
    files: &[&str],
) -> (Value, Vec<(String, i32)>) {
    let before = written(&graph.db).await.len();
    let variables =
        json!({ "f": files.iter().map(|_| Value::Null).collect::<Vec<_>>(), "g": null });
    let mut request = Request::new(mutation).variables(Variables::from_json(variables));
    for (index, name) in files.iter().enumerate() {
        let mut content = tempfile::tempfile().unwrap();
        std::io::Write::write_all(&mut content, b"hello").unwrap();
        std::io::Seek::rewind(&mut content).unwrap();
        let value = UploadValue {
            filename: (*name).to_owned(),
            content_type: None,
            content,
        };
        let place = if mutation.contains("$g") {
            "variables.g".to_owned()
        } else {
            format!("variables.f.{index}")
        };
        request.set_upload(&place, value);
    }
    let context = graph.context(Some(user), None).await;
    let answer = graph.answer(request.data(context)).await;
    (answer, written(&graph.db).await.split_off(before))
}

fn events(list: &[(&str, i32)]) -> Vec<(String, i32)> {
    list.iter()
        .map(|(kind, ticket)| ((*kind).to_owned(), *ticket))
        .collect()
}

#[tokio::test]
async fn every_mutation_writes_events() {
    for (graph, _server) in each().await {
        let create = "mutation($f: [Upload!]) { ticketCreate(input: { queueId: 1, title: \"t\",
            description: \"as in #2 and #3\", attachments: $f }) { ticket { databaseId } followUp { databaseId } } }";
        let (answer, found) = events_of(&graph, ADMIN, create, &["a.txt", "b.txt"]).await;
        let created = &answer["data"]["ticketCreate"];
        let ticket =
            i32::try_from(created["ticket"]["databaseId"].as_i64().expect("created")).unwrap();
        let followup = created["followUp"]["databaseId"].as_i64().unwrap();
        let files = [("attachment_added", ticket); 2];
        let expected = [
            ("created", ticket),
            ("followup_added", ticket),
            files[0],
            files[1],
        ];
        let referred = [("followup_added", 2), ("followup_added", 3)];
        assert_eq!(
            found,
            events(&[&expected[..], &referred[..]].concat()),
            "{answer}"
        );

        let add = |more: &str| {
            format!(
                "mutation {{ followUpAdd(input: {{ ticketId: 2, comment: \"c\" {more} }}) {{ userErrors {{ code }} }} }}"
            )
        };
        let (_, found) = events_of(&graph, AGENT, &add(""), &[]).await;
        assert_eq!(
            found,
            events(&[("followup_added", 2)]),
            "the ticket row does not change"
        );
        let (_, found) = events_of(&graph, AGENT, &add("changes: { statusCode: 3 }"), &[]).await;
        assert_eq!(found, events(&[("updated", 2), ("followup_added", 2)]));
        let update =
            "mutation { ticketUpdate(input: { id: 5, queueId: 3 }) { userErrors { code } } }";
        let (_, found) = events_of(&graph, ADMIN, update, &[]).await;
        assert_eq!(found, events(&[("updated", 5), ("followup_added", 5)]));
        let row = entity::event::Entity::find_last(&graph.db).await;
        assert_eq!(
            (row.queue_id, row.old_queue_id, row.elsewhere, row.actor_id),
            (Some(3), None, false, Some(ADMIN))
        );

        let edit = format!(
            "mutation {{ followUpUpdate(input: {{ id: {followup}, comment: \"x\" }}) {{ userErrors {{ code }} }} }}"
        );
        assert_eq!(
            events_of(&graph, ADMIN, &edit, &[]).await.1,
            events(&[("followup_updated", ticket)])
        );
        let moved = format!(
            "mutation {{ followUpUpdate(input: {{ id: {followup}, ticketId: 2 }}) {{ userErrors {{ code }} }} }}"
        );
        let expected = events(&[("followup_updated", 2), ("followup_deleted", ticket)]);
        assert_eq!(events_of(&graph, ADMIN, &moved, &[]).await.1, expected);

        let attach = format!(
            "mutation($g: Upload!) {{ attachmentAdd(input: {{ followUpId: {followup}, file: $g }}) {{ attachment {{ databaseId }} }} }}"
        );
        let (answer, found) = events_of(&graph, ADMIN, &attach, &["c.txt"]).await;
        assert_eq!(found, events(&[("attachment_added", 2)]), "{answer}");
        let file = answer["data"]["attachmentAdd"]["attachment"]["databaseId"]
            .as_i64()
            .unwrap();
        let rename = format!(
            "mutation {{ attachmentUpdate(input: {{ id: {file}, filename: \"d.txt\" }}) {{ userErrors {{ code }} }} }}"
        );
        assert_eq!(
            events_of(&graph, ADMIN, &rename, &[]).await.1,
            events(&[("attachment_updated", 2)])
        );
        let remove =
            format!("mutation {{ attachmentDelete(input: {{ id: {file} }}) {{ deletedId }} }}");
        assert_eq!(
            events_of(&graph, ADMIN, &remove, &[]).await.1,
            events(&[("attachment_deleted", 2)])
        );
        let remove =
            format!("mutation {{ followUpDelete(input: {{ id: {followup} }}) {{ deletedId }} }}");
        assert_eq!(
            events_of(&graph, ADMIN, &remove, &[]).await.1,
            events(&[("followup_deleted", 2)])
        );

        let merge = format!("UPDATE helpdesk_ticket SET merged_to_id = {ticket} WHERE id = 7");
        graph.db.execute_unprepared(&merge).await.unwrap();
        let remove =
            format!("mutation {{ ticketDelete(input: {{ id: {ticket} }}) {{ deletedId }} }}");
        let (answer, found) = events_of(&graph, ADMIN, &remove, &[]).await;
        assert_eq!(
            found,
            events(&[("deleted", ticket), ("updated", 7)]),
            "{answer}"
        );
    }
}

#[tokio::test]
async fn rejected_mutations_write_no_events() {
    for (graph, _server) in each().await {
        let rejected = "mutation($f: [Upload!]) { ticketCreate(input: { queueId: 1, title: \"t\", description: \"d\",
            attachments: $f }) { userErrors { code } } }";
        let (answer, found) = events_of(&graph, ADMIN, rejected, &["a.exe"]).await;
        assert_eq!(
            answer["data"]["ticketCreate"]["userErrors"][0]["code"], "UNSUPPORTED_FILE",
            "{answer}"
        );
        assert_eq!(found, events(&[]));
        assert_eq!(
            events_of(
                &graph,
                ADMIN,
                "mutation { ticketDelete(input: { id: 4711 }) { deletedId } }",
                &[]
            )
            .await
            .1,
            events(&[])
        );
    }
}

#[tokio::test]
async fn changes_by_rest_write_events() {
    let service = Service::start().await;
    let token = format!("Token {}", token("admin"));
    let headers = [
        ("authorization", token.as_str()),
        ("content-type", "application/json"),
    ];
    let body = json!({ "queue": 1, "title": "t", "description": "d", "priority": 3 }).to_string();
    let answer = service.call("POST", "/api/tickets/", &headers, body).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let id = i32::try_from(answer.json()["id"].as_i64().unwrap()).unwrap();
    let path = format!("/api/tickets/{id}/");
    let answer = service
        .call("PATCH", &path, &headers, json!({ "queue": 2 }).to_string())
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let row = entity::event::Entity::find_last(&service.app.db).await;
    assert_eq!((row.queue_id, row.old_queue_id), (Some(2), Some(1)));
    let body = json!({ "ticket": id, "title": "t", "comment": "c", "new_status": 3 }).to_string();
    let answer = service
        .call("POST", "/api/followups/", &headers, body)
        .await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(
        service.call("DELETE", &path, &headers, "").await.status,
        204
    );
    let found = written(&service.app.db).await;
    let expected = [
        "created",
        "followup_added",
        "updated",
        "updated",
        "followup_added",
        "deleted",
    ];
    assert_eq!(found, events(&expected.map(|kind| (kind, id))));
}

trait Last {
    /// The newest row.
    async fn find_last(db: &entity::Db) -> entity::event::Model;
}

impl Last for entity::event::Entity {
    async fn find_last(db: &entity::Db) -> entity::event::Model {
        use sea_orm::{EntityTrait, QueryOrder};
        Self::find()
            .order_by_desc(entity::event::Column::Id)
            .one(db)
            .await
            .unwrap()
            .unwrap()
    }
}
