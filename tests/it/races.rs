//! Concurrent deletions: another program deletes rows that a write has just read, or adds rows to an
//! object that is being deleted. The request that loses gets a proper error, never an internal one;
//! every row has its file, and every file its row.

use std::collections::BTreeSet;
use std::path::Path;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use entity::Db;
use entity::PoolOptions;
use entity::{followup_attachment, idempotency};
use sea_orm::{
    ConnectionTrait as _, DbBackend, EntityTrait as _, PaginatorTrait as _, QuerySelect as _,
};
use serde_json::{Value, json};

use crate::support::fixture;
use crate::support::form::{KIND, form};
use crate::support::mariadb::MariaDb;
use crate::support::postgres::Postgres;
use crate::support::service::{Answer, Service};

/// Long enough for a write to reach the lock it waits for.
const MOMENT: Duration = Duration::from_millis(400);

/// The outcome of a request: the status, and the code or message of its first error.
type Outcome = (u16, String);

async fn graph(service: &Service, query: &str) -> Value {
    let token = format!("Token {}", fixture::token("admin"));
    let headers = [
        ("authorization", token.as_str()),
        ("content-type", "application/json"),
    ];
    service
        .call(
            "POST",
            "/graphql",
            &headers,
            json!({ "query": query }).to_string(),
        )
        .await
        .json()
}

/// Runs a mutation.
async fn ask(service: &Service, mutation: &str) -> Outcome {
    outcome(
        &graph(
            service,
            &format!("mutation {{ it: {mutation} {{ userErrors {{ field code }} }} }}"),
        )
        .await,
    )
}

/// The code of an error, or the field and code of a user error.
fn outcome(answer: &Value) -> Outcome {
    let code = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let user_error = &answer["data"]["it"]["userErrors"][0];
    match &answer["errors"][0]["extensions"]["code"] {
        Value::Null => {
            let field = user_error["field"]
                .as_array()
                .and_then(|path| path.last())
                .unwrap_or(&Value::Null);
            (200, format!("{}{}", code(field), code(&user_error["code"])))
        }
        error => (200, code(error)),
    }
}

async fn send(service: &Service, method: &str, path: &str, kind: &str, body: String) -> Answer {
    let token = format!("Token {}", fixture::token("admin"));
    let guard = ("graphql-require-preflight", "true");
    service
        .call(
            method,
            path,
            &[
                ("authorization", token.as_str()),
                ("content-type", kind),
                guard,
            ],
            body,
        )
        .await
}

async fn rest(service: &Service, method: &str, path: &str, body: Value) -> Outcome {
    let answer = send(service, method, path, "application/json", body.to_string()).await;
    (answer.status.as_u16(), answer.text())
}

/// Uploads a file with `attachmentAdd`.
async fn attach(service: &Service, followup: i64) -> Outcome {
    let query = format!(
        "mutation ($f: Upload!) {{ it: attachmentAdd(input: {{ followUpId: {followup}, file: $f }}) {{ userErrors {{ field code }} }} }}"
    );
    let operations = json!({ "query": query, "variables": { "f": null } }).to_string();
    let parts = [
        ("operations", "", operations.as_str()),
        ("map", "", "{\"0\":[\"variables.f\"]}"),
        ("0", "a.txt", "x"),
    ];
    let answer = send(service, "POST", "/graphql", KIND.1, form(&parts)).await;
    outcome(&answer.json())
}

/// Uploads a file by REST.
async fn attach_by_rest(service: &Service, followup: i64) -> Outcome {
    let parts = [
        ("followup", "", followup.to_string()),
        ("file", "b.txt", "x".to_owned()),
    ];
    let parts = parts
        .each_ref()
        .map(|(name, file, content)| (*name, *file, content.as_str()));
    let kind = KIND.1;
    let answer = send(
        service,
        "POST",
        "/api/followups-attachments/",
        kind,
        form(&parts),
    )
    .await;
    (answer.status.as_u16(), answer.text())
}

/// Creates a ticket; returns its ID and that of its first follow-up.
async fn open(service: &Service) -> (i64, i64) {
    let create = "ticketCreate(input: { queueId: 1, title: \"t\", description: \"d\" })";
    let answer = graph(
        service,
        &format!(
            "mutation {{ it: {create} {{ ticket {{ databaseId }} followUp {{ databaseId }} }} }}"
        ),
    )
    .await;
    let created = &answer["data"]["it"];
    (
        created["ticket"]["databaseId"].as_i64().unwrap(),
        created["followUp"]["databaseId"].as_i64().unwrap(),
    )
}

