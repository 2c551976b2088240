//! The comment of a follow-up by REST, which django-helpdesk renders as a template of the ticket and its queue
//! (helpdesk/update_ticket.py). Never by GraphQL: there a comment is what was written.
//!
//! Tags stay as they are, as in django-helpdesk, which neutralises them. The rest is Django's template language.

use entity::{queue, site, ticket};
use sea_orm::EntityTrait;
use templates::{Options, Template, Value};

use crate::domain::Context;
use crate::domain::error::{Code, Error, Result};
use crate::domain::tickets::list::blocked;
use crate::domain::tickets::status::{label, status_label};

/// The comment rendered. One without `{{` or `{#` costs nothing.
///
/// # Errors
/// [`Error::Invalid`] for a template that is broken or cannot be rendered; what the database says.
pub async fn render(context: &Context, ticket: &ticket::Model, queue: &queue::Model, comment: &str) -> Result<String> {
    if !comment.contains("{{") && !comment.contains("{#") {
        return Ok(comment.to_owned());
    }
    let values = values(context, ticket, queue).await?;
    let (comment, config, now) = (comment.to_owned(), context.config.clone(), context.clock.now());
    // A hostile template may keep a processor for a moment, before its limits end it.
    let work = tokio::task::spawn_blocking(move || {
        let options = Options {
            language: config.language_code.as_str().into(),
            time_zone: config.time_zone,
            media_url: config.media_url.as_str().into(),
            ..Options::new(now)
        };
        parsed(&comment, &options)?.render(&values, &options)
    });
    let rendered = work.await.map_err(|error| Error::Internal(Box::new(error)))?;
    rendered.map_err(|error| Error::field("comment", Code::Template { line: error.line, reason: error.message }))
}

/// The comment as a template in which tags are text.
fn parsed(comment: &str, options: &Options<'_>) -> std::result::Result<Template, templates::Error> {
    let template = Template::parse(&verbatim(comment), options);
    let tags = comment.contains("{%") || comment.contains("%}");
    // Half a tag makes django-helpdesk crash; it is text as well.
    if template.is_err() && tags { Template::parse(&spelled(comment), options) } else { template }
}

/// Tags put between those that Django takes for text, as django-helpdesk does it.
fn verbatim(comment: &str) -> String {
    let mut out = String::with_capacity(comment.len());
    let mut rest = comment;
    while let Some(first) = rest.chars().next() {
        let (text, length) = match rest.get(..2) {
            Some("{%") => ("{% verbatim %}{%", 2),
            Some("%}") => ("%}{% endverbatim %}", 2),
            _ => (&rest[..first.len_utf8()], first.len_utf8()),
        };
        out.push_str(text);
        rest = &rest[length..];
    }
    out
}

/// Marks of tags, and the braces between them, spelled by a tag of Django's that makes one mark.
fn spelled(comment: &str) -> String {
    let mut out = String::with_capacity(comment.len());
    let mut rest = comment;
    let mut within = false;
    while let Some(first) = rest.chars().next() {
        let (text, length) = match (rest.get(..2), first) {
            (Some("{%"), _) => ("{% templatetag openblock %}", 2),
            (Some("%}"), _) => ("{% templatetag closeblock %}", 2),
            (_, '{') if within || rest.starts_with("{{%") => ("{% templatetag openbrace %}", 1),
            _ => (&rest[..first.len_utf8()], first.len_utf8()),
        };
        within = (within || rest.starts_with("{%")) && !rest.starts_with("%}");
        out.push_str(text);
        rest = &rest[length..];
    }
    out
}

