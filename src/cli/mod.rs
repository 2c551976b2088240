//! The command line. Each command has a file; this one defines them and dispatches. Commands open
//! what they need and print results; the rules of the help desk are in `domain`.

mod ask;
pub mod backup;
pub mod check;
pub mod database;
pub mod demo;
pub mod export;
pub mod healthcheck;
pub mod import;
pub mod indexes;
pub mod init;
mod invalid;
mod listen;
pub mod load;
pub mod mail;
pub mod migrate;
pub mod outbox;
pub mod private_files;
pub mod queue;
mod read_only;
pub mod schema;
mod secrets;
pub mod serve;
pub mod settings;
pub mod site;
mod table;
pub mod terminal;
pub mod token;
pub mod user;
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
    long_about = "A headless help desk in one program: GraphQL for frontends, django-helpdesk's \
                  REST API for scripts, both on django-helpdesk's own tables in SQLite, \
                  PostgreSQL or MariaDB.",
    after_long_help = "\
Getting started:
  deskql demo                     serve sample data at http://127.0.0.1:8000
  deskql init                     create a new help desk; asks a few questions
  deskql serve                    serve it

With an existing django-helpdesk:
  deskql check postgres://me@db/helpdesk    show what the database contains
  deskql migrate postgres://me@db/helpdesk  add deskql's tables and indexes
  deskql serve --database postgres://me@db/helpdesk

Settings are read in this order; later ones override earlier ones:
  1. built-in defaults
  2. a file: --config, DESKQL_CONFIG or ./deskql.toml
  3. environment variables: DESKQL_TIME_ZONE, DESKQL_SERVER__LISTEN;
     DESKQL_SECRET_KEY_FILE and similar variables read a secret from a file
  4. options: --database, --storage, --listen, --set KEY=VALUE
`deskql config` prints the effective settings and their origin.

DESKQL_LOG filters the log (\"debug\", \"deskql=debug,sqlx=info\").
NO_COLOR disables colors."
)]
pub struct Cli {
    /// The command.
    #[command(subcommand)]
    pub command: Command,
    /// Format of the log on standard error [default: DESKQL_LOG_FORMAT, or text]
    #[arg(long, global = true, value_enum, value_name = "FORMAT")]
    pub log_format: Option<telemetry::Format>,
}

/// The commands.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Serve GraphQL and the REST API on a database
    #[command(after_long_help = "\
Waits for a database that is still starting. Stops with an error if tables are missing, the \
storage is not writable or the port is in use. On SIGTERM and Ctrl-C, running requests finish.

