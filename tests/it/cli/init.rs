//! `deskql init`: from an empty folder or database to a help desk that accepts tickets.

use std::path::Path;
use std::process::{Command, Stdio};

use entity::PoolOptions;
use sea_orm::{ConnectionTrait as _, Statement};
use serde_json::{Value, json};

use super::create::{mode, names, runs};
use super::{Running, deskql, error_lines, run_failing};
use crate::support::mariadb::MariaDb;
use crate::support::postgres::Postgres;
use crate::support::root;
use crate::support::server::Server;

/// The options that suffice without a terminal.
const OPTIONS: [&str; 6] = [
    "--admin",
    "ada",
    "--admin-password",
    "engine-1843-x",
    "--queue",
    "Customer Support",
];

fn init(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = deskql(folder);
    command.arg("init").args(arguments);
    command
}

/// Serves the database and creates a ticket by each API.
async fn creates_tickets(folder: &Path, database: &str) {
    let mut command = deskql(folder);
    command.args([
        "serve",
        "--database",
        database,
        "--listen",
        "127.0.0.1:0",
        "--log-format",
        "json",
    ]);
    let mut service = Running::start(&mut command);
    let line: Value = serde_json::from_str(&service.read_stderr_until("\"listening\"")).unwrap();
    let address = line["address"].as_str().unwrap().to_owned();
    deskql::cli::prepare();
    let client = reqwest::Client::new();
    let response = client
        .post(format!("{address}/api/tickets/"))
        .basic_auth("ada", Some("engine-1843-x"))
        .json(&json!({
            "queue": 1, "title": "By REST", "description": "d", "priority": 3,
            "submitter_email": "me@example.com",
        }))
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 201, "{}", response.text().await.unwrap());
    let document = "mutation { ticketCreate(input: {queueId: \"1\", title: \"By GraphQL\", \
                    description: \"d\", \
                    submitterEmail: \"me@example.com\"}) { ticket { reference } userErrors { message } } }";
    let response = client
        .post(format!("{address}/graphql"))
        .basic_auth("ada", Some("engine-1843-x"))
        .json(&json!({ "query": document }))
        .send()
        .await
        .unwrap();
    let answer: Value = response.json().await.unwrap();
    let reference = &answer["data"]["ticketCreate"]["ticket"]["reference"];
    assert_eq!(reference, "customer-support-2", "{answer}");
    assert_eq!(service.terminate(), Some(0));
}

#[tokio::test]
async fn creates_a_desk_in_an_empty_folder() {
    let folder = tempfile::tempdir().unwrap();
    let output = runs(&mut init(folder.path(), &OPTIONS));
    assert_eq!(names(folder.path()), ["deskql.sqlite3", "media"]);
    assert_eq!(mode(&folder.path().join("deskql.sqlite3")), "600");
    for part in [
        "queue customer-support: created",
        "user ada: created",
        "deskql serve --database sqlite:deskql.sqlite3",
        "deskql token create ada",
    ] {
        assert!(output.contains(part), "{part} is missing in\n{output}");
    }
    assert!(!output.contains("engine-1843-x"), "{output}");
    let site = runs(deskql(folder.path()).args(["site", "list", "--json"]));
    let site: Value = serde_json::from_str(&site).unwrap();
    assert_eq!(
        site,
        json!({"id": 1, "domain": "localhost:8000", "name": "Help desk", "is_used": true})
    );
    let queue = runs(deskql(folder.path()).args(["queue", "list", "--json"]));
    let queue: Value = serde_json::from_str(&queue).unwrap();
    assert_eq!(queue["title"], "Customer Support");
    assert_eq!(queue["allow_public_submission"], true);
    creates_tickets(folder.path(), "sqlite:deskql.sqlite3").await;
}

#[tokio::test]
async fn creates_a_desk_in_an_empty_server_database() {
    let postgres = Postgres::empty().await;
    let mariadb = MariaDb::empty().await;
    let urls = [
        postgres.as_ref().map(|database| database.url()),
        mariadb.as_ref().map(|database| database.url()),
    ];
    for url in urls.into_iter().flatten() {
        let folder = tempfile::tempdir().unwrap();
        let mut command = init(folder.path(), &OPTIONS);
        runs(command.args(["--database", &url]));
        creates_tickets(folder.path(), &url).await;
        let mut again = init(folder.path(), &OPTIONS);
        let lines = run_failing(again.args(["--database", &url]));
        assert!(
            lines[0].contains("already contains a help desk"),
            "{lines:?}"
        );
    }
}

