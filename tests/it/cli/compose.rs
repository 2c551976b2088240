//! The files for Docker Compose, without Docker: the commands in them run as processes with the
//! environment in them, on the test's servers, and end in a desk that accepts tickets.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use regex::Regex;
use serde_json::Value;

use super::create::runs;
use super::{Running, deskql};
use crate::support::bucket::Bucket;
use crate::support::root;
use crate::support::server::Server;

/// A service of a Compose file.
#[derive(Debug, Default)]
struct Service {
    command: Vec<String>,
    environment: BTreeMap<String, String>,
    lines: Vec<String>,
}

/// The services of a Compose file. Understands what our files use: indentation of two spaces,
/// `&settings`, `*settings` and `${NAME:-default}`.
fn services(text: &str) -> BTreeMap<String, Service> {
    let mut services: BTreeMap<String, Service> = BTreeMap::new();
    let (mut section, mut name, mut key) = ("", "", "");
    for line in text
        .lines()
        .filter(|line| !line.is_empty() && !line.trim_start().starts_with('#'))
    {
        let indentation = line.len() - line.trim_start().len();
        let (left, right) = line.trim().split_once(':').unwrap_or((line.trim(), ""));
        match indentation {
            0 => section = left,
            2 => name = left,
            4 => key = left,
            _ => {}
        }
        if section != "services" || indentation < 2 {
            continue;
        }
        let service = services.entry(name.to_owned()).or_default();
        service.lines.push(line.trim().to_owned());
        if key == "command" && indentation == 4 {
            service.command = right.split_whitespace().map(with_defaults).collect();
        }
        if key == "environment" && indentation == 6 && left != "<<" {
            let value = with_defaults(right.trim().trim_matches('"'));
            service.environment.insert(left.to_owned(), value);
        }
    }
    let shared = services["deskql"].environment.clone();
    for service in services.values_mut() {
        if service.lines.iter().any(|line| line.ends_with("*settings")) {
            for (name, value) in &shared {
                let entry = service.environment.entry(name.clone());
                entry.or_insert_with(|| value.clone());
            }
        }
    }
    services
}

/// Replaces `${NAME:-default}` by the default.
fn with_defaults(text: &str) -> String {
    let variable = Regex::new(r"\$\{\w+:-([^}]*)\}").unwrap();
    variable.replace_all(text, "$1").into_owned()
}

fn read(file: &str) -> String {
    std::fs::read_to_string(root().join(file)).unwrap()
}

/// The services of both files together.
fn with_mariadb() -> BTreeMap<String, Service> {
    let mut services = services(&read("docker-compose.yml"));
    for (name, service) in self::services(&read("docker-compose.mariadb.yml")) {
        let merged = services.entry(name).or_default();
        merged.environment.extend(service.environment);
    }
    services
}

/// The command of a service, on the test's servers.
fn command(folder: &Path, service: &Service, database: &str, bucket: &Bucket) -> Command {
    let mut command = deskql(folder);
    command.args(&service.command).envs(&service.environment);
    let storage = &service.environment["DESKQL_STORAGE__URL"];
    let bucket_url = bucket.url();
    let (_, endpoint) = bucket_url.split_once("endpoint=").unwrap();
    let endpoint = endpoint.split('&').next().unwrap();
    assert!(storage.contains("=http://s3:8333&"), "{storage}");
    let storage = storage.replace("http://s3:8333", endpoint);
    let email = folder.join("email");
    command
        .env("DESKQL_DATABASE__URL", database)
        .env("DESKQL_STORAGE__URL", storage)
        .env("DESKQL_MAIL__EMAIL_FILE_PATH", email)
        .env("DESKQL_LOG_FORMAT", "json")
        .env("DESKQL_SERVER__LISTEN", "127.0.0.1:0");
    command
}

