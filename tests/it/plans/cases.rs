//! Builds the statements of lists and counts as the program does.

use deskql::domain::Context;
use deskql::domain::access::Scope;
use deskql::domain::filters::{AttachmentFilter, FollowUpFilter, TicketFilter};
use deskql::domain::query::{DateTimeFilter, IntFilter, Order, Page, StringFilter, Window};
use deskql::domain::tickets::attachments::list as attachments;
use deskql::domain::tickets::followups::list as followups;
use deskql::domain::tickets::list::{self as tickets, Extras, Field};
use sea_orm::{ConnectionTrait, Statement, StatementBuilder};

/// A statement, and the part of its plan that shows that it uses an index; alternatives are separated
/// by `|`.
pub(super) struct Case {
    pub(super) name: &'static str,
    pub(super) statement: Statement,
    pub(super) expected: &'static str,
}

pub(super) fn eq(number: i32) -> Option<IntFilter> {
    Some(IntFilter {
        eq: Some(number),
        ..IntFilter::default()
    })
}

pub(super) fn is_in(numbers: &[i32]) -> Option<IntFilter> {
    Some(IntFilter {
        is_in: Some(numbers.to_vec()),
        ..IntFilter::default()
    })
}

pub(super) fn text(text: &str) -> Option<StringFilter> {
    Some(StringFilter {
        eq: Some(text.to_owned()),
        ..StringFilter::default()
    })
}

pub(super) fn day(day: &str) -> Option<DateTimeFilter> {
    let time = |hour: &str| Some(format!("{day}T{hour}:00Z").parse().unwrap());
    Some(DateTimeFilter {
        gte: time("00:00"),
        lt: time("12:00"),
        ..DateTimeFilter::default()
    })
}

fn window(offset: i32) -> Window {
    let page = Page {
        first: Some(25),
        offset: Some(offset),
        ..Page::default()
    };
    page.window(25, None).unwrap()
}

pub(super) fn sorted<F>(field: F, descending: bool) -> Vec<Order<F>> {
    vec![Order { field, descending }]
}

/// Collects the statements of one viewer.
pub(super) struct Cases {
    /// The viewer.
    pub(super) context: Context,
    /// The statements.
    pub(super) found: Vec<Case>,
}

impl Cases {
    fn add(&mut self, name: &'static str, statement: Statement, expected: &'static str) {
        self.found.push(Case {
            name,
            statement,
            expected,
        });
    }

    /// A page of tickets, and its count.
    pub(super) fn tickets(
        &mut self,
        name: &'static str,
        filter: TicketFilter,
        order: Vec<Order<Field>>,
        offset: i32,
        expected: &'static str,
    ) {
        self.tickets_of(None, name, filter, order, offset, expected);
    }

    pub(super) fn tickets_of(
        &mut self,
        scope: Option<Scope>,
        name: &'static str,
        filter: TicketFilter,
        order: Vec<Order<Field>>,
        offset: i32,
        expected: &'static str,
    ) {
        let query = tickets::query(&self.context, scope, Some(&filter), order).unwrap();
        let extras = Extras {
            total: true,
            queue: true,
            blocked: true,
        };
        let statement = tickets::statement(&self.context, &query, &window(offset), extras);
        self.add(name, statement.unwrap(), expected);
        let backend = self.context.db.get_database_backend();
        let count = StatementBuilder::build(&query.count_statement(), &backend);
        self.add(name, count, "");
    }

    pub(super) fn followups(
        &mut self,
        name: &'static str,
        filter: FollowUpFilter,
        offset: i32,
        expected: &'static str,
    ) {
        let order = sorted(followups::Field::Date, false);
        let query = followups::query(&self.context, None, Some(&filter), order).unwrap();
        let backend = self.context.db.get_database_backend();
        let statement = query.statement(backend, &window(offset), |select| select);
        self.add(name, statement.unwrap(), expected);
        let count = StatementBuilder::build(&query.count_statement(), &backend);
        self.add(name, count, "");
    }

    pub(super) fn attachments(
        &mut self,
        name: &'static str,
        filter: AttachmentFilter,
        offset: i32,
    ) {
        let order = sorted(attachments::Field::Id, false);
        let query = attachments::query(&self.context, None, Some(&filter), order).unwrap();
        let backend = self.context.db.get_database_backend();
        let statement = query.statement(backend, &window(offset), |select| select);
        self.add(name, statement.unwrap(), "");
    }
}
