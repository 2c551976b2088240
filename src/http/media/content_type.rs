//! `Content-Type`, `Content-Disposition` and `Content-Security-Policy` of files. Browsers display
//! only files that cannot run code; they download the others.

use std::fmt::Write;

/// Loads nothing, and gives the document no origin.
const SANDBOX: &str = "default-src 'none'; sandbox";
/// Browsers do not display PDFs in a sandbox; their viewers have their own.
const PDF_VIEWER: &str = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'";

/// How a file is served.
pub(super) struct FileType {
    pub content_type: &'static str,
    pub content_security_policy: &'static str,
    /// Whether browsers display the file instead of downloading it.
    pub is_inline: bool,
}

impl FileType {
    /// The type of a file, by the extension of its name.
    pub(super) fn of(name: &str) -> Self {
        let extension = name.rsplit_once('.').map(|(_, extension)| extension);
        let content_type = match extension.unwrap_or_default().to_ascii_lowercase().as_str() {
            // Without a charset, as Django serves it.
            "txt" | "asc" | "log" => "text/plain",
            "png" => "image/png",
            "jpg" | "jpeg" => "image/jpeg",
            "gif" => "image/gif",
            "webp" => "image/webp",
            "pdf" => {
                return Self {
                    content_type: "application/pdf",
                    content_security_policy: PDF_VIEWER,
                    is_inline: true,
                };
            }
            _ => {
                return Self {
                    content_type: "application/octet-stream",
                    content_security_policy: SANDBOX,
                    is_inline: false,
                };
            }
        };
        Self {
            content_type,
            content_security_policy: SANDBOX,
            is_inline: true,
        }
    }

    /// `Content-Disposition` with the file's name, and an ASCII version of it for old clients
    /// (RFC 6266).
    pub(super) fn content_disposition(&self, name: &str) -> String {
        let is_plain = |c: char| matches!(c, ' '..='~') && !matches!(c, '"' | '\\' | '%');
        let ascii: String = name
            .chars()
            .map(|c| if is_plain(c) { c } else { '_' })
            .collect();
        let mut encoded = String::new();
        for byte in name.bytes() {
            if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
                encoded.push(char::from(byte));
            } else {
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
        let disposition = if self.is_inline {
            "inline"
        } else {
            "attachment"
        };
        format!("{disposition}; filename=\"{ascii}\"; filename*=UTF-8''{encoded}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_can_run_code_are_downloaded() {
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
            let file = FileType::of(name);
            assert!(!file.is_inline, "{name}");
            assert_eq!(file.content_type, "application/octet-stream", "{name}");
            assert_eq!(file.content_security_policy, SANDBOX, "{name}");
        }
        for name in ["a.PNG", "x.txt"] {
            assert!(FileType::of(name).is_inline, "{name}");
        }
    }

    #[test]
    fn names_are_encoded_for_new_and_old_clients() {
        let name = "rä \"x\".bin";
        assert_eq!(
            FileType::of(name).content_disposition(name),
            "attachment; filename=\"r_ _x_.bin\"; filename*=UTF-8''r%C3%A4%20%22x%22.bin"
        );
    }
}
