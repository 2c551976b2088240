//! `deskql check` lists the authentication backends of stored sessions.

use super::deskql;
use crate::support::fixture::Copy;

#[test]
fn check_lists_the_backends_of_sessions() {
    let copy = Copy::new();
    let check = |settings: &[(&str, &str)]| {
        let mut command = deskql(copy.path());
        command.args(["check", "sqlite:helpdesk.sqlite3", "--storage", "fs:media"]);
        let output = command.envs(settings.iter().copied()).output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let text = String::from_utf8(output.stdout).unwrap();
        text.split("Sessions\n")
            .nth(1)
            .unwrap()
            .split("\n\n")
            .next()
            .unwrap()
            .to_owned()
    };
    let key = ("DESKQL_SECRET_KEY", "oracle-only-not-a-secret");
    let accepted = check(&[key]);
    let line = accepted
        .lines()
        .find(|line| line.contains("django.contrib.auth.backends.ModelBackend"))
        .unwrap();
    assert!(line.trim().ends_with("ModelBackend"), "{accepted}");
    let others = check(&[
        key,
        (
            "DESKQL_AUTHENTICATION_BACKENDS",
            r#"["django_auth_ldap.backend.LDAPBackend"]"#,
        ),
    ]);
    assert!(
        others.contains(
            "ModelBackend: not accepted; if Django uses this backend, add it to authentication_backends"
        ),
        "{others}"
    );
    let foreign = check(&[("DESKQL_SECRET_KEY", "another")]);
    assert!(foreign.contains("not signed with secret_key"), "{foreign}");
    assert!(check(&[]).contains("secret_key is empty"), "{foreign}");
}
