//! Opens and closes Django's sessions in the database. `auth` signs their data and sets the cookies.

use chrono::{DateTime, Utc};
use entity::values::Timestamp;
use entity::{Db, Tx, session, user};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};

use crate::domain::Result;

/// A row of `django_session` to insert.
#[derive(Clone)]
pub struct NewSessionRow {
    /// The key: 32 random letters and digits.
    pub key: String,
    /// The signed data.
    pub data: String,
    /// When the session ends.
    pub expires_at: DateTime<Utc>,
}

/// Records a sign-in of an account (django/contrib/auth/models.py, `update_last_login`), stores its
/// session if the database has sessions, and removes the session that it replaces.
///
/// # Errors
/// Database errors.
pub async fn open_session(
    db: &Db,
    user_id: i32,
    now: DateTime<Utc>,
    row: Option<NewSessionRow>,
    replaced_key: Option<&str>,
) -> Result<()> {
    let tx = db.begin().await?;
    user::Entity::update_many()
        .col_expr(
            user::Column::LastLogin,
            Expr::value(Some(Timestamp::from(now))),
        )
        .filter(user::Column::Id.eq(user_id))
        .exec(&tx)
        .await?;
    if let Some(key) = replaced_key {
        delete(&tx, key).await?;
    }
    if let Some(NewSessionRow {
        key,
        data,
        expires_at,
    }) = row
    {
        let row = session::ActiveModel {
            session_key: Set(key),
            session_data: Set(data),
            expire_date: Set(Timestamp::from(expires_at)),
        };
        session::Entity::insert(row)
            .exec_without_returning(&tx)
            .await?;
    }
    Ok(tx.commit().await?)
}

/// Removes a session.
///
/// # Errors
/// Database errors.
pub async fn close_session(db: &Db, key: &str) -> Result<()> {
    let tx = db.begin().await?;
    delete(&tx, key).await?;
    Ok(tx.commit().await?)
}

async fn delete(tx: &Tx, key: &str) -> Result<()> {
    // PostgreSQL rejects statements with this character, and no key has it.
    if !key.contains('\0') {
        session::Entity::delete_many()
            .filter(session::Column::SessionKey.eq(key))
            .exec(tx)
            .await?;
    }
    Ok(())
}
