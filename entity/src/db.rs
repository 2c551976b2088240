//! [`Db`], the handle through which all SQL runs: it counts statements, converts bound values to
//! Django's form and queues SQLite's writers. It builds no queries; `deskql::domain` does.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use sea_orm::sea_query::{OptionEnum, Value};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult, Statement,
};
use tokio::sync::{Mutex, MutexGuard};

use crate::columns;
use crate::connection::PooledConnection;
use crate::errors::{is_column_error, read_only_error};
use crate::options::{self, PoolOptions};
use crate::pool::Pool;
use crate::share::Share;
use crate::transaction::{Tx, transaction_ended};
use crate::values::{INTERVAL, Interval};

/// A connection that several handles use in turn; empty while a statement runs on it.
pub(crate) type ConnectionSlot = Arc<Mutex<Option<PooledConnection>>>;

/// A handle to a pool of connections. Clones share the pool and the statement counter.
#[derive(Clone)]
pub struct Db {
    pub(crate) pool: Pool,
    /// Set by [`Tx::view`]: the transaction in which all statements run.
    pub(crate) transaction: Option<ConnectionSlot>,
    pub(crate) statement_count: Arc<AtomicU64>,
    /// SQLite has a single writer. Queueing for this mutex is fair and cheap, polling SQLite's lock
    /// is neither.
    pub(crate) writer: Option<Arc<Mutex<()>>>,
    /// Set by [`Db::with_one_connection`]; filled by the first statement.
    pub(crate) kept_connection: Option<ConnectionSlot>,
    /// Limits how many connections the caller uses at once.
    pub(crate) share: Option<Share>,
}

impl fmt::Debug for Db {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Db")
            .field("backend", &self.get_database_backend())
            .finish_non_exhaustive()
    }
}

impl Db {
    /// Opens a pool for `sqlite:PATH`, `postgres://…` or `mysql://…` (also `mariadb://`).
    ///
    /// # Errors
    /// The URL is invalid or the database cannot be reached.
    pub async fn connect(url: &str, options: &PoolOptions) -> Result<Self, DbErr> {
        let pool = Pool::new(options::open(url, options).await?, options);
        let writer = (pool.backend() == DbBackend::Sqlite).then(Arc::default);
        let db = Self {
            pool,
            transaction: None,
            statement_count: Arc::default(),
            writer,
            kept_connection: None,
            share: None,
        };
        if let Err(error) = db.inspect_columns().await {
            // A database that cannot be read fails at the first statement of its user.
            tracing::debug!(%error, "cannot inspect the columns");
        }
        Ok(db)
    }

    /// Inspects which columns of newer releases of django-helpdesk the tables have. Returns whether
    /// all are there. Statements follow at once.
    ///
    /// # Errors
    /// The database's error.
    pub async fn inspect_columns(&self) -> Result<bool, DbErr> {
        let mut connection = self.pool.acquire(self.share.as_ref()).await?;
        self.inspect_on(&mut connection).await?;
        Ok(self.pool.columns().missing() == 0)
    }

    /// The number of characters that `helpdesk_ticketchange.field` holds.
    #[must_use]
    pub fn max_change_field(&self) -> usize {
        self.pool.columns().max_change_field()
    }

    async fn inspect_on(&self, connection: &mut PooledConnection) -> Result<(), DbErr> {
        let statement = columns::inspection(self.pool.backend());
        let rows = connection.query_all_raw(statement).await?;
        self.pool.columns().update(&rows)
    }

    /// A handle to the same pool with a statement counter that starts at zero; each request has
    /// one.
    #[must_use]
    pub fn with_own_counter(&self) -> Self {
        Self {
            statement_count: Arc::default(),
            ..self.clone()
        }
    }

    /// A handle to the same pool and counter that uses at most a share of the connections.
    #[must_use]
    pub fn with_share(&self, share: Share) -> Self {
        Self {
            share: Some(share),
            ..self.clone()
        }
    }

