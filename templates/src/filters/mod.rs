//! The filters there are, and what Django's registration says of each: how many arguments, whether
//! it keeps a safe text safe, whether it wants a text. And the libraries that `{% load %}` knows.

mod dates;
mod floats;
mod html;
mod humanize;
mod json;
mod lists;
mod logic;
mod pprint;
mod stringformat;
mod strings;
mod truncate;
mod urlize;
mod urls;
mod wrap;

pub(crate) use dates::date;
pub(crate) use urls::quote;

use std::collections::HashSet;
use std::fmt;

use crate::error::{Fault, Outcome};
use crate::render::env::Env;
use crate::value::Value;
use crate::value::text::Sink;

/// A call of a filter.
pub(crate) struct Call<'c> {
    pub(crate) value: Value,
    pub(crate) argument: Option<Value>,
    pub(crate) env: &'c Env<'c>,
}

impl Call<'_> {
    /// The value as text.
    pub(crate) fn text(&self) -> Outcome<String> {
        self.value.text(self.env.limit())
    }

    /// The argument, of a filter that must have one.
    pub(crate) fn argument(&self) -> Value {
        self.argument.clone().unwrap_or_default()
    }

    /// The argument as text.
    pub(crate) fn argument_text(&self) -> Outcome<String> {
        self.argument().text(self.env.limit())
    }

    /// A text that may not get longer than a value may.
    pub(crate) fn sink(&self) -> Sink {
        Sink::new(self.env.limit())
    }

    /// Whether the filter has to escape what it gets.
    pub(crate) fn escapes(&self) -> bool {
        self.env.autoescape && !self.value.is_safe()
    }
}

/// A filter.
pub(crate) struct Filter {
    pub(crate) name: &'static str,
    run: fn(&Call<'_>) -> Outcome<Value>,
    /// The fewest and the most arguments.
    arguments: (u8, u8),
    flags: u8,
}

/// A safe text stays safe (`is_safe`).
const SAFE: u8 = 1;
/// The value is turned into text first (`stringfilter`).
const TEXT: u8 = 2;
/// It knows whether values are escaped (`needs_autoescape`), by an argument more that a template
/// must not give.
const ESCAPES: u8 = 4;
/// A moment is turned into local time first (`expects_localtime`).
const LOCAL: u8 = 8;

impl fmt::Debug for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl Filter {
    /// Whether it may be called with or without an argument; the error is a sentence.
    pub(crate) fn check(&self, argument: bool) -> Result<(), String> {
        let most = self.arguments.1 + u8::from(self.flags & ESCAPES != 0);
        match argument {
            false if self.arguments.0 > 0 => {
                Err(format!("the filter \"{}\" needs an argument", self.name))
            }
            true if most == 0 => Err(format!("the filter \"{}\" takes no argument", self.name)),
            _ => Ok(()),
        }
    }

