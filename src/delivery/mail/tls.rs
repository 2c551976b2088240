//! TLS parameters for the mail server: the system's root certificates and the files of the
//! settings. The server's certificate is always verified.

use lettre::transport::smtp::client::{Certificate, Identity, TlsParameters};

use crate::config;

/// Why TLS cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file cannot be read.
    #[error("{key}: cannot read {path}: {source}")]
    File {
        /// The setting.
        key: &'static str,
        /// The file.
        path: String,
        /// The error of the system.
        source: std::io::Error,
    },
    /// A file is not a valid certificate or key.
    #[error("{key}: {path} is not a valid PEM file: {source}")]
    Content {
        /// The setting.
        key: &'static str,
        /// The file.
        path: String,
        /// The parse error.
        source: lettre::transport::smtp::Error,
    },
    /// The files do not fit together.
    #[error("cannot set up TLS for the mail server: {0}")]
    Parameters(#[source] lettre::transport::smtp::Error),
}

/// Builds the parameters for the configured server.
///
/// # Errors
/// The file that is invalid.
pub(super) fn parameters(mail: &config::Mail) -> Result<TlsParameters, Error> {
    let mut builder = TlsParameters::builder(mail.email_host.clone());
    let path = &mail.email_ssl_cafile;
    if !path.is_empty() {
        let key = "mail.email_ssl_cafile";
        let pem = read(key, path)?;
        let certificate = Certificate::from_pem(&pem).map_err(|source| Error::Content {
            key,
            path: path.clone(),
            source,
        })?;
        builder = builder.add_root_certificate(certificate);
    }
    let path = &mail.email_ssl_certfile;
    if !path.is_empty() {
        let key = "mail.email_ssl_certfile";
        let (pem, private_key) = (
            read(key, path)?,
            read("mail.email_ssl_keyfile", &mail.email_ssl_keyfile)?,
        );
        let identity = Identity::from_pem(&pem, &private_key).map_err(|source| Error::Content {
            key,
            path: path.clone(),
            source,
        })?;
        builder = builder.identify_with(identity);
    }
    builder.build().map_err(Error::Parameters)
}

fn read(key: &'static str, path: &str) -> Result<Vec<u8>, Error> {
    std::fs::read(path).map_err(|source| Error::File {
        key,
        path: path.to_owned(),
        source,
    })
}
