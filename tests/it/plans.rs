//! The plans of lists, filters and counts: no statement reads a large table completely where an
//! index can serve it. The statements are those of the program, with their values.

mod cases;
mod lists;

use std::sync::Arc;

use cases::Cases;
use deskql::domain::{Account, Context, Viewer};
use lists::{of_agent, of_customer};
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, Statement};

use crate::support::mariadb::MariaDb;
use crate::support::postgres::Postgres;
use crate::support::rows;
use crate::support::server::Server;
use crate::support::service::Service;

const TICKETS: u32 = 12_000;
/// The tables that must not be read completely.
const LARGE: [&str; 4] = [
    "helpdesk_ticket",
    "helpdesk_followup",
    "helpdesk_followupattachment",
    "helpdesk_ticketcustomfieldvalue",
];
/// As in a help desk that is in use, few tickets are open, and one queue is small. Many follow-ups
/// have a file, because databases read small tables completely.
const SKEW: &str = "
    INSERT INTO helpdesk_followupattachment (id, file, filename, mime_type, size, followup_id)
    SELECT id + 1000000, 'helpdesk/attachments/more/page.txt', 'page.txt', 'text/plain', 1200, id
    FROM helpdesk_followup WHERE id > 1000;
    UPDATE helpdesk_ticket SET status = 4 WHERE id > 1000 AND id % 20 <> 0;
    UPDATE helpdesk_ticket SET queue_id = 1001 WHERE id % 100 <> 0 AND queue_id = 1005;";

/// Describes what is wrong with a plan.
fn violations(plan: &str, backend: DbBackend, expected: &str) -> Vec<String> {
    let mut found = Vec::new();
    if !expected.split('|').any(|part| plan.contains(part)) {
        found.push(format!("does not use {expected}"));
    }
    for table in LARGE {
        let reads_all = match backend {
            DbBackend::Postgres => plan
                .lines()
                .any(|line| line.contains("Seq Scan on ") && line.contains(&format!(" {table} "))),
            // Without an index, SQLite reads in the order of the ID, which may be the list's.
            DbBackend::Sqlite => plan.lines().any(|line| {
                let parent = line.strip_suffix(&format!(" SCAN {table}"));
                let sort = |parent| format!("{parent} USE TEMP B-TREE FOR ORDER BY");
                parent.is_some_and(|parent| plan.lines().any(|line| line == sort(parent)))
            }),
            _ => plan.contains(&format!(" {table} ALL")),
        };
        if reads_all {
            found.push(format!("reads {table} completely"));
        }
    }
    found
}

/// The plan of a statement, a step per line. The number must differ for each statement.
async fn plan(context: &Context, number: usize, statement: Statement) -> String {
    let backend = statement.db_backend;
    let explain = match backend {
        DbBackend::Sqlite => "EXPLAIN QUERY PLAN",
        _ => "EXPLAIN",
    };
    // The number makes each text different: MariaDB 10.11 plans a prepared statement worse when it
    // runs again after another on the same table, because it forgets that an index has all columns.
    let statement = Statement {
        sql: format!("{explain} /* {number} */ {}", statement.sql),
        ..statement
    };
    let rows = context.db.query_all_raw(statement).await.unwrap();
    let line = |row: &sea_orm::QueryResult| match backend {
        DbBackend::Postgres => row.try_get_by_index::<String>(0).unwrap(),
        DbBackend::Sqlite => {
            let (parent, detail): (i32, String) = (
                row.try_get("", "parent").unwrap(),
                row.try_get("", "detail").unwrap(),
            );
            format!("{parent} {detail}")
        }
        _ => ["table", "type", "key", "Extra"]
            .map(|column| {
                let text = row.try_get::<Option<String>>("", column);
                format!(" {}", text.unwrap().unwrap_or_default())
            })
            .concat(),
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

async fn assert_plans(service: &Service) {
    let db = &service.app.db;
    if db.get_database_backend() == DbBackend::MySql {
        // Otherwise MariaDB counts rows again later, and has wrong numbers meanwhile.
        for table in LARGE {
            let sql = format!("ALTER TABLE {table} STATS_AUTO_RECALC = 0");
            db.execute_unprepared(&sql).await.unwrap();
        }
    }
    rows::fill(db, TICKETS).await;
    db.execute_unprepared(SKEW).await.unwrap();
    migration::indexes::create(db.pool()).await.unwrap();
    let statistics = match db.get_database_backend() {
        DbBackend::Postgres => "VACUUM (ANALYZE)",
        DbBackend::Sqlite => "ANALYZE",
        _ => {
            "ANALYZE TABLE helpdesk_ticket, helpdesk_followup, helpdesk_followupattachment, \
             helpdesk_ticketcustomfieldvalue"
        }
    };
    db.execute_unprepared(statistics).await.unwrap();
    let agent = entity::user::Entity::find_by_id(1001)
        .one(db)
        .await
        .unwrap();
    let agent = agent.unwrap();
    let mut customer = agent.clone();
    (customer.is_superuser, customer.is_staff) = (false, false);
    customer.email = "person7@example.com".to_owned();
    let mut failures = Vec::new();
    for (user, fill) in [(agent, of_agent as fn(&mut Cases)), (customer, of_customer)] {
        let viewer = Viewer::User(Arc::new(Account {
            user,
            granted_queues: None,
            token: None,
        }));
        let mut cases = Cases {
            context: service.app.context(viewer),
            found: Vec::new(),
        };
        fill(&mut cases);
        for (number, case) in cases.found.into_iter().enumerate() {
            let plan = plan(&cases.context, number, case.statement.clone()).await;
            let wrong = violations(&plan, db.get_database_backend(), case.expected);
            if !wrong.is_empty() {
                let (name, wrong, sql) = (case.name, wrong.join(", "), case.statement.sql);
                failures.push(format!("{name}: {wrong}\n{sql}\n{plan}\n"));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[tokio::test]
async fn plans_on_sqlite_use_indexes() {
    assert_plans(&Service::start().await).await;
}

async fn on_server(server: Option<Server>) {
    if let Some(server) = server {
        let service = Service::start_with(|config| config.database.url = server.url()).await;
        assert_plans(&service).await;
    }
}

#[tokio::test]
async fn plans_on_postgresql_use_indexes() {
    on_server(Postgres::fixture().await.map(Server::Postgres)).await;
}

#[tokio::test]
async fn plans_on_mariadb_use_indexes() {
    on_server(MariaDb::fixture().await.map(Server::MariaDb)).await;
}
