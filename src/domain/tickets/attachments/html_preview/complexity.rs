//! Recognizes documents whose parsing would take very long or fill the memory. Parsers compare each
//! attribute of a tag with those before, look at all open elements for each tag, and copy all open
//! formatting elements into each new block, so small documents can become huge.

use std::collections::HashMap;

/// Maximum number of tags.
const MAX_TAGS: usize = 20_000;
/// Maximum number of spaces and slashes between the attributes of a tag.
const MAX_SEPARATORS: usize = 500;
/// Maximum number of tags times the number of formatting elements that may be open at once.
const MAX_COPIES: usize = 400_000;
/// Maximum number of bytes to read, as a multiple of the size of the document. Quotes in comments can
/// make the same bytes part of many tags.
const MAX_READS: usize = 8;
/// A parser keeps at most this many equal formatting elements.
const MAX_EQUAL: usize = 3;

/// Elements that parsers copy into blocks, except `a`, of which at most one is open.
const FORMATTING: [&str; 13] = [
    "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
];

/// Whether a document should not be parsed.
pub(super) fn is_too_complex(html: &str) -> bool {
    let bytes = html.as_bytes();
    let mut tags = 0;
    let mut reads = bytes.len().saturating_mul(MAX_READS);
    let mut formatting: HashMap<&[u8], usize> = HashMap::new();
    let opening = bytes
        .windows(2)
        .enumerate()
        .filter(|(_, pair)| pair[0] == b'<' && (pair[1].is_ascii_alphabetic() || pair[1] == b'/'));
    for (start, _) in opening {
        tags += 1;
        let Some((end, separators)) = scan_tag(bytes, start + 1, &mut reads) else {
            return true;
        };
        if tags > MAX_TAGS || separators > MAX_SEPARATORS {
            return true;
        }
        let tag = &bytes[start + 1..end];
        let length = tag
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric())
            .count();
        let name = &tag[..length];
        if FORMATTING
            .iter()
            .any(|known| name.eq_ignore_ascii_case(known.as_bytes()))
        {
            *formatting.entry(tag).or_default() += 1;
        }
    }
    let open: usize = formatting
        .values()
        .map(|count| (*count).min(MAX_EQUAL))
        .sum();
    tags * (open + 1) > MAX_COPIES
}

/// The end of a tag, and the number of separators between its attributes. `None` if too many bytes
/// were read.
fn scan_tag(bytes: &[u8], start: usize, reads: &mut usize) -> Option<(usize, usize)> {
    let (mut separators, mut quote, mut after_equals) = (0, None, false);
    for (at, byte) in bytes.iter().enumerate().skip(start) {
        *reads = reads.checked_sub(1)?;
        match (quote, byte) {
            (Some(open), _) => {
                if *byte == open {
                    quote = None;
                }
            }
            (None, b'>') => return Some((at, separators)),
            (None, b'"' | b'\'') if after_equals => quote = Some(*byte),
            (None, b'=') => {
                after_equals = true;
                continue;
            }
            (None, b'/') => separators += 1,
            (None, byte) if byte.is_ascii_whitespace() => {
                separators += 1;
                continue;
            }
            (None, _) => {}
        }
        after_equals = false;
    }
    Some((bytes.len(), separators))
}

#[cfg(test)]
mod tests {
    use super::is_too_complex;

    #[test]
    fn normal_documents_are_parsed() {
        let row = "<tr><td style=\"color: red\" align='left'><font size=2><b>a</b></font> \
                   <a href=\"https://x.example/1?a=b&c=d\">l</a></td></tr>";
        assert!(!is_too_complex(&format!(
            "<table>{}</table>",
            row.repeat(1500)
        )));
        let image = format!(
            "<img src=\"data:image/png;base64,{}\">",
            "A/B c=".repeat(100_000)
        );
        assert!(!is_too_complex(&image));
        assert!(!is_too_complex("1 < 2 and <3"));
    }

    #[test]
    fn documents_that_explode_are_not() {
        let fonts: String = (0..5000)
            .map(|size| format!("<font size={size}>"))
            .collect();
        for html in [
            "<div>".repeat(50_000),
            format!("{fonts}</p>{}", "<p>x".repeat(5000)),
            format!("<b {}>", "a/".repeat(1000)),
            format!(
                "<p {}>",
                (0..1000).map(|n| format!("a{n} ")).collect::<String>()
            ),
            format!("<!-- <b x=\" -->{fonts}{}", "<p>x".repeat(5000)),
            "<b x='".repeat(10_000),
        ] {
            assert!(is_too_complex(&html), "{}", &html[..60]);
        }
    }
}
