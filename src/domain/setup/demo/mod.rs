//! The data of `deskql demo`: the last three months of a bicycle maker's help desk. It is the same
//! on every machine, except for times, secrets and the token. It is written in one transaction, and
//! only to an empty database.

mod cases;
mod desk;
mod files;
mod history;
mod knowledge;
mod people;
mod queues;
mod random;
mod rows;
mod tickets;

use entity::{Db, content_type, followup, site, ticket, token, user};
use sea_orm::QueryOrder as _;
use sea_orm::prelude::*;

use crate::domain::{Clock, Error, Result};
use crate::storage::Storage;

/// Password hashes in Django's format. The caller computes them, because hashing is slow by design.
#[derive(Clone)]
pub struct Passwords {
    /// The administrator's.
    pub admin: String,
    /// All other users'.
    pub others: String,
}

impl std::fmt::Debug for Passwords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passwords")
    }
}

/// A summary of the demo's data.
#[derive(Clone)]
pub struct Summary {
    /// The administrator's API token.
    pub token: String,
    /// The number of tickets.
    pub tickets: u64,
    /// The number of follow-ups.
    pub followups: u64,
    /// The time when the newest ticket was created.
    pub newest: chrono::DateTime<chrono::Utc>,
}

impl std::fmt::Debug for Summary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Summary")
            .field("tickets", &self.tickets)
            .field("followups", &self.followups)
            .finish_non_exhaustive()
    }
}

/// Writes the data to a database with an empty schema, and the files to its storage. `domain` is
/// the site's, such as `127.0.0.1:8000`.
///
/// Rows get fixed IDs, which PostgreSQL's sequences would not follow, so this is for SQLite only.
///
/// # Errors
/// [`Error::Conflict`] if there are users or tickets; database and storage errors. After an error
/// nothing is in the database, but files may have been written.
pub async fn fill(
    db: &Db,
    storage: &Storage,
    clock: &Clock,
    passwords: &Passwords,
    domain: &str,
) -> Result<()> {
    let tx = db.begin().await?;
    if user::Entity::find().count(&tx).await? + ticket::Entity::find().count(&tx).await? > 0 {
        return Err(Error::Conflict {
            field: "database",
            what: "not_empty".into(),
        });
    }
    let queue_type = content_type::Entity::find()
        .filter(content_type::Column::AppLabel.eq("helpdesk"))
        .filter(content_type::Column::Model.eq("queue"))
        .one(&tx)
        .await?
        .ok_or_else(|| {
            Error::Internal("django_content_type has no row for helpdesk.queue".into())
        })?;
    let permissions = entity::permission::Entity::find().all(&tx).await?;
    let next_permission = permissions
        .iter()
        .map(|permission| permission.id)
        .max()
        .unwrap_or(0)
        + 1;

    let now = clock.now();
    let mut rows = rows::Rows::default();
    people::add(&mut rows, now, passwords);
    queues::add(&mut rows, queue_type.id, next_permission);
    desk::add(&mut rows);
    let mut uploads = knowledge::add(&mut rows, now);
    uploads.extend(tickets::add(&mut rows, now)?);
    for upload in uploads {
        let size = i32::try_from(upload.content.len()).unwrap_or(i32::MAX);
        let saved = storage
            .save(&upload.path, upload.content.as_slice())
            .await?;
        rows.attach(
            upload.owner,
            saved.path,
            upload.name,
            upload.mime_type,
            size,
        );
    }
    site::Entity::update_many()
        .col_expr(site::Column::Domain, Expr::value(domain))
        .col_expr(site::Column::Name, Expr::value("Lindgren Bikes"))
        .filter(site::Column::Id.eq(1))
        .exec(&tx)
        .await?;
    rows.insert(&tx).await?;
    tx.commit().await?;
    Ok(())
}

/// The summary of the demo in this database. `None` if there is no demo.
///
/// # Errors
/// Database errors.
pub async fn summary(db: &Db) -> Result<Option<Summary>> {
    let Some(token) = token::Entity::find()
        .filter(token::Column::UserId.eq(people::ADMIN))
        .one(db)
        .await?
    else {
        return Ok(None);
    };
    let Some(newest) = ticket::Entity::find()
        .order_by_desc(ticket::Column::Id)
        .one(db)
        .await?
    else {
        return Ok(None);
    };
    Ok(Some(Summary {
        token: token.key.0,
        tickets: ticket::Entity::find().count(db).await?,
        followups: followup::Entity::find().count(db).await?,
        newest: newest.created.0,
    }))
}

#[cfg(test)]
mod tests;
