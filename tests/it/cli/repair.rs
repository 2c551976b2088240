//! `deskql check --repair`: finds rows without a file and files without a row, and removes only the
//! latter.

use std::fs;

use super::{deskql, run_failing};
use crate::support::fixture::Copy;

/// Runs `check` on the files of the copy; returns its output.
fn check(copy: &Copy, more: &[&str]) -> String {
    let mut command = deskql(copy.path());
    let output = command
        .args(["check", "sqlite:helpdesk.sqlite3", "--storage", "fs:media"])
        .args(more)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn removes_files_without_a_row() {
    let copy = Copy::new();
    let folder = copy
        .media()
        .join("helpdesk/attachments/support-1-00000000-0000-4000-8000-000000000001/41");
    fs::write(folder.join("stray.txt"), "stray").unwrap();
    fs::write(folder.join(".deskql~abcdefghijklmnopqrst"), "half").unwrap();
    fs::write(copy.media().join("elsewhere.txt"), "not ours").unwrap();
    fs::remove_file(folder.join("photo.png")).unwrap();

    // The fixture has one row without a file already.
    let output = check(&copy, &["--grace", "0s"]);
    assert!(
        output.contains("1 file without a row:") && output.contains("41/stray.txt (5 bytes)"),
        "{output}"
    );
    assert!(output.contains("1 unfinished upload:"), "{output}");
    assert!(
        output.contains("2 rows without a file:")
            && output.contains("helpdesk_followupattachment 2: "),
        "{output}"
    );
    assert!(folder.join("stray.txt").exists(), "check changes nothing");

    let young = check(&copy, &["--repair"]);
    assert!(
        young.contains("stray.txt (5 bytes, young)") && young.contains("Removed 0 files."),
        "{young}"
    );
    assert!(folder.join("stray.txt").exists(), "young files are kept");

    let repaired = check(&copy, &["--repair", "--grace", "0s"]);
    assert!(repaired.contains("Removed 2 files."), "{repaired}");
    assert!(
        !folder.join("stray.txt").exists() && !folder.join(".deskql~abcdefghijklmnopqrst").exists()
    );
    assert!(folder.join("fire.txt").exists() && copy.media().join("elsewhere.txt").exists());
    let again = check(&copy, &[]);
    assert!(
        !again.contains("without a row") && again.contains("2 rows without a file:"),
        "{again}"
    );
}

#[test]
fn keeps_files_of_another_database() {
    let copy = Copy::new();
    fs::rename(copy.media(), copy.path().join("away")).unwrap();
    let other = copy.media().join("helpdesk/attachments/x/1");
    fs::create_dir_all(&other).unwrap();
    fs::write(other.join("theirs.txt"), "theirs").unwrap();
    let output = deskql(copy.path())
        .args([
            "check",
            "sqlite:helpdesk.sqlite3",
            "--storage",
            "fs:media",
            "--repair",
            "--grace",
            "0s",
        ])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        String::from_utf8_lossy(&output.stderr)
            .contains("nothing was removed, because no file in fs:media belongs to this database")
    );
    assert!(other.join("theirs.txt").exists());
}

#[test]
fn reports_a_wrong_storage_or_time() {
    let copy = Copy::new();
    let output = check(&copy, &[]);
    assert!(output.contains("rows with a file."), "{output}");
    let mut command = deskql(copy.path());
    let output = command
        .args([
            "check",
            "sqlite:helpdesk.sqlite3",
            "--storage",
            "fs:nowhere",
        ])
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "the database is checked without the files"
    );
    assert!(String::from_utf8_lossy(&output.stdout).contains("Not checked: "));
    let output = deskql(copy.path())
        .args(["check", "--repair", "--storage", "fs:nowhere"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let output = deskql(copy.path())
        .args(["check", "--grace", "soon"])
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&output.stderr).contains("is not a time; expected 90s"));
    let _ = run_failing(deskql(copy.path()).args(["check", "sqlite:none.sqlite3"]));
}
