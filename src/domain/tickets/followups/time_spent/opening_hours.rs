//! The part of a period that lies in the opening hours of working days. Computes like
//! django-helpdesk, including its quirks.

use chrono::{DateTime, Datelike as _, NaiveTime, TimeDelta, Timelike as _, Utc};

use crate::config::{Helpdesk, MIDNIGHT, WEEKDAYS};

/// Returns the seconds between two times that lie in opening hours and not on holidays.
pub(super) fn open_seconds(
    earliest: DateTime<Utc>,
    latest: DateTime<Utc>,
    helpdesk: &Helpdesk,
) -> i64 {
    let days = latest
        .date_naive()
        .signed_duration_since(earliest.date_naive())
        .num_days();
    let mut seconds = 0;
    for day in 0..=days {
        let (start, end) = match day {
            0 if days == 0 => (earliest, latest),
            0 => (earliest, at_end_of_day(earliest)),
            _ if day == days => (at_time(latest, 0, 0, 0), latest),
            _ => {
                let middle = earliest + TimeDelta::days(day);
                (at_time(middle, 0, 0, 0), at_end_of_day(middle))
            }
        };
        let date = start.format("%Y-%m-%d").to_string();
        if !helpdesk
            .followup_time_spent_exclude_holidays
            .contains(&date)
        {
            seconds += open_seconds_of_day(start, end, helpdesk);
        }
    }
    seconds
}

/// Another time on the same day; the fraction of the second stays (Python's `datetime.replace`).
fn at_time(moment: DateTime<Utc>, hour: u32, minute: u32, second: u32) -> DateTime<Utc> {
    let time =
        NaiveTime::from_hms_nano_opt(hour, minute, second, moment.nanosecond() % 1_000_000_000);
    time.map_or(moment, |time| moment.date_naive().and_time(time).and_utc())
}

fn at_end_of_day(moment: DateTime<Utc>) -> DateTime<Utc> {
    let time = NaiveTime::from_hms_micro_opt(23, 59, 59, 999_999);
    time.map_or(moment, |time| moment.date_naive().and_time(time).and_utc())
}

