//! Classes of characters, and the methods of `str` that depend on them.

use std::borrow::Cow;

use crate::tables::{PRINTABLE_FLIPS, ZEROS};

/// The value of a decimal digit of any script (Unicode category Nd), as in `int()` and `\d` of `re`.
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

/// Replaces decimal digits of any script by ASCII digits, so that `[0-9]` matches what `\d` of
/// Python's `re` matches.
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

/// `str.isspace()` of a character, and `\s` of `re`.
#[must_use]
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\x1c'..='\x1f').contains(&c)
}

/// `str.strip()`.
#[must_use]
pub fn strip(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// `str.split()`: the words.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(is_space).filter(|word| !word.is_empty())
}

/// `str.splitlines()`.
#[must_use]
pub fn lines(text: &str) -> Vec<&str> {
    let end = |line| {
        str::strip_suffix(line, "\r\n")
            .or_else(|| line.strip_suffix(is_line_end))
            .unwrap_or(line)
    };
    lines_with_ends(text).into_iter().map(end).collect()
}

/// `str.splitlines(True)`.
#[must_use]
pub fn lines_with_ends(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(is_line_end) {
        let end = rest[at..].chars().next().map_or(1, char::len_utf8);
        let end = at
            + if rest[at..].starts_with("\r\n") {
                2
            } else {
                end
            };
        lines.push(&rest[..end]);
        rest = &rest[end..];
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
