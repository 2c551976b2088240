//! A mail template.

use std::sync::Arc;

use async_graphql::{ID, Object};
use entity::email_template;

use crate::graphql::budget::LongText;
use crate::graphql::connection::Row;
use crate::graphql::id::{self, NodeKind};

/// A mail template in Django's template language.
#[derive(Clone, Debug)]
pub struct EmailTemplate(Arc<email_template::Model>);

impl From<email_template::Model> for EmailTemplate {
    fn from(row: email_template::Model) -> Self {
        Self(Arc::new(row))
    }
}

impl Row<email_template::Model> for EmailTemplate {
    fn row(&self) -> Option<&email_template::Model> {
        Some(&self.0)
    }
}

/// A mail template in Django's template language.
#[Object]
impl EmailTemplate {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        id::encode(NodeKind::EmailTemplate, self.0.id)
    }

    /// The number.
    async fn database_id(&self) -> i32 {
        self.0.id
    }

    /// The event and the role that it is for, `newticket_submitter`.
    async fn template_name(&self) -> &str {
        &self.0.template_name
    }

    /// What stands behind the ticket's title in the subject.
    async fn subject(&self) -> &str {
        &self.0.subject
    }

    /// The heading of the HTML part.
    async fn heading(&self) -> &str {
        &self.0.heading
    }

    /// The text part.
    async fn plain_text(&self) -> LongText<&str> {
        LongText(&self.0.plain_text)
    }

    /// The HTML part.
    async fn html(&self) -> LongText<&str> {
        LongText(&self.0.html)
    }

    /// The language; null: for every language without one of its own.
    async fn locale(&self) -> Option<&str> {
        self.0.locale.as_deref()
    }
}
