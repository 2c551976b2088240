//! Lower-case columns that several comparisons of one filter share. PostgreSQL evaluates
//! `LOWER(column)` for each comparison, which is most of the work for long texts. From the second
//! comparison of a column on, comparisons use a derived column, which is computed once per row.
//! SQLite and the usual collations of MariaDB ignore case in `LIKE` itself.

use sea_orm::sea_query::{Alias, Expr, Func, Query};
use sea_orm::{ColumnTrait, Condition, DbBackend};

use super::filter::join_conditions;

/// One part of a filter's condition. Rows must meet all parts.
#[derive(Debug)]
pub struct Part {
    /// The condition of the part.
    pub condition: Condition,
    /// Whether it uses a derived column.
    pub derived: bool,
}

impl Part {
    /// A part without derived columns.
    pub(super) fn plain(condition: Condition) -> Self {
        Self {
            condition,
            derived: false,
        }
    }
}

/// The columns that the filter of one select compares in lower case.
#[derive(Debug)]
pub(super) struct LoweredColumns {
    table: Alias,
    /// Columns that were compared once.
    seen: Vec<String>,
    derived: Vec<(String, Expr)>,
}

impl LoweredColumns {
    /// The columns of the select at this depth of relations. The depth is a part of the table's
    /// name, so that nested selects do not hide each other's derived columns.
    pub(super) fn new(depth: usize) -> Self {
        Self {
            table: Alias::new(format!("lowered_{depth}")),
            seen: Vec::new(),
            derived: Vec::new(),
        }
    }

    /// The derived column of `column`. `None` the first time, and on databases that do not need it.
    pub(super) fn share<C: ColumnTrait>(&mut self, backend: DbBackend, column: &C) -> Option<Expr> {
        if backend != DbBackend::Postgres {
            return None;
        }
        let name = format!("{}_{}", column.entity_name(), column.as_str());
        if !self.seen.contains(&name) {
            self.seen.push(name);
            return None;
        }
        if !self.derived.iter().any(|(known, _)| *known == name) {
            self.derived.push((
                name.clone(),
                Expr::expr(Func::lower(Expr::col(column.as_column_ref()))),
            ));
        }
        Some(Expr::col((self.table.clone(), Alias::new(name))))
    }

    /// Joins all parts to one condition. Parts that use derived columns go into the subquery that
    /// computes these; the others stay outside, where the database can use indexes.
    pub(super) fn condition(self, parts: Vec<Part>) -> Condition {
        let (inside, mut outside): (Vec<_>, Vec<_>) =
            parts.into_iter().partition(|part| part.derived);
        if !inside.is_empty() {
            let mut columns = Query::select();
            for (name, expr) in self.derived {
                columns.expr_as(expr, Alias::new(name));
            }
            // OFFSET keeps PostgreSQL from inlining the expressions where they are used.
            columns.offset(0);
            let inside = inside.into_iter().map(|part| part.condition).collect();
            let subquery = Query::select()
                .expr(Expr::val(1))
                .from_subquery(columns.take(), self.table)
                .cond_where(join_conditions(inside, Condition::all))
                .take();
            outside.push(Part::plain(Condition::all().add(Expr::exists(subquery))));
        }
        join_conditions(
            outside.into_iter().map(|part| part.condition).collect(),
            Condition::all,
        )
    }
}

#[cfg(test)]
mod tests {
    use entity::kb_item::{Column, Entity};
    use sea_orm::{DbBackend, EntityTrait, QueryFilter, QueryTrait};

    use sea_orm::sea_query::{Expr, ExprTrait as _};

    use crate::domain::query::{Comparison as _, Operand, StringFilter};

    /// The SQL condition of a `contains` filter.
    fn contains(backend: DbBackend) -> String {
        let text = Expr::col((Entity, Column::Answer));
        let operand = Operand::new(backend, text.clone(), text.is_not_null(), None);
        let filter = StringFilter {
            contains: Some("Foo".to_owned()),
            ..StringFilter::default()
        };
        let select = Entity::find().filter(filter.terms(&operand).into_condition());
        let sql = select.build(backend).to_string();
        sql.split_once("WHERE ").unwrap().1.to_owned()
    }

    #[test]
    fn mariadb_lowers_a_text_only_if_its_collation_is_case_sensitive() {
        assert_eq!(
            contains(DbBackend::MySql),
            "(`helpdesk_kbitem`.`answer` LIKE '%foo%' ESCAPE '\\\\' OR \
             (COLLATION(`helpdesk_kbitem`.`answer`) NOT LIKE '%_ci' \
             AND LOWER(`helpdesk_kbitem`.`answer`) LIKE '%foo%' ESCAPE '\\\\')) \
             AND `helpdesk_kbitem`.`answer` IS NOT NULL"
        );
    }
}
