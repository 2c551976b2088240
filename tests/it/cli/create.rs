//! Creating help desks: only on request, with private files, and as README describes for existing
//! databases.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use super::{Running, deskql, run_failing};
use crate::support::{fixture, root, socket};

pub(super) fn runs(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    String::from_utf8(output.stdout).unwrap()
}

pub(super) fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

pub(super) fn mode(path: &Path) -> String {
    let found =
        std::fs::metadata(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    format!("{:o}", found.permissions().mode() & 0o7777)
}

/// A command under the umask that most systems have.
fn with_umask(folder: &Path) -> Command {
    let mut command = Command::new("sh");
    command.args([
        "-c",
        "umask 022; exec \"$0\" \"$@\"",
        env!("CARGO_BIN_EXE_deskql"),
    ]);
    command
        .current_dir(folder)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap())
        .stdin(Stdio::null());
    command
}

/// Names the release that was found, not the newest.
#[test]
fn migrate_names_the_release_that_it_found() {
    for (release, name) in [
        ("1.0.0", "0.5.0 to 1.5.0"),
        ("2.3.3", "1.5.1 to 2.3.3"),
        ("2.6.0", "2.6.0 to 2.6.1"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let fixture = root().join("tests/contract/releases").join(release);
        std::fs::copy(
            fixture.join("fixture/helpdesk.sqlite3"),
            folder.path().join("db.sqlite3"),
        )
        .unwrap();
        let output = runs(deskql(folder.path()).args(["migrate", "db.sqlite3"]));
        let found = format!("Found django-helpdesk {name} (last migration ");
        assert!(output.starts_with(&found), "{release}: {output}");
    }
}

#[test]
fn creates_nothing_without_a_request() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        &["migrate"][..],
        &["migrate", "desk.sqlite3"],
        &["migrate", "--database", "sqlite:desk.sqlite3"],
    ] {
        let errors = run_failing(deskql(folder.path()).args(arguments));
        assert!(
            errors[0].starts_with("error: there is no SQLite file "),
            "{errors:?}"
        );
        assert!(
            errors[1].contains("deskql migrate URL")
                && errors[1].contains("deskql migrate --create sqlite:"),
            "{errors:?}"
        );
        assert_eq!(names(folder.path()), [""; 0], "{arguments:?}");
    }
}

#[tokio::test]
async fn leaves_an_empty_server_database_empty() {
    let postgres = crate::support::postgres::Postgres::empty().await;
    let mariadb = crate::support::mariadb::MariaDb::empty().await;
    let urls = [
        postgres.as_ref().map(|database| database.url()),
        mariadb.as_ref().map(|database| database.url()),
    ];
    let folder = tempfile::tempdir().unwrap();
    for url in urls.into_iter().flatten() {
        let errors = run_failing(deskql(folder.path()).args(["migrate", &url]));
        assert!(errors[0].ends_with("has no tables yet"), "{errors:?}");
        assert!(errors[1].contains("deskql migrate --create"), "{errors:?}");
        let checked = runs(deskql(folder.path()).args(["check", &url]));
        assert!(
            checked.contains("It is empty.") && checked.contains("Next: deskql migrate --create"),
            "{checked}"
        );
        let output = runs(deskql(folder.path()).args(["migrate", "--create", &url]));
        assert!(output.contains("tables of django-helpdesk"), "{output}");
        assert!(runs(deskql(folder.path()).args(["migrate", &url])).contains("Nothing to migrate"));
    }
}

/// README's commands for a new help desk, in an empty folder; only the user can read the files.
#[test]
fn creates_and_serves_a_private_help_desk() {
    let folder = tempfile::tempdir().unwrap();
    let output = runs(with_umask(folder.path()).args(["migrate", "--create"]));
    assert!(output.contains("tables of django-helpdesk"), "{output}");
    assert_eq!(names(folder.path()), ["deskql.sqlite3", "media"]);
    runs(with_umask(folder.path()).args(["migrate", "--create"]));
    let create = ["user", "create", "ada", "--superuser", "--password-stdin"];
    let mut child = with_umask(folder.path())
        .args(create)
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(child.stdin.as_mut().unwrap(), b"engine-1843-x\n").unwrap();
    assert!(child.wait().unwrap().success());
    let mut command = with_umask(folder.path());
    command.args([
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--log-format",
        "json",
        "--set",
        "mail.transport=file",
    ]);
    let mut service = Running::start(&mut command);
    service.read_stderr_until("\"listening\"");
    for file in ["deskql.sqlite3", "deskql.sqlite3-wal", "deskql.sqlite3-shm"] {
        assert_eq!(mode(&folder.path().join(file)), "600", "{file}");
    }
    assert_eq!(mode(&folder.path().join("media")), "700");
    assert_eq!(service.terminate(), Some(0));
    runs(with_umask(folder.path()).args([
        "mail",
        "test",
        "me@example.com",
        "--set",
        "mail.transport=file",
    ]));
    let mails = folder.path().join("mails");
    assert_eq!(mode(&mails), "700");
    for mail in names(&mails) {
        assert_eq!(mode(&mails.join(&mail)), "600", "{mail}");
    }
    assert_eq!(names(&mails).len(), 1);
}

#[test]
fn the_files_of_the_demo_are_private() {
    let folder = tempfile::tempdir().unwrap();
    let mut running = Running::start(with_umask(folder.path()).args(["demo", "--port", "0"]));
    running.read_stdout_until("Ctrl-C");
    let demo = folder.path().join("demo");
    assert_eq!(
        (mode(&demo), mode(&demo.join("media"))),
        ("700".to_owned(), "700".to_owned())
    );
    for file in names(&demo)
        .iter()
        .filter(|name| name.starts_with("deskql-demo.sqlite3"))
    {
        assert_eq!(mode(&demo.join(file)), "600", "{file}");
    }
}

