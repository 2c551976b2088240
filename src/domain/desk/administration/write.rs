//! Creates, changes and deletes records.

use entity::{Tx, positional};
use sea_orm::{
    ActiveModelTrait as _, DbErr, IdenStatic as _, IntoActiveModel as _, Iterable as _,
    PrimaryKeyToColumn as _, QuerySelect as _, SqlErr,
};

use super::{Draft, Record, RelatedChanges};
use crate::domain::access::permissions;
use crate::domain::core::tasks;
use crate::domain::desk::admin_log::{self, Act};
use crate::domain::unit::idempotency::{self, CreatedIds, Request};
use crate::domain::unit::{self, Unit};
use crate::domain::{Code, Context, Error, FieldError, Result};

/// Creates a record from `blank`, a row with Django's defaults, and a draft. Returns `None` if the
/// input is valid and `validate_only` is set.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`] without the permission to add, invalid values,
/// [`Error::Conflict`] if another request has used the idempotency key; database errors.
pub async fn create<R: Record, D: Draft<R>>(
    context: &Context,
    blank: R::Model,
    draft: D,
    request: Option<&Request>,
    validate_only: bool,
) -> Result<Option<R::Model>> {
    permissions::require(context, &R::MODEL.permission("add")).await?;
    let created = match idempotency::find(context, request).await? {
        Some(created) => created,
        None if validate_only => {
            let tx = context.db.begin().await?;
            let mut row = blank;
            let outcome = prepare::<R, D>(context, &tx, &draft, None, &mut row).await;
            tx.rollback().await?;
            return outcome.map(|()| None);
        }
        None => match insert::<R, D>(context, blank, draft, request.cloned()).await {
            Ok(row) => return Ok(Some(row)),
            Err(error) => idempotency::find_after_conflict(context, request, error).await?,
        },
    };
    let row = find::<R>(context, created.object).await?;
    let row = row.ok_or(idempotency::GONE)?;
    Ok((!validate_only).then_some(row))
}

/// The record with this ID.
///
/// # Errors
/// Database errors.
pub async fn find<R: Record>(context: &Context, id: i32) -> Result<Option<R::Model>> {
    Ok(positional::fetch_one(R::find_by_id(id), &context.db).await?)
}

/// Changes a record. Returns it as it is stored, unchanged if `validate_only` is set.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`] without the permission to change,
/// [`Error::NotFound`], invalid values; database errors.
pub async fn update<R: Record, D: Draft<R>>(
    context: &Context,
    id: i32,
    draft: D,
    validate_only: bool,
) -> Result<R::Model> {
    permissions::require(context, &R::MODEL.permission("change")).await?;
    if validate_only {
        let tx = context.db.begin().await?;
        let stored = positional::fetch_one(R::find_by_id(id), &tx).await?;
        let outcome = match stored {
            None => Err(Error::NotFound),
            Some(stored) => {
                let mut row = stored.clone();
                let valid = prepare::<R, D>(context, &tx, &draft, Some(id), &mut row).await;
                valid.map(|()| stored)
            }
        };
        tx.rollback().await?;
        return outcome;
    }
    tasks::run_to_end(context, move |context| async move {
        let (context, draft) = (&context, &draft);
        let work = |mut unit: Unit| async move {
            let outcome = update_row::<R, D>(context, &mut unit, draft, id).await;
            (unit, outcome)
        };
        unit::run(context, &[], work).await
    })
    .await
}

/// Deletes a record and what belongs to it. `validate_only`: checks whether it can be deleted.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`] without the permission to delete,
/// [`Error::NotFound`], errors of [`Record::check_deletion`]; database errors.
pub async fn delete<R: Record>(context: &Context, id: i32, validate_only: bool) -> Result<()> {
    permissions::require(context, &R::MODEL.permission("delete")).await?;
    if validate_only {
        let tx = context.db.begin().await?;
        let outcome = match positional::fetch_one(R::find_by_id(id), &tx).await? {
            None => Err(Error::NotFound),
            Some(row) => R::check_deletion(context, &tx, &row).await,
        };
        tx.rollback().await?;
        return outcome;
    }
    tasks::run_to_end(context, move |context| async move {
        let context = &context;
        let work = |mut unit: Unit| async move {
            let outcome = delete_row::<R>(context, &mut unit, id).await;
            (unit, outcome)
        };
        unit::run(context, &[], work).await
    })
    .await
}

/// Sets the values of a draft on a row and checks it.
async fn prepare<R: Record, D: Draft<R>>(
    context: &Context,
    tx: &Tx,
    draft: &D,
    id: Option<i32>,
    row: &mut R::Model,
) -> Result<()> {
    let mut errors: Vec<FieldError> = draft.apply(context, row);
    for error in draft.check(context, tx, id, row).await? {
        // A value with a wrong format needs no second error.
        if !errors.iter().any(|other| other.path == error.path) {
            errors.push(error);
        }
    }
    if errors.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(errors))
    }
}

