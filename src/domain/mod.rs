//! The help desk's rules: who may see what, and what each operation reads and writes. SQL is built here and
//! nowhere else. Speaks codes, not sentences, and knows neither HTTP nor GraphQL.

pub mod access;
pub mod clock;
pub mod context;
pub mod demo;
pub mod error;
pub mod installation;
pub mod viewer;

pub use clock::Clock;
pub use context::Context;
pub use error::{Code, Error, FieldError, Result};
pub use viewer::{Account, Viewer};
