//! Parses header parameters as Python's `email` package and Django's `parse_header_parameters` do:
//! quoting, and RFC 2231 with charsets and continuations. Both APIs use it for every header.

use percent_encoding::percent_decode_str;

/// A header that Django ignores because a parameter names an unknown charset or mixes the forms of
/// RFC 2231.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a parameter of the header cannot be decoded")]
pub struct Undecodable;

/// Splits a header into its main value, in lower case, and its parameters. The last parameter of a
/// name counts, and `name*` replaces `name`.
///
/// # Errors
/// [`Undecodable`]
pub fn parse_header_parameters(line: &str) -> Result<(String, Vec<(String, String)>), Undecodable> {
    if !line.contains(';') {
        return Ok((python::strip(line).to_lowercase(), Vec::new()));
    }
    let mut sections = split(line).into_iter();
    let main = sections
        .next()
        .map(|(name, _)| name.to_lowercase())
        .unwrap_or_default();
    let mut params: Vec<(String, String)> = Vec::new();
    let mut extended: Vec<(String, Vec<Segment>)> = Vec::new();
    for (name, value) in sections {
        let value = unquote(&value);
        let Some((base, number)) = continuation(&name) else {
            set(
                &mut params,
                name,
                unquote(&format!("\"{}\"", quote(&value))),
            );
            continue;
        };
        let segment = Segment {
            number: number.map(Number::new),
            value,
            encoded: name.ends_with('*'),
        };
        match extended.iter_mut().find(|(known, _)| known == base) {
            Some((_, segments)) => segments.push(segment),
            None => extended.push((base.to_owned(), vec![segment])),
        }
    }
    for (name, segments) in extended {
        let value = join(segments)?;
        set(&mut params, name, value);
    }
    params.retain(|(name, _)| !name.is_empty());
    Ok((main, params))
}

fn set(params: &mut Vec<(String, String)>, name: String, value: String) {
    match params.iter_mut().find(|(known, _)| *known == name) {
        Some((_, known)) => *known = value,
        None => params.push((name, value)),
    }
}

/// `email.message._parseparam`: names and values between semicolons outside of quotes.
fn split(line: &str) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let mut begin = 0;
    // Counts unescaped quotes as Python does: `\"` is escaped, even after another backslash.
    let (mut quotes, mut escaped) = (0_usize, false);
    let bytes = line.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'"' if escaped => escaped = false,
            b'"' => quotes += 1,
            b';' if quotes % 2 == 0 => {
                out.push(section(&line[begin..at]));
                (begin, quotes, escaped) = (at + 1, 0, false);
            }
            _ => escaped = *byte == b'\\',
        }
    }
    out.push(section(&line[begin..]));
    out
}

fn section(text: &str) -> (String, String) {
    match text.split_once('=') {
        Some((name, value)) => (
            python::strip(name).to_lowercase(),
            python::strip(value).to_owned(),
        ),
        None => (python::strip(text).to_owned(), String::new()),
    }
}

/// `email.utils.unquote`
fn unquote(value: &str) -> String {
    let inner = |begin, end| {
        value
            .strip_prefix(begin)?
            .strip_suffix(end)
            .map(ToOwned::to_owned)
    };
    if let Some(quoted) = inner('"', '"') {
        return quoted.replace("\\\\", "\\").replace("\\\"", "\"");
    }
    inner('<', '>').unwrap_or_else(|| value.to_owned())
}

/// `email.utils.quote`
fn quote(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"")
}

/// A segment of an RFC 2231 value.
struct Segment {
    number: Option<Number>,
    value: String,
    encoded: bool,
}

/// The number of a continuation, of any size: the number of its digits and the digits, without
/// leading zeros.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Number(usize, String);

impl Number {
    fn new(digits: &str) -> Self {
        let digits = digits.trim_start_matches('0');
        Self(digits.len(), digits.to_owned())
    }
}

/// `^(\w+)\*(([0-9]+)\*?)?$`: the name, and the digits of a continuation.
fn continuation(name: &str) -> Option<(&str, Option<&str>)> {
    let (base, rest) = name.split_once('*')?;
    let word = !base.is_empty() && base.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let digits = rest.strip_suffix('*').unwrap_or(rest);
    let number = digits.bytes().all(|b| b.is_ascii_digit());
    match (word && number, rest.is_empty(), digits.is_empty()) {
        (true, true, _) => Some((base, None)),
        (true, false, false) => Some((base, Some(digits))),
        _ => None,
    }
}

