//! The final response: status, headers as set by DRF and Django's middleware, and the rendered
//! body.

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use http::header::{self, HeaderName, HeaderValue};
use http::{HeaderMap, StatusCode};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::compat::exceptions::{ApiException, Detail};
use crate::compat::fields::string;
use crate::compat::message::Message;
use crate::compat::negotiation::Renderer;
use crate::compat::renderers::{html, indented};
use crate::compat::views::{ViewInfo, ViewRequest, ViewResponse};
use crate::compat::{Inner, LOGIN_PATH, routing};
use crate::config::Authentication;
use crate::translation::Language;

/// Django's page for a URL that does not exist.
const NOT_FOUND_PAGE: &str = "\n<!doctype html>\n<html lang=\"en\">\n<head>\n  <title>Not Found</title>\n</head>\n<body>\n  \
                       <h1>Not Found</h1><p>The requested resource was not found on this server.</p>\n</body>\n</html>\n";

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

/// 404 for a URL that does not exist.
pub(crate) fn not_found(head: bool) -> Response {
    let body = if head {
        Body::empty()
    } else {
        Body::from(NOT_FOUND_PAGE)
    };
    build(StatusCode::NOT_FOUND, HTML, body, HeaderMap::new())
}

/// Django's page for a request that it rejects before calling a view.
const BAD_REQUEST_PAGE: &str = "\n<!doctype html>\n<html lang=\"en\">\n<head>\n  <title>Bad Request (400)</title>\n</head>\n<body>\n  \
                           <h1>Bad Request (400)</h1><p></p>\n</body>\n</html>\n";

/// 400 for a host that is not allowed or a `SuspiciousOperation`. `vary`: the response depends on
/// the session.
pub(crate) fn bad_request(head: bool, vary: bool) -> Response {
    let body = if head {
        Body::empty()
    } else {
        Body::from(BAD_REQUEST_PAGE)
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
pub(super) struct Finalizer<'a> {
    pub(super) api: &'a Inner,
    pub(super) info: &'a ViewInfo,
    /// `None` if negotiation failed: renders JSON.
    pub(super) renderer: Option<Renderer>,
    /// Whether to send only the headers.
    pub(super) head: bool,
    pub(super) language: &'a Language,
}

impl Finalizer<'_> {
    pub(super) fn success(&self, response: ViewResponse, request: &ViewRequest<'_>) -> Response {
        self.render(response, HeaderMap::new(), Some(request))
    }

    /// Without a request, its session has not been read.
    pub(super) fn exception(
        &self,
        mut exception: ApiException,
        request: Option<&ViewRequest<'_>>,
    ) -> Response {
        let mut headers = HeaderMap::new();
        if let Some(challenge) = exception.resolve_unauthenticated(&self.api.config.rest_framework)
        {
            headers.insert(
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static(challenge),
            );
        }
        if let Some(seconds) = exception.retry_after() {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        let mut json = Vec::new();
        match exception.detail() {
            Detail::Page => return bad_request(self.head, request.is_some()),
            Detail::Text(text) => {
                json.extend_from_slice(b"{\"detail\":");
                string(&text.text(self.language), &mut json);
            }
            Detail::Fields(fields, items) => {
                let mut open = b'{';
                for (name, sentences) in fields {
                    write_key(&mut json, std::mem::replace(&mut open, b','), name);
                    write_messages(&mut json, sentences, self.language);
                }
                if let Some((name, items)) = items {
                    write_key(&mut json, std::mem::replace(&mut open, b','), name);
                    let mut open = b'{';
                    for (at, sentences) in items {
                        write_key(
                            &mut json,
                            std::mem::replace(&mut open, b','),
                            &at.to_string(),
                        );
                        write_messages(&mut json, sentences, self.language);
                    }
                    json.push(b'}');
                }
                if open == b'{' {
                    json.push(b'{');
                }
            }
        }
        json.push(b'}');
        let response = ViewResponse {
            status: exception.status(),
            json,
            previous: None,
            next: None,
            rest: None,
        };
        self.render(response, headers, request)
    }

    fn render(
        &self,
        response: ViewResponse,
        mut headers: HeaderMap,
        request: Option<&ViewRequest<'_>>,
    ) -> Response {
        let mut status =
            StatusCode::from_u16(response.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        headers.insert(header::ALLOW, self.info.methods.header());
        let vary = if request.is_some() {
            "Accept, Cookie"
        } else {
            "Accept"
        };
        headers.insert(header::VARY, HeaderValue::from_static(vary));
        let json = HeaderValue::from_static("application/json");
        if let Some(rest) = response.rest {
            let body = match self.head {
                true => Body::empty(),
                false => Body::from_stream(
                    stream::once(async { Ok(Bytes::from(response.json)) }).chain(rest),
                ),
            };
            return build(status, json, body, headers);
        }
        let (content_type, bytes) = match (self.renderer.unwrap_or(Renderer::Json(None)), request) {
            (Renderer::Html, Some(request)) => {
                let policy = HeaderValue::from_static(html::CONTENT_SECURITY_POLICY);
                headers.insert(header::CONTENT_SECURITY_POLICY, policy);
                let page = self.page(status, &response, request);
                // As `BrowsableAPIRenderer` does: a 204 has no body.
                if status == StatusCode::NO_CONTENT {
                    status = StatusCode::OK;
                }
                (HTML, page)
            }
            (Renderer::Json(Some(spaces)), _) => (json, indented(&response.json, spaces)),
            (Renderer::Json(None) | Renderer::Html, _) => (json, response.json),
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

    fn page(
        &self,
        status: StatusCode,
        response: &ViewResponse,
        request: &ViewRequest<'_>,
    ) -> Vec<u8> {
        let path = format!(
            "{}{}{}",
            request.prefix(),
            request.path,
            request.query.for_display()
        );
        let user = request
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
                routing::encode(&request.path),
                request.query.encode()
            );
            format!(
                "{}{LOGIN_PATH}?next={}",
                request.prefix(),
                utf8_percent_encode(&here, NON_ALPHANUMERIC)
            )
        });
        html::page(&html::Page {
            title: self.info.name,
            description: self.info.description,
            method: request.method.as_str(),
            path: &path,
            prefix: request.prefix(),
            status: &status.to_string(),
            allow: self.info.methods,
            viewer: user.unwrap_or_default(),
            sign_in: sign_in.as_deref(),
            json: &response.json,
            previous: response.previous.as_deref(),
            next: response.next.as_deref(),
            json_url: &format!(
                "{}{}",
                request.address(),
                request.query.with_param("format", "json")
            ),
        })
    }
}

/// Appends the key of a member after the byte `before`.
fn write_key(json: &mut Vec<u8>, before: u8, name: &str) {
    json.push(before);
    string(name, json);
    json.push(b':');
}

/// Appends a list of sentences.
fn write_messages(json: &mut Vec<u8>, texts: &[Message], language: &Language) {
    json.push(b'[');
    for (at, text) in texts.iter().enumerate() {
        if at > 0 {
            json.push(b',');
        }
        string(&text.text(language), json);
    }
    json.push(b']');
}
