//! The multipart parser: fields, files and limits as in `django/http/multipartparser.py`.
//! `crate::multipart` splits the body into parts; files are written to temporary files as they
//! arrive.

use std::io::Seek as _;

use ::python::Codec;
use tokio::io::AsyncWriteExt as _;

use crate::compat::exceptions::ApiException;
use crate::compat::media_types::MediaType;
use crate::compat::parsers::{
    Data, DropReason, DroppedFile, Files, Json, Limits, Parsed, Source, Upload,
};
use crate::multipart::{
    self, Base64, Error, Head, Kind, decode_lenient, is_boundary, sanitize_file_name,
};

type Parts = multipart::Parts<Source>;

/// Reads all parts. Returns plain fields first and then files, the order in which DRF merges them.
///
/// # Errors
/// 400 for an unusable boundary, for more fields, files or bytes than the limits allow, and for a
/// body that ends early.
pub(super) async fn parse(
    media_type: &MediaType,
    codec: Codec,
    source: Source,
    limits: Limits,
    files_mode: Files,
) -> Result<Parsed, ApiException> {
    let mut parts = Parts::new(source, boundary(media_type)?);
    let (mut fields, mut files, mut dropped_files) = (Vec::new(), Vec::new(), Vec::new());
    let mut drop_file = |field, reason| dropped_files.push(DroppedFile { field, reason });
    let (mut field_count, mut file_count, mut text_left) = (0_usize, 0_usize, limits.memory);
    while let Some(head) = parts.head().await.map_err(refusal)? {
        match head.kind {
            Kind::Raw | Kind::Field => field_count += 1,
            Kind::File => file_count += 1,
        }
        // The text before the first boundary and after the last one counts as two fields.
        if field_count > limits.fields.saturating_add(2) || file_count > limits.files {
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
        // Django decodes names like values, although it has decoded their header before.
        let decode = |text: String| codec.decode_lossy(text.as_bytes()).into_owned();
        let (name, filename) = (name.map(decode), filename.map(decode));
        let base64 = transfer_encoding == "base64";
        match (kind, name, filename) {
            (Kind::Field, Some(name), _) => {
                let bytes = field_bytes(&mut parts, base64, &mut text_left).await?;
                text_left = text_left
                    .checked_sub(name.len() + 2)
                    .ok_or_else(ApiException::suspicious)?;
                fields.push((name, Json::Str(codec.decode_lossy(&bytes).into_owned())));
            }
            (Kind::File, Some(name), Some(filename)) => match sanitize_file_name(&filename) {
                Some(_) if files_mode == Files::Discard => {}
                Some(filename) => {
                    let upload = write_file(&mut parts, base64, limits.file).await?;
                    if !parts.is_closed() {
                        drop_file(name, DropReason::Incomplete);
                        continue;
                    }
                    files.push((
                        name,
                        Json::File(Upload {
                            name: filename,
                            content_type,
                            ..upload
                        }),
                    ));
                }
                None => drop_file(name, DropReason::Unnamed),
            },
            (Kind::File, ..) => drop_file(String::new(), DropReason::Unnamed),
            // Django ignores these parts.
            _ if undecodable_file => drop_file(String::new(), DropReason::Unnamed),
            _ => {}
        }
    }
    fields.append(&mut files);
    Ok(Parsed {
        data: Data::Html(fields),
        dropped_files,
    })
}

fn boundary(media_type: &MediaType) -> Result<&str, ApiException> {
    let text = &media_type.text;
    if !text.starts_with("multipart/") {
        return Err(malformed(&format!("Invalid Content-Type: {text}")));
    }
    if !text.is_ascii() {
        return Err(malformed(&format!(
            "Invalid non-ASCII Content-Type in multipart: {text}"
        )));
    }
    let boundary = media_type.param("boundary");
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

fn malformed(reason: &str) -> ApiException {
    ApiException::bad_request(format!("Multipart form parse error - {reason}"))
}

fn refusal(error: Error<ApiException>) -> ApiException {
    match error {
        Error::Headers => malformed("Request max total header size exceeded."),
        Error::Stream(refusal) => refusal,
    }
}

/// The content of a plain field. Subtracts its length from `left`.
async fn field_bytes(
    parts: &mut Parts,
    base64: bool,
    left: &mut usize,
) -> Result<Vec<u8>, ApiException> {
    let mut bytes = Vec::new();
    while let Some(piece) = parts.piece().await.map_err(refusal)? {
        *left = left
            .checked_sub(piece.len())
            .ok_or_else(ApiException::suspicious)?;
        bytes.extend_from_slice(&piece);
    }
    if base64 {
        // Django keeps the bytes where they are not valid base64.
        bytes = decode_lenient(&bytes).unwrap_or(bytes);
    }
    Ok(bytes)
}

/// Writes the content of a part to a temporary file. The caller sets the name.
async fn write_file(parts: &mut Parts, base64: bool, limit: usize) -> Result<Upload, ApiException> {
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
            dropped_files,
        } = runtime.block_on(parse(
            &content_type,
            Codec::UTF_8,
            source,
            LIMITS,
            Files::Keep,
        ))?;
        let Data::Html(fields) = data else {
            unreachable!()
        };
        let dropped = dropped_files
            .into_iter()
            .map(|file| (file.field, format!("{:?}", file.reason)));
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
            .chain(dropped)
            .collect())
    }

    #[test]
    fn chunk_sizes_do_not_matter() {
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
    fn accepts_incomplete_bodies() {
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
    fn enforces_boundaries_and_limits() {
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

    /// Parts without a name and files without a usable name count too.
    #[test]
    fn counts_every_part() {
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
    fn reports_files_that_django_drops() {
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
            assert_eq!(got, [(name.to_owned(), "Unnamed".to_owned())], "{header}");
        }
    }

    #[test]
    fn reports_a_file_without_a_boundary_after_it() {
        let file = "--B\r\nContent-Disposition: form-data; name=f; filename=a\r\n\r\nx\r\n";
        for step in [1, 1000] {
            let got = run(format!("{file}{file}").as_bytes(), step, "; boundary=B").unwrap();
            assert_eq!(
                got,
                [("f", "a||x"), ("f", "Incomplete")]
                    .map(|(name, text)| (name.to_owned(), text.to_owned()))
            );
        }
    }

    #[test]
    fn keeps_quoted_printable() {
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
    fn decodes_base64_in_pieces() {
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
