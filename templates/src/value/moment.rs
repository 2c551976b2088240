//! Python's `datetime.datetime`: a moment with a zone, or a local time of no zone.

use chrono::{
    DateTime, Datelike, FixedOffset, LocalResult, NaiveDateTime, TimeZone, Timelike, Utc,
};
use chrono_tz::{OffsetComponents, OffsetName, Tz};

/// A `datetime.datetime`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// In UTC; of a naive one, its local time.
    at: NaiveDateTime,
    zone: Zone,
    /// Whether a template shows it in its own zone (`convert_to_local_time = False`).
    keep: bool,
}

/// A `tzinfo`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Zone {
    Naive,
    /// `datetime.timezone.utc`, which databases answer with.
    Utc,
    Named(Tz),
    Fixed(FixedOffset),
}

impl From<DateTime<Utc>> for Moment {
    fn from(at: DateTime<Utc>) -> Self {
        Self {
            at: at.naive_utc(),
            zone: Zone::Utc,
            keep: false,
        }
    }
}

impl From<DateTime<Tz>> for Moment {
    fn from(at: DateTime<Tz>) -> Self {
        Self {
            at: at.naive_utc(),
            zone: Zone::Named(at.timezone()),
            keep: false,
        }
    }
}

impl From<DateTime<FixedOffset>> for Moment {
    fn from(at: DateTime<FixedOffset>) -> Self {
        Self {
            at: at.naive_utc(),
            zone: Zone::Fixed(*at.offset()),
            keep: false,
        }
    }
}

impl Moment {
    /// A local time of no zone.
    #[must_use]
    pub fn naive(local: NaiveDateTime) -> Self {
        Self {
            at: local,
            zone: Zone::Naive,
            keep: false,
        }
    }

    pub(crate) fn zone(&self) -> Zone {
        self.zone
    }

    pub(crate) fn is_naive(&self) -> bool {
        self.zone == Zone::Naive
    }

    pub(crate) fn keeps_zone(&self) -> bool {
        self.keep
    }

    /// The same moment in another zone, which is kept when it is shown if asked so.
    pub(crate) fn moved(&self, zone: Tz, keep: bool) -> Self {
        Self {
            at: self.at,
            zone: Zone::Named(zone),
            keep,
        }
    }

    /// A naive one as local time of a zone: the earlier of two moments, and past a gap the offset
    /// before it.
    pub(crate) fn aware(&self, zone: Tz) -> Self {
        if !self.is_naive() {
            return *self;
        }
        let offset = chrono::TimeDelta::seconds(python::offset_of_local(self.at, zone).into());
        Self {
            at: self.at.checked_sub_signed(offset).unwrap_or(self.at),
            zone: Zone::Named(zone),
            keep: self.keep,
        }
    }

    /// Seconds east of Greenwich; `None`: naive.
    pub(crate) fn offset(&self) -> Option<i32> {
        match self.zone {
            Zone::Naive => None,
            Zone::Utc => Some(0),
            Zone::Fixed(offset) => Some(offset.local_minus_utc()),
            Zone::Named(zone) => Some(python::offset(self.at.and_utc(), zone)),
        }
    }

    /// The abbreviation of the zone then: `CET`, `UTC`, `UTC+02:00`.
    pub(crate) fn abbreviation(&self) -> Option<String> {
        match self.zone {
            Zone::Naive => None,
            Zone::Utc => Some("UTC".into()),
            Zone::Fixed(offset) => Some(match offset.local_minus_utc() {
                0 => "UTC".into(),
                _ => format!("UTC{offset}"),
            }),
            Zone::Named(zone) => at(zone, self.at).abbreviation().map(ToOwned::to_owned),
        }
    }

    /// Whether daylight saving time holds then.
    pub(crate) fn is_dst(&self) -> bool {
        match self.zone {
            Zone::Named(zone) => !at(zone, self.at).dst_offset().is_zero(),
            _ => false,
        }
    }

