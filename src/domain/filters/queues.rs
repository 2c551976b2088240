//! Filters queues.

use entity::{queue, ticket};

use super::{ListFilter, TicketFilter};
use crate::domain::query::{self, BooleanFilter, Criteria, IntFilter, StringFilter, logic};
use crate::domain::{Result, access};

/// Filters queues. Fields are combined with AND.
#[derive(Clone, Debug, Default, async_graphql::InputObject)]
#[graphql(name = "QueueFilter")]
pub struct QueueFilter {
    /// Numeric ID.
    pub database_id: Option<IntFilter>,
    /// Slug: the name in URLs and references.
    pub slug: Option<StringFilter>,
    /// Title.
    pub title: Option<StringFilter>,
    /// Whether everybody may create tickets in the queue.
    pub allow_public_submission: Option<BooleanFilter>,
    /// Tickets.
    pub tickets: Option<ListFilter<TicketFilter>>,
    /// All of these filters match.
    pub and: Option<Vec<QueueFilter>>,
    /// At least one of these filters matches.
    pub or: Option<Vec<QueueFilter>>,
    /// This filter does not match.
    pub not: Option<Box<QueueFilter>>,
}

impl query::Filter for QueueFilter {
    logic!();

    fn criteria<'a, 'b>(&self, criteria: Criteria<'a, 'b>) -> Result<Criteria<'a, 'b>> {
        use queue::Column as C;
        let tickets = access::tickets(criteria.context(), None);
        criteria
            .column(self.database_id.as_ref(), C::Id)?
            .column(self.slug.as_ref(), C::Slug)?
            .column(self.title.as_ref(), C::Title)?
            .column(
                self.allow_public_submission.as_ref(),
                C::AllowPublicSubmission,
            )?
            .to_many(
                self.tickets.as_ref().map(ListFilter::quantifiers),
                C::Id,
                &tickets,
                ticket::Column::QueueId,
            )
    }
}
