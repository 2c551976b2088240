//! `deskql mail fetch`: reads mailboxes once.

use entity::probe::Access;
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::cli::database::wait;
use crate::cli::terminal::{self, CommandError};
use crate::cli::{listen, serve};
use crate::config::{Config, redact_url};
use crate::domain::mailboxes::accounts::{self, Mailbox};
use crate::domain::mailboxes::sort::Plan;
use crate::mailbox::run::{self, Counts, Preview, Report};

/// Options of `deskql mail fetch`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Slug of a queue whose mailbox to read; may be repeated [default: all queues]
    #[arg(long = "queue", value_name = "SLUG")]
    pub queues: Vec<String>,
    /// Report what would become of the messages, and change nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// Reads the mailboxes one after another.
///
/// # Errors
/// A mailbox cannot be read; the others are read nevertheless.
pub(super) async fn run(args: &Args, config: Config) -> anyhow::Result<()> {
    serve::check_storage(&config).await?;
    wait::until_ready(&config.database, Access::Write).await?;
    let database = redact_url(&config.database.url);
    let app = App::open(config)
        .await
        .map_err(|error| serve::with_hint(error, &database))?;
    let stop = CancellationToken::new();
    let mut signals = listen::Signals::new()?;
    let interrupted = async {
        signals
            .shutdown(std::time::Duration::from_secs(60), || stop.cancel())
            .await;
    };
    let outcome = tokio::select! {
        outcome = Box::pin(fetch(&app, args, &stop)) => outcome,
        () = interrupted => Err(CommandError::new("stopped").into()),
    };
    app.tasks.wait_for_all().await;
    app.close(listen::CLOSE_TIMEOUT).await;
    outcome
}

async fn fetch(app: &App, args: &Args, stop: &CancellationToken) -> anyhow::Result<()> {
    let (context, jobs) = (app.job_context(), app.jobs());
    let mailboxes = accounts::mailboxes(&context, &args.queues).await?;
    if let Some(slug) = args
        .queues
        .iter()
        .find(|slug| !mailboxes.iter().any(|mailbox| &mailbox.queue.slug == *slug))
    {
        return Err(
            CommandError::new(format!("the queue {slug:?} has no mailbox"))
                .hint(
                    "it needs a type of mailbox and allow_email_submission; see: deskql queue list",
                )
                .into(),
        );
    }
    let (mut total, mut failed) = (Counts::default(), 0);
    for mailbox in &mailboxes {
        let report = if args.dry_run {
            Some(run::run(&context, mailbox, stop, true).await)
        } else {
            Box::pin(jobs.fetch(mailbox, stop)).await?
        };
        let slug = &mailbox.queue.slug;
        match report {
            None => terminal::note(format_args!("{slug}: another process reads this mailbox")),
            Some(Ok(report)) => {
                total.add(report.counts);
                print(mailbox, &report);
            }
            Some(Err(error)) => {
                failed += 1;
                terminal::note(format_args!("{slug}: {error} ({})", mailbox.address()));
            }
        }
    }
    let verb = if args.dry_run {
        "Would process"
    } else {
        "Processed"
    };
    anstream::println!("{verb}: {}.", describe(&total));
    if failed > 0 {
        let noun = if failed == 1 { "mailbox" } else { "mailboxes" };
        return Err(CommandError::new(format!("{failed} {noun} could not be read")).into());
    }
    Ok(())
}

fn print(mailbox: &Mailbox, report: &Report) {
    let slug = &mailbox.queue.slug;
    for Preview { location, plan } in &report.previews {
        let what = match plan {
            Plan::Open { .. } => "opens a ticket".to_owned(),
            Plan::Answer { ticket, .. } => format!("answers ticket {}", ticket.id),
            Plan::Ignore { keep: false } => "ignored, would be removed".to_owned(),
            Plan::Ignore { keep: true } => "ignored, stays in the mailbox".to_owned(),
            Plan::UpdateOnly => "no answer to a ticket, stays in the mailbox".to_owned(),
        };
        let location = location.replace(char::is_control, " ");
        anstream::println!("{slug}: {location}: {what}");
    }
    anstream::println!("{slug}: {}", describe(&report.counts));
}

fn describe(counts: &Counts) -> String {
    let mut parts = vec![
        format!("{} opened", counts.opened),
        format!("{} answered", counts.answered),
        format!("{} ignored", counts.ignored),
    ];
    for (number, text) in [
        (counts.duplicates, "processed before"),
        (counts.waiting, "failed and waiting"),
        (counts.set_aside, "set aside"),
        (counts.left, "left"),
    ] {
        if number > 0 {
            parts.push(format!("{number} {text}"));
        }
    }
    parts.join(", ")
}
