//! Queries of reports: numbers of tickets, statistics of durations, and times spent.

use async_graphql::{Context, ID, Object, Result};

use crate::domain;
use crate::domain::access::Scope;
use crate::domain::filters::TicketFilter;
use crate::domain::reports::{
    Report, TicketDimension, TicketMeasure, TimeSpentDimension, counts, durations, time_spent,
};
use crate::graphql::id::NodeKind;
use crate::graphql::types::context;
use crate::graphql::types::reports::{TicketCounts, TicketDurations, TimeSpent};

/// Queries of reports.
#[derive(Debug, Default)]
pub struct ReportQuery;

/// The arguments that all reports have.
#[derive(Debug)]
struct Arguments {
    scope: Option<Scope>,
    filter: Option<TicketFilter>,
    saved_search_id: Option<ID>,
    custom_field: Option<String>,
    time_zone: Option<String>,
    first: i32,
}

impl Arguments {
    fn report(self, context: &domain::Context) -> domain::Result<Report> {
        let parse = |id: ID| NodeKind::SavedSearch.parse_target(context, "savedSearchId", &id);
        Ok(Report {
            scope: self.scope,
            filter: self.filter,
            saved_search: self.saved_search_id.map(parse).transpose()?,
            custom_field: self.custom_field,
            time_zone: self.time_zone,
            first: self.first,
        })
    }
}

#[Object]
impl ReportQuery {
    /// Returns numbers of tickets that you may see, in groups. Null without sign-in.
    ///
    #[doc = r#"```graphql
{
  ticketCounts(groupBy: [QUEUE, STATUS], filter: { isOpen: { eq: true } }) {
    total
    groups { keys { label queue { slug } status { code } } count }
    remainder
  }
}
```"#]
    #[expect(
        clippy::too_many_arguments,
        reason = "they are the arguments of the field"
    )]
    async fn ticket_counts(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Dimensions of the groups: at most 2. Without any, the tickets are one group."
        )]
        group_by: Vec<TicketDimension>,
        #[graphql(
            desc = "Role in which you see the tickets: as agent, submitter or follower. Any role by default."
        )]
        scope: Option<Scope>,
        #[graphql(desc = "Counts only tickets that match this filter.")] filter: Option<
            TicketFilter,
        >,
        #[graphql(
            desc = "Counts only tickets that match this saved search, of those that you work on. A global ID or a number. Not allowed with another `scope` than `AGENT`."
        )]
        saved_search_id: Option<ID>,
        #[graphql(desc = "Name of the custom field for the dimension `CUSTOM_FIELD`.")]
        custom_field: Option<String>,
        #[graphql(
            desc = "Time zone of days, weeks and months, such as `Europe/Berlin`. The site's by default."
        )]
        time_zone: Option<String>,
        #[graphql(
            desc = "Returns the first n groups: 200 by default and at most 2000.",
            default_with = "crate::domain::reports::DEFAULT_GROUPS"
        )]
        first: i32,
    ) -> Option<Result<TicketCounts>> {
        let arguments = Arguments {
            scope,
            filter,
            saved_search_id,
            custom_field,
            time_zone,
            first,
        };
        let read = async {
            let context = context(ctx);
            let report = arguments.report(context)?;
            let counts = counts::ticket_counts(context, &report, &group_by).await?;
            Ok::<_, domain::Error>(TicketCounts::of(counts, report))
        };
        Some(read.await.map_err(Into::into))
    }

    /// Returns statistics of a duration of tickets that you may see, in groups. Null without sign-in.
    ///
    #[doc = r#"```graphql
{
  ticketDurations(measure: CLOSE, groupBy: [CLOSED_MONTH]) {
    groups { keys { label } count average median percentile90 }
  }
}
```"#]
    #[expect(
        clippy::too_many_arguments,
        reason = "they are the arguments of the field"
    )]
    async fn ticket_durations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Duration.")] measure: TicketMeasure,
        #[graphql(
            desc = "Dimensions of the groups: at most 2. Without any, the tickets are one group."
        )]
        group_by: Vec<TicketDimension>,
        #[graphql(
            desc = "Role in which you see the tickets: as agent, submitter or follower. Any role by default."
        )]
        scope: Option<Scope>,
        #[graphql(desc = "Counts only tickets that match this filter.")] filter: Option<
            TicketFilter,
        >,
        #[graphql(
            desc = "Counts only tickets that match this saved search, of those that you work on. A global ID or a number. Not allowed with another `scope` than `AGENT`."
        )]
        saved_search_id: Option<ID>,
        #[graphql(desc = "Name of the custom field for the dimension `CUSTOM_FIELD`.")]
        custom_field: Option<String>,
        #[graphql(
            desc = "Time zone of days, weeks and months, such as `Europe/Berlin`. The site's by default."
        )]
        time_zone: Option<String>,
        #[graphql(
            desc = "Returns the first n groups: 200 by default and at most 2000.",
            default_with = "crate::domain::reports::DEFAULT_GROUPS"
        )]
        first: i32,
    ) -> Option<Result<TicketDurations>> {
        let arguments = Arguments {
            scope,
            filter,
            saved_search_id,
            custom_field,
            time_zone,
            first,
        };
        let read = async {
            let context = context(ctx);
            let report = arguments.report(context)?;
            durations::ticket_durations(context, &report, measure, &group_by).await
        };
        Some(read.await.map(TicketDurations::of).map_err(Into::into))
    }

    /// Returns the times that follow-ups record, of tickets that you work on, in groups. Only for
    /// agents; null for others.
    ///
    /// ```graphql
    /// { timeSpent(groupBy: [USER]) { total groups { keys { label } timeSpent followUpCount } } }
    /// ```
    async fn time_spent(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Dimensions of the groups: at most 2. Without any, the follow-ups are one group."
        )]
        group_by: Vec<TimeSpentDimension>,
        #[graphql(desc = "Sums only times of tickets that match this filter.")] filter: Option<
            TicketFilter,
        >,
        #[graphql(
            desc = "Sums only times of tickets that match this saved search: a global ID or a number."
        )]
        saved_search_id: Option<ID>,
        #[graphql(
            desc = "Time zone of days, weeks and months, such as `Europe/Berlin`. The site's by default."
        )]
        time_zone: Option<String>,
        #[graphql(
            desc = "Returns the first n groups: 200 by default and at most 2000.",
            default_with = "crate::domain::reports::DEFAULT_GROUPS"
        )]
        first: i32,
    ) -> Option<Result<TimeSpent>> {
        let arguments = Arguments {
            scope: None,
            filter,
            saved_search_id,
            custom_field: None,
            time_zone,
            first,
        };
        let read = async {
            let context = context(ctx);
            let report = arguments.report(context)?;
            time_spent::time_spent(context, &report, &group_by).await
        };
        Some(read.await.map(TimeSpent::of).map_err(Into::into))
    }
}
