//! Parses a variable or constant with filters, `ticket.title|default:"none"|upper` (Django's
//! `FilterExpression` and `Variable`).

use python::{is_space, parse_float};

use crate::filters::{Filter, Library};
use crate::lexer::quoted_length;
use crate::node::{FilterExpression, Operand};
use crate::value::Value;
use crate::value::number::parse_int;

/// Parses a filter expression; the error is a message.
pub(crate) fn parse_filter_expression(
    source: &str,
    library: &Library,
) -> Result<FilterExpression, String> {
    let unparsed = |end: usize| {
        format!(
            "could not parse the remainder \"{}\" of \"{source}\"",
            &source[end..]
        )
    };
    let mut end = operand_length(source)
        .ok_or_else(|| format!("\"{source}\" does not start with a variable or constant"))?;
    let operand = parse_operand(&source[..end])?;
    let mut filters: Vec<(&'static Filter, Option<Operand>)> = Vec::new();
    while end < source.len() {
        let rest = source[end..].trim_start_matches(is_space);
        let rest = rest.strip_prefix('|').ok_or_else(|| unparsed(end))?;
        let rest = rest.trim_start_matches(is_space);
        let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        if length == 0 {
            return Err(unparsed(end));
        }
        let (name, rest) = rest.split_at(length);
        let mut filter_end = source.len() - rest.len();
        let mut argument = None;
        if let Some(text) = rest.strip_prefix(':')
            && let Some(length) = operand_length(text)
        {
            argument = Some(parse_operand(&text[..length])?);
            filter_end += 1 + length;
        }
        let filter = library.filter(name)?;
        filter.check_argument(argument.is_some())?;
        filters.push((filter, argument));
        end = filter_end;
    }
    Ok(FilterExpression {
        source: source.to_owned(),
        operand,
        filters,
    })
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Length of the constant or variable at the start of a text.
fn operand_length(text: &str) -> Option<usize> {
    if let Some(inner) = text.strip_prefix("_(")
        && let Some(length) = quoted_length(inner)
        && inner[length..].starts_with(')')
    {
        return Some(length + 3);
    }
    if let Some(length) = quoted_length(text) {
        return Some(length);
    }
    let length = text.find(|c| !is_word(c) && c != '.').unwrap_or(text.len());
    if length > 0 {
        return Some(length);
    }
    let digits = text.strip_prefix(['-', '+'])?;
    if !digits.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let length = digits
        .find(|c: char| !c.is_ascii_digit() && c != '.' && c != 'e')
        .unwrap_or(digits.len());
    Some(length + 1)
}

/// Parses a number, quoted string, `_(…)` or variable.
fn parse_operand(text: &str) -> Result<Operand, String> {
    if let Some(number) = parse_number(text)? {
        return Ok(Operand::Constant(number));
    }
    if let Some(inner) = text
        .strip_prefix("_(")
        .and_then(|inner| inner.strip_suffix(')'))
    {
        return Ok(match unescape_string_literal(inner) {
            Some(message) => Operand::TranslatedConstant(message),
            None => Operand::TranslatedVariable(parse_variable(inner)?),
        });
    }
    match unescape_string_literal(text) {
        Some(text) => Ok(Operand::Constant(Value::safe(text))),
        None => Ok(Operand::Variable(parse_variable(text)?)),
    }
}

fn parse_number(text: &str) -> Result<Option<Value>, String> {
    if text.contains(['.', 'e', 'E']) {
        return Ok(parse_float(text)
            .filter(|_| !text.ends_with('.'))
            .map(Value::Float));
    }
    let number = parse_int(text);
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if number.is_none() && !unsigned.is_empty() && unsigned.bytes().all(|b| b.is_ascii_digit()) {
        return Err(format!("the number {text} is too large"));
    }
    Ok(number.map(Value::Int))
}

/// The content of a quoted string with its escapes replaced (`unescape_string_literal`).
pub(crate) fn unescape_string_literal(text: &str) -> Option<String> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    if !text.ends_with(quote) {
        return None;
    }
    let inner = text.get(1..text.len() - 1).unwrap_or("");
    Some(
        inner
            .replace(&format!("\\{quote}"), &quote.to_string())
            .replace("\\\\", "\\"),
    )
}

/// Splits a variable at its dots.
fn parse_variable(text: &str) -> Result<Vec<String>, String> {
    if text.starts_with('_') || text.contains("._") {
        return Err(format!(
            "\"{text}\": variables and attributes may not start with an underscore"
        ));
    }
    Ok(text.split('.').map(ToOwned::to_owned).collect())
}
