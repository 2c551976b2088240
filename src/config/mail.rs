//! `[mail]`: how mails leave, and what they are framed with (Django's `EMAIL_…` settings). Who gets
//! which mail is decided in `domain`, what a mail looks like in `delivery`.

use serde::Deserialize;

use super::check::Faults;
use super::{Config, SecretKey};

/// Settings of mails.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// The way out.
    pub transport: Transport,
    /// Name or address of the mail server.
    pub email_host: String,
    /// Its port: 25 or 587, or 465 with `email_use_ssl`.
    pub email_port: u16,
    /// Name to sign in with; empty: without signing in.
    pub email_host_user: String,
    /// The password that goes with it.
    pub email_host_password: SecretKey,
    /// Begins in the clear and goes on encrypted (STARTTLS); nothing is sent if the server cannot.
    pub email_use_tls: bool,
    /// Is encrypted from the start.
    pub email_use_ssl: bool,
    /// Seconds that the server may take for one step of the conversation.
    pub email_timeout: u64,
    /// PEM file of certificates that the server's may be signed with, beside the system's; empty:
    /// the system's alone.
    pub email_ssl_cafile: String,
    /// PEM file of the certificate to show to the server; empty: none.
    pub email_ssl_certfile: String,
    /// PEM file of its key.
    pub email_ssl_keyfile: String,
    /// What the server is greeted with; empty: the name of this machine.
    pub local_hostname: String,
    /// Folder of the mails with `transport = "file"`.
    pub email_file_path: String,
    /// Folder with the frame and footer of mails, laid out as django-helpdesk's templates are;
    /// empty: the built-in ones.
    pub templates_dir: String,
    /// Address of a ticket for its submitter, with the [`PLACEHOLDERS`]; empty:
    /// [`Config::ticket_url`] decides.
    pub ticket_url: String,
    /// Address of a ticket for staff, with the same placeholders; empty: [`Config::staff_url`]
    /// decides.
    pub staff_url: String,
}

/// A way out for mails.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Transport {
    /// To a mail server.
    Smtp,
    /// Each into a file of its own.
    File,
    /// Nowhere: no mail is made at all.
    None,
}

/// Placeholders in the addresses of tickets.
pub const PLACEHOLDERS: [&str; 7] = [
    "public_url",
    "site",
    "prefix",
    "ticket",
    "id",
    "email",
    "key",
];
/// A ticket in the example frontend, where customers and staff sign in to the same pages.
const FRONTEND_URL: &str = "{public_url}{prefix}/app/#/tickets/{id}";
/// A ticket in django-helpdesk's pages (helpdesk/models.py, `ticket_url` and `staff_url`).
const DJANGO_TICKET_URL: &str = "{site}{prefix}/view/?ticket={ticket}&email={email}&key={key}";
const DJANGO_STAFF_URL: &str = "{site}{prefix}/tickets/{id}/";

impl Config {
    /// The pattern of a ticket's address in mails to its submitter.
    #[must_use]
    pub fn ticket_url(&self) -> &str {
        self.address_of_ticket(&self.mail.ticket_url, DJANGO_TICKET_URL)
    }

    /// The pattern of a ticket's address in mails to staff.
    #[must_use]
    pub fn staff_url(&self) -> &str {
        self.address_of_ticket(&self.mail.staff_url, DJANGO_STAFF_URL)
    }

    fn address_of_ticket<'a>(&self, set: &'a str, django: &'static str) -> &'a str {
        match (set, self.server.example_frontend) {
            ("", true) => FRONTEND_URL,
            ("", false) => django,
            _ => set,
        }
    }
}

/// What cannot work.
pub(super) fn check(config: &Config, faults: &mut Faults) {
    let mail = &config.mail;
    if mail.transport == Transport::Smtp && mail.email_host.is_empty() {
        faults.push((
            "mail.email_host",
            "a mail server is needed, or another mail.transport".to_owned(),
        ));
    }
    if mail.email_port == 0 {
        faults.push(("mail.email_port", "it must be more than 0".to_owned()));
    }
    if mail.email_timeout == 0 {
        faults.push(("mail.email_timeout", "it must be more than 0".to_owned()));
    }
    if mail.email_use_tls && mail.email_use_ssl {
        let message = "mail.email_use_tls (STARTTLS) is on as well; only one of both can be";
        faults.push(("mail.email_use_ssl", message.to_owned()));
    }
    if mail.email_ssl_certfile.is_empty() != mail.email_ssl_keyfile.is_empty() {
        let message = "a certificate and its key, mail.email_ssl_keyfile, go together";
        faults.push(("mail.email_ssl_certfile", message.to_owned()));
    }
    if mail.transport == Transport::File && mail.email_file_path.is_empty() {
        faults.push((
            "mail.email_file_path",
            "a folder is needed for mail.transport = \"file\"".to_owned(),
        ));
    }
    for (key, address) in [
        ("mail.ticket_url", &mail.ticket_url),
        ("mail.staff_url", &mail.staff_url),
    ] {
        let named = address
            .split('{')
            .skip(1)
            .map(|part| part.split('}').next().unwrap_or_default());
        if let Some(unknown) = named.into_iter().find(|name| !PLACEHOLDERS.contains(name)) {
            let known = PLACEHOLDERS.map(|name| format!("{{{name}}}")).join(", ");
            faults.push((
                key,
                format!("{{{unknown}}} is not a placeholder; there are {known}"),
            ));
        }
    }
    let subject = &config.helpdesk.email_subject_template;
    // As django-helpdesk insists: answers find their ticket by it.
    if !subject.contains("ticket.ticket") {
        let message = "ticket.ticket must be in it: answers find their ticket by that number";
        faults.push(("helpdesk.email_subject_template", message.to_owned()));
    } else if config.helpdesk.subject("").is_none() {
        let message = "after a percent sign only %(subject)s or another percent sign can stand";
        faults.push(("helpdesk.email_subject_template", message.to_owned()));
    }
}
