//! Reports: numbers of tickets, statistics of durations and times spent, by group.

use std::sync::Arc;

use async_graphql::{Context, Object, Result, SimpleObject};
use entity::values::Interval;

use crate::domain::reports;
use crate::domain::reports::counts::Group;
use crate::domain::reports::durations::{BAND_ENDS, Statistics};
use crate::domain::reports::time_spent::Spent;
use crate::graphql::in_turn::ListInTurn;
use crate::graphql::scalars::Duration;
use crate::graphql::types::context;
use crate::graphql::types::report_keys::{Keys, ReportKey, ReportPeriod};

/// A number that a report counted.
pub(crate) fn count(number: u64) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// Seconds as a duration.
fn seconds(seconds: i64) -> Duration {
    Duration(Interval(seconds.saturating_mul(1_000_000)))
}

/// A group of tickets.
#[derive(Clone, Debug)]
pub struct TicketCount {
    objects: Arc<Keys>,
    group: Group<u64>,
}

/// Number of tickets of a group.
#[Object]
impl TicketCount {
    /// Values of the tickets, in the order of `groupBy`.
    async fn keys(&self) -> ListInTurn<'_, ReportKey> {
        self.objects.each(&self.group.keys).into()
    }

    /// Number of tickets.
    async fn count(&self) -> i32 {
        count(self.group.value)
    }
}

/// A group of tickets with a duration.
#[derive(Clone, Debug)]
pub struct TicketDurationGroup {
    objects: Arc<Keys>,
    group: Group<Statistics>,
}

/// Statistics of a duration of the tickets of a group. Durations are rounded down to seconds.
#[Object]
impl TicketDurationGroup {
    /// Values of the tickets, in the order of `groupBy`.
    async fn keys(&self) -> ListInTurn<'_, ReportKey> {
        self.objects.each(&self.group.keys).into()
    }

    /// Number of tickets with this duration.
    async fn count(&self) -> i32 {
        count(self.group.value.count)
    }

    /// Mean of the durations.
    async fn average(&self) -> Duration {
        let divisor = i64::try_from(self.group.value.count.max(1)).unwrap_or(i64::MAX);
        seconds(self.group.value.sum.div_euclid(divisor))
    }

    /// Mean number of complete days. The reports of django-helpdesk show this number.
    async fn average_whole_days(&self) -> f64 {
        let Statistics {
            whole_days, count, ..
        } = self.group.value;
        #[expect(
            clippy::cast_precision_loss,
            reason = "the numbers are below 2^53, or it does not matter"
        )]
        let average = whole_days as f64 / count.max(1) as f64;
        average
    }

    /// Shortest duration.
    async fn minimum(&self) -> Duration {
        seconds(self.group.value.minimum)
    }

    /// Longest duration.
    async fn maximum(&self) -> Duration {
        seconds(self.group.value.maximum)
    }

    /// Median: the shortest duration that at least half of the durations do not exceed.
    async fn median(&self) -> Duration {
        seconds(self.group.value.median)
    }

    /// 90th percentile: the shortest duration that at least 90 % of the durations do not exceed.
    async fn percentile90(&self) -> Duration {
        seconds(self.group.value.percentile_90)
    }

    /// Numbers of tickets by ranges of the duration, the shortest first. The ranges end at 1 and 4
    /// hours, and at 1, 3, 7, 30 and 60 days.
    async fn bands(&self) -> Vec<DurationBand> {
        let Statistics {
            count: all, below, ..
        } = &self.group.value;
        let ends = BAND_ENDS.iter().copied().map(Some).chain([None]);
        let upto = below.iter().copied().chain([*all]);
        let (mut from, mut counted) = (0, 0);
        let bands = ends.zip(upto).map(|(to, upto)| {
            let band = DurationBand {
                from: seconds(from),
                to: to.map(seconds),
                count: count(upto.saturating_sub(counted)),
            };
            (from, counted) = (to.unwrap_or_default(), upto);
            band
        });
        bands.collect()
    }
}

/// Number of tickets whose duration is in a range.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct DurationBand {
    /// Shortest duration.
    from: Duration,
    /// Shortest duration that is beyond the range. Null if the range has no end.
    to: Option<Duration>,
    /// Number of tickets.
    count: i32,
}

/// A group of follow-ups that record a time.
#[derive(Clone, Debug)]
pub struct TimeSpentGroup {
    objects: Arc<Keys>,
    group: Group<Spent>,
}

/// Time that the follow-ups of a group record together.
#[Object]
impl TimeSpentGroup {
    /// Values of the follow-ups, in the order of `groupBy`.
    async fn keys(&self) -> ListInTurn<'_, ReportKey> {
        self.objects.each(&self.group.keys).into()
    }

    /// Sum of the times.
    async fn time_spent(&self) -> Duration {
        Duration(self.group.value.time)
    }

    /// Number of follow-ups that record a time.
    async fn follow_up_count(&self) -> i32 {
        count(self.group.value.followups)
    }
}

