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

/// Which end comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum OrderDirection {
    /// The lowest first.
    #[default]
    Asc,
    /// The highest first.
    Desc,
}

macro_rules! order {
    ($(#[$doc:meta])* $name:ident, $field:ty) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, InputObject)]
        pub struct $name {
            /// What to sort by.
            pub field: $field,
            /// Which end comes first. Rows without a value come last either way.
            #[graphql(default)]
            pub direction: OrderDirection,
        }

        impl From<$name> for Order<$field> {
            fn from(order: $name) -> Self {
                Self { field: order.field, descending: order.direction == OrderDirection::Desc }
            }
        }

        impl $name {
            /// The orders that were asked for, or one by default.
            pub fn or(orders: Option<Vec<Self>>, field: $field) -> Vec<Order<$field>> {
                Self::or_all(orders, &[field])
            }

            /// The orders that were asked for, or some by default.
            pub fn or_all(orders: Option<Vec<Self>>, fields: &[$field]) -> Vec<Order<$field>> {
                match orders {
                    Some(orders) if !orders.is_empty() => orders.into_iter().map(Into::into).collect(),
                    _ => fields.iter().map(|field| Order { field: *field, descending: false }).collect(),
                }
            }
        }
    };
}
order!(
    /// A key to sort tickets by. The number of the ticket decides between equals.
    TicketOrder,
    TicketField
);
order!(
    /// A key to sort follow-ups by. The number of the follow-up decides between equals.
    FollowUpOrder,
    FollowUpField
);
order!(
    /// A key to sort files by. The number of the file decides between equals.
    AttachmentOrder,
    AttachmentField
);
order!(
    /// A key to sort queues by. The number of the queue decides between equals.
    QueueOrder,
    QueueField
);
order!(
    /// A key to sort people by. The number of the account decides between equals.
    UserOrder,
    UserField
);
order!(
    /// A key to sort items of the knowledge base by. The number of the item decides between equals.
    KbItemOrder,
    KbItemField
);
order!(
    /// A key to sort categories of the knowledge base by. The number of the category decides
    /// between equals.
    KbCategoryOrder,
    KbCategoryField
);
order!(
    /// A key to sort prepared answers by. The number of the answer decides between equals.
    PresetReplyOrder,
    PresetReplyField
);
order!(
    /// A key to sort saved searches by. The number of the search decides between equals.
    SavedSearchOrder,
    SavedSearchField
);
order!(
    /// A key to sort mail templates by. The number of the template decides between equals.
    EmailTemplateOrder,
    EmailTemplateField
);
order!(
    /// A key to sort lists of tasks by. The number of the list decides between equals.
    ChecklistTemplateOrder,
    ChecklistTemplateField
);
order!(
    /// A key to sort days off by. The number of the day decides between equals.
    EscalationExclusionOrder,
    EscalationExclusionField
);
order!(
    /// A key to sort ignored senders by. The number of the entry decides between equals.
    IgnoredSenderOrder,
    IgnoredSenderField
);
