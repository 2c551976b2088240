//! Orders of lists.

use async_graphql::{Enum, InputObject};

use crate::domain::desk::checklist_templates::Field as ChecklistTemplateField;
use crate::domain::desk::email_templates::Field as EmailTemplateField;
use crate::domain::desk::escalation_exclusions::Field as EscalationExclusionField;
use crate::domain::desk::ignored_senders::Field as IgnoredSenderField;
use crate::domain::desk::knowledge_base::{
    CategoryField as KbCategoryField, ItemField as KbItemField,
};
use crate::domain::desk::preset_replies::Field as PresetReplyField;
use crate::domain::desk::queues::Field as QueueField;
use crate::domain::desk::saved_searches::Field as SavedSearchField;
use crate::domain::desk::users::Field as UserField;
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
    QueueField
);
order!(
    /// Sort key of users. Equal rows are sorted by numeric ID.
    UserOrder,
    UserField
);
order!(
    /// Sort key of items of the knowledge base. Equal rows are sorted by numeric ID.
    KbItemOrder,
    KbItemField
);
order!(
    /// Sort key of categories of the knowledge base. Equal rows are sorted by numeric ID.
    KbCategoryOrder,
    KbCategoryField
);
order!(
    /// Sort key of preset replies. Equal rows are sorted by numeric ID.
    PresetReplyOrder,
    PresetReplyField
);
order!(
    /// Sort key of saved searches. Equal rows are sorted by numeric ID.
    SavedSearchOrder,
    SavedSearchField
);
order!(
    /// Sort key of email templates. Equal rows are sorted by numeric ID.
    EmailTemplateOrder,
    EmailTemplateField
);
order!(
    /// Sort key of checklist templates. Equal rows are sorted by numeric ID.
    ChecklistTemplateOrder,
    ChecklistTemplateField
);
order!(
    /// Sort key of escalation exclusions. Equal rows are sorted by numeric ID.
    EscalationExclusionOrder,
    EscalationExclusionField
);
order!(
    /// Sort key of ignored senders. Equal rows are sorted by numeric ID.
    IgnoredSenderOrder,
    IgnoredSenderField
);