/// The open seconds between two times on one day (helpdesk/lib.py,
/// `daily_time_spent_calculation`).
fn open_seconds_of_day(
    mut earliest: DateTime<Utc>,
    mut latest: DateTime<Utc>,
    helpdesk: &Helpdesk,
) -> i64 {
    let weekday = WEEKDAYS
        .get(earliest.weekday().num_days_from_monday() as usize)
        .copied()
        .unwrap_or_default();
    let hours = helpdesk
        .followup_time_spent_opening_hours
        .iter()
        .find(|(day, ..)| day == weekday);
    let (start, end) = hours.map_or((0.0, MIDNIGHT), |(_, start, end)| (*start, *end));
    let hour = |moment: DateTime<Utc>| {
        f64::from(moment.hour())
            + f64::from(moment.minute()) / 60.0
            + f64::from(moment.second()) / 3600.0
    };
    let earliest_hour = hour(earliest);
    let micros = latest.nanosecond() % 1_000_000_000 / 1000;
    let latest_hour = hour(latest) + f64::from(micros) / (60.0 * 60.0 * 999_999.0);
    let last_second = i64::from(latest_hour >= MIDNIGHT && end >= MIDNIGHT);
    if earliest_hour < start {
        earliest = at_hour(earliest, start);
    } else if earliest_hour >= end {
        earliest = at_hour(earliest, end);
    }
    if latest_hour < start {
        latest = at_hour(latest, start);
    } else if latest_hour >= end {
        latest = at_hour(latest, end);
    }
    // Python's `timedelta.seconds` does not include days.
    let seconds = latest
        .signed_duration_since(earliest)
        .num_microseconds()
        .unwrap_or_default()
        .div_euclid(1_000_000);
    last_second + seconds.rem_euclid(86_400)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "hours in the settings are between 0 and 24"
)]
fn at_hour(moment: DateTime<Utc>, hour: f64) -> DateTime<Utc> {
    at_time(
        moment,
        hour as u32,
        (hour % 1.0 * 60.0) as u32,
        (hour * 60.0 % 1.0 * 60.0) as u32,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOURS: [(&str, f64, f64); 4] = [
        ("monday", 8.5, 17.25),
        ("tuesday", 9.0, MIDNIGHT),
        ("saturday", 0.0, 0.0),
        ("sunday", 0.0, 0.0),
    ];
    const HOLIDAY: &str = "2026-11-24";
    /// Start, end, whether [`HOURS`] and [`HOLIDAY`] are configured, and the seconds that
    /// django-helpdesk's functions return.
    const CASES: &str = "
        2026-11-23T10:00:00Z        2026-11-23T11:30:00Z        -     -       5400
        2026-11-23T10:00:00Z        2026-11-23T11:30:00Z        hours holiday 5400
        2026-11-23T07:00:00.25Z     2026-11-23T20:00:00.5Z      -     -       46800
        2026-11-23T07:00:00.25Z     2026-11-23T20:00:00.5Z      hours holiday 31500
        2026-11-23T18:00:00.25Z     2026-11-24T08:00:00Z        -     -       50400
        2026-11-23T18:00:00.25Z     2026-11-24T08:00:00Z        hours holiday 0
        2026-11-20T16:00:00Z        2026-11-27T09:10:11.5Z      -     -       580211
        2026-11-20T16:00:00Z        2026-11-27T09:10:11.5Z      hours holiday 266111
        2026-11-24T10:00:00Z        2026-11-24T23:59:59.9Z      -     -       50400
        2026-11-24T10:00:00Z        2026-11-24T23:59:59.9Z      hours holiday 0
        2026-11-23T11:00:00Z        2026-11-23T10:00:00Z        -     -       82800
        2026-11-23T11:00:00Z        2026-11-23T10:00:00Z        hours holiday 82800
        2026-11-25T11:00:00Z        2026-11-24T10:00:00Z        -     -       0
        2026-11-25T11:00:00Z        2026-11-24T10:00:00Z        hours holiday 0
        2024-02-28T23:59:59.999999Z 2024-03-01T00:00:00Z        -     -       86401
        2024-02-28T23:59:59.999999Z 2024-03-01T00:00:00Z        hours holiday 86401
        2026-11-11T23:31:48.907796Z 2026-11-17T11:08:08.907796Z -     -       473780
        2026-11-20T12:18:21.536775Z 2026-11-28T03:46:20.536775Z -     -       660479
        2026-11-11T20:09:33Z        2026-11-12T22:34:07Z        hours -       95074
        2026-11-10T14:46:47Z        2026-11-18T04:16:44Z        -     -       653397
        2026-11-01T20:46:09Z        2026-11-09T03:25:14.031543Z hours holiday 344700
        2026-11-11T16:37:40Z        2026-11-17T23:50:01.244995Z hours holiday 284241
        2026-11-01T02:40:33Z        2026-11-06T15:52:58.686609Z hours holiday 315478
        2026-11-14T09:08:12Z        2026-11-22T23:18:04.266332Z -     -       742192
        2026-11-13T10:46:37Z        2026-11-14T07:13:51Z        hours holiday 47603
        2026-11-03T14:47:59.887707Z 2026-11-08T07:22:47.887707Z hours -       292321
        2026-11-01T00:19:02Z        2026-11-01T15:33:26.492817Z hours -       0
        2026-11-10T15:30:59Z        2026-11-17T12:26:46Z        hours -       333647
        2026-11-07T13:09:20Z        2026-11-11T07:48:06Z        hours holiday 113586
        2026-11-19T09:35:26Z        2026-11-21T00:47:40Z        -     -       141134
    ";

    #[test]
    fn computes_like_django_helpdesk() {
        for case in CASES.lines().filter(|line| !line.trim().is_empty()) {
            let columns: Vec<&str> = case.split_whitespace().collect();
            let [start, end, hours, holiday, expected] = columns[..] else {
                panic!("{case}");
            };
            let mut helpdesk = crate::config::Config::default().helpdesk;
            if hours == "hours" {
                helpdesk.followup_time_spent_opening_hours = HOURS
                    .map(|(day, start, end)| (day.to_owned(), start, end))
                    .to_vec();
            }
            if holiday == "holiday" {
                helpdesk.followup_time_spent_exclude_holidays = [HOLIDAY.to_owned()].into();
            }
            let seconds = open_seconds(start.parse().unwrap(), end.parse().unwrap(), &helpdesk);
            assert_eq!(seconds.to_string(), expected, "{case}");
        }
    }
}
