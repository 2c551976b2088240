//! Every route on one page, and what every request passes on its way.

use axum::Router;
use axum::routing::{any, get};
use tower::ServiceBuilder;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};

use super::{
    api, docs, example, failure, graphql, health, home, login, media, middleware, surface,
};
use crate::app::App;

/// Compresses what is worth it, for clients that accept it. Streams of events are not: each is to
/// come at once.
fn compression() -> CompressionLayer<impl Predicate> {
    let worth = SizeAbove::new(1024).and(NotForContentType::const_new("text/event-stream"));
    CompressionLayer::new()
        .quality(CompressionLevel::Fastest)
        .compress_when(worth)
}

/// The service: all routes with their middleware. Serve it with
/// `into_make_service_with_connect_info::<SocketAddr>()`; without, every caller counts as one
/// without an address.
pub fn router(app: App) -> Router {
    let mut routes = Router::new()
        .route("/", get(home::page))
        .route(surface::GRAPHQL, any(graphql::answer).layer(compression()))
        .route(surface::GRAPHQL_STREAM, any(graphql::stream))
        .route("/graphql/assets/{file}", get(graphql::playground::asset))
        .route("/graphql/files/{id}/{name}", any(media::linked))
        .route("/api", any(api::answer))
        .route("/api.json", any(api::answer))
        .route(login::PATH, get(login::page))
        .route("/api/", any(api::answer))
        .route("/api/{*rest}", any(api::answer))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready));
    if app.config.server.rest_docs {
        routes = routes
            .route("/openapi.json", get(docs::description))
            .route("/docs", get(docs::page));
    }
    if app.config.server.example_frontend {
        routes = routes
            .route("/app", get(example::redirect))
            .route("/app/", get(example::page))
            .route("/app/{*file}", get(example::file));
    }
    // Files may be served by somebody else: then MEDIA_URL is an address.
    if let Some(path) = app.config.media_path() {
        routes = routes.route(&format!("{path}{{*path}}"), any(media::answer));
    }
    // Without other origins nothing is different for anybody.
    let cors = (!app.config.cors_allowed_origins.is_empty())
        .then(|| axum::middleware::from_fn_with_state(app.clone(), middleware::cors));
    let prefix = app.config.path_prefix().to_owned();
    let routes = routes
        .fallback(failure::not_found)
        .layer(
            // The first is the outermost.
            ServiceBuilder::new()
                .layer(axum::middleware::from_fn_with_state(
                    app.clone(),
                    middleware::observe,
                ))
                .layer(axum::middleware::map_response(middleware::secure))
                .layer(axum::middleware::from_fn_with_state(
                    app.clone(),
                    middleware::check_host,
                ))
                .option_layer(cors)
                .layer(axum::middleware::from_fn_with_state(
                    app.clone(),
                    middleware::time_limit,
                ))
                .layer(axum::middleware::from_fn(middleware::catch_panic))
                .layer(axum::middleware::from_fn_with_state(
                    app.clone(),
                    middleware::body_limit,
                )),
        )
        .with_state(app);
    // Before the routes are looked at: middleware of a router runs behind that.
    if prefix.is_empty() {
        routes
    } else {
        Router::new().fallback_service(middleware::without_prefix(routes, prefix))
    }
}
