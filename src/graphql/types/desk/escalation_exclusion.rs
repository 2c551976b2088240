//! Days off, which do not count towards escalation.

use std::sync::Arc;

use async_graphql::{ID, Object};
use entity::escalation_exclusion;

use crate::graphql::connection::Row;
use crate::graphql::id::{self, NodeKind};
use crate::graphql::scalars::Date;

/// A day off.
#[derive(Clone, Debug)]
pub struct EscalationExclusion(Arc<escalation_exclusion::Model>);

impl From<escalation_exclusion::Model> for EscalationExclusion {
    fn from(row: escalation_exclusion::Model) -> Self {
        Self(Arc::new(row))
    }
}

impl Row<escalation_exclusion::Model> for EscalationExclusion {
    fn row(&self) -> Option<&escalation_exclusion::Model> {
        Some(&self.0)
    }
}

/// A day off, which does not count towards the escalation of tickets.
#[Object]
impl EscalationExclusion {
    /// Global ID of the day off.
    pub(crate) async fn id(&self) -> ID {
        id::encode(NodeKind::EscalationExclusion, self.0.id)
    }

    /// Database ID of the day off.
    async fn database_id(&self) -> i32 {
        self.0.id
    }

    /// Name of the day off.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Date of the day off.
    async fn date(&self) -> Date {
        Date(self.0.date)
    }
}
