//! Keeps the documents up to date. Triggers on Django's tables record which are outdated, whoever
//! writes; [`step`] reads these rows and builds the documents again. A run through all tickets and
//! articles builds them for the first time, and replaces triggers where the database's account may
//! not create any.
//!
//! The transaction that deletes a recorded change also writes the document, so an error or a killed
//! process loses none. The row of `deskql_search_state` is locked meanwhile: of two processes, the
//! second waits, and an older document never replaces a newer one.

mod changes;
mod store;

use std::collections::BTreeSet;

use entity::{Db, Tx, kb_item, search_change, search_source, search_state, ticket};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::sources::{self, Texts};
use super::words;
use crate::domain::Result;
use changes::Changes;
pub(super) use store::DOCUMENTS;
use store::write;

/// Maximum number of tickets that a step reads. On SQLite, nobody else writes meanwhile.
const BATCH: usize = 100;
/// The position at which a run through all articles, then all tickets, begins: articles have
/// negative positions.
const START: i32 = -1;

/// The result of a [`step`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// The number of documents that were compared with their tickets or articles.
    pub documents: usize,
    /// Whether there is more to do.
    pub more: bool,
}

/// The state of the search, for administrators.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// The state; none if the search was never set up.
    pub state: Option<search_state::Model>,
    /// The number of documents.
    pub documents: u64,
    /// The number of tickets and articles.
    pub objects: u64,
    /// The number of recorded changes that were not read yet.
    pub changes: u64,
}

/// The state, if the search is set up.
///
/// # Errors
/// Database errors.
pub async fn state(db: &impl ConnectionTrait) -> Result<Option<search_state::Model>> {
    Ok(search_state::Entity::find_by_id(1).one(db).await?)
}

/// The state with counts.
///
/// # Errors
/// Database errors.
pub async fn status(db: &impl ConnectionTrait) -> Result<Status> {
    Ok(Status {
        state: state(db).await?,
        documents: search_source::Entity::find().count(db).await?,
        objects: ticket::Entity::find().count(db).await?
            + kb_item::Entity::find().count(db).await?,
        changes: search_change::Entity::find().count(db).await?,
    })
}

/// Sets the search up, or again after triggers were missing. `tracked`: triggers record all changes;
/// `created`: some of them were missing until now. Returns whether all documents must be built, by
/// [`step`].
///
/// # Errors
/// Database errors.
pub async fn enable(db: &Db, tracked: bool, created: bool) -> Result<bool> {
    let tx = db.begin().await?;
    let state = lock(&tx).await?;
    let is_current = state.as_ref().is_some_and(|state| {
        state.enabled && state.tracked == tracked && state.tokenizer == words::VERSION
    });
    if is_current && !(tracked && created) {
        tx.rollback().await?;
        return Ok(false);
    }
    clear(&tx).await?;
    save(&tx, state.is_some(), true, tracked).await?;
    tx.commit().await?;
    Ok(true)
}

/// Builds all documents again, from an empty index.
///
/// # Errors
/// Database errors.
pub async fn rebuild(db: &Db) -> Result<()> {
    let tx = db.begin().await?;
    let Some(state) = lock(&tx).await? else {
        return Ok(tx.rollback().await?);
    };
    clear(&tx).await?;
    save(&tx, true, state.enabled, state.tracked).await?;
    Ok(tx.commit().await?)
}

/// Records that triggers are missing, so that changes are found by reading everything regularly.
///
/// # Errors
/// Database errors.
pub async fn lose_track(db: &Db) -> Result<()> {
    let tx = db.begin().await?;
    search_state::Entity::update_many()
        .col_expr(search_state::Column::Tracked, Expr::value(false))
        .exec(&tx)
        .await?;
    Ok(tx.commit().await?)
}

/// Removes all documents and recorded changes. The triggers must have been removed before.
///
/// # Errors
/// Database errors.
pub async fn disable(db: &Db) -> Result<()> {
    let tx = db.begin().await?;
    if lock(&tx).await?.is_some() {
        clear(&tx).await?;
        save(&tx, true, false, false).await?;
    }
    Ok(tx.commit().await?)
}

/// Starts a run through all tickets and articles, unless one is going on.
///
/// # Errors
/// Database errors.
pub async fn start_run(db: &Db) -> Result<()> {
    let tx = db.begin().await?;
    search_state::Entity::update_many()
        .col_expr(search_state::Column::Position, Expr::value(START))
        .filter(search_state::Column::Position.is_null())
        .exec(&tx)
        .await?;
    Ok(tx.commit().await?)
}

/// Whether [`step`] has something to do. One statement.
///
/// # Errors
/// Database errors.
pub async fn is_due(db: &Db) -> Result<bool> {
    let changed = Query::select()
        .expr(Expr::val(1))
        .from(search_change::Entity)
        .take();
    let due = search_state::Entity::find()
        .filter(search_state::Column::Enabled.eq(true))
        .filter(
            search_state::Column::Position
                .is_not_null()
                .or(search_state::Column::Tokenizer.ne(words::VERSION))
                .or(Expr::exists(changed)),
        )
        .count(db)
        .await?;
    Ok(due > 0)
}

