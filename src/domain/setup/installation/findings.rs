//! Finds features of django-helpdesk and data in a database that deskql does not support. Findings
//! are codes; the command line has the sentences.

use std::collections::BTreeMap;

use entity::{custom_field, email_template, queue, site, ticket, user};
use migration::{Inventory, State, Version};
use sea_orm::sea_query::{Expr, Func};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::is_known;
use crate::config::Config;
use crate::domain::delivery::notifications::templates;
use crate::domain::desk::custom_fields::value::DataType;

/// Patterns of supported password hashes: Django's hashers, and `!` for no password.
const SUPPORTED_HASHES: &[&str] = &[
    "pbkdf2_sha256$%",
    "pbkdf2_sha1$%",
    "argon2$%",
    "bcrypt_sha256$%",
    "bcrypt$%",
    "scrypt$%",
    "!%",
];

/// The newest supported migrations of Django's apps. Newer ones are a finding.
const NEWEST: &[(&str, &str)] = &[
    ("admin", "0003_logentry_add_action_flag_choices"),
    ("auth", "0012_alter_user_first_name_max_length"),
    ("authtoken", "0004_alter_tokenproxy_options"),
    ("contenttypes", "0002_remove_content_type_name"),
    ("sessions", "0001_initial"),
    ("sites", "0002_alter_domain_unique"),
];

/// Something that operators should know before they use deskql with their database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// Migrations of no known release of django-helpdesk, of a newer one or of the site.
    UnknownMigrations(Vec<String>),
    /// Migrations of the release that are not applied, as while Django is upgraded.
    UnappliedMigrations(Vec<String>),
    /// Columns of newer releases (`table.column`), which read as null and are not written.
    MissingColumns(Vec<String>),
    /// There is no table `authtoken_token`, so nobody can sign in with a token.
    NoTokens,
    /// The knowledge base uses teams (pinax_teams), which deskql ignores.
    Teams,
    /// Queues with mailboxes, which deskql does not fetch: their number by type (`imap`, `pop3`,
    /// `oauth`, `local`).
    Mailboxes(BTreeMap<String, i64>),
    /// The number of queues with escalation, which deskql does not do.
    Escalation(i64),
    /// The number of users whose password hash is not supported.
    Passwords(i64),
    /// An unknown type of custom fields, and the number of fields of this type.
    FieldType(String, i64),
    /// Status numbers of tickets that are not in `helpdesk.ticket_status_choices`.
    Statuses(Vec<i32>),
    /// Priority numbers of tickets that are not in `helpdesk.ticket_priority_choices`.
    Priorities(Vec<i32>),
    /// `django_site` has no row with the ID of the setting `site_id`.
    NoSite(i32),
    /// An email template that does not render: its ID, its name, and the errors of its parts.
    BrokenTemplate(i32, String, Vec<String>),
    /// Migrations of Django's apps that are newer than the supported ones.
    NewerDjango(Vec<String>),
    /// Tables of other apps, which deskql ignores.
    OtherTables(Vec<String>),
}

