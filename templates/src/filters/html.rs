//! Filters that make HTML of text, or text of HTML.

use std::fmt::Write as _;

use super::{Call, mark_safe};
use crate::error::{Exc, Fault, Outcome};
use crate::html::parser::{Handler, Parser};
use crate::html::{self};
use crate::value::Value;

/// Rounds of taking tags out of a text, each of which may make new tags of what is left.
const ROUNDS: usize = 50;

pub(super) fn escape(call: &Call<'_>) -> Outcome<Value> {
    call.env.escaped(&call.value)
}

pub(super) fn force_escape(call: &Call<'_>) -> Outcome<Value> {
    Ok(Value::safe(html::escape(&call.text()?)))
}

pub(super) fn safe(call: &Call<'_>) -> Outcome<Value> {
    mark_safe(call.value.clone(), call.env)
}

/// The elements of a value that a loop can go over.
pub(super) fn elements(call: &Call<'_>) -> Outcome<Vec<Value>> {
    let value = &call.value;
    call.env
        .elements(value)?
        .ok_or_else(|| Fault::type_error(format!("{} has no elements", value.kind())))
}

pub(super) fn escapeseq(call: &Call<'_>) -> Outcome<Value> {
    let items: Outcome<Vec<Value>> = elements(call)?
        .iter()
        .map(|item| call.env.escaped(item))
        .collect();
    items.map(Value::from)
}

pub(super) fn safeseq(call: &Call<'_>) -> Outcome<Value> {
    let items: Outcome<Vec<Value>> = elements(call)?
        .into_iter()
        .map(|item| mark_safe(item, call.env))
        .collect();
    items.map(Value::from)
}

pub(super) fn escapejs(call: &Call<'_>) -> Outcome<Value> {
    let mut out = call.sink();
    for c in call.text()?.chars() {
        match c {
            '\\'
            | '\''
            | '"'
            | '>'
            | '<'
            | '&'
            | '='
            | '-'
            | ';'
            | '`'
            | '\u{2028}'
            | '\u{2029}'
            | '\0'..='\x1f' => {
                write!(out, "\\u{:04X}", u32::from(c))?;
            }
            other => out.write_char(other)?,
        }
    }
    Ok(Value::safe(out.into_text()))
}

/// Text with `\n` for all line ends.
pub(super) fn normalized(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

pub(super) fn linebreaks(call: &Call<'_>) -> Outcome<Value> {
    let text = normalized(&call.text()?);
    let mut out = call.sink();
    let mut rest = text.as_str();
    loop {
        let (paragraph, after) = rest
            .split_once("\n\n")
            .map_or((rest, None), |(text, after)| (text, Some(after)));
        let paragraph = if call.escapes() {
            html::escape(paragraph)
        } else {
            paragraph.to_owned()
        };
        write!(out, "<p>{}</p>", paragraph.replace('\n', "<br>"))?;
        let Some(after) = after else {
            return Ok(Value::safe(out.into_text()));
        };
        out.write_str("\n\n")?;
        rest = after.trim_start_matches('\n');
    }
}

pub(super) fn linebreaksbr(call: &Call<'_>) -> Outcome<Value> {
    let text = normalized(&call.text()?);
    let text = if call.escapes() {
        html::escape(&text)
    } else {
        text
    };
    Ok(Value::safe(text.replace('\n', "<br>")))
}

pub(super) fn linenumbers(call: &Call<'_>) -> Outcome<Value> {
    let text = call.text()?;
    let width = text.split('\n').count().to_string().len();
    let mut out = call.sink();
    for (place, line) in text.split('\n').enumerate() {
        if place > 0 {
            out.write_char('\n')?;
        }
        let line = if call.escapes() {
            html::escape(line)
        } else {
            line.to_owned()
        };
        write!(out, "{:0width$}. {line}", place + 1)?;
    }
    Ok(Value::safe(out.into_text()))
}

pub(super) fn striptags(call: &Call<'_>) -> Outcome<Value> {
    let suspicious = || {
        Fault::Raise(
            Exc::Other,
            "the text has too many open tags to take out".into(),
        )
    };
    let mut text = call.text()?;
    if has_endless_tags(&text) {
        return Err(suspicious());
    }
    let mut work = 0;
    for _ in 0..ROUNDS {
        if !text.contains('<') || !text.contains('>') {
            return Ok(text.into());
        }
        let mut stripped = Stripped(String::with_capacity(text.len()));
        let mut parser = Parser::after(work, &mut stripped, false);
        if let Some(rest) = parser.feed(&text, false)? {
            parser.feed(rest, true)?;
        }
        work = parser.work();
        if stripped.0.matches('<').count() == text.matches('<').count() {
            return Ok(text.into());
        }
        text = stripped.0;
    }
    if text.contains('<') && text.contains('>') {
        Err(suspicious())
    } else {
        Ok(text.into())
    }
}

/// Whether 50 tags are open within a thousand characters and more without one closed.
fn has_endless_tags(text: &str) -> bool {
    text.split('>').any(|run| {
        let start = run
            .match_indices('<')
            .find(|(at, _)| run[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic()));
        start.is_some_and(|(at, _)| {
            run[at..].chars().count() >= 1002 && run[at..].matches('<').count() >= ROUNDS
        })
    })
}

/// What is left without tags.
struct Stripped(String);

impl Handler for Stripped {
    fn start(&mut self, _: &str, _: &str, _: bool) -> bool {
        true
    }

    fn end(&mut self, _: &str) -> bool {
        true
    }

    fn data(&mut self, data: &str) -> bool {
        self.0.push_str(data);
        true
    }

    fn reference(&mut self, name: &str) -> bool {
        self.0.push('&');
        self.0.push_str(name);
        self.0.push(';');
        true
    }
}
