//! The middleware of every request: its ID, its log line, its limits, and security headers.
//!
//! Most layers are tower-http's. ARCHITECTURE.md says why the others are ours.

mod body_limit;
mod context;
mod cors;
mod host;
mod panic;
mod prefix;
mod request_id;
mod security_headers;
mod timeout;
mod trace;

pub(super) use body_limit::body_limit;
pub(super) use context::set_context;
pub(super) use cors::cors;
pub(super) use host::check_host;
pub(super) use panic::catch_panic;
pub(super) use prefix::without_prefix;
pub(super) use request_id::{RequestId, drop_unsafe_id};
pub(super) use security_headers::security_headers;
pub(super) use timeout::timeout;
pub(super) use trace::{QuietLog, trace};
