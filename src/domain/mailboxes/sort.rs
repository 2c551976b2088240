//! Decides what becomes of a message: which ticket it answers, or in which queue it opens one
//! (helpdesk/email.py, `extract_email_metadata` and `create_object_from_email_message`).

use std::collections::{BTreeMap, BTreeSet};

use entity::{followup, ignore_email, ignore_email_queue, queue, ticket, ticket_cc, user};
use sea_orm::sea_query::{Expr, ExprTrait, Func};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::message::IncomingMessage;
use crate::domain::tickets::received::NewFollower;
use crate::domain::{Context, Result, access};
use crate::validators;

/// Maximum number of recipients of a message who become followers.
const MAX_FOLLOWERS: usize = 50;
/// Maximum number of Message-IDs of a thread that are looked up.
const MAX_REFERENCES: usize = 20;
/// Maximum number of merged tickets to follow to the one that is left.
const MAX_MERGES: usize = 10;
/// Maximum length of an address in a follower's row.
const MAX_ADDRESS: usize = 254;

/// The plan for a message.
#[derive(Clone, Debug)]
pub enum Plan {
    /// Its sender is ignored.
    Ignore {
        /// Whether it stays in the mailbox.
        keep: bool,
    },
    /// It answers no ticket, and the settings forbid new ones. It stays in the mailbox.
    UpdateOnly,
    /// It opens a ticket.
    Open {
        /// Whether the description is the whole text, with quoted messages.
        whole_text: bool,
        /// Other recipients.
        followers: Vec<NewFollower>,
    },
    /// It answers a ticket.
    Answer {
        /// The ticket.
        ticket: Box<ticket::Model>,
        /// Other recipients.
        followers: Vec<NewFollower>,
    },
}

/// Decides what becomes of a message in the mailbox of a queue. The number of statements does not
/// depend on the message.
///
/// # Errors
/// Database errors.
pub async fn sort(
    context: &Context,
    queue: &queue::Model,
    message: &IncomingMessage,
) -> Result<Plan> {
    if let Some(keep) = ignores(context, queue, message.sender.as_deref()).await? {
        return Ok(Plan::Ignore { keep });
    }
    let queues = queue::Entity::find()
        .order_by_asc(queue::Column::Id)
        .all(&context.db)
        .await?;
    let tagged = tagged_ticket(
        queue,
        &queues,
        message.subject.as_deref().unwrap_or_default(),
    );
    match find_ticket(context, message, tagged).await? {
        Some((ticket, by_thread)) => {
            let trusted = by_thread || knows_sender(context, &ticket, message).await?;
            let followers = if trusted {
                followers(context, &queues, message).await?
            } else {
                Vec::new()
            };
            Ok(Plan::Answer {
                ticket: Box::new(ticket),
                followers,
            })
        }
        None if context.config.mailboxes.queue_email_box_update_only => Ok(Plan::UpdateOnly),
        None => Ok(Plan::Open {
            // As in django-helpdesk, a tag of a missing ticket counts.
            whole_text: tagged.is_none() && context.config.mailboxes.full_first_message,
            followers: followers(context, &queues, message).await?,
        }),
    }
}

/// Whether the queue ignores a sender (helpdesk/models.py, `IgnoreEmail.test`), and if so, whether the
/// message stays in the mailbox.
async fn ignores(
    context: &Context,
    queue: &queue::Model,
    sender: Option<&str>,
) -> Result<Option<bool>> {
    let entries = ignore_email::Entity::find()
        .order_by_asc(ignore_email::Column::Id)
        .all(&context.db)
        .await?;
    let sender = sender.unwrap_or_default().to_lowercase();
    let entries: Vec<_> = entries
        .into_iter()
        .filter(|entry| matches(&entry.email_address.to_lowercase(), &sender))
        .collect();
    if entries.is_empty() {
        return Ok(None);
    }
    use ignore_email_queue::Column as L;
    let links = ignore_email_queue::Entity::find()
        .filter(L::IgnoreemailId.is_in(entries.iter().map(|entry| entry.id)))
        .all(&context.db)
        .await?;
    let applies = |entry: &&ignore_email::Model| {
        let mut queues = links
            .iter()
            .filter(|link| link.ignoreemail_id == entry.id)
            .map(|link| link.queue_id)
            .peekable();
        queues.peek().is_none() || queues.any(|id| id == queue.id)
    };
    let entry = entries.iter().find(applies);
    Ok(entry.map(|entry| entry.keep_in_mailbox))
}

