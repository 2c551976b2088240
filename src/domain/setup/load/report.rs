//! The effect of a document on each object.

use std::fmt;

/// The kind of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A row of `django_site`.
    Site,
    /// A queue.
    Queue,
    /// A custom field.
    CustomField,
    /// A group.
    Group,
    /// An account.
    User,
    /// An email template.
    EmailTemplate,
    /// A preset reply.
    PresetReply,
    /// A category of the knowledge base.
    KbCategory,
    /// An article of the knowledge base.
    KbItem,
}

impl Kind {
    /// The name of the kind, which is also the first element of the path of its errors.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::Queue => "queue",
            Self::CustomField => "custom field",
            Self::Group => "group",
            Self::User => "user",
            Self::EmailTemplate => "email template",
            Self::PresetReply => "preset reply",
            Self::KbCategory => "category",
            Self::KbItem => "article",
        }
    }
}

/// The effect on an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It did not exist.
    Created,
    /// These fields changed.
    Changed(Vec<String>),
    /// It already was as described.
    Unchanged,
}

/// An object and the effect on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The kind of the object.
    pub kind: Kind,
    /// Its identity in the document.
    pub name: String,
    /// The effect on it.
    pub outcome: Outcome,
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: ", self.kind.name(), self.name)?;
        match &self.outcome {
            Outcome::Created => f.write_str("created"),
            Outcome::Changed(fields) => write!(f, "changed {}", fields.join(", ")),
            Outcome::Unchanged => f.write_str("unchanged"),
        }
    }
}

/// The effect of a document on each of its objects, in the order of its sections.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// One entry per object.
    pub entries: Vec<Entry>,
}

impl Report {
    /// Whether the database already was as described.
    #[must_use]
    pub fn is_unchanged(&self) -> bool {
        self.entries
            .iter()
            .all(|entry| entry.outcome == Outcome::Unchanged)
    }

    /// The number of created, changed and unchanged objects.
    #[must_use]
    pub fn counts(&self) -> [usize; 3] {
        let mut counts = [0; 3];
        for entry in &self.entries {
            counts[match entry.outcome {
                Outcome::Created => 0,
                Outcome::Changed(_) => 1,
                Outcome::Unchanged => 2,
            }] += 1;
        }
        counts
    }

    /// Adds an object.
    pub(super) fn add(&mut self, kind: Kind, name: &str, outcome: Outcome) {
        self.entries.push(Entry {
            kind,
            name: name.to_owned(),
            outcome,
        });
    }

    /// Adds a field, such as the queues of a group, to those that changed in an object.
    pub(super) fn add_change(&mut self, kind: Kind, name: &str, field: &str) {
        let entry = self
            .entries
            .iter_mut()
            .find(|entry| entry.kind == kind && entry.name == name);
        match entry.map(|entry| &mut entry.outcome) {
            Some(outcome @ Outcome::Unchanged) => {
                *outcome = Outcome::Changed(vec![field.to_owned()]);
            }
            Some(Outcome::Changed(fields)) => fields.push(field.to_owned()),
            Some(Outcome::Created) | None => {}
        }
    }
}