#[tokio::test]
async fn creates_a_missing_database() {
    for server in Server::missing().await {
        let (folder, url) = (tempfile::tempdir().unwrap(), server.url());
        let lines = run_failing(&mut init(folder.path(), &["--database", &url]));
        assert!(lines[0].contains("needs --admin"), "{lines:?}");
        let connected = entity::Db::connect(&url, &PoolOptions::default()).await;
        assert!(connected.is_err(), "{url} was created");
        let mut command = init(folder.path(), &OPTIONS);
        runs(command.args(["--database", &url]));
        let db = entity::Db::connect(&url, &PoolOptions::default())
            .await
            .unwrap();
        let charset = match server {
            Server::Postgres(_) => "SELECT current_setting('server_encoding')",
            Server::MariaDb(_) => "SELECT @@character_set_database",
        };
        let row = db
            .query_one_raw(Statement::from_string(db.get_database_backend(), charset))
            .await
            .unwrap();
        let charset: String = row.unwrap().try_get_by_index(0).unwrap();
        assert!(["UTF8", "utf8mb4"].contains(&charset.as_str()), "{charset}");
        db.close().await.unwrap();
        creates_tickets(folder.path(), &url).await;
    }
}

#[tokio::test]
async fn names_what_an_account_may_not_do() {
    for server in Server::missing().await {
        let folder = tempfile::tempdir().unwrap();
        let id = uuid::Uuid::new_v4().simple().to_string();
        let account = format!("dq_{}", &id[..12]);
        let mut url = url::Url::parse(&server.url()).unwrap();
        let mut administration = url.clone();
        let (maintenance, create, drop) = match server {
            Server::Postgres(_) => ("/postgres", "CREATE ROLE", "DROP ROLE"),
            Server::MariaDb(_) => ("/mysql", "CREATE USER", "DROP USER"),
        };
        administration.set_path(maintenance);
        let db = entity::Db::connect(administration.as_str(), &PoolOptions::default())
            .await
            .unwrap();
        let options = match server {
            Server::Postgres(_) => "LOGIN PASSWORD 'x'",
            Server::MariaDb(_) => "IDENTIFIED BY 'x'",
        };
        db.execute_unprepared(&format!("{create} {account} {options}"))
            .await
            .unwrap();
        url.set_username(&account).unwrap();
        url.set_password(Some("x")).unwrap();
        let mut command = init(folder.path(), &OPTIONS);
        let output = command.args(["--database", url.as_str()]).output().unwrap();
        db.execute_unprepared(&format!("{drop} {account}"))
            .await
            .unwrap();
        db.close().await.unwrap();
        let lines = error_lines(&output);
        assert!(
            lines[0].contains("the account may not")
                && lines[1].contains("an administrator of the server must create it"),
            "{lines:?}"
        );
        assert_eq!(names(folder.path()), [""; 0]);
    }
}

#[test]
fn refuses_a_desk_that_is_in_use() {
    let folder = tempfile::tempdir().unwrap();
    runs(&mut init(folder.path(), &OPTIONS));
    let before = std::fs::read(folder.path().join("deskql.sqlite3")).unwrap();
    let lines = run_failing(&mut init(folder.path(), &OPTIONS));
    assert!(
        lines[0].ends_with("already contains a help desk; nothing was changed")
            && lines[1].contains("deskql load"),
        "{lines:?}"
    );
    let output = runs(init(folder.path(), &OPTIONS).arg("--if-empty"));
    assert!(output.contains("left as it is"), "{output}");
    let after = std::fs::read(folder.path().join("deskql.sqlite3")).unwrap();
    assert!(before == after, "the database changed");
}

#[test]
fn completes_an_empty_desk() {
    let folder = tempfile::tempdir().unwrap();
    runs(deskql(folder.path()).args(["migrate", "--create"]));
    runs(&mut init(folder.path(), &OPTIONS));
}

