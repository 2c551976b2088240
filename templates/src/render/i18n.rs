//! Translation (django/templatetags/i18n.py).

use std::collections::HashMap;

use super::Renderer;
use crate::error::{Exc, Fault, Outcome};
use crate::locale::Locale;
use crate::node::{Base, BlockTranslate, Expr, Piece, Translate};
use crate::parser::expression::unquoted;
use crate::value::pytext::strip;
use crate::value::{Value, number};

impl Renderer<'_> {
    pub(super) fn translate(&mut self, node: &Translate, out: &mut String) -> Outcome<()> {
        let context = self.message_context(node.context.as_ref())?;
        let value = match &node.message.base {
            // Django puts the text into quotes once more, and undoes its escapes once more.
            Base::Literal(Value::Str(text)) => Ok(Value::safe(
                unquoted(&format!("'{}'", text.as_str())).unwrap_or_default(),
            )),
            other => self.base(other),
        };
        let value = match (value, node.noop) {
            (Err(Fault::Missing(name)), _) => self.value_of_missing(&name),
            (Ok(value), true) => value,
            (Ok(value), false)
                if matches!(node.message.base, Base::Message(_) | Base::MessageOf(_)) =>
            {
                value
            }
            (Ok(value), false) => self.translated(&value, context.as_deref())?,
            (Err(fault), _) => return Err(fault),
        };
        let value = self.filtered(value, &node.message)?;
        let shown = self.env.shown(value)?;
        let text = shown.text(self.env.limit())?.replace("%%", "%");
        self.put(Value::str(text, shown.is_safe()), node.target.as_ref(), out)
    }

    fn value_of_missing(&self, name: &str) -> Value {
        self.env
            .options
            .string_if_invalid
            .replace("%s", name)
            .into()
    }

    fn message_context(&mut self, context: Option<&Expr>) -> Outcome<Option<String>> {
        let Some(context) = context else {
            return Ok(None);
        };
        let value = self.value(context)?;
        Ok(if value.truthy() {
            Some(value.text(self.env.limit())?)
        } else {
            None
        })
    }

    pub(super) fn block_translate(
        &mut self,
        node: &BlockTranslate,
        out: &mut String,
    ) -> Outcome<()> {
        let context = self.message_context(node.context.as_ref())?;
        let values = self.named(&node.values)?;
        self.scopes.push(values);
        let (one, mut names) = message(&node.one, node.trimmed);
        let (source, translated) = match &node.count {
            Some((name, count)) => {
                let count = self.value(count)?;
                let Some(decimal) = number::decimal(&count) else {
                    return Err(Fault::Syntax(format!(
                        "\"{name}\" of {{% {} %}} must be a number",
                        node.tag
                    )));
                };
                self.scopes.set(name, count);
                let (many, more) = message(&node.many, node.trimmed);
                names.extend(more);
                // What is no whole number is never one.
                let count = if decimal.is_whole() {
                    decimal.whole().unwrap_or(2)
                } else {
                    2
                };
                let translated = self.env.ngettext(context.as_deref(), &one, &many, count);
                (if count == 1 { one } else { many }, translated)
            }
            None => {
                let translated = match &context {
                    Some(context) => self.env.pgettext(context, &one),
                    None => self.env.gettext(&one),
                };
                (one, translated)
            }
        };
        let mut shown = HashMap::new();
        for name in names {
            let value = self
                .scopes
                .get(&name)
                .unwrap_or_else(|| self.value_of_missing(&name));
            let text = self.env.shown(value)?.text(self.env.limit())?;
            shown.insert(name, text);
        }
        self.scopes.pop();
        // A translation that does not fit its message is not used.
        let text = filled(&translated, &shown)
            .or_else(|| filled(&source, &shown))
            .ok_or_else(|| {
                Fault::Syntax(format!(
                    "the text of {{% {} %}} has a variable that cannot be put in",
                    node.tag
                ))
            })?;
        if text.len() > self.env.limit() {
            return Err(Fault::Limit("a value of the template gets too long".into()));
        }
        self.put(Value::safe(text), node.target.as_ref(), out)
    }

    /// The languages there are, with their names.
    pub(super) fn languages(&self) -> Value {
        Value::list(Locale::codes().into_iter().map(|code| {
            let name = Locale::of(code).name.as_str();
            Value::tuple([code.into(), self.env.gettext(name).into()])
        }))
    }

    /// What is known of a language.
    pub(super) fn language_info(&self, code: &Value) -> Outcome<Value> {
        let code = match code {
            Value::Str(text) => text.as_str().to_owned(),
            other => match other.at(0) {
                Some(Value::Str(text)) => text.as_str().to_owned(),
                _ => return Err(Fault::type_error("the code of a language is wanted")),
            },
        };
        let general = code.split('-').next().unwrap_or_default();
        let locale = Locale::known(&code).or_else(|| Locale::known(general));
        let locale = locale.ok_or_else(|| {
            Fault::Raise(Exc::Key, format!("\"{code}\" is no language known here"))
        })?;
        Ok(Value::dict([
            ("bidi", Value::Bool(locale.bidi)),
            ("code", code.as_str().into()),
            ("name", locale.name.as_str().into()),
            ("name_local", locale.local.as_str().into()),
            ("name_translated", self.env.gettext(&locale.name).into()),
        ]))
    }
}

/// The message of a block: variables as `%(name)s`, and their names.
fn message(pieces: &[Piece], trimmed: bool) -> (String, Vec<String>) {
    let mut text = String::new();
    let mut names = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Text(part) => text.push_str(&part.replace('%', "%%")),
            Piece::Variable(name) => {
                text.push_str(&format!("%({name})s"));
                names.push(name.clone());
            }
        }
    }
    (if trimmed { without_breaks(&text) } else { text }, names)
}

/// Text on one line: spaces around line ends become one space.
fn without_breaks(text: &str) -> String {
    let lines: Vec<&str> = strip(text).split('\n').map(strip).collect();
    let mut out = String::new();
    for (place, line) in lines.iter().enumerate() {
        if place > 0 && !(line.is_empty() && place + 1 < lines.len()) {
            out.push(' ');
        }
        out.push_str(line);
    }
    out
}

/// A message with its variables put in; `None`: it wants one that is not there, or is broken.
fn filled(message: &str, values: &HashMap<String, String>) -> Option<String> {
    let mut out = String::new();
    let mut rest = message;
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('%') {
            out.push('%');
            rest = after;
            continue;
        }
        let inner = rest.strip_prefix('(')?;
        let end = closing(inner)?;
        out.push_str(values.get(&inner[..end])?);
        rest = inner[end + 1..].strip_prefix(['s', 'd'])?;
    }
    out.push_str(rest);
    Some(out)
}

/// Where the parenthesis that is open ends.
fn closing(text: &str) -> Option<usize> {
    let mut open = 1;
    text.char_indices().find_map(|(at, c)| {
        match c {
            '(' => open += 1,
            ')' => open -= 1,
            _ => {}
        }
        (open == 0).then_some(at)
    })
}
