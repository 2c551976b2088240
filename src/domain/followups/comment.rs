//! The comment of a follow-up by REST, which django-helpdesk renders as a template of the ticket and its queue
//! (helpdesk/update_ticket.py). Never by GraphQL: there a comment is what was written.
//!
//! Tags stay as they are, as in django-helpdesk, which neutralises them. Variables are rendered, with the filters in
//! [`filtered`]; another filter makes the comment a fault of the input. Not Django's whole template language: mails
//! need that, a comment seldom does.

use std::collections::HashMap;

use chrono::{Datelike, Timelike};
use chrono_tz::Tz;
use entity::values::Timestamp;
use entity::{queue, site, ticket};
use sea_orm::EntityTrait;

use crate::domain::error::{Code, Error, Result};
use crate::domain::tickets::list::blocked;
use crate::domain::tickets::status::{label, status_label};
use crate::domain::{Context, users};

/// The comment rendered. One without `{{` or `{#` costs nothing.
///
/// # Errors
/// [`Error::Invalid`] for a template that is broken or needs a filter that is not here; what the database says.
pub async fn render(context: &Context, ticket: &ticket::Model, queue: &queue::Model, comment: &str) -> Result<String> {
    if !comment.contains("{{") && !comment.contains("{#") {
        return Ok(comment.to_owned());
    }
    let values = values(context, ticket, queue).await?;
    substitute(comment, &values).ok_or_else(|| Error::field("comment", Code::Invalid))
}

/// What a comment may speak of, by its path (helpdesk/lib.py, `safe_template_context`).
async fn values(
    context: &Context,
    ticket: &ticket::Model,
    queue: &queue::Model,
) -> Result<HashMap<&'static str, String>> {
    let helpdesk = &context.config.helpdesk;
    let waits = !blocked(context, &[ticket.id]).await?.is_empty();
    let owner = match ticket.assigned_to_id {
        Some(id) => users::by_ids(context, &[id]).await?.pop(),
        None => None,
    };
    let owner = owner.map_or_else(
        || "Unassigned".to_owned(),
        |owner| match users::full_name(&owner) {
            name if name.is_empty() => owner.username,
            name => name,
        },
    );
    let site = site::Entity::find_by_id(context.config.site_id).one(&context.db).await?;
    let base = format!("http://{}", site.map_or_else(|| "configure-django-sites.com".to_owned(), |site| site.domain));
    let none = || "None".to_owned();
    let text = |value: &Option<String>| value.clone().unwrap_or_else(none);
    let moment = |moment: Timestamp| spelled(moment, context.config.time_zone);
    let reference = format!("{}-{}", queue.slug, ticket.id);
    let submitter = text(&ticket.submitter_email);
    let public = format!("{base}/view/?ticket={reference}&email={submitter}&key={}", ticket.secret_key);
    let from = match queue.email_address.as_deref().filter(|address| !address.is_empty()) {
        Some(address) => format!("{} <{address}>", queue.title),
        None => format!("NO QUEUE EMAIL ADDRESS DEFINED <{}>", context.config.default_from_email),
    };
    let mut values: HashMap<&'static str, String> = [
        ("ticket.title", ticket.title.clone()),
        ("ticket.created", moment(ticket.created)),
        ("ticket.modified", moment(ticket.modified)),
        ("ticket.submitter_email", submitter),
        ("ticket.status", ticket.status.to_string()),
        ("ticket.get_status_display", label(ticket.status, &helpdesk.ticket_status_choices)),
        ("ticket.on_hold", if ticket.on_hold { "True" } else { "False" }.to_owned()),
        ("ticket.description", text(&ticket.description)),
        ("ticket.resolution", text(&ticket.resolution)),
        ("ticket.priority", ticket.priority.to_string()),
        ("ticket.get_priority_display", label(ticket.priority, &helpdesk.ticket_priority_choices)),
        ("ticket.last_escalation", ticket.last_escalation.map_or_else(none, moment)),
        ("ticket.ticket", format!("[{reference}]")),
        ("ticket.ticket_for_url", reference),
        ("ticket.get_status", status_label(ticket, waits, helpdesk)),
        ("ticket.ticket_url", public),
        ("ticket.staff_url", format!("{base}/tickets/{}/", ticket.id)),
        ("ticket.assigned_to", owner),
    ]
    .into();
    for (paths, value) in [
        (["queue.title", "ticket.queue.title"], queue.title.clone()),
        (["queue.slug", "ticket.queue.slug"], queue.slug.clone()),
        (["queue.email_address", "ticket.queue.email_address"], text(&queue.email_address)),
        (["queue.from_address", "ticket.queue.from_address"], from),
        (["queue.locale", "ticket.queue.locale"], text(&queue.locale)),
    ] {
        for path in paths {
            values.insert(path, value.clone());
        }
    }
    Ok(values)
}

/// A moment as Django's templates spell it in English: "Nov. 24, 2026, 9:28 a.m.".
fn spelled(moment: Timestamp, zone: Tz) -> String {
    const MONTHS: [&str; 12] =
        ["Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."];
    let local = moment.0.with_timezone(&zone);
    let month = MONTHS.get(local.month0() as usize).copied().unwrap_or_default();
    let (afternoon, hour) = local.hour12();
    let time = match (local.hour(), local.minute()) {
        (0, 0) => "midnight".to_owned(),
        (12, 0) => "noon".to_owned(),
        (_, 0) => format!("{hour} {}", if afternoon { "p.m." } else { "a.m." }),
        (_, minute) => format!("{hour}:{minute:02} {}", if afternoon { "p.m." } else { "a.m." }),
    };
    format!("{month} {}, {}, {time}", local.day(), local.year())
}

