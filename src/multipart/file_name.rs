//! Names of uploaded files, sanitized as Django does (`MultiPartParser.sanitize_file_name`,
//! `UploadedFile.name`). The domain decides which extensions are allowed.

/// Removes folders and unprintable characters from the name of a file; `None` if nothing is left.
#[must_use]
pub fn sanitize_file_name(name: &str) -> Option<String> {
    let name = python::html::unescape(name);
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = name.chars().filter(|c| python::is_printable(*c)).collect();
    (!matches!(name.as_str(), "" | "." | "..")).then(|| shorten(name))
}

/// Whether Django's storage can store a file of this name (`get_valid_filename` fails if it removes
/// every character).
#[must_use]
pub fn has_valid_name(name: &str) -> bool {
    let valid: String = python::strip(name)
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.'))
        .collect();
    !matches!(valid.as_str(), "" | "." | "..")
}

/// Shortens a name to 255 characters and keeps its extension (`UploadedFile.name`,
/// `os.path.splitext`).
fn shorten(name: String) -> String {
    if name.chars().count() <= 255 {
        return name;
    }
    let hidden = name.len() - name.trim_start_matches('.').len();
    let dot = name[hidden..]
        .rfind('.')
        .map_or(name.len(), |dot| dot + hidden);
    let (stem, extension) = name.split_at(dot);
    let extension: String = extension.chars().take(255).collect();
    let length = 255 - extension.chars().count();
    stem.chars().take(length).chain(extension.chars()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Expected values are from Django 5.2.
    #[test]
    fn sanitizes_names_as_django() {
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
    fn rejects_names_that_storage_cannot_use() {
        for name in ["$$$", "💥", " ", "$.", "..$"] {
            assert!(!has_valid_name(name), "{name}");
        }
        for name in ["$$$.txt", "-", "日", "a b"] {
            assert!(has_valid_name(name), "{name}");
        }
    }

    proptest! {
        #[test]
        fn sanitized_names_have_no_folders(name in "\\PC*") {
            if let Some(name) = sanitize_file_name(&name) {
                prop_assert!(!name.contains(['/', '\\']) && name != "." && name != "..");
            }
        }
    }
}
