//! The content of a file for `deskql load`. A field that is absent keeps its value, or gets
//! Django's default in a new row. An empty text clears an optional field.

use entity::values::Secret;
use serde::Deserialize;

/// A desired configuration. Objects that it does not mention stay as they are.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Document {
    /// The site of the setting `site_id`.
    pub site: Option<Site>,
    /// Queues, identified by their slug.
    pub queues: Vec<Queue>,
    /// Custom fields of tickets, identified by their name.
    pub custom_fields: Vec<CustomField>,
    /// Groups of users, identified by their name.
    pub groups: Vec<Group>,
    /// Accounts, identified by their username.
    pub users: Vec<User>,
    /// Email templates, identified by their name and locale.
    pub email_templates: Vec<EmailTemplate>,
    /// Preset replies, identified by their name.
    pub preset_replies: Vec<PresetReply>,
    /// Categories of the knowledge base, identified by their slug.
    pub kb_categories: Vec<KbCategory>,
}

/// The row of `django_site` with the domain for links in email.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Site {
    /// The host, with a port if it is not the default one: `help.example.com`.
    pub domain: Option<String>,
    /// The name that people see.
    pub name: Option<String>,
}

/// A queue.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Queue {
    /// The first part of ticket references (`support-44`); by default made from the title.
    pub slug: Option<String>,
    /// The title; required in a new queue.
    pub title: Option<String>,
    /// Sender of the queue's email.
    pub email_address: Option<String>,
    /// Language of the queue's email, such as `de`.
    pub locale: Option<String>,
    /// Whether customers may open tickets in the queue.
    pub allow_public_submission: Option<bool>,
    /// Whether django-helpdesk creates tickets from the queue's mailbox.
    pub allow_email_submission: Option<bool>,
    /// Days until a ticket is escalated; 0: never.
    pub escalate_days: Option<i32>,
    /// Addresses, separated by commas, that are notified of new tickets.
    pub new_ticket_cc: Option<String>,
    /// Addresses, separated by commas, that are notified of all changes.
    pub updated_ticket_cc: Option<String>,
    /// Whether email that arrives is followed by notifications.
    pub enable_notifications_on_email_events: Option<bool>,
    /// Username of the owner of tickets that customers open.
    pub default_owner: Option<String>,
}

/// A custom field of tickets.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CustomField {
    /// The name in APIs: a slug.
    pub name: String,
    /// The name that people see; required in a new field.
    pub label: Option<String>,
    /// A hint for people who fill in the field.
    pub help_text: Option<String>,
    /// The type, as in the column `data_type`; required in a new field.
    pub data_type: Option<String>,
    /// Maximum number of characters, or of digits of a decimal number.
    pub max_length: Option<i32>,
    /// Decimal places of a decimal number.
    pub decimal_places: Option<i32>,
    /// Whether the choices of a list begin with an empty one.
    pub empty_selection_list: Option<bool>,
    /// The choices of a list.
    pub list_values: Option<Vec<String>>,
    /// Position; fields with lower numbers come first.
    pub ordering: Option<i32>,
    /// Whether new tickets need a value.
    pub required: Option<bool>,
    /// Whether only agents see the field.
    pub staff_only: Option<bool>,
}

/// A group of users.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Group {
    /// The name.
    pub name: String,
    /// Slugs of all queues that members have access to.
    pub queues: Option<Vec<String>>,
    /// All other permissions of members, such as `helpdesk.add_ticket`.
    pub permissions: Option<Vec<String>>,
}

/// An account.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct User {
    /// The name to sign in with.
    pub username: String,
    /// The email address.
    pub email: Option<String>,
    /// The first name.
    pub first_name: Option<String>,
    /// The last name.
    pub last_name: Option<String>,
    /// Whether the account is an agent.
    pub is_staff: Option<bool>,
    /// Whether the account has all permissions.
    pub is_superuser: Option<bool>,
    /// Whether the account can sign in.
    pub is_active: Option<bool>,
    /// Names of all groups of the account.
    pub groups: Option<Vec<String>>,
    /// Slugs of all queues that the account has access to, without those of its groups.
    pub queues: Option<Vec<String>>,
    /// All other permissions of the account, without those of its groups.
    pub permissions: Option<Vec<String>>,
    /// File with the password of a new account.
    pub password_file: Option<String>,
    /// Environment variable with the password of a new account.
    pub password_variable: Option<String>,
    /// The password of a new account, which the command line reads. An existing account keeps its
    /// password.
    #[serde(skip)]
    pub password: Option<Secret>,
}

/// An email template, in Django's template language.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EmailTemplate {
    /// The event and the recipient, such as `newticket_submitter`.
    pub template_name: String,
    /// The language; absent or empty: all languages without a template.
    pub locale: Option<String>,
    /// The end of the subject; required in a new template, as are the following.
    pub subject: Option<String>,
    /// The heading of the HTML part.
    pub heading: Option<String>,
    /// The text part.
    pub plain_text: Option<String>,
    /// The HTML part.
    pub html: Option<String>,
}

/// A reply that agents can insert, in Django's template language.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PresetReply {
    /// The name.
    pub name: String,
    /// The text; required in a new reply.
    pub body: Option<String>,
    /// Slugs of all queues in which the reply is offered; empty: all queues.
    pub queues: Option<Vec<String>>,
}

/// A category of the knowledge base.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct KbCategory {
    /// The slug; by default made from the title.
    pub slug: Option<String>,
    /// The title on the page of the knowledge base; required in a new category.
    pub title: Option<String>,
    /// The name; by default the title.
    pub name: Option<String>,
    /// The description.
    pub description: Option<String>,
    /// Slug of the queue that is preselected for a ticket after reading; empty: none.
    pub queue: Option<String>,
    /// Whether customers see the category.
    pub public: Option<bool>,
    /// Articles of the category, identified by their title.
    pub items: Vec<KbItem>,
}

/// An article of the knowledge base.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct KbItem {
    /// The title.
    pub title: String,
    /// The question; required in a new article.
    pub question: Option<String>,
    /// The answer, in Markdown; required in a new article.
    pub answer: Option<String>,
    /// Position; articles with lower numbers come first.
    pub order: Option<i32>,
    /// Whether readers see the article.
    pub enabled: Option<bool>,
}
