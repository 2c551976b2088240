//! Several selects in one statement, and so in one round trip: `UNION ALL` of parts whose columns
//! keep their types. A column of the statement holds columns of one type of all parts, and is NULL
//! in the rows of parts that have fewer.

use entity::positional::FromColumns;
use sea_orm::sea_query::{
    Alias, ColumnType, Expr, ExprTrait as _, Order as SqlOrder, Query as Sql, SelectStatement,
    UnionType, WindowStatement,
};
use sea_orm::{
    ColumnTrait as _, DbBackend, DbErr, EntityTrait, IdenStatic as _, Iterable as _, QueryResult,
    QueryTrait as _, Select, Statement,
};

/// The column with the number of the part.
const PART_AT: usize = 0;
/// The column with the position of a row in its part.
const RANK_AT: usize = 1;
const RANK: &str = "deskql_rank";

/// The type of a column. A union has columns of equal types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A number of 32 bits.
    Integer,
    /// A number of 32 bits that is not negative: another type on MariaDB.
    Unsigned,
    /// A text.
    Text,
    /// A boolean.
    Boolean,
    /// A date and time.
    Moment,
    /// A duration.
    Duration,
    /// A JSON value.
    Json,
    /// An IP address.
    Address,
}

impl Kind {
    const ALL: [Self; 8] = [
        Self::Integer,
        Self::Unsigned,
        Self::Text,
        Self::Boolean,
        Self::Moment,
        Self::Duration,
        Self::Json,
        Self::Address,
    ];

    fn of(column: &ColumnType) -> Self {
        match column {
            ColumnType::Integer => Self::Integer,
            ColumnType::Unsigned => Self::Unsigned,
            ColumnType::Boolean => Self::Boolean,
            ColumnType::TimestampWithTimeZone => Self::Moment,
            ColumnType::Interval(..) => Self::Duration,
            ColumnType::Json | ColumnType::JsonBinary => Self::Json,
            ColumnType::Inet => Self::Address,
            _ => Self::Text,
        }
    }

    /// The name of the type in PostgreSQL, which needs the type of NULL.
    fn postgres(self) -> &'static str {
        match self {
            Self::Integer | Self::Unsigned => "int4",
            Self::Text => "text",
            Self::Boolean => "bool",
            Self::Moment => "timestamptz",
            Self::Duration => "interval",
            Self::Json => "jsonb",
            Self::Address => "inet",
        }
    }

    fn null(self, backend: DbBackend) -> Expr {
        match backend {
            DbBackend::Postgres => Expr::cust(format!("CAST(NULL AS {})", self.postgres())),
            // A union of NULL and an unsigned number is a decimal number.
            DbBackend::MySql if self == Self::Unsigned => Expr::cust("CAST(NULL AS UNSIGNED)"),
            _ => Expr::cust("NULL"),
        }
    }

    /// A column of a part in the form that all parts have in common.
    fn unify(self, backend: DbBackend, column: Expr) -> Expr {
        match (self, backend) {
            // A column that an older release lacks is a NULL without this type.
            (Self::Json, DbBackend::Postgres) => column.cast_as(self.postgres()),
            (Self::Unsigned, DbBackend::MySql) => column.cast_as("UNSIGNED"),
            // Texts of one column must have one collation; those of the tables may differ.
            (Self::Text, DbBackend::MySql) => {
                Expr::cust_with_expr("CONVERT(? USING utf8mb4)", column)
            }
            _ => column,
        }
    }
}

/// A select within a [`Combined`] statement.
#[derive(Debug)]
pub struct Part {
    select: SelectStatement,
    columns: Vec<(&'static str, Kind)>,
    is_ordered: bool,
}

impl Part {
    /// A select of all columns of an entity, in the order of some of them. The select itself must
    /// have no order, because a union ignores it.
    pub fn new<E: EntityTrait>(select: Select<E>, order: &[E::Column]) -> Self {
        let mut select = select.into_query();
        if !order.is_empty() {
            let mut window = WindowStatement::new();
            for column in order {
                window.order_by(column.as_column_ref(), SqlOrder::Asc);
            }
            select.expr_window_as(Expr::cust("ROW_NUMBER()"), window, RANK);
        }
        let columns = E::Column::iter()
            .map(|column| (column.as_str(), Kind::of(column.def().get_column_type())))
            .collect();
        Self {
            select,
            columns,
            is_ordered: !order.is_empty(),
        }
    }