/// The statements by which Django deletes a ticket.
fn deletion(ticket: i64) -> Vec<String> {
    let below =
        format!("followup_id IN (SELECT id FROM helpdesk_followup WHERE ticket_id = {ticket})");
    vec![
        format!("DELETE FROM helpdesk_followupattachment WHERE {below}"),
        format!("DELETE FROM helpdesk_ticketchange WHERE {below}"),
        format!("DELETE FROM helpdesk_followup WHERE ticket_id = {ticket}"),
        format!("DELETE FROM helpdesk_ticketcustomfieldvalue WHERE ticket_id = {ticket}"),
        format!("DELETE FROM helpdesk_ticket WHERE id = {ticket}"),
    ]
}

/// Starts `write` while a transaction with the statements `others` is open, and commits the
/// transaction when `write` waits for it.
async fn run_during<T>(django: &Db, others: &[String], write: impl Future<Output = T>) -> T {
    let tx = django.begin().await.unwrap();
    for sql in others {
        tx.execute_unprepared(sql).await.unwrap();
    }
    let mut write = pin!(write);
    assert!(
        tokio::time::timeout(MOMENT, &mut write).await.is_err(),
        "the write did not wait: {others:?}"
    );
    tx.commit().await.unwrap();
    write.await
}

fn files(folder: &Path) -> BTreeSet<String> {
    fn below(root: &Path, folder: &Path, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                below(root, &path, found);
            } else {
                found.insert(
                    path.strip_prefix(root)
                        .unwrap()
                        .to_str()
                        .unwrap()
                        .to_owned(),
                );
            }
        }
    }
    let mut found = BTreeSet::new();
    below(folder, folder, &mut found);
    found
}

/// Asserts that every file has a row, and every row a file, except for one of the fixture.
async fn assert_no_orphans(service: &Service) {
    let select = followup_attachment::Entity::find()
        .select_only()
        .column(followup_attachment::Column::File);
    let named: Vec<String> = select.into_tuple().all(&service.app.db).await.unwrap();
    let named: BTreeSet<String> = named.into_iter().collect();
    let there = files(&service.copy.media());
    let strays: Vec<_> = there.difference(&named).collect();
    assert!(strays.is_empty(), "without a row: {strays:?}");
    assert_eq!(named.difference(&there).count(), 1, "rows without a file");
}

async fn requests_that_lose_get_an_error(service: &Service, django: &Db) {
    let (other, comment) = open(service).await;
    let gone = |outcome: &Outcome| {
        assert!(
            outcome.0 == 200 && outcome.1.ends_with("NOT_FOUND"),
            "{outcome:?}"
        )
    };
    let not_there = |outcome: &Outcome| assert_eq!(outcome.0, 404, "{outcome:?}");
    macro_rules! while_deleting {
        (|$ticket:ident, $followup:ident| $write:expr) => {{
            let ($ticket, $followup) = open(service).await;
            run_during(django, &deletion($ticket), $write).await
        }};
    }
    gone(&while_deleting!(|t, f| attach(service, f)));
    not_there(&while_deleting!(|t, f| attach_by_rest(service, f)));
    let answer = |t: i64| {
        format!("followUpAdd(input: {{ ticketId: {t}, comment: \"c\", idempotencyKey: \"k\" }})")
    };
    gone(&while_deleting!(|t, _f| async {
        ask(service, &answer(t)).await
    }));
    assert_eq!(
        idempotency::Entity::find()
            .count(&service.app.db)
            .await
            .unwrap(),
        0
    );
    let comment_by_rest = |t: i64| json!({ "ticket": t, "comment": "c", "title": "t" });
    not_there(&while_deleting!(|t, _f| rest(
        service,
        "POST",
        "/api/followups/",
        comment_by_rest(t)
    )));
    let custom = "customFields: [{ name: \"integer\", value: { integer: 7 } }]";
    gone(&while_deleting!(|t, _f| async {
        ask(
            service,
            &format!("ticketUpdate(input: {{ id: {t}, {custom} }})"),
        )
        .await
    }));
    let path = |t: i64| format!("/api/tickets/{t}/");
    not_there(&while_deleting!(|t, _f| async {
        rest(service, "PATCH", &path(t), json!({ "custom_integer": 7 })).await
    }));
    let update = |f: i64| format!("followUpUpdate(input: {{ id: {f}, comment: \"c\" }})");
    gone(&while_deleting!(|t, f| async {
        ask(service, &update(f)).await
    }));
    for delete in ["ticketDelete", "followUpDelete"] {
        gone(&while_deleting!(|t, f| async {
            ask(
                service,
                &format!(
                    "{delete}(input: {{ id: {} }})",
                    if delete == "ticketDelete" { t } else { f }
                ),
            )
            .await
        }));
    }

    // Writes that only refer to the deleted object.
    let (status, text) = while_deleting!(|t, _f| async {
        rest(service, "PATCH", &path(other), json!({ "merged_to": t })).await
    });
    assert!(
        status == 400 && text.contains("object does not exist") && text.contains("merged_to"),
        "{status} {text}"
    );
    let moved = |t: i64| format!("followUpUpdate(input: {{ id: {comment}, ticketId: {t} }})");
    let outcome = while_deleting!(|t, _f| async { ask(service, &moved(t)).await });
    assert_eq!(outcome.1, "ticketIdNOT_FOUND");
    let moved = |f: i64| format!("attachmentUpdate(input: {{ id: 1, followUpId: {f} }})");
    let outcome = while_deleting!(|t, f| async { ask(service, &moved(f)).await });
    assert_eq!(outcome.1, "followUpIdNOT_FOUND");
    let seen =
        |t: i64| format!("followUpAdd(input: {{ ticketId: {other}, comment: \"see #{t}\" }})");
    assert_eq!(
        while_deleting!(|t, _f| async { ask(service, &seen(t)).await }),
        (200, String::new())
    );

    // Only Django deletes users. The foreign key makes the write fail.
    let person = "INSERT INTO auth_user (id, password, is_superuser, username, first_name, last_name, email, is_staff,
        is_active, date_joined) VALUES (900, '', FALSE, 'x', '', '', '', TRUE, TRUE, '2026-01-01 00:00:00')";
    django.execute_unprepared(person).await.unwrap();
    let assigned = format!("ticketUpdate(input: {{ id: {other}, assignedToId: 900 }})");
    let outcome = run_during(
        django,
        &["DELETE FROM auth_user WHERE id = 900".to_owned()],
        ask(service, &assigned),
    )
    .await;
    assert_eq!(outcome.1, "inputCONFLICT");
    assert_no_orphans(service).await;
}

