//! Whatever a body holds, the service answers it: never with a fault of its own, and where it
//! refuses, nothing has changed. Bodies are sound ones of every write with a few things wrong,
//! through the real router, on each database. `PROPTEST_CASES` makes it more.

mod graph;
mod rest;
mod values;

use std::cell::RefCell;
use std::collections::BTreeMap;

use axum::body::Body;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestCaseError, TestCaseResult, TestRunner};
use sea_orm::sqlx::{self, Connection as _, SqliteConnection};
use sea_orm::{ConnectionTrait as _, Statement};
use serde_json::Value;

use crate::support::fixture;
use crate::support::postgres::Postgres;
use crate::support::service::{Answer, Service};

/// Cases of each test on each database, where nobody asks for more.
const CASES: u32 = 400;
/// Requests after which the next one finds a fresh fixture: rows and files pile up.
const FRESH: u32 = 2000;

/// A request.
#[derive(Clone)]
pub struct Asked {
    method: &'static str,
    path: String,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
    /// Whether files come with it: they take numbers, which nobody gives back.
    files: bool,
}

impl std::fmt::Debug for Asked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            method,
            path,
            headers,
            body,
            ..
        } = self;
        write!(
            f,
            "{method} {path} {headers:?} b\"{}\"",
            body.escape_ascii()
        )
    }
}

/// Who asks: mostly somebody who may.
fn credentials() -> impl Strategy<Value = Vec<(&'static str, String)>> {
    let token = |user: &str| vec![("authorization", format!("Token {}", fixture::token(user)))];
    let odd = &[
        "",
        "Basic",
        "Basic !",
        "Basic AA==",
        "Basic AGE6AA==",
        "Token",
        "Token x y",
        "Token \u{7f}",
        "Bearer x",
    ][..];
    prop_oneof![
        30 => Just(token("admin")),
        4 => Just(token("agent")),
        2 => Just(token("customer")),
        1 => Just(Vec::new()),
        1 => select(odd).prop_map(|value| vec![("authorization", value.to_owned())]),
    ]
}

/// What a request may not change unless it is taken.
#[derive(Clone, Debug, PartialEq)]
struct Seen {
    /// Rows of each table.
    rows: String,
    files: usize,
    /// SQLite's own count of commits by others.
    commits: Option<i64>,
}

struct Desk {
    service: Service,
    watch: Option<SqliteConnection>,
    count: String,
    seen: Option<Seen>,
    sent: u32,
    _database: Option<Postgres>,
}

impl Desk {
    async fn open(postgres: bool) -> Option<Self> {
        let database = if postgres {
            Some(Postgres::fixture().await?)
        } else {
            None
        };
        let url = database.as_ref().map(Postgres::url);
        let service = Service::start_with(|config| {
            if let Some(url) = url {
                config.database.url = url;
            }
            config.graphql.max_batch_size = 5;
            // Failed sign-ins would be rows that a rejected request writes.
            config.auth.throttle_in_database = false;
        })
        .await;
        let watch = match &database {
            Some(_) => None,
            None => Some(
                SqliteConnection::connect(&service.copy.url())
                    .await
                    .unwrap(),
            ),
        };
        let db = &service.app.db;
        let tables = if postgres {
            "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
        } else {
            "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1"
        };
        let tables = db
            .query_all_raw(Statement::from_string(db.get_database_backend(), tables))
            .await
            .unwrap();
        let counts = tables.iter().map(|row| {
            let name: String = row.try_get("", "name").unwrap();
            format!("'{name} ' || CAST((SELECT count(*) FROM \"{name}\") AS varchar(20))")
        });
        let count = format!(
            "SELECT {} AS rows",
            counts.collect::<Vec<_>>().join(" || ', ' || ")
        );
        let mut desk = Self {
            service,
            watch,
            count,
            seen: None,
            sent: 0,
            _database: database,
        };
        if !postgres {
            let before = desk.look().await.commits;
            // Not to what it was: SQLite commits nothing then.
            let write = "UPDATE helpdesk_ticket SET title = title || '.' WHERE id = 1";
            desk.service.app.db.execute_unprepared(write).await.unwrap();
            assert_ne!(desk.look().await.commits, before, "commits are not seen");
        }
        Some(desk)
    }

