//! Previews of email templates.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

use crate::domain;
use crate::domain::tickets::email_preview::{self, Comment, Draft, Field, Preview};
use crate::graphql::budget::LongText;
use crate::graphql::id::NodeKind;
use crate::graphql::types::context;

/// Queries that preview email templates.
#[derive(Debug, Default)]
pub struct EmailPreviewQuery;

/// Template to preview, and the email to render it for. Texts that are set replace those of the
/// stored template, so that a form can show its unsaved texts.
#[derive(InputObject)]
pub struct EmailTemplatePreviewInput {
    /// ID of a stored template: a global ID or a number. By default, all texts are empty.
    pub id: Option<ID>,
    /// Event and recipient of the email, such as `newticket_submitter`.
    pub template_name: Option<String>,
    /// Template of the text after the ticket's title in the subject.
    pub subject: Option<String>,
    /// Template of the heading of the HTML part.
    pub heading: Option<String>,
    /// Template of the plain text part.
    pub plain_text: Option<String>,
    /// Template of the HTML part.
    pub html: Option<String>,
    /// Language of the email's frame and footer, such as `de`. The default is that of the stored
    /// template, or else of the ticket's queue.
    pub locale: Option<String>,
    /// ID of the ticket that the email is about: a global ID or a number.
    pub ticket_id: ID,
    /// Comment that the email reports.
    pub comment: Option<String>,
    /// Whether the comment is public.
    #[graphql(default = true)]
    pub public: bool,
}

/// Rendered email template.
#[derive(Debug, SimpleObject)]
pub struct EmailTemplatePreview {
    /// Subject on one line. Null if it cannot be rendered.
    subject: Option<LongText<String>>,
    /// Plain text part with its footer. Null if it cannot be rendered.
    plain_text: Option<LongText<String>>,
    /// HTML part in its frame. Null if it cannot be rendered. Show it in a sandboxed frame.
    html: Option<LongText<String>>,
    /// Errors of the parts that cannot be rendered.
    errors: Vec<EmailTemplateError>,
}

/// Error of an email template.
#[derive(Debug, SimpleObject)]
pub struct EmailTemplateError {
    /// Field of the template.
    field: Field,
    /// Line in the field, or in the included template, from 1.
    line: i32,
    /// Name of the included template that failed. Null if the field itself did.
    template: Option<String>,
    /// Description of the error.
    message: String,
}

impl From<Preview> for EmailTemplatePreview {
    fn from(preview: Preview) -> Self {
        let Preview {
            subject,
            text,
            html,
            errors,
        } = preview;
        let error = |error: email_preview::TemplateError| EmailTemplateError {
            field: error.field,
            line: i32::try_from(error.line).unwrap_or(i32::MAX),
            template: error.template,
            message: error.message,
        };
        Self {
            subject: subject.map(LongText),
            plain_text: text.map(LongText),
            html: html.map(LongText),
            errors: errors.into_iter().map(error).collect(),
        }
    }
}

#[Object]
impl EmailPreviewQuery {
    /// Renders an email template, stored or not, for a ticket that you work on. Sends and stores
    /// nothing. Only for staff with the permission `helpdesk.change_emailtemplate`; null for
    /// others.
    ///
    #[doc = r#"```graphql
{
  emailTemplatePreview(input: { id: "1", ticketId: "1", comment: "We are on it." }) {
    subject plainText html
    errors { field line message }
  }
}
```"#]
    async fn email_template_preview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Template and ticket.")] input: EmailTemplatePreviewInput,
    ) -> Option<Result<EmailTemplatePreview>> {
        let context = context(ctx);
        let read = async {
            let id = match &input.id {
                Some(id) => Some(NodeKind::EmailTemplate.parse_target(context, "id", id)?),
                None => None,
            };
            let ticket = NodeKind::Ticket.parse_target(context, "ticketId", &input.ticket_id)?;
            let draft = Draft {
                id,
                template_name: input.template_name,
                subject: input.subject,
                heading: input.heading,
                plain_text: input.plain_text,
                html: input.html,
                locale: input.locale,
            };
            let comment = Comment {
                text: input.comment.unwrap_or_default(),
                public: input.public,
            };
            email_preview::preview(context, draft, ticket, comment).await
        };
        let outcome: domain::Result<_> = read.await;
        Some(outcome.map(Into::into).map_err(Into::into))
    }
}
