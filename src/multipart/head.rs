//! The headers of a part.

use super::parameters::parse_header_parameters;

/// The kinds of parts that Django distinguishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Ignored: text before the first boundary and after the last one, and parts without a usable
    /// `Content-Disposition`.
    Raw,
    /// A plain field.
    Field,
    /// A file.
    File,
}

/// The parsed headers of a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The kind of the part.
    pub kind: Kind,
    /// The name of its field.
    pub name: Option<String>,
    /// The name of the file as sent; `filename*` takes precedence over `filename`.
    pub filename: Option<String>,
    /// The media type of the file, in lower case and without parameters.
    pub content_type: Option<String>,
    /// `Content-Transfer-Encoding` in lower case; empty if there is none.
    pub transfer_encoding: String,
    /// Whether a `Content-Disposition` has a file name that cannot be decoded. Django ignores such a
    /// header.
    pub undecodable_file: bool,
}

impl Head {
    /// The head of a part without headers.
    pub(super) fn raw() -> Self {
        Self {
            kind: Kind::Raw,
            name: None,
            filename: None,
            content_type: None,
            transfer_encoding: String::new(),
            undecodable_file: false,
        }
    }

    /// Parses the lines before the empty line.
    pub(super) fn parse(bytes: &[u8]) -> Self {
        let mut head = Self::raw();
        let mut rest = bytes;
        loop {
            let end = memchr::memmem::find(rest, b"\r\n");
            head.line(&rest[..end.unwrap_or(rest.len())]);
            match end {
                Some(end) => rest = &rest[end + 2..],
                None => return head,
            }
        }
    }

    fn line(&mut self, line: &[u8]) {
        let parsed = std::str::from_utf8(line)
            .ok()
            .and_then(|line| parse_header_parameters(line).ok());
        let Some((main, mut params)) = parsed else {
            let text = String::from_utf8_lossy(line).to_ascii_lowercase();
            self.undecodable_file |=
                text.starts_with("content-disposition") && text.contains("filename");
            return;
        };
        let Some((header, value)) = main.split_once(':') else {
            return;
        };
        match header {
            "content-disposition" => {
                let mut take = |name: &str| {
                    let at = params.iter().position(|(known, _)| known == name)?;
                    Some(params.swap_remove(at).1)
                };
                let is_space = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0b' | '\x0c');
                self.name = take("name").map(|name| name.trim_matches(is_space).to_owned());
                self.filename = take("filename").filter(|name| !name.is_empty());
                self.kind = if self.filename.is_some() {
                    Kind::File
                } else {
                    Kind::Field
                };
            }
            "content-transfer-encoding" => value.trim().clone_into(&mut self.transfer_encoding),
            "content-type" => {
                self.content_type = Some(value.trim().to_owned()).filter(|value| !value.is_empty())
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_headers_as_django() {
        let head = Head::parse(
            b"Content-Disposition: Form-Data; Name=\" F \"; filename=\"A.txt\"\r\nCONTENT-TYPE: Text/Plain; \
              charset=x\r\nContent-Transfer-Encoding: BASE64",
        );
        assert_eq!(
            (head.kind, head.name.as_deref(), head.filename.as_deref()),
            (Kind::File, Some("F"), Some("A.txt"))
        );
        assert_eq!(
            (
                head.content_type.as_deref(),
                head.transfer_encoding.as_str()
            ),
            (Some("text/plain"), "base64")
        );
        for (text, kind, undecodable) in [
            (
                &b"content-disposition: form-data; name=f"[..],
                Kind::Field,
                false,
            ),
            (
                b"content-disposition: form-data; name=f; filename=\"\"",
                Kind::Field,
                false,
            ),
            (b"content-disposition : form-data; name=f", Kind::Raw, false),
            (
                b"Content-Disposition: form-data; name=f; filename*=foo''x",
                Kind::Raw,
                true,
            ),
            (
                b"Content-Disposition: form-data; name=f; filename=\"\xe4\"",
                Kind::Raw,
                true,
            ),
            (b"X: y", Kind::Raw, false),
            (b"", Kind::Raw, false),
        ] {
            let head = Head::parse(text);
            assert_eq!(
                (head.kind, head.undecodable_file),
                (kind, undecodable),
                "{}",
                String::from_utf8_lossy(text)
            );
        }
    }
}
