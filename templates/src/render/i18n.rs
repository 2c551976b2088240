//! `translate`, `blocktranslate` and information on languages (`django/templatetags/i18n.py`).

use std::collections::HashMap;

use super::Renderer;
use crate::error::{RenderError, RenderResult};
use crate::formats::render_value;
use crate::locale::Locale;
use crate::node::{BlockTranslate, FilterExpression, MessagePart, Operand, Translate};
use crate::parser::expression::unescape_string_literal;
use crate::value::{Value, number};
use python::strip;

impl Renderer<'_> {
    pub(super) fn translate(&mut self, node: &Translate, out: &mut String) -> RenderResult<()> {
        let context = self.message_context(node.context.as_ref())?;
        let value = match &node.message.operand {
            // Like Django, unescapes the string literal a second time.
            Operand::Constant(Value::Str(text)) => Ok(Value::safe(
                unescape_string_literal(&format!("'{}'", text.as_str())).unwrap_or_default(),
            )),
            other => self.resolve_operand(other),
        };
        let value = match (value, node.noop) {
            (Err(RenderError::VariableDoesNotExist(name)), _) => self.string_if_invalid(&name),
            (Ok(value), true) => value,
            (Ok(value), false)
                if matches!(
                    node.message.operand,
                    Operand::TranslatedConstant(_) | Operand::TranslatedVariable(_)
                ) =>
            {
                value
            }
            (Ok(value), false) => self.translate_value(&value, context.as_deref())?,
            (Err(error), _) => return Err(error),
        };
        let value = self.apply_filters(value, &node.message)?;
        let rendered = render_value(value, &self.env)?;
        let text = rendered.to_text(self.env.max_length())?.replace("%%", "%");
        self.store_or_write(
            Value::str(text, rendered.is_safe()),
            node.target.as_ref(),
            out,
        )
    }

    fn message_context(
        &mut self,
        context: Option<&FilterExpression>,
    ) -> RenderResult<Option<String>> {
        let Some(context) = context else {
            return Ok(None);
        };
        let value = self.resolve(context)?;
        Ok(if value.is_truthy() {
            Some(value.to_text(self.env.max_length())?)
        } else {
            None
        })
    }

    pub(super) fn block_translate(
        &mut self,
        node: &BlockTranslate,
        out: &mut String,
    ) -> RenderResult<()> {
        let context = self.message_context(node.context.as_ref())?;
        let values = self.resolve_kwargs(&node.values)?;
        self.context.push(values);
        let (singular, mut names) = build_message(&node.singular, node.trimmed);
        let (source, translated) = match &node.count {
            Some((name, count)) => {
                let count = self.resolve(count)?;
                let Some(decimal) = number::to_decimal(&count) else {
                    return Err(RenderError::TemplateSyntaxError(format!(
                        "\"{name}\" of {{% {} %}} must be a number",
                        node.tag
                    )));
                };
                self.context.set(name, count);
                let (plural, plural_names) = build_message(&node.plural, node.trimmed);
                names.extend(plural_names);
                // A number that is not an integer is never singular.
                let count = if decimal.is_integer() {
                    decimal.to_i128().unwrap_or(2)
                } else {
                    2
                };
                let translated = self
                    .env
                    .ngettext(context.as_deref(), &singular, &plural, count);
                (if count == 1 { singular } else { plural }, translated)
            }
            None => {
                let translated = match &context {
                    Some(context) => self.env.pgettext(context, &singular),
                    None => self.env.gettext(&singular),
                };
                (singular, translated)
            }
        };
        let mut values = HashMap::new();
        for name in names {
            let value = self
                .context
                .get(&name)
                .unwrap_or_else(|| self.string_if_invalid(&name));
            let text = render_value(value, &self.env)?.to_text(self.env.max_length())?;
            values.insert(name, text);
        }
        self.context.pop();
        // Falls back to the original if the translation uses other variables.
        let text = interpolate(&translated, &values)
            .or_else(|| interpolate(&source, &values))
            .ok_or_else(|| {
                RenderError::TemplateSyntaxError(format!(
                    "{{% {} %}} has an invalid variable",
                    node.tag
                ))
            })?;
        if text.len() > self.env.max_length() {
            return Err(RenderError::value_too_long());
        }
        self.store_or_write(Value::safe(text), node.target.as_ref(), out)
    }

    /// Codes and names of the available languages.
    pub(super) fn languages(&self) -> Value {
        Value::list(Locale::codes().into_iter().map(|code| {
            let name = Locale::for_language(code).name.as_str();
            Value::tuple([code.into(), self.env.gettext(name).into()])
        }))
    }

    /// The information on a language.
    pub(super) fn language_info(&self, code: &Value) -> RenderResult<Value> {
        let code = match code {
            Value::Str(text) => text.as_str().to_owned(),
            other => match other.item_at(0) {
                Some(Value::Str(text)) => text.as_str().to_owned(),
                _ => return Err(RenderError::type_error("expected a language code")),
            },
        };
        let base = code.split('-').next().unwrap_or_default();
        let locale = Locale::get(&code).or_else(|| Locale::get(base));
        let locale =
            locale.ok_or_else(|| RenderError::key_error(format!("unknown language \"{code}\"")))?;
        Ok(Value::dict([
            ("bidi", Value::Bool(locale.bidi)),
            ("code", code.as_str().into()),
            ("name", locale.name.as_str().into()),
            ("name_local", locale.name_local.as_str().into()),
            ("name_translated", self.env.gettext(&locale.name).into()),
        ]))
    }
}

/// The message of a block with variables as `%(name)s`, and their names.
fn build_message(parts: &[MessagePart], trimmed: bool) -> (String, Vec<String>) {
    let mut text = String::new();
    let mut names = Vec::new();
    for part in parts {
        match part {
            MessagePart::Text(part) => text.push_str(&part.replace('%', "%%")),
            MessagePart::Variable(name) => {
                text.push_str(&format!("%({name})s"));
                names.push(name.clone());
            }
        }
    }
    (
        if trimmed {
            trim_whitespace(&text)
        } else {
            text
        },
        names,
    )
}

/// Joins lines with single spaces (`trim_whitespace`).
fn trim_whitespace(text: &str) -> String {
    let lines: Vec<&str> = strip(text).split('\n').map(strip).collect();
    let mut out = String::new();
    for (index, line) in lines.iter().enumerate() {
        if index > 0 && !(line.is_empty() && index + 1 < lines.len()) {
            out.push(' ');
        }
        out.push_str(line);
    }
    out
}

/// `message % values`; `None` if the message is malformed or uses another variable.
fn interpolate(message: &str, values: &HashMap<String, String>) -> Option<String> {
    let mut out = String::new();
    let mut rest = message;
    while let Some(start) = rest.find('%') {
        out.push_str(&rest[..start]);
        rest = &rest[start + 1..];
        if let Some(after) = rest.strip_prefix('%') {
            out.push('%');
            rest = after;
            continue;
        }
        let inner = rest.strip_prefix('(')?;
        let end = closing_parenthesis(inner)?;
        out.push_str(values.get(&inner[..end])?);
        rest = inner[end + 1..].strip_prefix(['s', 'd'])?;
    }
    out.push_str(rest);
    Some(out)
}

/// Index of the parenthesis that closes one before the text.
fn closing_parenthesis(text: &str) -> Option<usize> {
    let mut open = 1;
    text.char_indices().find_map(|(index, c)| {
        match c {
            '(' => open += 1,
            ')' => open -= 1,
            _ => {}
        }
        (open == 0).then_some(index)
    })
}
