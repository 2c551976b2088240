//! File names: sanitizing the names of uploads, and alternative names for existing files. Follows
//! Django (`utils/text.py` get_valid_filename, `core/files/storage/base.py` get_available_name,
//! `http/multipartparser.py` sanitize_file_name). `domain` validates file extensions.

use rand::Rng;

/// Maximum length of a file name in file systems, in bytes.
const MAX_NAME_BYTES: usize = 255;
/// Maximum length of an upload's name in Django, in characters (`core/files/uploadedfile.py`).
const MAX_NAME_CHARACTERS: usize = 255;
/// How many alternative names to try.
pub(super) const MAX_ATTEMPTS: usize = 20;
/// Number of random characters in an alternative name.
const RANDOM_CHARACTERS: usize = 7;
/// Prefix of unfinished files. [`valid_name`] removes `~`, so no upload gets such a name.
const UNFINISHED_PREFIX: &str = ".deskql~";

/// The file name in a path sent by a client: without invisible characters, without dots and spaces
/// at its end (Windows ignores them, so `a.exe.` is `a.exe`), and at most 255 characters long. Empty
/// if there is no file name.
#[must_use]
pub fn base_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|c| !is_hidden(*c)).collect();
    let clean = clean
        .trim_start()
        .trim_end_matches(|c: char| c == '.' || c.is_whitespace());
    let excess = clean.chars().count().saturating_sub(MAX_NAME_CHARACTERS);
    let (stem, suffix) = clean.split_at(clean.rfind('.').unwrap_or(clean.len()));
    let keep = stem.chars().count().saturating_sub(excess);
    stem.chars()
        .take(keep)
        .chain(suffix.chars())
        .take(MAX_NAME_CHARACTERS)
        .collect()
}

/// Whether a character is invisible: control characters, and marks that hide characters or change
/// the text direction, by which `.exe` can look like `.txt`. Joiners that scripts need are not
/// included.
#[must_use]
pub fn is_hidden(c: char) -> bool {
    let mark = matches!(u32::from(c), 0xad | 0x61c | 0x180e | 0x200b | 0x200e..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f);
    c.is_control() || mark || matches!(u32::from(c), 0xfeff | 0xfff9..=0xfffb | 0xe0001..=0xe007f)
}

/// The name under which an upload is saved: the last part of `name`, with spaces replaced by `_`,
/// and all characters removed except letters and digits of any script, `-`, `_` and `.`. `file` if
/// nothing remains (Django rejects such names).
#[must_use]
pub fn valid_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    // Python's `strip` treats ASCII's four separators as whitespace.
    let trimmed = last.trim_matches(|c: char| c.is_whitespace() || ('\x1c'..='\x1f').contains(&c));
    let kept: String = trimmed
        .replace(' ', "_")
        .chars()
        .filter(|c| is_word(*c) || matches!(c, '-' | '.'))
        .collect();
    if matches!(kept.as_str(), "" | "." | "..") {
        "file".to_owned()
    } else {
        kept
    }
}

/// Python's `\w`: letters, numeric characters and `_`, but not combining marks.
fn is_word(c: char) -> bool {
    static WORD: std::sync::LazyLock<Option<regex::Regex>> =
        std::sync::LazyLock::new(|| regex::Regex::new(r"^[\p{L}\p{N}_]$").ok());
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    WORD.as_ref()
        .is_some_and(|word| word.is_match(c.encode_utf8(&mut [0; 4])))
}

/// Whether `path` is a path below the root.
#[must_use]
pub fn is_confined(path: &str) -> bool {
    !path.chars().any(char::is_control)
        && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

/// A path for the log, without the folder of the ticket, whose name contains its secret key.
#[must_use]
pub fn redacted(path: &str) -> String {
    match path
        .strip_prefix("helpdesk/attachments/")
        .and_then(|rest| rest.split_once('/'))
    {
        Some((folder, rest)) if folder != "kb" => format!("helpdesk/attachments/***/{rest}"),
        _ => path.to_owned(),
    }
}

/// Whether `path` is an unfinished file.
#[must_use]
pub fn is_unfinished(path: &str) -> bool {
    path.rsplit('/')
        .next()
        .is_some_and(|name| name.starts_with(UNFINISHED_PREFIX))
}

/// A random path for an unfinished file in `folder` (empty: the root).
pub(super) fn temporary_path(folder: &str) -> String {
    join(folder, &format!("{UNFINISHED_PREFIX}{}", random(20)))
}

/// `path` with its name shortened to what file systems accept.
pub(super) fn shorten(path: &str) -> String {
    let (folder, name) = split(path);
    if name.len() <= MAX_NAME_BYTES {
        return path.to_owned();
    }
    let (stem, suffix) = stem_and_suffix(name);
    join(folder, &assemble(stem, "", suffix))
}

/// Another path for a file whose name exists: with `_` and seven random letters or digits before
/// the suffixes.
pub(super) fn alternative(path: &str) -> String {
    let (folder, name) = split(path);
    let (stem, suffix) = stem_and_suffix(name);
    join(
        folder,
        &assemble(stem, &format!("_{}", random(RANDOM_CHARACTERS)), suffix),
    )
}

/// Splits `path` into folder (empty: the root) and file name.
pub(super) fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}

