//! Creates the opendal operator for `storage.url`. Does not access files or the network; see
//! `Storage::check` for that.

use std::path::PathBuf;
use std::time::Duration;

use opendal::layers::{RetryEvent, RetryLayer, TimeoutLayer};
use opendal::{Operator, services};
use percent_encoding::percent_decode_str;

use super::error::ServiceError;
use super::folders::Modes;
use super::{Backend, Error, Storage};
use crate::config;

impl Storage {
    /// Opens the configured storage. A folder must exist; a bucket is not accessed before its first
    /// use.
    ///
    /// # Errors
    /// [`Error::Config`] if a setting is invalid. The message contains no credentials.
    pub fn open(config: &config::Storage) -> Result<Self, Error> {
        let modes = Modes {
            folders: parse_mode("storage.attachment_dir_perms", &config.attachment_dir_perms)?,
            files: parse_mode(
                "storage.file_upload_permissions",
                &config.file_upload_permissions,
            )?,
        };
        match config.url.split_once(':') {
            Some(("fs", path)) => folder(path, modes),
            Some(("s3", address)) => bucket(address),
            Some(("memory", "" | "//")) => memory(),
            _ => Err(url_error(
                "must begin with \"fs:\" or \"s3://\", or be \"memory:\"",
            )),
        }
    }
}

fn url_error(message: impl std::fmt::Display) -> Error {
    Error::Config(format!("storage.url: {message}"))
}

/// Parses an octal mode; `None` for an empty text.
fn parse_mode(key: &str, text: &str) -> Result<Option<u32>, Error> {
    if text.is_empty() {
        return Ok(None);
    }
    match u32::from_str_radix(text.trim_start_matches("0o"), 8) {
        Ok(mode) if mode <= 0o7777 => Ok(Some(mode)),
        _ => Err(Error::Config(format!(
            "{key}: {text:?} is not an octal mode; expected a value such as \"755\""
        ))),
    }
}

fn folder(path: &str, modes: Modes) -> Result<Storage, Error> {
    let path = path.strip_prefix("//").unwrap_or(path);
    if path.is_empty() {
        return Err(url_error(
            "\"fs:\" needs a folder; expected a value such as \"fs:media\"",
        ));
    }
    // opendal would create a missing folder. A mistyped or unmounted folder must be an error, not an
    // empty storage.
    let root: PathBuf = match std::fs::canonicalize(path) {
        Ok(root) if root.is_dir() => root,
        Ok(_) => return Err(url_error(format_args!("{path} is a file, not a folder"))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(url_error(format_args!(
                "the folder {path} does not exist; create it, or set storage.url to Django's \
                 MEDIA_ROOT"
            )));
        }
        Err(error) => {
            return Err(url_error(format_args!(
                "cannot open the folder {path}: {error}"
            )));
        }
    };
    let Some(text) = root.to_str() else {
        return Err(url_error(format_args!("{path} is not UTF-8")));
    };
    let operator = Operator::new(services::Fs::default().root(text))?;
    Ok(Storage {
        operator: with_retries(operator),
        backend: Backend::Folder { root, modes },
        read_only: false,
    })
}

pub(super) fn memory() -> Result<Storage, Error> {
    let operator = Operator::new(services::Memory::default())?;
    Ok(Storage {
        operator,
        backend: Backend::Objects,
        read_only: false,
    })
}

