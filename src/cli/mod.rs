//! The command line: one file a command, this one the root. Commands open what they need and say
//! what happened; rules are not theirs.

mod accepting;
pub mod backup;
mod catalogues;
pub mod check;
pub mod demo;
pub mod healthcheck;
pub mod lingering;
mod listen;
pub mod mail;
pub mod migrate;
pub mod opening;
pub mod outbox;
pub mod private;
pub mod schema;
pub mod serve;
mod sessions;
pub mod settings;
pub mod terminal;
pub mod token;
pub mod user;
pub mod waiting;
pub mod worker;

use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;

use crate::config::Config;
use crate::{compat, graphql, telemetry};

/// A headless help desk: GraphQL, and django-helpdesk's REST API, on one database
#[derive(Debug, Parser)]
#[command(
    name = "deskql",
    version,
    arg_required_else_help = true,
    long_about = "A headless help desk in one program: GraphQL for frontends, django-helpdesk's REST API for scripts, \
                  both on django-helpdesk's own tables in SQLite, PostgreSQL or MariaDB.",
    after_long_help = "\
Where to begin:
  deskql demo                             a help desk full of tickets, to look at
  deskql check postgres://me@db/helpdesk  what is in a database; changes nothing
  deskql migrate postgres://me@db/helpdesk
                                          adds deskql's own tables
  deskql migrate --create                 makes a new, empty help desk
  deskql serve                            serves them

Settings come from built-in defaults, then a file (--config, DESKQL_CONFIG or
./deskql.toml), then variables (DESKQL_TIME_ZONE, DESKQL_SERVER__LISTEN), then
options. DESKQL_SECRET_KEY_FILE and the like name a file with a secret. `deskql
config` shows what came of it.
DESKQL_LOG filters the log (\"debug\", \"deskql=debug,sqlx=info\"); NO_COLOR
switches colours off."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Form of the log on standard error [default: DESKQL_LOG_FORMAT, else text]
    #[arg(long, global = true, value_enum, value_name = "FORMAT")]
    pub log_format: Option<telemetry::Format>,
}

/// The commands.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Serve GraphQL and the REST API on a database
    #[command(after_long_help = "\
Waits for a database that is still starting. Refuses at the start what could not work later: tables that are missing, \
files that cannot be written, a port that is taken. SIGTERM and Ctrl-C let running requests finish.

