//! From `storage.url` to an opendal operator. Reads no file and asks no network; `Storage::check`
//! does.

use std::path::PathBuf;
use std::time::Duration;

use opendal::layers::{RetryEvent, RetryLayer, TimeoutLayer};
use opendal::{Operator, services};
use percent_encoding::percent_decode_str;

use super::error::Failure;
use super::folders::Modes;
use super::{Error, Place, Storage};
use crate::config;

impl Storage {
    /// Opens the configured place. A folder must be there already; a bucket is asked for at the
    /// first use.
    ///
    /// # Errors
    /// [`Error::Config`] says which part of the setting cannot be used; it quotes no credentials.
    pub fn open(config: &config::Storage) -> Result<Self, Error> {
        let modes = Modes {
            folders: mode("storage.attachment_dir_perms", &config.attachment_dir_perms)?,
            files: mode(
                "storage.file_upload_permissions",
                &config.file_upload_permissions,
            )?,
        };
        match config.url.split_once(':') {
            Some(("fs", path)) => folder(path, modes),
            Some(("s3", address)) => bucket(address),
            Some(("memory", "" | "//")) => memory(),
            _ => Err(wrong(
                "it must begin with \"fs:\", \"s3://\" or be \"memory:\"",
            )),
        }
    }
}

fn wrong(what: impl std::fmt::Display) -> Error {
    Error::Config(format!("storage.url: {what}"))
}

/// An octal mode; `None` for an empty text.
fn mode(key: &str, text: &str) -> Result<Option<u32>, Error> {
    if text.is_empty() {
        return Ok(None);
    }
    match u32::from_str_radix(text.trim_start_matches("0o"), 8) {
        Ok(mode) if mode <= 0o7777 => Ok(Some(mode)),
        _ => Err(Error::Config(format!(
            "{key}: {text:?} is not an octal mode such as \"755\""
        ))),
    }
}

fn folder(path: &str, modes: Modes) -> Result<Storage, Error> {
    let path = path.strip_prefix("//").unwrap_or(path);
    if path.is_empty() {
        return Err(wrong("\"fs:\" needs a folder, e.g. \"fs:media\""));
    }
    // opendal would make a missing folder; one that was mistyped or not mounted must not pass for
    // an empty storage.
    let root: PathBuf = match std::fs::canonicalize(path) {
        Ok(root) if root.is_dir() => root,
        Ok(_) => return Err(wrong(format_args!("{path} is a file, not a folder"))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(wrong(format_args!(
                "the folder {path} does not exist; make it, or name Django's MEDIA_ROOT"
            )));
        }
        Err(error) => return Err(wrong(format_args!("the folder {path}: {error}"))),
    };
    let Some(text) = root.to_str() else {
        return Err(wrong(format_args!("{path} is not UTF-8")));
    };
    let operator = Operator::new(services::Fs::default().root(text))?;
    Ok(Storage {
        operator: layered(operator),
        place: Place::Folder { root, modes },
    })
}

pub(super) fn memory() -> Result<Storage, Error> {
    let operator = Operator::new(services::Memory::default())?;
    Ok(Storage {
        operator,
        place: Place::Objects,
    })
}

/// `//BUCKET/PREFIX?key=value&…`. Keys are opendal's; what is missing comes from the environment
/// (`AWS_…`), from `~/.aws` or from the machine's role.
fn bucket(address: &str) -> Result<Storage, Error> {
    let rest = address.strip_prefix("//").unwrap_or(address);
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (name, prefix) = place.split_once('/').unwrap_or((place, ""));
    if name.is_empty() {
        return Err(wrong("\"s3://\" needs a bucket, e.g. \"s3://helpdesk\""));
    }
    let mut service = services::S3::default()
        .bucket(&decoded(name)?)
        .root(&format!("/{}", decoded(prefix)?));
    let (mut region, mut endpoint, mut key, mut secret) = (false, false, false, false);
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        // Not as in forms: secrets may have a plus sign.
        let value = decoded(value)?;
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
                return Err(wrong(format_args!(
                    "{name:?} is no option of \"s3://\"; there are endpoint, region, access_key_id, \
                     secret_access_key, session_token, role_arn, server_side_encryption, storage_class and \
                     virtual_host_style"
                )));
            }
        };
    }
    if key != secret {
        return Err(wrong("access_key_id and secret_access_key go together"));
    }
    if key {
        // What is written in the setting must not lose to a file of the machine.
        service = service.disable_config_load().disable_ec2_metadata();
    }
    if endpoint && !region {
        // Other makers' servers take this for any.
        service = service.region("us-east-1");
    }
    // Only one provider can be installed; that another one is there already is fine.
    let _ = rustls::crypto::ring::default_provider().install_default();
    opendal_http_transport_reqwest::install_default();
    let operator = Operator::new(service).map_err(|error| match error.kind() {
        opendal::ErrorKind::ConfigInvalid => wrong(format_args!(
            "{} (add \"region=…\" or \"endpoint=…\"?)",
            error.message()
        )),
        _ => error.into(),
    })?;
    Ok(Storage {
        operator: layered(operator),
        place: Place::Objects,
    })
}

fn decoded(text: &str) -> Result<String, Error> {
    let text = percent_decode_str(text)
        .decode_utf8()
        .map_err(|_| wrong("a percent-encoded part is not UTF-8"))?;
    Ok(text.into_owned())
}

/// Gives up on a service that does not answer, and tries again what may pass. In this order: each
/// try has its own time.
fn layered(operator: Operator) -> Operator {
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
                .with_notify(retries),
        )
}

/// Logs a retry; opendal's own message has the path in it.
fn retries(event: RetryEvent<'_>) {
    let seconds = event.retry_after.as_secs_f64();
    let error = Failure::from(event.err);
    tracing::warn!(operation = ?event.op, attempt = event.attempt, seconds, %error, "the storage is asked again");
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
    fn faults_are_named_and_secrets_are_not() {
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
                "go together",
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
    fn a_bucket_opens_without_being_asked() {
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
