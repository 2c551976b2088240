//! The viewer: the user who sent the request.

use async_graphql::{Context, Object, Result, SimpleObject};
use entity::{ticket, user_settings};

use crate::domain::access::{self, Scope};
use crate::domain::delivery::outbox::administration as outbox;
use crate::domain::desk::administration::capabilities::{self, Capability, Kind};
use crate::domain::desk::{accounts, users};
use crate::domain::filters::TicketFilter;
use crate::domain::tickets::create;
use crate::graphql::connection::{Connection, page};
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

    /// Whether the viewer can create accounts (`userCreate`).
    async fn can_create_users(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(accounts::may_create(context(ctx)).await?)
    }

    /// Whether there is a queue in which the viewer can create tickets (`ticketCreate`).
    async fn can_create_tickets(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(create::may_create_any(context(ctx)).await?)
    }

    /// Permissions of the viewer for each kind of records that administrators maintain.
    async fn administration(&self, ctx: &Context<'_>) -> Result<Vec<AdministrationPermission>> {
        let capabilities = capabilities::capabilities(context(ctx)).await?.into_iter();
        Ok(capabilities.map(AdministrationPermission::from).collect())
    }

    /// Whether the viewer can see and change the outbox: superusers only.
    async fn can_administer_outbox(&self, ctx: &Context<'_>) -> bool {
        outbox::may_administer(context(ctx))
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
        reason = "they are the arguments of the field"
    )]
    async fn submitted_tickets(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Returns only rows that match this filter.")] filter: Option<TicketFilter>,
        #[graphql(desc = "Sort keys. The default is the numeric ID.")] order_by: Option<
            Vec<TicketOrder>,
        >,
        #[graphql(
            desc = "Returns the first n rows: 25 by default and at most 100, unless the installation sets other numbers."
        )]
        first: Option<i32>,
        #[graphql(desc = "Returns rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "Returns the last n rows, with the same maximum.")] last: Option<i32>,
        #[graphql(desc = "Returns rows before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Ticket, ticket::Entity>> {
        read(
            ctx,
            Arguments {
                scope: Some(Scope::Submitter),
                owner: None,
                filter,
                order_by,
                page: page(first, after, last, before, None),
            },
        )
        .await
    }

    /// Tickets that the viewer owns.
    #[expect(
        clippy::too_many_arguments,
        reason = "they are the arguments of the field"
    )]
    async fn assigned_tickets(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Returns only rows that match this filter.")] filter: Option<TicketFilter>,
        #[graphql(desc = "Sort keys. The default is the numeric ID.")] order_by: Option<
            Vec<TicketOrder>,
        >,
        #[graphql(
            desc = "Returns the first n rows: 25 by default and at most 100, unless the installation sets other numbers."
        )]
        first: Option<i32>,
        #[graphql(desc = "Returns rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "Returns the last n rows, with the same maximum.")] last: Option<i32>,
        #[graphql(desc = "Returns rows before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Ticket, ticket::Entity>> {
        let owner = context(ctx).viewer.id();
        read(
            ctx,
            Arguments {
                scope: None,
                owner,
                filter,
                order_by,
                page: page(first, after, last, before, None),
            },
        )
        .await
    }

    /// Tickets that the viewer follows: on CC, with permission to view.
    #[expect(
        clippy::too_many_arguments,
        reason = "they are the arguments of the field"
    )]
    async fn followed_tickets(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Returns only rows that match this filter.")] filter: Option<TicketFilter>,
        #[graphql(desc = "Sort keys. The default is the numeric ID.")] order_by: Option<
            Vec<TicketOrder>,
        >,
        #[graphql(
            desc = "Returns the first n rows: 25 by default and at most 100, unless the installation sets other numbers."
        )]
        first: Option<i32>,
        #[graphql(desc = "Returns rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "Returns the last n rows, with the same maximum.")] last: Option<i32>,
        #[graphql(desc = "Returns rows before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Ticket, ticket::Entity>> {
        read(
            ctx,
            Arguments {
                scope: Some(Scope::Follower),
                owner: None,
                filter,
                order_by,
                page: page(first, after, last, before, None),
            },
        )
        .await
    }
}

/// Permissions of the viewer for a kind of records. A single record can still refuse: an account with
/// more permissions than the viewer's, for example.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct AdministrationPermission {
    /// Kind of records.
    kind: Kind,
    /// Whether the viewer can create such records.
    can_create: bool,
    /// Whether the viewer can change such records.
    can_update: bool,
    /// Whether the viewer can delete such records.
    can_delete: bool,
}

impl From<Capability> for AdministrationPermission {
    fn from(capability: Capability) -> Self {
        let Capability {
            kind,
            can_create,
            can_update,
            can_delete,
        } = capability;
        Self {
            kind,
            can_create,
            can_update,
            can_delete,
        }
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
    ticket_respond_layout: TicketRespondLayout,
}

/// Layout of the reply form in django-helpdesk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
pub enum TicketRespondLayout {
    /// The form and the follow-ups are in tabs.
    Tabs,
    /// The form is below the follow-ups.
    Bottom,
    /// The form is above the follow-ups.
    Top,
}

impl TicketRespondLayout {
    /// The stored name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Tabs => "tabs",
            Self::Bottom => "bottom",
            Self::Top => "top",
        }
    }

    fn from_name(name: Option<&str>) -> Self {
        match name {
            Some("bottom") => Self::Bottom,
            Some("top") => Self::Top,
            _ => Self::Tabs,
        }
    }
}

impl From<user_settings::Model> for UserSettings {
    fn from(row: user_settings::Model) -> Self {
        Self {
            login_view_ticketlist: row.login_view_ticketlist,
            email_on_ticket_change: row.email_on_ticket_change,
            email_on_ticket_assign: row.email_on_ticket_assign,
            tickets_per_page: row.tickets_per_page,
            use_email_as_submitter: row.use_email_as_submitter,
            ticket_respond_layout: TicketRespondLayout::from_name(
                row.ticket_respond_layout.as_deref(),
            ),
        }
    }
}
