//! `deskql demo`: creates a help desk with the sample data of [`crate::domain::setup::demo`] in a folder
//! and serves it on this machine only. Ignores settings files and environment variables.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use entity::Db;
use entity::PoolOptions;

use super::listen::{self, Signals};
use super::private_files::{self, NewFile};
use super::terminal::{self, CommandError, strong};
use crate::app::App;
use crate::config::{self, Config, SecretKey, Transport};
use crate::domain::Clock;
use crate::domain::setup::demo::{self, Passwords, Summary};
use crate::storage::Storage;
use crate::{http, passwords};

/// The database file, which also marks a folder as a demo.
const DATABASE: &str = "deskql-demo.sqlite3";
/// The database file while it is being filled.
const UNFINISHED: &str = "deskql-demo.sqlite3.unfinished";
/// The folder for email, which is never sent.
const MAILS: &str = "mails";
/// The folder for attachments.
const MEDIA: &str = "media";
/// The file with the key that signs sessions, so that they survive a restart.
const SECRET_KEY: &str = "secret-key";

/// Options of `deskql demo`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder for the database and files; created if missing
    #[arg(long, value_name = "FOLDER", default_value = "demo")]
    pub dir: PathBuf,
    /// Port to listen on at 127.0.0.1
    #[arg(long, default_value_t = 8000)]
    pub port: u16,
    /// Delete the existing demo and create a new one
    #[arg(long)]
    pub fresh: bool,
}

/// Creates the demo if necessary and serves it until SIGTERM or SIGINT.
///
/// # Errors
/// The port is in use, or the folder contains something else or is not writable.
pub async fn run(args: &Args) -> anyhow::Result<()> {
    let listener = listen::bind(&format!("127.0.0.1:{}", args.port), "--port").await?;
    let base = listen::base_url(&listener);
    let clock = Clock::system();
    let is_new = prepare(args, base.trim_start_matches("http://"), &clock).await?;

    let mut config = Config::default();
    config.database.url = sqlite_url(&args.dir.join(DATABASE))?;
    config.storage.url = format!("fs:{}", text(&args.dir.join(MEDIA))?);
    config.secret_key = secret_key(&args.dir.join(SECRET_KEY))?;
    config.server.example_frontend = true;
    config.server.listen = format!("127.0.0.1:{}", args.port);
    // Links in email lead to an existing page at the port of this run.
    let (ticket, staff) = if http::has_example_frontend() {
        (
            "/app/#/view?ticket={ticket}&email={email}&key={key}",
            "/app/#/tickets/{id}",
        )
    } else {
        ("/api/tickets/{id}/", "/api/tickets/{id}/")
    };
    config.mail.ticket_url = format!("{base}{ticket}");
    config.mail.staff_url = format!("{base}{staff}");
    config.mail.password_reset_url = format!("{base}/app/#/password-reset/{{uid}}/{{token}}");
    // The addresses in the sample data may belong to real people.
    config.mail.transport = Transport::File;
    text(&args.dir.join(MAILS))?.clone_into(&mut config.mail.email_file_path);
    let app = App::open(config).await?;
    let Some(summary) = demo::summary(&app.db).await? else {
        return Err(CommandError::new(format!(
            "the demo in {} is damaged: admin has no token",
            args.dir.display()
        ))
        .hint("to recreate it, run: deskql demo --fresh")
        .into());
    };
    let days = (clock.now() - summary.newest).num_days();
    let signals = Signals::new()?;
    print_welcome(&args.dir, &base, &summary, is_new, days);
    let worker = app.worker()?;
    app.events.start();
    Box::pin(listen::serve(listener, app, Some(worker), signals)).await;
    Ok(())
}

/// Creates the database and files unless they exist; returns whether it created them.
async fn prepare(args: &Args, domain: &str, clock: &Clock) -> anyhow::Result<bool> {
    let dir = &args.dir;
    let (database, unfinished, media) = (dir.join(DATABASE), dir.join(UNFINISHED), dir.join(MEDIA));
    let is_demo = database.exists() || unfinished.exists();
    if database.exists() && !args.fresh {
        return Ok(false);
    }
    if !is_demo && !is_empty(dir)? {
        return Err(CommandError::new(format!(
            "the folder {} is not empty and is not a demo",
            dir.display()
        ))
        .hint("choose an empty or new folder with --dir")
        .into());
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
    terminal::note(format_args!("Creating a help desk in {} …", dir.display()));
    private_files::create_folder(&media)
        .with_context(|| format!("cannot create the folder {}", media.display()))?;
    fill(&unfinished, &media, domain, clock)
        .await
        .context("cannot create the demo")?;
    std::fs::rename(&unfinished, &database)
        .with_context(|| format!("cannot rename {}", unfinished.display()))?;
    Ok(true)
}

async fn fill(file: &Path, media: &Path, domain: &str, clock: &Clock) -> anyhow::Result<()> {
    // Hashing is slow on purpose, so it runs while the tables are created, once for all agents.
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
    // SQLite gives the journal files the same mode.
    private_files::create_file(file)?;
    let db = Db::connect(&sqlite_url(file)?, &options).await?;
    migration::migrate(db.pool()).await?;
    migration::indexes::create(db.pool()).await?;
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

/// Reads the key that signs sessions, or creates it.
fn secret_key(file: &Path) -> anyhow::Result<SecretKey> {
    let cannot = |verb: &str| format!("cannot {verb} {}", file.display());
    match std::fs::read_to_string(file) {
        Ok(key) if !key.trim().is_empty() => return Ok(SecretKey(key.trim().to_owned())),
        Ok(_) => remove(file)?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(anyhow::Error::new(error).context(cannot("read"))),
    }
    let key = format!(
        "{:032x}{:032x}",
        rand::random::<u128>(),
        rand::random::<u128>()
    );
    let write = || {
        let new = NewFile::create(file)?;
        std::fs::write(new.unfinished(), &key)?;
        new.finish()
    };
    write().with_context(|| cannot("write"))?;
    Ok(SecretKey(key))
}

fn is_empty(dir: &Path) -> anyhow::Result<bool> {
    match std::fs::read_dir(dir) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(true),
        Err(error) => {
            Err(CommandError::new(format!("cannot read {}: {error}", dir.display())).into())
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
    path.to_str().ok_or_else(|| {
        CommandError::new(format!("the path {} is not UTF-8", path.display())).into()
    })
}

fn sqlite_url(file: &Path) -> anyhow::Result<String> {
    Ok(config::sqlite_url(text(file)?))
}

fn print_welcome(dir: &Path, base: &str, summary: &Summary, is_new: bool, days: i64) {
    let (tickets, followups, token) = (summary.tickets, summary.followups, &summary.token);
    let age = if !is_new && days > 3 {
        format!(" (the newest is {days} days old; to recreate the data: deskql demo --fresh)")
    } else {
        String::new()
    };
    anstream::println!(
        "\nServing {tickets} tickets with {followups} follow-ups from {}{age}",
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
        "  Agents    admin (password admin); grace, amir, lena, tomas, priya (password demo)"
    );
    anstream::println!("  Customers nora.jensen, oliver.reed, sofie (password demo)");
    anstream::println!("  Token     {token}  (of admin)");
    anstream::println!(
        "  Email     is not sent but written to {}\n\nTry:\n",
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
    anstream::println!("Press Ctrl-C to stop.");
}
