//! Dumps of large help desks: memory does not grow with the database, and an export shows one moment.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use entity::{Db, PoolOptions};
use sea_orm::ConnectionTrait as _;

use super::{Database, deskql, fixtures, parse};
use crate::support::fixture::Copy;
use crate::support::rows;

async fn fill(database: &Database, tickets: u32) {
    let db = Db::connect(&database.url(), &PoolOptions::default())
        .await
        .unwrap();
    rows::fill(&db, tickets).await;
    db.close().await.unwrap();
}

/// Waits for a process; returns its largest memory in KiB.
fn peak(mut running: Child) -> u64 {
    let status = format!("/proc/{}/status", running.id());
    let mut peak = 0;
    while running.try_wait().unwrap().is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let found = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let number = found.and_then(|found| found.trim().trim_end_matches(" kB").parse().ok());
        peak = peak.max(number.unwrap_or(0));
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    assert!(running.wait().unwrap().success());
    peak
}

fn run(command: &mut Command) -> u64 {
    let running = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    peak(running.unwrap())
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn memory_does_not_grow_with_the_database() {
    let folder = tempfile::tempdir().unwrap();
    let mut peaks = Vec::new();
    for tickets in [100, 4000] {
        let database = Database::Fixture(Copy::new());
        fill(&database, tickets).await;
        let name = format!("{tickets}.json");
        let url = database.url();
        let exported = run(deskql(folder.path()).args(["export", &name, "--database", &url]));
        let url = Database::empty();
        let target = url.url();
        let imported = run(deskql(folder.path()).args(["import", &name, "--database", &target]));
        peaks.push([exported, imported]);
    }
    let size = std::fs::metadata(folder.path().join("4000.json"))
        .unwrap()
        .len();
    assert!(size > 8 << 20, "{size}");
    for (small, large) in peaks[0].iter().zip(peaks[1]) {
        assert!(*small > 0 && large < small + (6 << 10), "KiB: {peaks:?}");
    }
}

#[tokio::test]
async fn an_export_shows_one_moment() {
    for database in fixtures().await {
        fill(&database, 600).await;
        let url = database.url();
        let db = Db::connect(&url, &PoolOptions::default()).await.unwrap();
        if url.starts_with("sqlite:") {
            // Without it, SQLite's writers wait for readers.
            db.execute_unprepared("PRAGMA journal_mode = WAL")
                .await
                .unwrap();
        }
        let mut command = deskql(Path::new("/"));
        command.args(["export", "-", "--database", &url]);
        let mut running = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // The pipe is too small for the rest, which has tickets and checklists.
        let mut output = BufReader::new(running.stdout.take().unwrap());
        let mut dump = String::new();
        output.read_line(&mut dump).unwrap();
        for sql in [
            "DELETE FROM helpdesk_checklisttask",
            "UPDATE helpdesk_ticket SET title = 'changed meanwhile'",
        ] {
            db.execute_unprepared(sql).await.unwrap();
        }
        output.read_to_string(&mut dump).unwrap();
        assert!(running.wait().unwrap().success());
        assert!(!dump.contains("changed meanwhile"), "{url}");
        let objects = parse(&dump);
        let tasks = objects
            .iter()
            .filter(|object| object["model"] == "helpdesk.checklisttask");
        assert_eq!(tasks.count(), 1202, "{url}");
        db.close().await.unwrap();
    }
}
