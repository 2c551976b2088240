//! Refuses commands that write while `server.read_only` is set.

use super::terminal::CommandError;
use super::{Command, indexes, outbox, queue, site, token};
use crate::config::Config;

/// Fails if `config` forbids what `command` does.
///
/// # Errors
/// The command writes to the database or the storage, or sends something, and `server.read_only` is
/// set.
pub(super) fn check(command: &Command, config: &Config) -> anyhow::Result<()> {
    let Some(name) = writing_command(command).filter(|_| config.server.read_only) else {
        return Ok(());
    };
    Err(CommandError::new(format!(
        "deskql {name} does not run while server.read_only is set; nothing was changed"
    ))
    .hint(
        "to run it once, add: --set server.read_only=false; `deskql config` shows where the setting \
         comes from",
    )
    .into())
}

/// The name of a command that writes or sends something; `None` if it only reads.
fn writing_command(command: &Command) -> Option<&'static str> {
    match command {
        Command::Worker(_) => Some("worker"),
        Command::Init(_) => Some("init"),
        Command::Load(_) => Some("load"),
        Command::Mail(_) => Some("mail test"),
        Command::User(_) => Some("user"),
        Command::Import(_) => Some("import"),
        Command::Migrate(command) => (!command.args.check).then_some("migrate"),
        Command::Check(command) => command.args.repair.then_some("check --repair"),
        Command::Indexes(command) => {
            let lists = matches!(command.args.command, indexes::Command::List { .. });
            (!lists).then_some("indexes")
        }
        Command::Queue(command) => {
            let lists = matches!(command.args.command, queue::Command::List { .. });
            (!lists).then_some("queue")
        }
        Command::Site(command) => {
            let lists = matches!(command.args.command, site::Command::List { .. });
            (!lists).then_some("site")
        }
        Command::Token(command) => {
            let lists = matches!(command.args.command, token::Command::List);
            (!lists).then_some("token")
        }
        Command::Outbox(command) => {
            let lists = matches!(command.args.command, outbox::Command::List(_));
            (!lists).then_some("outbox")
        }
        Command::Serve(_)
        | Command::Demo(_)
        | Command::Backup(_)
        | Command::Export(_)
        | Command::Schema(_)
        | Command::Config(_)
        | Command::Healthcheck(_) => None,
    }
}
