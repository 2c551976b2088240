//! The tables of the search: `deskql_search_document` with the searchable words of tickets and
//! articles, `deskql_search_source` with the digest of each document, `deskql_search_change` with
//! the rows whose documents are outdated, and `deskql_search_state` with the progress.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::table;

const CHANGE: &str = "deskql_search_change";
const SOURCE: &str = "deskql_search_source";
const STATE: &str = "deskql_search_state";
const DOCUMENT: &str = "deskql_search_document";

/// The tables that it creates.
pub(crate) const TABLES: &[&str] = &[CHANGE, SOURCE, STATE, DOCUMENT];

/// The migration of this file.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        let change = table::create(backend, CHANGE)
            .col(
                ColumnDef::new("id")
                    .big_integer()
                    .not_null()
                    .auto_increment()
                    .primary_key(),
            )
            .col(ColumnDef::new("kind").string_len(10).not_null())
            .col(ColumnDef::new("object_id").integer().not_null())
            .take();
        manager.create_table(change).await?;
        let index = Index::create()
            .name("deskql_search_change_object")
            .table(CHANGE)
            .col("kind")
            .col("object_id")
            .take();
        manager.create_index(index).await?;
        let source = table::create(backend, SOURCE)
            .col(
                ColumnDef::new("document_id")
                    .integer()
                    .not_null()
                    .primary_key(),
            )
            .col(ColumnDef::new("digest").big_integer().not_null())
            .take();
        manager.create_table(source).await?;
        let state = table::create(backend, STATE)
            .col(ColumnDef::new("id").integer().not_null().primary_key())
            .col(ColumnDef::new("tokenizer").integer().not_null())
            .col(ColumnDef::new("enabled").boolean().not_null())
            .col(ColumnDef::new("tracked").boolean().not_null())
            .col(ColumnDef::new("complete").boolean().not_null())
            .col(ColumnDef::new("position").integer().null())
            .take();
        manager.create_table(state).await?;
        for sql in document(backend) {
            manager.get_connection().execute_unprepared(sql).await?;
        }
        Ok(())
    }
}

/// The statements that create the table of documents, with the database's index of words.
fn document(backend: DbBackend) -> &'static [&'static str] {
    match backend {
        DbBackend::Sqlite => &[
            // With the documents, although only the index of their words is read: without them, SQLite
            // deletes rows by an option that Python's SQLite often does not know yet, and a program
            // that reads all tables, for example for a dump, fails.
            "CREATE VIRTUAL TABLE deskql_search_document USING fts5(body, \
             tokenize=\"ascii tokenchars '_'\")",
        ],
        DbBackend::Postgres => &[
            "CREATE TABLE deskql_search_document \
             (document_id integer NOT NULL PRIMARY KEY, body tsvector NOT NULL) \
             WITH (toast_tuple_target = 128)",
            "CREATE INDEX deskql_search_document_body ON deskql_search_document USING gin (body)",
        ],
        _ => &["CREATE TABLE deskql_search_document \
             (document_id integer NOT NULL PRIMARY KEY, body longtext NOT NULL, \
             FULLTEXT INDEX deskql_search_document_body (body)) \
             ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"],
    }
}
