//! The requests whose instructions `tests/counts/run` counts, by running this test in callgrind.

use axum::body::Body;
use http::Request;
use serde_json::{Value, json};

use crate::support::form::{KIND, form};
use crate::support::rows;
use crate::support::service::Service;

/// How often each request is counted.
const REPEATED: usize = 5;
/// How often each request is sent before: what is parsed, built and prepared once does not count.
const WARM_UP: usize = 3;

/// A request of every kind that clients send often.
struct Counted {
    name: &'static str,
    method: &'static str,
    path: &'static str,
    content_type: &'static str,
    body: Vec<u8>,
}

fn get(name: &'static str, path: &'static str) -> Counted {
    Counted {
        name,
        method: "GET",
        path,
        content_type: "",
        body: Vec::new(),
    }
}

fn graphql(name: &'static str, query: &str, variables: &Value) -> Counted {
    Counted {
        name,
        method: "POST",
        path: "/graphql",
        content_type: "application/json",
        body: json!({ "query": query, "variables": variables })
            .to_string()
            .into_bytes(),
    }
}

fn requests() -> Vec<Counted> {
    let ticket = "query Ticket($id: Int!) { ticket(databaseId: $id) {
        reference title description statusLabel priorityLabel createdAt queue { title }
        assignedTo { fullName } followUps { nodes { createdAt comment user { fullName }
          attachments { filename url size } changes { field oldValue newValue } } }
        customFieldValues { text field { label } } ccs { email } checklists { name }
        dependencies { dependsOn { title } } } }";
    let page = include_str!("../../benches/ticket-page.graphql");
    let total = "{ tickets(filter: { statusCode: { in: [1, 2] } }) { totalCount } }";
    let new = json!({
        "queue": 1001, "title": "A new ticket", "description": "The printer is on fire.",
        "submitter_email": "person1@example.com", "priority": 3, "custom_load_asset": "PR-0",
    });
    let content = "x".repeat(1 << 16);
    let with_file = form(&[
        ("ticket", "", "1005"),
        ("title", "", "Comment"),
        ("comment", "", "See the file."),
        ("public", "", "true"),
        ("attachments", "scan.txt", &content),
    ]);
    vec![
        get("REST page", "/api/tickets/"),
        get("REST ticket", "/api/tickets/1005/"),
        Counted {
            name: "REST POST ticket",
            method: "POST",
            path: "/api/tickets/",
            content_type: "application/json",
            body: new.to_string().into_bytes(),
        },
        Counted {
            name: "REST PATCH ticket",
            method: "PATCH",
            path: "/api/tickets/1006/",
            content_type: "application/json",
            body: b"{\"priority\": 2}".to_vec(),
        },
        Counted {
            name: "REST POST follow-up with 64 KiB",
            method: "POST",
            path: "/api/followups/",
            content_type: KIND.1,
            body: with_file.into_bytes(),
        },
        graphql("GraphQL ticket", ticket, &json!({ "id": 1007 })),
        graphql("GraphQL page", page, &json!({ "first": 25, "offset": 0 })),
        graphql("GraphQL totalCount with a filter", total, &json!({})),
    ]
}

impl Counted {
    fn request(&self) -> Request<Body> {
        let mut request = Request::builder()
            .method(self.method)
            .uri(self.path)
            .header("authorization", format!("Token {}", rows::TOKEN))
            .header("accept", "application/json");
        if !self.content_type.is_empty() {
            request = request.header("content-type", self.content_type);
        }
        request.body(self.body.clone().into()).unwrap()
    }
}

/// Callgrind counts the instructions of this function, on this thread, and writes them after each
/// call.
#[inline(never)]
fn counted_requests(
    runtime: &tokio::runtime::Runtime,
    service: &Service,
    requests: Vec<Request<Body>>,
) {
    for request in requests {
        let answer = runtime.block_on(service.send(request));
        assert!(answer.status.is_success(), "{}", answer.text());
    }
}

#[test]
#[ignore = "tests/counts/run runs it in callgrind"]
fn counted() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let service = runtime.block_on(Service::start());
    runtime.block_on(rows::fill(&service.app.db, 100));
    for counted in requests() {
        for _ in 0..WARM_UP {
            let answer = runtime.block_on(service.send(counted.request()));
            let text = answer.text();
            assert!(answer.status.is_success(), "{}: {text}", counted.name);
            assert!(!text.contains("\"errors\":["), "{}: {text}", counted.name);
        }
        let requests = (0..REPEATED).map(|_| counted.request()).collect();
        println!("counting {REPEATED} times: {}", counted.name);
        counted_requests(&runtime, &service, requests);
    }
}
