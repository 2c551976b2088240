//! A small S3 server that can be slow or fail as S3 does.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, Method, StatusCode};

/// How the server behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behaviour {
    /// It works.
    Normal,
    /// Each write takes this long.
    Slow(Duration),
    /// The next requests fail with this status, as many as the number says.
    Failing(u16, u32),
    /// It drops the connections of writes.
    DropsWrites,
    /// The bucket does not exist.
    Missing,
}

#[derive(Debug)]
struct Inner {
    behaviour: Behaviour,
    files: HashMap<String, Bytes>,
    request_count: u32,
}

/// The server, with one bucket.
#[derive(Clone, Debug)]
pub struct Bucket {
    address: SocketAddr,
    inner: Arc<Mutex<Inner>>,
}

impl Bucket {
    /// Starts a server in the current runtime.
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let inner = Arc::new(Mutex::new(Inner {
            behaviour: Behaviour::Normal,
            files: HashMap::new(),
            request_count: 0,
        }));
        let bucket = Self { address, inner };
        let router = axum::Router::new()
            .fallback(answer)
            .layer(axum::extract::DefaultBodyLimit::disable())
            .with_state(bucket.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        bucket
    }

    /// The storage URL, for the settings.
    #[must_use]
    pub fn url(&self) -> String {
        format!(
            "s3://helpdesk?endpoint=http://{}&access_key_id=me&secret_access_key=hush",
            self.address
        )
    }

    /// Changes its behaviour.
    pub fn set_behaviour(&self, behaviour: Behaviour) {
        let mut inner = self.inner.lock().unwrap();
        (inner.behaviour, inner.request_count) = (behaviour, 0);
    }

    /// The paths of its files.
    #[must_use]
    pub fn files(&self) -> Vec<String> {
        self.inner.lock().unwrap().files.keys().cloned().collect()
    }

    /// The number of requests since its behaviour changed.
    #[must_use]
    pub fn request_count(&self) -> u32 {
        self.inner.lock().unwrap().request_count
    }
}

async fn answer(State(bucket): State<Bucket>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path().to_owned();
    let behaviour = {
        let mut inner = bucket.inner.lock().unwrap();
        inner.request_count += 1;
        if let Behaviour::Failing(_, times) = &mut inner.behaviour {
            let failing = *times > 0;
            *times = times.saturating_sub(1);
            if !failing {
                inner.behaviour = Behaviour::Normal;
            }
        }
        inner.behaviour
    };
    match behaviour {
        Behaviour::Failing(status, _) => {
            let body =
                "<Error><Code>SlowDown</Code><Message>Reduce your request rate.</Message></Error>";
            return (StatusCode::from_u16(status).unwrap(), body).into_response();
        }
        Behaviour::Missing => {
            let body = "<Error><Code>NoSuchBucket</Code><Message>There is none.</Message></Error>";
            return (StatusCode::NOT_FOUND, body).into_response();
        }
        // A panic drops the connection.
        Behaviour::DropsWrites if parts.method == Method::PUT => panic!("hangs up"),
        Behaviour::Slow(time) if parts.method == Method::PUT => tokio::time::sleep(time).await,
        _ => {}
    }
    let Ok(body) = axum::body::to_bytes(body, usize::MAX).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let mut inner = bucket.inner.lock().unwrap();
    match parts.method {
        Method::PUT if is_conflict(&inner, &path, &parts.headers) => {
            StatusCode::PRECONDITION_FAILED.into_response()
        }
        Method::PUT => {
            inner.files.insert(path, body);
            StatusCode::OK.into_response()
        }
        Method::DELETE => {
            inner.files.remove(&path);
            StatusCode::NO_CONTENT.into_response()
        }
        Method::HEAD | Method::GET => match inner.files.get(&path) {
            Some(file) => ([("etag", "\"x\"")], file.clone()).into_response(),
            None => StatusCode::NOT_FOUND.into_response(),
        },
        _ => StatusCode::NOT_IMPLEMENTED.into_response(),
    }
}

fn is_conflict(inner: &Inner, path: &str, headers: &HeaderMap) -> bool {
    headers.contains_key("if-none-match") && inner.files.contains_key(path)
}
