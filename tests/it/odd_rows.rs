//! Rows with values that Django does not store, written by another program. All lists include them;
//! an unreadable value becomes null in its row only.

use std::collections::HashSet;

use sea_orm::{ConnectionTrait as _, DbBackend, Statement};
use serde_json::{Value, json};

use crate::support::fixture;
use crate::support::server::Server;
use crate::support::service::Service;

async fn rest(service: &Service, path: &str) -> Value {
    let token = format!("Token {}", fixture::token("admin"));
    let answer = service.get(path, &[("authorization", &token)]).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer.json()
}

async fn graph(service: &Service, query: &str) -> Value {
    let token = format!("Token {}", fixture::token("admin"));
    let headers = [
        ("authorization", token.as_str()),
        ("content-type", "application/json"),
    ];
    let answer = service
        .call(
            "POST",
            "/graphql",
            &headers,
            json!({ "query": query }).to_string(),
        )
        .await
        .json();
    assert!(answer.get("errors").is_none(), "{query}: {answer:#}");
    answer["data"].clone()
}

async fn sql(service: &Service, sql: &str) {
    service
        .app
        .db
        .execute_unprepared(sql)
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// A value of a row in a REST list.
async fn value(service: &Service, list: &str, id: i64, name: &str) -> Value {
    let rows = rest(service, &format!("{list}?page_size=1000")).await;
    let row = rows["results"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["id"] == id)
        .unwrap()
        .clone();
    row[name].clone()
}

/// Requests all lists of REST and GraphQL, with all columns that can have such values.
async fn lists_answer(service: &Service) {
    for list in [
        "/api/tickets/",
        "/api/followups/",
        "/api/followups-attachments/",
        "/api/user_tickets/",
    ] {
        rest(service, &format!("{list}?page_size=1000")).await;
    }
    let query = "{
        tickets(first: 60) { nodes {
            id title createdAt updatedAt dueAt lastEscalatedAt priority priorityCode status statusCode statusLabel onHold
            submitterEmail description resolution secretKey queue { title } assignedTo { username }
            customFieldValues { text integer decimal boolean date time dateTime }
            followUps(first: 10) { nodes {
                createdAt title comment public newStatusCode messageId timeSpent emailRecipients
                attachments { filename size mimeType }
                changes { field oldValue newValue }
            } }
            ccs { email canView canUpdate user { username } }
            checklists { name tasks { description completedAt position } }
            dependencies { ticket { id } dependsOn { id } }
        } }
        kbItems(first: 20) { nodes {
            title question answer votes recommendations updatedAt order enabled score
            attachments { filename size mimeType url }
        } }
        queues(first: 20) { nodes { title slug } }
        viewer { settings { ticketsPerPage } }
    }";
    graph(service, query).await;
}

/// IDs of all tickets, fetched page by page.
async fn ids_of_all_pages(service: &Service, order: &str) -> Vec<i64> {
    let (mut numbers, mut after) = (Vec::new(), "null".to_owned());
    for _ in 0..200 {
        let query = format!(
            "{{ tickets(first: 2, after: {after}, orderBy: [{order}]) {{ nodes {{ databaseId }} \
             pageInfo {{ hasNextPage endCursor }} }} }}"
        );
        let page = graph(service, &query).await["tickets"].clone();
        numbers.extend(
            page["nodes"]
                .as_array()
                .unwrap()
                .iter()
                .map(|node| node["databaseId"].as_i64().unwrap()),
        );
        if page["pageInfo"]["hasNextPage"] == false {
            return numbers;
        }
        after = page["pageInfo"]["endCursor"].to_string();
    }
    panic!("pagination does not end: {numbers:?}");
}

async fn assert_pages_are_complete(service: &Service, fields: &[&str]) {
    let count = graph(service, "{ tickets { totalCount } }").await["tickets"]["totalCount"]
        .as_u64()
        .unwrap();
    for field in fields {
        for direction in ["ASC", "DESC"] {
            let ids = ids_of_all_pages(
                service,
                &format!("{{ field: {field}, direction: {direction} }}"),
            )
            .await;
            let each: HashSet<_> = ids.iter().collect();
            assert_eq!(
                (ids.len(), each.len()),
                (usize::try_from(count).unwrap(), each.len()),
                "{field} {direction}"
            );
        }
    }
}