async fn ends_in_a_desk(services: &BTreeMap<String, Service>, database: &str) {
    let (folder, bucket) = (tempfile::tempdir().unwrap(), Bucket::start().await);
    let init = || command(folder.path(), &services["init"], database, &bucket);
    let output = runs(&mut init());
    assert!(output.contains("queue support: created"), "{output}");
    // Each start of the containers runs it.
    let output = runs(&mut init());
    assert!(output.contains("left as it is"), "{output}");
    let serve = &mut command(folder.path(), &services["deskql"], database, &bucket);
    let mut service = Running::start(serve);
    let line: Value = serde_json::from_str(&service.read_stderr_until("\"listening\"")).unwrap();
    let address = line["address"].as_str().unwrap();
    // The command at the top of the file.
    let text = read("docker-compose.yml");
    let (_, example) = text.split_once("#   curl ").unwrap();
    let example = example.split_once("\n#\n").unwrap().0.replace("\n#", "\n");
    let script = format!("curl -sS {example} -w ' %{{http_code}}'");
    let script = script.replace("http://127.0.0.1:8000", address);
    let output = runs(Command::new("sh").args(["-c", &script]));
    assert!(
        output.contains("\"title\":\"Hello\"") && output.ends_with(" 201"),
        "{output}"
    );
    assert_eq!(service.terminate(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_commands_create_a_desk_that_accepts_tickets() {
    for server in Server::missing().await {
        let services = match server {
            Server::Postgres(_) => services(&read("docker-compose.yml")),
            Server::MariaDb(_) => with_mariadb(),
        };
        let scheme = server.url().split_once(':').unwrap().0.to_owned();
        for name in ["deskql", "init"] {
            let url = &services[name].environment["DESKQL_DATABASE__URL"];
            assert!(url.starts_with(&scheme), "{name}: {url}");
        }
        ends_in_a_desk(&services, &server.url()).await;
    }
}

/// Checks that need no Docker: references, and the accounts on both sides.
#[test]
fn the_files_are_consistent() {
    let declared = services(&read("docker-compose.yml"));
    let dependency = Regex::new(r"(?m)^(\w+): \{ condition: (\w+) \}").unwrap();
    let volume = Regex::new(r#"volumes: \["(\w+):/"#).unwrap();
    for (name, service) in &declared {
        let has_image = service
            .lines
            .iter()
            .any(|line| line == "build: ." || line.starts_with("image: "));
        assert!(has_image, "{name} has no image");
        let text = service.lines.join("\n");
        for found in dependency.captures_iter(&text) {
            let other = declared
                .get(&found[1])
                .unwrap_or_else(|| panic!("{name} needs {}", &found[1]));
            let is_checked = other.lines.iter().any(|line| line == "healthcheck:");
            assert_eq!(&found[2] == "service_healthy", is_checked, "{name}");
        }
        if let Some(found) = volume.captures(&text) {
            let declaration = format!("\n  {}:\n", &found[1]);
            assert!(read("docker-compose.yml").contains(&declaration), "{name}");
        }
    }
    assert_eq!(declared["deskql"].command, ["serve"]);
    let (postgres, mariadb) = (&declared["postgres"].environment, with_mariadb());
    let account = |user: &str, password: &str| format!("://{user}:{password}@");
    assert!(
        declared["init"].environment["DESKQL_DATABASE__URL"].contains(&account(
            &postgres["POSTGRES_USER"],
            &postgres["POSTGRES_PASSWORD"]
        ))
    );
    let server = &mariadb["mariadb"].environment;
    let expected = format!(
        "{}mariadb/{}",
        account(&server["MARIADB_USER"], &server["MARIADB_PASSWORD"]),
        server["MARIADB_DATABASE"]
    );
    assert!(mariadb["init"].environment["DESKQL_DATABASE__URL"].ends_with(&expected));
    let storage = &declared["deskql"].environment["DESKQL_STORAGE__URL"];
    for (option, field) in [
        ("access_key_id", "accessKey"),
        ("secret_access_key", "secretKey"),
    ] {
        let (_, value) = storage.split_once(&format!("{option}=")).unwrap();
        let value = value.split('&').next().unwrap();
        let credential = format!("\"{field}\": \"{value}\"");
        assert!(read("docker-compose.yml").contains(&credential), "{option}");
    }
    let bucket = storage
        .strip_prefix("s3://")
        .unwrap()
        .split('/')
        .next()
        .unwrap();
    let create = format!("s3.bucket.create -name {bucket}");
    assert!(read("docker-compose.yml").contains(&create), "{bucket}");
}
