//! `deskql escalate`: raises the priority of tickets that wait too long.

use entity::probe::Access;
use tokio_util::sync::CancellationToken;

use super::database::wait;
use super::terminal::CommandError;
use super::{listen, serve};
use crate::app::App;
use crate::config::{Config, redact_url};
use crate::domain::tickets::escalation::Escalated;
use crate::mailbox::jobs;

/// Options of `deskql escalate`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Slug of a queue; may be repeated [default: all queues]
    #[arg(long = "queue", value_name = "SLUG")]
    pub queues: Vec<String>,
    /// List the tickets, and change nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// Escalates the tickets once.
///
/// # Errors
/// The database is unavailable, or another process escalates tickets at present.
pub async fn run(args: &Args, config: Config) -> anyhow::Result<()> {
    wait::until_ready(&config.database, Access::Write).await?;
    let database = redact_url(&config.database.url);
    let app = App::open(config)
        .await
        .map_err(|error| serve::with_hint(error, &database))?;
    let stop = CancellationToken::new();
    let escalated = if args.dry_run {
        jobs::escalate(&app.job_context(), &args.queues, &stop, true)
            .await
            .map(Some)
    } else {
        Box::pin(app.jobs().escalate(&args.queues, &stop)).await
    };
    app.tasks.wait_for_all().await;
    app.close(listen::CLOSE_TIMEOUT).await;
    let Some(escalated) = escalated? else {
        return Err(CommandError::new("another process escalates tickets at present").into());
    };
    for Escalated {
        ticket,
        before,
        after,
    } in &escalated
    {
        anstream::println!("ticket {ticket}: priority {before} to {after}");
    }
    let verb = if args.dry_run {
        "Would escalate"
    } else {
        "Escalated"
    };
    let noun = if escalated.len() == 1 {
        "ticket"
    } else {
        "tickets"
    };
    anstream::println!("{verb} {} {noun}.", escalated.len());
    Ok(())
}
