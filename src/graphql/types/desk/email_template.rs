//! Templates for email.

use std::sync::Arc;

use async_graphql::{ID, Object};
use entity::email_template;

use crate::graphql::budget::LongText;
use crate::graphql::connection::Row;
use crate::graphql::id::{self, NodeKind};

/// A template for email.
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

/// A template for email, in Django's template language.
#[Object]
impl EmailTemplate {
    /// Global ID of the template.
    pub(crate) async fn id(&self) -> ID {
        id::encode(NodeKind::EmailTemplate, self.0.id)
    }

    /// Database ID of the template.
    async fn database_id(&self) -> i32 {
        self.0.id
    }

    /// Event and recipient of the email, such as `newticket_submitter`.
    async fn template_name(&self) -> &str {
        &self.0.template_name
    }

    /// Text after the ticket's title in the subject.
    async fn subject(&self) -> &str {
        &self.0.subject
    }

    /// Heading of the HTML part.
    async fn heading(&self) -> &str {
        &self.0.heading
    }

    /// Plain text part.
    async fn plain_text(&self) -> LongText<&str> {
        LongText(&self.0.plain_text)
    }

    /// HTML part.
    async fn html(&self) -> LongText<&str> {
        LongText(&self.0.html)
    }

    /// Language, such as `de`. Null if the template is for all languages without their own.
    async fn locale(&self) -> Option<&str> {
        self.0.locale.as_deref()
    }
}
