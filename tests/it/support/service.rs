//! The service in the test process, on a copy of the fixture. Requests go to its router, without a
//! socket.

use axum::body::Body;
use bytes::Bytes;
use deskql::app::App;
use deskql::config::Config;
use http::{HeaderMap, HeaderValue, Request, StatusCode, header};
use http_body_util::BodyExt;
use tower::ServiceExt;

use super::fixture::Copy;

/// A service with its database and files, which are deleted when it is dropped.
pub struct Service {
    /// The files and the database.
    pub copy: Copy,
    /// The service's state.
    pub app: App,
    router: axum::Router,
}

/// A response.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Answer {
    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// A header; empty if it is missing.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

impl Service {
    /// Starts a service with the settings of the contract.
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// Starts a service with settings that `change` modifies.
    pub async fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        let copy = Copy::new();
        let mut config = Config::default();
        config.secret_key.0 = "oracle-only-not-a-secret".to_owned();
        config.database.url = copy.url();
        config.storage.url = format!("fs:{}", copy.media().display());
        // Tests use any host; `tests/it/http/hosts.rs` tests which are allowed.
        config.allowed_hosts = vec!["*".to_owned()];
        change(&mut config);
        let database = &config.database;
        super::migrate(if database.direct_url.is_empty() {
            &database.url
        } else {
            &database.direct_url
        })
        .await;
        let app = Box::pin(App::open(config)).await.unwrap();
        Self {
            router: deskql::http::router(app.clone()),
            app,
            copy,
        }
    }

    /// Sends a request.
    pub async fn send(&self, mut request: Request<Body>) -> Answer {
        request
            .headers_mut()
            .entry(header::HOST)
            .or_insert(HeaderValue::from_static("127.0.0.1:8000"));
        self.send_as_it_is(request).await
    }

    /// Sends a request without adding `Host`.
    pub async fn send_as_it_is(&self, request: Request<Body>) -> Answer {
        let (parts, body) = self
            .router
            .clone()
            .oneshot(request)
            .await
            .unwrap()
            .into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    /// Sends a GET with headers.
    pub async fn get(&self, uri: &str, headers: &[(&str, &str)]) -> Answer {
        self.call("GET", uri, headers, "").await
    }

    /// Sends a request with headers and a body.
    pub async fn call(
        &self,
        method: &str,
        uri: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(body.into()).unwrap()).await
    }
}
