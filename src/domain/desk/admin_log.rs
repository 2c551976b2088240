//! The log of Django's admin (`django_admin_log`). Each act of an administrator writes the row that
//! the admin would write for it (django/contrib/admin/models.py and utils.py), so that its history
//! pages show the acts of both.

use entity::values::{Positive, Timestamp};
use entity::{Tx, admin_log};
use sea_orm::{ConnectionTrait as _, DbBackend, EntityTrait as _, NotSet, Set, Statement};
use serde_json::{Value, json};

use crate::domain::{Context, Error, Result};

/// Maximum number of characters of `object_repr`.
const MAX_TEXT: usize = 200;

/// A model of Django, by its app and its name in lower case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AdminModel {
    /// Its app (`helpdesk`).
    pub app: &'static str,
    /// Its name (`queue`).
    pub name: &'static str,
}

impl AdminModel {
    /// A model of django-helpdesk.
    #[must_use]
    pub const fn helpdesk(name: &'static str) -> Self {
        let app = "helpdesk";
        Self { app, name }
    }

    /// A model of `django.contrib.auth`.
    #[must_use]
    pub const fn auth(name: &'static str) -> Self {
        Self { app: "auth", name }
    }

    /// The name of a permission on the model: `helpdesk.change_queue` for the action `change`.
    #[must_use]
    pub fn permission(self, action: &str) -> String {
        let Self { app, name } = self;
        format!("{app}.{action}_{name}")
    }
}

/// An act to record. Field names are the labels of Django's forms in English (`E-Mail Address`), in
/// the order of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// The object was created, with these parts.
    Added(Vec<PartAct>),
    /// These fields of the object changed, and these parts.
    Changed(Vec<&'static str>, Vec<PartAct>),
    /// The object was deleted.
    Deleted,
}

/// An act on a part of an object, which the admin edits in the object's form: a file of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartAct {
    /// Django's name of the kind of part (`Attachment`).
    pub kind: &'static str,
    /// The text that Django shows for the part.
    pub text: String,
    /// The act on it.
    pub verb: PartVerb,
}

/// An act on a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PartVerb {
    /// It was added.
    Added,
    /// These fields changed.
    Changed(Vec<&'static str>),
    /// It was deleted.
    Deleted,
}

impl Act {
    fn flag(&self) -> i32 {
        match self {
            Self::Added(_) => 1,
            Self::Changed(..) => 2,
            Self::Deleted => 3,
        }
    }

    /// The JSON that Django stores. Deletions have none.
    fn message(&self) -> String {
        let (mut acts, parts) = match self {
            Self::Added(parts) => (vec![json!({ "added": {} })], parts),
            Self::Changed(fields, parts) if fields.is_empty() => (Vec::new(), parts),
            Self::Changed(fields, parts) => {
                (vec![json!({ "changed": { "fields": fields } })], parts)
            }
            Self::Deleted => return String::new(),
        };
        acts.extend(parts.iter().map(PartAct::message));
        python::json_dumps(&Value::Array(acts))
    }
}

impl PartAct {
    fn message(&self) -> Value {
        let Self { kind, text, verb } = self;
        match verb {
            PartVerb::Added => json!({ "added": { "name": kind, "object": text } }),
            PartVerb::Changed(fields) => {
                json!({ "changed": { "name": kind, "object": text, "fields": fields } })
            }
            PartVerb::Deleted => json!({ "deleted": { "name": kind, "object": text } }),
        }
    }
}

/// Records an act of the viewer on the object `id`, which Django shows as `text`. Two statements.
/// Writes nothing if the database has no such table, because Django runs without its admin.
///
/// # Errors
/// [`Error::Unauthenticated`]; database errors.
pub async fn record(
    context: &Context,
    tx: &Tx,
    model: AdminModel,
    (id, text): (i32, &str),
    act: &Act,
) -> Result<()> {
    record_all(context, tx, model, &[(id, text.to_owned())], act).await
}

