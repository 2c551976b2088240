//! A day on which tickets do not age.

use std::sync::Arc;

use async_graphql::{ID, Object};
use entity::escalation_exclusion;

use crate::graphql::connection::Row;
use crate::graphql::id::{self, NodeKind};
use crate::graphql::scalars::Date;

/// A day on which tickets do not age.
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

/// A day on which tickets do not age.
#[Object]
impl EscalationExclusion {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        id::encode(NodeKind::EscalationExclusion, self.0.id)
    }

    /// The number.
    async fn database_id(&self) -> i32 {
        self.0.id
    }

    /// What day it is.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The day.
    async fn date(&self) -> Date {
        Date(self.0.date)
    }
}
