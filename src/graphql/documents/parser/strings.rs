//! The values of strings and block strings.

/// The value of the string at the start of `text`, and its length in bytes including quotes.
pub(super) fn plain(text: &str) -> Result<(String, usize), &'static str> {
    let mut value = String::new();
    let mut rest = text.get(1..).unwrap_or_default();
    loop {
        let end = rest
            .find(['"', '\\', '\n', '\r'])
            .ok_or("unterminated string")?;
        value.push_str(&rest[..end]);
        rest = &rest[end..];
        match rest.as_bytes()[0] {
            b'"' => return Ok((value, text.len() - rest.len() + 1)),
            b'\\' => {
                let (c, length) = escape(rest)?;
                value.push(c);
                rest = &rest[length..];
            }
            _ => return Err("unterminated string"),
        }
    }
}

/// The character of the escape sequence at the start of `text`, and the length of the sequence.
fn escape(text: &str) -> Result<(char, usize), &'static str> {
    let c = match text.as_bytes().get(1) {
        Some(b'"') => '"',
        Some(b'\\') => '\\',
        Some(b'/') => '/',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return unicode(text),
        _ => return Err("unknown escape sequence in a string"),
    };
    Ok((c, 2))
}

/// `\u{1F600}`, `\u0041`, or a surrogate pair such as `\uD83D\uDE00`.
fn unicode(text: &str) -> Result<(char, usize), &'static str> {
    const INVALID: &str = "invalid Unicode escape sequence in a string";
    if let Some(braced) = text.strip_prefix("\\u{") {
        // At most eight digits, which is enough for 32 bits.
        let digits = braced
            .bytes()
            .take(9)
            .take_while(u8::is_ascii_hexdigit)
            .count();
        if digits == 0 || digits > 8 || braced.as_bytes().get(digits) != Some(&b'}') {
            return Err(INVALID);
        }
        let code = u32::from_str_radix(&braced[..digits], 16).map_err(|_| INVALID)?;
        return char::from_u32(code).map(|c| (c, digits + 4)).ok_or(INVALID);
    }
    let leading = unit(text).ok_or(INVALID)?;
    let units = [Some(leading), text.get(6..).and_then(unit)];
    match char::decode_utf16(units.into_iter().flatten()).next() {
        Some(Ok(c)) => Ok((c, 6 * c.len_utf16())),
        _ => Err(INVALID),
    }
}

/// The code unit of `\uXXXX`.
fn unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    digits
        .bytes()
        .all(|digit| digit.is_ascii_hexdigit())
        .then(|| u16::from_str_radix(digits, 16).ok())?
}

/// The value of the block string at the start of `text`, and its length in bytes including quotes.
pub(super) fn block(text: &str) -> Result<(String, usize), &'static str> {
    const QUOTES: &str = "\"\"\"";
    let mut raw = String::new();
    let mut rest = text.get(3..).unwrap_or_default();
    loop {
        let end = rest.find(QUOTES).ok_or("unterminated block string")?;
        let (before, after) = (&rest[..end], &rest[end + 3..]);
        rest = after;
        match before.strip_suffix('\\') {
            Some(before) => {
                raw.push_str(before);
                raw.push_str(QUOTES);
            }
            None => {
                raw.push_str(before);
                return Ok((dedent(&raw), text.len() - rest.len()));
            }
        }
    }
}

/// The specification's `BlockStringValue`: removes the common indentation of all lines but the
/// first, and blank lines at both ends.
fn dedent(raw: &str) -> String {
    let unified = raw.replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<&str> = unified.split('\n').collect();
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let is_blank = |line: &&str| indent(line) == line.len();
    let common = lines
        .iter()
        .skip(1)
        .filter(|line| !is_blank(line))
        .map(|line| indent(line))
        .min()
        .unwrap_or(0);
    let Some(first) = lines.iter().position(|line| !is_blank(line)) else {
        return String::new();
    };
    let last = lines
        .iter()
        .rposition(|line| !is_blank(line))
        .unwrap_or(first);
    let kept = lines.iter().enumerate().take(last + 1).skip(first);
    let kept: Vec<&str> = kept
        .map(|(at, line)| {
            if at == 0 {
                line
            } else {
                line.get(common..).unwrap_or_default()
            }
        })
        .collect();
    kept.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_escape_sequences() {
        for (text, value) in [
            (r#""""#, ""),
            (r#""a\"\\\/\b\f\n\r\té" rest""#, "a\"\\/\u{8}\u{c}\n\r\té"),
            (r#""\u0041\u00e9""#, "Aé"),
            (r#""\uD83D\uDE00""#, "😀"),
            (r#""\u{1F600}\u{0}\u{00000041}""#, "😀\0A"),
        ] {
            assert_eq!(plain(text).unwrap().0, value, "{text}");
        }
        assert_eq!(plain(r#""\uD83D\uDE00" x"#).unwrap().1, 14);
        for text in [
            "\"",
            "\"a",
            "\"\\",
            "\"\\\"",
            "\"\n\"",
            r#""\x""#,
            r#""\u00""#,
            r#""\u+041""#,
            r#""\uD83D""#,
            r#""\uDE00""#,
            r#""\uD83Dx""#,
            r#""\uD83D\u0041""#,
            r#""\u{}""#,
            r#""\u{110000}""#,
            r#""\u{D800}""#,
            r#""\u{41""#,
            r#""\u{000000041}""#,
            r#""\u{ 41}""#,
            "\"\\ué000\"",
        ] {
            assert!(plain(text).is_err(), "{text}");
        }
    }

    #[test]
    fn removes_the_indentation_of_block_strings() {
        for (text, value) in [
            (r#""""""""#, ""),
            ("\"\"\"a\"\"\"", "a"),
            ("\"\"\" a \\\"\"\" \\n \"\"\"", " a \"\"\" \\n "),
            ("\"\"\"\n  a\n    b\n\n  c\n  \"\"\"", "a\n  b\n\nc"),
            ("\"\"\"first\r\n\t x\r  \ty\"\"\"", "first\nx\n\ty"),
            ("\"\"\"\n \n \t \n\"\"\"", ""),
            ("\"\"\"\n   a\n \n   b\"\"\"", "a\n\nb"),
        ] {
            assert_eq!(
                block(text).unwrap(),
                (value.to_owned(), text.len()),
                "{text:?}"
            );
        }
        assert!(block("\"\"\"a\\\"\"\"").is_err());
        assert_eq!(block("\"\"\"a\"\"\"\"").unwrap(), ("a".to_owned(), 7));
    }
}
