//! The email templates of a new database, in Django's template language. The texts are our own; names
//! and variables are django-helpdesk's. Each language has a file of texts, from which this module
//! generates plain text and HTML.

mod de;
mod en;

/// Maximum length of a subject or heading in characters: the size of their columns.
#[cfg(test)]
const MAX_TITLE_LENGTH: usize = 100;

/// A row of `helpdesk_emailtemplate`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailTemplate {
    /// The event and the recipient (`newticket_submitter`).
    pub template_name: &'static str,
    /// The language of queues that use it (`en`).
    pub locale: &'static str,
    /// Text after the ticket's number and title.
    pub subject: &'static str,
    /// Title of the HTML document.
    pub heading: &'static str,
    /// Body as plain text.
    pub plain_text: String,
    /// Body as HTML, without the surrounding layout.
    pub html: String,
}

/// The templates of all locales, in the order of their IDs.
#[must_use]
pub fn all() -> Vec<EmailTemplate> {
    [&en::LOCALE, &de::LOCALE]
        .iter()
        .flat_map(|locale| locale.emails.iter().map(|email| locale.render(email)))
        .collect()
}

/// The texts of one language.
struct Locale {
    language: &'static str,
    greeting: &'static str,
    /// The lines that describe the ticket to staff.
    details: &'static [Detail],
    /// Label of the ticket's description.
    description: &'static str,
    emails: &'static [Email],
}

struct Detail {
    label: &'static str,
    value: &'static str,
    /// The line is omitted if this variable is empty or false.
    only_if: Option<&'static str>,
}

struct Email {
    name: &'static str,
    subject: &'static str,
    heading: &'static str,
    body: &'static [Paragraph],
    /// Whether to add the details and the description, which customers know already.
    for_staff: bool,
}

enum Paragraph {
    /// Unconditional.
    Always(&'static str),
    /// Omitted if the variable is empty or false: variable, text.
    If(&'static str, &'static str),
    /// Depends on a variable: variable, text, and text if the variable is empty or false.
    IfElse(&'static str, &'static str, &'static str),
}

/// Format of a body.
#[derive(Clone, Copy)]
enum Format {
    Text,
    Html,
}

impl Locale {
    fn render(&self, email: &Email) -> EmailTemplate {
        EmailTemplate {
            template_name: email.name,
            locale: self.language,
            subject: email.subject,
            heading: email.heading,
            plain_text: self.body(email, Format::Text),
            html: self.body(email, Format::Html),
        }
    }

    fn body(&self, email: &Email, format: Format) -> String {
        let mut out = format.paragraph(self.greeting);
        for paragraph in email.body {
            out += &match paragraph {
                Paragraph::Always(text) => format.paragraph(text),
                Paragraph::If(variable, text) => {
                    format!(
                        "{{% if {variable} %}}{}{{% endif %}}",
                        format.paragraph(text)
                    )
                }
                Paragraph::IfElse(variable, yes, no) => format!(
                    "{{% if {variable} %}}{}{{% else %}}{}{{% endif %}}",
                    format.paragraph(yes),
                    format.paragraph(no)
                ),
            };
        }
        if email.for_staff {
            out += &format.details(self.details);
            out += &format.description(self.description);
        }
        out.truncate(out.trim_end().len());
        out.push('\n');
        out
    }
}

impl Format {
    fn paragraph(self, text: &str) -> String {
        match self {
            Self::Text => format!("{}\n\n", mark_safe(text)),
            Self::Html => format!(
                "<p style=\"font-family: sans-serif\">{}</p>\n\n",
                format_html(text)
            ),
        }
    }

    fn details(self, details: &[Detail]) -> String {
        let mut out = String::new();
        for detail in details {
            let line = match self {
                Self::Text => format!("{}: {}\n", detail.label, mark_safe(detail.value)),
                Self::Html => format!(
                    "<b>{}:</b> {}<br>\n",
                    detail.label,
                    format_html(detail.value)
                ),
            };
            out += &match detail.only_if {
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

/// Marks all variables as safe, because Django would escape them for HTML in plain text, too.
fn mark_safe(text: &str) -> String {
    text.replace(" }}", "|safe }}")
}

/// Adds line breaks and links for HTML.
fn format_html(text: &str) -> String {
    let mut out = text.replace('\n', "<br>\n");
    for variable in [
        "{{ comment }}",
        "{{ resolution }}",
        "{{ ticket.resolution }}",
    ] {
        out = out.replace(variable, &variable.replace(" }}", "|linebreaksbr }}"));
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

    /// Names of all templates that django-helpdesk uses (update_ticket.py, forms.py, email.py,
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
    fn locales_have_all_templates() {
        for locale in ["en", "de"] {
            let mut names: Vec<_> = all()
                .iter()
                .filter(|template| template.locale == locale)
                .map(|template| template.template_name)
                .collect();
            names.sort_unstable();
            assert_eq!(names, NAMES, "{locale}");
        }
    }

    #[test]
    fn subjects_and_headings_fit_their_columns() {
        for template in all() {
            for text in [template.subject, template.heading] {
                assert!(
                    !text.is_empty() && text.chars().count() <= MAX_TITLE_LENGTH,
                    "{}: {text}",
                    template.template_name
                );
            }
        }
    }

    #[test]
    fn closes_tags_and_escapes_only_html() {
        for template in all() {
            for text in [&template.plain_text, &template.html] {
                assert_eq!(text.matches("{%").count(), text.matches("%}").count());
                assert_eq!(
                    text.matches("{% if ").count(),
                    text.matches("{% endif %}").count(),
                    "{text}"
                );
                assert_eq!(text.matches("{{").count(), text.matches("}}").count());
            }
            assert_eq!(
                template.plain_text.matches("{{").count(),
                template.plain_text.matches("|safe }}").count()
            );
            assert!(
                !template.html.contains("|safe"),
                "{}: HTML must be escaped",
                template.template_name
            );
        }
    }
}