/// Joins segments in the order of their numbers.
fn join(mut segments: Vec<Segment>) -> Result<String, Undecodable> {
    if segments.iter().any(|segment| segment.number.is_none())
        && segments.iter().any(|s| s.number.is_some())
    {
        return Err(Undecodable);
    }
    segments
        .sort_by(|a, b| (&a.number, &a.value, a.encoded).cmp(&(&b.number, &b.value, b.encoded)));
    let extended = segments.iter().any(|segment| segment.encoded);
    let mut text = String::new();
    for Segment { value, encoded, .. } in segments {
        if encoded {
            // One character for each byte; the charset is applied to the joined text.
            text.extend(percent_bytes(&value));
        } else {
            text.push_str(&value);
        }
    }
    let text = quote(&text);
    if !extended {
        return Ok(unquote(&format!("\"{text}\"")));
    }
    let mut parts = text.splitn(3, '\'');
    let (charset, text) = match (parts.next(), parts.next(), parts.next()) {
        (Some(charset), Some(_), Some(text)) => (charset.to_owned(), text.to_owned()),
        _ => ("us-ascii".to_owned(), text),
    };
    let text = unquote(&format!("\"{text}\""));
    if charset.is_empty() {
        return Ok(text);
    }
    let codec = python::Codec::lookup(&charset).map_err(|_| Undecodable)?;
    Ok(codec.decode_lossy(&raw_unicode_escape(&text)).into_owned())
}

/// `urllib.parse.unquote(…, encoding="latin-1")`, which keeps other than ASCII characters.
fn percent_bytes(text: &str) -> Vec<char> {
    let mut out = Vec::with_capacity(text.len());
    for run in text.split_inclusive(|c: char| !c.is_ascii()) {
        let ascii = run.trim_end_matches(|c: char| !c.is_ascii());
        out.extend(percent_decode_str(ascii).map(char::from));
        out.extend(run[ascii.len()..].chars());
    }
    out
}

/// Python's codec of this name: one byte for a character of Latin-1, `\uXXXX` for others.
fn raw_unicode_escape(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for c in text.chars() {
        match u32::from(c) {
            code @ 0..=0xff => out.extend(u8::try_from(code)),
            code @ 0x100..=0xffff => out.extend_from_slice(format!("\\u{code:04x}").as_bytes()),
            code => out.extend_from_slice(format!("\\U{code:08x}").as_bytes()),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn filename(text: &str) -> Option<String> {
        let (_, params) =
            parse_header_parameters(&format!("form-data; name=\"f\"; {text}")).ok()?;
        params
            .into_iter()
            .find(|(name, _)| name == "filename")
            .map(|(_, value)| value)
    }

    /// Expected values are from Python 3.11 and Django 5.2.
    #[test]
    fn parses_file_names_as_django() {
        for (text, expected) in [
            ("filename=\"a;b.txt\"", Some("a;b.txt")),
            ("filename=\"q\\\"x.txt\"", Some("q\"x.txt")),
            ("FileName=\"a\\\";b.txt\"", Some("a\";b.txt")),
            ("filename=a b.txt", Some("a b.txt")),
            ("filename=<a.txt>", Some("a.txt")),
            ("filename=\"a.txt\\\"", Some("a.txt\\")),
            ("filename*=utf-8''r%C3%A4.txt", Some("rä.txt")),
            (
                "filename*=utf-8''r%C3%A4.txt; filename=\"b.txt\"",
                Some("rä.txt"),
            ),
            (
                "filename=\"b.txt\"; filename*=\"utf-8'en'r%C3%A4.txt\"",
                Some("rä.txt"),
            ),
            ("filename*=iso-8859-1''r%E4.txt", Some("rä.txt")),
            ("filename*=windows-1252''r%80.txt", Some("r€.txt")),
            ("filename*=latin1''%80", Some("\u{80}")),
            ("filename*=shift_jis''%93%FA%96%7B.txt", Some("日本.txt")),
            ("filename*=utf-16''%61%00.%00t%00x%00t%00", Some("a.txt")),
            ("filename*=foo''r%C3%A4.txt", None),
            ("filename=\"b.txt\"; filename*=foo''r", None),
            ("filename*=''r%C3%A4.txt", Some("rÃ¤.txt")),
            ("filename*=r%C3%A4.txt", Some("r\u{fffd}\u{fffd}.txt")),
            (
                "filename*=utf-8'r%C3%A4.txt",
                Some("utf-8'r\u{fffd}\u{fffd}.txt"),
            ),
            ("filename*1=\"b.txt\"; filename*0=\"a\"", Some("ab.txt")),
            (
                "filename*1*=%C3%A4.txt; filename*0*=utf-8''a%20",
                Some("a ä.txt"),
            ),
            (
                "filename*0*=utf-8''a%C3%A4; filename*1=\"b%41.txt\"",
                Some("aäb%41.txt"),
            ),
            (
                "filename*10=j.txt; filename*2=c; filename*0=a; filename*01=b",
                Some("abcj.txt"),
            ),
            ("filename*0=a.txt; filename*=utf-8''b.txt", None),
            ("filename*=utf-8''a%22b%5C%22.txt", Some("a\"b\\\".txt")),
        ] {
            assert_eq!(filename(text).as_deref(), expected, "{text}");
        }
        assert_eq!(
            parse_header_parameters(" Text/HTML "),
            Ok(("text/html".to_owned(), Vec::new()))
        );
    }

    proptest! {
        #[test]
        fn never_panics(text in "[a-z*0-9=;\"'\\\\%<> é]{0,60}") {
            let _ = parse_header_parameters(&text);
        }
    }
}
