//! `deskql demo`: a help desk full of tickets in a folder of its own, for this machine alone. The
//! stories are [`crate::domain::demo`]'s; settings of files and the environment are not read.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use entity::Db;
use entity::connection::PoolOptions;

use super::listen::{self, Signals};
use super::private;
use super::terminal::{self, Failure, strong};
use crate::app::App;
use crate::config::{self, Config, Transport};
use crate::domain::Clock;
use crate::domain::demo::{self, Passwords, Summary};
use crate::storage::Storage;
use crate::{http, passwords};

/// The demo's database; a folder that has it is a demo's.
const DATABASE: &str = "deskql-demo.sqlite3";
/// The database until it is whole.
const UNFINISHED: &str = "deskql-demo.sqlite3.unfinished";
/// The folder of the mails, which go to nobody.
const MAILS: &str = "mails";
/// The folder of the files.
const MEDIA: &str = "media";

/// Options of `deskql demo`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder for the demo's database and files; made if it is not there
    #[arg(long, value_name = "FOLDER", default_value = "demo")]
    pub dir: PathBuf,
    /// Port to listen on, at 127.0.0.1 and nowhere else
    #[arg(long, default_value_t = 8000)]
    pub port: u16,
    /// Throw the folder's demo away and make a new one, up to now
    #[arg(long)]
    pub fresh: bool,
}

/// Makes the demo if it is not there, and serves it until somebody asks to stop.
///
/// # Errors
/// The port is taken, the folder holds something else or cannot be written.
pub async fn run(args: &Args) -> anyhow::Result<()> {
    let listener = listen::bind(&format!("127.0.0.1:{}", args.port), "--port").await?;
    let base = listen::base(&listener);
    let clock = Clock::system();
    let is_new = prepare(args, base.trim_start_matches("http://"), &clock).await?;

    let mut config = Config::default();
    config.database.url = sqlite_url(&args.dir.join(DATABASE))?;
    config.storage.url = format!("fs:{}", text(&args.dir.join(MEDIA))?);
    config.server.example_frontend = true;
    config.server.listen = format!("127.0.0.1:{}", args.port);
    // Links in mails lead to a page that is there, at the port of this run.
    let page = if http::has_example_frontend() {
        "/app/#/tickets/{id}"
    } else {
        "/api/tickets/{id}/"
    };
    config.mail.ticket_url = format!("{base}{page}");
    config.mail.staff_url = config.mail.ticket_url.clone();
    // The people of the stories have addresses that may be somebody's.
    config.mail.transport = Transport::File;
    text(&args.dir.join(MAILS))?.clone_into(&mut config.mail.email_file_path);
    let app = App::open(config).await?;
    let Some(summary) = demo::summary(&app.db).await? else {
        return Err(Failure::new(format!(
            "the demo in {} is broken: admin has no token",
            args.dir.display()
        ))
        .hint("make a new one: deskql demo --fresh")
        .into());
    };
    let days = (clock.now() - summary.newest).num_days();
    let signals = Signals::new()?;
    welcome(&args.dir, &base, &summary, is_new, days);
    let worker = app.worker()?;
    app.events.start();
    Box::pin(listen::serve(listener, app, Some(worker), signals)).await;
    Ok(())
}

/// Makes the demo's database and files unless they are there; whether they were made.
async fn prepare(args: &Args, domain: &str, clock: &Clock) -> anyhow::Result<bool> {
    let dir = &args.dir;
    let (database, unfinished, media) = (dir.join(DATABASE), dir.join(UNFINISHED), dir.join(MEDIA));
    let is_demo = database.exists() || unfinished.exists();
    if database.exists() && !args.fresh {
        return Ok(false);
    }
    if !is_demo && !is_empty(dir)? {
        return Err(
            Failure::new(format!("{} holds something that is no demo", dir.display()))
                .hint("name an empty folder, or one that is not there yet, with --dir")
                .into(),
        );
    }
    if is_demo {
        for file in [&database, &unfinished] {
            for ending in ["", "-wal", "-shm", "-journal"] {
                remove(&PathBuf::from(format!("{}{ending}", text(file)?)))?;
            }
        }
        for folder in [&media, &dir.join(MAILS)] {
            if folder.exists() {
                std::fs::remove_dir_all(folder)
                    .with_context(|| format!("cannot remove {}", folder.display()))?;
            }
        }
    }
    terminal::note(format_args!("Making a help desk in {} …", dir.display()));
    private::create_folder(&media)
        .with_context(|| format!("cannot make the folder {}", media.display()))?;
    fill(&unfinished, &media, domain, clock)
        .await
        .context("the demo could not be made")?;
    std::fs::rename(&unfinished, &database).context("the demo could not be put in its place")?;
    Ok(true)
}