    /// Applies it.
    pub(crate) fn apply(
        &self,
        value: Value,
        argument: Option<Value>,
        env: &Env<'_>,
    ) -> Outcome<Value> {
        if argument.is_some() && self.arguments.1 == 0 {
            return Err(Fault::type_error(format!(
                "the filter \"{}\" takes no argument",
                self.name
            )));
        }
        let value = if self.flags & LOCAL == 0 {
            value
        } else {
            env.local(value)
        };
        let safe = self.flags & SAFE != 0 && value.is_safe();
        let value = match value {
            value @ Value::Str(_) => value,
            other if self.flags & TEXT != 0 => other.text(env.limit())?.into(),
            other => other,
        };
        let result = (self.run)(&Call {
            value,
            argument,
            env,
        })?;
        if safe {
            mark_safe(result, env)
        } else {
            Ok(result)
        }
    }
}

/// The text of a value, safe.
pub(crate) fn mark_safe(value: Value, env: &Env<'_>) -> Outcome<Value> {
    if value.is_safe() {
        Ok(value)
    } else {
        Ok(Value::safe(value.text(env.limit())?))
    }
}

macro_rules! filters {
    ($($name:literal $run:path, $arguments:expr, $flags:expr;)*) => {
        [$(Filter { name: $name, run: $run, arguments: $arguments, flags: $flags }),*]
    };
}

const NONE: (u8, u8) = (0, 0);
const MAY: (u8, u8) = (0, 1);
const MUST: (u8, u8) = (1, 1);

static BUILTIN: &[Filter] = &filters! {
    "add" lists::add, MUST, 0;
    "addslashes" strings::addslashes, NONE, SAFE | TEXT;
    "capfirst" strings::capfirst, NONE, SAFE | TEXT;
    "center" strings::center, MUST, SAFE | TEXT;
    "cut" strings::cut, MUST, TEXT;
    "date" dates::date, MAY, LOCAL;
    "default" logic::default, MUST, 0;
    "default_if_none" logic::default_if_none, MUST, 0;
    "dictsort" lists::dictsort, MUST, 0;
    "dictsortreversed" lists::dictsortreversed, MUST, 0;
    "divisibleby" logic::divisibleby, MUST, 0;
    "escape" html::escape, NONE, SAFE | TEXT;
    "escapejs" html::escapejs, NONE, TEXT;
    "escapeseq" html::escapeseq, NONE, SAFE;
    "filesizeformat" floats::filesizeformat, NONE, SAFE;
    "first" lists::first, NONE, 0;
    "floatformat" floats::floatformat, MAY, SAFE;
    "force_escape" html::force_escape, NONE, SAFE | TEXT;
    "get_digit" floats::get_digit, MUST, 0;
    "iriencode" urls::iriencode, NONE, SAFE | TEXT;
    "join" lists::join, MUST, SAFE | ESCAPES;
    "json_script" json::json_script, MAY, SAFE;
    "last" lists::last, NONE, SAFE;
    "length" lists::length, NONE, 0;
    "linebreaks" html::linebreaks, NONE, SAFE | TEXT | ESCAPES;
    "linebreaksbr" html::linebreaksbr, NONE, SAFE | TEXT | ESCAPES;
    "linenumbers" html::linenumbers, NONE, SAFE | TEXT | ESCAPES;
    "ljust" strings::ljust, MUST, SAFE | TEXT;
    "lower" strings::lower, NONE, SAFE | TEXT;
    "make_list" lists::make_list, NONE, TEXT;
    "phone2numeric" strings::phone2numeric, NONE, SAFE;
    "pluralize" logic::pluralize, MAY, 0;
    "pprint" pprint::pprint, NONE, SAFE;
    "random" lists::random, NONE, SAFE;
    "rjust" strings::rjust, MUST, SAFE | TEXT;
    "safe" html::safe, NONE, SAFE | TEXT;
    "safeseq" html::safeseq, NONE, SAFE;
    "slice" lists::slice, MUST, SAFE;
    "slugify" strings::slugify, NONE, SAFE | TEXT;
    "stringformat" stringformat::stringformat, MUST, SAFE;
    "striptags" html::striptags, NONE, SAFE | TEXT;
    "time" dates::time, MAY, LOCAL;
    "timesince" dates::timesince, MAY, 0;
    "timeuntil" dates::timeuntil, MAY, 0;
    "title" strings::title, NONE, SAFE | TEXT;
    "truncatechars" truncate::chars, MUST, SAFE | TEXT;
    "truncatechars_html" truncate::chars_html, MUST, SAFE | TEXT;
    "truncatewords" truncate::words, MUST, SAFE | TEXT;
    "truncatewords_html" truncate::words_html, MUST, SAFE | TEXT;
    "unordered_list" lists::unordered_list, NONE, SAFE | ESCAPES;
    "upper" strings::upper, NONE, TEXT;
    "urlencode" urls::urlencode, MAY, TEXT;
    "urlize" urlize::urlize, NONE, SAFE | TEXT | ESCAPES;
    "urlizetrunc" urlize::urlizetrunc, MUST, SAFE | TEXT | ESCAPES;
    "wordcount" strings::wordcount, NONE, TEXT;
    "wordwrap" wrap::wordwrap, MUST, SAFE | TEXT;
    "yesno" logic::yesno, MAY, 0;
};

static LOADED: &[Filter] = &filters! {
    "localize" logic::localize, NONE, 0;
    "unlocalize" logic::unlocalize, NONE, 0;
    "localtime" dates::localtime, NONE, 0;
    "utc" dates::utc, NONE, 0;
    "timezone" dates::timezone, MUST, 0;
    "language_name" logic::language_name, NONE, 0;
    "language_name_local" logic::language_name_local, NONE, 0;
    "language_name_translated" logic::language_name, NONE, 0;
    "language_bidi" logic::language_bidi, NONE, 0;
    "apnumber" humanize::apnumber, NONE, SAFE;
    "intcomma" humanize::intcomma, MAY, SAFE;
    "intword" humanize::intword, NONE, 0;
    "naturalday" humanize::naturalday, MAY, LOCAL;
    "naturaltime" humanize::naturaltime, NONE, 0;
    "ordinal" humanize::ordinal, NONE, SAFE;
};

/// The tags that need no `{% load %}`.
const TAGS: &[&str] = &[
    "autoescape",
    "block",
    "comment",
    "csrf_token",
    "cycle",
    "debug",
    "extends",
    "filter",
    "firstof",
    "for",
    "if",
    "ifchanged",
    "include",
    "load",
    "lorem",
    "now",
    "querystring",
    "regroup",
    "resetcycle",
    "spaceless",
    "templatetag",
    "url",
    "verbatim",
    "widthratio",
    "with",
];

/// The libraries: their tags and filters.
const LIBRARIES: &[(&str, &[&str], &[&str])] = &[
    ("cache", &["cache"], &[]),
    (
        "humanize",
        &[],
        &[
            "apnumber",
            "intcomma",
            "intword",
            "naturalday",
            "naturaltime",
            "ordinal",
        ],
    ),
    (
        "i18n",
        &[
            "get_available_languages",
            "get_language_info",
            "get_language_info_list",
            "get_current_language",
            "get_current_language_bidi",
            "trans",
            "translate",
            "blocktrans",
            "blocktranslate",
            "language",
        ],
        &[
            "language_name",
            "language_name_translated",
            "language_name_local",
            "language_bidi",
        ],
    ),
    ("l10n", &["localize"], &["localize", "unlocalize"]),
    (
        "static",
        &["static", "get_static_prefix", "get_media_prefix"],
        &[],
    ),
    (
        "tz",
        &["localtime", "timezone", "get_current_timezone"],
        &["localtime", "utc", "timezone"],
    ),
];

/// The library that has a tag; `None`: none has.
pub(crate) fn library_of(tag: &str) -> Option<&'static str> {
    LIBRARIES
        .iter()
        .find(|(_, tags, _)| tags.contains(&tag))
        .map(|(name, _, _)| *name)
}

