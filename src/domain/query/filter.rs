//! The grammar of every filter: comparators on a value, `and`, `or`, `not`, and words that lead
//! through a relation. Absent words say nothing; several must all hold. A row without a value is
//! equal to nothing, so that `not` and `ne` find it: whatever a filter leaves out, its `not` lets
//! through.

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    Select,
};

use super::comparators::{Comparison, Operand};
use super::lowered::{Lowered, Part};
use crate::domain::{Code, Context, Error, Result};

/// Most comparators and values of lists of one filter; a relation counts as many as [`RELATION`].
const MOST: usize = 2000;
/// Most relations that one leads through to the next.
const DEEPEST: usize = 4;
/// What a relation counts: it is a select of its own, and PostgreSQL thinks about the order of all
/// of them at once.
pub(crate) const RELATION: usize = 100;
/// Most filters within filters, by whatever word.
const MOST_NESTED: usize = 16;
/// How many conditions are joined in a chain; more become a tree.
const CHAIN: usize = 8;

/// A filter of rows.
pub trait Filter: Sized {
    /// The condition of its own words, without `and`, `or` and `not`.
    ///
    /// # Errors
    /// The filter is too large.
    fn criteria<'a, 'b>(&self, criteria: Criteria<'a, 'b>) -> Result<Criteria<'a, 'b>>;

    /// Its `and`, `or` and `not`.
    fn logic(&self) -> Logic<'_, Self>;

    /// The whole condition, as one of several of the same select.
    ///
    /// # Errors
    /// The filter is too large.
    fn condition(&self, filtering: &mut Filtering<'_>) -> Result<(Condition, bool)> {
        let parts = self.parts(filtering)?;
        let derived = parts.iter().any(|part| part.derived);
        Ok((
            joined(
                parts.into_iter().map(|part| part.condition).collect(),
                Condition::all,
            ),
            derived,
        ))
    }

    /// The parts that must all hold.
    ///
    /// # Errors
    /// The filter is too large.
    fn parts(&self, filtering: &mut Filtering<'_>) -> Result<Vec<Part>> {
        filtering.spend(1)?;
        if filtering.nested == MOST_NESTED {
            return Err(Error::field("filter", Code::TooNested(MOST_NESTED)));
        }
        filtering.nested += 1;
        let mut all = self
            .criteria(Criteria {
                filtering,
                all: Vec::new(),
            })?
            .all;
        let Logic { and, or, not } = self.logic();
        for filter in and.unwrap_or_default() {
            all.extend(filter.parts(filtering)?);
        }
        if let Some(filters) = or {
            // Of no alternatives none holds.
            let mut any: Vec<Condition> = filters
                .is_empty()
                .then(|| super::comparators::never().into())
                .into_iter()
                .collect();
            let mut derived = false;
            for filter in filters {
                let (condition, derives) = filter.condition(filtering)?;
                derived |= derives;
                any.push(condition);
            }
            all.push(Part {
                condition: joined(any, Condition::any),
                derived,
            });
        }
        if let Some(filter) = not {
            let (condition, derived) = filter.condition(filtering)?;
            all.push(Part {
                condition: condition.not(),
                derived,
            });
        }
        filtering.nested -= 1;
        Ok(all)
    }
}

/// Conditions in one. Whoever writes or reads SQL goes one call deeper with each link of a chain
/// (SQLite refuses a thousand), so many become a tree.
pub(crate) fn joined(mut conditions: Vec<Condition>, with: fn() -> Condition) -> Condition {
    while conditions.len() > CHAIN {
        let mut rest = conditions.into_iter().peekable();
        conditions = Vec::new();
        while rest.peek().is_some() {
            conditions.push(rest.by_ref().take(CHAIN).fold(with(), Condition::add));
        }
    }
    conditions.into_iter().fold(with(), Condition::add)
}

