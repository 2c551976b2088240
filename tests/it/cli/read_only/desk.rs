//! A database with the fixture, its exact content, and an account that may only read it.

use entity::{Db, PoolOptions};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::support::fixture::Copy;
use crate::support::server::Server;

/// A database with the fixture and a folder with its files.
pub(super) struct Desk {
    pub(super) copy: Copy,
    server: Option<Server>,
    /// The account that may only read.
    reader: String,
}

impl Desk {
    /// One on SQLite, and one on each available server.
    pub(super) async fn all() -> Vec<Self> {
        let mut desks = vec![Self {
            copy: Copy::new(),
            server: None,
            reader: String::new(),
        }];
        for server in Server::fixtures().await {
            let id = uuid::Uuid::new_v4().simple().to_string();
            let desk = Self {
                copy: Copy::media_only(),
                server: Some(server),
                reader: format!("dq_{}", &id[..12]),
            };
            let reader = &desk.reader;
            let statements = match desk.server {
                Some(Server::Postgres(_)) => vec![
                    format!("CREATE ROLE {reader} LOGIN PASSWORD 'reader'"),
                    format!("GRANT USAGE ON SCHEMA public TO {reader}"),
                    format!("GRANT SELECT ON ALL TABLES IN SCHEMA public TO {reader}"),
                ],
                _ => vec![
                    format!("CREATE USER {reader} IDENTIFIED BY 'reader'"),
                    format!("GRANT SELECT ON {}.* TO {reader}", desk.name()),
                ],
            };
            run(&desk.url(), &statements).await;
            desks.push(desk);
        }
        desks
    }

    /// The URL of an account that may write.
    pub(super) fn url(&self) -> String {
        self.server
            .as_ref()
            .map_or_else(|| self.copy.url(), Server::url)
    }

    /// The URL of an account that may only read.
    pub(super) fn reader_url(&self) -> String {
        if self.server.is_none() {
            return self.url();
        }
        let mut url = url::Url::parse(&self.url()).unwrap();
        url.set_username(&self.reader).unwrap();
        url.set_password(Some("reader")).unwrap();
        url.into()
    }

    fn name(&self) -> String {
        self.url().rsplit('/').next().unwrap().to_owned()
    }

    /// All rows of all tables and the names and contents of all files, or values that differ if
    /// these differ.
    pub(super) async fn content(&self) -> Vec<String> {
        let mut content = Vec::new();
        let mut folders = vec![self.copy.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let bytes = std::fs::read(&path).unwrap();
                    content.push(format!("{}: {:?}", path.display(), digest(&bytes)));
                }
            }
        }
        if self.server.is_some() {
            content.extend(self.rows().await);
        }
        content.sort();
        content
    }

    async fn rows(&self) -> Vec<String> {
        let db = Db::connect(&self.url(), &PoolOptions::default())
            .await
            .unwrap();
        let backend = db.get_database_backend();
        let tables = texts(
            &db,
            "SELECT CAST(table_name AS CHAR(100)) FROM information_schema.tables \
             WHERE table_schema IN ('public', DATABASE())",
            "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'",
        )
        .await;
        let mut rows = Vec::new();
        for table in tables {
            let found = match backend {
                DbBackend::Postgres => {
                    texts(&db, "", &format!("SELECT t::text FROM \"{table}\" t")).await
                }
                _ => texts(&db, &format!("CHECKSUM TABLE `{table}`"), "").await,
            };
            rows.extend(found.into_iter().map(|row| format!("{table}: {row}")));
        }
        if backend == DbBackend::Postgres {
            let sequences =
                "SELECT sequencename || COALESCE(last_value, 0)::text FROM pg_sequences";
            rows.extend(texts(&db, "", sequences).await);
        }
        db.close().await.unwrap();
        rows
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let reader = &self.reader;
        let statements = match self.server {
            None => return,
            Some(Server::Postgres(_)) => {
                vec![
                    format!("DROP OWNED BY {reader}"),
                    format!("DROP ROLE {reader}"),
                ]
            }
            Some(Server::MariaDb(_)) => vec![format!("DROP USER {reader}")],
        };
        let url = self.url();
        // The runtime of the test cannot wait here.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Runtime::new().unwrap();
            runtime.block_on(run(&url, &statements));
        });
        if dropping.join().is_err() {
            eprintln!("the account {reader} could not be dropped");
        }
    }
}

async fn run(url: &str, statements: &[String]) {
    let db = Db::connect(url, &PoolOptions::default()).await.unwrap();
    for statement in statements {
        db.execute_unprepared(statement).await.unwrap();
    }
    db.close().await.unwrap();
}

/// The last column of all rows of the statement for the kind of database.
async fn texts(db: &Db, on_mariadb: &str, on_postgres: &str) -> Vec<String> {
    let backend = db.get_database_backend();
    let sql = match backend {
        DbBackend::Postgres => on_postgres,
        _ => on_mariadb,
    };
    let rows = db
        .query_all_raw(Statement::from_string(backend, sql))
        .await
        .unwrap();
    rows.iter()
        .map(|row| match row.column_names().len() {
            1 => row.try_get_by_index::<String>(0).unwrap(),
            _ => row.try_get_by_index::<i64>(1).unwrap().to_string(),
        })
        .collect()
}

fn digest(bytes: &[u8]) -> Vec<u8> {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).to_vec()
}
