//! Copies of the contract's fixture: a database that django-helpdesk created, and its files.

use std::path::{Path, PathBuf};

use super::root;

/// The folder of the fixture.
#[must_use]
pub fn folder() -> PathBuf {
    root().join("tests/contract/fixture")
}

/// The token of a user of the fixture, by the names of `replay.py`.
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

/// A temporary folder with a copy of the database and the files.
#[derive(Debug)]
pub struct Copy(tempfile::TempDir);

impl Copy {
    /// Copies the SQLite database and the files.
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

    /// Copies only the files.
    #[must_use]
    pub fn media_only() -> Self {
        let copy = Self(tempfile::tempdir().unwrap());
        copy_folder(&folder().join("media"), &copy.media());
        copy
    }

    /// The folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// The folder of the files.
    #[must_use]
    pub fn media(&self) -> PathBuf {
        self.0.path().join("media")
    }

    /// The URL of the database, for the settings.
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
