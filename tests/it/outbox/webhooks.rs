//! How webhooks are sent: signatures, limits, and which receivers are allowed. One test follows a
//! webhook from the request to the receiver.

use std::time::{Duration, Instant};

use deskql::config::Config;
use deskql::delivery::Deliver as _;
use deskql::delivery::webhook::Sender;
use deskql::domain::Clock;
use deskql::domain::delivery::outbox::claims::{ClaimedEntry, Failure};
use deskql::domain::delivery::outbox::{Delivery, Webhook};
use serde_json::{Value, json};

use super::receiver::{Answer, Receiver};
use super::{each, noon, rows, until};
use crate::support::fixture::token;

/// Settings that allow local receivers. Installs the TLS provider, which sending needs.
fn config() -> Config {
    deskql::cli::prepare();
    let mut config = Config::default();
    config.webhooks.allow_private = true;
    config.helpdesk.webhook_timeout = 1.0;
    config
}

async fn send(config: &Config, url: &str) -> Result<(), Failure> {
    let webhook = Webhook {
        id: "msg_x".to_owned(),
        url: url.to_owned(),
        body: r#"{"a": 1}"#.to_owned(),
    };
    let claimed = ClaimedEntry {
        id: 1,
        ticket: Some(1),
        delivery: Delivery::Webhook(webhook),
        attempt: 1,
        created: noon(),
    };
    Sender::new(config, Clock::fixed(noon()))
        .unwrap()
        .deliver(&claimed)
        .await
}

fn failed(outcome: Result<(), Failure>) -> (bool, String) {
    let failure = outcome.unwrap_err();
    (failure.retry, failure.message)
}

