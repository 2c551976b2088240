//! Mailboxes that are folders with one file per message.

use std::fs::{self, Metadata};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::source::{Failure, Item, Source};

/// Maximum number of files that are listed.
const MAX_FILES: usize = 100_000;

/// An open folder.
pub(super) struct Folder {
    path: PathBuf,
    max_size: u64,
}

impl Folder {
    pub(super) fn new(path: PathBuf, max_size: usize) -> Self {
        let max_size = u64::try_from(max_size).unwrap_or(u64::MAX);
        Self { path, max_size }
    }

    fn failure(&self, step: &str, error: &io::Error) -> Failure {
        Failure::of(step, format_args!("{} ({error})", self.path.display()))
    }
}

/// The identity of a file: its name, its size and when it was written.
fn location(name: &str, metadata: &Metadata) -> String {
    let modified = metadata.modified().ok();
    let since = modified.and_then(|modified| modified.duration_since(UNIX_EPOCH).ok());
    let nanoseconds = since.unwrap_or_default().as_nanos();
    format!("{name}:{}:{nanoseconds}", metadata.len())
}

fn list(path: &Path) -> io::Result<Vec<Item>> {
    let mut items = Vec::new();
    for entry in fs::read_dir(path)?.take(MAX_FILES) {
        let entry = entry?;
        // Not a link, which could lead to any file.
        let metadata = match entry.metadata() {
            Ok(metadata) if metadata.is_file() => metadata,
            _ => continue,
        };
        items.push(Item {
            location: location(&entry.file_name().to_string_lossy(), &metadata),
            size: metadata.len(),
            number: 0,
            path: entry.path(),
        });
    }
    items.sort_by(|left, right| left.path.cmp(&right.path));
    Ok(items)
}

fn read(path: &Path, max_size: u64) -> io::Result<Option<Vec<u8>>> {
    let file = match fs::File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        file => file?,
    };
    let mut content = Vec::new();
    file.take(max_size).read_to_end(&mut content)?;
    Ok(Some(content))
}

/// Removes the file of a message, unless another one replaced it.
fn remove(item: &Item) -> io::Result<()> {
    let name = item.path.file_name().unwrap_or_default().to_string_lossy();
    match fs::symlink_metadata(&item.path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
        Ok(metadata) if location(&name, &metadata) != item.location => Ok(()),
        Ok(_) => fs::remove_file(&item.path),
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|error| Err(io::Error::other(error)))
}

#[async_trait::async_trait]
impl Source for Folder {
    async fn list(&mut self) -> Result<Vec<Item>, Failure> {
        let path = self.path.clone();
        let listed = blocking(move || list(&path)).await;
        listed.map_err(|error| self.failure("cannot read the folder", &error))
    }

    async fn fetch(&mut self, item: &Item) -> Result<Option<Vec<u8>>, Failure> {
        let (path, max_size) = (item.path.clone(), self.max_size);
        let content = blocking(move || read(&path, max_size)).await;
        content.map_err(|error| self.failure("cannot read a message in the folder", &error))
    }

    async fn remove(&mut self, item: &Item) -> Result<(), Failure> {
        let item = item.clone();
        let removed = blocking(move || remove(&item)).await;
        removed.map_err(|error| self.failure("cannot remove a message from the folder", &error))
    }

    async fn mark(&mut self, _item: &Item) -> Result<(), Failure> {
        Ok(())
    }

    async fn close(self: Box<Self>) -> Result<(), Failure> {
        Ok(())
    }
}
