//! Deletes accounts. Django's admin also deletes the tickets that are assigned to an account, its
//! follow-ups and the log of its acts; here such accounts can only be deactivated.

use entity::{
    admin_log, followup, kb_item_downvoted_by, kb_item_voted_by, personal_token, queue,
    saved_search, ticket, ticket_cc, token, user, user_group, user_permission, user_settings,
};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::Record as _;
use super::rank::Permissions;
use crate::domain::access::permissions;
use crate::domain::unit::Unit;
use crate::domain::unit::referrers::{self, Deletion};
use crate::domain::{Code, Context, Error, FieldError, Result};

/// The rows that belong to an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Belongings {
    /// Tickets assigned to it. They prevent its deletion.
    pub assigned_tickets: u64,
    /// Its follow-ups. They prevent its deletion.
    pub followups: u64,
    /// Its acts in the log of Django's admin. They prevent its deletion.
    pub acts: u64,
    /// Tickets that it follows.
    pub followed_tickets: u64,
    /// Its saved searches.
    pub saved_searches: u64,
    /// Its votes for items of the knowledge base.
    pub votes: u64,
    /// Its API tokens and personal tokens.
    pub tokens: u64,
    /// Queues whose tickets are assigned to it by default. They lose their default.
    pub default_queues: u64,
}

impl Belongings {
    async fn read(db: &impl ConnectionTrait, id: i32) -> Result<Self> {
        macro_rules! count {
            ($table:ident.$column:ident) => {
                $table::Entity::find()
                    .filter($table::Column::$column.eq(id))
                    .count(db)
                    .await?
            };
        }
        Ok(Self {
            assigned_tickets: count!(ticket.AssignedToId),
            followups: count!(followup.UserId),
            acts: count!(admin_log.UserId),
            followed_tickets: count!(ticket_cc.UserId),
            saved_searches: count!(saved_search.UserId),
            votes: count!(kb_item_voted_by.UserId) + count!(kb_item_downvoted_by.UserId),
            tokens: count!(token.UserId) + count!(personal_token.UserId),
            default_queues: count!(queue.DefaultOwnerId),
        })
    }

    /// Whether they prevent the deletion.
    #[must_use]
    pub fn prevent_deletion(self) -> bool {
        self.assigned_tickets > 0 || self.followups > 0 || self.acts > 0
    }
}

/// An account with its belongings, and whether the viewer can delete it.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The account.
    pub user: user::Model,
    /// The rows that belong to it.
    pub belongings: Belongings,
    /// Whether the viewer can delete it.
    pub can_delete: bool,
}

/// The losses of an account's deletion. Takes a fixed number of statements.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`] without the permission to delete accounts,
/// [`Error::NotFound`]; database errors.
pub async fn preview(context: &Context, id: i32) -> Result<Preview> {
    permissions::require(context, &user::Entity::MODEL.permission("delete")).await?;
    let db = &context.db;
    let user = user::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(Error::NotFound)?;
    let belongings = Belongings::read(db, id).await?;
    let can_delete = match check(context, db, &user).await {
        Ok(()) => true,
        Err(Error::Invalid(_) | Error::Forbidden | Error::Conflict { .. }) => false,
        Err(error) => return Err(error),
    };
    Ok(Preview {
        user,
        belongings,
        can_delete,
    })
}

/// Checks that an account can be deleted.
///
/// # Errors
/// [`Error::Forbidden`] if it has permissions that the viewer lacks; [`Error::Invalid`];
/// [`Error::Conflict`] if rows of other apps refer to it; database errors.
pub(super) async fn check(
    context: &Context,
    db: &impl ConnectionTrait,
    row: &user::Model,
) -> Result<()> {
    let error = |reason| {
        Err(Error::Invalid(vec![FieldError::new(
            "id",
            Code::NotPermitted(reason),
        )]))
    };
    Permissions::read(context, db)
        .await?
        .check_rank(db, row)
        .await?;
    if context.viewer.id() == Some(row.id) {
        return error("you cannot delete your own account");
    }
    if Belongings::read(db, row.id).await?.prevent_deletion() {
        return error(
            "tickets, follow-ups or acts in the log belong to the account: deactivate it instead",
        );
    }
    referrers::check_unreferenced(db, Deletion::User(row.id)).await
}

/// Deletes what belongs to an account that can be deleted.
///
/// # Errors
/// Database errors.
pub(super) async fn delete_belongings(unit: &Unit, id: i32) -> Result<()> {
    let tx = &unit.tx;
    macro_rules! delete {
        ($($table:ident),+) => {
            $($table::Entity::delete_many()
                .filter($table::Column::UserId.eq(id))
                .exec(tx)
                .await?;)+
        };
    }
    delete!(
        ticket_cc,
        saved_search,
        kb_item_voted_by,
        kb_item_downvoted_by,
        token,
        personal_token,
        user_group,
        user_permission,
        user_settings
    );
    queue::Entity::update_many()
        .col_expr(queue::Column::DefaultOwnerId, Expr::val(None::<i32>))
        .filter(queue::Column::DefaultOwnerId.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}
