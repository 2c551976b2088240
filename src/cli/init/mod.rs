//! `deskql init`: creates a help desk with a site, a first queue and an administrator, and the
//! database if it does not exist. Asks for what is missing on a terminal. Refuses a help desk that
//! is in use.

mod answers;

use std::io::{IsTerminal as _, stderr, stdin};
use std::path::PathBuf;

use entity::Db;
use migration::{Inventory, State};

use self::answers::Answers;
use super::database::{self, Purpose};
use super::migrate::{self, create_media_folder};
use super::terminal::{self, CommandError, strong};
use super::{invalid, load as load_file};
use crate::config::{Config, Loaded, Source, redact_url};
use crate::domain::setup::load::{self, Document, Expect, Kind, Report};
use crate::domain::{Clock, Error};

/// Options of `deskql init`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Title of the first queue
    #[arg(long, value_name = "TITLE")]
    pub queue: Option<String>,
    /// Start of the queue's ticket references, such as support in [support-44] [default: made from
    /// the title]
    #[arg(long, value_name = "SLUG")]
    pub queue_slug: Option<String>,
    /// Sender of the queue's email
    #[arg(long, value_name = "ADDRESS")]
    pub queue_email: Option<String>,
    /// Only agents may open tickets in the queue [default: customers too]
    #[arg(long)]
    pub internal: bool,
    /// Name of the administrator's account
    #[arg(long, value_name = "NAME")]
    pub admin: Option<String>,
    /// Email address of the administrator
    #[arg(long, value_name = "ADDRESS")]
    pub admin_email: Option<String>,
    /// Password of the administrator; other users of this machine may see it, so prefer a file
    #[arg(long, value_name = "PASSWORD", group = "password")]
    pub admin_password: Option<String>,
    /// File with the password of the administrator [default: DESKQL_ADMIN_PASSWORD_FILE]
    #[arg(long, value_name = "FILE", group = "password")]
    pub admin_password_file: Option<PathBuf>,
    /// Read the password from the first line of standard input
    #[arg(long, group = "password")]
    pub password_stdin: bool,
    /// Name of the site
    #[arg(long, value_name = "NAME")]
    pub site_name: Option<String>,
    /// Address of the site for links in email, such as help.example.com
    #[arg(long, value_name = "HOST")]
    pub site_address: Option<String>,
    /// Load this file too, as `deskql load` does; it may contain the queue and the administrator
    #[arg(long, value_name = "FILE")]
    pub load: Option<PathBuf>,
    /// If the help desk is in use, only apply pending migrations
    #[arg(long)]
    pub if_empty: bool,
}

/// The content of a database.
enum Found {
    /// The database does not exist.
    NoDatabase,
    /// Nothing.
    Nothing,
    /// The tables of a help desk without accounts, queues and tickets.
    EmptyDesk,
    /// A help desk that is in use.
    Desk,
}

/// Creates the help desk.
///
/// # Errors
/// The database is unavailable, in use or not supported, or cannot be created; a value is invalid,
/// or is missing and there is no terminal. A failure after all values were validated can leave an
/// empty help desk, which a second run completes.
pub async fn run(args: &Args, loaded: Loaded) -> anyhow::Result<()> {
    let has_default_url = loaded
        .origins
        .get("database.url")
        .is_some_and(|(_, source)| *source == Source::Default);
    let mut config = loaded.config;
    let mut document = match &args.load {
        Some(file) => load_file::read(file)?,
        None => Document::default(),
    };
    let answers = Answers::of_options(args)?;
    let missing = answers.missing(&document);
    let may_ask = !missing.is_empty() && stdin().is_terminal() && stderr().is_terminal();
    if may_ask && has_default_url {
        config.database.url = answers::ask_database(&config)?;
    }
    let redacted_url = redact_url(&config.database.url);
    let found = inspect(&config).await?;
    match found {
        Found::Desk if args.if_empty => return migrate_only(&config).await,
        Found::Desk => {
            return Err(CommandError::new(format!(
                "{redacted_url} already contains a help desk; nothing was changed"
            ))
            .hint(
                "to serve it, run: deskql serve; to add queues and people, run: deskql queue, \
                 deskql user or deskql load",
            )
            .into());
        }
        Found::NoDatabase | Found::Nothing if config.site_id != 1 => {
            let id = config.site_id;
            return Err(CommandError::new(format!(
                "a new help desk has the site 1, but site_id is {id}"
            ))
            .into());
        }
        Found::NoDatabase | Found::Nothing | Found::EmptyDesk => {}
    }
    let answers = if may_ask {
        answers.ask(args, &config, &document)?
    } else if missing.is_empty() {
        answers
    } else {
        return Err(CommandError::new(format!(
            "without a terminal, deskql init needs {}",
            missing.join(", ")
        ))
        .hint(
            "for example: deskql init --database URL --admin NAME --admin-password-file FILE \
             --queue TITLE",
        )
        .into());
    };
    answers.add_to(&mut document, args, &config);
    if let Some(file) = &args.load {
        let names: Vec<_> = document
            .users
            .iter()
            .map(|user| user.username.clone())
            .collect();
        document = load_file::read_passwords(document, file, &names)?;
    }
    let document = load::validate(&config, document).map_err(invalid::command_error)?;
    if matches!(found, Found::NoDatabase) {
        database::create(&config.database).await?;
    }
    let db = database::open(&config.database.url, &config.database, Purpose::Create).await?;
    let outcome = create(&db, &config, &document).await;
    db.close().await?;
    let (report, queue) = outcome?;
    print_result(&config, &document, &report, queue);
    Ok(())
}

