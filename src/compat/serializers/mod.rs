//! The serializers of helpdesk/serializers.py as lists of fields, created once from the
//! configuration. OPTIONS shows their labels and help texts. Their order is that of responses and
//! of the GraphQL documents.

pub(crate) mod custom;
pub(crate) mod form;

use crate::compat::errors;
use crate::compat::fields::{ChoiceValue, Field, Kind, Pattern};
use crate::config::{Choice, Config};
use crate::domain::Release;
use crate::validators::is_username;

#[derive(Debug)]
pub(crate) struct Serializers {
    /// `TicketSerializer` without custom fields.
    pub(crate) ticket: Vec<Field>,
    /// `PublicTicketListingSerializer` without custom fields.
    pub(crate) user_ticket: Vec<Field>,
    /// `FollowUpSerializer`
    pub(crate) follow_up: Vec<Field>,
    /// `FollowUpAttachmentSerializer`
    pub(crate) attachment: Vec<Field>,
    /// `UserSerializer`
    pub(crate) user: Vec<Field>,
}

impl Serializers {
    /// The serializers of a site as a release has them.
    pub(crate) fn new(config: &Config, release: Release) -> Self {
        let attachment = attachment(config);
        let follow_up = follow_up(config, &attachment, release);
        Self {
            ticket: ticket(config, &follow_up),
            user_ticket: user_ticket(release),
            follow_up,
            attachment,
            user: user(),
        }
    }
}

/// A field of numeric choices.
fn choice(name: &'static str, label: &'static str, of: &[Choice], config: &Config) -> Field {
    Field {
        translated_choices: config.helpdesk.translate_choices,
        ..Field::new(name, label, choices(of))
    }
}

fn choices(choices: &[Choice]) -> Kind {
    Kind::Choice(
        choices
            .iter()
            .map(|Choice(value, name)| (ChoiceValue::Int(*value), name.clone()))
            .collect(),
    )
}

fn id() -> Field {
    Field::new("id", "ID", Kind::Integer(None))
        .read_only()
        .named()
}

fn ticket(config: &Config, follow_up: &[Field]) -> Vec<Field> {
    vec![
        id(),
        Field::new("queue", "Queue", Kind::Related).required(),
        Field::new("title", "Title", Kind::Char(Some(200))).required(),
        Field::new("description", "Description", Kind::Char(None))
            .nullable()
            .blank()
            .help("The content of the customers query."),
        Field::new("resolution", "Resolution", Kind::Char(None))
            .nullable()
            .blank()
            .help("The resolution provided to the customer by our staff."),
        Field::new(
            "submitter_email",
            "Submitter E-Mail",
            Kind::Email(Some(254)),
        )
        .nullable()
        .blank()
        .help("The submitter will receive an email for all public follow-ups left for this task."),
        Field::new("assigned_to", "Assigned to", Kind::Related).nullable(),
        choice(
            "status",
            "Status",
            &config.helpdesk.ticket_status_choices,
            config,
        ),
        Field::new("on_hold", "On Hold", Kind::Boolean)
            .help("If a ticket is on hold, it will not automatically be escalated."),
        choice(
            "priority",
            "Priority",
            &config.helpdesk.ticket_priority_choices,
            config,
        )
        .help("1 = Highest Priority, 5 = Low Priority"),
        Field::new("due_date", "Due on", Kind::DateTime).nullable(),
        Field::new("merged_to", "merged to", Kind::Related).nullable(),
        Field::new("attachment", "Attachment", Kind::File(None))
            .write_only()
            .named(),
        Field::new(
            "followup_set",
            "Followup set",
            Kind::Many(follow_up.to_vec()),
        )
        .read_only()
        .named(),
    ]
}

