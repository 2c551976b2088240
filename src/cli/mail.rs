//! `deskql mail`: whether mails get out. Looks at no database.

use std::sync::Arc;

use super::terminal::Failure;
use crate::config::{Config, Transport};
use crate::domain::Clock;
use crate::domain::outbox::mail::Headers;
use crate::notify::mail::{Mailer, Rendered, Undelivered};

/// Options of `deskql mail`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What can be tried.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Send one mail at once, and say what the mail server says
    Test {
        /// Whom to send it to
        address: String,
        /// Whom it is from [default: the setting default_from_email]
        #[arg(long, value_name = "ADDRESS")]
        from: Option<String>,
    },
}

/// Does it.
///
/// # Errors
/// What the mail server says, or what kept the mail from it.
pub async fn run(args: &Args, config: Config) -> anyhow::Result<()> {
    let Command::Test { address, from } = &args.command;
    let settings = config.mail.clone();
    if settings.transport == Transport::None {
        return Err(
            Failure::new("mails are switched off: mail.transport is \"none\"")
                .hint("to try a server: --set mail.transport=smtp --set mail.email_host=…")
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
        left: Vec::new(),
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
    let rendered = Rendered {
        subject: "A test mail of deskql".to_owned(),
        text: Some(format!("Mails of the help desk get out, by {place}.\n")),
        html: None,
    };
    let mailer = Mailer::new(Arc::new(config))?;
    let sent = mailer.send(&headers, &rendered, Vec::new()).await;
    mailer.close().await;
    match sent {
        Ok(()) => {
            match settings.transport {
                Transport::File => anstream::println!("The mail to {address} lies in {place}."),
                _ => anstream::println!(
                    "{place} took the mail to {address}. Whether it arrives is for that server to say."
                ),
            }
            Ok(())
        }
        Err(Undelivered::All(refusal)) => {
            Err(Failure::new(format!("the mail did not get out: {refusal}")).into())
        }
        Err(Undelivered::Some(refused)) => {
            let refused: Vec<String> = refused
                .iter()
                .map(|(part, refusal)| format!("{part}: {refusal}"))
                .collect();
            Err(Failure::new(format!(
                "{place} did not take the mail: {}",
                refused.join("; ")
            ))
            .into())
        }
    }
}
