//! `deskql healthcheck`: requests `/healthz` of a running service, for a container's `HEALTHCHECK`.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context as _;

use super::terminal::CommandError;

/// Options of `deskql healthcheck`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// URL of the service [default: the address of the setting server.listen]
    pub url: Option<String>,
    /// Seconds to wait for the response
    #[arg(long, default_value_t = 5, value_name = "SECONDS")]
    pub timeout: u64,
}

/// Requests `/healthz`.
///
/// # Errors
/// The service is unreachable or does not answer with 2xx.
pub async fn run(args: &Args, listen: &str) -> anyhow::Result<()> {
    let base = args.url.clone().unwrap_or_else(|| local_url(listen));
    let url = format!("{}/healthz", base.trim_end_matches('/'));
    let client = reqwest::Client::builder()
        .timeout(Duration::from_secs(args.timeout))
        .build()?;
    let response = client.get(&url).send().await.map_err(|error| {
        let what = if error.is_timeout() {
            format!("no response within {} s", args.timeout)
        } else {
            "cannot connect".to_owned()
        };
        let mut cause: &dyn std::error::Error = &error;
        while let Some(source) = cause.source() {
            cause = source;
        }
        CommandError::new(format!("{url}: {what} ({cause})"))
    })?;
    let status = response.status();
    let body = response
        .text()
        .await
        .with_context(|| format!("{url}: the response is incomplete"))?;
    if !status.is_success() {
        let body: String = body.chars().take(200).collect();
        return Err(CommandError::new(format!("{url}: answered {status}: {}", body.trim())).into());
    }
    anstream::println!("{}", body.trim());
    Ok(())
}

/// The URL at which this machine reaches a service with this `server.listen`.
fn local_url(listen: &str) -> String {
    match listen.parse::<SocketAddr>() {
        Ok(all) if all.ip().is_unspecified() && all.is_ipv4() => {
            format!("http://127.0.0.1:{}", all.port())
        }
        Ok(all) if all.ip().is_unspecified() => format!("http://[::1]:{}", all.port()),
        _ => format!("http://{listen}"),
    }
}

#[cfg(test)]
mod tests {
    use super::local_url;

    #[test]
    fn replaces_unspecified_addresses_by_loopback() {
        assert_eq!(local_url("0.0.0.0:80"), "http://127.0.0.1:80");
        assert_eq!(local_url("[::]:80"), "http://[::1]:80");
        assert_eq!(local_url("localhost:8000"), "http://localhost:8000");
    }
}
