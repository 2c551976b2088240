//! HTTP: the routes, the middleware of every request, `/graphql` and files. `compat` answers the
//! REST API.

mod addresses;
mod authentication;
mod bundle;
mod docs;
mod example_frontend;
mod failure;
mod graphql;
mod health;
mod home;
mod login;
mod media;
mod middleware;
mod rest;
mod router;
pub mod server;
mod surface;

pub use example_frontend::is_bundled as has_example_frontend;
pub use router::router;
