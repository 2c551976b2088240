//! Creates, changes and deletes queues, each with the permission to access it (helpdesk/models.py,
//! `Queue.save` and `Queue.delete`).

mod record;

use entity::values::{Inet, Interval, Secret};
use entity::{Tx, queue, user};
use sea_orm::{EntityTrait, PaginatorTrait};

use super::{Checker, Draft, RelatedChanges, is_taken};
use crate::domain::desk::slugs::slug_of;
use crate::domain::unit::Unit;
use crate::domain::{Code, Context, FieldError, Result};
use crate::validators::ip_address;
pub(super) use record::{create_permission, permission_of};

/// Start of the names of permissions for queues.
pub const QUEUE_ACCESS: &str = "queue_access_";

/// Declares an enum of a column's choices with their stored names.
macro_rules! choices {
    ($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $stored:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
        pub enum $name {
            $($(#[$variant_meta])* $variant),+
        }

        impl $name {
            /// The stored name.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $stored),+
                }
            }

            /// The choice with this stored name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                match name {
                    $($stored => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }
    };
}

choices!(
    /// Kind of a mailbox.
    MailboxKind {
        /// POP3.
        #[graphql(name = "POP3")]
        Pop3 = "pop3",
        /// IMAP with a password.
        Imap = "imap",
        /// IMAP with OAuth.
        Oauth = "oauth",
        /// A folder on django-helpdesk's machine.
        Local = "local",
    }
);

choices!(
    /// Protocol of a SOCKS proxy.
    SocksProxyType {
        /// SOCKS4.
        #[graphql(name = "SOCKS4")]
        Socks4 = "socks4",
        /// SOCKS5.
        #[graphql(name = "SOCKS5")]
        Socks5 = "socks5",
    }
);

choices!(
    /// Lowest level of the messages that django-helpdesk logs while it reads a mailbox.
    MailboxLoggingType {
        /// No messages.
        None = "none",
        /// All messages.
        Debug = "debug",
        /// Information and above.
        Info = "info",
        /// Warnings and above.
        Warn = "warn",
        /// Errors and above.
        Error = "error",
        /// Critical errors.
        Crit = "crit",
    }
);

/// The values of a queue. `None` leaves a column unchanged; `Some(None)` clears it.
#[derive(Clone, Debug, Default)]
#[expect(
    missing_docs,
    reason = "the fields are columns, those of the mailbox without `email_box_`"
)]
pub struct QueueDraft {
    pub title: Option<String>,
    /// Without a slug, a new queue gets one made from its title.
    pub slug: Option<String>,
    pub email_address: Option<Option<String>>,
    pub locale: Option<Option<String>>,
    pub allow_public_submission: Option<bool>,
    pub allow_email_submission: Option<bool>,
    pub escalate_days: Option<Option<i32>>,
    pub new_ticket_cc: Option<Option<String>>,
    pub updated_ticket_cc: Option<Option<String>>,
    pub enable_notifications_on_email_events: Option<bool>,
    pub default_owner: Option<Option<i32>>,
    pub dedicated_time: Option<Option<Interval>>,
    pub mailbox_kind: Option<Option<MailboxKind>>,
    pub mailbox_host: Option<Option<String>>,
    pub mailbox_port: Option<Option<i32>>,
    pub mailbox_ssl: Option<bool>,
    pub mailbox_user: Option<Option<String>>,
    pub mailbox_password: Option<Option<Secret>>,
    pub mailbox_folder: Option<Option<String>>,
    pub mailbox_local_dir: Option<Option<String>>,
    pub mailbox_interval: Option<Option<i32>>,
    pub socks_proxy_type: Option<Option<SocksProxyType>>,
    pub socks_proxy_host: Option<Option<String>>,
    pub socks_proxy_port: Option<Option<i32>>,
    pub logging_type: Option<Option<MailboxLoggingType>>,
    pub logging_dir: Option<Option<String>>,
    /// Errors found while the input was converted.
    pub errors: Vec<FieldError>,
}

/// A queue with Django's defaults.
#[must_use]
pub fn blank() -> queue::Model {
    queue::Model {
        id: 0,
        title: String::new(),
        slug: String::new(),
        email_address: None,
        locale: None,
        allow_public_submission: false,
        allow_email_submission: false,
        escalate_days: None,
        new_ticket_cc: None,
        updated_ticket_cc: None,
        email_box_type: None,
        email_box_host: None,
        email_box_port: None,
        email_box_ssl: false,
        email_box_user: None,
        email_box_pass: None,
        email_box_imap_folder: None,
        email_box_interval: Some(5),
        email_box_last_check: None,
        socks_proxy_type: None,
        socks_proxy_host: None,
        socks_proxy_port: None,
        permission_name: None,
        default_owner_id: None,
        email_box_local_dir: None,
        logging_dir: None,
        logging_type: None,
        enable_notifications_on_email_events: false,
        dedicated_time: None,
    }
}

fn set<T: Clone>(target: &mut T, value: Option<&T>) {
    if let Some(value) = value {
        target.clone_from(value);
    }
}

