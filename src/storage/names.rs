//! Names of files: what an upload's name becomes, and what a file is called whose name is taken.
//! Copies the rules of Django (`utils/text.py` get_valid_filename, `core/files/storage/base.py`
//! get_available_name, `http/multipartparser.py` sanitize_file_name). Not the extensions that a
//! help desk takes: those are `domain`'s.

use rand::Rng;

/// Most bytes that file systems let a name have.
const NAME_BYTES: usize = 255;
/// Most characters that Django leaves of an upload's name (`core/files/uploadedfile.py`).
const LONGEST_NAME: usize = 255;
/// Random characters between a name and its suffix when the name is taken.
const RANDOM: usize = 7;
/// What files are called while they are written: so begins no name that [`valid_name`] makes, since
/// `~` stays in none.
const UNFINISHED: &str = ".deskql~";

/// The last part of the path that a sender may have put before a file's name, without characters
/// that are not seen and without dots and spaces at its end (Windows ignores them, so `a.exe.` is
/// `a.exe`), of at most 255 characters; empty for what names no file.
#[must_use]
pub fn base_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|c| !is_hidden(*c)).collect();
    let clean = clean
        .trim_start()
        .trim_end_matches(|c: char| c == '.' || c.is_whitespace());
    let over = clean.chars().count().saturating_sub(LONGEST_NAME);
    let (stem, suffix) = clean.split_at(clean.rfind('.').unwrap_or(clean.len()));
    let keep = stem.chars().count().saturating_sub(over);
    stem.chars()
        .take(keep)
        .chain(suffix.chars())
        .take(LONGEST_NAME)
        .collect()
}

/// Whether a character is not seen in a name: control characters, and marks that hide characters or
/// turn the direction of reading, so that `exe.txt` ends with `.exe`. The joiners of scripts that
/// need them are none of these.
#[must_use]
pub fn is_hidden(c: char) -> bool {
    let mark = matches!(u32::from(c), 0xad | 0x61c | 0x180e | 0x200b | 0x200e..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f);
    c.is_control() || mark || matches!(u32::from(c), 0xfeff | 0xfff9..=0xfffb | 0xe0001..=0xe007f)
}

/// The name that an upload called `name` is saved under: its last part, without control characters;
/// spaces become `_`, and of the rest only letters and digits of any script, `-`, `_` and `.` stay.
/// `file` where nothing stays (Django refuses such names).
#[must_use]
pub fn valid_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    // Python's `strip` also takes the four separators of ASCII for space.
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

/// Python's `\w`: letters, everything numeric, and `_`; combining marks are none of them.
fn is_word(c: char) -> bool {
    static WORD: std::sync::LazyLock<Option<regex::Regex>> =
        std::sync::LazyLock::new(|| regex::Regex::new(r"^[\p{L}\p{N}_]$").ok());
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    WORD.as_ref()
        .is_some_and(|word| word.is_match(c.encode_utf8(&mut [0; 4])))
}

/// Whether `path` stays inside of the root and names something in it.
#[must_use]
pub fn is_confined(path: &str) -> bool {
    !path.chars().any(char::is_control)
        && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

/// A path for the log: the folder of a ticket has the ticket's secret key in its name and is left
/// out.
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

/// Whether `path` is a file that is still being written.
#[must_use]
pub fn is_unfinished(path: &str) -> bool {
    path.rsplit('/')
        .next()
        .is_some_and(|name| name.starts_with(UNFINISHED))
}

/// A fresh name for a file that is being written in `folder` (empty: the root).
pub(super) fn unfinished(folder: &str) -> String {
    join(folder, &format!("{UNFINISHED}{}", random(20)))
}

/// `path` with a name that file systems take: too long a stem is cut.
pub(super) fn fitting(path: &str) -> String {
    let (folder, name) = split(path);
    if name.len() <= NAME_BYTES {
        return path.to_owned();
    }
    let (stem, suffix) = stem_and_suffix(name);
    join(folder, &assemble(stem, "", suffix))
}

/// Another path for a file whose own is taken: `_` and seven random letters or digits before the
/// suffixes.
pub(super) fn alternative(path: &str) -> String {
    let (folder, name) = split(path);
    let (stem, suffix) = stem_and_suffix(name);
    join(
        folder,
        &assemble(stem, &format!("_{}", random(RANDOM)), suffix),
    )
}

/// The folder of `path` (empty: the root) and the name in it.
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

/// Python's `pathlib.PurePath.suffixes`, all of them: `a.tar.gz` ends in `.tar.gz`, `.profile` and
/// `a.` in nothing.
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

/// `stem`, `mark` and `suffix` in one name, the stem (and a monstrous suffix) cut to what fits.
fn assemble(stem: &str, mark: &str, suffix: &str) -> String {
    let suffix = if suffix.len() > 64 {
        suffix.rfind('.').map_or("", |dot| &suffix[dot..])
    } else {
        suffix
    };
    let suffix = cut(suffix, 64);
    format!(
        "{}{mark}{suffix}",
        cut(stem, NAME_BYTES - mark.len() - suffix.len())
    )
}

/// The longest beginning of `text` of at most `bytes` bytes.
fn cut(text: &str, bytes: usize) -> &str {
    let end = (0..=bytes.min(text.len()))
        .rev()
        .find(|end| text.is_char_boundary(*end))
        .unwrap_or(0);
    &text[..end]
}

/// `length` letters and digits that nobody can foretell.
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
    fn names_are_those_of_django() {
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
    fn senders_paths_are_cut_off() {
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
    fn the_random_part_stands_before_all_suffixes() {
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
    fn long_names_are_cut_between_characters() {
        let long = format!("x/{}.txt", "ü".repeat(200));
        for path in [fitting(&long), alternative(&long)] {
            let name = split(&path).1;
            assert!(
                name.len() <= NAME_BYTES && name.len() > NAME_BYTES - 2 && name.ends_with(".txt"),
                "{name}"
            );
        }
        assert_eq!(fitting("x/short.txt"), "x/short.txt");
        let dots = format!("a{}", ".b".repeat(200));
        assert!(alternative(&dots).len() <= NAME_BYTES);
    }

    #[test]
    fn no_upload_is_taken_for_an_unfinished_one() {
        let unfinished = unfinished("a/b");
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
    fn logged_paths_have_no_keys() {
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
    fn paths_stay_inside() {
        assert!(is_confined("a/b c/ü.txt") && is_confined("..a"));
        for path in ["", "/a", "a/", "a//b", "../a", "a/../b", "./a", "a\u{0}"] {
            assert!(!is_confined(path), "{path:?}");
        }
    }
}