fn user_ticket(release: Release) -> Vec<Field> {
    // OPTIONS does not list read-only views, so their labels are never shown.
    let read_only = |name, kind| Field {
        iso_8601: true,
        ..Field::new(name, "", kind).read_only()
    };
    let moment = match release.shows_moments_as_iso_8601() {
        true => Kind::DateTime,
        false => Kind::Distance,
    };
    let mut fields = vec![
        read_only("ticket", Kind::Reference),
        read_only("id", Kind::Integer(None)),
        read_only("title", Kind::Char(None)),
        read_only(
            "queue",
            Kind::Nested(vec![
                read_only("title", Kind::Char(None)),
                read_only("id", Kind::Integer(None)),
            ]),
        ),
        read_only("status", Kind::Char(None)),
        read_only("created", moment.clone()),
        read_only("due_date", moment).nullable(),
        read_only("submitter", Kind::Char(None)).nullable(),
        read_only("kbitem", Kind::Title),
        read_only("secret_key", Kind::Char(None)),
    ];
    fields.retain(|field| field.name != "secret_key" || release.user_tickets_have_secret_keys());
    fields
}

/// The order of `FollowUpSerializer` before 1.2.
const OLD_FOLLOW_UP: [&str; 12] = [
    "id",
    "ticket",
    "date",
    "title",
    "comment",
    "public",
    "user",
    "new_status",
    "message_id",
    "time_spent",
    "followupattachment_set",
    "attachments",
];

fn follow_up(config: &Config, attachment: &[Field], release: Release) -> Vec<Field> {
    let date = Field::new("date", "Date", Kind::DateTime);
    let date = match release.follow_ups_have_fixed_dates() {
        true => date.read_only().named(),
        false => date,
    };
    let mut fields = vec![
        id(),
        Field::new("ticket", "Ticket", Kind::Related).required(),
        Field::new("user", "User", Kind::Related).nullable(),
        Field::new("title", "Title", Kind::Char(Some(200))).nullable().blank(),
        Field::new("comment", "Comment", Kind::Char(None)).nullable().blank(),
        Field::new("public", "Public", Kind::Boolean).help(
            "Public tickets are viewable by the submitter and all staff, but non-public tickets can only be seen by \
             staff.",
        ),
        choice("new_status", "New Status", &config.helpdesk.ticket_status_choices, config)
            .nullable()
            .help("If the status was changed, what was it changed to?"),
        Field::new("time_spent", "Time spent", Kind::Duration).named().nullable().help("Time spent on this follow up"),
        Field::new("attachments", "Attachments", Kind::Files).write_only().named(),
        Field::new("followupattachment_set", "Followupattachment set", Kind::Many(attachment.to_vec()))
            .read_only()
            .named(),
        date,
        Field::new("message_id", "E-Mail ID", Kind::Char(None))
            .read_only()
            .nullable()
            .help("The Message ID of the submitter's email."),
        Field::new("email_recipients", "E-Mail Recipients", Kind::Texts).read_only().nullable().help(
            "Addresses successfully notified by e-mail about this follow-up. Null means recipients were not recorded.",
        ),
    ];
    fields.retain(|field| field.name != "email_recipients" || release.shows_recipients());
    if !release.follow_ups_have_fixed_dates() {
        fields.sort_by_key(|field| OLD_FOLLOW_UP.iter().position(|name| *name == field.name));
    }
    fields
}

fn attachment(config: &Config) -> Vec<Field> {
    // The range of the column type (`DatabaseOperations.integer_field_range`).
    let range = if config.database.url.starts_with("sqlite") {
        (i64::MIN, i64::MAX)
    } else {
        (i64::from(i32::MIN), i64::from(i32::MAX))
    };
    vec![
        id(),
        Field::new("followup", "Follow-up", Kind::Related).required(),
        Field::new("file", "File", Kind::File(Some(1000))).required(),
        Field::new("filename", "Filename", Kind::Char(Some(1000))).blank(),
        Field::new("mime_type", "MIME Type", Kind::Char(Some(255))).blank(),
        Field::new("size", "Size", Kind::Integer(Some(range))).help("Size of this file in bytes"),
    ]
}

fn user() -> Vec<Field> {
    vec![
        Field::new("first_name", "first name", Kind::Char(Some(150))).blank(),
        Field::new("last_name", "last name", Kind::Char(Some(150))).blank(),
        Field::new("username", "username", Kind::Char(Some(150)))
            .required()
            .help("Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.")
            .matching(Pattern {
                matches: is_username,
                message: errors::INVALID_USERNAME,
            }),
        Field::new("email", "email address", Kind::Email(Some(254))).blank(),
        Field::new("password", "Password", Kind::Char(None))
            .required()
            .write_only()
            .named(),
    ]
}
