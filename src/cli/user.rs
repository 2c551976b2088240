//! `deskql user`: creates accounts and changes their permissions and passwords. Validation and SQL
//! are in `domain::accounts`.

use std::io::{IsTerminal, stdin};

use entity::values::Secret;
use entity::{Db, user};

use super::database::{self, Purpose};
use super::terminal::{self, CommandError};
use super::{ask, secrets};
use crate::config::Config;
use crate::domain::desk::accounts::{self, AccountFlags, NewUser};
use crate::domain::setup::installation;
use crate::domain::{Clock, Code, Error, FieldError};

/// Options of `deskql user`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The subcommand.
    #[command(subcommand)]
    pub command: Command,
}

/// The subcommands of `deskql user`.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Create an account; asks for the password
    Create(Create),
    /// Set a new password, which ends the account's sessions
    Password(Password),
    /// Make an account an agent or a superuser
    Promote(Permissions),
    /// Undo `promote`
    Demote(Permissions),
}

/// Options of `deskql user create`.
#[derive(Debug, clap::Args)]
pub struct Create {
    /// Name to sign in with: letters, digits and @ . + - _
    pub name: String,
    /// Email address; the account owns the tickets submitted with this address
    #[arg(long, value_name = "ADDRESS")]
    pub email: Option<String>,
    /// Create an agent, who may work on tickets
    #[arg(long)]
    pub staff: bool,
    /// Create an agent with all permissions
    #[arg(long)]
    pub superuser: bool,
    /// Read the password from the first line of standard input
    #[arg(long)]
    pub password_stdin: bool,
}

/// Options of `deskql user password`.
#[derive(Debug, clap::Args)]
pub struct Password {
    /// Name of the account
    pub name: String,
    /// Read the password from the first line of standard input
    #[arg(long)]
    pub password_stdin: bool,
}

/// Options of `deskql user promote` and `deskql user demote`.
#[derive(Debug, clap::Args)]
pub struct Permissions {
    /// Name of the account
    pub name: String,
    /// Permission to work on tickets
    #[arg(long, required_unless_present = "superuser")]
    pub staff: bool,
    /// All permissions
    #[arg(long)]
    pub superuser: bool,
}

/// Runs the subcommand.
///
/// # Errors
/// The database is unavailable, the account does not exist, or a value is invalid. Nothing has
/// changed in these cases.
pub async fn run(args: &Args, config: &Config) -> anyhow::Result<()> {
    let db = open(config, Purpose::Write).await?;
    let outcome = match &args.command {
        Command::Create(create) => self::create(&db, config, create).await,
        Command::Password(password) => self::password(&db, config, password).await,
        Command::Promote(permissions) => set_permissions(&db, permissions, true).await,
        Command::Demote(permissions) => set_permissions(&db, permissions, false).await,
    };
    db.close().await?;
    outcome
}

/// Opens the configured database, which must have Django's tables.
pub(super) async fn open(config: &Config, purpose: Purpose) -> anyhow::Result<Db> {
    let db = database::open(&config.database.url, &config.database, purpose).await?;
    installation::ensure_readable(&db).await?;
    Ok(db)
}

