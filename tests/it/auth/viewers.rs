//! The viewer of a request: the statements that it takes, and the queues that it may use.

use deskql::auth::Api;
use deskql::config::Config;
use deskql::domain::Viewer;

use super::support::{Fixture, ask, basic, config, outcome, peer, request};
use crate::support::fixture::token;

#[tokio::test(flavor = "multi_thread")]
async fn takes_few_statements() {
    let fixture = Fixture::sqlite().await;
    for by_permission in [false, true] {
        let mut config = config();
        config.helpdesk.enable_per_queue_staff_permission = by_permission;
        let authenticator = fixture.authenticator(config);
        let token = format!("Token {}", token("agent"));
        let session = ("Cookie", "sessionid=fixtureagent00000000000000000000");
        let more = u64::from(by_permission);
        for (parts, statements) in [
            (request("GET", &[]), 0),
            (request("GET", &[("Authorization", &token)]), 1 + more),
            (request("GET", &[session]), 2 + more),
            (basic("agent", "agent-pass"), 1 + more),
            (basic("agent", "agent-pass"), 1 + more),
            (request("GET", &[("Cookie", "sessionid=short")]), 0),
            (request("GET", &[("Authorization", "Token abc")]), 1),
        ] {
            let db = fixture.db.with_own_counter();
            ask(&authenticator, &db, &parts).await;
            assert_eq!(
                db.statement_count(),
                statements,
                "{:?}",
                parts.headers.keys().collect::<Vec<_>>()
            );
        }
    }
}

async fn granted_queues(fixture: &Fixture, config: Config, user: &str) -> Option<Vec<i32>> {
    let parts = request(
        "GET",
        &[("Authorization", &format!("Token {}", token(user)))],
    );
    let found = fixture
        .authenticator(config)
        .authenticate(&fixture.db, &parts, peer(), Api::Rest)
        .await;
    match found.as_ref().map(|found| &found.viewer) {
        Ok(Viewer::User(account)) => account.granted_queues.clone(),
        _ => panic!("{}", outcome(&found)),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn grants_queues_by_permission() {
    for fixture in Fixture::each().await {
        assert_eq!(
            granted_queues(&fixture, config(), "agent").await,
            None,
            "the setting is off"
        );
        let mut config = config();
        config.helpdesk.enable_per_queue_staff_permission = true;
        assert_eq!(
            granted_queues(&fixture, config.clone(), "admin").await,
            None,
            "a superuser"
        );
        assert_eq!(
            granted_queues(&fixture, config.clone(), "agent").await,
            Some(vec![2]),
            "through a group"
        );
        assert_eq!(
            granted_queues(&fixture, config.clone(), "hr").await,
            Some(vec![]),
            "without permissions"
        );
    }
}
