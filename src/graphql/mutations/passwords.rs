//! Mutations of passwords: changing one's own, and resetting a forgotten one by email.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use entity::values::Secret;

use crate::domain::delivery::password_reset;
use crate::domain::desk::accounts::{self, ResetLink};
use crate::graphql::error::{UserError, user_errors};
use crate::graphql::types::context;

/// Mutations of passwords.
#[derive(Debug, Default)]
pub struct PasswordMutation;

/// Change of the viewer's password.
#[derive(InputObject)]
pub struct ViewerPasswordChangeInput {
    /// Current password.
    #[graphql(secret)]
    pub current_password: String,
    /// New password. The installation's validators must accept it.
    #[graphql(secret)]
    pub new_password: String,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
}

/// Request for email to reset a password.
#[derive(Debug, InputObject)]
pub struct PasswordResetRequestInput {
    /// Email address of the account.
    pub email: String,
    /// Validates the input without sending anything.
    #[graphql(default)]
    pub validate_only: bool,
}

/// New password for an account whose user has the link of an email.
#[derive(InputObject)]
pub struct PasswordResetInput {
    /// First part of the link: the account.
    pub uid: String,
    /// Second part of the link.
    #[graphql(secret)]
    pub token: String,
    /// New password. The installation's validators must accept it.
    #[graphql(secret)]
    pub new_password: String,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
}

/// Result of `viewerPasswordChange`.
#[derive(Default, SimpleObject)]
pub struct ViewerPasswordChangePayload {
    /// New token for the header `X-CSRFToken`, if the request had a session, which was replaced.
    csrf_token: Option<String>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

/// Result of `passwordResetRequest`.
#[derive(Debug, Default, SimpleObject)]
pub struct PasswordResetRequestPayload {
    /// Errors of the input. Empty whether or not an account has the address.
    user_errors: Vec<UserError>,
}

/// Result of `passwordReset`.
#[derive(Debug, Default, SimpleObject)]
pub struct PasswordResetPayload {
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

async fn change(
    ctx: &Context<'_>,
    input: ViewerPasswordChangeInput,
) -> Result<ViewerPasswordChangePayload> {
    let changed = accounts::change_password(
        context(ctx),
        Secret(input.current_password),
        Secret(input.new_password),
        input.validate_only,
    );
    Ok(match changed.await {
        Ok(session) => ViewerPasswordChangePayload {
            csrf_token: session.map(|session| session.csrf_token.0),
            user_errors: Vec::new(),
        },
        Err(error) => ViewerPasswordChangePayload {
            csrf_token: None,
            user_errors: user_errors(ctx, error, "currentPassword")?,
        },
    })
}

async fn request(
    ctx: &Context<'_>,
    input: PasswordResetRequestInput,
) -> Result<PasswordResetRequestPayload> {
    let requested = password_reset::request(context(ctx), &input.email, input.validate_only);
    Ok(match requested.await {
        Ok(()) => PasswordResetRequestPayload::default(),
        Err(error) => PasswordResetRequestPayload {
            user_errors: user_errors(ctx, error, "email")?,
        },
    })
}

async fn reset(ctx: &Context<'_>, input: PasswordResetInput) -> Result<PasswordResetPayload> {
    let link = ResetLink {
        uid: input.uid,
        token: input.token,
    };
    let new = Secret(input.new_password);
    let reset = accounts::reset_password(context(ctx), &link, new, input.validate_only);
    Ok(match reset.await {
        Ok(()) => PasswordResetPayload::default(),
        Err(error) => PasswordResetPayload {
            user_errors: user_errors(ctx, error, "token")?,
        },
    })
}

#[Object]
impl PasswordMutation {
    /// Changes the password of the viewer. Ends the viewer's other sessions; tokens stay valid. Not
    /// with a personal token.
    ///
    #[doc = r#"```graphql
mutation {
  viewerPasswordChange(input: { currentPassword: "admin", newPassword: "correct horse battery" }) {
    userErrors { field message code }
  }
}
```"#]
    async fn viewer_password_change(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Change of the password.")] input: ViewerPasswordChangeInput,
    ) -> Option<Result<ViewerPasswordChangePayload>> {
        Some(change(ctx, input).await)
    }

    /// Sends email with a link to reset the password to the active accounts with an address. The
    /// response does not reveal whether there are any. Limited per address of the client and per
    /// recipient.
    ///
    #[doc = r#"```graphql
mutation {
  passwordResetRequest(input: { email: "customer@example.com" }) {
    userErrors { field message code }
  }
}
```"#]
    async fn password_reset_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Request for email.")] input: PasswordResetRequestInput,
    ) -> Option<Result<PasswordResetRequestPayload>> {
        Some(request(ctx, input).await)
    }

    /// Sets a new password with the link of an email, which works once. Ends the sessions of the
    /// account. Django's pages accept the same links.
    ///
    #[doc = r#"```graphql
mutation {
  passwordReset(input: { uid: "Mw", token: "cxyz12-0123456789abcdef", newPassword: "correct horse battery" }) {
    userErrors { field message code }
  }
}
```"#]
    async fn password_reset(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "New password.")] input: PasswordResetInput,
    ) -> Option<Result<PasswordResetPayload>> {
        Some(reset(ctx, input).await)
    }
}
