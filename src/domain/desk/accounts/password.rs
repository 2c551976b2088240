//! Changes an account's password and its flags.

use entity::values::Secret;
use entity::{Db, user};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::config::Config;
use crate::domain::core::lanes::Lane;
use crate::domain::{Context, Error, Result};
use crate::passwords::Hashers;

/// Stores a newer hash of the same password, unless the password has changed meanwhile. Returns
/// whether it was stored.
///
/// # Errors
/// Database errors.
pub async fn upgrade_password(db: &Db, user_id: i32, old: &Secret, new: &Secret) -> Result<bool> {
    let tx = db.begin().await?;
    let result = user::Entity::update_many()
        .col_expr(user::Column::Password, Expr::value(new.clone()))
        .filter(user::Column::Id.eq(user_id))
        .filter(user::Column::Password.eq(old.clone()))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(result.rows_affected > 0)
}

/// Sets an account's password. This ends its sessions; its token stays valid.
///
/// # Errors
/// [`Error::NotFound`] if there is no such account; database errors.
pub async fn set_password(config: &Config, db: &Db, user_id: i32, password: Secret) -> Result<()> {
    let encoded = hash(config, password).await?;
    let tx = db.begin().await?;
    let result = user::Entity::update_many()
        .col_expr(user::Column::Password, Expr::value(encoded))
        .filter(user::Column::Id.eq(user_id))
        .exec(&tx)
        .await?;
    if result.rows_affected == 0 {
        return Err(Error::NotFound);
    }
    tx.commit().await?;
    Ok(())
}

/// Hashes a new password with the first of `auth.password_hashers`.
///
/// # Errors
/// The hash could not be computed.
pub async fn hash(config: &Config, password: Secret) -> Result<Secret> {
    run_hasher(config, None, move |hashers| {
        Secret(hashers.make(&password.0))
    })
    .await
}

/// Like [`hash`], in the viewer's lane.
///
/// # Errors
/// [`Error::Unavailable`] if too many hashes wait.
pub async fn hash_for_viewer(context: &Context, password: Secret) -> Result<Secret> {
    run_hasher(&context.config, Some(context), move |hashers| {
        Secret(hashers.make(&password.0))
    })
    .await
}

/// The changes of [`set_flags`]. `None` does not change a flag.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AccountFlags {
    /// Whether the account is staff.
    pub staff: Option<bool>,
    /// Whether the account has all permissions.
    pub superuser: Option<bool>,
}

/// Sets an account's flags.
///
/// # Errors
/// [`Error::NotFound`] if there is no such account; database errors.
pub async fn set_flags(db: &Db, user_id: i32, flags: AccountFlags) -> Result<()> {
    let changes = [
        (user::Column::IsStaff, flags.staff),
        (user::Column::IsSuperuser, flags.superuser),
    ];
    let mut update = user::Entity::update_many().filter(user::Column::Id.eq(user_id));
    for (column, value) in changes {
        if let Some(value) = value {
            update = update.col_expr(column, Expr::value(value));
        }
    }
    if flags == AccountFlags::default() {
        return Ok(());
    }
    let tx = db.begin().await?;
    let result = update.exec(&tx).await?;
    if result.rows_affected == 0 {
        return Err(Error::NotFound);
    }
    tx.commit().await?;
    Ok(())
}

/// Runs `work` off the async threads. With a context, it waits in the viewer's lane; the command
/// line has no queue.
///
/// # Errors
/// [`Error::Unavailable`] if too many hashes wait.
pub(super) async fn run_hasher<T: Send + 'static>(
    config: &Config,
    context: Option<&Context>,
    work: impl FnOnce(&Hashers) -> T + Send + 'static,
) -> Result<T> {
    let turn = match context.and_then(|context| Some((context, context.viewer.id()?))) {
        Some((context, viewer)) => Some(context.hash_lanes.wait_for_turn(Lane::User(viewer)).await),
        None => None,
    };
    let turn = turn.transpose().map_err(|rejection| Error::Unavailable {
        raced: false,
        source: Box::new(rejection),
    })?;
    let hashers = Hashers::named(&config.auth.password_hashers);
    let hashing = tokio::task::spawn_blocking(move || {
        // Held until the work ends, even if nobody waits for it anymore.
        let _turn = turn;
        work(&hashers)
    });
    hashing
        .await
        .map_err(|error| Error::Internal(Box::new(error)))
}
