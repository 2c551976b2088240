//! `Authorization: Token KEY`, rows of `authtoken_token` (rest_framework/authentication.py, `TokenAuthentication`). DRF
//! knows no other word for it; the graph takes `Bearer` too, as most clients send it.

use entity::{Db, user};
use http::request::Parts;

use super::header::{Credentials, credentials};
use super::{Door, Error};
use crate::domain::accounts;
use crate::domain::error::Rejection;

/// The active user whose token the request carries; `None` without such a header.
pub(super) async fn user(db: &Db, parts: &Parts, door: Door) -> Result<Option<user::Model>, Error> {
    let bearer = || credentials(&parts.headers, "bearer").filter(|_| door == Door::Graph);
    let key = match credentials(&parts.headers, "token").or_else(bearer) {
        None => return Ok(None),
        Some(Credentials::Missing) => return Err(Rejection::TokenMissing.into()),
        Some(Credentials::Several) => return Err(Rejection::TokenSpaces.into()),
        Some(Credentials::One(key)) => std::str::from_utf8(key).map_err(|_| Rejection::TokenCharacters)?,
    };
    let user = accounts::user_by_token(db, key).await?.ok_or(Rejection::TokenInvalid)?;
    if user.is_active { Ok(Some(user)) } else { Err(Rejection::Inactive.into()) }
}
