//! API tokens. An account has at most one (rest_framework/authtoken/models.py).

use std::fmt::Write;

use entity::values::{Secret, Timestamp};
use entity::{Db, token, user};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Set,
};

use crate::domain::{Clock, Error, Result};

/// Number of random bytes of a key, which is written in hexadecimal.
const KEY_BYTES: usize = 20;

/// The result of [`issue_token`].
#[derive(Clone, Debug)]
pub struct IssuedToken {
    /// The token.
    pub token: token::Model,
    /// Whether the token is new.
    pub created: bool,
}

/// Returns the account's token. Creates one if it has none.
///
/// # Errors
/// Database errors.
pub async fn issue_token(db: &Db, clock: &Clock, user_id: i32) -> Result<IssuedToken> {
    let tx = db.begin().await?;
    let select = token::Entity::find().filter(token::Column::UserId.eq(user_id));
    if let Some(token) = select.one(&tx).await? {
        return Ok(IssuedToken {
            token,
            created: false,
        });
    }
    let token = token::ActiveModel {
        key: Set(Secret(random_key())),
        created: Set(Timestamp::from(clock.now())),
        user_id: Set(user_id),
    };
    let token = token.insert(&tx).await?;
    tx.commit().await?;
    Ok(IssuedToken {
        token,
        created: true,
    })
}

/// All tokens with their accounts, by username.
///
/// # Errors
/// Database errors.
pub async fn tokens(db: &impl ConnectionTrait) -> Result<Vec<(token::Model, user::Model)>> {
    let rows = token::Entity::find()
        .find_also_related(user::Entity)
        .order_by_asc(user::Column::Username)
        .order_by_asc(token::Column::UserId)
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(token, user)| Some((token, user?)))
        .collect())
}

/// Deletes an account's token.
///
/// # Errors
/// [`Error::NotFound`] if the account has no token; database errors.
pub async fn revoke_token(db: &Db, user_id: i32) -> Result<()> {
    let tx = db.begin().await?;
    let result = token::Entity::delete_many()
        .filter(token::Column::UserId.eq(user_id))
        .exec(&tx)
        .await?;
    if result.rows_affected == 0 {
        return Err(Error::NotFound);
    }
    tx.commit().await?;
    Ok(())
}

fn random_key() -> String {
    let bytes: [u8; KEY_BYTES] = rand::random();
    bytes
        .iter()
        .fold(String::with_capacity(KEY_BYTES * 2), |mut key, byte| {
            // Writing to a String cannot fail.
            let _ = write!(key, "{byte:02x}");
            key
        })
}
