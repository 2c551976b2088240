//! Names of uploaded files, made harmless as Django makes them (`MultiPartParser.sanitize_file_name`,
//! `UploadedFile.name`). Whether an ending is taken is the domain's to say.

/// The name of a file without folders and unprintable characters; `None` when nothing is left.
pub(super) fn sanitize(name: &str) -> Option<String> {
    let name = unescape(name);
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = name.chars().filter(|c| !c.is_control() && !is_format(*c)).collect();
    (!matches!(name.as_str(), "" | "." | "..")).then(|| shorten(&name))
}

/// Invisible characters, which could hide a file's real ending.
fn is_format(c: char) -> bool {
    matches!(u32::from(c), 0xad | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x2064 | 0x2066..=0x206f | 0xfeff | 0xe0001..=0xe007f)
}

/// The few entities that browsers write into file names, and numeric ones (`html.unescape`).
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let entity = rest.find(';').filter(|end| *end <= 10).map(|end| &rest[1..end]);
        let c = entity.and_then(|name| match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            _ => {
                let digits = name.strip_prefix('#')?;
                let code = match digits.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                    None => digits.parse().ok()?,
                };
                char::from_u32(code)
            }
        });
        match (c, entity) {
            (Some(c), Some(entity)) => {
                out.push(c);
                rest = &rest[entity.len() + 2..];
            }
            _ => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// At most 255 characters, the ending kept (`UploadedFile.name`).
fn shorten(name: &str) -> String {
    if name.chars().count() <= 255 {
        return name.to_owned();
    }
    let (stem, ending) = match name.rfind('.') {
        Some(at) if at > 0 => name.split_at(at),
        _ => (name, ""),
    };
    let ending: String = ending.chars().take(255).collect();
    let room = 255 - ending.chars().count();
    stem.chars().take(room).chain(ending.chars()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_are_made_harmless() {
        assert_eq!(sanitize("../../etc/pass&#119;d").as_deref(), Some("passwd"));
        assert_eq!(sanitize("a\u{202e}txt.exe").as_deref(), Some("atxt.exe"));
        assert_eq!(sanitize(".."), None);
        assert_eq!(sanitize(&format!("{}.txt", "é".repeat(300))).map(|name| name.chars().count()), Some(255));
    }

    proptest! {
        #[test]
        fn sanitised_names_have_no_folders(name in "\\PC*") {
            if let Some(name) = sanitize(&name) {
                prop_assert!(!name.contains(['/', '\\']) && name != "." && name != "..");
            }
        }
    }
}
