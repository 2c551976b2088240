//! The one way to the database: counts statements, gives values the form that Django gives them, and lets
//! writers of SQLite take turns. Not a query builder: what is asked is decided in `deskql::domain`.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use sea_orm::sea_query::{OptionEnum, Value};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult,
    QueryResult, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use tokio::sync::{Mutex, OwnedMutexGuard, RwLock};

use crate::held::Held;
use crate::values::{INTERVAL, Interval};
use crate::{journal, numbers};

/// The collation under which SQLite compares texts as numbers, exact to the last digit; it has no type for those. Texts
/// that are no numbers come behind all that are, and are equal.
pub const NUMBER: &str = "deskql_number";

/// What a session of MariaDB and MySQL begins with. Each statement sees what was committed before it, as on PostgreSQL
/// and as Django has it; what does not fit a column is an error, whatever the server's settings.
const MYSQL_SESSION: &str = "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED; \
    SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_TRANS_TABLES'), sql_auto_is_null = 0";

/// How a pool is opened.
#[derive(Clone, Debug)]
pub struct PoolOptions {
    /// Most connections held at once.
    pub max_connections: u32,
    /// Longest wait for a free connection, and for SQLite's lock.
    pub acquire_timeout: Duration,
    /// `journal_mode` asked of SQLite (`wal`, `delete`, …); `None` leaves the file as it is.
    pub sqlite_journal_mode: Option<String>,
    /// Whether a missing SQLite file is made.
    pub create_if_missing: bool,
    /// Opened for reading alone (`deskql check`).
    pub read_only: bool,
}

impl Default for PoolOptions {
    fn default() -> Self {
        Self {
            max_connections: 8,
            acquire_timeout: Duration::from_secs(30),
            sqlite_journal_mode: None,
            create_if_missing: false,
            read_only: false,
        }
    }
}

/// A transaction while it lasts; those who look through it ([`Tx::view`]) share it.
type Shared = Arc<RwLock<Option<DatabaseTransaction>>>;

/// A pool of connections; a clone shares the pool, and the counter of statements unless [`Db::metered`] made it.
#[derive(Clone)]
pub struct Db {
    pool: DatabaseConnection,
    /// The transaction that statements go through instead ([`Tx::view`]).
    within: Option<Shared>,
    statements: Arc<AtomicU64>,
    /// SQLite has one writer; waiting here is fair and cheap, waiting for its lock is neither.
    writer: Option<Arc<Mutex<()>>>,
    /// The connection of [`Db::keeping`], from its first statement on.
    held: Option<Arc<Mutex<Option<Held>>>>,
}

impl fmt::Debug for Db {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Db").field("backend", &self.get_database_backend()).finish_non_exhaustive()
    }
}

impl Db {
    /// Opens a pool for `sqlite:PATH`, `postgres://…` or `mysql://…` (also `mariadb://`).
    ///
    /// # Errors
    /// What the driver says of an unreachable database or an unreadable address.
    pub async fn connect(url: &str, options: &PoolOptions) -> Result<Self, DbErr> {
        let url = url.replacen("mariadb://", "mysql://", 1).replacen("postgresql://", "postgres://", 1);
        let mut connect = ConnectOptions::new(url);
        connect
            .max_connections(options.max_connections)
            .acquire_timeout(options.acquire_timeout)
            .sqlx_logging(false)
            .test_before_acquire(false);
        let (timeout, create, read_only) = (options.acquire_timeout, options.create_if_missing, options.read_only);
        let journal = options.sqlite_journal_mode.as_deref().filter(|_| !read_only);
        let journal: Option<SqliteJournalMode> = journal.and_then(|mode| mode.parse().ok());
        connect.map_sqlx_sqlite_opts(move |sqlite| {
            let sqlite = sqlite
                .busy_timeout(timeout)
                .create_if_missing(create && !read_only)
                .read_only(read_only)
                .foreign_keys(true)
                .collation(NUMBER, numbers::compare)
                .statement_cache_capacity(256);
            match journal {
                // The file keeps it.
                Some(SqliteJournalMode::Wal) => sqlite.synchronous(SqliteSynchronous::Full),
                Some(mode) => sqlite.journal_mode(mode).synchronous(SqliteSynchronous::Full),
                None => sqlite,
            }
        });
        connect.map_sqlx_mysql_opts(|mysql| mysql.statement_cache_capacity(256)).map_sqlx_mysql_pool_opts(|pool| {
            pool.after_connect(|connection, _| {
                Box::pin(async move { sqlx::Executor::execute(connection, MYSQL_SESSION).await.map(drop) })
            })
        });
        let pool = Database::connect(connect).await?;
        if journal == Some(SqliteJournalMode::Wal) {
            journal::to_wal(&pool, timeout).await?;
        }
        Ok(Self::new(pool))
    }

