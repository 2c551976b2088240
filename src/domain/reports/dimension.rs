//! The dimensions of reports: what rows are grouped by.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use entity::values::Timestamp;
use entity::{custom_field, custom_field_value, followup, kb_item, ticket};
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait, Func};
use sea_orm::{ColumnTrait, QueryFilter, QuerySelect, QueryTrait, Select};

use super::Report;
use super::key::AgeBand;
use super::period::{Period, Unit, periods, start_of_day};
use super::pivot::{Axis, Grouping, ValueKind};
use super::sql::closed_at;
use crate::domain::{Code, Context, Error, Result, access};

/// Dimensions by which tickets are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
pub enum TicketDimension {
    /// Queue.
    Queue,
    /// Owner. Unassigned tickets are a group without a value.
    AssignedTo,
    /// Code of the status.
    Status,
    /// Code of the priority.
    Priority,
    /// Email address of the submitter, compared as the database compares text.
    Submitter,
    /// Item of the knowledge base from which the ticket was created. Items that you may not see are
    /// counted as none.
    KbItem,
    /// Value of the custom field in `customField`.
    CustomField,
    /// Age in days of the time zone: 0 to 30, 31 to 60, and more than 60 days. Usually for open
    /// tickets.
    Age,
    /// Day of creation.
    CreatedDay,
    /// Week of creation.
    CreatedWeek,
    /// Month of creation.
    CreatedMonth,
    /// Day on which the ticket was closed: the day of its last follow-up that set a status that does
    /// not count as open, or else of its last change. Open tickets are a group without a value.
    ClosedDay,
    /// Week in which the ticket was closed, as for `CLOSED_DAY`.
    ClosedWeek,
    /// Month in which the ticket was closed, as for `CLOSED_DAY`.
    ClosedMonth,
}

/// Dimensions by which recorded times are summed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
pub enum TimeSpentDimension {
    /// Queue of the ticket.
    Queue,
    /// Ticket.
    Ticket,
    /// Author of the follow-up. Follow-ups without an author are a group without a value.
    User,
    /// Day of the follow-up.
    Day,
    /// Week of the follow-up.
    Week,
    /// Month of the follow-up.
    Month,
}

/// The time of a report, and the moments of its first and last rows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    pub zone: Tz,
    pub now: DateTime<Utc>,
    pub moments: (Timestamp, Timestamp),
}

impl Span {
    fn periods(&self, unit: Unit) -> Vec<Period> {
        let (first, last) = self.moments;
        periods(unit, self.zone, (first.0, last.0), self.now)
    }

    /// The first moments of the days on which tickets were created that have the highest age of a
    /// range.
    fn ages(&self) -> Vec<Timestamp> {
        let today = self.now.with_timezone(&self.zone).date_naive();
        let ends = AgeBand::ALL.iter().filter_map(|band| band.to_days);
        ends.filter_map(|days| {
            let day = today.checked_sub_signed(TimeDelta::days(days.into()))?;
            Some(start_of_day(self.zone, day)?.into())
        })
        .collect()
    }
}

impl TicketDimension {
    /// The length of its periods; none for other dimensions.
    pub(super) fn unit(self) -> Option<Unit> {
        match self {
            Self::CreatedDay | Self::ClosedDay => Some(Unit::Day),
            Self::CreatedWeek | Self::ClosedWeek => Some(Unit::Week),
            Self::CreatedMonth | Self::ClosedMonth => Some(Unit::Month),
            _ => None,
        }
    }

    /// Whether its value is computed from follow-ups.
    pub(super) fn reads_followups(self) -> bool {
        matches!(self, Self::ClosedDay | Self::ClosedWeek | Self::ClosedMonth)
    }