    /// Whether its local time happens twice or never in the zone, so that Django tells no zone.
    pub(crate) fn is_doubtful(&self, default: Tz) -> bool {
        let zone = match self.zone {
            Zone::Naive => default,
            Zone::Named(zone) => zone,
            Zone::Utc | Zone::Fixed(_) => return false,
        };
        !matches!(
            zone.from_local_datetime(&python::in_tables(self.local(), zone)),
            LocalResult::Single(_)
        )
    }

    /// What the clock on the wall shows.
    pub(crate) fn local(&self) -> NaiveDateTime {
        match self.offset() {
            None | Some(0) => self.at,
            Some(offset) => self
                .at
                .checked_add_signed(chrono::TimeDelta::seconds(offset.into()))
                .unwrap_or(self.at),
        }
    }

    /// In UTC; of a naive one, its local time.
    pub(crate) fn instant(&self) -> NaiveDateTime {
        self.at
    }

    /// `isoformat()` with this between date and time.
    pub(crate) fn iso(&self, separator: char) -> String {
        let local = self.local();
        let mut text = format!(
            "{}{separator}{}",
            iso_date(local.date()),
            iso_time(local.time())
        );
        if let Some(offset) = self.offset() {
            text.push_str(&iso_offset(offset));
        }
        text
    }

    /// What is within `tzinfo=…` of its repr.
    pub(crate) fn zone_repr(&self) -> Option<String> {
        match self.zone {
            Zone::Naive => None,
            Zone::Utc => Some("datetime.timezone.utc".into()),
            Zone::Named(zone) => Some(format!("zoneinfo.ZoneInfo(key='{}')", zone.name())),
            Zone::Fixed(offset) if offset.local_minus_utc() == 0 => {
                Some("datetime.timezone.utc".into())
            }
            Zone::Fixed(offset) => {
                let seconds = offset.local_minus_utc();
                let delta = super::text::delta_repr(chrono::TimeDelta::seconds(seconds.into()));
                Some(format!("datetime.timezone({delta})"))
            }
        }
    }
}

/// What holds in a zone at a moment in UTC.
fn at(zone: Tz, utc: NaiveDateTime) -> chrono_tz::TzOffset {
    zone.offset_from_utc_datetime(&python::in_tables(utc, zone))
}

/// `+02:00`, with seconds where there are some.
pub(crate) fn iso_offset(offset: i32) -> String {
    let (sign, rest) = if offset < 0 {
        ('-', -offset)
    } else {
        ('+', offset)
    };
    let text = format!("{sign}{:02}:{:02}", rest / 3600, rest / 60 % 60);
    if rest % 60 == 0 {
        text
    } else {
        format!("{text}:{:02}", rest % 60)
    }
}

/// `2026-01-02`.
pub(crate) fn iso_date(date: chrono::NaiveDate) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
}

/// `03:04:05`, with six digits of microseconds where there are some.
pub(crate) fn iso_time(time: chrono::NaiveTime) -> String {
    let micros = time.nanosecond() / 1000 % 1_000_000;
    let text = format!(
        "{:02}:{:02}:{:02}",
        time.hour(),
        time.minute(),
        time.second()
    );
    if micros == 0 {
        text
    } else {
        format!("{text}.{micros:06}")
    }
}

impl Moment {
    /// So much later, by the clock on the wall; `None`: the calendar does not reach that far.
    pub(crate) fn later(&self, delta: chrono::TimeDelta) -> Option<Self> {
        let local = self.local().checked_add_signed(delta)?;
        let moment = Self::naive(local);
        Some(match self.zone {
            Zone::Naive => moment,
            Zone::Named(zone) => moment.aware(zone),
            Zone::Utc | Zone::Fixed(_) => {
                let offset = chrono::TimeDelta::seconds(self.offset().unwrap_or(0).into());
                Self {
                    at: local.checked_sub_signed(offset)?,
                    ..*self
                }
            }
        })
    }
}
