//! Files and folders that only the user who runs deskql may read, whatever the umask says: they
//! hold everything that people wrote, and hashes of passwords.

use std::io;
use std::path::Path;

/// Creates an empty file with mode 0600; does nothing where there is one.
///
/// # Errors
/// What the system says.
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

/// Creates a folder with mode 0700, and those above it that are missing; does nothing where there
/// is one.
///
/// # Errors
/// What the system says.
pub fn create_folder(path: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}
