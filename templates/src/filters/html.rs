//! Filters that convert text to HTML or HTML to text.

use std::fmt::Write as _;

use python::html as python_html;

use super::{FilterCall, mark_safe};
use crate::error::{Exception, RenderError, RenderResult};
use crate::formats::conditional_escape;
use crate::html::parser::{Handler, Parser};
use crate::value::Value;

/// Maximum passes of removing tags; the text that remains may contain new tags.
const MAX_PASSES: usize = 50;

pub(super) fn escape(call: &FilterCall<'_>) -> RenderResult<Value> {
    conditional_escape(&call.value, call.env)
}

pub(super) fn force_escape(call: &FilterCall<'_>) -> RenderResult<Value> {
    Ok(Value::safe(python_html::escape(&call.text()?)))
}

pub(super) fn safe(call: &FilterCall<'_>) -> RenderResult<Value> {
    mark_safe(call.value.clone(), call.env)
}

/// The items of an iterable value.
pub(super) fn iterate(call: &FilterCall<'_>) -> RenderResult<Vec<Value>> {
    let value = &call.value;
    call.env.iterate(value)?.ok_or_else(|| {
        RenderError::type_error(format!("{} is not iterable", value.type_description()))
    })
}

pub(super) fn escapeseq(call: &FilterCall<'_>) -> RenderResult<Value> {
    let items: RenderResult<Vec<Value>> = iterate(call)?
        .iter()
        .map(|item| conditional_escape(item, call.env))
        .collect();
    items.map(Value::from)
}

pub(super) fn safeseq(call: &FilterCall<'_>) -> RenderResult<Value> {
    let items: RenderResult<Vec<Value>> = iterate(call)?
        .into_iter()
        .map(|item| mark_safe(item, call.env))
        .collect();
    items.map(Value::from)
}

pub(super) fn escapejs(call: &FilterCall<'_>) -> RenderResult<Value> {
    let mut out = call.limited_string();
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
    Ok(Value::safe(out.into_string()))
}

/// Converts line ends to `\n`.
fn normalize_newlines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

pub(super) fn linebreaks(call: &FilterCall<'_>) -> RenderResult<Value> {
    let text = normalize_newlines(&call.text()?);
    let mut out = call.limited_string();
    let mut rest = text.as_str();
    loop {
        let (paragraph, after) = rest
            .split_once("\n\n")
            .map_or((rest, None), |(text, after)| (text, Some(after)));
        let paragraph = if call.must_escape() {
            python_html::escape(paragraph)
        } else {
            paragraph.to_owned()
        };
        write!(out, "<p>{}</p>", paragraph.replace('\n', "<br>"))?;
        let Some(after) = after else {
            return Ok(Value::safe(out.into_string()));
        };
        out.write_str("\n\n")?;
        rest = after.trim_start_matches('\n');
    }
}

pub(super) fn linebreaksbr(call: &FilterCall<'_>) -> RenderResult<Value> {
    let text = normalize_newlines(&call.text()?);
    let text = if call.must_escape() {
        python_html::escape(&text)
    } else {
        text
    };
    Ok(Value::safe(text.replace('\n', "<br>")))
}

pub(super) fn linenumbers(call: &FilterCall<'_>) -> RenderResult<Value> {
    let text = call.text()?;
    let width = text.split('\n').count().to_string().len();
    let mut out = call.limited_string();
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            out.write_char('\n')?;
        }
        let line = if call.must_escape() {
            python_html::escape(line)
        } else {
            line.to_owned()
        };
        write!(out, "{:0width$}. {line}", index + 1)?;
    }
    Ok(Value::safe(out.into_string()))
}

pub(super) fn striptags(call: &FilterCall<'_>) -> RenderResult<Value> {
    let too_many_tags = || {
        RenderError::Exception(
            Exception::Other,
            "the text has too many unclosed tags to remove".into(),
        )
    };
    let mut text = call.text()?;
    if has_many_unclosed_tags(&text) {
        return Err(too_many_tags());
    }
    let mut work = 0;
    for _ in 0..MAX_PASSES {
        if !text.contains('<') || !text.contains('>') {
            return Ok(text.into());
        }
        let mut stripper = TagStripper(String::with_capacity(text.len()));
        let mut parser = Parser::with_work(work, &mut stripper, false);
        if let Some(rest) = parser.feed(&text, false)? {
            parser.feed(rest, true)?;
        }
        work = parser.work();
        if stripper.0.matches('<').count() == text.matches('<').count() {
            return Ok(text.into());
        }
        text = stripper.0;
    }
    if text.contains('<') && text.contains('>') {
        Err(too_many_tags())
    } else {
        Ok(text.into())
    }
}

/// Whether 1000 or more characters contain 50 or more tags without a `>`.
fn has_many_unclosed_tags(text: &str) -> bool {
    text.split('>').any(|run| {
        let start = run
            .match_indices('<')
            .find(|(index, _)| run[index + 1..].starts_with(|c: char| c.is_ascii_alphabetic()));
        start.is_some_and(|(index, _)| {
            run[index..].chars().count() >= 1002 && run[index..].matches('<').count() >= MAX_PASSES
        })
    })
}

/// Collects text without tags.
struct TagStripper(String);

impl Handler for TagStripper {
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
