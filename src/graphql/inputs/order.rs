//! Orders of lists.

use async_graphql::{Enum, InputObject};

use crate::domain::desk::checklist_templates::ChecklistTemplateOrderField;
use crate::domain::desk::email_templates::EmailTemplateOrderField;
use crate::domain::desk::escalation_exclusions::EscalationExclusionOrderField;
use crate::domain::desk::ignored_senders::IgnoredSenderOrderField;
use crate::domain::desk::knowledge_base::{KbCategoryOrderField, KbItemOrderField};
use crate::domain::desk::preset_replies::PresetReplyOrderField;
use crate::domain::desk::queues::QueueOrderField;
use crate::domain::desk::saved_searches::SavedSearchOrderField;
use crate::domain::desk::users::UserOrderField;
use crate::domain::query::Order;
use crate::domain::tickets::attachments::list::Field as AttachmentField;
use crate::domain::tickets::followups::list::Field as FollowUpField;
use crate::domain::tickets::list::Field as TicketField;

/// Direction of an order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum OrderDirection {
    /// Lowest value first.
    #[default]
    Asc,
    /// Highest value first.
    Desc,
}

macro_rules! order {
    ($(#[$doc:meta])* $name:ident, $field:ty) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, InputObject)]
        pub struct $name {
            /// Field to sort by.
            pub field: $field,
            /// Direction. Rows without a value always come last.
            #[graphql(default)]
            pub direction: OrderDirection,
        }

        impl From<$name> for Order<$field> {
            fn from(order: $name) -> Self {
                Self { field: order.field, descending: order.direction == OrderDirection::Desc }
            }
        }

        impl $name {
            /// The requested order, or else an ascending order by `fields`.
            pub fn or_default(orders: Option<Vec<Self>>, fields: &[$field]) -> Vec<Order<$field>> {
                match orders {
                    Some(orders) if !orders.is_empty() => orders.into_iter().map(Into::into).collect(),
                    _ => fields.iter().map(|field| Order { field: *field, descending: false }).collect(),
                }
            }
        }
    };
}
order!(
    /// Sort key of tickets. Equal rows are sorted by numeric ID.
    TicketOrder,
    TicketField
);
order!(
    /// Sort key of follow-ups. Equal rows are sorted by numeric ID.
    FollowUpOrder,
    FollowUpField
);
order!(
    /// Sort key of attachments. Equal rows are sorted by numeric ID.
    AttachmentOrder,
    AttachmentField
);
order!(
    /// Sort key of queues. Equal rows are sorted by numeric ID.
    QueueOrder,
    QueueOrderField
);
order!(
    /// Sort key of users. Equal rows are sorted by numeric ID.
    UserOrder,
    UserOrderField
);
order!(
    /// Sort key of items of the knowledge base. Equal rows are sorted by numeric ID.
    KbItemOrder,
    KbItemOrderField
);
order!(
    /// Sort key of categories of the knowledge base. Equal rows are sorted by numeric ID.
    KbCategoryOrder,
    KbCategoryOrderField
);
order!(
    /// Sort key of preset replies. Equal rows are sorted by numeric ID.
    PresetReplyOrder,
    PresetReplyOrderField
);
order!(
    /// Sort key of saved searches. Equal rows are sorted by numeric ID.
    SavedSearchOrder,
    SavedSearchOrderField
);
order!(
    /// Sort key of email templates. Equal rows are sorted by numeric ID.
    EmailTemplateOrder,
    EmailTemplateOrderField
);
order!(
    /// Sort key of checklist templates. Equal rows are sorted by numeric ID.
    ChecklistTemplateOrder,
    ChecklistTemplateOrderField
);
order!(
    /// Sort key of escalation exclusions. Equal rows are sorted by numeric ID.
    EscalationExclusionOrder,
    EscalationExclusionOrderField
);
order!(
    /// Sort key of ignored senders. Equal rows are sorted by numeric ID.
    IgnoredSenderOrder,
    IgnoredSenderOrderField
);
