//! The one way to the database: counts statements, gives values the form that Django gives them,
//! and lets writers of SQLite take turns. Not a query builder: what is asked is decided in
//! `deskql::domain`.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use sea_orm::sea_query::{OptionEnum, Value};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult, Statement,
};
use tokio::sync::Mutex;

use crate::held::Held;
use crate::options;
pub use crate::options::{NUMBER, PoolOptions};
use crate::pool::Pool;
use crate::share::Share;
use crate::values::{INTERVAL, Interval};

/// A transaction while it lasts; those who look through it ([`Tx::view`]) share it.
type Shared = Arc<Mutex<Option<Held>>>;

/// A pool of connections; a clone shares the pool, and the counter of statements unless
/// [`Db::metered`] made it.
#[derive(Clone)]
pub struct Db {
    pool: Pool,
    /// The transaction that statements go through instead ([`Tx::view`]).
    within: Option<Shared>,
    statements: Arc<AtomicU64>,
    /// SQLite has one writer; waiting here is fair and cheap, waiting for its lock is neither.
    writer: Option<Arc<Mutex<()>>>,
    /// The connection of [`Db::keeping`], from its first statement on.
    held: Option<Shared>,
    /// How many connections there are for whoever asks.
    share: Option<Share>,
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
    /// What the driver says of an unreachable database or an unreadable address.
    pub async fn connect(url: &str, options: &PoolOptions) -> Result<Self, DbErr> {
        let pool = Pool::new(options::open(url, options).await?, options);
        let writer = (pool.backend() == DbBackend::Sqlite).then(Arc::default);
        Ok(Self {
            pool,
            within: None,
            statements: Arc::default(),
            writer,
            held: None,
            share: None,
        })
    }

    /// The same pool with a counter of its own, as a request has.
    #[must_use]
    pub fn metered(&self) -> Self {
        Self {
            statements: Arc::default(),
            ..self.clone()
        }
    }

    /// The same pool and counter, for a caller who has no more than a share of the connections.
    #[must_use]
    pub fn shared(&self, share: Share) -> Self {
        Self {
            share: Some(share),
            ..self.clone()
        }
    }

    /// The same pool and counter, with one connection for all statements, which take turns on it.
    /// It is taken with the first and given back when the last clone is dropped, so this is for
    /// what asks the database and nothing else: who waits for something slow meanwhile keeps others
    /// from it.
    #[must_use]
    pub fn keeping(&self) -> Self {
        Self {
            held: Some(Arc::default()),
            ..self.clone()
        }
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
            return Err(DbErr::Custom(
                "a view of a transaction begins none".to_owned(),
            ));
        }
        if let Some(held) = &self.held {
            // Nobody holds one connection while waiting for a turn or for another.
            drop(held.lock().await.take());
        }
        let turn = match &self.writer {
            Some(writer) => Some(Arc::clone(writer).lock_owned().await),
            None => None,
        };
        let mut held = self.pool.acquire(self.share.as_ref()).await?;
        held.begin(
            if turn.is_some() {
                "BEGIN IMMEDIATE"
            } else {
                "BEGIN"
            },
            turn,
        )
        .await?;
        let shared = Arc::new(Mutex::new(Some(held)));
        Ok(Tx {
            shared,
            pool: self.pool.clone(),
            statements: Arc::clone(&self.statements),
        })
    }

    /// Asks the database for a sign of life.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn ping(&self) -> Result<(), DbErr> {
        self.pool
            .acquire(self.share.as_ref())
            .await?
            .execute_unprepared("SELECT 1")
            .await
            .map(drop)
    }

    /// Closes all connections and waits until those in use have come back. SQLite's log goes into
    /// its file first, also where another program keeps the file open.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn close(self) -> Result<(), DbErr> {
        if self.pool.backend() == DbBackend::Sqlite {
            // A file without a log says so, and one that cannot be written keeps it.
            let _ = self
                .execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)")
                .await;
        }
        self.pool.close().await
    }

    /// sea-orm's own pool, for what takes its type (migrations).
    #[must_use]
    pub fn pool(&self) -> &DatabaseConnection {
        self.pool.connections()
    }
}

