//! `[helpdesk]` and `[helpdesk_default_settings]`: django-helpdesk's settings without the prefix
//! `HELPDESK_` (helpdesk/settings.py).

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::Config;
use super::validation::{Errors, is_http_url};

/// The hour at which a day ends (`MIDNIGHT` in helpdesk/lib.py).
pub const MIDNIGHT: f64 = 23.9999;
/// The days that `followup_time_spent_opening_hours` may name, from Monday.
pub const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// Settings for the help desk.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Helpdesk {
    /// Whether staff see only queues for which they have a permission.
    pub enable_per_queue_staff_permission: bool,
    /// Whether every signed-in user may work on tickets like staff.
    pub allow_non_staff_ticket_update: bool,
    /// Whether only staff may own tickets.
    pub staff_only_ticket_owners: bool,
    /// Whether only staff may be added as followers.
    pub staff_only_ticket_cc: bool,
    /// Whether follow-ups can be copied to other tickets.
    pub enable_followup_copy: bool,
    /// Whether follow-ups may have attachments.
    pub enable_attachments: bool,
    /// Whether file names are validated against `valid_extensions`.
    pub validate_attachment_types: bool,
    /// Allowed file extensions, with the dot.
    pub valid_extensions: Vec<String>,
    /// Whether a reference to another ticket in a comment adds a follow-up there.
    pub enable_backlinks: bool,
    /// Whether private follow-ups send no email.
    pub private_followup_means_no_emails: bool,
    /// Whether the submitter gets email about all changes.
    pub notify_submitter_for_all_ticket_changes: bool,
    /// Maximum size of an attachment in email, in bytes.
    pub max_email_attachment_size: u64,
    /// Language of email templates if the language of a queue has none.
    pub email_fallback_locale: String,
    /// Template of the email subject. `%(subject)s` inserts the subject of the email's template,
    /// `%%` a percent sign.
    pub email_subject_template: String,
    /// Whether links in email use https.
    pub use_https_in_email_link: bool,
    /// Whether the knowledge base is enabled.
    pub kb_enabled: bool,
    /// Statuses: numbers and labels, in order.
    pub ticket_status_choices: Vec<Choice>,
    /// Status of new tickets.
    pub ticket_open_status: i32,
    /// Status of reopened tickets.
    pub ticket_reopened_status: i32,
    /// Status of resolved tickets.
    pub ticket_resolved_status: i32,
    /// Status of closed tickets.
    pub ticket_closed_status: i32,
    /// Status of tickets merged into another.
    pub ticket_duplicate_status: i32,
    /// Statuses that count as open.
    pub ticket_open_statuses: Vec<i32>,
    /// Allowed status changes: `[from, [to, …]]`.
    pub ticket_status_choices_flow: Vec<(i32, Vec<i32>)>,
    /// Priorities: numbers and labels, in order.
    pub ticket_priority_choices: Vec<Choice>,
    /// Whether labels of statuses and priorities are translated, as Django does for labels marked
    /// with `gettext_lazy`. django-helpdesk's own labels are.
    pub translate_choices: bool,
    /// Whether a missing time spent is calculated.
    pub followup_time_spent_auto: bool,
    /// Opening hours for that calculation: day of the week in English, start and end. Other days are
    /// open all day.
    pub followup_time_spent_opening_hours: Vec<(String, f64, f64)>,
    /// Days (`YYYY-MM-DD`) to exclude.
    pub followup_time_spent_exclude_holidays: Vec<String>,
    /// Statuses to exclude.
    pub followup_time_spent_exclude_statuses: Vec<i32>,
    /// Slugs of queues to exclude.
    pub followup_time_spent_exclude_queues: Vec<String>,
    /// Whether users who respond to a ticket become followers of it.
    pub auto_subscribe_on_ticket_response: bool,
    /// Whether visitors without an account can create tickets in public queues.
    pub submit_a_ticket_public: bool,
    /// Slug of the only queue for visitors; empty: they choose.
    pub public_ticket_queue: String,
    /// Priority of visitors' tickets; 0: they choose.
    pub public_ticket_priority: i32,
    /// Due date of visitors' tickets; see [`Helpdesk::visitor_due_date`].
    pub public_ticket_due_date: String,
    /// Whether the link of an email opens its ticket without sign-in.
    pub open_ticket_links: bool,
    /// Statuses of tickets that an answer of the submitter or a follower reopens.
    pub email_reopen_statuses: Vec<i32>,
    /// Whether users can request email to reset their password.
    pub enable_password_reset: bool,
    /// Whether the REST API is enabled.
    pub api_enabled: bool,
    /// The release of django-helpdesk (`1.0`) that REST reproduces; empty: the one that created the
    /// database.
    pub api_release: String,
    /// Whether deleting a ticket also deletes the tickets merged into it, as django-helpdesk does.
    pub delete_merged_tickets: bool,
    /// URLs of webhooks for new tickets.
    pub new_ticket_webhook_urls: Vec<String>,
    /// URLs of webhooks for follow-ups.
    pub followup_webhook_urls: Vec<String>,
    /// Timeout of webhooks, in seconds.
    pub webhook_timeout: f64,
}

