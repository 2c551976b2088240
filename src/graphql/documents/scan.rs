//! A document's text is looked through once, without memory, before it is parsed: how many words it has and how deep
//! its brackets go. The parser goes one call deeper with each bracket.

use serde_json::{Map, Value};

use super::{Fault, Result, files};
use crate::config::Graphql;
use crate::graphql::inputs::upload::MARK;

/// Longest document in bytes.
const LONGEST: usize = 256 * 1024;
/// Deepest nesting of brackets.
pub(super) const DEEPEST: usize = 64;

/// Refuses what is too long or nested too deep to be parsed.
pub(super) fn check(text: &str, limits: &Graphql) -> Result<()> {
    if text.len() > LONGEST {
        return Err(Fault::too_large(format_args!("the document is longer than {LONGEST} bytes")));
    }
    let most = limits.max_tokens;
    let (mut depth, mut tokens) = (0_usize, 0_usize);
    let mut rest = text;
    while let Some((token, after)) = next(rest) {
        rest = after;
        tokens += 1;
        if tokens > most {
            let message = format_args!("the document has more than {most} words and signs").to_string();
            return Err(Fault::limit("QUERY_TOO_MANY_TOKENS", message));
        }
        match token {
            b'{' | b'[' | b'(' => depth += 1,
            b'}' | b']' | b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return Err(Fault::limit("QUERY_TOO_DEEP", format_args!("brackets are nested deeper than {DEEPEST}")));
        }
    }
    Ok(())
}

/// Refuses variables that are nested deeper than a document could have them: the schema reads them by recursion. Refuses
/// texts that stand for files, too, where there are more than the `files` that were put there.
pub(super) fn variables(variables: &Map<String, Value>, files: usize) -> Result<()> {
    let mut marks = 0;
    let mut rest: Vec<(usize, &Value)> = variables.values().map(|value| (1, value)).collect();
    while let Some((depth, value)) = rest.pop() {
        if depth > DEEPEST {
            return Err(Fault::limit("QUERY_TOO_DEEP", format_args!("variables are nested deeper than {DEEPEST}")));
        }
        match value {
            Value::Array(items) => rest.extend(items.iter().map(|item| (depth + 1, item))),
            Value::Object(members) => rest.extend(members.values().map(|member| (depth + 1, member))),
            Value::String(text) if text.starts_with(MARK) => {
                marks += 1;
                if marks > files {
                    return files::text(text);
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// The first byte of the next token, and the text behind the token. Blanks, commas and comments are none.
fn next(mut text: &str) -> Option<(u8, &str)> {
    loop {
        text = text.trim_start_matches([' ', '\t', '\n', '\r', ',', '\u{feff}']);
        if !text.starts_with('#') {
            break;
        }
        text = text.find(['\n', '\r']).map_or("", |end| &text[end..]);
    }
    let first = *text.as_bytes().first()?;
    let after = if let Some(rest) = text.strip_prefix("\"\"\"") {
        after_string(rest, "\"\"\"", "\\\"\"\"")
    } else if let Some(rest) = text.strip_prefix('"') {
        after_string(rest, "\"", "\\")
    } else if let Some(rest) = text.strip_prefix("...") {
        rest
    } else {
        let in_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '+');
        match text.find(|c| !in_word(c)) {
            Some(0) => &text[text.chars().next().map_or(1, char::len_utf8)..],
            Some(end) => &text[end..],
            None => "",
        }
    };
    Some((first, after))
}

/// What follows a string that ends with `quote`; `escape` (for short strings with the character after it) does not
/// end it.
fn after_string<'a>(mut text: &'a str, quote: &str, escape: &str) -> &'a str {
    loop {
        match (text.find(quote), text.find(escape)) {
            (Some(end), Some(escaped)) if escaped < end => {
                let after = &text[escaped + escape.len()..];
                let skipped = if escape == "\\" { after.chars().next().map_or(0, char::len_utf8) } else { 0 };
                text = &after[skipped..];
            }
            (Some(end), _) => return &text[end + quote.len()..],
            (None, _) => return "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(mut text: &str) -> usize {
        let mut count = 0;
        while let Some((_, rest)) = next(text) {
            text = rest;
            count += 1;
        }
        count
    }

    #[test]
    fn tokens_are_told_apart() {
        for (text, count) in [
            ("", 0),
            ("  ,\n# nothing\n,", 0),
            ("{a(b:[1])}", 10),
            ("query A($a: Int! = -1.5e+3) { ...on B { c @d } }", 23),
            (r#"{a(b:"[[[[\"[[[\\")}"#, 8),
            ("{a(b:\"\"\"[[ \\\"\"\" [[ \" [[\"\"\")} # [[[[\n{b}", 11),
            ("\"[[", 1),
            ("\"\\", 1),
            ("é", 1),
        ] {
            assert_eq!(tokens(text), count, "{text}");
        }
    }

    #[test]
    fn what_is_too_deep_or_too_long_is_refused() {
        let limits = crate::config::Config::default().graphql;
        let code = |text: &str| check(text, &limits).err().map(|fault| fault.code().to_owned());
        assert_eq!(code(&"{a".repeat(64)), None);
        assert_eq!(code(&"{a".repeat(65)).as_deref(), Some("QUERY_TOO_DEEP"));
        assert_eq!(code(&"{a}".repeat(65)), None);
        assert_eq!(code(&format!("{{a(b: \"{}\")}}", "[".repeat(100))), None);
        assert_eq!(code(&"a ".repeat(limits.max_tokens + 1)).as_deref(), Some("QUERY_TOO_MANY_TOKENS"));
        assert_eq!(code(&" ".repeat(LONGEST + 1)).as_deref(), Some("PAYLOAD_TOO_LARGE"));
    }

    proptest::proptest! {
        /// Any text is looked through to its end, and no words are made of none.
        #[test]
        fn any_text(noise in ".{0,60}", text in "[\"\\\\#\n{}(a1.,é ]{0,60}") {
            for text in [&noise, &text] {
                assert!(tokens(text) <= text.len());
            }
        }
    }
}