/// Finds all of them.
pub(super) async fn find<C: ConnectionTrait>(
    db: &C,
    inventory: &Inventory,
    config: &Config,
) -> Result<Vec<Finding>, DbErr> {
    let mut findings = Vec::new();
    let mut note = |finding: Option<Finding>| findings.extend(finding);
    if let State::Helpdesk(version) = inventory.state() {
        note(match version {
            Version::Unknown { names } => Some(Finding::UnknownMigrations(names)),
            Version::Incomplete { missing } => Some(Finding::UnappliedMigrations(
                missing.into_iter().map(str::to_owned).collect(),
            )),
            Version::Supported { .. } | Version::Older { .. } => None,
        });
    }
    let missing = inventory.missing_optional_columns();
    note((!missing.is_empty()).then_some(Finding::MissingColumns(missing)));
    note((!inventory.has_table("authtoken_token")).then_some(Finding::NoTokens));
    note(
        inventory
            .has_table("pinax_teams_team")
            .then_some(Finding::Teams),
    );
    note(mailboxes(db).await?);
    let escalating = queue::Entity::find()
        .filter(queue::Column::EscalateDays.gt(0))
        .count(db)
        .await?;
    note(positive(escalating).map(Finding::Escalation));
    let supported = SUPPORTED_HASHES
        .iter()
        .fold(Condition::any(), |any, pattern| {
            any.add(user::Column::Password.like(*pattern))
        });
    let unsupported = user::Entity::find()
        .filter(supported.not())
        .count(db)
        .await?;
    note(positive(unsupported).map(Finding::Passwords));
    for (kind, fields) in
        count_by_value::<custom_field::Entity>(db, custom_field::Column::DataType).await?
    {
        note(
            DataType::from_name(&kind)
                .is_none()
                .then_some(Finding::FieldType(kind, fields)),
        );
    }
    let choices = |choices: &[crate::config::Choice]| {
        choices.iter().map(|choice| choice.0).collect::<Vec<_>>()
    };
    let known = choices(&config.helpdesk.ticket_status_choices);
    note(
        unknown_numbers(db, ticket::Column::Status, known)
            .await?
            .map(Finding::Statuses),
    );
    let known = choices(&config.helpdesk.ticket_priority_choices);
    note(
        unknown_numbers(db, ticket::Column::Priority, known)
            .await?
            .map(Finding::Priorities),
    );
    let site = site::Entity::find_by_id(config.site_id).count(db).await?;
    note((site == 0).then_some(Finding::NoSite(config.site_id)));
    for row in email_template::Entity::find()
        .order_by_asc(email_template::Column::Id)
        .all(db)
        .await?
    {
        let errors = templates::errors(&row, config);
        note((!errors.is_empty()).then_some(Finding::BrokenTemplate(
            row.id,
            row.template_name,
            errors,
        )));
    }
    note(newer_django(inventory));
    let others: Vec<_> = inventory
        .tables
        .iter()
        .filter(|table| !is_known(table))
        .cloned()
        .collect();
    note((!others.is_empty()).then_some(Finding::OtherTables(others)));
    Ok(findings)
}

async fn mailboxes<C: ConnectionTrait>(db: &C) -> Result<Option<Finding>, DbErr> {
    let kinds: BTreeMap<_, _> = count_by_value::<queue::Entity>(db, queue::Column::EmailBoxType)
        .await?
        .into_iter()
        .filter(|(kind, _)| !kind.is_empty())
        .collect();
    Ok((!kinds.is_empty()).then_some(Finding::Mailboxes(kinds)))
}

/// The values of a text column, with the number of rows of each. NULL counts as an empty text.
async fn count_by_value<E: EntityTrait>(
    db: &impl ConnectionTrait,
    column: E::Column,
) -> Result<Vec<(String, i64)>, DbErr> {
    E::find()
        .select_only()
        .column_as(
            Expr::expr(Func::coalesce([Expr::col(column), Expr::val("")])),
            "value",
        )
        .column_as(Expr::cust("COUNT(*)"), "rows")
        .group_by(Expr::col(column))
        .into_tuple()
        .all(db)
        .await
}

/// The numbers in a column of the tickets that are not in `known`. `None` if there are none.
async fn unknown_numbers<C: ConnectionTrait>(
    db: &C,
    column: ticket::Column,
    known: Vec<i32>,
) -> Result<Option<Vec<i32>>, DbErr> {
    let mut numbers: Vec<i32> = ticket::Entity::find()
        .select_only()
        .column(column)
        .distinct()
        .filter(column.is_not_in(known))
        .into_tuple()
        .all(db)
        .await?;
    numbers.sort_unstable();
    Ok((!numbers.is_empty()).then_some(numbers))
}

fn newer_django(inventory: &Inventory) -> Option<Finding> {
    let names: Vec<_> = inventory
        .django_migrations
        .iter()
        .filter(|(app, name)| {
            NEWEST
                .iter()
                .any(|(known, newest)| app == known && name.as_str() > *newest)
        })
        .map(|(app, name)| format!("{app}.{name}"))
        .collect();
    (!names.is_empty()).then_some(Finding::NewerDjango(names))
}

fn positive(count: u64) -> Option<i64> {
    i64::try_from(count).ok().filter(|count| *count > 0)
}
