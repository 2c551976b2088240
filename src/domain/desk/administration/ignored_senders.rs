//! Ignored senders (helpdesk/models.py, `IgnoreEmail`).

use chrono::NaiveDate;
use entity::{Tx, ignore_email, ignore_email_queue};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::links::{check_queues, set, set_queues_of_sender};
use super::{Checker, Draft, Record, RelatedChanges};
use crate::domain::access::{self, permissions};
use crate::domain::desk::admin_log::AdminModel;
use crate::domain::unit::Unit;
use crate::domain::{Code, Context, Error, FieldError, Result};

/// The values of an ignored sender. `None` leaves a value unchanged.
#[derive(Clone, Debug, Default)]
pub struct IgnoredSenderDraft {
    /// The name, at most 100 characters.
    pub name: Option<String>,
    /// The address or pattern, at most 150 characters.
    pub email_address: Option<String>,
    /// Whether the sender's email stays in the mailbox.
    pub keep_in_mailbox: Option<bool>,
    /// The IDs of the queues that ignore the sender; none: all queues.
    pub queues: Option<Vec<i32>>,
    /// Errors found while the input was converted.
    pub errors: Vec<FieldError>,
}

/// An empty entry of today, in the time zone of the site.
#[must_use]
pub fn blank(context: &Context) -> ignore_email::Model {
    let now = context.clock.now();
    let date: NaiveDate = now.with_timezone(&context.config.time_zone).date_naive();
    ignore_email::Model {
        id: 0,
        name: String::new(),
        date,
        email_address: String::new(),
        keep_in_mailbox: false,
    }
}

/// The address of a ticket's submitter, for whom may add ignored senders.
///
/// # Errors
/// [`Error::Unauthenticated`]; [`Error::Forbidden`] without the permission; an error of `ticket` if
/// the ticket does not exist or has no submitter; database errors.
pub async fn submitter_of(context: &Context, ticket: i32) -> Result<String> {
    use entity::ticket::{Column, Entity};
    use sea_orm::QuerySelect as _;
    permissions::require(context, &ignore_email::Entity::MODEL.permission("add")).await?;
    let address: Option<Option<String>> = access::tickets(context, Some(access::Scope::Agent))
        .select_only()
        .column(<Entity as EntityTrait>::Column::SubmitterEmail)
        .filter(Column::Id.eq(ticket))
        .into_tuple()
        .one(&context.db)
        .await?;
    match address {
        None => Err(Error::field(
            "ticket",
            Code::DoesNotExist(ticket.to_string()),
        )),
        Some(address) => address
            .filter(|address| !address.is_empty())
            .ok_or_else(|| Error::field("ticket", Code::Required)),
    }
}

/// Whether a text is an address, or a pattern with `*` as its name or domain.
fn is_pattern(text: &str) -> bool {
    match text.split_once('@') {
        Some((name, domain)) => {
            !name.is_empty()
                && !domain.is_empty()
                && !domain.contains('@')
                && !text.contains(char::is_whitespace)
        }
        None => false,
    }
}

impl Draft<ignore_email::Entity> for IgnoredSenderDraft {
    fn apply(&self, context: &Context, row: &mut ignore_email::Model) -> Vec<FieldError> {
        let mut checker = Checker::new(context);
        checker.errors.extend(self.errors.iter().cloned());
        checker.required("name", self.name.as_ref(), Some(100), &mut row.name);
        let address = &mut row.email_address;
        checker.required(
            "email_address",
            self.email_address.as_ref(),
            Some(150),
            address,
        );
        if self.email_address.is_some()
            && !checker.has_error("email_address")
            && !is_pattern(&row.email_address)
        {
            checker.add("email_address", Code::Invalid);
        }
        set(&mut row.keep_in_mailbox, self.keep_in_mailbox.as_ref());
        checker.errors
    }

    async fn check(
        &self,
        _: &Context,
        tx: &Tx,
        _: Option<i32>,
        _: &ignore_email::Model,
    ) -> Result<Vec<FieldError>> {
        check_queues(tx, self.queues.as_ref()).await
    }

    async fn write_related(
        &self,
        _: &Context,
        unit: &mut Unit,
        _: Option<&ignore_email::Model>,
        row: &ignore_email::Model,
    ) -> Result<RelatedChanges> {
        set_queues_of_sender(&unit.tx, row.id, self.queues.as_ref()).await
    }
}

impl Record for ignore_email::Entity {
    const MODEL: AdminModel = AdminModel::helpdesk("ignoreemail");
    const FIELDS: &'static [(&'static str, &'static str)] = &[
        ("queues", "Queues"),
        ("name", "Name"),
        ("email_address", "E-Mail Address"),
        ("keep_in_mailbox", "Save Emails in Mailbox?"),
    ];

    fn id(row: &ignore_email::Model) -> i32 {
        row.id
    }

    fn text(row: &ignore_email::Model) -> String {
        row.name.clone()
    }

    async fn delete_related(_: &Context, unit: &mut Unit, row: &ignore_email::Model) -> Result<()> {
        ignore_email_queue::Entity::delete_many()
            .filter(ignore_email_queue::Column::IgnoreemailId.eq(row.id))
            .exec(&unit.tx)
            .await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::is_pattern;

    #[test]
    fn addresses_and_patterns_are_accepted() {
        for text in ["a@b.example", "*@b.example", "postmaster@*", "*@*"] {
            assert!(is_pattern(text), "{text}");
        }
        for text in ["", "a", "*", "@b", "a@", "a@b@c", "a b@c", "a@b c"] {
            assert!(!is_pattern(text), "{text}");
        }
    }
}
