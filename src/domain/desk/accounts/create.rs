//! Creates accounts, with the row of settings that django-helpdesk creates for each
//! (helpdesk/models.py, `create_usersettings`).

use entity::values::{Secret, Timestamp};
use entity::{Db, Tx, user, user_settings};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, NotSet, QueryFilter, Set, SqlErr};
use unicode_normalization::UnicodeNormalization;

use super::lookup::user_by_name;
use super::password::run_hasher;
use super::permissions::permissions_of;
use crate::config::{Config, DefaultSettings, PasswordValidator};
use crate::domain::desk::admin_log::{self, Act, AdminModel};
use crate::domain::unit::idempotency::{self, CreatedIds, Request};
use crate::domain::{Clock, Code, Context, Error, FieldError, Result, access};
use crate::passwords::validators::{PasswordError, UserAttribute, UserAttributes, Validator};
use crate::passwords::{self, validators};
use crate::validators::{is_email, is_username};

/// Maximum number of characters of the columns of `auth_user`.
const MAX_USERNAME: usize = 150;
const MAX_EMAIL: usize = 254;
const MAX_NAME: usize = 150;

/// The values of a new account.
#[derive(Clone, Debug, Default)]
pub struct NewUser {
    /// The name to sign in with: up to 150 letters, digits and `@.+-_`; normalized like in Django
    /// (NFKC).
    pub username: String,
    /// The email address; may be empty.
    pub email: String,
    /// First name; may be empty.
    pub first_name: String,
    /// Last name; may be empty.
    pub last_name: String,
    /// The password. Without one, the account cannot sign in with a password.
    pub password: Option<Secret>,
    /// Whether the account is staff.
    pub is_staff: bool,
    /// Whether the account has all permissions.
    pub is_superuser: bool,
    /// Whether username and email address are stored as sent, without the normalization of Django's
    /// forms.
    pub verbatim: bool,
}

/// Creates an account for the viewer, who must be staff with the permission `auth.add_user`
/// (helpdesk/views/api.py, `CreateUserView`). Returns `None` if the input is valid and
/// `validate_only` is set.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`], [`Error::Conflict`] if another request has
/// used the idempotency key, [`Error::Invalid`] for invalid values, including the password;
/// database errors.
pub async fn create_for_viewer(
    context: &Context,
    new: NewUser,
    request: Option<&Request>,
    validate_only: bool,
) -> Result<Option<user::Model>> {
    let user = context.viewer.user().ok_or(Error::Unauthenticated)?;
    let granted = permissions_of(&context.db, user).await?;
    let has = |name: &str| granted.iter().any(|granted| granted == name);
    if !user.is_staff || !has("auth.add_user") {
        return Err(Error::Forbidden);
    }
    if new.is_superuser && !user.is_superuser {
        let code = Code::NotPermitted("only superusers make superusers");
        return Err(Error::field("is_superuser", code));
    }
    // As in Django's admin: a new agent is more than a new customer.
    if new.is_staff && !has("auth.change_user") {
        let code = Code::NotPermitted("creating agents requires the permission auth.change_user");
        return Err(Error::field("is_staff", code));
    }
    let password = new.password.clone();
    let created = match idempotency::find(context, request).await? {
        Some(created) => created,
        None if validate_only => return validate(context, new).await.map(|_| None),
        None => match validate_and_insert(context, new, request).await {
            Ok(row) => return Ok(Some(row)),
            Err(error) => idempotency::find_after_conflict(context, request, error).await?,
        },
    };
    let row = find_created(context, created, password).await?;
    Ok((!validate_only).then_some(row))
}

