//! Preset replies.

use entity::{Tx, preset_reply, preset_reply_queue};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::links::{check_queues, set_queues_of_reply};
use super::{Checker, Draft, Record, RelatedChanges};
use crate::domain::desk::admin_log::AdminModel;
use crate::domain::unit::Unit;
use crate::domain::{Context, FieldError, Result};

/// The values of a preset reply. `None` leaves a value unchanged.
#[derive(Clone, Debug, Default)]
pub struct PresetReplyDraft {
    /// The name, at most 100 characters.
    pub name: Option<String>,
    /// The text: a template.
    pub body: Option<String>,
    /// The IDs of the queues that offer it; none: all queues.
    pub queues: Option<Vec<i32>>,
    /// Errors found while the input was converted.
    pub errors: Vec<FieldError>,
}

/// An empty preset reply.
#[must_use]
pub fn blank() -> preset_reply::Model {
    preset_reply::Model {
        id: 0,
        name: String::new(),
        body: String::new(),
    }
}

impl Draft<preset_reply::Entity> for PresetReplyDraft {
    fn apply(&self, context: &Context, row: &mut preset_reply::Model) -> Vec<FieldError> {
        let mut checker = Checker::new(context);
        checker.errors.extend(self.errors.iter().cloned());
        checker.required("name", self.name.as_ref(), Some(100), &mut row.name);
        checker.required("body", self.body.as_ref(), None, &mut row.body);
        // Tags stay text when a reply is rendered, so they cannot be wrong.
        if self.body.is_some() && !row.body.contains("{%") && !row.body.contains("%}") {
            checker.template("body", &row.body);
        }
        checker.errors
    }

    async fn check(
        &self,
        _: &Context,
        tx: &Tx,
        _: Option<i32>,
        _: &preset_reply::Model,
    ) -> Result<Vec<FieldError>> {
        check_queues(tx, self.queues.as_ref()).await
    }

    async fn write_related(
        &self,
        _: &Context,
        unit: &mut Unit,
        _: Option<&preset_reply::Model>,
        row: &preset_reply::Model,
    ) -> Result<RelatedChanges> {
        set_queues_of_reply(&unit.tx, row.id, self.queues.as_ref()).await
    }
}

impl Record for preset_reply::Entity {
    const MODEL: AdminModel = AdminModel::helpdesk("presetreply");
    const FIELDS: &'static [(&'static str, &'static str)] =
        &[("queues", "Queues"), ("name", "Name"), ("body", "Body")];

    fn id(row: &preset_reply::Model) -> i32 {
        row.id
    }

    fn text(row: &preset_reply::Model) -> String {
        row.name.clone()
    }

    async fn delete_related(_: &Context, unit: &mut Unit, row: &preset_reply::Model) -> Result<()> {
        preset_reply_queue::Entity::delete_many()
            .filter(preset_reply_queue::Column::PresetreplyId.eq(row.id))
            .exec(&unit.tx)
            .await?;
        Ok(())
    }
}
