//! Idempotency keys of mutations that create objects. A repeated request of the same viewer creates
//! nothing and returns the result of the first. The key is claimed in the transaction that creates
//! the object, so that both are stored or neither.
//!
//! The table stores only hashes of keys and inputs.

use std::borrow::Cow;

use entity::{Tx, idempotency};
use sea_orm::sea_query::{Expr, LockBehavior, LockType, OnConflict, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use sha2::{Digest, Sha256};

use crate::domain::{Code, Context, Error, Result, Viewer};

/// Maximum length of a key in characters.
const MAX_KEY: usize = 255;
/// Maximum number of expired keys that are removed when one is claimed.
const MAX_CLEARED: u64 = 100;

/// The key and input of a request.
#[derive(Clone, Debug)]
pub struct Request {
    /// The key that the client chose, 1 to 255 characters.
    pub key: String,
    /// SHA-256 of the input, including files.
    pub input: [u8; 32],
}

/// The objects that an earlier request with the same key created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CreatedIds {
    /// The ID of the object.
    pub object: i32,
    /// The ID of an object created with it, such as a ticket's first follow-up.
    pub second: Option<i32>,
}

/// A conflict: the object that was created with this key was deleted, or the viewer may no longer
/// see it.
pub const GONE: Error = conflict(
    "the object that was created with this idempotency key no longer exists or is no longer visible to you",
);
/// A conflict: the key was used with another input.
pub const OTHER_INPUT: Error = conflict("this idempotency key was used with another input");

const fn conflict(what: &'static str) -> Error {
    Error::Conflict {
        field: "idempotency_key",
        what: Cow::Borrowed(what),
    }
}

/// Returns the result of an earlier request with the same key; `None` without a key, or if the key
/// is new.
///
/// # Errors
/// [`Error::Invalid`] for an invalid key; [`OTHER_INPUT`]; [`GONE`]; database errors.
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
    let row = idempotency::Entity::find_by_id(id(context, &request.key)?)
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

/// Whether the viewer has used a key, with any input.
///
/// # Errors
/// Database errors.
pub async fn is_known(context: &Context, key: &str) -> Result<bool> {
    let row = idempotency::Entity::find_by_id(id(context, key)?)
        .filter(idempotency::Column::ExpiresAt.gt(context.clock.now().timestamp()))
        .one(&context.db)
        .await?;
    Ok(row.is_some())
}

/// After a failed creation, returns the objects that a concurrent request with the same key
/// created.
///
/// # Errors
/// `error` if there is no such request; errors of [`find`].
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

/// Claims the key for this transaction, before it locks or writes anything else. A concurrent
/// request with the same key waits here until this transaction ends. Removes some expired keys.
///
/// # Errors
/// [`Error::Conflict`] if another request claimed the key first; [`find_after_conflict`] returns
/// its result. Database errors.
pub async fn claim(context: &Context, tx: &Tx, request: Option<&Request>) -> Result<()> {
    let Some(request) = request else {
        return Ok(());
    };
    let id = id(context, &request.key)?;
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
    // Databases report differently whether a row was inserted. A committed row always has an
    // object.
    let row = idempotency::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx)
        .await?;
    match row {
        Some(row) if row.object_id.is_none() => Ok(()),
        _ => Err(conflict(
            "another request with this idempotency key created the object first",
        )),
    }
}

/// Records the created objects under a claimed key, in the same transaction.
///
/// # Errors
/// Database errors.
pub async fn record(
    context: &Context,
    tx: &Tx,
    request: Option<&Request>,
    created: CreatedIds,
) -> Result<()> {
    let Some(request) = request else {
        return Ok(());
    };
    idempotency::Entity::update_many()
        .col_expr(idempotency::Column::ObjectId, Expr::value(created.object))
        .col_expr(idempotency::Column::SecondId, Expr::value(created.second))
        .filter(idempotency::Column::Id.eq(id(context, &request.key)?))
        .exec(tx)
        .await?;
    Ok(())
}

/// Removes some expired keys, except those that other transactions have locked.
async fn clear(tx: &Tx, now: i64) -> Result<()> {
    let old: Vec<String> = idempotency::Entity::find()
        .select_only()
        .column(idempotency::Column::Id)
        .filter(idempotency::Column::ExpiresAt.lte(now))
        .order_by_asc(idempotency::Column::ExpiresAt)
        .limit(MAX_CLEARED)
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

/// The ID of the row of a viewer's key. Viewers do not share keys, but visitors of the same ticket
/// do, and strangers from the same network.
fn id(context: &Context, key: &str) -> Result<String> {
    let viewer = match &context.viewer {
        Viewer::User(account) => account.user.id.to_string(),
        Viewer::Visitor(visit) => format!("visitor of {}", visit.ticket),
        Viewer::Anonymous => {
            let network = context.client.network().ok_or(Error::Unauthenticated)?;
            format!("stranger from {network}")
        }
    };
    Ok(hex(&Sha256::digest(format!("{viewer}:{key}"))))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
