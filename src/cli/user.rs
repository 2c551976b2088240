//! `deskql user`: accounts made, promoted and given passwords by whoever runs the machine. What an
//! account is made of, and its row, are `domain::accounts`'.

use std::io::{BufRead, IsTerminal, stdin};

use entity::values::Secret;
use entity::{Db, user};

use super::opening::{self, Purpose};
use super::terminal::{self, Failure};
use crate::config::Config;
use crate::domain::accounts::{self, Flags, NewUser};
use crate::domain::{Clock, Code, Error, FieldError, installation};

/// Options of `deskql user`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What is done to an account.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Make an account; asks for its password
    Create(Create),
    /// Give an account a new password; its sessions end by that
    Password(Password),
    /// Let an account enter the staff side, or do everything
    Promote(Change),
    /// Take from an account what `promote` gave
    Demote(Change),
}

/// Options of `deskql user create`.
#[derive(Debug, clap::Args)]
pub struct Create {
    /// Name to sign in with: letters, digits and @ . + - _
    pub name: String,
    /// E-mail address; tickets sent from it belong to the account
    #[arg(long, value_name = "ADDRESS")]
    pub email: Option<String>,
    /// Agent: may work on tickets
    #[arg(long)]
    pub staff: bool,
    /// Agent with every permission
    #[arg(long)]
    pub superuser: bool,
    /// Read the password from the first line of standard input instead of asking
    #[arg(long)]
    pub password_stdin: bool,
}

/// Options of `deskql user password`.
#[derive(Debug, clap::Args)]
pub struct Password {
    /// Name of the account
    pub name: String,
    /// Read the password from the first line of standard input instead of asking
    #[arg(long)]
    pub password_stdin: bool,
}

/// Options of `deskql user promote` and `deskql user demote`.
#[derive(Debug, clap::Args)]
pub struct Change {
    /// Name of the account
    pub name: String,
    /// The right to work on tickets
    #[arg(long, required_unless_present = "superuser")]
    pub staff: bool,
    /// Every permission there is
    #[arg(long)]
    pub superuser: bool,
}

/// Does what was asked to an account of the settings' database.
///
/// # Errors
/// The database cannot be used, there is no such account, or what was given does not fit; nothing
/// was changed then.
pub async fn run(args: &Args, config: &Config) -> anyhow::Result<()> {
    let db = open(config).await?;
    let outcome = match &args.command {
        Command::Create(create) => self::create(&db, config, create).await,
        Command::Password(password) => self::password(&db, config, password).await,
        Command::Promote(change) => self::change(&db, change, true).await,
        Command::Demote(change) => self::change(&db, change, false).await,
    };
    db.close().await?;
    outcome
}

/// Opens the database of the settings, which must have its tables.
pub(super) async fn open(config: &Config) -> anyhow::Result<Db> {
    let db = opening::open(&config.database.url, &config.database, Purpose::Write).await?;
    installation::ensure_ready(&db).await?;
    Ok(db)
}

/// The account of this name.
pub(super) async fn named(db: &Db, name: &str) -> anyhow::Result<user::Model> {
    let found = accounts::user_by_name(db, name).await?;
    Ok(found.ok_or_else(|| {
        Failure::new(format!("there is no account {name:?}"))
            .hint("capital letters count; to make one: deskql user create")
    })?)
}

async fn create(db: &Db, config: &Config, args: &Create) -> anyhow::Result<()> {
    let Create {
        name,
        email,
        staff,
        superuser,
        password_stdin,
    } = args;
    let mut new = NewUser {
        username: name.clone(),
        email: email.clone().unwrap_or_default(),
        // Every permission without the staff side would be of no use here.
        is_staff: *staff || *superuser,
        is_superuser: *superuser,
        ..NewUser::default()
    };
    accounts::check(db, &new).await.map_err(refused)?;
    new.password = Some(ask(*password_stdin)?);
    warn(config, &new);
    let user = accounts::create(config, db, &Clock::system(), new)
        .await
        .map_err(refused)?;
    let kind = match (user.is_superuser, user.is_staff) {
        (true, _) => "a superuser",
        (false, true) => "an agent",
        (false, false) => "a customer, who sees the tickets sent from the account's address",
    };
    anstream::println!(
        "Made the account {}: {kind}.",
        terminal::strong(&user.username)
    );
    Ok(())
}