/// Whether an address matches a pattern: itself, `*@domain`, `name@*` or `*@*`. Both in lower case.
fn matches(pattern: &str, address: &str) -> bool {
    if pattern == address {
        return true;
    }
    let Some((name, domain)) = pattern.split_once('@') else {
        return false;
    };
    let (own_name, own_domain) = address.split_once('@').unwrap_or((address, ""));
    (name == "*" || name == own_name) && (domain == "*" || domain == own_domain)
}

/// The ID of the ticket that a subject names as `[slug-id]`: with the slug of the queue, or else of
/// another queue with a mailbox. The last such tag counts.
fn tagged_ticket(queue: &queue::Model, queues: &[queue::Model], subject: &str) -> Option<i32> {
    let others = queues
        .iter()
        .filter(|other| other.id != queue.id && other.email_box_type.is_some());
    std::iter::once(queue)
        .chain(others)
        .find_map(|queue| tag(&queue.slug, subject))
}

/// The ID in the last `[slug-id]` of a subject.
fn tag(slug: &str, subject: &str) -> Option<i32> {
    let start = format!("[{slug}-");
    subject.rmatch_indices(&start).find_map(|(at, start)| {
        let (digits, _) = subject[at + start.len()..].split_once(']')?;
        let digits = python::ascii_digits(digits);
        let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        is_number.then(|| digits.parse().ok())?
    })
}

/// The ticket that a message answers, and whether its thread says so: it names the ID of a stored
/// message, which strangers cannot guess.
async fn find_ticket(
    context: &Context,
    message: &IncomingMessage,
    tagged: Option<i32>,
) -> Result<Option<(ticket::Model, bool)>> {
    let answered: Vec<&str> = message.in_reply_to.as_deref().into_iter().collect();
    if let Some(ticket) = of_messages(context, &answered).await? {
        return Ok(unmerged(context, ticket)
            .await?
            .map(|ticket| (ticket, true)));
    }
    if let Some(id) = tagged
        && let Some(ticket) = unmerged(context, id).await?
    {
        return Ok(Some((ticket, false)));
    }
    let references: Vec<&str> = message
        .references
        .iter()
        .map(String::as_str)
        .take(MAX_REFERENCES)
        .collect();
    if let Some(ticket) = of_messages(context, &references).await? {
        return Ok(unmerged(context, ticket)
            .await?
            .map(|ticket| (ticket, true)));
    }
    // Email of the help desk names its ticket and when it was created.
    let own = answered
        .iter()
        .chain(&references)
        .find_map(|id| own_thread(id));
    let Some((id, created)) = own else {
        return Ok(None);
    };
    let ticket = access::tickets(context, None)
        .filter(ticket::Column::Id.eq(id))
        .one(&context.db)
        .await?
        .filter(|ticket| ticket.created.0.timestamp() == created);
    match ticket {
        Some(ticket) => Ok(unmerged(context, ticket.id)
            .await?
            .map(|ticket| (ticket, false))),
        None => Ok(None),
    }
}

/// The ticket and the time in `<ticket.41.1795960000@example.com>`, which email of the help desk has
/// in its References.
fn own_thread(id: &str) -> Option<(i32, i64)> {
    let rest = id.trim().strip_prefix("<ticket.")?;
    let (name, _) = rest.split_once('@')?;
    let (ticket, created) = name.split_once('.')?;
    Some((ticket.parse().ok()?, created.parse().ok()?))
}

/// The ticket of the newest follow-up that stores one of these Message-IDs.
async fn of_messages(context: &Context, ids: &[&str]) -> Result<Option<i32>> {
    if ids.is_empty() {
        return Ok(None);
    }
    Ok(access::followups(context, None)
        .select_only()
        .column(followup::Column::TicketId)
        .filter(followup::Column::MessageId.is_in(ids.iter().copied()))
        .order_by_desc(followup::Column::Date)
        .order_by_desc(followup::Column::Id)
        .into_tuple()
        .one(&context.db)
        .await?)
}

/// The ticket with this ID, or the one that it was merged into.
async fn unmerged(context: &Context, id: i32) -> Result<Option<ticket::Model>> {
    let mut id = id;
    let mut found = None;
    for _ in 0..MAX_MERGES {
        let ticket = access::tickets(context, None)
            .filter(ticket::Column::Id.eq(id))
            .one(&context.db)
            .await?;
        let Some(ticket) = ticket else {
            break;
        };
        let target = ticket.merged_to_id;
        found = Some(ticket);
        match target {
            Some(target) => id = target,
            None => break,
        }
    }
    Ok(found)
}