Examples:
  deskql serve
      Use ./deskql.toml and DESKQL_* variables
  deskql serve --database sqlite:deskql.sqlite3 --storage fs:media
      Use a SQLite file, and a folder for attachments (Django's MEDIA_ROOT)
  deskql serve --listen 0.0.0.0:8000 --set time_zone=Europe/Berlin
      Listen on all network interfaces, show times in Berlin's time zone")]
    Serve(WithSettings<serve::Args>),
    /// Deliver email and webhooks in a separate process
    #[command(after_long_help = "\
Only needed if `serve` does not deliver them itself (outbox.worker = false). Several workers share \
the work. On SIGTERM and Ctrl-C, running deliveries finish.

Examples:
  deskql worker
      Use ./deskql.toml and DESKQL_* variables
  deskql worker --database postgres://me:secret@db/helpdesk --storage fs:media")]
    Worker(WithSettings<NoArgs>),
    /// Create a help desk with sample data and serve it on this machine
    #[command(after_long_help = "\
Ignores all settings. The data stays in the folder until --fresh recreates it. Sign in as admin \
with the password admin.

Examples:
  deskql demo
      Serve ./demo at http://127.0.0.1:8000
  deskql demo --fresh
      Recreate the data, with tickets up to the present
  deskql demo --dir /tmp/desk --port 8001")]
    Demo(demo::Args),
    /// Create a new help desk with a site, a queue and an administrator
    #[command(after_long_help = "\
Asks for what the options do not give, or fails if there is no terminal. Refuses a database that \
has accounts, queues or tickets. Creates a database that does not exist.

Examples:
  deskql init
      Ask for everything
  deskql init --database postgres://me:secret@db/helpdesk --admin ada \\
    --admin-password-file /run/secrets/ada --queue Support
      Ask for nothing
  deskql init --load desk.toml --if-empty
      Create the help desk that a file describes, unless it exists")]
    Init(WithSettings<init::Args>),
    /// Add deskql's tables and indexes to a django-helpdesk database, or create a help desk
    #[command(after_long_help = "\
Tables: all or nothing. Indexes: created one after the other, without blocking writes on \
PostgreSQL. Safe to repeat. Refuses databases of other programs and of unsupported \
releases of django-helpdesk. Creates Django's tables in an empty database only with --create, or \
after asking on a terminal.

Examples:
  deskql migrate postgres://me:secret@db/helpdesk
      Add deskql's own tables and indexes to an existing django-helpdesk
  deskql migrate --create
      Create a new help desk: the SQLite file, the tables and the folder for attachments
  deskql migrate --check
      Change nothing; fail if a migration is pending")]
    Migrate(WithSettings<migrate::Args>),
    /// List, create and drop deskql's indexes on Django's tables
    #[command(after_long_help = "\
`deskql migrate` creates them. They make lists, filters and counts fast, and cost a little with \
every write. Django does not know them: when one of its migrations rebuilds a table, SQLite drops \
them, and `serve` logs a warning.

Examples:
  deskql indexes list
  deskql indexes create
      Create missing indexes; on PostgreSQL, writes continue meanwhile
  deskql indexes drop
      Drop all of them, for example before removing deskql")]
    Indexes(WithSettings<indexes::Args>),
    /// Load queues, people, permissions and texts from a file
    #[command(after_long_help = "\
All or nothing, and safe to repeat: creates what is missing, changes what differs, deletes \
nothing. docs/setup.md describes the file.

Examples:
  deskql load desk.toml
      Print what was created, changed and unchanged
  deskql load desk.toml --check
      Change nothing; fail if the database differs from the file
  generate-desk | deskql load -
      Read TOML or JSON from standard input")]
    Load(WithSettings<load::Args>),
    /// List, create and change queues
    #[command(after_long_help = "\
Examples:
  deskql queue list --json
  deskql queue create Billing --email billing@example.com --public
      Create a queue in which customers may open tickets
  deskql queue change billing --public=false --owner ada")]
    Queue(WithSettings<queue::Args>),
    /// List, create and change sites, whose host is used for links in email
    #[command(after_long_help = "\
Examples:
  deskql site list
  deskql site change --domain help.example.com --name \"Example help desk\"
      Change the site in use (setting site_id)
  deskql site create help.example.org")]
    Site(WithSettings<site::Args>),
    /// Report what a database contains and whether deskql supports it; changes nothing
    #[command(after_long_help = "\
Also compares rows with stored files. --repair removes files that no row refers to. Such files \
remain if a process is killed during an upload.

Examples:
  deskql check postgres://me:secret@db/helpdesk
  deskql check sqlite:/srv/helpdesk/db.sqlite3 --storage fs:/srv/helpdesk/media
  deskql check --repair
      Remove files without a row that are more than an hour old")]
    Check(WithSettings<check::Args>),
    /// Back up a SQLite database while it is in use
    #[command(after_long_help = "\
Writes a consistent copy and verifies it. Attachments are not included. For PostgreSQL and \
MariaDB, use pg_dump and mariadb-dump; see docs/backup.md.

Examples:
  deskql backup helpdesk-backup.sqlite3
  deskql backup /var/backups/helpdesk-2030-01-02.sqlite3 --database sqlite:/srv/helpdesk/db.sqlite3")]
    Backup(WithSettings<backup::Args>),
    /// Write everything but files to a JSON file, in the format of Django's dumpdata
    #[command(after_long_help = "\
Reads one snapshot, while the help desk is in use. `deskql import` and Django's loaddata read the \
file; docs/dumps.md describes it.

Examples:
  deskql export helpdesk.json
  deskql export - --database postgres://me@db/helpdesk | gzip > helpdesk.json.gz")]
    Export(WithSettings<export::Args>),
    /// Read a JSON file of Django's dumpdata or of `deskql export` into an empty database
    #[command(after_long_help = "\
All or nothing. Create the empty database with `deskql migrate --create`. Files are not part of a \
dump; copy them separately. docs/dumps.md describes what is read.

Examples:
  python manage.py dumpdata -o helpdesk.json
  deskql migrate --create postgres://me@db/helpdesk
  deskql import helpdesk.json --database postgres://me@db/helpdesk
  gunzip -c helpdesk.json.gz | deskql import - --if-empty
      Read from standard input, unless the database has content")]
    Import(WithSettings<import::Args>),
    /// Send a test email
    #[command(after_long_help = "\
Examples:
  deskql mail test me@example.com
  deskql mail test me@example.com --from support@example.com
      Send from the address of a queue, which the server may treat differently
  deskql mail test me@example.com --set mail.email_host=smtp.example.com --set mail.email_port=587")]
    Mail(WithSettings<mail::Args>),
    /// Create accounts, change their permissions and passwords
    #[command(after_long_help = "\
Examples:
  deskql user create ada --email ada@example.com --staff
      Create an agent; asks for the password
  pass show helpdesk/ada | deskql user create ada --superuser
      Read the password from standard input
  deskql user password ada
  deskql user promote ada --superuser")]
    User(WithSettings<user::Args>),
    /// Create, list and revoke API tokens
    #[command(after_long_help = "\
Examples:
  deskql token create ada
      Print a new key; it cannot be shown again
  curl -H \"Authorization: Token KEY\" http://127.0.0.1:8000/api/tickets/
  deskql token list
  deskql token revoke ada")]
    Token(WithSettings<token::Args>),
    /// List undelivered email and webhooks, retry or drop them
    #[command(after_long_help = "\
Failed deliveries are retried for outbox.give_up_hours, then parked until somebody retries or \
drops them. Never shows content, and only the host of a webhook's URL.

Examples:
  deskql outbox list
  deskql outbox list --parked --json
  deskql outbox retry all
      Retry everything now, for example when the mail server is back
  deskql outbox drop 17 18")]
    Outbox(WithSettings<outbox::Args>),
    /// Print the GraphQL schema, or the REST API's OpenAPI description
    #[command(after_long_help = "\
Examples:
  deskql schema > schema.graphql
  deskql schema --check schema.graphql
      Exit with code 1 and report the first difference if the file is outdated
  deskql schema --rest > openapi.json")]
    Schema(schema::Args),
    /// Show the effective settings and where each value comes from
    #[command(after_long_help = "\
Examples:
  deskql config
      Print the effective settings; secrets appear as ***
  deskql config --config /etc/deskql.toml
      The same with another file
  deskql config --defaults > deskql.toml
      Write a file with all settings and their descriptions
  deskql config --django | python manage.py shell -v 0 > deskql.toml
      Convert the settings of a Django project")]
    Config(WithSettings<settings::Args>),
    /// Check whether a running service is healthy (exit code 0 or 1)
    #[command(after_long_help = "\
Examples:
  deskql healthcheck
      Check the service on this machine at the address of the settings
  deskql healthcheck https://help.example.com
  HEALTHCHECK CMD [\"deskql\", \"healthcheck\"]
      In a Dockerfile")]
    Healthcheck(WithSettings<healthcheck::Args>),
}

/// For commands without options.
#[derive(Debug, clap::Args)]
pub struct NoArgs {}

/// The options of a command and of the settings.
#[derive(Debug, clap::Args)]
pub struct WithSettings<T: clap::Args> {
    /// The options of the command.
    #[command(flatten)]
    pub args: T,
    /// The sources of settings.
    #[command(flatten)]
    pub settings: settings::Options,
}

/// Installs the TLS provider and the HTTP client of the file storage. Call it before anything
/// connects; repeated calls have no effect.
pub fn prepare() {
    // Fails only if a provider is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    opendal_http_transport_reqwest::install_default();
}

/// Parses the arguments and runs the command.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(&cli) {
        Ok(code) => code,
        Err(error) => {
            terminal::report(&error);
            ExitCode::FAILURE
        }
    }
}

