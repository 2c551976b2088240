//! The values of `deskql init`, from options, variables and questions.

use entity::values::Secret;

use super::Args;
use crate::cli::site::host_of;
use crate::cli::{ask, invalid, secrets};
use crate::config::{self, Config};
use crate::domain::Error;
use crate::domain::setup::load::document::{Queue, Site, User};
use crate::domain::setup::load::{self, Document};

/// The variable with the administrator's password; `{}_FILE` names a file.
const PASSWORD_VARIABLE: &str = "DESKQL_ADMIN_PASSWORD";
/// The name of the site if none is given.
const SITE_NAME: &str = "Help desk";

/// The values that are known so far.
#[derive(Clone, Default)]
pub(super) struct Answers {
    queue: Option<String>,
    queue_slug: Option<String>,
    is_internal: bool,
    admin: Option<String>,
    admin_email: Option<String>,
    password: Option<Secret>,
    site_name: Option<String>,
    site_address: Option<String>,
}

impl Answers {
    /// The values of options and variables.
    pub(super) fn of_options(args: &Args) -> anyhow::Result<Self> {
        let password = if let Some(password) = &args.admin_password {
            Some(password.clone())
        } else if let Some(file) = &args.admin_password_file {
            Some(secrets::read_file(file)?)
        } else if args.password_stdin {
            Some(secrets::read_stdin()?)
        } else {
            secrets::read_variable(PASSWORD_VARIABLE)?
        };
        Ok(Self {
            queue: args.queue.clone(),
            queue_slug: args.queue_slug.clone(),
            is_internal: args.internal,
            admin: args.admin.clone(),
            admin_email: args.admin_email.clone(),
            password: password.filter(|text| !text.is_empty()).map(Secret),
            site_name: args.site_name.clone(),
            site_address: args.site_address.as_deref().map(host_of),
        })
    }

    /// The options that a new help desk still needs.
    pub(super) fn missing(&self, document: &Document) -> Vec<&'static str> {
        let mut missing = Vec::new();
        if self.admin.is_some() || !has_admin(document) {
            if self.admin.is_none() {
                missing.push("--admin");
            }
            if self.password.is_none() {
                missing.push("--admin-password (or --admin-password-file, DESKQL_ADMIN_PASSWORD)");
            }
        }
        if self.queue.is_none() && document.queues.is_empty() {
            missing.push("--queue");
        }
        missing
    }

    /// Asks for the values that no option gives.
    pub(super) fn ask(
        mut self,
        args: &Args,
        config: &Config,
        document: &Document,
    ) -> anyhow::Result<Self> {
        let check = |document: Document| {
            load::validate(config, document).map(drop).map_err(|error| {
                match error {
                    Error::Invalid(errors) => errors.iter().map(invalid::describe).collect(),
                    error => vec![error.to_string()],
                }
                .join("; ")
            })
        };
        let site = |site: Site| Document {
            site: Some(site),
            ..Document::default()
        };
        let user = |user: User| Document {
            users: vec![user],
            ..Document::default()
        };
        let of_file = document.site.clone().unwrap_or_default();
        if self.site_name.is_none() && of_file.name.is_none() {
            let check = |name: &str| {
                check(site(Site {
                    name: Some(name.to_owned()),
                    ..Site::default()
                }))
            };
            self.site_name = Some(ask::text("Name of the site", SITE_NAME, check)?);
        }
        if self.site_address.is_none() && of_file.domain.is_none() {
            let check = |address: &str| {
                check(site(Site {
                    domain: Some(host_of(address)),
                    ..Site::default()
                }))
            };
            let prompt = "Address of the site, for links in email";
            let address = ask::text(prompt, &default_address(config), check)?;
            self.site_address = Some(host_of(&address));
        }
        if self.queue.is_none() && document.queues.is_empty() {
            let with_slug = |title: &str, slug: &str| {
                let mut queue = queue(title);
                queue.slug = Some(slug.to_owned());
                check(Document {
                    queues: vec![queue],
                    ..Document::default()
                })
            };
            let check = |title: &str| with_slug(title, "x");
            let title = ask::text("Title of the first queue", "Support", check)?;
            if self.queue_slug.is_none() && load::slug_of(&title).is_empty() {
                let check = |slug: &str| with_slug(&title, slug);
                let prompt = "Start of its ticket references, such as support";
                self.queue_slug = Some(ask::text(prompt, "", check)?);
            }
            self.queue = Some(title);
            if !args.internal {
                self.is_internal = !ask::confirm("May customers open tickets in it?")?;
            }
        }
        if self.admin.is_none() && has_admin(document) {
            return Ok(self);
        }
        let with_name = |name: &str| User {
            username: name.to_owned(),
            ..User::default()
        };
        if self.admin.is_none() {
            let check = |name: &str| check(user(with_name(name)));
            self.admin = Some(ask::text("Name of the administrator", "admin", check)?);
        }
        let admin = self.admin.clone().unwrap_or_default();
        if self.admin_email.is_none() {
            let check = |email: &str| {
                check(user(User {
                    email: Some(email.to_owned()),
                    ..with_name(&admin)
                }))
            };
            let prompt = "Email address of the administrator (may be empty)";
            self.admin_email = Some(ask::text(prompt, "", check)?);
        }
        if self.password.is_none() {
            let check = |password: &str| {
                check(user(User {
                    email: self.admin_email.clone(),
                    password: Some(Secret(password.to_owned())),
                    ..with_name(&admin)
                }))
            };
            let password = ask::password(&format!("Password of {admin}"), check)?;
            self.password = Some(Secret(password));
        }
        Ok(self)
    }

    /// Adds the values to the document.
    pub(super) fn add_to(self, document: &mut Document, args: &Args, config: &Config) {
        let site = document.site.get_or_insert_default();
        site.name = self
            .site_name
            .or(site.name.take())
            .or_else(|| Some(SITE_NAME.to_owned()));
        site.domain = self
            .site_address
            .or(site.domain.take())
            .or_else(|| Some(default_address(config)));
        if let Some(title) = &self.queue {
            let queue = Queue {
                slug: self.queue_slug,
                email_address: args.queue_email.clone(),
                allow_public_submission: Some(!self.is_internal),
                ..queue(title)
            };
            document.queues.insert(0, queue);
        }
        if let Some(username) = self.admin {
            let user = User {
                username,
                email: self.admin_email,
                is_staff: Some(true),
                is_superuser: Some(true),
                password: self.password,
                ..User::default()
            };
            document.users.insert(0, user);
        }
    }
}

fn queue(title: &str) -> Queue {
    Queue {
        title: Some(title.to_owned()),
        ..Queue::default()
    }
}

/// Whether a file describes an administrator who can sign in.
fn has_admin(document: &Document) -> bool {
    document.users.iter().any(|user| {
        user.is_superuser == Some(true)
            && user.is_active != Some(false)
            && (user.password_file.is_some() || user.password_variable.is_some())
    })
}

/// The host of `public_url`, or the address that the service listens on.
fn default_address(config: &Config) -> String {
    if !config.public_url.is_empty() {
        return host_of(&config.public_url);
    }
    let port = config.server.listen.rsplit(':').next().unwrap_or_default();
    format!("localhost:{port}")
}

/// Asks for the database, if the settings name none.
pub(super) fn ask_database(config: &Config) -> anyhow::Result<String> {
    let check = |url: &str| config::check_database_url(&config::normalize_database_url(url));
    let prompt = "Database: a path of SQLite, postgres://… or mysql://…";
    let url = ask::text(prompt, &config.database.url, check)?;
    Ok(config::normalize_database_url(&url))
}
