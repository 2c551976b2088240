//! Filters that quote addresses, and Python's `urllib.parse` as far as they need it.

use super::Call;
use crate::error::{Fault, Outcome};
use crate::value::Value;

/// `urllib.parse.quote`: bytes as `%XX`, but letters, digits, `_.-~` and these.
pub(crate) fn quote(text: &str, safe: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        let c = char::from(byte);
        if byte.is_ascii() && (c.is_ascii_alphanumeric() || "_.-~".contains(c) || safe.contains(c))
        {
            out.push(c);
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// `urllib.parse.unquote`: `%XX` as bytes; what is no UTF-8 becomes U+FFFD.
pub(crate) fn unquote(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after
            .get(..2)
            .filter(|_| *first == b'%')
            .and_then(|hex| std::str::from_utf8(hex).ok());
        match hex
            .filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|hex| u8::from_str_radix(hex, 16).ok())
        {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

pub(super) fn urlencode(call: &Call<'_>) -> Outcome<Value> {
    let safe = match &call.argument {
        None | Some(Value::None) => "/".to_owned(),
        Some(Value::Str(text)) => text.as_str().to_owned(),
        Some(other) => {
            return Err(Fault::type_error(format!(
                "urlencode takes a text, not {}",
                other.kind()
            )));
        }
    };
    Ok(quote(&call.text()?, &safe).into())
}

pub(super) fn iriencode(call: &Call<'_>) -> Outcome<Value> {
    Ok(quote(&call.text()?, "/#%[]=:;$&()+,!?*@'~").into())
}
