//! The worker, with deliverers of the tests.

use std::sync::Arc;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use deskql::config;
use deskql::delivery::{Deliver, Failure, Worker};
use deskql::domain::Clock;
use deskql::domain::core::signals::Outbox;
use deskql::domain::delivery::outbox::{ClaimedEntry, Kind};
use entity::Db;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::{each, insert, mail, rows, until};

/// Records deliveries, each of which takes a while.
struct Slow {
    time: Duration,
    begun: Mutex<Vec<(i64, Instant)>>,
    ended: Mutex<Vec<i64>>,
    at_once: Mutex<(usize, usize)>,
}

impl Slow {
    fn new(milliseconds: u64) -> Arc<Self> {
        let time = Duration::from_millis(milliseconds);
        Arc::new(Self {
            time,
            begun: Mutex::default(),
            ended: Mutex::default(),
            at_once: Mutex::default(),
        })
    }

    fn begun(&self) -> usize {
        self.begun.lock().unwrap().len()
    }
}

#[async_trait::async_trait]
impl Deliver for Slow {
    fn kind(&self) -> Kind {
        Kind::Mail
    }

    async fn deliver(&self, claimed: &ClaimedEntry) -> Result<(), Failure> {
        self.begun
            .lock()
            .unwrap()
            .push((claimed.id, Instant::now()));
        {
            let mut at_once = self.at_once.lock().unwrap();
            at_once.0 += 1;
            at_once.1 = at_once.1.max(at_once.0);
        }
        tokio::time::sleep(self.time).await;
        self.at_once.lock().unwrap().0 -= 1;
        self.ended.lock().unwrap().push(claimed.id);
        if claimed.ticket == Some(13) && claimed.attempt < 3 {
            return Err(Failure::temporary("unlucky"));
        }
        Ok(())
    }
}

fn settings() -> config::Outbox {
    let mut settings = super::settings();
    (
        settings.retry_seconds,
        settings.poll_milliseconds,
        settings.lease_seconds,
    ) = (0.1, 10_000, 1);
    settings
}

fn start(
    db: &Db,
    outbox: &Outbox,
    settings: config::Outbox,
    slow: &Arc<Slow>,
) -> (oneshot::Sender<()>, JoinHandle<()>) {
    let deliverer: Arc<dyn Deliver> = Arc::clone(slow) as _;
    let worker = Worker::new(
        db.clone(),
        Clock::system(),
        outbox.clone(),
        settings,
        vec![deliverer],
    );
    let (stop, stopped) = oneshot::channel();
    let running = tokio::spawn(worker.run(async {
        let _ = stopped.await;
    }));
    (stop, running)
}

#[tokio::test(flavor = "multi_thread")]
async fn starts_when_woken_and_retries() {
    for (service, _database) in each(|_| {}).await {
        let (db, outbox, slow) = (&service.app.db, Outbox::default(), Slow::new(1));
        let mut settings = settings();
        settings.poll_milliseconds = 200;
        let (_stop, _running) = start(db, &outbox, settings, &slow);
        tokio::time::sleep(Duration::from_millis(250)).await;
        let written = Instant::now();
        insert(
            db,
            &Clock::system(),
            &[mail(1, "a@example.com"), mail(13, "b@example.com")],
        )
        .await;
        outbox.wake();
        until("both are delivered", async || rows(db).await.is_empty()).await;
        let begun = slow.begun.lock().unwrap().clone();
        assert!(
            begun[0].1 - written < Duration::from_millis(1000),
            "{:?}",
            begun[0].1 - written
        );
        assert_eq!(begun.len(), 4, "the failing entry three times");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn finds_entries_of_other_processes() {
    let service = crate::support::service::Service::start().await;
    let (db, slow) = (&service.app.db, Slow::new(1));
    let mut settings = settings();
    settings.poll_milliseconds = 100;
    let (_stop, _running) = start(db, &Outbox::default(), settings, &slow);
    insert(db, &Clock::system(), &[mail(1, "a@example.com")]).await;
    until("it is delivered", async || rows(db).await.is_empty()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keeps_its_limits_and_renews_its_claims() {
    for (service, _database) in each(|_| {}).await {
        let (db, outbox, slow) = (&service.app.db, Outbox::default(), Slow::new(2500));
        let entries: Vec<_> = (20..28)
            .map(|ticket| mail(ticket, "a@example.com"))
            .collect();
        insert(db, &Clock::system(), &entries).await;
        let mut settings = settings();
        settings.concurrency = 4;
        // Two workers compete; a delivery takes longer than a claim that is not renewed.
        let (_stop, _running) = start(db, &outbox, settings.clone(), &slow);
        let (_stop, _running) = start(db, &outbox, settings, &slow);
        until("all are delivered", async || rows(db).await.is_empty()).await;
        assert_eq!(slow.begun(), 8, "each entry once");
        let most = slow.at_once.lock().unwrap().1;
        assert!((4..=8).contains(&most), "{most}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn finishes_running_deliveries_when_stopped() {
    for (service, _database) in each(|_| {}).await {
        let (db, outbox, slow) = (&service.app.db, Outbox::default(), Slow::new(700));
        let entries: Vec<_> = (20..30)
            .map(|ticket| mail(ticket, "a@example.com"))
            .collect();
        insert(db, &Clock::system(), &entries).await;
        let mut settings = settings();
        settings.concurrency = 3;
        let (stop, running) = start(db, &outbox, settings, &slow);
        until("it begins", async || slow.begun() == 3).await;
        stop.send(()).unwrap();
        running.await.unwrap();
        assert_eq!((slow.begun(), slow.ended.lock().unwrap().len()), (3, 3));
        let left = rows(db).await;
        assert_eq!(
            left.len(),
            7,
            "delivered entries are removed, others remain"
        );
        assert!(
            left.iter()
                .all(|row| row.claimed_by.is_none() && row.attempts == 0)
        );
    }
}