/// Finds the account with this name.
pub(super) async fn find(db: &Db, name: &str) -> anyhow::Result<user::Model> {
    let user = accounts::user_by_name(db, name).await?;
    Ok(user.ok_or_else(|| {
        CommandError::new(format!("there is no account {name:?}"))
            .hint("names are case-sensitive; to create an account, run: deskql user create NAME")
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
        // A superuser who is not an agent could not use the help desk.
        is_staff: *staff || *superuser,
        is_superuser: *superuser,
        ..NewUser::default()
    };
    accounts::check(db, &new).await.map_err(command_error)?;
    new.password = Some(ask_password(*password_stdin)?);
    warn_about_weak_password(config, &new);
    let user = accounts::create(config, db, &Clock::system(), new)
        .await
        .map_err(command_error)?;
    let kind = match (user.is_superuser, user.is_staff) {
        (true, _) => "a superuser",
        (false, true) => "an agent",
        (false, false) => "a customer, who sees the tickets submitted with the account's address",
    };
    anstream::println!(
        "Created the account {}: {kind}.",
        terminal::strong(&user.username)
    );
    Ok(())
}

async fn password(db: &Db, config: &Config, args: &Password) -> anyhow::Result<()> {
    let user = find(db, &args.name).await?;
    let password = ask_password(args.password_stdin)?;
    let user::Model {
        username,
        email,
        first_name,
        last_name,
        ..
    } = user.clone();
    let account = NewUser {
        username,
        email,
        first_name,
        last_name,
        password: Some(password.clone()),
        ..NewUser::default()
    };
    warn_about_weak_password(config, &account);
    accounts::set_password(config, db, user.id, password).await?;
    anstream::println!(
        "Set a new password for {}.",
        terminal::strong(&user.username)
    );
    if !user.is_active {
        terminal::note("The account is inactive, so nobody can sign in with it.");
    }
    Ok(())
}

async fn set_permissions(db: &Db, args: &Permissions, value: bool) -> anyhow::Result<()> {
    let user = find(db, &args.name).await?;
    let flags = AccountFlags {
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
        state("an agent", staff),
        state("a superuser", superuser)
    );
    Ok(())
}

/// Asks for the password twice without echo, or reads the first line of piped input.
fn ask_password(from_stdin: bool) -> anyhow::Result<Secret> {
    let password = if from_stdin || !stdin().is_terminal() {
        secrets::read_stdin()?
    } else {
        ask::password("Password", |_| Ok(()))?
    };
    if password.is_empty() {
        return Err(CommandError::new("the password is empty; nothing was changed").into());
    }
    Ok(Secret(password))
}

/// Warns about a weak password, but allows it: the operator may choose any.
fn warn_about_weak_password(config: &Config, account: &NewUser) {
    for weakness in accounts::password_errors(config, account) {
        terminal::note(format!("Warning: {}.", describe(&weakness)));
    }
}

/// Describes validation errors of the domain for the terminal.
fn command_error(error: Error) -> anyhow::Error {
    match error {
        Error::Invalid(errors) => {
            let errors: Vec<_> = errors.iter().map(describe).collect();
            CommandError::new(errors.join("; ")).into()
        }
        error => error.into(),
    }
}

fn describe(error: &FieldError) -> String {
    let field = match error.path.join(".") {
        field if field == "username" => "the name".to_owned(),
        field if field == "email" => "the email address".to_owned(),
        field => field,
    };
    match &error.code {
        Code::Required => format!("{field} is missing"),
        Code::NotUnique => format!("{field} is already in use"),
        Code::MaxLength { limit, length } => {
            format!("{field} has {length} characters; the maximum is {limit}")
        }
        Code::Invalid if field == "the name" => {
            format!("{field} may contain only letters, digits and @ . + - _")
        }
        Code::PasswordTooShort(limit) => {
            format!("the password has fewer than {limit} characters")
        }
        Code::PasswordTooCommon => "the password is commonly used".to_owned(),
        Code::PasswordNumeric => "the password contains only digits".to_owned(),
        Code::PasswordSimilar(other) => {
            format!(
                "the password is similar to the account's {}",
                other.replace('_', " ")
            )
        }
        _ => format!("{field} is invalid"),
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
    fn promote_requires_a_permission() {
        let parse = |words: &[&str]| {
            Cli::try_parse_from([&["user"], words].concat()).map(|cli| cli.args.command)
        };
        assert!(parse(&["promote", "ada"]).is_err());
        let both = parse(&["demote", "ada", "--staff", "--superuser"]).unwrap();
        assert!(
            matches!(
                both,
                Command::Demote(Permissions {
                    staff: true,
                    superuser: true,
                    ..
                })
            ),
            "{both:?}"
        );
    }

    #[test]
    fn joins_validation_errors_in_one_line() {
        let errors = vec![
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
            command_error(Error::Invalid(errors)).to_string(),
            "the name has 151 characters; the maximum is 150; the email address is invalid"
        );
        assert_eq!(
            describe(&FieldError::new("username", Code::NotUnique)),
            "the name is already in use"
        );
    }
}
