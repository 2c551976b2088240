//! The filters, with the properties of Django's registrations: number of arguments, `is_safe`,
//! `stringfilter` and so on.

mod dates;
mod floats;
mod html;
mod humanize;
mod json;
mod library;
mod lists;
mod logic;
mod pprint;
mod sort;
mod stringformat;
mod strings;
mod truncate;
mod urlize;
mod urls;
mod wrap;

pub(crate) use dates::date;
pub(crate) use library::{Library, library_with_tag};

use std::fmt;

use crate::env::Env;
use crate::error::{RenderError, RenderResult};
use crate::formats::template_localtime;
use crate::value::{LimitedString, Value};

/// A call of a filter.
pub(crate) struct FilterCall<'c> {
    pub(crate) value: Value,
    pub(crate) argument: Option<Value>,
    pub(crate) env: &'c Env<'c>,
}

impl FilterCall<'_> {
    /// The value as a string.
    pub(crate) fn text(&self) -> RenderResult<String> {
        self.value.to_text(self.env.max_length())
    }

    /// The argument of a filter that requires one.
    pub(crate) fn argument(&self) -> Value {
        self.argument.clone().unwrap_or_default()
    }

    /// The argument as a string.
    pub(crate) fn argument_text(&self) -> RenderResult<String> {
        self.argument().to_text(self.env.max_length())
    }

    /// An empty string with the maximum length of a value.
    pub(crate) fn limited_string(&self) -> LimitedString {
        LimitedString::new(self.env.max_length())
    }

    /// Whether the filter must escape the value.
    pub(crate) fn must_escape(&self) -> bool {
        self.env.autoescape && !self.value.is_safe()
    }
}

/// Number of arguments after the value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Arguments {
    None,
    Optional,
    One,
}

/// A filter.
pub(crate) struct Filter {
    pub(crate) name: &'static str,
    run: fn(&FilterCall<'_>) -> RenderResult<Value>,
    arguments: Arguments,
    flags: u8,
}

/// The result of a safe string is safe.
const IS_SAFE: u8 = 1;
/// The value is converted to a string first.
const STRINGFILTER: u8 = 2;
/// The filter knows whether values are escaped, by an additional argument that templates do not
/// pass.
const NEEDS_AUTOESCAPE: u8 = 4;
/// A time is converted to local time first.
const EXPECTS_LOCALTIME: u8 = 8;

impl fmt::Debug for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl Filter {
    /// Checks whether the filter accepts having an argument or none; the error is a message.
    pub(crate) fn check_argument(&self, has_argument: bool) -> Result<(), String> {
        let needs_autoescape = self.flags & NEEDS_AUTOESCAPE != 0;
        match self.arguments {
            Arguments::One if !has_argument => {
                Err(format!("the filter \"{}\" needs an argument", self.name))
            }
            // Like Django, counts the argument of `needs_autoescape`.
            Arguments::None if has_argument && !needs_autoescape => {
                Err(format!("the filter \"{}\" takes no argument", self.name))
            }
            _ => Ok(()),
        }
    }

