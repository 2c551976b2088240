//! What agents keep beside tickets: prepared answers, saved searches, templates, days off, ignored senders.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, ID, SimpleObject};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use entity::{
    checklist_template, email_template, escalation_exclusion, ignore_email, preset_reply, preset_reply_queue,
    saved_search,
};

use crate::graphql::id;
use crate::graphql::scalars::{Date, Json};
use crate::graphql::types::context;
use crate::graphql::types::queue::{Queue, Queues};
use crate::graphql::types::user::{User, Users};

/// A prepared answer.
#[derive(Clone, Debug, SimpleObject)]
pub struct PresetReply {
    /// The global id.
    id: ID,
    /// The number.
    database_id: i32,
    /// The name in the list.
    name: String,
    /// The text, a template in Django's language with `ticket` and `queue`.
    body: String,
    /// The queues that it is for; none means all.
    queues: Vec<Queue>,
}

impl PresetReply {
    /// Answers of rows that were read together.
    pub fn of_rows(rows: Vec<(preset_reply::Model, Vec<preset_reply_queue::Model>)>) -> Vec<Self> {
        let queues = Arc::new(Queues::unread(rows.iter().flat_map(|(_, links)| links).map(|link| link.queue_id)));
        rows.into_iter()
            .map(|(row, links)| Self {
                id: id::encode("PresetReply", row.id),
                database_id: row.id,
                name: row.name,
                body: row.body,
                queues: links.iter().map(|link| Queue::new(&queues, link.queue_id)).collect(),
            })
            .collect()
    }
}

/// A search that somebody kept.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct SavedSearch {
    /// The global id.
    id: ID,
    /// The number.
    database_id: i32,
    /// The title.
    title: String,
    /// Whether all agents see it.
    shared: bool,
    /// The search as django-helpdesk stores it: Base64 of JSON.
    query: String,
    /// Whose it is.
    user: User,
}

#[ComplexObject]
impl SavedSearch {
    /// The search read: the JSON that django-helpdesk keeps. Null when it cannot be read.
    async fn parameters(&self) -> Option<Json> {
        // Old rows wrap the text as Python prints bytes.
        let text = self.query.strip_prefix("b'").and_then(|rest| rest.strip_suffix('\'')).unwrap_or(&self.query);
        serde_json::from_slice(&STANDARD.decode(text).ok()?).ok().map(Json)
    }

    /// Whether it is your own.
    async fn is_mine(&self, ctx: &Context<'_>) -> bool {
        context(ctx).viewer.id() == Some(self.user.number())
    }
}

impl SavedSearch {
    /// Searches of rows that were read together.
    pub fn of_rows(rows: Vec<saved_search::Model>) -> Vec<Self> {
        let users = Arc::new(Users::of_ids(rows.iter().map(|row| row.user_id)));
        rows.into_iter()
            .map(|row| Self {
                id: id::encode("SavedSearch", row.id),
                database_id: row.id,
                title: row.title,
                shared: row.shared,
                query: row.query,
                user: User::new(&users, row.user_id),
            })
            .collect()
    }
}

/// A mail template in Django's template language.
#[derive(Clone, Debug, SimpleObject)]
pub struct EmailTemplate {
    /// The global id.
    id: ID,
    /// The number.
    database_id: i32,
    /// The event and the role that it is for, `newticket_submitter`.
    template_name: String,
    /// What stands behind the ticket's title in the subject.
    subject: String,
    /// The heading of the HTML part.
    heading: String,
    /// The text part.
    plain_text: String,
    /// The HTML part.
    html: String,
    /// The language; null: for every language without one of its own.
    locale: Option<String>,
}

impl From<email_template::Model> for EmailTemplate {
    fn from(row: email_template::Model) -> Self {
        Self {
            id: id::encode("EmailTemplate", row.id),
            database_id: row.id,
            template_name: row.template_name,
            subject: row.subject,
            heading: row.heading,
            plain_text: row.plain_text,
            html: row.html,
            locale: row.locale,
        }
    }
}

/// A list of tasks to start checklists from.
#[derive(Clone, Debug, SimpleObject)]
pub struct ChecklistTemplate {
    /// The global id.
    id: ID,
    /// The number.
    database_id: i32,
    /// The name.
    name: String,
    /// The tasks, in their order.
    tasks: Vec<String>,
}

impl From<checklist_template::Model> for ChecklistTemplate {
    fn from(row: checklist_template::Model) -> Self {
        let tasks = row.task_list.as_array().into_iter().flatten();
        Self {
            id: id::encode("ChecklistTemplate", row.id),
            database_id: row.id,
            name: row.name,
            tasks: tasks.filter_map(|task| task.as_str().map(str::to_owned)).collect(),
        }
    }
}

/// A day on which tickets do not age.
#[derive(Clone, Debug, SimpleObject)]
pub struct EscalationExclusion {
    /// The global id.
    id: ID,
    /// The number.
    database_id: i32,
    /// What day it is.
    name: String,
    /// The day.
    date: Date,
}

impl From<escalation_exclusion::Model> for EscalationExclusion {
    fn from(row: escalation_exclusion::Model) -> Self {
        Self {
            id: id::encode("EscalationExclusion", row.id),
            database_id: row.id,
            name: row.name,
            date: Date(row.date),
        }
    }
}

/// A sender whose mails are not taken in.
#[derive(Clone, Debug, SimpleObject)]
pub struct IgnoredSender {
    /// The global id.
    id: ID,
    /// The number.
    database_id: i32,
    /// What it is.
    name: String,
    /// The address, or `*@domain`, or `name@*`.
    email_address: String,
    /// When it was entered.
    date: Date,
    /// Whether its mails stay in the mailbox.
    keep_in_mailbox: bool,
}

impl From<ignore_email::Model> for IgnoredSender {
    fn from(row: ignore_email::Model) -> Self {
        Self {
            id: id::encode("IgnoredSender", row.id),
            database_id: row.id,
            name: row.name,
            email_address: row.email_address,
            date: Date(row.date),
            keep_in_mailbox: row.keep_in_mailbox,
        }
    }
}
