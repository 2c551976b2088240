//! A new account, with the settings row that django-helpdesk makes beside it (helpdesk/models.py,
//! `create_usersettings`).

use entity::values::{Secret, Timestamp};
use entity::{Db, Tx, user, user_settings};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, NotSet, QueryFilter, Set, SqlErr};
use unicode_normalization::UnicodeNormalization;

use super::lookup::user_by_name;
use super::password::run_hasher;
use super::permissions::permissions_of;
use crate::config::{Config, DefaultSettings, PasswordValidator};
use crate::domain::unit::idempotency::{self, CreatedIds, Request};
use crate::domain::{Clock, Code, Context, Error, FieldError, Result, access};
use crate::passwords::validators::{PasswordError, UserAttribute, UserAttributes, Validator};
use crate::passwords::{self, validators};
use crate::validators::{is_email, is_username};

/// Characters that `auth_user` holds of a name, an address, and each of the two other names.
const MAX_USERNAME: usize = 150;
const MAX_EMAIL: usize = 254;
const MAX_NAME: usize = 150;

/// What a new account is made of.
#[derive(Clone, Debug, Default)]
pub struct NewUser {
    /// The name to sign in with: letters, digits and `@.+-_`, 150 at most; normalised as Django
    /// does (NFKC).
    pub username: String,
    /// The address; may be empty.
    pub email: String,
    /// First name; may be empty.
    pub first_name: String,
    /// Last name; may be empty.
    pub last_name: String,
    /// The password; without one nobody can sign in with a password.
    pub password: Option<Secret>,
    /// Whether the account enters the staff side.
    pub is_staff: bool,
    /// Whether every permission is the account's.
    pub is_superuser: bool,
    /// Whether name and address are kept as they are written; else they are normalised as Django's
    /// forms do.
    pub verbatim: bool,
}

/// Makes an account on behalf of the viewer: for staff who hold `auth.add_user`
/// (helpdesk/views/api.py, `CreateUserView`). By REST name and address are kept as they are
/// written, as django-helpdesk's does. `None`: the input was sound and only to be checked.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`], [`Error::Invalid`] for the password too,
/// [`Error::Conflict`] for the key of another request, and those of [`create`].
pub async fn create_for_viewer(
    context: &Context,
    new: NewUser,
    request: Option<&Request>,
    validate_only: bool,
) -> Result<Option<user::Model>> {
    let user = context.viewer.user().ok_or(Error::Unauthenticated)?;
    let permitted = user.is_staff
        && permissions_of(&context.db, user)
            .await?
            .iter()
            .any(|name| name == "auth.add_user");
    if !permitted {
        return Err(Error::Forbidden);
    }
    let password = new.password.clone();
    let made = match idempotency::find(context, request).await? {
        Some(made) => made,
        None if validate_only => return sound(context, new).await.map(|_| None),
        None => match make(context, new, request).await {
            Ok(row) => return Ok(Some(row)),
            Err(error) => idempotency::find_after_conflict(context, request, error).await?,
        },
    };
    let row = again(context, made, password).await?;
    Ok((!validate_only).then_some(row))
}

/// The account that the same request made before. The password is not in the hash of the input:
/// here it is held against the stored one, so that a changed one is another request too.
async fn again(
    context: &Context,
    made: CreatedIds,
    password: Option<Secret>,
) -> Result<user::Model> {
    let row = access::users(context)
        .filter(user::Column::Id.eq(made.object))
        .one(&context.db)
        .await?;
    let row = row.ok_or(idempotency::GONE)?;
    let (given, stored) = (
        password.unwrap_or_else(|| Secret(String::new())),
        row.password.clone(),
    );
    let verify = run_hasher(&context.config, Some(context), move |hashers| {
        hashers.verify(&given.0, &stored.0).correct
    });
    if verify.await? {
        Ok(row)
    } else {
        Err(idempotency::OTHER_INPUT)
    }
}

async fn make(context: &Context, new: NewUser, request: Option<&Request>) -> Result<user::Model> {
    let new = sound(context, new).await?;
    insert(
        &context.config,
        (&context.db, &context.clock),
        new,
        Some((context, request)),
    )
    .await
}

