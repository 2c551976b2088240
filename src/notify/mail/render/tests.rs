//! What templates make of mails, by REST and by GraphQL. django-helpdesk's side was looked up in a
//! running one.

use chrono::DateTime;

use super::*;
use crate::domain::notifications::facts::{Facts, Queue};
use crate::domain::outbox::mail::Headers;

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
            left: Vec::new(),
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
                owner: Some("Ada".to_owned()),
            },
        },
        said: Said {
            comment: COMMENT.to_owned(),
            private: true,
            opens,
            rest,
            language: String::new(),
        },
        files: Vec::new(),
    }
}

/// The parts of a row whose text and HTML are `template`, without frame and footer.
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
    let (rendered, faults) = render(
        &Config::default(),
        &Frames::new(dir.path().to_str().unwrap()),
        &row,
        mail,
    );
    assert_eq!(faults, []);
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
fn by_rest_as_django_helpdesk_with_its_quirks() {
    let followup = |repeated| Rest {
        safe_comment: true,
        safe_resolution: true,
        repeated,
    };
    let told = "{{ comment }}|{{ resolution }}|{{ ticket.get_priority_display }}|{{ ticket.get_assigned_to }}|{{ private }}";
    let (subject, text, html) = parts(&mail(Some(followup(false)), false), told);
    assert_eq!(subject, "[rd-7] It's <broken> (x)");
    assert_eq!(
        text,
        "one\r\n<b>two</b> & \"three\"|<i>done</i>|3. Normal||"
    );
    assert_eq!(
        html,
        "one<br><b>two</b> & \"three\"|<i>done</i>|3. Normal||"
    );
    // The mail before left its line ends in the context.
    let (_, text, _) = parts(&mail(Some(followup(true)), false), told);
    assert_eq!(
        text,
        "one<br><b>two</b> & \"three\"|<i>done</i>|3. Normal||"
    );
    // A new ticket's text was not rendered, and its priority comes from a form.
    let opening = Rest {
        safe_comment: false,
        safe_resolution: false,
        repeated: false,
    };
    let (_, text, html) = parts(&mail(Some(opening), true), told);
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
fn by_graphql_texts_are_texts_and_html_is_safe() {
    let told = "{{ comment }}|{{ resolution }}|{{ ticket.assigned_to }}|{{ ticket.get_assigned_to }}|{{ private }}";
    let (_, text, html) = parts(&mail(None, true), told);
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
    // `safe` does not undo it for what people wrote.
    let (_, _, html) = parts(&mail(None, false), "{{ comment|safe }}");
    assert_eq!(
        html,
        "one<br>&lt;b&gt;two&lt;/b&gt; &amp; &quot;three&quot;"
    );
}

#[test]
fn sound_parts_of_a_broken_row() {
    let (config, frames, mail) = (Config::default(), Frames::default(), mail(None, false));
    let broken = |part: &str| {
        let mut row = row("Hello");
        match part {
            "subject" => row.subject = "{{ oops|nofilter }}".to_owned(),
            "text" => row.plain_text = "\n{% endif %}".to_owned(),
            _ => row.html = "{% include 'nowhere.html' %}".to_owned(),
        }
        let (rendered, faults) = render(&config, &frames, &row, &mail);
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        (rendered, faults.join("; "))
    };
    let (rendered, faults) = broken("subject");
    assert_eq!(rendered.subject, "[rd-7] It's <broken>");
    assert!(rendered.text.is_some() && rendered.html.is_some());
    assert!(
        faults.starts_with("subject: line 1: ") && faults.contains("nofilter"),
        "{faults}"
    );
    let (rendered, faults) = broken("text");
    assert!(rendered.text.is_none() && rendered.html.unwrap().contains("Hello"));
    assert!(faults.starts_with("plain text: line 2: "), "{faults}");
    let (rendered, faults) = broken("html");
    assert!(rendered.html.is_none() && rendered.text.unwrap().starts_with("Hello"));
    assert!(
        faults.starts_with("HTML: ") && faults.contains("nowhere.html"),
        "{faults}"
    );
}
