//! Email with a link to reset a password, to all active accounts with an address
//! (django/contrib/auth/forms.py, `PasswordResetForm`). The text is that of django-helpdesk's template
//! (helpdesk/templates/helpdesk/registration/password_reset_email.html).

use entity::{site, user};
use sea_orm::sea_query::{Expr, ExprTrait, Func};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::config::Transport;
use crate::domain::core::client::Allowance;
use crate::domain::core::tasks;
use crate::domain::delivery::notifications::facts;
use crate::domain::delivery::outbox::mail::{Headers, domain};
use crate::domain::delivery::outbox::notice::Notice;
use crate::domain::delivery::outbox::{Delivery, Entry};
use crate::domain::desk::accounts::{ResetLink, has_usable_password};
use crate::domain::unit;
use crate::domain::{Code, Context, Error, Result};
use crate::validators;

/// Maximum number of accounts with one address that get email.
const MAX_ACCOUNTS: u64 = 10;
/// Maximum length of an address in characters.
const MAX_EMAIL: usize = 254;

/// Sends email to the accounts with an address. Succeeds whether or not there is one; the accounts
/// are looked up after the response, which takes the same time.
///
/// # Errors
/// [`Error::Invalid`] for a text that is not an address, and if the installation has disabled this;
/// [`Error::Throttled`] after too many requests from the client's address.
pub async fn request(context: &Context, email: &str, validate_only: bool) -> Result<()> {
    let email = python::strip(email).to_owned();
    if !context.config.helpdesk.enable_password_reset {
        return Err(Error::field("email", Code::Disabled));
    }
    let length = email.chars().count();
    if email.is_empty() {
        return Err(Error::field("email", Code::Required));
    }
    if length > MAX_EMAIL {
        let limit = MAX_EMAIL;
        return Err(Error::field("email", Code::MaxLength { limit, length }));
    }
    if !validators::is_email(&email) {
        return Err(Error::field("email", Code::Invalid));
    }
    if validate_only {
        return Ok(());
    }
    let services = context.client.services()?;
    services.spend(&Allowance::PasswordReset).await?;
    if context.config.mail.transport == Transport::None {
        return Ok(());
    }
    let task_context = context.clone();
    tasks::start(context, async move {
        if let Err(error) = send(&task_context, &email).await {
            tracing::error!(%error, "could not send email to reset a password");
        }
    });
    Ok(())
}

async fn send(context: &Context, email: &str) -> Result<()> {
    let lowered = email.to_lowercase();
    let found = user::Entity::find()
        .filter(user::Column::IsActive.eq(true))
        .filter(Expr::expr(Func::lower(Expr::col(user::Column::Email))).eq(lowered.as_str()))
        .order_by_asc(user::Column::Id)
        .limit(MAX_ACCOUNTS)
        .all(&context.db)
        .await?;
    // Databases may treat other letters as equal too, so that another address would get the link.
    let accounts: Vec<user::Model> = found
        .into_iter()
        .filter(|user| user.email.to_lowercase() == lowered && has_usable_password(user))
        .collect();
    if accounts.is_empty() {
        return Ok(());
    }
    let services = context.client.services()?;
    let allowance = Allowance::PasswordResetMail(lowered);
    match services.spend(&allowance).await {
        Err(Error::Throttled(_)) => return Ok(()),
        outcome => outcome?,
    }
    let site = site::Entity::find_by_id(context.config.site_id)
        .one(&context.db)
        .await?;
    let (name, host) = match site {
        Some(site) => (site.name, site.domain),
        None => (facts::NO_SITE.to_owned(), facts::NO_SITE.to_owned()),
    };
    let mut rows = Vec::new();
    for account in &accounts {
        let notice = compose(context, account, &name, &host)?;
        let entry = Entry {
            ticket: None,
            delivery: Delivery::Notice(Box::new(notice)),
        };
        rows.push(entry.row()?);
    }
    let rows = &rows;
    unit::run(context, &[], |mut unit| async move {
        rows.iter().for_each(|row| unit.enqueue(row.clone()));
        (unit, Ok(()))
    })
    .await
}

fn compose(context: &Context, user: &user::Model, site: &str, host: &str) -> Result<Notice> {
    let (config, language) = (&context.config, &context.language);
    let now = context.clock.now();
    let link = ResetLink::new(config, user, now)
        .ok_or_else(|| Error::Internal("links need a secret_key".into()))?;
    let url = facts::fill(
        config.password_reset_url(),
        config,
        host,
        |name| match name {
            "uid" => Some(link.uid.clone()),
            "token" => Some(link.token.clone()),
            _ => None,
        },
    );
    let format = |text: &str| language.format(text, &[("site_name", site)]);
    let text = [
        format("You're receiving this email because a password reset was requested for your account at %(site_name)s."),
        language.gettext("Please visit the following page to choose a new password:").into_owned(),
        url,
        language
            .gettext("If you didn't request a password reset, you can safely ignore this email. Your password will not be changed.")
            .into_owned(),
        language.gettext("Thanks,").into_owned(),
    ]
    .join("\n\n");
    let team = format("The %(site_name)s team");
    let (from_name, from_address) = facts::default_sender(config);
    let message_id = format!(
        "password-reset.{}@{}",
        uuid::Uuid::new_v4(),
        domain(&from_address)
    );
    Ok(Notice {
        headers: Headers {
            recipient: user.email.clone(),
            remaining: Vec::new(),
            from_name,
            from_address,
            date: now,
            message_id,
            in_reply_to: None,
            references: Vec::new(),
        },
        subject: format("Password reset on %(site_name)s").replace(['\n', '\r'], ""),
        text: format!("{text}\n{team}\n"),
    })
}