    /// Wraps a pool that is open already.
    #[must_use]
    pub fn new(pool: DatabaseConnection) -> Self {
        let writer = (pool.get_database_backend() == DbBackend::Sqlite).then(Arc::default);
        Self { pool, within: None, statements: Arc::default(), writer, held: None }
    }

    /// The same pool with a counter of its own, as a request has.
    #[must_use]
    pub fn metered(&self) -> Self {
        Self { statements: Arc::default(), ..self.clone() }
    }

    /// The same pool and counter, with one connection for all statements, which take turns on it. It is taken with the
    /// first and given back when the last clone is dropped, so this is for what asks the database and nothing else: who
    /// waits for something slow meanwhile keeps others from it.
    #[must_use]
    pub fn keeping(&self) -> Self {
        Self { held: Some(Arc::default()), ..self.clone() }
    }

    /// Statements sent so far through this counter; `BEGIN` and `COMMIT` are not counted.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// Begins a transaction that means to write; on SQLite it waits for its turn here.
    ///
    /// # Errors
    /// What the driver says; that a view of a transaction begins none.
    pub async fn begin(&self) -> Result<Tx, DbErr> {
        if self.within.is_some() {
            return Err(DbErr::Custom("a view of a transaction begins none".to_owned()));
        }
        if let Some(held) = &self.held {
            // Nobody holds one connection while waiting for a turn or for another.
            drop(held.lock().await.take());
        }
        let turn = match &self.writer {
            Some(writer) => Some(Arc::clone(writer).lock_owned().await),
            None => None,
        };
        let options = TransactionOptions {
            sqlite_transaction_mode: turn.is_some().then_some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let inner = self.pool.begin_with_options(options).await?;
        let shared = Arc::new(RwLock::new(Some(inner)));
        Ok(Tx { shared, pool: self.pool.clone(), statements: Arc::clone(&self.statements), _turn: turn })
    }

    /// Closes the pool.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn close(self) -> Result<(), DbErr> {
        self.pool.close().await
    }

    /// The pool itself, for what takes sea-orm's own type (migrations).
    #[must_use]
    pub fn pool(&self) -> &DatabaseConnection {
        &self.pool
    }
}

/// A transaction; dropped without [`Tx::commit`] it is rolled back.
pub struct Tx {
    shared: Shared,
    pool: DatabaseConnection,
    statements: Arc<AtomicU64>,
    _turn: Option<OwnedMutexGuard<()>>,
}

impl fmt::Debug for Tx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tx").finish_non_exhaustive()
    }
}

impl Tx {
    /// A connection whose statements see what this transaction has written so far, for reading with what takes a
    /// [`Db`]. When the transaction has ended, its statements fail.
    #[must_use]
    pub fn view(&self) -> Db {
        Db {
            pool: self.pool.clone(),
            within: Some(Arc::clone(&self.shared)),
            statements: Arc::clone(&self.statements),
            writer: None,
            held: None,
        }
    }

    /// Makes the changes last.
    ///
    /// # Errors
    /// What the database says; then nothing was written.
    pub async fn commit(self) -> Result<(), DbErr> {
        self.take().await?.commit().await
    }

