//! The sessions section of `deskql check`: the authentication backends of the stored sessions, and
//! whether `serve` accepts them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use entity::Db;

use crate::auth::{SessionOwner, session_owner};
use crate::cli::terminal;
use crate::config::{Config, SessionEngine};
use crate::domain;
use crate::domain::Clock;
use crate::domain::desk::accounts;

/// Maximum number of sessions to read, newest first.
const MAX_SESSIONS: u64 = 10_000;

/// The section; empty if there are no sessions.
///
/// # Errors
/// The database fails.
pub(super) async fn report(db: &Db, config: &Config) -> domain::Result<String> {
    let stored = accounts::sessions(db, Clock::system().now(), MAX_SESSIONS).await?;
    Ok(describe(&stored, config))
}

fn describe(stored: &[String], config: &Config) -> String {
    let mut out = String::new();
    if stored.is_empty() {
        return out;
    }
    let _ = writeln!(out, "\n{}", terminal::strong("Sessions"));
    if config.session_engine == SessionEngine::SignedCookies {
        let _ = writeln!(
            out,
            "Not checked: with session_engine = \"signed_cookies\", they are stored in the browser."
        );
        return out;
    }
    if config.secret_key.0.is_empty() {
        let _ = writeln!(
            out,
            "Not checked and not accepted: secret_key is empty. Set it to Django's SECRET_KEY."
        );
        return out;
    }
    let (mut unsigned, mut nobody, mut backends) = (0, 0, BTreeMap::<String, usize>::new());
    for data in stored {
        let owners = config.secret_keys().map(|key| session_owner(data, key));
        match owners
            .into_iter()
            .find(|owner| *owner != SessionOwner::Unsigned)
            .unwrap_or(SessionOwner::Unsigned)
        {
            SessionOwner::Unsigned => unsigned += 1,
            SessionOwner::Anonymous => nobody += 1,
            SessionOwner::User(backend) => *backends.entry(backend).or_default() += 1,
        }
    }
    for (backend, sessions) in backends {
        let accepted = config.authentication_backends.contains(&backend);
        let note = if accepted {
            ""
        } else {
            ": not accepted; if Django uses this backend, add it to authentication_backends"
        };
        let _ = writeln!(out, "{sessions:>10}  {backend}{note}");
    }
    if unsigned > 0 {
        let _ = writeln!(
            out,
            "{unsigned:>10}  not signed with secret_key: not accepted; check that it is Django's SECRET_KEY"
        );
    }
    if nobody > 0 {
        let _ = writeln!(out, "{nobody:>10}  without a sign-in");
    }
    out
}
