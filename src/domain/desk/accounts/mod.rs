//! Accounts, their sign-in and their permissions (`auth_user`, `authtoken_token`, `django_session`,
//! Django's permissions). Only [`create_for_viewer`] checks the caller's permissions: `auth` looks
//! accounts up before there is a viewer, and the command line acts for the operator.

mod create;
mod login_failures;
mod lookup;
mod new_password;
mod password;
mod permissions;
mod personal_tokens;
mod reset_token;
mod sessions;
mod tokens;
mod usage;

pub use create::{
    NewUser, check, create, create_for_viewer, create_in, errors, normalize, password_errors,
};
pub use login_failures::{
    LoginSubject, LoginSubjectState, forget_login_failures, login_failures, prune_login_failures,
    record_login_failures,
};
pub use lookup::{session_data, sessions, user_by_id, user_by_name, user_by_token};
pub use new_password::{change_password, reset_password};
pub use password::{
    AccountFlags, hash, hash_for_viewer, set_flags, set_password, upgrade_password,
};
pub use permissions::{granted_queues, permissions_of};
pub use personal_tokens::{
    CreatedPersonalToken, NewPersonalToken, create_personal_token, delete_personal_token,
    is_personal_token, personal_token_owner, personal_tokens, personal_tokens_by_ids, token_scope,
};
pub use reset_token::{ResetLink, has_usable_password};
pub use sessions::{NewSessionRow, close_session, open_session};
pub use tokens::{IssuedToken, issue_token, revoke_token, tokens};
pub use usage::{Usage, prune_usage, record_usage};
