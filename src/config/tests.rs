//! Tests of the sources of settings and of error messages.

use std::path::Path;

use super::{Flag, Loaded, Source, Sources, load};

fn sources(
    file: Option<&Path>,
    variables: &[(&str, &str)],
    flags: &[(&str, &str, &str)],
) -> Sources {
    let file = file.map(Path::to_owned);
    let environment = variables
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let flags = flags
        .iter()
        .map(|(name, key, value)| Flag {
            name: (*name).to_owned(),
            key: (*key).to_owned(),
            value: (*value).to_owned(),
        })
        .collect();
    Sources {
        file,
        environment,
        flags,
    }
}

fn variables(variables: &[(&str, &str)]) -> Result<Loaded, String> {
    load(&sources(None, variables, &[])).map_err(|error| error.to_string())
}

/// The error for a file with this text, with the path shortened to the file name.
fn file_error(text: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deskql.toml");
    std::fs::write(&path, text).unwrap();
    let error = load(&sources(Some(&path), &[], &[]))
        .unwrap_err()
        .to_string();
    error.replace(&format!("{}", path.display()), "deskql.toml")
}

#[test]
fn the_defaults_are_valid() {
    let loaded = variables(&[]).unwrap();
    assert_eq!(loaded.config.server.listen, "127.0.0.1:8000");
    assert!(
        loaded
            .origins
            .values()
            .all(|(_, source)| *source == Source::Default)
    );
}

#[test]
fn later_sources_override_earlier_ones() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.toml");
    std::fs::write(
        &path,
        "time_zone = 'Asia/Kolkata'\nsite_id = 2\n\n[server]\nlisten = '127.0.0.1:1'\nmax_file_size = 3\n",
    )
    .unwrap();
    let loaded = load(&sources(
        Some(&path),
        &[
            ("DESKQL_SITE_ID", "3"),
            ("DESKQL_SERVER__LISTEN", "127.0.0.1:2"),
            ("PATH", "/bin"),
        ],
        &[("--listen", "server.listen", "127.0.0.1:3")],
    ))
    .unwrap();
    assert_eq!(loaded.config.time_zone, chrono_tz::Asia::Kolkata);
    assert_eq!(loaded.config.site_id, 3);
    assert_eq!(loaded.config.server.listen, "127.0.0.1:3");
    assert_eq!(
        loaded.origins["server.listen"].1,
        Source::Flag("--listen".to_owned())
    );
    assert_eq!(
        loaded.origins["site_id"].1,
        Source::Variable("DESKQL_SITE_ID".to_owned())
    );
    assert_eq!(
        loaded.origins["server.max_file_size"].1,
        Source::File { path, line: 6 }
    );
}

#[test]
fn variables_are_toml_or_strings() {
    let loaded = variables(&[
        ("DESKQL_SECRET_KEY", "\"12345\""),
        ("DESKQL_LANGUAGE_CODE", "1"),
        ("DESKQL_DEFAULT_FROM_EMAIL", "\"Help\""),
        ("DESKQL_HELPDESK__VALID_EXTENSIONS", "[\".txt\"]"),
        ("DESKQL_HELPDESK__KB_ENABLED", "false"),
        ("DESKQL_HELPDESK__WEBHOOK_TIMEOUT", "5"),
        ("DESKQL_STORAGE__ATTACHMENT_DIR_PERMS", "0755"),
        ("DESKQL_CONFIG", ""),
        ("DESKQL_LOG", "debug"),
        ("DESKQL_LOG_FORMAT", "json"),
        ("DESKQL_TEST_POSTGRES", "postgres://x"),
    ])
    .unwrap();
    // Quotes are part of a secret.
    assert_eq!(loaded.config.secret_key.0, "\"12345\"");
    assert_eq!(loaded.config.language_code, "1");
    assert_eq!(loaded.config.default_from_email, "Help");
    assert_eq!(loaded.config.helpdesk.valid_extensions, [".txt"]);
    assert!(!loaded.config.helpdesk.kb_enabled);
    assert!((loaded.config.helpdesk.webhook_timeout - 5.0).abs() < f64::EPSILON);
    assert_eq!(loaded.config.storage.attachment_dir_perms, "0755");
}

#[test]
fn reports_unknown_keys_with_their_place() {
    assert_eq!(
        file_error("time_zon = 'UTC'\n"),
        "deskql.toml:1: unknown setting \"time_zon\"; did you mean \"time_zone\"?"
    );
    assert_eq!(
        file_error("# a\n[server]\ntime_zone = 'UTC'\n"),
        "deskql.toml:3: unknown setting \"server.time_zone\"; did you mean \"time_zone\"?"
    );
    assert_eq!(
        file_error("[sever]\nlisten = ''\n"),
        "deskql.toml:1: unknown section \"sever\"; did you mean \"server\"?"
    );
    assert_eq!(
        file_error("colour = 'red'\n"),
        "deskql.toml:1: unknown setting \"colour\""
    );
    assert_eq!(
        file_error("server = 'a'\n"),
        "deskql.toml:1: server is a section; write [server] and its settings below"
    );
    assert_eq!(
        variables(&[("DESKQL_HELPDESK_VALID_EXTENSIONS", "[]")]).unwrap_err(),
        "variable DESKQL_HELPDESK_VALID_EXTENSIONS: unknown setting \"helpdesk_valid_extensions\"; \
         did you mean DESKQL_HELPDESK__VALID_EXTENSIONS?"
    );
    assert_eq!(
        variables(&[("DESKQL_SERVER", "x")]).unwrap_err(),
        "variable DESKQL_SERVER: server is a section; the variables for its settings are named DESKQL_SERVER__…"
    );
    let error = load(&sources(None, &[], &[("--set", "sit_id", "1")]))
        .unwrap_err()
        .to_string();
    assert_eq!(
        error,
        "option --set: unknown setting \"sit_id\"; did you mean \"site_id\"?"
    );
}

