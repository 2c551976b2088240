//! Due dates that Python cannot represent. REST and GraphQL reject them, because Django could not
//! read them. The earliest and latest valid ones are stored to the microsecond.

use entity::{followup, ticket};
use sea_orm::{EntityTrait as _, PaginatorTrait as _};
use serde_json::{Value, json};

use crate::support::fixture;
use crate::support::postgres::Postgres;
use crate::support::service::Service;

/// Before the year 1 or after 9999 (in their time zone or in UTC), leap seconds, and days that do not
/// exist.
const INVALID: [&str; 12] = [
    "0000-12-31T23:59:59Z",
    "-0001-01-01T00:00:00Z",
    "0001-01-01T00:00:00+00:01",
    "0000-06-30T12:00:00-12:00",
    "10000-01-01T00:00:00Z",
    "+12345-01-01T00:00:00Z",
    "9999-12-31T23:59:59-00:01",
    "2016-12-31T23:59:60Z",
    "2016-12-31T23:59:60.5Z",
    "2017-01-01T05:29:60+05:30",
    "2023-02-29T00:00:00Z",
    "2024-01-01T24:00:00Z",
];
const EDGES: [&str; 2] = ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"];

async fn services() -> Vec<(Service, Option<Postgres>)> {
    let mut services = vec![(Service::start().await, None)];
    if let Some(postgres) = Postgres::fixture().await {
        let url = postgres.url();
        services.push((
            Service::start_with(|config| config.database.url = url).await,
            Some(postgres),
        ));
    }
    services
}

async fn call(service: &Service, method: &str, path: &str, body: &Value) -> (u16, Value) {
    let authorization = format!("Token {}", fixture::token("admin"));
    let headers = [
        ("authorization", authorization.as_str()),
        ("content-type", "application/json"),
    ];
    let answer = service.call(method, path, &headers, body.to_string()).await;
    (answer.status.as_u16(), answer.json())
}

/// REST requests that write a due date.
fn rest(due: &str) -> [(&'static str, &'static str, Value); 3] {
    let ticket =
        json!({ "queue": 1, "title": "t", "description": "d", "priority": 3, "due_date": due });
    [
        ("POST", "/api/tickets/", ticket.clone()),
        ("PUT", "/api/tickets/1/", ticket),
        ("PATCH", "/api/tickets/1/", json!({ "due_date": due })),
    ]
}

/// GraphQL requests that write a due date.
fn graph(due: &str) -> [Value; 3] {
    let ask = |name: &str, kind: &str, input: Value| {
        let query = format!(
            "mutation($input: {kind}!) {{ created: {name}(input: $input) {{ ticket {{ dueAt }} userErrors {{ field code }} }} }}"
        );
        json!({ "query": query, "variables": { "input": input } })
    };
    [
        ask(
            "ticketCreate",
            "TicketCreateInput",
            json!({ "queueId": 1, "title": "t", "description": "d", "dueAt": due }),
        ),
        ask(
            "ticketUpdate",
            "TicketUpdateInput",
            json!({ "id": 1, "dueAt": due }),
        ),
        ask(
            "followUpAdd",
            "FollowUpAddInput",
            json!({ "ticketId": 1, "comment": "c", "changes": { "dueAt": due } }),
        ),
    ]
}

async fn rows(service: &Service) -> (u64, u64, ticket::Model) {
    let db = &service.app.db;
    (
        ticket::Entity::find().count(db).await.unwrap(),
        followup::Entity::find().count(db).await.unwrap(),
        ticket::Entity::find_by_id(1)
            .one(db)
            .await
            .unwrap()
            .unwrap(),
    )
}

#[tokio::test]
async fn rejects_moments_that_python_cannot_represent() {
    for (service, _database) in services().await {
        let before = rows(&service).await;
        for due in INVALID {
            for (method, path, body) in rest(due) {
                let (status, answer) = call(&service, method, path, &body).await;
                assert_eq!(status, 400, "{method} {due}: {answer}");
                assert!(answer["due_date"].is_array(), "{method} {due}: {answer}");
            }
            for body in graph(due) {
                let (_, answer) = call(&service, "POST", "/graphql", &body).await;
                let user_errors = &answer["data"]["created"]["userErrors"];
                let rejected = match user_errors.as_array() {
                    Some(user_errors) => user_errors.iter().any(|error| {
                        error["code"] == "INVALID"
                            && error["field"]
                                .as_array()
                                .is_some_and(|path| path.last() == Some(&json!("dueAt")))
                    }),
                    // The scalar rejected it.
                    None => answer["errors"][0]["message"]
                        .as_str()
                        .is_some_and(|text| text.contains("not a date and time")),
                };
                assert!(rejected, "{due}: {answer}");
                assert!(
                    !answer.to_string().contains("INTERNAL_SERVER_ERROR"),
                    "{due}: {answer}"
                );
            }
            assert_eq!(rows(&service).await, before, "{due}");
        }
    }
}

#[tokio::test]
async fn stores_the_first_and_the_last_moment() {
    for (service, _database) in services().await {
        for due in EDGES {
            for (method, path, body) in rest(due) {
                let (status, answer) = call(&service, method, path, &body).await;
                assert!(status < 300, "{method} {due}: {answer}");
                assert_eq!(answer["due_date"], due, "{method}");
            }
            for body in graph(due) {
                let (_, answer) = call(&service, "POST", "/graphql", &body).await;
                assert_eq!(
                    answer["data"]["created"]["ticket"]["dueAt"], due,
                    "{answer}"
                );
            }
        }
    }
}

#[tokio::test]
async fn rejects_moments_that_are_out_of_range_in_the_time_zone_of_the_site() {
    let service = Service::start_with(|config| config.time_zone = chrono_tz::Asia::Kolkata).await;
    let before = rows(&service).await;
    // In Kolkata it is the year 10000.
    for (method, path, body) in rest(EDGES[1]) {
        let (status, answer) = call(&service, method, path, &body).await;
        assert_eq!(status, 400, "{method}: {answer}");
    }
    for body in graph(EDGES[1]) {
        let (_, answer) = call(&service, "POST", "/graphql", &body).await;
        assert_eq!(
            answer["data"]["created"]["userErrors"][0]["code"], "INVALID",
            "{answer}"
        );
    }
    assert_eq!(rows(&service).await, before);
}
