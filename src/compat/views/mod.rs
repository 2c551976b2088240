//! The views of helpdesk/views/api.py. Requests are checked in DRF's order
//! (`rest_framework/views.py`): negotiation, authentication, permissions, throttles, method.

mod attachments;
mod followups;
mod incoming;
pub(super) mod listing;
mod mutation;
pub(super) mod response;
mod root;
mod ticket_create;
mod ticket_update;
pub(super) mod tickets;
mod user_tickets;
mod users;

use std::sync::Mutex;

use axum::body::{Body, HttpBody as _};
use axum::response::Response;
use http::{HeaderMap, HeaderValue, header};

use crate::auth::Csrf;
use crate::compat::exceptions::Refusal;
use crate::compat::fields::Site;
use crate::compat::parsers::{self, Data, Files, Limits, Parsed};
use crate::compat::query::Query;
use crate::compat::routing::{Resource, Route};
use crate::compat::{Call, Inner, Selected, metadata, negotiation, permissions, routing};
use crate::domain::Context;
use crate::domain::core::error::Rejection;
use crate::translation::Language;

/// A request as a view handles it.
struct Exchange<'a> {
    api: &'a Inner,
    route: &'a Route,
    method: String,
    /// Percent-decoded, without `force_script_name`.
    path: String,
    query: Query,
    headers: HeaderMap,
    address: String,
    origin: String,
    context: Context,
    /// The body until it is read. `Body` is not `Sync`; the lock is never contended.
    body: Mutex<Option<Body>>,
    parsed: Option<Parsed>,
}

/// The response of a view.
struct Answer {
    status: u16,
    /// Compact JSON.
    json: Vec<u8>,
    previous: Option<String>,
    next: Option<String>,
}

impl Answer {
    fn ok(json: Vec<u8>) -> Self {
        Self {
            status: 200,
            json,
            previous: None,
            next: None,
        }
    }
}

type Outcome = Result<Answer, Refusal>;

/// The metadata of a view.
pub(super) struct About {
    pub(super) name: &'static str,
    /// The description; may be empty.
    pub(super) description: &'static str,
    pub(super) allow: &'static str,
}

const LIST: &str = "GET, POST, HEAD, OPTIONS";
const DETAIL: &str = "GET, PUT, PATCH, DELETE, HEAD, OPTIONS";
const READ_ONLY: &str = "GET, HEAD, OPTIONS";

/// The metadata of the view of a route.
pub(super) fn about(route: &Route) -> About {
    let one = route.key.is_some();
    let pick = |list, instance| if one { instance } else { list };
    let (name, description, allow) = match route.resource {
        Resource::Root => (root::NAME, root::DESCRIPTION, READ_ONLY),
        Resource::Tickets => (
            pick("Ticket List", "Ticket Instance"),
            tickets::DESCRIPTION,
            pick(LIST, DETAIL),
        ),
        Resource::UserTickets => (
            pick("User Ticket List", "User Ticket Instance"),
            user_tickets::DESCRIPTION,
            READ_ONLY,
        ),
        Resource::FollowUps => (
            pick("Follow Up List", "Follow Up Instance"),
            "",
            pick(LIST, DETAIL),
        ),
        Resource::Attachments => (
            pick("Follow Up Attachment List", "Follow Up Attachment Instance"),
            "",
            pick(LIST, DETAIL),
        ),
        Resource::Users => ("Create User List", users::DESCRIPTION, "POST, OPTIONS"),
    };
    About {
        name,
        description,
        allow,
    }
}

/// What `create` requires beyond the serializer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Needs {
    /// Fields that must be present and not empty.
    pub(super) filled: &'static [&'static str],
    /// Fields that must not be null.
    pub(super) not_null: &'static [&'static str],
}

