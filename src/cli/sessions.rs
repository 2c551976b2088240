//! What `deskql check` says of stored sessions: which backends signed them in, and whether `serve`
//! accepts them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use entity::Db;

use super::terminal;
use crate::auth::{Owner, session_owner};
use crate::config::{Config, SessionEngine};
use crate::domain::{self, Clock, accounts};

/// Sessions that are read at most, the newest first.
const READ: u64 = 10_000;

/// The report; empty where there are no sessions.
///
/// # Errors
/// What the database says.
pub(super) async fn report(db: &Db, config: &Config) -> domain::Result<String> {
    let stored = accounts::sessions(db, Clock::system().now(), READ).await?;
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
            "Not read: with session_engine = \"signed_cookies\" browsers hold them."
        );
        return out;
    }
    if config.secret_key.0.is_empty() {
        let _ = writeln!(
            out,
            "They were not read, and are not accepted: secret_key is empty."
        );
        return out;
    }
    let (mut unsigned, mut nobody, mut backends) = (0, 0, BTreeMap::<String, usize>::new());
    for data in stored {
        let owners = config.secret_keys().map(|key| session_owner(data, key));
        match owners
            .into_iter()
            .find(|owner| *owner != Owner::Unsigned)
            .unwrap_or(Owner::Unsigned)
        {
            Owner::Unsigned => unsigned += 1,
            Owner::Nobody => nobody += 1,
            Owner::By(backend) => *backends.entry(backend).or_default() += 1,
        }
    }
    for (backend, sessions) in backends {
        let accepted = config.authentication_backends.contains(&backend);
        let note = if accepted {
            ""
        } else {
            ": not accepted; add it to authentication_backends if Django has it"
        };
        let _ = writeln!(out, "{sessions:>10}  {backend}{note}");
    }
    if unsigned > 0 {
        let _ = writeln!(
            out,
            "{unsigned:>10}  not signed with secret_key: not accepted; is it Django's SECRET_KEY?"
        );
    }
    if nobody > 0 {
        let _ = writeln!(out, "{nobody:>10}  without a sign-in");
    }
    out
}
