//! `node` and `nodes`: objects by their global ids, under the same access rules as everywhere.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use entity::{
    checklist_template, email_template, escalation_exclusion, ignore_email, preset_reply,
    saved_search,
};

use crate::domain;
use crate::domain::desk::{self, custom_fields, knowledge_base, queues, users};
use crate::domain::tickets::{self, attachments, followups, related};
use crate::graphql::id;
use crate::graphql::types::checklist::{Checklist, ChecklistTask};
use crate::graphql::types::custom_field::CustomField;
use crate::graphql::types::desk::{
    ChecklistTemplate, EmailTemplate, EscalationExclusion, IgnoredSender, PresetReplies,
    SavedSearches,
};
use crate::graphql::types::followup::TicketChange;
use crate::graphql::types::knowledge_base::{KbAttachment, KbCategory, KbItem};
use crate::graphql::types::node::Node;
use crate::graphql::types::queue::Queues;
use crate::graphql::types::ticket_links::{TicketCc, TicketDependency};
use crate::graphql::types::user::Users;
use crate::graphql::types::{Attachments, FollowUps, Ticket, Tickets, context};

/// The types that have global ids.
pub(super) const KINDS: [&str; 14] = [
    "Ticket",
    "FollowUp",
    "Attachment",
    "Queue",
    "User",
    "CustomField",
    "KbCategory",
    "KbItem",
    "PresetReply",
    "SavedSearch",
    "EmailTemplate",
    "ChecklistTemplate",
    "EscalationExclusion",
    "IgnoredSender",
];

/// The types of what belongs to such an object and has a global id of its own. They are no entities
/// of a federation.
const PARTS: [&str; 6] = [
    "TicketChange",
    "TicketCc",
    "TicketDependency",
    "Checklist",
    "ChecklistTask",
    "KbAttachment",
];

/// One of these types, and a row's number.
pub(super) type Wanted = (&'static str, i32);

/// The most ids that may be asked for at once.
const MOST: usize = 100;

/// Entry points for global ids.
#[derive(Debug, Default)]
pub struct NodeQuery;

#[Object]
impl NodeQuery {
    /// An object by its global id. Null when there is none that is yours to see.
    ///
    /// ```graphql
    /// { node(id: "VGlja2V0OjE") { __typename id ... on Ticket { reference title } } }
    /// ```
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The global id.")] id: ID,
    ) -> Option<Result<Node>> {
        let wanted = wanted(&id)?;
        match read(context(ctx), std::iter::once(wanted)).await {
            Ok(mut found) => found.remove(&wanted).map(Ok),
            Err(error) => Some(Err(error.into())),
        }
    }

    /// Objects by their global ids, in the order of the ids, with nulls for what is not yours to
    /// see.
    ///
    /// ```graphql
    /// { nodes(ids: ["VGlja2V0OjE", "UXVldWU6MQ"]) { __typename ... on Ticket { title } ... on Queue { title } } }
    /// ```
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The global ids, at most 100.")] ids: Vec<ID>,
    ) -> Result<Vec<Option<Node>>> {
        if ids.len() > MOST {
            let most = i64::try_from(MOST).unwrap_or(i64::MAX);
            return Err(domain::Error::field("ids", domain::Code::MaxValue(most)).into());
        }
        let found = read(context(ctx), ids.iter().filter_map(wanted)).await?;
        Ok(ids
            .iter()
            .map(|id| found.get(&wanted(id)?).cloned())
            .collect())
    }
}

/// What a global id means.
fn wanted(id: &ID) -> Option<Wanted> {
    let (kind, number) = id::decode(id)?;
    KINDS
        .into_iter()
        .chain(PARTS)
        .find(|known| *known == kind)
        .map(|kind| (kind, number))
}

