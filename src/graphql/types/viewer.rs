//! The viewer: the person who asks, as they see themselves.

use async_graphql::{Context, Object, Result, SimpleObject};
use entity::{ticket, user_settings};

use crate::domain::access::{self, Scope};
use crate::domain::desk::{accounts, users};
use crate::domain::filters::TicketFilter;
use crate::graphql::connection::Connection;
use crate::graphql::inputs::TicketOrder;
use crate::graphql::queries::tickets::{Arguments, read};
use crate::graphql::types::user::Users;
use crate::graphql::types::{Ticket, User, context};

/// The person who asks.
#[derive(Clone, Copy, Debug)]
pub struct Viewer;

/// The person who asks.
#[Object]
impl Viewer {
    /// The account.
    async fn user(&self, ctx: &Context<'_>) -> Result<User> {
        let user = context(ctx)
            .viewer
            .user()
            .cloned()
            .ok_or(crate::domain::Error::Unauthenticated)?;
        Ok(Users::of_rows(vec![user]).remove(0))
    }

    /// Whether they work on tickets.
    async fn is_agent(&self, ctx: &Context<'_>) -> bool {
        access::is_agent(context(ctx))
    }

    /// Their permissions by Django's names, `auth.add_user`; all there are for superusers.
    async fn permissions(&self, ctx: &Context<'_>) -> Result<Vec<String>> {
        let context = context(ctx);
        let user = context
            .viewer
            .user()
            .ok_or(crate::domain::Error::Unauthenticated)?;
        Ok(accounts::permissions_of(&context.db, user).await?)
    }

    /// Their settings. Null for an account that never had any.
    async fn settings(&self, ctx: &Context<'_>) -> Result<Option<UserSettings>> {
        Ok(users::settings(context(ctx)).await?.map(UserSettings::from))
    }

    /// The tickets that they sent in.
    #[expect(
        clippy::too_many_arguments,
        reason = "they are the arguments of the field"
    )]
    async fn submitted_tickets(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them.")] filter: Option<TicketFilter>,
        #[graphql(desc = "The order; by number when nothing is said.")] order_by: Option<
            Vec<TicketOrder>,
        >,
        #[graphql(desc = "So many from the start.")] first: Option<i32>,
        #[graphql(desc = "Behind this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Ticket, ticket::Entity>> {
        let page = crate::graphql::connection::page(first, after, last, before, None);
        read(
            ctx,
            Arguments {
                scope: Some(Scope::Submitter),
                filter,
                order_by,
                page,
            },
        )
        .await
    }
}

/// What somebody set for themselves.
#[derive(Clone, Debug, SimpleObject)]
pub struct UserSettings {
    /// Whether they see the list of tickets first after logging in.
    login_view_ticketlist: bool,
    /// Whether they get a mail when a ticket of theirs changes.
    email_on_ticket_change: bool,
    /// Whether they get a mail when a ticket becomes theirs.
    email_on_ticket_assign: bool,
    /// Tickets on a page of their list.
    tickets_per_page: i32,
    /// Whether their own address is the submitter's when they open tickets.
    use_email_as_submitter: bool,
    /// How the form for answers is laid out.
    ticket_respond_layout: String,
}

impl From<user_settings::Model> for UserSettings {
    fn from(row: user_settings::Model) -> Self {
        Self {
            login_view_ticketlist: row.login_view_ticketlist,
            email_on_ticket_change: row.email_on_ticket_change,
            email_on_ticket_assign: row.email_on_ticket_assign,
            tickets_per_page: row.tickets_per_page,
            use_email_as_submitter: row.use_email_as_submitter,
            ticket_respond_layout: row.ticket_respond_layout,
        }
    }
}
