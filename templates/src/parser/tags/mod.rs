//! Compiles tags: here the dispatch and simple tags, in `logic` conditions and loops, in `inheritance`
//! blocks and includes, in `i18n` translation.

mod i18n;
mod inheritance;
mod logic;

use super::{Parser, format_tags};
use crate::error::Error;
use crate::lexer::{Token, split_contents};
use crate::node::{FilterExpression, NodeKind, Prefix, Url};

/// Keyword arguments of a tag, in order.
type Kwargs = Vec<(String, FilterExpression)>;

impl<'s> Parser<'s> {
    /// Compiles a tag, with its body and end tag if it has them.
    pub(super) fn compile_tag(
        &mut self,
        command: &str,
        token: Token<'s>,
        until: &[&str],
    ) -> Result<NodeKind, Error> {
        if !self.library.has_tag(command) {
            return Err(self.invalid_block_tag(command, until));
        }
        let contents = token.contents;
        match command {
            "autoescape" => {
                let on = self.parse_on_off(&split_whitespace(contents), None)?;
                Ok(NodeKind::Autoescape(on, self.parse_body("endautoescape")?))
            }
            "localize" => {
                let on = self.parse_on_off(&split_contents(contents), Some(true))?;
                Ok(NodeKind::Localize(on, self.parse_body("endlocalize")?))
            }
            "localtime" => {
                let on = self.parse_on_off(&split_contents(contents), Some(true))?;
                Ok(NodeKind::LocalTime(on, self.parse_body("endlocaltime")?))
            }
            "timezone" => {
                let zone = self.single_argument(contents, "the name of a time zone")?;
                Ok(NodeKind::Timezone(zone, self.parse_body("endtimezone")?))
            }
            "language" => {
                let language = self.single_argument(contents, "a language")?;
                Ok(NodeKind::Language(
                    language,
                    self.parse_body("endlanguage")?,
                ))
            }
            "spaceless" => Ok(NodeKind::Spaceless(self.parse_body("endspaceless")?)),
            "comment" => self.skip_past("endcomment").map(|()| NodeKind::Empty),
            "verbatim" => {
                let mut text = String::new();
                while let Some(token) = self.next_token() {
                    match token.token_type {
                        crate::lexer::TokenType::Text => text.push_str(token.contents),
                        _ => return Ok(NodeKind::Text(text)),
                    }
                }
                Err(self.unclosed_block_tag(&["endverbatim"]))
            }
            "templatetag" => self.templatetag(contents),
            "csrf_token" => Ok(NodeKind::CsrfToken),
            "debug" => Ok(NodeKind::Empty),
            "load" => self.load(contents),
            "filter" => self.filter_tag(contents),
            "now" => self.now(contents),
            "url" => self.url(contents),
            "static" => self.static_tag(contents),
            "get_static_prefix" => self.prefix_tag(contents, Prefix::Static),
            "get_media_prefix" => self.prefix_tag(contents, Prefix::Media),
            "cache" => self.cache(contents),
            "lorem" | "querystring" => {
                Err(self.syntax_error(format!("{{% {command} %}} is not supported")))
            }
            "block" | "extends" | "include" => self.inheritance_tag(command, contents),
            "if" | "for" | "ifchanged" | "cycle" | "resetcycle" | "firstof" | "regroup"
            | "widthratio" | "with" => self.logic_tag(command, contents),
            _ => self.i18n_tag(command, contents),
        }
    }

    /// Parses `on` or `off`; if there is no argument, returns the default.
    fn parse_on_off(&self, words: &[String], default: Option<bool>) -> Result<bool, Error> {
        match (&words[1..], default) {
            ([], Some(on)) => Ok(on),
            ([word], _) if word == "on" => Ok(true),
            ([word], _) if word == "off" => Ok(false),
            _ => Err(self.syntax_error(format!("{{% {} %}} takes \"on\" or \"off\"", words[0]))),
        }
    }

    fn single_argument(&self, contents: &str, what: &str) -> Result<FilterExpression, Error> {
        match split_contents(contents).as_slice() {
            [_, argument] => self.compile_filter(argument),
            _ => Err(self.syntax_error(format!("{{% {contents} %}} takes one argument: {what}"))),
        }
    }

    fn templatetag(&self, contents: &str) -> Result<NodeKind, Error> {
        let words = split_whitespace(contents);
        let text = match words
            .get(1)
            .map(String::as_str)
            .filter(|_| words.len() == 2)
        {
            Some("openblock") => "{%",
            Some("closeblock") => "%}",
            Some("openvariable") => "{{",
            Some("closevariable") => "}}",
            Some("openbrace") => "{",
            Some("closebrace") => "}",
            Some("opencomment") => "{#",
            Some("closecomment") => "#}",
            _ => {
                return Err(self.syntax_error(
                    "{% templatetag %} takes one of openblock, closeblock, openvariable, \
                     closevariable, openbrace, closebrace, opencomment, closecomment",
                ));
            }
        };
        Ok(NodeKind::Text(text.into()))
    }

    fn load(&mut self, contents: &str) -> Result<NodeKind, Error> {
        let words = split_whitespace(contents);
        let result = match words.as_slice() {
            [_, names @ .., from, library] if !names.is_empty() && from == "from" => {
                self.library.load_from(library, names)
            }
            words => words[1..]
                .iter()
                .try_for_each(|name| self.library.load(name)),
        };
        result
            .map(|()| NodeKind::Empty)
            .map_err(|message| self.syntax_error(message))
    }

