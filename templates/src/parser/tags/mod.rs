//! What stands in each tag: here the dispatch and the tags that change how a block is shown; loops
//! and conditions in `logic`, blocks and includes in `inheritance`, translation in `i18n`.

mod i18n;
mod inheritance;
mod logic;

use super::{Parser, listed};
use crate::error::Error;
use crate::lexer::{Token, words};
use crate::node::{Expr, Kind, Prefix, Url};
use crate::value::pytext;

/// The named arguments of a tag, in order.
type Named = Vec<(String, Expr)>;

impl<'s> Parser<'s> {
    /// Reads a tag, up to its end tag where it has one.
    pub(super) fn tag(
        &mut self,
        command: &str,
        token: Token<'s>,
        until: &[&str],
    ) -> Result<Kind, Error> {
        if !self.library.has_tag(command) {
            return Err(self.unknown(command, until));
        }
        let contents = token.contents;
        match command {
            "autoescape" => {
                let on = self.switch(&plain_words(contents), None)?;
                Ok(Kind::Autoescape(on, self.body("endautoescape")?))
            }
            "localize" => {
                let on = self.switch(&words(contents), Some(true))?;
                Ok(Kind::Localize(on, self.body("endlocalize")?))
            }
            "localtime" => {
                let on = self.switch(&words(contents), Some(true))?;
                Ok(Kind::LocalTime(on, self.body("endlocaltime")?))
            }
            "timezone" => {
                let zone = self.only_argument(contents, "the name of a time zone")?;
                Ok(Kind::Timezone(zone, self.body("endtimezone")?))
            }
            "language" => {
                let language = self.only_argument(contents, "a language")?;
                Ok(Kind::Language(language, self.body("endlanguage")?))
            }
            "spaceless" => Ok(Kind::Spaceless(self.body("endspaceless")?)),
            "comment" => self.skip_past("endcomment").map(|()| Kind::Nothing),
            "verbatim" => {
                let mut text = String::new();
                while let Some(token) = self.next() {
                    match token.kind {
                        crate::lexer::Type::Text => text.push_str(token.contents),
                        _ => return Ok(Kind::Text(text)),
                    }
                }
                Err(self.unclosed(&["endverbatim"]))
            }
            "templatetag" => self.templatetag(contents),
            "csrf_token" => Ok(Kind::Csrf),
            "debug" => Ok(Kind::Nothing),
            "load" => self.load(contents),
            "filter" => self.filter_tag(contents),
            "now" => self.now(contents),
            "url" => self.url(contents),
            "static" => self.static_tag(contents),
            "get_static_prefix" => self.prefix(contents, Prefix::Static),
            "get_media_prefix" => self.prefix(contents, Prefix::Media),
            "cache" => self.cache(contents),
            "lorem" | "querystring" => Err(self.fault(format!(
                "{{% {command} %}} means nothing in a template that answers no request"
            ))),
            "block" | "extends" | "include" => self.inheritance_tag(command, contents),
            "if" | "for" | "ifchanged" | "cycle" | "resetcycle" | "firstof" | "regroup"
            | "widthratio" | "with" => self.logic_tag(command, contents),
            _ => self.i18n_tag(command, contents),
        }
    }

    /// `on` or `off`, or what holds when there is no word.
    fn switch(&self, words: &[String], without: Option<bool>) -> Result<bool, Error> {
        match (&words[1..], without) {
            ([], Some(on)) => Ok(on),
            ([word], _) if word == "on" => Ok(true),
            ([word], _) if word == "off" => Ok(false),
            _ => Err(self.fault(format!("{{% {} %}} takes \"on\" or \"off\"", words[0]))),
        }
    }

    fn only_argument(&self, contents: &str, what: &str) -> Result<Expr, Error> {
        match words(contents).as_slice() {
            [_, argument] => self.expression(argument),
            _ => Err(self.fault(format!("{{% {contents} %}} takes one thing: {what}"))),
        }
    }

