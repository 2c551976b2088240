//! Throwaway databases: a SQLite file in a temporary folder, a database on PostgreSQL, one on
//! MariaDB.

use std::path::PathBuf;

use sea_orm_migration::sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, QueryResult,
    Statement,
};

/// The recorded contract's fixture.
pub fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../tests/contract/fixture")
        .join(name)
}

/// A database of one test's own; it goes with the value.
pub struct Throwaway {
    url: String,
    _folder: Option<tempfile::TempDir>,
    server: Option<(String, String)>,
}

impl Throwaway {
    /// A SQLite file.
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!(
            "sqlite:{}?mode=rwc",
            folder.path().join("test.sqlite3").display()
        );
        Self {
            url,
            _folder: Some(folder),
            server: None,
        }
    }

    /// A PostgreSQL database; `None` where no server answers.
    pub async fn postgres() -> Option<Self> {
        let server = (
            "DESKQL_TEST_POSTGRES",
            "postgres://postgres@127.0.0.1:5432/postgres",
        );
        Self::on(
            server,
            "PostgreSQL",
            "TEMPLATE template0 ENCODING 'UTF8'",
            " WITH (FORCE)",
        )
        .await
    }

    /// A MariaDB database; `None` where no server answers.
    pub async fn mariadb() -> Option<Self> {
        let server = ("DESKQL_TEST_MARIADB", "mysql://root@127.0.0.1:3306/mysql");
        Self::on(server, "MariaDB", "CHARACTER SET utf8mb4", "").await
    }

    async fn on(
        (variable, usual): (&str, &str),
        kind: &str,
        how: &str,
        force: &'static str,
    ) -> Option<Self> {
        let named = std::env::var(variable).ok();
        let server = named.clone().unwrap_or_else(|| usual.to_owned());
        let Ok(admin) = connect(&server).await else {
            assert!(named.is_none(), "{variable} does not answer");
            eprintln!("skipped: no {kind} at the usual place (name one with {variable})");
            return None;
        };
        static NUMBER: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let name = format!("dq_migration_test_{}_{number}", std::process::id());
        admin
            .execute_unprepared(&format!("CREATE DATABASE {name} {how}"))
            .await
            .unwrap();
        admin.close().await.unwrap();
        let (before, _) = server.rsplit_once('/').unwrap();
        let drop = format!("DROP DATABASE {name}{force}");
        Some(Self {
            url: format!("{before}/{name}"),
            _folder: None,
            server: Some((server, drop)),
        })
    }

    /// One of each kind that there is.
    pub async fn each() -> Vec<Self> {
        [
            Some(Self::sqlite()),
            Self::postgres().await,
            Self::mariadb().await,
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// A connection of its own.
    pub async fn connect(&self) -> DatabaseConnection {
        connect(&self.url).await.unwrap()
    }
}

impl Drop for Throwaway {
    fn drop(&mut self) {
        let Some((server, sql)) = self.server.take() else {
            return;
        };
        // The test's runtime can't be waited in; a failing test must not leave its database either.
        let dropping = std::thread::spawn(move || {
            tokio::runtime::Runtime::new().unwrap().block_on(async {
                let admin = connect(&server).await.unwrap();
                admin.execute_unprepared(&sql).await.unwrap();
                admin.close().await.unwrap();
            });
        });
        let _ = dropping.join();
    }
}

async fn connect(url: &str) -> Result<DatabaseConnection, sea_orm_migration::DbErr> {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(1)
        .sqlx_logging(false)
        .connect_timeout(std::time::Duration::from_secs(20));
    Database::connect(options).await
}

/// The rows of a query, their columns (all text) joined by ` | `.
pub async fn lines(db: &DatabaseConnection, columns: usize, sql: &str) -> Vec<String> {
    let line = |row: &QueryResult| {
        let cells =
            (0..columns).map(|index| row.try_get_by_index::<Option<String>>(index).unwrap());
        cells
            .map(|cell| cell.unwrap_or_else(|| "NULL".to_owned()))
            .collect::<Vec<_>>()
            .join(" | ")
    };
    let rows = db
        .query_all_raw(Statement::from_string(db.get_database_backend(), sql))
        .await
        .unwrap();
    rows.iter().map(line).collect()
}

/// Whether it is a PostgreSQL database.
pub fn is_postgres(db: &DatabaseConnection) -> bool {
    db.get_database_backend() == DbBackend::Postgres
}
