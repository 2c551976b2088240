//! The API of older releases, beyond the recorded contract.

use deskql::config::Config;
use sea_orm::ConnectionTrait as _;
use serde_json::Value;

use super::admin;
use crate::support::service::{Answer, Service};

fn release(release: &str) -> impl FnOnce(&mut Config) {
    let release = release.to_owned();
    move |config| config.helpdesk.api_release = release
}

async fn get(service: &Service, uri: &str, headers: &[(&str, &str)]) -> Answer {
    let authorization = admin();
    let headers = [&[("authorization", authorization.as_str())], headers].concat();
    service.get(uri, &headers).await
}

/// The number of rows in an array, whose IDs must be distinct.
fn count(rows: &Value) -> usize {
    let mut ids: Vec<i64> = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["id"].as_i64().unwrap())
        .collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), rows.as_array().unwrap().len());
    ids.len()
}

#[tokio::test]
async fn complete_lists_are_sent_in_parts() {
    let service = Service::start_with(release("1.0.0")).await;
    let before = count(&get(&service, "/api/tickets/", &[]).await.json());
    for round in 0..4 {
        let copy = format!(
            "INSERT INTO helpdesk_ticket SELECT id + {}, title, created, submitter_email, status, on_hold, description, \
             resolution, priority, due_date, last_escalation, assigned_to_id, queue_id, secret_key || '{round}', modified, \
             merged_to_id, kbitem_id FROM helpdesk_ticket WHERE merged_to_id IS NULL",
            1000 * (1 << round)
        );
        let columns = "id, title, created, submitter_email, status, on_hold, description, resolution, priority, due_date, \
                       last_escalation, assigned_to_id, queue_id, secret_key, modified, merged_to_id, kbitem_id";
        let copy = copy.replace(
            "helpdesk_ticket SELECT",
            &format!("helpdesk_ticket ({columns}) SELECT"),
        );
        service.app.db.execute_unprepared(&copy).await.unwrap();
    }
    let answer = get(&service, "/api/tickets/?page=2&page_size=5&status=4", &[]).await;
    assert_eq!(answer.header("content-type"), "application/json");
    let all = answer.json();
    assert!(count(&all) > 10 * before, "{}", count(&all));
    let indented = get(
        &service,
        "/api/tickets/",
        &[("accept", "application/json; indent=1")],
    )
    .await;
    assert_eq!(indented.json(), all);
    let page = get(&service, "/api/tickets/", &[("accept", "text/html")]).await;
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert!(page.body.ends_with(b"</html>\n") && page.body.len() > answer.body.len());
}

#[tokio::test]
async fn the_database_selects_the_release() {
    let service = Service::start().await;
    assert!(get(&service, "/api/tickets/", &[]).await.json().is_object());
    for (last, pages, user_tickets) in [("0039", true, 200), ("0038", false, 404)] {
        let service = Service::start_with(|config| {
            let url = config.database.url.clone();
            std::thread::spawn(move || {
                let runtime = tokio::runtime::Runtime::new().unwrap();
                runtime.block_on(async {
                    let db = entity::Db::connect(&url, &entity::PoolOptions::default())
                        .await
                        .unwrap();
                    let delete = format!(
                        "DELETE FROM django_migrations WHERE app = 'helpdesk' AND name > '{last}z'"
                    );
                    db.execute_unprepared(&delete).await.unwrap();
                    db.close().await.unwrap();
                });
            })
            .join()
            .unwrap();
        })
        .await;
        let list = get(&service, "/api/tickets/", &[]).await.json();
        assert_eq!(list.is_object(), pages, "{last}");
        let status = get(&service, "/api/user_tickets/", &[]).await.status;
        assert_eq!(status.as_u16(), user_tickets, "{last}");
    }
}

#[tokio::test]
async fn rejects_unknown_releases() {
    let copy = crate::support::fixture::Copy::new();
    crate::support::migrate(&copy.url()).await;
    let mut config = Config::default();
    config.database.url = copy.url();
    config.helpdesk.api_release = "3.0".to_owned();
    let error = deskql::app::App::open(config).await.err().unwrap();
    let message = format!("{error:#}");
    assert_eq!(
        message,
        "invalid setting helpdesk.api_release: expected a release of django-helpdesk from 0.5 to 2.6"
    );
}
