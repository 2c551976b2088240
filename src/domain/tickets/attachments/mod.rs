//! Files of follow-ups: storing, changing, deleting and listing them, links to them, and finding
//! files or rows that lack their counterpart.

pub mod html_preview;
pub mod link;
pub mod list;
pub mod repair;
pub mod store;
pub mod write;
