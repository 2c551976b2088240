//! The multipart parser, as forgiving as Django's (`django/http/multipartparser.py`): a body without its last
//! boundary, without headers or with none at all is no error. Files go to temporary files while they arrive.

use std::io::Seek as _;

use base64::Engine as _;
use regex::bytes::Regex;
use tokio::io::AsyncWriteExt as _;

use crate::compat::exceptions::Refusal;
use crate::compat::media_types::{MediaType, parse_header_parameters};
use crate::compat::parsers::file_name::sanitize;
use crate::compat::parsers::form::{MAX_FIELDS, too_many_fields};
use crate::compat::parsers::{Json, Limits, Source, Upload};

/// Most bytes of a part's headers (`MAX_TOTAL_HEADER_SIZE`).
const MAX_HEADERS: usize = 1024;

/// Reads all parts: plain fields first, then files, as DRF merges them. `max_text` bounds the plain fields.
///
/// # Errors
/// No usable boundary, too much of something, or a body that breaks off.
pub(super) async fn parse(
    content_type: &MediaType,
    source: Source,
    limits: Limits,
    max_text: usize,
) -> Result<Vec<(String, Json)>, Refusal> {
    let given = &content_type.text;
    if !given.starts_with("multipart/") {
        return Err(malformed(&format!("Invalid Content-Type: {given}")));
    }
    if !given.is_ascii() {
        return Err(malformed(&format!("Invalid non-ASCII Content-Type in multipart: {given}")));
    }
    let boundary = content_type.param("boundary");
    let delimiter = boundary.filter(|text| is_boundary(text)).map(|text| format!("--{text}"));
    let pattern = delimiter.as_deref().and_then(|text| Regex::new(&format!("(?-u){}", regex::escape(text))).ok());
    let (Some(delimiter), Some(pattern)) = (delimiter, pattern) else {
        return Err(malformed(&format!("Invalid boundary in multipart: {}", boundary.unwrap_or("None"))));
    };
    let mut parts = Parts { source, buffer: Vec::new(), ended: false, delimiter: delimiter.len(), pattern };
    let (mut fields, mut files) = (Vec::new(), Vec::new());
    let mut text_left = max_text;
    loop {
        match parts.head().await? {
            Some(Head { name, filename: None, base64, .. }) => {
                if fields.len() == MAX_FIELDS {
                    return Err(too_many_fields());
                }
                let mut bytes = Vec::new();
                while let Some(piece) = parts.piece().await? {
                    text_left = text_left.checked_sub(piece.len()).ok_or_else(Refusal::too_large)?;
                    bytes.extend_from_slice(&piece);
                }
                if base64 {
                    // What cannot be decoded is taken as it is.
                    bytes = Base64::default().push(&bytes, true).unwrap_or(bytes);
                }
                fields.push((name, Json::Str(String::from_utf8_lossy(&bytes).into_owned())));
            }
            Some(Head { name, filename: Some(filename), content_type, base64 }) => {
                if files.len() == limits.files {
                    return Err(Refusal::bad_request(format!("More than {} files were sent.", limits.files)));
                }
                match sanitize(&filename) {
                    None => while parts.piece().await?.is_some() {},
                    Some(filename) => {
                        let upload =
                            Upload { name: filename, content_type, ..receive(&mut parts, base64, limits.file).await? };
                        files.push((name, Json::File(upload)));
                    }
                }
            }
            None => while parts.piece().await?.is_some() {},
        }
        if !parts.next_part() {
            break;
        }
    }
    fields.append(&mut files);
    Ok(fields)
}

fn malformed(what: &str) -> Refusal {
    Refusal::bad_request(format!("Multipart form parse error - {what}"))
}

/// `[ -~]{0,200}[!-~]`
fn is_boundary(text: &str) -> bool {
    (1..=201).contains(&text.len()) && text.bytes().all(|b| (b' '..=b'~').contains(&b)) && !text.ends_with(' ')
}

/// What the headers of a part say.
struct Head {
    name: String,
    filename: Option<String>,
    content_type: Option<String>,
    /// `Content-Transfer-Encoding: base64`
    base64: bool,
}

/// The body, cut at the boundaries.
struct Parts {
    source: Source,
    buffer: Vec<u8>,
    ended: bool,
    /// Length of `--boundary`.
    delimiter: usize,
    pattern: Regex,
}

impl Parts {
    async fn fill(&mut self) -> Result<(), Refusal> {
        match self.source.next().await? {
            Some(bytes) => self.buffer.extend_from_slice(&bytes),
            None => self.ended = true,
        }
        Ok(())
    }

