//! Email in the outbox, as JSON. It contains everything but its template and the content of its
//! files, which are read when it is sent. New fields need a default, because the outbox may contain
//! rows of older versions.
//!
//! If only some of the recipients got an email, it is split: each remaining recipient becomes a
//! separate entry.

use chrono::{DateTime, Utc};
use entity::{Db, followup, followup_attachment, outbox, queue, ticket, user};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};

use super::claims::ClaimedEntry;
use super::{Delivery, Entry};
use crate::config::Transport;
use crate::domain::delivery::notifications::facts::{self, Facts};
use crate::domain::delivery::notifications::{Message, templates};
use crate::domain::{Clock, Context, Error, Result};

/// An email to render and send.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mail {
    /// The name of its template.
    pub template: String,
    /// The language of its template, frame and footer.
    pub locale: String,
    /// Sender, recipients and date.
    pub headers: Headers,
    /// Data of the ticket and its queue.
    pub facts: Facts,
    /// The text of the follow-up.
    #[serde(rename = "said")]
    pub followup: FollowUpText,
    /// Attached files.
    pub files: Vec<File>,
}

/// The headers of an email.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Headers {
    /// The recipient: an address, or several separated by commas, as a queue's settings may contain
    /// them.
    pub recipient: String,
    /// The recipients that have not got it yet, if some have. Empty: all.
    #[serde(default, rename = "left", skip_serializing_if = "Vec::is_empty")]
    pub remaining: Vec<String>,
    /// The name of the sender.
    pub from_name: String,
    /// The address of the sender.
    pub from_address: String,
    /// The time of the change.
    pub date: DateTime<Utc>,
    /// The Message-ID without angle brackets, the same for every attempt.
    pub message_id: String,
    /// The Message-ID, in angle brackets, of the email that it answers.
    pub in_reply_to: Option<String>,
    /// Message-IDs in angle brackets, the oldest first. Mail programs group the email of a ticket
    /// by them.
    pub references: Vec<String>,
}

impl Headers {
    /// The recipients that have not got it yet, separated by commas.
    #[must_use]
    pub fn destination(&self) -> String {
        if self.remaining.is_empty() {
            self.recipient.clone()
        } else {
            self.remaining.join(", ")
        }
    }
}

/// The text of a follow-up, and how templates see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FollowUpText {
    /// The comment, or the description of a new ticket.
    pub comment: String,
    /// Whether the follow-up is private.
    pub private: bool,
    /// Whether the follow-up opened the ticket.
    pub opens: bool,
    /// How REST changes rendering; `None` for changes by GraphQL.
    pub rest: Option<Rest>,
    /// The language of the request. Empty in rows of older versions: the site's language.
    #[serde(default)]
    pub language: String,
}

/// django-helpdesk renders comments before it stores them, and changes the template context of one
/// email for the next. So the rendering of a text depends on where it came from
/// (helpdesk/update_ticket.py, `update_ticket`, and helpdesk/templated_email.py,
/// `send_templated_mail`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rest {
    /// Whether the comment is already HTML.
    pub safe_comment: bool,
    /// Whether the resolution is, because the comment became the resolution.
    pub safe_resolution: bool,
    /// Whether another email of this change was rendered before.
    pub repeated: bool,
}

/// An attached file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Its path in the storage.
    pub path: String,
    /// Its name.
    pub name: String,
}

/// A change, as notifications describe it.
#[derive(Clone, Copy, Debug)]
pub struct ChangeDetails<'a> {
    /// The ticket before the change; `None` for a new ticket.
    pub before: Option<&'a ticket::Model>,
    /// The ticket after the change.
    pub ticket: &'a ticket::Model,
    /// Its queue.
    pub queue: &'a queue::Model,
    /// Its owner.
    pub owner: Option<&'a user::Model>,
    /// The follow-up.
    pub followup: &'a followup::Model,
    /// The files of the follow-up.
    pub files: &'a [followup_attachment::Model],
}

/// Creates the email for the messages of a change. Reads through the context's database, which must
/// already show the change.
///
/// # Errors
/// Database errors.
pub async fn create_mails(
    context: &Context,
    details: ChangeDetails<'_>,
    messages: Vec<Message>,
) -> Result<Vec<Mail>> {
    let ChangeDetails {
        before,
        ticket,
        queue,
        owner,
        followup,
        files,
    } = details;
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
        // django-helpdesk saves the ticket after it sends email, unless the status changes.
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
    let in_reply_to = newest_message_id(context, ticket.id).await?;
    // No email has this ID. It only groups the email of a ticket.
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
            remaining: Vec::new(),
            from_name: from_name.clone(),
            from_address: from_address.clone(),
            date: followup.date.0,
            message_id: format!("ticket.{}.{}@{domain}", ticket.id, uuid::Uuid::new_v4()),
            in_reply_to: in_reply_to.clone(),
            references: std::iter::once(root.clone())
                .chain(in_reply_to.clone())
                .collect(),
        },
        facts: facts.clone(),
        followup: FollowUpText {
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

/// The domain of Message-IDs: the sender's.
pub(in crate::domain::delivery) fn domain(address: &str) -> &str {
    let domain = address
        .rsplit_once('@')
        .map_or("", |(_, domain)| domain.trim());
    let is_valid = !domain.is_empty()
        && domain
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
    if is_valid { domain } else { "localhost" }
}

/// The Message-ID of the newest email received for a ticket.
async fn newest_message_id(context: &Context, ticket: i32) -> Result<Option<String>> {
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
    // The sender of that email chose it, so it must be validated.
    let is_valid = |id: &String| {
        let inner = id.strip_prefix('<').and_then(|id| id.strip_suffix('>'));
        inner.is_some_and(|inner| {
            !inner.is_empty()
                && inner
                    .bytes()
                    .all(|b| b.is_ascii_graphic() && b != b'<' && b != b'>')
        })
    };
    Ok(id.flatten().map(|id| id.trim().to_owned()).filter(is_valid))
}

/// Splits an email that only some recipients got. The claimed entry stays for the first remaining
/// recipient; new entries, due at once, are inserted for the others. Does nothing if another worker
/// has claimed the entry since.
///
/// # Errors
/// Database errors.
pub async fn split(
    db: &Db,
    clock: &Clock,
    claimed: &ClaimedEntry,
    mail: &Mail,
    remaining: &[String],
) -> Result<()> {
    let entry = |part: &String| {
        let headers = Headers {
            remaining: vec![part.clone()],
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
    let entries: Vec<Entry> = remaining.iter().map(entry).collect();
    let Some((first, others)) = entries.split_first() else {
        return Ok(());
    };
    let payload =
        serde_json::to_string(&first.delivery).map_err(|error| Error::Internal(Box::new(error)))?;
    let tx = db.begin().await?;
    let updated = outbox::Entity::update_many()
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
    if updated.rows_affected == 1 {
        super::insert(&tx, clock, others).await?;
    }
    Ok(tx.commit().await?)
}