/// What of this is the viewer's to see: one statement a type, whatever the number.
pub(super) async fn read(
    context: &domain::Context,
    all: impl Iterator<Item = Wanted>,
) -> domain::Result<HashMap<Wanted, Node>> {
    let mut wanted: BTreeMap<&'static str, Vec<i32>> = BTreeMap::new();
    for (kind, number) in all {
        wanted.entry(kind).or_default().push(number);
    }
    let mut found = HashMap::new();
    for (kind, ids) in wanted {
        let mut keep = |number: i32, node: Node| {
            found.insert((kind, number), node);
        };
        match kind {
            "Ticket" => {
                for ticket in Tickets::of_rows(tickets::list::by_ids(context, &ids).await?) {
                    keep(ticket.model().id, ticket.into());
                }
            }
            "FollowUp" => {
                for followup in FollowUps::of_rows(followups::list::by_ids(context, &ids).await?) {
                    keep(followup.model().id, followup.into());
                }
            }
            "Attachment" => {
                for file in Attachments::of_rows(attachments::list::by_ids(context, &ids).await?) {
                    keep(file.model().id, file.into());
                }
            }
            "Queue" => {
                for queue in Queues::of_rows(queues::visible(context, &ids).await?) {
                    keep(queue.number(), queue.into());
                }
            }
            "User" => {
                for user in Users::of_rows(users::visible(context, &ids).await?) {
                    keep(user.number(), user.into());
                }
            }
            "CustomField" => {
                let rows = custom_fields::list::definitions(context, None).await?;
                for row in rows.into_iter().filter(|row| ids.contains(&row.id)) {
                    keep(row.id, CustomField::from(row).into());
                }
            }
            "KbCategory" => {
                for category in
                    KbCategory::of_rows(knowledge_base::categories_by_ids(context, &ids).await?)
                {
                    keep(category.model().id, category.into());
                }
            }
            "KbItem" => {
                for item in KbItem::of_rows(knowledge_base::items_by_ids(context, &ids).await?) {
                    keep(item.model().id, item.into());
                }
            }
            "PresetReply" => {
                for row in PresetReplies::of_rows(
                    desk::by_ids::<preset_reply::Entity>(context, &ids).await?,
                ) {
                    keep(row.number(), row.into());
                }
            }
            "SavedSearch" => {
                for row in SavedSearches::of_rows(
                    desk::by_ids::<saved_search::Entity>(context, &ids).await?,
                ) {
                    keep(row.number(), row.into());
                }
            }
            "EmailTemplate" => {
                for row in desk::by_ids::<email_template::Entity>(context, &ids).await? {
                    keep(row.id, EmailTemplate::from(row).into());
                }
            }
            "ChecklistTemplate" => {
                for row in desk::by_ids::<checklist_template::Entity>(context, &ids).await? {
                    keep(row.id, ChecklistTemplate::from(row).into());
                }
            }
            "EscalationExclusion" => {
                for row in desk::by_ids::<escalation_exclusion::Entity>(context, &ids).await? {
                    keep(row.id, EscalationExclusion::from(row).into());
                }
            }
            "IgnoredSender" => {
                for row in desk::by_ids::<ignore_email::Entity>(context, &ids).await? {
                    keep(row.id, IgnoredSender::from(row).into());
                }
            }
            _ => parts(context, kind, &ids, &mut keep).await?,
        }
    }
    Ok(found)
}

/// The same of [`PARTS`].
async fn parts(
    context: &domain::Context,
    kind: &str,
    ids: &[i32],
    keep: &mut impl FnMut(i32, Node),
) -> domain::Result<()> {
    match kind {
        "TicketChange" => {
            for row in followups::list::changes_by_ids(context, ids).await? {
                keep(row.id, TicketChange::from(row).into());
            }
        }
        "TicketCc" => {
            let rows = related::ccs_by_ids(context, ids).await?;
            let people = Arc::new(Users::of_ids(rows.iter().filter_map(|row| row.user_id)));
            for row in rows {
                keep(
                    row.id,
                    TicketCc {
                        row,
                        people: Arc::clone(&people),
                    }
                    .into(),
                );
            }
        }
        "TicketDependency" => {
            let (edges, tickets) = related::dependencies_by_ids(context, ids).await?;
            let tickets: HashMap<i32, Ticket> = Tickets::of_rows(tickets)
                .into_iter()
                .map(|ticket| (ticket.model().id, ticket))
                .collect();
            for edge in edges {
                let (ticket, depends_on) = (
                    tickets.get(&edge.ticket_id),
                    tickets.get(&edge.depends_on_id),
                );
                if let (Some(ticket), Some(depends_on)) = (ticket.cloned(), depends_on.cloned()) {
                    keep(
                        edge.id,
                        TicketDependency {
                            id: edge.id,
                            ticket,
                            depends_on,
                        }
                        .into(),
                    );
                }
            }
        }
        "Checklist" => {
            for row in related::checklists_by_ids(context, ids).await? {
                keep(row.0.id, Checklist::from(row).into());
            }
        }
        "ChecklistTask" => {
            for row in related::tasks_by_ids(context, ids).await? {
                keep(row.id, ChecklistTask::from(row).into());
            }
        }
        "KbAttachment" => {
            let rows = attachments::list::of_kb_by_ids(context, ids).await?;
            for (_, file) in KbAttachment::of_rows(context, rows).await? {
                keep(file.database_id, file.into());
            }
        }
        _ => {}
    }
    Ok(())
}