    fn filter_tag(&mut self, contents: &str) -> Result<NodeKind, Error> {
        let rest = contents
            .strip_prefix("filter")
            .map(python::strip)
            .unwrap_or_default();
        if rest.is_empty() {
            return Err(self.syntax_error("{% filter %} takes filters"));
        }
        let filters = self.compile_filter(&format!("var|{rest}"))?;
        if let Some((filter, _)) = filters
            .filters
            .iter()
            .find(|(filter, _)| matches!(filter.name, "escape" | "safe"))
        {
            return Err(self.syntax_error(format!(
                "{{% filter {} %}} is not allowed; use {{% autoescape %}}",
                filter.name
            )));
        }
        Ok(NodeKind::Filter(filters, self.parse_body("endfilter")?))
    }

    fn now(&self, contents: &str) -> Result<NodeKind, Error> {
        let (words, target) = split_as_variable(split_contents(contents), 4);
        match words.as_slice() {
            [_, format] => {
                // Like Django, drops the first and last character, whatever they are.
                let mut characters = format.chars();
                characters.next();
                characters.next_back();
                Ok(NodeKind::Now(characters.as_str().to_owned(), target))
            }
            _ => Err(self.syntax_error("{% now %} takes one argument: a quoted format")),
        }
    }

    fn url(&self, contents: &str) -> Result<NodeKind, Error> {
        let (words, target) = split_as_variable(split_contents(contents), 4);
        let Some(view) = words.get(1) else {
            return Err(self.syntax_error("{% url %} takes the name of a view"));
        };
        let mut url = Url {
            view: self.compile_filter(view)?,
            args: Vec::new(),
            kwargs: Vec::new(),
            target,
        };
        for word in &words[2..] {
            match split_kwarg(word) {
                Some((name, value)) => {
                    set_kwarg(&mut url.kwargs, name, self.compile_filter(value)?);
                }
                None => url.args.push(self.compile_filter(word)?),
            }
        }
        Ok(NodeKind::Url(Box::new(url)))
    }

    fn static_tag(&self, contents: &str) -> Result<NodeKind, Error> {
        let (words, target) = split_as_variable(split_contents(contents), 4);
        match words.as_slice() {
            [_, path] => Ok(NodeKind::Static(self.compile_filter(path)?, target)),
            _ => Err(self.syntax_error("{% static %} takes one argument: the path of a file")),
        }
    }

    fn prefix_tag(&self, contents: &str, prefix: Prefix) -> Result<NodeKind, Error> {
        match split_whitespace(contents).as_slice() {
            [_] => Ok(NodeKind::Prefix(prefix, None)),
            [_, word, name, ..] if word == "as" => Ok(NodeKind::Prefix(prefix, Some(name.clone()))),
            _ => Err(self.syntax_error(format!(
                "{{% {contents} %}}: only \"as\" and a name are allowed"
            ))),
        }
    }

    /// `{% cache %}`, which caches nothing.
    fn cache(&mut self, contents: &str) -> Result<NodeKind, Error> {
        let words = split_contents(contents);
        if words.len() < 3 {
            return Err(self.syntax_error("{% cache %} takes a number of seconds and a name"));
        }
        let nodes = self.parse_body("endcache")?;
        Ok(NodeKind::With(Vec::new(), nodes))
    }

    /// Removes keyword arguments from the front of the words (Django's `token_kwargs`). With
    /// `support_legacy`, also accepts `value as name and …`.
    fn token_kwargs(&self, words: &mut Vec<String>, support_legacy: bool) -> Result<Kwargs, Error> {
        let mut kwargs = Kwargs::new();
        let Some(first) = words.first() else {
            return Ok(kwargs);
        };
        let is_modern = split_kwarg(first).is_some();
        loop {
            if is_modern {
                let Some((name, value)) = words.first().and_then(|word| split_kwarg(word)) else {
                    return Ok(kwargs);
                };
                let value = self.compile_filter(value)?;
                set_kwarg(&mut kwargs, name, value);
                words.remove(0);
                continue;
            }
            if !support_legacy || words.len() < 3 || words[1] != "as" {
                return Ok(kwargs);
            }
            let value = self.compile_filter(&words[0])?;
            set_kwarg(&mut kwargs, &words[2], value);
            words.drain(..3);
            if words.first().is_none_or(|word| word != "and") {
                return Ok(kwargs);
            }
            words.remove(0);
        }
    }
}

/// Adds or replaces a keyword argument.
fn set_kwarg(kwargs: &mut Kwargs, name: &str, value: FilterExpression) {
    match kwargs.iter_mut().find(|(key, _)| key == name) {
        Some(kwarg) => kwarg.1 = value,
        None => kwargs.push((name.to_owned(), value)),
    }
}

/// Splits `name=value`.
fn split_kwarg(word: &str) -> Option<(&str, &str)> {
    let (name, value) = word.split_once('=')?;
    let is_valid = !name.is_empty()
        && !value.is_empty()
        && name.chars().all(|c| c.is_alphanumeric() || c == '_');
    is_valid.then_some((name, value))
}

/// Splits `as name` off the end, if there are at least `min_words` words.
fn split_as_variable(mut words: Vec<String>, min_words: usize) -> (Vec<String>, Option<String>) {
    let length = words.len();
    if length >= min_words && words[length - 2] == "as" {
        let target = words.pop();
        words.pop();
        return (words, target);
    }
    (words, None)
}

/// Splits at whitespace, even within quotes.
fn split_whitespace(contents: &str) -> Vec<String> {
    python::split(contents).map(ToOwned::to_owned).collect()
}

impl Parser<'_> {
    /// The error of an unexpected tag.
    fn unexpected_tag(&self, contents: &str, expected: &[&str]) -> Error {
        self.syntax_error(format!(
            "unexpected {{% {contents} %}}; expected {}",
            format_tags(expected)
        ))
    }
}