/// A number and its label, as in Django's `choices`.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Choice(pub i32, pub String);

impl Helpdesk {
    /// The extension of a file name, in lower case, if the installation does not allow it
    /// (helpdesk/validators.py). Names without an extension are allowed.
    #[must_use]
    pub fn unsupported_extension(&self, filename: &str) -> Option<String> {
        // As in Python's `os.path.splitext`, leading dots do not start an extension.
        let stem = filename.trim_start_matches('.');
        let extension = stem[stem.rfind('.')?..].to_lowercase();
        let allowed = extension == "." || self.valid_extensions.contains(&extension);
        (self.validate_attachment_types && !allowed).then_some(extension)
    }

    /// The due date of visitors' tickets; the outer `None`: they choose.
    #[must_use]
    pub fn visitor_due_date(&self) -> Option<Option<DateTime<Utc>>> {
        match self.public_ticket_due_date.as_str() {
            "" => None,
            "none" => Some(None),
            text => Some(DateTime::parse_from_rfc3339(text).ok().map(Into::into)),
        }
    }

    /// Inserts `subject` into `email_subject_template` (Python's `%` with a dict); `None` if the
    /// setting contains any other placeholder.
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

/// `[helpdesk_default_settings]`: settings of new users (`HELPDESK_DEFAULT_SETTINGS`).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DefaultSettings {
    /// Whether sign-in leads to the list of tickets.
    pub login_view_ticketlist: bool,
    /// Whether users get email about changes of their tickets.
    pub email_on_ticket_change: bool,
    /// Whether users get email about tickets assigned to them.
    pub email_on_ticket_assign: bool,
    /// Page size of django-helpdesk's list of tickets.
    pub tickets_per_page: i32,
    /// Whether new tickets use the user's address as submitter.
    pub use_email_as_submitter: bool,
    /// Where django-helpdesk shows the response form: "tabs", "bottom" or "top".
    pub ticket_respond_layout: String,
}

