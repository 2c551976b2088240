//! Accounts: who they are, how they sign in, and what they are allowed (`auth_user`,
//! `authtoken_token`, `django_session`, Django's permissions). But for [`create_for_viewer`]
//! nothing here asks who the caller is: `auth` looks accounts up before there is a viewer, and the
//! command line acts for whoever runs the machine.

mod create;
mod login_failures;
mod lookup;
mod password;
mod permissions;
mod tokens;
mod usage;

pub use create::{
    NewUser, check, create, create_for_viewer, create_in, errors, normalize, weaknesses,
};
pub use login_failures::{
    Counted, Standing, forget_login_failures, login_failures, prune_login_failures,
    record_login_failures,
};
pub use lookup::{session_data, sessions, user_by_id, user_by_name, user_by_token};
pub use password::{Flags, hash, set_flags, set_password, upgrade_password};
pub use permissions::{granted_queues, permissions_of};
pub use tokens::{Issued, issue_token, revoke_token, tokens};
pub use usage::{Used, prune_usage, record_usage};
