//! The commands on django-helpdesk's page about its API (docs/api.rst), word for word, except for
//! the address and the folder of the files. The page describes the API of 0.5.0 to 1.0.0.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::create::runs;
use super::{Running, deskql};

const TICKET: &str = r#"curl --location --request POST 'http://127.0.0.1:8000/api/tickets/' \
--header 'Authorization: Basic YWRtaW46YWRtaW4=' \
--header 'Content-Type: application/json' \
--data-raw '{"queue": 1, "title": "Test Ticket API", "description": "Test create ticket from API", "submitter_email": "test@mail.com", "priority": 4}'"#;

const TICKET_WITH_FILE: &str = r#"curl --location --request POST 'http://127.0.0.1:8000/api/tickets/' \
--header 'Authorization: Basic YWRtaW46YWRtaW4=' \
--form 'queue="1"' \
--form 'title="Test Ticket API with attachment"' \
--form 'description="Test create ticket from API avec attachment"' \
--form 'submitter_email="test@mail.com"' \
--form 'priority="2"' \
--form 'attachment=@"FOLDER/file.txt"'"#;

const FOLLOW_UP: &str = r#"curl --location --request POST 'http://127.0.0.1:8000/api/followups/' \
--header 'Authorization: Basic YWRtaW46YWRtaW4=' \
--form 'ticket="44"' \
--form 'title="Test ticket answer"' \
--form 'comment="This answer contains multiple files as attachment."' \
--form 'attachments=@"FOLDER/doc.pdf"' \
--form 'attachments=@"FOLDER/image.png"'"#;

/// The page describes these two in words.
const LIST: &str = "curl 'http://127.0.0.1:8000/api/tickets/' \
                    --header 'Authorization: Basic YWRtaW46YWRtaW4='";
const USER: &str = r#"curl --request POST 'http://127.0.0.1:8000/api/users/' \
--header 'Authorization: Basic YWRtaW46YWRtaW4=' \
--header 'Content-Type: application/json' \
--data-raw '{"first_name": "Grace", "last_name": "Hopper", "username": "newcomer", "email": "newcomer@example.com", "password": "engine-1843-x"}'"#;

/// A running service and a folder with the files.
struct Desk<'a> {
    folder: &'a Path,
    address: String,
    process: Running,
}

impl<'a> Desk<'a> {
    fn serve(folder: &'a Path, arguments: &[&str]) -> Self {
        for name in ["file.txt", "doc.pdf", "image.png"] {
            std::fs::write(folder.join(name), name).unwrap();
        }
        let mut command = deskql(folder);
        command.args(["serve", "--listen", "127.0.0.1:0", "--log-format", "json"]);
        command
            .args(["--set", "mail.transport=none"])
            .args(arguments);
        let mut process = Running::start(&mut command);
        let line: Value =
            serde_json::from_str(&process.read_stderr_until("\"listening\"")).unwrap();
        Self {
            folder,
            address: line["address"].as_str().unwrap().to_owned(),
            process,
        }
    }

    /// Runs a command of the page; returns the status and the body.
    fn run(&self, command: &str) -> (u16, Value) {
        let folder = self.folder.to_str().unwrap();
        let script = command
            .replace("http://127.0.0.1:8000", &self.address)
            .replace("FOLDER", folder);
        let script = format!("{script} --silent --show-error --write-out '\\n%{{http_code}}'");
        let output = runs(Command::new("sh").args(["-c", &script]));
        let (body, status) = output.rsplit_once('\n').unwrap();
        let body = serde_json::from_str(body).unwrap_or_else(|_| panic!("{command}: {output}"));
        (status.parse().unwrap(), body)
    }

    /// Runs all of them.
    fn accepts_all(&self) {
        let (status, ticket) = self.run(TICKET);
        assert_eq!(status, 201, "{ticket}");
        assert_eq!(ticket["title"], "Test Ticket API");
        let (status, ticket) = self.run(TICKET_WITH_FILE);
        assert_eq!(status, 201, "{ticket}");
        let mut id = ticket["id"].as_i64().unwrap();
        // A new desk has no ticket 44 yet.
        while id < 44 {
            id = self.run(TICKET).1["id"].as_i64().unwrap();
        }
        let (status, follow_up) = self.run(FOLLOW_UP);
        assert_eq!(status, 201, "{follow_up}");
        assert_eq!(follow_up["ticket"], 44);
        let files = follow_up["followupattachment_set"].as_array().unwrap();
        assert_eq!(files.len(), 2, "{follow_up}");
        let (status, user) = self.run(USER);
        assert_eq!(
            (status, &user["username"]),
            (201, &"newcomer".into()),
            "{user}"
        );
        assert_eq!(user["email"], "newcomer@example.com");
    }

    /// The list is complete, with follow-ups and their files.
    fn lists_all(&self) {
        let (status, list) = self.run(LIST);
        assert_eq!(status, 200, "{list}");
        let tickets = list.as_array().unwrap();
        assert!(tickets.len() >= 44, "{}", tickets.len());
        let with_file = tickets
            .iter()
            .find(|ticket| ticket["title"] == "Test Ticket API with attachment")
            .unwrap();
        let files = &with_file["followup_set"][0]["followupattachment_set"];
        assert_eq!(files[0]["filename"], "file.txt", "{with_file}");
    }
}

#[test]
fn a_new_desk_accepts_the_documented_commands() {
    let folder = tempfile::tempdir().unwrap();
    let options = [
        "--admin",
        "admin",
        "--admin-password",
        "admin",
        "--queue",
        "Support",
    ];
    runs(deskql(folder.path()).arg("init").args(options));
    let mut desk = Desk::serve(folder.path(), &["--set", "helpdesk.api_release=1.0"]);
    desk.accepts_all();
    desk.lists_all();
    assert_eq!(desk.process.terminate(), Some(0));
}

#[test]
fn the_demo_accepts_the_documented_commands() {
    let folder = tempfile::tempdir().unwrap();
    let mut demo = Running::start(deskql(folder.path()).args(["demo", "--port", "0"]));
    demo.read_stdout_until("Ctrl-C");
    assert_eq!(demo.terminate(), Some(0));
    let database = ["--database", "sqlite:demo/deskql-demo.sqlite3"];
    let storage = ["--storage", "fs:demo/media"];
    let latest = [database, storage].concat();
    let mut desk = Desk::serve(folder.path(), &latest);
    desk.accepts_all();
    let (_, page) = desk.run(LIST);
    assert_eq!(page["results"].as_array().map(Vec::len), Some(25));
    assert_eq!(desk.process.terminate(), Some(0));
    let oldest = [&latest[..], &["--set", "helpdesk.api_release=1.0"]].concat();
    let mut desk = Desk::serve(folder.path(), &oldest);
    desk.lists_all();
    assert_eq!(desk.process.terminate(), Some(0));
}