/// The account that an earlier request with the same idempotency key created. The hash of the input
/// does not cover the password, so it is compared with the stored one: another password is another
/// request.
async fn find_created(
    context: &Context,
    created: CreatedIds,
    password: Option<Secret>,
) -> Result<user::Model> {
    let row = access::users(context)
        .filter(user::Column::Id.eq(created.object))
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

async fn validate_and_insert(
    context: &Context,
    new: NewUser,
    request: Option<&Request>,
) -> Result<user::Model> {
    let new = validate(context, new).await?;
    insert(
        &context.config,
        (&context.db, &context.clock),
        new,
        Some((context, request)),
    )
    .await
}

/// Checks the values and the password. Returns the values to store.
async fn validate(context: &Context, new: NewUser) -> Result<NewUser> {
    let new = checked(
        &context.db,
        NewUser {
            verbatim: context.dialect.stores_accounts_as_sent(),
            ..new
        },
    )
    .await?;
    // Like in django-helpdesk, the password is checked only if the other values are valid
    // (helpdesk/serializers.py, `UserSerializer.validate`).
    let errors = password_errors(&context.config, &new);
    if errors.is_empty() {
        Ok(new)
    } else {
        Err(Error::Invalid(errors))
    }
}

/// The errors that the installation's validators find in the password. None without a password.
#[must_use]
pub fn password_errors(config: &Config, new: &NewUser) -> Vec<FieldError> {
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
    let attributes = UserAttributes {
        username,
        first_name,
        last_name,
        email,
    };
    let validators: Vec<Validator> = config
        .auth_password_validators
        .iter()
        .filter_map(validator)
        .collect();
    let found = validators::check(&validators, &password.0, &attributes);
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

/// The validator of a setting. Like in Django, attributes of the account that are not text are
/// ignored.
fn validator(setting: &PasswordValidator) -> Option<Validator> {
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

/// Checks whether an account can be created with these values, before its password is known.
///
/// # Errors
/// Those of [`create`].
pub async fn check(db: &impl ConnectionTrait, new: &NewUser) -> Result<()> {
    checked(db, new.clone()).await.map(drop)
}

/// Creates an active account with its settings. Accepts any password, for the command line.
///
/// # Errors
/// [`Error::Invalid`] with the errors of `username`, `email`, `first_name` and `last_name`;
/// database errors.
pub async fn create(config: &Config, db: &Db, clock: &Clock, new: NewUser) -> Result<user::Model> {
    let new = checked(db, new).await?;
    insert(config, (db, clock), new, None).await
}

/// Writes valid values. `caller` is the request that creates the account, and its idempotency key.
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
        if context.dialect.logs_administration() {
            let (model, act) = (AdminModel::auth("user"), Act::Added(Vec::new()));
            let object = (user.id, user.username.as_str());
            admin_log::record(context, &tx, model, object, &act).await?;
        }
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
/// Those of [`create`].
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
            // Another writer used the name while the password was hashed.
            Some(SqlErr::UniqueConstraintViolation(_)) => Error::field("username", Code::NotUnique),
            _ => Error::from(error),
        })?;
    settings_of(user.id, &config.helpdesk_default_settings)
        .insert(tx)
        .await?;
    Ok(user)
}

/// Checks the values other than the password. Returns the values to store.
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

/// Normalizes username and email address like Django's forms.
#[must_use]
pub fn normalize(new: NewUser) -> NewUser {
    NewUser {
        username: new.username.nfkc().collect(),
        email: normalize_email(&new.email),
        ..new
    }
}

/// The settings of a new account (helpdesk/settings.py, `DEFAULT_USER_SETTINGS`).
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
        ticket_respond_layout: Set(Some(defaults.ticket_respond_layout.clone())),
    }
}

/// The address with its domain in lower case (django/contrib/auth/base_user.py, `normalize_email`).
fn normalize_email(email: &str) -> String {
    match python::strip(email).rsplit_once('@') {
        Some((name, domain)) => format!("{name}@{}", domain.to_lowercase()),
        None => email.to_owned(),
    }
}

/// The errors of the values other than the password, without a lookup in the database.
#[must_use]
pub fn errors(new: &NewUser) -> Vec<FieldError> {
    let error = |field: &str, value: &str, limit: usize, is_valid: bool| {
        let length = value.chars().count();
        let code = if value.contains('\0') {
            Code::NullCharacter
        } else if length > limit {
            Code::MaxLength { limit, length }
        } else if !is_valid {
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
