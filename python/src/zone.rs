//! Time zone offsets as in `zoneinfo`: daylight saving time continues after 2099, where chrono-tz's
//! tables end, and an ambiguous or nonexistent local time has the offset of `fold=0` (PEP 495).

use chrono::{
    DateTime, Datelike as _, NaiveDate, NaiveDateTime, Offset as _, TimeDelta, TimeZone as _, Utc,
};
use chrono_tz::Tz;

/// The last year of chrono-tz's tables.
const LAST_YEAR: i32 = 2099;
/// Years after which weekdays and leap years repeat within a century.
const CALENDAR_CYCLE: i32 = 28;

/// Offset in seconds east of UTC at a point in time.
#[must_use]
pub fn offset(time: DateTime<Utc>, zone: Tz) -> i32 {
    let time = in_tables(time.naive_utc(), zone);
    zone.offset_from_utc_datetime(&time).fix().local_minus_utc()
}

/// Offset in seconds east of UTC at a local time: the earlier of two offsets, or the offset before a
/// gap.
#[must_use]
pub fn offset_of_local(local: NaiveDateTime, zone: Tz) -> i32 {
    let local = in_tables(local, zone);
    [0, 1, 2, 3, 6, 12, 24, 48]
        .into_iter()
        .filter_map(|hours| local.checked_sub_signed(TimeDelta::hours(hours)))
        .find_map(|earlier| zone.offset_from_local_datetime(&earlier).earliest())
        .map_or(0, |offset| offset.fix().local_minus_utc())
}

/// Moves a time after the end of chrono-tz's tables to the same time of a year within them whose days
/// have the same weekdays, because rules for the future refer to weekdays of months.
#[must_use]
pub fn in_tables(time: NaiveDateTime, zone: Tz) -> NaiveDateTime {
    // Morocco's changes around Ramadan are listed up to a last year, after which there are none.
    let has_no_rule = matches!(zone, Tz::Africa__Casablanca | Tz::Africa__El_Aaiun);
    if time.year() <= LAST_YEAR || has_no_rule {
        return time;
    }
    let first = |year| NaiveDate::from_ymd_opt(year, 1, 1);
    let Some(begin) = first(time.year()) else {
        return time;
    };
    (LAST_YEAR - CALENDAR_CYCLE + 1..=LAST_YEAR)
        .filter_map(first)
        .find(|year| year.leap_year() == begin.leap_year() && year.weekday() == begin.weekday())
        .and_then(|year| time.with_year(year.year()))
        .unwrap_or(time)
}
