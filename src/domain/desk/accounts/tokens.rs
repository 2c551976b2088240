//! API tokens, one an account (rest_framework/authtoken/models.py).

use std::fmt::Write;

use entity::values::{Secret, Timestamp};
use entity::{Db, token, user};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Set,
};

use crate::domain::{Clock, Error, Result};

/// Random bytes of a key; it is twice as many hexadecimal digits.
const KEY_BYTES: usize = 20;

/// What [`issue_token`] found or made.
#[derive(Clone, Debug)]
pub struct Issued {
    /// The token.
    pub token: token::Model,
    /// Whether it is new.
    pub created: bool,
}

/// The account's token; a new one if there is none.
///
/// # Errors
/// What the database says.
pub async fn issue_token(db: &Db, clock: &Clock, user_id: i32) -> Result<Issued> {
    let tx = db.begin().await?;
    let of_user = token::Entity::find().filter(token::Column::UserId.eq(user_id));
    if let Some(token) = of_user.one(&tx).await? {
        return Ok(Issued {
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
    Ok(Issued {
        token,
        created: true,
    })
}

/// All tokens with their accounts, by the accounts' names.
///
/// # Errors
/// What the database says.
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

/// Takes an account's token away.
///
/// # Errors
/// [`Error::NotFound`] if there was none; what the database says.
pub async fn revoke_token(db: &Db, user_id: i32) -> Result<()> {
    let tx = db.begin().await?;
    let done = token::Entity::delete_many()
        .filter(token::Column::UserId.eq(user_id))
        .exec(&tx)
        .await?;
    if done.rows_affected == 0 {
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
            // Writing to a string has nothing to fail on.
            let _ = write!(key, "{byte:02x}");
            key
        })
}
