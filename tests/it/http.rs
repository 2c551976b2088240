//! The edges: `/graphql` over HTTP, files, and what holds for every request.

mod budget;
mod cors;
mod docs;
mod documents;
mod doors;
mod files;
mod graphql;
mod hosts;
mod manners;
mod mount;
mod multipart;
mod surroundings;
mod text_limits;
mod unread_files;
mod uploads;
