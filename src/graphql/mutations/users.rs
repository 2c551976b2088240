//! Writing accounts.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use entity::values::Secret;

use crate::domain::desk::accounts::{self, NewUser};
use crate::graphql::error::{UserError, user_errors};
use crate::graphql::inputs::idempotency;
use crate::graphql::types::user::Users;
use crate::graphql::types::{User, context};

/// Entry points for writing accounts.
#[derive(Debug, Default)]
pub struct UserMutation;

/// A new account.
#[derive(InputObject)]
pub struct UserCreateInput {
    /// The name to sign in with: at most 150 letters, digits and `@.+-_`.
    pub username: String,
    /// The password.
    #[graphql(secret)]
    pub password: String,
    /// The first name.
    pub first_name: Option<String>,
    /// The last name.
    pub last_name: Option<String>,
    /// The address.
    pub email: Option<String>,
    /// Checks everything and makes nothing.
    #[graphql(default)]
    pub validate_only: bool,
    /// A name of your own for this request, at most 255 characters: said again within a day (or
    /// what the installation sets) it makes nothing anew, but gives what the first request made.
    /// With another input it is a conflict, and so it is when what was made is gone or not yours to
    /// see any more. An explicit default is the same input as none.
    pub idempotency_key: Option<String>,
}

/// What came of `userCreate`.
#[derive(Debug, Default, SimpleObject)]
pub struct UserCreatePayload {
    /// The new account. Null when there are faults, or when the input was only to be checked.
    user: Option<User>,
    /// What is wrong with the input. Empty when all went well.
    user_errors: Vec<UserError>,
}

async fn make(ctx: &Context<'_>, input: UserCreateInput) -> Result<UserCreatePayload> {
    let request = idempotency::request(ctx, input.idempotency_key, &[]).await?;
    let new = NewUser {
        username: input.username,
        email: input.email.unwrap_or_default(),
        first_name: input.first_name.unwrap_or_default(),
        last_name: input.last_name.unwrap_or_default(),
        password: Some(Secret(input.password)),
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
    /// Makes an account for a customer. For staff who may (`auth.add_user`).
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
        #[graphql(desc = "The new account.")] input: UserCreateInput,
    ) -> Option<Result<UserCreatePayload>> {
        Some(make(ctx, input).await)
    }
}
