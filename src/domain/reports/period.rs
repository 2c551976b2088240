//! Days, weeks and months of a time zone as intervals of moments. The database compares moments with
//! their bounds, so that it needs no time zones, and daylight saving time is handled here.

use chrono::{
    DateTime, Datelike as _, Days, Months, NaiveDate, NaiveTime, TimeDelta, TimeZone as _, Utc,
};
use chrono_tz::Tz;

/// Minutes after midnight in which a day begins whose midnight does not exist. Samoa skipped a day.
const LONGEST_GAP: i64 = 25 * 60;

/// Length of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A day.
    Day,
    /// A week, which starts on Monday (ISO 8601).
    Week,
    /// A month.
    Month,
}

impl Unit {
    /// Maximum number of periods of a report. The latest ones are kept.
    #[must_use]
    pub fn max(self) -> usize {
        match self {
            Self::Day => 400,
            Self::Week => 160,
            Self::Month => 240,
        }
    }

    /// The first day of the period that contains a day.
    fn first_day(self, day: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Day => Some(day),
            Self::Week => {
                let since_monday = day.weekday().num_days_from_monday();
                day.checked_sub_days(Days::new(since_monday.into()))
            }
            Self::Month => day.with_day(1),
        }
    }

    /// The first day of the next period.
    fn next(self, first_day: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Day => first_day.succ_opt(),
            Self::Week => first_day.checked_add_days(Days::new(7)),
            Self::Month => first_day.checked_add_months(Months::new(1)),
        }
    }

    /// The first day of the period before.
    fn previous(self, first_day: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Day => first_day.pred_opt(),
            Self::Week => first_day.checked_sub_days(Days::new(7)),
            Self::Month => first_day.checked_sub_months(Months::new(1)),
        }
    }
}

/// A day, week or month in a time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// Its length.
    pub unit: Unit,
    /// Its first day.
    pub first_day: NaiveDate,
    /// Its last day.
    pub last_day: NaiveDate,
    /// Its first moment.
    pub starts: DateTime<Utc>,
    /// The first moment after it.
    pub ends: DateTime<Utc>,
}

impl Period {
    fn starting(unit: Unit, zone: Tz, first_day: NaiveDate) -> Option<Self> {
        let next = unit.next(first_day)?;
        Some(Self {
            unit,
            first_day,
            last_day: next.pred_opt()?,
            starts: start_of_day(zone, first_day)?,
            ends: start_of_day(zone, next)?,
        })
    }

    /// The period as in ISO 8601: `2030-01-02`, `2030-W01` or `2030-01`.
    #[must_use]
    pub fn label(&self) -> String {
        let format = match self.unit {
            Unit::Day => "%Y-%m-%d",
            Unit::Week => "%G-W%V",
            Unit::Month => "%Y-%m",
        };
        self.first_day.format(format).to_string()
    }
}

/// The first moment of a day. At the end of daylight saving time, midnight may occur twice or never.
#[must_use]
pub fn start_of_day(zone: Tz, day: NaiveDate) -> Option<DateTime<Utc>> {
    let midnight = day.and_time(NaiveTime::MIN);
    (0..=LONGEST_GAP).find_map(|minutes| {
        let local = midnight.checked_add_signed(TimeDelta::minutes(minutes))?;
        let moment = zone.from_local_datetime(&local).earliest()?;
        Some(moment.to_utc())
    })
}

/// The periods from the one that contains `first` to the one that contains `last`. If there are more
/// than the maximum, those before `now` are kept, and of these the latest.
#[must_use]
pub fn periods(
    unit: Unit,
    zone: Tz,
    (first, last): (DateTime<Utc>, DateTime<Utc>),
    now: DateTime<Utc>,
) -> Vec<Period> {
    let (found, is_complete) = up_to(unit, zone, first, last);
    if is_complete || last <= now {
        return found;
    }
    up_to(unit, zone, first, now).0
}

/// The latest periods until the one that contains `last`, and whether these are all.
fn up_to(unit: Unit, zone: Tz, first: DateTime<Utc>, last: DateTime<Utc>) -> (Vec<Period>, bool) {
    let mut found = Vec::new();
    let mut day = unit.first_day(last.with_timezone(&zone).date_naive());
    while let Some(period) = day.and_then(|day| Period::starting(unit, zone, day)) {
        if period.ends <= first {
            break;
        }
        if found.len() == unit.max() {
            found.reverse();
            return (found, false);
        }
        found.push(period);
        day = unit.previous(period.first_day);
    }
    found.reverse();
    (found, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn of(unit: Unit, zone: &str, first: &str, last: &str) -> Vec<Period> {
        let now = moment("2030-01-01T00:00:00Z");
        periods(
            unit,
            zone.parse().unwrap(),
            (moment(first), moment(last)),
            now,
        )
    }

    #[test]
    fn months_begin_at_midnight_of_the_zone() {
        let months = of(
            Unit::Month,
            "Europe/Berlin",
            "2025-02-28T22:59:59Z",
            "2025-10-31T23:00:00Z",
        );
        let labels: Vec<String> = months.iter().map(Period::label).collect();
        assert_eq!(labels[0], "2025-02");
        assert_eq!(labels[9], "2025-11");
        assert_eq!(months.len(), 10);
        // Winter, then summer time.
        assert_eq!(months[1].starts, moment("2025-02-28T23:00:00Z"));
        assert_eq!(months[2].starts, moment("2025-03-31T22:00:00Z"));
        assert!(months.windows(2).all(|pair| pair[0].ends == pair[1].starts));
    }

    #[test]
    fn days_without_midnight_begin_later() {
        // Clocks went from 24:00 to 01:00.
        let days = of(
            Unit::Day,
            "America/Sao_Paulo",
            "2018-11-03T12:00:00Z",
            "2018-11-05T12:00:00Z",
        );
        let hours: Vec<i64> = days
            .iter()
            .map(|day| (day.ends - day.starts).num_hours())
            .collect();
        assert_eq!(hours, [24, 23, 24]);
        // Samoa had no 30 December 2011.
        let days = of(
            Unit::Day,
            "Pacific/Apia",
            "2011-12-29T20:00:00Z",
            "2011-12-31T20:00:00Z",
        );
        let hours: Vec<(String, i64)> = days
            .iter()
            .map(|day| (day.label(), (day.ends - day.starts).num_hours()))
            .collect();
        assert!(hours.contains(&("2011-12-30".to_owned(), 0)), "{hours:?}");
    }

    #[test]
    fn weeks_begin_on_monday() {
        let weeks = of(
            Unit::Week,
            "UTC",
            "2024-12-29T23:59:59Z",
            "2025-01-05T00:00:00Z",
        );
        let labels: Vec<String> = weeks.iter().map(Period::label).collect();
        assert_eq!(labels, ["2024-W52", "2025-W01"]);
    }

    #[test]
    fn too_many_periods_are_cut_at_the_beginning() {
        let days = of(
            Unit::Day,
            "UTC",
            "0001-01-01T00:00:00Z",
            "2025-01-05T00:00:00Z",
        );
        assert_eq!(days.len(), Unit::Day.max());
        assert_eq!(days[days.len() - 1].label(), "2025-01-05");
        // A ticket of the distant future does not hide the others.
        let days = of(
            Unit::Day,
            "UTC",
            "2025-01-01T00:00:00Z",
            "9999-12-30T00:00:00Z",
        );
        assert_eq!(days[days.len() - 1].label(), "2030-01-01");
    }
}