#[test]
fn reports_invalid_values_with_key_and_place() {
    for (name, value, message) in [
        (
            "DESKQL_TIME_ZONE",
            "Europe/Berlim",
            "time_zone: unknown time zone \"Europe/Berlim\"; did you mean \"Europe/Berlin\"?",
        ),
        (
            "DESKQL_SITE_ID",
            "one",
            "site_id: expected an integer, found \"one\"",
        ),
        (
            "DESKQL_SITE_ID",
            "",
            "site_id: expected an integer, found nothing",
        ),
        (
            "DESKQL_SERVER__WORKERS",
            "-1",
            "server.workers: invalid value: integer `-1`, expected an integer of at least 0",
        ),
        (
            "DESKQL_SERVER__LISTEN",
            "8000",
            "server.listen: \"8000\" is not an address and port; did you mean \"127.0.0.1:8000\"?",
        ),
        (
            "DESKQL_SERVER__LISTEN",
            "localhost",
            "server.listen: \"localhost\" is not an address and port; expected a value such as \"127.0.0.1:8000\"",
        ),
        (
            "DESKQL_MEDIA_URL",
            "media",
            "media_url: \"media\" must begin and end with a slash, such as \"/media/\"",
        ),
        (
            "DESKQL_MEDIA_URL",
            "/",
            "media_url: deskql serves other content at \"/\"; Django's usual path is \"/media/\"",
        ),
        (
            "DESKQL_GRAPHQL__GRAPHIQL",
            "yes",
            "graphql.graphiql: expected true or false, found \"yes\"",
        ),
        (
            "DESKQL_GRAPHQL__DEFAULT_PAGE_SIZE",
            "500",
            "graphql.default_page_size: must be from 1 to graphql.max_page_size (100), found 500",
        ),
        (
            "DESKQL_AUTH_PASSWORD_VALIDATORS",
            "[\"MinimumLenghtValidator\"]",
            "auth_password_validators: unknown validator \"MinimumLenghtValidator\"; did you mean \"MinimumLengthValidator\"?",
        ),
        (
            "DESKQL_AUTH_PASSWORD_VALIDATORS",
            "MinimumLengthValidator",
            "auth_password_validators: expected a list in square brackets, found \"MinimumLengthValidator\"",
        ),
        (
            "DESKQL_DATABASE__SQLITE_JOURNAL_MODE",
            "wall",
            "database.sqlite_journal_mode: \"wall\" is not a journal mode of SQLite; expected one of delete, truncate, persist, memory, wal, off, or \"\" to keep the mode of the file",
        ),
        (
            "DESKQL_DATABASE__URL",
            "oracle://a:b@c/d",
            "database.url: databases of the kind \"oracle\" are not supported; expected \"sqlite:PATH\", \"postgres://USER:PASSWORD@HOST/NAME\" or \"mysql://USER:PASSWORD@HOST/NAME\"",
        ),
        (
            "DESKQL_DATABASE__URL",
            "postgres://me:s3cret@host/",
            "database.url: \"postgres://me:***@host/\" has no database name; expected \"sqlite:PATH\", \"postgres://USER:PASSWORD@HOST/NAME\" or \"mysql://USER:PASSWORD@HOST/NAME\"",
        ),
        (
            "DESKQL_STORAGE__URL",
            "ftp://x",
            "storage.url: storages of the kind \"ftp\" are not supported; expected \"fs:PATH\", \"s3://BUCKET/PREFIX\" or \"memory:\"",
        ),
        (
            "DESKQL_LIVE__NOTIFY_URL",
            "amqp://me:s3cret@host",
            "live.notify_url: brokers of the kind \"amqp\" are not supported; expected \"redis://USER:PASSWORD@HOST\" or \"nats://USER:PASSWORD@HOST\" (with TLS: \"rediss\", \"tls\")",
        ),
        (
            "DESKQL_LIVE__NOTIFY_URL",
            "me:s3cret@host:6379",
            "live.notify_url: this is not a broker URL; expected \"redis://USER:PASSWORD@HOST\" or \"nats://USER:PASSWORD@HOST\" (with TLS: \"rediss\", \"tls\")",
        ),
        (
            "DESKQL_STORAGE__ATTACHMENT_DIR_PERMS",
            "rwx",
            "storage.attachment_dir_perms: \"rwx\" is not an octal mode; expected a value such as \"755\"",
        ),
        (
            "DESKQL_HELPDESK__TICKET_STATUS_CHOICES_FLOW",
            "[[1, [9]]]",
            "helpdesk.ticket_status_choices_flow: status 9 is not in helpdesk.ticket_status_choices (1, 2, 3, 4, 5)",
        ),
        (
            "DESKQL_HELPDESK__TICKET_STATUS_CHOICES",
            "[1]",
            "helpdesk.ticket_status_choices[0]: invalid type: integer `1`, expected a pair such as [1, \"Open\"]",
        ),
        (
            "DESKQL_HELPDESK__VALID_EXTENSIONS",
            "['txt']",
            "helpdesk.valid_extensions: \"txt\" must begin with a dot: \".txt\"",
        ),
        (
            "DESKQL_REST_FRAMEWORK__DEFAULT_AUTHENTICATION_CLASSES",
            "['jwt']",
            "rest_framework.default_authentication_classes[0]: unknown variant `jwt`, expected one of `session`, `basic`, `token`",
        ),
        (
            "DESKQL_AUTH__TRUSTED_PROXIES",
            "['proxy']",
            "auth.trusted_proxies[0]: \"proxy\" is not an IP address or network such as \"10.0.0.5\" or \"172.16.0.0/12\"",
        ),
    ] {
        assert_eq!(
            variables(&[(name, value)]).unwrap_err(),
            format!("variable {name}: {message}")
        );
    }
    assert_eq!(
        file_error("\n[server]\nworkers = 'two'\n"),
        "deskql.toml:3: server.workers: expected an integer, found \"two\""
    );
    let error = load(&sources(None, &[], &[("--listen", "server.listen", "x")]))
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("option --listen: server.listen: \"x\" is not an address"),
        "{error}"
    );
}

