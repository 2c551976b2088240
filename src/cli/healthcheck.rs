//! `deskql healthcheck`: asks a running service how it is, for a container's `HEALTHCHECK`. Looks
//! at nothing itself.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context as _;

use super::terminal::Failure;

/// Options of `deskql healthcheck`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Address of the service [default: the one that the settings make it listen on]
    pub url: Option<String>,
    /// Seconds to wait for the answer
    #[arg(long, default_value_t = 5, value_name = "SECONDS")]
    pub timeout: u64,
}

/// Asks `/healthz`; success means that the service answered 2xx.
///
/// # Errors
/// The service cannot be reached, or is not well.
pub async fn run(args: &Args, listen: &str) -> anyhow::Result<()> {
    let base = args.url.clone().unwrap_or_else(|| address(listen));
    let url = format!("{}/healthz", base.trim_end_matches('/'));
    let client = reqwest::Client::builder()
        .timeout(Duration::from_secs(args.timeout))
        .build()?;
    let answer = client.get(&url).send().await.map_err(|error| {
        let why = if error.is_timeout() {
            "it did not answer in time"
        } else {
            "it cannot be reached"
        };
        let mut cause: &dyn std::error::Error = &error;
        while let Some(source) = cause.source() {
            cause = source;
        }
        Failure::new(format!("{url}: {why} ({cause})"))
    })?;
    let status = answer.status();
    let body = answer.text().await.context("the answer broke off")?;
    if !status.is_success() {
        let body: String = body.chars().take(200).collect();
        return Err(Failure::new(format!("{url}: answered {status}: {}", body.trim())).into());
    }
    anstream::println!("{}", body.trim());
    Ok(())
}

/// The address at which a service with this `server.listen` is reached from its own machine.
fn address(listen: &str) -> String {
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
    use super::address;

    #[test]
    fn a_service_for_everybody_is_asked_here() {
        assert_eq!(address("0.0.0.0:80"), "http://127.0.0.1:80");
        assert_eq!(address("[::]:80"), "http://[::1]:80");
        assert_eq!(address("localhost:8000"), "http://localhost:8000");
    }
}
