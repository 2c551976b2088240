//! Filters that ignore case lowercase each column once, whatever the number of comparisons.

use std::time::Instant;

use sea_orm::ConnectionTrait as _;

use crate::cancelled::{graph, pool};
use crate::support::mariadb::MariaDb;
use crate::support::postgres::Postgres;
use crate::support::service::Service;

/// PostgreSQL lowercases a column once or twice for a filter, not once per comparison.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn filters_lowercase_a_column_once() {
    let postgres = Postgres::fixture().await;
    let mariadb = MariaDb::fixture().await;
    let urls = [
        None,
        postgres.as_ref().map(Postgres::url),
        mariadb.as_ref().map(MariaDb::url),
        mariadb.as_ref().map(MariaDb::url),
    ];
    for (at, url) in urls.into_iter().enumerate() {
        if at > 0 && url.is_none() {
            continue;
        }
        let service = Service::start_with(|config| {
            if let Some(url) = url {
                config.database.url = url;
            }
        })
        .await;
        if at == 3 {
            // A case-sensitive collation.
            let sql = "ALTER TABLE helpdesk_ticket MODIFY title VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL";
            service.app.db.execute_unprepared(sql).await.unwrap();
        }
        let count = async |filter: &str| {
            let query = format!("{{ tickets(filter: {filter}) {{ totalCount }} }}");
            let answer = graph(&service, Some("admin"), &query).await.json();
            answer["data"]["tickets"]["totalCount"]
                .as_i64()
                .unwrap_or_else(|| panic!("{answer}"))
        };
        let all = count("{}").await;
        let (with_a, with_e) = (
            count(r#"{ title: { contains: "A" } }"#).await,
            count(r#"{ title: { contains: "e" } }"#).await,
        );
        let both =
            count(r#"{ and: [{ title: { contains: "A" } }, { title: { contains: "E" } }] }"#).await;
        let either =
            count(r#"{ or: [{ title: { contains: "a" } }, { title: { contains: "e" } }] }"#).await;
        assert!(both > 0 && both < either && either <= all);
        assert_eq!(both + either, with_a + with_e);
        let neither = count(
            r#"{ not: { or: [{ title: { contains: "a" } }, { title: { contains: "e" } }] } }"#,
        )
        .await;
        assert_eq!(neither, all - either);
        let related = r#"{ and: [
            { title: { contains: "a" } }, { title: { contains: "e" } },
            { queue: { or: [{ title: { contains: "s" } }, { title: { contains: "zz" } }] } },
            { followUps: { none: { and: [{ title: { contains: "zz" } }, { title: { contains: "z" } }] } } }
        ] }"#;
        assert!(count(related).await <= both);
    }
    let Some(postgres) = postgres else { return };
    let db = pool(&postgres.url(), 1).await;
    db.execute_unprepared(
        "UPDATE helpdesk_kbitem SET answer = repeat('Ärger mit dem Drucker ', 20000)",
    )
    .await
    .unwrap();
    let service = Service::start_with(|config| config.database.url = postgres.url()).await;
    let ask = async |number: usize| {
        let any: Vec<_> = (0..number)
            .map(|at| format!(r#"{{ answer: {{ contains: "zz{at}" }} }}"#))
            .collect();
        let query = format!(
            "{{ kbItems(filter: {{ or: [{}] }}) {{ totalCount }} }}",
            any.join(",")
        );
        let begun = Instant::now();
        let answer = graph(&service, Some("admin"), &query).await;
        assert!(
            answer.text().contains(r#""totalCount":0"#),
            "{}",
            answer.text()
        );
        begun.elapsed()
    };
    ask(1).await;
    let (one, many) = (ask(1).await, ask(60).await);
    assert!(
        many < one * 30,
        "one comparison took {one:?}, sixty {many:?}"
    );
}