/// Whether the sender submitted, owns or follows the ticket, or is staff.
async fn knows_sender(
    context: &Context,
    ticket: &ticket::Model,
    message: &IncomingMessage,
) -> Result<bool> {
    let Some(sender) = message.sender.as_deref().map(str::to_lowercase) else {
        return Ok(false);
    };
    let is_sender =
        |address: Option<&str>| address.is_some_and(|address| address.to_lowercase() == sender);
    if is_sender(ticket.submitter_email.as_deref()) {
        return Ok(true);
    }
    let users = user::Entity::find()
        .filter(Expr::expr(Func::lower(Expr::col(user::Column::Email))).eq(sender.as_str()))
        .filter(user::Column::IsActive.eq(true))
        .all(&context.db)
        .await?;
    let is_own = |user: &user::Model| user.is_staff || ticket.assigned_to_id == Some(user.id);
    if users.iter().any(is_own) {
        return Ok(true);
    }
    let followers = ticket_cc::Entity::find()
        .filter(ticket_cc::Column::TicketId.eq(ticket.id))
        .all(&context.db)
        .await?;
    Ok(followers.iter().any(|follower| {
        is_sender(follower.email.as_deref())
            || users.iter().any(|user| follower.user_id == Some(user.id))
    }))
}

/// The recipients of a message as followers, without the addresses of queues, which would answer each
/// other.
async fn followers(
    context: &Context,
    queues: &[queue::Model],
    message: &IncomingMessage,
) -> Result<Vec<NewFollower>> {
    let mut seen: BTreeSet<String> = queues
        .iter()
        .filter_map(|queue| queue.email_address.as_deref())
        .map(str::to_lowercase)
        .collect();
    let addresses: Vec<&str> = message
        .recipients
        .iter()
        .map(String::as_str)
        .filter(|address| address.len() <= MAX_ADDRESS && validators::is_email(address))
        .filter(|address| seen.insert(address.to_lowercase()))
        .take(MAX_FOLLOWERS)
        .collect();
    if addresses.is_empty() {
        return Ok(Vec::new());
    }
    let users: Vec<(i32, String)> = user::Entity::find()
        .select_only()
        .column(user::Column::Id)
        .column(user::Column::Email)
        .filter(user::Column::Email.is_in(addresses.iter().copied()))
        .filter(user::Column::IsActive.eq(true))
        .into_tuple()
        .all(&context.db)
        .await?;
    let mut by_address: BTreeMap<&str, Vec<i32>> = BTreeMap::new();
    for (id, address) in &users {
        by_address.entry(address).or_default().push(*id);
    }
    let follower = |address: &str| NewFollower {
        // Several users with one address: nobody knows which of them is meant.
        user: match by_address.get(address).map(Vec::as_slice) {
            Some([user]) => Some(*user),
            _ => None,
        },
        address: address.to_owned(),
    };
    Ok(addresses.into_iter().map(follower).collect())
}

#[cfg(test)]
mod tests {
    use super::{matches, own_thread, tag};

    #[test]
    fn the_last_tag_of_a_slug_counts() {
        for (slug, subject, expected) in [
            ("support", "Re: [support-12] Printer", Some(12)),
            ("support", "[support-1] and [support-2]", Some(2)),
            ("support", "[support-1] and [support-x]", Some(1)),
            ("support", "[support-1", None),
            ("support", "support-1", None),
            ("support", "[support-99999999999]", None),
            ("web-site", "FW: [web-site-7]", Some(7)),
            ("support", "[Support-7]", None),
            ("support", "[support-٧]", Some(7)),
        ] {
            assert_eq!(tag(slug, subject), expected, "{subject}");
        }
    }

    #[test]
    fn patterns_match_as_in_django_helpdesk() {
        for (pattern, address, expected) in [
            ("a@x.com", "a@x.com", true),
            ("*@x.com", "b@x.com", true),
            ("*@x.com", "b@y.com", false),
            ("a@*", "a@y.com", true),
            ("a@*", "b@y.com", false),
            ("*@*", "b@y.com", true),
            ("*@*", "", true),
            ("spam", "spam@x.com", false),
        ] {
            assert_eq!(matches(pattern, address), expected, "{pattern} {address}");
        }
    }

    #[test]
    fn threads_of_the_help_desk_name_the_ticket() {
        assert_eq!(
            own_thread("<ticket.41.1795960000@x.com>"),
            Some((41, 1_795_960_000))
        );
        assert_eq!(own_thread("<ticket.41.7f3e-uuid@x.com>"), None);
        assert_eq!(own_thread("<other@x.com>"), None);
    }
}