#[test]
fn secrets_are_not_repeated() {
    let error = file_error("secret_key = 987654321\n");
    assert_eq!(
        error,
        "deskql.toml:1: secret_key: expected a string in quotes, found a value of another type"
    );
    let error = file_error("secret_key = \"987654321\n");
    assert!(
        error.starts_with("deskql.toml:1: invalid TOML: ") && !error.contains("987654321"),
        "{error}"
    );
    let config = variables(&[
        ("DESKQL_DATABASE__URL", "postgres://a:s3cret@b/c"),
        ("DESKQL_SECRET_KEY", "hidden"),
    ]);
    let shown = format!("{:?}", config.unwrap().config);
    assert!(
        !shown.contains("s3cret") && !shown.contains("hidden"),
        "{shown}"
    );
    let error = file_error("[live]\nnotify_url = 987654321\n");
    assert!(!error.contains("987654321"), "{error}");
}

#[test]
fn accepts_only_brokers_that_are_built_in() {
    let broker = |url: &str| variables(&[("DESKQL_LIVE__NOTIFY_URL", url)]);
    for (scheme, is_built_in) in [
        ("redis", cfg!(feature = "redis")),
        ("rediss", cfg!(feature = "redis")),
        ("nats", cfg!(feature = "nats")),
        ("tls", cfg!(feature = "nats")),
    ] {
        match broker(&format!("{scheme}://me:s3cret@host:1234")) {
            Ok(loaded) => {
                assert!(is_built_in);
                assert!(!format!("{:?}", loaded.config).contains("s3cret"));
            }
            Err(error) => {
                assert!(
                    !is_built_in
                        && error.contains("live.notify_url: this deskql was built without"),
                    "{error}"
                )
            }
        }
        for wrong in [
            format!("{scheme}://me:s3cret@"),
            format!("{scheme}://me:s3cret/host"),
            format!("{scheme}://me:s3cret@host/queue"),
            format!("{scheme}://me:s3cret@host?token=s3cret"),
            format!("{scheme}://me:s3#cret@host"),
            format!("{scheme}://me:s3cret@host:port"),
        ] {
            let error = broker(&wrong).unwrap_err();
            assert!(
                error.contains("live.notify_url: ") && !error.contains("s3"),
                "{error}"
            );
        }
    }
    #[cfg(feature = "redis")]
    broker("redis://host/1").unwrap();
}

#[test]
fn reports_all_errors_at_once() {
    assert_eq!(
        file_error("a = 1\nsite_id = 'x'\nmedia_url = ''\n"),
        "deskql.toml:1: unknown setting \"a\"\n\
         deskql.toml:2: site_id: expected an integer, found \"x\"\n\
         deskql.toml:3: media_url: \"\" must begin and end with a slash, such as \"/media/\""
    );
}

#[test]
fn reports_a_missing_file() {
    let error = variables(&[("DESKQL_CONFIG", "/nowhere/at.all")]).unwrap_err();
    assert!(
        error.starts_with("variable DESKQL_CONFIG: cannot read the file /nowhere/at.all: "),
        "{error}"
    );
    let error = load(&sources(Some(Path::new("/nowhere/b")), &[], &[]))
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("option --config: cannot read the file /nowhere/b: "),
        "{error}"
    );
}
