//! `deskql mail test`: sends a test email. Does not open the database.

use std::sync::Arc;

use super::terminal::CommandError;
use crate::config::{Config, Transport};
use crate::delivery::mail::{MailError, Mailer, RenderedMail};
use crate::domain::Clock;
use crate::domain::delivery::outbox::mail::Headers;

/// Options of `deskql mail`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The subcommand.
    #[command(subcommand)]
    pub command: Command,
}

/// The subcommands of `deskql mail`.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Send one email immediately and report the answer of the mail server
    Test {
        /// Address of the recipient
        address: String,
        /// Address of the sender [default: setting default_from_email]
        #[arg(long, value_name = "ADDRESS")]
        from: Option<String>,
    },
}

/// Sends the email.
///
/// # Errors
/// Why it could not be sent.
pub async fn run(args: &Args, config: Config) -> anyhow::Result<()> {
    let Command::Test { address, from } = &args.command;
    let settings = config.mail.clone();
    if settings.transport == Transport::None {
        return Err(
            CommandError::new("email is disabled (mail.transport = \"none\")")
                .hint("to test a server, add: --set mail.transport=smtp --set mail.email_host=…")
                .into(),
        );
    }
    let from = from
        .clone()
        .unwrap_or_else(|| config.default_from_email.clone());
    let place = match settings.transport {
        Transport::File => format!("the folder {}", settings.email_file_path),
        _ => format!("{}:{}", settings.email_host, settings.email_port),
    };
    let now = Clock::system().now();
    let headers = Headers {
        recipient: address.clone(),
        remaining: Vec::new(),
        from_name: String::new(),
        from_address: from
            .rsplit_once('<')
            .map_or(from.as_str(), |(_, rest)| rest.trim_end_matches('>'))
            .to_owned(),
        date: now,
        message_id: format!("test.{}@localhost", uuid::Uuid::new_v4()),
        in_reply_to: None,
        references: Vec::new(),
    };
    let rendered = RenderedMail {
        subject: "Test email from deskql".to_owned(),
        text: Some(format!("deskql can send email through {place}.\n")),
        html: None,
    };
    let mailer = Mailer::new(Arc::new(config))?;
    let sent = mailer.send(&headers, &rendered, Vec::new()).await;
    mailer.close().await;
    match sent {
        Ok(()) => {
            match settings.transport {
                Transport::File => {
                    anstream::println!("Wrote an email to {address} to {place}.");
                }
                _ => anstream::println!(
                    "{place} accepted an email to {address}. Delivery now depends on that server."
                ),
            }
            Ok(())
        }
        Err(MailError::All(error)) => {
            Err(CommandError::new(format!("cannot send the email: {error}"))
                .hint("check the settings of [mail]: deskql config")
                .into())
        }
        Err(MailError::Some(refused)) => {
            let refused: Vec<String> = refused
                .iter()
                .map(|(part, error)| format!("{part}: {error}"))
                .collect();
            Err(CommandError::new(format!(
                "{place} rejected the email: {}",
                refused.join("; ")
            ))
            .into())
        }
    }
}
