//! Splits text into words, for documents and for queries alike, so that the three databases find the
//! same.
//!
//! A word is a sequence of letters and digits of any script, in lower case and without accents (the
//! combining marks of Unicode's first block): `Café` is `cafe`. Scripts that are written without
//! spaces (Chinese, Japanese, Korean, Thai, …) have no words that a program could find, so each of
//! their characters is a word, and a sequence of them in a query is a phrase. There are no stop words
//! and no minimum length.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// The version of these rules. Documents of another version are built again.
pub const VERSION: i32 = 1;

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Where the text has it, in bytes.
    pub at: Range<usize>,
    /// Its letters in the form in which words are compared.
    pub text: String,
}

/// Maximum number of bytes of a compared word in [`code`]. Longer words are equal if they begin
/// equally.
pub const MAX_CODE: usize = 78;

/// The words of a text.
#[must_use]
pub fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut current: Option<Word> = None;
    for (start, character) in text.char_indices() {
        let end = start + character.len_utf8();
        if is_unspaced(character) {
            words.extend(current.take());
            let text = std::iter::once(character).nfkc().collect();
            words.push(Word {
                at: start..end,
                text,
            });
        } else if character.is_alphanumeric() {
            let word = current.get_or_insert_with(|| Word {
                at: start..end,
                text: String::new(),
            });
            word.at.end = end;
            fold(character, &mut word.text);
        } else if is_combining_mark(character) && current.is_some() {
            if let Some(word) = &mut current {
                word.at.end = end;
                fold(character, &mut word.text);
            }
        } else {
            words.extend(current.take());
        }
    }
    words.extend(current);
    words.retain(|word| !word.text.is_empty());
    words
}

/// Adds a character in lower case and without accents.
fn fold(character: char, text: &mut String) {
    if character.is_ascii() {
        text.push(character.to_ascii_lowercase());
        return;
    }
    let folded = std::iter::once(character)
        .nfkd()
        .filter(|part| !('\u{300}'..='\u{36f}').contains(part))
        .flat_map(char::to_lowercase)
        // Lower case may add a mark (İ).
        .filter(|part| !('\u{300}'..='\u{36f}').contains(part));
    text.extend(folded);
}

/// Whether a character belongs to a script that is written without spaces between words, or whose
/// words have attached particles.
fn is_unspaced(character: char) -> bool {
    matches!(u32::from(character),
        0x0E00..=0x0EFF        // Thai, Lao
        | 0x1000..=0x109F      // Myanmar
        | 0x1780..=0x17FF      // Khmer
        | 0x1100..=0x11FF      // Hangul jamo
        | 0x2E80..=0x2FDF      // radicals
        | 0x3005..=0x3007
        | 0x3040..=0x30FF      // Hiragana, Katakana
        | 0x3130..=0x318F      // Hangul compatibility jamo
        | 0x31F0..=0x31FF
        | 0x3400..=0x4DBF      // Han
        | 0x4E00..=0x9FFF
        | 0xA960..=0xA97F
        | 0xAC00..=0xD7FF      // Hangul
        | 0xF900..=0xFAFF
        | 0xFF66..=0xFFDC      // halfwidth Katakana and Hangul
        | 0x2_0000..=0x3_FFFF  // Han
    ) && (character.is_alphanumeric() || is_combining_mark(character))
}

/// A word in ASCII letters, digits and `_`, so that the database's own rules do not apply to it. At
/// most [`MAX_CODE`] bytes.
#[must_use]
pub fn code(word: &str) -> String {
    let mut code = String::with_capacity(word.len());
    for character in word.chars() {
        let mut piece = [0_u8; 6];
        let piece = match u32::from(character) {
            _ if character.is_ascii_lowercase() || character.is_ascii_digit() => {
                character.encode_utf8(&mut piece)
            }
            // Most alphabets of Europe.
            number @ 0x80..0x590 => base36(&mut piece, b"_", number - 0x80, 2),
            number => base36(&mut piece, b"__", number, 4),
        };
        if code.len() + piece.len() > MAX_CODE {
            break;
        }
        code.push_str(piece);
    }
    code
}

/// A number in base 36 after a prefix, with a fixed number of digits.
fn base36<'a>(
    piece: &'a mut [u8; 6],
    prefix: &[u8],
    mut number: u32,
    digits: usize,
) -> &'a mut str {
    piece[..prefix.len()].copy_from_slice(prefix);
    let end = prefix.len() + digits;
    for place in piece[prefix.len()..end].iter_mut().rev() {
        let digit = u8::try_from(number % 36).unwrap_or_default();
        *place = if digit < 10 {
            b'0' + digit
        } else {
            b'a' + digit - 10
        };
        number /= 36;
    }
    std::str::from_utf8_mut(&mut piece[..end]).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn words_ignore_case_and_accents() {
        assert_eq!(texts("Café CAFÉ cafe\u{301}"), ["cafe"; 3]);
        assert_eq!(texts("Ärger İstanbul"), ["arger", "istanbul"]);
        assert_eq!(texts("Ошибка ПЕЧАТИ"), ["ошибка", "печати"]);
        assert_eq!(texts("ﬁle ２"), ["file", "2"]);
    }

    #[test]
    fn punctuation_separates_words() {
        assert_eq!(
            texts("jo.doe@example.com, a-b_c"),
            ["jo", "doe", "example", "com", "a", "b", "c"]
        );
        assert_eq!(texts(" … !? "), Vec::<String>::new());
    }

    #[test]
    fn characters_of_scripts_without_spaces_are_words() {
        assert_eq!(texts("日本語abc"), ["日", "本", "語", "abc"]);
        assert_eq!(texts("ﾌﾟ"), ["フ", "\u{309a}"]);
        assert_eq!(texts("한국"), ["한", "국"]);
    }

    #[test]
    fn ranges_are_those_of_the_text() {
        let text = "x Cafe\u{301}! 語";
        let found: Vec<_> = words(text).into_iter().map(|word| word.at).collect();
        assert_eq!(&text[found[1].clone()], "Cafe\u{301}");
        assert_eq!(&text[found[2].clone()], "語");
    }

    #[test]
    fn codes_are_distinct_and_short() {
        assert_eq!(code("a1"), "a1");
        assert_ne!(code("é"), code("è"));
        assert!(code(&"ж".repeat(100)).len() <= MAX_CODE);
        assert!(code("语言").starts_with(&code("语")));
        assert!(
            code("ошибка")
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        );
    }
}
