//! What a django-helpdesk has in it that deskql does not do, or can't know of. Codes; the words are
//! the command line's.

use std::collections::BTreeMap;

use entity::{custom_field, email_template, queue, site, ticket, user};
use migration::Inventory;
use sea_orm::sea_query::{Expr, Func};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::is_known;
use crate::config::Config;
use crate::domain::delivery::notifications::templates;
use crate::domain::desk::custom_fields::value::DataType;

/// How passwords may be kept: Django's hashers that are understood, and `!` for none.
const PASSWORDS: &[&str] = &[
    "pbkdf2_sha256$%",
    "pbkdf2_sha1$%",
    "argon2$%",
    "bcrypt_sha256$%",
    "bcrypt$%",
    "scrypt$%",
    "!%",
];

/// The last migrations of Django's own apps that this program was made for; later ones are told of.
const NEWEST: &[(&str, &str)] = &[
    ("admin", "0003_logentry_add_action_flag_choices"),
    ("auth", "0012_alter_user_first_name_max_length"),
    ("authtoken", "0004_alter_tokenproxy_options"),
    ("contenttypes", "0002_remove_content_type_name"),
    ("sessions", "0001_initial"),
    ("sites", "0002_alter_domain_unique"),
];

/// Something that a person who moves to deskql should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// There is no `authtoken_token`: nobody can sign in by token.
    NoTokens,
    /// The knowledge base belongs to teams (pinax_teams), which are not read.
    Teams,
    /// Queues whose mailboxes somebody must go on fetching: how many of each kind (`imap`, `pop3`,
    /// `oauth`, `local`).
    Mailboxes(BTreeMap<String, i64>),
    /// So many queues escalate their tickets, which somebody must go on doing.
    Escalation(i64),
    /// So many users have a password hash of a kind that is not understood.
    Passwords(i64),
    /// A type of custom fields that is not known, and how many fields have it.
    FieldType(String, i64),
    /// Numbers that tickets have and `helpdesk.ticket_status_choices` has not.
    Statuses(Vec<i32>),
    /// Numbers that tickets have and `helpdesk.ticket_priority_choices` has not.
    Priorities(Vec<i32>),
    /// `django_site` has no row with the id of the setting `site_id`.
    NoSite(i32),
    /// A mail template that cannot be rendered as it stands: its row, its name, and what is wrong
    /// with each part.
    BrokenTemplate(i32, String, Vec<String>),
    /// Migrations of Django's apps that are newer than this program.
    NewerDjango(Vec<String>),
    /// Tables of other apps, which are left alone.
    OtherTables(Vec<String>),
}

/// Looks for all of them.
pub(super) async fn find<C: ConnectionTrait>(
    db: &C,
    inventory: &Inventory,
    config: &Config,
) -> Result<Vec<Finding>, DbErr> {
    let mut findings = Vec::new();
    let mut note = |finding: Option<Finding>| findings.extend(finding);
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
    note(some(escalating).map(Finding::Escalation));
    let understood = PASSWORDS.iter().fold(Condition::any(), |any, form| {
        any.add(user::Column::Password.like(*form))
    });
    let strangers = user::Entity::find()
        .filter(understood.not())
        .count(db)
        .await?;
    note(some(strangers).map(Finding::Passwords));
    for (kind, fields) in
        counted::<custom_field::Entity>(db, custom_field::Column::DataType).await?
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
        strange(db, ticket::Column::Status, known)
            .await?
            .map(Finding::Statuses),
    );
    let known = choices(&config.helpdesk.ticket_priority_choices);
    note(
        strange(db, ticket::Column::Priority, known)
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
    let kinds: BTreeMap<_, _> = counted::<queue::Entity>(db, queue::Column::EmailBoxType)
        .await?
        .into_iter()
        .filter(|(kind, _)| !kind.is_empty())
        .collect();
    Ok((!kinds.is_empty()).then_some(Finding::Mailboxes(kinds)))
}

/// The values of a text column and how many rows have each; NULL counts as empty.
async fn counted<E: EntityTrait>(
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

/// The numbers in a column of the tickets that are not among `known`.
async fn strange<C: ConnectionTrait>(
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

fn some(count: u64) -> Option<i64> {
    i64::try_from(count).ok().filter(|count| *count > 0)
}
