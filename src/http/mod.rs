//! HTTP: which path leads where, what holds for every request, and the two edges of our own
//! (`/graphql` and the files). Not the REST API, which is `compat`'s, and no rule of the help desk.

mod api;
mod bundle;
mod caller;
mod docs;
mod example;
mod failure;
mod graphql;
mod health;
mod home;
mod login;
mod media;
mod middleware;
mod router;
pub mod server;
mod surface;

pub use example::is_bundled as has_example_frontend;
pub use router::router;
