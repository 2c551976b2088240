//! A person, as others see them.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use entity::user;

use crate::domain;
use crate::domain::desk::users;
use crate::domain::tickets::people;
use crate::graphql::connection::Row;
use crate::graphql::id::{self, NodeKind};
use crate::graphql::loaders::Once;
use crate::graphql::scalars::DateTime;
use crate::graphql::types::context;

/// Through what people were reached.
#[derive(Debug)]
enum Reached {
    /// By their numbers.
    Numbers(Vec<i32>),
    /// As owners, authors and followers of these tickets.
    Tickets(Vec<i32>),
}

/// People who were reached together, read when more than their numbers is asked for.
#[derive(Debug)]
pub struct Users {
    reached: Reached,
    rows: Once<HashMap<i32, user::Model>>,
}

impl Default for Users {
    fn default() -> Self {
        Self {
            reached: Reached::Numbers(Vec::new()),
            rows: Once::default(),
        }
    }
}

impl Users {
    /// People of these numbers.
    pub fn of_ids(ids: impl Iterator<Item = i32>) -> Self {
        let ids: BTreeSet<i32> = ids.collect();
        Self {
            reached: Reached::Numbers(ids.into_iter().collect()),
            rows: Once::default(),
        }
    }

    /// The people of tickets.
    pub fn of_tickets(tickets: Vec<i32>) -> Self {
        Self {
            reached: Reached::Tickets(tickets),
            rows: Once::default(),
        }
    }

    /// People of rows that were read together, in their order.
    pub fn of_rows(rows: Vec<user::Model>) -> Vec<User> {
        let ids: Vec<i32> = rows.iter().map(|row| row.id).collect();
        let rows = Once::known(rows.into_iter().map(|row| (row.id, row)).collect());
        let all = Arc::new(Self {
            reached: Reached::Numbers(ids.clone()),
            rows,
        });
        ids.into_iter().map(|id| User::new(&all, id)).collect()
    }

    /// The row of one of them.
    pub async fn row(&self, ctx: &Context<'_>, id: i32) -> domain::Result<&user::Model> {
        let read = || async {
            let rows = match &self.reached {
                Reached::Numbers(ids) => users::by_ids(context(ctx), ids).await?,
                Reached::Tickets(ids) => people::of_tickets(context(ctx), ids).await?,
            };
            Ok(rows.into_iter().map(|row| (row.id, row)).collect())
        };
        self.rows
            .get(read)
            .await?
            .get(&id)
            .ok_or(domain::Error::NotFound)
    }
}

/// A person.
#[derive(Clone, Debug)]
pub struct User {
    all: Arc<Users>,
    id: i32,
}

impl User {
    /// One of a batch.
    pub fn new(all: &Arc<Users>, id: i32) -> Self {
        Self {
            all: Arc::clone(all),
            id,
        }
    }

    /// The number.
    pub(crate) fn number(&self) -> i32 {
        self.id
    }

    async fn read<'a>(&'a self, ctx: &Context<'_>) -> domain::Result<&'a user::Model> {
        self.all.row(ctx, self.id).await
    }

    /// The row, if the viewer may see more of the person than the name.
    async fn contact<'a>(&'a self, ctx: &Context<'_>) -> domain::Result<Option<&'a user::Model>> {
        if users::shows_contact(context(ctx), self.id) {
            self.read(ctx).await.map(Some)
        } else {
            Ok(None)
        }
    }
}

impl Row<user::Model> for User {
    fn row(&self) -> Option<&user::Model> {
        self.all.rows.peek()?.get(&self.id)
    }
}

/// A person. Customers see the names of those who answer them; addresses and rights are for staff
/// and for the person themselves.
#[Object]
impl User {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        id::encode(NodeKind::User, self.id)
    }

    /// The number, the same as in REST.
    async fn database_id(&self) -> i32 {
        self.id
    }

    /// The name to log in with.
    async fn username(&self, ctx: &Context<'_>) -> Result<&str> {
        Ok(&self.read(ctx).await?.username)
    }

    /// The first name; may be empty.
    async fn first_name(&self, ctx: &Context<'_>) -> Result<&str> {
        Ok(&self.read(ctx).await?.first_name)
    }

    /// The last name; may be empty.
    async fn last_name(&self, ctx: &Context<'_>) -> Result<&str> {
        Ok(&self.read(ctx).await?.last_name)
    }

    /// First and last name, or the name to log in with where both are empty.
    async fn full_name(&self, ctx: &Context<'_>) -> Result<String> {
        let row = self.read(ctx).await?;
        let name = users::full_name(row);
        Ok(if name.is_empty() {
            row.username.clone()
        } else {
            name
        })
    }

    /// The address. Null where it is not yours to see.
    async fn email(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        Ok(self.contact(ctx).await?.map(|row| row.email.as_str()))
    }

    /// Whether they are staff. Null where it is not yours to see.
    async fn is_staff(&self, ctx: &Context<'_>) -> Result<Option<bool>> {
        Ok(self.contact(ctx).await?.map(|row| row.is_staff))
    }

    /// Whether every right is theirs. Null where it is not yours to see.
    async fn is_superuser(&self, ctx: &Context<'_>) -> Result<Option<bool>> {
        Ok(self.contact(ctx).await?.map(|row| row.is_superuser))
    }

    /// Whether they may log in. Null where it is not yours to see.
    async fn is_active(&self, ctx: &Context<'_>) -> Result<Option<bool>> {
        Ok(self.contact(ctx).await?.map(|row| row.is_active))
    }

    /// When the account was made. Null where it is not yours to see.
    async fn date_joined(&self, ctx: &Context<'_>) -> Result<Option<DateTime>> {
        Ok(self
            .contact(ctx)
            .await?
            .map(|row| DateTime(row.date_joined)))
    }

    /// When they last logged in. Null where it is not yours to see.
    async fn last_login(&self, ctx: &Context<'_>) -> Result<Option<DateTime>> {
        Ok(self
            .contact(ctx)
            .await?
            .and_then(|row| row.last_login.map(DateTime)))
    }
}
