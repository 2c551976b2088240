//! Writes emails to a folder, for development and demos: one `.eml` file per email. A retry
//! overwrites its own file. Only the user running deskql can read the files.

use std::path::{Path, PathBuf};

use tokio::io::AsyncWriteExt as _;

use super::smtp::{OutgoingMail, SendError};
use crate::domain::delivery::outbox::mail::Headers;

/// A folder for emails.
#[derive(Clone, Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// The folder at `path`; created with the first email.
    #[must_use]
    pub fn new(path: &str) -> Self {
        Self(PathBuf::from(path))
    }

    /// Writes an email to a temporary file, then renames it.
    ///
    /// # Errors
    /// A temporary error if the file cannot be written.
    pub async fn write(
        &self,
        headers: &Headers,
        mail: &OutgoingMail,
    ) -> Result<PathBuf, SendError> {
        let sanitize = |letter: char| {
            if letter.is_ascii_alphanumeric() || letter == '.' {
                letter
            } else {
                '-'
            }
        };
        let id: String = headers
            .message_id
            .split('@')
            .next()
            .unwrap_or_default()
            .chars()
            .map(sanitize)
            .collect();
        let name = format!("{}-{id}.eml", headers.date.format("%Y%m%dT%H%M%S"));
        let path = self.0.join(&name);
        let unfinished = self.0.join(format!(".{name}.unfinished"));
        let failed = |path: &Path, error: &std::io::Error| {
            SendError::temporary(format!("cannot write {}: {error}", path.display()))
        };
        let mut folders = tokio::fs::DirBuilder::new();
        folders.recursive(true);
        #[cfg(unix)]
        folders.mode(0o700);
        folders
            .create(&self.0)
            .await
            .map_err(|error| failed(&self.0, &error))?;
        let written = write_private(&unfinished, &mail.message).await;
        written.map_err(|error| failed(&unfinished, &error))?;
        tokio::fs::rename(&unfinished, &path)
            .await
            .map_err(|error| failed(&path, &error))?;
        Ok(path)
    }
}

/// Creates or overwrites a file with mode 0600.
async fn write_private(path: &Path, content: &[u8]) -> std::io::Result<()> {
    let mut options = tokio::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    options.mode(0o600);
    let mut file = options.open(path).await?;
    file.write_all(content).await?;
    file.flush().await
}
