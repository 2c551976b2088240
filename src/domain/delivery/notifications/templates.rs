//! The rows that mails are made by: which one it is for a name and a language
//! (helpdesk/templated_email.py). Renders nothing.

use std::collections::BTreeSet;

use ::templates::{Options, Template};
use chrono::DateTime;
use entity::{email_template, queue};
use sea_orm::sea_query::{Expr, ExprTrait, Func};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Select,
};

use crate::config::Config;
use crate::domain::{Context, Result};

/// The language of a queue's mails: its own, or the one of the settings.
#[must_use]
pub fn locale(context: &Context, queue: &queue::Model) -> String {
    let own = queue.locale.as_deref().filter(|locale| !locale.is_empty());
    own.unwrap_or(&context.config.helpdesk.email_fallback_locale)
        .to_owned()
}

/// The names among `names` that have a template in this language or without one.
///
/// # Errors
/// What the database says.
pub async fn existing(
    db: &impl ConnectionTrait,
    locale: &str,
    names: Vec<&'static str>,
) -> Result<BTreeSet<String>> {
    let rows = fitting(locale, names).all(db).await?;
    Ok(rows
        .into_iter()
        .map(|row| row.template_name.to_lowercase())
        .collect())
}

/// The template of a name: the one in this language, else the one without a language. Of several
/// the first counts, where django-helpdesk would break off.
///
/// # Errors
/// What the database says.
pub async fn find(
    db: &impl ConnectionTrait,
    locale: &str,
    name: &str,
) -> Result<Option<email_template::Model>> {
    let rows = fitting(locale, [name.to_lowercase()])
        .order_by_asc(email_template::Column::Id)
        .all(db)
        .await?;
    let (own, general): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.locale.is_some());
    Ok(own.into_iter().chain(general).next())
}

/// What is wrong with the parts of a row, as far as that shows without a mail.
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

fn fitting<N: Into<sea_orm::Value>>(
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
