//! Mutations of personal tokens.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

use crate::domain::TokenScope;
use crate::domain::desk::accounts::{self, CreatedPersonalToken, NewPersonalToken};
use crate::graphql::error::{UserError, user_errors};
use crate::graphql::id::NodeKind;
use crate::graphql::inputs::idempotency;
use crate::graphql::mutations::delete_by_id;
use crate::graphql::scalars::DateTime;
use crate::graphql::types::context;
use crate::graphql::types::personal_token::PersonalToken;

/// Mutations of personal tokens.
#[derive(Debug, Default)]
pub struct PersonalTokenMutation;

/// Personal token to create.
#[derive(Debug, InputObject)]
pub struct PersonalTokenCreateInput {
    /// Name, at most 100 characters. Surrounding whitespace is removed.
    pub name: String,
    /// Scope of the token.
    pub scope: TokenScope,
    /// Date and time when the token ends, in the future. By default, it does not end.
    pub expires_at: Option<DateTime>,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
    /// Key that the client chooses, at most 255 characters. A repeated request with the same key
    /// and the same input returns the first result instead of creating a duplicate, for 24 hours
    /// unless the installation sets another time; but not the token's value, which is not stored. A
    /// different input is a CONFLICT, and so is a created object that was deleted.
    pub idempotency_key: Option<String>,
}

/// Personal token to delete.
#[derive(Debug, InputObject)]
pub struct PersonalTokenDeleteInput {
    /// ID of the token: a global ID or a number.
    pub id: ID,
    /// Validates the input without deleting anything.
    #[graphql(default)]
    pub validate_only: bool,
}

/// Result of `personalTokenCreate`.
#[derive(Default, SimpleObject)]
pub struct PersonalTokenCreatePayload {
    /// Created token. Null if there are errors or `validateOnly` is set.
    personal_token: Option<PersonalToken>,
    /// The token itself, for the header `Authorization: Bearer …`. It is shown only once. Null if
    /// there are errors, `validateOnly` is set, or an earlier request with the same idempotency key
    /// created the token.
    value: Option<String>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

/// Result of `personalTokenDelete`.
#[derive(Debug, SimpleObject)]
pub struct PersonalTokenDeletePayload {
    /// Global ID of the deleted token. Null if there are errors or `validateOnly` is set.
    deleted_id: Option<ID>,
    /// Numeric ID of the deleted token.
    deleted_database_id: Option<i32>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

async fn create(
    ctx: &Context<'_>,
    input: PersonalTokenCreateInput,
) -> Result<PersonalTokenCreatePayload> {
    let new = NewPersonalToken {
        name: input.name,
        scope: input.scope,
        expires_at: input.expires_at.map(|moment| moment.0.0),
        validate_only: input.validate_only,
        request: idempotency::request(ctx, input.idempotency_key, &[]).await?,
    };
    Ok(
        match accounts::create_personal_token(context(ctx), new).await {
            Ok(None) => PersonalTokenCreatePayload::default(),
            Ok(Some(CreatedPersonalToken { row, value })) => PersonalTokenCreatePayload {
                personal_token: Some(row.into()),
                value: value.map(|value| value.0),
                user_errors: Vec::new(),
            },
            Err(error) => PersonalTokenCreatePayload {
                user_errors: user_errors(ctx, error, "name")?,
                ..PersonalTokenCreatePayload::default()
            },
        },
    )
}

async fn delete(
    ctx: &Context<'_>,
    input: PersonalTokenDeleteInput,
) -> Result<PersonalTokenDeletePayload> {
    let validate_only = input.validate_only;
    let delete = |id| accounts::delete_personal_token(context(ctx), id, validate_only);
    let (deleted_id, deleted_database_id, user_errors) = delete_by_id(
        ctx,
        NodeKind::PersonalToken,
        &input.id,
        validate_only,
        delete,
    )
    .await?;
    Ok(PersonalTokenDeletePayload {
        deleted_id,
        deleted_database_id,
        user_errors,
    })
}

#[Object]
impl PersonalTokenMutation {
    /// Creates a personal token of the viewer, with which programs act for them. At most 100. Not
    /// with a personal token.
    ///
    #[doc = r#"```graphql
mutation {
  personalTokenCreate(input: { name: "Nightly report", scope: READ, expiresAt: "2100-01-01T00:00:00Z" }) {
    personalToken { id name expiresAt }
    value
    userErrors { field message code }
  }
}
```"#]
    async fn personal_token_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Token to create.")] input: PersonalTokenCreateInput,
    ) -> Option<Result<PersonalTokenCreatePayload>> {
        Some(create(ctx, input).await)
    }

    /// Deletes a personal token of the viewer, which ends it at once. Not with a personal token.
    ///
    #[doc = r#"```graphql
mutation {
  personalTokenDelete(input: { id: "1" }) {
    deletedId
    userErrors { field message code }
  }
}
```"#]
    async fn personal_token_delete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Token to delete.")] input: PersonalTokenDeleteInput,
    ) -> Option<Result<PersonalTokenDeletePayload>> {
        Some(delete(ctx, input).await)
    }
}
