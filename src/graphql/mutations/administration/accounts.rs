//! Mutations that change accounts.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result, SimpleObject};
use entity::user;
use entity::values::Secret;

use crate::domain;
use crate::domain::desk::administration::accounts::{UserDraft, set_password};
use crate::domain::desk::administration::{delete, update};
use crate::graphql::error::UserError;
use crate::graphql::id::NodeKind;
use crate::graphql::inputs::changes::given;
use crate::graphql::mutations::{delete_by_id, split};
use crate::graphql::types::user::Users;
use crate::graphql::types::{User, context};

/// Mutations that change accounts.
#[derive(Debug, Default)]
pub struct AccountMutation;

/// Changes of an account. Omitted fields do not change. Null is not allowed.
#[derive(InputObject)]
pub struct UserUpdateInput {
    /// ID of the user: a global ID or a number.
    pub id: ID,
    /// Username to sign in with: at most 150 letters, digits and `@.+-_`.
    pub username: MaybeUndefined<String>,
    /// First name, at most 150 characters.
    pub first_name: MaybeUndefined<String>,
    /// Last name, at most 150 characters.
    pub last_name: MaybeUndefined<String>,
    /// Email address, at most 254 characters. The account owns the tickets submitted with it.
    pub email: MaybeUndefined<String>,
    /// Whether the account is an agent. Not for your own account.
    pub is_staff: MaybeUndefined<bool>,
    /// Whether the account has all permissions. Only superusers change it, and not for themselves.
    pub is_superuser: MaybeUndefined<bool>,
    /// All permissions of the account by their Django names, except those for queues and those of
    /// its groups, at most 1000. You can add and remove only permissions that you have yourself.
    pub permissions: MaybeUndefined<Vec<String>>,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
}

/// Account to deactivate or reactivate.
#[derive(InputObject)]
pub struct UserActivationInput {
    /// ID of the user: a global ID or a number.
    pub id: ID,
    /// Validates the request without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
}

/// Account to delete.
#[derive(InputObject)]
pub struct UserDeleteInput {
    /// ID of the user: a global ID or a number.
    pub id: ID,
    /// Validates the request without deleting anything.
    #[graphql(default)]
    pub validate_only: bool,
}