/// The values as they are stored, if they can be, and the password is one that is taken.
async fn sound(context: &Context, new: NewUser) -> Result<NewUser> {
    let new = checked(
        &context.db,
        NewUser {
            verbatim: context.dialect.stores_accounts_as_sent(),
            ..new
        },
    )
    .await?;
    // As with django-helpdesk, the password is looked at when all else is well
    // (helpdesk/serializers.py, `UserSerializer.validate`).
    let weaknesses = weaknesses(&context.config, &new);
    if weaknesses.is_empty() {
        Ok(new)
    } else {
        Err(Error::Invalid(weaknesses))
    }
}

/// What the installation's validators find in the password; nothing where there is none.
#[must_use]
pub fn weaknesses(config: &Config, new: &NewUser) -> Vec<FieldError> {
    let Some(password) = &new.password else {
        return Vec::new();
    };
    let NewUser {
        username,
        first_name,
        last_name,
        email,
        ..
    } = new;
    let person = UserAttributes {
        username,
        first_name,
        last_name,
        email,
    };
    let rules: Vec<Validator> = config
        .auth_password_validators
        .iter()
        .filter_map(rule)
        .collect();
    let found = validators::check(&rules, &password.0, &person);
    let codes = found.into_iter().map(|failure| match failure {
        PasswordError::Similar(attribute) => Code::PasswordSimilar(attribute.name()),
        PasswordError::TooShort(length) => Code::PasswordTooShort(length),
        PasswordError::Common => Code::PasswordTooCommon,
        PasswordError::Numeric => Code::PasswordNumeric,
    });
    codes
        .map(|code| FieldError::new("password", code))
        .collect()
}

/// A validator of the settings. Attributes of the account that are no texts are passed over, as
/// Django does.
fn rule(setting: &PasswordValidator) -> Option<Validator> {
    Some(match Validator::named(&setting.name)? {
        Validator::Similarity(all, ratio) => {
            let named = |name: &String| {
                UserAttribute::ALL
                    .into_iter()
                    .find(|attribute| attribute.name() == name)
            };
            let attributes = setting.user_attributes.as_ref();
            let attributes =
                attributes.map_or(all, |names| names.iter().filter_map(named).collect());
            Validator::Similarity(attributes, setting.max_similarity.unwrap_or(ratio))
        }
        Validator::MinimumLength(length) => {
            Validator::MinimumLength(setting.min_length.unwrap_or(length))
        }
        Validator::Common(_) => Validator::Common(setting.password_list_path.clone()),
        Validator::Numeric => Validator::Numeric,
    })
}

/// Looks whether an account can be made of this, before its password is asked for.
///
/// # Errors
/// As [`create`].
pub async fn check(db: &impl ConnectionTrait, new: &NewUser) -> Result<()> {
    checked(db, new.clone()).await.map(drop)
}

/// Makes an account that is active, and its settings. Takes every password: whoever runs the
/// machine may.
///
/// # Errors
/// [`Error::Invalid`] with the errors of `username`, `email`, `first_name` and `last_name`; what
/// the database says.
pub async fn create(config: &Config, db: &Db, clock: &Clock, new: NewUser) -> Result<user::Model> {
    let new = checked(db, new).await?;
    insert(config, (db, clock), new, None).await
}

/// Writes what was found sound. `caller`: the request that the account is created for, and its
/// idempotency key.
async fn insert(
    config: &Config,
    (db, clock): (&Db, &Clock),
    new: NewUser,
    caller: Option<(&Context, Option<&Request>)>,
) -> Result<user::Model> {
    let password = match new.password.clone() {
        Some(password) => {
            let context = caller.map(|(context, _)| context);
            run_hasher(config, context, move |hashers| {
                Secret(hashers.make(&password.0))
            })
            .await?
        }
        None => Secret(passwords::unusable()),
    };
    let tx = db.begin().await?;
    if let Some((context, request)) = caller {
        idempotency::claim(context, &tx, request).await?;
    }
    let user = write(config, &tx, clock, new, password).await?;
    if let Some((context, request)) = caller {
        idempotency::record(
            context,
            &tx,
            request,
            CreatedIds {
                object: user.id,
                second: None,
            },
        )
        .await?;
    }
    tx.commit().await?;
    Ok(user)
}