    /// Takes the changes back.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn rollback(self) -> Result<(), DbErr> {
        self.take().await?.rollback().await
    }

    async fn take(&self) -> Result<DatabaseTransaction, DbErr> {
        self.shared.write().await.take().ok_or_else(over)
    }
}

fn over() -> DbErr {
    DbErr::Custom("the transaction has ended".to_owned())
}

/// Gives bound values the form that Django's backend for this database gives them.
fn as_django(mut statement: Statement) -> Statement {
    if statement.db_backend == DbBackend::Postgres {
        return statement;
    }
    for value in statement.values.iter_mut().flat_map(|values| &mut values.0) {
        match value {
            Value::Enum(OptionEnum::Some(typed)) if typed.type_name.as_ref() == INTERVAL => {
                if let Some(Interval(microseconds)) = Interval::from_postgres(&typed.value) {
                    *value = Value::BigInt(Some(microseconds));
                }
            }
            Value::Json(Some(json)) => *value = Value::String(Some(python_json(json))),
            _ => {}
        }
    }
    statement
}

/// JSON as Python's `json.dumps` prints it: a space after `,` and `:`, and ASCII alone.
#[must_use]
pub fn python_json(value: &serde_json::Value) -> String {
    use serde_json::ser::Formatter;
    use std::io::{Result, Write};
    struct Python;
    impl Formatter for Python {
        fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> Result<()> {
            if first { Ok(()) } else { writer.write_all(b", ") }
        }
        fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> Result<()> {
            if first { Ok(()) } else { writer.write_all(b", ") }
        }
        fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
            writer.write_all(b": ")
        }
        fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> Result<()> {
            for unit in fragment.encode_utf16() {
                match u8::try_from(unit) {
                    Ok(ascii) if ascii < 0x7f => writer.write_all(&[ascii])?,
                    _ => write!(writer, "\\u{unit:04x}")?,
                }
            }
            Ok(())
        }
    }
    let mut text = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut text, Python);
    // Writing a `Value` to memory has nothing to fail on.
    let _ = serde::Serialize::serialize(value, &mut serializer);
    String::from_utf8(text).unwrap_or_default()
}

/// Runs `$call` on the transaction if there is one, else on the kept connection if one is kept, else on the pool.
macro_rules! through {
    ($self:ident, $shared:expr, $held:expr, $call:ident($argument:expr)) => {{
        $self.statements.fetch_add(1, Ordering::Relaxed);
        if let Some(shared) = $shared {
            return shared.read().await.as_ref().ok_or_else(over)?.$call($argument).await;
        }
        let held: Option<&Arc<Mutex<Option<Held>>>> = $held;
        if let Some(held) = held {
            let mut held = held.lock().await;
            if held.is_none() {
                *held = Held::acquire(&$self.pool).await?;
            }
            if let Some(held) = held.as_mut() {
                return held.$call($argument).await;
            }
        }
        $self.pool.$call($argument).await
    }};
}

macro_rules! connection {
    ($type:ident, $self:ident => $shared:expr, $held:expr) => {
        #[async_trait]
        impl ConnectionTrait for $type {
            fn get_database_backend(&self) -> DbBackend {
                self.pool.get_database_backend()
            }
            async fn execute_raw(&$self, statement: Statement) -> Result<ExecResult, DbErr> {
                let statement = as_django(statement);
                through!($self, $shared, $held, execute_raw(statement))
            }
            async fn execute_unprepared(&$self, sql: &str) -> Result<ExecResult, DbErr> {
                through!($self, $shared, $held, execute_unprepared(sql))
            }
            async fn query_one_raw(&$self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
                let statement = as_django(statement);
                through!($self, $shared, $held, query_one_raw(statement))
            }
            async fn query_all_raw(&$self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
                let statement = as_django(statement);
                through!($self, $shared, $held, query_all_raw(statement))
            }
            fn support_returning(&self) -> bool {
                self.pool.support_returning()
            }
        }
    };
}
connection!(Db, self => &self.within, self.held.as_ref());
connection!(Tx, self => Some(&self.shared), None);
