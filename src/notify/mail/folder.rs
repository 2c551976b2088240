//! Mails into a folder, for development and demos: each a file that mail programs open. A try that
//! is repeated writes over its own file. Only the user who runs deskql may read them.

use std::path::{Path, PathBuf};

use tokio::io::AsyncWriteExt as _;

use super::smtp::{Parcel, Refusal};
use crate::domain::outbox::mail::Headers;

/// A folder of mails.
#[derive(Clone, Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// The folder of this name; made with the first mail.
    #[must_use]
    pub fn new(path: &str) -> Self {
        Self(PathBuf::from(path))
    }

    /// Writes a mail: under another name until it is whole.
    ///
    /// # Errors
    /// What the disk says; trying again may help.
    pub async fn write(&self, headers: &Headers, parcel: &Parcel) -> Result<PathBuf, Refusal> {
        let sound = |letter: char| {
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
            .map(sound)
            .collect();
        let name = format!("{}-{id}.eml", headers.date.format("%Y%m%dT%H%M%S"));
        let path = self.0.join(&name);
        let unfinished = self.0.join(format!(".{name}.unfinished"));
        let fault = |path: &Path, error: &std::io::Error| {
            Refusal::temporary(format!("{}: {error}", path.display()))
        };
        let mut folders = tokio::fs::DirBuilder::new();
        folders.recursive(true);
        #[cfg(unix)]
        folders.mode(0o700);
        folders
            .create(&self.0)
            .await
            .map_err(|error| fault(&self.0, &error))?;
        let written = write(&unfinished, &parcel.message).await;
        written.map_err(|error| fault(&unfinished, &error))?;
        tokio::fs::rename(&unfinished, &path)
            .await
            .map_err(|error| fault(&path, &error))?;
        Ok(path)
    }
}

/// Writes a file with mode 0600, over one that is there.
async fn write(path: &Path, content: &[u8]) -> std::io::Result<()> {
    let mut options = tokio::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    options.mode(0o600);
    let mut file = options.open(path).await?;
    file.write_all(content).await?;
    file.flush().await
}
