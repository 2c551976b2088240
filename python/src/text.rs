//! Character classes and methods of `str`.

use std::borrow::Cow;

use crate::tables::{PRINTABLE_FLIPS, ZEROS};

/// The value of a decimal digit of any script (Unicode category Nd), which `int()` and `\d` in `re`
/// accept.
#[must_use]
pub fn digit(c: char) -> Option<u8> {
    let code = u32::from(c);
    if code < 0x80 {
        return c.to_digit(10).and_then(|digit| u8::try_from(digit).ok());
    }
    let run = ZEROS.partition_point(|zero| *zero <= code).checked_sub(1)?;
    let distance = code - ZEROS.get(run)?;
    u8::try_from(distance).ok().filter(|digit| *digit < 10)
}

/// The text with all decimal digits converted to ASCII, so that `[0-9]` matches what `\d` matches in
/// Python.
#[must_use]
pub fn ascii_digits(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(
        text.chars()
            .map(|c| digit(c).map_or(c, |digit| char::from(b'0' + digit)))
            .collect(),
    )
}

/// `str.isspace()` of a character, and `\s` in `re`.
#[must_use]
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\x1c'..='\x1f').contains(&c)
}

/// `str.strip()`.
#[must_use]
pub fn strip(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// `str.split()`.
pub fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(is_space).filter(|word| !word.is_empty())
}

/// `str.splitlines()`.
#[must_use]
pub fn splitlines(text: &str) -> Vec<&str> {
    let without_end = |line| {
        str::strip_suffix(line, "\r\n")
            .or_else(|| line.strip_suffix(is_line_end))
            .unwrap_or(line)
    };
    splitlines_keepends(text)
        .into_iter()
        .map(without_end)
        .collect()
}

/// `str.splitlines(keepends=True)`.
#[must_use]
pub fn splitlines_keepends(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(is_line_end) {
        let length = match rest[start..].chars().next() {
            _ if rest[start..].starts_with("\r\n") => 2,
            Some(c) => c.len_utf8(),
            None => 0,
        };
        let (line, after) = rest.split_at(start + length);
        lines.push(line);
        rest = after;
    }
    if !rest.is_empty() {
        lines.push(rest);
    }
    lines
}

fn is_line_end(c: char) -> bool {
    matches!(
        c,
        '\n' | '\r' | '\x0b' | '\x0c' | '\x1c'..='\x1e' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// `str.isprintable()` of a character: whether `repr()` prints it unescaped.
#[must_use]
pub fn is_printable(c: char) -> bool {
    match c {
        ' '..='~' => true,
        '\0'..'\u{a1}' => false,
        _ => PRINTABLE_FLIPS
            .partition_point(|flip| *flip <= u32::from(c))
            .is_multiple_of(2),
    }
}

/// `str.expandtabs()`: tabs as spaces up to the next multiple of eight columns. `text` is one line.
#[must_use]
pub fn expandtabs(text: &str) -> String {
    const TAB_SIZE: usize = 8;
    let mut out = String::with_capacity(text.len());
    let mut column = 0;
    for c in text.chars() {
        if c == '\t' {
            let count = TAB_SIZE - column % TAB_SIZE;
            out.extend(std::iter::repeat_n(' ', count));
            column += count;
        } else {
            out.push(c);
            column += 1;
        }
    }
    out
}
