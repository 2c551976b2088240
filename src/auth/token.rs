//! `Authorization: Token KEY`, rows of `authtoken_token` (rest_framework/authentication.py, `TokenAuthentication`).

use entity::{Db, user};
use http::request::Parts;

use super::Error;
use super::header::{Credentials, credentials};
use crate::domain::accounts;
use crate::domain::error::Rejection;

/// The active user whose token the request carries; `None` without such a header.
pub(super) async fn user(db: &Db, parts: &Parts) -> Result<Option<user::Model>, Error> {
    let key = match credentials(&parts.headers, "token") {
        None => return Ok(None),
        Some(Credentials::Missing) => return Err(Rejection::TokenMissing.into()),
        Some(Credentials::Several) => return Err(Rejection::TokenSpaces.into()),
        Some(Credentials::One(key)) => std::str::from_utf8(key).map_err(|_| Rejection::TokenCharacters)?,
    };
    let user = accounts::user_by_token(db, key).await?.ok_or(Rejection::TokenInvalid)?;
    if user.is_active { Ok(Some(user)) } else { Err(Rejection::Inactive.into()) }
}
