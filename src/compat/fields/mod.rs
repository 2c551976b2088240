//! Fields of serializers: one declaration each, from which reading ([`clean`]), showing ([`write`])
//! and the answer to OPTIONS (`metadata`) are drawn, as `rest_framework/fields.py` and
//! `relations.py` do with theirs.

mod clean;
mod duration;
mod iso;
mod list;
pub(crate) mod moment;
mod numbers;
#[cfg(test)]
mod replay;
#[cfg(test)]
mod tests;
mod write;

use std::borrow::Cow;

use chrono_tz::Tz;

pub(crate) use clean::Cleaned;
pub(crate) use write::{object, string, write_int};

/// A field of a serializer.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    /// Its key in JSON and forms, and its alias in our GraphQL documents.
    pub(crate) name: Cow<'static, str>,
    /// The model's name of it, as the catalogues have it; empty: none. It is shown with a capital.
    pub(crate) label: Cow<'static, str>,
    /// More about it; empty: nothing.
    pub(crate) help_text: Cow<'static, str>,
    /// Whether label and help text are looked up in the catalogues.
    pub(crate) translated: bool,
    /// Whether the label is made of the field's name, and so is in no catalogue.
    pub(crate) named: bool,
    /// Whether the names of choices are.
    pub(crate) translated_choices: bool,
    /// Moments are shown in ISO 8601 whatever the site's format.
    pub(crate) iso_8601: bool,
    /// It must be sent.
    pub(crate) required: bool,
    /// It is shown only.
    pub(crate) read_only: bool,
    /// It is read only.
    pub(crate) write_only: bool,
    /// It may be null.
    pub(crate) allow_null: bool,
    /// It may be an empty text.
    pub(crate) allow_blank: bool,
    /// What it holds.
    pub(crate) kind: Kind,
    /// What its text must match besides.
    pub(crate) pattern: Option<Pattern>,
}

/// A validator of a text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pattern {
    /// Whether a text matches.
    pub(crate) matches: fn(&str) -> bool,
    /// The sentence if not.
    pub(crate) message: &'static str,
}

/// What a field holds.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    /// A text of at most so many characters.
    Char(Option<i64>),
    /// An address of mail.
    Email(Option<i64>),
    /// An address of the web.
    Url,
    /// Letters, digits, `-` and `_`.
    Slug,
    /// An IPv4 or IPv6 address.
    IpAddress,
    /// A whole number between limits.
    Integer(Option<(i64, i64)>),
    /// A number with so many digits, and places after the point.
    Decimal {
        /// Digits in all.
        digits: Option<i64>,
        /// Digits after the point.
        places: Option<i64>,
    },
    /// Yes or no.
    Boolean,
    /// One of these values.
    Choice(Vec<(ChoiceValue, String)>),
    /// A day.
    Date,
    /// A time of day.
    Time,
    /// A moment.
    DateTime,
    /// A length of time.
    Duration,
    /// The id of another object.
    Related,
    /// A file; its name has at most so many characters.
    File(Option<i64>),
    /// Files.
    Files,
    /// Objects that belong to this one, with these fields.
    Many(Vec<Field>),
    /// One object with these fields, shown as it is.
    Nested(Vec<Field>),
    /// Texts, shown as they are.
    Texts,
    /// A ticket's reference, shown behind its number: `7 [support-7]`.
    Reference,
    /// The title of an object, or an empty text.
    Title,
    /// Whatever the graph says, shown as it is.
    Raw,
}

/// A value to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ChoiceValue {
    /// A number.
    Int(i32),
    /// A text.
    Text(String),
}

/// What values are shown with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Site<'a> {
    /// The site's zone.
    pub(crate) zone: Tz,
    /// `http://host:port` of the request.
    pub(crate) origin: &'a str,
    /// Where files are served from.
    pub(crate) media_url: &'a str,
    /// DRF's `DATETIME_FORMAT`.
    pub(crate) datetime_format: &'a str,
}

/// Django's `capfirst`.
pub(crate) fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    characters
        .next()
        .map(|first| first.to_uppercase().chain(characters).collect())
        .unwrap_or_default()
}

impl Field {
    /// A field that need not be sent.
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

    /// Its text must match this.
    pub(crate) fn matching(self, pattern: Pattern) -> Self {
        Self {
            pattern: Some(pattern),
            ..self
        }
    }

    /// It must be sent.
    pub(crate) fn required(self) -> Self {
        Self {
            required: true,
            ..self
        }
    }

    /// It is shown only.
    pub(crate) fn read_only(self) -> Self {
        Self {
            read_only: true,
            ..self
        }
    }

    /// It is read only.
    pub(crate) fn write_only(self) -> Self {
        Self {
            write_only: true,
            ..self
        }
    }

    /// It may be null.
    pub(crate) fn nullable(self) -> Self {
        Self {
            allow_null: true,
            ..self
        }
    }

    /// It may be an empty text.
    pub(crate) fn blank(self) -> Self {
        Self {
            allow_blank: true,
            ..self
        }
    }

    /// Its label is not in the catalogues: the reference makes it of the field's name.
    pub(crate) fn named(self) -> Self {
        Self {
            named: true,
            ..self
        }
    }

    /// More about it.
    pub(crate) fn help(self, help_text: &'static str) -> Self {
        Self {
            help_text: Cow::Borrowed(help_text),
            ..self
        }
    }
}
