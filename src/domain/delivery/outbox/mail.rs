//! A mail from the change that it tells of to its delivery: all that it is made of, as it was when
//! the change was made. Only its template and the content of its files are read when it is sent.
//! Written into the outbox as JSON: what is added here later needs a default, since rows of an
//! older version may still be there.
//!
//! A mail to several that not all of them got is divided: each who is left becomes an entry of
//! their own.

use chrono::{DateTime, Utc};
use entity::{Db, followup, followup_attachment, outbox, queue, ticket, user};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};

use super::claims::Claimed;
use super::{Delivery, Entry};
use crate::config::Transport;
use crate::domain::delivery::notifications::facts::{self, Facts};
use crate::domain::delivery::notifications::{Message, templates};
use crate::domain::{Clock, Context, Error, Result};

/// A mail to be rendered and sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mail {
    /// The name of its template.
    pub template: String,
    /// The language that template, frame and footer are looked up by.
    pub locale: String,
    /// Whom it is from and to, and when.
    pub headers: Headers,
    /// What is said of the ticket and its queue.
    pub facts: Facts,
    /// What is said on the ticket.
    pub said: Said,
    /// The files that go with it.
    pub files: Vec<File>,
}

/// What stands on a mail, whatever is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Headers {
    /// Whom it is to: an address, or several with commas between, as a queue's settings may have
    /// them.
    pub recipient: String,
    /// The addresses among them that are left, where others have it already; empty: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<String>,
    /// Name of the sender.
    pub from_name: String,
    /// Address of the sender.
    pub from_address: String,
    /// When the change was made.
    pub date: DateTime<Utc>,
    /// Its Message-ID without brackets, the same for every try.
    pub message_id: String,
    /// The Message-ID, in brackets, of the mail that it answers.
    pub in_reply_to: Option<String>,
    /// What mail programs gather the mails of a ticket by: Message-IDs in brackets, the oldest
    /// first.
    pub references: Vec<String>,
}

impl Headers {
    /// Those who are still to get it, with commas between.
    #[must_use]
    pub fn destination(&self) -> String {
        if self.left.is_empty() {
            self.recipient.clone()
        } else {
            self.left.join(", ")
        }
    }
}

/// What was said on a ticket, and in which way templates see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Said {
    /// The comment, or the description of a new ticket.
    pub comment: String,
    /// Whether the submitter may not read it.
    pub private: bool,
    /// Whether a ticket was opened by it.
    pub opens: bool,
    /// Where the change came by REST: how far django-helpdesk's ways go.
    pub rest: Option<Rest>,
    /// The language of the request; of rows of older versions empty, for the site's.
    #[serde(default)]
    pub language: String,
}

/// django-helpdesk renders comments before they are kept and changes the context of one mail for
/// the next: what a template makes of a text depends on where the text came from
/// (helpdesk/update_ticket.py, `update_ticket`, and helpdesk/templated_email.py,
/// `send_templated_mail`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rest {
    /// The comment counts as HTML already.
    pub safe_comment: bool,
    /// The resolution does, since the very comment became it.
    pub safe_resolution: bool,
    /// Another mail of this change went before.
    pub repeated: bool,
}

/// A file that goes with a mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Its path in the storage.
    pub path: String,
    /// Its name.
    pub name: String,
}

/// What a change was, for those who are told.
#[derive(Clone, Copy, Debug)]
pub struct ChangeDetails<'a> {
    /// The ticket as it was before; `None`: it was opened.
    pub before: Option<&'a ticket::Model>,
    /// The ticket as it is then.
    pub ticket: &'a ticket::Model,
    /// Its queue.
    pub queue: &'a queue::Model,
    /// Its owner.
    pub owner: Option<&'a user::Model>,
    /// What was said.
    pub followup: &'a followup::Model,
    /// The files that came with it.
    pub files: &'a [followup_attachment::Model],
}

