//! Filters: comparators on values, filters of related rows, and `and`, `or` and `not`. Fields that
//! are absent or null are ignored; the others are combined with AND. A row without a value equals
//! nothing, so `ne` and `not` match it: `not` matches exactly the rows that its filter does not
//! match.

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    Select,
};

use super::comparators::Comparison;
use super::lowered::{LoweredColumns, Part};
use super::operand::{Operand, never};
use crate::domain::{Code, Context, Error, Result};

/// Maximum number of comparators and list items of a filter. A relation counts as
/// [`RELATION_COST`].
const MAX_TERMS: usize = 2000;
/// Maximum number of nested relations.
const MAX_DEPTH: usize = 4;
/// The number of terms that a relation counts as. Each is a subquery, and PostgreSQL's planner
/// considers the order of all of them together.
pub(crate) const RELATION_COST: usize = 100;
/// Maximum depth of filters in filters, by relations, `and`, `or` and `not` together.
const MAX_NESTING: usize = 16;
/// Maximum number of conditions in a chain. More become a tree.
const MAX_CHAIN: usize = 8;

/// A filter of rows.
pub trait Filter: Sized {
    /// Adds the conditions of all fields but `and`, `or` and `not`.
    ///
    /// # Errors
    /// The filter is too large.
    fn criteria<'a, 'b>(&self, criteria: Criteria<'a, 'b>) -> Result<Criteria<'a, 'b>>;

    /// The fields `and`, `or` and `not`.
    fn logic(&self) -> Logic<'_, Self>;

    /// The whole condition as one part of a select's condition.
    ///
    /// # Errors
    /// The filter is too large.
    fn part(&self, builder: &mut FilterBuilder<'_>) -> Result<Part> {
        let parts = self.parts(builder)?;
        let derived = parts.iter().any(|part| part.derived);
        let conditions = parts.into_iter().map(|part| part.condition).collect();
        Ok(Part {
            condition: join_conditions(conditions, Condition::all),
            derived,
        })
    }

    /// The parts of the condition. Rows must meet all of them.
    ///
    /// # Errors
    /// The filter is too large.
    fn parts(&self, builder: &mut FilterBuilder<'_>) -> Result<Vec<Part>> {
        builder.spend(1)?;
        if builder.nesting == MAX_NESTING {
            return Err(Error::field("filter", Code::TooNested(MAX_NESTING)));
        }
        builder.nesting += 1;
        let mut all = self
            .criteria(Criteria {
                builder,
                parts: Vec::new(),
            })?
            .parts;
        let Logic { and, or, not } = self.logic();
        for filter in and.unwrap_or_default() {
            all.extend(filter.parts(builder)?);
        }
        if let Some(filters) = or {
            let mut any: Vec<Condition> = Vec::new();
            if filters.is_empty() {
                any.push(never().into());
            }
            let mut derived = false;
            for filter in filters {
                let part = filter.part(builder)?;
                derived |= part.derived;
                any.push(part.condition);
            }
            all.push(Part {
                condition: join_conditions(any, Condition::any),
                derived,
            });
        }
        if let Some(filter) = not {
            let part = filter.part(builder)?;
            all.push(Part {
                condition: part.condition.not(),
                ..part
            });
        }
        builder.nesting -= 1;
        Ok(all)
    }
}

/// Joins conditions with AND or OR: `with` is [`Condition::all`] or [`Condition::any`]. Many
/// conditions become a tree, because the SQL builder and databases recurse once per link of a
/// chain, and SQLite rejects chains of 1,000.
pub(super) fn join_conditions(
    mut conditions: Vec<Condition>,
    with: fn() -> Condition,
) -> Condition {
    while conditions.len() > MAX_CHAIN {
        let mut rest = conditions.into_iter().peekable();
        conditions = Vec::new();
        while rest.peek().is_some() {
            conditions.push(rest.by_ref().take(MAX_CHAIN).fold(with(), Condition::add));
        }
    }
    conditions.into_iter().fold(with(), Condition::add)
}

/// The fields of a filter that combine filters.
#[derive(Debug)]
pub struct Logic<'a, F> {
    /// All of these filters match.
    pub and: Option<&'a [F]>,
    /// At least one of these filters matches. An empty list matches nothing.
    pub or: Option<&'a [F]>,
    /// This filter does not match.
    pub not: Option<&'a F>,
}

/// Filters of related rows by quantifier, combined with AND.
#[derive(Debug)]
pub struct Quantifiers<'a, F> {
    /// At least one row matches.
    pub some: Option<&'a F>,
    /// No row matches.
    pub none: Option<&'a F>,
    /// Every row matches.
    pub every: Option<&'a F>,
}

