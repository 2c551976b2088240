//! Queries of tickets and custom fields.

use async_graphql::{Context, Object, Result};
use entity::ticket;

use crate::domain;
use crate::domain::Code;
use crate::domain::access::Scope;
use crate::domain::desk::custom_fields::list as custom_fields;
use crate::domain::filters::TicketFilter;
use crate::domain::query::Page;
use crate::domain::tickets::aggregate::Wanted;
use crate::domain::tickets::list;
use crate::graphql::connection::{Connection, page};
use crate::graphql::id::NodeKind;
use crate::graphql::inputs::TicketOrder;
use crate::graphql::shared_definitions::SharedDefinitions;
use crate::graphql::types::custom_field::CustomField;
use crate::graphql::types::plan::Plan;
use crate::graphql::types::{Ticket, Tickets, context};
use crate::graphql::window;

/// The arguments of a list of tickets.
#[derive(Debug)]
pub struct Arguments {
    /// The role in which the viewer sees the tickets.
    pub scope: Option<Scope>,
    /// The filter.
    pub filter: Option<TicketFilter>,
    /// The order.
    pub order_by: Option<Vec<TicketOrder>>,
    /// The page.
    pub page: Page,
}

/// Reads a page of tickets, with the related rows that the document selects.
///
/// # Errors
/// Invalid arguments; database errors.
pub async fn read(
    ctx: &Context<'_>,
    arguments: Arguments,
) -> Result<Connection<Ticket, ticket::Entity>> {
    let Arguments {
        scope,
        filter,
        order_by,
        page,
    } = arguments;
    // Also sent if this fails.
    let shared = ctx.data_opt::<SharedDefinitions>();
    let delivery = shared.map(SharedDefinitions::delivery);
    let context = context(ctx);
    let window = window(context, &page)?;
    let order = TicketOrder::or_default(order_by, &[list::Field::Id]);
    let query = list::query(context, scope, filter.as_ref(), order)?;
    let field = ctx.field();
    let mut plan = Plan::of_connection(&field);
    let total = field
        .selection_set()
        .any(|field| field.name() == "totalCount");
    let extras = plan.take_extras(total);
    let (slice, total) = list::page(context, &query, &window, extras).await?;
    let slice = slice.map(Tickets::of_page);
    plan.wanted.all_definitions = delivery.is_some() && plan.wanted != Wanted::default();
    let definitions = Tickets::read_ahead(&slice.rows, context, plan).await?;
    if let Some(delivery) = delivery
        && plan.wanted.all_definitions
        && !slice.rows.is_empty()
    {
        delivery.send(definitions);
    }
    Ok(Connection::new(query, slice, total))
}

/// Reads a ticket, with the related rows that the document selects.
async fn read_one(ctx: &Context<'_>, id: i32) -> domain::Result<Option<Ticket>> {
    let context = context(ctx);
    let mut tickets = Tickets::of_rows(list::by_ids(context, &[id]).await?);
    Tickets::read_ahead(&tickets, context, Plan::of_ticket(&ctx.field())).await?;
    Ok(tickets.pop())
}

/// Queries of tickets and custom fields.
#[derive(Debug, Default)]
pub struct TicketQuery;

#[Object]
impl TicketQuery {
    /// Returns a ticket by ID. Requires exactly one of the arguments. Null if the ticket does not
    /// exist or you may not see it.
    ///
    #[doc = r#"```graphql
{
  ticket(databaseId: 1) {
    reference title statusLabel
    queue { title }
    followUps(first: 50) { nodes { date comment user { fullName } attachments { filename url } } }
  }
}
```"#]
    async fn ticket(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global ID or number.")] id: Option<async_graphql::ID>,
        #[graphql(desc = "Numeric ID.")] database_id: Option<i32>,
    ) -> Option<Result<Ticket>> {
        let number = match (id, database_id) {
            (Some(id), None) => NodeKind::Ticket.parse_id(&id),
            (None, Some(number)) => Ok(number),
            (Some(_), Some(_)) => Err(Code::Exclusive("databaseId")),
            (None, None) => Err(Code::Required),
        };
        match number {
            Ok(number) => read_one(ctx, number).await.map_err(Into::into).transpose(),
            Err(code) => Some(Err(domain::Error::field("id", code).into())),
        }
    }

    /// Returns tickets that you may see.
    ///
    #[doc = r#"```graphql
query Urgent($after: String) {
  tickets(
    filter: { statusCode: { in: [1, 2] }, queue: { slug: { eq: "support" } } }
    orderBy: [{ field: PRIORITY }, { field: CREATED, direction: DESC }]
    first: 25
    after: $after
  ) {
    totalCount
    nodes { reference title statusLabel priorityLabel assignedTo { fullName } }
    pageInfo { hasNextPage endCursor }
  }
}
```"#]
    #[expect(
        clippy::too_many_arguments,
        reason = "they are the arguments of the field"
    )]
    async fn tickets(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Role in which you see the tickets: as agent, submitter or follower. Any role by default."
        )]
        scope: Option<Scope>,
        #[graphql(desc = "Returns only rows that match this filter.")] filter: Option<TicketFilter>,
        #[graphql(desc = "Sort keys. The default is the numeric ID.")] order_by: Option<
            Vec<TicketOrder>,
        >,
        #[graphql(desc = "Returns the first n rows.")] first: Option<i32>,
        #[graphql(desc = "Returns rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "Returns the last n rows.")] last: Option<i32>,
        #[graphql(desc = "Returns rows before this cursor.")] before: Option<String>,
        #[graphql(
            desc = "Skips n rows, for numbered pages. Not allowed together with `last` or cursors."
        )]
        offset: Option<i32>,
    ) -> Result<Connection<Ticket, ticket::Entity>> {
        read(
            ctx,
            Arguments {
                scope,
                filter,
                order_by,
                page: page(first, after, last, before, offset),
            },
        )
        .await
    }

    /// Returns the definitions of custom fields, in the order of the form. They are not paginated.
    ///
    /// ```graphql
    /// { customFields(filter: { staffOnly: { eq: false } }) { name label dataType required choices } }
    /// ```
    async fn custom_fields(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Returns only fields that match this filter. Customers never see fields for staff."
        )]
        filter: Option<custom_fields::CustomFieldDefinitionFilter>,
    ) -> Result<Vec<CustomField>> {
        if filter.is_none()
            && let Some(shared) = ctx.data_opt::<SharedDefinitions>()
            && let Some(definitions) = shared.receive(ctx).await
        {
            let definitions = definitions.iter().cloned();
            return Ok(definitions.map(CustomField::from).collect());
        }
        let rows = custom_fields::definitions(context(ctx), filter.as_ref()).await?;
        Ok(rows.into_iter().map(CustomField::from).collect())
    }
}
