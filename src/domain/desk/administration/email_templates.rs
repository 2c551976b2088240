//! Email templates. A template with a syntax error is rejected, because email could not be rendered
//! with it.

use entity::{Tx, email_template};
use sea_orm::sea_query::{Expr, ExprTrait, Func};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::{Checker, Draft, Record};
use crate::domain::desk::admin_log::AdminModel;
use crate::domain::{Code, Context, FieldError, Result};

/// The values of an email template. `None` leaves a value unchanged; `Some(None)` clears it.
#[derive(Clone, Debug, Default)]
pub struct EmailTemplateDraft {
    /// The name: event and recipient, at most 100 characters.
    pub template_name: Option<String>,
    /// The text after the ticket's title in the subject, at most 100 characters.
    pub subject: Option<String>,
    /// The heading of the HTML part, at most 100 characters.
    pub heading: Option<String>,
    /// The plain text part.
    pub plain_text: Option<String>,
    /// The HTML part.
    pub html: Option<String>,
    /// The language, at most 10 characters.
    pub locale: Option<Option<String>>,
    /// Errors found while the input was converted.
    pub errors: Vec<FieldError>,
}

/// An empty template.
#[must_use]
pub fn blank() -> email_template::Model {
    email_template::Model {
        id: 0,
        template_name: String::new(),
        subject: String::new(),
        heading: String::new(),
        plain_text: String::new(),
        html: String::new(),
        locale: None,
    }
}

impl Draft<email_template::Entity> for EmailTemplateDraft {
    fn apply(&self, context: &Context, row: &mut email_template::Model) -> Vec<FieldError> {
        let mut checker = Checker::new(context);
        checker.errors.extend(self.errors.iter().cloned());
        for (field, value, limit, target) in [
            (
                "template_name",
                &self.template_name,
                Some(100),
                &mut row.template_name,
            ),
            ("subject", &self.subject, Some(100), &mut row.subject),
            ("heading", &self.heading, Some(100), &mut row.heading),
            ("plain_text", &self.plain_text, None, &mut row.plain_text),
            ("html", &self.html, None, &mut row.html),
        ] {
            checker.required(field, value.as_ref(), limit, target);
            if field != "template_name" && value.is_some() {
                checker.template(field, target);
            }
        }
        checker.optional("locale", self.locale.as_ref(), Some(10), &mut row.locale);
        checker.errors
    }

    /// django-helpdesk fails to send email if there are two templates for an event and a language.
    async fn check(
        &self,
        _: &Context,
        tx: &Tx,
        id: Option<i32>,
        row: &email_template::Model,
    ) -> Result<Vec<FieldError>> {
        use email_template::Column as C;
        if self.template_name.is_none() && self.locale.is_none() || row.template_name.contains('\0')
        {
            return Ok(Vec::new());
        }
        let name = Func::lower(Expr::col(C::TemplateName));
        let mut select = email_template::Entity::find()
            .filter(Expr::expr(name).eq(row.template_name.to_lowercase()))
            .filter(match &row.locale {
                Some(locale) => C::Locale.eq(locale),
                None => C::Locale.is_null(),
            });
        if let Some(id) = id {
            select = select.filter(C::Id.ne(id));
        }
        let field = if self.template_name.is_some() {
            "template_name"
        } else {
            "locale"
        };
        let is_taken = select.count(tx).await? > 0;
        Ok(is_taken
            .then(|| FieldError::new(field, Code::NotUnique))
            .into_iter()
            .collect())
    }
}

impl Record for email_template::Entity {
    const MODEL: AdminModel = AdminModel::helpdesk("emailtemplate");
    const FIELDS: &'static [(&'static str, &'static str)] = &[
        ("template_name", "Template Name"),
        ("subject", "Subject"),
        ("heading", "Heading"),
        ("plain_text", "Plain Text"),
        ("html", "HTML"),
        ("locale", "Locale"),
    ];

    fn id(row: &email_template::Model) -> i32 {
        row.id
    }

    fn text(row: &email_template::Model) -> String {
        row.template_name.clone()
    }
}
