//! Queries of tickets and custom fields.

use std::collections::HashMap;

use async_graphql::{Context, ID, Object, Result};
use entity::ticket;

use crate::domain;
use crate::domain::access::Scope;
use crate::domain::desk::custom_fields::list as custom_fields;
use crate::domain::filters::TicketFilter;
use crate::domain::query::{Ordering, Page, Query, Slice, Window};
use crate::domain::tickets::aggregate::Wanted;
use crate::domain::tickets::list;
use crate::domain::tickets::nested::{self, Parent};
use crate::graphql::connection::{Connection, page};
use crate::graphql::id::NodeKind;
use crate::graphql::in_turn::ObjectInTurn;
use crate::graphql::inputs::TicketOrder;
use crate::graphql::loaders::ByPosition;
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
    /// The owner.
    pub owner: Option<i32>,
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
        owner,
        filter,
        order_by,
        page,
    } = arguments;
    let context = context(ctx);
    let window = window(context, &page)?;
    let order = TicketOrder::or_default(order_by, &[list::Field::Id]);
    let query = match owner {
        Some(owner) => nested::query(context, (Parent::Owner, owner), (filter.as_ref(), order))?,
        None => list::query(context, scope, filter.as_ref(), order)?,
    };
    read_page(ctx, query, &window).await
}

/// Reads a page of a query of tickets, with the related rows that the document selects.
///
/// # Errors
/// Database errors.
pub(crate) async fn read_page(
    ctx: &Context<'_>,
    query: Query<ticket::Entity>,
    window: &Window,
) -> Result<Connection<Ticket, ticket::Entity>> {
    // Also sent if this fails.
    let shared = ctx.data_opt::<SharedDefinitions>();
    let delivery = shared.map(SharedDefinitions::delivery);
    let context = context(ctx);
    let (mut plan, total) = plan(ctx);
    let extras = plan.take_extras(total);
    let (slice, total) = list::page(context, &query, window, extras).await?;
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

/// The plan for a connection of tickets, and whether it selects the total.
fn plan(ctx: &Context<'_>) -> (Plan, bool) {
    let field = ctx.field();
    let total = field
        .selection_set()
        .any(|field| field.name() == "totalCount");
    (Plan::of_connection(&field), total)
}

/// The same page of the tickets of many objects, by their database IDs.
pub type Pages = HashMap<i32, (Slice<Ticket>, Option<u64>)>;

/// Reads a page of the tickets of an object. `pages` has those of all objects `ids` that were read
/// together; the first call reads them.
///
/// # Errors
/// Invalid arguments; database errors.
pub async fn of_parent(
    ctx: &Context<'_>,
    pages: &ByPosition<Pages>,
    (parent, id): (Parent, i32),
    ids: &[i32],
    arguments: Arguments,
) -> Result<ObjectInTurn<Connection<Ticket, ticket::Entity>>> {
    let order = TicketOrder::or_default(arguments.order_by, &[list::Field::Id]);
    let ordering = Ordering::checked(order.clone())?;
    let read = || async {
        let context = context(ctx);
        let window = window(context, &arguments.page)?;
        let arguments = (arguments.filter.as_ref(), order);
        let (mut plan, total) = plan(ctx);
        let extras = plan.take_extras(total);
        let found = nested::pages(context, (parent, ids), arguments, &window, extras).await?;
        let (mut rows, mut parts) = (Vec::new(), Vec::new());
        for (id, (slice, total)) in found {
            parts.push((
                id,
                slice.rows.len(),
                slice.has_previous,
                slice.has_next,
                total,
            ));
            rows.extend(slice.rows);
        }
        // One batch for all, so that it reads what belongs to them together.
        let tickets = Tickets::of_page(rows);
        Tickets::read_ahead(&tickets, context, plan).await?;
        let mut tickets = tickets.into_iter();
        let page = |(id, length, has_previous, has_next, total)| {
            let slice = Slice {
                rows: tickets.by_ref().take(length).collect(),
                has_previous,
                has_next,
            };
            (id, (slice, total))
        };
        Ok(parts.into_iter().map(page).collect())
    };
    let shared = pages.of(ctx.item.pos);
    let (slice, total) = shared
        .get(read)
        .await?
        .get(&id)
        .cloned()
        .ok_or(domain::Error::NotFound)?;
    let total = usize::try_from(total.unwrap_or_default()).unwrap_or(usize::MAX);
    Ok(ObjectInTurn(Connection::in_memory(ordering, slice, total)))
}

/// The ticket of these rows, if there is one, with the related rows that the document selects.
async fn read_one(ctx: &Context<'_>, tickets: Vec<Ticket>) -> domain::Result<Option<Ticket>> {
    let plan = Plan::of_ticket(&ctx.field());
    Tickets::read_ahead(&tickets, context(ctx), plan).await?;
    Ok(tickets.into_iter().next())
}

/// Queries of tickets and custom fields.
#[derive(Debug, Default)]
pub struct TicketQuery;

#[Object]
impl TicketQuery {
    /// Returns a ticket by ID. Null if the ticket does not exist or you may not see it.
    ///
    #[doc = r#"```graphql
{
  ticket(id: 1) {
    reference title statusLabel
    queue { title }
    followUps(first: 50) { nodes { createdAt comment user { fullName } attachments { filename url } } }
  }
}
```"#]
    async fn ticket(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "ID of the ticket: a global ID or a number.")] id: ID,
    ) -> Option<Result<Ticket>> {
        let found = match NodeKind::Ticket.parse_id(&id) {
            Ok(number) => list::by_ids(context(ctx), &[number]).await,
            Err(code) => Err(domain::Error::field("id", code)),
        };
        match found {
            Ok(rows) => read_one(ctx, Tickets::of_rows(rows))
                .await
                .map_err(Into::into)
                .transpose(),
            Err(error) => Some(Err(error.into())),
        }
    }

    /// Returns a ticket by the reference that emails show. Null if no ticket has this reference or
    /// you may not see it. Case does not matter.
    ///
    /// ```graphql
    /// { ticketByReference(reference: "support-1") { id title } }
    /// ```
    async fn ticket_by_reference(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Slug of the queue and number of the ticket, such as `support-44`.")]
        reference: String,
    ) -> Option<Result<Ticket>> {
        match list::by_reference(context(ctx), &reference).await {
            Ok(row) => read_one(ctx, Tickets::of_page(row.into_iter().collect()))
                .await
                .map_err(Into::into)
                .transpose(),
            Err(error) => Some(Err(error.into())),
        }
    }

    /// Returns tickets that you may see.
    ///
    #[doc = r#"```graphql
query Urgent($after: String) {
  tickets(
    filter: { statusCode: { in: [1, 2] }, queue: { slug: { eq: "support" } } }
    orderBy: [{ field: PRIORITY }, { field: CREATED_AT, direction: DESC }]
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
        #[graphql(
            desc = "Returns the first n rows: 25 by default and at most 100, unless the installation sets other numbers."
        )]
        first: Option<i32>,
        #[graphql(desc = "Returns rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "Returns the last n rows, with the same maximum.")] last: Option<i32>,
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
                owner: None,
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
