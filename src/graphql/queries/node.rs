//! `node` and `nodes`: objects by global ID. The usual access rules apply.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use entity::{
    checklist_template, email_template, escalation_exclusion, ignore_email, preset_reply,
    saved_search, ticket_dependency,
};

use crate::domain;
use crate::domain::desk::administration::groups;
use crate::domain::desk::{self, accounts, custom_fields, knowledge_base, queues, users};
use crate::domain::tickets::{self, attachments, followups, related};
use crate::graphql::id::{self, NodeKind};
use crate::graphql::types::checklist::{Checklist, ChecklistTask};
use crate::graphql::types::custom_field::CustomField;
use crate::graphql::types::desk::{
    ChecklistTemplate, EmailTemplate, EscalationExclusion, EscalationExclusions, IgnoredSender,
    IgnoredSenders, PresetReplies, PresetReply, SavedSearch, SavedSearches,
};
use crate::graphql::types::group::{Group, Groups};
use crate::graphql::types::knowledge_base::{KbAttachment, KbCategory, KbItem};
use crate::graphql::types::node::Node;
use crate::graphql::types::personal_token::PersonalToken;
use crate::graphql::types::queue::Queues;
use crate::graphql::types::ticket_change::TicketChanges;
use crate::graphql::types::ticket_links::{TicketCc, TicketDependency};
use crate::graphql::types::user::Users;
use crate::graphql::types::{Attachments, FollowUps, Queue, Ticket, Tickets, User, context};

/// The kind and the row number of an object.
pub(super) type Wanted = (NodeKind, i32);

/// Maximum number of IDs in a request.
const MAX_IDS: usize = 100;

/// Queries by global ID.
#[derive(Debug, Default)]
pub struct NodeQuery;

#[Object]
impl NodeQuery {
    /// Returns the object with a global ID. Null if it does not exist or you may not see it.
    ///
    /// ```graphql
    /// { node(id: "VGlja2V0OjE") { __typename id ... on Ticket { reference title } } }
    /// ```
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global ID.")] id: ID,
    ) -> Option<Result<Node>> {
        let wanted = id::decode(&id)?;
        match read(context(ctx), std::iter::once(wanted)).await {
            Ok(mut found) => found.remove(&wanted).map(Ok),
            Err(error) => Some(Err(error.into())),
        }
    }

    /// Returns the objects with global IDs, in the order of the IDs. Null for objects that do not
    /// exist or that you may not see.
    ///
    /// ```graphql
    /// { nodes(ids: ["VGlja2V0OjE", "UXVldWU6MQ"]) { __typename ... on Ticket { title } ... on Queue { title } } }
    /// ```
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global IDs, at most 100.")] ids: Vec<ID>,
    ) -> Result<Vec<Option<Node>>> {
        if ids.len() > MAX_IDS {
            let max = i64::try_from(MAX_IDS).unwrap_or(i64::MAX);
            return Err(domain::Error::field("ids", domain::Code::MaxItems(max)).into());
        }
        let found = read(context(ctx), ids.iter().filter_map(|id| id::decode(id))).await?;
        Ok(ids
            .iter()
            .map(|id| found.get(&id::decode(id)?).cloned())
            .collect())
    }
}

/// Reads the objects that the viewer may see, with one statement per kind.
pub(super) async fn read(
    context: &domain::Context,
    wanted: impl Iterator<Item = Wanted>,
) -> domain::Result<HashMap<Wanted, Node>> {
    let mut by_kind: BTreeMap<NodeKind, Vec<i32>> = BTreeMap::new();
    for (kind, number) in wanted {
        by_kind.entry(kind).or_default().push(number);
    }
    let mut found = HashMap::new();
    for (kind, ids) in by_kind {
        let nodes = read_kind(context, kind, &ids).await?;
        found.extend(nodes.into_iter().map(|(id, node)| ((kind, id), node)));
    }
    Ok(found)
}

/// Converts objects to nodes with their row numbers.
fn nodes<T: Into<Node>>(
    objects: impl IntoIterator<Item = T>,
    number: impl Fn(&T) -> i32,
) -> Vec<(i32, Node)> {
    objects
        .into_iter()
        .map(|object| (number(&object), object.into()))
        .collect()
}

/// As [`nodes`], for types that are converted from single rows.
fn nodes_of_rows<R, T: Into<Node> + From<R>>(
    rows: Vec<R>,
    number: impl Fn(&R) -> i32,
) -> Vec<(i32, Node)> {
    rows.into_iter()
        .map(|row| (number(&row), T::from(row).into()))
        .collect()
}

