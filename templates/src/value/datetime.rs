//! Python's `datetime.datetime`.

use chrono::{DateTime, FixedOffset, LocalResult, NaiveDateTime, TimeZone, Utc};
use chrono_tz::{OffsetComponents, OffsetName, Tz};
use python::{isoformat_date, isoformat_offset, isoformat_time};

/// A `datetime.datetime`, aware or naive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PyDateTime {
    /// In UTC if aware, the local time if naive.
    utc: NaiveDateTime,
    tzinfo: TimeZoneInfo,
    /// Whether templates show it in its own time zone (`convert_to_local_time = False`).
    keeps_zone: bool,
}

/// A `tzinfo`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TimeZoneInfo {
    Naive,
    /// `datetime.timezone.utc`, the time zone of values from the database.
    Utc,
    Named(Tz),
    Fixed(FixedOffset),
}

impl From<DateTime<Utc>> for PyDateTime {
    fn from(time: DateTime<Utc>) -> Self {
        Self {
            utc: time.naive_utc(),
            tzinfo: TimeZoneInfo::Utc,
            keeps_zone: false,
        }
    }
}

impl From<DateTime<Tz>> for PyDateTime {
    fn from(time: DateTime<Tz>) -> Self {
        Self {
            utc: time.naive_utc(),
            tzinfo: TimeZoneInfo::Named(time.timezone()),
            keeps_zone: false,
        }
    }
}

impl From<DateTime<FixedOffset>> for PyDateTime {
    fn from(time: DateTime<FixedOffset>) -> Self {
        Self {
            utc: time.naive_utc(),
            tzinfo: TimeZoneInfo::Fixed(*time.offset()),
            keeps_zone: false,
        }
    }
}

impl PyDateTime {
    /// A naive time.
    #[must_use]
    pub fn naive(local: NaiveDateTime) -> Self {
        Self {
            utc: local,
            tzinfo: TimeZoneInfo::Naive,
            keeps_zone: false,
        }
    }

    pub(crate) fn tzinfo(&self) -> TimeZoneInfo {
        self.tzinfo
    }

    pub(crate) fn is_naive(&self) -> bool {
        self.tzinfo == TimeZoneInfo::Naive
    }

    pub(crate) fn keeps_zone(&self) -> bool {
        self.keeps_zone
    }

    /// `astimezone(zone)`; `keeps_zone` says whether templates show it in that time zone.
    pub(crate) fn astimezone(&self, zone: Tz, keeps_zone: bool) -> Self {
        Self {
            utc: self.utc,
            tzinfo: TimeZoneInfo::Named(zone),
            keeps_zone,
        }
    }

    /// Django's `make_aware`: a naive time as a local time of the zone, with `fold=0`.
    pub(crate) fn make_aware(&self, zone: Tz) -> Self {
        if !self.is_naive() {
            return *self;
        }
        let offset = chrono::TimeDelta::seconds(python::offset_of_local(self.utc, zone).into());
        Self {
            utc: self.utc.checked_sub_signed(offset).unwrap_or(self.utc),
            tzinfo: TimeZoneInfo::Named(zone),
            keeps_zone: self.keeps_zone,
        }
    }

    /// `utcoffset()` in seconds; `None` if naive.
    pub(crate) fn utcoffset(&self) -> Option<i32> {
        match self.tzinfo {
            TimeZoneInfo::Naive => None,
            TimeZoneInfo::Utc => Some(0),
            TimeZoneInfo::Fixed(offset) => Some(offset.local_minus_utc()),
            TimeZoneInfo::Named(zone) => Some(python::offset(self.utc.and_utc(), zone)),
        }
    }