/// The mails that the messages about a change become. What they say is read through the context's
/// database, which must show the change.
///
/// # Errors
/// What the database says.
pub async fn mails(
    context: &Context,
    told: ChangeDetails<'_>,
    messages: Vec<Message>,
) -> Result<Vec<Mail>> {
    let ChangeDetails {
        before,
        ticket,
        queue,
        owner,
        followup,
        files,
    } = told;
    if messages.is_empty() || context.config.mail.transport == Transport::None {
        return Ok(Vec::new());
    }
    let mut facts = Facts::read(context, (ticket, queue), owner).await?;
    let helpdesk = &context.config.helpdesk;
    let resolved = before.is_some_and(|before| {
        let closes = ticket.status == helpdesk.ticket_closed_status && before.resolution.is_none();
        closes || ticket.status == helpdesk.ticket_resolved_status
    });
    if let Some(before) = before.filter(|before| {
        context.dialect.sends_emails_before_saving() && before.status == ticket.status
    }) {
        // django-helpdesk saves the ticket after its mails, unless the status changes.
        facts.ticket.modified = before.modified.0;
    }
    let limit = helpdesk.max_email_attachment_size;
    let files: Vec<File> = files
        .iter()
        .filter(|file| u64::try_from(file.size.0).is_ok_and(|size| size < limit))
        .map(|file| File {
            path: file.file.clone(),
            name: file.filename.clone(),
        })
        .collect();
    let (from_name, from_address) = facts::sender(&context.config, queue);
    let domain = domain(&from_address);
    let answered = answered(context, ticket.id).await?;
    // Nobody sent a mail of this name: it only holds the mails of a ticket together.
    let root = format!(
        "<ticket.{}.{}@{domain}>",
        ticket.id,
        ticket.created.0.timestamp()
    );
    let locale = templates::locale(context, queue);
    let mail = |(index, message): (usize, Message)| Mail {
        template: message.template.to_owned(),
        locale: locale.clone(),
        headers: Headers {
            recipient: message.recipient,
            left: Vec::new(),
            from_name: from_name.clone(),
            from_address: from_address.clone(),
            date: followup.date.0,
            message_id: format!("ticket.{}.{}@{domain}", ticket.id, uuid::Uuid::new_v4()),
            in_reply_to: answered.clone(),
            references: std::iter::once(root.clone())
                .chain(answered.clone())
                .collect(),
        },
        facts: facts.clone(),
        said: Said {
            comment: followup.comment.clone().unwrap_or_default(),
            private: !followup.public,
            opens: before.is_none(),
            rest: context.dialect.marks_comments_safe().then_some(Rest {
                safe_comment: before.is_some(),
                safe_resolution: resolved,
                repeated: index > 0,
            }),
            language: context.language.code().to_owned(),
        },
        files: files.clone(),
    };
    Ok(messages.into_iter().enumerate().map(mail).collect())
}

/// The right side of Message-IDs: where the sender is.
fn domain(address: &str) -> &str {
    let domain = address
        .rsplit_once('@')
        .map_or("", |(_, domain)| domain.trim());
    let sound = !domain.is_empty()
        && domain
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
    if sound { domain } else { "localhost" }
}

/// The Message-ID of the newest mail that came in on a ticket.
async fn answered(context: &Context, ticket: i32) -> Result<Option<String>> {
    use followup::Column as C;
    let id: Option<Option<String>> = followup::Entity::find()
        .filter(C::TicketId.eq(ticket))
        .filter(C::MessageId.is_not_null())
        .order_by_desc(C::Id)
        .select_only()
        .column(C::MessageId)
        .into_tuple()
        .one(&context.db)
        .await?;
    // Whoever wrote that mail chose it.
    let sound = |id: &String| {
        let inner = id.strip_prefix('<').and_then(|id| id.strip_suffix('>'));
        inner.is_some_and(|inner| {
            !inner.is_empty()
                && inner
                    .bytes()
                    .all(|b| b.is_ascii_graphic() && b != b'<' && b != b'>')
        })
    };
    Ok(id.flatten().map(|id| id.trim().to_owned()).filter(sound))
}

/// Divides a mail that only some of its recipients got: the entry in hand stays for the first of
/// those who are left, and new ones are written for the others, who have waited for nobody then.
/// Does nothing if another worker has the entry by now.
///
/// # Errors
/// What the database says.
pub async fn divide(
    db: &Db,
    clock: &Clock,
    claimed: &Claimed,
    mail: &Mail,
    left: &[String],
) -> Result<()> {
    let entry = |part: &String| {
        let headers = Headers {
            left: vec![part.clone()],
            ..mail.headers.clone()
        };
        Entry {
            ticket: claimed.ticket,
            delivery: Delivery::Mail(Box::new(Mail {
                headers,
                ..mail.clone()
            })),
        }
    };
    let entries: Vec<Entry> = left.iter().map(entry).collect();
    let Some((first, others)) = entries.split_first() else {
        return Ok(());
    };
    let payload =
        serde_json::to_string(&first.delivery).map_err(|error| Error::Internal(Box::new(error)))?;
    let tx = db.begin().await?;
    let narrowed = outbox::Entity::update_many()
        .col_expr(outbox::Column::Payload, Expr::value(payload))
        .col_expr(
            outbox::Column::Destination,
            Expr::value(first.delivery.destination()),
        )
        .col_expr(outbox::Column::Lane, Expr::value(first.lane()))
        .filter(outbox::Column::Id.eq(claimed.id))
        .filter(outbox::Column::Attempts.eq(claimed.attempt))
        .exec(&tx)
        .await?;
    if narrowed.rows_affected == 1 {
        super::insert(&tx, clock, others).await?;
    }
    Ok(tx.commit().await?)
}
