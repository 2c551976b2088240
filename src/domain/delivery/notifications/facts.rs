//! The data of a ticket and its queue that templates can use, at one moment, with the names of
//! django-helpdesk (helpdesk/lib.py, `safe_template_context`). The only secret in it is the
//! submitter's link. `names` and the renderer of email turn it into template values.

use chrono::{DateTime, Utc};
use entity::{Db, queue, site, ticket, user};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use sea_orm::EntityTrait;
use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::domain::desk::status::{
    blocked_tickets, priority_display, status_display, status_label,
};
use crate::domain::desk::users;

use crate::domain::{Context, Result};

/// The domain if the row of the site is missing (helpdesk/lib.py, `build_base_url`).
pub(in crate::domain::delivery) const NO_SITE: &str = "configure-django-sites.com";

/// A ticket and its queue at one moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// The queue.
    pub queue: Queue,
    /// The ticket.
    pub ticket: Ticket,
}

/// Data of a queue for templates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Queue {
    /// Its title.
    pub title: String,
    /// Its slug.
    pub slug: String,
    /// Its email address.
    pub email_address: Option<String>,
    /// Its address with its title, or django-helpdesk's placeholder if it has no address.
    pub from_address: String,
    /// The language of its email.
    pub locale: Option<String>,
}

/// Data of a ticket for templates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ticket {
    /// Its ID.
    pub id: i32,
    /// Its title.
    pub title: String,
    /// When it was created.
    pub created: DateTime<Utc>,
    /// When it was last changed.
    pub modified: DateTime<Utc>,
    /// The submitter's address.
    pub submitter_email: Option<String>,
    /// The code of its status.
    pub status: i32,
    /// The name of its status.
    pub status_display: String,
    /// The name of its status, and whether it is on hold or blocked.
    pub status_text: String,
    /// Whether it is on hold.
    pub on_hold: bool,
    /// The description.
    pub description: Option<String>,
    /// The resolution.
    pub resolution: Option<String>,
    /// The code of its priority.
    pub priority: i32,
    /// The name of its priority.
    pub priority_display: String,
    /// When it was last escalated.
    pub last_escalation: Option<DateTime<Utc>>,
    /// The slug of the queue and the ID, such as `support-41`.
    pub reference: String,
    /// ID and title of the ticket that it was merged into, as Django's pages show them.
    pub merged_to: Option<String>,
    /// The link for the submitter, with the ticket's secret key.
    pub ticket_url: String,
    /// The link for agents.
    pub staff_url: String,
    /// The name of the owner.
    pub owner: Option<String>,
    /// The owner as templates show it; `None` if they cannot.
    #[serde(default)]
    pub assigned_to: Option<String>,
}

impl Facts {
    /// Reads the data of a ticket through the context's database, which must already show the
    /// change.
    ///
    /// # Errors
    /// Database errors.
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
        let waits = !blocked_tickets(context, &[ticket.id]).await?.is_empty();
        let reference = format!("{}-{}", queue.slug, ticket.id);
        let owner = owner.map(|owner| match users::full_name(owner) {
            name if name.is_empty() => owner.username.clone(),
            name => name,
        });
        let assigned_to = context.dialect.names_owner_in_templates().then(|| {
            let unassigned = || context.language.gettext("Unassigned").into_owned();
            owner.clone().unwrap_or_else(unassigned)
        });
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
                owner,
                assigned_to,
                reference,
            },
        })
    }
}

/// The domain of links in email.
///
/// # Errors
/// Database errors.
pub(in crate::domain) async fn site_domain(db: &Db, config: &Config) -> Result<String> {
    let site = site::Entity::find_by_id(config.site_id).one(db).await?;
    Ok(site.map_or_else(|| NO_SITE.to_owned(), |site| site.domain))
}

/// The settings whose links do not work, because they use the domain of the site and that is still
/// the default of Django's first migration.
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

/// The sender of a queue's email as one text (helpdesk/models.py, `_from_address`).
#[must_use]
pub fn from_address(config: &Config, queue: &queue::Model) -> String {
    let (name, address) = sender(config, queue);
    format!("{name} <{address}>")
}

/// Name and address of the sender of a queue's email. If the queue has no address, its name says so
/// in django-helpdesk's words.
#[must_use]
pub fn sender(config: &Config, queue: &queue::Model) -> (String, String) {
    if let Some(address) = queue
        .email_address
        .as_deref()
        .filter(|address| !address.is_empty())
    {
        return (queue.title.clone(), address.to_owned());
    }
    let (name, address) = default_sender(config);
    (
        format!("NO QUEUE EMAIL ADDRESS DEFINED {name}")
            .trim_end()
            .to_owned(),
        address,
    )
}

/// Name and address in `default_from_email`.
#[must_use]
pub fn default_sender(config: &Config) -> (String, String) {
    let default = &config.default_from_email;
    let (name, address) = match default
        .trim_end()
        .strip_suffix('>')
        .and_then(|rest| rest.rsplit_once('<'))
    {
        Some((name, address)) => (name.trim(), address),
        None => ("", default.as_str()),
    };
    (name.to_owned(), address.to_owned())
}

/// Characters to escape in a value of a query. Django leaves them as they are, but there `+` means
/// a space, and `&` ends the value. Other common characters of an address stay.
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

/// Escapes a text for a value of a query.
fn in_query(text: &str) -> impl Iterator<Item = &str> {
    utf8_percent_encode(text, IN_QUERY)
}

/// A link of the settings for a ticket (helpdesk/models.py, `ticket_url` and `staff_url`).
fn address(
    pattern: &str,
    config: &Config,
    domain: &str,
    ticket: &ticket::Model,
    reference: &str,
) -> String {
    fill(pattern, config, domain, |name| match name {
        "ticket" => Some(reference.to_owned()),
        "id" => Some(ticket.id.to_string()),
        // Python prints a missing address as `None`.
        "email" => {
            let email = ticket.submitter_email.as_deref().unwrap_or("None");
            Some(in_query(email).collect())
        }
        "key" => Some(ticket.secret_key.clone()),
        _ => None,
    })
}

/// Fills the placeholders of a link in the settings. `value` has those that not all links have.
pub(in crate::domain::delivery) fn fill(
    pattern: &str,
    config: &Config,
    domain: &str,
    value: impl Fn(&str) -> Option<String>,
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
            name => out.extend(value(name)),
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
