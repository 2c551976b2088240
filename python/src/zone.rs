//! Offsets of time zones as in `zoneinfo`: daylight saving time continues after 2100, where the
//! tables of chrono-tz end, and ambiguous and skipped local times have the offset of `fold=0` (PEP
//! 495).

use chrono::{
    DateTime, Datelike as _, NaiveDate, NaiveDateTime, Offset as _, TimeDelta, TimeZone as _, Utc,
};
use chrono_tz::Tz;

/// The last year with transitions in the tables of chrono-tz.
const LAST_YEAR: i32 = 2099;
/// The number of years after which the calendar repeats within a century.
const CYCLE: i32 = 28;

/// Seconds east of UTC at a moment.
#[must_use]
pub fn offset(moment: DateTime<Utc>, zone: Tz) -> i32 {
    let moment = in_tables(moment.naive_utc(), zone);
    zone.offset_from_utc_datetime(&moment)
        .fix()
        .local_minus_utc()
}

/// Seconds east of UTC at a local time: the earlier offset of an ambiguous time, and the offset before
/// the gap of a skipped time.
#[must_use]
pub fn offset_of_local(local: NaiveDateTime, zone: Tz) -> i32 {
    let local = in_tables(local, zone);
    [0, 1, 2, 3, 6, 12, 24, 48]
        .into_iter()
        .filter_map(|hours| local.checked_sub_signed(TimeDelta::hours(hours)))
        .find_map(|earlier| zone.offset_from_local_datetime(&earlier).earliest())
        .map_or(0, |offset| offset.fix().local_minus_utc())
}

/// Moves a time after the end of chrono-tz's tables to a year within them that has the same weekdays.
/// Rules for the future depend on the weekdays of months.
#[must_use]
pub fn in_tables(time: NaiveDateTime, zone: Tz) -> NaiveDateTime {
    // Morocco changes its offset for Ramadan; the tables list every such change up to their end.
    let written_out = matches!(zone, Tz::Africa__Casablanca | Tz::Africa__El_Aaiun);
    if time.year() <= LAST_YEAR || written_out {
        return time;
    }
    let first = |year| NaiveDate::from_ymd_opt(year, 1, 1);
    let Some(begin) = first(time.year()) else {
        return time;
    };
    (LAST_YEAR - CYCLE + 1..=LAST_YEAR)
        .filter_map(first)
        .find(|year| year.leap_year() == begin.leap_year() && year.weekday() == begin.weekday())
        .and_then(|year| time.with_year(year.year()))
        .unwrap_or(time)
}
