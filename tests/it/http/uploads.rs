//! Uploads by the GraphQL multipart request specification: valid and malformed forms, limits, and
//! the CSRF check.

use serde_json::json;

use crate::support::fixture::token;
use crate::support::form::{KIND, form};
use crate::support::service::{Answer, Service};

const GUARD: (&str, &str) = ("graphql-require-preflight", "true");

fn code(answer: &Answer) -> (u16, String) {
    let code = answer.json()["errors"][0]["extensions"]["code"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    (answer.status.as_u16(), code)
}

fn operations() -> String {
    let query = "mutation ($f: [Upload!]) {
      ticketCreate(input: { queueId: 1, title: \"t\", description: \"d\", attachments: $f }) { userErrors { code } } }";
    json!({ "query": query, "variables": { "f": [null] } }).to_string()
}

#[tokio::test]
async fn rejects_forms_of_other_origins() {
    let service = Service::start().await;
    let operations =
        json!({ "query": "query ($f: [Int]) { __typename }", "variables": { "f": [null] } })
            .to_string();
    let body = form(&[("operations", "", &operations), ("map", "", "{}")]);
    let answer = service
        .call("POST", "/graphql", &[KIND], body.clone())
        .await;
    assert_eq!(code(&answer), (403, "CSRF_FAILED".to_owned()));
    let basic = [KIND, ("authorization", "Basic YWRtaW46YWRtaW4=")];
    assert_eq!(
        service
            .call("POST", "/graphql", &basic, body.clone())
            .await
            .status,
        403
    );
    let guarded = service.call("POST", "/graphql", &[KIND, GUARD], body).await;
    assert_eq!(
        code(&guarded).1,
        "GRAPHQL_VALIDATION_FAILED",
        "the CSRF check passes, and validation rejects the unused variable"
    );
}

#[tokio::test]
async fn rejects_malformed_forms() {
    let service = Service::start_with(|config| {
        config.data_upload_max_number_files = 1;
        config.server.max_file_size = 10;
    })
    .await;
    let (operations, token) = (operations(), format!("Token {}", token("admin")));
    let (operations, map) = (operations.as_str(), "{\"0\":[\"variables.f.0\"]}");
    let two = json!({ "query": "{__typename}", "variables": { "a": null, "b": null } }).to_string();
    let two_map = "{\"0\":[\"variables.a\"],\"1\":[\"variables.b\"]}";
    for (parts, status) in [
        (vec![], 400),
        (vec![("map", "", map), ("operations", "", operations)], 400),
        (vec![("operations", "", operations)], 400),
        (vec![("operations", "", "[]"), ("map", "", map)], 400),
        (
            vec![("operations", "", operations), ("map", "", "nonsense")],
            400,
        ),
        (
            vec![
                ("operations", "", operations),
                ("map", "", "{\"0\":[\"variables.g\"]}"),
                ("0", "a.txt", "x"),
            ],
            400,
        ),
        (vec![("operations", "", operations), ("map", "", map)], 400),
        (
            vec![
                ("operations", "", operations),
                ("map", "", map),
                ("1", "a.txt", "x"),
            ],
            400,
        ),
        (
            vec![
                ("operations", "", operations),
                ("map", "", map),
                ("0", "", "x"),
            ],
            400,
        ),
        (
            vec![
                ("operations", "", operations),
                ("map", "", map),
                ("0", "a.txt", "x"),
                ("0", "a.txt", "x"),
            ],
            400,
        ),
        (
            vec![
                ("operations", "", operations),
                ("map", "", map),
                ("0", "a.txt", "more than ten bytes"),
            ],
            413,
        ),
        (
            vec![
                ("operations", "", &two),
                ("map", "", two_map),
                ("0", "a", "x"),
                ("1", "b", "x"),
            ],
            413,
        ),
    ] {
        let answer = service
            .call(
                "POST",
                "/graphql",
                &[KIND, ("authorization", &token)],
                form(&parts),
            )
            .await;
        let expected = if status == 413 {
            "PAYLOAD_TOO_LARGE"
        } else {
            "BAD_REQUEST"
        };
        assert_eq!(
            code(&answer),
            (status, expected.to_owned()),
            "{parts:?} {}",
            answer.text()
        );
    }
    let broken = form(&[
        ("operations", "", operations),
        ("map", "", map),
        ("0", "a.txt", "x"),
    ]);
    let broken = &broken[..broken.len() - 12];
    let answer = service
        .call(
            "POST",
            "/graphql",
            &[KIND, ("authorization", &token)],
            broken.to_owned(),
        )
        .await;
    assert_eq!(code(&answer), (400, "BAD_REQUEST".to_owned()));
    let answer = service
        .call(
            "POST",
            "/graphql",
            &[("content-type", "multipart/form-data"), GUARD],
            "",
        )
        .await;
    assert_eq!(code(&answer), (400, "BAD_REQUEST".to_owned()));
}

const CREATE: &str = "mutation ($input: TicketCreateInput!) { ticketCreate(input: $input) {
  userErrors { field code } followUp { attachments { file filename mimeType size url } } } }";

/// Creates a ticket with files, given by name and content.
async fn create(service: &Service, files: &[(&str, &str)]) -> Answer {
    let empty: Vec<_> = files.iter().map(|_| json!(null)).collect();
    let input = json!({ "queueId": 1, "title": "With files", "description": "d", "submitterEmail": "a@example.com", "attachments": empty });
    let operations = json!({ "query": CREATE, "variables": { "input": input } }).to_string();
    let places = files.iter().enumerate().map(|(i, _)| {
        (
            i.to_string(),
            json!([format!("variables.input.attachments.{i}")]),
        )
    });
    let map = serde_json::Value::Object(places.collect()).to_string();
    let names: Vec<String> = (0..files.len()).map(|i| i.to_string()).collect();
    let mut parts = vec![
        ("operations", "", operations.as_str()),
        ("map", "", map.as_str()),
    ];
    parts.extend(
        files
            .iter()
            .zip(&names)
            .map(|((name, content), part)| (part.as_str(), *name, *content)),
    );
    let token = format!("Token {}", token("admin"));
    service
        .call(
            "POST",
            "/graphql",
            &[KIND, ("authorization", &token)],
            form(&parts),
        )
        .await
}

#[tokio::test]
async fn attaches_files_to_a_new_ticket() {
    let service = Service::start().await;
    let content = "x".repeat(700_000);
    let answer = create(
        &service,
        &[("C:\\dir\\räport 1.txt", "one"), ("räport 1.txt", &content)],
    )
    .await;
    let json = answer.json();
    let attachments = &json["data"]["ticketCreate"]["followUp"]["attachments"];
    assert_eq!(attachments[0]["filename"], "räport 1.txt", "{json}");
    assert!(
        attachments[0]["file"]
            .as_str()
            .unwrap()
            .ends_with("/räport_1.txt"),
        "{json}"
    );
    assert!(
        attachments[1]["file"]
            .as_str()
            .unwrap()
            .contains("/räport_1_"),
        "{json}"
    );
    assert_eq!(
        (&attachments[0]["size"], &attachments[1]["size"]),
        (&json!(3), &json!(700_000))
    );
    for (i, expected) in ["one", &content].into_iter().enumerate() {
        let url = attachments[i]["url"].as_str().unwrap();
        let path = &url[url.find("/media/").unwrap()..];
        assert!(service.get(path, &[]).await.text() == expected, "{path}");
    }
}

#[tokio::test]
async fn stores_nothing_if_a_file_is_rejected() {
    let service = Service::start().await;
    let before = count(&service.copy.media());
    let json = create(&service, &[("good.txt", "x"), ("bad.exe", "x")])
        .await
        .json();
    assert!(
        !json["data"]["ticketCreate"]["userErrors"]
            .as_array()
            .unwrap()
            .is_empty(),
        "{json}"
    );
    assert_eq!(count(&service.copy.media()), before);
}

/// Attaches the file `$f` to follow-up 41 `times` times; `more` is added to the document.
async fn add(service: &Service, times: usize, more: &str) -> Answer {
    let add = "attachmentAdd(input: { followUpId: 41, file: $f }) { attachment { url } userErrors { code } }";
    let adds: String = (0..times).map(|i| format!("a{i}: {add} ")).collect();
    let query =
        format!("mutation ($f: Upload!) {{ {adds} {more} }} fragment F on Mutation {{ f: {add} }}");
    let query = if more.contains("...F") {
        query
    } else {
        query[..query.find(" fragment").unwrap()].to_owned()
    };
    let operations = json!({ "query": query, "variables": { "f": null } }).to_string();
    let parts = [
        ("operations", "", operations.as_str()),
        ("map", "", "{\"0\":[\"variables.f\"]}"),
        ("0", "a.txt", "one"),
    ];
    let token = format!("Token {}", token("admin"));
    service
        .call(
            "POST",
            "/graphql",
            &[KIND, ("authorization", &token)],
            form(&parts),
        )
        .await
}

#[tokio::test]
async fn counts_each_use_of_a_file() {
    let service = Service::start_with(|config| config.data_upload_max_number_files = 3).await;
    let before = count(&service.copy.media());
    for (times, more) in [(4, ""), (3, "...F"), (60, "")] {
        let answer = add(&service, times, more).await;
        assert_eq!(
            code(&answer),
            (413, "PAYLOAD_TOO_LARGE".to_owned()),
            "{}",
            answer.text()
        );
        assert_eq!(count(&service.copy.media()), before, "no partial files");
    }
    let answer = add(&service, 2, "...F").await.json();
    for name in ["a0", "a1", "f"] {
        let url = answer["data"][name]["attachment"]["url"]
            .as_str()
            .unwrap_or_else(|| panic!("{answer}"));
        assert_eq!(
            service
                .get(&url[url.find("/media/").unwrap()..], &[])
                .await
                .text(),
            "one",
            "{name}"
        );
    }
    let many = json!({ "query": "query ($f: [Int]) { __typename }", "variables": { "f": [null, null, null, null] } });
    let map = json!({ "0": ["variables.f.0", "variables.f.1", "variables.f.2", "variables.f.3"] })
        .to_string();
    let parts = [
        ("operations", "", many.to_string()),
        ("map", "", map),
        ("0", "a.txt", "x".to_owned()),
    ];
    let parts = parts
        .each_ref()
        .map(|(name, file, content)| (*name, *file, content.as_str()));
    assert_eq!(
        service
            .call("POST", "/graphql", &[KIND, GUARD], form(&parts))
            .await
            .status,
        413
    );
}

#[tokio::test]
async fn only_the_map_assigns_files() {
    let service = Service::start().await;
    let before = count(&service.copy.media());
    for text in [
        "#__graphql_file__:0",
        "#__graphql_file__:x",
        "#__graphql_file__:",
    ] {
        let more = format!(
            "b: attachmentAdd(input: {{ followUpId: 41, file: \"{text}\" }}) {{ userErrors {{ code }} }}"
        );
        assert_eq!(
            code(&add(&service, 1, &more).await).1,
            "BAD_REQUEST",
            "{text}"
        );
        let query = "mutation ($f: Upload!) { attachmentAdd(input: { followUpId: 41, file: $f }) { userErrors { code } } }";
        let body = json!({ "query": query, "variables": { "f": text } }).to_string();
        let token = format!("Token {}", token("admin"));
        let headers = [
            ("content-type", "application/json"),
            ("authorization", token.as_str()),
        ];
        let answer = service.call("POST", "/graphql", &headers, body).await;
        let (_, code) = code(&answer);
        assert_eq!(code, "BAD_REQUEST", "{text}: {}", answer.text());
    }
    assert_eq!(count(&service.copy.media()), before);
}

#[tokio::test]
async fn accepts_every_part_name() {
    let service = Service::start().await;
    for name in [".deskql-1.txt", ".deskql~1.txt", ".hidden.txt"] {
        let json = create(&service, &[(name, "x")]).await.json();
        let created = &json["data"]["ticketCreate"]["followUp"]["attachments"][0];
        assert_eq!(created["filename"], name, "{json}");
        let parts = [("followup", "", "41"), ("file", name, "x")];
        let token = format!("Token {}", token("admin"));
        let headers = [KIND, ("authorization", token.as_str())];
        let answer = service
            .call(
                "POST",
                "/api/followups-attachments/",
                &headers,
                form(&parts),
            )
            .await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        let (created, stored) = (answer.json(), name.replace('~', ""));
        assert_eq!(created["filename"], name);
        let path = created["file"].as_str().unwrap();
        assert!(path.ends_with(&format!("/41/{stored}")), "{path}");
        assert_eq!(
            service
                .get(&path[path.find("/media/").unwrap()..], &[])
                .await
                .text(),
            "x"
        );
    }
}

fn count(folder: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .map(|path| if path.is_dir() { count(&path) } else { 1 })
        .sum()
}