fn run(cli: &Cli) -> anyhow::Result<ExitCode> {
    telemetry::init(telemetry::Format::select(cli.log_format)?)?;
    let load = |options: &settings::Options| -> anyhow::Result<Config> {
        let config = options.load(Vec::new())?.config;
        read_only::check(&cli.command, &config)?;
        Ok(config)
    };
    match &cli.command {
        Command::Serve(command) => {
            let config = command.settings.load(command.args.flags())?.config;
            block_on(&config.clone(), serve::run(config))?;
        }
        Command::Worker(command) => {
            let config = load(&command.settings)?;
            block_on(&config.clone(), worker::run(config))?;
        }
        Command::Demo(args) => block_on(&Config::default(), demo::run(args))?,
        Command::Schema(args) => {
            let text = match (args.rest, args.federation) {
                (true, _) => compat::description(&Config::default()),
                (false, true) => graphql::subgraph_sdl(),
                (false, false) => graphql::sdl(),
            };
            schema::run(args, &text)?;
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
            let config = load(&command.settings)?;
            block_on(&config, migrate::run(&command.args, &config))?;
        }
        Command::Indexes(command) => {
            let config = load(&command.settings)?;
            block_on(&config, indexes::run(&command.args, &config))?;
        }
        Command::Init(command) => {
            let loaded = command.settings.load(Vec::new())?;
            let config = loaded.config.clone();
            read_only::check(&cli.command, &config)?;
            block_on(&config, init::run(&command.args, loaded))?;
        }
        Command::Load(command) => {
            let config = load(&command.settings)?;
            block_on(&config, load::run(&command.args, &config))?;
        }
        Command::Queue(command) => {
            let config = load(&command.settings)?;
            block_on(&config, queue::run(&command.args, &config))?;
        }
        Command::Site(command) => {
            let config = load(&command.settings)?;
            block_on(&config, site::run(&command.args, &config))?;
        }
        Command::Check(command) => {
            let config = load(&command.settings)?;
            block_on(&config, check::run(&command.args, &config))?;
        }
        Command::Backup(command) => {
            let config = load(&command.settings)?;
            block_on(&config, backup::run(&command.args, &config))?;
        }
        Command::Export(command) => {
            let config = load(&command.settings)?;
            block_on(&config, export::run(&command.args, &config))?;
        }
        Command::Import(command) => {
            let config = load(&command.settings)?;
            block_on(&config, import::run(&command.args, &config))?;
        }
        Command::Mail(command) => {
            let config = load(&command.settings)?;
            block_on(&config.clone(), mail::run(&command.args, config))?;
        }
        Command::User(command) => {
            let config = load(&command.settings)?;
            block_on(&config, user::run(&command.args, &config))?;
        }
        Command::Token(command) => {
            let config = load(&command.settings)?;
            block_on(&config, token::run(&command.args, &config))?;
        }
        Command::Outbox(command) => {
            let config = load(&command.settings)?;
            block_on(&config, outbox::run(&command.args, &config))?;
        }
        Command::Healthcheck(command) => {
            let config = load(&command.settings)?;
            block_on(
                &config,
                healthcheck::run(&command.args, &config.server.listen),
            )?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// How long to wait for blocking threads when a command ends.
const BLOCKING_SHUTDOWN: Duration = Duration::from_millis(500);

/// Stack of each thread of the runtime, in bytes. The deepest accepted filter needs more than tokio's
/// default of 2 MiB in a debug build. Memory is used only as far as the stack grows.
const STACK_SIZE: usize = 8 << 20;

/// Runs a future on a runtime with `server.workers` threads.
fn block_on<T>(
    config: &Config,
    work: impl Future<Output = anyhow::Result<T>>,
) -> anyhow::Result<T> {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    runtime.enable_all().thread_stack_size(STACK_SIZE);
    if config.server.workers > 0 {
        runtime.worker_threads(config.server.workers);
    }
    let runtime = runtime.build()?;
    let outcome = runtime.block_on(work);
    // Dropping the runtime would wait for blocking work without a limit.
    runtime.shutdown_timeout(BLOCKING_SHUTDOWN);
    outcome
}
