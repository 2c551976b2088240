//! Requests that end early because the client disconnects or the time limit passes. Each write is
//! complete or has no effect, and every file has a row.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use entity::PoolOptions;
use entity::{Db, followup, followup_attachment, ticket};
use sea_orm::{ConnectionTrait as _, EntityTrait as _, PaginatorTrait as _, QuerySelect as _};
use serde_json::json;

use crate::support::bucket::{Behaviour, Bucket};
use crate::support::fixture;
use crate::support::form::{KIND, form};
use crate::support::mariadb::MariaDb;
use crate::support::postgres::Postgres;
use crate::support::server::Server;
use crate::support::service::{Answer, Service};

async fn send(service: &Service, method: &str, path: &str, body: String) -> Answer {
    let token = format!("Token {}", fixture::token("admin"));
    let guard = ("graphql-require-preflight", "true");
    service
        .call(
            method,
            path,
            &[("authorization", token.as_str()), KIND, guard],
            body,
        )
        .await
}

/// Sends one of four writes with files.
async fn write(service: &Service, which: usize) -> Answer {
    let file = |name: &'static str| (name, "a.txt", "what the file says");
    let (path, body) = match which % 4 {
        0 => {
            let of = [
                ("queue", "", "1"),
                ("title", "", "left"),
                ("description", "", "d"),
                ("priority", "", "3"),
            ];
            (
                "/api/tickets/",
                form(&[&of[..], &[file("attachment")]].concat()),
            )
        }
        1 => (
            "/api/followups/",
            form(&[
                ("ticket", "", "1"),
                ("comment", "", "left"),
                file("attachments"),
                file("attachments"),
            ]),
        ),
        2 => (
            "/api/followups-attachments/",
            form(&[("followup", "", "41"), file("file")]),
        ),
        _ => {
            let query = "mutation ($f: Upload!) { attachmentUpdate(input: { id: 1, file: $f }) { userErrors { code } } }";
            let operations = json!({ "query": query, "variables": { "f": null } }).to_string();
            let map = ("map", "", "{\"f\":[\"variables.f\"]}");
            (
                "/graphql",
                form(&[("operations", "", &operations), map, file("f")]),
            )
        }
    };
    send(service, "POST", path, body).await
}

fn files(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(
                    path.strip_prefix(folder)
                        .unwrap()
                        .to_str()
                        .unwrap()
                        .to_owned(),
                );
            }
        }
    }
    found
}

/// Files without a row, and the number of rows without a file (the fixture has one).
async fn orphans(service: &Service) -> (Vec<String>, usize) {
    let select = followup_attachment::Entity::find()
        .select_only()
        .column(followup_attachment::Column::File);
    let named: Vec<String> = select.into_tuple().all(&service.app.db).await.unwrap();
    let (named, there) = (
        named.into_iter().collect::<BTreeSet<_>>(),
        files(&service.copy.media()),
    );
    (
        there.difference(&named).cloned().collect(),
        named.difference(&there).count(),
    )
}

async fn rows(service: &Service) -> [u64; 3] {
    let db = &service.app.db;
    [
        ticket::Entity::find().count(db).await.unwrap(),
        followup::Entity::find().count(db).await.unwrap(),
        followup_attachment::Entity::find().count(db).await.unwrap(),
    ]
}

/// Sends writes whose clients disconnect after increasing times.
async fn disconnects_leave_no_orphans(service: &Service) {
    let begun = std::time::Instant::now();
    write(service, 0).await;
    let duration = begun.elapsed();
    let mut left = 0;
    for step in 0..80_u32 {
        let after = duration * step / 80;
        left += u32::from(
            tokio::time::timeout(after, write(service, step as usize))
                .await
                .is_err(),
        );
    }
    assert!(left > 10, "{left} left");
    service.app.tasks.wait_for_all().await;
    assert_eq!(orphans(service).await, (Vec::new(), 1));

    let opened = ticket::Entity::find()
        .select_only()
        .column(ticket::Column::Id)
        .into_tuple::<i32>();
    for (step, id) in (0..).zip(opened.all(&service.app.db).await.unwrap()) {
        let path = format!("/api/tickets/{id}/");
        let deletion = send(service, "DELETE", &path, String::new());
        let _ = tokio::time::timeout(Duration::from_micros(500 * step), deletion).await;
    }
    service.app.tasks.wait_for_all().await;
    let (without_row, _) = orphans(service).await;
    assert!(without_row.is_empty(), "{without_row:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn disconnects_leave_no_orphans_on_sqlite() {
    disconnects_leave_no_orphans(&Service::start().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn disconnects_leave_no_orphans_on_postgresql() {
    let Some(postgres) = Postgres::fixture().await else {
        return;
    };
    disconnects_leave_no_orphans(
        &Service::start_with(|config| config.database.url = postgres.url()).await,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn disconnects_leave_no_orphans_on_mariadb() {
    let Some(mariadb) = MariaDb::fixture().await else {
        return;
    };
    disconnects_leave_no_orphans(
        &Service::start_with(|config| config.database.url = mariadb.url()).await,
    )
    .await;
}

#[tokio::test]
async fn writes_that_time_out_are_rolled_back() {
    for server in Server::fixtures().await {
        let service = Service::start_with(|config| {
            config.database.url = server.url();
            config.server.timeout_seconds = 1;
        })
        .await;
        let (before, files_before) = (rows(&service).await, files(&service.copy.media()));
        let django = Db::connect(&server.url(), &PoolOptions::default())
            .await
            .unwrap();
        let tx = django.begin().await.unwrap();
        tx.execute_unprepared("UPDATE helpdesk_ticket SET title = 'x' WHERE id = 1")
            .await
            .unwrap();
        for which in [1, 2, 3] {
            // The request has stored its files and waits for the lock on the ticket.
            let answer = write(&service, which).await;
            assert_eq!(answer.status, 503, "{}", answer.text());
            assert!(answer.text().contains("timed out"), "{}", answer.text());
        }
        assert_ne!(
            files(&service.copy.media()),
            files_before,
            "the files are stored"
        );
        tx.commit().await.unwrap();
        service.app.tasks.wait_for_all().await;
        assert_eq!(
            (rows(&service).await, files(&service.copy.media())),
            (before, files_before)
        );
        assert_eq!(write(&service, 1).await.status, 201);
        django.close().await.unwrap();
    }
}

#[tokio::test]
async fn removes_files_of_disconnected_clients_from_the_bucket() {
    let bucket = Bucket::start().await;
    let url = bucket.url();
    let service = Service::start_with(|config| config.storage.url = url).await;
    let before = rows(&service).await;
    bucket.set_behaviour(Behaviour::Slow(Duration::from_millis(500)));
    for which in 0..3 {
        assert!(
            tokio::time::timeout(Duration::from_millis(300), write(&service, which))
                .await
                .is_err()
        );
    }
    service.app.tasks.wait_for_all().await;
    assert!(
        bucket.request_count() >= 9,
        "each file was checked, stored and removed: {}",
        bucket.request_count()
    );
    assert_eq!((rows(&service).await, bucket.files()), (before, Vec::new()));
}
