//! What every request passes: its id, its line in the log, limits, and headers that keep browsers careful.

mod limits;
mod observe;
mod panics;
mod secure;

pub(super) use limits::{body_limit, time_limit};
pub(super) use observe::{RequestId, observe};
pub(super) use panics::catch_panic;
pub(super) use secure::secure;
