//! Reads settings from `DESKQL_*` variables, and secrets from files (`DESKQL_SECRET_KEY_FILE`).
//! Ignores the variables that Kubernetes and Docker set for a service named deskql.

use super::layers::{Entry, Known, is_section, parse_value, unknown_key};
use super::redact::is_secret;
use super::sources::{SettingError, Source};

/// Variables that begin with `DESKQL_` but are not settings.
const NOT_SETTINGS: [&str; 5] = [
    "DESKQL_ADMIN_PASSWORD",
    "DESKQL_ADMIN_PASSWORD_FILE",
    "DESKQL_CONFIG",
    "DESKQL_LOG",
    "DESKQL_LOG_FORMAT",
];
/// Prefix of the variables of the project's tests.
const TEST_PREFIX: &str = "DESKQL_TEST_";
/// Suffix of variables that name a file with the value.
const FILE_SUFFIX: &str = "_FILE";

/// The name of the variable for `key`.
pub(super) fn variable(key: &str) -> String {
    format!("DESKQL_{}", key.replace('.', "__").to_uppercase())
}

fn key_of(name: &str) -> String {
    name.trim_start_matches("DESKQL_")
        .to_lowercase()
        .replace("__", ".")
}

/// Reads the variables; returns the names of ignored ones.
pub(super) fn read_environment(
    variables: &[(String, String)],
    known: &Known,
    entries: &mut Vec<Entry>,
    errors: &mut Vec<SettingError>,
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
                value: parse_value(&key, text, default),
                key,
                source,
            });
        } else if let Some(key) = name
            .strip_suffix(FILE_SUFFIX)
            .map(key_of)
            .filter(|key| known.contains_key(key))
        {
            let has_value = variables.iter().any(|(other, _)| *other == variable(&key));
            match read_secret_file(&key, text, has_value) {
                Ok(None) => {}
                Ok(Some(text)) => entries.push(Entry {
                    value: parse_value(&key, &text, &known[&key]),
                    key,
                    source,
                }),
                Err(message) => errors.push(SettingError::new(source, message)),
            }
        } else if is_service_variable(name, text) {
            ignored.push(name.clone());
        } else {
            let message = if is_section(&key, known) {
                format!(
                    "{key} is a section; the variables for its settings are named {}",
                    variable(&format!("{key}.…"))
                )
            } else {
                unknown_key("setting", &key, known, variable)
            };
            errors.push(SettingError::new(source, message));
        }
    }
    ignored
}

/// The content of the file at `path` without the final line end; `None` if the path is empty.
fn read_secret_file(key: &str, path: &str, has_value: bool) -> Result<Option<String>, String> {
    if !is_secret(key) {
        return Err(format!(
            "only secrets can be read from files, and {key} is not a secret; set {}",
            variable(key)
        ));
    }
    if path.is_empty() {
        return Ok(None);
    }
    if has_value {
        return Err(format!(
            "{} is set too; set only one of them",
            variable(key)
        ));
    }
    let text = std::fs::read_to_string(path)
        .map_err(|error| format!("{key}: cannot read the file {path}: {error}"))?;
    Ok(Some(text.trim_end_matches(['\r', '\n']).to_owned()))
}

/// Whether Kubernetes or Docker's links set a variable for a service named deskql or `deskql-…`:
/// `DESKQL_SERVICE_HOST`, `DESKQL_SERVICE_PORT_HTTP`, `DESKQL_PORT=tcp://…`,
/// `DESKQL_PORT_8000_TCP_ADDR`.
fn is_service_variable(name: &str, text: &str) -> bool {
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
    use super::is_service_variable;

    /// The variables of Kubernetes for a Service named deskql with two ports, and for deskql-db.
    #[test]
    fn recognizes_the_variables_of_services() {
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
            assert!(is_service_variable(name, text), "{name}");
        }
        for (name, text) in [
            ("DESKQL_PORT", "8000"),
            ("DESKQL_SERVER_PORT", "8000"),
            ("DESKQL_PORT_8000", "x"),
            ("DESKQL_PORT_HTTP_TCP", "tcp://10.96.0.12:8000"),
            ("DESKQL_TIME_ZON", "UTC"),
        ] {
            assert!(!is_service_variable(name, text), "{name}");
        }
    }
}