    /// A handle to the same pool and counter whose statements run one after the other on a single
    /// connection. The first statement acquires it, and dropping the last clone returns it. Use it
    /// only for work that does nothing but query the database: waiting for anything else meanwhile
    /// withholds the connection from others.
    #[must_use]
    pub fn with_one_connection(&self) -> Self {
        Self {
            kept_connection: Some(Arc::default()),
            ..self.clone()
        }
    }

    /// Returns the connection of [`Db::with_one_connection`]; the next statement acquires another.
    pub async fn release_connection(&self) {
        if let Some(slot) = &self.kept_connection {
            drop(slot.lock().await.take());
        }
    }

    /// Number of statements sent through this counter, without `BEGIN` and `COMMIT`.
    #[must_use]
    pub fn statement_count(&self) -> u64 {
        self.statement_count.load(Ordering::Relaxed)
    }

    /// Begins a transaction for writing. On SQLite, waits until no other task of this process
    /// writes.
    ///
    /// # Errors
    /// No connection became free in time, the database reports an error, this handle is a
    /// [`Tx::view`], or the connections are read-only ([`crate::is_read_only_error`]).
    pub async fn begin(&self) -> Result<Tx, DbErr> {
        if self.transaction.is_some() {
            return Err(DbErr::Custom(
                "cannot begin a transaction within a view of a transaction".to_owned(),
            ));
        }
        if self.pool.is_read_only() {
            return Err(read_only_error());
        }
        // Holding a connection while waiting for the write turn or for another connection could
        // deadlock.
        self.release_connection().await;
        let write_turn = match &self.writer {
            Some(writer) => Some(Arc::clone(writer).lock_owned().await),
            None => None,
        };
        let mut connection = self.pool.acquire(self.share.as_ref()).await?;
        let begin = match write_turn {
            Some(_) => "BEGIN IMMEDIATE",
            None => "BEGIN",
        };
        connection.begin(begin, write_turn).await?;
        Ok(Tx::new(self, connection))
    }

    /// Runs `SELECT 1`.
    ///
    /// # Errors
    /// No connection became free in time, or the database reports an error.
    pub async fn ping(&self) -> Result<(), DbErr> {
        let mut connection = self.pool.acquire(self.share.as_ref()).await?;
        connection.execute_unprepared("SELECT 1").await.map(drop)
    }

    /// Closes all connections, waiting for those in use. On SQLite, unless connections are
    /// read-only, first updates the statistics of tables that grew or never had any, and copies the
    /// write-ahead log into the database file, even if another program keeps the file open.
    ///
    /// # Errors
    /// The driver's error.
    pub async fn close(self) -> Result<(), DbErr> {
        if self.pool.backend() == DbBackend::Sqlite && !self.pool.is_read_only() {
            // Without statistics, SQLite reads all tickets of a common status instead of the newest
            // few. The bits: look at all tables, read a sample of their rows, analyze. Neither
            // statement is an error if the file cannot be written.
            for pragma in ["optimize = 0x10012", "wal_checkpoint(TRUNCATE)"] {
                let _ = self.execute_unprepared(&format!("PRAGMA {pragma}")).await;
            }
        }
        self.pool.close().await
    }

    /// sea-orm's pool, for code that needs its type (migrations).
    #[must_use]
    pub fn pool(&self) -> &DatabaseConnection {
        self.pool.connections()
    }

