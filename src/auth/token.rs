//! `Authorization: Token KEY`, rows of `authtoken_token` (rest_framework/authentication.py,
//! `TokenAuthentication`). GraphQL accepts `Bearer` too, which most clients send. `login` finds the
//! token's owner.

use http::request::Parts;

use super::Api;
use super::header::{Credentials, credentials};
use crate::domain::core::error::Rejection;

/// The token of a request; `None` without the header or with another scheme.
pub(super) fn token(parts: &Parts, api: Api) -> Result<Option<&str>, Rejection> {
    let bearer = || credentials(&parts.headers, "bearer").filter(|_| api == Api::Graphql);
    match credentials(&parts.headers, "token").or_else(bearer) {
        None => Ok(None),
        Some(Credentials::Missing) => Err(Rejection::TokenMissing),
        Some(Credentials::Several) => Err(Rejection::TokenSpaces),
        Some(Credentials::One(key)) => std::str::from_utf8(key)
            .map(Some)
            .map_err(|_| Rejection::TokenCharacters),
    }
}
