//! HTTP: `/graphql`, files, and what applies to every request.

mod authentication;
mod budget;
mod cors;
mod docs;
mod documents;
mod files;
mod graphql;
mod hosts;
mod limits;
mod mount;
mod multipart;
mod multipart_limits;
mod request_context;
mod text_limits;
mod unread_files;
mod uploads;
