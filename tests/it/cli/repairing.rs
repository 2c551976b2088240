//! `deskql check --repair`: finds what rows and files lost each other, and removes only what no row
//! names.

use std::fs;

use super::{deskql, refused};
use crate::support::fixture::Copy;

/// Runs `check` on the copy's own files; what it printed.
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
fn what_no_row_names_goes_and_the_rest_stays() {
    let copy = Copy::new();
    let folder = copy
        .media()
        .join("helpdesk/attachments/support-1-00000000-0000-4000-8000-000000000001/41");
    fs::write(folder.join("stray.txt"), "stray").unwrap();
    fs::write(folder.join(".deskql~abcdefghijklmnopqrst"), "half").unwrap();
    fs::write(copy.media().join("elsewhere.txt"), "not ours").unwrap();
    fs::remove_file(folder.join("photo.png")).unwrap();

    // The fixture has such a row already.
    let told = check(&copy, &["--grace", "0s"]);
    assert!(
        told.contains("1 file without a row:") && told.contains("41/stray.txt (5 bytes)"),
        "{told}"
    );
    assert!(told.contains("1 rest of uploads that broke off:"), "{told}");
    assert!(
        told.contains("2 rows without a file:") && told.contains("helpdesk_followupattachment 2: "),
        "{told}"
    );
    assert!(folder.join("stray.txt").exists(), "looking changes nothing");

    let young = check(&copy, &["--repair"]);
    assert!(
        young.contains("stray.txt (5 bytes, young)") && young.contains("Removed 0 files."),
        "{young}"
    );
    assert!(folder.join("stray.txt").exists(), "its row may still come");

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
fn another_databases_files_are_left_alone() {
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
            .contains("nothing was removed: no file in fs:media")
    );
    assert!(other.join("theirs.txt").exists());
}

#[test]
fn a_wrong_place_or_time_is_said() {
    let copy = Copy::new();
    let told = check(&copy, &[]);
    assert!(told.contains("rows with their files."), "{told}");
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
        "looking at the database alone is fine"
    );
    assert!(String::from_utf8_lossy(&output.stdout).contains("They were not looked at: "));
    let output = deskql(copy.path())
        .args(["check", "--repair", "--storage", "fs:nowhere"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let output = deskql(copy.path())
        .args(["check", "--grace", "soon"])
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&output.stderr).contains("is no time such as 90s"));
    let _ = refused(deskql(copy.path()).args(["check", "sqlite:none.sqlite3"]));
}