/// Creates an active account with its settings in the caller's transaction. `password` is the hash
/// to store; `None` creates an account that nobody can sign in to with a password.
///
/// # Errors
/// As [`create`].
pub async fn create_in(
    config: &Config,
    tx: &Tx,
    clock: &Clock,
    new: NewUser,
    password: Option<Secret>,
) -> Result<user::Model> {
    let new = checked(tx, new).await?;
    let password = password.unwrap_or_else(|| Secret(passwords::unusable()));
    write(config, tx, clock, new, password).await
}

/// Writes the rows of an account whose values were validated.
async fn write(
    config: &Config,
    tx: &Tx,
    clock: &Clock,
    new: NewUser,
    password: Secret,
) -> Result<user::Model> {
    let row = user::ActiveModel {
        id: NotSet,
        password: Set(password),
        last_login: Set(None),
        is_superuser: Set(new.is_superuser),
        username: Set(new.username),
        first_name: Set(new.first_name),
        last_name: Set(new.last_name),
        email: Set(new.email),
        is_staff: Set(new.is_staff),
        is_active: Set(true),
        date_joined: Set(Timestamp::from(clock.now())),
    };
    let user = row
        .insert(tx)
        .await
        .map_err(|error| match error.sql_err() {
            // Another writer was faster than the work of the hash.
            Some(SqlErr::UniqueConstraintViolation(_)) => Error::field("username", Code::NotUnique),
            _ => Error::from(error),
        })?;
    settings_of(user.id, &config.helpdesk_default_settings)
        .insert(tx)
        .await?;
    Ok(user)
}

/// The values as they are stored, if they can be.
async fn checked(db: &impl ConnectionTrait, new: NewUser) -> Result<NewUser> {
    let new = if new.verbatim { new } else { normalize(new) };
    let errors = errors(&new);
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    if user_by_name(db, &new.username).await?.is_some() {
        return Err(Error::field("username", Code::NotUnique));
    }
    Ok(new)
}

/// The account with its name and address in the form in which Django's forms store them.
#[must_use]
pub fn normalize(new: NewUser) -> NewUser {
    NewUser {
        username: new.username.nfkc().collect(),
        email: normalised(&new.email),
        ..new
    }
}

/// A settings row as django-helpdesk fills it in (`DEFAULT_USER_SETTINGS` in helpdesk/settings.py).
fn settings_of(user_id: i32, defaults: &DefaultSettings) -> user_settings::ActiveModel {
    user_settings::ActiveModel {
        id: NotSet,
        settings_pickled: Set(None),
        user_id: Set(user_id),
        email_on_ticket_assign: Set(defaults.email_on_ticket_assign),
        email_on_ticket_change: Set(defaults.email_on_ticket_change),
        login_view_ticketlist: Set(defaults.login_view_ticketlist),
        tickets_per_page: Set(defaults.tickets_per_page),
        use_email_as_submitter: Set(defaults.use_email_as_submitter),
        ticket_respond_layout: Set(defaults.ticket_respond_layout.clone()),
    }
}

/// The address with its domain in small letters (django/contrib/auth/base_user.py,
/// `normalize_email`).
fn normalised(email: &str) -> String {
    match python::strip(email).rsplit_once('@') {
        Some((name, domain)) => format!("{name}@{}", domain.to_lowercase()),
        None => email.to_owned(),
    }
}

/// The errors of an account's name and addresses, without a look at the database.
#[must_use]
pub fn errors(new: &NewUser) -> Vec<FieldError> {
    let error = |field: &str, value: &str, limit: usize, fits: bool| {
        let length = value.chars().count();
        let code = if value.contains('\0') {
            Code::NullCharacter
        } else if length > limit {
            Code::MaxLength { limit, length }
        } else if !fits {
            Code::Invalid
        } else {
            return None;
        };
        Some(FieldError::new(field, code))
    };
    let username = if new.username.is_empty() {
        Some(FieldError::new("username", Code::Required))
    } else {
        error(
            "username",
            &new.username,
            MAX_USERNAME,
            is_username(&new.username),
        )
    };
    let email = error(
        "email",
        &new.email,
        MAX_EMAIL,
        new.email.is_empty() || is_email(&new.email),
    );
    let first_name = error("first_name", &new.first_name, MAX_NAME, true);
    let last_name = error("last_name", &new.last_name, MAX_NAME, true);
    [username, email, first_name, last_name]
        .into_iter()
        .flatten()
        .collect()
}
