//! The mail templates that a fresh database gets: our own wording, under the names and with the
//! variables that django-helpdesk uses, in Django's template language. A locale is a file of
//! sentences; the layout is made here, once as text and once as HTML. Not a template engine: only
//! the filters `safe`, `default`, `date` and `linebreaksbr` and the tag `if` are written.

mod de;
mod en;

/// Longest subject and heading, in characters: what the columns hold.
pub const MAX_TITLE: usize = 100;

/// A row of `helpdesk_emailtemplate`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailTemplate {
    /// The occasion and the reader, as the senders name them (`newticket_submitter`).
    pub template_name: &'static str,
    /// The queue's language that it is for (`en`).
    pub locale: &'static str,
    /// What is put behind the ticket's number and title.
    pub subject: &'static str,
    /// Title of the HTML page.
    pub heading: &'static str,
    /// The mail as text.
    pub plain_text: String,
    /// The mail as HTML, without the frame.
    pub html: String,
}

/// Every template of every locale, in the order of their ids.
#[must_use]
pub fn all() -> Vec<MailTemplate> {
    [&en::LOCALE, &de::LOCALE]
        .iter()
        .flat_map(|locale| locale.letters.iter().map(|l| locale.write(l)))
        .collect()
}

/// The sentences of one language.
struct Locale {
    code: &'static str,
    greeting: &'static str,
    /// Label and value of the lines that tell staff about the ticket.
    facts: &'static [Fact],
    /// Label over the ticket's description.
    description: &'static str,
    letters: &'static [Letter],
}

struct Fact {
    label: &'static str,
    value: &'static str,
    /// The variable without which the line is left out.
    only_if: Option<&'static str>,
}

struct Letter {
    name: &'static str,
    subject: &'static str,
    heading: &'static str,
    body: &'static [Paragraph],
    /// Whether the facts and the description follow: people outside know what they wrote.
    for_staff: bool,
}

enum Paragraph {
    /// Always there.
    Says(&'static str),
    /// There if the variable is neither empty nor false.
    If(&'static str, &'static str),
    /// One of two.
    Either(&'static str, &'static str, &'static str),
}

/// How a paragraph is put down.
#[derive(Clone, Copy)]
enum Form {
    Text,
    Html,
}

impl Locale {
    fn write(&self, letter: &Letter) -> MailTemplate {
        MailTemplate {
            template_name: letter.name,
            locale: self.code,
            subject: letter.subject,
            heading: letter.heading,
            plain_text: self.layout(letter, Form::Text),
            html: self.layout(letter, Form::Html),
        }
    }

    fn layout(&self, letter: &Letter, form: Form) -> String {
        let mut out = form.paragraph(self.greeting);
        for paragraph in letter.body {
            out += &match paragraph {
                Paragraph::Says(text) => form.paragraph(text),
                Paragraph::If(variable, text) => {
                    format!("{{% if {variable} %}}{}{{% endif %}}", form.paragraph(text))
                }
                Paragraph::Either(variable, yes, no) => format!(
                    "{{% if {variable} %}}{}{{% else %}}{}{{% endif %}}",
                    form.paragraph(yes),
                    form.paragraph(no)
                ),
            };
        }
        if letter.for_staff {
            out += &form.facts(self.facts);
            out += &form.description(self.description);
        }
        out.truncate(out.trim_end().len());
        out.push('\n');
        out
    }
}

impl Form {
    fn paragraph(self, text: &str) -> String {
        match self {
            Self::Text => format!("{}\n\n", unescaped(text)),
            Self::Html => format!(
                "<p style=\"font-family: sans-serif\">{}</p>\n\n",
                linked(text)
            ),
        }
    }

    fn facts(self, facts: &[Fact]) -> String {
        let mut out = String::new();
        for fact in facts {
            let line = match self {
                Self::Text => format!("{}: {}\n", fact.label, unescaped(fact.value)),
                Self::Html => format!("<b>{}:</b> {}<br>\n", fact.label, linked(fact.value)),
            };
            out += &match fact.only_if {
                Some(variable) => format!("{{% if {variable} %}}{line}{{% endif %}}"),
                None => line,
            };
        }
        match self {
            Self::Text => out + "\n",
            Self::Html => format!("<p style=\"font-family: sans-serif\">\n{out}</p>\n\n"),
        }
    }

    fn description(self, label: &str) -> String {
        let (line, text) = match self {
            Self::Text => (
                format!("{label}:"),
                "{{ ticket.description|default:\"-\"|safe }}",
            ),
            Self::Html => (
                format!("<b>{label}:</b><br>"),
                "{{ ticket.description|default:\"-\"|linebreaksbr }}",
            ),
        };
        match self {
            Self::Text => format!("{line}\n\n{text}\n"),
            Self::Html => format!("<p style=\"font-family: sans-serif\">{line}\n{text}</p>\n"),
        }
    }
}

/// Text is no place for `&#x27;`: Django escapes values for HTML in both parts unless told
/// otherwise.
fn unescaped(text: &str) -> String {
    text.replace(" }}", "|safe }}")
}

/// HTML wants its line breaks and its links.
fn linked(text: &str) -> String {
    let mut out = text.replace('\n', "<br>\n");
    for long in [
        "{{ comment }}",
        "{{ resolution }}",
        "{{ ticket.resolution }}",
    ] {
        out = out.replace(long, &long.replace(" }}", "|linebreaksbr }}"));
    }
    for url in [
        "{{ ticket.ticket_url }}",
        "{{ ticket.staff_url }}",
        "{{ ticket.merged_to.ticket_url }}",
    ] {
        out = out.replace(url, &format!("<a href=\"{url}\">{url}</a>"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every name that django-helpdesk sends by (update_ticket.py, forms.py, email.py,
    /// views/staff.py, management/commands/escalate_tickets.py).
    const NAMES: &[&str] = &[
        "assigned_cc",
        "assigned_owner",
        "closed_cc",
        "closed_owner",
        "closed_submitter",
        "escalated_cc",
        "escalated_owner",
        "escalated_submitter",
        "merged",
        "newticket_cc",
        "newticket_submitter",
        "resolved_cc",
        "resolved_owner",
        "resolved_submitter",
        "updated_cc",
        "updated_owner",
        "updated_submitter",
    ];

    #[test]
    fn every_locale_has_every_template() {
        for locale in ["en", "de"] {
            let mut names: Vec<_> = all()
                .iter()
                .filter(|row| row.locale == locale)
                .map(|row| row.template_name)
                .collect();
            names.sort_unstable();
            assert_eq!(names, NAMES, "{locale}");
        }
    }

    #[test]
    fn titles_fit_their_columns() {
        for row in all() {
            for title in [row.subject, row.heading] {
                assert!(
                    !title.is_empty() && title.chars().count() <= MAX_TITLE,
                    "{}: {title}",
                    row.template_name
                );
            }
        }
    }

    #[test]
    fn tags_are_closed_and_text_is_not_escaped() {
        for row in all() {
            for text in [&row.plain_text, &row.html] {
                assert_eq!(text.matches("{%").count(), text.matches("%}").count());
                assert_eq!(
                    text.matches("{% if ").count(),
                    text.matches("{% endif %}").count(),
                    "{text}"
                );
                assert_eq!(text.matches("{{").count(), text.matches("}}").count());
            }
            assert_eq!(
                row.plain_text.matches("{{").count(),
                row.plain_text.matches("|safe }}").count()
            );
            assert!(
                !row.html.contains("|safe"),
                "{}: HTML must stay escaped",
                row.template_name
            );
        }
    }
}