impl Draft<queue::Entity> for QueueDraft {
    fn apply(&self, context: &Context, row: &mut queue::Model) -> Vec<FieldError> {
        let mut checker = Checker::new(context);
        checker.errors.extend(self.errors.iter().cloned());
        checker.required("title", self.title.as_ref(), Some(100), &mut row.title);
        match &self.slug {
            None if row.slug.is_empty() => row.slug = slug_of(&row.title),
            slug => checker.required("slug", slug.as_ref(), Some(50), &mut row.slug),
        }
        if row.slug.is_empty() && !row.title.is_empty() && !checker.has_error("slug") {
            // The title has no letters that a slug may have.
            checker.add("slug", Code::Required);
        }
        checker.slug("slug", &row.slug);
        let address = &mut row.email_address;
        checker.optional(
            "email_address",
            self.email_address.as_ref(),
            Some(254),
            address,
        );
        if self.email_address.is_some() {
            checker.email("email_address", address.as_deref());
        }
        checker.optional("locale", self.locale.as_ref(), Some(10), &mut row.locale);
        set(
            &mut row.allow_public_submission,
            self.allow_public_submission.as_ref(),
        );
        set(
            &mut row.allow_email_submission,
            self.allow_email_submission.as_ref(),
        );
        set(&mut row.escalate_days, self.escalate_days.as_ref());
        checker.range("escalate_days", self.escalate_days.flatten(), 0..=i32::MAX);
        for (field, value, target) in [
            ("new_ticket_cc", &self.new_ticket_cc, &mut row.new_ticket_cc),
            (
                "updated_ticket_cc",
                &self.updated_ticket_cc,
                &mut row.updated_ticket_cc,
            ),
        ] {
            checker.optional(field, value.as_ref(), Some(200), target);
            if value.is_some() {
                checker.emails(field, target.as_deref());
            }
        }
        set(
            &mut row.enable_notifications_on_email_events,
            self.enable_notifications_on_email_events.as_ref(),
        );
        set(&mut row.default_owner_id, self.default_owner.as_ref());
        set(&mut row.dedicated_time, self.dedicated_time.as_ref());
        self.apply_mailbox(&mut checker, row);
        checker.errors
    }

    async fn check(
        &self,
        _: &Context,
        tx: &Tx,
        id: Option<i32>,
        row: &queue::Model,
    ) -> Result<Vec<FieldError>> {
        let mut errors = Vec::new();
        if self.slug.is_some() || id.is_none() {
            let mut taken =
                is_taken::<queue::Entity>(tx, queue::Column::Slug, &row.slug, id).await?;
            if !taken && id.is_none() {
                // A queue that had this slug before it changed still has this permission. The two
                // must not share it, or those who have it would get access to the new queue.
                taken = permission_of(tx, &format!("{QUEUE_ACCESS}{}", row.slug))
                    .await?
                    .is_some();
            }
            if taken {
                errors.push(FieldError::new("slug", Code::NotUnique));
            }
        }
        if let Some(Some(owner)) = self.default_owner
            && user::Entity::find_by_id(owner).count(tx).await? == 0
        {
            let code = Code::DoesNotExist(owner.to_string());
            errors.push(FieldError::new("default_owner", code));
        }
        Ok(errors)
    }

    async fn write_related(
        &self,
        _: &Context,
        unit: &mut Unit,
        old: Option<&queue::Model>,
        row: &queue::Model,
    ) -> Result<RelatedChanges> {
        if old.is_none() {
            create_permission(&unit.tx, row).await?;
        }
        Ok(RelatedChanges::default())
    }
}

impl QueueDraft {
    fn apply_mailbox(&self, checker: &mut Checker<'_>, row: &mut queue::Model) {
        let stored = |name: &'static str| name.to_owned();
        if let Some(kind) = self.mailbox_kind {
            row.email_box_type = kind.map(MailboxKind::name).map(stored);
        }
        for (field, value, limit, target) in [
            (
                "mailbox_host",
                &self.mailbox_host,
                200,
                &mut row.email_box_host,
            ),
            (
                "mailbox_user",
                &self.mailbox_user,
                200,
                &mut row.email_box_user,
            ),
            (
                "mailbox_folder",
                &self.mailbox_folder,
                100,
                &mut row.email_box_imap_folder,
            ),
            (
                "mailbox_local_dir",
                &self.mailbox_local_dir,
                200,
                &mut row.email_box_local_dir,
            ),
            ("logging_dir", &self.logging_dir, 200, &mut row.logging_dir),
        ] {
            checker.optional(field, value.as_ref(), Some(limit), target);
        }
        if let Some(password) = &self.mailbox_password {
            row.email_box_pass = password.clone().filter(|password| !password.0.is_empty());
            if let Some(password) = &row.email_box_pass {
                checker.length("mailbox_password", &password.0, Some(200));
            }
        }
        set(&mut row.email_box_port, self.mailbox_port.as_ref());
        checker.range("mailbox_port", self.mailbox_port.flatten(), 1..=65535);
        set(&mut row.email_box_ssl, self.mailbox_ssl.as_ref());
        set(&mut row.email_box_interval, self.mailbox_interval.as_ref());
        checker.range(
            "mailbox_interval",
            self.mailbox_interval.flatten(),
            0..=i32::MAX,
        );
        if let Some(kind) = self.socks_proxy_type {
            row.socks_proxy_type = kind.map(SocksProxyType::name).map(stored);
        }
        if let Some(host) = &self.socks_proxy_host {
            let host = host.as_deref().map(python::strip);
            row.socks_proxy_host = None;
            if let Some(host) = host.filter(|host| !host.is_empty()) {
                match ip_address(host, false) {
                    Some(address) => row.socks_proxy_host = Some(Inet(address)),
                    None => checker.add("socks_proxy_host", Code::Invalid),
                }
            }
        }
        set(&mut row.socks_proxy_port, self.socks_proxy_port.as_ref());
        checker.range(
            "socks_proxy_port",
            self.socks_proxy_port.flatten(),
            1..=65535,
        );
        if let Some(level) = self.logging_type {
            row.logging_type = level.map(MailboxLoggingType::name).map(stored);
        }
    }
}
