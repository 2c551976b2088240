//! The deepest requests that the service accepts or rejects fit the stacks of its threads.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use serde_json::{Value, json};

use super::served::Served;
use crate::support::fixture::token;

/// Sends a GraphQL request of the administrator; returns the response with its head.
fn post(service: &Served, request: &Value) -> String {
    let body = request.to_string();
    let mut stream = TcpStream::connect(&service.address).unwrap();
    let head = format!(
        "POST /graphql HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Token {}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        token("admin"),
        body.len()
    );
    stream.write_all((head + &body).as_bytes()).unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    response
}

/// A filter with 2 levels for each of `levels`, of which 16 are accepted.
fn nested(levels: usize) -> Value {
    let on_hold = json!({ "onHold": { "eq": true } });
    (0..levels).fold(
        json!({}),
        |inner, _| json!({ "or": [on_hold, { "and": [on_hold], "or": [inner] }], "not": on_hold }),
    )
}

/// `value` in `levels` lists.
fn listed(levels: usize) -> Value {
    (0..levels).fold(json!(1), |inner, _| json!([inner]))
}

#[test]
fn deep_requests_do_not_overflow_a_stack() {
    let service = Served::start(&[]);
    let query = "query($filter: TicketFilter) { tickets(filter: $filter) { nodes { id } } }";
    let deepest = post(
        &service,
        &json!({ "query": query, "variables": { "filter": nested(7) } }),
    );
    assert!(
        deepest.contains(r#"{"data":{"tickets":{"nodes":[]}}"#),
        "{deepest}"
    );
    for (filter, code) in [
        (nested(8), "BAD_USER_INPUT"),
        (nested(30), "QUERY_TOO_DEEP"),
        (listed(100), "QUERY_TOO_DEEP"),
    ] {
        let response = post(
            &service,
            &json!({ "query": query, "variables": { "filter": filter } }),
        );
        assert!(response.contains(code), "{response}");
    }
    let selection = (0..1000).fold("id".to_owned(), |inner, _| format!("ticket {{ {inner} }}"));
    let list = "[".repeat(10_000);
    for document in [
        format!("{{ {selection} }}"),
        format!("{{ tickets(filter: {{ or: {list} }}) {{ totalCount }} }}"),
        format!("query($ids: {list}ID) {{ tickets {{ totalCount }} }}"),
    ] {
        let response = post(&service, &json!({ "query": document }));
        assert!(response.contains(r#""errors""#), "{response}");
    }
}