    async fn look(&mut self) -> Seen {
        let db = &self.service.app.db;
        let row = db
            .query_one_raw(Statement::from_string(
                db.get_database_backend(),
                &*self.count,
            ))
            .await
            .unwrap();
        let commits = match &mut self.watch {
            Some(watch) => Some(
                sqlx::query_scalar("PRAGMA data_version")
                    .fetch_one(watch)
                    .await
                    .unwrap(),
            ),
            None => None,
        };
        let rows = row.unwrap().try_get("", "rows").unwrap();
        Seen {
            rows,
            files: files(&self.service.copy.media()),
            commits,
        }
    }

    /// Sends a request, and holds what came of it against what must be; its status.
    async fn ask(&mut self, asked: &Asked) -> Result<u16, TestCaseError> {
        let mut request = http::Request::builder()
            .method(asked.method)
            .uri(&asked.path);
        for (name, value) in asked.headers.iter().filter(|(_, value)| !value.is_empty()) {
            request = request.header(
                *name,
                http::HeaderValue::from_bytes(value.as_bytes())
                    .unwrap_or_else(|_| "?".parse().unwrap()),
            );
        }
        let request = request
            .body(Body::from(asked.body.clone()))
            .map_err(|error| TestCaseError::reject(error.to_string()))?;
        let before = match self.seen.take() {
            Some(seen) => seen,
            None => self.look().await,
        };
        let answer = self.service.send(request).await;
        let after = self.look().await;
        let (status, text) = (answer.status.as_u16(), answer.text());
        prop_assert!(status < 500, "{status}: {text}");
        prop_assert!(
            !text.contains("\"INTERNAL_SERVER_ERROR\"") && !text.contains("\"UNAVAILABLE\""),
            "{text}"
        );
        if !taken(&asked.path, &answer) {
            prop_assert_eq!(
                &before.rows,
                &after.rows,
                "refused, and changed: {} {}",
                status,
                text
            );
            prop_assert_eq!(
                before.files,
                after.files,
                "refused, and left a file: {} {}",
                status,
                text
            );
            if !asked.files {
                prop_assert_eq!(
                    before.commits,
                    after.commits,
                    "refused, and wrote: {} {}",
                    status,
                    text
                );
            }
        }
        self.seen = Some(after);
        Ok(status)
    }
}

/// Whether a request may have changed something.
fn taken(path: &str, answer: &Answer) -> bool {
    if !path.starts_with("/graphql") {
        return answer.status.as_u16() < 400;
    }
    let Ok(json) = serde_json::from_slice::<Value>(&answer.body) else {
        return false;
    };
    let made = |one: &Value| {
        one["data"]["made"]["userErrors"]
            .as_array()
            .is_some_and(Vec::is_empty)
    };
    json.as_array()
        .map_or_else(|| made(&json), |all| all.iter().any(made))
}

fn files(folder: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap());
    entries
        .map(|entry| {
            if entry.file_type().unwrap().is_dir() {
                files(&entry.path())
            } else {
                1
            }
        })
        .sum()
}

fn run(postgres: bool, requests: impl Strategy<Value = Asked>) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let desk = RefCell::new(runtime.block_on(Desk::open(postgres)));
    if desk.borrow().is_none() {
        return;
    }
    let asked = Config::default();
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() {
        asked.cases
    } else {
        CASES
    };
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 300,
        ..asked
    };
    let statuses = RefCell::new(BTreeMap::<u16, u32>::new());
    let test = |asked: Asked| -> TestCaseResult {
        let mut place = desk.borrow_mut();
        if place.as_ref().is_some_and(|desk| desk.sent >= FRESH) {
            *place = runtime.block_on(Desk::open(postgres));
        }
        let desk = place.as_mut().unwrap();
        desk.sent += 1;
        let status = runtime.block_on(desk.ask(&asked))?;
        *statuses.borrow_mut().entry(status).or_default() += 1;
        Ok(())
    };
    let outcome = TestRunner::new(config).run(&requests, test);
    let statuses = statuses.into_inner();
    println!("{cases} requests by status: {statuses:?}");
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
    // Only what is taken now and then shows that the rest is refused for what is wrong with it.
    let taken: u32 = statuses.range(..300).map(|(_, count)| count).sum();
    assert!(
        taken > cases / 20,
        "hardly anything was sound: {statuses:?}"
    );
    // The pool closes in its runtime.
    let _inside = runtime.enter();
    drop(desk);
}

#[test]
fn rest_on_sqlite() {
    run(false, rest::writes());
}

#[test]
fn rest_on_postgresql() {
    run(true, rest::writes());
}

#[test]
fn graphql_on_sqlite() {
    run(false, graph::questions());
}

#[test]
fn graphql_on_postgresql() {
    run(true, graph::questions());
}
