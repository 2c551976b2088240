//! Fields of serializers. One declaration of a field serves validation ([`clean`]), output
//! ([`write`]) and the answer to OPTIONS (`metadata`), as in `rest_framework/fields.py` and
//! `relations.py`.

mod clean;
mod list;
pub(crate) mod moment;
mod numbers;
#[cfg(test)]
mod replay;
#[cfg(test)]
mod tests;
mod write;

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::config::Config;
use crate::domain::Context;

pub(crate) use clean::Cleaned;
pub(crate) use write::{object, string, write_int};

/// A field of a serializer.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    /// The key in JSON and forms, and the alias in our GraphQL documents.
    pub(crate) name: Cow<'static, str>,
    /// The label of the model's field, as in the catalogues; may be empty. OPTIONS capitalizes it.
    pub(crate) label: Cow<'static, str>,
    /// The help text; may be empty.
    pub(crate) help_text: Cow<'static, str>,
    /// Whether label and help text are translated.
    pub(crate) translated: bool,
    /// Whether the label is derived from the field's name, and so not translated.
    pub(crate) named: bool,
    /// Whether the names of choices are translated.
    pub(crate) translated_choices: bool,
    /// Whether moments are in ISO 8601 whatever the site's `DATETIME_FORMAT`.
    pub(crate) iso_8601: bool,
    /// The field must be sent.
    pub(crate) required: bool,
    /// The field is only in answers.
    pub(crate) read_only: bool,
    /// The field is only in requests.
    pub(crate) write_only: bool,
    /// The value may be null.
    pub(crate) allow_null: bool,
    /// The value may be an empty text.
    pub(crate) allow_blank: bool,
    /// The type of the value.
    pub(crate) kind: Kind,
    /// An additional validator of the text.
    pub(crate) pattern: Option<Pattern>,
}

/// A validator of a text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pattern {
    /// Whether a text is valid.
    pub(crate) matches: fn(&str) -> bool,
    /// The message where it is not.
    pub(crate) message: &'static str,
}

/// The type of a field.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    /// A text, and the maximum number of characters.
    Char(Option<i64>),
    /// An email address, and the maximum number of characters.
    Email(Option<i64>),
    /// A URL.
    Url,
    /// Letters, digits, `-` and `_`.
    Slug,
    /// An IPv4 or IPv6 address.
    IpAddress,
    /// An integer between limits.
    Integer(Option<(i64, i64)>),
    /// A decimal number.
    Decimal {
        /// The maximum number of digits.
        digits: Option<i64>,
        /// The maximum number of digits after the decimal point.
        places: Option<i64>,
    },
    /// A boolean.
    Boolean,
    /// One of these values, with their names.
    Choice(Vec<(ChoiceValue, String)>),
    /// A date.
    Date,
    /// A time of day.
    Time,
    /// A date and time.
    DateTime,
    /// A date and time, shown as its distance from now in words; read-only.
    Distance,
    /// A duration.
    Duration,
    /// The ID of another object.
    Related,
    /// A file, and the maximum number of characters of its name.
    File(Option<i64>),
    /// Files.
    Files,
    /// Child objects with these fields.
    Many(Vec<Field>),
    /// One object with these fields; read-only.
    Nested(Vec<Field>),
    /// A list of texts; read-only.
    Texts,
    /// A ticket's number and reference: `7 [support-7]`; read-only.
    Reference,
    /// The title of an object, or an empty text; read-only.
    Title,
    /// A value of the graph, unchanged; read-only.
    Raw,
}

/// The value of a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ChoiceValue {
    /// A number.
    Int(i32),
    /// A text.
    Text(String),
}

/// Settings of the site and the request that the output of values depends on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Site<'a> {
    /// The site's time zone.
    pub(crate) zone: Tz,
    /// `http://host:port` of the request.
    pub(crate) origin: &'a str,
    /// Base URL of files.
    pub(crate) media_url: &'a str,
    /// DRF's `DATETIME_FORMAT`.
    pub(crate) datetime_format: &'a str,
    /// The current time.
    pub(crate) now: DateTime<Utc>,
    /// Django's code of the language.
    pub(crate) language: &'a str,
}

/// Django's `capfirst`.
pub(crate) fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    characters
        .next()
        .map(|first| first.to_uppercase().chain(characters).collect())
        .unwrap_or_default()
}

impl<'a> Site<'a> {
    /// The settings of the site, the origin of the request, and its time and language.
    pub(crate) fn new(config: &'a Config, origin: &'a str, context: &'a Context) -> Self {
        Self {
            zone: config.time_zone,
            origin,
            media_url: &config.media_url,
            datetime_format: &config.rest_framework.datetime_format,
            now: context.clock.now(),
            language: context.language.code(),
        }
    }
}

impl Field {
    /// An optional field.
    pub(crate) fn new(name: &'static str, label: &'static str, kind: Kind) -> Self {
        Self {
            name: Cow::Borrowed(name),
            label: Cow::Borrowed(label),
            help_text: Cow::Borrowed(""),
            translated: true,
            named: false,
            translated_choices: false,
            iso_8601: false,
            required: false,
            read_only: false,
            write_only: false,
            allow_null: false,
            allow_blank: false,
            kind,
            pattern: None,
        }
    }

    /// Adds a validator of the text.
    pub(crate) fn matching(self, pattern: Pattern) -> Self {
        Self {
            pattern: Some(pattern),
            ..self
        }
    }

    /// Makes the field required.
    pub(crate) fn required(self) -> Self {
        Self {
            required: true,
            ..self
        }
    }

    /// Makes the field read-only.
    pub(crate) fn read_only(self) -> Self {
        Self {
            read_only: true,
            ..self
        }
    }

    /// Makes the field write-only.
    pub(crate) fn write_only(self) -> Self {
        Self {
            write_only: true,
            ..self
        }
    }

    /// Allows null.
    pub(crate) fn nullable(self) -> Self {
        Self {
            allow_null: true,
            ..self
        }
    }

    /// Allows an empty text.
    pub(crate) fn blank(self) -> Self {
        Self {
            allow_blank: true,
            ..self
        }
    }

    /// Marks the label as derived from the field's name, which is not in the catalogues.
    pub(crate) fn named(self) -> Self {
        Self {
            named: true,
            ..self
        }
    }

    /// Sets the help text.
    pub(crate) fn help(self, help_text: &'static str) -> Self {
        Self {
            help_text: Cow::Borrowed(help_text),
            ..self
        }
    }
}
