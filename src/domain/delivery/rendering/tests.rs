//! Tests of rendered emails, for REST and GraphQL. The expected REST output comes from a running
//! django-helpdesk.

use chrono::DateTime;

use super::*;
use crate::domain::delivery::notifications::facts::{Facts, Queue};
use crate::domain::delivery::outbox::mail::Headers;

const COMMENT: &str = "one\r\n<b>two</b> & \"three\"";

fn mail(rest: Option<Rest>, opens: bool) -> Mail {
    let moment = DateTime::parse_from_rfc3339("2026-03-24T15:00:00Z")
        .unwrap()
        .to_utc();
    Mail {
        template: "updated_cc".to_owned(),
        locale: "de".to_owned(),
        headers: Headers {
            recipient: "a@example.org".to_owned(),
            remaining: Vec::new(),
            from_name: "Support".to_owned(),
            from_address: "support@example.org".to_owned(),
            date: moment,
            message_id: "1@example.org".to_owned(),
            in_reply_to: None,
            references: Vec::new(),
        },
        facts: Facts {
            queue: Queue {
                title: "R & D".to_owned(),
                slug: "rd".to_owned(),
                email_address: None,
                from_address: "NO QUEUE EMAIL ADDRESS DEFINED <a@b>".to_owned(),
                locale: Some("de".to_owned()),
            },
            ticket: Ticket {
                id: 7,
                title: "It's <broken>".to_owned(),
                created: moment,
                modified: moment,
                submitter_email: None,
                status: 3,
                status_display: "Resolved".to_owned(),
                status_text: "Resolved - On Hold".to_owned(),
                on_hold: true,
                description: None,
                resolution: Some("<i>done</i>".to_owned()),
                priority: 3,
                priority_display: "3. Normal".to_owned(),
                last_escalation: None,
                reference: "rd-7".to_owned(),
                merged_to: Some("9 Other".to_owned()),
                ticket_url: "http://x/view/?ticket=rd-7&email=None&key=k".to_owned(),
                staff_url: "http://x/tickets/7/".to_owned(),
                assigned_to: None,
                owner: Some("Ada".to_owned()),
            },
        },
        followup: FollowUpText {
            comment: COMMENT.to_owned(),
            private: true,
            opens,
            rest,
            language: String::new(),
        },
        files: Vec::new(),
    }
}

/// The rendered parts of a row whose text and HTML are `template`, without base and footer.
fn parts(mail: &Mail, template: &str) -> (String, String, String) {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("helpdesk/de");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("email_text_footer.txt"), "").unwrap();
    std::fs::write(
        folder.join("email_html_base.html"),
        "{% block content %}{% endblock %}",
    )
    .unwrap();
    let row = row(template);
    let (rendered, errors) = render(
        &Config::default(),
        &BaseTemplates::new(dir.path().to_str().unwrap()),
        &row,
        mail,
    );
    assert_eq!(errors, []);
    (
        rendered.subject,
        rendered.text.unwrap().trim_end().to_owned(),
        rendered.html.unwrap(),
    )
}

fn row(template: &str) -> email_template::Model {
    email_template::Model {
        id: 1,
        template_name: "updated_cc".to_owned(),
        subject: "(x)".to_owned(),
        heading: "H".to_owned(),
        plain_text: template.to_owned(),
        html: template.to_owned(),
        locale: None,
    }
}