#[tokio::test]
async fn sends_signed_requests() {
    let receiver = Receiver::start(vec![]).await;
    let mut config = config();
    config.webhooks.secret.0 = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned();
    send(&config, &receiver.url("/in?key=1")).await.unwrap();
    config.webhooks.secret.0.clear();
    send(&config, &receiver.url("/")).await.unwrap();
    let received = receiver.received();
    assert_eq!(
        (
            received[0].method.as_str(),
            received[0].path.as_str(),
            received[0].body.as_str()
        ),
        ("POST", "/in?key=1", r#"{"a": 1}"#)
    );
    assert_eq!(received[0].headers["content-type"], "application/json");
    assert_eq!(received[0].headers["webhook-id"], "msg_x");
    assert_eq!(
        received[0].headers["webhook-timestamp"],
        noon().timestamp().to_string()
    );
    // Computed by Python's hmac from the same key and "msg_x.1795521600.{"a": 1}".
    assert_eq!(
        received[0].headers["webhook-signature"],
        "v1,/WQGHH86mcfYq6VuGgVHP0uLnndYdhisyGoDvRxi5Bg="
    );
    assert!(!received[1].headers.contains_key("webhook-signature"));
    assert_eq!(received[1].headers["webhook-id"], "msg_x");
}

#[tokio::test]
async fn answers_decide_about_retries() {
    let answers = vec![
        Answer::Status(200),
        Answer::Status(299),
        Answer::Status(500),
        Answer::Status(404),
        Answer::Status(303),
        Answer::Status(410),
        Answer::Header(429, "retry-after", "120".to_owned()),
        Answer::Header(503, "retry-after", "99999999".to_owned()),
        Answer::Header(
            503,
            "retry-after",
            "Wed, 21 Oct 2026 07:28:00 GMT".to_owned(),
        ),
    ];
    let receiver = Receiver::start(answers).await;
    let (config, url) = (config(), receiver.url("/"));
    send(&config, &url).await.unwrap();
    send(&config, &url).await.unwrap();
    for (retry, message) in [
        (true, "answered 500 Internal Server Error"),
        (true, "answered 404 Not Found"),
        (true, "answered 303 See Other"),
        (false, "answered 410 Gone"),
    ] {
        assert_eq!(
            failed(send(&config, &url).await),
            (retry, message.to_owned())
        );
    }
    for after in [Some(120), Some(86_400), None] {
        let failure = send(&config, &url).await.unwrap_err();
        assert_eq!(
            (failure.retry, failure.after),
            (true, after.map(Duration::from_secs))
        );
    }
}

#[tokio::test]
async fn times_out_for_slow_and_unreachable_receivers() {
    let gone = Receiver::start(vec![]).await;
    let url = gone.url("/?key=hush");
    drop(gone);
    tokio::time::sleep(Duration::from_millis(50)).await;
    let (retry, message) = failed(send(&config(), &url).await);
    assert!(
        retry
            && message.starts_with("cannot connect to the receiver: ")
            && !message.contains("hush"),
        "{message}"
    );

    let slow = Receiver::start(vec![Answer::Late(10_000)]).await;
    let began = Instant::now();
    assert_eq!(
        failed(send(&config(), &slow.url("/")).await),
        (true, "no answer within 1 s".to_owned())
    );
    assert!(began.elapsed() < Duration::from_secs(3));

    let endless = Receiver::start(vec![Answer::Endless]).await;
    let began = Instant::now();
    send(&config(), &endless.url("/")).await.unwrap();
    assert!(
        began.elapsed() < Duration::from_millis(900),
        "must not read more than the limit"
    );
}

#[tokio::test]
async fn follows_a_few_redirects() {
    let to = |status, path: &str| Answer::Header(status, "location", path.to_owned());
    let receiver = Receiver::start(vec![to(301, "/b"), to(302, "c"), to(307, "?d")]).await;
    let config = config();
    send(&config, &receiver.url("/a/a")).await.unwrap();
    let received = receiver.received();
    let paths: Vec<&str> = received
        .iter()
        .map(|received| received.path.as_str())
        .collect();
    assert_eq!(paths, ["/a/a", "/b", "/c", "/c?d"]);
    assert!(
        received
            .iter()
            .all(|received| received.method == "POST" && received.body == r#"{"a": 1}"#)
    );

    let round = Receiver::start((0..9).map(|_| to(308, "/")).collect()).await;
    assert_eq!(
        failed(send(&config, &round.url("/")).await),
        (true, "more than 3 redirects".to_owned())
    );
    assert_eq!(round.received().len(), 4);
    let away = Receiver::start(vec![
        to(308, "ftp://example.com/?hush"),
        Answer::Status(301),
    ])
    .await;
    let (_, message) = failed(send(&config, &away.url("/")).await);
    assert!(
        message.contains("does not follow") && !message.contains("hush"),
        "{message}"
    );
    assert_eq!(
        failed(send(&config, &away.url("/")).await).1,
        "answered 301 Moved Permanently without a valid Location"
    );
}

#[tokio::test]
async fn sends_nothing_to_private_addresses() {
    let receiver = Receiver::start(vec![]).await;
    let port = receiver.address.port();
    let mut config = config();
    config.webhooks.allow_private = false;
    for host in [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "2130706433",
        "0x7f.1",
        "10.0.0.1",
        "169.254.169.254",
    ] {
        let (retry, message) =
            failed(send(&config, &format!("http://{host}:{port}/?key=hush")).await);
        assert!(
            !retry && message.contains("private") && !message.contains("hush"),
            "{host}: {message}"
        );
    }
    assert!(receiver.received().is_empty());
    config.webhooks.allow_private = true;
    send(&config, &format!("http://localhost:{port}/"))
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn delivers_webhooks_of_a_request() {
    let receiver = Receiver::start(vec![Answer::Status(500), Answer::Late(1500)]).await;
    deskql::cli::prepare();
    let gone = Receiver::start(vec![Answer::Status(410)]).await;
    for (service, _database) in each(|config| {
        config.webhooks.allow_private = true;
        config.helpdesk.webhook_timeout = 1.0;
        config.outbox.retry_seconds = 0.1;
        config.helpdesk.followup_webhook_urls = vec![receiver.url("/hook"), gone.url("/hook")];
    })
    .await
    {
        let before = receiver.received().len();
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let worker = service.app.worker().unwrap();
        let running = tokio::spawn(worker.run(async {
            let _ = stopped.await;
        }));
        let token = format!("Token {}", token("admin"));
        let headers = [
            ("authorization", token.as_str()),
            ("content-type", "application/json"),
        ];
        for comment in ["one", "two"] {
            let body = json!({ "ticket": 18, "comment": comment, "public": true }).to_string();
            let answer = service
                .call("POST", "/api/followups/", &headers, body)
                .await;
            assert_eq!(answer.status, 201, "{}", answer.text());
        }
        let hooks = async || {
            let rows = rows(&service.app.db)
                .await
                .into_iter()
                .filter(|row| row.kind == "webhook");
            rows.map(|row| (row.destination, row.state, row.last_error))
                .collect::<Vec<_>>()
        };
        until("all webhooks are received", async || {
            hooks().await.iter().all(|(_, state, _)| state == "parked")
        })
        .await;
        let received = receiver.received().split_off(before);
        let payloads: Vec<Value> = received
            .iter()
            .map(|received| serde_json::from_str(&received.body).unwrap())
            .collect();
        let numbers: Vec<u64> = payloads
            .iter()
            .map(|payload| payload["followup_id"].as_u64().unwrap())
            .collect();
        let lengths: Vec<usize> = payloads
            .iter()
            .map(|payload| payload["ticket"]["followup_set"].as_array().unwrap().len())
            .collect();
        if before == 0 {
            assert_eq!(
                numbers,
                [81, 81, 81, 82],
                "an error, a timeout, a success, then the next entry"
            );
            assert_eq!(
                lengths,
                [2, 2, 2, 3],
                "each contains the ticket at its time"
            );
            assert!(
                received[..3]
                    .windows(2)
                    .all(|two| two[0].headers["webhook-id"] == two[1].headers["webhook-id"])
            );
            assert!(
                received[..3]
                    .windows(2)
                    .all(|two| two[0].body == two[1].body)
            );
            let parked = hooks().await;
            assert_eq!(parked.len(), 1, "{parked:?}");
            assert_eq!(parked[0].2.as_deref(), Some("answered 410 Gone"));
        } else {
            assert_eq!(
                (numbers.as_slice(), lengths.as_slice()),
                ([81, 82].as_slice(), [2, 3].as_slice())
            );
        }
        stop.send(()).unwrap();
        running.await.unwrap();
    }
}
