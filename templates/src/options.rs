//! What a rendering is given besides the template and its context: language, zone, time, limits,
//! and where included templates, addresses and translations come from.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::value::Value;

/// Where `{% include %}` and `{% extends %}` find templates.
pub trait Loader {
    /// The source of the template of this name; `None`: there is none.
    fn load(&self, name: &str) -> Option<String>;
}

/// What `{% url %}` asks.
pub trait Urls {
    /// The address of a view, before it is escaped for HTML; `None`: nothing matches.
    fn reverse(&self, view: &str, args: &[Value], named: &[(String, Value)]) -> Option<String>;
}

/// Translations beside Django's own of months, days and filters, which are always there.
pub trait Catalogue {
    /// The translation of a message (gettext, pgettext); `None`: there is none.
    fn message(&self, language: &str, context: Option<&str>, message: &str) -> Option<String>;

    /// The translation of a message that counts (ngettext, npgettext); `None`: there is none.
    fn plural(
        &self,
        language: &str,
        context: Option<&str>,
        one: &str,
        many: &str,
        count: i128,
    ) -> Option<String>;
}

/// How far a template may go, so that a hostile one neither fills the memory nor keeps a processor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one template's source.
    pub source: usize,
    /// Blocks within blocks, in the source and while rendering, includes counted; also operators in
    /// one condition.
    pub depth: usize,
    /// Bytes of the output, and of a value on its way there.
    pub output: usize,
    /// Steps of a rendering: one for each node, turn of a loop and filter, and one for each 32
    /// bytes that a filter makes.
    pub steps: usize,
}

impl Default for Limits {
    /// Enough for any sound mail; a hostile template takes about a second and 100 MB.
    fn default() -> Self {
        Self {
            source: 4 << 20,
            depth: 60,
            output: 4 << 20,
            steps: 1_000_000,
        }
    }
}

/// How to parse and render. [`Options::new`] is a plain Django site in English and UTC.
#[derive(Clone)]
pub struct Options<'a> {
    /// Whether values are escaped for HTML outside of `{% autoescape %}`.
    pub autoescape: bool,
    /// The active language, as Django names it: `en-us`, `de`, `pt-br`. Unknown ones are treated as
    /// English.
    pub language: Cow<'a, str>,
    /// The site's time zone (`TIME_ZONE`), in which moments are shown.
    pub time_zone: Tz,
    /// What `{% now %}`, `timesince` and `timeuntil` take for now.
    pub now: DateTime<Utc>,
    /// What a variable without value becomes (`string_if_invalid`). Where `%s` stands in it, the
    /// variable's name.
    pub string_if_invalid: Cow<'a, str>,
    /// Whether numbers are grouped without being asked (`USE_THOUSAND_SEPARATOR`).
    pub thousand_separator: bool,
    /// The prefix of `{% static %}` (`STATIC_URL`).
    pub static_url: Cow<'a, str>,
    /// What `{% get_media_prefix %}` answers (`MEDIA_URL`).
    pub media_url: Cow<'a, str>,
    /// Where included templates come from; without one, none is found.
    pub loader: Option<&'a dyn Loader>,
    /// Who knows addresses; without one, `{% url %}` is a fault of the template.
    pub urls: Option<&'a dyn Urls>,
    /// Who knows more translations.
    pub catalogue: Option<&'a dyn Catalogue>,
    /// How far a template may go.
    pub limits: Limits,
}

impl Options<'_> {
    /// English, UTC, escaping on, no loader, no addresses, the usual limits.
    #[must_use]
    pub fn new(now: DateTime<Utc>) -> Self {
        Self {
            autoescape: true,
            language: "en-us".into(),
            time_zone: Tz::UTC,
            now,
            string_if_invalid: "".into(),
            thousand_separator: false,
            static_url: "/static/".into(),
            media_url: "/media/".into(),
            loader: None,
            urls: None,
            catalogue: None,
            limits: Limits::default(),
        }
    }
}
