//! Triggers on Django's tables that record which documents of the search are outdated, whoever
//! writes. They only insert a row into `deskql_search_change`; the words are extracted later. Django
//! does not know them and finds nothing to migrate. When one of Django's migrations rebuilds a
//! table, SQLite drops its triggers; [`install`] restores them.

mod triggers;

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbBackend, Statement, TransactionTrait,
};

use crate::mysql;
use triggers::TABLES;

/// Key of PostgreSQL's advisory lock that serializes runs ("deskqs" in ASCII).
const POSTGRES_LOCK: i64 = 0x6465_736b_7173;

/// Names of the missing triggers.
///
/// # Errors
/// The database's error.
pub async fn missing<C: ConnectionTrait>(db: &C) -> Result<Vec<String>, DbErr> {
    let installed = installed(db).await?;
    let expected = TABLES.iter().flat_map(triggers::names);
    Ok(expected.filter(|name| !installed.contains(name)).collect())
}

/// Creates the missing triggers, all or none of each table. Returns whether there were any.
///
/// # Errors
/// The database's error, for example if the account may not create triggers. Triggers of other
/// tables may have been created on MariaDB.
pub async fn install(db: &DatabaseConnection) -> Result<bool, DbErr> {
    let transaction = begin(db).await?;
    let result = install_in(&transaction).await;
    end(transaction, result).await
}

async fn install_in(transaction: &DatabaseTransaction) -> Result<bool, DbErr> {
    let backend = transaction.get_database_backend();
    let installed = installed(transaction).await?;
    let mut created = false;
    for table in TABLES {
        if triggers::names(table)
            .iter()
            .all(|name| installed.contains(name))
        {
            continue;
        }
        created = true;
        for sql in triggers::removal(backend, table)
            .into_iter()
            .chain(triggers::creation(backend, table))
        {
            transaction.execute_unprepared(&sql).await?;
        }
    }
    Ok(created)
}

/// Removes all triggers. Returns whether there were any.
///
/// # Errors
/// The database's error.
pub async fn remove(db: &DatabaseConnection) -> Result<bool, DbErr> {
    let transaction = begin(db).await?;
    let result = remove_in(&transaction).await;
    end(transaction, result).await
}

async fn remove_in(transaction: &DatabaseTransaction) -> Result<bool, DbErr> {
    let found = !installed(transaction).await?.is_empty();
    for table in TABLES {
        for sql in triggers::removal(transaction.get_database_backend(), table) {
            transaction.execute_unprepared(&sql).await?;
        }
    }
    Ok(found)
}

/// Names of the installed triggers.
async fn installed<C: ConnectionTrait>(db: &C) -> Result<Vec<String>, DbErr> {
    let backend = db.get_database_backend();
    let sql = match backend {
        DbBackend::Sqlite => {
            "SELECT name FROM sqlite_master WHERE type = 'trigger' \
             AND name LIKE 'deskql\\_search\\_%' ESCAPE '\\'"
        }
        DbBackend::Postgres => {
            "SELECT t.tgname::text FROM pg_catalog.pg_trigger t \
             WHERE t.tgname LIKE 'deskql\\_search\\_%' AND t.tgenabled <> 'D' \
             AND pg_catalog.pg_table_is_visible(t.tgrelid)"
        }
        _ => {
            "SELECT CONVERT(trigger_name USING utf8mb4) FROM information_schema.triggers \
             WHERE trigger_schema = DATABASE() AND trigger_name LIKE 'deskql\\_search\\_%'"
        }
    };
    let rows = db
        .query_all_raw(Statement::from_string(backend, sql))
        .await?;
    rows.iter().map(|row| row.try_get_by_index(0)).collect()
}

async fn begin(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let transaction = db.begin().await?;
    match db.get_database_backend() {
        DbBackend::Postgres => {
            transaction
                .execute_unprepared(&format!("SELECT pg_advisory_xact_lock({POSTGRES_LOCK})"))
                .await?;
        }
        DbBackend::MySql => mysql::lock(&transaction).await?,
        _ => {}
    }
    Ok(transaction)
}

async fn end<T>(transaction: DatabaseTransaction, result: Result<T, DbErr>) -> Result<T, DbErr> {
    if transaction.get_database_backend() == DbBackend::MySql {
        mysql::unlock(&transaction).await?;
    }
    match result {
        Ok(value) => transaction.commit().await.map(|()| value),
        Err(error) => {
            // The first error says more than a failed rollback.
            let _ = transaction.rollback().await;
            Err(error)
        }
    }
}
