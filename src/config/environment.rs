//! Reads `DESKQL_*` variables: settings, files with secrets (`DESKQL_SECRET_KEY_FILE`), and what
//! Kubernetes and Docker set beside a service of this name, which is passed over.

use super::layers::{Entry, Known, is_section, unknown, value};
use super::load::{Problem, Source, is_secret};

/// Variables that begin with `DESKQL_` but are not settings.
const NOT_SETTINGS: [&str; 3] = ["DESKQL_CONFIG", "DESKQL_LOG", "DESKQL_LOG_FORMAT"];
/// What variables of the project's own tests begin with.
const TEST_PREFIX: &str = "DESKQL_TEST_";
/// What a variable ends with whose value is in a file.
const FILE: &str = "_FILE";

/// The variable that sets `key`.
pub(super) fn variable(key: &str) -> String {
    format!("DESKQL_{}", key.replace('.', "__").to_uppercase())
}

fn key_of(name: &str) -> String {
    name.trim_start_matches("DESKQL_")
        .to_lowercase()
        .replace("__", ".")
}

/// Reads the variables; returns the names of those that other programs set.
pub(super) fn environment(
    variables: &[(String, String)],
    known: &Known,
    entries: &mut Vec<Entry>,
    problems: &mut Vec<Problem>,
) -> Vec<String> {
    let mut ignored = Vec::new();
    for (name, text) in variables
        .iter()
        .filter(|(name, _)| name.starts_with("DESKQL_"))
    {
        if NOT_SETTINGS.contains(&name.as_str()) || name.starts_with(TEST_PREFIX) {
            continue;
        }
        let key = key_of(name);
        let source = Source::Variable(name.clone());
        if let Some(default) = known.get(&key) {
            entries.push(Entry {
                value: value(&key, text, default),
                key,
                source,
            });
        } else if let Some(key) = name
            .strip_suffix(FILE)
            .map(key_of)
            .filter(|key| known.contains_key(key))
        {
            let both = variables.iter().any(|(other, _)| *other == variable(&key));
            match from_file(&key, text, both) {
                Ok(None) => {}
                Ok(Some(text)) => entries.push(Entry {
                    value: value(&key, &text, &known[&key]),
                    key,
                    source,
                }),
                Err(message) => problems.push(Problem::new(source, message)),
            }
        } else if is_of_a_service(name, text) {
            ignored.push(name.clone());
        } else {
            let message = if is_section(&key, known) {
                format!(
                    "{key} is a section: its settings are named {}",
                    variable(&format!("{key}.…"))
                )
            } else {
                unknown("setting", &key, known, variable)
            };
            problems.push(Problem::new(source, message));
        }
    }
    ignored
}

/// The text of the file at `path` without the line's end; `None` where no file is named.
fn from_file(key: &str, path: &str, both: bool) -> Result<Option<String>, String> {
    if !is_secret(key) {
        return Err(format!(
            "only secrets are read from files, and {key} is none: set {}",
            variable(key)
        ));
    }
    if path.is_empty() {
        return Ok(None);
    }
    if both {
        return Err(format!(
            "{} is set as well; only one of both can be",
            variable(key)
        ));
    }
    let text = std::fs::read_to_string(path)
        .map_err(|error| format!("{key}: cannot read the file {path}: {error}"))?;
    Ok(Some(text.trim_end_matches(['\r', '\n']).to_owned()))
}

/// Whether Kubernetes or Docker's links set a variable for a service: `DESKQL_SERVICE_HOST`,
/// `DESKQL_SERVICE_PORT_HTTP`, `DESKQL_PORT=tcp://…`, `DESKQL_PORT_8000_TCP_ADDR`; and so for
/// services whose names begin with `deskql-`.
fn is_of_a_service(name: &str, text: &str) -> bool {
    if name.ends_with("_SERVICE_HOST")
        || name.ends_with("_SERVICE_PORT")
        || name.contains("_SERVICE_PORT_")
    {
        return true;
    }
    let is_address = ["tcp://", "udp://", "sctp://"]
        .iter()
        .any(|scheme| text.starts_with(scheme));
    let parts: Vec<&str> = name.split('_').collect();
    let is_port = |port: &str, protocol: &str| {
        port.parse::<u16>().is_ok() && matches!(protocol, "TCP" | "UDP" | "SCTP")
    };
    match parts.as_slice() {
        [.., "PORT", port, protocol, "PROTO" | "PORT" | "ADDR"] => is_port(port, protocol),
        [.., "PORT", port, protocol] => is_address && is_port(port, protocol),
        [.., "PORT"] => is_address,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_of_a_service;

    /// What Kubernetes sets in each container for a Service called deskql with two ports, and for
    /// deskql-db.
    #[test]
    fn variables_of_services() {
        for (name, text) in [
            ("DESKQL_SERVICE_HOST", "10.96.0.12"),
            ("DESKQL_SERVICE_PORT", "8000"),
            ("DESKQL_SERVICE_PORT_HTTP", "8000"),
            ("DESKQL_PORT", "tcp://10.96.0.12:8000"),
            ("DESKQL_PORT_8000_TCP", "tcp://10.96.0.12:8000"),
            ("DESKQL_PORT_8000_TCP_PROTO", "tcp"),
            ("DESKQL_PORT_8000_TCP_PORT", "8000"),
            ("DESKQL_PORT_8000_TCP_ADDR", "10.96.0.12"),
            ("DESKQL_PORT_53_UDP", "udp://10.96.0.12:53"),
            ("DESKQL_DB_SERVICE_HOST", "10.96.0.13"),
            ("DESKQL_DB_PORT", "tcp://10.96.0.13:5432"),
            ("DESKQL_DB_PORT_5432_TCP_ADDR", "10.96.0.13"),
        ] {
            assert!(is_of_a_service(name, text), "{name}");
        }
        for (name, text) in [
            ("DESKQL_PORT", "8000"),
            ("DESKQL_SERVER_PORT", "8000"),
            ("DESKQL_PORT_8000", "x"),
            ("DESKQL_PORT_HTTP_TCP", "tcp://10.96.0.12:8000"),
            ("DESKQL_TIME_ZON", "UTC"),
        ] {
            assert!(!is_of_a_service(name, text), "{name}");
        }
    }
}
