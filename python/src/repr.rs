//! `repr()` of a string, and `ascii()`.

use std::fmt;

use crate::text::is_printable;

/// Writes `repr(text)`: in single quotes, or in double quotes if the text contains only single ones,
/// with unprintable characters escaped. `lone_surrogates` are surrogates that a Rust string cannot
/// hold: the byte offset of the U+FFFD that replaces each, and the surrogate.
///
/// # Errors
/// The writer's errors.
pub fn write_repr(
    text: &str,
    lone_surrogates: &[(usize, u16)],
    out: &mut dyn fmt::Write,
) -> fmt::Result {
    let quote = if text.contains('\'') && !text.contains('"') {
        '"'
    } else {
        '\''
    };
    let mut lone_surrogates = lone_surrogates.iter().peekable();
    out.write_char(quote)?;
    for (offset, c) in text.char_indices() {
        if let Some((_, unit)) = lone_surrogates.next_if(|(at, _)| *at == offset) {
            write!(out, "\\u{unit:04x}")?;
            continue;
        }
        match c {
            '\\' => out.write_str("\\\\")?,
            '\n' => out.write_str("\\n")?,
            '\r' => out.write_str("\\r")?,
            '\t' => out.write_str("\\t")?,
            c if c == quote => write!(out, "\\{c}")?,
            c if is_printable(c) => out.write_char(c)?,
            c => write_escape(c, out)?,
        }
    }
    out.write_char(quote)
}

/// `ascii(value)`, from `repr(value)`: escapes everything but ASCII.
#[must_use]
pub fn ascii(repr: &str) -> String {
    let mut out = String::with_capacity(repr.len());
    for c in repr.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            // Writing to a `String` cannot fail.
            let _ = write_escape(c, &mut out);
        }
    }
    out
}

fn write_escape(c: char, out: &mut dyn fmt::Write) -> fmt::Result {
    match u32::from(c) {
        code if code < 0x100 => write!(out, "\\x{code:02x}"),
        code if code < 0x1_0000 => write!(out, "\\u{code:04x}"),
        code => write!(out, "\\U{code:08x}"),
    }
}
