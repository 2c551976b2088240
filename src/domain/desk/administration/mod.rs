//! Records that administrators create, change and delete: queues, custom fields, preset replies,
//! and so on. An entity becomes one by [`Record`], and the input of a mutation by [`Draft`];
//! [`create`], [`update`] and [`delete`] do the rest: permission, transaction, validation, and the
//! row in the log of Django's admin.

pub mod accounts;
pub mod capabilities;
mod check;
pub mod checklist_templates;
pub mod custom_fields;
pub mod email_templates;
pub mod escalation_exclusions;
pub mod grants;
pub mod groups;
pub mod ignored_senders;
pub mod kb_categories;
pub mod kb_items;
mod links;
pub mod preset_replies;
pub mod queues;
mod rank;
pub mod user_deletion;
mod write;

use entity::Tx;
use entity::positional::FromColumns;
use sea_orm::{EntityTrait, IntoActiveModel, PrimaryKeyTrait};

pub use check::{Checker, is_taken};
pub use write::{create, delete, find, log, update};

use crate::domain::desk::admin_log::{AdminModel, PartAct};
use crate::domain::unit::Unit;
use crate::domain::{Context, FieldError, Result};

/// A table that administrators maintain. Django's model of it decides about the permissions
/// (`helpdesk.change_queue`).
pub trait Record:
    EntityTrait<
        Model: FromColumns + IntoActiveModel<Self::ActiveModel> + Clone + Send + Sync,
        ActiveModel: Send,
        PrimaryKey: PrimaryKeyTrait<ValueType = i32>,
    >
{
    /// Django's model.
    const MODEL: AdminModel;
    /// The column with unique values, which an error of the database concerns.
    const UNIQUE: &'static str = "name";
    /// The fields of the admin's form in its order, each with its English label. The name of a
    /// foreign key has no `_id`. Columns that the form lacks are not logged.
    const FIELDS: &'static [(&'static str, &'static str)];

    /// The ID of a row.
    fn id(row: &Self::Model) -> i32;

    /// The text that Django shows for a row (`__str__`).
    fn text(row: &Self::Model) -> String;

    /// As [`Record::text`], for texts with data of other rows.
    fn full_text(_tx: &Tx, row: &Self::Model) -> impl Future<Output = Result<String>> + Send {
        let text = Self::text(row);
        async { Ok(text) }
    }

    /// Completes a row like the model's `save`.
    fn complete(_row: &mut Self::Model) {}

    /// Checks whether a row can be deleted. The default allows it.
    fn check_deletion(
        _context: &Context,
        _tx: &Tx,
        _row: &Self::Model,
    ) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
    }

    /// Deletes what belongs to a row, before the row. The default deletes nothing.
    fn delete_related(
        _context: &Context,
        _unit: &mut Unit,
        _row: &Self::Model,
    ) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
    }

    /// Deletes what the row referred to, after the row. The default deletes nothing.
    fn after_deletion(
        _context: &Context,
        _unit: &mut Unit,
        _row: &Self::Model,
    ) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
    }
}

/// The values that a mutation sets.
pub trait Draft<R: Record>: Send + Sync + 'static {
    /// Sets the values on a row: a new one with Django's defaults, or the stored one. Returns the
    /// errors that need no look at the database.
    fn apply(&self, context: &Context, row: &mut R::Model) -> Vec<FieldError>;

    /// The errors of a row that need the database: values of other rows, references. `id` is `None`
    /// for a new row.
    fn check(
        &self,
        _context: &Context,
        _tx: &Tx,
        _id: Option<i32>,
        _row: &R::Model,
    ) -> impl Future<Output = Result<Vec<FieldError>>> + Send {
        async { Ok(Vec::new()) }
    }

    /// Writes the rows that belong to a record after it: the queues of a preset reply, the files of
    /// an article. Returns what changed. `old` is `None` for a new row.
    fn write_related(
        &self,
        _context: &Context,
        _unit: &mut Unit,
        _old: Option<&R::Model>,
        _row: &R::Model,
    ) -> impl Future<Output = Result<RelatedChanges>> + Send {
        async { Ok(RelatedChanges::default()) }
    }
}

/// Changes of rows that belong to a record.
#[derive(Clone, Debug, Default)]
pub struct RelatedChanges {
    /// The names of the changed fields, as in [`Record::FIELDS`].
    pub fields: Vec<&'static str>,
    /// Acts on parts.
    pub parts: Vec<PartAct>,
}
