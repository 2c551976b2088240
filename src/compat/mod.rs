//! django-helpdesk's REST API, implemented with GraphQL documents that run in process. The modules
//! are named like DRF's, so that readers can compare them. Only DRF's permission classes are
//! checked here; all other rules are the domain's.

mod documents;
mod errors;
mod exceptions;
mod execute;
mod fields;
mod media_types;
mod message;
mod metadata;
mod methods;
mod negotiation;
mod openapi;
mod pagination;
mod parsers;
mod permissions;
mod python;
mod query_params;
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
use crate::domain::core::error::Rejection;
use crate::domain::{Context, Release};
use crate::graphql::Schema;
use crate::translation::Language;

/// The URL for signing in with HTTP Basic in a browser (`http::login`).
pub const LOGIN_PATH: &str = "/api/login";
/// The content security policy of the API's pages: no scripts, and nothing from outside the page.
pub const PAGE_POLICY: &str = renderers::html::CONTENT_SECURITY_POLICY;

/// The REST API. Clones share it.
#[derive(Clone)]
pub struct Api(Arc<Inner>);

struct Inner {
    executor: Executor,
    config: Arc<Config>,
    /// The release of django-helpdesk that this reproduces.
    release: Release,
    serializers: Serializers,
    throttles: Throttles,
}

impl std::fmt::Debug for Api {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Api").finish_non_exhaustive()
    }
}

/// The OpenAPI description of the API of a site in JSON. Custom fields are missing, because they
/// are stored in the database.
#[must_use]
pub fn description(config: &Config) -> String {
    to_json(&openapi::document(
        config,
        &Serializers::new(config, Release::LATEST),
        Release::LATEST,
        &[],
        None,
    ))
}

fn to_json(document: &utoipa::openapi::OpenApi) -> String {
    // Serializing names and texts in memory never fails.
    document.to_pretty_json().unwrap_or_default()
}

/// Django's response to a request for a host that is not allowed (django/views/defaults.py,
/// `bad_request`).
#[must_use]
pub fn bad_request(head: bool) -> Response {
    views::response::bad_request(head, false)
}

/// The custom fields could not be read; the log has the cause.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("could not read the custom fields")]
pub struct CustomFieldsUnavailable;

/// A request under `/api`.
#[derive(Debug)]
pub struct Request {
    /// The method, which may be unknown.
    pub method: Method,
    /// The path and query, without `force_script_name`.
    pub uri: Uri,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Body,
    /// The address of the client.
    pub address: IpAddr,
    /// The origin that the request was sent to, such as `http://host:port`.
    pub origin: String,
    /// The viewer, and the means to answer them.
    pub context: Context,
    /// The CSRF check of writes with a session, or why the credentials were rejected.
    pub csrf: Result<Csrf, Rejection>,
}

/// A view with the negotiated renderer.
#[derive(Debug)]
pub struct Selected {
    route: Route,
    renderer: Renderer,
}

impl Api {
    /// Creates the API of a schema as `release` has it. The schema should have no extensions, because they slow down
    /// every field.
    #[must_use]
    pub fn new(schema: Schema, config: Arc<Config>, release: Release) -> Self {
        let serializers = Serializers::new(&config, release);
        let throttles = Throttles::new(&config.rest_framework);
        let max_answer_size = config.rest_framework.max_answer_size;
        let executor = Executor::new(schema, release, &serializers, max_answer_size);
        Self(Arc::new(Inner {
            executor,
            config,
            release,
            serializers,
            throttles,
        }))
    }

    /// The OpenAPI description in JSON, with the custom fields that the viewer may write. `base` is
    /// the URL of the site (`http://host:port/prefix`).
    ///
    /// # Errors
    /// [`CustomFieldsUnavailable`]
    pub async fn description(
        &self,
        context: &Context,
        base: &str,
    ) -> Result<String, CustomFieldsUnavailable> {
        let Inner {
            executor,
            config,
            release,
            serializers,
            ..
        } = &*self.0;
        let custom = if context.viewer.is_staff() {
            views::tickets::custom_fields(executor, context).await
        } else {
            Ok(Vec::new())
        };
        let custom = custom.map_err(|_| CustomFieldsUnavailable)?;
        Ok(to_json(&openapi::document(
            config,
            serializers,
            *release,
            &custom,
            Some(base),
        )))
    }

    /// Finds the view of a request and negotiates the renderer, as DRF does before it
    /// authenticates.
    ///
    /// # Errors
    /// The response if there is no view or renderer: 404, the redirect to the URL with a slash, or
    /// 406, in `language`.
    pub fn select(
        &self,
        method: &Method,
        uri: &Uri,
        headers: &HeaderMap,
        language: &Language,
    ) -> Result<Selected, Box<Response>> {
        let config = &self.0.config;
        let not_found = || Err(Box::new(views::response::not_found(method == Method::HEAD)));
        let release = self.0.release;
        let selected = match routing::resolve(uri.path(), uri.query(), release) {
            _ if !config.helpdesk.api_enabled => not_found(),
            Resolved::View(route) => views::select(&self.0, route, method, uri, headers, language),
            Resolved::Redirect(location) if config.append_slash => Err(Box::new(
                views::response::redirect(&format!("{}{location}", config.path_prefix())),
            )),
            Resolved::Redirect(_) | Resolved::NotFound => not_found(),
        };
        selected.map_err(|mut response| {
            if self.0.config.locale_middleware {
                views::response::localize(&mut response, language);
            }
            response
        })
    }

    /// Answers a request with the selected view.
    pub async fn respond(&self, selected: Selected, request: Request) -> Response {
        let language = self
            .0
            .config
            .locale_middleware
            .then(|| request.context.language.clone());
        let mut response = views::dispatch(&self.0, selected, request).await;
        if let Some(language) = language {
            views::response::localize(&mut response, &language);
        }
        response
    }
}
