//! Django's template language (5.2), for templates that people wrote for Django: the mail templates
//! of a help desk, and comments that speak of a ticket. The same source and the same values give
//! the same text, byte for byte.
//!
//! ```
//! use templates::{Context, Options, Template, Value};
//!
//! let options = Options::new("2026-11-24T09:28:00Z".parse()?);
//! let template = Template::parse("{{ ticket.title|upper }}{% if not ticket.owner %} (free){% endif %}", &options)?;
//! let ticket = Value::dict([("title", Value::from("a < b")), ("owner", Value::None)]);
//! let context = Context::new().with("ticket", ticket);
//! assert_eq!(template.render(&context, &options)?, "A &lt; B (free)");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # How to use it
//! * [`Template::parse`] reads a source once; [`Template::render`] may be called any number of
//!   times.
//! * [`Context`] holds the variables, [`Value`]s: Python's types, made with `Value::from`,
//!   [`Value::dict`], [`Value::list`], [`Value::safe`]. An [`Object`] of your own is looked up
//!   lazily, attribute by attribute.
//! * [`Options`] has what else matters: escaping, language, time zone, the time that `now` means,
//!   where included templates ([`Loader`]), addresses ([`Urls`]) and translations ([`Catalogue`])
//!   come from, and [`Limits`].
//! * [`Error`] says what is wrong, with the line, in words for the template's author.
//!   [`Kind::Syntax`] at parsing is what Django answers with `TemplateSyntaxError`,
//!   [`Kind::Render`] what it raises while rendering.
//!
//! Nothing here waits or reads a file: give a [`Loader`] what it needs beforehand. A template
//! cannot reach anything but its context, and [`Limits`] end one that is hostile. No template makes
//! this panic.
//!
//! # What is there
//! All tags and filters that are built into Django 5.2, and the libraries `i18n`, `l10n`, `tz`,
//! `static`, `cache` (which keeps nothing here) and `humanize`. Dates and numbers are written as
//! the language does, with Django's own words for some 30 languages.
//!
//! # What differs from Django
//! * `lorem` and `querystring` are refused at parsing. `debug` shows nothing, as in a site that is
//!   not being debugged.
//! * Whole numbers end at 38 digits: past them a literal is refused, and a sum is a fault of the
//!   rendering.
//! * Methods are called only where they need no argument and change nothing: `list.pop`, which
//!   Django would call, is what an invalid variable is.
//! * `get_available_languages` and the language filters know the languages that are there.
//! * A context is copied at the start of a rendering, so that a template changes nothing of the
//!   caller's.

mod context;
mod error;
mod filters;
mod html;
mod lexer;
mod locale;
mod node;
mod options;
mod parser;
mod render;
mod template;
mod value;

pub use context::Context;
pub use error::{Error, Kind};
pub use html::{escape, unescape};
pub use options::{Catalogue, Limits, Loader, Options, Urls};
pub use template::Template;
pub use value::decimal::NotDecimal;
pub use value::{Decimal, Dict, Key, Moment, Object, Text, Value};
