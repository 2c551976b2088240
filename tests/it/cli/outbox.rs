//! `deskql outbox`: listing, retrying and dropping entries.

use deskql::domain::Clock;
use deskql::domain::delivery::outbox::{self, Delivery, Entry, Webhook};
use entity::Db;
use entity::PoolOptions;
use sea_orm::ConnectionTrait as _;

use super::{deskql, run_failing};
use crate::support::fixture::Copy;
use crate::support::{mail, migrate};

async fn filled() -> Copy {
    let copy = Copy::new();
    migrate(&copy.url()).await;
    let db = Db::connect(&copy.url(), &PoolOptions::default())
        .await
        .unwrap();
    let url = "https://user:hush@hooks.example.com/services/hush?key=hush".to_owned();
    let webhook = Webhook {
        id: "msg_1".to_owned(),
        url,
        body: "{\"secret\": \"hush\"}".to_owned(),
    };
    let entries = [
        Delivery::Mail(Box::new(mail("ada@example.com"))),
        Delivery::Webhook(webhook),
    ];
    let tx = db.begin().await.unwrap();
    let entries = entries.map(|delivery| Entry {
        ticket: Some(7),
        delivery,
    });
    outbox::insert(&tx, &Clock::system(), &entries)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let sql = "UPDATE deskql_outbox SET state = 'parked', attempts = 9, last_error = 'answered 410 Gone' WHERE id = 2";
    db.execute_unprepared(sql).await.unwrap();
    db.close().await.unwrap();
    copy
}

fn run(copy: &Copy, arguments: &[&str]) -> String {
    let mut command = deskql(copy.path());
    let output = command
        .arg("outbox")
        .args(arguments)
        .args(["--database", "sqlite:helpdesk.sqlite3"])
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

fn list(copy: &Copy, arguments: &[&str]) -> Vec<serde_json::Value> {
    let text = run(copy, &[&["list", "--json"], arguments].concat());
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[tokio::test]
async fn lists_entries_without_secrets() {
    let copy = filled().await;
    let table = run(&copy, &["list"]);
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines.len(), 3, "{table}");
    assert!(
        lines[1].contains("ada@example.com") && lines[1].ends_with("now"),
        "{table}"
    );
    assert!(
        lines[2].contains("https://hooks.example.com  9      parked  answered 410 Gone"),
        "{table}"
    );
    let all = list(&copy, &[]);
    assert!(
        !table.contains("hush") && !format!("{all:?}").contains("hush"),
        "{table} {all:?}"
    );
    assert_eq!(
        (&all[0]["kind"], &all[0]["state"], &all[0]["ticket"]),
        (&"mail".into(), &"pending".into(), &7.into())
    );
    assert!(all[0]["next_try"].is_string() && all[1]["next_try"].is_null());
    assert_eq!(list(&copy, &["--parked"]).len(), 1);
    assert_eq!(list(&copy, &["--limit", "1"]).len(), 1);
}

#[tokio::test]
async fn retries_and_drops_entries() {
    let copy = filled().await;
    assert_eq!(
        run(&copy, &["retry", "2"]),
        "Scheduled 1 entry for retry.\n"
    );
    assert_eq!(list(&copy, &["--parked"]).len(), 0);
    assert_eq!(list(&copy, &[])[1]["attempts"], 0);
    assert_eq!(
        run(&copy, &["retry", "all"]),
        "Scheduled 2 entries for retry.\n"
    );
    assert_eq!(run(&copy, &["drop", "1"]), "Dropped 1 entry.\n");
    assert_eq!(list(&copy, &[]).len(), 1);
    let command = |arguments: &[&str]| {
        let mut command = deskql(copy.path());
        command
            .arg("outbox")
            .args(arguments)
            .args(["--database", "sqlite:helpdesk.sqlite3"])
            .output()
            .unwrap()
    };
    let output = command(&["drop", "1", "2"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("do not exist"));
    assert_eq!(command(&["retry", "every"]).status.code(), Some(1));
    assert_eq!(run(&copy, &["list"]), "");
}

#[test]
fn names_the_command_to_run_without_an_outbox() {
    let copy = Copy::new();
    let errors = run_failing(deskql(copy.path()).args([
        "outbox",
        "list",
        "--database",
        "sqlite:helpdesk.sqlite3",
    ]));
    assert!(errors[0].contains("deskql migrate"), "{errors:?}");
}
