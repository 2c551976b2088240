//! Brings a database to the configuration that a document describes: site, queues, custom fields,
//! groups, accounts, email templates, preset replies, knowledge base. Loading the same document
//! again writes nothing. Nothing is deleted. One transaction.

mod check;
mod custom_fields;
pub mod document;
mod grants;
mod knowledge_base;
pub(super) mod queues;
mod report;
mod save;
mod site;
mod templates;
mod users;

use std::collections::HashMap;

use entity::{Db, Tx, ticket};
use sea_orm::{ConnectionTrait, EntityTrait as _, Iterable as _, QuerySelect as _};

pub use crate::domain::desk::slugs::slug_of;
pub use document::Document;
use grants::Permissions;
use queues::Queues;
pub use queues::queues;
pub use report::{Entry, Kind, Outcome, Report};
pub use site::sites;
use users::Users;

use crate::config::Config;
use crate::domain::desk::accounts;
use crate::domain::desk::custom_fields::value::DataType;
use crate::domain::{Clock, Error, Result};

/// A condition on the database, without which nothing is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// Nothing: objects are created or changed.
    Anything,
    /// The queues of the document are new.
    New,
    /// The queues of the document exist.
    Existing,
    /// There are no accounts, queues or tickets.
    EmptyDesk,
}

/// Validates a document without a database.
///
/// # Errors
/// [`Error::Invalid`] with paths of three elements: kind, name and field.
pub fn validate(config: &Config, mut document: Document) -> Result<Document> {
    check::normalize(&mut document);
    let errors = check::errors(&document, config);
    if errors.is_empty() {
        Ok(document)
    } else {
        Err(Error::Invalid(errors))
    }
}

/// The users of a document who have no account yet.
///
/// # Errors
/// The database's.
pub async fn new_users(db: &Db, document: &Document) -> Result<Vec<String>> {
    let users = Users::read(db).await?;
    let names = document.users.iter().map(|user| user.username.clone());
    Ok(names.filter(|name| users.get(name).is_none()).collect())
}

/// Whether the database has accounts, queues or tickets.
///
/// # Errors
/// The database's.
pub async fn is_in_use(db: &impl ConnectionTrait) -> Result<bool> {
    let users = Users::read(db).await?;
    let queues = Queues::read(db).await?;
    let ticket: Option<i32> = ticket::Entity::find()
        .select_only()
        .column(ticket::Column::Id)
        .limit(1)
        .into_tuple()
        .one(db)
        .await?;
    Ok(!users.is_empty() || !queues.is_empty() || ticket.is_some())
}

/// Brings the database to the configuration of a document, which [`validate`] returned. With
/// `dry_run`, only reports what would happen.
///
/// # Errors
/// [`Error::Invalid`] as in [`validate`]; [`Error::Conflict`] if the database is not as expected or
/// another row has a unique value. Nothing has changed in these cases.
pub async fn load(
    (config, db, clock): (&Config, &Db, &Clock),
    document: &Document,
    expect: Expect,
    dry_run: bool,
) -> Result<Report> {
    // Hashing is slow on purpose, and SQLite has one writer.
    let new_users = new_users(db, document).await?;
    let mut hashes = HashMap::new();
    for user in &document.users {
        if let Some(password) = user.password.clone()
            && new_users.contains(&user.username)
        {
            let hash = accounts::hash(config, password).await?;
            hashes.insert(user.username.clone(), hash);
        }
    }
    let tx = db.begin().await?;
    let report = apply(&tx, (config, clock), document, &hashes, expect).await?;
    if dry_run || report.is_unchanged() {
        tx.rollback().await?;
    } else {
        tx.commit().await?;
    }
    Ok(report)
}

async fn apply(
    tx: &Tx,
    (config, clock): (&Config, &Clock),
    document: &Document,
    hashes: &HashMap<String, entity::values::Secret>,
    expect: Expect,
) -> Result<Report> {
    let mut report = Report::default();
    // Locks out other loads, so it comes first.
    let mut permissions = Permissions::read(tx).await?;
    if expect == Expect::EmptyDesk && is_in_use(tx).await? {
        return Err(Error::Conflict {
            field: "database",
            what: "not_empty".into(),
        });
    }
    let mut users = Users::read(tx).await?;
    let mut queues = Queues::read(tx).await?;
    if let Some(site) = &document.site {
        site::apply(tx, Some(config.site_id), site, &mut report).await?;
    }
    users::apply(
        tx,
        &document.users,
        hashes,
        (config, clock),
        &mut users,
        &mut report,
    )
    .await?;
    queues::apply(
        tx,
        &document.queues,
        expect,
        (&mut queues, &mut permissions, &users),
        &mut report,
    )
    .await?;
    custom_fields::apply(tx, &document.custom_fields, &mut report).await?;
    users::apply_groups(
        tx,
        &document.groups,
        (&queues, &mut permissions),
        &mut report,
    )
    .await?;
    users::apply_grants(
        tx,
        &document.users,
        (&queues, &mut permissions, &users),
        &mut report,
    )
    .await?;
    templates::apply(tx, &document.email_templates, &mut report).await?;
    templates::apply_replies(tx, &document.preset_replies, &queues, &mut report).await?;
    knowledge_base::apply(tx, &document.kb_categories, &queues, clock, &mut report).await?;
    Ok(report)
}

/// Creates a site, or changes the one with the number `id`. Returns its row.
///
/// # Errors
/// As [`load`].
pub async fn save_site(
    db: &Db,
    id: Option<i32>,
    site: &document::Site,
) -> Result<(entity::site::Model, Outcome)> {
    let tx = db.begin().await?;
    let mut report = Report::default();
    let row = site::apply(&tx, id, site, &mut report).await?;
    tx.commit().await?;
    let outcome = report.entries.pop().map(|entry| entry.outcome);
    Ok((row, outcome.unwrap_or(Outcome::Unchanged)))
}

/// The types of custom fields.
#[must_use]
pub fn data_types() -> Vec<&'static str> {
    DataType::iter().map(DataType::name).collect()
}

/// Sets a column to a value of the document.
fn set<T: Clone>(column: &mut T, value: Option<&T>) {
    if let Some(value) = value {
        column.clone_from(value);
    }
}

/// Sets an optional text to a value of the document; an empty one clears it.
fn set_optional(column: &mut Option<String>, value: Option<&String>) {
    if let Some(value) = value {
        *column = (!value.is_empty()).then(|| value.clone());
    }
}
