//! New passwords that users choose: by their old one, or by the link of an email.

use entity::user;
use entity::values::Secret;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::create::{NewUser, password_errors};
use super::lookup::user_by_id;
use super::password::run_hasher;
use super::reset_token::ResetLink;
use crate::domain::core::client::{Allowance, OpenedSession};
use crate::domain::unit;
use crate::domain::{Code, Context, Error, FieldError, Result, Viewer};

/// Changes the viewer's password. Ends the account's other sessions, because they contain a digest
/// of the password; the session of the request, if any, is replaced by a new one, which is returned.
///
/// # Errors
/// [`Error::Unauthenticated`]; [`Error::Forbidden`] if the viewer signed in with a personal token;
/// [`Error::Throttled`] after too many wrong passwords; [`Error::Invalid`]; [`Error::Conflict`] if
/// the password was changed meanwhile; database errors.
pub async fn change_password(
    context: &Context,
    current: Secret,
    new: Secret,
    validate_only: bool,
) -> Result<Option<OpenedSession>> {
    let account = match &context.viewer {
        Viewer::User(account) if account.token.is_none() => account,
        Viewer::User(_) => return Err(Error::Forbidden),
        Viewer::Anonymous | Viewer::Visitor(_) => return Err(Error::Unauthenticated),
    };
    let services = context.client.services()?;
    let found = services
        .check_password(context, &account.user.username, &current)
        .await?;
    let mut errors = Vec::new();
    let user = found.filter(|user| user.id == account.user.id);
    if user.is_none() {
        errors.push(FieldError::new("current_password", Code::WrongPassword));
    }
    errors.extend(errors_of(context, &account.user, &new));
    let Some(user) = user.filter(|_| errors.is_empty()) else {
        return Err(Error::Invalid(errors));
    };
    if validate_only {
        return Ok(None);
    }
    let Some(changed) = store(context, user, new).await? else {
        return Err(Error::Conflict {
            field: "current_password",
            what: "the password was changed in the meantime".into(),
        });
    };
    if !services.has_session() {
        return Ok(None);
    }
    // The password has changed. Without a new session the user signs in again.
    Ok(services.open_session(context, &changed).await.ok())
}

/// Sets a new password with the link of an email. Ends the account's sessions.
///
/// # Errors
/// [`Error::Throttled`] after too many invalid links; [`Error::Invalid`]; database errors.
pub async fn reset_password(
    context: &Context,
    link: &ResetLink,
    new: Secret,
    validate_only: bool,
) -> Result<()> {
    if !context.config.helpdesk.enable_password_reset {
        return Err(Error::field("token", Code::Disabled));
    }
    let services = context.client.services()?;
    services.check(&Allowance::PasswordReset).await?;
    let user = match link.user_id() {
        Some(id) => user_by_id(&context.db, id).await?,
        None => None,
    };
    let now = context.clock.now();
    let user = user.filter(|user| user.is_active && link.is_valid(&context.config, user, now));
    let Some(user) = user else {
        services.spend(&Allowance::PasswordReset).await?;
        return Err(Error::field("token", Code::ExpiredLink));
    };
    let errors = errors_of(context, &user, &new);
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    if validate_only {
        return Ok(());
    }
    match store(context, user, new).await? {
        Some(_) => Ok(()),
        None => Err(Error::field("token", Code::ExpiredLink)),
    }
}

/// The errors of a new password of an account.
fn errors_of(context: &Context, user: &user::Model, new: &Secret) -> Vec<FieldError> {
    if new.0.is_empty() {
        return vec![FieldError::new("new_password", Code::Required)];
    }
    let values = NewUser {
        username: user.username.clone(),
        email: user.email.clone(),
        first_name: user.first_name.clone(),
        last_name: user.last_name.clone(),
        password: Some(new.clone()),
        ..NewUser::default()
    };
    password_errors(&context.config, &values)
        .into_iter()
        .map(|error| FieldError::new("new_password", error.code))
        .collect()
}

/// Stores a password. `None` if another request changed it since `user` was read.
async fn store(context: &Context, user: user::Model, new: Secret) -> Result<Option<user::Model>> {
    let encoded = run_hasher(&context.config, Some(context), move |hashers| {
        Secret(hashers.make(&new.0))
    })
    .await?;
    let (id, old, encoded) = (user.id, &user.password, &encoded);
    let stored = unit::run(context, &[], |unit| async move {
        let updated = user::Entity::update_many()
            .col_expr(user::Column::Password, Expr::value(encoded.clone()))
            .filter(user::Column::Id.eq(id))
            .filter(user::Column::Password.eq(old.clone()))
            .exec(&unit.tx)
            .await;
        let outcome = updated.map(|updated| updated.rows_affected > 0);
        (unit, outcome.map_err(Error::from))
    })
    .await?;
    Ok(stored.then(|| user::Model {
        password: encoded.clone(),
        ..user.clone()
    }))
}
