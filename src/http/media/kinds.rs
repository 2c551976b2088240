//! What a file is served as. Only what a browser shows without running anything is shown; the rest
//! is saved.

use std::fmt::Write;

/// Nothing may be loaded, and what is shown has no origin.
const SANDBOX: &str = "default-src 'none'; sandbox";
/// Browsers refuse to show a PDF in a sandbox; their viewers have their own.
const VIEWER: &str = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'";

/// How a file is served.
pub(super) struct Kind {
    /// Its `Content-Type`.
    pub media: &'static str,
    /// Its `Content-Security-Policy`.
    pub policy: &'static str,
    /// Shown in the browser; else saved.
    pub shown: bool,
}

/// The kind of the file `name`, told by its ending alone.
pub(super) fn of(name: &str) -> Kind {
    let ending = name
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_ascii_lowercase())
        .unwrap_or_default();
    let media = match ending.as_str() {
        // Without a charset, as Django serves it.
        "txt" | "asc" | "log" => "text/plain",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "pdf" => {
            return Kind {
                media: "application/pdf",
                policy: VIEWER,
                shown: true,
            };
        }
        _ => {
            return Kind {
                media: "application/octet-stream",
                policy: SANDBOX,
                shown: false,
            };
        }
    };
    Kind {
        media,
        policy: SANDBOX,
        shown: true,
    }
}

/// `Content-Disposition` with the name, for old readers in ASCII too (RFC 6266).
pub(super) fn disposition(kind: &Kind, name: &str) -> String {
    let ascii: String = name
        .chars()
        .map(|c| {
            if matches!(c, ' '..='~') && !matches!(c, '"' | '\\' | '%') {
                c
            } else {
                '_'
            }
        })
        .collect();
    let mut exact = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            exact.push(char::from(byte));
        } else {
            let _ = write!(exact, "%{byte:02X}");
        }
    }
    let way = if kind.shown { "inline" } else { "attachment" };
    format!("{way}; filename=\"{ascii}\"; filename*=UTF-8''{exact}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_run_is_saved() {
        for name in [
            "a.html",
            "a.svg",
            "a.xml",
            "a.js",
            "a.htm",
            "a.eml",
            "a",
            "a.png.html",
            ".png.",
            "a.pdf.svg",
        ] {
            let kind = of(name);
            assert!(
                !kind.shown && kind.media == "application/octet-stream" && kind.policy == SANDBOX,
                "{name}"
            );
        }
        assert!(of("a.PNG").shown && of("x.txt").media.starts_with("text/plain"));
    }

    #[test]
    fn names_are_told_twice() {
        assert_eq!(
            disposition(&of("rä \"x\".bin"), "rä \"x\".bin"),
            "attachment; filename=\"r_ _x_.bin\"; filename*=UTF-8''r%C3%A4%20%22x%22.bin"
        );
    }
}
