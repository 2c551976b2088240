//! The views of helpdesk/views/api.py. Requests are checked in DRF's order
//! (`rest_framework/views.py`): negotiation, authentication, permissions, throttles, method.

mod attachments;
mod complete_list;
mod followups;
pub(super) mod mixins;
mod mutation;
pub(super) mod response;
mod root;
mod ticket_create;
mod ticket_update;
pub(super) mod tickets;
mod user_tickets;
mod users;
mod validation;

use std::sync::{Arc, Mutex};

use axum::body::{Body, HttpBody as _};
use axum::response::Response;
use bytes::Bytes;
use futures_util::stream::BoxStream;
use http::{HeaderMap, HeaderValue, Method, header};

use crate::auth::Csrf;
use crate::compat::exceptions::ApiException;
use crate::compat::fields::Site;
use crate::compat::methods::Methods;
use crate::compat::negotiation::Renderer;
use crate::compat::parsers::{self, Data, Files, Limits, Parsed};
use crate::compat::query_params::QueryParams;
use crate::compat::routing::{Resource, Route};
use crate::compat::{Inner, Request, Selected, metadata, negotiation, permissions, routing};
use crate::domain::core::error::Rejection;
use crate::domain::{Context, Release};
use crate::translation::Language;

/// A request as a view handles it.
struct ViewRequest<'a> {
    api: &'a Arc<Inner>,
    route: &'a Route,
    method: Method,
    /// Percent-decoded, without `force_script_name`.
    path: String,
    query: QueryParams,
    /// Whether the response may be sent while it is written: it is compact JSON.
    streams: bool,
    headers: HeaderMap,
    address: String,
    origin: String,
    context: Context,
    /// The body until it is read. `Body` is not `Sync`; the lock is never contended.
    body: Mutex<Option<Body>>,
    parsed: Option<Parsed>,
}

/// The response of a view.
struct ViewResponse {
    status: u16,
    /// Compact JSON.
    json: Vec<u8>,
    previous: Option<String>,
    next: Option<String>,
    /// The body after `json`, read while the response is sent.
    rest: Option<Rest>,
}

/// Parts of a response body.
type Rest = BoxStream<'static, Result<Bytes, axum::Error>>;

impl ViewResponse {
    fn ok(json: Vec<u8>) -> Self {
        Self {
            status: 200,
            json,
            previous: None,
            next: None,
            rest: None,
        }
    }
}

type ViewResult = Result<ViewResponse, ApiException>;

/// The metadata of a view.
pub(super) struct ViewInfo {
    pub(super) name: &'static str,
    /// The description; may be empty.
    pub(super) description: &'static str,
    pub(super) methods: Methods,
}

/// The metadata of the view of a route.
pub(super) fn view_info(route: &Route, release: Release) -> ViewInfo {
    let is_detail = route.key.is_some();
    let name = |list, instance| if is_detail { instance } else { list };
    let methods = if is_detail {
        Methods::DETAIL
    } else {
        Methods::LIST
    };
    let (name, description, methods) = match route.resource {
        Resource::Root => (root::NAME, root::DESCRIPTION, Methods::READ_ONLY),
        Resource::Tickets => (
            name("Ticket List", "Ticket Instance"),
            tickets::description(release),
            methods,
        ),
        Resource::UserTickets => (
            name("User Ticket List", "User Ticket Instance"),
            user_tickets::DESCRIPTION,
            Methods::READ_ONLY,
        ),
        Resource::FollowUps => (name("Follow Up List", "Follow Up Instance"), "", methods),
        Resource::Attachments => (
            name("Follow Up Attachment List", "Follow Up Attachment Instance"),
            "",
            methods,
        ),
        Resource::Users => (
            "Create User List",
            users::description(release),
            Methods::CREATE_ONLY,
        ),
    };
    ViewInfo {
        name,
        description,
        methods,
    }
}

/// Requirements of `create` beyond the serializer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CreateRequirements {
    /// Fields that must be present and not empty.
    pub(super) non_blank: &'static [&'static str],
    /// Fields that must not be null.
    pub(super) non_null: &'static [&'static str],
}

