//! Writes documents to the database's index of words.

use std::collections::{BTreeMap, BTreeSet};

use entity::{Tx, search_source};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter,
};

use crate::domain::Result;
use crate::domain::query::among;
use crate::domain::search::document::Document;
use crate::domain::search::sources::Texts;

/// Name of the table of documents.
pub(in crate::domain::search) const DOCUMENTS: &str = "deskql_search_document";
/// Number of bytes of documents after which a statement is sent.
const MAX_STATEMENT: usize = 2 << 20;

/// Replaces the documents `ids`. Those without texts are deleted, unchanged ones stay.
pub(super) async fn write(tx: &Tx, ids: &BTreeSet<i32>, texts: &Texts) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let all: Vec<i32> = ids.iter().copied().collect();
    let digests: BTreeMap<i32, i64> = search_source::Entity::find()
        .filter(among(tx, search_source::Column::DocumentId, &all))
        .all(tx)
        .await?
        .into_iter()
        .map(|row| (row.document_id, row.digest))
        .collect();
    let (mut old, mut new) = (Vec::new(), Vec::new());
    for id in all {
        let document = texts.get(&id).map(|texts| Document::new(texts));
        let digest = document.as_ref().map(Document::digest);
        let known = digests.get(&id).copied();
        if digest == known {
            continue;
        }
        if known.is_some() {
            old.push(id);
        }
        if let (Some(document), Some(digest)) = (document, digest) {
            new.push((id, document.body(tx.get_database_backend()), digest));
        }
    }
    delete(tx, &old).await?;
    // MariaDB limits the size of a statement.
    let mut part = Vec::new();
    let mut bytes = 0;
    for document in new {
        bytes += document.1.len();
        part.push(document);
        if bytes > MAX_STATEMENT {
            insert(tx, std::mem::take(&mut part)).await?;
            bytes = 0;
        }
    }
    insert(tx, part).await
}

async fn delete(tx: &Tx, ids: &[i32]) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let key = match tx.get_database_backend() {
        DbBackend::Sqlite => "rowid",
        _ => "document_id",
    };
    let documents = Query::delete()
        .from_table(DOCUMENTS)
        .and_where(Expr::col(key).is_in(ids.iter().copied()))
        .take();
    tx.execute(&documents).await?;
    search_source::Entity::delete_many()
        .filter(search_source::Column::DocumentId.is_in(ids.iter().copied()))
        .exec(tx)
        .await?;
    Ok(())
}

async fn insert(tx: &Tx, documents: Vec<(i32, String, i64)>) -> Result<()> {
    if documents.is_empty() {
        return Ok(());
    }
    let backend = tx.get_database_backend();
    let key = match backend {
        DbBackend::Sqlite => "rowid",
        _ => "document_id",
    };
    let mut insert = Query::insert();
    insert.into_table(DOCUMENTS).columns([key, "body"]);
    let mut rows = Vec::with_capacity(documents.len());
    for (id, body, digest) in documents {
        let body = match backend {
            DbBackend::Postgres => Expr::val(body).cast_as("tsvector"),
            _ => Expr::val(body),
        };
        insert
            .values([Expr::val(id), body])
            .map_err(|error| crate::domain::Error::Internal(error.into()))?;
        rows.push(search_source::ActiveModel {
            document_id: Set(id),
            digest: Set(digest),
        });
    }
    tx.execute(&insert).await?;
    search_source::Entity::insert_many(rows)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
