//! Finds tickets and articles: [`Search`] compiles terms, filters and the access rules to one
//! statement for a page and one for the counts.

use entity::{kb_item, queue, ticket};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Func, Order, SelectStatement, UnionType};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, JoinType, QueryFilter, QuerySelect,
    QueryTrait, RelationTrait, Select,
};

use super::class::Class;
use super::matching::{
    BODY_SCORE, DOCUMENT, HIT, PUBLIC, REFERENCE_SCORE, SCORE, Sides, TITLE_SCORE, WHOLE,
    containing, table, with_columns,
};
use super::parse::{Parsed, SyntaxError, Term, parse};
use super::{index, operators};
use crate::domain::access::{self, search as rules};
use crate::domain::filters::TicketFilter;
use crate::domain::query::apply_filter;
use crate::domain::{Code, Context, Error, Result};

/// Maximum number of hits before a page.
pub const MAX_OFFSET: u64 = 10_000;
/// Maximum number of groups of tickets that are counted. An installation with more combinations of
/// queue, status, priority and owner counts only the largest.
const MAX_GROUPS: u64 = 20_000;
/// The name of a page's column with the time of the last change.
const MOMENT: &str = "moment";
/// The name of a count.
const COUNT: &str = "tickets";

/// The kind of objects to search.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
pub enum SearchType {
    /// Tickets.
    Ticket,
    /// Items of the knowledge base.
    KbItem,
}

/// Something that was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// The ID of a ticket, or the negative ID of an article.
    pub document: i32,
    /// How well it matches, from 0 to 1.
    pub score: f64,
}

/// The numbers of the tickets that match, by their properties.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// The number of tickets with a queue, a status, a priority and an owner.
    pub groups: Vec<Group>,
    /// The number of articles.
    pub articles: u64,
}

/// Tickets with the same properties.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Group {
    /// The ID of the queue.
    pub queue: i32,
    /// The code of the status.
    pub status: i32,
    /// The code of the priority.
    pub priority: i32,
    /// The ID of the owner.
    pub owner: Option<i32>,
    /// The number of tickets.
    pub tickets: u64,
}

impl Counts {
    /// The number of tickets.
    #[must_use]
    pub fn tickets(&self) -> u64 {
        self.groups.iter().map(|group| group.tickets).sum()
    }
}

/// A search of one viewer.
#[derive(Clone, Debug)]
pub struct Search {
    parsed: Parsed,
    /// The operators and the filter of the caller.
    filter: Option<TicketFilter>,
    of: Option<SearchType>,
    sides: Sides,
    /// Whether all tickets and articles have documents.
    pub is_complete: bool,
}

impl Search {
    /// Parses a search text. One statement reads the state of the documents.
    ///
    /// # Errors
    /// [`Error::Invalid`] for the argument `query`; [`Error::Unavailable`] if the database has no
    /// documents; database errors.
    pub async fn open(
        context: &Context,
        text: &str,
        of: Option<SearchType>,
        filter: Option<TicketFilter>,
    ) -> Result<Self> {
        let invalid = |error: SyntaxError| {
            Error::field(
                "query",
                Code::Syntax {
                    position: error.position,
                    expected: error.expected,
                },
            )
        };
        let parsed = parse(text).map_err(invalid)?;
        if parsed.terms.is_empty() && parsed.operators.is_empty() {
            let expected = "a word, a phrase in quotation marks or an operator";
            return Err(invalid(SyntaxError::new(1, expected)));
        }
        let filters = parsed
            .operators
            .iter()
            .map(|operator| operators::filter(context, operator).map_err(invalid));
        let mut filters: Vec<TicketFilter> = filters.collect::<Result<_>>()?;
        filters.extend(filter);
        let state = match index::state(&context.db).await {
            // A service that only reads also serves databases without deskql's tables.
            Err(Error::Internal(_)) => None,
            state => state?,
        };
        let state = state
            .filter(|state| state.enabled)
            .ok_or(Error::SearchNotSetUp)?;
        Ok(Self {
            parsed,
            filter: (!filters.is_empty()).then(|| TicketFilter {
                and: Some(filters),
                ..TicketFilter::default()
            }),
            of,
            sides: sides(context, state.tracked),
            is_complete: state.complete,
        })
    }

    /// The terms.
    #[must_use]
    pub fn terms(&self) -> &[Term] {
        &self.parsed.terms
    }

    fn has_positive_terms(&self) -> bool {
        self.parsed.terms.iter().any(|term| !term.is_negated)
    }