    /// The headers of the part that begins here; `None` when it has none that name a field.
    async fn head(&mut self) -> Result<Option<Head>, Refusal> {
        loop {
            let boundary = self.pattern.find(&self.buffer).map(|found| found.start());
            let within = &self.buffer[..boundary.unwrap_or(self.buffer.len()).min(MAX_HEADERS)];
            if let Some(end) = within.windows(4).position(|window| window == b"\r\n\r\n") {
                let head = read_head(&within[..end]);
                if head.is_some() {
                    self.buffer.drain(..end + 4);
                }
                return Ok(head);
            }
            if within.len() >= MAX_HEADERS {
                return Err(malformed("Request max total header size exceeded."));
            }
            if boundary.is_some() || self.ended {
                return Ok(None);
            }
            self.fill().await?;
        }
    }

    /// The next bytes of this part; `None` at its end.
    async fn piece(&mut self) -> Result<Option<Vec<u8>>, Refusal> {
        loop {
            if let Some(found) = self.pattern.find(&self.buffer) {
                // The line break before a boundary belongs to the boundary.
                let mut end = found.start();
                if self.buffer[..end].ends_with(b"\n") {
                    end -= 1;
                }
                if self.buffer[..end].ends_with(b"\r") {
                    end -= 1;
                }
                if end == 0 {
                    return Ok(None);
                }
                let rest = self.buffer.split_off(end);
                return Ok(Some(std::mem::replace(&mut self.buffer, rest)));
            }
            if self.ended {
                return Ok((!self.buffer.is_empty()).then(|| std::mem::take(&mut self.buffer)));
            }
            // What could be the beginning of a boundary stays for the next round.
            let keep = self.delimiter + 2;
            if self.buffer.len() > keep {
                let rest = self.buffer.split_off(self.buffer.len() - keep);
                return Ok(Some(std::mem::replace(&mut self.buffer, rest)));
            }
            self.fill().await?;
        }
    }

    /// Steps over the boundary that ended a part; false at the end of the body.
    fn next_part(&mut self) -> bool {
        match self.pattern.find(&self.buffer) {
            Some(found) => {
                self.buffer.drain(..found.end());
                true
            }
            None => false,
        }
    }
}

fn read_head(bytes: &[u8]) -> Option<Head> {
    let mut disposition = None;
    let (mut content_type, mut base64) = (None, false);
    for line in std::str::from_utf8(bytes).ok()?.split("\r\n") {
        let Some((name, value)) = line.split_once(':') else { continue };
        match name.trim().to_ascii_lowercase().as_str() {
            "content-disposition" => disposition = Some(parse_header_parameters(value).1),
            "content-transfer-encoding" => base64 = value.trim().eq_ignore_ascii_case("base64"),
            "content-type" => content_type = Some(parse_header_parameters(value).0),
            _ => {}
        }
    }
    let param = |wanted: &str| {
        disposition.as_ref()?.iter().rev().find(|(name, _)| name == wanted).map(|(_, value)| value.clone())
    };
    Some(Head {
        name: param("name")?.trim().to_owned(),
        filename: param("filename").filter(|name| !name.is_empty()),
        content_type: content_type.filter(|text| !text.is_empty()),
        base64,
    })
}

/// Writes a part into a temporary file; its name is for the caller to set.
async fn receive(parts: &mut Parts, base64: bool, limit: usize) -> Result<Upload, Refusal> {
    let file = tempfile::tempfile().map_err(|error| Refusal::internal("a temporary file", &error))?;
    let mut file = tokio::fs::File::from_std(file);
    let mut size = 0_usize;
    let mut decoder = base64.then(Base64::default);
    let undecodable = || malformed("Could not decode base64 data.");
    loop {
        let piece = parts.piece().await?;
        let last = piece.is_none();
        let mut piece = piece.unwrap_or_default();
        if let Some(decoder) = &mut decoder {
            piece = decoder.push(&piece, last).ok_or_else(undecodable)?;
        }
        size += piece.len();
        if size > limit {
            return Err(Refusal::too_large());
        }
        file.write_all(&piece).await.map_err(|error| Refusal::internal("a temporary file", &error))?;
        if last {
            break;
        }
    }
    file.flush().await.map_err(|error| Refusal::internal("a temporary file", &error))?;
    let mut file = file.into_std().await;
    file.rewind().map_err(|error| Refusal::internal("a temporary file", &error))?;
    Ok(Upload { name: String::new(), content_type: None, size: size as u64, file })
}

/// Base64 that arrives in pieces.
#[derive(Default)]
struct Base64(Vec<u8>);

