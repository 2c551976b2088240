//! The viewer: the user who sent the request.

use async_graphql::{Context, Object, Result, SimpleObject};
use entity::{ticket, user_settings};

use crate::domain::access::{self, Scope};
use crate::domain::desk::{accounts, users};
use crate::domain::filters::TicketFilter;
use crate::graphql::connection::Connection;
use crate::graphql::inputs::TicketOrder;
use crate::graphql::queries::tickets::{Arguments, read};
use crate::graphql::types::personal_token::PersonalToken;
use crate::graphql::types::user::Users;
use crate::graphql::types::{Ticket, User, context};

/// The user who sent the request.
#[derive(Clone, Copy, Debug)]
pub struct Viewer;

/// The signed-in user.
#[Object]
impl Viewer {
    /// Account of the viewer.
    async fn user(&self, ctx: &Context<'_>) -> Result<User> {
        let user = context(ctx)
            .viewer
            .user()
            .cloned()
            .ok_or(crate::domain::Error::Unauthenticated)?;
        Ok(Users::of_rows(vec![user]).remove(0))
    }

    /// Whether the viewer is an agent, who can work on tickets.
    async fn is_agent(&self, ctx: &Context<'_>) -> bool {
        access::is_agent(context(ctx))
    }

    /// Permissions by their Django names, such as `auth.add_user`. Superusers have all permissions.
    async fn permissions(&self, ctx: &Context<'_>) -> Result<Vec<String>> {
        let context = context(ctx);
        let user = context
            .viewer
            .user()
            .ok_or(crate::domain::Error::Unauthenticated)?;
        Ok(accounts::permissions_of(&context.db, user).await?)
    }

    /// Personal settings. Null if none are stored for the viewer.
    async fn settings(&self, ctx: &Context<'_>) -> Result<Option<UserSettings>> {
        Ok(users::settings(context(ctx)).await?.map(UserSettings::from))
    }

    /// Personal tokens of the viewer, the oldest first; at most 100.
    async fn personal_tokens(&self, ctx: &Context<'_>) -> Result<Vec<PersonalToken>> {
        let rows = accounts::personal_tokens(context(ctx)).await?;
        Ok(rows.into_iter().map(PersonalToken::from).collect())
    }

    /// Tickets that the viewer submitted.
    #[expect(
        clippy::too_many_arguments,
        reason = "each is an argument of the field"
    )]
    async fn submitted_tickets(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Returns only rows that match this filter.")] filter: Option<TicketFilter>,
        #[graphql(desc = "Sort keys. The default is the numeric ID.")] order_by: Option<
            Vec<TicketOrder>,
        >,
        #[graphql(desc = "Returns the first n rows.")] first: Option<i32>,
        #[graphql(desc = "Returns rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "Returns the last n rows.")] last: Option<i32>,
        #[graphql(desc = "Returns rows before this cursor.")] before: Option<String>,
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

/// Personal settings of a user.
#[derive(Clone, Debug, SimpleObject)]
pub struct UserSettings {
    /// Whether django-helpdesk shows the list of tickets after signing in.
    login_view_ticketlist: bool,
    /// Whether the user is notified by email when one of their tickets changes.
    email_on_ticket_change: bool,
    /// Whether the user is notified by email when a ticket is assigned to them.
    email_on_ticket_assign: bool,
    /// Number of tickets per page in lists.
    tickets_per_page: i32,
    /// Whether the user's email address is the default submitter of tickets that they create.
    use_email_as_submitter: bool,
    /// Layout of the reply form in django-helpdesk.
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
            ticket_respond_layout: row.ticket_respond_layout.unwrap_or_default(),
        }
    }
}
