//! `[storage]`: where files are kept.

use serde::Deserialize;

/// Settings of the file storage.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Storage {
    /// `fs:PATH` (Django's MEDIA_ROOT), `s3://BUCKET/PREFIX?endpoint=…&region=…` or `memory:`.
    pub url: String,
    /// Octal mode of folders made for files; empty: the system's.
    pub attachment_dir_perms: String,
}
