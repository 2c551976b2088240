//! The final response: status, headers as set by DRF and Django's middleware, and the rendered
//! body.

use axum::body::Body;
use axum::response::Response;
use http::header::{self, HeaderName, HeaderValue};
use http::{HeaderMap, StatusCode};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::compat::exceptions::{Detail, Refusal};
use crate::compat::fields::string;
use crate::compat::message::Message;
use crate::compat::negotiation::Renderer;
use crate::compat::renderers::{html, indented};
use crate::compat::views::{About, Answer, Exchange};
use crate::compat::{Inner, LOGIN_PATH, routing};
use crate::config::Authentication;
use crate::translation::Language;

/// Django's page for a URL that does not exist.
const MISSING: &str = "\n<!doctype html>\n<html lang=\"en\">\n<head>\n  <title>Not Found</title>\n</head>\n<body>\n  \
                       <h1>Not Found</h1><p>The requested resource was not found on this server.</p>\n</body>\n</html>\n";

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

/// 404 for a URL that does not exist.
pub(crate) fn missing(head: bool) -> Response {
    let body = if head {
        Body::empty()
    } else {
        Body::from(MISSING)
    };
    build(StatusCode::NOT_FOUND, HTML, body, HeaderMap::new())
}

/// Django's page for a request that it rejects before calling a view.
const BAD_REQUEST: &str = "\n<!doctype html>\n<html lang=\"en\">\n<head>\n  <title>Bad Request (400)</title>\n</head>\n<body>\n  \
                           <h1>Bad Request (400)</h1><p></p>\n</body>\n</html>\n";

/// 400 for a host that is not allowed or a `SuspiciousOperation`. `vary`: the response depends on
/// the session.
pub(crate) fn bad_request(head: bool, vary: bool) -> Response {
    let body = if head {
        Body::empty()
    } else {
        Body::from(BAD_REQUEST)
    };
    let mut headers = HeaderMap::new();
    if vary {
        headers.insert(header::VARY, HeaderValue::from_static("Cookie"));
    }
    build(StatusCode::BAD_REQUEST, HTML, body, headers)
}

/// 301 to the URL with a slash.
pub(crate) fn redirect(location: &str) -> Response {
    let mut headers = HeaderMap::new();
    if let Ok(location) = HeaderValue::try_from(location) {
        headers.insert(header::LOCATION, location);
    }
    build(StatusCode::MOVED_PERMANENTLY, HTML, Body::empty(), headers)
}

/// Adds the headers of Django's `LocaleMiddleware`, which runs inside the session middleware.
pub(crate) fn localize(response: &mut Response, language: &Language) {
    let headers = response.headers_mut();
    if let Ok(code) = HeaderValue::try_from(language.code()) {
        headers.insert(header::CONTENT_LANGUAGE, code);
    }
    let vary = match headers.get(header::VARY).map(HeaderValue::as_bytes) {
        Some(b"Accept, Cookie") => "Accept, Accept-Language, Cookie",
        Some(_) => "Accept, Accept-Language",
        None => "Accept-Language",
    };
    headers.insert(header::VARY, HeaderValue::from_static(vary));
}

fn build(
    status: StatusCode,
    content_type: HeaderValue,
    body: Body,
    mut headers: HeaderMap,
) -> Response {
    headers.insert(header::CONTENT_TYPE, content_type);
    // The headers of Django's SecurityMiddleware and XFrameOptionsMiddleware.
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("same-origin"),
    );
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    );
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

/// Finalizes the response of a view (`APIView.finalize_response`).
pub(super) struct Finish<'a> {
    pub(super) api: &'a Inner,
    pub(super) about: &'a About,
    /// `None` if negotiation failed: renders JSON.
    pub(super) renderer: Option<Renderer>,
    /// Whether to send only the headers.
    pub(super) head: bool,
    pub(super) language: &'a Language,
}

