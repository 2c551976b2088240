//! The mailboxes that queues name in `email_box_…`, with the settings that replace missing columns
//! (helpdesk/email.py, `process_queue`).

use std::path::PathBuf;
use std::time::Duration;

use entity::queue;
use entity::values::{Secret, Timestamp};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::domain::{Context, Result};

/// The folder that django-helpdesk reads if a queue names none.
const DEFAULT_LOCAL_DIR: &str = "/var/lib/mail/helpdesk/";
/// The shortest pause between two reads of a mailbox, if the queue has no interval.
const MIN_INTERVAL: Duration = Duration::from_secs(60);

/// The mailbox of a queue.
#[derive(Clone, Debug)]
pub struct Mailbox {
    /// The queue.
    pub queue: queue::Model,
    /// How it is read.
    pub access: Access,
}

/// How a mailbox is read.
#[derive(Clone, Debug)]
pub enum Access {
    /// By IMAP or POP3.
    Server(Server),
    /// From the files of a folder.
    Folder(PathBuf),
    /// Not at all, for this reason.
    Invalid(String),
}

/// A mail server.
#[derive(Clone, Debug)]
pub struct Server {
    /// The protocol.
    pub protocol: Protocol,
    /// Host name or address.
    pub host: String,
    /// The port.
    pub port: u16,
    /// Whether TLS is used from the start. Otherwise STARTTLS is.
    pub tls: bool,
    /// The user name.
    pub user: String,
    /// The password.
    pub password: Secret,
    /// The IMAP folder.
    pub folder: String,
    /// The SOCKS proxy.
    pub proxy: Option<Proxy>,
}

/// A protocol of mailboxes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// IMAP with a password.
    Imap,
    /// IMAP with a token (XOAUTH2).
    ImapWithToken,
    /// POP3.
    Pop3,
}

/// A SOCKS proxy.
#[derive(Clone, Debug)]
pub struct Proxy {
    /// Whether it speaks version 5, otherwise 4.
    pub is_v5: bool,
    /// Its address and port.
    pub address: String,
}

impl Mailbox {
    /// The pause between two reads.
    #[must_use]
    pub fn interval(&self) -> Duration {
        let minutes = self.queue.email_box_interval.unwrap_or_default().max(0);
        let seconds = u64::from(minutes.unsigned_abs()).saturating_mul(60);
        Duration::from_secs(seconds).max(MIN_INTERVAL)
    }

    /// The mailbox without secrets, such as `imaps://ada@mail.example.com/INBOX`.
    #[must_use]
    pub fn address(&self) -> String {
        match &self.access {
            Access::Server(server) => {
                let (scheme, folder) = match server.protocol {
                    Protocol::Imap | Protocol::ImapWithToken => {
                        ("imap", format!("/{}", server.folder))
                    }
                    Protocol::Pop3 => ("pop3", String::new()),
                };
                let secure = if server.tls { "s" } else { "" };
                let (user, host, port) = (&server.user, &server.host, server.port);
                format!("{scheme}{secure}://{user}@{host}:{port}{folder}")
            }
            Access::Folder(path) => path.display().to_string(),
            Access::Invalid(_) => String::new(),
        }
    }
}

/// The mailboxes of all queues that accept email, or of those with these slugs.
///
/// # Errors
/// Database errors.
pub async fn mailboxes(context: &Context, slugs: &[String]) -> Result<Vec<Mailbox>> {
    use queue::Column as C;
    let mut select = queue::Entity::find()
        .filter(C::EmailBoxType.is_not_null())
        .filter(C::AllowEmailSubmission.eq(true))
        .order_by_asc(C::Id);
    if !slugs.is_empty() {
        select = select.filter(C::Slug.is_in(slugs));
    }
    let queues = select.all(&context.db).await?;
    Ok(queues
        .into_iter()
        .filter(|queue| !kind(context, queue).is_empty())
        .map(|queue| Mailbox {
            access: access(context, &queue),
            queue,
        })
        .collect())
}

/// The type of a queue's mailbox. The setting overrides the column.
fn kind<'a>(context: &'a Context, queue: &'a queue::Model) -> &'a str {
    match context.config.mailboxes.queue_email_box_type.as_str() {
        "" => queue.email_box_type.as_deref().unwrap_or_default(),
        setting => setting,
    }
}

/// How the mailbox of a queue is read.
fn access(context: &Context, queue: &queue::Model) -> Access {
    let settings = &context.config.mailboxes;
    let protocol = match kind(context, queue) {
        "imap" => Protocol::Imap,
        "oauth" => Protocol::ImapWithToken,
        "pop3" => Protocol::Pop3,
        "local" => {
            let folder = filled(queue.email_box_local_dir.as_deref());
            return Access::Folder(folder.unwrap_or(DEFAULT_LOCAL_DIR).into());
        }
        other => return Access::Invalid(format!("unknown type of mailbox {other:?}")),
    };
    let tls = queue.email_box_ssl || settings.queue_email_box_ssl;
    let default_port = match (protocol, tls) {
        (Protocol::Pop3, true) => 995,
        (Protocol::Pop3, false) => 110,
        (_, true) => 993,
        (_, false) => 143,
    };
    let port = match queue.email_box_port {
        None | Some(0) => default_port,
        Some(port) => match u16::try_from(port) {
            Ok(port) => port,
            Err(_) => return Access::Invalid(format!("{port} is not a port")),
        },
    };
    let host = filled(queue.email_box_host.as_deref()).unwrap_or(&settings.queue_email_box_host);
    if host.is_empty() {
        return Access::Invalid("the queue names no host of a mailbox".to_owned());
    }
    let user = filled(queue.email_box_user.as_deref()).unwrap_or(&settings.queue_email_box_user);
    let password = queue
        .email_box_pass
        .as_ref()
        .map(|secret| secret.0.as_str());
    let password = filled(password).unwrap_or(&settings.queue_email_box_password.0);
    let folder = filled(queue.email_box_imap_folder.as_deref()).unwrap_or("INBOX");
    Access::Server(Server {
        protocol,
        host: host.to_owned(),
        port,
        tls,
        user: user.to_owned(),
        password: Secret(password.to_owned()),
        folder: folder.to_owned(),
        proxy: proxy(queue),
    })
}

fn filled(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}

fn proxy(queue: &queue::Model) -> Option<Proxy> {
    let is_v5 = match queue.socks_proxy_type.as_deref() {
        Some("socks5") => true,
        Some("socks4") => false,
        _ => return None,
    };
    let host = queue.socks_proxy_host.as_ref()?.0.clone();
    let host = match host.contains(':') {
        true => format!("[{host}]"),
        false => host,
    };
    let port = queue.socks_proxy_port?;
    Some(Proxy {
        is_v5,
        address: format!("{host}:{port}"),
    })
}

/// Records when the mailbox of a queue was read, where Django records it.
///
/// # Errors
/// Database errors.
pub async fn record_check(context: &Context, queue: i32) -> Result<()> {
    let now = Timestamp::from(context.clock.now());
    let tx = context.db.begin().await?;
    queue::Entity::update_many()
        .col_expr(queue::Column::EmailBoxLastCheck, Expr::value(now))
        .filter(queue::Column::Id.eq(queue))
        .exec(&tx)
        .await?;
    Ok(tx.commit().await?)
}
