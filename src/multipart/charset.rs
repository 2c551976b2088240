//! Charsets by the names that Python's codecs have.

use encoding_rs::Encoding;

/// Decodes bytes, U+FFFD for what is malformed; `None` for a charset that is not known here.
pub(super) fn decode(bytes: &[u8], name: &str) -> Option<String> {
    let name = normalized(name);
    match name.as_str() {
        "ascii" | "us_ascii" | "646" | "us" | "iso646_us" | "ansi_x3_4_1968" | "cp367"
        | "ibm367" | "iso_ir_6" => {
            let decode = |byte: &u8| {
                if byte.is_ascii() {
                    char::from(*byte)
                } else {
                    '\u{fffd}'
                }
            };
            Some(bytes.iter().map(decode).collect())
        }
        // WHATWG's latin-1 is Windows-1252; Python's is not.
        "latin_1" | "latin1" | "latin" | "l1" | "iso_8859_1" | "iso8859_1" | "iso8859" | "8859"
        | "cp819" | "ibm819" | "iso_ir_100" => {
            Some(bytes.iter().map(|byte| char::from(*byte)).collect())
        }
        "utf_8" | "utf8" | "u8" | "utf" | "cp65001" => {
            Some(String::from_utf8_lossy(bytes).into_owned())
        }
        "utf_8_sig" => Some(
            encoding_rs::UTF_8
                .decode_with_bom_removal(bytes)
                .0
                .into_owned(),
        ),
        "utf_16" | "utf16" | "u16" => Some(encoding_rs::UTF_16LE.decode(bytes).0.into_owned()),
        other => {
            let encoding = Encoding::for_label(label(other).as_bytes())?;
            // It stands for charsets that browsers refuse, and decodes nothing.
            (encoding != encoding_rs::REPLACEMENT)
                .then(|| encoding.decode_without_bom_handling(bytes).0.into_owned())
        }
    }
}

/// `encodings.normalize_encoding`, in lower case.
fn normalized(name: &str) -> String {
    let words = name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    words
        .map(str::to_ascii_lowercase)
        .collect::<Vec<_>>()
        .join("_")
}

/// WHATWG's label for a name of Python's.
fn label(name: &str) -> String {
    let number = |prefix: &str| {
        let rest = name.strip_prefix(prefix)?;
        (!rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit())).then_some(rest)
    };
    if let Some(part) = number("iso8859_").or_else(|| number("iso_8859_")) {
        return format!("iso-8859-{part}");
    }
    match name {
        "cp932" | "ms932" | "mskanji" | "ms_kanji" | "windows_31j" | "s_jis" | "shiftjis" => {
            "shift_jis".to_owned()
        }
        "shift_jis" | "euc_jp" | "euc_kr" | "utf_16le" | "utf_16be" => {
            name.replacen('_', "-", 1).replace("shift-", "shift_")
        }
        "utf_16_le" => "utf-16le".to_owned(),
        "utf_16_be" => "utf-16be".to_owned(),
        "eucjp" | "ujis" | "u_jis" => "euc-jp".to_owned(),
        "euckr" | "korean" | "ksc5601" | "cp949" | "949" | "ms949" | "uhc" => "euc-kr".to_owned(),
        "cp936" | "936" | "ms936" => "gbk".to_owned(),
        "cp950" | "950" | "ms950" => "big5".to_owned(),
        "cp874" | "tis620" | "tis_620" => "windows-874".to_owned(),
        "cp866" | "ibm866" | "866" => "ibm866".to_owned(),
        "mac_roman" | "macroman" => "macintosh".to_owned(),
        "mac_cyrillic" | "maccyrillic" => "x-mac-cyrillic".to_owned(),
        "iso2022_jp" | "csiso2022jp" => "iso-2022-jp".to_owned(),
        _ => match number("cp125").or_else(|| number("windows_125")) {
            Some(page) if page.len() == 1 => format!("windows-125{page}"),
            _ => name.replace('_', "-"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn charsets_have_pythons_names() {
        for (name, bytes, expected) in [
            ("UTF-8", &b"\xc3\xa4\xff"[..], Some("ä\u{fffd}")),
            ("utf8", b"a", Some("a")),
            ("US-ASCII", b"a\xe4", Some("a\u{fffd}")),
            ("ISO-8859-1", b"\xe4\x80", Some("ä\u{80}")),
            ("iso8859-15", b"\xa4", Some("€")),
            ("cp1252", b"\x80", Some("€")),
            ("Windows-1251", b"\xff", Some("я")),
            ("koi8_r", b"\xd1", Some("я")),
            ("euc_jp", b"\xc6\xfc", Some("日")),
            ("gb18030", b"\xc8\xd5", Some("日")),
            ("big5", b"\xa4\xe9", Some("日")),
            ("UTF-16LE", b"a\0", Some("a")),
            ("utf-16-be", b"\0a", Some("a")),
            ("foo", b"a", None),
            ("hz", b"a", None),
            ("", b"a", None),
        ] {
            assert_eq!(decode(bytes, name).as_deref(), expected, "{name}");
        }
    }
}