/// A filter of a related row that may be missing. The parts are combined with AND.
#[derive(Debug)]
pub struct OptionalRelation<'a, F> {
    /// Whether there is no row.
    pub is_null: Option<bool>,
    /// Whether the row has this key, or another one.
    pub is_key: Option<(i32, bool)>,
    /// The filter of the row.
    pub filter: &'a F,
    /// Whether the viewer may see rows that refer to rows that they may not see. Those count as
    /// missing.
    pub hides_rows: bool,
}

/// Implements [`Filter::logic`] for a filter with the fields `and`, `or` and `not`.
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

/// Builds the condition of a filter and limits its size.
#[derive(Debug)]
pub struct FilterBuilder<'a> {
    context: &'a Context,
    /// Remaining terms.
    budget: usize,
    /// Current number of nested relations.
    depth: usize,
    /// Current depth of filters in filters.
    nesting: usize,
    lowered: LoweredColumns,
}

impl<'a> FilterBuilder<'a> {
    fn new(context: &'a Context) -> Self {
        Self {
            context,
            budget: MAX_TERMS,
            depth: 0,
            nesting: 0,
            lowered: LoweredColumns::new(0),
        }
    }

    fn spend(&mut self, size: usize) -> Result<()> {
        let Some(budget) = self.budget.checked_sub(size) else {
            return Err(Error::field("filter", Code::TooManyTerms(MAX_TERMS)));
        };
        self.budget = budget;
        Ok(())
    }

    /// The condition of a select.
    fn select_condition<F: Filter>(&mut self, filter: &F) -> Result<Condition> {
        let outer = std::mem::replace(&mut self.lowered, LoweredColumns::new(self.depth));
        let parts = filter.parts(self)?;
        Ok(std::mem::replace(&mut self.lowered, outer).condition(parts))
    }

    /// The condition of related rows; none if `filter` has no condition.
    fn related_condition<F: Filter>(&mut self, filter: &F) -> Result<Option<Condition>> {
        if self.depth == MAX_DEPTH {
            return Err(Error::field("filter", Code::TooDeep(MAX_DEPTH)));
        }
        self.depth += 1;
        let outer = std::mem::replace(&mut self.lowered, LoweredColumns::new(self.depth));
        let parts = filter.parts(self)?;
        let lowered = std::mem::replace(&mut self.lowered, outer);
        self.depth -= 1;
        Ok((!parts.is_empty()).then(|| lowered.condition(parts)))
    }

    /// The related rows of `select` that match `filter`, or with `negate` those that do not.
    fn related_select<E: EntityTrait, F: Filter>(
        &mut self,
        select: Select<E>,
        filter: &F,
        negate: bool,
    ) -> Result<Select<E>> {
        if self.depth == MAX_DEPTH {
            return Err(Error::field("filter", Code::TooDeep(MAX_DEPTH)));
        }
        self.spend(RELATION_COST)?;
        self.depth += 1;
        let condition = self.select_condition(filter)?;
        self.depth -= 1;
        Ok(select.filter(if negate { condition.not() } else { condition }))
    }
}

/// The rows of `select` that match `filter`, or all of them without a filter.
///
/// # Errors
/// The filter is too large.
pub fn apply_filter<E: EntityTrait, F: Filter>(
    context: &Context,
    select: Select<E>,
    filter: Option<&F>,
) -> Result<Select<E>> {
    match filter {
        Some(filter) => Ok(select.filter(FilterBuilder::new(context).select_condition(filter)?)),
        None => Ok(select),
    }
}

/// Collects the conditions of one filter. Rows must meet all of them.
#[derive(Debug)]
pub struct Criteria<'a, 'b> {
    builder: &'a mut FilterBuilder<'b>,
    parts: Vec<Part>,
}

