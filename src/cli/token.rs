//! `deskql token`: the API tokens of accounts. A key is shown when it is made and never again.

use super::terminal::{self, Failure};
use super::user::{named, open};
use crate::config::Config;
use crate::domain::{Clock, Error, accounts};

/// Characters of a key that are shown later, to tell one from another.
const SHOWN: usize = 6;

/// Options of `deskql token`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What is done to tokens.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Make a token for an account that has none, and print it
    Create {
        /// Name of the account
        name: String,
    },
    /// Show who has a token, and how each begins
    List,
    /// Take an account's token away
    Revoke {
        /// Name of the account
        name: String,
    },
}

/// Does what was asked to the tokens of the settings' database.
///
/// # Errors
/// The database cannot be used, there is no such account, it has a token already (`create`) or none
/// (`revoke`).
pub async fn run(args: &Args, config: &Config) -> anyhow::Result<()> {
    let db = open(config).await?;
    let outcome = match &args.command {
        Command::Create { name } => create(&db, name).await,
        Command::List => list(&db).await,
        Command::Revoke { name } => revoke(&db, name).await,
    };
    db.close().await?;
    outcome
}

async fn create(db: &entity::Db, name: &str) -> anyhow::Result<()> {
    let user = named(db, name).await?;
    let issued = accounts::issue_token(db, &Clock::system(), user.id).await?;
    let key = &issued.token.key.0;
    if !issued.created {
        let message = format!(
            "{name} has a token already, which begins with {}; it was kept",
            beginning(key)
        );
        let hint =
            format!("for another one: deskql token revoke {name}, then deskql token create {name}");
        return Err(Failure::new(message).hint(hint).into());
    }
    // The key alone on standard output, for scripts.
    anstream::println!("{key}");
    terminal::note(
        "This is shown once. Use it as: Authorization: Token … (in the graph also Bearer …)",
    );
    if !user.is_active {
        terminal::note(
            "The account is switched off: the token does not work until it is switched on.",
        );
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
        let made = token.created.0.format("%Y-%m-%d");
        let off = if user.is_active {
            ""
        } else {
            "  (account switched off)"
        };
        anstream::println!(
            "{:width$}  {}…  made {made}{off}",
            user.username,
            beginning(&token.key.0)
        );
    }
    if tokens.is_empty() {
        terminal::note("Nobody has a token.");
    }
    Ok(())
}

async fn revoke(db: &entity::Db, name: &str) -> anyhow::Result<()> {
    let user = named(db, name).await?;
    match accounts::revoke_token(db, user.id).await {
        Ok(()) => {
            anstream::println!("The token of {} is revoked.", terminal::strong(name));
            Ok(())
        }
        Err(Error::NotFound) => Err(Failure::new(format!("{name} has no token")).into()),
        Err(error) => Err(error.into()),
    }
}

fn beginning(key: &str) -> String {
    key.chars().take(SHOWN).collect()
}
