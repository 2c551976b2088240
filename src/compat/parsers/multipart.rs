//! The multipart parser: Django's limits and Django's way with fields and files
//! (`django/http/multipartparser.py`). Splitting a body into parts is `crate::multipart`'s. Files
//! go to temporary files while they arrive.

use std::io::Seek as _;

use tokio::io::AsyncWriteExt as _;

use crate::compat::exceptions::ApiException;
use crate::compat::media_types::MediaType;
use crate::compat::parsers::{Data, Files, Json, Limits, Parsed, Source, Upload};
use crate::multipart::{
    self, Base64, Error, Head, Kind, decode_lenient, is_boundary, sanitize_file_name,
};

type Parts = multipart::Parts<Source>;

/// Reads all parts: plain fields first, then files, as DRF merges them.
///
/// # Errors
/// No usable boundary, more of something than is allowed, or a body that breaks off.
pub(super) async fn parse(
    content_type: &MediaType,
    source: Source,
    limits: Limits,
    keep: Files,
) -> Result<Parsed, ApiException> {
    let mut parts = Parts::new(source, boundary(content_type)?);
    let (mut fields, mut files, mut unnamed_files) = (Vec::new(), Vec::new(), Vec::new());
    let (mut plain, mut uploaded, mut text_left) = (0_usize, 0_usize, limits.memory);
    while let Some(head) = parts.head().await.map_err(refusal)? {
        match head.kind {
            Kind::Raw | Kind::Field => plain += 1,
            Kind::File => uploaded += 1,
        }
        // Two more are what stands before the first boundary and behind the last.
        if plain > limits.fields.saturating_add(2) || uploaded > limits.files {
            return Err(ApiException::suspicious());
        }
        let Head {
            kind,
            name,
            filename,
            content_type,
            transfer_encoding,
            undecodable_file,
        } = head;
        let base64 = transfer_encoding == "base64";
        match (kind, name, filename) {
            (Kind::Field, Some(name), _) => {
                let value = text(&mut parts, base64, &mut text_left).await?;
                text_left = text_left
                    .checked_sub(name.len() + 2)
                    .ok_or_else(ApiException::suspicious)?;
                fields.push((name, Json::Str(value)));
            }
            (Kind::File, Some(name), Some(filename)) => match sanitize_file_name(&filename) {
                Some(_) if keep == Files::Discard => {}
                Some(filename) => {
                    let upload = receive(&mut parts, base64, limits.file).await?;
                    files.push((
                        name,
                        Json::File(Upload {
                            name: filename,
                            content_type,
                            ..upload
                        }),
                    ));
                }
                None => unnamed_files.push(name),
            },
            (Kind::File, ..) => unnamed_files.push(String::new()),
            // Parts that Django passes over.
            _ if undecodable_file => unnamed_files.push(String::new()),
            _ => {}
        }
    }
    fields.append(&mut files);
    Ok(Parsed {
        data: Data::Html(fields),
        unnamed_files,
    })
}

fn boundary(content_type: &MediaType) -> Result<&str, ApiException> {
    let given = &content_type.text;
    if !given.starts_with("multipart/") {
        return Err(malformed(&format!("Invalid Content-Type: {given}")));
    }
    if !given.is_ascii() {
        return Err(malformed(&format!(
            "Invalid non-ASCII Content-Type in multipart: {given}"
        )));
    }
    let boundary = content_type.param("boundary");
    let invalid = || {
        malformed(&format!(
            "Invalid boundary in multipart: {}",
            boundary.unwrap_or("None")
        ))
    };
    boundary
        .filter(|text| is_boundary(text))
        .ok_or_else(invalid)
}

fn malformed(what: &str) -> ApiException {
    ApiException::bad_request(format!("Multipart form parse error - {what}"))
}

fn refusal(error: Error<ApiException>) -> ApiException {
    match error {
        Error::Headers => malformed("Request max total header size exceeded."),
        Error::Stream(refusal) => refusal,
    }
}

