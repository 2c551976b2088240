//! `[helpdesk]`: django-helpdesk's own settings, without their `HELPDESK_` (helpdesk/settings.py).

use serde::Deserialize;

/// Settings of the help desk.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Helpdesk {
    /// Staff reach only the queues that they were granted.
    pub enable_per_queue_staff_permission: bool,
    /// Everybody who signed in works on tickets as staff do.
    pub allow_non_staff_ticket_update: bool,
    /// Only staff may own tickets.
    pub staff_only_ticket_owners: bool,
    /// Tickets and follow-ups may have files.
    pub enable_attachments: bool,
    /// File names are held against `valid_extensions`.
    pub validate_attachment_types: bool,
    /// Endings that files may have, with their dot.
    pub valid_extensions: Vec<String>,
    /// Tickets that a comment refers to are told so.
    pub enable_backlinks: bool,
    /// Private follow-ups are told to nobody.
    pub private_followup_means_no_emails: bool,
    /// The submitter is told about private changes too.
    pub notify_submitter_for_all_ticket_changes: bool,
    /// Largest file that is sent along in mails, in bytes.
    pub max_email_attachment_size: u64,
    /// Mail templates of this language are used when a queue's own are missing.
    pub email_fallback_locale: String,
    /// Template of a mail's subject; `%(subject)s` in it is the subject of the mail's own template,
    /// `%%` a percent sign.
    pub email_subject_template: String,
    /// Links in mails begin with https.
    pub use_https_in_email_link: bool,
    /// The knowledge base is on.
    pub kb_enabled: bool,
    /// Status numbers and their names, in order.
    pub ticket_status_choices: Vec<Choice>,
    /// Status of a new ticket.
    pub ticket_open_status: i32,
    /// Status of a ticket that was opened again.
    pub ticket_reopened_status: i32,
    /// Status of a ticket with a resolution.
    pub ticket_resolved_status: i32,
    /// Status of a ticket that is done with.
    pub ticket_closed_status: i32,
    /// Status of a ticket merged into another.
    pub ticket_duplicate_status: i32,
    /// Statuses that count as open.
    pub ticket_open_statuses: Vec<i32>,
    /// For each status the statuses that may follow: `[from, [to, …]]`.
    pub ticket_status_choices_flow: Vec<(i32, Vec<i32>)>,
    /// Priority numbers and their names, in order.
    pub ticket_priority_choices: Vec<Choice>,
    /// Whether the labels of statuses and priorities are looked up in the catalogues, as Django
    /// does with those that are marked for it (`gettext_lazy`); its own are.
    pub translate_choices: bool,
    /// Whether the time that a follow-up took is calculated where nobody said it.
    pub followup_time_spent_auto: bool,
    /// Opening hours in which time counts, by days of the week in English; a day that is not named
    /// is open all day.
    pub followup_time_spent_opening_hours: Vec<(String, f64, f64)>,
    /// Days (`YYYY-MM-DD`) on which no time counts.
    pub followup_time_spent_exclude_holidays: Vec<String>,
    /// Statuses in which no time counts.
    pub followup_time_spent_exclude_statuses: Vec<i32>,
    /// Slugs of queues in which no time counts.
    pub followup_time_spent_exclude_queues: Vec<String>,
    /// Whether whoever answers a ticket becomes a follower of it.
    pub auto_subscribe_on_ticket_response: bool,
    /// Whether the REST API is on.
    pub api_enabled: bool,
    /// Addresses that are told about new tickets.
    pub new_ticket_webhook_urls: Vec<String>,
    /// Addresses that are told about follow-ups.
    pub followup_webhook_urls: Vec<String>,
    /// Seconds that a receiver may take.
    pub webhook_timeout: f64,
}

/// A number and its name, as Django's `choices` have them.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Choice(pub i32, pub String);

impl Helpdesk {
    /// The template of a subject whose own part is `subject` (Python's `%` with a dict); `None`
    /// where the setting has another percent sign in it.
    #[must_use]
    pub fn subject(&self, subject: &str) -> Option<String> {
        let mut parts = self.email_subject_template.split('%');
        let mut out = parts.next().unwrap_or_default().to_owned();
        while let Some(part) = parts.next() {
            match part.strip_prefix("(subject)s") {
                Some(rest) => {
                    out.push_str(subject);
                    out.push_str(rest);
                }
                None if part.is_empty() => {
                    out.push('%');
                    out.push_str(parts.next()?);
                }
                None => return None,
            }
        }
        Some(out)
    }
}

/// `[helpdesk_default_settings]`: what a new user's settings are (`HELPDESK_DEFAULT_SETTINGS`).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DefaultSettings {
    /// Signing in leads to the list of tickets.
    pub login_view_ticketlist: bool,
    /// Owners are notified of changes of their tickets.
    pub email_on_ticket_change: bool,
    /// They are notified of tickets that become theirs.
    pub email_on_ticket_assign: bool,
    /// Tickets on a page of django-helpdesk's list.
    pub tickets_per_page: i32,
    /// New tickets are sent in under their own address.
    pub use_email_as_submitter: bool,
    /// Where django-helpdesk shows the form for answers: "tabs", "bottom" or "top".
    pub ticket_respond_layout: String,
}