/// A transaction; dropped without [`Tx::commit`] it is rolled back, and the statement that is
/// running stopped.
pub struct Tx {
    shared: Shared,
    pool: Pool,
    statements: Arc<AtomicU64>,
}

impl fmt::Debug for Tx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tx").finish_non_exhaustive()
    }
}

impl Tx {
    /// A connection whose statements see what this transaction has written so far, for reading with
    /// what takes a [`Db`]. When the transaction has ended, its statements fail.
    #[must_use]
    pub fn view(&self) -> Db {
        Db {
            pool: self.pool.clone(),
            within: Some(Arc::clone(&self.shared)),
            statements: Arc::clone(&self.statements),
            writer: None,
            held: None,
            share: None,
        }
    }

    /// Makes the changes last.
    ///
    /// # Errors
    /// What the database says; then nothing was written.
    pub async fn commit(self) -> Result<(), DbErr> {
        self.take().await?.end("COMMIT").await
    }

    /// Takes the changes back.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn rollback(self) -> Result<(), DbErr> {
        self.take().await?.end("ROLLBACK").await
    }

    async fn take(&self) -> Result<Held, DbErr> {
        self.shared.lock().await.take().ok_or_else(over)
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
        fn begin_array_value<W: ?Sized + Write>(
            &mut self,
            writer: &mut W,
            first: bool,
        ) -> Result<()> {
            if first {
                Ok(())
            } else {
                writer.write_all(b", ")
            }
        }
        fn begin_object_key<W: ?Sized + Write>(
            &mut self,
            writer: &mut W,
            first: bool,
        ) -> Result<()> {
            if first {
                Ok(())
            } else {
                writer.write_all(b", ")
            }
        }
        fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
            writer.write_all(b": ")
        }
        fn write_string_fragment<W: ?Sized + Write>(
            &mut self,
            writer: &mut W,
            fragment: &str,
        ) -> Result<()> {
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

/// Runs `$call` on the transaction if there is one, else on the kept connection if one is kept,
/// else on one of the pool. A connection is out of its place while a statement runs: dropped then,
/// it stops the statement.
macro_rules! through {
    ($self:ident, $shared:expr, $held:expr, $share:expr, $call:ident($argument:expr)) => {{
        $self.statements.fetch_add(1, Ordering::Relaxed);
        if let Some(shared) = $shared {
            let mut place = shared.lock().await;
            let mut held = place.take().ok_or_else(over)?;
            let outcome = held.$call($argument).await;
            *place = Some(held);
            return outcome;
        }
        let share: Option<&Share> = $share;
        let kept: Option<&Shared> = $held;
        let Some(kept) = kept else {
            return $self.pool.acquire(share).await?.$call($argument).await;
        };
        let mut place = kept.lock().await;
        let mut held = match place.take() {
            Some(held) => held,
            None => $self.pool.acquire(share).await?,
        };
        let outcome = held.$call($argument).await;
        *place = Some(held);
        outcome
    }};
}

macro_rules! connection {
    ($type:ident, $self:ident => $shared:expr, $held:expr, $share:expr) => {
        #[async_trait]
        impl ConnectionTrait for $type {
            fn get_database_backend(&self) -> DbBackend {
                self.pool.backend()
            }
            async fn execute_raw(&$self, statement: Statement) -> Result<ExecResult, DbErr> {
                let statement = as_django(statement);
                through!($self, $shared, $held, $share, execute_raw(statement))
            }
            async fn execute_unprepared(&$self, sql: &str) -> Result<ExecResult, DbErr> {
                through!($self, $shared, $held, $share, execute_unprepared(sql))
            }
            async fn query_one_raw(&$self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
                let statement = as_django(statement);
                through!($self, $shared, $held, $share, query_one_raw(statement))
            }
            async fn query_all_raw(&$self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
                let statement = as_django(statement);
                through!($self, $shared, $held, $share, query_all_raw(statement))
            }
            fn support_returning(&self) -> bool {
                self.pool.backend().support_returning()
            }
        }
    };
}
connection!(Db, self => &self.within, self.held.as_ref(), self.share.as_ref());
connection!(Tx, self => Some(&self.shared), None, None);
