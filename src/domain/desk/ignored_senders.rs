//! Ignored senders: their emails do not create tickets.

use entity::{ignore_email, ignore_email_queue, queue};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select};

use crate::domain::desk::DeskTable;
use crate::domain::query::{
    self, BooleanFilter, Criteria, DateFilter, IntFilter, StringFilter, among, logic, sortable,
};
use crate::domain::{Context, Result, access};

/// Fields to sort ignored senders by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
pub enum IgnoredSenderOrderField {
    /// Numeric ID.
    Id,
    /// Name, by the collation of the database.
    Name,
    /// Email address, by the collation of the database.
    EmailAddress,
    /// Date on which the entry was created.
    Date,
}

sortable!(
    ignore_email,
    IgnoredSenderOrderField {
        Id,
        Name,
        EmailAddress,
        Date
    }
);

/// Filters ignored senders. Fields are combined with AND.
#[derive(Clone, Debug, Default, async_graphql::InputObject)]
pub struct IgnoredSenderFilter {
    /// Numeric ID.
    pub database_id: Option<IntFilter>,
    /// Name of the entry.
    pub name: Option<StringFilter>,
    /// Email address, which may contain wildcards.
    pub email_address: Option<StringFilter>,
    /// Date on which the entry was created.
    pub date: Option<DateFilter>,
    /// Whether the sender's emails stay in the mailbox.
    pub keep_in_mailbox: Option<BooleanFilter>,
    /// All of these filters match.
    pub and: Option<Vec<IgnoredSenderFilter>>,
    /// At least one of these filters matches.
    pub or: Option<Vec<IgnoredSenderFilter>>,
    /// This filter does not match.
    pub not: Option<Box<IgnoredSenderFilter>>,
}

impl query::Filter for IgnoredSenderFilter {
    logic!();

    fn criteria<'a, 'b>(&self, criteria: Criteria<'a, 'b>) -> Result<Criteria<'a, 'b>> {
        use ignore_email::Column as C;
        criteria
            .column(self.database_id.as_ref(), C::Id)?
            .column(self.name.as_ref(), C::Name)?
            .column(self.email_address.as_ref(), C::EmailAddress)?
            .column(self.date.as_ref(), C::Date)?
            .column(self.keep_in_mailbox.as_ref(), C::KeepInMailbox)
    }
}

impl DeskTable for ignore_email::Entity {
    type Filter = IgnoredSenderFilter;

    fn visible_to(context: &Context) -> Select<Self> {
        access::desk::ignored_senders(context)
    }
}

/// The links between these rows and the queues that the viewer may see, in the order of their
/// creation.
///
/// # Errors
/// Database errors.
pub async fn queues_of(context: &Context, rows: &[i32]) -> Result<Vec<ignore_email_queue::Model>> {
    use ignore_email_queue::{Column, Entity};
    let visible_queues = access::queues(context, None)
        .select_only()
        .column(queue::Column::Id)
        .into_query();
    Ok(Entity::find()
        .filter(among(&context.db, Column::IgnoreemailId, rows))
        .filter(Column::QueueId.in_subquery(visible_queues))
        .order_by_asc(Column::Id)
        .all(&context.db)
        .await?)
}
