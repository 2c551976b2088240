//! Databases for single tests, on the MariaDB (or MySQL) server that `DESKQL_TEST_MARIADB` names, or
//! on 127.0.0.1:3306. Tests skip MariaDB if no server answers.

use sea_orm::sqlx::{self, Connection, MySqlConnection};

use super::fixture;

/// The database of one test; the database is dropped with this value.
#[derive(Debug)]
pub struct MariaDb {
    server: String,
    name: String,
}

impl MariaDb {
    /// A new, empty database; `None` (and a message) if no server answers. Panics if
    /// `DESKQL_TEST_MARIADB` names that server.
    pub async fn empty() -> Option<Self> {
        let named = std::env::var("DESKQL_TEST_MARIADB").ok();
        let server = named
            .clone()
            .unwrap_or_else(|| "mysql://root@127.0.0.1:3306/mysql".to_owned());
        let mut connection = match MySqlConnection::connect(&server).await {
            Ok(connection) => connection,
            Err(error) if named.is_some() => panic!("DESKQL_TEST_MARIADB does not answer: {error}"),
            Err(_) => {
                eprintln!(
                    "skipped: no MariaDB at 127.0.0.1:3306 (name one with DESKQL_TEST_MARIADB)"
                );
                return None;
            }
        };
        let name = format!("deskql_test_{}", uuid::Uuid::new_v4().simple());
        run(
            &mut connection,
            &format!("CREATE DATABASE {name} CHARACTER SET utf8mb4"),
        )
        .await;
        Some(Self { server, name })
    }

    /// The URL of a database that does not exist. If it is created, it is dropped with this value.
    pub async fn missing() -> Option<Self> {
        let database = Self::empty().await?;
        let mut connection = MySqlConnection::connect(&database.server).await.unwrap();
        run(&mut connection, &format!("DROP DATABASE {}", database.name)).await;
        Some(database)
    }

    /// A database with the contract's fixture.
    pub async fn fixture() -> Option<Self> {
        let database = Self::empty().await?;
        let mut connection = MySqlConnection::connect(&database.url()).await.unwrap();
        let sql = std::fs::read_to_string(fixture::folder().join("helpdesk.mysql.sql")).unwrap();
        run(&mut connection, &sql).await;
        Some(database)
    }

    /// The URL of the database, for the settings.
    #[must_use]
    pub fn url(&self) -> String {
        let (before, _) = self.server.rsplit_once('/').unwrap();
        format!("{before}/{}", self.name)
    }
}

impl Drop for MariaDb {
    fn drop(&mut self) {
        // The runtime of the test closes its connections in no particular order. An open connection
        // blocks DROP DATABASE, so the others are killed first.
        let (server, name) = (self.server.clone(), self.name.clone());
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?;
            runtime.block_on(async {
                let mut connection = MySqlConnection::connect(&server).await?;
                let left: Vec<u64> = sqlx::query_scalar(
                    "SELECT CAST(id AS UNSIGNED) FROM information_schema.processlist WHERE db = ?",
                )
                .bind(&name)
                .fetch_all(&mut connection)
                .await?;
                for id in left {
                    // The connection may have closed meanwhile.
                    let _ = sqlx::raw_sql(sqlx::AssertSqlSafe(format!("KILL {id}")))
                        .execute(&mut connection)
                        .await;
                }
                sqlx::raw_sql(sqlx::AssertSqlSafe(format!(
                    "DROP DATABASE IF EXISTS {name}"
                )))
                .execute(&mut connection)
                .await?;
                Ok::<_, Box<dyn std::error::Error + Send + Sync>>(())
            })
        });
        if !matches!(dropping.join(), Ok(Ok(()))) {
            eprintln!("the database {} could not be dropped", self.name);
        }
    }
}

async fn run(connection: &mut MySqlConnection, sql: &str) {
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned()))
        .execute(connection)
        .await
        .unwrap();
}
