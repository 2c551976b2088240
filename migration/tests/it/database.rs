//! Temporary databases on SQLite, PostgreSQL and MariaDB.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm_migration::sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, QueryResult,
    Statement,
};

/// Path of a file in `tests/contract/fixture`.
pub fn fixture_path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../tests/contract/fixture")
        .join(name)
}

/// A database that is dropped with this value.
pub struct TemporaryDatabase {
    url: String,
    _folder: Option<tempfile::TempDir>,
    /// URL of the server, and the SQL that drops the database.
    cleanup: Option<(String, String)>,
}

impl TemporaryDatabase {
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
            cleanup: None,
        }
    }

    /// A PostgreSQL database; `None` if no server answers.
    pub async fn postgres() -> Option<Self> {
        let variable = "DESKQL_TEST_POSTGRES";
        let default_url = "postgres://postgres@127.0.0.1:5432/postgres";
        let options = "TEMPLATE template0 ENCODING 'UTF8'";
        Self::create_on_server(variable, default_url, options, " WITH (FORCE)").await
    }

    /// A MariaDB database; `None` if no server answers.
    pub async fn mariadb() -> Option<Self> {
        let variable = "DESKQL_TEST_MARIADB";
        let default_url = "mysql://root@127.0.0.1:3306/mysql";
        Self::create_on_server(variable, default_url, "CHARACTER SET utf8mb4", "").await
    }

    async fn create_on_server(
        variable: &str,
        default_url: &str,
        create_options: &str,
        drop_options: &str,
    ) -> Option<Self> {
        static COUNTER: AtomicU32 = AtomicU32::new(0);
        let configured = std::env::var(variable).ok();
        let server = configured.clone().unwrap_or_else(|| default_url.to_owned());
        let Ok(admin) = connect(&server).await else {
            assert!(
                configured.is_none(),
                "the server in {variable} does not answer"
            );
            eprintln!("skipped: no server at {default_url}; set {variable} to use another");
            return None;
        };
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        let name = format!("dq_migration_test_{}_{number}", std::process::id());
        admin
            .execute_unprepared(&format!("CREATE DATABASE {name} {create_options}"))
            .await
            .unwrap();
        admin.close().await.unwrap();
        let (base, _) = server.rsplit_once('/').unwrap();
        Some(Self {
            url: format!("{base}/{name}"),
            _folder: None,
            cleanup: Some((server, format!("DROP DATABASE {name}{drop_options}"))),
        })
    }

    /// A database of each available kind.
    pub async fn of_each_kind() -> Vec<Self> {
        [
            Some(Self::sqlite()),
            Self::postgres().await,
            Self::mariadb().await,
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// Opens a connection.
    pub async fn connect(&self) -> DatabaseConnection {
        connect(&self.url).await.unwrap()
    }
}

impl Drop for TemporaryDatabase {
    fn drop(&mut self) {
        let Some((server, sql)) = self.cleanup.take() else {
            return;
        };
        // Blocking is not allowed in the test's runtime.
        let thread = std::thread::spawn(move || {
            tokio::runtime::Runtime::new().unwrap().block_on(async {
                let admin = connect(&server).await.unwrap();
                admin.execute_unprepared(&sql).await.unwrap();
                admin.close().await.unwrap();
            });
        });
        let _ = thread.join();
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

/// The rows of a query whose columns are text, joined by ` | `.
pub async fn fetch_rows(db: &DatabaseConnection, columns: usize, sql: &str) -> Vec<String> {
    let join_columns = |row: &QueryResult| {
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
    rows.iter().map(join_columns).collect()
}

/// Whether the database is PostgreSQL.
pub fn is_postgres(db: &DatabaseConnection) -> bool {
    db.get_database_backend() == DbBackend::Postgres
}
