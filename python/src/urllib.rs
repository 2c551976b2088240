//! `urllib.parse`: percent-encoding.

/// `quote(text, safe)`: bytes as `%XX`, except letters, digits, `_.-~` and the characters in `safe`.
#[must_use]
pub fn quote(text: &str, safe: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        let c = char::from(byte);
        if c.is_ascii_alphanumeric() || (c.is_ascii() && ("_.-~".contains(c) || safe.contains(c))) {
            out.push(c);
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// `unquote(text)`: `%XX` as bytes; invalid UTF-8 becomes U+FFFD.
#[must_use]
pub fn unquote(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        if *first == b'%'
            && let Some(byte) = hex_byte(after)
        {
            bytes.push(byte);
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The byte that two hexadecimal digits at the start of `text` encode.
fn hex_byte(text: &[u8]) -> Option<u8> {
    let digits = std::str::from_utf8(text.get(..2)?).ok()?;
    // `from_str_radix` by itself would accept a sign.
    digits
        .bytes()
        .all(|byte| byte.is_ascii_hexdigit())
        .then(|| u8::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_bytes_that_are_not_safe() {
        assert_eq!(quote("a/ü b~", "/"), "a/%C3%BC%20b~");
        assert_eq!(quote("é", "é"), "%C3%A9");
    }

    #[test]
    fn unquotes_valid_escapes_only() {
        assert_eq!(unquote("%C3%BC%2G%+1%4"), "ü%2G%+1%4");
        assert_eq!(unquote("%ff"), "\u{fffd}");
    }
}
