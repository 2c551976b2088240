//! Attachments: stored names, types and sizes, and invalid ones.

use async_graphql::{Request, UploadValue, Variables};
use deskql::config::Config;
use deskql::domain::Viewer;
use deskql::graphql::documents::{Documents, Parameters};
use serde_json::{Value, json};

use super::{ADMIN, Graph, on_each_database};

const ADD: &str = "mutation($input: AttachmentAddInput!) { result: attachmentAdd(input: $input) {
    attachment { databaseId filename size mimeType file } userErrors { field code } } }";
const UPDATE: &str =
    "mutation($input: AttachmentUpdateInput!) { result: attachmentUpdate(input: $input) {
    attachment { databaseId filename size mimeType file } userErrors { field code } } }";

/// Name, type and content of a file.
type File<'a> = (&'a str, Option<&'a str>, &'a str);

async fn run(graph: &Graph, document: &str, mut input: Value, file: Option<File<'_>>) -> Value {
    if file.is_some() {
        input["file"] = Value::Null;
    }
    let mut request =
        Request::new(document).variables(Variables::from_json(json!({ "input": input })));
    if let Some((filename, content_type, content)) = file {
        let mut spooled = tempfile::tempfile().unwrap();
        std::io::Write::write_all(&mut spooled, content.as_bytes()).unwrap();
        std::io::Seek::rewind(&mut spooled).unwrap();
        let (filename, content_type) = (filename.to_owned(), content_type.map(ToOwned::to_owned));
        request.set_upload(
            "variables.input.file",
            UploadValue {
                filename,
                content_type,
                content: spooled,
            },
        );
    }
    graph
        .answer(request.data(graph.context(Some(ADMIN), None).await))
        .await
}

fn attachment(answer: &Value) -> &Value {
    assert_eq!(
        answer["data"]["result"]["userErrors"],
        json!([]),
        "{answer}"
    );
    &answer["data"]["result"]["attachment"]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_file_replaces_name_type_and_size() {
    on_each_database(async |graph| {
        let file = ("a.txt", Some("text/html"), "12345");
        let first = run(graph, ADD, json!({ "followUpId": 41 }), Some(file)).await;
        let first = attachment(&first);
        let id = &first["databaseId"];
        let other = ("räport.pdf", None, "123456789012");
        let answer = run(graph, UPDATE, json!({ "id": id }), Some(other)).await;
        let row = attachment(&answer);
        assert_eq!(
            (&row["filename"], &row["mimeType"], &row["size"]),
            (&json!("räport.pdf"), &json!("application/pdf"), &json!(12))
        );
        assert_ne!(row["file"], first["file"]);
        let named = json!({ "id": id, "filename": "mine.txt", "mimeType": "text/markdown" });
        let answer = run(
            graph,
            UPDATE,
            named,
            Some(("x.png", Some("image/png; a=b"), "1")),
        )
        .await;
        let row = attachment(&answer);
        assert_eq!(
            (&row["filename"], &row["mimeType"], &row["size"]),
            (&json!("mine.txt"), &json!("text/markdown"), &json!(1))
        );
        let answer = run(graph, UPDATE, json!({ "id": id, "mimeType": null }), None).await;
        let row = attachment(&answer);
        assert_eq!(
            (&row["filename"], &row["mimeType"], &row["size"]),
            (&json!("mine.txt"), &json!("text/plain"), &json!(1))
        );
    })
    .await;
}

#[test]
fn the_size_cannot_be_set() {
    let documents = Documents::new(&Config::default(), &deskql::graphql::sdl()).unwrap();
    let variables =
        serde_json::Map::from_iter([("input".to_owned(), json!({ "id": 1, "size": 5 }))]);
    let parameters = Parameters {
        query: Some(UPDATE.to_owned()),
        variables,
        ..Parameters::default()
    };
    let error = documents
        .accept_blocking(&parameters, &Viewer::Anonymous)
        .unwrap_err();
    assert!(
        error.errors[0]["message"]
            .as_str()
            .unwrap()
            .contains("no such field"),
        "{error:?}"
    );
}

#[tokio::test]
async fn the_type_is_sent_or_derived_from_the_name() {
    let graph = Graph::new().await;
    for (sent, filename, expected) in [
        (Some("text/html"), "a.txt", "text/html"),
        (Some("Text/CSV; charset=utf-8"), "a.txt", "text/csv"),
        (Some("application/octet-stream"), "a.txt", "text/plain"),
        (Some("nonsense"), "a.txt", "text/plain"),
        (Some("text/html\r\nX-Evil: 1"), "a.txt", "text/plain"),
        (Some(""), "a.png", "image/png"),
        (None, "none", "application/octet-stream"),
    ] {
        let answer = run(
            &graph,
            ADD,
            json!({ "followUpId": 41 }),
            Some((filename, sent, "x")),
        )
        .await;
        assert_eq!(attachment(&answer)["mimeType"], expected, "{sent:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn names_and_types_are_validated() {
    on_each_database(async |graph| {
        let long = "x".repeat(1001);
        let cases = [
            ("filename", "../x.txt", "INVALID"),
            ("filename", "a\\b.txt", "INVALID"),
            ("filename", "x\n\u{7}.txt", "INVALID"),
            ("filename", "x\u{202e}txt.pdf", "INVALID"),
            ("filename", "..", "INVALID"),
            ("filename", "", "REQUIRED"),
            ("filename", "  ", "REQUIRED"),
            ("filename", "virus.exe", "UNSUPPORTED_FILE"),
            ("filename", "x\0.txt", "INVALID"),
            ("filename", long.as_str(), "TOO_LONG"),
            ("mimeType", "text", "INVALID"),
            ("mimeType", "text/", "INVALID"),
            ("mimeType", "text/html\r\nX-Evil: 1", "INVALID"),
            ("mimeType", "text/html; charset=utf-8", "INVALID"),
            ("mimeType", "tëxt/html", "INVALID"),
            ("mimeType", long.as_str(), "TOO_LONG"),
        ];
        for (field, value, code) in cases {
            let expected = json!([{ "field": [field], "code": code }]);
            let answer = run(graph, UPDATE, json!({ "id": 1, field: value }), None).await;
            assert_eq!(
                answer["data"]["result"]["userErrors"], expected,
                "{value:?}: {answer}"
            );
            let answer = run(
                graph,
                ADD,
                json!({ "followUpId": 41, field: value }),
                Some(("a.txt", None, "x")),
            )
            .await;
            assert_eq!(
                answer["data"]["result"]["userErrors"], expected,
                "{value:?}: {answer}"
            );
        }
        let answer = run(
            graph,
            UPDATE,
            json!({ "id": 1, "filename": "räport 1.tar.gz.txt", "mimeType": "image/svg+xml" }),
            None,
        )
        .await;
        assert_eq!(attachment(&answer)["mimeType"], "image/svg+xml");
    })
    .await;
}
