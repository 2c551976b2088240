//! The data of `deskql demo`: the help desk of a bicycle maker, three months of it up to now, the
//! same on every machine but for times, secrets and the token. Written in one transaction. Not for
//! databases that hold anything else.

mod files;
mod knowledge;
mod people;
mod random;
mod rows;
mod stories;
mod story;
mod tickets;

use entity::{Db, content_type, followup, site, ticket, token, user};
use sea_orm::QueryOrder as _;
use sea_orm::prelude::*;

use crate::domain::{Clock, Error, Result};
use crate::storage::Storage;

/// Django's encoded passwords, hashed beforehand because that is slow on purpose.
#[derive(Clone)]
pub struct Passwords {
    /// The administrator's.
    pub admin: String,
    /// Everybody else's.
    pub others: String,
}

impl std::fmt::Debug for Passwords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passwords")
    }
}

/// What a demo holds.
#[derive(Clone)]
pub struct Summary {
    /// The administrator's API token.
    pub token: String,
    /// Tickets that there are.
    pub tickets: u64,
    /// Follow-ups that there are.
    pub followups: u64,
    /// When the newest ticket was opened.
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

/// Fills a database that was just migrated, and its storage. `domain` is the site's, as
/// `127.0.0.1:8000`.
///
/// Rows get fixed ids; on PostgreSQL the sequences would not follow them, so this is for SQLite.
///
/// # Errors
/// The database's and the storage's; [`Error::Conflict`] where there are users or tickets already.
/// Nothing is in the database then; files may have been written.
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
    people::add(&mut rows, now, passwords, queue_type.id, next_permission);
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

/// What the demo in this database holds; `None` where it is none.
///
/// # Errors
/// The database's.
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