/// Finds out what the database contains. Creates nothing.
async fn inspect(config: &Config) -> anyhow::Result<Found> {
    let url = &config.database.url;
    if !database::exists(&config.database).await? {
        return Ok(Found::NoDatabase);
    }
    let db = database::open(url, &config.database, Purpose::Create).await?;
    let found = inspect_open(&db, &redact_url(url)).await;
    db.close().await?;
    found
}

async fn inspect_open(db: &Db, redacted_url: &str) -> anyhow::Result<Found> {
    let inventory = Inventory::read(db.pool()).await?;
    if let Some(incompatibility) = inventory.incompatibility() {
        return Err(CommandError::new(incompatibility.to_string())
            .hint(format!(
                "nothing was changed; to see what the database contains, run: deskql check \
                 {redacted_url}"
            ))
            .into());
    }
    Ok(match inventory.state() {
        State::Empty => Found::Nothing,
        _ if load::is_in_use(db).await? => Found::Desk,
        _ => Found::EmptyDesk,
    })
}

/// Applies pending migrations to a help desk that is in use.
async fn migrate_only(config: &Config) -> anyhow::Result<()> {
    let redacted_url = redact_url(&config.database.url);
    let db = database::open(&config.database.url, &config.database, Purpose::Write).await?;
    let outcome = migrate::migrate_database(&db, &redacted_url).await;
    if outcome.is_ok() {
        migrate::create_indexes(&db).await;
    }
    db.close().await?;
    let applied = outcome?.applied_migrations.len();
    anstream::println!(
        "{redacted_url} already contains a help desk, which was left as it is. Applied {applied} \
         migrations."
    );
    Ok(())
}

/// Returns the effect on each object, and the number of the first queue.
async fn create(db: &Db, config: &Config, document: &Document) -> anyhow::Result<(Report, i32)> {
    let redacted_url = redact_url(&config.database.url);
    migrate::migrate_database(db, &redacted_url).await?;
    migrate::create_indexes(db).await;
    create_media_folder(&config.storage.url)?;
    let clock = Clock::system();
    let loaded = load::load((config, db, &clock), document, Expect::EmptyDesk, false).await;
    let report = loaded.map_err(|error| match error {
        Error::Conflict {
            field: "database", ..
        } => CommandError::new("another process created the help desk at the same time").into(),
        error => invalid::command_error(error),
    })?;
    let queues = load::queues(db).await?;
    Ok((report, queues.first().map_or(1, |queue| queue.id)))
}

fn print_result(config: &Config, document: &Document, report: &Report, queue: i32) {
    let url = redact_url(&config.database.url);
    let address = config.server.listen.replace("0.0.0.0", "127.0.0.1");
    anstream::println!("Created a help desk in {}:", strong(&url));
    for entry in &report.entries {
        if entry.kind == Kind::Site {
            anstream::println!("  site {}", entry.name);
        } else {
            anstream::println!("  {entry}");
        }
    }
    let admin = document
        .users
        .iter()
        .find(|user| user.is_superuser == Some(true))
        .map_or("NAME", |user| user.username.as_str());
    anstream::println!("\nNext:");
    anstream::println!("  deskql serve --database {url}");
    anstream::println!("  deskql token create {admin} --database {url}");
    anstream::println!("\nThen open http://{address}/graphql, or create a ticket by REST:");
    anstream::println!(
        "  curl -u {admin} http://{address}/api/tickets/ -F queue={queue} -F priority=3 \\\n    \
         -F title=Hello -F description=World -F submitter_email=me@example.com"
    );
    let domain = document.site.as_ref().and_then(|site| site.domain.as_ref());
    if let Some(domain) = domain.filter(|domain| !domain.starts_with("localhost")) {
        terminal::note(format_args!(
            "\nIf users reach the service at another address than {address}, set: public_url = \
             \"https://{domain}\""
        ));
    }
}