/// Declares the type of a whole report, whose groups share the objects of their keys.
macro_rules! report {
    ($of:ty => $group:ident, $report:ident) => {
        impl $report {
            /// The report.
            pub(crate) fn of(report: $of) -> Self {
                let objects = Keys::of(&report.groups);
                Self { objects, report }
            }

            fn groups_in_turn(&self) -> ListInTurn<'_, $group> {
                let groups = self.report.groups.iter().map(|group| $group {
                    objects: Arc::clone(&self.objects),
                    group: group.clone(),
                });
                groups.collect::<Vec<_>>().into()
            }

            fn all_periods(&self) -> Vec<ReportPeriod> {
                self.report.periods.iter().map(ReportPeriod::from).collect()
            }
        }
    };
}

/// Numbers of tickets, and the report that they belong to.
#[derive(Clone, Debug)]
pub struct TicketCounts {
    objects: Arc<Keys>,
    report: reports::counts::TicketCounts,
    arguments: reports::Report,
}

impl TicketCounts {
    /// The numbers of a report.
    pub(crate) fn of(report: reports::counts::TicketCounts, arguments: reports::Report) -> Self {
        Self {
            objects: Keys::of(&report.groups),
            report,
            arguments,
        }
    }
}

/// Numbers of tickets by group.
#[Object]
impl TicketCounts {
    /// Number of all tickets that match.
    async fn total(&self) -> i32 {
        count(self.report.total)
    }

    /// Groups, the largest first. If a dimension has periods, the groups of its first period come
    /// first. Groups without tickets are not listed.
    async fn groups(&self) -> ListInTurn<'_, TicketCount> {
        let groups = self.report.groups.iter().map(|group| TicketCount {
            objects: Arc::clone(&self.objects),
            group: group.clone(),
        });
        groups.collect::<Vec<_>>().into()
    }

    /// Number of tickets that are in none of `groups`: in smaller groups than the first n, or before
    /// `periods`. 0 if the groups are complete.
    async fn remainder(&self) -> i32 {
        count(self.report.remainder())
    }

    /// Periods of the first dimension that has periods, without gaps, from the first to the last
    /// ticket: at most the last 400 days, 160 weeks or 240 months. Empty without such a dimension.
    async fn periods(&self) -> Vec<ReportPeriod> {
        self.report.periods.iter().map(ReportPeriod::from).collect()
    }

    /// Time zone of the periods.
    async fn time_zone(&self) -> &str {
        self.report.zone.name()
    }

    /// Number of different email addresses of the submitters. Only counted if requested.
    async fn submitter_count(&self, ctx: &Context<'_>) -> Result<i32> {
        let submitters = reports::counts::submitters(context(ctx), &self.arguments).await?;
        Ok(count(submitters))
    }
}

/// Statistics of a duration, and the objects of their keys.
#[derive(Clone, Debug)]
pub struct TicketDurations {
    objects: Arc<Keys>,
    report: reports::durations::TicketDurations,
}

report!(reports::durations::TicketDurations => TicketDurationGroup, TicketDurations);

/// Statistics of a duration of tickets by group.
#[Object]
impl TicketDurations {
    /// Number of all tickets that match and have this duration.
    async fn total(&self) -> i32 {
        count(self.report.total)
    }

    /// Groups, the largest first. If a dimension has periods, the groups of its first period come
    /// first. Without dimensions, one group of all tickets, or none if there are no tickets.
    async fn groups(&self) -> ListInTurn<'_, TicketDurationGroup> {
        self.groups_in_turn()
    }

    /// Number of tickets that are in none of `groups`: in smaller groups than the first n, or before
    /// `periods`. 0 if the groups are complete.
    async fn remainder(&self) -> i32 {
        count(self.report.remainder())
    }

    /// Periods of the first dimension that has periods, as in `TicketCounts`.
    async fn periods(&self) -> Vec<ReportPeriod> {
        self.all_periods()
    }

    /// Time zone of the periods.
    async fn time_zone(&self) -> &str {
        self.report.zone.name()
    }
}

/// Recorded times, and the objects of their keys.
#[derive(Clone, Debug)]
pub struct TimeSpent {
    objects: Arc<Keys>,
    report: reports::time_spent::TimeSpent,
}

report!(reports::time_spent::TimeSpent => TimeSpentGroup, TimeSpent);

/// Times that follow-ups record, by group.
#[Object]
impl TimeSpent {
    /// Sum of all times.
    async fn total(&self) -> Duration {
        Duration(self.report.total)
    }

    /// Groups, the longest time first. If a dimension has periods, the groups of its first period
    /// come first.
    async fn groups(&self) -> ListInTurn<'_, TimeSpentGroup> {
        self.groups_in_turn()
    }

    /// Sum of the times that are in none of `groups`: in other groups than the first n, or before
    /// `periods`. `PT0S` if the groups are complete.
    async fn remainder(&self) -> Duration {
        Duration(self.report.remainder())
    }

    /// Periods of the first dimension that has periods, as in `TicketCounts`.
    async fn periods(&self) -> Vec<ReportPeriod> {
        self.all_periods()
    }

    /// Time zone of the periods.
    async fn time_zone(&self) -> &str {
        self.report.zone.name()
    }
}
