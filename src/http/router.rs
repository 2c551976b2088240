//! All routes, and the middleware that every request passes.

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{any, get};
use tower::ServiceBuilder;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};

use super::{
    docs, example_frontend, failure, graphql, health, home, login, media, middleware, rest, surface,
};
use crate::app::App;

/// Compresses responses over 1 KiB. Event streams are not compressed, because a compressor delays
/// events.
fn compression() -> CompressionLayer<impl Predicate> {
    let predicate = SizeAbove::new(1024).and(NotForContentType::const_new("text/event-stream"));
    CompressionLayer::new()
        .quality(CompressionLevel::Fastest)
        .compress_when(predicate)
}

/// The service. Serve it with `into_make_service_with_connect_info::<SocketAddr>()`; without that,
/// all clients have the unspecified address.
pub fn router(app: App) -> Router {
    let mut routes = Router::new()
        .route("/", get(home::page))
        .route(surface::GRAPHQL, any(graphql::handle).layer(compression()))
        .route(surface::GRAPHQL_STREAM, any(graphql::handle_stream))
        .route("/graphql/assets/{file}", get(graphql::playground::asset))
        .route("/graphql/files/{id}/{name}", any(media::handle_signed_link))
        .route("/api", any(rest::handle))
        .route("/api.json", any(rest::handle))
        .route(login::PATH, get(login::page))
        .route("/api/", any(rest::handle))
        .route("/api/{*rest}", any(rest::handle))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready));
    if app.config.server.rest_docs {
        routes = routes
            .route("/openapi.json", get(docs::description))
            .route("/docs", get(docs::page));
    }
    if app.config.server.example_frontend {
        routes = routes
            .route("/app", get(example_frontend::redirect))
            .route("/app/", get(example_frontend::page))
            .route("/app/{*file}", get(example_frontend::file));
    }
    // If MEDIA_URL is a full URL, another server serves the files.
    if let Some(path) = app.config.media_path() {
        routes = routes.route(&format!("{path}{{*path}}"), any(media::handle));
    }
    let prefix = app.config.path_prefix().to_owned();
    let routes = add_middleware(routes.fallback(failure::not_found), &app).with_state(app);
    // Around the router: its middleware runs after a route was matched.
    if prefix.is_empty() {
        routes
    } else {
        Router::new().fallback_service(middleware::without_prefix(routes, prefix))
    }
}

fn add_middleware(routes: Router<App>, app: &App) -> Router<App> {
    let server = &app.config.server;
    let cors = (!app.config.cors_allowed_origins.is_empty())
        .then(|| from_fn_with_state(app.clone(), middleware::cors));
    routes.layer(
        // The first is the outermost.
        ServiceBuilder::new()
            .map_request(middleware::drop_unsafe_id)
            .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
            .layer(PropagateRequestIdLayer::x_request_id())
            .layer(middleware::trace(app))
            .layer(from_fn_with_state(app.clone(), middleware::set_context))
            .layer(middleware::security_headers())
            .layer(from_fn(failure::render))
            .layer(from_fn_with_state(app.clone(), middleware::check_host))
            .option_layer(cors)
            .layer(middleware::timeout(server.timeout_seconds))
            .layer(middleware::catch_panic())
            .layer(middleware::body_limit(server.max_body_size)),
    )
}
