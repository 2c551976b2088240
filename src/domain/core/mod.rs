//! The base of `domain`: errors, the viewer, the context of a request, time.

pub mod choices;
pub mod client;
pub mod clock;
pub mod context;
pub mod dialect;
pub mod digest;
pub mod error;
pub mod lanes;
pub mod numbers;
pub mod refusal;
pub mod release;
pub mod signals;
pub mod spam;
pub mod tasks;
pub mod text;
pub mod viewer;