    /// A page of hits, best first, and whether there are more. One statement.
    ///
    /// # Errors
    /// The filter is too large; database errors.
    pub async fn page(
        &self,
        context: &Context,
        offset: u64,
        limit: u64,
    ) -> Result<(Vec<Hit>, bool)> {
        let columns = |select: SelectStatement, id: Expr, moment: Expr| {
            let score = if self.has_positive_terms() {
                Expr::col((Alias::new(HIT), Alias::new(SCORE)))
            } else {
                bigint(context, Expr::cust("0"))
            };
            let mut select = select;
            select
                .expr_as(int(context, id), DOCUMENT)
                .expr_as(score, SCORE)
                .expr_as(moment, MOMENT)
                .take()
        };
        let parts = [
            self.tickets(context)?.map(|select| {
                let moment = Expr::col((ticket::Entity, ticket::Column::Modified));
                columns(
                    self.joined(context, select, ticket_key()),
                    ticket_key(),
                    moment,
                )
            }),
            self.articles(context).map(|select| {
                let moment = Expr::col((kb_item::Entity, kb_item::Column::LastUpdated));
                columns(
                    self.joined(context, select, article_key()),
                    article_key(),
                    moment,
                )
            }),
        ];
        let Some(mut statement) = union(parts) else {
            return Ok((Vec::new(), false));
        };
        statement
            .order_by(Alias::new(SCORE), Order::Desc)
            .order_by(Alias::new(MOMENT), Order::Desc)
            .order_by(Alias::new(DOCUMENT), Order::Desc)
            .limit(limit.saturating_add(1))
            .offset(offset);
        let positive = self.terms().iter().filter(|term| !term.is_negated).count();
        // All terms in the title and in the description.
        let best = i64::try_from(positive).unwrap_or(1) * (TITLE_SCORE + BODY_SCORE) + 1;
        let mut hits = Vec::new();
        for row in context.db.query_all(&statement).await? {
            let document = if context.db.get_database_backend() == DbBackend::MySql {
                i32::try_from(row.try_get_by_index::<i64>(0)?).unwrap_or_default()
            } else {
                row.try_get_by_index(0)?
            };
            let score = row.try_get_by_index(1)?;
            hits.push(Hit {
                document,
                score: relative(score, best),
            });
        }
        let has_more = u64::try_from(hits.len()).is_ok_and(|hits| hits > limit);
        hits.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok((hits, has_more))
    }

    /// Counts all hits. One statement.
    ///
    /// # Errors
    /// The filter is too large; database errors.
    pub async fn counts(&self, context: &Context) -> Result<Counts> {
        use ticket::Column as C;
        let parts = [
            self.tickets(context)?.map(|select| {
                let mut select = self.joined(context, select, ticket_key());
                for of in [C::QueueId, C::Status, C::Priority, C::AssignedToId] {
                    let column = Expr::col((ticket::Entity, of));
                    select
                        .expr(int(context, column))
                        .group_by_col((ticket::Entity, of));
                }
                select.expr_as(Expr::cust("COUNT(*)"), COUNT).take()
            }),
            self.articles(context).map(|select| {
                let mut select = self.joined(context, select, article_key());
                for _ in 0..4 {
                    select.expr(int(context, Expr::cust("0")));
                }
                select.expr_as(Expr::cust("COUNT(*)"), COUNT).take()
            }),
        ];
        let mut counts = Counts::default();
        let Some(mut statement) = union(parts) else {
            return Ok(counts);
        };
        statement
            .order_by(Alias::new(COUNT), Order::Desc)
            .limit(MAX_GROUPS);
        let is_mysql = context.db.get_database_backend() == DbBackend::MySql;
        for row in context.db.query_all(&statement).await? {
            let number = |at: usize| -> Result<Option<i32>> {
                if is_mysql {
                    let number: Option<i64> = row.try_get_by_index(at)?;
                    return Ok(number.and_then(|number| i32::try_from(number).ok()));
                }
                Ok(row.try_get_by_index(at)?)
            };
            let found: i64 = row.try_get_by_index(4)?;
            let found = u64::try_from(found).unwrap_or_default();
            match number(0)?.unwrap_or_default() {
                0 => counts.articles = found,
                queue => counts.groups.push(Group {
                    queue,
                    status: number(1)?.unwrap_or_default(),
                    priority: number(2)?.unwrap_or_default(),
                    owner: number(3)?,
                    tickets: found,
                }),
            }
        }
        Ok(counts)
    }

    /// The tickets that match, with conditions on the columns of [`Self::joined`].
    fn tickets(&self, context: &Context) -> Result<Option<Select<ticket::Entity>>> {
        if self.of == Some(SearchType::KbItem) {
            return Ok(None);
        }
        let select = if self.parsed.terms.is_empty() {
            access::tickets(context, None)
        } else {
            let side = |column, classes| self.side(context, column, classes, ticket_key());
            let whole = side(WHOLE, &self.sides.whole);
            let public = side(PUBLIC, &self.sides.public);
            rules::matching_tickets(context, whole, public)
        };
        apply_filter(context, select, self.filter.as_ref()).map(Some)
    }

