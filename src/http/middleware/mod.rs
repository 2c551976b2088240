//! What every request passes: its id, its line in the log, limits, and headers that keep browsers
//! careful.

mod cors;
mod host;
mod limits;
mod observe;
mod panics;
mod prefix;
mod secure;

pub(super) use cors::cors;
pub(super) use host::check_host;
pub(super) use limits::{body_limit, time_limit};
pub(super) use observe::{RequestId, observe};
pub(super) use panics::catch_panic;
pub(super) use prefix::without_prefix;
pub(super) use secure::secure;
