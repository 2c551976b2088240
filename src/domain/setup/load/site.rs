//! Loads the site.

use entity::{Tx, site};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::check::error;
use super::document::Site;
use super::report::{Kind, Outcome, Report};
use super::save::save;
use crate::domain::{Code, Error, Result};

/// The sites, by number.
///
/// # Errors
/// The database's.
pub async fn sites(db: &entity::Db) -> Result<Vec<site::Model>> {
    Ok(site::Entity::find()
        .order_by_asc(site::Column::Id)
        .all(db)
        .await?)
}

/// Changes the site with this number; `None` creates one. Returns its row.
pub(super) async fn apply(
    tx: &Tx,
    id: Option<i32>,
    site: &Site,
    report: &mut Report,
) -> Result<site::Model> {
    let old = match id {
        Some(id) => {
            let row = site::Entity::find_by_id(id).one(tx).await?;
            let code = || Code::DoesNotExist(id.to_string());
            let missing = || Error::Invalid(vec![error("site", &id.to_string(), "id", code())]);
            Some(row.ok_or_else(missing)?)
        }
        None => None,
    };
    let mut new = old.clone().unwrap_or(site::Model {
        id: 0,
        domain: String::new(),
        name: String::new(),
    });
    if let Some(domain) = &site.domain {
        domain.clone_into(&mut new.domain);
    }
    match &site.name {
        Some(name) => name.clone_into(&mut new.name),
        None if old.is_none() => new.name = new.domain.chars().take(50).collect(),
        None => {}
    }
    let taken = site::Entity::find()
        .filter(site::Column::Domain.eq(&new.domain))
        .filter(site::Column::Id.ne(new.id))
        .one(tx)
        .await?;
    if taken.is_some() {
        let error = error("site", &new.domain, "domain", Code::NotUnique);
        return Err(Error::Invalid(vec![error]));
    }
    let (row, outcome) = save::<site::ActiveModel, _>(tx, old, new).await?;
    let outcome: Outcome = outcome;
    report.add(Kind::Site, &row.domain, outcome);
    Ok(row)
}