/// The comment with its variables replaced and its comments gone; `None` when a variable is broken.
fn substitute(comment: &str, values: &HashMap<&'static str, String>) -> Option<String> {
    let mut out = String::with_capacity(comment.len());
    let mut rest = comment;
    while let Some(at) = rest.find('{') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let end = match from.get(..2) {
            Some("{{") => from.find("}}"),
            Some("{#") => from.find("#}"),
            // A tag is text, and what is in it too.
            Some("{%") => from.find("%}"),
            _ => None,
        };
        // Django's lexer takes a token only when it ends on its own line.
        let Some(end) = end.filter(|end| !from[..*end].contains('\n')) else {
            out.push('{');
            rest = &from[1..];
            continue;
        };
        match &from[..2] {
            "{{" => out.push_str(&filtered(&from[2..end], values)?),
            "{%" => out.push_str(&from[..end + 2]),
            _ => {}
        }
        rest = &from[end + 2..];
    }
    out.push_str(rest);
    Some(out)
}

/// A variable with its filters, escaped for HTML unless a filter says that it is safe. `None`: it is no variable, or a
/// filter that is not here.
fn filtered(expression: &str, values: &HashMap<&'static str, String>) -> Option<String> {
    let mut parts = expression.split('|').map(str::trim);
    let path = parts.next()?;
    let named = !path.is_empty()
        && path.split('.').all(|part| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '_'))
        && !path.starts_with('_')
        && !path.contains("._");
    if !named {
        return None;
    }
    let mut value = values.get(path).cloned();
    let mut safe = false;
    for filter in parts {
        let (name, argument) = filter.split_once(':').map_or((filter, None), |(name, text)| (name, Some(text)));
        let literal = match argument {
            None => None,
            Some(text) => Some(text.strip_prefix('"')?.strip_suffix('"').filter(|text| !text.contains('"'))?),
        };
        let text = value.clone().unwrap_or_default();
        match (name, literal) {
            ("safe", None) => safe = true,
            ("escape", None) => {}
            ("upper", None) => value = Some(text.to_uppercase()),
            ("lower", None) => value = Some(text.to_lowercase()),
            ("capfirst", None) => {
                let mut letters = text.chars();
                value = Some(letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect());
            }
            ("length", None) => value = Some(text.chars().count().to_string()),
            ("default", Some(other)) => {
                value =
                    Some(if matches!(text.as_str(), "" | "None" | "False" | "0") { other.to_owned() } else { text });
            }
            ("default_if_none", Some(other)) => {
                value = Some(if text == "None" { other.to_owned() } else { text });
            }
            _ => return None,
        }
    }
    let value = value.unwrap_or_default();
    Some(if safe { value } else { escaped(&value) })
}

/// Text that HTML shows as it is (django/utils/html.py, `escape`).
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#x27;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(comment: &str) -> Option<String> {
        let values = [("ticket.title", "<b> & 'c'".to_owned()), ("ticket.resolution", "None".to_owned())].into();
        substitute(comment, &values)
    }

    #[test]
    fn as_django_renders_it() {
        for (comment, expected) in [
            ("{{ ticket.title }}", "&lt;b&gt; &amp; &#x27;c&#x27;"),
            ("{{ticket.title|safe}}!", "<b> & 'c'!"),
            ("{{ ticket.title|upper }}", "&lt;B&gt; &amp; &#x27;C&#x27;"),
            ("{{ ticket.resolution|default_if_none:\"open\" }}", "open"),
            ("{{ nothing.here }}", ""),
            ("A {% now 'Y' %} {# gone #} <b>&amp;</b>", "A {% now 'Y' %}  <b>&amp;</b>"),
            ("{% if {{ ticket.title }} %}", "{% if {{ ticket.title }} %}"),
            ("open {{ brace", "open {{ brace"),
            ("{{ two\nlines }}", "{{ two\nlines }}"),
            ("{ {} }", "{ {} }"),
        ] {
            assert_eq!(rendered(comment).as_deref(), Some(expected), "{comment}");
        }
        for broken in ["{{ foo bar }}", "{{ x|nofilter }}", "{{ }}", "{{ ticket._secret }}", "{{ x|default:open }}"] {
            assert_eq!(rendered(broken), None, "{broken}");
        }
    }

    #[test]
    fn moments_in_english() {
        let at = |text: &str| spelled(Timestamp(chrono::DateTime::parse_from_rfc3339(text).unwrap().to_utc()), Tz::UTC);
        assert_eq!(at("2026-11-24T09:28:00Z"), "Nov. 24, 2026, 9:28 a.m.");
        assert_eq!(at("2026-05-01T12:00:00Z"), "May 1, 2026, noon");
        assert_eq!(at("2026-09-01T15:00:00Z"), "Sept. 1, 2026, 3 p.m.");
    }

    proptest::proptest! {
        #[test]
        fn nothing_panics(comment in "[ -~\n{}%#|\"ü]{0,60}") {
            let _ = rendered(&comment);
        }
    }
}
