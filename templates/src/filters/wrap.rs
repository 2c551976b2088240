//! `wordwrap`, which uses Python's `textwrap` without dropping whitespace or breaking long words.

use python::{expandtabs, splitlines};

use super::FilterCall;
use crate::error::{RenderError, RenderResult};
use crate::value::Value;

pub(super) fn wordwrap(call: &FilterCall<'_>) -> RenderResult<Value> {
    let width = call.argument().to_int()?;
    let text = call.text()?;
    let mut out: Vec<String> = Vec::new();
    for line in splitlines(&text) {
        if width <= 0 && !line.is_empty() {
            return Err(RenderError::value_error(
                "wordwrap needs a width of at least 1",
            ));
        }
        let wrapped = wrap_line(
            &expandtabs(line),
            usize::try_from(width).unwrap_or(usize::MAX),
        );
        if wrapped.is_empty() {
            out.push(line.to_owned());
        } else {
            out.extend(wrapped);
        }
    }
    if text.ends_with('\n') {
        out.push(String::new());
    }
    Ok(out.join("\n").into())
}

/// Splits a line into alternating runs of whitespace and other characters.
fn split_chunks(line: &str) -> Vec<&str> {
    let mut chunks = Vec::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let is_space = is_ascii_space(first);
        let end = rest
            .find(|c| is_ascii_space(c) != is_space)
            .unwrap_or(rest.len());
        chunks.push(&rest[..end]);
        rest = &rest[end..];
    }
    chunks
}

/// Whitespace for `textwrap`, which is ASCII only.
fn is_ascii_space(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\x0b' | '\x0c' | '\r' | ' ')
}

/// Wraps a line to lines of at most `width` characters.
fn wrap_line(line: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut chunks = split_chunks(line).into_iter().peekable();
    while chunks.peek().is_some() {
        if !lines.is_empty() && chunks.peek().is_some_and(|chunk| chunk.trim().is_empty()) {
            chunks.next();
        }
        let mut current: Vec<&str> = Vec::new();
        let mut length = 0;
        while let Some(chunk) = chunks.peek() {
            let size = chunk.chars().count();
            if length + size > width && !(current.is_empty() && size > width) {
                break;
            }
            length += size;
            current.push(chunk);
            chunks.next();
            if size > width {
                break;
            }
        }
        if current.last().is_some_and(|chunk| chunk.trim().is_empty()) {
            current.pop();
        }
        if !current.is_empty() {
            lines.push(current.concat());
        }
    }
    lines
}
