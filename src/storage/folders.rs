//! Saves files in a local folder. A file gets its final name only when it is complete, and never
//! replaces another file; opendal's writer guarantees neither. Modes and group follow Django's
//! `core/files/storage/filesystem.py`. Reading and deleting go through opendal.

use std::fs::File;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use tokio::io::{AsyncRead, AsyncWriteExt};

use super::chunks::read_up_to;
use super::names::MAX_ATTEMPTS;
use super::{Error, Saved, names};

/// Size of a write to the disk, in bytes.
const CHUNK: usize = 256 * 1024;

/// Modes of created files and folders; `None`: the system's default.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Modes {
    /// django-helpdesk's `HELPDESK_ATTACHMENT_DIR_PERMS`.
    pub folders: Option<u32>,
    /// Django's `FILE_UPLOAD_PERMISSIONS`.
    pub files: Option<u32>,
}

/// Saves `source` below `root` at `path`, or under an alternative name if `path` exists.
pub(super) async fn save(
    root: &Path,
    modes: Modes,
    path: String,
    mut source: impl AsyncRead + Send + Unpin,
) -> Result<Saved, Error> {
    let (part, file) = {
        let (root, folder) = (root.to_owned(), names::split(&path).0.to_owned());
        blocking(move || create_temporary(&root, &folder, modes)).await?
    };
    let mut file = tokio::fs::File::from_std(file);
    let (mut size, mut buffer) = (0, Vec::with_capacity(CHUNK));
    loop {
        read_up_to(&mut source, &mut buffer, CHUNK).await?;
        if buffer.is_empty() {
            break;
        }
        file.write_all(&buffer).await?;
        size += buffer.len() as u64;
        buffer.clear();
    }
    file.flush().await?;
    file.sync_all().await?;
    let root = root.to_owned();
    let (published, path) = blocking(move || publish(&root, &part, &path)).await?;
    published.keep();
    Ok(Saved { path, size })
}

/// Creates and removes a file in `root`.
pub(super) async fn check(root: &Path) -> Result<(), Error> {
    let root = root.to_owned();
    blocking(move || create_temporary(&root, "", Modes::default()).map(drop)).await
}

/// Removes a file when dropped, unless it is kept. An error or a cancelled request therefore leaves
/// no file.
struct RemoveOnDrop(Option<PathBuf>);

impl RemoveOnDrop {
    fn path(&self) -> &Path {
        self.0.as_deref().unwrap_or(Path::new(""))
    }

    fn keep(mut self) {
        self.0 = None;
    }
}

impl Drop for RemoveOnDrop {
    fn drop(&mut self) {
        if let Some(path) = &self.0
            && let Err(error) = std::fs::remove_file(path)
            && error.kind() != ErrorKind::NotFound
        {
            tracing::warn!(%error, "cannot remove the file of an aborted upload");
        }
    }
}

/// Creates the folder and an empty file with a temporary name in it. Blocks.
fn create_temporary(root: &Path, folder: &str, modes: Modes) -> io::Result<(RemoveOnDrop, File)> {
    create_folders(root, folder, modes.folders)?;
    let path = root.join(names::temporary_path(folder));
    let file = File::create_new(&path)?;
    let part = RemoveOnDrop(Some(path));
    set_permissions(root, part.path(), modes.files)?;
    Ok((part, file))
}

/// Renames the complete file `part` to `path` or an alternative name. Blocks.
fn publish(root: &Path, part: &RemoveOnDrop, path: &str) -> io::Result<(RemoveOnDrop, String)> {
    let mut candidate = path.to_owned();
    for _ in 0..MAX_ATTEMPTS {
        let target = root.join(&candidate);
        if link(part.path(), &target)? {
            return Ok((RemoveOnDrop(Some(target)), candidate));
        }
        candidate = names::alternative(path);
    }
    Err(ErrorKind::AlreadyExists.into())
}

/// Links or renames the file `part` to `target`; `false` if `target` exists. Blocks.
fn link(part: &Path, target: &Path) -> io::Result<bool> {
    // Linking is atomic: only one of two writers succeeds.
    match std::fs::hard_link(part, target) {
        Ok(()) => return Ok(true),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Ok(false),
        Err(_) => {}
    }
    // Some network file systems and FAT have no links. Reserve the name with an empty file, then
    // rename over it.
    match File::create_new(target) {
        Ok(_) => {
            let reserved = RemoveOnDrop(Some(target.to_owned()));
            std::fs::rename(part, target)?;
            reserved.keep();
            Ok(true)
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}

/// Creates the folder `below` the root and its parents with `mode`. Blocks.
fn create_folders(root: &Path, below: &str, mode: Option<u32>) -> io::Result<()> {
    let mut folder = root.to_path_buf();
    for part in below.split('/').filter(|part| !part.is_empty()) {
        folder.push(part);
        match std::fs::create_dir(&folder) {
            Ok(()) => set_mode(&folder, mode)?,
            Err(error) if error.kind() == ErrorKind::AlreadyExists && folder.is_dir() => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: Option<u32>) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    // Not with `mkdir`, because the umask would clear bits.
    mode.map_or(Ok(()), |mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode))
    })
}
#[cfg(not(unix))]
fn set_mode(_: &Path, _: Option<u32>) -> io::Result<()> {
    Ok(())
}

/// Sets `mode` and, if permitted, the group of `root`, as Django does.
#[cfg(unix)]
fn set_permissions(root: &Path, file: &Path, mode: Option<u32>) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt;
    set_mode(file, mode)?;
    let group = std::fs::metadata(root)?.gid();
    if std::fs::metadata(file)?.gid() != group {
        // Fails for users outside of the group; Django ignores that too.
        let _ = std::os::unix::fs::chown(file, None, Some(group));
    }
    Ok(())
}
#[cfg(not(unix))]
fn set_permissions(_: &Path, _: &Path, _: Option<u32>) -> io::Result<()> {
    Ok(())
}

/// Runs blocking work on a thread for it.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, Error> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => Ok(done?),
        Err(panicked) => Err(Error::Disk(io::Error::other(panicked))),
    }
}