#[test]
fn rest_renders_like_django_helpdesk() {
    let followup = |repeated| Rest {
        safe_comment: true,
        safe_resolution: true,
        repeated,
    };
    let template = "{{ comment }}|{{ resolution }}|{{ ticket.get_priority_display }}|{{ ticket.get_assigned_to }}|{{ private }}";
    let (subject, text, html) = parts(&mail(Some(followup(false)), false), template);
    assert_eq!(subject, "[rd-7] It's <broken> (x)");
    assert_eq!(
        text,
        "one\r\n<b>two</b> & \"three\"|<i>done</i>|3. Normal||"
    );
    assert_eq!(
        html,
        "one<br><b>two</b> & \"three\"|<i>done</i>|3. Normal||"
    );
    // The previous email left its line ends in the context.
    let (_, text, _) = parts(&mail(Some(followup(true)), false), template);
    assert_eq!(
        text,
        "one<br><b>two</b> & \"three\"|<i>done</i>|3. Normal||"
    );
    // For a new ticket, the text is not rendered and the priority is a form value.
    let opening = Rest {
        safe_comment: false,
        safe_resolution: false,
        repeated: false,
    };
    let (_, text, html) = parts(&mail(Some(opening), true), template);
    assert_eq!(
        text,
        "one\r\n&lt;b&gt;two&lt;/b&gt; &amp; &quot;three&quot;||3||"
    );
    assert_eq!(html, "one<br><b>two</b> & \"three\"||3||");
    let (_, text, _) = parts(
        &mail(Some(followup(false)), false),
        "{{ ticket.title }} {{ ticket.created|date:\"DATETIME_FORMAT\" }}",
    );
    assert_eq!(text, "It&#x27;s &lt;broken&gt; March 24, 2026, 3 p.m.");
}

#[test]
fn graphql_escapes_html_only() {
    let template = "{{ comment }}|{{ resolution }}|{{ ticket.assigned_to }}|{{ ticket.get_assigned_to }}|{{ private }}";
    let (_, text, html) = parts(&mail(None, true), template);
    assert_eq!(
        text,
        "one\r\n<b>two</b> & \"three\"|<i>done</i>|Ada|Ada|True"
    );
    assert_eq!(
        html,
        "one<br>&lt;b&gt;two&lt;/b&gt; &amp; &quot;three&quot;|&lt;i&gt;done&lt;/i&gt;|Ada|Ada|True"
    );
    let (_, text, html) = parts(
        &mail(None, false),
        "{{ ticket.title }} {{ queue.title }} {{ ticket.created|date:\"DATETIME_FORMAT\" }}",
    );
    assert_eq!(text, "It's <broken> R & D 24. März 2026 15:00");
    assert_eq!(
        html,
        "It&#x27;s &lt;broken&gt; R &amp; D 24. März 2026 15:00"
    );
    // `safe` does not undo the escaping of user input.
    let (_, _, html) = parts(&mail(None, false), "{{ comment|safe }}");
    assert_eq!(
        html,
        "one<br>&lt;b&gt;two&lt;/b&gt; &amp; &quot;three&quot;"
    );
}

#[test]
fn renders_the_valid_parts_of_an_invalid_row() {
    let (config, base, mail) = (
        Config::default(),
        BaseTemplates::default(),
        mail(None, false),
    );
    let broken = |part: &str| {
        let mut row = row("Hello");
        match part {
            "subject" => row.subject = "{{ oops|nofilter }}".to_owned(),
            "text" => row.plain_text = "\n{% endif %}".to_owned(),
            _ => row.html = "{% include 'nowhere.html' %}".to_owned(),
        }
        let (rendered, errors) = render(&config, &base, &row, &mail);
        let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
        (rendered, errors.join("; "))
    };
    let (rendered, errors) = broken("subject");
    assert_eq!(rendered.subject, "[rd-7] It's <broken>");
    assert!(rendered.text.is_some() && rendered.html.is_some());
    assert!(
        errors.starts_with("subject: line 1: ") && errors.contains("nofilter"),
        "{errors}"
    );
    let (rendered, errors) = broken("text");
    assert!(rendered.text.is_none() && rendered.html.unwrap().contains("Hello"));
    assert!(errors.starts_with("plain text: line 2: "), "{errors}");
    let (rendered, errors) = broken("html");
    assert!(rendered.html.is_none() && rendered.text.unwrap().starts_with("Hello"));
    assert!(
        errors.starts_with("HTML: ") && errors.contains("nowhere.html"),
        "{errors}"
    );
}
