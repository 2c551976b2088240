//! `repr()` of a text.

use std::fmt;

use crate::text::is_printable;

/// Writes `repr(text)`: in single quotes unless the text has single quotes only, with unprintable
/// characters escaped. `lone` has the lone surrogates of the text, which a Rust string cannot hold:
/// the byte offset of the U+FFFD in its place, and the surrogate.
///
/// # Errors
/// Errors of the writer.
pub fn write_repr(text: &str, lone: &[(usize, u16)], out: &mut dyn fmt::Write) -> fmt::Result {
    let quote = if text.contains('\'') && !text.contains('"') {
        '"'
    } else {
        '\''
    };
    let mut lone = lone.iter().peekable();
    out.write_char(quote)?;
    for (at, c) in text.char_indices() {
        if let Some((_, unit)) = lone.next_if(|(place, _)| *place == at) {
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
            c if u32::from(c) < 0x100 => write!(out, "\\x{:02x}", u32::from(c))?,
            c if u32::from(c) < 0x1_0000 => write!(out, "\\u{:04x}", u32::from(c))?,
            c => write!(out, "\\U{:08x}", u32::from(c))?,
        }
    }
    out.write_char(quote)
}
