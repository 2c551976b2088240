//! Methods of `str` that change or test case.

/// Whether a character is part of a word for `str.title()`.
fn is_cased(c: char) -> bool {
    c.is_lowercase()
        || c.is_uppercase()
        || matches!(c, '\u{1c5}' | '\u{1c8}' | '\u{1cb}' | '\u{1f2}')
}

/// Appends a letter in titlecase.
fn push_title(c: char, out: &mut String) {
    match c {
        '\u{1c4}'..='\u{1c6}' => out.push('\u{1c5}'),
        '\u{1c7}'..='\u{1c9}' => out.push('\u{1c8}'),
        '\u{1ca}'..='\u{1cc}' => out.push('\u{1cb}'),
        '\u{1f1}'..='\u{1f3}' => out.push('\u{1f2}'),
        _ => {
            let mut upper = c.to_uppercase();
            out.extend(upper.next());
            for rest in upper {
                out.extend(rest.to_lowercase());
            }
        }
    }
}

/// `str.title()`.
#[must_use]
pub fn title(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_word = false;
    for c in text.chars() {
        if in_word {
            out.extend(c.to_lowercase());
        } else {
            push_title(c, &mut out);
        }
        in_word = is_cased(c);
    }
    out
}

/// `str.capitalize()`.
#[must_use]
pub fn capitalize(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    if let Some(first) = chars.next() {
        push_title(first, &mut out);
        out.push_str(&chars.as_str().to_lowercase());
    }
    out
}

/// `str.swapcase()`.
#[must_use]
pub fn swapcase(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_uppercase() {
            out.extend(c.to_lowercase());
        } else {
            out.extend(c.to_uppercase());
        }
    }
    out
}

/// `str.istitle()`: each word starts with an uppercase letter and has no other.
#[must_use]
pub fn istitle(text: &str) -> bool {
    let (mut in_word, mut any) = (false, false);
    for c in text.chars() {
        if c.is_uppercase() {
            if in_word {
                return false;
            }
            (in_word, any) = (true, true);
        } else if c.is_lowercase() {
            if !in_word {
                return false;
            }
            any = true;
        } else {
            in_word = false;
        }
    }
    any
}
