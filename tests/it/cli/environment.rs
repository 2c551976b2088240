//! Environment variables: those of other programs are ignored, and secrets can be in files.

use super::{deskql, error_lines, run_failing};

#[test]
fn ignores_the_variables_of_kubernetes() {
    let folder = tempfile::tempdir().unwrap();
    let output = deskql(folder.path())
        .arg("config")
        .envs([
            ("DESKQL_SERVICE_HOST", "10.96.0.12"),
            ("DESKQL_SERVICE_PORT", "8000"),
            ("DESKQL_SERVICE_PORT_HTTP", "8000"),
            ("DESKQL_PORT", "tcp://10.96.0.12:8000"),
            ("DESKQL_PORT_8000_TCP", "tcp://10.96.0.12:8000"),
            ("DESKQL_PORT_8000_TCP_PROTO", "tcp"),
            ("DESKQL_PORT_8000_TCP_PORT", "8000"),
            ("DESKQL_PORT_8000_TCP_ADDR", "10.96.0.12"),
            ("DESKQL_TIME_ZONE", "Asia/Kolkata"),
        ])
        .output()
        .unwrap();
    assert!(output.status.success(), "{:?}", error_lines(&output));
    assert!(String::from_utf8_lossy(&output.stdout).contains("time_zone = \"Asia/Kolkata\""));
    let log = String::from_utf8_lossy(&output.stderr);
    assert!(
        log.contains("DESKQL_PORT_8000_TCP_ADDR") && log.contains("ignored"),
        "{log}"
    );
    // A plain number is meant as a setting, so it is reported.
    let errors = run_failing(
        deskql(folder.path())
            .arg("serve")
            .env("DESKQL_PORT", "8001"),
    );
    assert!(
        errors[0].starts_with("error: variable DESKQL_PORT: unknown setting \"port\""),
        "{errors:?}"
    );
}

#[test]
fn reads_secrets_from_files() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let output = deskql(folder.path())
        .arg("config")
        .env("DESKQL_SECRET_KEY_FILE", write("key", "hush\"\n"))
        .env(
            "DESKQL_DATABASE__URL_FILE",
            write("url", "postgres://me:hush@db/helpdesk\r\n"),
        )
        .env(
            "DESKQL_HELPDESK__NEW_TICKET_WEBHOOK_URLS_FILE",
            write("hooks", "[\"https://a.example/hush\"]\n"),
        )
        .env("DESKQL_WEBHOOKS__SECRET_FILE", "")
        .output()
        .unwrap();
    assert!(output.status.success(), "{:?}", error_lines(&output));
    let text = String::from_utf8(output.stdout).unwrap();
    for line in [
        "secret_key = \"***\"  # variable DESKQL_SECRET_KEY_FILE",
        "url = \"postgres://me:***@db/helpdesk\"  # variable DESKQL_DATABASE__URL_FILE",
        "new_ticket_webhook_urls = \"***\"  # variable DESKQL_HELPDESK__NEW_TICKET_WEBHOOK_URLS_FILE",
    ] {
        assert!(
            text.lines().any(|found| found == line),
            "{line} is missing in\n{text}"
        );
    }
    assert!(!text.contains("hush"), "{text}");

    let errors = run_failing(
        deskql(folder.path())
            .arg("config")
            .env("DESKQL_SECRET_KEY_FILE", "/nowhere/key"),
    );
    assert!(
        errors[0].contains("DESKQL_SECRET_KEY_FILE: secret_key: cannot read the file /nowhere/key"),
        "{errors:?}"
    );
    let both = [
        ("DESKQL_SECRET_KEY_FILE", folder.path().join("key")),
        ("DESKQL_SECRET_KEY", "x".into()),
    ];
    let errors = run_failing(deskql(folder.path()).arg("config").envs(both));
    assert!(
        errors[0].contains("DESKQL_SECRET_KEY is set too"),
        "{errors:?}"
    );
    let errors = run_failing(
        deskql(folder.path())
            .arg("config")
            .env("DESKQL_TIME_ZONE_FILE", folder.path().join("key")),
    );
    assert!(
        errors[0].contains("only secrets can be read from files"),
        "{errors:?}"
    );
}

#[test]
fn explains_passwords_that_need_encoding() {
    let folder = tempfile::tempdir().unwrap();
    for password in ["hu/sh", "hu#sh", "1/hush"] {
        for arguments in [&["check"][..], &["migrate"], &["serve", "--database"]] {
            let url = format!("postgres://me:{password}@127.0.0.1:1/desk");
            let errors = run_failing(deskql(folder.path()).args(arguments).arg(&url));
            assert!(
                errors[0].contains("percent-encode it: / as %2F, # as %23"),
                "{errors:?}"
            );
            assert!(
                !errors.concat().contains("hush") && !errors.concat().contains("hu#"),
                "{errors:?}"
            );
        }
        #[cfg(feature = "redis")]
        {
            let broker = format!("live.notify_url=redis://me:{password}@127.0.0.1:1");
            let errors = run_failing(deskql(folder.path()).args(["config", "--set", &broker]));
            assert!(
                errors[0].contains("percent-encode") && !errors.concat().contains("hu"),
                "{errors:?}"
            );
        }
    }
}