impl<'b> Criteria<'_, 'b> {
    fn with(mut self, condition: impl Into<Condition>) -> Self {
        self.parts.push(Part::plain(condition.into()));
        self
    }

    /// The context of the request, for the access rules of related rows.
    #[must_use]
    pub fn context(&self) -> &'b Context {
        self.builder.context
    }

    /// Compares a column.
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
        let db = &self.builder.context.db;
        let mut operand = Operand::column(db, column);
        comparison.check()?;
        self.builder.spend(comparison.size())?;
        let mut derived = false;
        let backend = db.get_database_backend();
        if comparison.ignores_case()
            && let Some(lowered) = self.builder.lowered.share(backend, &column)
        {
            operand = operand.with_lowered(lowered);
            derived = true;
        }
        self.parts.push(Part {
            condition: comparison.terms(&operand).into_condition(),
            derived,
        });
        Ok(self)
    }

    /// Compares a column that refers to a row of `select` by its `key`. The column counts as NULL
    /// if `select` does not have that row.
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
            self.builder.context.db.get_database_backend(),
            expr,
            present,
            None,
        );
        comparison.check()?;
        self.builder.spend(RELATION_COST + comparison.size())?;
        Ok(self.with(comparison.terms(&operand).into_condition()))
    }

    /// Adds a condition that counts as `size` terms.
    ///
    /// # Errors
    /// The filter is too large.
    pub fn condition(self, size: usize, condition: Condition) -> Result<Self> {
        self.builder.spend(size)?;
        Ok(self.with(condition))
    }

    /// Requires that the row that `column` refers to by its `key` is in `select` and matches
    /// `filter`.
    ///
    /// # Errors
    /// The filter is too large.
    pub fn to_one<C: ColumnTrait, E: EntityTrait, F: Filter>(
        self,
        filter: Option<&F>,
        column: C,
        select: Select<E>,
        key: E::Column,
    ) -> Result<Self> {
        let Some(filter) = filter else {
            return Ok(self);
        };
        let select = self.builder.related_select(select, filter, false)?;
        let found = column.in_subquery(select.select_only().column(key).into_query());
        let mut condition = Condition::all().add(found);
        if column.def().is_null() {
            condition = condition.add(column.is_not_null());
        }
        Ok(self.with(condition))
    }

    /// As [`Self::to_one`], for a row that may be missing. Without any condition, it must exist.
    ///
    /// # Errors
    /// The filter is too large.
    pub fn to_optional<C: ColumnTrait, E: EntityTrait, F: Filter>(
        self,
        relation: Option<OptionalRelation<'_, F>>,
        column: C,
        select: Select<E>,
        key: E::Column,
    ) -> Result<Self> {
        let Some(relation) = relation else {
            return Ok(self);
        };
        let Self { builder, mut parts } = self;
        let row = builder.related_condition(relation.filter)?;
        let is_in = |select: Select<E>| {
            let found = column.in_subquery(select.select_only().column(key).into_query());
            Condition::all().add(column.is_not_null()).add(found)
        };
        let present = |select: Select<E>| {
            if relation.hides_rows {
                is_in(select)
            } else {
                Condition::all().add(column.is_not_null())
            }
        };
        builder.spend(2)?;
        match relation.is_null {
            Some(true) => parts.push(Part::plain(present(select.clone()).not())),
            Some(false) => parts.push(Part::plain(present(select.clone()))),
            None => {}
        }
        if let Some((number, equal)) = relation.is_key {
            let is_key = Condition::all()
                .add(column.is_not_null())
                .add(column.eq(number));
            parts.push(Part::plain(if equal { is_key } else { is_key.not() }));
        }
        let is_bare = relation.is_null.is_none() && relation.is_key.is_none();
        if row.is_some() || is_bare {
            builder.spend(RELATION_COST)?;
            let select = match row {
                Some(condition) => select.filter(condition),
                None => select,
            };
            parts.push(Part::plain(is_in(select)));
        }
        Ok(Self { builder, parts })
    }

    /// Filters by the rows of `select` that refer to `id` by their `key`, which is never NULL.
    ///
    /// # Errors
    /// The filter is too large.
    pub fn to_many<C: ColumnTrait, E: EntityTrait, F: Filter>(
        self,
        filter: Option<Quantifiers<'_, F>>,
        id: C,
        select: &Select<E>,
        key: E::Column,
    ) -> Result<Self> {
        self.related(filter, select, |found| {
            id.in_subquery(found.select_only().column(key).into_query())
        })
    }

    /// Filters by related rows of `select`. `has` is the condition that a row is related to at
    /// least one row of a select.
    ///
    /// # Errors
    /// The filter is too large.
    pub fn related<E: EntityTrait, F: Filter>(
        self,
        filter: Option<Quantifiers<'_, F>>,
        select: &Select<E>,
        has: impl Fn(Select<E>) -> Expr,
    ) -> Result<Self> {
        let Some(filter) = filter else {
            return Ok(self);
        };
        let Self { builder, mut parts } = self;
        let quantifiers = [
            (filter.some, false, true),
            (filter.none, false, false),
            (filter.every, true, false),
        ];
        for (filter, negate, exists) in quantifiers {
            let Some(filter) = filter else { continue };
            let found = has(builder.related_select(select.clone(), filter, negate)?);
            parts.push(Part::plain(if exists { found } else { found.not() }.into()));
        }
        Ok(Self { builder, parts })
    }
}
