//! Names of uploaded files as Django makes them harmless (`MultiPartParser.sanitize_file_name`,
//! `UploadedFile.name`). Which endings are accepted is the domain's rule.

/// The name of a file without folders and characters that do not print; `None` when nothing is
/// left.
#[must_use]
pub fn sanitize_file_name(name: &str) -> Option<String> {
    let name = templates::unescape(name);
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = name.chars().filter(|c| python::is_printable(*c)).collect();
    (!matches!(name.as_str(), "" | "." | "..")).then(|| shorten(name))
}

/// Whether Django's storage finds a name for a file (`get_valid_filename` fails where no character
/// may stay).
#[must_use]
pub fn has_valid_name(name: &str) -> bool {
    let kept: String = python::strip(name)
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.'))
        .collect();
    !matches!(kept.as_str(), "" | "." | "..")
}

/// At most 255 characters, the ending kept (`UploadedFile.name`, `os.path.splitext`).
fn shorten(name: String) -> String {
    if name.chars().count() <= 255 {
        return name;
    }
    let hidden = name.len() - name.trim_start_matches('.').len();
    let dot = name[hidden..]
        .rfind('.')
        .map_or(name.len(), |dot| dot + hidden);
    let (stem, ending) = name.split_at(dot);
    let ending: String = ending.chars().take(255).collect();
    let room = 255 - ending.chars().count();
    stem.chars().take(room).chain(ending.chars()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// As Django 5.2 has them.
    #[test]
    fn names_are_those_of_django() {
        for (given, expected) in [
            ("a.txt", Some("a.txt")),
            ("../../etc/pass&#119;d", Some("passwd")),
            ("C:\\temp\\a b.txt", Some("a b.txt")),
            ("a\u{202e}txt.exe", Some("atxt.exe")),
            ("f.txt\0.exe", Some("f.txt.exe")),
            ("Screenshot 1\u{202f}PM.txt", Some("Screenshot 1PM.txt")),
            (
                "a\u{a0}b\u{3000}c\u{e000}\u{ad}\u{2028}.txt",
                Some("abc.txt"),
            ),
            ("caf&eacute;.txt", Some("café.txt")),
            ("R&ampD.txt", Some("R&D.txt")),
            (
                "a&#128512;&#x80;&#0;&#xD800;&notit;&notin;b.txt",
                Some("a😀€\u{fffd}\u{fffd}¬it;∉b.txt"),
            ),
            ("a&sol;b.txt", Some("b.txt")),
            (" a.txt", Some(" a.txt")),
            ("", None),
            ("..", None),
            ("a/", None),
            ("\u{202e}", None),
        ] {
            assert_eq!(sanitize_file_name(given).as_deref(), expected, "{given:?}");
        }
        let long = sanitize_file_name(&format!("{}.txt", "é".repeat(300))).unwrap();
        assert!(long.chars().count() == 255 && long.ends_with("é.txt"));
        assert_eq!(
            sanitize_file_name(&format!(".{}", "a".repeat(300))).unwrap(),
            format!(".{}", "a".repeat(254))
        );
    }

    #[test]
    fn names_that_no_storage_takes() {
        for name in ["$$$", "💥", " ", "$.", "..$"] {
            assert!(!has_valid_name(name), "{name}");
        }
        for name in ["$$$.txt", "-", "日", "a b"] {
            assert!(has_valid_name(name), "{name}");
        }
    }

    proptest! {
        #[test]
        fn sanitised_names_have_no_folders(name in "\\PC*") {
            if let Some(name) = sanitize_file_name(&name) {
                prop_assert!(!name.contains(['/', '\\']) && name != "." && name != "..");
            }
        }
    }
}
