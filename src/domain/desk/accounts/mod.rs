//! Accounts, their sign-in and their permissions (`auth_user`, `authtoken_token`, `django_session`,
//! Django's permissions). Only [`create_for_viewer`] checks the caller's permissions: `auth` looks
//! accounts up before there is a viewer, and the command line acts for the operator.

mod create;
mod login_failures;
mod lookup;
mod password;
mod permissions;
mod tokens;
mod usage;

pub use create::{
    NewUser, check, create, create_for_viewer, create_in, errors, may_create, normalize,
    password_errors,
};
pub use login_failures::{
    LoginSubject, LoginSubjectState, forget_login_failures, login_failures, prune_login_failures,
    record_login_failures,
};
pub use lookup::{session_data, sessions, user_by_id, user_by_name, user_by_token};
pub use password::{AccountFlags, hash, set_flags, set_password, upgrade_password};
pub use permissions::{granted_queues, permissions_of};
pub use tokens::{IssuedToken, issue_token, revoke_token, tokens};
pub use usage::{Usage, prune_usage, record_usage};
