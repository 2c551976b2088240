//! The hits of a search, with the fragments in which words match.

use std::collections::HashMap;

use async_graphql::{Context, Object, Result, SimpleObject, Union};

use super::search_facets::SearchFacets;
use crate::domain;
use crate::domain::search::contents::Contents;
use crate::domain::search::find::{Counts, Hit, Search};
use crate::domain::search::highlight::{self, Field, Fragment};
use crate::graphql::connection::PageInfo;
use crate::graphql::in_turn::{ListInTurn, ObjectInTurn};
use crate::graphql::loaders::Once;
use crate::graphql::queries::search::cursor;
use crate::graphql::types::knowledge_base::KbItem;
use crate::graphql::types::plan::Plan;
use crate::graphql::types::{
    Attachment, Attachments, FollowUp, FollowUps, Ticket, Tickets, context,
};

/// An object that a search found.
#[derive(Clone, Debug, Union)]
pub enum SearchResult {
    /// A ticket.
    Ticket(Ticket),
    /// An item of the knowledge base.
    KbItem(KbItem),
}

/// Part of a fragment.
#[derive(Clone, Debug, SimpleObject)]
pub struct SearchSegment {
    /// Text, not HTML.
    text: String,
    /// Whether the text matches the search.
    is_match: bool,
}

/// Fragment of a text in which words of the search match.
#[derive(Clone, Debug, SimpleObject)]
pub struct SearchHighlight {
    /// Field that has the text.
    field: Field,
    /// Text in parts. `…` marks where the text goes on.
    segments: ListInTurn<'static, SearchSegment>,
    /// Follow-up that has the text or the file. Null for other fields.
    follow_up: Option<ObjectInTurn<FollowUp>>,
    /// File that has the name. Null for other fields and for files of the knowledge base.
    attachment: Option<ObjectInTurn<Attachment>>,
    /// Label of the custom field. Null for other fields.
    custom_field_label: Option<String>,
}

/// Hit of a search with its cursor.
#[derive(Clone, Debug, SimpleObject)]
pub struct SearchEdge {
    /// Cursor: the position to continue from.
    cursor: String,
    /// Object that was found.
    node: SearchResult,
    /// How well it matches, from 0 to 1. Words in the title count most, then those in the
    /// description. Only comparable within one search.
    score: f64,
    /// Fragments in which words match, at most 3. Empty if the text has no words, only operators.
    highlights: ListInTurn<'static, SearchHighlight>,
}

/// Page of hits as it was read.
#[derive(Debug)]
pub struct SearchPage {
    /// The hits.
    pub hits: Vec<Hit>,
    /// The number of hits before them.
    pub offset: u64,
    /// Whether more follow.
    pub has_next: bool,
    /// The rows of the hits.
    pub contents: Contents,
}

/// Page of the hits of a search, best first.
#[derive(Debug)]
pub struct SearchConnection {
    search: Search,
    edges: Vec<SearchEdge>,
    tickets: Vec<Ticket>,
    offset: u64,
    has_next: bool,
    counts: Once<Counts>,
}

