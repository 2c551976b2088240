//! Databases of older releases of django-helpdesk, which lack columns, and Django's upgrades while
//! deskql runs.

use entity::{Db, PoolOptions};
use sea_orm::{ConnectionTrait as _, DbBackend};
use serde_json::{Value, json};

use crate::support::fixture::{self, Copy};
use crate::support::server::Server;
use crate::support::service::Service;

const DROP: [&str; 2] = [
    "ALTER TABLE helpdesk_followup DROP COLUMN email_recipients",
    "ALTER TABLE helpdesk_usersettings DROP COLUMN ticket_respond_layout",
];

/// The statements of Django's migrations 0040 and 0042, except that SQLite's column keeps its
/// default, because Django copies the table there.
fn add(backend: DbBackend) -> Vec<String> {
    let json = match backend {
        DbBackend::Postgres => "jsonb",
        DbBackend::MySql => "json",
        _ => "text",
    };
    let mut statements = vec![
        format!("ALTER TABLE helpdesk_followup ADD COLUMN email_recipients {json} NULL"),
        "ALTER TABLE helpdesk_usersettings ADD COLUMN ticket_respond_layout varchar(16) \
         DEFAULT 'tabs' NOT NULL"
            .to_owned(),
    ];
    if backend != DbBackend::Sqlite {
        statements.push(
            "ALTER TABLE helpdesk_usersettings ALTER COLUMN ticket_respond_layout DROP DEFAULT"
                .to_owned(),
        );
    }
    statements
}

/// Sends JSON with the token of `admin` and returns the status and the JSON of the answer.
async fn post(service: &Service, uri: &str, body: Value) -> (u16, Value) {
    let authorization = format!("Token {}", fixture::token("admin"));
    let headers = [
        ("authorization", authorization.as_str()),
        ("content-type", "application/json"),
    ];
    let answer = service.call("POST", uri, &headers, body.to_string()).await;
    (answer.status.as_u16(), answer.json())
}

/// Adds a public comment to ticket 1 and returns the recipients that GraphQL shows for it.
async fn comment(service: &Service) -> Value {
    let query = "mutation { followUpAdd(input: {ticketId: 1, comment: \"Hello\", public: true}) \
                 { followUp { emailRecipients } userErrors { message } } }";
    let (status, answer) = post(service, "/graphql", json!({ "query": query })).await;
    assert_eq!(status, 200, "{answer}");
    let recipients = answer.pointer("/data/followUpAdd/followUp/emailRecipients");
    recipients
        .unwrap_or_else(|| panic!("no follow-up: {answer}"))
        .clone()
}

async fn create_user(service: &Service, name: &str) {
    let body = json!({"username": name, "password": "long-and-Unusual-7"});
    let (status, answer) = post(service, "/api/users/", body).await;
    assert_eq!(status, 201, "{answer}");
}

async fn layouts(service: &Service) -> Vec<Option<String>> {
    use sea_orm::EntityTrait as _;
    let rows = entity::user_settings::Entity::find()
        .all(&service.app.db)
        .await
        .unwrap();
    rows.into_iter()
        .map(|row| row.ticket_respond_layout)
        .collect()
}

#[tokio::test]
async fn follows_the_columns_while_django_changes_them() {
    let copy = Copy::new();
    let mut urls = vec![copy.url()];
    let servers = Server::fixtures().await;
    urls.extend(servers.iter().map(Server::url));
    for url in urls {
        let django = Db::connect(&url, &PoolOptions::default()).await.unwrap();
        for statement in DROP {
            django.execute_unprepared(statement).await.unwrap();
        }
        let service = Service::start_with(|config| config.database.url.clone_from(&url)).await;
        assert_eq!(comment(&service).await, Value::Null, "{url}");
        create_user(&service, "early").await;
        assert!(layouts(&service).await.iter().all(Option::is_none));
        let query = "{ followUps(last: 1) { nodes { emailRecipients } } viewer { settings { ticketRespondLayout } } }";
        let (_, answer) = post(&service, "/graphql", json!({ "query": query })).await;
        assert_eq!(
            answer["data"]["viewer"]["settings"]["ticketRespondLayout"], "TABS",
            "{answer}"
        );

        let backend = django.get_database_backend();
        for statement in add(backend) {
            django.execute_unprepared(&statement).await.unwrap();
        }
        // The insert fails, because the column has no default, and is repeated with it.
        create_user(&service, "late").await;
        service.app.db.inspect_columns().await.unwrap();
        assert!(layouts(&service).await.iter().all(Option::is_some));
        assert!(comment(&service).await.is_array(), "{url}");

        for statement in DROP {
            django.execute_unprepared(statement).await.unwrap();
        }
        assert!(layouts(&service).await.iter().all(Option::is_none));
        assert_eq!(comment(&service).await, Value::Null, "{url}");
        create_user(&service, "last").await;
        django.close().await.unwrap();
    }
}

#[tokio::test]
async fn cuts_names_of_changed_fields_to_the_column() {
    let copy = Copy::new();
    let db = Db::connect(&copy.url(), &PoolOptions::default())
        .await
        .unwrap();
    assert_eq!(db.max_change_field(), 200);
    for statement in [
        "DROP TABLE helpdesk_ticketchange",
        "CREATE TABLE helpdesk_ticketchange (id integer PRIMARY KEY, field varchar(100) NOT NULL)",
    ] {
        db.execute_unprepared(statement).await.unwrap();
    }
    db.inspect_columns().await.unwrap();
    assert_eq!(db.max_change_field(), 100);
}