async fn fill(file: &Path, media: &Path, domain: &str, clock: &Clock) -> anyhow::Result<()> {
    // Hashing is slow on purpose: it is done beside the making of the tables, and once for all
    // agents.
    let hash =
        |password: &'static str| tokio::task::spawn_blocking(move || passwords::make(password));
    let (admin, others) = (hash("admin"), hash("demo"));
    let options = PoolOptions {
        max_connections: 1,
        acquire_timeout: Duration::from_secs(30),
        create_if_missing: true,
        sqlite_journal_mode: Some("wal".to_owned()),
        ..PoolOptions::default()
    };
    // SQLite gives the journals beside it the same mode.
    private::create_file(file)?;
    let db = Db::connect(&sqlite_url(file)?, &options).await?;
    migration::migrate(db.pool()).await?;
    let storage = config::Storage {
        url: format!("fs:{}", text(media)?),
        ..Config::default().storage
    };
    let passwords = Passwords {
        admin: admin.await?,
        others: others.await?,
    };
    demo::fill(&db, &Storage::open(&storage)?, clock, &passwords, domain).await?;
    db.close().await?;
    Ok(())
}

fn is_empty(dir: &Path) -> anyhow::Result<bool> {
    match std::fs::read_dir(dir) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(true),
        Err(error) => {
            Err(Failure::new(format!("cannot look into {}: {error}", dir.display())).into())
        }
    }
}

fn remove(file: &Path) -> anyhow::Result<()> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(anyhow::Error::new(error).context(format!("cannot remove {}", file.display())))
        }
        _ => Ok(()),
    }
}

fn text(path: &Path) -> anyhow::Result<&str> {
    path.to_str()
        .ok_or_else(|| Failure::new(format!("the name {} is not UTF-8", path.display())).into())
}

fn sqlite_url(file: &Path) -> anyhow::Result<String> {
    Ok(config::sqlite_url(text(file)?))
}

fn welcome(dir: &Path, base: &str, summary: &Summary, is_new: bool, days: i64) {
    let (tickets, followups, token) = (summary.tickets, summary.followups, &summary.token);
    let age = if !is_new && days > 3 {
        format!("; the newest is {days} days old, `deskql demo --fresh` makes new ones")
    } else {
        String::new()
    };
    anstream::println!(
        "\nA help desk with {tickets} tickets and {followups} follow-ups in {}{age}",
        dir.display()
    );
    anstream::println!("\n  GraphiQL  {}", strong(format_args!("{base}/graphql")));
    if http::has_example_frontend() {
        anstream::println!(
            "  Frontend  {}  (examples/frontend/)",
            strong(format_args!("{base}/app/"))
        );
    } else {
        anstream::println!(
            "            and the example frontend are not in this binary; `cargo xtask demo` adds them"
        );
    }
    anstream::println!("  REST      {}", strong(format_args!("{base}/api/")));
    anstream::println!(
        "  Log in    admin / admin, or as grace, amir, lena, tomas, priya with the password demo"
    );
    anstream::println!(
        "            as customers: nora.jensen, oliver.reed, sofie with the password demo"
    );
    anstream::println!("  Token     {token}");
    anstream::println!(
        "  Mails     none leave this machine: they are files in {}\n\nTry:\n",
        dir.join(MAILS).display()
    );
    anstream::println!("  curl -u admin:admin '{base}/api/tickets/?status=1&page_size=2'\n");
    anstream::println!("  curl {base}/graphql -H 'Authorization: Token {token}' \\");
    anstream::println!("    -H 'Content-Type: application/json' \\");
    anstream::println!(
        "    -d '{{\"query\": \"{{ tickets(first: 3) {{ totalCount nodes {{ reference title statusLabel }} }} }}\"}}'\n"
    );
    anstream::println!(
        "  curl -u admin:admin {base}/api/tickets/ -F queue=1 -F priority=3 -F 'title=A flat tyre' \\"
    );
    anstream::println!(
        "    -F 'description=It hisses.' -F submitter_email=me@example.org \\\n    \
         -F 'attachment=psssh;filename=sound.txt'\n"
    );
    anstream::println!("Ctrl-C stops it.");
}
