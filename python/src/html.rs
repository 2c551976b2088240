//! Python's `html`: escaping and unescaping.

use std::collections::HashMap;
use std::sync::OnceLock;

/// `html.escape(text)`.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#x27;"),
            other => out.push(other),
        }
    }
    out
}

/// `html.unescape(text)`: replaces character references.
#[must_use]
pub fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let length = match rest.strip_prefix('#') {
            Some(number) => push_numeric(number, &mut out).map(|length| length + 1),
            None => push_named(rest, &mut out),
        };
        match length {
            Some(length) => rest = &rest[length..],
            None => out.push('&'),
        }
    }
    out.push_str(rest);
    out
}

/// Appends the character of a numeric reference; returns the reference's length after `&#`.
fn push_numeric(text: &str, out: &mut String) -> Option<usize> {
    let (digits, radix, prefix_length) = match text.strip_prefix(['x', 'X']) {
        Some(hex) => (hex, 16, 1),
        None => (text, 10, 0),
    };
    let length = digits
        .find(|c: char| !c.is_digit(radix))
        .unwrap_or(digits.len());
    if length == 0 {
        return None;
    }
    let significant = digits[..length].trim_start_matches('0');
    let code = if significant.is_empty() {
        0
    } else {
        u32::from_str_radix(significant, radix).unwrap_or(u32::MAX)
    };
    out.extend(character(code));
    Some(prefix_length + length + usize::from(digits[length..].starts_with(';')))
}

/// The character of a code in a reference, as HTML defines it; `None` for codes without one.
fn character(code: u32) -> Option<char> {
    /// Windows-1252 from 0x80; codes that it does not assign stand for themselves.
    const WINDOWS_1252: [u32; 32] = [
        0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039,
        0x152, 0x8d, 0x17d, 0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
        0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0x9d, 0x17e, 0x178,
    ];
    match code {
        0 | 0xd800..=0xdfff | 0x11_0000.. => Some('\u{fffd}'),
        0x80..=0x9f => char::from_u32(WINDOWS_1252[(code - 0x80) as usize]),
        0x0d => Some('\r'),
        1..=8 | 0x0b | 0x0e..=0x1f | 0x7f | 0xfdd0..=0xfdef => None,
        code if code & 0xfffe == 0xfffe => None,
        code => char::from_u32(code),
    }
}

/// Appends the characters of the longest entity name at the start of `text`; returns its length.
fn push_named(text: &str, out: &mut String) -> Option<usize> {
    let mut end = 0;
    for (count, (at, c)) in text.char_indices().enumerate() {
        if c == ';' && count > 0 {
            end = at + 1;
            break;
        }
        if count == 32 || matches!(c, '\t' | '\n' | '\x0c' | ' ' | '<' | '&' | '#' | ';') {
            break;
        }
        end = at + c.len_utf8();
    }
    let candidate = &text[..end];
    for length in (2..=candidate.len()).rev() {
        if let Some(characters) = candidate
            .get(..length)
            .and_then(|name| entity_names().get(name))
        {
            out.push_str(characters);
            return Some(length);
        }
    }
    None
}

/// Characters by entity name, without `&`.
fn entity_names() -> &'static HashMap<&'static str, &'static str> {
    static NAMES: OnceLock<HashMap<&'static str, &'static str>> = OnceLock::new();
    NAMES.get_or_init(|| {
        entities::ENTITIES
            .iter()
            .filter_map(|entity| Some((entity.entity.strip_prefix('&')?, entity.characters)))
            .collect()
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn unescapes_as_python_does() {
        for (text, expected) in [
            ("&lt;b&gt; &amp;amp; &eacute; &euml", "<b> &amp; é ë"),
            ("&#65;&#x42 &#0; &#x80; &#1;|", "AB \u{fffd} € |"),
            ("&notit; &noth; & &; &#; &#x;", "¬it; ¬h; & &; &#; &#x;"),
            ("&NotEqualTilde;", "\u{2242}\u{338}"),
        ] {
            assert_eq!(super::unescape(text), expected, "{text}");
        }
    }
}