impl SearchConnection {
    /// Creates the objects of a page.
    pub fn new(search: Search, page: SearchPage, highlights: bool) -> Self {
        let SearchPage {
            hits,
            offset,
            has_next,
            contents,
        } = page;
        let mut fragments: HashMap<i32, Vec<Fragment>> = HashMap::new();
        if highlights {
            for row in &contents.tickets {
                let found = highlight::of_ticket(search.terms(), row, &contents.texts);
                fragments.insert(row.id, found);
            }
            for row in &contents.articles {
                let found = highlight::of_article(search.terms(), row, &contents.texts);
                fragments.insert(-row.id, found);
            }
        }
        let tickets = Tickets::of_rows(contents.tickets);
        let articles = KbItem::of_rows(contents.articles);
        let followups = match tickets.first() {
            Some(ticket) => FollowUps::of_tickets(contents.texts.followups, &ticket.batch),
            None => Vec::new(),
        };
        let files = Attachments::of_rows(contents.texts.files);
        let children = Children {
            followups: followups
                .into_iter()
                .map(|row| (row.model().id, row))
                .collect(),
            files: files.into_iter().map(|row| (row.model().id, row)).collect(),
        };
        let nodes: HashMap<i32, SearchResult> = tickets
            .iter()
            .map(|ticket| (ticket.model().id, SearchResult::Ticket(ticket.clone())))
            .chain(
                articles
                    .into_iter()
                    .map(|item| (-item.model().id, SearchResult::KbItem(item))),
            )
            .collect();
        let edge = |(index, hit): (usize, &Hit)| {
            let position = offset.saturating_add(u64::try_from(index).unwrap_or(u64::MAX));
            let fragments = fragments.remove(&hit.document).unwrap_or_default();
            Some(SearchEdge {
                cursor: cursor(position.saturating_add(1)),
                // Deleted since, unless the page is consistent.
                node: nodes.get(&hit.document)?.clone(),
                score: hit.score,
                highlights: fragments
                    .into_iter()
                    .map(|fragment| children.highlight(fragment))
                    .collect::<Vec<_>>()
                    .into(),
            })
        };
        let edges = hits.iter().enumerate().filter_map(edge).collect();
        Self {
            search,
            edges,
            tickets,
            offset,
            has_next,
            counts: Once::default(),
        }
    }

    /// Reads what the selection of the tickets needs.
    ///
    /// # Errors
    /// Database errors.
    pub async fn read_ahead(&self, context: &domain::Context, plan: Plan) -> domain::Result<()> {
        Tickets::read_ahead(&self.tickets, context, plan)
            .await
            .map(drop)
    }

    async fn counts(&self, ctx: &Context<'_>) -> domain::Result<&Counts> {
        let context = context(ctx);
        self.counts.get(|| self.search.counts(context)).await
    }
}

/// Objects that fragments refer to, by their database IDs.
struct Children {
    followups: HashMap<i32, FollowUp>,
    files: HashMap<i32, Attachment>,
}

impl Children {
    fn highlight(&self, fragment: Fragment) -> SearchHighlight {
        let segments = fragment.segments.into_iter();
        SearchHighlight {
            field: fragment.field,
            segments: segments
                .map(|segment| SearchSegment {
                    text: segment.text,
                    is_match: segment.is_match,
                })
                .collect::<Vec<_>>()
                .into(),
            follow_up: fragment
                .followup
                .and_then(|id| self.followups.get(&id).cloned())
                .map(ObjectInTurn),
            attachment: fragment
                .file
                .and_then(|id| self.files.get(&id).cloned())
                .map(ObjectInTurn),
            custom_field_label: fragment.label,
        }
    }
}

/// Page of the hits of a search, best first.
#[Object]
impl SearchConnection {
    /// Hits with their scores and fragments.
    async fn edges(&self) -> ListInTurn<'_, SearchEdge> {
        self.edges.as_slice().into()
    }

    /// Objects that were found.
    async fn nodes(&self) -> Vec<SearchResult> {
        self.edges.iter().map(|edge| edge.node.clone()).collect()
    }

    /// Position of the page in its list.
    async fn page_info(&self) -> PageInfo {
        let cursor = |edge: Option<&SearchEdge>| edge.map(|edge| edge.cursor.clone());
        PageInfo::new(
            [self.offset > 0, self.has_next],
            [cursor(self.edges.first()), cursor(self.edges.last())],
        )
    }

    /// Number of all hits. Only counted if requested.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<u64> {
        let counts = self.counts(ctx).await?;
        Ok(counts.tickets() + counts.articles)
    }

    /// Numbers of hits by property. Only counted if requested, together with `totalCount`.
    async fn facets(&self, ctx: &Context<'_>) -> Result<SearchFacets> {
        Ok(SearchFacets::new(self.counts(ctx).await?))
    }

    /// Whether all tickets and items can be found. False while the service builds its index after an
    /// installation or an upgrade.
    async fn is_complete(&self) -> bool {
        self.search.is_complete
    }
}
