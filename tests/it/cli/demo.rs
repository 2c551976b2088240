//! `deskql demo`: created once, recreated on request, and never in a folder with other files.

use std::path::Path;

use entity::{Db, PoolOptions};
use entity::{followup_attachment, kb_item_attachment, queue, ticket, user};
use sea_orm::{EntityTrait as _, PaginatorTrait as _};

use super::{Running, deskql, run_failing};
use crate::support::socket;

/// Starts the demo in `folder`; returns its address and token.
fn start(folder: &Path, more: &[&str]) -> (Running, String, String) {
    let mut running = Running::start(deskql(folder).args(["demo", "--port", "0"]).args(more));
    let lines = running.read_stdout_until("Ctrl-C");
    let word = |label: &str| {
        let line = lines
            .iter()
            .find(|line| line.trim_start().starts_with(label))
            .unwrap();
        line.split_whitespace().nth(1).unwrap().to_owned()
    };
    let address = word("REST").replace("/api/", "");
    assert!(address.starts_with("http://127.0.0.1:"), "{address}");
    (running, address, word("Token"))
}

#[tokio::test]
async fn creates_tickets_and_keeps_them() {
    let folder = tempfile::tempdir().unwrap();
    let (mut running, _, token) = start(folder.path(), &[]);
    assert_eq!(running.terminate(), Some(0));

    let url = format!(
        "sqlite:{}",
        folder.path().join("demo/deskql-demo.sqlite3").display()
    );
    let db = Db::connect(
        &url,
        &PoolOptions {
            read_only: true,
            ..PoolOptions::default()
        },
    )
    .await
    .unwrap();
    assert!(ticket::Entity::find().count(&db).await.unwrap() >= 60);
    assert!(
        ticket::Entity::find_by_id(44)
            .one(&db)
            .await
            .unwrap()
            .is_some()
    );
    assert_eq!(
        queue::Entity::find_by_id(1)
            .one(&db)
            .await
            .unwrap()
            .unwrap()
            .slug,
        "support"
    );
    let admin = user::Entity::find_by_id(1).one(&db).await.unwrap().unwrap();
    assert!(admin.username == "admin" && admin.is_superuser && admin.is_staff);
    assert!(deskql::passwords::verify("admin", &admin.password.0).correct);

    let mut files: Vec<(String, i64)> = Vec::new();
    files.extend(
        followup_attachment::Entity::find()
            .all(&db)
            .await
            .unwrap()
            .into_iter()
            .map(|row| (row.file, row.size.0)),
    );
    files.extend(
        kb_item_attachment::Entity::find()
            .all(&db)
            .await
            .unwrap()
            .into_iter()
            .map(|row| (row.file, row.size.into())),
    );
    assert!(files.len() >= 20, "{files:?}");
    for (file, size) in files {
        let found = std::fs::metadata(folder.path().join("demo/media").join(&file)).expect(&file);
        assert_eq!(found.len(), u64::try_from(size).unwrap(), "{file}");
    }
    db.close().await.unwrap();

    let (_again, _, same_token) = start(folder.path(), &[]);
    assert_eq!(
        same_token, token,
        "the second start shows the first one's data"
    );
}

/// DNS rebinding would give another site the demo's origin, and its password is public.
#[test]
fn rejects_requests_for_other_hosts() {
    let folder = tempfile::tempdir().unwrap();
    let (_running, address, _) = start(folder.path(), &[]);
    let address = address.trim_start_matches("http://");
    let port = address.rsplit(':').next().unwrap();
    // admin:admin
    let authorization = "Authorization: Basic YWRtaW46YWRtaW4=\r\n";
    let ask = |host: &str| {
        let headers = format!("Origin: http://{host}\r\n{authorization}");
        socket::get(address, "/api/tickets/?page_size=1", host, &headers)
    };
    let foreign = ask(&format!("evil.example:{port}"));
    assert!(
        foreign.starts_with("HTTP/1.1 400 ") && !foreign.contains("results"),
        "{foreign}"
    );
    for own in [address.to_owned(), format!("localhost:{port}")] {
        let answer = ask(&own);
        assert!(
            answer.starts_with("HTTP/1.1 200 ") && answer.contains(&format!("http://{own}/api/")),
            "{answer}"
        );
    }
}

#[test]
fn fresh_recreates_the_demo() {
    let folder = tempfile::tempdir().unwrap();
    let (mut running, _, token) = start(folder.path(), &[]);
    running.terminate();
    let (_running, _, other) = start(folder.path(), &["--fresh"]);
    assert_ne!(token, other);
}

#[test]
fn refuses_folders_with_other_files() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("media/letter.txt");
    std::fs::create_dir(folder.path().join("media")).unwrap();
    std::fs::write(&file, "dear").unwrap();
    let errors =
        run_failing(deskql(folder.path()).args(["demo", "--port", "0", "--dir", ".", "--fresh"]));
    assert_eq!(
        errors[0],
        "error: the folder . is not empty and is not a demo"
    );
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "dear");
}