pub(super) fn validate(config: &Config, errors: &mut Errors) {
    validate_choices(&config.helpdesk, errors);
    validate_opening_hours(&config.helpdesk, errors);
    let layout = &config.helpdesk_default_settings.ticket_respond_layout;
    if !["tabs", "bottom", "top"].contains(&layout.as_str()) {
        errors.add(
            "helpdesk_default_settings.ticket_respond_layout",
            format!("{layout:?} is not valid; expected \"tabs\", \"bottom\" or \"top\""),
        );
    }
    let helpdesk = &config.helpdesk;
    if helpdesk.visitor_due_date() == Some(None) && helpdesk.public_ticket_due_date != "none" {
        errors.add(
            "helpdesk.public_ticket_due_date",
            format!(
                "{:?} is not a time; expected a value such as \"2030-01-02T16:00:00Z\", or \"none\"",
                helpdesk.public_ticket_due_date
            ),
        );
    }
    let priority = helpdesk.public_ticket_priority;
    let priorities = &helpdesk.ticket_priority_choices;
    if priority != 0 && !priorities.iter().any(|choice| choice.0 == priority) {
        errors.add(
            "helpdesk.public_ticket_priority",
            format!("{priority} is not one of helpdesk.ticket_priority_choices"),
        );
    }
    for extension in helpdesk
        .valid_extensions
        .iter()
        .filter(|extension| !extension.starts_with('.'))
    {
        let message = format!("{extension:?} must begin with a dot: \".{extension}\"");
        errors.add("helpdesk.valid_extensions", message);
    }
    let webhooks = [
        (
            "helpdesk.new_ticket_webhook_urls",
            &helpdesk.new_ticket_webhook_urls,
        ),
        (
            "helpdesk.followup_webhook_urls",
            &helpdesk.followup_webhook_urls,
        ),
    ];
    for (key, urls) in webhooks {
        for (index, _) in urls.iter().enumerate().filter(|(_, url)| !is_http_url(url)) {
            // A URL may contain a secret, so the message has its position only.
            errors.add(
                key,
                format!("URL {} must begin with http:// or https://", index + 1),
            );
        }
    }
    if !(helpdesk.webhook_timeout.is_finite() && helpdesk.webhook_timeout > 0.0) {
        errors.add("helpdesk.webhook_timeout", "must be greater than 0 seconds");
    }
}

fn validate_choices(helpdesk: &Helpdesk, errors: &mut Errors) {
    let mut statuses = BTreeSet::new();
    for choice in &helpdesk.ticket_status_choices {
        if !statuses.insert(choice.0) {
            errors.add(
                "helpdesk.ticket_status_choices",
                format!("status {} occurs twice", choice.0),
            );
        }
    }
    let unknown = |status: i32| {
        let known: Vec<String> = statuses.iter().map(ToString::to_string).collect();
        format!(
            "status {status} is not in helpdesk.ticket_status_choices ({})",
            known.join(", ")
        )
    };
    if !statuses.contains(&helpdesk.ticket_open_status) {
        errors.add(
            "helpdesk.ticket_open_status",
            unknown(helpdesk.ticket_open_status),
        );
    }
    for status in helpdesk
        .ticket_open_statuses
        .iter()
        .filter(|status| !statuses.contains(status))
    {
        errors.add("helpdesk.ticket_open_statuses", unknown(*status));
    }
    let flow = &helpdesk.ticket_status_choices_flow;
    let mut reported: Vec<i32> = Vec::new();
    for status in flow
        .iter()
        .flat_map(|(from, to)| std::iter::once(from).chain(to))
    {
        if !statuses.contains(status) && !reported.contains(status) {
            reported.push(*status);
            errors.add("helpdesk.ticket_status_choices_flow", unknown(*status));
        }
    }
    let mut priorities = BTreeSet::new();
    for choice in &helpdesk.ticket_priority_choices {
        if !priorities.insert(choice.0) {
            errors.add(
                "helpdesk.ticket_priority_choices",
                format!("priority {} occurs twice", choice.0),
            );
        }
    }
}

fn validate_opening_hours(helpdesk: &Helpdesk, errors: &mut Errors) {
    for (day, start, end) in &helpdesk.followup_time_spent_opening_hours {
        // helpdesk/lib.py, `daily_time_spent_calculation`
        let is_valid = *start >= 0.0 && start <= end && *end <= MIDNIGHT;
        if !WEEKDAYS.contains(&day.as_str()) || !is_valid {
            let message = format!(
                "[{day:?}, {start}, {end}] is not valid; expected a day of the week, a start and an \
                 end from 0 to 23.9999, such as [\"monday\", 8.5, 17.0]"
            );
            errors.add("helpdesk.followup_time_spent_opening_hours", message);
        }
    }
}