    /// The condition that an object matches the words of these classes.
    fn side(&self, context: &Context, column: &'static str, classes: &[Class], id: Expr) -> Expr {
        if self.has_positive_terms() {
            return Expr::col((Alias::new(HIT), Alias::new(column))).eq(1);
        }
        if classes.is_empty() {
            return Expr::val(1).eq(0);
        }
        let negative: Vec<&Term> = self.parsed.terms.iter().collect();
        let excluded = containing(context.db.get_database_backend(), classes, &negative);
        id.not_in_subquery(excluded)
    }

    /// The articles that match. None if the search is restricted to tickets.
    fn articles(&self, context: &Context) -> Option<Select<kb_item::Entity>> {
        if self.of == Some(SearchType::Ticket)
            || self.filter.is_some()
            || self.parsed.terms.is_empty()
        {
            return None;
        }
        // Articles have no private parts.
        let (column, classes) = match self.sides.public.as_slice() {
            [] => (WHOLE, &self.sides.whole),
            _ => (PUBLIC, &self.sides.public),
        };
        let side = self.side(context, column, classes, article_key());
        Some(access::kb_items(context).filter(side))
    }

    /// A select without columns, joined with the matching documents if there are terms that must
    /// match. `id` is the ID of the document.
    fn joined<E: EntityTrait>(
        &self,
        context: &Context,
        select: Select<E>,
        id: Expr,
    ) -> SelectStatement {
        let mut select = select.select_only().into_query();
        if self.has_positive_terms() {
            let others = self.named_ticket(context).into_iter().collect();
            let backend = context.db.get_database_backend();
            let hits = table(backend, &self.parsed.terms, &self.sides, others);
            let found = Expr::col((Alias::new(HIT), Alias::new(DOCUMENT))).eq(id);
            select.join_subquery(JoinType::InnerJoin, hits, HIT, found);
        }
        select
    }

    /// The ticket that the text names, as a part of the table of matching documents.
    fn named_ticket(&self, context: &Context) -> Option<SelectStatement> {
        let reference = self.parsed.reference.as_ref()?;
        let mut select = access::tickets(context, None)
            .select_only()
            .column_as(ticket::Column::Id, DOCUMENT)
            .filter(ticket::Column::Id.eq(reference.ticket));
        if let Some(slug) = &reference.queue {
            let lower = Func::lower(Expr::col((queue::Entity, queue::Column::Slug)));
            select = select
                .join(JoinType::InnerJoin, ticket::Relation::Queue.def())
                .filter(Expr::expr(lower).eq(slug.as_str()));
        }
        Some(with_columns(select.into_query(), REFERENCE_SCORE, [1, 1]))
    }
}

/// The document of a ticket.
fn ticket_key() -> Expr {
    Expr::col((ticket::Entity, ticket::Column::Id))
}

/// The document of an article.
fn article_key() -> Expr {
    Expr::cust("0").sub(Expr::col((kb_item::Entity, kb_item::Column::Id)))
}

/// A number as one of 32 bits, except on MariaDB, which has only 64.
fn int(context: &Context, expr: Expr) -> Expr {
    match context.db.get_database_backend() {
        DbBackend::MySql => expr.cast_as("SIGNED"),
        DbBackend::Postgres => expr.cast_as("int4"),
        _ => expr,
    }
}

fn bigint(context: &Context, expr: Expr) -> Expr {
    match context.db.get_database_backend() {
        DbBackend::MySql => expr.cast_as("SIGNED"),
        DbBackend::Postgres => expr.cast_as("bigint"),
        _ => expr,
    }
}

/// One statement of those parts that there are.
fn union(parts: [Option<SelectStatement>; 2]) -> Option<SelectStatement> {
    let mut parts = parts.into_iter().flatten();
    let mut union = parts.next()?;
    for part in parts {
        union.union(UnionType::All, part);
    }
    Some(union)
}

/// A score as a share of the best one. Every hit has more than nothing.
fn relative(score: i64, best: i64) -> f64 {
    let score = score.saturating_add(1);
    let small = |number: i64| f64::from(i32::try_from(number).unwrap_or(i32::MAX));
    (small(score) / small(best)).clamp(0.0, 1.0)
}

/// The words by which the viewer finds tickets. Without triggers, a document can be older than its
/// ticket by any time, so that others than agents do not search parts that may have become private
/// since.
fn sides(context: &Context, tracked: bool) -> Sides {
    let reach = rules::reach(context);
    let whole = Class::ALL
        .into_iter()
        .filter(|class| *class != Class::StaffOnly || reach.staff_only);
    let public = Class::VISIBLE
        .into_iter()
        .filter(|class| *class != Class::Public || tracked);
    Sides {
        whole: if reach.private {
            whole.collect()
        } else {
            Vec::new()
        },
        public: if reach.everywhere {
            Vec::new()
        } else {
            public.collect()
        },
    }
}
