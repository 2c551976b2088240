//! django-helpdesk's REST API: what DRF answers there, answered here, made of GraphQL documents run
//! in process. The modules bear DRF's names, since their readers compare them with DRF. No SQL, no
//! files of tickets, no rules about who may do what beyond DRF's permission classes: those are the
//! graph's and the domain's.

mod documents;
mod errors;
mod exceptions;
mod execute;
mod fields;
mod media_types;
mod message;
mod metadata;
mod negotiation;
mod openapi;
mod pagination;
mod parsers;
mod permissions;
mod python;
mod query;
mod renderers;
mod routing;
mod serializers;
mod throttling;
mod views;
mod webhooks;

use std::net::IpAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::response::Response;
use http::{HeaderMap, Method, Uri};

use crate::auth::Csrf;
use crate::compat::execute::Executor;
use crate::compat::negotiation::Renderer;
use crate::compat::routing::{Resolved, Route};
use crate::compat::serializers::Serializers;
use crate::compat::throttling::Throttles;
use crate::config::Config;
use crate::domain::Context;
use crate::domain::core::error::Rejection;
use crate::graphql::Schema;
use crate::translation::Language;

/// Where a browser signs in with HTTP Basic (`http::login`).
pub const LOGIN_PATH: &str = "/api/login";
/// Keeps scripts, and everything that is not in the page, out of a page of the API.
pub const PAGE_POLICY: &str = renderers::html::CONTENT_SECURITY_POLICY;

/// The REST API; a clone shares it.
#[derive(Clone)]
pub struct Api(Arc<Inner>);

/// What all requests share.
struct Inner {
    executor: Executor,
    config: Arc<Config>,
    serializers: Serializers,
    throttles: Throttles,
}

impl std::fmt::Debug for Api {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Api").finish_non_exhaustive()
    }
}

/// The OpenAPI description of the API of a site in JSON, without custom fields, which a database
/// has.
#[must_use]
pub fn description(config: &Config) -> String {
    written(&openapi::document(
        config,
        &Serializers::new(config),
        &[],
        None,
    ))
}

fn written(document: &utoipa::openapi::OpenApi) -> String {
    // Names and texts in memory have nothing to fail on.
    document.to_pretty_json().unwrap_or_default()
}

/// Django's answer to a request for a host that is not allowed (django/views/defaults.py,
/// `bad_request`).
#[must_use]
pub fn bad_request(head: bool) -> Response {
    views::response::bad_request(head, false)
}

/// The custom fields could not be read; the log says why.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the custom fields could not be read")]
pub struct Unread;

/// A request under `/api`.
#[derive(Debug)]
pub struct Call {
    /// Its method; any word.
    pub method: Method,
    /// Its path and query, without `force_script_name`.
    pub uri: Uri,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Body,
    /// The address that it came from.
    pub address: IpAddr,
    /// The address that it was sent to: `http://host:port`, without a slash.
    pub origin: String,
    /// Who asks, and with what it is answered.
    pub context: Context,
    /// The check that writes by session need, or why the credentials were refused.
    pub csrf: Result<Csrf, Rejection>,
}

/// A view, and the form of its answer.
#[derive(Debug)]
pub struct Selected {
    route: Route,
    renderer: Renderer,
}

impl Api {
    /// An API on a schema. The schema should have no extensions: they cost time on every field.
    #[must_use]
    pub fn new(schema: Schema, config: Arc<Config>) -> Self {
        let serializers = Serializers::new(&config);
        let throttles = Throttles::new(&config.rest_framework);
        let executor = Executor::new(schema, config.rest_framework.max_answer_size);
        Self(Arc::new(Inner {
            executor,
            config,
            serializers,
            throttles,
        }))
    }

    /// The OpenAPI description in JSON, with the custom fields of tickets that the viewer may
    /// write, as seen from `base` (`http://host:port/prefix`).
    ///
    /// # Errors
    /// [`Unread`]
    pub async fn description(&self, context: &Context, base: &str) -> Result<String, Unread> {
        let Inner {
            executor,
            config,
            serializers,
            ..
        } = &*self.0;
        let custom = if context.viewer.is_staff() {
            views::tickets::custom_fields(executor, context).await
        } else {
            Ok(Vec::new())
        };
        let custom = custom.map_err(|_| Unread)?;
        Ok(written(&openapi::document(
            config,
            serializers,
            &custom,
            Some(base),
        )))
    }

    /// Which view answers a request, from `/api` on, and in which form: what DRF decides before it
    /// looks at credentials.
    ///
    /// # Errors
    /// The answer to what no view answers, in `language`: 404 pages, the redirect to the slash,
    /// 406.
    pub fn select(
        &self,
        method: &Method,
        uri: &Uri,
        headers: &HeaderMap,
        language: &Language,
    ) -> Result<Selected, Box<Response>> {
        let config = &self.0.config;
        let missing = || Err(Box::new(views::response::missing(method == Method::HEAD)));
        let selected = match routing::resolve(uri.path(), uri.query()) {
            _ if !config.helpdesk.api_enabled => missing(),
            Resolved::View(route) => views::select(&self.0, route, method, uri, headers, language),
            Resolved::Redirect(location) if config.append_slash => Err(Box::new(
                views::response::redirect(&format!("{}{location}", config.path_prefix())),
            )),
            Resolved::Redirect(_) | Resolved::Missing => missing(),
        };
        selected.map_err(|mut response| {
            if self.0.config.locale_middleware {
                views::response::localize(&mut response, language);
            }
            response
        })
    }

    /// Answers a request by the view that was selected for it.
    pub async fn respond(&self, selected: Selected, call: Call) -> Response {
        let language = self
            .0
            .config
            .locale_middleware
            .then(|| call.context.language.clone());
        let mut response = views::dispatch(&self.0, selected, call).await;
        if let Some(language) = language {
            views::response::localize(&mut response, &language);
        }
        response
    }
}
