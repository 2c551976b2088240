//! Reads the fields and values of changes.

use std::sync::Arc;

use chrono::DateTime;
use entity::ticket_change;
use entity::values::Timestamp;

use super::ChangeKind;
use crate::domain::Context;
use crate::domain::desk::status::{priority_display, status_display};
use crate::translation::Originals;

/// The texts of values besides those of statuses, in the order of the constants below.
const VALUES: [&str; 3] = ["Unassigned", "Completed", "To do"];
const UNASSIGNED: usize = 0;
const COMPLETED: usize = 1;
const TO_DO: usize = 2;

/// A value of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeValue<'a> {
    /// No value.
    Nothing,
    /// Text, and all values that cannot be read.
    Text(&'a str),
    /// The code of a status of this installation.
    Status(i32),
    /// The code of a priority.
    Priority(i32),
    /// A username.
    User(&'a str),
    /// No owner.
    Unassigned,
    /// The ID of a queue, an item of the knowledge base or a ticket, depending on the kind.
    Id(i32),
    /// A moment.
    Moment(Timestamp),
    /// Whether the ticket is on hold.
    Flag(bool),
    /// Whether a task is completed.
    Completed(bool),
}

/// Reads changes in the languages of the site.
#[derive(Clone, Debug)]
pub struct Reader {
    fields: Arc<Originals>,
    values: Arc<Originals>,
    statuses: Arc<Originals>,
}

impl Reader {
    /// A reader for the languages and choices of the site.
    #[must_use]
    pub fn new(context: &Context) -> Self {
        let language = &context.language;
        let choices = &context.config.helpdesk.ticket_status_choices;
        let labels: Vec<&str> = choices.iter().map(|choice| choice.1.as_str()).collect();
        Self {
            fields: language.originals(&ChangeKind::names()),
            values: language.originals(&VALUES),
            statuses: language.originals(&labels),
        }
    }

    /// The kind of a change by its name and values; `None` if it may be of a custom field.
    #[must_use]
    pub fn kind(&self, row: &ticket_change::Model) -> Option<ChangeKind> {
        if let Some(index) = self.fields.get(&row.field) {
            return ChangeKind::at(*index);
        }
        let is_task = row.field.starts_with('[')
            && row.field.contains("] ")
            && [&row.old_value, &row.new_value].into_iter().all(|value| {
                let index = value.as_ref().and_then(|value| self.values.get(value));
                matches!(index, Some(&COMPLETED | &TO_DO))
            });
        is_task.then_some(ChangeKind::ChecklistTask)
    }

    /// Whether the name of a change may be a custom field's, although [`Self::kind`] knows a kind for
    /// it: names of custom fields are slugs, and so are some translations.
    #[must_use]
    pub fn may_be_custom_field(row: &ticket_change::Model) -> bool {
        let is_slug = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        !ChangeKind::names().contains(&row.field.as_str()) && row.field.chars().all(is_slug)
    }

    /// The value that a text stands for.
    #[must_use]
    pub fn value<'a>(
        &self,
        context: &Context,
        kind: ChangeKind,
        text: Option<&'a str>,
    ) -> ChangeValue<'a> {
        let known = |text: &str| self.values.get(text).copied();
        let Some(text) = text else {
            return match kind {
                ChangeKind::Owner => ChangeValue::Unassigned,
                _ => ChangeValue::Nothing,
            };
        };
        let number = || text.parse().ok();
        let value = match kind {
            ChangeKind::Status => {
                let choices = &context.config.helpdesk.ticket_status_choices;
                let index = self.statuses.get(text);
                // A status without a label is stored as its code.
                index
                    .and_then(|index| choices.get(*index))
                    .map(|choice| choice.0)
                    .or_else(|| number().filter(|code| choices.iter().any(|c| c.0 == *code)))
                    .map(ChangeValue::Status)
            }
            ChangeKind::Priority => number().map(ChangeValue::Priority),
            ChangeKind::Owner => Some(match known(text) {
                Some(UNASSIGNED) => ChangeValue::Unassigned,
                _ => ChangeValue::User(text),
            }),
            ChangeKind::Queue | ChangeKind::KbItem | ChangeKind::MergedTo => {
                number().map(ChangeValue::Id)
            }
            ChangeKind::DueAt | ChangeKind::CreatedAt => moment(text).map(ChangeValue::Moment),
            ChangeKind::OnHold => match text {
                "True" => Some(ChangeValue::Flag(true)),
                "False" => Some(ChangeValue::Flag(false)),
                _ => None,
            },
            ChangeKind::ChecklistTask => match known(text) {
                Some(COMPLETED) => Some(ChangeValue::Completed(true)),
                Some(TO_DO) => Some(ChangeValue::Completed(false)),
                _ => None,
            },
            ChangeKind::Title
            | ChangeKind::Description
            | ChangeKind::Resolution
            | ChangeKind::SubmitterEmail
            | ChangeKind::CustomField
            | ChangeKind::Other => None,
        };
        value.unwrap_or(ChangeValue::Text(text))
    }
}

impl ChangeValue<'_> {
    /// The label of a value in the language of the request, unless it names a row of another table.
    #[must_use]
    pub fn label(&self, context: &Context) -> Option<String> {
        let translate = |text: &str| Some(context.language.gettext(text).into_owned());
        match self {
            Self::Nothing | Self::Id(_) => None,
            Self::Text(text) | Self::User(text) => Some((*text).to_owned()),
            Self::Status(code) => Some(status_display(context, *code)),
            Self::Priority(code) => Some(priority_display(context, *code)),
            Self::Unassigned => translate(VALUES[UNASSIGNED]),
            Self::Moment(moment) => {
                let local = moment.0.with_timezone(&context.config.time_zone);
                Some(local.format("%Y-%m-%d %H:%M").to_string())
            }
            Self::Flag(true) => translate("Yes"),
            Self::Flag(false) => translate("No"),
            Self::Completed(true) => translate(VALUES[COMPLETED]),
            Self::Completed(false) => translate(VALUES[TO_DO]),
        }
    }
}

/// A moment as Python prints an aware `datetime`.
fn moment(text: &str) -> Option<Timestamp> {
    let parsed = DateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f%:z").ok()?;
    Some(Timestamp::from(parsed.to_utc()))
}
