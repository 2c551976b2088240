//! `deskql queue`: lists, creates and changes queues. Validation and SQL are in
//! `domain::setup::load`.

use entity::{Db, queue};

use super::database::{self, Purpose};
use super::invalid;
use super::table::table;
use super::terminal::{self, strong};
use crate::config::Config;
use crate::domain::Clock;
use crate::domain::setup::installation;
use crate::domain::setup::load::document::Queue;
use crate::domain::setup::load::{self, Document, Expect, Outcome};

/// Options of `deskql queue`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The subcommand.
    #[command(subcommand)]
    pub command: Command,
}

/// The subcommands of `deskql queue`.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// List all queues
    List {
        /// Print one JSON object per line
        #[arg(long)]
        json: bool,
    },
    /// Create a queue, with the permission to access it
    Create {
        /// Title of the queue
        title: String,
        /// Start of ticket references, such as support in [support-44] [default: made from the
        /// title]
        #[arg(long)]
        slug: Option<String>,
        /// The other options.
        #[command(flatten)]
        fields: Fields,
    },
    /// Change the given fields of a queue
    Change {
        /// Slug of the queue, which cannot change
        slug: String,
        /// Title of the queue
        #[arg(long)]
        title: Option<String>,
        /// The other options.
        #[command(flatten)]
        fields: Fields,
    },
}

/// Fields of a queue. An empty text clears a field.
#[derive(Debug, clap::Args)]
pub struct Fields {
    /// Sender of the queue's email
    #[arg(long, value_name = "ADDRESS")]
    pub email: Option<String>,
    /// Language of the queue's email, such as de
    #[arg(long, value_name = "CODE")]
    pub locale: Option<String>,
    /// Whether customers may open tickets in the queue
    #[arg(
        long,
        value_name = "true|false",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true"
    )]
    pub public: Option<bool>,
    /// Days until django-helpdesk escalates a ticket; 0: never
    #[arg(long, value_name = "DAYS")]
    pub escalate_days: Option<i32>,
    /// Addresses, separated by commas, that are notified of new tickets
    #[arg(long, value_name = "ADDRESSES")]
    pub new_ticket_cc: Option<String>,
    /// Addresses, separated by commas, that are notified of all changes
    #[arg(long, value_name = "ADDRESSES")]
    pub updated_ticket_cc: Option<String>,
    /// Owner of tickets that customers open
    #[arg(long, value_name = "NAME")]
    pub owner: Option<String>,
}

/// Runs the subcommand.
///
/// # Errors
/// The database is unavailable, a value is invalid, the new queue exists, or the queue to change
/// does not. Nothing has changed in these cases.
pub async fn run(args: &Args, config: &Config) -> anyhow::Result<()> {
    let purpose = match args.command {
        Command::List { .. } => Purpose::Read,
        _ => Purpose::Write,
    };
    let db = database::open(&config.database.url, &config.database, purpose).await?;
    installation::ensure_readable(&db).await?;
    let outcome = match &args.command {
        Command::List { json } => list(&db, *json).await,
        Command::Create {
            title,
            slug,
            fields,
        } => {
            let queue = with_fields(slug.clone(), Some(title.clone()), fields);
            save(config, &db, queue, Expect::New).await
        }
        Command::Change {
            slug,
            title,
            fields,
        } => {
            let queue = with_fields(Some(slug.clone()), title.clone(), fields);
            save(config, &db, queue, Expect::Existing).await
        }
    };
    db.close().await?;
    outcome
}

fn with_fields(slug: Option<String>, title: Option<String>, fields: &Fields) -> Queue {
    Queue {
        slug,
        title,
        email_address: fields.email.clone(),
        locale: fields.locale.clone(),
        allow_public_submission: fields.public,
        escalate_days: fields.escalate_days,
        new_ticket_cc: fields.new_ticket_cc.clone(),
        updated_ticket_cc: fields.updated_ticket_cc.clone(),
        default_owner: fields.owner.clone(),
        ..Queue::default()
    }
}

async fn save(config: &Config, db: &Db, queue: Queue, expect: Expect) -> anyhow::Result<()> {
    let document = Document {
        queues: vec![queue],
        ..Document::default()
    };
    let document = load::validate(config, document).map_err(invalid::command_error)?;
    let clock = Clock::system();
    let report = load::load((config, db, &clock), &document, expect, false)
        .await
        .map_err(invalid::command_error)?;
    for entry in &report.entries {
        let name = strong(&entry.name);
        match &entry.outcome {
            Outcome::Created => anstream::println!("Created the queue {name}."),
            Outcome::Changed(fields) => {
                anstream::println!("Changed {} of the queue {name}.", fields.join(", "));
            }
            Outcome::Unchanged => anstream::println!("The queue {name} is unchanged."),
        }
    }
    Ok(())
}

async fn list(db: &Db, json: bool) -> anyhow::Result<()> {
    let queues = load::queues(db).await?;
    if json {
        for queue in &queues {
            anstream::println!("{}", as_json(queue));
        }
    } else if queues.is_empty() {
        terminal::note("There are no queues. To create one, run: deskql queue create TITLE");
    } else {
        let rows = queues.iter().map(|queue| {
            [
                queue.id.to_string(),
                queue.slug.clone(),
                queue.title.clone(),
                queue.email_address.clone().unwrap_or_default(),
                if queue.allow_public_submission {
                    "yes".to_owned()
                } else {
                    "no".to_owned()
                },
            ]
        });
        let header = ["ID", "SLUG", "TITLE", "EMAIL", "PUBLIC"];
        anstream::print!("{}", table(header, rows.collect()));
    }
    Ok(())
}

fn as_json(queue: &queue::Model) -> serde_json::Value {
    serde_json::json!({
        "id": queue.id,
        "slug": queue.slug,
        "title": queue.title,
        "email_address": queue.email_address,
        "locale": queue.locale,
        "allow_public_submission": queue.allow_public_submission,
        "escalate_days": queue.escalate_days,
        "new_ticket_cc": queue.new_ticket_cc,
        "updated_ticket_cc": queue.updated_ticket_cc,
    })
}
