//! Mutations of sessions: signing in and out in a browser.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use entity::values::{Secret, Timestamp};

use crate::domain::core::client::OpenedSession;
use crate::domain::{Code, Error};
use crate::graphql::error::{UserError, user_errors};
use crate::graphql::scalars::DateTime;
use crate::graphql::types::context;

/// Mutations of sessions.
#[derive(Debug, Default)]
pub struct SessionMutation;

/// Credentials for a session.
#[derive(InputObject)]
pub struct SessionCreateInput {
    /// Username.
    pub username: String,
    /// Password.
    #[graphql(secret)]
    pub password: String,
    /// Verifies the credentials without opening a session.
    #[graphql(default)]
    pub validate_only: bool,
}

/// Session to end: the one of the request.
#[derive(InputObject)]
pub struct SessionDeleteInput {
    /// Validates the input without ending the session.
    #[graphql(default)]
    pub validate_only: bool,
}

/// Result of `sessionCreate`.
#[derive(Default, SimpleObject)]
pub struct SessionCreatePayload {
    /// Token that writes with the session must send in the header `X-CSRFToken`. The cookie
    /// `csrftoken` has one too. Null if there are errors or `validateOnly` is set.
    csrf_token: Option<String>,
    /// Date and time when the session ends. Null if there are errors or `validateOnly` is set.
    expires_at: Option<DateTime>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

/// Result of `sessionDelete`.
#[derive(Debug, Default, SimpleObject)]
pub struct SessionDeletePayload {
    /// Whether the request had a session, which has ended.
    deleted: bool,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

async fn create(ctx: &Context<'_>, input: SessionCreateInput) -> Result<SessionCreatePayload> {
    let context = context(ctx);
    let open = async {
        let services = context.client.services()?;
        let password = Secret(input.password);
        let user = services
            .check_password(context, &input.username, &password)
            .await?
            .ok_or_else(|| Error::field("password", Code::WrongLogin))?;
        if input.validate_only {
            return Ok(None);
        }
        services.open_session(context, &user).await.map(Some)
    };
    match open.await {
        Ok(None) => Ok(SessionCreatePayload::default()),
        Ok(Some(OpenedSession {
            csrf_token,
            expires_at,
        })) => Ok(SessionCreatePayload {
            csrf_token: Some(csrf_token.0),
            expires_at: Some(DateTime(Timestamp::from(expires_at))),
            user_errors: Vec::new(),
        }),
        Err(error) => Ok(SessionCreatePayload {
            user_errors: user_errors(ctx, error, "username")?,
            ..SessionCreatePayload::default()
        }),
    }
}

async fn delete(ctx: &Context<'_>, input: SessionDeleteInput) -> Result<SessionDeletePayload> {
    let context = context(ctx);
    let close = async {
        let services = context.client.services()?;
        if input.validate_only {
            return Ok(false);
        }
        services.close_session(context).await
    };
    match close.await {
        Ok(deleted) => Ok(SessionDeletePayload {
            deleted,
            user_errors: Vec::new(),
        }),
        Err(error) => Ok(SessionDeletePayload {
            deleted: false,
            user_errors: user_errors(ctx, error, "input")?,
        }),
    }
}

#[Object]
impl SessionMutation {
    /// Signs a browser in. The response sets the cookies of a session of Django, which replaces the
    /// browser's earlier session; Django's pages accept it too. Other fields of the same document
    /// still have the earlier viewer. Wrong usernames and wrong passwords give the same error.
    ///
    #[doc = r#"```graphql
mutation {
  sessionCreate(input: { username: "admin", password: "admin" }) {
    csrfToken
    expiresAt
    userErrors { field message code }
  }
}
```"#]
    async fn session_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Credentials for a session.")] input: SessionCreateInput,
    ) -> Option<Result<SessionCreatePayload>> {
        Some(create(ctx, input).await)
    }

    /// Signs a browser out: ends the session of the request and removes its cookie.
    ///
    /// ```graphql
    /// mutation { sessionDelete(input: {}) { deleted userErrors { field message code } } }
    /// ```
    async fn session_delete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Session to end.")] input: SessionDeleteInput,
    ) -> Option<Result<SessionDeletePayload>> {
        Some(delete(ctx, input).await)
    }
}
