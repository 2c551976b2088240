//! Mutations of accounts.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use entity::values::Secret;

use crate::domain::desk::accounts::{self, NewUser};
use crate::graphql::error::{UserError, user_errors};
use crate::graphql::inputs::idempotency;
use crate::graphql::types::user::Users;
use crate::graphql::types::{User, context};

/// Mutations of accounts.
#[derive(Debug, Default)]
pub struct UserMutation;

/// Account to create.
#[derive(InputObject)]
pub struct UserCreateInput {
    /// Username to sign in with: at most 150 letters, digits and `@.+-_`.
    pub username: String,
    /// Password.
    #[graphql(secret)]
    pub password: String,
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// Email address.
    pub email: Option<String>,
    /// Whether the account is an agent. Requires the permission `auth.change_user` too.
    #[graphql(default)]
    pub is_staff: bool,
    /// Whether the account has all permissions. Only superusers create superusers.
    #[graphql(default)]
    pub is_superuser: bool,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
    /// Key that the client chooses, at most 255 characters. A repeated request with the same key
    /// and the same input returns the first result instead of creating a duplicate, for 24 hours
    /// unless the installation sets another time. A different input is a CONFLICT, and so is a
    /// created object that was deleted or that you may no longer see. An explicit default counts
    /// as an omitted field.
    pub idempotency_key: Option<String>,
}

/// Result of `userCreate`.
#[derive(Debug, Default, SimpleObject)]
pub struct UserCreatePayload {
    /// Created account. Null if there are errors or `validateOnly` is set.
    user: Option<User>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

async fn create_user(ctx: &Context<'_>, input: UserCreateInput) -> Result<UserCreatePayload> {
    let request = idempotency::request(ctx, input.idempotency_key, &[]).await?;
    let new = NewUser {
        username: input.username,
        email: input.email.unwrap_or_default(),
        first_name: input.first_name.unwrap_or_default(),
        last_name: input.last_name.unwrap_or_default(),
        password: Some(Secret(input.password)),
        is_staff: input.is_staff,
        is_superuser: input.is_superuser,
        ..NewUser::default()
    };
    match accounts::create_for_viewer(context(ctx), new, request.as_ref(), input.validate_only)
        .await
    {
        Ok(row) => {
            let user = row.and_then(|row| Users::of_rows(vec![row]).pop());
            Ok(UserCreatePayload {
                user,
                user_errors: Vec::new(),
            })
        }
        Err(error) => Ok(UserCreatePayload {
            user: None,
            user_errors: user_errors(ctx, error, "username")?,
        }),
    }
}

#[Object]
impl UserMutation {
    /// Creates an account, by default for a customer. Only for staff with the permission
    /// `auth.add_user`.
    ///
    #[doc = r#"```graphql
mutation {
  userCreate(input: { username: "newcomer", password: "correct horse battery", email: "newcomer@example.com" }) {
    user { databaseId username }
    userErrors { field message code }
  }
}
```"#]
    async fn user_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Account to create.")] input: UserCreateInput,
    ) -> Option<Result<UserCreatePayload>> {
        Some(create_user(ctx, input).await)
    }
}
