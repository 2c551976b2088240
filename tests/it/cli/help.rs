//! What `--help`, `config` and `schema` print.

use super::{complaints, deskql, refused};

fn prints(arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let output = deskql(folder.path()).args(arguments).output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn help_teaches() {
    insta::assert_snapshot!(prints(&["--help"]));
    insta::assert_snapshot!("serve", prints(&["serve", "--help"]));
}

#[test]
fn every_command_has_examples() {
    let overview = prints(&["--help"]);
    let commands: Vec<&str> = overview
        .split_once("Commands:\n")
        .unwrap()
        .1
        .lines()
        .take_while(|line| !line.is_empty())
        .filter_map(|line| {
            line.strip_prefix("  ")?
                .split(' ')
                .next()
                .filter(|word| !word.is_empty())
        })
        .filter(|command| *command != "help")
        .collect();
    assert!(commands.len() >= 7, "{commands:?}");
    for command in commands {
        assert!(
            prints(&[command, "--help"]).contains("deskql "),
            "{command} --help shows no example"
        );
    }
}

#[test]
fn config_tells_where_a_value_came_from_and_no_secrets() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("deskql.toml"),
        "secret_key = 'hush'\n[server]\nmax_file_size = 3\n",
    )
    .unwrap();
    let output = deskql(folder.path())
        .args(["config", "--database", "postgres://me:hush@db/helpdesk"])
        .env("DESKQL_TIME_ZONE", "Asia/Kolkata")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    for line in [
        "secret_key = \"***\"  # deskql.toml:1",
        "max_file_size = 3  # deskql.toml:3",
        "time_zone = \"Asia/Kolkata\"  # variable DESKQL_TIME_ZONE",
        "url = \"postgres://me:***@db/helpdesk\"  # flag --database",
        "site_id = 1  # default",
    ] {
        assert!(
            text.lines().any(|found| found == line),
            "{line} is missing in\n{text}"
        );
    }
    assert!(!text.contains("hush"), "{text}");
}

#[test]
fn the_printed_defaults_are_a_file_of_settings() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("deskql.toml"),
        prints(&["config", "--defaults"]),
    )
    .unwrap();
    let output = deskql(folder.path()).arg("config").output().unwrap();
    assert!(output.status.success(), "{:?}", complaints(&output));
}

#[test]
fn schema_checks_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("schema.graphql");
    let sdl = prints(&["schema"]);
    std::fs::write(&file, &sdl).unwrap();
    let check = || {
        let mut command = deskql(folder.path());
        command.args(["schema", "--check", "schema.graphql"]);
        command
    };
    assert!(check().status().unwrap().success());
    std::fs::write(&file, sdl.replacen("type Ticket", "type Tickets", 1)).unwrap();
    let said = refused(&mut check());
    assert!(
        said[0].contains("schema.graphql:") && said[0].contains("`type Ticket"),
        "{said:?}"
    );
    assert_eq!(said[1], "hint: deskql schema > schema.graphql");
}

/// The script for Django projects sets nothing that this version does not know, unless it is told
/// so.
#[test]
fn the_script_for_django_names_settings_that_there_are() {
    let script = prints(&["config", "--django"]);
    let defaults = prints(&["config"]);
    let known = script
        .lines()
        .find_map(|line| line.strip_prefix("KNOWN = \"\"\""))
        .unwrap();
    let known: Vec<&str> = known.split('"').next().unwrap().split(' ').collect();
    for key in [
        "secret_key",
        "server.listen",
        "helpdesk.api_enabled",
        "helpdesk_default_settings.tickets_per_page",
    ] {
        assert!(known.contains(&key), "{key} is not in {known:?}");
    }
    assert_eq!(
        known.len(),
        defaults.lines().filter(|line| line.contains(" = ")).count()
    );
    let put = regex::Regex::new(r#"put\("([a-z0-9_.]+)""#).unwrap();
    let names: Vec<&str> = put
        .captures_iter(&script)
        .map(|found| found.get(1).unwrap().as_str())
        .collect();
    assert!(names.len() > 40, "{names:?}");
    for name in names {
        assert!(known.contains(&name), "there is no setting {name}");
    }
}
