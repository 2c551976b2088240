//! `[storage]`: where attachments are stored.

use serde::Deserialize;

use super::validation::Errors;
use super::{Config, redact_url};

/// Settings for the file storage.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Storage {
    /// `fs:PATH` (Django's MEDIA_ROOT), `s3://BUCKET/PREFIX?endpoint=…&region=…` or `memory:`.
    pub url: String,
    /// Octal mode of created folders; empty: the system's default.
    pub attachment_dir_perms: String,
    /// Octal mode of files; empty: the system's default.
    pub file_upload_permissions: String,
}

impl std::fmt::Debug for Storage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Storage")
            .field("url", &redact_url(&self.url))
            .finish_non_exhaustive()
    }
}

pub(super) fn validate(config: &Config, errors: &mut Errors) {
    let storage = &config.storage;
    if let Some(message) = url_error(&storage.url) {
        errors.add("storage.url", message);
    }
    for (key, mode) in [
        (
            "storage.attachment_dir_perms",
            &storage.attachment_dir_perms,
        ),
        (
            "storage.file_upload_permissions",
            &storage.file_upload_permissions,
        ),
    ] {
        let digits = mode.strip_prefix("0o").unwrap_or(mode);
        if !mode.is_empty() && u32::from_str_radix(digits, 8).map_or(true, |mode| mode > 0o7777) {
            errors.add(
                key,
                format!("{mode:?} is not an octal mode; expected a value such as \"755\""),
            );
        }
    }
}

fn url_error(url: &str) -> Option<String> {
    let redacted = redact_url(url);
    if let Some(path) = url.strip_prefix("fs:") {
        return path
            .is_empty()
            .then(|| format!("{redacted:?} has no path; expected \"fs:PATH\""));
    }
    if let Some(rest) = url.strip_prefix("s3://") {
        let bucket = rest.split(['/', '?']).next().unwrap_or_default();
        return bucket.is_empty().then(|| {
            format!("{redacted:?} has no bucket; expected \"s3://BUCKET/PREFIX?endpoint=…\"")
        });
    }
    if url == "memory:" {
        return None;
    }
    let scheme = url.split_once(':').map_or("", |(scheme, _)| scheme);
    Some(format!(
        "storages of the kind {scheme:?} are not supported; expected \"fs:PATH\", \
         \"s3://BUCKET/PREFIX\" or \"memory:\""
    ))
}