/// The words that join filters.
#[derive(Debug)]
pub struct Logic<'a, F> {
    /// All of these.
    pub and: Option<&'a [F]>,
    /// At least one of these.
    pub or: Option<&'a [F]>,
    /// Not this.
    pub not: Option<&'a F>,
}

/// Filters of related rows, by quantifier. They must all hold.
#[derive(Debug)]
pub struct Quantifiers<'a, F> {
    /// At least one row matches.
    pub some: Option<&'a F>,
    /// No row matches.
    pub none: Option<&'a F>,
    /// Every row matches.
    pub every: Option<&'a F>,
}

/// Implements [`Filter::logic`] of a filter that has the three words as fields.
macro_rules! logic {
    () => {
        fn logic(&self) -> $crate::domain::query::Logic<'_, Self> {
            $crate::domain::query::Logic {
                and: self.and.as_deref(),
                or: self.or.as_deref(),
                not: self.not.as_deref(),
            }
        }
    };
}
pub(crate) use logic;

/// A filter while it becomes a condition: for whom, and how much of it there may still be.
#[derive(Debug)]
pub struct Filtering<'a> {
    /// The surroundings: what is reached through a relation is held to their access rule.
    pub context: &'a Context,
    left: usize,
    depth: usize,
    nested: usize,
    lowered: Lowered,
}

impl<'a> Filtering<'a> {
    /// A filter of a request.
    #[must_use]
    pub fn new(context: &'a Context) -> Self {
        Self {
            context,
            left: MOST,
            depth: 0,
            nested: 0,
            lowered: Lowered::new(0),
        }
    }

    /// The rows of `select` that a filter lets through; all where there is none.
    ///
    /// # Errors
    /// The filter is too large.
    pub fn select<E: EntityTrait, F: Filter>(
        context: &'a Context,
        select: Select<E>,
        filter: Option<&F>,
    ) -> Result<Select<E>> {
        match filter {
            Some(filter) => Ok(select.filter(Self::new(context).of_select(filter)?)),
            None => Ok(select),
        }
    }

    fn spend(&mut self, size: usize) -> Result<()> {
        let Some(left) = self.left.checked_sub(size) else {
            return Err(Error::field("filter", Code::TooManyTerms(MOST)));
        };
        self.left = left;
        Ok(())
    }

    /// The condition of a select's filter.
    fn of_select<F: Filter>(&mut self, filter: &F) -> Result<Condition> {
        let around = std::mem::replace(&mut self.lowered, Lowered::new(self.depth));
        let parts = filter.parts(self)?;
        Ok(std::mem::replace(&mut self.lowered, around).condition(parts))
    }

    /// The rows of `select` that a filter of theirs lets through, one relation further.
    fn related<E: EntityTrait, F: Filter>(
        &mut self,
        select: Select<E>,
        filter: &F,
        negate: bool,
    ) -> Result<Select<E>> {
        if self.depth == DEEPEST {
            return Err(Error::field("filter", Code::TooDeep(DEEPEST)));
        }
        self.spend(RELATION)?;
        self.depth += 1;
        let condition = self.of_select(filter)?;
        self.depth -= 1;
        Ok(select.filter(if negate { condition.not() } else { condition }))
    }
}

/// The words of one filter, each added to what must hold.
#[derive(Debug)]
pub struct Criteria<'a, 'b> {
    filtering: &'a mut Filtering<'b>,
    all: Vec<Part>,
}