/// What a comment may speak of (helpdesk/lib.py, `safe_template_context`). The owner is always `None`: django-helpdesk
/// looks for a name that its tickets no longer have.
async fn values(context: &Context, ticket: &ticket::Model, queue: &queue::Model) -> Result<templates::Context> {
    let helpdesk = &context.config.helpdesk;
    let waits = !blocked(context, &[ticket.id]).await?.is_empty();
    let site = site::Entity::find_by_id(context.config.site_id).one(&context.db).await?;
    let base = format!("http://{}", site.map_or_else(|| "configure-django-sites.com".to_owned(), |site| site.domain));
    let merged_to = match ticket.merged_to_id {
        Some(id) => ticket::Entity::find_by_id(id).one(&context.db).await?,
        None => None,
    };
    let reference = format!("{}-{}", queue.slug, ticket.id);
    let submitter = ticket.submitter_email.as_deref();
    let key = &ticket.secret_key;
    let public = format!("{base}/view/?ticket={reference}&email={}&key={key}", submitter.unwrap_or("None"));
    let from = match queue.email_address.as_deref().filter(|address| !address.is_empty()) {
        Some(address) => format!("{} <{address}>", queue.title),
        None => format!("NO QUEUE EMAIL ADDRESS DEFINED <{}>", context.config.default_from_email),
    };
    let of_queue = Value::dict([
        ("title", Value::from(queue.title.as_str())),
        ("slug", queue.slug.as_str().into()),
        ("email_address", queue.email_address.as_deref().into()),
        ("from_address", from.into()),
        ("locale", queue.locale.as_deref().into()),
    ]);
    let of_ticket = Value::dict([
        ("title", Value::from(ticket.title.as_str())),
        ("created", ticket.created.0.into()),
        ("modified", ticket.modified.0.into()),
        ("submitter_email", submitter.into()),
        ("status", ticket.status.into()),
        ("get_status_display", label(ticket.status, &helpdesk.ticket_status_choices).into()),
        ("on_hold", ticket.on_hold.into()),
        ("description", ticket.description.as_deref().into()),
        ("resolution", ticket.resolution.as_deref().into()),
        ("priority", ticket.priority.into()),
        ("get_priority_display", label(ticket.priority, &helpdesk.ticket_priority_choices).into()),
        ("last_escalation", ticket.last_escalation.map(|at| at.0).into()),
        ("ticket", format!("[{reference}]").into()),
        ("ticket_for_url", reference.into()),
        ("merged_to", merged_to.map(|ticket| format!("{} {}", ticket.id, ticket.title)).into()),
        ("get_status", status_label(ticket, waits, helpdesk).into()),
        ("ticket_url", public.into()),
        ("staff_url", format!("{base}/tickets/{}/", ticket.id).into()),
        ("_get_assigned_to", Value::None),
        ("assigned_to", Value::None),
        ("queue", of_queue.clone()),
    ]);
    Ok(templates::Context::new().with("queue", of_queue).with("ticket", of_ticket))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(comment: &str) -> std::result::Result<String, templates::Error> {
        let options = Options::new("2026-11-24T09:28:00Z".parse().unwrap());
        let ticket = Value::dict([("title", Value::from("<b> & 'c'")), ("resolution", Value::None)]);
        parsed(comment, &options)?.render(&templates::Context::new().with("ticket", ticket), &options)
    }

    #[test]
    fn as_django_renders_it() {
        for (comment, expected) in [
            ("{{ ticket.title }}", "&lt;b&gt; &amp; &#x27;c&#x27;"),
            ("{{ticket.title|safe}}!", "<b> & 'c'!"),
            ("{{ ticket.title|truncatechars:3|cut:\"<\" }}", "b…"),
            ("{{ ticket.resolution|default_if_none:\"open\" }}", "open"),
            ("{{ nothing.here }}", ""),
            ("A {% now 'Y' %} {# gone #} <b>&amp;</b>", "A {% now 'Y' %}  <b>&amp;</b>"),
            ("{% if {{ ticket.title }} %}{{ nothing }}", "{% if {{ ticket.title }} %}"),
            ("{% two\nlines {{ ticket.title }}%}", "{% two\nlines {{ ticket.title }}%}"),
            ("open {{ brace", "open {{ brace"),
            ("{{ two\nlines }}", "{{ two\nlines }}"),
            ("{ {} } 5 % }", "{ {} } 5 % }"),
        ] {
            assert_eq!(rendered(comment).as_deref(), Ok(expected), "{comment}");
        }
        for broken in ["{{ foo bar }}", "{{ x|nofilter }}", "{{ }}", "{{ ticket._secret }}", "{{ x|default:open }}"] {
            assert!(rendered(broken).is_err(), "{broken}");
        }
    }

    #[test]
    fn half_a_tag_is_text() {
        for comment in
            ["{% open ", "50 %} off", "{% endverbatim %}", "{% {% a %} %}", "%}{%", "{%}", "{% {# x #} {{ y }}"]
        {
            assert_eq!(rendered(comment).as_deref(), Ok(comment), "{comment}");
        }
        assert_eq!(rendered("{% a {{ ticket.resolution }}").as_deref(), Ok("{% a {{ ticket.resolution }}"));
        assert_eq!(rendered("%} {{ ticket.resolution }}").as_deref(), Ok("%} None"));
    }

    proptest::proptest! {
        #[test]
        fn tags_are_text(comment in "[ab \n{}%]{0,40}") {
            let mut comment = comment;
            while comment.contains("{{") {
                comment = comment.replace("{{", "{");
            }
            if let Ok(text) = rendered(&comment) {
                // A tag within a tag shows how django-helpdesk neutralised it.
                proptest::prop_assert_eq!(text.replace("{% verbatim %}", ""), comment);
            } else {
                proptest::prop_assert!(false, "refused");
            }
        }
    }
}
