//! Processes that wake each other through a broker. They poll the log so rarely that an early event
//! proves a wake-up.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use deskql::domain::Clock;
use deskql::domain::live::Hub;
use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;
use serde_json::{Value, json};

use super::soon;
use crate::support::broker::{Broker, PASSWORD};
use crate::support::fixture::{Copy, token};
use crate::support::mariadb::MariaDb;
use crate::support::migrate;
use crate::support::postgres::Postgres;

/// An event within this time came through the broker, even on a busy machine.
const SOON: Duration = Duration::from_secs(4);

/// A service in a separate process, killed when dropped.
struct Process {
    child: Child,
    base: String,
    log: PathBuf,
    client: reqwest::Client,
}

impl Process {
    async fn start(url: &str, copy: &Copy, broker: &str, poll: Duration) -> Self {
        // Reserves a free port, because the test must know it.
        let address = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap();
        let log = copy.path().join(format!("log-{}", address.port()));
        let child = Command::new(env!("CARGO_BIN_EXE_deskql"))
            .args([
                "serve",
                "--log-format",
                "json",
                "--listen",
                &address.to_string(),
            ])
            .current_dir(copy.path())
            .env_clear()
            .env(
                "DESKQL_LOG",
                "debug,async_nats=trace,redis=trace,sqlx=info,sea_orm=info",
            )
            .env("DESKQL_DATABASE__URL", url)
            .env("DESKQL_SECRET_KEY", "oracle-only-not-a-secret")
            .env("DESKQL_MAIL__TRANSPORT", "none")
            .env("DESKQL_LIVE__NOTIFY_URL", broker)
            .env(
                "DESKQL_LIVE__POLL_MILLISECONDS",
                poll.as_millis().to_string(),
            )
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(&log).unwrap())
            .spawn()
            .unwrap();
        deskql::cli::prepare();
        let process = Self {
            child,
            base: format!("http://{address}"),
            log,
            client: reqwest::Client::new(),
        };
        process
            .wait_for_log("wake-ups from other processes", 1)
            .await;
        process
    }

    fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }

    /// Waits until the log contains `part` this many times.
    async fn wait_for_log(&self, part: &str, times: usize) {
        let begun = Instant::now();
        while self.log().matches(part).count() < times {
            assert!(
                begun.elapsed() < Duration::from_secs(60),
                "the log does not contain {part:?} {times} times: {}",
                self.log()
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn ask(&self, query: &str, variables: Value) -> Value {
        let request = self
            .client
            .post(format!("{}/graphql", self.base))
            .json(&json!({ "query": query, "variables": variables }));
        let answer = request
            .header("authorization", format!("Token {}", token("admin")))
            .send()
            .await
            .unwrap();
        let answer: Value = answer.json().await.unwrap();
        assert!(answer.get("errors").is_none(), "{answer}");
        answer["data"].clone()
    }

    /// Creates a ticket with the title that the test waits for.
    async fn create_ticket(&self, title: &str) {
        let input = json!({ "queueId": 1, "title": title, "description": "d", "submitterEmail": "customer@example.com" });
        let created = self
            .ask(
                "mutation($input: TicketCreateInput!) { ticketCreate(input: $input) { ticket { databaseId } userErrors { message } } }",
                json!({ "input": input }),
            )
            .await;
        assert!(
            created["ticketCreate"]["ticket"]["databaseId"].is_i64(),
            "{created}"
        );
    }

    /// Subscribes, and returns once it receives events of this process.
    async fn listener(&self) -> Listener {
        let query = json!({ "query": "subscription { ticketEvents { ticket { title } } }" });
        let request = self
            .client
            .post(format!("{}/graphql/stream", self.base))
            .json(&query);
        let request = request.header("accept", "text/event-stream");
        let answer = request
            .header("authorization", format!("Token {}", token("admin")))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 200);
        let mut listener = Listener {
            stream: answer.bytes_stream().boxed(),
            text: String::new(),
        };
        let begun = async {
            for round in 0.. {
                self.create_ticket(&format!("begun {round}")).await;
                if tokio::time::timeout(
                    Duration::from_millis(500),
                    listener.wait_for_event("begun"),
                )
                .await
                .is_ok()
                {
                    return;
                }
            }
        };
        soon("the beginning of a subscription", begun).await;
        listener
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A subscription to all events of a process.
struct Listener {
    stream: BoxStream<'static, reqwest::Result<bytes::Bytes>>,
    text: String,
}

impl Listener {
    /// Waits for an event with this title; returns how long that took.
    async fn wait_for_event(&mut self, title: &str) -> Duration {
        let begun = Instant::now();
        while !self.text.contains(title) {
            let more = self.stream.next().await.expect("the stream ended").unwrap();
            self.text.push_str(std::str::from_utf8(&more).unwrap());
        }
        begun.elapsed()
    }
}

/// A database without NOTIFY, and a PostgreSQL.
async fn databases() -> Vec<(String, Copy, Option<(Option<MariaDb>, Option<Postgres>)>)> {
    let copy = Copy::new();
    let mut all = vec![(copy.url(), copy, None)];
    if let Some(database) = MariaDb::fixture().await {
        all.push((
            database.url(),
            Copy::media_only(),
            Some((Some(database), None)),
        ));
    }
    if let Some(database) = Postgres::fixture().await {
        all.push((
            database.url(),
            Copy::media_only(),
            Some((None, Some(database))),
        ));
    }
    for (url, ..) in &all {
        migrate(url).await;
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broker_wakes_other_processes() {
    let brokers = Broker::each();
    for (url, copy, _database) in databases().await {
        for broker in &brokers {
            let poll = Duration::from_secs(20);
            let here = Process::start(&url, &copy, &broker.url(), poll).await;
            let there = Process::start(&url, &copy, &broker.url(), poll).await;
            let (mut listener_here, mut listener_there) =
                (here.listener().await, there.listener().await);
            let mut delays = Vec::new();
            for round in 0..3 {
                let (one, two) = (format!("from here {round}"), format!("from there {round}"));
                here.create_ticket(&one).await;
                delays.push(
                    soon(
                        "an event of this process",
                        listener_there.wait_for_event(&one),
                    )
                    .await,
                );
                there.create_ticket(&two).await;
                delays.push(
                    soon(
                        "an event of the other process",
                        listener_here.wait_for_event(&two),
                    )
                    .await,
                );
            }
            eprintln!(
                "{} {}: {delays:?}",
                url.split(':').next().unwrap(),
                broker.program()
            );
            assert!(delays.iter().all(|delay| *delay < SOON), "{delays:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reconnects_to_a_broker_and_misses_nothing() {
    const WORKS: &str = "receiving wake-ups from other processes";
    const ALONE: &str = "no wake-ups from other processes";
    for mut broker in Broker::each() {
        let copy = Copy::new();
        migrate(&copy.url()).await;
        let poll = SOON * 2;
        let here = Process::start(&copy.url(), &copy, &broker.url(), poll).await;
        let there = Process::start(&copy.url(), &copy, &broker.url(), poll).await;
        let mut listener = there.listener().await;

        broker.end();
        here.wait_for_log(ALONE, 1).await;
        there.wait_for_log(ALONE, 1).await;
        let begun = Instant::now();
        here.create_ticket("while it is away").await;
        assert!(
            begun.elapsed() < SOON,
            "a request waited: {:?}",
            begun.elapsed()
        );
        soon(
            "an event without a broker",
            listener.wait_for_event("while it is away"),
        )
        .await;
        // Long enough for several attempts.
        tokio::time::sleep(Duration::from_secs(3)).await;

        broker.begin();
        here.wait_for_log(WORKS, 2).await;
        there.wait_for_log(WORKS, 2).await;
        here.create_ticket("it is back").await;
        let _ = soon(
            "an event after the return",
            listener.wait_for_event("it is back"),
        )
        .await;
        // The other process has just polled, so its next poll is far away.
        for round in 0..3 {
            let title = format!("back {round}");
            here.create_ticket(&title).await;
            let delay = soon("an event after the return", listener.wait_for_event(&title)).await;
            eprintln!("{} is back: {delay:?}", broker.program());
            assert!(delay < SOON, "{delay:?}");
        }
        for process in [here, there] {
            let log = process.log();
            assert_eq!(
                (log.matches(WORKS).count(), log.matches(ALONE).count()),
                (2, 1),
                "a line a change: {log}"
            );
            assert!(
                !log.contains(PASSWORD) && log.contains(":***@127.0.0.1"),
                "{log}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn serves_without_a_broker() {
    for mut broker in Broker::each() {
        let copy = Copy::new();
        migrate(&copy.url()).await;
        let wrong = broker.url().replace(PASSWORD, "n0t-the-password");
        let misconfigured =
            Process::start(&copy.url(), &copy, &wrong, Duration::from_secs(1)).await;
        broker.end();
        let away = Process::start(&copy.url(), &copy, &broker.url(), Duration::from_secs(1)).await;
        let mut listener = away.listener().await;
        misconfigured.create_ticket("as ever").await;
        soon("an event", listener.wait_for_event("as ever")).await;
        for process in [misconfigured, away] {
            let log = process.log();
            assert_eq!(
                log.matches("wake-ups from other processes").count(),
                1,
                "{log}"
            );
            assert!(
                !log.contains(PASSWORD) && !log.contains("n0t-the-password"),
                "{log}"
            );
        }
    }
}

#[tokio::test]
async fn databases_on_one_broker_do_not_wake_each_other() {
    for broker in Broker::each() {
        let mut hubs = Vec::new();
        let copies = [Copy::new(), Copy::new()];
        for copy in [&copies[0], &copies[0], &copies[1]] {
            migrate(&copy.url()).await;
            let mut config = deskql::config::Config::default();
            (config.live.notify_url, config.live.watch) = (broker.url(), false);
            config.live.poll_milliseconds = 600_000;
            let db = entity::Db::connect(&copy.url(), &entity::PoolOptions::default())
                .await
                .unwrap();
            let hub = Hub::new(&db, &std::sync::Arc::new(config), &Clock::system());
            hub.start();
            hub.position().await.unwrap();
            hubs.push(hub);
        }
        // Each process polls again when its broker connection opens.
        tokio::time::sleep(Duration::from_secs(2)).await;
        let counts = || hubs.iter().map(Hub::statements).collect::<Vec<_>>();
        let before = counts();
        hubs[0].signal().written_here();
        soon("the other process of the same database", async {
            while counts()[1] == before[1] {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        })
        .await;
        tokio::time::sleep(Duration::from_millis(500)).await;
        assert_eq!(counts()[2], before[2], "a process of another database");
    }
}

#[test]
fn check_reports_whether_the_broker_is_available() {
    let check = |copy: &Copy, broker: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_deskql"));
        command
            .current_dir(copy.path())
            .env_clear()
            .env("DESKQL_LIVE__NOTIFY_URL", broker);
        let output = command
            .args(["check", "sqlite:helpdesk.sqlite3", "--storage", "fs:media"])
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "an unreachable broker must not fail the check"
        );
        let output =
            String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
        assert!(!output.contains(PASSWORD), "{output}");
        output
    };
    let copy = Copy::new();
    assert!(!check(&copy, "").contains("Broker"));
    for mut broker in Broker::each() {
        let output = check(&copy, &broker.url());
        assert!(
            output.contains("\nBroker ") && output.contains("\nIt is available."),
            "{output}"
        );
        broker.end();
        let output = check(&copy, &broker.url());
        assert!(
            output.contains("\nIt is unavailable: ") && output.contains("every 1000 ms"),
            "{output}"
        );
    }
}
