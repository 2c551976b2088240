//! Adds and removes files of the knowledge base (helpdesk/models.py, `KBIAttachment`). As in
//! Django's admin, this is a change of the item.

use entity::{kb_category, kb_item, kb_item_attachment, positional};
use sea_orm::{ActiveModelTrait as _, ColumnTrait, EntityTrait, QueryFilter, QuerySelect, Set};

use super::store::{self, StoredFile, Upload};
use crate::domain::access::permissions;
use crate::domain::core::tasks;
use crate::domain::desk::admin_log::{PartAct, PartVerb};
use crate::domain::desk::administration::{find, log};
use crate::domain::unit::idempotency::{self, CreatedIds, Request};
use crate::domain::unit::{self, Unit};
use crate::domain::{Code, Context, Error, FieldError, Result};

/// A new file of an item.
#[derive(Debug)]
pub struct NewKbFile {
    /// The ID of the item.
    pub item: i32,
    /// The file.
    pub file: Upload,
    /// The name for display; by default the file's.
    pub filename: Option<String>,
    /// The media type; by default the one that was sent.
    pub mime_type: Option<String>,
}

async fn require(context: &Context, act: &str) -> Result<()> {
    permissions::require(context, "helpdesk.change_kbitem").await?;
    permissions::require(context, &format!("helpdesk.{act}_kbiattachment")).await
}

/// Checks that the viewer may add a file to an item.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`], [`Error::NotFound`]; database errors.
pub async fn may_add(context: &Context, item: i32) -> Result<()> {
    require(context, "add").await?;
    let item = find::<kb_item::Entity>(context, item).await?;
    item.map(drop).ok_or(Error::NotFound)
}

/// Adds a file, or returns the one that the same request added before. Returns the item, and the
/// file unless `validate_only` is set.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`], [`Error::NotFound`] for the item,
/// [`Error::Invalid`], [`Error::Conflict`] if the key was used with another input; database or
/// storage errors.
pub async fn add(
    context: &Context,
    new: NewKbFile,
    request: Option<&Request>,
    validate_only: bool,
) -> Result<(kb_item::Model, Option<kb_item_attachment::Model>)> {
    require(context, "add").await?;
    let item = find::<kb_item::Entity>(context, new.item)
        .await?
        .ok_or(Error::NotFound)?;
    let created = match idempotency::find(context, request).await? {
        Some(created) => created,
        None => {
            check(context, &new)?;
            if validate_only {
                return Ok((item, None));
            }
            match store_and_write(context, item.clone(), new, request.cloned()).await {
                Ok(row) => return Ok((item, Some(row))),
                Err(error) => idempotency::find_after_conflict(context, request, error).await?,
            }
        }
    };
    let select = kb_item_attachment::Entity::find_by_id(created.object);
    let row = positional::fetch_one(select, &context.db)
        .await?
        .ok_or(idempotency::GONE)?;
    Ok((item, (!validate_only).then_some(row)))
}

fn check(context: &Context, new: &NewKbFile) -> Result<()> {
    let config = &context.config;
    let mut errors = Vec::new();
    if !config.helpdesk.enable_attachments || !config.helpdesk.kb_enabled {
        errors.push(FieldError::new("file", Code::Disabled));
    }
    let mut add = |field: &str, checked: Result<(), Code>| {
        errors.extend(checked.err().map(|code| FieldError::new(field, code)));
    };
    let max_size = config.server.max_file_size;
    add("file", store::check(&new.file, &config.helpdesk, max_size));
    if let Some(name) = &new.filename {
        add("filename", store::check_name(name, &config.helpdesk));
    }
    if let Some(media_type) = new.mime_type.as_deref().filter(|text| !text.is_empty()) {
        add(
            "mime_type",
            store::check_text(media_type, store::MAX_MEDIA_TYPE),
        );
        if !store::is_media_type(media_type) {
            add("mime_type", Err(Code::Invalid));
        }
    }
    if errors.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(errors))
    }
}

/// The folder of an item's files. Its name contains the category's, without characters that could
/// lead out of it.
async fn folder(context: &Context, item: &kb_item::Model) -> Result<String> {
    let category = find::<kb_category::Entity>(context, item.category_id).await?;
    let name = category.ok_or(Error::NotFound)?.name;
    let name: String = name
        .chars()
        .map(|letter| match letter {
            '/' | '\\' => '-',
            letter => letter,
        })
        .filter(|letter| !letter.is_control())
        .collect();
    let name = match name.trim_matches(['.', ' ']) {
        "" => "-",
        name => name,
    };
    Ok(format!("helpdesk/attachments/kb/{name}/{}", item.id))
}

