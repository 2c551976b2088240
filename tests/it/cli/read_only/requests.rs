//! Requests of all kinds to a service that only reads.

use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};

use crate::support::fixture::token;
use crate::support::socket::Connection;

const MUTATION: &str = "mutation { ticketCreate(input: {queueId: \"1\", title: \"t\", \
    description: \"d\", submitterEmail: \"me@example.com\"}) { ticket { id } userErrors { message } } }";
const UPLOAD: &str = "mutation($file: Upload!) { attachmentAdd(input: {followUpId: \"41\", \
    file: $file}) { attachment { id } userErrors { message } } }";
const SUBSCRIPTION: &str = "subscription { queueEvents { cursor } }";
const FILE: &str =
    "/media/helpdesk/attachments/support-1-00000000-0000-4000-8000-000000000001/41/fire.txt";

/// Sends them to a service at `HOST:PORT` and checks the responses.
pub(super) async fn send_all(address: &str) {
    deskql::cli::prepare();
    let desk = Requests {
        base: format!("http://{address}"),
        client: Client::new(),
    };
    desk.rest().await;
    desk.sign_in().await;
    desk.graphql().await;
    websocket(address);
}

struct Requests {
    base: String,
    client: Client,
}

impl Requests {
    fn request(&self, method: &str, path: &str) -> RequestBuilder {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        self.client.request(method, format!("{}{path}", self.base))
    }

    fn as_admin(&self, method: &str, path: &str) -> RequestBuilder {
        let token = format!("Token {}", token("admin"));
        self.request(method, path).header("authorization", token)
    }

    async fn rest(&self) {
        for path in [
            "/api/",
            "/api/tickets/",
            "/api/tickets/1/",
            "/api/tickets/?status=1",
            "/api/user_tickets/",
            "/api/followups/",
            "/api/followups-attachments/",
            "/healthz",
            "/readyz",
            "/openapi.json",
            FILE,
        ] {
            expect(self.as_admin("GET", path), path, 200).await;
        }
        expect(self.as_admin("OPTIONS", "/api/tickets/"), "OPTIONS", 200).await;
        let ticket = json!({
            "queue": 1, "title": "t", "description": "d", "priority": 3,
            "submitter_email": "me@example.com",
        });
        for (list, id) in [
            ("/api/tickets/", "1/"),
            ("/api/followups/", "41/"),
            ("/api/followups-attachments/", "1/"),
        ] {
            let one = format!("{list}{id}");
            for (method, path) in [
                ("POST", list),
                ("PUT", &one),
                ("PATCH", &one),
                ("DELETE", &one),
            ] {
                let answer = expect(self.as_admin(method, path).json(&ticket), path, 503).await;
                let detail = "{\"detail\":\"This service is read-only. Nothing was changed.\"}";
                assert_eq!(answer, detail, "{method} {path}");
            }
        }
        expect(
            self.as_admin("POST", "/api/users/").json(&ticket),
            "users",
            503,
        )
        .await;
        let file = reqwest::multipart::Part::bytes(b"x".as_slice()).file_name("x.txt");
        let form = reqwest::multipart::Form::new()
            .text("title", "t")
            .part("attachment", file);
        let upload = self.as_admin("POST", "/api/tickets/").multipart(form);
        expect(upload, "upload", 503).await;
        // An anonymous caller learns only that it may not write.
        let anonymous = self.request("POST", "/api/tickets/").json(&ticket);
        expect(anonymous, "anonymous", 403).await;
    }

    async fn sign_in(&self) {
        let path = "/api/tickets/";
        for _ in 0..2 {
            let right = self.request("GET", path);
            expect(right.basic_auth("agent", Some("agent-pass")), "agent", 200).await;
        }
        let session = self.request("GET", path);
        let cookie = "sessionid=fixtureadmin00000000000000000000";
        expect(session.header("cookie", cookie), "session", 200).await;
        for expected in [403, 403, 403, 429] {
            let wrong = self.request("GET", path);
            expect(wrong.basic_auth("hr", Some("wrong")), "wrong", expected).await;
        }
        let wrong = self.request("GET", path).header("authorization", "Token x");
        expect(wrong, "token", 403).await;
        let login = self.request("GET", "/api/login");
        expect(login.basic_auth("agent", Some("agent-pass")), "login", 200).await;
    }

    async fn graphql(&self) {
        let query = json!({
            "query": include_str!("../../richest.graphql"),
            "variables": {"first": 25, "offset": 0},
        });
        let answer = expect(self.as_admin("POST", "/graphql").json(&query), "query", 200).await;
        let answer: Value = serde_json::from_str(&answer).unwrap();
        assert_eq!(answer["errors"], Value::Null);
        let cursor = json!({"query": "{ eventCursor }"});
        let answer = expect(
            self.as_admin("POST", "/graphql").json(&cursor),
            "cursor",
            200,
        )
        .await;
        assert_read_only(&answer);
        for document in [MUTATION, SUBSCRIPTION] {
            let body = json!({"query": document});
            let old = self.as_admin("POST", "/graphql").json(&body);
            assert_read_only(&expect(old, document, 200).await);
            let accept = "application/graphql-response+json";
            let new = self.as_admin("POST", "/graphql").header("accept", accept);
            assert_read_only(&expect(new.json(&body), document, 503).await);
            let stream = self.as_admin("POST", "/graphql/stream");
            let stream = stream.header("accept", "text/event-stream").json(&body);
            assert_read_only(&stream.send().await.unwrap().text().await.unwrap());
        }
        let file = reqwest::multipart::Part::bytes(b"x".as_slice()).file_name("x.txt");
        let operations = json!({"query": UPLOAD, "variables": {"file": null}});
        let form = reqwest::multipart::Form::new()
            .text("operations", operations.to_string())
            .text("map", "{\"0\": [\"variables.file\"]}")
            .part("0", file);
        let upload = self.as_admin("POST", "/graphql").multipart(form);
        let upload = upload.header("graphql-require-preflight", "1");
        assert_read_only(&expect(upload, "upload", 200).await);
    }
}

async fn expect(request: RequestBuilder, name: &str, status: u16) -> String {
    let response = request.send().await.unwrap();
    let found = response.status().as_u16();
    let text = response.text().await.unwrap();
    assert_eq!(found, status, "{name}: {text}");
    text
}

fn assert_read_only(answer: &str) {
    assert!(answer.contains("\"code\":\"READ_ONLY\""), "{answer}");
}

fn websocket(address: &str) {
    let (mut socket, _) = Connection::open_websocket(address);
    socket.send_init("admin");
    socket.read_until("connection_ack");
    for (id, document) in [MUTATION, SUBSCRIPTION].iter().enumerate() {
        let message = json!({
            "id": id.to_string(), "type": "subscribe", "payload": {"query": document},
        });
        socket.send_frame(&message.to_string());
        socket.read_until("READ_ONLY");
    }
}
