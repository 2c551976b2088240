//! Generates the demo's files, so that none need to be shipped: logs, photos, invoices and emails
//! in valid formats.

use std::io::Write as _;

use chrono::{DateTime, Utc};

/// A generated file.
#[derive(Debug)]
pub(super) struct GeneratedFile {
    pub(super) name: String,
    pub(super) mime_type: &'static str,
    pub(super) content: Vec<u8>,
}

/// Generates a file of a kind in `cases.toml`. `None` for an unknown kind.
pub(super) fn generate(
    kind: &str,
    number: i64,
    subject: &str,
    time: DateTime<Utc>,
) -> Option<GeneratedFile> {
    let (name, mime_type, content) = match kind {
        "log" => ("protocol.txt".to_owned(), "text/plain", log(number, time)),
        "photo" => (format!("photo-{number}.png"), "image/png", png(number)?),
        "invoice" => (
            format!("document-{number}.pdf"),
            "application/pdf",
            pdf(number, subject, time),
        ),
        "email" => ("original.eml".to_owned(), "message/rfc822", email(time)),
        _ => return None,
    };
    Some(GeneratedFile {
        name,
        mime_type,
        content,
    })
}

fn log(number: i64, time: DateTime<Utc>) -> Vec<u8> {
    let mut text = String::new();
    for (minutes, line) in [
        (0, format!("session {number} begins")),
        (1, "device found, 3 services".to_owned()),
        (2, "WARN answer took 8121 ms".to_owned()),
        (5, "ERROR no answer, giving up after 3 tries".to_owned()),
        (5, format!("session {number} ends")),
    ] {
        let at = time + chrono::Duration::minutes(minutes - 30);
        text.push_str(&format!("{} {line}\n", at.format("%Y-%m-%d %H:%M:%S")));
    }
    text.into_bytes()
}

/// A picture of 96 by 64 pixels: a road under the sky. Its colours depend on the number.
fn png(number: i64) -> Option<Vec<u8>> {
    const WIDTH: u32 = 96;
    const HEIGHT: u32 = 64;
    let hue = u32::try_from(number.unsigned_abs() % 128).unwrap_or(0);
    let byte = |value: u32| u8::try_from(value.min(255)).unwrap_or(255);
    let mut rows = Vec::new();
    for y in 0..HEIGHT {
        rows.push(0); // each row starts with its filter type: none
        for x in 0..WIDTH {
            let road = y > 36 && x.abs_diff(WIDTH / 2) < (y - 32) * 2 / 3;
            let line = road && x.abs_diff(WIDTH / 2) < 2 && (y / 4) % 2 == 0;
            rows.extend(match (line, road, y > 36) {
                (true, ..) => [240, 240, 230],
                (_, true, _) => [byte(70 + hue / 8), 70, 76],
                (_, _, true) => [byte(60 + hue / 2), byte(120 + y), 60],
                _ => [byte(90 + hue + y), byte(150 + y), 230],
            });
        }
    }
    let mut header = Vec::new();
    header.extend(WIDTH.to_be_bytes());
    header.extend(HEIGHT.to_be_bytes());
    header.extend([8, 2, 0, 0, 0]); // 8 bits per channel, RGB
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(&rows).ok()?;
    let mut picture = b"\x89PNG\r\n\x1a\n".to_vec();
    for (name, data) in [
        (*b"IHDR", header),
        (*b"IDAT", packed.finish().ok()?),
        (*b"IEND", Vec::new()),
    ] {
        let mut sum = flate2::Crc::new();
        sum.update(&name);
        sum.update(&data);
        picture.extend(u32::try_from(data.len()).ok()?.to_be_bytes());
        picture.extend(name);
        picture.extend(data);
        picture.extend(sum.sum().to_be_bytes());
    }
    Some(picture)
}

/// A page with the subject.
fn pdf(number: i64, subject: &str, time: DateTime<Utc>) -> Vec<u8> {
    let escaped: String = subject
        .chars()
        .map(|c| if c.is_ascii() { c } else { '?' })
        .flat_map(|c| {
            if "()\\".contains(c) {
                vec!['\\', c]
            } else {
                vec![c]
            }
        })
        .collect();
    let lines = format!(
        "BT /F1 20 Tf 60 760 Td (Lindgren Bikes) Tj /F1 12 Tf 0 -36 Td (Document {number}, {}) Tj 0 -22 Td ({escaped}) Tj ET",
        time.format("%Y-%m-%d")
    );
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
         /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{lines}\nendstream", lines.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut text = "%PDF-1.4\n".to_owned();
    let mut offsets = String::new();
    for (index, object) in objects.iter().enumerate() {
        offsets.push_str(&format!("{:010} 00000 n \n", text.len()));
        text.push_str(&format!("{} 0 obj\n{object}\nendobj\n", index + 1));
    }
    let table = text.len();
    let size = objects.len() + 1;
    text.push_str(&format!("xref\n0 {size}\n0000000000 65535 f \n{offsets}"));
    text.push_str(&format!(
        "trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n"
    ));
    text.into_bytes()
}

fn email(time: DateTime<Utc>) -> Vec<u8> {
    format!(
        "From: Parcel Service <noreply@parcels.example.net>\r\nTo: shop@lindgren.example.com\r\n\
         Subject: Your parcel is waiting\r\nDate: {}\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\n\
         A parcel could not be delivered. Confirm your data within 24 hours.\r\n",
        time.format("%a, %d %b %Y %H:%M:%S +0000")
    )
    .into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_valid() {
        let time = DateTime::UNIX_EPOCH;
        let photo = generate("photo", 7, "", time).unwrap();
        assert!(photo.content.starts_with(b"\x89PNG\r\n\x1a\n") && photo.content.len() > 200);
        let invoice = generate("invoice", 7, "A (small) thing", time).unwrap();
        let text = String::from_utf8(invoice.content).unwrap();
        let table: usize = text.lines().rev().nth(1).unwrap().parse().unwrap();
        assert!(text[table..].starts_with("xref\n") && text.contains("A \\(small\\) thing"));
        assert!(generate("song", 7, "", time).is_none());
    }
}