/// Reads the objects of one kind.
async fn read_kind(
    context: &domain::Context,
    kind: NodeKind,
    ids: &[i32],
) -> domain::Result<Vec<(i32, Node)>> {
    Ok(match kind {
        NodeKind::Ticket => {
            let rows = tickets::list::by_ids(context, ids).await?;
            nodes(Tickets::of_rows(rows), |ticket| ticket.model().id)
        }
        NodeKind::FollowUp => {
            let rows = followups::list::by_ids(context, ids).await?;
            nodes(FollowUps::of_rows(rows), |followup| followup.model().id)
        }
        NodeKind::Attachment => {
            let rows = attachments::list::by_ids(context, ids).await?;
            nodes(Attachments::of_rows(rows), |file| file.model().id)
        }
        NodeKind::Queue => {
            let rows = queues::visible(context, ids).await?;
            nodes(Queues::of_rows(rows), Queue::number)
        }
        NodeKind::User => {
            let rows = users::visible(context, ids).await?;
            nodes(Users::of_rows(rows), User::number)
        }
        NodeKind::CustomField => {
            let mut rows = custom_fields::list::definitions(context, None).await?;
            rows.retain(|row| ids.contains(&row.id));
            nodes_of_rows::<_, CustomField>(rows, |row| row.id)
        }
        NodeKind::KbCategory => {
            let rows = knowledge_base::categories_by_ids(context, ids).await?;
            nodes(KbCategory::of_rows(rows), |category| category.model().id)
        }
        NodeKind::KbItem => {
            let rows = knowledge_base::items_by_ids(context, ids).await?;
            nodes(KbItem::of_rows(rows), |item| item.model().id)
        }
        NodeKind::PresetReply => {
            let rows = desk::by_ids::<preset_reply::Entity>(context, ids).await?;
            nodes(PresetReplies::of_rows(rows), PresetReply::number)
        }
        NodeKind::SavedSearch => {
            let rows = desk::by_ids::<saved_search::Entity>(context, ids).await?;
            nodes(SavedSearches::of_rows(rows), SavedSearch::number)
        }
        NodeKind::EmailTemplate => {
            let rows = desk::by_ids::<email_template::Entity>(context, ids).await?;
            nodes_of_rows::<_, EmailTemplate>(rows, |row| row.id)
        }
        NodeKind::ChecklistTemplate => {
            let rows = desk::by_ids::<checklist_template::Entity>(context, ids).await?;
            nodes_of_rows::<_, ChecklistTemplate>(rows, |row| row.id)
        }
        NodeKind::EscalationExclusion => {
            let rows = desk::by_ids::<escalation_exclusion::Entity>(context, ids).await?;
            nodes(
                EscalationExclusions::of_rows(rows),
                EscalationExclusion::number,
            )
        }
        NodeKind::IgnoredSender => {
            let rows = desk::by_ids::<ignore_email::Entity>(context, ids).await?;
            nodes(IgnoredSenders::of_rows(rows), IgnoredSender::number)
        }
        NodeKind::TicketChange => {
            let rows = followups::list::changes_by_ids(context, ids).await?;
            nodes(TicketChanges::of_rows(rows), |change| change.model().id)
        }
        NodeKind::TicketCc => nodes(ticket_ccs(context, ids).await?, |cc| cc.row.id),
        NodeKind::TicketDependency => {
            nodes(ticket_dependencies(context, ids).await?, |edge| edge.id)
        }
        NodeKind::Checklist => {
            let rows = related::checklists_by_ids(context, ids).await?;
            nodes_of_rows::<_, Checklist>(rows, |row| row.0.id)
        }
        NodeKind::ChecklistTask => {
            let rows = related::tasks_by_ids(context, ids).await?;
            nodes_of_rows::<_, ChecklistTask>(rows, |row| row.id)
        }
        NodeKind::Group => {
            let rows = groups::by_ids(context, ids).await?;
            nodes(Groups::of_rows(rows), Group::number)
        }
        NodeKind::PersonalToken => {
            let rows = accounts::personal_tokens_by_ids(context, ids).await?;
            nodes_of_rows::<_, PersonalToken>(rows, |row| row.id)
        }
        NodeKind::KbAttachment => {
            let rows = attachments::list::of_kb_by_ids(context, ids).await?;
            let files = KbAttachment::of_rows(context, rows).await?;
            nodes(files.into_iter().map(|(_, file)| file), |file| {
                file.database_id
            })
        }
    })
}

async fn ticket_ccs(context: &domain::Context, ids: &[i32]) -> domain::Result<Vec<TicketCc>> {
    let rows = related::ccs_by_ids(context, ids).await?;
    let people = Arc::new(Users::of_ids(rows.iter().filter_map(|row| row.user_id)));
    let cc = |row| TicketCc {
        row,
        people: Arc::clone(&people),
    };
    Ok(rows.into_iter().map(cc).collect())
}

async fn ticket_dependencies(
    context: &domain::Context,
    ids: &[i32],
) -> domain::Result<Vec<TicketDependency>> {
    let (edges, tickets) = related::dependencies_by_ids(context, ids).await?;
    let tickets: HashMap<i32, Ticket> = Tickets::of_rows(tickets)
        .into_iter()
        .map(|ticket| (ticket.model().id, ticket))
        .collect();
    let dependency = |edge: ticket_dependency::Model| {
        Some(TicketDependency {
            id: edge.id,
            ticket: tickets.get(&edge.ticket_id)?.clone(),
            depends_on: tickets.get(&edge.depends_on_id)?.clone(),
        })
    };
    Ok(edges.into_iter().filter_map(dependency).collect())
}