impl Finish<'_> {
    pub(super) fn answer(&self, answer: Answer, exchange: &Exchange<'_>) -> Response {
        self.render(answer, HeaderMap::new(), Some(exchange))
    }

    /// Without a request, its session has not been read.
    pub(super) fn refuse(&self, mut refusal: Refusal, exchange: Option<&Exchange<'_>>) -> Response {
        let mut headers = HeaderMap::new();
        if let Some(challenge) = refusal.settle(&self.api.config.rest_framework) {
            headers.insert(
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static(challenge),
            );
        }
        if let Some(seconds) = refusal.retry_after() {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        let mut json = Vec::new();
        match refusal.detail() {
            Detail::Page => return bad_request(self.head, exchange.is_some()),
            Detail::Text(text) => {
                json.extend_from_slice(b"{\"detail\":");
                string(&text.text(self.language), &mut json);
            }
            Detail::Fields(fields, items) => {
                let mut open = b'{';
                for (name, sentences) in fields {
                    member(&mut json, std::mem::replace(&mut open, b','), name);
                    list(&mut json, sentences, self.language);
                }
                if let Some((name, items)) = items {
                    member(&mut json, std::mem::replace(&mut open, b','), name);
                    let mut open = b'{';
                    for (at, sentences) in items {
                        member(
                            &mut json,
                            std::mem::replace(&mut open, b','),
                            &at.to_string(),
                        );
                        list(&mut json, sentences, self.language);
                    }
                    json.push(b'}');
                }
                if open == b'{' {
                    json.push(b'{');
                }
            }
        }
        json.push(b'}');
        let answer = Answer {
            status: refusal.status(),
            json,
            previous: None,
            next: None,
        };
        self.render(answer, headers, exchange)
    }

    fn render(
        &self,
        answer: Answer,
        mut headers: HeaderMap,
        exchange: Option<&Exchange<'_>>,
    ) -> Response {
        let status =
            StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        headers.insert(header::ALLOW, HeaderValue::from_static(self.about.allow));
        let vary = if exchange.is_some() {
            "Accept, Cookie"
        } else {
            "Accept"
        };
        headers.insert(header::VARY, HeaderValue::from_static(vary));
        let json = HeaderValue::from_static("application/json");
        let (content_type, bytes) = match (self.renderer.unwrap_or(Renderer::Json(None)), exchange)
        {
            (Renderer::Html, Some(exchange)) => {
                let policy = HeaderValue::from_static(html::CONTENT_SECURITY_POLICY);
                headers.insert(header::CONTENT_SECURITY_POLICY, policy);
                (HTML, self.page(status, &answer, exchange))
            }
            (Renderer::Json(Some(spaces)), _) => (json, indented(&answer.json, spaces)),
            (Renderer::Json(None) | Renderer::Html, _) => (json, answer.json),
        };
        if status == StatusCode::NO_CONTENT {
            let mut response = build(status, content_type, Body::empty(), headers);
            response.headers_mut().remove(header::CONTENT_TYPE);
            return response;
        }
        if self.head {
            headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
            return build(status, content_type, Body::empty(), headers);
        }
        build(status, content_type, Body::from(bytes), headers)
    }

    fn page(&self, status: StatusCode, answer: &Answer, exchange: &Exchange<'_>) -> Vec<u8> {
        let path = format!(
            "{}{}{}",
            exchange.prefix(),
            exchange.path,
            exchange.query.shown()
        );
        let user = exchange
            .context
            .viewer
            .user()
            .map(|user| user.username.as_str());
        let classes = &self
            .api
            .config
            .rest_framework
            .default_authentication_classes;
        let sign_in = (user.is_none() && classes.contains(&Authentication::Basic)).then(|| {
            let here = format!(
                "{}{}",
                routing::encode(&exchange.path),
                exchange.query.all()
            );
            format!(
                "{}{LOGIN_PATH}?next={}",
                exchange.prefix(),
                utf8_percent_encode(&here, NON_ALPHANUMERIC)
            )
        });
        html::page(&html::Page {
            title: self.about.name,
            description: self.about.description,
            method: &exchange.method,
            path: &path,
            prefix: exchange.prefix(),
            status: &status.to_string(),
            allow: self.about.allow,
            viewer: user.unwrap_or_default(),
            sign_in: sign_in.as_deref(),
            json: &answer.json,
            previous: answer.previous.as_deref(),
            next: answer.next.as_deref(),
            as_json: &format!(
                "{}{}",
                exchange.address(),
                exchange.query.replaced("format", "json")
            ),
        })
    }
}

/// Appends the key of a member after the byte `before`.
fn member(json: &mut Vec<u8>, before: u8, name: &str) {
    json.push(before);
    string(name, json);
    json.push(b':');
}

/// Appends a list of sentences.
fn list(json: &mut Vec<u8>, texts: &[Message], language: &Language) {
    json.push(b'[');
    for (at, text) in texts.iter().enumerate() {
        if at > 0 {
            json.push(b',');
        }
        string(&text.text(language), json);
    }
    json.push(b']');
}
