//! Days off, on which tickets are not escalated (helpdesk/models.py, `EscalationExclusion`).

use chrono::NaiveDate;
use entity::{Tx, escalation_exclusion, escalation_exclusion_queue};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::links::{check_queues, set, set_queues_of_exclusion};
use super::{Checker, Draft, Record, RelatedChanges};
use crate::domain::desk::admin_log::AdminModel;
use crate::domain::unit::Unit;
use crate::domain::{Context, FieldError, Result};

/// The values of a day off. `None` leaves a value unchanged.
#[derive(Clone, Debug, Default)]
pub struct EscalationExclusionDraft {
    /// The name, at most 100 characters.
    pub name: Option<String>,
    /// The date.
    pub date: Option<NaiveDate>,
    /// The IDs of the queues that it is for; none: all queues.
    pub queues: Option<Vec<i32>>,
    /// Errors found while the input was converted.
    pub errors: Vec<FieldError>,
}

/// A day off without a name.
#[must_use]
pub fn blank() -> escalation_exclusion::Model {
    escalation_exclusion::Model {
        id: 0,
        name: String::new(),
        date: NaiveDate::default(),
    }
}

impl Draft<escalation_exclusion::Entity> for EscalationExclusionDraft {
    fn apply(&self, context: &Context, row: &mut escalation_exclusion::Model) -> Vec<FieldError> {
        let mut checker = Checker::new(context);
        checker.errors.extend(self.errors.iter().cloned());
        checker.required("name", self.name.as_ref(), Some(100), &mut row.name);
        set(&mut row.date, self.date.as_ref());
        checker.errors
    }

    async fn check(
        &self,
        _: &Context,
        tx: &Tx,
        _: Option<i32>,
        _: &escalation_exclusion::Model,
    ) -> Result<Vec<FieldError>> {
        check_queues(tx, self.queues.as_ref()).await
    }

    async fn write_related(
        &self,
        _: &Context,
        unit: &mut Unit,
        _: Option<&escalation_exclusion::Model>,
        row: &escalation_exclusion::Model,
    ) -> Result<RelatedChanges> {
        set_queues_of_exclusion(&unit.tx, row.id, self.queues.as_ref()).await
    }
}

impl Record for escalation_exclusion::Entity {
    const MODEL: AdminModel = AdminModel::helpdesk("escalationexclusion");
    const FIELDS: &'static [(&'static str, &'static str)] =
        &[("queues", "Queues"), ("name", "Name"), ("date", "Date")];

    fn id(row: &escalation_exclusion::Model) -> i32 {
        row.id
    }

    fn text(row: &escalation_exclusion::Model) -> String {
        row.name.clone()
    }

    async fn delete_related(
        _: &Context,
        unit: &mut Unit,
        row: &escalation_exclusion::Model,
    ) -> Result<()> {
        escalation_exclusion_queue::Entity::delete_many()
            .filter(escalation_exclusion_queue::Column::EscalationexclusionId.eq(row.id))
            .exec(&unit.tx)
            .await?;
        Ok(())
    }
}
