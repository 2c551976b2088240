//! The settings that are in effect at a point in a template.

use chrono_tz::Tz;

use crate::error::{RenderError, RenderResult};
use crate::locale::{self, Locale};
use crate::options::Options;
use crate::value::Value;

/// The options, and the settings that tags change for their block.
#[derive(Clone)]
pub(crate) struct Env<'o> {
    pub(crate) options: &'o Options<'o>,
    /// The active language; empty if translation is deactivated.
    pub(crate) language: String,
    pub(crate) locale: &'static Locale,
    /// The current time zone.
    pub(crate) time_zone: Tz,
    pub(crate) autoescape: bool,
    /// Whether values are formatted for the locale (`use_l10n`).
    pub(crate) use_l10n: bool,
    /// Whether times are converted to the current time zone (`use_tz`).
    pub(crate) use_tz: bool,
}

impl<'o> Env<'o> {
    pub(crate) fn new(options: &'o Options<'o>) -> Self {
        Self {
            options,
            language: options.language.clone().into_owned(),
            locale: Locale::for_language(&options.language),
            time_zone: options.time_zone,
            autoescape: options.autoescape,
            use_l10n: true,
            use_tz: true,
        }
    }

    /// The site's time zone.
    pub(crate) fn default_time_zone(&self) -> Tz {
        self.options.time_zone
    }

    /// Maximum length of a value in bytes.
    pub(crate) fn max_length(&self) -> usize {
        self.options.limits.output
    }

    /// The items that a loop iterates over; `None` if the value is not iterable.
    pub(crate) fn iterate(&self, value: &Value) -> RenderResult<Option<Vec<Value>>> {
        let max_items = self.max_length() / size_of::<Value>();
        if value.length().is_some_and(|length| length > max_items) {
            return Err(RenderError::LimitExceeded(
                "a string or list has too many items".into(),
            ));
        }
        Ok(value.iterate())
    }

    /// Activates a language.
    pub(crate) fn activate_language(&mut self, language: &str) {
        language.clone_into(&mut self.language);
        self.locale = Locale::for_language(language);
    }

    /// The locale's format of this name; an unknown name is returned as it is (Django's
    /// `get_format`).
    pub(crate) fn get_format<'f>(&self, name: &'f str) -> &'f str {
        let locale: &'static Locale = self.locale;
        locale.format(name).unwrap_or(name)
    }

    /// Translates a message.
    pub(crate) fn gettext(&self, message: &str) -> String {
        self.translate(None, message)
            .unwrap_or_else(|| message.to_owned())
    }

    /// Translates a message with a context.
    pub(crate) fn pgettext(&self, context: &str, message: &str) -> String {
        self.translate(Some(context), message)
            .unwrap_or_else(|| message.to_owned())
    }

    fn translate(&self, context: Option<&str>, message: &str) -> Option<String> {
        if self.language.is_empty() {
            return None;
        }
        let catalogue = self.options.catalogue;
        catalogue
            .and_then(|catalogue| catalogue.message(&self.language, context, message))
            .or_else(|| {
                let key = locale::message_key(context, message);
                self.locale.message(&key).map(ToOwned::to_owned)
            })
    }

    /// Translates a message that depends on a number; the context is optional.
    pub(crate) fn ngettext(
        &self,
        context: Option<&str>,
        singular: &str,
        plural: &str,
        number: i128,
    ) -> String {
        self.translate_plural(context, singular, plural, number)
            .unwrap_or_else(|| if number == 1 { singular } else { plural }.to_owned())
    }

    fn translate_plural(
        &self,
        context: Option<&str>,
        singular: &str,
        plural: &str,
        number: i128,
    ) -> Option<String> {
        if self.language.is_empty() {
            return None;
        }
        let catalogue = self.options.catalogue;
        catalogue
            .and_then(|catalogue| {
                catalogue.plural(&self.language, context, singular, plural, number)
            })
            .or_else(|| {
                let key = locale::message_key(context, singular);
                self.locale.plural(&key, number).map(ToOwned::to_owned)
            })
    }
}
