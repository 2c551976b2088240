//! A receiver of webhooks with scripted answers, which records its requests.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, Method, StatusCode, Uri};
use tokio::net::TcpListener;

/// The answer to a request.
#[derive(Clone, Debug)]
pub enum Answer {
    /// A status.
    Status(u16),
    /// A status and a header.
    Header(u16, &'static str, String),
    /// 200 after this many milliseconds.
    Late(u64),
    /// 200 with an endless body.
    Endless,
}

/// A received request.
#[derive(Clone, Debug)]
pub struct ReceivedRequest {
    pub method: Method,
    pub path: String,
    pub headers: HeaderMap,
    pub body: String,
}

type Shared = Arc<(Mutex<VecDeque<Answer>>, Mutex<Vec<ReceivedRequest>>)>;

/// Listens until it is dropped.
pub struct Receiver {
    pub address: SocketAddr,
    shared: Shared,
    task: tokio::task::JoinHandle<()>,
}

impl Receiver {
    /// Answers with `answers`, then with 204.
    pub async fn start(answers: Vec<Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared: Shared = Arc::new((Mutex::new(answers.into()), Mutex::default()));
        let router = axum::Router::new()
            .fallback(answer_request)
            .with_state(Arc::clone(&shared));
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            address,
            shared,
            task,
        }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn received(&self) -> Vec<ReceivedRequest> {
        self.shared.1.lock().unwrap().clone()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer_request(
    State(shared): State<Shared>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: String,
) -> Response {
    shared.1.lock().unwrap().push(ReceivedRequest {
        method,
        path: uri.to_string(),
        headers,
        body,
    });
    let answer = shared.0.lock().unwrap().pop_front();
    let status = |status| StatusCode::from_u16(status).unwrap();
    match answer {
        None => StatusCode::NO_CONTENT.into_response(),
        Some(Answer::Status(number)) => status(number).into_response(),
        Some(Answer::Header(number, name, value)) => {
            (status(number), [(name, value)]).into_response()
        }
        Some(Answer::Late(milliseconds)) => {
            tokio::time::sleep(Duration::from_millis(milliseconds)).await;
            StatusCode::OK.into_response()
        }
        Some(Answer::Endless) => {
            let parts =
                futures_util::stream::repeat_with(|| Ok::<_, std::io::Error>(vec![b'x'; 16_384]));
            Body::from_stream(parts).into_response()
        }
    }
}
