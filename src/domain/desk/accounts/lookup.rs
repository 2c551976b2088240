//! Finds the account of a username, an ID or a token, and the data of sessions.

use chrono::{DateTime, Utc};
use entity::values::Timestamp;
use entity::{positional, session, token, user};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use subtle::ConstantTimeEq;

use crate::domain::Result;

/// PostgreSQL rejects statements with this character. No stored key or name contains it.
const NUL: char = '\0';

/// The account with exactly this username.
///
/// # Errors
/// Database errors.
pub async fn user_by_name(db: &impl ConnectionTrait, name: &str) -> Result<Option<user::Model>> {
    if name.contains(NUL) {
        return Ok(None);
    }
    Ok(positional::fetch_all(
        user::Entity::find().filter(user::Column::Username.eq(name)),
        db,
    )
    .await?
    .pop())
}

/// The account with this ID.
///
/// # Errors
/// Database errors.
pub async fn user_by_id(db: &impl ConnectionTrait, id: i32) -> Result<Option<user::Model>> {
    Ok(positional::fetch_all(user::Entity::find_by_id(id), db)
        .await?
        .pop())
}

/// The account of a token, active or not. One statement.
///
/// # Errors
/// Database errors.
pub async fn user_by_token(db: &impl ConnectionTrait, key: &str) -> Result<Option<user::Model>> {
    if key.contains(NUL) {
        return Ok(None);
    }
    let found = token::Entity::find()
        .filter(token::Column::Key.eq(key))
        .find_also_related(user::Entity)
        .one(db)
        .await?;
    // MariaDB ignores case, so the exact key is compared here.
    Ok(found.and_then(|(token, user)| {
        user.filter(|_| token.key.0.as_bytes().ct_eq(key.as_bytes()).into())
    }))
}

/// The data of a session that has not expired. The caller checks the signature.
///
/// # Errors
/// Database errors.
pub async fn session_data(
    db: &impl ConnectionTrait,
    key: &str,
    now: DateTime<Utc>,
) -> Result<Option<String>> {
    if key.contains(NUL) {
        return Ok(None);
    }
    let found = session::Entity::find()
        .filter(session::Column::SessionKey.eq(key))
        .filter(session::Column::ExpireDate.gt(Timestamp(now)))
        .one(db)
        .await?;
    Ok(found
        .filter(|row| row.session_key.as_bytes().ct_eq(key.as_bytes()).into())
        .map(|row| row.session_data))
}

/// The data of sessions that have not expired. The last to expire comes first.
///
/// # Errors
/// Database errors.
pub async fn sessions(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<String>> {
    Ok(session::Entity::find()
        .select_only()
        .column(session::Column::SessionData)
        .filter(session::Column::ExpireDate.gt(Timestamp(now)))
        .order_by_desc(session::Column::ExpireDate)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?)
}
