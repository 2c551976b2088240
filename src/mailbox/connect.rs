//! Connections to mail servers: directly or through a SOCKS proxy, with TLS, time limits and a limit
//! on what a server may send.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use std::{fmt, io};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_socks::tcp::{Socks4Stream, Socks5Stream};

use super::source::Failure;
use crate::config::Mailboxes;
use crate::domain::mailboxes::accounts::{Proxy, Server};

/// A byte stream.
pub(super) trait Stream: AsyncRead + AsyncWrite + Unpin + Send + fmt::Debug {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + fmt::Debug> Stream for T {}

/// A connection that ends when the server has sent more than its budget.
#[derive(Debug)]
pub(super) struct Connection {
    stream: Box<dyn Stream>,
    left: u64,
}

impl Connection {
    /// Connects to a server, with TLS if it starts with it. The server may send `budget` bytes.
    pub(super) async fn open(
        server: &Server,
        settings: &Mailboxes,
        budget: u64,
    ) -> Result<Self, Failure> {
        let connected = within(settings, tcp(server)).await?;
        let connection = Self {
            stream: connected.map_err(|error| Failure::of("cannot connect", error))?,
            left: budget,
        };
        match server.tls {
            true => connection.secure(server, settings).await,
            false => Ok(connection),
        }
    }

    /// Starts TLS.
    pub(super) async fn secure(
        self,
        server: &Server,
        settings: &Mailboxes,
    ) -> Result<Self, Failure> {
        let config = tls(settings)?;
        let name = ServerName::try_from(server.host.clone())
            .map_err(|error| Failure::of("the host has no valid name", error))?;
        let connector = tokio_rustls::TlsConnector::from(Arc::new(config));
        let secured = within(settings, connector.connect(name, self.stream)).await?;
        let stream = secured.map_err(|error| Failure::of("TLS failed", error))?;
        Ok(Self {
            stream: Box::new(stream),
            left: self.left,
        })
    }
}

/// Runs a step within the time limit.
pub(super) async fn within<T>(
    settings: &Mailboxes,
    step: impl Future<Output = T>,
) -> Result<T, Failure> {
    within_times(settings, 1, step).await
}

/// Runs a step within a multiple of the time limit.
pub(super) async fn within_times<T>(
    settings: &Mailboxes,
    times: u32,
    step: impl Future<Output = T>,
) -> Result<T, Failure> {
    let limit = Duration::from_secs(settings.timeout_seconds).saturating_mul(times);
    tokio::time::timeout(limit, step).await.map_err(|_| {
        Failure(format!(
            "the server did not answer in {} s",
            limit.as_secs()
        ))
    })
}

/// Whether a password may be sent to a server without encryption.
pub(super) fn allows_plaintext(server: &Server, settings: &Mailboxes) -> bool {
    let host = server.host.trim_matches(['[', ']']);
    let is_local = host.eq_ignore_ascii_case("localhost")
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback());
    settings.allow_plaintext || is_local && server.proxy.is_none()
}

/// The failure of a server without encryption.
pub(super) fn refused_plaintext() -> Failure {
    Failure(
        "the server offers no STARTTLS, and the password is not sent without encryption \
         (setting mailboxes.allow_plaintext)"
            .to_owned(),
    )
}

async fn tcp(server: &Server) -> io::Result<Box<dyn Stream>> {
    let target = (server.host.as_str(), server.port);
    Ok(match &server.proxy {
        None => Box::new(TcpStream::connect(target).await?),
        Some(Proxy {
            is_v5: true,
            address,
        }) => {
            let stream = Socks5Stream::connect(address.as_str(), target).await;
            Box::new(stream.map_err(io::Error::other)?)
        }
        Some(Proxy { address, .. }) => {
            let stream = Socks4Stream::connect(address.as_str(), target).await;
            Box::new(stream.map_err(io::Error::other)?)
        }
    })
}

fn tls(settings: &Mailboxes) -> Result<ClientConfig, Failure> {
    let builder = ClientConfig::builder();
    if !settings.verify_certificates {
        let provider = Arc::clone(builder.crypto_provider());
        return Ok(builder
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(AnyCertificate(provider)))
            .with_no_client_auth());
    }
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if !settings.ca_file.is_empty() {
        let failure = |error: rustls::pki_types::pem::Error| {
            Failure::of("cannot read mailboxes.ca_file", error)
        };
        let certificates = CertificateDer::pem_file_iter(&settings.ca_file).map_err(failure)?;
        for certificate in certificates {
            let added = roots.add(certificate.map_err(failure)?);
            added.map_err(|error| Failure::of("mailboxes.ca_file", error))?;
        }
    }
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

/// Accepts all certificates, if the settings say so.
#[derive(Debug)]
struct AnyCertificate(Arc<CryptoProvider>);

impl ServerCertVerifier for AnyCertificate {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.left == 0 {
            let error = io::Error::other("the server sent more than the limits allow");
            return Poll::Ready(Err(error));
        }
        let before = buffer.filled().len();
        let outcome = Pin::new(&mut self.stream).poll_read(context, buffer);
        let read = u64::try_from(buffer.filled().len() - before).unwrap_or(u64::MAX);
        self.left = self.left.saturating_sub(read);
        outcome
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// The bytes that a server may send during a run.
pub(super) fn budget(settings: &Mailboxes) -> u64 {
    let messages = u64::try_from(settings.max_messages).unwrap_or(u64::MAX);
    let size = u64::try_from(settings.max_message_size).unwrap_or(u64::MAX);
    size.saturating_mul(messages).saturating_add(64 << 20)
}
