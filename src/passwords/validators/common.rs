//! The list of the most common passwords that Django ships
//! (django/contrib/auth/common-passwords.txt.gz): `common.txt.gz`, one per line in lower case,
//! compiled by Royce Williams from leaked passwords:
//! <https://gist.github.com/roycewilliams/226886fd01572964e1431ac8afc999ce>. Decompressed on first
//! use.

use std::collections::{HashMap, HashSet};
use std::io::Read;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use flate2::read::GzDecoder;

const DJANGO_LIST_GZIP: &[u8] = include_bytes!("common.txt.gz");

static DJANGO_LIST: LazyLock<HashSet<Box<str>>> = LazyLock::new(|| {
    let mut text = String::new();
    #[expect(
        clippy::expect_used,
        reason = "the file is compiled in, and a test reads it"
    )]
    GzDecoder::new(DJANGO_LIST_GZIP)
        .read_to_string(&mut text)
        .expect("a list of words");
    text.lines().map(|line| line.trim().into()).collect()
});

type Passwords = Arc<HashSet<Box<str>>>;

/// Lists read from files, by path.
static FILE_LISTS: LazyLock<Mutex<HashMap<String, Passwords>>> = LazyLock::new(Mutex::default);

/// The passwords in a file, gzipped or not; empty if it cannot be read. Each file is read once.
fn read_file(path: &str) -> Passwords {
    let mut files = FILE_LISTS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(words) = files.get(path) {
        return Arc::clone(words);
    }
    let bytes = std::fs::read(path).unwrap_or_default();
    let mut text = String::new();
    if GzDecoder::new(bytes.as_slice())
        .read_to_string(&mut text)
        .is_err()
    {
        text = String::from_utf8_lossy(&bytes).into_owned();
    }
    let words = Arc::new(text.lines().map(|line| line.trim().into()).collect());
    files.insert(path.to_owned(), Arc::clone(&words));
    words
}

/// Whether the list contains this password, ignoring case and surrounding white space. `path` names
/// a file to use instead of Django's list.
pub(super) fn contains(password: &str, path: Option<&str>) -> bool {
    let password = password.to_lowercase();
    let password = password.trim_matches(is_python_space);
    path.map_or_else(
        || DJANGO_LIST.contains(password),
        |path| read_file(path).contains(password),
    )
}

/// The characters that Python's `str.strip` removes, including the ASCII separators.
fn is_python_space(c: char) -> bool {
    c.is_whitespace() || ('\x1c'..='\x1f').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_complete() {
        assert_eq!(DJANGO_LIST.len(), 19_640);
        assert!(
            DJANGO_LIST
                .iter()
                .all(|word| !word.is_empty() && **word == *word.to_lowercase())
        );
        let listed = |password: &str| contains(password, None);
        assert!(
            listed("password")
                && listed(" PassWord1\x1f")
                && !listed("correct horse battery")
                && !listed("")
        );
    }

    #[test]
    fn reads_lists_from_files() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("words.txt");
        std::fs::write(&path, "secret phrase\n").unwrap();
        assert!(contains("Secret Phrase", path.to_str()) && !contains("password", path.to_str()));
        let packed = folder.path().join("words.gz");
        std::fs::write(&packed, DJANGO_LIST_GZIP).unwrap();
        assert!(contains("password", packed.to_str()));
        assert!(!contains("password", Some("/nowhere")));
    }
}