/// Reads some recorded changes, and goes on with the run through everything if there is one.
///
/// # Errors
/// Database errors; nothing has changed then.
pub async fn step(db: &Db) -> Result<Step> {
    let tx = db.begin().await?;
    let Some(mut state) = lock(&tx).await?.filter(|state| state.enabled) else {
        tx.rollback().await?;
        return Ok(Step::default());
    };
    if state.tokenizer != words::VERSION {
        clear(&tx).await?;
        state = save(&tx, true, true, state.tracked).await?;
    }
    let changes = Changes::read(&tx).await?;
    let mut documents = Texts::new();
    documents.extend(sources::of_tickets(&tx, &changes.tickets).await?);
    let articles = sources::of_articles(&tx, &changes.articles).await?;
    documents.extend(articles.into_iter().map(|(id, texts)| (-id, texts)));
    let mut ids: BTreeSet<i32> = changes.tickets.iter().copied().collect();
    ids.extend(changes.articles.iter().map(|id| -id));
    let mut position = state.position;
    if let Some(from) = position
        && !changes.are_more
    {
        let (to, found, texts) = next_batch(&tx, from).await?;
        position = to;
        documents.extend(texts);
        ids.extend(found);
    }
    write(&tx, &ids, &documents).await?;
    changes.delete(&tx).await?;
    if position != state.position {
        let complete = state.complete || position.is_none();
        search_state::ActiveModel {
            id: Set(1),
            position: Set(position),
            complete: Set(complete),
            ..Default::default()
        }
        .update(&tx)
        .await?;
    }
    tx.commit().await?;
    Ok(Step {
        documents: ids.len(),
        more: changes.are_more || position.is_some(),
    })
}

/// Locks the row of the state until the transaction ends.
async fn lock(tx: &Tx) -> Result<Option<search_state::Model>> {
    let mut select = search_state::Entity::find_by_id(1);
    if tx.get_database_backend() != DbBackend::Sqlite {
        select = select.lock_exclusive();
    }
    Ok(select.one(tx).await?)
}

/// Writes the row of the state, for a run through everything.
async fn save(tx: &Tx, exists: bool, enabled: bool, tracked: bool) -> Result<search_state::Model> {
    let state = search_state::Model {
        id: 1,
        tokenizer: words::VERSION,
        enabled,
        tracked,
        complete: false,
        position: enabled.then_some(START),
    };
    let row = search_state::ActiveModel {
        id: Set(1),
        tokenizer: Set(state.tokenizer),
        enabled: Set(state.enabled),
        tracked: Set(state.tracked),
        complete: Set(state.complete),
        position: Set(state.position),
    };
    if exists {
        row.update(tx).await?;
    } else {
        search_state::Entity::insert(row)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(state)
}

/// Deletes all documents. Recorded changes too: everything is read again.
async fn clear(tx: &Tx) -> Result<()> {
    search_source::Entity::delete_many().exec(tx).await?;
    search_change::Entity::delete_many().exec(tx).await?;
    tx.execute(&Query::delete().from_table(DOCUMENTS).take())
        .await?;
    Ok(())
}

/// The next objects of a run through everything: the position after them, the IDs of the documents
/// that exist or must exist, and their texts.
async fn next_batch(tx: &Tx, from: i32) -> Result<(Option<i32>, Vec<i32>, Texts)> {
    let limit = u64::try_from(BATCH).unwrap_or(u64::MAX);
    if from < 0 {
        let after = -(from + 1);
        let ids: Vec<i32> = kb_item::Entity::find()
            .select_only()
            .column(kb_item::Column::Id)
            .filter(kb_item::Column::Id.gt(after))
            .order_by_asc(kb_item::Column::Id)
            .limit(limit)
            .into_tuple()
            .all(tx)
            .await?;
        let last = ids.last().copied().filter(|_| ids.len() == BATCH);
        let texts = sources::of_articles(tx, &ids).await?;
        let texts = texts.into_iter().map(|(id, texts)| (-id, texts)).collect();
        let old = existing(tx, |column| match last {
            Some(last) => column.clone().lt(-after).and(column.gte(-last)),
            None => column.lt(-after),
        });
        let documents = ids.iter().map(|id| -id).chain(old.await?).collect();
        return Ok((Some(last.map_or(0, |last| -last - 1)), documents, texts));
    }
    let ids: Vec<i32> = ticket::Entity::find()
        .select_only()
        .column(ticket::Column::Id)
        .filter(ticket::Column::Id.gt(from))
        .order_by_asc(ticket::Column::Id)
        .limit(limit)
        .into_tuple()
        .all(tx)
        .await?;
    let last = ids.last().copied().filter(|_| ids.len() == BATCH);
    let texts = sources::of_tickets(tx, &ids).await?;
    let old = existing(tx, |column| match last {
        Some(last) => column.clone().gt(from).and(column.lte(last)),
        None => column.gt(from),
    });
    let documents = ids.iter().copied().chain(old.await?).collect();
    Ok((last, documents, texts))
}

/// The IDs of the documents that meet a condition. Those of deleted objects are deleted.
async fn existing(tx: &Tx, condition: impl FnOnce(Expr) -> Expr) -> Result<Vec<i32>> {
    let column = Expr::col(search_source::Column::DocumentId);
    Ok(search_source::Entity::find()
        .select_only()
        .column(search_source::Column::DocumentId)
        .filter(condition(column))
        .into_tuple()
        .all(tx)
        .await?)
}
