//! What templates may speak of: a ticket and its queue as they are at one moment, in the names of
//! django-helpdesk (helpdesk/lib.py, `safe_template_context`). Facts and nothing secret but the
//! submitter's own link. Which of them a template sees under which name, and in which spelling, is
//! said where it is rendered.

use chrono::{DateTime, Utc};
use entity::{Db, queue, site, ticket, user};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use sea_orm::EntityTrait;
use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::domain::desk::status::{blocked, priority_display, status_display, status_label};
use crate::domain::desk::users;

use crate::domain::{Context, Result};

/// The domain of a site whose row is not there (helpdesk/lib.py, `build_base_url`).
const NO_SITE: &str = "configure-django-sites.com";

/// A ticket and its queue at one moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// The queue.
    pub queue: Queue,
    /// The ticket.
    pub ticket: Ticket,
}

/// What templates may say of a queue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Queue {
    /// Its title.
    pub title: String,
    /// Its name in addresses.
    pub slug: String,
    /// Its own address.
    pub email_address: Option<String>,
    /// Its address with its title, or what django-helpdesk says where there is none.
    pub from_address: String,
    /// The language of its mails.
    pub locale: Option<String>,
}

/// What templates may say of a ticket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ticket {
    /// Its number.
    pub id: i32,
    /// Its title.
    pub title: String,
    /// When it was opened.
    pub created: DateTime<Utc>,
    /// When it was last changed.
    pub modified: DateTime<Utc>,
    /// The address of who opened it.
    pub submitter_email: Option<String>,
    /// The number of its status.
    pub status: i32,
    /// The name of its status.
    pub status_display: String,
    /// The name of its status, and whether it is held or waits for others.
    pub status_text: String,
    /// Whether it is held.
    pub on_hold: bool,
    /// What it is about.
    pub description: Option<String>,
    /// What became of it.
    pub resolution: Option<String>,
    /// The number of its priority.
    pub priority: i32,
    /// The name of its priority.
    pub priority_display: String,
    /// When it was last escalated.
    pub last_escalation: Option<DateTime<Utc>>,
    /// "support-41".
    pub reference: String,
    /// The ticket that it was merged into, as Django's pages call it: its number and title.
    pub merged_to: Option<String>,
    /// Its address for the submitter, secret and all.
    pub ticket_url: String,
    /// Its address for those who work on it.
    pub staff_url: String,
    /// Name of the owner.
    pub owner: Option<String>,
}

impl Facts {
    /// The facts of a ticket, read through the context's database, which must show its changes
    /// already.
    ///
    /// # Errors
    /// What the database says.
    pub async fn read(
        context: &Context,
        (ticket, queue): (&ticket::Model, &queue::Model),
        owner: Option<&user::Model>,
    ) -> Result<Self> {
        let config = &context.config;
        let domain = site_domain(&context.db, config).await?;
        let merged_to = match ticket.merged_to_id {
            Some(id) => ticket::Entity::find_by_id(id).one(&context.db).await?,
            None => None,
        };
        let waits = !blocked(context, &[ticket.id]).await?.is_empty();
        let reference = format!("{}-{}", queue.slug, ticket.id);
        Ok(Self {
            queue: Queue {
                title: queue.title.clone(),
                slug: queue.slug.clone(),
                email_address: queue.email_address.clone(),
                from_address: from_address(config, queue),
                locale: queue.locale.clone(),
            },
            ticket: Ticket {
                id: ticket.id,
                title: ticket.title.clone(),
                created: ticket.created.0,
                modified: ticket.modified.0,
                submitter_email: ticket.submitter_email.clone(),
                status: ticket.status,
                status_display: status_display(context, ticket.status),
                status_text: status_label(context, ticket, waits),
                on_hold: ticket.on_hold,
                description: ticket.description.clone(),
                resolution: ticket.resolution.clone(),
                priority: ticket.priority,
                priority_display: priority_display(context, ticket.priority),
                last_escalation: ticket.last_escalation.map(|moment| moment.0),
                merged_to: merged_to.map(|other| format!("{} {}", other.id, other.title)),
                ticket_url: address(config.ticket_url(), config, &domain, ticket, &reference),
                staff_url: address(config.staff_url(), config, &domain, ticket, &reference),
                owner: owner.map(|owner| match users::full_name(owner) {
                    name if name.is_empty() => owner.username.clone(),
                    name => name,
                }),
                reference,
            },
        })
    }
}