async fn password(db: &Db, config: &Config, args: &Password) -> anyhow::Result<()> {
    let user = named(db, &args.name).await?;
    let password = ask(args.password_stdin)?;
    let user::Model {
        username,
        email,
        first_name,
        last_name,
        ..
    } = user.clone();
    let same = NewUser {
        username,
        email,
        first_name,
        last_name,
        password: Some(password.clone()),
        ..NewUser::default()
    };
    warn(config, &same);
    accounts::set_password(config, db, user.id, password).await?;
    anstream::println!("{} has a new password.", terminal::strong(&user.username));
    if !user.is_active {
        terminal::note("The account is switched off: nobody can sign in to it.");
    }
    Ok(())
}

async fn change(db: &Db, args: &Change, value: bool) -> anyhow::Result<()> {
    let user = named(db, &args.name).await?;
    let flags = Flags {
        staff: args.staff.then_some(value),
        superuser: args.superuser.then_some(value),
    };
    accounts::set_flags(db, user.id, flags).await?;
    let (staff, superuser) = (
        flags.staff.unwrap_or(user.is_staff),
        flags.superuser.unwrap_or(user.is_superuser),
    );
    let state = |name, is: bool| format!("{}{name}", if is { "" } else { "not " });
    anstream::println!(
        "{} is now {} and {}.",
        terminal::strong(&user.username),
        state("staff", staff),
        state("superuser", superuser)
    );
    Ok(())
}

/// A password, typed twice without being shown, or the first line of what is piped in.
fn ask(from_stdin: bool) -> anyhow::Result<Secret> {
    let password = if from_stdin || !stdin().is_terminal() {
        let mut line = String::new();
        stdin().lock().read_line(&mut line)?;
        line.trim_end_matches(['\r', '\n']).to_owned()
    } else {
        let password = rpassword::prompt_password("Password: ")?;
        if rpassword::prompt_password("Password again: ")? != password {
            return Err(Failure::new("the two passwords differ; nothing was changed").into());
        }
        password
    };
    if password.is_empty() {
        return Err(Failure::new("the password is empty; nothing was changed").into());
    }
    Ok(Secret(password))
}

/// Says what is weak about a password; whoever runs the machine may have it all the same.
fn warn(config: &Config, account: &NewUser) {
    for weakness in accounts::weaknesses(config, account) {
        terminal::note(format!("A weak password: {}.", words(&weakness)));
    }
}

/// An error of the domain in words for the person at the terminal.
fn refused(error: Error) -> anyhow::Error {
    match error {
        Error::Invalid(faults) => {
            let faults: Vec<_> = faults.iter().map(words).collect();
            Failure::new(faults.join("; ")).into()
        }
        error => error.into(),
    }
}

fn words(fault: &FieldError) -> String {
    let field = match fault.path.join(".") {
        field if field == "username" => "the name".to_owned(),
        field if field == "email" => "the e-mail address".to_owned(),
        field => field,
    };
    match &fault.code {
        Code::Required => format!("{field} is missing"),
        Code::NotUnique => format!("{field} is taken"),
        Code::MaxLength { limit, length } => {
            format!("{field} has {length} characters; {limit} fit")
        }
        Code::Invalid if field == "the name" => {
            format!("{field} may have letters, digits and @ . + - _ only")
        }
        Code::PasswordTooShort(limit) => format!("it has fewer than {limit} characters"),
        Code::PasswordTooCommon => "many people have the same".to_owned(),
        Code::PasswordNumeric => "it is digits alone".to_owned(),
        Code::PasswordSimilar(other) => {
            format!("it is much like the account's {}", other.replace('_', " "))
        }
        _ => format!("{field} does not fit"),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Cli {
        #[command(flatten)]
        args: Args,
    }

    #[test]
    fn promoting_says_to_what() {
        let parse = |words: &[&str]| {
            Cli::try_parse_from([&["user"], words].concat()).map(|cli| cli.args.command)
        };
        assert!(parse(&["promote", "ada"]).is_err());
        let both = parse(&["demote", "ada", "--staff", "--superuser"]).unwrap();
        assert!(
            matches!(
                both,
                Command::Demote(Change {
                    staff: true,
                    superuser: true,
                    ..
                })
            ),
            "{both:?}"
        );
    }

    #[test]
    fn faults_are_told_in_one_line() {
        let faults = vec![
            FieldError::new(
                "username",
                Code::MaxLength {
                    limit: 150,
                    length: 151,
                },
            ),
            FieldError::new("email", Code::Invalid),
        ];
        assert_eq!(
            refused(Error::Invalid(faults)).to_string(),
            "the name has 151 characters; 150 fit; the e-mail address does not fit"
        );
        assert_eq!(
            words(&FieldError::new("username", Code::NotUnique)),
            "the name is taken"
        );
    }
}
