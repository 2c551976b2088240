//! `[mail]`: how email is sent (Django's `EMAIL_…` settings), and the links in it. `domain` decides
//! who gets which email, and `delivery` composes it.

use serde::Deserialize;

use super::validation::Errors;
use super::{Config, SecretKey};

/// Settings for email.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// How email is sent.
    pub transport: Transport,
    /// Host name or address of the mail server.
    pub email_host: String,
    /// Its port: 25 or 587, or 465 with `email_use_ssl`.
    pub email_port: u16,
    /// User name for the mail server; empty: no login.
    pub email_host_user: String,
    /// Password for the mail server.
    pub email_host_password: SecretKey,
    /// Whether to use STARTTLS. Nothing is sent if the server does not support it.
    pub email_use_tls: bool,
    /// Whether to use TLS from the start.
    pub email_use_ssl: bool,
    /// Timeout of an SMTP command, in seconds.
    pub email_timeout: u64,
    /// PEM file with root certificates in addition to the system's; empty: the system's only.
    pub email_ssl_cafile: String,
    /// PEM file with a client certificate; empty: none.
    pub email_ssl_certfile: String,
    /// PEM file with the key of the client certificate.
    pub email_ssl_keyfile: String,
    /// Name sent in the SMTP greeting; empty: the name of this machine.
    pub local_hostname: String,
    /// Folder for email with `transport = "file"`.
    pub email_file_path: String,
    /// Folder with base templates and footers, laid out like django-helpdesk's templates; empty: the
    /// built-in ones.
    pub templates_dir: String,
    /// Link to a ticket for its submitter, with [`PLACEHOLDERS`]; empty: see
    /// [`Config::ticket_url`].
    pub ticket_url: String,
    /// Link to a ticket for staff, with the same placeholders; empty: see [`Config::staff_url`].
    pub staff_url: String,
    /// Link to reset a password, with [`RESET_PLACEHOLDERS`]; empty: see
    /// [`Config::password_reset_url`].
    pub password_reset_url: String,
}

/// How email is sent.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Transport {
    /// To a mail server.
    Smtp,
    /// Each email to a file.
    File,
    /// No email is created.
    None,
}

/// Placeholders in links to tickets.
pub const PLACEHOLDERS: [&str; 7] = [
    "public_url",
    "site",
    "prefix",
    "ticket",
    "id",
    "email",
    "key",
];
/// Placeholders in the link to reset a password.
pub const RESET_PLACEHOLDERS: [&str; 5] = ["public_url", "site", "prefix", "uid", "token"];
/// The page for a new password in the example frontend.
const FRONTEND_RESET_URL: &str = "{public_url}{prefix}/app/#/password-reset/{uid}/{token}";
/// The page for a new password in django-helpdesk (helpdesk/urls.py).
const DJANGO_RESET_URL: &str = "{site}{prefix}/password-reset/{uid}/{token}/";
/// A ticket in the example frontend: for its submitter, who may have no account, and for staff.
const FRONTEND_TICKET_URL: &str =
    "{public_url}{prefix}/app/#/view?ticket={ticket}&email={email}&key={key}";
const FRONTEND_STAFF_URL: &str = "{public_url}{prefix}/app/#/tickets/{id}";
/// A ticket in django-helpdesk's pages (helpdesk/models.py, `ticket_url` and `staff_url`).
const DJANGO_TICKET_URL: &str = "{site}{prefix}/view/?ticket={ticket}&email={email}&key={key}";
const DJANGO_STAFF_URL: &str = "{site}{prefix}/tickets/{id}/";

impl Config {
    /// The link to a ticket, with placeholders, in email to its submitter.
    #[must_use]
    pub fn ticket_url(&self) -> &str {
        self.link_or_default(
            &self.mail.ticket_url,
            FRONTEND_TICKET_URL,
            DJANGO_TICKET_URL,
        )
    }

    /// The link to a ticket, with placeholders, in email to staff.
    #[must_use]
    pub fn staff_url(&self) -> &str {
        self.link_or_default(&self.mail.staff_url, FRONTEND_STAFF_URL, DJANGO_STAFF_URL)
    }

    /// The link to reset a password, with placeholders.
    #[must_use]
    pub fn password_reset_url(&self) -> &str {
        let setting = &self.mail.password_reset_url;
        self.link_or_default(setting, FRONTEND_RESET_URL, DJANGO_RESET_URL)
    }

    fn link_or_default<'a>(
        &self,
        setting: &'a str,
        frontend: &'static str,
        django: &'static str,
    ) -> &'a str {
        match (setting, self.server.example_frontend) {
            ("", true) => frontend,
            ("", false) => django,
            _ => setting,
        }
    }
}

pub(super) fn validate(config: &Config, errors: &mut Errors) {
    let mail = &config.mail;
    if mail.transport == Transport::Smtp && mail.email_host.is_empty() {
        errors.add(
            "mail.email_host",
            "must not be empty with mail.transport = \"smtp\"",
        );
    }
    errors.require_positive(&[("mail.email_port", mail.email_port)]);
    errors.require_positive(&[("mail.email_timeout", mail.email_timeout)]);
    if mail.email_use_tls && mail.email_use_ssl {
        errors.add(
            "mail.email_use_ssl",
            "mail.email_use_tls (STARTTLS) is on too; enable only one of them",
        );
    }
    if mail.email_ssl_certfile.is_empty() != mail.email_ssl_keyfile.is_empty() {
        errors.add(
            "mail.email_ssl_certfile",
            "set a certificate and its key (mail.email_ssl_keyfile), or neither",
        );
    }
    if mail.transport == Transport::File && mail.email_file_path.is_empty() {
        errors.add(
            "mail.email_file_path",
            "must not be empty with mail.transport = \"file\"",
        );
    }
    for (key, link, placeholders) in [
        ("mail.ticket_url", &mail.ticket_url, &PLACEHOLDERS[..]),
        ("mail.staff_url", &mail.staff_url, &PLACEHOLDERS[..]),
        (
            "mail.password_reset_url",
            &mail.password_reset_url,
            &RESET_PLACEHOLDERS[..],
        ),
    ] {
        let mut names = link
            .split('{')
            .skip(1)
            .map(|part| part.split('}').next().unwrap_or_default());
        if let Some(unknown) = names.find(|name| !placeholders.contains(name)) {
            let known: Vec<String> = placeholders
                .iter()
                .map(|name| format!("{{{name}}}"))
                .collect();
            let known = known.join(", ");
            errors.add(
                key,
                format!("unknown placeholder {{{unknown}}}; expected {known}"),
            );
        }
    }
    // django-helpdesk requires this too.
    let subject = &config.helpdesk.email_subject_template;
    if !subject.contains("ticket.ticket") {
        errors.add(
            "helpdesk.email_subject_template",
            "must contain ticket.ticket, by which replies find their ticket",
        );
    } else if config.helpdesk.subject("").is_none() {
        errors.add(
            "helpdesk.email_subject_template",
            "a percent sign must be followed by (subject)s or another percent sign",
        );
    }
}