/// Result of `userDelete`.
#[derive(Debug, SimpleObject)]
pub struct UserDeletePayload {
    /// Global ID of the deleted user. Null if there are errors or `validateOnly` is set.
    deleted_id: Option<ID>,
    /// Numeric ID of the deleted user.
    deleted_database_id: Option<i32>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

async fn delete_user(ctx: &Context<'_>, input: UserDeleteInput) -> Result<UserDeletePayload> {
    let UserDeleteInput { id, validate_only } = input;
    let delete = |number| delete::<user::Entity>(context(ctx), number, validate_only);
    let (deleted_id, deleted_database_id, user_errors) =
        delete_by_id(ctx, NodeKind::User, &id, validate_only, delete).await?;
    Ok(UserDeletePayload {
        deleted_id,
        deleted_database_id,
        user_errors,
    })
}

/// New password of an account.
#[derive(InputObject)]
pub struct UserSetPasswordInput {
    /// ID of the user: a global ID or a number.
    pub id: ID,
    /// Password. The installation's validators check it.
    #[graphql(secret)]
    pub password: String,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
}

/// Result of a mutation that changes an account.
#[derive(Debug, Default, SimpleObject)]
pub struct UserUpdatePayload {
    /// Account after the mutation; with `validateOnly`, its current state. Null if there are errors.
    user: Option<User>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

fn payload(ctx: &Context<'_>, outcome: domain::Result<user::Model>) -> Result<UserUpdatePayload> {
    let (row, user_errors) = split(ctx, outcome.map(Some), "id")?;
    let user = row.and_then(|row| Users::of_rows(vec![row]).pop());
    Ok(UserUpdatePayload { user, user_errors })
}

async fn change(
    ctx: &Context<'_>,
    id: &ID,
    draft: UserDraft,
    validate_only: bool,
) -> Result<UserUpdatePayload> {
    let outcome = match NodeKind::User.parse_target(context(ctx), "id", id) {
        Ok(id) => update::<user::Entity, _>(context(ctx), id, draft, validate_only).await,
        Err(error) => Err(error),
    };
    payload(ctx, outcome)
}

async fn update_user(ctx: &Context<'_>, input: UserUpdateInput) -> Result<UserUpdatePayload> {
    let mut errors = Vec::new();
    let draft = UserDraft {
        username: given(input.username, "username", &mut errors),
        first_name: given(input.first_name, "first_name", &mut errors),
        last_name: given(input.last_name, "last_name", &mut errors),
        email: given(input.email, "email", &mut errors),
        is_active: None,
        is_staff: given(input.is_staff, "is_staff", &mut errors),
        is_superuser: given(input.is_superuser, "is_superuser", &mut errors),
        permissions: given(input.permissions, "permissions", &mut errors),
        errors,
    };
    change(ctx, &input.id, draft, input.validate_only).await
}

async fn set_user_password(
    ctx: &Context<'_>,
    input: UserSetPasswordInput,
) -> Result<UserUpdatePayload> {
    let outcome = match NodeKind::User.parse_target(context(ctx), "id", &input.id) {
        Ok(id) => {
            set_password(
                context(ctx),
                id,
                Secret(input.password),
                input.validate_only,
            )
            .await
        }
        Err(error) => Err(error),
    };
    payload(ctx, outcome)
}

#[Object]
impl AccountMutation {
    /// Updates an account. Only for staff with the permission `auth.change_user`, who have all
    /// permissions of the account themselves.
    ///
    #[doc = r#"```graphql
mutation {
  userUpdate(input: { id: "VXNlcjoy", lastName: "Winter", permissions: ["helpdesk.view_queue"] }) {
    user { fullName permissions }
    userErrors { field message code }
  }
}
```"#]
    async fn user_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Changes of the account.")] input: UserUpdateInput,
    ) -> Option<Result<UserUpdatePayload>> {
        Some(update_user(ctx, input).await)
    }

    /// Deactivates an account, which ends its sessions and blocks its tokens. Not for your own
    /// account. Only for staff with the permission `auth.change_user`, who have all permissions of
    /// the account themselves.
    ///
    /// ```graphql
    /// mutation { userDeactivate(input: { id: "VXNlcjoz" }) { user { isActive } userErrors { field message code } } }
    /// ```
    async fn user_deactivate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Account to deactivate.")] input: UserActivationInput,
    ) -> Option<Result<UserUpdatePayload>> {
        Some(
            change(
                ctx,
                &input.id,
                UserDraft::active(false),
                input.validate_only,
            )
            .await,
        )
    }

    /// Reactivates an account. Only for staff with the permission `auth.change_user`, who have all
    /// permissions of the account themselves.
    ///
    /// ```graphql
    /// mutation { userReactivate(input: { id: "VXNlcjoz" }) { user { isActive } userErrors { field message code } } }
    /// ```
    async fn user_reactivate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Account to reactivate.")] input: UserActivationInput,
    ) -> Option<Result<UserUpdatePayload>> {
        Some(change(ctx, &input.id, UserDraft::active(true), input.validate_only).await)
    }

    /// Deletes an account with its settings, tokens, saved searches, votes and memberships.
    /// `userDeletionPreview` counts them. Accounts with assigned tickets, follow-ups or acts in the
    /// log of Django's admin can only be deactivated, and so can your own. Only for staff with the
    /// permission `auth.delete_user`, who have all permissions of the account themselves.
    ///
    /// ```graphql
    /// mutation { userDelete(input: { id: "VXNlcjoxMA" }) { deletedId userErrors { field message code } } }
    /// ```
    async fn user_delete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Account to delete.")] input: UserDeleteInput,
    ) -> Option<Result<UserDeletePayload>> {
        Some(delete_user(ctx, input).await)
    }

    /// Sets the password of an account, which ends its sessions; its tokens stay valid. Only for
    /// staff with the permission `auth.change_user`, who have all permissions of the account
    /// themselves.
    ///
    /// ```graphql
    /// mutation { userSetPassword(input: { id: "VXNlcjoz", password: "correct horse battery" }) { user { username } userErrors { field message code } } }
    /// ```
    async fn user_set_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "New password.")] input: UserSetPasswordInput,
    ) -> Option<Result<UserUpdatePayload>> {
        Some(set_user_password(ctx, input).await)
    }
}