async fn insert<R: Record, D: Draft<R>>(
    context: &Context,
    blank: R::Model,
    draft: D,
    request: Option<Request>,
) -> Result<R::Model> {
    tasks::run_to_end(context, move |context| async move {
        let (context, blank, draft, request) = (&context, &blank, &draft, request.as_ref());
        let work = |mut unit: Unit| async move {
            let outcome = insert_row::<R, D>(context, &mut unit, blank, draft, request).await;
            (unit, outcome)
        };
        unit::run(context, &[], work).await
    })
    .await
}

async fn insert_row<R: Record, D: Draft<R>>(
    context: &Context,
    unit: &mut Unit,
    blank: &R::Model,
    draft: &D,
    request: Option<&Request>,
) -> Result<R::Model> {
    idempotency::claim(context, &unit.tx, request).await?;
    let mut row = blank.clone();
    prepare::<R, D>(context, &unit.tx, draft, None, &mut row).await?;
    R::complete(&mut row);
    let mut active = row.into_active_model();
    for key in R::PrimaryKey::iter() {
        active.not_set(key.into_column());
    }
    let row = active.insert(&unit.tx).await.map_err(taken::<R>)?;
    let related = draft.write_related(context, unit, None, &row).await?;
    let act = Act::Added(related.parts);
    let (id, text) = (R::id(&row), R::text(&row));
    admin_log::record(context, &unit.tx, R::MODEL, (id, &text), &act).await?;
    let created = CreatedIds {
        object: id,
        second: None,
    };
    idempotency::record(context, &unit.tx, request, created).await?;
    Ok(row)
}

async fn update_row<R: Record, D: Draft<R>>(
    context: &Context,
    unit: &mut Unit,
    draft: &D,
    id: i32,
) -> Result<R::Model> {
    let select = R::find_by_id(id).lock_exclusive();
    let old = positional::fetch_one(select, &unit.tx)
        .await?
        .ok_or(Error::NotFound)?;
    let mut row = old.clone();
    prepare::<R, D>(context, &unit.tx, draft, Some(id), &mut row).await?;
    // The admin logs the fields of the form, not what `save` completes.
    let mut changed = changed_fields::<R>(&old, &row);
    R::complete(&mut row);
    let row = save::<R>(&unit.tx, &old, row).await?;
    let RelatedChanges { fields, parts } =
        draft.write_related(context, unit, Some(&old), &row).await?;
    changed.extend(fields.into_iter().map(str::to_owned));
    log::<R>(context, &unit.tx, &row, &changed, parts).await?;
    Ok(row)
}

/// Writes the columns of a row that changed.
async fn save<R: Record>(tx: &Tx, old: &R::Model, row: R::Model) -> Result<R::Model> {
    let stored = old.clone().into_active_model();
    let mut active = row.clone().into_active_model();
    let mut differs = false;
    for column in R::Column::iter() {
        if stored.get(column).into_value() != active.get(column).into_value() {
            active.reset(column);
            differs = true;
        }
    }
    if differs {
        Ok(active.update(tx).await.map_err(taken::<R>)?)
    } else {
        Ok(row)
    }
}

/// The names of the columns that differ, without `_id`.
fn changed_fields<R: Record>(old: &R::Model, new: &R::Model) -> Vec<String> {
    let (old, new) = (
        old.clone().into_active_model(),
        new.clone().into_active_model(),
    );
    R::Column::iter()
        .filter(|column| old.get(*column).into_value() != new.get(*column).into_value())
        .map(|column| {
            let name = column.as_str();
            name.strip_suffix("_id").unwrap_or(name).to_owned()
        })
        .collect()
}

/// Records a change of these fields and parts of a record. Records nothing if nothing changed.
///
/// # Errors
/// Database errors.
pub async fn log<R: Record>(
    context: &Context,
    tx: &Tx,
    row: &R::Model,
    fields: &[String],
    parts: Vec<admin_log::PartAct>,
) -> Result<()> {
    if fields.is_empty() && parts.is_empty() {
        return Ok(());
    }
    let labels = R::FIELDS
        .iter()
        .filter(|(name, _)| fields.iter().any(|field| field == name))
        .map(|(_, label)| *label)
        .collect();
    let act = Act::Changed(labels, parts);
    let text = R::text(row);
    admin_log::record(context, tx, R::MODEL, (R::id(row), &text), &act).await
}

async fn delete_row<R: Record>(context: &Context, unit: &mut Unit, id: i32) -> Result<()> {
    let select = R::find_by_id(id).lock_exclusive();
    let row = positional::fetch_one(select, &unit.tx)
        .await?
        .ok_or(Error::NotFound)?;
    R::check_deletion(context, &unit.tx, &row).await?;
    let text = R::text(&row);
    admin_log::record(context, &unit.tx, R::MODEL, (id, &text), &Act::Deleted).await?;
    R::delete_related(context, unit, &row).await?;
    R::delete_by_id(id).exec(&unit.tx).await?;
    R::after_deletion(context, unit, &row).await
}

/// The error of a write, if another row has the unique value: on MariaDB also in other letters.
fn taken<R: Record>(error: DbErr) -> Error {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => Error::field(R::UNIQUE, Code::NotUnique),
        _ => error.into(),
    }
}
