//! The most common passwords: `common.txt.gz`, one a line in small letters, is the list that Django ships
//! (django/contrib/auth/common-passwords.txt.gz), made by Royce Williams from passwords that leaked:
//! <https://gist.github.com/roycewilliams/226886fd01572964e1431ac8afc999ce>. Unpacked once, when first asked for.

use std::collections::HashSet;
use std::io::Read;
use std::sync::LazyLock;

use flate2::read::GzDecoder;

const PACKED: &[u8] = include_bytes!("common.txt.gz");

static WORDS: LazyLock<HashSet<Box<str>>> = LazyLock::new(|| {
    let mut text = String::new();
    #[expect(clippy::expect_used, reason = "the file is compiled in, and a test reads it")]
    GzDecoder::new(PACKED).read_to_string(&mut text).expect("a list of words");
    text.lines().map(|line| line.trim().into()).collect()
});

/// Whether this is one of them; the case of letters and blanks around it make no difference.
pub(super) fn has(password: &str) -> bool {
    WORDS.contains(password.to_lowercase().trim_matches(is_blank))
}

/// What Python's `str.strip` takes away: the separators of ASCII too.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || ('\x1c'..='\x1f').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_whole() {
        assert_eq!(WORDS.len(), 19_640);
        assert!(WORDS.iter().all(|word| !word.is_empty() && **word == *word.to_lowercase()));
        assert!(has("password") && has(" PassWord1\x1f") && !has("correct horse battery") && !has(""));
    }
}