/// Django adds a file to an object that is being deleted.
async fn rows_added_meanwhile_are_deleted(service: &Service, django: &Db) {
    for delete in ["ticketDelete", "followUpDelete"] {
        let (ticket, followup) = open(service).await;
        let path = format!("helpdesk/attachments/late-{followup}.txt");
        std::fs::write(service.copy.media().join(&path), "late").unwrap();
        let add = format!(
            "INSERT INTO helpdesk_followupattachment (file, filename, mime_type, size, followup_id)
             VALUES ('{path}', 'late.txt', 'text/plain', 4, {followup})"
        );
        let at_once = (django.get_database_backend() == DbBackend::Postgres)
            .then(|| "SET CONSTRAINTS ALL IMMEDIATE".to_owned());
        let others: Vec<String> = at_once.into_iter().chain([add]).collect();
        let id = if delete == "ticketDelete" {
            ticket
        } else {
            followup
        };
        let outcome = run_during(
            django,
            &others,
            ask(service, &format!("{delete}(input: {{ id: {id} }})")),
        )
        .await;
        assert_eq!(outcome, (200, String::new()), "{delete}");
        assert_no_orphans(service).await;
    }
}

/// Many concurrent requests to the same ticket.
async fn concurrent_requests_never_fail(service: Service) {
    let service = Arc::new(service);
    for round in 0..12_u64 {
        let (ticket, followup) = open(&service).await;
        let (other, _) = open(&service).await;
        let mut all = tokio::task::JoinSet::new();
        let deletion = if round % 2 == 0 {
            format!("ticketDelete(input: {{ id: {ticket} }})")
        } else {
            format!("followUpDelete(input: {{ id: {followup} }})")
        };
        for writer in 0..8 {
            let (service, deletion) = (Arc::clone(&service), deletion.clone());
            all.spawn(async move {
                match writer {
                    0 | 1 => attach(&service, followup).await,
                    2 => attach_by_rest(&service, followup).await,
                    3 | 4 => {
                        rest(
                            &service,
                            "PATCH",
                            &format!("/api/tickets/{other}/"),
                            json!({ "merged_to": ticket }),
                        )
                        .await
                    }
                    5 => {
                        ask(
                            &service,
                            &format!("followUpUpdate(input: {{ id: {followup}, comment: \"c\" }})"),
                        )
                        .await
                    }
                    _ => {
                        tokio::time::sleep(Duration::from_millis(round * 3)).await;
                        ask(&service, &deletion).await
                    }
                }
            });
        }
        for (status, text) in all.join_all().await {
            assert!(
                status < 500 && !text.contains("INTERNAL") && !text.contains("UNAVAILABLE"),
                "{status} {text}"
            );
        }
    }
    assert_no_orphans(&service).await;
}

async fn all(service: Service) {
    let django = Db::connect(&service.app.config.database.url, &PoolOptions::default())
        .await
        .unwrap();
    requests_that_lose_get_an_error(&service, &django).await;
    rows_added_meanwhile_are_deleted(&service, &django).await;
    django.close().await.unwrap();
    concurrent_requests_never_fail(service).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_sqlite() {
    all(Service::start().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_postgresql() {
    let Some(postgres) = Postgres::fixture().await else {
        return;
    };
    let url = postgres.url();
    all(Service::start_with(|config| config.database.url = url).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_mariadb() {
    let Some(mariadb) = MariaDb::fixture().await else {
        return;
    };
    let url = mariadb.url();
    all(Service::start_with(|config| config.database.url = url).await).await;
}
