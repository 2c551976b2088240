//! `isoformat()` of dates, times and offsets.

use chrono::{Datelike as _, NaiveDate, NaiveTime, Timelike as _};

/// `date.isoformat()`: `2026-01-02`.
#[must_use]
pub fn isoformat_date(date: NaiveDate) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
}

/// `time.isoformat()`: `03:04:05`, with six digits of microseconds unless they are zero.
#[must_use]
pub fn isoformat_time(time: NaiveTime) -> String {
    let clock = format!(
        "{:02}:{:02}:{:02}",
        time.hour(),
        time.minute(),
        time.second()
    );
    match time.nanosecond() / 1000 % 1_000_000 {
        0 => clock,
        microseconds => format!("{clock}.{microseconds:06}"),
    }
}

/// The offset in `datetime.isoformat()`, from seconds east of UTC: `+02:00`, with seconds unless
/// they are zero.
#[must_use]
pub fn isoformat_offset(offset: i32) -> String {
    let sign = if offset < 0 { '-' } else { '+' };
    let offset = offset.abs();
    let clock = format!("{sign}{:02}:{:02}", offset / 3600, offset / 60 % 60);
    match offset % 60 {
        0 => clock,
        seconds => format!("{clock}:{seconds:02}"),
    }
}