    /// The connection for the next statement, which is counted: the transaction's, else the kept
    /// one, else one from the pool.
    async fn lease(&self) -> Result<Lease<'_>, DbErr> {
        self.statement_count.fetch_add(1, Ordering::Relaxed);
        if let Some(slot) = &self.transaction {
            let mut slot = slot.lock().await;
            let connection = slot.take().ok_or_else(transaction_ended)?;
            return Ok(Lease {
                connection,
                slot: Some(slot),
            });
        }
        let mut slot = match &self.kept_connection {
            Some(slot) => Some(slot.lock().await),
            None => None,
        };
        let connection = match slot.as_mut().and_then(|slot| slot.take()) {
            Some(connection) => connection,
            None => self.pool.acquire(self.share.as_ref()).await?,
        };
        Ok(Lease { connection, slot })
    }

    async fn run<T>(&self, statement: Statement, run: Run<T>) -> Result<T, DbErr> {
        let mut lease = self.lease().await?;
        let statement = as_django(statement);
        let result = if columns::concerns(&statement) {
            self.run_adapted(&mut lease.connection, statement, run)
                .await
        } else {
            run(&mut lease.connection, statement).await
        };
        lease.release();
        result
    }

    /// Runs a statement that names columns that may be missing. If it fails because they have
    /// changed, inspects them and runs it again.
    async fn run_adapted<T>(
        &self,
        connection: &mut PooledConnection,
        statement: Statement,
        run: Run<T>,
    ) -> Result<T, DbErr> {
        let missing = self.pool.columns().missing();
        // PostgreSQL's transactions accept no statement after a failed one. Only inserts get a
        // savepoint, and only on old databases: Django adds columns, and selects do not fail then.
        let in_transaction =
            self.transaction.is_some() && self.pool.backend() == DbBackend::Postgres;
        let savepoint = in_transaction && missing != 0 && statement.sql.starts_with("INSERT");
        if savepoint {
            connection
                .execute_unprepared("SAVEPOINT deskql_columns")
                .await?;
        }
        let result = run(connection, columns::adapt(statement.clone(), missing)).await;
        let Err(error) = result else {
            if savepoint {
                connection
                    .execute_unprepared("RELEASE SAVEPOINT deskql_columns")
                    .await?;
            }
            return result;
        };
        if !is_column_error(&error) {
            return Err(error);
        }
        if savepoint {
            connection
                .execute_unprepared("ROLLBACK TO SAVEPOINT deskql_columns")
                .await?;
        } else if in_transaction {
            let db = Self {
                transaction: None,
                ..self.with_own_counter()
            };
            tokio::spawn(async move { db.inspect_columns().await });
            return Err(error);
        }
        self.inspect_on(connection).await?;
        let now_missing = self.pool.columns().missing();
        if now_missing == missing {
            return Err(error);
        }
        run(connection, columns::adapt(statement, now_missing)).await
    }
}

/// Runs a statement on a connection.
type Run<T> = for<'a> fn(
    &'a mut PooledConnection,
    Statement,
) -> Pin<Box<dyn Future<Output = Result<T, DbErr>> + Send + 'a>>;

/// A connection while a statement runs on it. If it is dropped instead of released, the statement
/// stops and its slot stays empty.
struct Lease<'a> {
    connection: PooledConnection,
    slot: Option<MutexGuard<'a, Option<PooledConnection>>>,
}

impl Lease<'_> {
    /// Returns the connection to its slot, or to the pool.
    fn release(self) {
        if let Some(mut slot) = self.slot {
            *slot = Some(self.connection);
        }
    }
}

#[async_trait]
impl ConnectionTrait for Db {
    fn get_database_backend(&self) -> DbBackend {
        self.pool.backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.run(statement, |connection, statement| {
            Box::pin(connection.execute_raw(statement))
        })
        .await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        let mut lease = self.lease().await?;
        let result = lease.connection.execute_unprepared(sql).await;
        lease.release();
        result
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.run(statement, |connection, statement| {
            Box::pin(connection.query_one_raw(statement))
        })
        .await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.run(statement, |connection, statement| {
            Box::pin(connection.query_all_raw(statement))
        })
        .await
    }

    fn support_returning(&self) -> bool {
        self.pool.backend().support_returning()
    }
}

/// Converts bound values to the form in which Django's backend for this database binds them.
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
            Value::Json(Some(json)) => *value = Value::String(Some(python::json_dumps(json))),
            _ => {}
        }
    }
    statement
}