    /// Applies the filter.
    pub(crate) fn apply(
        &self,
        value: Value,
        argument: Option<Value>,
        env: &Env<'_>,
    ) -> RenderResult<Value> {
        if argument.is_some() && self.arguments == Arguments::None {
            return Err(RenderError::type_error(format!(
                "the filter \"{}\" takes no argument",
                self.name
            )));
        }
        let value = if self.flags & EXPECTS_LOCALTIME == 0 {
            value
        } else {
            template_localtime(value, env)
        };
        let is_safe = self.flags & IS_SAFE != 0 && value.is_safe();
        let value = match value {
            value @ Value::Str(_) => value,
            other if self.flags & STRINGFILTER != 0 => other.to_text(env.max_length())?.into(),
            other => other,
        };
        let result = (self.run)(&FilterCall {
            value,
            argument,
            env,
        })?;
        if is_safe {
            mark_safe(result, env)
        } else {
            Ok(result)
        }
    }
}

/// The value as a safe string.
pub(crate) fn mark_safe(value: Value, env: &Env<'_>) -> RenderResult<Value> {
    if value.is_safe() {
        Ok(value)
    } else {
        Ok(Value::safe(value.to_text(env.max_length())?))
    }
}

macro_rules! filters {
    ($($name:literal $run:path, $arguments:ident, $flags:expr;)*) => {
        [$(Filter { name: $name, run: $run, arguments: Arguments::$arguments, flags: $flags }),*]
    };
}

/// Filters that are always available.
static BUILTIN_FILTERS: &[Filter] = &filters! {
    "add" lists::add, One, 0;
    "addslashes" strings::addslashes, None, IS_SAFE | STRINGFILTER;
    "capfirst" strings::capfirst, None, IS_SAFE | STRINGFILTER;
    "center" strings::center, One, IS_SAFE | STRINGFILTER;
    "cut" strings::cut, One, STRINGFILTER;
    "date" dates::date, Optional, EXPECTS_LOCALTIME;
    "default" logic::default, One, 0;
    "default_if_none" logic::default_if_none, One, 0;
    "dictsort" sort::dictsort, One, 0;
    "dictsortreversed" sort::dictsortreversed, One, 0;
    "divisibleby" logic::divisibleby, One, 0;
    "escape" html::escape, None, IS_SAFE | STRINGFILTER;
    "escapejs" html::escapejs, None, STRINGFILTER;
    "escapeseq" html::escapeseq, None, IS_SAFE;
    "filesizeformat" floats::filesizeformat, None, IS_SAFE;
    "first" lists::first, None, 0;
    "floatformat" floats::floatformat, Optional, IS_SAFE;
    "force_escape" html::force_escape, None, IS_SAFE | STRINGFILTER;
    "get_digit" floats::get_digit, One, 0;
    "iriencode" urls::iriencode, None, IS_SAFE | STRINGFILTER;
    "join" lists::join, One, IS_SAFE | NEEDS_AUTOESCAPE;
    "json_script" json::json_script, Optional, IS_SAFE;
    "last" lists::last, None, IS_SAFE;
    "length" lists::length, None, 0;
    "linebreaks" html::linebreaks, None, IS_SAFE | STRINGFILTER | NEEDS_AUTOESCAPE;
    "linebreaksbr" html::linebreaksbr, None, IS_SAFE | STRINGFILTER | NEEDS_AUTOESCAPE;
    "linenumbers" html::linenumbers, None, IS_SAFE | STRINGFILTER | NEEDS_AUTOESCAPE;
    "ljust" strings::ljust, One, IS_SAFE | STRINGFILTER;
    "lower" strings::lower, None, IS_SAFE | STRINGFILTER;
    "make_list" lists::make_list, None, STRINGFILTER;
    "phone2numeric" strings::phone2numeric, None, IS_SAFE;
    "pluralize" logic::pluralize, Optional, 0;
    "pprint" pprint::pprint, None, IS_SAFE;
    "random" lists::random, None, IS_SAFE;
    "rjust" strings::rjust, One, IS_SAFE | STRINGFILTER;
    "safe" html::safe, None, IS_SAFE | STRINGFILTER;
    "safeseq" html::safeseq, None, IS_SAFE;
    "slice" lists::slice, One, IS_SAFE;
    "slugify" strings::slugify, None, IS_SAFE | STRINGFILTER;
    "stringformat" stringformat::stringformat, One, IS_SAFE;
    "striptags" html::striptags, None, IS_SAFE | STRINGFILTER;
    "time" dates::time, Optional, EXPECTS_LOCALTIME;
    "timesince" dates::timesince, Optional, 0;
    "timeuntil" dates::timeuntil, Optional, 0;
    "title" strings::title, None, IS_SAFE | STRINGFILTER;
    "truncatechars" truncate::chars, One, IS_SAFE | STRINGFILTER;
    "truncatechars_html" truncate::chars_html, One, IS_SAFE | STRINGFILTER;
    "truncatewords" truncate::words, One, IS_SAFE | STRINGFILTER;
    "truncatewords_html" truncate::words_html, One, IS_SAFE | STRINGFILTER;
    "unordered_list" lists::unordered_list, None, IS_SAFE | NEEDS_AUTOESCAPE;
    "upper" strings::upper, None, STRINGFILTER;
    "urlencode" urls::urlencode, Optional, STRINGFILTER;
    "urlize" urlize::urlize, None, IS_SAFE | STRINGFILTER | NEEDS_AUTOESCAPE;
    "urlizetrunc" urlize::urlizetrunc, One, IS_SAFE | STRINGFILTER | NEEDS_AUTOESCAPE;
    "wordcount" strings::wordcount, None, STRINGFILTER;
    "wordwrap" wrap::wordwrap, One, IS_SAFE | STRINGFILTER;
    "yesno" logic::yesno, Optional, 0;
};

/// Filters of libraries.
static LIBRARY_FILTERS: &[Filter] = &filters! {
    "localize" logic::localize, None, 0;
    "unlocalize" logic::unlocalize, None, 0;
    "localtime" dates::localtime, None, 0;
    "utc" dates::utc, None, 0;
    "timezone" dates::timezone, One, 0;
    "language_name" logic::language_name, None, 0;
    "language_name_local" logic::language_name_local, None, 0;
    "language_name_translated" logic::language_name, None, 0;
    "language_bidi" logic::language_bidi, None, 0;
    "apnumber" humanize::apnumber, None, IS_SAFE;
    "intcomma" humanize::intcomma, Optional, IS_SAFE;
    "intword" humanize::intword, None, 0;
    "naturalday" humanize::naturalday, Optional, EXPECTS_LOCALTIME;
    "naturaltime" humanize::naturaltime, None, 0;
    "ordinal" humanize::ordinal, None, IS_SAFE;
};
