//! Senders whose mails are not taken in.

use entity::ignore_email;
use sea_orm::Select;

use crate::domain::desk::DeskTable;
use crate::domain::query::{
    self, BooleanFilter, Criteria, DateFilter, IntFilter, StringFilter, logic, sortable,
};
use crate::domain::{Context, Result, access};

/// What ignored senders can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
#[graphql(name = "IgnoredSenderOrderField")]
pub enum Field {
    /// The number of the entry.
    Id,
    /// What it is, as the database sorts text.
    Name,
    /// The address, as the database sorts text.
    EmailAddress,
    /// When it was entered.
    Date,
}

sortable!(
    ignore_email,
    Field {
        Id,
        Name,
        EmailAddress,
        Date
    }
);

/// Which ignored senders are meant. Several words must all hold.
#[derive(Clone, Debug, Default, async_graphql::InputObject)]
#[graphql(name = "IgnoredSenderFilter")]
pub struct Filter {
    /// By number.
    pub database_id: Option<IntFilter>,
    /// By what it is.
    pub name: Option<StringFilter>,
    /// By the address.
    pub email_address: Option<StringFilter>,
    /// By the day on which it was entered.
    pub date: Option<DateFilter>,
    /// Whether its mails stay in the mailbox.
    pub keep_in_mailbox: Option<BooleanFilter>,
    /// All of these.
    pub and: Option<Vec<Filter>>,
    /// At least one of these.
    pub or: Option<Vec<Filter>>,
    /// Not this.
    pub not: Option<Box<Filter>>,
}

impl query::Filter for Filter {
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
    type Filter = Filter;

    fn visible_to(context: &Context) -> Select<Self> {
        access::desk::ignored_senders(context)
    }
}
