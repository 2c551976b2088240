//! Finds the email template for a name and a language (helpdesk/templated_email.py).

use std::collections::BTreeSet;

use ::templates::{Options, Template};
use chrono::DateTime;
use entity::{email_template, queue};
use sea_orm::sea_query::{Expr, ExprTrait, Func};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};

use crate::config::Config;
use crate::domain::{Context, Result};

/// The language of a queue's email: the queue's, or the default of the settings.
#[must_use]
pub fn locale(context: &Context, queue: &queue::Model) -> String {
    let own = queue.locale.as_deref().filter(|locale| !locale.is_empty());
    own.unwrap_or(&context.config.helpdesk.email_fallback_locale)
        .to_owned()
}

/// Returns those of `names` that have a template in this language or without a language.
///
/// # Errors
/// Database errors.
pub async fn existing(
    db: &impl ConnectionTrait,
    locale: &str,
    names: Vec<&'static str>,
) -> Result<BTreeSet<String>> {
    let rows = select_matching(locale, names).all(db).await?;
    Ok(rows
        .into_iter()
        .map(|row| row.template_name.to_lowercase())
        .collect())
}

/// The names of existing templates with their languages, for queues with different languages.
#[derive(Clone, Debug, Default)]
pub struct ExistingTemplates {
    rows: Vec<(String, Option<String>)>,
    ignores_case: bool,
}

impl ExistingTemplates {
    /// Reads those of `names` that have a template in any language.
    ///
    /// # Errors
    /// Database errors.
    pub async fn read(
        db: &impl ConnectionTrait,
        names: impl IntoIterator<Item = &'static str>,
    ) -> Result<Self> {
        use email_template::Column as C;
        let name = Func::lower(Expr::col(C::TemplateName));
        let rows = email_template::Entity::find()
            .select_only()
            .column(C::TemplateName)
            .column(C::Locale)
            .filter(Expr::expr(name).is_in(names))
            .into_tuple()
            .all(db)
            .await?;
        Ok(Self {
            rows,
            // MariaDB compares texts by the collation of the table.
            ignores_case: db.get_database_backend() == DbBackend::MySql,
        })
    }

    /// The names of templates in this language or without a language, as [`existing`].
    #[must_use]
    pub fn in_language(&self, locale: &str) -> BTreeSet<String> {
        let matches =
            |own: &String| own == locale || self.ignores_case && own.eq_ignore_ascii_case(locale);
        self.rows
            .iter()
            .filter(|(_, own)| own.as_ref().is_none_or(matches))
            .map(|(name, _)| name.to_lowercase())
            .collect()
    }
}

/// Finds the template with a name: in this language, or else without a language. If there are
/// several, the first is used, where django-helpdesk would fail.
///
/// # Errors
/// Database errors.
pub async fn find(
    db: &impl ConnectionTrait,
    locale: &str,
    name: &str,
) -> Result<Option<email_template::Model>> {
    let rows = select_matching(locale, [name.to_lowercase()])
        .order_by_asc(email_template::Column::Id)
        .all(db)
        .await?;
    let (own, general): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.locale.is_some());
    Ok(own.into_iter().chain(general).next())
}

/// The syntax errors of a template, as far as they show without rendering an email.
#[must_use]
pub fn errors(row: &email_template::Model, config: &Config) -> Vec<String> {
    let options = Options::new(DateTime::UNIX_EPOCH);
    let subject = config.helpdesk.subject(&row.subject).unwrap_or_default();
    let parts = [
        ("subject", &subject),
        ("heading", &row.heading),
        ("plain text", &row.plain_text),
        ("HTML", &row.html),
    ];
    let error = |(part, source): (&str, &String)| {
        Some(format!(
            "{part}: {}",
            Template::parse(source, &options).err()?
        ))
    };
    parts.into_iter().filter_map(error).collect()
}

fn select_matching<N: Into<sea_orm::Value>>(
    locale: &str,
    names: impl IntoIterator<Item = N>,
) -> Select<email_template::Entity> {
    use email_template::Column as C;
    let name = Func::lower(Expr::col(C::TemplateName));
    email_template::Entity::find()
        .filter(Expr::expr(name).is_in(names.into_iter().map(Into::into)))
        .filter(
            Condition::any()
                .add(C::Locale.eq(locale))
                .add(C::Locale.is_null()),
        )
}