/// The domain of the site that links in mails lead to.
async fn site_domain(db: &Db, config: &Config) -> Result<String> {
    let site = site::Entity::find_by_id(config.site_id).one(db).await?;
    Ok(site.map_or_else(|| NO_SITE.to_owned(), |site| site.domain))
}

/// The settings whose links in mails lead nowhere: they use the domain of the site, and that is
/// still the one that Django's first migration writes.
///
/// # Errors
/// Database errors.
pub async fn dead_links(db: &Db, config: &Config) -> Result<Vec<&'static str>> {
    let patterns = [
        ("mail.ticket_url", config.ticket_url()),
        ("mail.staff_url", config.staff_url()),
    ];
    let uses_site = |pattern: &str| {
        pattern.contains("{site}")
            || (pattern.contains("{public_url}") && config.public_url.is_empty())
    };
    let named: Vec<_> = patterns
        .into_iter()
        .filter(|(_, pattern)| uses_site(pattern))
        .map(|(key, _)| key)
        .collect();
    let is_set = named.is_empty()
        || ![NO_SITE, "example.com"].contains(&site_domain(db, config).await?.as_str());
    Ok(if is_set { Vec::new() } else { named })
}

/// The sender of a queue's mails as one text (helpdesk/models.py, `_from_address`).
#[must_use]
pub fn from_address(config: &Config, queue: &queue::Model) -> String {
    let (name, address) = sender(config, queue);
    format!("{name} <{address}>")
}

/// Name and address of the sender of a queue's mails. A queue without an address says so in its
/// name, in django-helpdesk's words, so that somebody sees it.
#[must_use]
pub fn sender(config: &Config, queue: &queue::Model) -> (String, String) {
    if let Some(address) = queue
        .email_address
        .as_deref()
        .filter(|address| !address.is_empty())
    {
        return (queue.title.clone(), address.to_owned());
    }
    let default = &config.default_from_email;
    let (name, address) = match default
        .trim_end()
        .strip_suffix('>')
        .and_then(|rest| rest.rsplit_once('<'))
    {
        Some((name, address)) => (name.trim(), address),
        None => ("", default.as_str()),
    };
    (
        format!("NO QUEUE EMAIL ADDRESS DEFINED {name}")
            .trim_end()
            .to_owned(),
        address.to_owned(),
    )
}

/// What a value of a query may not have unescaped. Django writes all of it: `+` is read as a space
/// there, `&` ends the value. The usual signs of an address stay.
const IN_QUERY: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'&')
    .add(b'+')
    .add(b'<')
    .add(b'>')
    .add(b'`')
    .add(b'{')
    .add(b'}');

/// A text as a value of a query.
fn in_query(text: &str) -> impl Iterator<Item = &str> {
    utf8_percent_encode(text, IN_QUERY)
}

/// An address of the settings for a ticket (helpdesk/models.py, `ticket_url` and `staff_url`).
fn address(
    pattern: &str,
    config: &Config,
    domain: &str,
    ticket: &ticket::Model,
    reference: &str,
) -> String {
    let scheme = if config.helpdesk.use_https_in_email_link {
        "https"
    } else {
        "http"
    };
    let mut parts = pattern.split('{');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once('}').unwrap_or((part, ""));
        match name {
            "public_url" if !config.public_url.is_empty() => {
                out.push_str(config.public_url.trim_end_matches('/'))
            }
            "site" | "public_url" => out.push_str(&format!("{scheme}://{domain}")),
            "prefix" => out.push_str(config.path_prefix()),
            "ticket" => out.push_str(reference),
            "id" => out.push_str(&ticket.id.to_string()),
            // As Python prints what is not there.
            "email" => {
                out.extend(in_query(
                    ticket.submitter_email.as_deref().unwrap_or("None"),
                ));
            }
            "key" => out.push_str(&ticket.secret_key),
            _ => {}
        }
        out.push_str(rest);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::in_query;

    #[test]
    fn addresses_survive_in_a_query() {
        for (address, written) in [
            ("a.b_c-d@example.org", "a.b_c-d@example.org"),
            ("a+b&c%d#e@example.org", "a%2Bb%26c%25d%23e@example.org"),
            ("\"a b\"@bücher.example", "%22a%20b%22@b%C3%BCcher.example"),
        ] {
            assert_eq!(in_query(address).collect::<String>(), written);
            let query = format!("email={written}");
            let read = form_urlencoded::parse(query.as_bytes()).next().unwrap();
            assert_eq!(read.1, address);
        }
    }
}
