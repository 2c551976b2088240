//! Reads a value with its filters: `ticket.title|default:"none"|upper` (Django's FilterExpression
//! and Variable).

use crate::filters::{Filter, Library};
use crate::lexer::quotation;
use crate::node::{Base, Expr};
use crate::value::Value;
use crate::value::number::{parse_float, parse_int};
use crate::value::pytext::is_space;

/// Reads a value with its filters; the error is a sentence.
pub(crate) fn expression(source: &str, library: &Library) -> Result<Expr, String> {
    let unread = |at: usize| {
        format!(
            "\"{}\" in \"{source}\" is neither a value nor a filter",
            &source[at..]
        )
    };
    let mut at =
        operand(source).ok_or_else(|| format!("\"{source}\" does not begin with a value"))?;
    let base = base(&source[..at])?;
    let mut filters: Vec<(&'static Filter, Option<Base>)> = Vec::new();
    while at < source.len() {
        let rest = source[at..].trim_start_matches(is_space);
        let rest = rest.strip_prefix('|').ok_or_else(|| unread(at))?;
        let rest = rest.trim_start_matches(is_space);
        let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        if length == 0 {
            return Err(unread(at));
        }
        let (name, rest) = rest.split_at(length);
        let mut read = source.len() - rest.len();
        let mut argument = None;
        if let Some(text) = rest.strip_prefix(':')
            && let Some(length) = operand(text)
        {
            argument = Some(self::base(&text[..length])?);
            read += 1 + length;
        }
        let filter = library.filter(name)?;
        filter.check(argument.is_some())?;
        filters.push((filter, argument));
        at = read;
    }
    Ok(Expr {
        source: source.to_owned(),
        base,
        filters,
    })
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The length of the constant, variable or number that a text begins with.
fn operand(text: &str) -> Option<usize> {
    if let Some(inner) = text.strip_prefix("_(")
        && let Some(length) = quotation(inner)
        && inner[length..].starts_with(')')
    {
        return Some(length + 3);
    }
    if let Some(length) = quotation(text) {
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

/// A number, a text in quotes, a text to translate, or the name of a variable.
pub(crate) fn base(text: &str) -> Result<Base, String> {
    if let Some(number) = number(text)? {
        return Ok(Base::Literal(number));
    }
    if let Some(inner) = text
        .strip_prefix("_(")
        .and_then(|inner| inner.strip_suffix(')'))
    {
        return Ok(match unquoted(inner) {
            Some(message) => Base::Message(message),
            None => Base::MessageOf(path(inner)?),
        });
    }
    match unquoted(text) {
        Some(text) => Ok(Base::Literal(Value::safe(text))),
        None => Ok(Base::Path(path(text)?)),
    }
}

fn number(text: &str) -> Result<Option<Value>, String> {
    if text.contains(['.', 'e', 'E']) {
        return Ok(parse_float(text)
            .filter(|_| !text.ends_with('.'))
            .map(Value::Float));
    }
    let number = parse_int(text);
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if number.is_none() && !unsigned.is_empty() && unsigned.bytes().all(|b| b.is_ascii_digit()) {
        return Err(format!("the number {text} has too many digits"));
    }
    Ok(number.map(Value::Int))
}

/// What is in quotes, its escapes undone.
pub(crate) fn unquoted(text: &str) -> Option<String> {
    let mark = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    if !text.ends_with(mark) {
        return None;
    }
    let inner = text.get(1..text.len() - 1).unwrap_or("");
    Some(
        inner
            .replace(&format!("\\{mark}"), &mark.to_string())
            .replace("\\\\", "\\"),
    )
}

fn path(text: &str) -> Result<Vec<String>, String> {
    if text.starts_with('_') || text.contains("._") {
        return Err(format!(
            "\"{text}\": names of variables and their parts may not begin with an underscore"
        ));
    }
    Ok(text.split('.').map(ToOwned::to_owned).collect())
}
