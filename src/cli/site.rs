//! `deskql site`: lists, creates and changes the rows of `django_site`.

use entity::{Db, site};

use super::database::{self, Purpose};
use super::invalid;
use super::table::table;
use super::terminal::{self, strong};
use crate::config::Config;
use crate::domain::setup::installation;
use crate::domain::setup::load::document::Site;
use crate::domain::setup::load::{self, Document, Outcome};

/// Options of `deskql site`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The subcommand.
    #[command(subcommand)]
    pub command: Command,
}

/// The subcommands of `deskql site`.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// List all sites; * marks the one in use (setting site_id)
    List {
        /// Print one JSON object per line
        #[arg(long)]
        json: bool,
    },
    /// Create another site; use it with the setting site_id
    Create {
        /// Host, with a port if necessary: help.example.com
        domain: String,
        /// Name that people see [default: the host]
        #[arg(long)]
        name: Option<String>,
    },
    /// Change host or name of a site
    Change {
        /// Number of the site [default: setting site_id]
        #[arg(long)]
        id: Option<i32>,
        /// Host, with a port if necessary: help.example.com
        #[arg(long, required_unless_present = "name")]
        domain: Option<String>,
        /// Name that people see
        #[arg(long)]
        name: Option<String>,
    },
}

/// Runs the subcommand.
///
/// # Errors
/// The database is unavailable, a value is invalid, another site has the host, or the site does not
/// exist. Nothing has changed in these cases.
pub async fn run(args: &Args, config: &Config) -> anyhow::Result<()> {
    let purpose = match args.command {
        Command::List { .. } => Purpose::Read,
        _ => Purpose::Write,
    };
    let db = database::open(&config.database.url, &config.database, purpose).await?;
    installation::ensure_readable(&db).await?;
    let outcome = match &args.command {
        Command::List { json } => list(&db, config, *json).await,
        Command::Create { domain, name } => {
            save(config, &db, None, Some(domain.clone()), name.clone()).await
        }
        Command::Change { id, domain, name } => {
            let id = Some(id.unwrap_or(config.site_id));
            save(config, &db, id, domain.clone(), name.clone()).await
        }
    };
    db.close().await?;
    outcome
}

/// The host in a URL, or the text itself.
pub(super) fn host_of(address: &str) -> String {
    let rest = address
        .strip_prefix("https://")
        .or_else(|| address.strip_prefix("http://"))
        .unwrap_or(address);
    rest.strip_suffix('/').unwrap_or(rest).to_owned()
}

async fn save(
    config: &Config,
    db: &Db,
    id: Option<i32>,
    domain: Option<String>,
    name: Option<String>,
) -> anyhow::Result<()> {
    let site = Site {
        domain: domain.as_deref().map(host_of),
        name,
    };
    let document = Document {
        site: Some(site.clone()),
        ..Document::default()
    };
    load::validate(config, document).map_err(invalid::command_error)?;
    let (row, outcome) = load::save_site(db, id, &site)
        .await
        .map_err(invalid::command_error)?;
    let site::Model { id, domain, name } = row;
    let domain = strong(domain);
    match outcome {
        Outcome::Created => {
            anstream::println!("Created site {id}: {domain} ({name}).");
            terminal::note(format_args!("To use it, set: site_id = {id}"));
        }
        Outcome::Changed(_) => anstream::println!("Site {id} is now {domain} ({name})."),
        Outcome::Unchanged => anstream::println!("Site {id} is unchanged: {domain} ({name})."),
    }
    Ok(())
}

async fn list(db: &Db, config: &Config, json: bool) -> anyhow::Result<()> {
    let sites = load::sites(db).await?;
    if json {
        for site::Model { id, domain, name } in &sites {
            let is_used = *id == config.site_id;
            let line = serde_json::json!({
                "id": id, "domain": domain, "name": name, "is_used": is_used,
            });
            anstream::println!("{line}");
        }
        return Ok(());
    }
    let rows = sites.into_iter().map(|site::Model { id, domain, name }| {
        let mark = if id == config.site_id { "*" } else { "" };
        [format!("{id}{mark}"), domain, name]
    });
    anstream::print!("{}", table(["ID", "DOMAIN", "NAME"], rows.collect()));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::host_of;

    #[test]
    fn accepts_urls() {
        assert_eq!(host_of("https://help.example.com/"), "help.example.com");
        assert_eq!(host_of("localhost:8000"), "localhost:8000");
    }
}
