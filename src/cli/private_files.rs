//! Creates files and folders that only the user running deskql can read, whatever the umask is.
//! They hold users' texts and password hashes.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// A file that appears under its name when it is complete, and never replaces another file. Until
/// then it has another name in the same folder, and therefore on the same disk.
#[derive(Debug)]
pub struct NewFile {
    path: PathBuf,
    unfinished: PathBuf,
}

impl NewFile {
    /// Creates the unfinished file, empty and with mode 0600.
    ///
    /// # Errors
    /// The file exists, or cannot be created.
    pub fn create(path: &Path) -> io::Result<Self> {
        if path.exists() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        let name = path.file_name().and_then(|name| name.to_str());
        let name = name.ok_or(io::ErrorKind::InvalidFilename)?;
        let unfinished = path.with_file_name(format!(".{name}.{}", std::process::id()));
        create_file(&unfinished)?;
        Ok(Self {
            path: path.to_owned(),
            unfinished,
        })
    }

    /// The path of the unfinished file.
    #[must_use]
    pub fn unfinished(&self) -> &Path {
        &self.unfinished
    }

    /// Writes the file to the disk and gives it its name.
    ///
    /// # Errors
    /// It cannot be written, or a file with this name was created meanwhile.
    pub fn finish(self) -> io::Result<()> {
        File::open(&self.unfinished)?.sync_all()?;
        // Unlike rename, hard_link does not replace a file.
        std::fs::hard_link(&self.unfinished, &self.path).or_else(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => Err(error),
            _ => std::fs::rename(&self.unfinished, &self.path),
        })
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.unfinished);
    }
}

/// Creates an empty file with mode 0600 unless it exists.
///
/// # Errors
/// The file cannot be created.
pub fn create_file(path: &Path) -> io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// Creates a folder and its missing parents with mode 0700 unless it exists.
///
/// # Errors
/// The folder cannot be created.
pub fn create_folder(path: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}