Examples:
  deskql serve
      as ./deskql.toml and DESKQL_* variables say
  deskql serve --database sqlite:deskql.sqlite3 --storage fs:media
      a file, and a folder for attachments (Django's MEDIA_ROOT)
  deskql serve --listen 0.0.0.0:8000 --set time_zone=Europe/Berlin
      for everybody, answers in Berlin's time")]
    Serve(WithSettings<serve::Args>),
    /// Deliver mails and webhooks, beside a `serve` that does not
    #[command(after_long_help = "\
`serve` delivers by itself unless outbox.worker is false. Several workers share the work. SIGTERM and Ctrl-C let \
deliveries that are under way finish.

Examples:
  deskql worker
      as ./deskql.toml and DESKQL_* variables say
  deskql worker --database postgres://me:secret@db/helpdesk --storage fs:media")]
    Worker(WithSettings<NoArgs>),
    /// Make a help desk full of tickets and serve it on this machine, to look at
    #[command(after_long_help = "\
Reads no settings. The data stays in the folder for the next time. Log in as admin with the password admin.

Examples:
  deskql demo
      in ./demo, at http://127.0.0.1:8000
  deskql demo --fresh
      anew, with tickets up to now
  deskql demo --dir /tmp/desk --port 8001")]
    Demo(demo::Args),
    /// Add deskql's own tables to a django-helpdesk database, or create a new help desk
    #[command(after_long_help = "\
All or nothing, and safe to repeat. A database of an unknown or older django-helpdesk, or of another program, is left \
alone. An empty database is filled only with --create, or after a question on a terminal.

Examples:
  deskql migrate postgres://me:secret@db/helpdesk
      adds deskql's own tables to the django-helpdesk there
  deskql migrate --create
      a new help desk in the database of the settings: the SQLite file, the tables, the folder for files
  deskql migrate --check
      changes nothing; fails if there is something to do")]
    Migrate(WithSettings<migrate::Args>),
    /// Say what is in a database and whether deskql can work on it; changes nothing
    #[command(after_long_help = "\
Rows and files are held together, too. Only --repair changes something: it removes files that no row names, which a \
process leaves that was killed while it took them in.

Examples:
  deskql check postgres://me:secret@db/helpdesk
  deskql check sqlite:/srv/helpdesk/db.sqlite3 --storage fs:/srv/helpdesk/media
  deskql check --repair
      the database and the files of the settings; removes files without a row that are an hour old")]
    Check(WithSettings<check::Args>),
    /// Copy a SQLite database while it is in use
    #[command(after_long_help = "\
The copy is one moment of the database, and is checked before it gets its name. Attachments are not in it. For PostgreSQL \
and MariaDB use pg_dump and mariadb-dump: docs/backup.md.

Examples:
  deskql backup helpdesk-backup.sqlite3
  deskql backup /var/backups/helpdesk-2030-01-02.sqlite3 --database sqlite:/srv/helpdesk/db.sqlite3")]
    Backup(WithSettings<backup::Args>),
    /// Try whether mails get out
    #[command(after_long_help = "\
Examples:
  deskql mail test me@example.com
  deskql mail test me@example.com --from support@example.com
      from a queue's address, which the server may treat otherwise
  deskql mail test me@example.com --set mail.email_host=smtp.example.com --set mail.email_port=587")]
    Mail(WithSettings<mail::Args>),
    /// Make accounts, promote them, give them passwords
    #[command(after_long_help = "\
Examples:
  deskql user create ada --email ada@example.com --staff       asks for the password
  pass show helpdesk/ada | deskql user create ada --superuser  reads it
  deskql user password ada
  deskql user promote ada --superuser")]
    User(WithSettings<user::Args>),
    /// Make, list and revoke API tokens
    #[command(after_long_help = "\
Examples:
  deskql token create ada    prints the key, once
  curl -H \"Authorization: Token KEY\" http://127.0.0.1:8000/api/tickets/
  deskql token list
  deskql token revoke ada")]
    Token(WithSettings<token::Args>),
    /// Show mails and webhooks that are not delivered yet; retry or drop them
    #[command(after_long_help = "\
What fails is tried again for some days (outbox.give_up_hours), then given up: it stays until somebody retries or drops \
it. Content is never shown, and of a receiver's address no more than its host.

Examples:
  deskql outbox list
  deskql outbox list --parked --json
  deskql outbox retry all
      a mail server that was down is up again
  deskql outbox drop 17 18")]
    Outbox(WithSettings<outbox::Args>),
    /// Print the GraphQL schema, or the REST API's OpenAPI description
    #[command(after_long_help = "\
Examples:
  deskql schema > schema.graphql
  deskql schema --check schema.graphql
      exit code 1, and the first difference, if the file tells another schema
  deskql schema --rest > openapi.json")]
    Schema(schema::Args),
    /// Show the settings in force and where each came from
    #[command(after_long_help = "\
Examples:
  deskql config
      what is in force here; passwords and keys are shown as ***
  deskql config --config /etc/deskql.toml
      what that file makes of it
  deskql config --defaults > deskql.toml
      a file of all settings with explanations, to be changed
  deskql config --django | python manage.py shell -v 0 > deskql.toml
      a file of the settings that a Django project has")]
    Config(WithSettings<settings::Args>),
    /// Ask a running service whether it is well (exit code 0 or 1)
    #[command(after_long_help = "\
Examples:
  deskql healthcheck
      the service on this machine, as the settings place it
  deskql healthcheck https://help.example.com
  HEALTHCHECK CMD [\"deskql\", \"healthcheck\"]
      in a Dockerfile")]
    Healthcheck(WithSettings<healthcheck::Args>),
}

/// For a command without options of its own.
#[derive(Debug, clap::Args)]
pub struct NoArgs {}

/// A command's options together with those of the settings.
#[derive(Debug, clap::Args)]
pub struct WithSettings<T: clap::Args> {
    /// The command's own.
    #[command(flatten)]
    pub args: T,
    /// Where settings come from.
    #[command(flatten)]
    pub settings: settings::Options,
}

/// What must be in place before anything connects: the TLS provider and the transport of the file
/// storage. Needs to run once, first; again does no harm.
pub fn prepare() {
    // Fails only if there is a provider already, which then serves as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    opendal_http_transport_reqwest::install_default();
}

/// Runs the command that the arguments ask for.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(code) => code,
        Err(error) => {
            terminal::report(&error);
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    telemetry::init(telemetry::Format::chosen(cli.log_format)?)?;
    match cli.command {
        Command::Serve(command) => {
            let config = command.settings.load(command.args.flags())?.config;
            block_on(&config.clone(), serve::run(config))?;
        }
        Command::Worker(command) => {
            let config = command.settings.load(Vec::new())?.config;
            block_on(&config.clone(), worker::run(config))?;
        }
        Command::Demo(args) => block_on(&Config::default(), demo::run(&args))?,
        Command::Schema(args) => {
            let text = match (args.rest, args.federation) {
                (true, _) => compat::description(&Config::default()),
                (false, true) => graphql::subgraph_sdl(),
                (false, false) => graphql::sdl(),
            };
            schema::run(&args, &text)?;
        }
        Command::Config(command) => {
            if command.args.defaults {
                settings::print_defaults();
            } else if command.args.django {
                settings::print_django();
            } else {
                settings::print(&command.settings.load(Vec::new())?);
            }
        }
        Command::Migrate(command) => {
            let config = command.settings.load(Vec::new())?.config;
            block_on(&config, migrate::run(&command.args, &config))?;
        }
        Command::Check(command) => {
            let config = command.settings.load(Vec::new())?.config;
            block_on(&config, check::run(&command.args, &config))?;
        }
        Command::Backup(command) => {
            let config = command.settings.load(Vec::new())?.config;
            block_on(&config, backup::run(&command.args, &config))?;
        }
        Command::Mail(command) => {
            let config = command.settings.load(Vec::new())?.config;
            block_on(&config.clone(), mail::run(&command.args, config))?;
        }
        Command::User(command) => {
            let config = command.settings.load(Vec::new())?.config;
            block_on(&config, user::run(&command.args, &config))?;
        }
        Command::Token(command) => {
            let config = command.settings.load(Vec::new())?.config;
            block_on(&config, token::run(&command.args, &config))?;
        }
        Command::Outbox(command) => {
            let config = command.settings.load(Vec::new())?.config;
            block_on(&config, outbox::run(&command.args, &config))?;
        }
        Command::Healthcheck(command) => {
            let config = command.settings.load(Vec::new())?.config;
            block_on(
                &config,
                healthcheck::run(&command.args, &config.server.listen),
            )?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// How long work on blocking threads may take to end after the command.
const BLOCKING: Duration = Duration::from_millis(500);

/// Runs a command's work on as many threads as the settings say.
fn block_on<T>(
    config: &Config,
    work: impl Future<Output = anyhow::Result<T>>,
) -> anyhow::Result<T> {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    runtime.enable_all();
    if config.server.workers > 0 {
        runtime.worker_threads(config.server.workers);
    }
    let runtime = runtime.build()?;
    let outcome = runtime.block_on(work);
    // Dropped, it would wait for blocking work, however long that takes.
    runtime.shutdown_timeout(BLOCKING);
    outcome
}