/// README's section about an existing django-helpdesk, with its settings.
#[test]
fn the_readme_steps_for_an_existing_database_work() {
    let copy = fixture::Copy::new();
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let section = readme
        .split_once("### Next to an existing django-helpdesk")
        .unwrap()
        .1;
    let section = section.split_once("\n### ").unwrap().0;
    let settings: String = section
        .lines()
        .filter_map(|line| {
            line.strip_prefix("        ")
                .or_else(|| line.is_empty().then_some(""))
        })
        .map(|line| format!("{line}\n"))
        .collect();
    let settings = settings
        .replace("postgres://me:secret@db/helpdesk", &copy.url())
        .replace(
            "fs:/srv/helpdesk/media",
            &format!("fs:{}", copy.media().display()),
        );
    std::fs::write(copy.path().join("deskql.toml"), &settings).unwrap();
    let steps: Vec<&str> = section
        .split("`deskql ")
        .skip(1)
        .filter_map(|rest| rest.split('`').next())
        .collect();
    assert!(
        steps.contains(&"check") && steps.contains(&"migrate") && steps.contains(&"serve"),
        "{steps:?}"
    );

    let checked = runs(deskql(copy.path()).arg("check"));
    assert!(
        checked.contains("django-helpdesk 2.6.0 to 2.6.1")
            && checked.contains("Next: deskql migrate sqlite:"),
        "{checked}"
    );
    // A path works too.
    assert!(
        runs(deskql(copy.path()).args(["check", "helpdesk.sqlite3"]))
            .contains("django-helpdesk 2.6.0 to 2.6.1")
    );
    let migrated = runs(deskql(copy.path()).arg("migrate"));
    assert!(
        migrated.contains("Its tables were not changed.") && !migrated.contains(" tables of "),
        "{migrated}"
    );
    assert!(
        runs(deskql(copy.path()).args(["migrate", "helpdesk.sqlite3"]))
            .contains("Nothing to migrate")
    );
    assert_eq!(
        names(copy.path()),
        ["deskql.toml", "helpdesk.sqlite3", "media"]
    );
    let mut command = deskql(copy.path());
    command.args(["serve", "--listen", "127.0.0.1:0", "--log-format", "json"]);
    let mut service = Running::start(&mut command);
    let line: serde_json::Value =
        serde_json::from_str(&service.read_stderr_until("\"listening\"")).unwrap();
    let address = line["address"]
        .as_str()
        .unwrap()
        .trim_start_matches("http://")
        .to_owned();
    let answer = socket::get(
        &address,
        "/helpdesk/api/tickets/?page_size=1",
        "help.example.com",
        &format!("Authorization: Token {}\r\n", fixture::token("admin")),
    );
    assert!(
        answer.contains(
            "\"next\":\"http://help.example.com/helpdesk/api/tickets/?page=2&page_size=1\""
        ),
        "{answer}"
    );
    assert_eq!(service.terminate(), Some(0));
}

/// As in Django, a Unix socket can take the place of the host.
#[tokio::test]
async fn connects_through_unix_sockets() {
    let folder = tempfile::tempdir().unwrap();
    if let Some(postgres) = crate::support::postgres::Postgres::fixture().await
        && let Some(socket) = ["/var/run/postgresql", "/tmp"]
            .iter()
            .find(|path| has_socket(Path::new(path), ".s.PGSQL."))
    {
        let name = postgres.url().rsplit('/').next().unwrap().to_owned();
        let encoded = socket.replace('/', "%2F");
        for url in [
            format!("postgres://postgres@/{name}?host={socket}"),
            format!("postgres://postgres@{encoded}/{name}"),
            format!("postgres:///{name}?host={socket}&user=postgres"),
        ] {
            let output = deskql(folder.path())
                .args(["check", &url])
                .output()
                .unwrap();
            let errors = String::from_utf8_lossy(&output.stderr);
            // A server that rejects this system user has answered too.
            assert!(
                output.status.success() || errors.contains("rejected the login"),
                "{url}: {errors}"
            );
        }
    }
    if let Some(mariadb) = crate::support::mariadb::MariaDb::fixture().await
        && let Some(socket) = [
            "/run/mysqld/mysqld.sock",
            "/var/run/mysqld/mysqld.sock",
            "/tmp/mysql.sock",
        ]
        .iter()
        .find(|path| Path::new(path).exists())
    {
        let name = mariadb.url().rsplit('/').next().unwrap().to_owned();
        let encoded = socket.replace('/', "%2F");
        for url in [
            format!("mysql://root@/{name}?socket={socket}"),
            format!("mysql://root@{encoded}/{name}"),
        ] {
            let output = deskql(folder.path())
                .args(["check", &url])
                .output()
                .unwrap();
            let errors = String::from_utf8_lossy(&output.stderr);
            assert!(
                output.status.success() || errors.contains("rejected the login"),
                "{url}: {errors}"
            );
        }
    }
}

fn has_socket(folder: &Path, prefix: &str) -> bool {
    std::fs::read_dir(folder).is_ok_and(|mut entries| {
        entries.any(|entry| {
            entry
                .unwrap()
                .file_name()
                .to_string_lossy()
                .starts_with(prefix)
        })
    })
}
