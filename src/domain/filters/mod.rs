//! Filters of lists that refer to each other: a ticket filter contains a queue filter, and vice
//! versa. They are also the input types of GraphQL, so that each is declared once. Relations lead
//! only to rows that the viewer may see.

mod attachments;
mod choices;
mod custom_fields;
mod followups;
mod knowledge_base;
mod queues;
mod tickets;
mod users;

use async_graphql::InputType;

pub use attachments::AttachmentFilter;
pub use choices::{PriorityFilter, StatusFilter};
pub use custom_fields::CustomFieldFilter;
pub use followups::FollowUpFilter;
pub use knowledge_base::{KbCategoryFilter, KbItemFilter, NullableKbItemFilter};
pub use queues::QueueFilter;
pub use tickets::TicketFilter;
pub use users::{NullableUserFilter, UserFilter};

use crate::domain::query::Quantifiers;

/// Filters by related objects. Objects that you may not see do not count.
#[derive(Clone, Debug, async_graphql::InputObject)]
#[graphql(concrete(name = "TicketListFilter", params(TicketFilter)))]
#[graphql(concrete(name = "FollowUpListFilter", params(FollowUpFilter)))]
#[graphql(concrete(name = "AttachmentListFilter", params(AttachmentFilter)))]
#[graphql(concrete(name = "QueueListFilter", params(QueueFilter)))]
#[graphql(concrete(name = "KbItemListFilter", params(KbItemFilter)))]
pub struct ListFilter<F: InputType> {
    /// At least one object matches.
    pub some: Option<Box<F>>,
    /// No object matches.
    pub none: Option<Box<F>>,
    /// Every object matches; also true without objects.
    pub every: Option<Box<F>>,
}

impl<F: InputType> ListFilter<F> {
    /// The filters by quantifier.
    pub(crate) fn quantifiers(&self) -> Quantifiers<'_, F> {
        Quantifiers {
            some: self.some.as_deref(),
            none: self.none.as_deref(),
            every: self.every.as_deref(),
        }
    }
}
