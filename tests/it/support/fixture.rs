//! Copies of the contract's fixture: the database that django-helpdesk made, and its files.

use std::path::{Path, PathBuf};

use super::root;

/// The folder of the recorded contract's fixture.
#[must_use]
pub fn folder() -> PathBuf {
    root().join("tests/contract/fixture")
}

/// Tokens of the fixture's users, as `replay.py` names them.
#[must_use]
pub fn token(user: &str) -> &'static str {
    match user {
        "admin" => "a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1",
        "agent" => "b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2",
        "customer" => "c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3",
        "inactive" => "d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4",
        "noemail" => "e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5",
        "hr" => "f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6",
        "customer2" => "0707070707070707070707070707070707070707",
        other => panic!("the fixture has no token of {other}"),
    }
}

/// A folder with a copy of the database and the files, gone when dropped.
#[derive(Debug)]
pub struct Copy(tempfile::TempDir);

impl Copy {
    /// Copies the database (SQLite) and the files.
    #[must_use]
    pub fn new() -> Self {
        let copy = Self::media_only();
        std::fs::copy(
            folder().join("helpdesk.sqlite3"),
            copy.0.path().join("helpdesk.sqlite3"),
        )
        .unwrap();
        copy
    }

    /// Copies the files alone.
    #[must_use]
    pub fn media_only() -> Self {
        let copy = Self(tempfile::tempdir().unwrap());
        copy_folder(&folder().join("media"), &copy.media());
        copy
    }

    /// The folder itself.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// The folder of the files.
    #[must_use]
    pub fn media(&self) -> PathBuf {
        self.0.path().join("media")
    }

    /// The address of the database, as the configuration names it.
    #[must_use]
    pub fn url(&self) -> String {
        format!(
            "sqlite:{}",
            self.0.path().join("helpdesk.sqlite3").display()
        )
    }
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