    /// A select of certain columns, in any order.
    pub fn of_columns(select: SelectStatement, columns: Vec<(&'static str, Kind)>) -> Self {
        Self {
            select,
            columns,
            is_ordered: false,
        }
    }

    /// Adds a column to the select.
    #[must_use]
    pub fn with_column(mut self, expr: Expr, name: &'static str, kind: Kind) -> Self {
        self.select.expr_as(expr, name);
        self.columns.push((name, kind));
        self
    }
}

/// A statement of several parts, and where its rows have the columns of each part.
#[derive(Clone, Debug)]
pub struct Combined {
    /// The statement.
    pub statement: Statement,
    /// The indexes of a part's columns, by the number of the part.
    pub positions: Vec<Vec<usize>>,
}

impl Combined {
    /// Combines parts, of which there is at least one. Their numbers are their indexes.
    #[must_use]
    pub fn new(backend: DbBackend, parts: Vec<Part>) -> Self {
        // The kinds of the columns after the number and the rank.
        let mut kinds = Vec::new();
        for kind in Kind::ALL {
            let count = |part: &Part| part.columns.iter().filter(|(_, of)| *of == kind).count();
            let most = parts.iter().map(count).max().unwrap_or_default();
            kinds.extend(std::iter::repeat_n(kind, most));
        }
        let mut positions = Vec::with_capacity(parts.len());
        let mut union: Option<SelectStatement> = None;
        for (number, part) in parts.into_iter().enumerate() {
            let (select, at) = wrap(backend, number, part, &kinds);
            positions.push(at);
            match &mut union {
                Some(union) => drop(union.union(UnionType::All, select)),
                None => union = Some(select),
            }
        }
        let union = union.unwrap_or_default();
        Self {
            statement: backend.build(&union),
            positions,
        }
    }
}

/// A part with the columns of the union, and the indexes of the part's columns.
fn wrap(
    backend: DbBackend,
    number: usize,
    part: Part,
    kinds: &[Kind],
) -> (SelectStatement, Vec<usize>) {
    let name = Alias::new(format!("deskql_part_{number}"));
    let mut select = Sql::select();
    let rank = if part.is_ordered {
        Expr::col((name.clone(), Alias::new(RANK)))
    } else {
        Expr::cust("0")
    };
    select
        .expr_as(Expr::cust(number.to_string()), "part")
        .expr_as(rank.cast_as(rank_type(backend)), "place");
    let mut positions = vec![0; part.columns.len()];
    let mut rest: Vec<(usize, &'static str, Kind)> = (part.columns.into_iter().enumerate())
        .map(|(index, (name, kind))| (index, name, kind))
        .collect();
    for (index, kind) in kinds.iter().enumerate() {
        let next = rest.iter().position(|(.., of)| of == kind);
        let expr = match next.map(|next| rest.remove(next)) {
            Some((column, column_name, _)) => {
                positions[column] = RANK_AT + 1 + index;
                kind.unify(backend, Expr::col((name.clone(), Alias::new(column_name))))
            }
            None => kind.null(backend),
        };
        select.expr_as(expr, format!("c{index}"));
    }
    select.from_subquery(part.select, name);
    (select, positions)
}

fn rank_type(backend: DbBackend) -> &'static str {
    match backend {
        DbBackend::Postgres => "int4",
        DbBackend::MySql => "SIGNED",
        _ => "INTEGER",
    }
}

/// The rows of a [`Combined`] statement.
#[derive(Debug)]
pub struct CombinedRows<'a> {
    positions: &'a [Vec<usize>],
    /// The rows of each part, in its order.
    parts: Vec<Vec<(i64, QueryResult)>>,
}

impl<'a> CombinedRows<'a> {
    /// Assigns the rows to the parts.
    ///
    /// # Errors
    /// A row lacks the columns of a combined statement.
    pub fn new(positions: &'a [Vec<usize>], rows: Vec<QueryResult>) -> Result<Self, DbErr> {
        let mut parts: Vec<Vec<(i64, QueryResult)>> = Vec::new();
        parts.resize_with(positions.len(), Vec::new);
        for row in rows {
            let part = integer(&row, PART_AT)?;
            let rank = integer(&row, RANK_AT)?;
            if let Some(part) = usize::try_from(part).ok().and_then(|at| parts.get_mut(at)) {
                part.push((rank, row));
            }
        }
        for part in &mut parts {
            part.sort_by_key(|(rank, _)| *rank);
        }
        Ok(Self { positions, parts })
    }

    /// Reads the models of a part.
    ///
    /// # Errors
    /// Those of [`FromColumns::from_columns`].
    pub fn models<M: FromColumns>(&self, part: usize) -> Result<Vec<M>, DbErr> {
        self.map(part, |row, positions| M::from_columns(row, positions))
    }

    /// Converts the rows of a part, with the indexes of its columns.
    ///
    /// # Errors
    /// The errors of `convert`.
    pub fn map<T>(
        &self,
        part: usize,
        convert: impl Fn(&QueryResult, &[usize]) -> Result<T, DbErr>,
    ) -> Result<Vec<T>, DbErr> {
        let (Some(rows), Some(positions)) = (self.parts.get(part), self.positions.get(part)) else {
            return Ok(Vec::new());
        };
        rows.iter()
            .map(|(_, row)| convert(row, positions))
            .collect()
    }
}

/// Reads a number that PostgreSQL returns with 32 bits and MariaDB with 64.
fn integer(row: &QueryResult, index: usize) -> Result<i64, DbErr> {
    if row.try_as_pg_row().is_some() {
        return row.try_get_by_index::<i32>(index).map(i64::from);
    }
    row.try_get_by_index(index)
}

#[cfg(test)]
mod tests {
    use entity::{followup, followup_attachment};

    use super::*;

    #[test]
    fn parts_share_columns_of_equal_types() {
        let files = Part::new(
            followup_attachment::Entity::find(),
            &[followup_attachment::Column::Filename],
        );
        let followups = Part::new(followup::Entity::find(), &[]);
        let combined = Combined::new(DbBackend::Postgres, vec![files, followups]);
        // After the number of the part and the rank: four numbers, then texts, and so on.
        assert_eq!(combined.positions[0], [2, 6, 7, 8, 3, 4]);
        assert_eq!(
            combined.positions[1],
            [2, 10, 6, 7, 9, 3, 4, 5, 8, 11, 12],
            "{}",
            combined.statement.sql
        );
        let sql = &combined.statement.sql;
        assert!(sql.contains("CAST(NULL AS timestamptz)"), "{sql}");
        assert!(sql.contains("ROW_NUMBER() OVER"), "{sql}");
    }
}
