//! Keyed digests and comparison in constant time, as `domain` has them.

pub(super) use crate::domain::core::digest::{constant_time_eq, hmac, salted_hmac};