impl<'b> Criteria<'_, 'b> {
    fn with(mut self, condition: impl Into<Condition>) -> Self {
        self.all.push(Part::plain(condition.into()));
        self
    }

    /// The surroundings.
    #[must_use]
    pub fn context(&self) -> &'b Context {
        self.filtering.context
    }

    /// A comparison of a column.
    ///
    /// # Errors
    /// The filter is too large.
    pub fn column<C: ColumnTrait>(
        mut self,
        comparison: Option<&impl Comparison>,
        column: C,
    ) -> Result<Self> {
        let Some(comparison) = comparison else {
            return Ok(self);
        };
        let db = &self.filtering.context.db;
        let mut operand = Operand::column(db, column);
        comparison.check()?;
        self.filtering.spend(comparison.size())?;
        let mut derived = false;
        if comparison.ignores_case()
            && let Some(lowered) = self
                .filtering
                .lowered
                .share(db.get_database_backend(), &column)
        {
            operand = operand.with_lowered(lowered);
            derived = true;
        }
        self.all.push(Part {
            condition: comparison.terms(&operand).into_condition(),
            derived,
        });
        Ok(self)
    }

    /// A comparison of a column that names a row by its `key`: where that row is none of `select`,
    /// the column counts as empty.
    ///
    /// # Errors
    /// The filter is too large.
    pub fn reference<C: ColumnTrait, E: EntityTrait>(
        self,
        comparison: Option<&impl Comparison>,
        column: C,
        select: Select<E>,
        key: E::Column,
    ) -> Result<Self> {
        let Some(comparison) = comparison else {
            return Ok(self);
        };
        let found = column.in_subquery(select.select_only().column(key).into_query());
        let (expr, present) = (
            Expr::col(column.as_column_ref()),
            column.is_not_null().and(found),
        );
        let operand = Operand::new(
            self.filtering.context.db.get_database_backend(),
            expr,
            present,
            None,
        );
        comparison.check()?;
        self.filtering.spend(RELATION + comparison.size())?;
        Ok(self.with(comparison.terms(&operand).into_condition()))
    }

    /// Something of its own making, which counts as much as `size` comparators.
    ///
    /// # Errors
    /// The filter is too large.
    pub fn condition(self, size: usize, condition: Condition) -> Result<Self> {
        self.filtering.spend(size)?;
        Ok(self.with(condition))
    }

    /// The one row that `column` names by its `key` is among those of `select` that the filter lets
    /// through.
    ///
    /// # Errors
    /// The filter is too large.
    pub fn one<C: ColumnTrait, E: EntityTrait, F: Filter>(
        self,
        filter: Option<&F>,
        column: C,
        select: Select<E>,
        key: E::Column,
    ) -> Result<Self> {
        let Some(filter) = filter else {
            return Ok(self);
        };
        let select = self.filtering.related(select, filter, false)?;
        let found = column.in_subquery(select.select_only().column(key).into_query());
        let mut condition = Condition::all().add(found);
        if column.def().is_null() {
            condition = condition.add(column.is_not_null());
        }
        Ok(self.with(condition))
    }

    /// The rows of `select` that name this one's `id` by their `key` are as the filter says. `key`
    /// is never NULL.
    ///
    /// # Errors
    /// The filter is too large.
    pub fn many<C: ColumnTrait, E: EntityTrait, F: Filter>(
        self,
        filter: Option<Quantifiers<'_, F>>,
        id: C,
        select: &Select<E>,
        key: E::Column,
    ) -> Result<Self> {
        self.through(filter, select, |found| {
            id.in_subquery(found.select_only().column(key).into_query())
        })
    }

    /// The rows of `select` are as the filter says; `has` says of this one whether it has one of
    /// the rows it is given.
    ///
    /// # Errors
    /// The filter is too large.
    pub fn through<E: EntityTrait, F: Filter>(
        self,
        filter: Option<Quantifiers<'_, F>>,
        select: &Select<E>,
        has: impl Fn(Select<E>) -> Expr,
    ) -> Result<Self> {
        let Some(filter) = filter else {
            return Ok(self);
        };
        let Self { filtering, mut all } = self;
        let quantifiers = [
            (filter.some, false, true),
            (filter.none, false, false),
            (filter.every, true, false),
        ];
        for (filter, negate, holds) in quantifiers {
            let Some(filter) = filter else { continue };
            let found = has(filtering.related(select.clone(), filter, negate)?);
            all.push(Part::plain(if holds { found } else { found.not() }.into()));
        }
        Ok(Self { filtering, all })
    }
}
