//! Keys of creating mutations: a repeated request of the same viewer makes nothing again, and gets
//! what the first one made. A key is claimed in the transaction that makes the object, so both last
//! or neither does.
//!
//! The table holds hashes of keys and inputs, never these themselves.

use std::borrow::Cow;

use entity::{Tx, idempotency};
use sea_orm::sea_query::{Expr, LockBehavior, LockType, OnConflict, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use sha2::{Digest, Sha256};

use crate::domain::{Code, Context, Error, Result, Viewer};

/// Characters of the longest key.
const MAX_KEY: usize = 255;
/// Keys that are cleared away at most when one is written.
const CLEARED: u64 = 100;

/// The key of a request, and what it asks for.
#[derive(Clone, Debug)]
pub struct Request {
    /// What the client calls the request: 1 to 255 characters.
    pub key: String,
    /// SHA-256 of everything that was asked for, files included.
    pub input: [u8; 32],
}

/// What an earlier request with the same key made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CreatedIds {
    /// The number of the object.
    pub object: i32,
    /// The number of what was made beside it.
    pub second: Option<i32>,
}

/// A conflict: what a key made was deleted, or is not the viewer's to see any more.
pub const GONE: Error =
    conflict("what was made with this idempotency key is gone, or is not yours to see any more");
/// A conflict: the key stands for something else.
pub const OTHER_INPUT: Error = conflict("this idempotency key was used with another input");

const fn conflict(what: &'static str) -> Error {
    Error::Conflict {
        field: "idempotency_key",
        what: Cow::Borrowed(what),
    }
}

/// What a request with this key made before; `None` without a key, or when it is new.
///
/// # Errors
/// [`Error::Invalid`] for a key that is none; [`OTHER_INPUT`]; what the database says.
pub async fn find(context: &Context, request: Option<&Request>) -> Result<Option<CreatedIds>> {
    let Some(request) = request else {
        return Ok(None);
    };
    let length = request.key.chars().count();
    if length == 0 {
        return Err(Error::field("idempotency_key", Code::Required));
    }
    if length > MAX_KEY {
        return Err(Error::field(
            "idempotency_key",
            Code::MaxLength {
                limit: MAX_KEY,
                length,
            },
        ));
    }
    let row = idempotency::Entity::find_by_id(id(&context.viewer, &request.key)?)
        .filter(idempotency::Column::ExpiresAt.gt(context.clock.now().timestamp()))
        .one(&context.db)
        .await?;
    match row {
        None => Ok(None),
        Some(row) if row.input != hex(&request.input) => Err(OTHER_INPUT),
        Some(row) => Ok(Some(CreatedIds {
            object: row.object_id.ok_or(GONE)?,
            second: row.second_id,
        })),
    }
}

/// Whether the viewer has used a key, whatever for.
///
/// # Errors
/// What the database says.
pub async fn is_known(context: &Context, key: &str) -> Result<bool> {
    let row = idempotency::Entity::find_by_id(id(&context.viewer, key)?)
        .filter(idempotency::Column::ExpiresAt.gt(context.clock.now().timestamp()))
        .one(&context.db)
        .await?;
    Ok(row.is_some())
}

/// Where making something failed: what another request with the same key made meanwhile.
///
/// # Errors
/// `error`, if there was none; those of [`find`].
pub async fn find_after_conflict(
    context: &Context,
    request: Option<&Request>,
    error: Error,
) -> Result<CreatedIds> {
    match error {
        Error::Invalid(_) | Error::Conflict { .. } | Error::NotFound => {
            find(context, request).await?.ok_or(error)
        }
        error => Err(error),
    }
}

/// Claims the key for this transaction, before anything else is locked or written; a request at the
/// same time waits here for this one's end. Clears away some keys that are out of date.
///
/// # Errors
/// [`Error::Conflict`] if another was faster: [`find_after_conflict`] says what it made; what the database
/// says.
pub async fn claim(context: &Context, tx: &Tx, request: Option<&Request>) -> Result<()> {
    let Some(request) = request else {
        return Ok(());
    };
    let id = id(&context.viewer, &request.key)?;
    let now = context.clock.now().timestamp();
    idempotency::Entity::delete_by_id(id.as_str())
        .filter(idempotency::Column::ExpiresAt.lte(now))
        .exec(tx)
        .await?;
    clear(tx, now).await?;
    let hours = i64::from(context.config.graphql.idempotency_hours);
    let insert = Query::insert()
        .into_table(idempotency::Entity)
        .columns([
            idempotency::Column::Id,
            idempotency::Column::Input,
            idempotency::Column::ExpiresAt,
        ])
        .values_panic([
            id.as_str().into(),
            hex(&request.input).into(),
            (now + hours * 3600).into(),
        ])
        .on_conflict(
            OnConflict::column(idempotency::Column::Id)
                .do_nothing_on([idempotency::Column::Id])
                .to_owned(),
        )
        .to_owned();
    tx.execute(&insert).await?;
    // Whether a row was written, each database tells in its own way. One that lasts always names
    // what was made.
    let row = idempotency::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx)
        .await?;
    match row {
        Some(row) if row.object_id.is_none() => Ok(()),
        _ => Err(conflict(
            "another request with this idempotency key was faster",
        )),
    }
}

/// Notes what was made with a claimed key, in the same transaction.
///
/// # Errors
/// What the database says.
pub async fn record(
    context: &Context,
    tx: &Tx,
    request: Option<&Request>,
    made: CreatedIds,
) -> Result<()> {
    let Some(request) = request else {
        return Ok(());
    };
    idempotency::Entity::update_many()
        .col_expr(idempotency::Column::ObjectId, Expr::value(made.object))
        .col_expr(idempotency::Column::SecondId, Expr::value(made.second))
        .filter(idempotency::Column::Id.eq(id(&context.viewer, &request.key)?))
        .exec(tx)
        .await?;
    Ok(())
}

/// Removes some keys that are out of date; those that another transaction has in its hands are left
/// to it.
async fn clear(tx: &Tx, now: i64) -> Result<()> {
    let old: Vec<String> = idempotency::Entity::find()
        .select_only()
        .column(idempotency::Column::Id)
        .filter(idempotency::Column::ExpiresAt.lte(now))
        .order_by_asc(idempotency::Column::ExpiresAt)
        .limit(CLEARED)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .into_tuple()
        .all(tx)
        .await?;
    if !old.is_empty() {
        idempotency::Entity::delete_many()
            .filter(idempotency::Column::Id.is_in(old))
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// The row of a viewer's key. Keys of different viewers never meet.
fn id(viewer: &Viewer, key: &str) -> Result<String> {
    let viewer = viewer.id().ok_or(Error::Unauthenticated)?;
    Ok(hex(&Sha256::digest(format!("{viewer}:{key}"))))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
