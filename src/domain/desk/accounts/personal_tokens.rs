//! Personal tokens: a user may have several, each with a name, a scope and an end. Only their hashes
//! are stored. `authtoken_token` has DRF's tokens, of which an account has at most one.

use chrono::{DateTime, Utc};
use entity::values::Secret;
use entity::{personal_token, user};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, NotSet, PaginatorTrait,
    QueryFilter, QueryOrder, Set,
};

use crate::domain::access::desk as access;
use crate::domain::core::digest::{hex, sha256_hex};
use crate::domain::core::text;
use crate::domain::query::among;
use crate::domain::unit;
use crate::domain::unit::idempotency::{self, CreatedIds, Request};
use crate::domain::{Account, Code, Context, Error, FieldError, Result, TokenScope, Viewer};

/// Start of every personal token. DRF's tokens are hexadecimal digits.
const PREFIX: &str = "dqt_";
/// Number of random bytes of a token.
const TOKEN_BYTES: usize = 20;
/// Maximum number of tokens of an account.
const MAX_TOKENS: u64 = 100;
/// Maximum length of a name in characters.
const MAX_NAME: usize = 100;

/// A token to create.
#[derive(Debug)]
pub struct NewPersonalToken {
    /// The name, 1 to 100 characters after trimming.
    pub name: String,
    /// The scope.
    pub scope: TokenScope,
    /// When it ends; `None`: never.
    pub expires_at: Option<DateTime<Utc>>,
    /// Only validates the input, and writes nothing.
    pub validate_only: bool,
    /// The idempotency key.
    pub request: Option<Request>,
}

/// A created token.
#[derive(Debug)]
pub struct CreatedPersonalToken {
    /// The row.
    pub row: personal_token::Model,
    /// The token itself; `None` if an earlier request with the same key created it.
    pub value: Option<Secret>,
}

/// Whether a text has the form of a personal token.
#[must_use]
pub fn is_personal_token(token: &str) -> bool {
    token.starts_with(PREFIX)
}

/// The account of a personal token that has not ended, active or not, and the token's scope. One
/// statement.
///
/// # Errors
/// Database errors.
pub async fn personal_token_owner(
    db: &impl ConnectionTrait,
    token: &str,
    now: DateTime<Utc>,
) -> Result<Option<(user::Model, TokenScope)>> {
    let found = personal_token::Entity::find()
        .filter(personal_token::Column::Digest.eq(sha256_hex(token)))
        .find_also_related(user::Entity)
        .one(db)
        .await?;
    let Some((row, Some(user))) = found else {
        return Ok(None);
    };
    let has_ended = row
        .expires_at
        .is_some_and(|end| end <= now.timestamp_millis());
    Ok((!has_ended).then(|| (user, token_scope(&row))))
}

/// The scope of a token.
#[must_use]
pub fn token_scope(row: &personal_token::Model) -> TokenScope {
    if row.can_write {
        TokenScope::Write
    } else {
        TokenScope::Read
    }
}

/// The viewer's tokens, also those that have ended, the oldest first.
///
/// # Errors
/// Database errors.
pub async fn personal_tokens(context: &Context) -> Result<Vec<personal_token::Model>> {
    Ok(access::personal_tokens(context)
        .order_by_asc(personal_token::Column::Id)
        .all(&context.db)
        .await?)
}

/// Those of the viewer's tokens that have these IDs.
///
/// # Errors
/// Database errors.
pub async fn personal_tokens_by_ids(
    context: &Context,
    ids: &[i32],
) -> Result<Vec<personal_token::Model>> {
    Ok(access::personal_tokens(context)
        .filter(among(&context.db, personal_token::Column::Id, ids))
        .all(&context.db)
        .await?)
}

/// The account of the viewer, who must not have signed in with a personal token: it cannot create
/// others or remove those of somebody who found it.
fn account(context: &Context) -> Result<&Account> {
    match &context.viewer {
        Viewer::User(account) if account.token.is_none() => Ok(account),
        Viewer::User(_) => Err(Error::Forbidden),
        Viewer::Anonymous | Viewer::Visitor(_) => Err(Error::Unauthenticated),
    }
}