/// Records the same act on several objects. Two statements.
///
/// # Errors
/// As [`record`].
pub async fn record_all(
    context: &Context,
    tx: &Tx,
    model: AdminModel,
    objects: &[(i32, String)],
    act: &Act,
) -> Result<()> {
    let user = context.viewer.id().ok_or(Error::Unauthenticated)?;
    if objects.is_empty() {
        return Ok(());
    }
    let Some(content_type) = content_type(tx, model).await? else {
        return Ok(());
    };
    let now = Timestamp::from(context.clock.now());
    let rows = objects.iter().map(|(id, text)| admin_log::ActiveModel {
        id: NotSet,
        action_time: Set(now),
        object_id: Set(Some(id.to_string())),
        object_repr: Set(text.chars().take(MAX_TEXT).collect()),
        action_flag: Set(Positive(act.flag())),
        change_message: Set(act.message()),
        content_type_id: Set(content_type),
        user_id: Set(user),
    });
    admin_log::Entity::insert_many(rows)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Records an act of the viewer on something for which Django has no model. Two statements.
///
/// # Errors
/// As [`record`].
pub async fn record_note(context: &Context, tx: &Tx, text: &str, act: &Act) -> Result<()> {
    let user = context.viewer.id().ok_or(Error::Unauthenticated)?;
    let nothing = AdminModel { app: "", name: "" };
    if content_type(tx, nothing).await?.is_none() {
        return Ok(());
    }
    let row = admin_log::ActiveModel {
        id: NotSet,
        action_time: Set(Timestamp::from(context.clock.now())),
        object_id: Set(None),
        object_repr: Set(text.chars().take(MAX_TEXT).collect()),
        action_flag: Set(Positive(act.flag())),
        change_message: Set(act.message()),
        content_type_id: Set(None),
        user_id: Set(user),
    };
    admin_log::Entity::insert(row)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// The ID of a model's content type, if it has one. `None` if the log has no table.
async fn content_type(
    tx: &Tx,
    AdminModel { app, name }: AdminModel,
) -> Result<Option<Option<i32>>> {
    let backend = tx.get_database_backend();
    let exists = match backend {
        DbBackend::Postgres => "to_regclass('django_admin_log') IS NOT NULL",
        DbBackend::Sqlite => {
            "EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'django_admin_log')"
        }
        _ => {
            "EXISTS (SELECT 1 FROM information_schema.tables \
             WHERE table_schema = DATABASE() AND table_name = 'django_admin_log')"
        }
    };
    let sql = format!(
        "SELECT CASE WHEN {exists} THEN 1 ELSE 0 END, \
         (SELECT id FROM django_content_type WHERE app_label = '{app}' AND model = '{name}')"
    );
    let row = tx
        .query_one_raw(Statement::from_string(backend, sql))
        .await?;
    let Some(row) = row else { return Ok(None) };
    let exists: i32 = row.try_get_by_index(0)?;
    let content_type: Option<i32> = row.try_get_by_index(1)?;
    Ok((exists == 1).then_some(content_type))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_djangos() {
        let part = |verb| PartAct {
            kind: "Attachment",
            text: "gr\u{fc}n.txt".to_owned(),
            verb,
        };
        for (act, message) in [
            (Act::Added(Vec::new()), r#"[{"added": {}}]"#),
            (
                Act::Changed(vec!["Title", "E-Mail Address"], Vec::new()),
                r#"[{"changed": {"fields": ["Title", "E-Mail Address"]}}]"#,
            ),
            (Act::Changed(Vec::new(), Vec::new()), "[]"),
            (Act::Deleted, ""),
            (
                Act::Changed(Vec::new(), vec![part(PartVerb::Added)]),
                r#"[{"added": {"name": "Attachment", "object": "gr\u00fcn.txt"}}]"#,
            ),
            (
                Act::Changed(
                    vec!["Title"],
                    vec![
                        part(PartVerb::Changed(vec!["Filename"])),
                        part(PartVerb::Deleted),
                    ],
                ),
                concat!(
                    r#"[{"changed": {"fields": ["Title"]}}, "#,
                    r#"{"changed": {"name": "Attachment", "object": "gr\u00fcn.txt", "fields": ["Filename"]}}, "#,
                    r#"{"deleted": {"name": "Attachment", "object": "gr\u00fcn.txt"}}]"#
                ),
            ),
        ] {
            assert_eq!(act.message(), message);
        }
    }
}