/// What `create` of a view requires beyond the serializer.
pub(super) fn needs(resource: Resource) -> Needs {
    match resource {
        Resource::Tickets => Needs {
            filled: &ticket_create::FILLED,
            not_null: &[],
        },
        Resource::FollowUps => Needs {
            filled: &[],
            not_null: &[followups::NOT_NULL],
        },
        Resource::Attachments | Resource::Users | Resource::Root | Resource::UserTickets => Needs {
            filled: &[],
            not_null: &[],
        },
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
    method: &http::Method,
    uri: &http::Uri,
    headers: &HeaderMap,
    language: &Language,
) -> Result<Selected, Box<Response>> {
    let query = Query::parse(uri.query());
    let accept = headers.get(header::ACCEPT).map(latin);
    let format = route.format.as_deref().or_else(|| query.get("format"));
    match negotiation::select(accept.as_deref(), format) {
        Ok(renderer) => Ok(Selected { route, renderer }),
        Err(refusal) => {
            // The session has not been read, so the response does not vary by cookies.
            let head = method == http::Method::HEAD;
            let finish = response::Finish {
                api,
                about: &about(&route),
                renderer: None,
                head,
                language,
            };
            Err(Box::new(finish.refuse(refusal, None)))
        }
    }
}

/// Answers a request to a view.
pub(super) async fn dispatch(api: &Inner, selected: Selected, call: Call) -> Response {
    let Selected { route, renderer } = selected;
    let about = about(&route);
    let limits = Limits::new(&api.config);
    let fields = call
        .uri
        .query()
        .unwrap_or_default()
        .bytes()
        .filter(|b| *b == b'&')
        .count();
    if fields >= limits.fields {
        return response::bad_request(call.method == http::Method::HEAD, false);
    }
    let query = Query::parse(call.uri.query());
    let language = call.context.language.clone();
    let head = call.method == http::Method::HEAD;
    let mut exchange = Exchange {
        api,
        route: &route,
        method: call.method.as_str().to_owned(),
        path: routing::decode(call.uri.path()),
        query,
        headers: call.headers,
        address: call.address.to_string(),
        origin: call.origin,
        context: call.context,
        body: Mutex::new(Some(call.body)),
        parsed: None,
    };
    let outcome = Box::pin(exchange.handle(&about, call.csrf)).await;
    let finish = response::Finish {
        api,
        about: &about,
        renderer: Some(renderer),
        head,
        language: &language,
    };
    match outcome {
        Ok(answer) => finish.answer(answer, &exchange),
        Err(refusal) => finish.refuse(refusal, Some(&exchange)),
    }
}

impl Exchange<'_> {
    async fn handle(&mut self, about: &About, csrf: Result<Csrf, Rejection>) -> Outcome {
        self.authenticate(csrf).await?;
        permissions::check(
            &self.api.executor,
            &self.context,
            self.route.resource,
            &self.method,
        )
        .await?;
        self.api.throttles.check(&self.context, &self.address)?;
        let method = self.method.clone();
        if !about.allow.split(", ").any(|allowed| allowed == method) {
            return Err(Refusal::method_not_allowed(&method));
        }
        if method == "OPTIONS" {
            return self.options(about).await;
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
    async fn authenticate(&mut self, csrf: Result<Csrf, Rejection>) -> Result<(), Refusal> {
        let csrf = csrf.map_err(|rejection| Refusal::from(&rejection))?;
        let Err(rejection) = csrf.check(None) else {
            return Ok(());
        };
        let hopeless = self.method != "POST"
            || !csrf.takes_form_token()
            || !parsers::is_form(&self.content_type());
        if hopeless {
            return Err(Refusal::from(&rejection));
        }
        let resource = self.route.resource;
        let files =
            match permissions::check(&self.api.executor, &self.context, resource, &self.method)
                .await
            {
                Ok(()) => Files::Keep,
                Err(_) => Files::Discard,
            };
        if let Err(refusal) = self.read_body(files).await {
            return Err(if refusal.is_suspicious() {
                refusal
            } else {
                Refusal::from(&rejection)
            });
        }
        let token = self
            .parsed
            .as_ref()
            .and_then(|parsed| parsed.data.form_field("csrfmiddlewaretoken"));
        csrf.check(token)
            .map_err(|rejection| Refusal::from(&rejection))
    }

    fn content_type(&self) -> String {
        self.headers
            .get(header::CONTENT_TYPE)
            .map(latin)
            .unwrap_or_default()
    }

    async fn read_body(&mut self, files: Files) -> Result<(), Refusal> {
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
    async fn data(&mut self) -> Result<Parsed, Refusal> {
        self.read_body(Files::Keep).await?;
        Ok(self
            .parsed
            .take()
            .unwrap_or_else(|| Data::Json(parsers::Json::Dict(Vec::new())).into()))
    }

    fn site(&self) -> Site<'_> {
        let config = &self.api.config;
        Site {
            zone: config.time_zone,
            origin: &self.origin,
            media_url: &config.media_url,
            datetime_format: &config.rest_framework.datetime_format,
        }
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
    async fn options(&mut self, about: &About) -> Outcome {
        let mut out = Vec::new();
        metadata::view(about.name, about.description, &mut out);
        let serializers = &self.api.serializers;
        let action = if self.route.key.is_some() {
            "PUT"
        } else {
            "POST"
        };
        if about.allow.split(", ").any(|allowed| allowed == action)
            && permissions::check(
                &self.api.executor,
                &self.context,
                self.route.resource,
                action,
            )
            .await
            .is_ok()
        {
            let mut actions = Vec::new();
            let there = match self.route.resource {
                Resource::Tickets => tickets::metadata(self, &mut actions).await?,
                Resource::FollowUps => {
                    metadata::fields(
                        serializers.follow_up.iter(),
                        &self.context.language,
                        &mut actions,
                    );
                    self.route.key.is_none() || followups::exists(self).await.is_ok()
                }
                Resource::Attachments => {
                    metadata::fields(
                        serializers.attachment.iter(),
                        &self.context.language,
                        &mut actions,
                    );
                    self.route.key.is_none() || attachments::exists(self).await.is_ok()
                }
                Resource::Users => {
                    metadata::fields(
                        serializers.user.iter(),
                        &self.context.language,
                        &mut actions,
                    );
                    true
                }
                Resource::Root | Resource::UserTickets => false,
            };
            if there {
                out.extend_from_slice(format!(",\"actions\":{{\"{action}\":").as_bytes());
                out.extend_from_slice(&actions);
                out.push(b'}');
            }
        }
        out.push(b'}');
        Ok(Answer::ok(out))
    }
}
