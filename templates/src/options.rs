//! Settings for parsing and rendering: language, time zone, current time, limits, and the sources of
//! included templates, URLs and translations.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::value::Value;

/// Provides templates for `{% include %}` and `{% extends %}`.
pub trait Loader {
    /// The source of a template; `None` if it does not exist.
    fn load(&self, name: &str) -> Option<String>;
}

/// Provides URLs for `{% url %}`.
pub trait Urls {
    /// The URL of a view, not escaped for HTML; `None` if no URL matches.
    fn reverse(&self, view: &str, args: &[Value], kwargs: &[(String, Value)]) -> Option<String>;
}

/// Provides translations in addition to Django's own (months, days, texts of filters).
pub trait Catalogue {
    /// The translation of a message (`gettext`, `pgettext`), if there is one.
    fn message(&self, language: &str, context: Option<&str>, message: &str) -> Option<String>;

    /// The translation of a message with a number (`ngettext`, `npgettext`), if there is one.
    fn plural(
        &self,
        language: &str,
        context: Option<&str>,
        singular: &str,
        plural: &str,
        count: i128,
    ) -> Option<String>;
}

/// Limits that prevent a malicious template from exhausting memory or CPU time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Maximum size of a template's source in bytes.
    pub source: usize,
    /// Maximum nesting of blocks, in the source and, with includes, while rendering.
    pub depth: usize,
    /// Maximum size of the output, and of each intermediate value, in bytes.
    pub output: usize,
    /// Maximum number of steps: one per node, loop iteration and filter, and one per 32 bytes that a
    /// filter reads or returns.
    pub steps: usize,
}

impl Default for Limits {
    /// Sufficient for any reasonable email. A malicious template takes about a second and 100 MB.
    fn default() -> Self {
        Self {
            source: 4 << 20,
            depth: 60,
            output: 4 << 20,
            steps: 1_000_000,
        }
    }
}

/// Settings for parsing and rendering. [`Options::new`] has the defaults of a Django site.
#[derive(Clone)]
pub struct Options<'a> {
    /// Whether values are escaped for HTML by default.
    pub autoescape: bool,
    /// The active language by Django's code (`en-us`, `de`, `pt-br`). Unknown codes mean English.
    pub language: Cow<'a, str>,
    /// The site's time zone (`TIME_ZONE`), in which times are shown.
    pub time_zone: Tz,
    /// The current time for `{% now %}`, `timesince` and `timeuntil`.
    pub now: DateTime<Utc>,
    /// The text of an invalid variable (`string_if_invalid`); `%s` is replaced by its name.
    pub string_if_invalid: Cow<'a, str>,
    /// Whether numbers have thousand separators (`USE_THOUSAND_SEPARATOR`).
    pub thousand_separator: bool,
    /// Prefix of `{% static %}` (`STATIC_URL`).
    pub static_url: Cow<'a, str>,
    /// The value of `{% get_media_prefix %}` (`MEDIA_URL`).
    pub media_url: Cow<'a, str>,
    /// Source of included and extended templates; `None` if there are none.
    pub loader: Option<&'a dyn Loader>,
    /// Source of URLs; without one, `{% url %}` fails.
    pub urls: Option<&'a dyn Urls>,
    /// Source of additional translations.
    pub catalogue: Option<&'a dyn Catalogue>,
    /// Limits for the template.
    pub limits: Limits,
}

impl Options<'_> {
    /// Escaping, English, UTC, the default limits, and no loader, URLs or catalogue.
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