async fn store_and_write(
    context: &Context,
    item: kb_item::Model,
    new: NewKbFile,
    request: Option<Request>,
) -> Result<kb_item_attachment::Model> {
    tasks::run_to_end(context, move |context| async move {
        let (context, request) = (&context, request.as_ref());
        let folder = folder(context, &item).await?;
        let mut file = store::store_file(context, &folder, new.file).await?;
        let non_empty = |text: Option<String>| text.filter(|text| !text.is_empty());
        file.filename = non_empty(new.filename).unwrap_or(file.filename);
        file.mime_type = non_empty(new.mime_type).unwrap_or(file.mime_type);
        let paths = [file.path.clone()];
        let (file, item) = (&file, item.id);
        let work = |mut unit: Unit| async move {
            let outcome = insert(context, &mut unit, item, file, request).await;
            (unit, outcome)
        };
        unit::run(context, &paths, work).await
    })
    .await
}

async fn insert(
    context: &Context,
    unit: &mut Unit,
    item: i32,
    file: &StoredFile,
    request: Option<&Request>,
) -> Result<kb_item_attachment::Model> {
    idempotency::claim(context, &unit.tx, request).await?;
    let item = lock_item(unit, item).await?;
    let row = kb_item_attachment::ActiveModel {
        file: Set(file.path.clone()),
        filename: Set(file.filename.clone()),
        mime_type: Set(file.mime_type.clone()),
        size: Set(i32::try_from(file.size).unwrap_or(i32::MAX)),
        kbitem_id: Set(item.id),
        ..Default::default()
    };
    let row = row.insert(&unit.tx).await?;
    let part = part(&row, PartVerb::Added);
    log::<kb_item::Entity>(context, &unit.tx, &item, &[], vec![part]).await?;
    let created = CreatedIds {
        object: row.id,
        second: None,
    };
    idempotency::record(context, &unit.tx, request, created).await?;
    Ok(row)
}

async fn lock_item(unit: &Unit, id: i32) -> Result<kb_item::Model> {
    let select = kb_item::Entity::find_by_id(id).lock_exclusive();
    let row = positional::fetch_one(select, &unit.tx).await?;
    row.ok_or(Error::NotFound)
}

fn part(row: &kb_item_attachment::Model, verb: PartVerb) -> PartAct {
    PartAct {
        kind: "Attachment",
        text: row.filename.clone(),
        verb,
    }
}

/// Removes a file, and after the commit its content. Returns its item.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`], [`Error::NotFound`]; database errors.
pub async fn remove(context: &Context, id: i32, validate_only: bool) -> Result<kb_item::Model> {
    require(context, "delete").await?;
    if validate_only {
        let select = kb_item_attachment::Entity::find_by_id(id);
        let row = positional::fetch_one(select, &context.db).await?;
        let item = row.ok_or(Error::NotFound)?.kbitem_id;
        let item = find::<kb_item::Entity>(context, item).await?;
        return item.ok_or(Error::NotFound);
    }
    tasks::run_to_end(context, move |context| async move {
        let context = &context;
        let work = |mut unit: Unit| async move {
            let outcome = delete(context, &mut unit, id).await;
            (unit, outcome)
        };
        unit::run(context, &[], work).await
    })
    .await
}

async fn delete(context: &Context, unit: &mut Unit, id: i32) -> Result<kb_item::Model> {
    let select = || kb_item_attachment::Entity::find_by_id(id);
    let row = positional::fetch_one(select(), &unit.tx)
        .await?
        .ok_or(Error::NotFound)?;
    let item = lock_item(unit, row.kbitem_id).await?;
    let of_item = select().filter(kb_item_attachment::Column::KbitemId.eq(item.id));
    let row = positional::fetch_one(of_item, &unit.tx)
        .await?
        .ok_or(Error::NotFound)?;
    kb_item_attachment::Entity::delete_by_id(id)
        .exec(&unit.tx)
        .await?;
    let part = part(&row, PartVerb::Deleted);
    log::<kb_item::Entity>(context, &unit.tx, &item, &[], vec![part]).await?;
    unit.orphan(row.file);
    Ok(item)
}
