//! Saving into a folder of this machine. opendal's own writer would write under the final name, or
//! move over a file that another one has just put there; here a file gets its name when it is
//! whole, and only if the name is free. Modes and group are those of Django's
//! `core/files/storage/filesystem.py`. Reading and removing go through opendal.

use std::fs::File;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use tokio::io::{AsyncRead, AsyncWriteExt};

use super::save::{TRIES, read_up_to};
use super::{Error, Saved, names};

/// Bytes handed to the disk at a time.
const CHUNK: usize = 256 * 1024;

/// Modes of what is made here; `None` leaves them to the system.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Modes {
    /// Of folders: django-helpdesk's `HELPDESK_ATTACHMENT_DIR_PERMS`.
    pub folders: Option<u32>,
    /// Of files: Django's `FILE_UPLOAD_PERMISSIONS`.
    pub files: Option<u32>,
}

/// Saves all of `source` at the first free name for `path` below `root`; what it makes gets
/// `modes`.
pub(super) async fn save(
    root: &Path,
    modes: Modes,
    path: String,
    mut source: impl AsyncRead + Send + Unpin,
) -> Result<Saved, Error> {
    let (part, file) = {
        let (root, folder) = (root.to_owned(), names::split(&path).0.to_owned());
        blocking(move || begin(&root, &folder, modes)).await?
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

/// Makes a file in `root` and removes it.
pub(super) async fn check(root: &Path) -> Result<(), Error> {
    let root = root.to_owned();
    blocking(move || begin(&root, "", Modes::default()).map(drop)).await
}

/// A file that is removed with this value, unless it is kept: an error on the way, or a caller who
/// is gone, takes it back. Made and dropped where the file is made, so that no moment lies between.
struct Passing(Option<PathBuf>);

impl Passing {
    fn path(&self) -> &Path {
        self.0.as_deref().unwrap_or(Path::new(""))
    }

    fn keep(mut self) {
        self.0 = None;
    }
}

impl Drop for Passing {
    fn drop(&mut self) {
        if let Some(path) = &self.0
            && let Err(error) = std::fs::remove_file(path)
            && error.kind() != ErrorKind::NotFound
        {
            tracing::warn!(%error, "the rest of a broken-off upload could not be removed");
        }
    }
}

/// Makes the folder and, in it, an empty file under a name of its own. Blocks.
fn begin(root: &Path, folder: &str, modes: Modes) -> io::Result<(Passing, File)> {
    make_folders(root, folder, modes.folders)?;
    let path = root.join(names::unfinished(folder));
    let file = File::create_new(&path)?;
    let part = Passing(Some(path));
    as_django(root, part.path(), modes.files)?;
    Ok((part, file))
}

/// Gives the whole file `part` the first free name for `path`. Blocks.
fn publish(root: &Path, part: &Passing, path: &str) -> io::Result<(Passing, String)> {
    let mut wanted = path.to_owned();
    for _ in 0..TRIES {
        let target = root.join(&wanted);
        if link(part.path(), &target)? {
            return Ok((Passing(Some(target)), wanted));
        }
        wanted = names::alternative(path);
    }
    Err(ErrorKind::AlreadyExists.into())
}

/// Gives the file `part` the name `target` too, or instead; `false` where something has that name.
/// Blocks.
fn link(part: &Path, target: &Path) -> io::Result<bool> {
    // Of two writers only one can link.
    match std::fs::hard_link(part, target) {
        Ok(()) => return Ok(true),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Ok(false),
        Err(_) => {}
    }
    // Some network and FAT file systems have no links: hold the name with an empty file, then move
    // over it.
    match File::create_new(target) {
        Ok(_) => {
            let held = Passing(Some(target.to_owned()));
            std::fs::rename(part, target)?;
            held.keep();
            Ok(true)
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}

/// Makes the folder `below` the root and all above it; those that it makes get `mode`. Blocks.
fn make_folders(root: &Path, below: &str, mode: Option<u32>) -> io::Result<()> {
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
    // After `mkdir`, since the process's mask would take bits away.
    mode.map_or(Ok(()), |mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode))
    })
}
#[cfg(not(unix))]
fn set_mode(_: &Path, _: Option<u32>) -> io::Result<()> {
    Ok(())
}

/// `mode` and, where the system lets us, the group that Django gives files.
#[cfg(unix)]
fn as_django(root: &Path, file: &Path, mode: Option<u32>) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt;
    set_mode(file, mode)?;
    let group = std::fs::metadata(root)?.gid();
    if std::fs::metadata(file)?.gid() != group {
        // Refused to those who are not in the group; Django lets it pass, too.
        let _ = std::os::unix::fs::chown(file, None, Some(group));
    }
    Ok(())
}
#[cfg(not(unix))]
fn as_django(_: &Path, _: &Path, _: Option<u32>) -> io::Result<()> {
    Ok(())
}

/// Runs `work` where it may block.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, Error> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => Ok(done?),
        Err(panicked) => Err(Error::Disk(io::Error::other(panicked))),
    }
}