/// The requirements of a view's `create` beyond the serializer.
pub(super) fn create_requirements(resource: Resource) -> CreateRequirements {
    match resource {
        Resource::Tickets => CreateRequirements {
            non_blank: &ticket_create::NON_BLANK,
            non_null: &[],
        },
        Resource::FollowUps => CreateRequirements {
            non_blank: &[],
            non_null: &[followups::NON_NULL],
        },
        Resource::Attachments | Resource::Users | Resource::Root | Resource::UserTickets => {
            CreateRequirements {
                non_blank: &[],
                non_null: &[],
            }
        }
    }
}

/// Decodes a header like WSGI, as Latin-1.
fn latin(value: &HeaderValue) -> String {
    value.as_bytes().iter().map(|b| char::from(*b)).collect()
}

/// Negotiates the renderer.
///
/// # Errors
/// The response if there is none: 404 for an unknown format, 406.
pub(super) fn select(
    api: &Inner,
    route: Route,
    method: &Method,
    uri: &http::Uri,
    headers: &HeaderMap,
    language: &Language,
) -> Result<Selected, Box<Response>> {
    let query = QueryParams::parse(uri.query());
    let accept = headers.get(header::ACCEPT).map(latin);
    let format = route.format.as_deref().or_else(|| query.get("format"));
    match negotiation::select_renderer(accept.as_deref(), format) {
        Ok(renderer) => Ok(Selected { route, renderer }),
        Err(exception) => {
            // The session has not been read, so the response does not vary by cookies.
            let head = method == Method::HEAD;
            let finalizer = response::Finalizer {
                api,
                info: &view_info(&route, api.release),
                renderer: None,
                head,
                language,
            };
            Err(Box::new(finalizer.exception(exception, None)))
        }
    }
}

/// Answers a request to a view.
pub(super) async fn dispatch(api: &Arc<Inner>, selected: Selected, request: Request) -> Response {
    let Selected { route, renderer } = selected;
    let info = view_info(&route, api.release);
    let head = request.method == Method::HEAD;
    let separators = request.uri.query().unwrap_or_default().bytes();
    if separators.filter(|byte| *byte == b'&').count() >= Limits::new(&api.config).fields {
        return response::bad_request(head, false);
    }
    let language = request.context.language.clone();
    let csrf = request.csrf;
    let mut request = ViewRequest {
        api,
        route: &route,
        method: request.method,
        path: routing::decode(request.uri.path()),
        query: QueryParams::parse(request.uri.query()),
        streams: matches!(renderer, Renderer::Json(None)),
        headers: request.headers,
        address: request.address.to_string(),
        origin: request.origin,
        context: request.context,
        body: Mutex::new(Some(request.body)),
        parsed: None,
    };
    let result = Box::pin(request.handle(&info, csrf)).await;
    let finalizer = response::Finalizer {
        api,
        info: &info,
        renderer: Some(renderer),
        head,
        language: &language,
    };
    match result {
        Ok(response) => finalizer.success(response, &request),
        Err(exception) => finalizer.exception(exception, Some(&request)),
    }
}

