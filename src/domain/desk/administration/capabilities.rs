//! The viewer's rights to administer, by the permissions that [`create`](super::create),
//! [`update`](super::update) and [`delete`](super::delete) require.

use entity::{
    checklist_template, custom_field, email_template, escalation_exclusion, group, ignore_email,
    kb_category, kb_item, preset_reply, queue, user,
};

use super::Record;
use crate::domain::access::permissions;
use crate::domain::desk::accounts;
use crate::domain::desk::admin_log::AdminModel;
use crate::domain::{Context, Result};

/// Kind of records that administrators maintain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
#[graphql(name = "AdministrationKind")]
pub enum Kind {
    /// Queues, with their mailboxes.
    Queue,
    /// Users. Creating them also needs the staff flag.
    User,
    /// Groups.
    Group,
    /// Custom fields.
    CustomField,
    /// Preset replies.
    PresetReply,
    /// Email templates.
    EmailTemplate,
    /// Checklist templates.
    ChecklistTemplate,
    /// Categories of the knowledge base.
    KbCategory,
    /// Items of the knowledge base.
    KbItem,
    /// Days that do not count towards escalation.
    EscalationExclusion,
    /// Senders whose email is ignored.
    IgnoredSender,
}

/// The viewer's rights on the records of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capability {
    /// The kind.
    pub kind: Kind,
    /// Whether they may create records.
    pub can_create: bool,
    /// Whether they may change records.
    pub can_update: bool,
    /// Whether they may delete records.
    pub can_delete: bool,
}

impl Kind {
    const ALL: [Self; 11] = [
        Self::Queue,
        Self::User,
        Self::Group,
        Self::CustomField,
        Self::PresetReply,
        Self::EmailTemplate,
        Self::ChecklistTemplate,
        Self::KbCategory,
        Self::KbItem,
        Self::EscalationExclusion,
        Self::IgnoredSender,
    ];

    const fn model(self) -> AdminModel {
        match self {
            Self::Queue => queue::Entity::MODEL,
            Self::User => user::Entity::MODEL,
            Self::Group => group::Entity::MODEL,
            Self::CustomField => custom_field::Entity::MODEL,
            Self::PresetReply => preset_reply::Entity::MODEL,
            Self::EmailTemplate => email_template::Entity::MODEL,
            Self::ChecklistTemplate => checklist_template::Entity::MODEL,
            Self::KbCategory => kb_category::Entity::MODEL,
            Self::KbItem => kb_item::Entity::MODEL,
            Self::EscalationExclusion => escalation_exclusion::Entity::MODEL,
            Self::IgnoredSender => ignore_email::Entity::MODEL,
        }
    }
}

/// The viewer's rights on each kind of records.
///
/// # Errors
/// [`Error::Unauthenticated`](crate::domain::Error::Unauthenticated); database errors.
pub async fn capabilities(context: &Context) -> Result<Vec<Capability>> {
    let names: Vec<[String; 3]> = Kind::ALL
        .iter()
        .map(|kind| ["add", "change", "delete"].map(|act| kind.model().permission(act)))
        .collect();
    let all: Vec<&str> = names.iter().flatten().map(String::as_str).collect();
    let granted = permissions::granted(context, &all).await?;
    let creates_users = accounts::may_create(context).await?;
    let capability = |(kind, names): (Kind, [String; 3])| {
        let [can_create, can_update, can_delete] = names.map(|name| granted.contains(&name));
        Capability {
            kind,
            can_create: match kind {
                Kind::User => creates_users,
                _ => can_create,
            },
            can_update,
            can_delete,
        }
    };
    Ok(Kind::ALL.into_iter().zip(names).map(capability).collect())
}