    fn templatetag(&self, contents: &str) -> Result<Kind, Error> {
        let words = plain_words(contents);
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
                return Err(self.fault(
                    "{% templatetag %} takes one of openblock, closeblock, openvariable, closevariable, openbrace, \
                     closebrace, opencomment, closecomment",
                ));
            }
        };
        Ok(Kind::Text(text.into()))
    }

    fn load(&mut self, contents: &str) -> Result<Kind, Error> {
        let words = plain_words(contents);
        let result = match words.as_slice() {
            [_, names @ .., from, library] if !names.is_empty() && from == "from" => {
                self.library.load_from(library, names)
            }
            words => words[1..]
                .iter()
                .try_for_each(|name| self.library.load(name)),
        };
        result
            .map(|()| Kind::Nothing)
            .map_err(|message| self.fault(message))
    }

    fn filter_tag(&mut self, contents: &str) -> Result<Kind, Error> {
        let rest = contents
            .strip_prefix("filter")
            .map(pytext::strip)
            .unwrap_or_default();
        if rest.is_empty() {
            return Err(self.fault("{% filter %} takes the filters to apply"));
        }
        let filters = self.expression(&format!("var|{rest}"))?;
        if let Some((filter, _)) = filters
            .filters
            .iter()
            .find(|(filter, _)| matches!(filter.name, "escape" | "safe"))
        {
            return Err(self.fault(format!(
                "\"{}\" cannot stand in {{% filter %}}: use {{% autoescape %}}",
                filter.name
            )));
        }
        Ok(Kind::Filter(filters, self.body("endfilter")?))
    }

    fn now(&self, contents: &str) -> Result<Kind, Error> {
        let (words, target) = with_target(words(contents), 4);
        match words.as_slice() {
            [_, format] => {
                let mut letters = format.chars();
                letters.next();
                letters.next_back();
                Ok(Kind::Now(letters.as_str().to_owned(), target))
            }
            _ => Err(self.fault("{% now %} takes one thing: a format in quotes")),
        }
    }

    fn url(&self, contents: &str) -> Result<Kind, Error> {
        let (words, target) = with_target(words(contents), 4);
        let Some(view) = words.get(1) else {
            return Err(self.fault("{% url %} takes the name of a view"));
        };
        let mut url = Url {
            view: self.expression(view)?,
            args: Vec::new(),
            named: Vec::new(),
            target,
        };
        for word in &words[2..] {
            match keyword(word) {
                Some((name, value)) => put(&mut url.named, name, self.expression(value)?),
                None => url.args.push(self.expression(word)?),
            }
        }
        Ok(Kind::Url(Box::new(url)))
    }

    fn static_tag(&self, contents: &str) -> Result<Kind, Error> {
        let (words, target) = with_target(words(contents), 4);
        match words.as_slice() {
            [_, path] => Ok(Kind::Static(self.expression(path)?, target)),
            _ => Err(self.fault("{% static %} takes one thing: the path of a file")),
        }
    }

    fn prefix(&self, contents: &str, prefix: Prefix) -> Result<Kind, Error> {
        match plain_words(contents).as_slice() {
            [_] => Ok(Kind::Prefix(prefix, None)),
            [_, word, name, ..] if word == "as" => Ok(Kind::Prefix(prefix, Some(name.clone()))),
            _ => Err(self.fault(format!(
                "{{% {contents} %}}: only \"as\" and a name may follow"
            ))),
        }
    }

    /// Nothing is kept: the block is rendered each time.
    fn cache(&mut self, contents: &str) -> Result<Kind, Error> {
        let words = words(contents);
        if words.len() < 3 {
            return Err(self.fault("{% cache %} takes a number of seconds and a name"));
        }
        let nodes = self.body("endcache")?;
        Ok(Kind::With(Vec::new(), nodes))
    }

    /// Named arguments from the front of the words; with `legacy` also `value as name and …`.
    fn named(&self, words: &mut Vec<String>, legacy: bool) -> Result<Named, Error> {
        let mut named = Named::new();
        let Some(first) = words.first() else {
            return Ok(named);
        };
        let modern = keyword(first).is_some();
        loop {
            if modern {
                let Some((name, value)) = words.first().and_then(|word| keyword(word)) else {
                    return Ok(named);
                };
                let value = self.expression(value)?;
                put(&mut named, name, value);
                words.remove(0);
                continue;
            }
            if !legacy || words.len() < 3 || words[1] != "as" {
                return Ok(named);
            }
            let value = self.expression(&words[0])?;
            put(&mut named, &words[2].clone(), value);
            words.drain(..3);
            if words.first().is_none_or(|word| word != "and") {
                return Ok(named);
            }
            words.remove(0);
        }
    }
}

/// Sets a named argument, in place of one of this name.
fn put(named: &mut Named, name: &str, value: Expr) {
    match named.iter_mut().find(|(known, _)| known == name) {
        Some(entry) => entry.1 = value,
        None => named.push((name.to_owned(), value)),
    }
}

/// `name=value`.
fn keyword(word: &str) -> Option<(&str, &str)> {
    let (name, value) = word.split_once('=')?;
    let sound = !name.is_empty()
        && !value.is_empty()
        && name.chars().all(|c| c.is_alphanumeric() || c == '_');
    sound.then_some((name, value))
}

/// The words without `as name` at their end, and the name. `least`: how many words there must be
/// for that.
fn with_target(mut words: Vec<String>, least: usize) -> (Vec<String>, Option<String>) {
    let length = words.len();
    if length >= least && words[length - 2] == "as" {
        let target = words.pop();
        words.pop();
        return (words, target);
    }
    (words, None)
}

/// The words of a tag split at spaces alone.
fn plain_words(contents: &str) -> Vec<String> {
    pytext::words(contents).map(ToOwned::to_owned).collect()
}

impl Parser<'_> {
    /// A fault that names the tags that could have stood there.
    fn expected(&self, found: &str, tags: &[&str]) -> Error {
        self.fault(format!(
            "{{% {found} %}} stands where {} should stand",
            listed(tags)
        ))
    }
}
