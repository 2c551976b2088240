//! `wordwrap`, as Python's `textwrap` does it: spaces stay, long words are not broken.

use super::Call;
use crate::error::{Fault, Outcome};
use crate::value::Value;
use crate::value::pytext::lines;

pub(super) fn wordwrap(call: &Call<'_>) -> Outcome<Value> {
    let width = call.argument().int()?;
    let text = call.text()?;
    let mut out: Vec<String> = Vec::new();
    for line in lines(&text) {
        if width <= 0 && !line.is_empty() {
            return Err(Fault::value_error("wordwrap takes a width of 1 or more"));
        }
        let wrapped = wrapped(
            &expanded(line),
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

/// Runs of spaces and runs of other letters, in turn.
fn chunks(line: &str) -> Vec<&str> {
    let mut chunks = Vec::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let space = is_space(first);
        let end = rest.find(|c| is_space(c) != space).unwrap_or(rest.len());
        chunks.push(&rest[..end]);
        rest = &rest[end..];
    }
    chunks
}

/// What textwrap takes for a space: ASCII's alone.
fn is_space(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\x0b' | '\x0c' | '\r' | ' ')
}

/// Lines of at most so many letters.
fn wrapped(line: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut chunks = chunks(line).into_iter().peekable();
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

/// `str.expandtabs()`: up to the next column that 8 divides.
fn expanded(line: &str) -> String {
    let mut out = String::new();
    let mut column = 0;
    for c in line.chars() {
        if c == '\t' {
            let count = 8 - column % 8;
            out.push_str(&" ".repeat(count));
            column += count;
        } else {
            out.push(c);
            column += 1;
        }
    }
    out
}