impl Base64 {
    /// Decodes what is complete; at the end all must be.
    fn push(&mut self, piece: &[u8], last: bool) -> Option<Vec<u8>> {
        self.0.extend(piece.iter().filter(|b| !b.is_ascii_whitespace()));
        let whole = self.0.len() / 4 * 4;
        if last && whole < self.0.len() {
            return None;
        }
        let rest = self.0.split_off(whole);
        let ready = std::mem::replace(&mut self.0, rest);
        base64::engine::general_purpose::STANDARD.decode(ready).ok()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use axum::body::Body;
    use bytes::Bytes;
    use proptest::prelude::*;

    use super::*;

    const LIMITS: Limits = Limits { body: 1 << 20, file: 1000, files: 2 };

    fn run(body: &[u8], step: usize, boundary: &str) -> Result<Vec<(String, String)>, Refusal> {
        let chunks: Vec<Result<Bytes, std::io::Error>> =
            body.chunks(step).map(|chunk| Ok(Bytes::copy_from_slice(chunk))).collect();
        let body = Body::from_stream(futures_util::stream::iter(chunks));
        let content_type = MediaType::parse(&format!("multipart/form-data{boundary}"));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let fields = runtime.block_on(parse(&content_type, Source::new(body, LIMITS.body), LIMITS, 1000))?;
        Ok(fields
            .into_iter()
            .map(|(name, value)| match value {
                Json::Str(text) => (name, text),
                Json::File(mut upload) => {
                    let mut text = String::new();
                    upload.file.read_to_string(&mut text).unwrap();
                    assert_eq!(upload.size, text.len() as u64);
                    (name, format!("{}|{}|{text}", upload.name, upload.content_type.unwrap_or_default()))
                }
                _ => unreachable!(),
            })
            .collect())
    }

    #[test]
    fn fields_and_files_however_they_arrive() {
        let body = "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"C:\\\\x\\\\a.txt\"\r\nContent-Type: \
                    text/plain\r\n\r\nhello\r\n--C\r\n\r\n--B\r\ncontent-disposition: form-data; name=\" q \
                    \"\r\n\r\n1\r\n--B--\r\n";
        let expected = [("q", "1"), ("f", "a.txt|text/plain|hello\r\n--C\r\n")];
        for step in [1, 2, 3, 7, 1000] {
            let got = run(body.as_bytes(), step, "; boundary=B").unwrap();
            let got: Vec<_> = got.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            assert_eq!(got, expected, "in steps of {step}");
        }
    }

    #[test]
    fn what_is_broken_is_forgiven() {
        for body in ["x", "", "--B\nContent-Disposition: form-data; name=\"q\"\n\n1\n--B--\n", "--B\r\nX: y\r\n\r\n1"] {
            assert_eq!(run(body.as_bytes(), 5, "; boundary=B").unwrap(), [], "{body:?}");
        }
        let cut = "--B\r\nContent-Disposition: form-data; name=\"q\"\r\n\r\n1";
        assert_eq!(run(cut.as_bytes(), 5, "; boundary=B").unwrap(), [("q".to_owned(), "1".to_owned())]);
    }

    #[test]
    fn what_is_refused() {
        assert!(run(b"x", 1, "").is_err());
        assert!(run(b"x", 1, "; boundary=\"\"").is_err());
        let file = "--B\r\nContent-Disposition: form-data; name=f; filename=a\r\n\r\n";
        assert!(run(format!("{file}{}", "x".repeat(1001)).as_bytes(), 500, "; boundary=B").is_err());
        assert!(run(file.repeat(3).as_bytes(), 500, "; boundary=B").is_err());
        assert!(run("h".repeat(2000).as_bytes(), 500, "; boundary=B").is_err());
    }

    #[test]
    fn base64_is_decoded_piece_by_piece() {
        let head = "Content-Disposition: form-data; name=\"f\"; filename=\"a\"\r\nContent-Transfer-Encoding: base64";
        for step in [1, 3, 1000] {
            let body = format!("--B\r\n{head}\r\n\r\naGVs\r\nbG8h\r\n--B--");
            assert_eq!(run(body.as_bytes(), step, "; boundary=B").unwrap()[0].1, "a||hello!");
            let body = format!("--B\r\n{head}\r\n\r\naGVsb\r\n--B--");
            assert!(run(body.as_bytes(), step, "; boundary=B").is_err());
        }
    }

    proptest! {
        #[test]
        fn never_panics(body in "(--B|\r\n|\r\n\r\n|Content-Disposition: form-data; name=q; filename=x|[a-z]|-){0,30}", step in 1usize..9) {
            let _ = run(body.as_bytes(), step, "; boundary=B");
        }
    }
}
