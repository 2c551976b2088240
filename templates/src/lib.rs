//! Django's template language (5.2), for templates written for Django, such as a help desk's email
//! templates and comments. The same template and values render to the same text, byte for byte.
//!
//! ```
//! use templates::{Context, Options, Template, Value};
//!
//! let options = Options::new("2026-11-24T09:28:00Z".parse()?);
//! let source = "{{ ticket.title|upper }}{% if not ticket.owner %} (free){% endif %}";
//! let template = Template::parse(source, &options)?;
//! let ticket = Value::dict([("title", Value::from("a < b")), ("owner", Value::None)]);
//! let context = Context::new().with("ticket", ticket);
//! assert_eq!(template.render(&context, &options)?, "A &lt; B (free)");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Usage
//! * [`Template::parse`] parses a template once; [`Template::render`] renders it any number of
//!   times.
//! * [`Context`] holds the variables. They are [`Value`]s of Python's types, created with
//!   `Value::from`, [`Value::dict`], [`Value::list`] and [`Value::safe`]. Attributes of an
//!   [`Object`] are evaluated when a template uses them.
//! * [`Options`] has all settings: escaping, language, time zone, current time, included templates
//!   ([`Loader`]), URLs ([`Urls`]), translations ([`Catalogue`]) and [`Limits`].
//! * [`Error`] has the line and a message for the template's author.
//!
//! Rendering does no I/O: a [`Loader`] must already have its templates. A template can access
//! nothing but its context, and [`Limits`] stop a malicious one. No template can cause a panic.
//!
//! # Supported
//! All built-in tags and filters of Django 5.2, and the libraries `i18n`, `l10n`, `tz`, `static`,
//! `cache` (which caches nothing) and `humanize`. Dates and numbers are formatted in about 30
//! languages, with Django's translations.
//!
//! # Differences from Django
//! * `lorem` and `querystring` are syntax errors. `debug` renders nothing, as in a site without
//!   `DEBUG`.
//! * Integers have at most 38 digits. Longer literals are syntax errors; longer sums, render errors.
//! * Only methods without arguments and side effects are called. `list.pop`, which Django would
//!   call, renders as an invalid variable.
//! * `get_available_languages` and the language filters know only the supported languages.
//! * Rendering copies the context, so a template cannot change the caller's.

mod context;
mod env;
mod error;
mod filters;
mod formats;
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
pub use error::{Error, ErrorKind};
pub use options::{Catalogue, Limits, Loader, Options, Urls};
pub use python::{Decimal, InvalidDecimal};
pub use template::Template;
pub use value::{Dict, Key, Object, PyDateTime, Text, Value};