    /// `tzname()`: `CET`, `UTC`, `UTC+02:00`.
    pub(crate) fn tzname(&self) -> Option<String> {
        match self.tzinfo {
            TimeZoneInfo::Naive => None,
            TimeZoneInfo::Utc => Some("UTC".into()),
            TimeZoneInfo::Fixed(offset) => Some(match offset.local_minus_utc() {
                0 => "UTC".into(),
                _ => format!("UTC{offset}"),
            }),
            TimeZoneInfo::Named(zone) => offset_at(zone, self.utc)
                .abbreviation()
                .map(ToOwned::to_owned),
        }
    }

    /// Whether it is in daylight saving time.
    pub(crate) fn is_dst(&self) -> bool {
        match self.tzinfo {
            TimeZoneInfo::Named(zone) => !offset_at(zone, self.utc).dst_offset().is_zero(),
            _ => false,
        }
    }

    /// Whether its local time is ambiguous or nonexistent in its time zone, so that Django does not
    /// show the zone. A naive time is in the default time zone.
    pub(crate) fn is_ambiguous_or_imaginary(&self, default: Tz) -> bool {
        let zone = match self.tzinfo {
            TimeZoneInfo::Naive => default,
            TimeZoneInfo::Named(zone) => zone,
            TimeZoneInfo::Utc | TimeZoneInfo::Fixed(_) => return false,
        };
        !matches!(
            zone.from_local_datetime(&python::in_tables(self.local(), zone)),
            LocalResult::Single(_)
        )
    }

    /// The local time.
    pub(crate) fn local(&self) -> NaiveDateTime {
        match self.utcoffset() {
            None | Some(0) => self.utc,
            Some(offset) => self
                .utc
                .checked_add_signed(chrono::TimeDelta::seconds(offset.into()))
                .unwrap_or(self.utc),
        }
    }

    /// The time in UTC if aware, the local time if naive.
    pub(crate) fn utc(&self) -> NaiveDateTime {
        self.utc
    }

    /// `isoformat(separator)`.
    pub(crate) fn isoformat(&self, separator: char) -> String {
        let local = self.local();
        let mut text = format!(
            "{}{separator}{}",
            isoformat_date(local.date()),
            isoformat_time(local.time())
        );
        if let Some(offset) = self.utcoffset() {
            text.push_str(&isoformat_offset(offset));
        }
        text
    }

    /// `repr(tzinfo)`.
    pub(crate) fn tzinfo_repr(&self) -> Option<String> {
        match self.tzinfo {
            TimeZoneInfo::Naive => None,
            TimeZoneInfo::Utc => Some("datetime.timezone.utc".into()),
            TimeZoneInfo::Named(zone) => Some(format!("zoneinfo.ZoneInfo(key='{}')", zone.name())),
            TimeZoneInfo::Fixed(offset) if offset.local_minus_utc() == 0 => {
                Some("datetime.timezone.utc".into())
            }
            TimeZoneInfo::Fixed(offset) => {
                let seconds = offset.local_minus_utc();
                let delta =
                    super::print::timedelta_repr(chrono::TimeDelta::seconds(seconds.into()));
                Some(format!("datetime.timezone({delta})"))
            }
        }
    }

    /// `self + delta`, which adds to the local time; `None` if the result is out of range.
    pub(crate) fn checked_add(&self, delta: chrono::TimeDelta) -> Option<Self> {
        let local = self.local().checked_add_signed(delta)?;
        let naive = Self::naive(local);
        Some(match self.tzinfo {
            TimeZoneInfo::Naive => naive,
            TimeZoneInfo::Named(zone) => naive.make_aware(zone),
            TimeZoneInfo::Utc | TimeZoneInfo::Fixed(_) => {
                let offset = chrono::TimeDelta::seconds(self.utcoffset().unwrap_or(0).into());
                Self {
                    utc: local.checked_sub_signed(offset)?,
                    ..*self
                }
            }
        })
    }
}

/// The offset of a time zone at a time in UTC.
fn offset_at(zone: Tz, utc: NaiveDateTime) -> chrono_tz::TzOffset {
    zone.offset_from_utc_datetime(&python::in_tables(utc, zone))
}
