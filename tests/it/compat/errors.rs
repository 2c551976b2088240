//! Writes with invalid fields: the answers are those that django-helpdesk gave to the same requests
//! (tests/fields/errors.py).

use deskql::config::PasswordValidator;
use serde_json::Value;

use super::admin;
use crate::support::root;
use crate::support::service::{Answer, Service};

async fn send(service: &Service, case: &Value) -> Answer {
    let authorization = admin();
    let text = |name: &str| case[name].as_str().unwrap();
    let (content_type, body) = if case["json"].is_null() {
        (
            "multipart/form-data; boundary=B",
            text("multipart").to_owned(),
        )
    } else {
        ("application/json", text("json").to_owned())
    };
    let headers = [
        ("authorization", authorization.as_str()),
        ("content-type", content_type),
    ];
    service
        .call(text("method"), text("path"), &headers, body)
        .await
}

#[tokio::test]
async fn answers_invalid_fields_like_the_reference() {
    let cases = std::fs::read(root().join("tests/fields/errors.json")).unwrap();
    let cases: Vec<Value> = serde_json::from_slice(&cases).unwrap();
    let service = Service::start().await;
    let with_validators = Service::start_with(|config| {
        config.auth_password_validators = [
            "UserAttributeSimilarityValidator",
            "MinimumLengthValidator",
            "CommonPasswordValidator",
            "NumericPasswordValidator",
        ]
        .map(PasswordValidator::from)
        .to_vec();
    })
    .await;
    let mut differences = Vec::new();
    for case in &cases {
        let service = match case["validators"].as_bool() {
            Some(true) => &with_validators,
            _ => &service,
        };
        let answer = send(service, case).await;
        if answer.status != 400 || answer.json() != case["answer"] {
            differences.push(format!(
                "{}: {} {}, not {}",
                case["name"],
                answer.status,
                answer.text(),
                case["answer"]
            ));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    assert!(cases.len() > 20, "only {} cases", cases.len());
}

/// A file that django-helpdesk rejects with a crash.
#[tokio::test]
async fn rejects_the_extension_of_a_follow_ups_file() {
    let service = Service::start().await;
    let case = serde_json::json!({
        "method": "POST",
        "path": "/api/followups/",
        "multipart": "--B\r\nContent-Disposition: form-data; name=\"ticket\"\r\n\r\n1\r\n\
                      --B\r\nContent-Disposition: form-data; name=\"attachments\"; \
                      filename=\"a.exe\"\r\n\r\nx\r\n--B--\r\n",
    });
    let answer = send(&service, &case).await;
    assert_eq!(answer.status, 400);
    assert_eq!(
        answer.text(),
        "{\"attachments\":[\"Unsupported file extension: .exe\"]}"
    );
}

/// django-helpdesk stores files after the form of the ticket is valid, so it reports the form's
/// errors rather than a file name that its storage cannot use.
#[tokio::test]
async fn reports_errors_of_the_form_before_file_names() {
    let service = Service::start().await;
    let form = |fields: &[(&str, &str)]| {
        let mut body = String::new();
        for (name, value) in fields {
            let head = format!("Content-Disposition: form-data; name=\"{name}\"");
            body.push_str(&format!("--B\r\n{head}\r\n\r\n{value}\r\n"));
        }
        let head = "Content-Disposition: form-data; name=\"attachment\"; filename=\"?\"";
        body.push_str(&format!("--B\r\n{head}\r\n\r\nx\r\n--B--\r\n"));
        serde_json::json!({"method": "POST", "path": "/api/tickets/", "multipart": body})
    };
    let complete = [
        ("queue", "1"),
        ("title", "x"),
        ("priority", "3"),
        ("description", "d"),
    ];
    let answer = send(&service, &form(&complete[..3])).await;
    assert_eq!(answer.status, 400);
    assert_eq!(
        answer.text(),
        "{\"description\":[\"This field is required.\"]}"
    );
    let without_priority = [complete[0], complete[1], complete[3]];
    let answer = send(&service, &form(&without_priority)).await;
    assert_eq!(answer.status, 400);
    assert_eq!(
        answer.text(),
        "{\"priority\":[\"This field is required.\"]}"
    );
    let before = service
        .get("/api/tickets/", &[("authorization", &admin())])
        .await;
    let answer = send(&service, &form(&complete)).await;
    assert_eq!(answer.status, 400);
    assert!(
        answer.text().contains("Bad Request (400)"),
        "{}",
        answer.text()
    );
    let after = service
        .get("/api/tickets/", &[("authorization", &admin())])
        .await;
    assert_eq!(before.text(), after.text());
}
