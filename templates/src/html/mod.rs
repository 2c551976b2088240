//! Escaping for HTML and back, as Python's `html` module does.

pub(crate) mod parser;
mod scan;

use std::collections::HashMap;
use std::sync::OnceLock;

/// `html.escape`: text that HTML shows as it is.
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

/// `html.unescape`: references to characters replaced by them.
#[must_use]
pub fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let length = match rest.strip_prefix('#') {
            Some(number) => numeric(number, &mut out).map(|length| length + 1),
            None => named(rest, &mut out),
        };
        match length {
            Some(length) => rest = &rest[length..],
            None => out.push('&'),
        }
    }
    out.push_str(rest);
    out
}

/// Writes the character of a number and answers how much of the text that was.
fn numeric(text: &str, out: &mut String) -> Option<usize> {
    let (digits, radix, before) = match text.strip_prefix(['x', 'X']) {
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
    Some(before + length + usize::from(digits[length..].starts_with(';')))
}

/// What HTML takes a number for; `None`: nothing.
fn character(code: u32) -> Option<char> {
    /// What Windows has from 0x80 on; where it has nothing, the number itself.
    const WINDOWS: [u32; 32] = [
        0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039,
        0x152, 0x8d, 0x17d, 0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
        0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0x9d, 0x17e, 0x178,
    ];
    match code {
        0 | 0xd800..=0xdfff | 0x11_0000.. => Some('\u{fffd}'),
        0x80..=0x9f => char::from_u32(WINDOWS[(code - 0x80) as usize]),
        0x0d => Some('\r'),
        1..=8 | 0x0b | 0x0e..=0x1f | 0x7f | 0xfdd0..=0xfdef => None,
        code if code & 0xfffe == 0xfffe => None,
        code => char::from_u32(code),
    }
}

/// Writes the characters of the longest name that the text begins with.
fn named(text: &str, out: &mut String) -> Option<usize> {
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
    let whole = &text[..end];
    for length in (2..=whole.len()).rev() {
        if let Some(characters) = whole.get(..length).and_then(|name| names().get(name)) {
            out.push_str(characters);
            return Some(length);
        }
    }
    None
}

fn names() -> &'static HashMap<&'static str, &'static str> {
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
    fn unescapes() {
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
