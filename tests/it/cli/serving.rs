//! `serve` and `healthcheck` together: it starts, is well, and stops when asked.

use super::{Running, deskql, refused};
use crate::support::fixture;

#[test]
fn it_starts_is_well_and_stops() {
    let copy = fixture::Copy::new();
    let migrated = deskql(copy.path()).args(["migrate", "--database", "sqlite:helpdesk.sqlite3"]).output().unwrap();
    assert!(migrated.status.success(), "{}", String::from_utf8_lossy(&migrated.stderr));
    let mut command = deskql(copy.path());
    command.args(["serve", "--database", "sqlite:helpdesk.sqlite3", "--listen", "127.0.0.1:0", "--log-format", "json"]);
    let mut service = Running::start(&mut command);
    let line = service.notes("\"listening\"");
    let line: serde_json::Value = serde_json::from_str(&line).unwrap();
    let address = line["address"].as_str().unwrap().to_owned();

    let well = deskql(copy.path()).args(["healthcheck", &address]).output().unwrap();
    assert!(well.status.success(), "{}", String::from_utf8_lossy(&well.stderr));
    assert_eq!(service.terminate(), Some(0));
    let said = refused(deskql(copy.path()).args(["healthcheck", &address]));
    assert!(said[0].contains("/healthz: it cannot be reached"), "{said:?}");
}
