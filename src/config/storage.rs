//! `[storage]`: where files are kept.

use serde::Deserialize;

/// Settings of the file storage.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Storage {
    /// `fs:PATH` (Django's MEDIA_ROOT), `s3://BUCKET/PREFIX?endpoint=…&region=…` or `memory:`.
    pub url: String,
    /// Octal mode of folders made for files; empty: the system's.
    pub attachment_dir_perms: String,
    /// Octal mode of files; empty: the system's.
    pub file_upload_permissions: String,
}

impl std::fmt::Debug for Storage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Storage")
            .field("url", &super::redact_url(&self.url))
            .finish_non_exhaustive()
    }
}