/// The content of a plain field; its length is taken from what is left.
async fn text(parts: &mut Parts, base64: bool, left: &mut usize) -> Result<String, ApiException> {
    let mut bytes = Vec::new();
    while let Some(piece) = parts.piece().await.map_err(refusal)? {
        *left = left
            .checked_sub(piece.len())
            .ok_or_else(ApiException::suspicious)?;
        bytes.extend_from_slice(&piece);
    }
    if base64 {
        // What cannot be decoded stays as it is.
        bytes = decode_lenient(&bytes).unwrap_or(bytes);
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Writes a part into a temporary file; its name is for the caller to set.
async fn receive(parts: &mut Parts, base64: bool, limit: usize) -> Result<Upload, ApiException> {
    let internal = |error: std::io::Error| ApiException::internal("a temporary file", &error);
    let mut file = tokio::fs::File::from_std(tempfile::tempfile().map_err(internal)?);
    let mut size = 0_usize;
    let mut decoder = base64.then(Base64::default);
    while let Some(piece) = parts.piece().await.map_err(refusal)? {
        let decoded = decoder.as_mut().map(|decoder| decoder.push(&piece));
        let piece = decoded.as_deref().unwrap_or(&piece);
        size += piece.len();
        if size > limit {
            return Err(ApiException::too_large());
        }
        file.write_all(piece).await.map_err(internal)?;
    }
    if decoder.is_some_and(|decoder| decoder.finish().is_err()) {
        return Err(malformed("Could not decode base64 data."));
    }
    file.flush().await.map_err(internal)?;
    let mut file = file.into_std().await;
    file.rewind().map_err(internal)?;
    Ok(Upload {
        name: String::new(),
        content_type: None,
        size: size as u64,
        file,
    })
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use axum::body::Body;
    use bytes::Bytes;
    use proptest::prelude::*;

    use super::*;

    const LIMITS: Limits = Limits {
        body: 1 << 20,
        file: 1000,
        memory: 1000,
        fields: 20,
        files: 2,
        values: 100,
    };

    fn run(
        body: &[u8],
        step: usize,
        boundary: &str,
    ) -> Result<Vec<(String, String)>, ApiException> {
        let chunks: Vec<Result<Bytes, std::io::Error>> = body
            .chunks(step)
            .map(|chunk| Ok(Bytes::copy_from_slice(chunk)))
            .collect();
        let body = Body::from_stream(futures_util::stream::iter(chunks));
        let content_type = MediaType::parse(&format!("multipart/form-data{boundary}"));
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        let source = Source::new(body, LIMITS.body);
        let Parsed {
            data,
            unnamed_files,
        } = runtime.block_on(parse(&content_type, source, LIMITS, Files::Keep))?;
        let Data::Html(fields) = data else {
            unreachable!()
        };
        let unnamed = unnamed_files
            .into_iter()
            .map(|name| (name, "dropped".to_owned()));
        Ok(fields
            .into_iter()
            .map(|(name, value)| match value {
                Json::Str(text) => (name, text),
                Json::File(mut upload) => {
                    let mut text = String::new();
                    upload.file.read_to_string(&mut text).unwrap();
                    assert_eq!(upload.size, text.len() as u64);
                    (
                        name,
                        format!(
                            "{}|{}|{text}",
                            upload.name,
                            upload.content_type.unwrap_or_default()
                        ),
                    )
                }
                _ => unreachable!(),
            })
            .chain(unnamed)
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
            let got: Vec<_> = got
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect();
            assert_eq!(got, expected, "in steps of {step}");
        }
    }

    #[test]
    fn what_is_broken_is_forgiven() {
        for body in [
            "x",
            "",
            "--B\nContent-Disposition: form-data; name=\"q\"\n\n1\n--B--\n",
            "--B\r\nX: y\r\n\r\n1",
        ] {
            assert_eq!(
                run(body.as_bytes(), 5, "; boundary=B").unwrap(),
                [],
                "{body:?}"
            );
        }
        let cut = "--B\r\nContent-Disposition: form-data; name=\"q\"\r\n\r\n1";
        assert_eq!(
            run(cut.as_bytes(), 5, "; boundary=B").unwrap(),
            [("q".to_owned(), "1".to_owned())]
        );
    }

    #[test]
    fn what_is_refused() {
        assert!(run(b"x", 1, "").is_err());
        assert!(run(b"x", 1, "; boundary=\"\"").is_err());
        let file = "--B\r\nContent-Disposition: form-data; name=f; filename=a\r\n\r\n";
        assert!(
            run(
                format!("{file}{}", "x".repeat(1001)).as_bytes(),
                500,
                "; boundary=B"
            )
            .is_err()
        );
        assert!(
            run(
                format!("{file}x\r\n").repeat(3).as_bytes(),
                500,
                "; boundary=B"
            )
            .is_err()
        );
        assert!(run("h".repeat(2000).as_bytes(), 500, "; boundary=B").is_err());
    }

    /// Whatever a part is, it counts: parts without a name and files without a usable one would
    /// cost nothing else.
    #[test]
    fn every_part_is_counted() {
        for (part, most) in [
            ("--B\r\n\r\n", 21),
            ("--B\r\nX: y\r\n\r\n1\r\n", 21),
            ("--B\r\nContent-Disposition: form-data\r\n\r\n1\r\n", 21),
            (
                "--B\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n",
                21,
            ),
            (
                "--B\r\nContent-Disposition: form-data; filename=a\r\n\r\n1\r\n",
                2,
            ),
            (
                "--B\r\nContent-Disposition: form-data; name=a; filename=..\r\n\r\n1\r\n",
                2,
            ),
        ] {
            assert!(
                run(part.repeat(most).as_bytes(), 100, "; boundary=B").is_ok(),
                "{part:?}"
            );
            let refusal = run(part.repeat(most + 1).as_bytes(), 100, "; boundary=B").unwrap_err();
            assert!(refusal.is_suspicious(), "{part:?}");
        }
        let field = "--B\r\nContent-Disposition: form-data; name=abc\r\n\r\n";
        assert!(
            run(
                format!("{field}{}", "x".repeat(995)).as_bytes(),
                100,
                "; boundary=B"
            )
            .is_ok()
        );
        assert!(
            run(
                format!("{field}{}", "x".repeat(996)).as_bytes(),
                100,
                "; boundary=B"
            )
            .unwrap_err()
            .is_suspicious()
        );
    }

    #[test]
    fn files_that_django_drops_are_reported() {
        let head = "Content-Disposition: form-data; name=\"f\"";
        for (header, name) in [
            (format!("{head}; filename=\"..\""), "f"),
            (format!("{head}; filename=\"a/\""), "f"),
            (format!("{head}; filename*=foo''a.txt"), ""),
            (
                "Content-Disposition: form-data; filename=\"a.txt\"".to_owned(),
                "",
            ),
        ] {
            let got = run(
                format!("--B\r\n{header}\r\n\r\nx\r\n--B--").as_bytes(),
                9,
                "; boundary=B",
            )
            .unwrap();
            assert_eq!(got, [(name.to_owned(), "dropped".to_owned())], "{header}");
        }
    }

    #[test]
    fn quoted_printable_stays_as_it_is() {
        let head =
            "Content-Disposition: form-data; name=q\r\nContent-Transfer-Encoding: quoted-printable";
        let got = run(
            format!("--B\r\n{head}\r\n\r\na=3D\r\n--B--").as_bytes(),
            9,
            "; boundary=B",
        )
        .unwrap();
        assert_eq!(got, [("q".to_owned(), "a=3D".to_owned())]);
    }

    #[test]
    fn base64_is_decoded_piece_by_piece() {
        let head = "Content-Disposition: form-data; name=\"f\"; filename=\"a\"\r\nContent-Transfer-Encoding: base64";
        for step in [1, 3, 1000] {
            let body = format!("--B\r\n{head}\r\n\r\naGVs\r\nbG8h\r\n--B--");
            assert_eq!(
                run(body.as_bytes(), step, "; boundary=B").unwrap()[0].1,
                "a||hello!"
            );
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
