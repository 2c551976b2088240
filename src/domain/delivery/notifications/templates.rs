//! Finds the email template for a name and a language (helpdesk/templated_email.py).

use std::collections::BTreeSet;

use ::templates::{Options, Template};
use chrono::DateTime;
use entity::positional::Positions as _;
use entity::{email_template, queue};
use sea_orm::sea_query::{Expr, ExprTrait, Func};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, DbErr, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, Select,
};

use crate::config::Config;
use crate::domain::query::{CombinedRows, Kind, Part};
use crate::domain::{Context, Result};

/// The language of a queue's email: the queue's, or the default of the settings.
#[must_use]
pub fn locale(context: &Context, queue: &queue::Model) -> String {
    let own = queue.locale.as_deref().filter(|locale| !locale.is_empty());
    own.unwrap_or(&context.config.helpdesk.email_fallback_locale)
        .to_owned()
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
        let rows = Self::select(names)
            .select_only()
            .columns([C::TemplateName, C::Locale])
            .into_tuple()
            .all(db)
            .await?;
        Ok(Self::of_rows(rows, db.get_database_backend()))
    }

    /// A part of a statement that selects what [`Self::rows`] reads.
    pub fn part(names: impl IntoIterator<Item = &'static str>) -> Part {
        use email_template::Column as C;
        let select = Self::select(names)
            .select_only()
            .columns([C::TemplateName, C::Locale]);
        let columns = vec![("template_name", Kind::Text), ("locale", Kind::Text)];
        Part::of_columns(select.into_query(), columns)
    }

    /// Reads the names and languages of a part of a statement.
    ///
    /// # Errors
    /// The rows have other columns.
    pub fn rows(
        rows: &CombinedRows<'_>,
        part: usize,
    ) -> std::result::Result<Vec<(String, Option<String>)>, DbErr> {
        rows.map(part, |row, positions| {
            Ok((
                row.try_get_by_index(positions.index(0))?,
                row.try_get_by_index(positions.index(1))?,
            ))
        })
    }

    /// The templates with these names and languages.
    #[must_use]
    pub fn of_rows(rows: Vec<(String, Option<String>)>, backend: DbBackend) -> Self {
        Self {
            rows,
            // MariaDB compares texts by the collation of the table.
            ignores_case: backend == DbBackend::MySql,
        }
    }

    fn select(names: impl IntoIterator<Item = &'static str>) -> Select<email_template::Entity> {
        let name = Func::lower(Expr::col(email_template::Column::TemplateName));
        email_template::Entity::find().filter(Expr::expr(name).is_in(names))
    }

    /// The names of templates in this language or without a language.
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
