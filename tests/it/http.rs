//! The edges: `/graphql` over HTTP, files, and what holds for every request.

mod docs;
mod files;
mod graphql;
mod manners;
mod surroundings;
mod uploads;