/// The tags and filters that a template has loaded.
#[derive(Default)]
pub(crate) struct Library {
    tags: HashSet<&'static str>,
    filters: HashSet<&'static str>,
}

impl Library {
    pub(crate) fn has_tag(&self, name: &str) -> bool {
        TAGS.contains(&name) || self.tags.contains(name)
    }

    /// The filter of this name; the error is a sentence.
    pub(crate) fn filter(&self, name: &str) -> Result<&'static Filter, String> {
        let builtin = BUILTIN.iter().find(|filter| filter.name == name);
        let loaded = || {
            LOADED
                .iter()
                .find(|filter| filter.name == name && self.filters.contains(name))
        };
        builtin.or_else(loaded).ok_or_else(|| {
            let library = LIBRARIES
                .iter()
                .find(|(_, _, filters)| filters.contains(&name));
            let hint = library.map_or_else(String::new, |(library, _, _)| {
                format!("; {{% load {library} %}} brings it")
            });
            format!("there is no filter \"{name}\" here{hint}")
        })
    }

    /// Loads all of a library; the error is a sentence.
    pub(crate) fn load(&mut self, name: &str) -> Result<(), String> {
        let (_, tags, filters) = found(name)?;
        self.tags.extend(*tags);
        self.filters.extend(*filters);
        Ok(())
    }

    /// Loads some tags and filters of a library; the error is a sentence.
    pub(crate) fn load_from(&mut self, library: &str, names: &[String]) -> Result<(), String> {
        let (_, tags, filters) = found(library)?;
        for name in names {
            let tag = tags.iter().find(|tag| *tag == name);
            let filter = filters.iter().find(|filter| *filter == name);
            if tag.is_none() && filter.is_none() {
                return Err(format!("the library \"{library}\" has no \"{name}\""));
            }
            self.tags.extend(tag);
            self.filters.extend(filter);
        }
        Ok(())
    }
}

fn found(
    name: &str,
) -> Result<
    &'static (
        &'static str,
        &'static [&'static str],
        &'static [&'static str],
    ),
    String,
> {
    LIBRARIES
        .iter()
        .find(|(known, _, _)| *known == name)
        .ok_or_else(|| {
            let known: Vec<&str> = LIBRARIES.iter().map(|(name, _, _)| *name).collect();
            format!(
                "there is no library \"{name}\" to load; there are {}",
                known.join(", ")
            )
        })
}
