//! Renders the comment of a follow-up by REST, which django-helpdesk treats as a template with its
//! ticket and queue (helpdesk/update_ticket.py). GraphQL stores comments as they are.
//!
//! Tags (`{% … %}`) stay text, because django-helpdesk escapes them. Variables, filters and
//! comments are Django's template language.

use entity::{queue, ticket, user};
use sea_orm::EntityTrait as _;
use templates::{Options, Template};

use crate::domain::delivery::notifications::facts::Facts;
use crate::domain::delivery::notifications::names;
use crate::domain::{Code, Context, Error, Result};

/// Whether a text contains variables or comments of the template language.
pub(in crate::domain::tickets) fn is_template(text: &str) -> bool {
    text.contains("{{") || text.contains("{#")
}

/// Renders the comment. Costs nothing if it contains neither `{{` nor `{#`.
///
/// # Errors
/// [`Error::Invalid`] for a template that cannot be parsed or rendered; database errors.
pub async fn render(
    context: &Context,
    ticket: &ticket::Model,
    queue: &queue::Model,
    comment: &str,
) -> Result<String> {
    if !is_template(comment) {
        return Ok(comment.to_owned());
    }
    let values = template_context(context, ticket, queue).await?;
    let (comment, config, now) = (
        comment.to_owned(),
        context.config.clone(),
        context.clock.now(),
    );
    let language = context.language.clone();
    // A hostile template can use the CPU for a moment, until the template engine's limits stop it.
    let work = tokio::task::spawn_blocking(move || {
        let options = Options {
            language: language.code().into(),
            time_zone: config.time_zone,
            media_url: config.media_url.as_str().into(),
            ..Options::new(now)
        };
        parse(&comment, &options)?.render(&values, &options)
    });
    let rendered = work
        .await
        .map_err(|error| Error::Internal(Box::new(error)))?;
    rendered.map_err(|error| {
        Error::field(
            "comment",
            Code::Template {
                line: error.line,
                reason: error.message,
            },
        )
    })
}

/// Parses the comment as a template in which tags are text.
pub(in crate::domain::tickets) fn parse(
    comment: &str,
    options: &Options<'_>,
) -> std::result::Result<Template, templates::Error> {
    let template = Template::parse(&wrap_tags_in_verbatim(comment), options);
    let tags = comment.contains("{%") || comment.contains("%}");
    // An incomplete tag makes django-helpdesk crash. Here it is text as well.
    if template.is_err() && tags {
        Template::parse(&escape_marks(comment), options)
    } else {
        template
    }
}

/// Wraps tags in `verbatim` tags, as django-helpdesk does.
fn wrap_tags_in_verbatim(comment: &str) -> String {
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

/// Replaces the delimiters of tags, and braces within tags, with `templatetag` tags that print
/// them.
fn escape_marks(comment: &str) -> String {
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

/// The variables of a comment.
async fn template_context(
    context: &Context,
    ticket: &ticket::Model,
    queue: &queue::Model,
) -> Result<templates::Context> {
    let owner = match ticket.assigned_to_id {
        Some(id) if context.dialect.names_owner_in_templates() => {
            user::Entity::find_by_id(id).one(&context.db).await?
        }
        _ => None,
    };
    let facts = Facts::read(context, (ticket, queue), owner.as_ref()).await?;
    let queue = names::queue(&facts.queue);
    let ticket = names::ticket(&facts.ticket, queue.clone());
    Ok(templates::Context::new()
        .with("queue", queue)
        .with("ticket", ticket))
}

#[cfg(test)]
mod tests {
    use templates::Value;

    use super::*;

    fn rendered(comment: &str) -> std::result::Result<String, templates::Error> {
        let options = Options::new("2026-11-24T09:28:00Z".parse().unwrap());
        let ticket = Value::dict([
            ("title", Value::from("<b> & 'c'")),
            ("resolution", Value::None),
        ]);
        parse(comment, &options)?
            .render(&templates::Context::new().with("ticket", ticket), &options)
    }

    #[test]
    fn renders_like_django() {
        for (comment, expected) in [
            ("{{ ticket.title }}", "&lt;b&gt; &amp; &#x27;c&#x27;"),
            ("{{ticket.title|safe}}!", "<b> & 'c'!"),
            ("{{ ticket.title|truncatechars:3|cut:\"<\" }}", "b…"),
            ("{{ ticket.resolution|default_if_none:\"open\" }}", "open"),
            ("{{ nothing.here }}", ""),
            (
                "A {% now 'Y' %} {# gone #} <b>&amp;</b>",
                "A {% now 'Y' %}  <b>&amp;</b>",
            ),
            (
                "{% if {{ ticket.title }} %}{{ nothing }}",
                "{% if {{ ticket.title }} %}",
            ),
            (
                "{% two\nlines {{ ticket.title }}%}",
                "{% two\nlines {{ ticket.title }}%}",
            ),
            ("open {{ brace", "open {{ brace"),
            ("{{ two\nlines }}", "{{ two\nlines }}"),
            ("{ {} } 5 % }", "{ {} } 5 % }"),
        ] {
            assert_eq!(rendered(comment).as_deref(), Ok(expected), "{comment}");
        }
        for broken in [
            "{{ foo bar }}",
            "{{ x|nofilter }}",
            "{{ }}",
            "{{ ticket._secret }}",
            "{{ x|default:open }}",
        ] {
            assert!(rendered(broken).is_err(), "{broken}");
        }
    }

    #[test]
    fn incomplete_tags_are_text() {
        for comment in [
            "{% open ",
            "50 %} off",
            "{% endverbatim %}",
            "{% {% a %} %}",
            "%}{%",
            "{%}",
            "{% {# x #} {{ y }}",
        ] {
            assert_eq!(rendered(comment).as_deref(), Ok(comment), "{comment}");
        }
        assert_eq!(
            rendered("{% a {{ ticket.resolution }}").as_deref(),
            Ok("{% a {{ ticket.resolution }}")
        );
        assert_eq!(
            rendered("%} {{ ticket.resolution }}").as_deref(),
            Ok("%} None")
        );
    }

    proptest::proptest! {
        #[test]
        fn tags_are_text(comment in "[ab \n{}%]{0,40}") {
            let mut comment = comment;
            while comment.contains("{{") {
                comment = comment.replace("{{", "{");
            }
            if let Ok(text) = rendered(&comment) {
                // A nested tag shows how django-helpdesk escapes tags.
                proptest::prop_assert_eq!(text.replace("{% verbatim %}", ""), comment);
            } else {
                proptest::prop_assert!(false, "rejected");
            }
        }
    }
}
