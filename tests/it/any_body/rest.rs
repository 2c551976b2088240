//! Writes to the REST API: JSON, forms, multipart.

use proptest::prelude::*;
use proptest::sample::select;

use super::values::{Base, File, Value, damaged, damages, fields, files, kinds, object, part};
use super::{GeneratedRequest, credentials};

const TICKET: &[Base] = &[
    ("queue", "1", true),
    ("title", "\"Broken\"", true),
    ("description", "\"see #2\"", true),
    ("priority", "3", true),
    ("due_date", "\"2030-01-02T03:04:05Z\"", false),
    ("submitter_email", "\"a@example.com\"", false),
    ("assigned_to", "2", false),
    ("on_hold", "false", false),
    ("status", "2", false),
    ("resolution", "\"done\"", false),
    ("merged_to", "null", false),
    ("kbitem", "null", false),
    ("custom_varchar", "\"short\"", false),
    ("custom_text", "\"more\\nlines\"", false),
    ("custom_integer", "42", false),
    ("custom_decimal", "\"42.98\"", false),
    ("custom_list", "\"Green\"", false),
    ("custom_boolean", "true", false),
    ("custom_date", "\"2022-04-11\"", false),
    ("custom_time", "\"23:59:59\"", false),
    ("custom_datetime", "\"2022-04-11T12:34:56Z\"", false),
    ("custom_email", "\"a@example.com\"", false),
    ("custom_url", "\"http://example.com/\"", false),
    ("custom_ipaddress", "\"127.0.0.1\"", false),
    ("custom_slug-field", "\"a-slug\"", false),
];
const FOLLOW_UP: &[Base] = &[
    ("ticket", "1", true),
    ("title", "\"Called back\"", true),
    ("comment", "\"{{ ticket.title }}, see #2\"", true),
    ("public", "true", false),
    ("new_status", "3", false),
    ("time_spent", "\"00:15:00\"", false),
    ("user", "1", false),
    ("date", "\"2024-01-01T00:00:00Z\"", false),
    ("message_id", "\"<a@b>\"", false),
];
const ATTACHMENT: &[Base] = &[
    ("followup", "1", true),
    ("filename", "\"a.txt\"", false),
    ("mime_type", "\"text/plain\"", false),
    ("size", "5", false),
    ("file", "\"a.txt\"", false),
];
const USER: &[Base] = &[
    ("username", "\"someone\"", true),
    ("email", "\"someone@example.com\"", true),
    ("password", "\"a long enough one\"", true),
    ("first_name", "\"Some\"", false),
    ("last_name", "\"One\"", false),
];
/// The collections: weight, path, fields, and the name of their file field.
const RESOURCES: [(u32, &str, &[Base], &str); 4] = [
    (4, "/api/tickets/", TICKET, "attachment"),
    (4, "/api/followups/", FOLLOW_UP, "attachments"),
    (2, "/api/followups-attachments/", ATTACHMENT, "file"),
    (1, "/api/users/", USER, "avatar"),
];

/// A write to any collection.
pub fn writes() -> impl Strategy<Value = GeneratedRequest> {
    let of = |(weight, path, base, file): (u32, &'static str, &'static [Base], &'static str)| {
        (
            weight,
            target(path)
                .prop_flat_map(move |(method, path)| body(base, file, method, path))
                .boxed(),
        )
    };
    proptest::strategy::Union::new_weighted(RESOURCES.map(of).to_vec())
}

/// A method and a path.
fn target(path: &'static str) -> impl Strategy<Value = (&'static str, String)> {
    let odd = &[
        "0",
        "-1",
        "99999999999",
        "1.0",
        "x",
        "%00",
        "1%2F2",
        "..",
        "²",
    ][..];
    let keys = prop_oneof![
        9 => (1..9_i32).prop_map(|key| key.to_string()),
        1 => select(odd).prop_map(ToOwned::to_owned),
    ];
    let changes = (select(&["PUT", "PATCH"][..]), keys)
        .prop_map(move |(method, key)| (method, format!("{path}{key}/")));
    // A deleted row is missing in all later requests.
    let deletes = (9..100_i32).prop_map(move |key| ("DELETE", format!("{path}{key}/")));
    prop_oneof![
        8 => Just(("POST", path.to_owned())),
        8 => changes,
        1 => deletes,
        1 => select(&["PUT", "DELETE", "PATCH", "QUERY"][..]).prop_map(move |method| (method, path.to_owned())),
    ]
}

fn body(
    base: &'static [Base],
    file: &'static str,
    method: &'static str,
    path: String,
) -> impl Strategy<Value = GeneratedRequest> {
    let json = (fields(base), kinds("application/json"))
        .prop_map(|(fields, kind)| (object(&fields).into_bytes(), kind, 0));
    let form =
        (fields(base), kinds("application/x-www-form-urlencoded")).prop_map(|(fields, kind)| {
            let pairs = fields.iter().map(|(name, value)| (name, value.text()));
            (
                form_urlencoded::Serializer::new(String::new())
                    .extend_pairs(pairs)
                    .finish()
                    .into_bytes(),
                kind,
                0,
            )
        });
    let names = prop_oneof![6 => Just(file), 1 => select(base).prop_map(|field| field.0)];
    let uploads = prop::collection::vec((names, files()), 0..3);
    let multipart = (
        fields(base),
        uploads,
        kinds("multipart/form-data; boundary=xx"),
    )
        .prop_map(|(fields, uploads, kind)| {
            let count = uploads.len();
            (multipart(&fields, &uploads), kind, count)
        });
    let noise = (
        prop::collection::vec(any::<u8>(), 0..300),
        kinds("application/json"),
    )
        .prop_map(|(bytes, kind)| (bytes, kind, 0));
    let bodies = prop_oneof![6 => json, 3 => form, 6 => multipart, 1 => noise];
    (bodies, damages(), credentials()).prop_map(
        move |((body, kind, files), damages, credentials)| GeneratedRequest {
            method,
            path: path.clone(),
            headers: [vec![("content-type", kind)], credentials].concat(),
            body: damaged(body, &damages),
            files: files > 0,
        },
    )
}

fn multipart(fields: &[(String, Value)], uploads: &[(&str, File)]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(part(name, None, value.text().as_bytes()));
    }
    for (name, (file, kind, content)) in uploads {
        body.extend(part(name, Some((file, kind)), content));
    }
    body.extend(b"--xx--\r\n");
    body
}