#[test]
fn invalid_values_create_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let password = ["--admin-password", "x"];
    for (arguments, part) in [
        (&[][..], "needs --admin, --admin-password"),
        (
            &["--admin", "ada", "--queue", "Q"],
            "needs --admin-password",
        ),
        (
            &["--admin", "a b", "--queue", "Q"],
            "username may contain only",
        ),
        (
            &["--admin", "ada", "--queue", ""],
            "without a slug, which cannot be made from its title",
        ),
        (
            &["--admin", "ada", "--queue", "Поддержка"],
            "without a slug, which cannot be made from its title",
        ),
        (
            &["--admin", "ada", "--queue", "Q", "--site-address", "a b"],
            "domain must be a host",
        ),
        (
            &[
                "--admin",
                "ada",
                "--queue",
                "Q",
                "--set",
                "auth_password_validators=[\"MinimumLengthValidator\"]",
            ],
            "password has fewer than 8 characters",
        ),
    ] {
        let mut command = init(folder.path(), arguments);
        if !part.starts_with("needs") {
            command.args(password);
        }
        let lines = run_failing(&mut command);
        assert!(
            lines.iter().any(|line| line.contains(part)),
            "{arguments:?}: {lines:?}"
        );
        assert_eq!(names(folder.path()), [""; 0], "{arguments:?}");
    }
}

#[test]
fn reads_the_password_from_files_variables_and_input() {
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("secret");
    std::fs::write(&secret, "engine-1843-x\n").unwrap();
    let file = secret.to_str().unwrap();
    let options = ["--admin", "ada", "--queue", "Q", "--database"];
    let command = |name: &str| {
        let mut command = init(folder.path(), &options);
        command.arg(format!("{name}.sqlite3"));
        command
    };
    runs(command("a").args(["--admin-password-file", file]));
    runs(command("b").env("DESKQL_ADMIN_PASSWORD_FILE", file));
    runs(command("c").env("DESKQL_ADMIN_PASSWORD", "engine-1843-x"));
    let mut child = command("d")
        .arg("--password-stdin")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    std::io::Write::write_all(child.stdin.as_mut().unwrap(), b"engine-1843-x\n").unwrap();
    assert!(child.wait().unwrap().success());
    let lines = run_failing(
        command("e")
            .env("DESKQL_ADMIN_PASSWORD", "x")
            .env("DESKQL_ADMIN_PASSWORD_FILE", file),
    );
    assert!(lines[0].contains("are both set"), "{lines:?}");
}

#[test]
fn creates_the_desk_of_a_file() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("desk.toml"),
        "[site]\nname = 'Example'\n[[queues]]\ntitle = 'Billing'\n\
         [[users]]\nusername = 'ada'\nis_superuser = true\npassword_variable = 'ADA'\n",
    )
    .unwrap();
    let command = || {
        init(
            folder.path(),
            &[
                "--load",
                "desk.toml",
                "--site-address",
                "https://help.example.com/",
            ],
        )
    };
    let lines = run_failing(&mut command());
    assert!(
        lines[0].contains("the variable ADA with the password"),
        "{lines:?}"
    );
    let output = runs(command().env("ADA", "engine-1843-x"));
    for line in [
        "site help.example.com",
        "user ada: created",
        "queue billing: created",
    ] {
        assert!(output.contains(line), "{line} is missing in\n{output}");
    }
    let site = runs(deskql(folder.path()).args(["site", "list"]));
    assert!(site.contains("1*  help.example.com  Example"), "{site}");
}

/// Answers the questions through a pseudo terminal.
#[test]
fn asks_on_a_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let script = root().join("tests/it/cli/terminal.py");
    let dialog = json!([
        ["Database", "desk.sqlite3\r"],
        ["Name of the site", "Example\r"],
        ["Address of the site", "a b\r"],
        ["must be a host", null],
        ["Address of the site", "help.example.com\r"],
        ["Title of the first queue", "\r"],
        ["May customers", "n"],
        ["Name of the administrator", "ada\r"],
        ["Email address", "ada@example.com\r"],
        ["Password of ada", "engine-1843-x\r"],
        ["Password again", "engine-1843-x\r"],
        ["Next:", null],
    ]);
    let output = Command::new("python3")
        .arg(script)
        .arg(dialog.to_string())
        .args([env!("CARGO_BIN_EXE_deskql"), "init"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(!said.contains("engine-1843-x"), "{said}");
    let database = ["--database", "desk.sqlite3"];
    let site = runs(deskql(folder.path()).args(["site", "list"]).args(database));
    assert!(site.contains("help.example.com  Example"), "{site}");
    let queue = runs(
        deskql(folder.path())
            .args(["queue", "list", "--json"])
            .args(database),
    );
    let queue: Value = serde_json::from_str(&queue).unwrap();
    assert_eq!(
        (&queue["slug"], &queue["allow_public_submission"]),
        (&json!("support"), &json!(false))
    );
}