/// Whether all rows of a table get such values.
fn is_small(table: &str) -> bool {
    matches!(
        table,
        "helpdesk_ticketcc"
            | "helpdesk_checklist"
            | "helpdesk_checklisttask"
            | "helpdesk_kbiattachment"
            | "helpdesk_usersettings"
    )
}

/// A stored value as an SQL literal.
async fn stored(service: &Service, expression: &str) -> String {
    let sql = format!("SELECT quote({expression})");
    let statement = Statement::from_string(DbBackend::Sqlite, sql);
    let row = service.app.db.query_one_raw(statement).await.unwrap();
    row.unwrap().try_get_by_index(0).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lists_rows_with_values_of_any_type_on_sqlite() {
    let service = Service::start().await;
    // First values that Django can read, then values that it cannot.
    for (stored, shown) in [
        ("'2025-06-15'", json!("2025-06-15T00:00:00Z")),
        ("'2025-06-15T10:11'", json!("2025-06-15T10:11:00Z")),
        ("'2025-06-15 10:11:12+02:00'", json!("2025-06-15T08:11:12Z")),
        ("''", Value::Null),
        ("'garbage'", Value::Null),
        ("'2025-13-45 10:00:00'", Value::Null),
        ("'0000-00-00 00:00:00'", Value::Null),
        // SQLite converts this to a number, which Django cannot read.
        ("'20250615'", Value::Null),
        ("1750000000", Value::Null),
        ("2460000.5", Value::Null),
        ("x'00ff'", Value::Null),
    ] {
        sql(
            &service,
            &format!("UPDATE helpdesk_ticket SET due_date = {stored} WHERE id = 2"),
        )
        .await;
        assert_eq!(
            value(&service, "/api/tickets/", 2, "due_date").await,
            shown,
            "{stored}"
        );
        lists_answer(&service).await;
    }
    sql(
        &service,
        "INSERT INTO helpdesk_kbiattachment (file, filename, mime_type, size, kbitem_id) \
         VALUES ('a.txt', 'a.txt', 'text/plain', 1, 1)",
    )
    .await;
    // Values of each type in each column, in all rows but the first.
    let odd = ["'abc'", "''", "12345678901234", "3.75", "x'ff00fe'"];
    for (table, columns) in [
        (
            "helpdesk_ticket",
            &[
                "created",
                "modified",
                "due_date",
                "last_escalation",
                "priority",
                "status",
                "on_hold",
                "title",
                "submitter_email",
                "description",
                "resolution",
                "secret_key",
            ][..],
        ),
        (
            "helpdesk_followup",
            &[
                "date",
                "title",
                "comment",
                "public",
                "new_status",
                "message_id",
                "time_spent",
            ],
        ),
        (
            "helpdesk_followupattachment",
            &["filename", "mime_type", "size"],
        ),
        (
            "helpdesk_kbitem",
            &[
                "title",
                "question",
                "answer",
                "votes",
                "recommendations",
                "last_updated",
                "order",
                "enabled",
            ],
        ),
        (
            "helpdesk_queue",
            &[
                "email_address",
                "locale",
                "escalate_days",
                "email_box_port",
                "email_box_ssl",
                "email_box_last_check",
                "dedicated_time",
            ],
        ),
        (
            "helpdesk_customfield",
            &[
                "label",
                "help_text",
                "max_length",
                "decimal_places",
                "ordering",
                "required",
            ],
        ),
        (
            "auth_user",
            &["last_login", "date_joined", "first_name", "email"],
        ),
        (
            "helpdesk_ticketchange",
            &["field", "old_value", "new_value"],
        ),
        ("helpdesk_ticketcc", &["email", "can_view", "can_update"]),
        ("helpdesk_checklist", &["name"]),
        (
            "helpdesk_checklisttask",
            &["description", "completion_date", "position"],
        ),
        ("helpdesk_kbiattachment", &["filename", "mime_type", "size"]),
        (
            "helpdesk_usersettings",
            &["tickets_per_page", "email_on_ticket_change"],
        ),
    ] {
        // The first row keeps its value to restore the others; small tables have no such row.
        let unchanged = if is_small(table) { 0 } else { 1 };
        for column in columns {
            let first = format!("(SELECT \"{column}\" FROM {table} ORDER BY id LIMIT 1)");
            let before = stored(&service, &first).await;
            for value in odd {
                let tx = service.app.db.begin().await.unwrap();
                tx.execute_unprepared("PRAGMA ignore_check_constraints = ON")
                    .await
                    .unwrap();
                let set =
                    format!("UPDATE {table} SET \"{column}\" = {value} WHERE id > {unchanged}");
                let done = tx.execute_unprepared(&set).await;
                tx.commit().await.unwrap();
                if done.is_ok() {
                    lists_answer(&service).await;
                }
            }
            if *column != "secret_key" {
                let set =
                    format!("UPDATE {table} SET \"{column}\" = {before} WHERE id > {unchanged}");
                sql(&service, &set).await;
            }
        }
    }
    // Text that is not JSON, which the column's check would reject.
    let tx = service.app.db.begin().await.unwrap();
    tx.execute_unprepared("PRAGMA ignore_check_constraints = ON")
        .await
        .unwrap();
    tx.execute_unprepared("UPDATE helpdesk_followup SET email_recipients = 'not json'")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    lists_answer(&service).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_by_unreadable_moments_are_complete() {
    let service = Service::start().await;
    for (id, moment) in [
        (1, "'zzz'"),
        (2, "''"),
        (3, "17"),
        (4, "'2025-06-15'"),
        (5, "'2025-06-15'"),
        (6, "'2025-06-15T10:00'"),
    ] {
        for column in ["created", "modified", "due_date"] {
            sql(
                &service,
                &format!("UPDATE helpdesk_ticket SET {column} = {moment} WHERE id = {id}"),
            )
            .await;
        }
    }
    assert_pages_are_complete(&service, &["DUE_AT", "CREATED_AT", "UPDATED_AT"]).await;
    for server in Server::fixtures().await {
        let service = Service::start_with(|config| config.database.url = server.url()).await;
        let moments = match service.app.db.get_database_backend() {
            DbBackend::Postgres => [
                "'infinity'",
                "'-infinity'",
                "'12000-01-01'",
                "'0044-03-15 BC'",
            ],
            _ => [
                "'0000-00-00 00:00:00'",
                "'0000-00-00 00:00:00'",
                "'2025-00-00 00:00:00'",
                "'2025-02-31 00:00:00'",
            ],
        };
        let lenient = match service.app.db.get_database_backend() {
            DbBackend::MySql => "SET STATEMENT sql_mode = 'ALLOW_INVALID_DATES' FOR ",
            _ => "",
        };
        for (id, moment) in (1..).zip(moments) {
            let set = format!("created = {moment}, modified = {moment}, due_date = {moment}");
            sql(
                &service,
                &format!("{lenient}UPDATE helpdesk_ticket SET {set} WHERE id = {id}"),
            )
            .await;
        }
        sql(
            &service,
            "UPDATE helpdesk_ticket SET submitter_email = 'admin@example.com' WHERE id = 1",
        )
        .await;
        lists_answer(&service).await;
        assert_eq!(
            value(&service, "/api/tickets/", 1, "due_date").await,
            Value::Null
        );
        assert_eq!(
            value(&service, "/api/user_tickets/", 1, "created").await,
            Value::Null
        );
        let odd = match service.app.db.get_database_backend() {
            DbBackend::Postgres => "'infinity'",
            _ => "'0000-00-00 00:00:00'",
        };
        sql(
            &service,
            &format!("{lenient}UPDATE helpdesk_checklisttask SET completion_date = {odd}"),
        )
        .await;
        lists_answer(&service).await;
        assert_pages_are_complete(&service, &["CREATED_AT", "UPDATED_AT", "DUE_AT"]).await;
    }
}

/// psycopg counts a year as 365 days and a month as 30. Python's `timedelta` has a maximum.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reads_intervals_of_postgresql_as_psycopg_does() {
    let Some(postgres) = crate::support::postgres::Postgres::fixture().await else {
        return;
    };
    let service = Service::start_with(|config| config.database.url = postgres.url()).await;
    for (stored, shown) in [
        ("1 year 2 months 3 days", json!("428 00:00:00")),
        ("-1 mons +00:00:01", json!("-30 00:00:01")),
        ("178000000 years", Value::Null),
    ] {
        sql(
            &service,
            &format!("UPDATE helpdesk_followup SET time_spent = '{stored}' WHERE id = 1"),
        )
        .await;
        assert_eq!(
            value(&service, "/api/followups/", 1, "time_spent").await,
            shown,
            "{stored}"
        );
    }
}
