//! Sends generated bodies through the router, on each database: valid bodies of every write, with a
//! few changes. The service must not fail, and a rejected request must change nothing.
//! `PROPTEST_CASES` sets the number of cases.

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

/// Default number of cases per test and database.
const CASES: u32 = 400;
/// Requests before the fixture is replaced, because rows and files accumulate.
const MAX_REQUESTS: u32 = 2000;

/// A request.
#[derive(Clone)]
pub struct GeneratedRequest {
    method: &'static str,
    path: String,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
    /// Whether it has files. They reserve row numbers, which a rejected request does not return.
    files: bool,
}

impl std::fmt::Debug for GeneratedRequest {
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

/// Credentials, mostly of a user who may write.
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

/// The state that a rejected request must not change.
#[derive(Clone, Debug, PartialEq)]
struct State {
    /// Rows of each table.
    rows: String,
    files: usize,
    /// SQLite's count of commits by other connections.
    commits: Option<i64>,
}

struct Subject {
    service: Service,
    watch: Option<SqliteConnection>,
    count: String,
    state: Option<State>,
    sent: u32,
    _database: Option<Postgres>,
}

impl Subject {
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
        let mut subject = Self {
            service,
            watch,
            count,
            state: None,
            sent: 0,
            _database: database,
        };
        if !postgres {
            let before = subject.read_state().await.commits;
            // A new value: SQLite does not commit an unchanged row.
            let write = "UPDATE helpdesk_ticket SET title = title || '.' WHERE id = 1";
            subject
                .service
                .app
                .db
                .execute_unprepared(write)
                .await
                .unwrap();
            assert_ne!(
                subject.read_state().await.commits,
                before,
                "a commit must be visible"
            );
        }
        Some(subject)
    }

    async fn read_state(&mut self) -> State {
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
        State {
            rows,
            files: files(&self.service.copy.media()),
            commits,
        }
    }

    /// Sends a request, checks the result, and returns its status.
    async fn send(&mut self, generated: &GeneratedRequest) -> Result<u16, TestCaseError> {
        let mut request = http::Request::builder()
            .method(generated.method)
            .uri(&generated.path);
        for (name, value) in generated
            .headers
            .iter()
            .filter(|(_, value)| !value.is_empty())
        {
            request = request.header(
                *name,
                http::HeaderValue::from_bytes(value.as_bytes())
                    .unwrap_or_else(|_| "?".parse().unwrap()),
            );
        }
        let request = request
            .body(Body::from(generated.body.clone()))
            .map_err(|error| TestCaseError::reject(error.to_string()))?;
        let before = match self.state.take() {
            Some(state) => state,
            None => self.read_state().await,
        };
        let answer = self.service.send(request).await;
        let after = self.read_state().await;
        let (status, text) = (answer.status.as_u16(), answer.text());
        prop_assert!(status < 500, "{status}: {text}");
        prop_assert!(
            !text.contains("\"INTERNAL_SERVER_ERROR\"") && !text.contains("\"UNAVAILABLE\""),
            "{text}"
        );
        if !may_have_written(&generated.path, &answer) {
            prop_assert_eq!(
                &before.rows,
                &after.rows,
                "rejected, but rows changed: {} {}",
                status,
                text
            );
            prop_assert_eq!(
                before.files,
                after.files,
                "rejected, but files changed: {} {}",
                status,
                text
            );
            if !generated.files {
                prop_assert_eq!(
                    before.commits,
                    after.commits,
                    "rejected, but something was committed: {} {}",
                    status,
                    text
                );
            }
        }
        self.state = Some(after);
        Ok(status)
    }
}

/// Whether a request may have written something.
fn may_have_written(path: &str, answer: &Answer) -> bool {
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

fn run(postgres: bool, requests: impl Strategy<Value = GeneratedRequest>) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let subject = RefCell::new(runtime.block_on(Subject::open(postgres)));
    if subject.borrow().is_none() {
        return;
    }
    let defaults = Config::default();
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() {
        defaults.cases
    } else {
        CASES
    };
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 300,
        ..defaults
    };
    let statuses = RefCell::new(BTreeMap::<u16, u32>::new());
    let test = |request: GeneratedRequest| -> TestCaseResult {
        let mut current = subject.borrow_mut();
        if current
            .as_ref()
            .is_some_and(|subject| subject.sent >= MAX_REQUESTS)
        {
            *current = runtime.block_on(Subject::open(postgres));
        }
        let subject = current.as_mut().unwrap();
        subject.sent += 1;
        let status = runtime.block_on(subject.send(&request))?;
        *statuses.borrow_mut().entry(status).or_default() += 1;
        Ok(())
    };
    let outcome = TestRunner::new(config).run(&requests, test);
    let statuses = statuses.into_inner();
    println!("{cases} requests by status: {statuses:?}");
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
    // Some requests must succeed. Otherwise all would be rejected for the same reason.
    let succeeded: u32 = statuses.range(..300).map(|(_, count)| count).sum();
    assert!(
        succeeded > cases / 20,
        "too few requests succeeded: {statuses:?}"
    );
    // The pool closes in its runtime.
    let _inside = runtime.enter();
    drop(subject);
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
    run(false, graph::requests());
}

#[test]
fn graphql_on_postgresql() {
    run(true, graph::requests());
}
