//! What holds while a node or a filter works: language, zone, escaping, limits.

use chrono_tz::Tz;

use crate::error::{Fault, Outcome};
use crate::html::escape;
use crate::locale::numbers::{self, Style};
use crate::locale::{Locale, dateformat, default_format};
use crate::options::Options;
use crate::value::Value;

/// The settings that tags change for their block.
#[derive(Clone)]
pub(crate) struct Env<'o> {
    pub(crate) options: &'o Options<'o>,
    /// The active language; empty: none, so that nothing is translated.
    pub(crate) language: String,
    pub(crate) locale: &'static Locale,
    /// The current time zone.
    pub(crate) zone: Tz,
    pub(crate) autoescape: bool,
    /// Whether values are shown in the language's formats.
    pub(crate) localize: bool,
    /// Whether moments are shown in the current zone.
    pub(crate) localtime: bool,
}

impl<'o> Env<'o> {
    pub(crate) fn new(options: &'o Options<'o>) -> Self {
        Self {
            options,
            language: options.language.clone().into_owned(),
            locale: Locale::of(&options.language),
            zone: options.time_zone,
            autoescape: options.autoescape,
            localize: true,
            localtime: true,
        }
    }

    /// The site's zone.
    pub(crate) fn default_zone(&self) -> Tz {
        self.options.time_zone
    }

    /// Bytes that a value may have.
    pub(crate) fn limit(&self) -> usize {
        self.options.limits.output
    }

    /// What a loop goes over, of no more elements than a value may have; `None`: it cannot be gone
    /// over.
    pub(crate) fn elements(&self, value: &Value) -> Outcome<Option<Vec<Value>>> {
        if value
            .length()
            .is_some_and(|length| length > self.limit() / size_of::<Value>())
        {
            return Err(Fault::Limit("a text or list has too many elements".into()));
        }
        Ok(value.iterate())
    }

    pub(crate) fn speak(&mut self, language: &str) {
        language.clone_into(&mut self.language);
        self.locale = Locale::of(language);
    }

    /// The language's format of this name; of an unknown name the name itself.
    pub(crate) fn format<'f>(&self, name: &'f str) -> &'f str {
        let locale: &'static Locale = self.locale;
        locale.format(name).unwrap_or(name)
    }

    /// A message in the language.
    pub(crate) fn gettext(&self, message: &str) -> String {
        self.translated(None, message)
            .unwrap_or_else(|| message.to_owned())
    }

    /// A message in the language, in a context.
    pub(crate) fn pgettext(&self, context: &str, message: &str) -> String {
        self.translated(Some(context), message)
            .unwrap_or_else(|| message.to_owned())
    }

    fn translated(&self, context: Option<&str>, message: &str) -> Option<String> {
        if self.language.is_empty() {
            return None;
        }
        let own = self
            .options
            .catalogue
            .and_then(|catalogue| catalogue.message(&self.language, context, message));
        own.or_else(|| {
            self.locale
                .message(&key(context, message))
                .map(ToOwned::to_owned)
        })
    }

    /// A message that counts, in the language.
    pub(crate) fn ngettext(
        &self,
        context: Option<&str>,
        one: &str,
        many: &str,
        count: i128,
    ) -> String {
        let found = if self.language.is_empty() {
            None
        } else {
            let own = self
                .options
                .catalogue
                .and_then(|catalogue| catalogue.plural(&self.language, context, one, many, count));
            own.or_else(|| {
                self.locale
                    .plural(&key(context, one), count)
                    .map(ToOwned::to_owned)
            })
        };
        found.unwrap_or_else(|| if count == 1 { one } else { many }.to_owned())
    }

    /// A moment in the current zone, where that is wanted (django/utils/timezone.py,
    /// template_localtime).
    pub(crate) fn local(&self, value: Value) -> Value {
        match value {
            Value::DateTime(moment)
                if self.localtime && !moment.is_naive() && !moment.keeps_zone() =>
            {
                Value::DateTime(moment.moved(self.zone, false))
            }
            other => other,
        }
    }

    /// A number, date or time in the formats of the language, or of the settings; others as they
    /// are (django/utils/formats.py, localize).
    pub(crate) fn localized(&self, value: Value, localized: bool) -> Outcome<Value> {
        let format = |name| {
            let format = if localized {
                self.format(name)
            } else {
                default_format(name).unwrap_or(name)
            };
            dateformat::format(&value, format, false, self).map(Value::from)
        };
        match &value {
            Value::Int(number) => {
                let style = Style {
                    places: None,
                    localized,
                    grouped: false,
                };
                if localized {
                    Ok(Value::safe(numbers::number(&value, style, self)))
                } else {
                    Ok(number.to_string().into())
                }
            }
            Value::Float(_) | Value::Decimal(_) if localized => Ok(numbers::number(
                &value,
                Style {
                    places: None,
                    localized,
                    grouped: false,
                },
                self,
            )
            .into()),
            Value::DateTime(_) => format("DATETIME_FORMAT"),
            Value::Date(_) => format("DATE_FORMAT"),
            Value::Time(_) => format("TIME_FORMAT"),
            _ => Ok(value),
        }
    }

    /// What is shown of a value: local, localized, escaped (Django's render_value_in_context).
    pub(crate) fn shown(&self, value: Value) -> Outcome<Value> {
        let value = self.localized(self.local(value), self.localize)?;
        if self.autoescape {
            self.escaped(&value)
        } else {
            Ok(Value::str(value.text(self.limit())?, value.is_safe()))
        }
    }

    /// The value escaped for HTML, unless it is safe (conditional_escape).
    pub(crate) fn escaped(&self, value: &Value) -> Outcome<Value> {
        if value.is_safe() {
            return Ok(value.clone());
        }
        let text = value.text(self.limit())?;
        let escaped = escape(&text);
        if escaped.len() > self.limit() {
            return Err(Fault::Limit("a value of the template gets too long".into()));
        }
        Ok(Value::safe(escaped))
    }
}

fn key(context: Option<&str>, message: &str) -> String {
    context.map_or_else(
        || message.to_owned(),
        |context| format!("{context}\u{4}{message}"),
    )
}
