//! Mutations of email templates.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::email_template;

use super::record::record_mutations;
use crate::domain::desk::administration::email_templates::{EmailTemplateDraft, blank};
use crate::domain::{self, Context};
use crate::graphql::id::NodeKind;
use crate::graphql::inputs::changes::{given, maybe};
use crate::graphql::types::desk::EmailTemplate;

/// Email template to create.
#[derive(InputObject)]
pub struct EmailTemplateCreateInput {
    /// Event and recipient of the email, such as `newticket_submitter`, at most 100 characters.
    /// Unique per language.
    pub template_name: String,
    /// Template of the text after the ticket's title in the subject, at most 100 characters.
    pub subject: String,
    /// Template of the heading of the HTML part, at most 100 characters.
    pub heading: String,
    /// Template of the plain text part. Templates with syntax errors are rejected.
    pub plain_text: String,
    /// Template of the HTML part.
    pub html: String,
    /// Language, such as `de`, at most 10 characters. By default, the template is for all languages
    /// without their own.
    pub locale: Option<String>,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
    /// Key that the client chooses, at most 255 characters. A repeated request with the same key
    /// and the same input returns the first result instead of creating a duplicate, for 24 hours
    /// unless the installation sets another time. A different input is a CONFLICT, and so is a
    /// created object that was deleted. An explicit default counts as an omitted field.
    pub idempotency_key: Option<String>,
}

/// Changes of an email template. Omitted fields do not change.
#[derive(InputObject)]
pub struct EmailTemplateUpdateInput {
    /// ID of the email template: a global ID or a number.
    pub id: ID,
    /// Event and recipient of the email, such as `newticket_submitter`, at most 100 characters.
    /// Unique per language. Not null.
    pub template_name: MaybeUndefined<String>,
    /// Template of the text after the ticket's title in the subject, at most 100 characters. Not null.
    pub subject: MaybeUndefined<String>,
    /// Template of the heading of the HTML part, at most 100 characters. Not null.
    pub heading: MaybeUndefined<String>,
    /// Template of the plain text part. Templates with syntax errors are rejected. Not null.
    pub plain_text: MaybeUndefined<String>,
    /// Template of the HTML part. Not null.
    pub html: MaybeUndefined<String>,
    /// Language, such as `de`, at most 10 characters. If null, the template is for all languages
    /// without their own.
    pub locale: MaybeUndefined<String>,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
}

impl EmailTemplateCreateInput {
    /// Converts to the row with Django's defaults and the domain's input.
    async fn into_domain(
        self,
        _context: &Context,
    ) -> domain::Result<(email_template::Model, EmailTemplateDraft)> {
        let errors = Vec::new();
        let draft = EmailTemplateDraft {
            template_name: Some(self.template_name),
            subject: Some(self.subject),
            heading: Some(self.heading),
            plain_text: Some(self.plain_text),
            html: Some(self.html),
            locale: Some(self.locale),
            errors,
        };
        Ok((blank(), draft))
    }
}

impl EmailTemplateUpdateInput {
    /// Converts to the domain's input.
    fn into_domain(self) -> EmailTemplateDraft {
        let mut errors = Vec::new();
        EmailTemplateDraft {
            template_name: given(self.template_name, "template_name", &mut errors),
            subject: given(self.subject, "subject", &mut errors),
            heading: given(self.heading, "heading", &mut errors),
            plain_text: given(self.plain_text, "plain_text", &mut errors),
            html: given(self.html, "html", &mut errors),
            locale: maybe(self.locale),
            errors,
        }
    }
}

record_mutations! {
    /// Mutations of email templates.
    EmailTemplateMutation: email_template::Entity, NodeKind::EmailTemplate, email_template: EmailTemplate,
    |row| Some(EmailTemplate::from(row));

    /// Creates an email template. Only for staff with the permission `helpdesk.add_emailtemplate`.
    ///
    #[doc = r#"```graphql
mutation {
  emailTemplateCreate(input: { templateName: "closed_owner", locale: "nl", subject: "(Gesloten)", heading: "Gesloten", plainText: "{{ ticket.title }}", html: "<p>{{ ticket.title }}</p>" }) {
    emailTemplate { databaseId templateName subject locale }
    userErrors { field message code }
  }
}
```"#]
    email_template_create(EmailTemplateCreateInput = "Email template to create.")
        -> EmailTemplateCreatePayload = "Result of `emailTemplateCreate`.",
        "Created email template. Null if there are errors or `validateOnly` is set.";

    /// Updates an email template. Only for staff with the permission `helpdesk.change_emailtemplate`.
    ///
    #[doc = r#"```graphql
mutation {
  emailTemplateUpdate(input: { id: "1", subject: "(New)" }) {
    emailTemplate { databaseId templateName subject locale }
    userErrors { field message code }
  }
}
```"#]
    email_template_update(EmailTemplateUpdateInput = "Changes of the email template.")
        -> EmailTemplateUpdatePayload = "Result of `emailTemplateUpdate`.",
        "Email template after the update; with `validateOnly`, its current state. Null if there are errors.";

    /// Deletes an email template. Only for staff with the permission
    /// `helpdesk.delete_emailtemplate`.
    ///
    #[doc = r#"```graphql
mutation {
  emailTemplateDelete(input: { id: "1" }) { deletedId deletedDatabaseId userErrors { field message code } }
}
```"#]
    email_template_delete(EmailTemplateDeleteInput = "Email template to delete.")
        -> EmailTemplateDeletePayload = "Result of `emailTemplateDelete`.";
}