    /// The axis of this dimension.
    ///
    /// # Errors
    /// [`Error::Invalid`] if the custom field is missing or unknown; database errors.
    pub(super) async fn axis(
        self,
        context: &Context,
        report: &Report,
        span: &Span,
    ) -> Result<Axis> {
        use ticket::Column as C;
        let column = |column: C| Expr::col((ticket::Entity, column));
        let value = |raw, kind| Ok(Axis::new(raw, Grouping::Value(kind)));
        if let Some(unit) = self.unit() {
            let raw = if self.reads_followups() {
                closed_at(context, report.scope())
            } else {
                column(C::Created)
            };
            return Ok(Axis::new(raw, Grouping::Periods(span.periods(unit))));
        }
        match self {
            Self::Queue => value(column(C::QueueId), ValueKind::Queue),
            Self::AssignedTo => value(column(C::AssignedToId), ValueKind::User),
            Self::Status => value(column(C::Status), ValueKind::Status),
            Self::Priority => value(column(C::Priority), ValueKind::Priority),
            Self::Submitter => value(
                without_empty(column(C::SubmitterEmail)),
                ValueKind::Submitter,
            ),
            Self::KbItem => {
                let items = access::kb_items(context)
                    .select_only()
                    .column(kb_item::Column::Id);
                let visible = CaseStatement::new().case(
                    C::KbitemId.in_subquery(items.into_query()),
                    column(C::KbitemId),
                );
                value(visible.into(), ValueKind::KbItem)
            }
            Self::CustomField => {
                let values = custom_values(context, report).await?;
                value(values, ValueKind::CustomValue)
            }
            _ => Ok(Axis::new(column(C::Created), Grouping::Ages(span.ages()))),
        }
    }
}

/// The value of a ticket's custom field.
async fn custom_values(context: &Context, report: &Report) -> Result<Expr> {
    let Some(name) = &report.custom_field else {
        return Err(Error::field("customField", Code::Required));
    };
    let field = access::custom_fields(context)
        .filter(custom_field::Column::Name.eq(name.as_str()))
        .select_only()
        .column(custom_field::Column::Id)
        .into_tuple::<i32>()
        .one(&context.db)
        .await?
        .ok_or_else(|| Error::field("customField", Code::DoesNotExist(name.clone())))?;
    // One value, even if another program stored several.
    let values: Select<_> = access::custom_field_values(context)
        .filter(custom_field_value::Column::FieldId.eq(field))
        .filter(
            Expr::col((
                custom_field_value::Entity,
                custom_field_value::Column::TicketId,
            ))
            .equals((ticket::Entity, ticket::Column::Id)),
        )
        .select_only()
        .expr(custom_field_value::Column::Value.min());
    let values = Expr::SubQuery(None, Box::new(values.into_query().into()));
    Ok(without_empty(values))
}

/// NULL instead of an empty text.
fn without_empty(text: Expr) -> Expr {
    Expr::expr(Func::cust("NULLIF").args([text, Expr::val("")]))
}

impl TimeSpentDimension {
    /// The length of its periods; none for other dimensions.
    pub(super) fn unit(self) -> Option<Unit> {
        match self {
            Self::Day => Some(Unit::Day),
            Self::Week => Some(Unit::Week),
            Self::Month => Some(Unit::Month),
            _ => None,
        }
    }

    /// The axis of this dimension, for follow-ups that are joined with their tickets.
    pub(super) fn axis(self, span: &Span) -> Axis {
        use followup::Column as C;
        let column = |column: C| Expr::col((followup::Entity, column));
        match (self, self.unit()) {
            (_, Some(unit)) => Axis::new(column(C::Date), Grouping::Periods(span.periods(unit))),
            (Self::Ticket, _) => Axis::new(column(C::TicketId), Grouping::Value(ValueKind::Ticket)),
            (Self::User, _) => Axis::new(column(C::UserId), Grouping::Value(ValueKind::User)),
            _ => Axis::new(
                Expr::col((ticket::Entity, ticket::Column::QueueId)),
                Grouping::Value(ValueKind::Queue),
            ),
        }
    }
}