/// Splits a name as Python's `pathlib.PurePath.suffixes` does: `a.tar.gz` has the suffixes
/// `.tar.gz`; `.profile` and `a.` have none.
fn stem_and_suffix(name: &str) -> (&str, &str) {
    if name.ends_with('.') {
        return (name, "");
    }
    let hidden = name.len() - name.trim_start_matches('.').len();
    let dot = name
        .get(hidden..)
        .and_then(|rest| rest.find('.'))
        .map_or(name.len(), |dot| dot + hidden);
    name.split_at(dot)
}

/// Joins `stem`, `mark` and `suffix`, shortening the stem and very long suffixes.
fn assemble(stem: &str, mark: &str, suffix: &str) -> String {
    let suffix = if suffix.len() > 64 {
        suffix.rfind('.').map_or("", |dot| &suffix[dot..])
    } else {
        suffix
    };
    let suffix = cut(suffix, 64);
    format!(
        "{}{mark}{suffix}",
        cut(stem, MAX_NAME_BYTES - mark.len() - suffix.len())
    )
}

/// The longest prefix of `text` of at most `bytes` bytes.
fn cut(text: &str, bytes: usize) -> &str {
    let end = (0..=bytes.min(text.len()))
        .rev()
        .find(|end| text.is_char_boundary(*end))
        .unwrap_or(0);
    &text[..end]
}

/// `length` random letters and digits.
fn random(length: usize) -> String {
    rand::rng()
        .sample_iter(rand::distr::Alphanumeric)
        .take(length)
        .map(char::from)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sanitizes_names_like_django() {
        for (given, expected) in [
            ("john's portrait in 2004.jpg", "johns_portrait_in_2004.jpg"),
            ("räport üni.pdf", "räport_üni.pdf"),
            ("日本語.txt", "日本語.txt"),
            ("../../etc/passwd", "passwd"),
            ("C:\\temp\\a b.txt", "a_b.txt"),
            ("  a\tb\u{0}c\n.txt ", "abc.txt"),
            ("\u{1c} a.txt", "a.txt"),
            ("½²Ⅷ.txt", "½²Ⅷ.txt"),
            ("e\u{301}.txt", "e.txt"),
            ("..", "file"),
            ("$$$", "file"),
            ("", "file"),
            ("a/", "file"),
            (".hidden", ".hidden"),
        ] {
            assert_eq!(valid_name(given), expected, "{given:?}");
        }
    }

    #[test]
    fn removes_paths_and_invisible_characters() {
        let long = format!("{}.txt", "ü".repeat(300));
        for (given, expected) in [
            ("C:\\a b\\c d.txt", "c d.txt"),
            ("/etc/passwd", "passwd"),
            ("a\u{0}\r\nb.txt", "ab.txt"),
            ("f.txt\0.exe", "f.txt.exe"),
            ("a\u{202e}txt.exe\u{200b}", "atxt.exe"),
            ("evil.exe . .", "evil.exe"),
            ("a.txt\u{a0}", "a.txt"),
            (".", ""),
            ("...", ""),
            ("..", ""),
            ("a/", ""),
            (long.as_str(), &format!("{}.txt", "ü".repeat(251))),
        ] {
            assert_eq!(base_name(given), expected, "{given:?}");
        }
    }

    #[test]
    fn alternatives_keep_all_suffixes() {
        for (given, before, after) in [
            ("a/b/c.txt", "a/b/c_", ".txt"),
            ("c.tar.gz", "c_", ".tar.gz"),
            ("c", "c_", ""),
            (".profile", ".profile_", ""),
            ("..x.y", "..x_", ".y"),
            ("c.", "c._", ""),
        ] {
            let other = alternative(given);
            let middle = other
                .strip_prefix(before)
                .and_then(|rest| rest.strip_suffix(after))
                .expect(&other);
            assert!(
                middle.len() == 7 && middle.bytes().all(|b| b.is_ascii_alphanumeric()),
                "{other}"
            );
        }
    }

    #[test]
    fn shortens_names_between_characters() {
        let long = format!("x/{}.txt", "ü".repeat(200));
        for path in [shorten(&long), alternative(&long)] {
            let name = split(&path).1;
            assert!(
                (MAX_NAME_BYTES - 1..=MAX_NAME_BYTES).contains(&name.len())
                    && name.ends_with(".txt"),
                "{name}"
            );
        }
        assert_eq!(shorten("x/short.txt"), "x/short.txt");
        let dots = format!("a{}", ".b".repeat(200));
        assert!(alternative(&dots).len() <= MAX_NAME_BYTES);
    }

    #[test]
    fn uploads_never_look_unfinished() {
        let unfinished = temporary_path("a/b");
        assert!(is_unfinished(&unfinished));
        let name = split(&unfinished).1;
        for given in [name, ".deskql~x", ".deskql-x", "..deskql~x", ".~deskql~x"] {
            let path = format!("a/{}", valid_name(given));
            assert!(
                !is_unfinished(&path) && !is_unfinished(&alternative(&path)),
                "{path}"
            );
        }
    }

    #[test]
    fn redacts_ticket_keys() {
        assert_eq!(
            redacted("helpdesk/attachments/support-1-key/41/a.txt"),
            "helpdesk/attachments/***/41/a.txt"
        );
        assert_eq!(
            redacted("helpdesk/attachments/kb/FAQ/1/a.txt"),
            "helpdesk/attachments/kb/FAQ/1/a.txt"
        );
    }

    #[test]
    fn recognizes_paths_below_the_root() {
        assert!(is_confined("a/b c/ü.txt") && is_confined("..a"));
        for path in ["", "/a", "a/", "a//b", "../a", "a/../b", "./a", "a\u{0}"] {
            assert!(!is_confined(path), "{path:?}");
        }
    }
}