impl ViewRequest<'_> {
    async fn handle(&mut self, info: &ViewInfo, csrf: Result<Csrf, Rejection>) -> ViewResult {
        self.authenticate(csrf).await?;
        permissions::check(
            &self.api.executor,
            &self.context,
            self.route.resource,
            &self.method,
        )
        .await?;
        self.api.throttles.check(&self.context, &self.address)?;
        if !info.methods.contains(&self.method) {
            return Err(ApiException::method_not_allowed(self.method.as_str()));
        }
        if self.api.config.server.read_only && !self.method.is_safe() {
            return Err(ApiException::read_only());
        }
        if self.method == Method::OPTIONS {
            return self.options(info).await;
        }
        match self.route.resource {
            Resource::Root => Ok(root::get(self)),
            Resource::Tickets => tickets::handle(self).await,
            Resource::UserTickets => user_tickets::handle(self).await,
            Resource::FollowUps => followups::handle(self).await,
            Resource::Attachments => attachments::handle(self).await,
            Resource::Users => users::create(self).await,
        }
    }

    /// Rejects wrong credentials and runs the CSRF check of sessions. A form may carry the token,
    /// so its body is parsed if the token could make the check pass; no files are stored for
    /// viewers who may not use the view.
    async fn authenticate(&mut self, csrf: Result<Csrf, Rejection>) -> Result<(), ApiException> {
        let csrf = csrf.map_err(|rejection| ApiException::from(&rejection))?;
        let Err(rejection) = csrf.check(None) else {
            return Ok(());
        };
        let token_cannot_help = self.method != Method::POST
            || !csrf.accepts_form_token()
            || !parsers::is_form(&self.content_type());
        if token_cannot_help {
            return Err(ApiException::from(&rejection));
        }
        let resource = self.route.resource;
        let files =
            match permissions::check(&self.api.executor, &self.context, resource, &self.method)
                .await
            {
                Ok(()) => Files::Keep,
                Err(_) => Files::Discard,
            };
        if let Err(exception) = self.read_body(files).await {
            return Err(if exception.is_suspicious() {
                exception
            } else {
                ApiException::from(&rejection)
            });
        }
        let token = self
            .parsed
            .as_ref()
            .and_then(|parsed| parsed.data.form_field("csrfmiddlewaretoken"));
        csrf.check(token)
            .map_err(|rejection| ApiException::from(&rejection))
    }

    fn content_type(&self) -> String {
        self.headers
            .get(header::CONTENT_TYPE)
            .map(latin)
            .unwrap_or_default()
    }

    async fn read_body(&mut self, files: Files) -> Result<(), ApiException> {
        let body = self.body.get_mut().ok().and_then(Option::take);
        let Some(body) = body else { return Ok(()) };
        let length = self
            .headers
            .get(header::CONTENT_LENGTH)
            .and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
        let empty = length.map_or_else(|| body.is_end_stream(), |length| length == 0);
        let mut limits = Limits::new(&self.api.config);
        if files == Files::Discard {
            // Only one field is needed, so a small limit suffices.
            limits.body = limits.body.min(limits.memory);
        }
        self.parsed = Some(parsers::parse(&self.content_type(), empty, body, limits, files).await?);
        Ok(())
    }

    /// `request.data`
    async fn data(&mut self) -> Result<Parsed, ApiException> {
        self.read_body(Files::Keep).await?;
        Ok(self.parsed.take().unwrap_or_else(|| Data::empty().into()))
    }

    fn site(&self) -> Site<'_> {
        Site::new(&self.api.config, &self.origin, &self.context)
    }

    /// The path prefix of the site.
    fn prefix(&self) -> &str {
        self.api.config.path_prefix()
    }

    /// The URL of the request without its query.
    fn address(&self) -> String {
        format!(
            "{}{}{}",
            self.origin,
            self.prefix(),
            routing::encode(&self.path)
        )
    }

    /// `SimpleMetadata.determine_metadata`: lists the fields only if the viewer may send them and
    /// the object exists.
    async fn options(&mut self, info: &ViewInfo) -> ViewResult {
        let mut out = Vec::new();
        metadata::write_view(info.name, info.description, &mut out);
        let serializers = &self.api.serializers;
        let action = if self.route.key.is_some() {
            Method::PUT
        } else {
            Method::POST
        };
        if info.methods.contains(&action)
            && permissions::check(
                &self.api.executor,
                &self.context,
                self.route.resource,
                &action,
            )
            .await
            .is_ok()
        {
            let mut actions = Vec::new();
            let exists = match self.route.resource {
                Resource::Tickets => tickets::metadata(self, &mut actions).await?,
                Resource::FollowUps => {
                    metadata::write_fields(
                        serializers.follow_up.iter(),
                        &self.context.language,
                        &mut actions,
                    );
                    self.route.key.is_none() || followups::exists(self).await.is_ok()
                }
                Resource::Attachments => {
                    metadata::write_fields(
                        serializers.attachment.iter(),
                        &self.context.language,
                        &mut actions,
                    );
                    self.route.key.is_none() || attachments::exists(self).await.is_ok()
                }
                Resource::Users => {
                    metadata::write_fields(
                        serializers.user.iter(),
                        &self.context.language,
                        &mut actions,
                    );
                    true
                }
                Resource::Root | Resource::UserTickets => false,
            };
            if exists {
                out.extend_from_slice(format!(",\"actions\":{{\"{action}\":").as_bytes());
                out.extend_from_slice(&actions);
                out.push(b'}');
            }
        }
        out.push(b'}');
        Ok(ViewResponse::ok(out))
    }
}
