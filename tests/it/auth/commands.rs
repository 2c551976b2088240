//! `deskql user` and `deskql token` as processes.

use std::io::Write;
use std::process::{Command, Stdio};

use deskql::domain::desk::accounts;

use super::support::{Fixture, ask, basic, config, request, wrong};

/// Runs a command with `input`: the exit code, standard output and standard error.
fn deskql(url: &str, arguments: &[&str], input: &str) -> (i32, String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_deskql"))
        .args(arguments)
        .args(["--database", url])
        .env_remove("DESKQL_CONFIG")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command may fail before it reads its input.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn creates_and_changes_accounts() {
    let fixture = Fixture::sqlite().await;
    let url = fixture.url();
    let authenticator = fixture.authenticator(config());
    let (code, out, _) = deskql(
        &url,
        &[
            "user",
            "create",
            "ada",
            "--email",
            "ada@example.com",
            "--staff",
        ],
        "one\r\n",
    );
    assert_eq!(
        (code, out.as_str()),
        (0, "Created the account ada: an agent.\n")
    );
    assert_eq!(
        ask(&authenticator, &fixture.db, &basic("ada", "one")).await,
        "ada"
    );
    let (code, out, error) = deskql(&url, &["user", "create", "ada"], "two");
    assert_eq!(
        (code, out.as_str(), error.as_str()),
        (1, "", "error: the name is already in use\n")
    );
    let (code, _, error) = deskql(&url, &["user", "create", "bob"], "\n");
    assert_eq!(
        (code, error.as_str()),
        (1, "error: the password is empty; nothing was changed\n")
    );
    assert!(
        accounts::user_by_name(&fixture.db, "bob")
            .await
            .unwrap()
            .is_none()
    );
    assert_eq!(
        deskql(
            &url,
            &["user", "password", "ada", "--password-stdin"],
            "two"
        )
        .0,
        0
    );
    assert_eq!(
        ask(&authenticator, &fixture.db, &basic("ada", "one")).await,
        wrong()
    );
    assert_eq!(
        ask(&authenticator, &fixture.db, &basic("ada", "two")).await,
        "ada"
    );
    assert_eq!(
        deskql(&url, &["user", "promote", "ada"], "").0,
        2,
        "without a flag"
    );
    assert_eq!(
        deskql(&url, &["user", "promote", "ada", "--superuser"], "").0,
        0
    );
    assert_eq!(deskql(&url, &["user", "demote", "ada", "--staff"], "").0, 0);
    let ada = fixture.user("ada").await;
    assert_eq!((ada.is_staff, ada.is_superuser), (false, true));
    assert_eq!(
        deskql(&url, &["user", "demote", "Ada", "--staff"], "").0,
        1,
        "no account with this username"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn shows_a_token_once() {
    let fixture = Fixture::sqlite().await;
    let url = fixture.url();
    let authenticator = fixture.authenticator(config());
    let (code, key, _) = deskql(&url, &["token", "create", "unusable"], "");
    let key = key.trim_end();
    assert_eq!((code, key.len()), (0, 40));
    let by_token = request("GET", &[("Authorization", &format!("Token {key}"))]);
    assert_eq!(
        ask(&authenticator, &fixture.db, &by_token).await,
        "unusable"
    );
    let (again, listed) = (
        deskql(&url, &["token", "create", "unusable"], ""),
        deskql(&url, &["token", "list"], ""),
    );
    assert_eq!((again.0, listed.0), (1, 0));
    assert!(
        listed.1.contains(&key[..6]) && listed.1.lines().count() == 8,
        "{}",
        listed.1
    );
    for output in [again.1, again.2, listed.1, listed.2] {
        assert!(!output.contains(&key[..10]), "{output}");
    }
    assert_eq!(deskql(&url, &["token", "revoke", "unusable"], "").0, 0);
    assert_eq!(deskql(&url, &["token", "revoke", "unusable"], "").0, 1);
    assert_ne!(
        ask(&authenticator, &fixture.db, &by_token).await,
        "unusable"
    );
}
