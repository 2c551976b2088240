//! The output of `--help`, `config` and `schema`.

use super::{deskql, error_lines, run_failing};

fn stdout_of(arguments: &[&str]) -> String {
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
    insta::assert_snapshot!(stdout_of(&["--help"]));
    insta::assert_snapshot!("serve", stdout_of(&["serve", "--help"]));
}

#[test]
fn every_command_has_examples() {
    let overview = stdout_of(&["--help"]);
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
            stdout_of(&[command, "--help"]).contains("deskql "),
            "{command} --help shows no example"
        );
    }
}

#[test]
fn config_prints_origins_and_hides_secrets() {
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
        "url = \"postgres://me:***@db/helpdesk\"  # option --database",
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
fn the_printed_defaults_are_a_valid_settings_file() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("deskql.toml"),
        stdout_of(&["config", "--defaults"]),
    )
    .unwrap();
    let output = deskql(folder.path()).arg("config").output().unwrap();
    assert!(output.status.success(), "{:?}", error_lines(&output));
}

#[test]
fn schema_check_reports_the_first_difference() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("schema.graphql");
    let sdl = stdout_of(&["schema"]);
    std::fs::write(&file, &sdl).unwrap();
    let check = || {
        let mut command = deskql(folder.path());
        command.args(["schema", "--check", "schema.graphql"]);
        command
    };
    assert!(check().status().unwrap().success());
    std::fs::write(&file, sdl.replacen("type Ticket", "type Tickets", 1)).unwrap();
    let errors = run_failing(&mut check());
    assert!(
        errors[0].contains("schema.graphql:") && errors[0].contains("`type Ticket"),
        "{errors:?}"
    );
    assert_eq!(errors[1], "hint: run: deskql schema > schema.graphql");
}

#[test]
fn the_django_script_writes_known_settings_only() {
    let script = stdout_of(&["config", "--django"]);
    let defaults = stdout_of(&["config"]);
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
