//! What encryption with a mail server goes by: the system's certificates and those of the settings.
//! Never without looking at the server's certificate.

use lettre::transport::smtp::client::{Certificate, Identity, TlsParameters};

use crate::config;

/// A file of the settings that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It cannot be read.
    #[error("{key}: {path} cannot be read: {source}")]
    File {
        /// The setting.
        key: &'static str,
        /// The file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// It is not what it should be.
    #[error("{key}: {path} cannot be used: {source}")]
    Content {
        /// The setting.
        key: &'static str,
        /// The file.
        path: String,
        /// Why.
        source: lettre::transport::smtp::Error,
    },
    /// The whole does not fit together.
    #[error("TLS with the mail server cannot be set up: {0}")]
    Whole(#[source] lettre::transport::smtp::Error),
}

/// The parameters for the server of the settings.
///
/// # Errors
/// The file that cannot be used.
pub(super) fn parameters(mail: &config::Mail) -> Result<TlsParameters, Error> {
    let mut builder = TlsParameters::builder(mail.email_host.clone());
    let path = &mail.email_ssl_cafile;
    if !path.is_empty() {
        let key = "mail.email_ssl_cafile";
        let pem = read(key, path)?;
        let found = Certificate::from_pem(&pem).map_err(|source| Error::Content {
            key,
            path: path.clone(),
            source,
        })?;
        builder = builder.add_root_certificate(found);
    }
    let path = &mail.email_ssl_certfile;
    if !path.is_empty() {
        let key = "mail.email_ssl_certfile";
        let (pem, private) = (
            read(key, path)?,
            read("mail.email_ssl_keyfile", &mail.email_ssl_keyfile)?,
        );
        let found = Identity::from_pem(&pem, &private).map_err(|source| Error::Content {
            key,
            path: path.clone(),
            source,
        })?;
        builder = builder.identify_with(found);
    }
    builder.build().map_err(Error::Whole)
}

fn read(key: &'static str, path: &str) -> Result<Vec<u8>, Error> {
    std::fs::read(path).map_err(|source| Error::File {
        key,
        path: path.to_owned(),
        source,
    })
}
