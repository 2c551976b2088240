//! Orders of lists.

use async_graphql::{Enum, InputObject};

use crate::domain::attachments::list::Field as AttachmentField;
use crate::domain::followups::list::Field as FollowUpField;
use crate::domain::knowledge_base::ItemField as KbItemField;
use crate::domain::listing::Order;
use crate::domain::queues::Field as QueueField;
use crate::domain::tickets::list::Field as TicketField;
use crate::domain::users::Field as UserField;

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
                match orders {
                    Some(orders) if !orders.is_empty() => orders.into_iter().map(Into::into).collect(),
                    _ => vec![Order { field, descending: false }],
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
