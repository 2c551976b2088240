//! `deskql token`: creates, lists and revokes API tokens. A key is shown only when it is created.

use super::database::Purpose;
use super::terminal::{self, CommandError};
use super::user::{find, open};
use crate::config::Config;
use crate::domain::desk::accounts;
use crate::domain::{Clock, Error};

/// How many characters of a key are shown, to distinguish keys.
const KEY_PREFIX: usize = 6;

/// Options of `deskql token`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The subcommand.
    #[command(subcommand)]
    pub command: Command,
}

/// The subcommands of `deskql token`.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Create a token for an account that has none, and print its key
    Create {
        /// Name of the account
        name: String,
    },
    /// List the accounts with a token and the start of each key
    List,
    /// Delete the token of an account
    Revoke {
        /// Name of the account
        name: String,
    },
}

/// Runs the subcommand.
///
/// # Errors
/// The database is unavailable, the account does not exist, or it already has a token (`create`) or
/// has none (`revoke`).
pub async fn run(args: &Args, config: &Config) -> anyhow::Result<()> {
    let purpose = match args.command {
        Command::List => Purpose::Read,
        Command::Create { .. } | Command::Revoke { .. } => Purpose::Write,
    };
    let db = open(config, purpose).await?;
    let outcome = match &args.command {
        Command::Create { name } => create(&db, name).await,
        Command::List => list(&db).await,
        Command::Revoke { name } => revoke(&db, name).await,
    };
    db.close().await?;
    outcome
}

async fn create(db: &entity::Db, name: &str) -> anyhow::Result<()> {
    let user = find(db, name).await?;
    let issued = accounts::issue_token(db, &Clock::system(), user.id).await?;
    let key = &issued.token.key.0;
    if !issued.created {
        let message = format!(
            "{name} already has a token, whose key begins with {}; it was not changed",
            key_prefix(key)
        );
        let hint =
            format!("to replace it, run: deskql token revoke {name} && deskql token create {name}");
        return Err(CommandError::new(message).hint(hint).into());
    }
    // Only the key goes to standard output, for scripts.
    anstream::println!("{key}");
    terminal::note(
        "The key cannot be shown again. Send it as: Authorization: Token KEY (for GraphQL also: \
         Bearer KEY)",
    );
    if !user.is_active {
        terminal::note("The account is inactive, so the token does not work yet.");
    }
    Ok(())
}

async fn list(db: &entity::Db) -> anyhow::Result<()> {
    let tokens = accounts::tokens(db).await?;
    let width = tokens
        .iter()
        .map(|(_, user)| user.username.chars().count())
        .max()
        .unwrap_or(0);
    for (token, user) in &tokens {
        let created = token.created.0.format("%Y-%m-%d");
        let note = if user.is_active {
            ""
        } else {
            "  (inactive account)"
        };
        anstream::println!(
            "{:width$}  {}…  created {created}{note}",
            user.username,
            key_prefix(&token.key.0)
        );
    }
    if tokens.is_empty() {
        terminal::note("No account has a token.");
    }
    Ok(())
}

async fn revoke(db: &entity::Db, name: &str) -> anyhow::Result<()> {
    let user = find(db, name).await?;
    match accounts::revoke_token(db, user.id).await {
        Ok(()) => {
            anstream::println!("Revoked the token of {}.", terminal::strong(name));
            Ok(())
        }
        Err(Error::NotFound) => Err(CommandError::new(format!("{name} has no token"))
            .hint("to list the accounts with a token, run: deskql token list")
            .into()),
        Err(error) => Err(error.into()),
    }
}

fn key_prefix(key: &str) -> String {
    key.chars().take(KEY_PREFIX).collect()
}