/// Creates a token of the viewer, or returns the one that the same request created before. `None`
/// with `validate_only`.
///
/// # Errors
/// [`Error::Unauthenticated`]; [`Error::Forbidden`] if the viewer signed in with a personal token;
/// [`Error::Invalid`]; [`Error::Conflict`] if the key was used with another input; database errors.
pub async fn create_personal_token(
    context: &Context,
    mut new: NewPersonalToken,
) -> Result<Option<CreatedPersonalToken>> {
    let user_id = account(context)?.user.id;
    let request = new.request.take();
    if let Some(created) = idempotency::find(context, request.as_ref()).await? {
        let created = load_created(context, created).await?;
        return Ok((!new.validate_only).then_some(created));
    }
    new.name = python::strip(&new.name).to_owned();
    let mut errors = Vec::new();
    if new.name.is_empty() {
        errors.push(FieldError::new("name", Code::Required));
    }
    errors.extend(text::field_error(
        context,
        "name",
        &new.name,
        Some(MAX_NAME),
    ));
    if new.expires_at.is_some_and(|end| end <= context.clock.now()) {
        errors.push(FieldError::new("expires_at", Code::Past));
    }
    let existing = access::personal_tokens(context).count(&context.db).await?;
    if existing >= MAX_TOKENS {
        let max = i64::try_from(MAX_TOKENS).unwrap_or(i64::MAX);
        errors.push(FieldError::new("name", Code::MaxItems(max)));
    }
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    if new.validate_only {
        return Ok(None);
    }
    let bytes: [u8; TOKEN_BYTES] = rand::random();
    let value = Secret(format!("{PREFIX}{}", hex(&bytes)));
    let (new, value, request) = (&new, &value, request.as_ref());
    let inserted = unit::run(context, &[], |unit| async move {
        let outcome = async {
            idempotency::claim(context, &unit.tx, request).await?;
            let row = personal_token::ActiveModel {
                id: NotSet,
                user_id: Set(user_id),
                name: Set(new.name.clone()),
                digest: Set(Secret(sha256_hex(&value.0))),
                can_write: Set(new.scope == TokenScope::Write),
                created_at: Set(context.clock.now().timestamp_millis()),
                expires_at: Set(new.expires_at.map(|end| end.timestamp_millis())),
            };
            let row = row.insert(&unit.tx).await?;
            let created = CreatedIds {
                object: row.id,
                second: None,
            };
            idempotency::record(context, &unit.tx, request, created).await?;
            Ok(row)
        }
        .await;
        (unit, outcome)
    })
    .await;
    match inserted {
        Ok(row) => Ok(Some(CreatedPersonalToken {
            row,
            value: Some(value.clone()),
        })),
        Err(error) => {
            let created = idempotency::find_after_conflict(context, request, error).await?;
            load_created(context, created).await.map(Some)
        }
    }
}

async fn load_created(context: &Context, created: CreatedIds) -> Result<CreatedPersonalToken> {
    let row = access::personal_tokens(context)
        .filter(personal_token::Column::Id.eq(created.object))
        .one(&context.db)
        .await?;
    Ok(CreatedPersonalToken {
        row: row.ok_or(idempotency::GONE)?,
        value: None,
    })
}

/// Deletes a token of the viewer, which ends it at once.
///
/// # Errors
/// [`Error::Unauthenticated`]; [`Error::Forbidden`] if the viewer signed in with a personal token;
/// [`Error::NotFound`]; database errors.
pub async fn delete_personal_token(context: &Context, id: i32, validate_only: bool) -> Result<()> {
    let user_id = account(context)?.user.id;
    if personal_tokens_by_ids(context, &[id]).await?.is_empty() {
        return Err(Error::NotFound);
    }
    if validate_only {
        return Ok(());
    }
    unit::run(context, &[], |unit| async move {
        let deleted = personal_token::Entity::delete_many()
            .filter(personal_token::Column::Id.eq(id))
            .filter(personal_token::Column::UserId.eq(user_id))
            .exec(&unit.tx)
            .await;
        let outcome = match deleted {
            Ok(deleted) if deleted.rows_affected == 0 => Err(Error::NotFound),
            deleted => deleted.map(drop).map_err(Error::from),
        };
        (unit, outcome)
    })
    .await
}