/// Parses `//BUCKET/PREFIX?key=value&…`. Missing credentials come from the environment (`AWS_…`),
/// `~/.aws` or the machine's role.
fn bucket(address: &str) -> Result<Storage, Error> {
    let rest = address.strip_prefix("//").unwrap_or(address);
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (name, prefix) = place.split_once('/').unwrap_or((place, ""));
    if name.is_empty() {
        return Err(url_error(
            "\"s3://\" needs a bucket; expected a value such as \"s3://helpdesk\"",
        ));
    }
    let mut service = services::S3::default()
        .bucket(&decode(name)?)
        .root(&format!("/{}", decode(prefix)?));
    let (mut region, mut endpoint, mut key, mut secret) = (false, false, false, false);
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        // Unlike in forms, a plus sign is not a space: secrets can contain it.
        let value = decode(value)?;
        let on = matches!(value.as_str(), "" | "1" | "true" | "yes" | "on");
        service = match name {
            "endpoint" => {
                endpoint = true;
                service.endpoint(&value)
            }
            "region" => {
                region = true;
                service.region(&value)
            }
            "access_key_id" => {
                key = true;
                service.access_key_id(&value)
            }
            "secret_access_key" => {
                secret = true;
                service.secret_access_key(&value)
            }
            "session_token" => service.session_token(&value),
            "role_arn" => service.role_arn(&value),
            "server_side_encryption" => service.server_side_encryption(&value),
            "storage_class" => service.default_storage_class(&value),
            "virtual_host_style" if on => service.enable_virtual_host_style(),
            "virtual_host_style" => service,
            _ => {
                return Err(url_error(format_args!(
                    "unknown option {name:?} for \"s3://\"; expected endpoint, region, \
                     access_key_id, secret_access_key, session_token, role_arn, \
                     server_side_encryption, storage_class or virtual_host_style"
                )));
            }
        };
    }
    if key != secret {
        return Err(url_error(
            "set access_key_id and secret_access_key, or neither",
        ));
    }
    if key {
        // The setting must take precedence over files of the machine.
        service = service.disable_config_load().disable_ec2_metadata();
    }
    if endpoint && !region {
        // Servers other than AWS accept any region.
        service = service.region("us-east-1");
    }
    // Fails if a provider is installed already, which is fine.
    let _ = rustls::crypto::ring::default_provider().install_default();
    opendal_http_transport_reqwest::install_default();
    let operator = Operator::new(service).map_err(|error| match error.kind() {
        opendal::ErrorKind::ConfigInvalid => url_error(format_args!(
            "{}; \"region=…\" or \"endpoint=…\" may be missing",
            error.message()
        )),
        _ => error.into(),
    })?;
    Ok(Storage {
        operator: with_retries(operator),
        backend: Backend::Objects,
        read_only: false,
    })
}

fn decode(text: &str) -> Result<String, Error> {
    let text = percent_decode_str(text)
        .decode_utf8()
        .map_err(|_| url_error("a percent-encoded part is not UTF-8"))?;
    Ok(text.into_owned())
}

/// Adds timeouts and retries, in this order: each attempt has its own timeout.
fn with_retries(operator: Operator) -> Operator {
    operator
        .layer(
            TimeoutLayer::new()
                .with_timeout(Duration::from_secs(20))
                .with_io_timeout(Duration::from_secs(30)),
        )
        .layer(
            RetryLayer::new()
                .with_min_delay(Duration::from_millis(250))
                .with_max_times(3)
                .with_jitter()
                .with_notify(log_retry),
        )
}

/// Logs a retry. opendal's own message contains the path.
fn log_retry(event: RetryEvent<'_>) {
    let seconds = event.retry_after.as_secs_f64();
    let error = ServiceError::from(event.err);
    tracing::warn!(
        operation = ?event.op,
        attempt = event.attempt,
        seconds,
        %error,
        "a storage request failed; retrying"
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn defaults() -> config::Storage {
        config::Config::default().storage
    }

    fn error(url: &str, perms: &str) -> String {
        let config = config::Storage {
            url: url.to_owned(),
            attachment_dir_perms: perms.to_owned(),
            ..defaults()
        };
        Storage::open(&config).expect_err(url).to_string()
    }

    #[test]
    fn errors_name_the_problem_without_secrets() {
        for (url, perms, part) in [
            ("", "", "must begin with"),
            ("ftp://x", "", "must begin with"),
            ("fs:", "", "needs a folder"),
            ("fs:/nowhere/at/all", "", "does not exist"),
            ("fs:Cargo.toml", "", "not a folder"),
            ("memory:", "abc", "octal"),
            ("memory:", "99999", "octal"),
            ("s3://", "", "needs a bucket"),
            (
                "s3://b?secret_access_key=hush&access_key_id=me&colour=red",
                "",
                "\"colour\"",
            ),
            (
                "s3://b?secret_access_key=hush&endpoint=http://127.0.0.1:1",
                "",
                "or neither",
            ),
        ] {
            let message = error(url, perms);
            assert!(
                message.starts_with("storage.") && message.contains(part),
                "{url}: {message}"
            );
            assert!(!message.contains("hush"), "{message}");
        }
    }

    #[test]
    fn opens_a_bucket_without_accessing_it() {
        let url =
            "s3://b/p%20q?endpoint=http://127.0.0.1:1&access_key_id=me&secret_access_key=hu+sh%2F";
        let storage = Storage::open(&config::Storage {
            url: url.to_owned(),
            ..defaults()
        })
        .unwrap();
        let info = storage.operator.info();
        assert_eq!(
            (info.name().to_string(), info.root().to_string()),
            ("b".to_owned(), "/p q/".to_owned())
        );
        assert!(!format!("{storage:?}").contains("hu"), "{storage:?}");
    }
}
