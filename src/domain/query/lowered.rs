//! Texts in lower case that several comparisons of one filter share. PostgreSQL evaluates
//! `LOWER(column)` again for each of them, which is most of the work where texts are long: from the
//! second comparison of a column on, they use a derived column, which is computed once a row.
//! SQLite and the usual collations of MariaDB ignore case in `LIKE` itself.

use sea_orm::sea_query::{Alias, Expr, Func, Query};
use sea_orm::{ColumnTrait, Condition, DbBackend};

use super::filter::joined;

/// One part of a condition: all parts must hold.
#[derive(Debug)]
pub struct Part {
    pub condition: Condition,
    /// Whether it uses a derived column.
    pub derived: bool,
}

impl Part {
    pub(super) fn plain(condition: Condition) -> Self {
        Self {
            condition,
            derived: false,
        }
    }
}

/// The columns that the filter of one select compares in lower case.
#[derive(Debug)]
pub(super) struct Lowered {
    table: Alias,
    seen: Vec<String>,
    derived: Vec<(String, Expr)>,
}

impl Lowered {
    /// For the select at a depth of relations, whose derived columns must not hide those of selects
    /// around it.
    pub(super) fn new(depth: usize) -> Self {
        Self {
            table: Alias::new(format!("lowered_{depth}")),
            seen: Vec::new(),
            derived: Vec::new(),
        }
    }

    /// The derived column of a column that was compared before.
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

    /// All parts in one condition, those that use derived columns within the select that derives
    /// them. The others stay outside, where indexes serve them.
    pub(super) fn condition(self, parts: Vec<Part>) -> Condition {
        let (inside, mut outside): (Vec<_>, Vec<_>) =
            parts.into_iter().partition(|part| part.derived);
        if !inside.is_empty() {
            let mut columns = Query::select();
            for (name, expr) in self.derived {
                columns.expr_as(expr, Alias::new(name));
            }
            // With an offset PostgreSQL does not put the expressions back to where they are used.
            columns.offset(0);
            let inside = inside.into_iter().map(|part| part.condition).collect();
            let holds = Query::select()
                .expr(Expr::val(1))
                .from_subquery(columns.take(), self.table)
                .cond_where(joined(inside, Condition::all))
                .take();
            outside.push(Part::plain(Condition::all().add(Expr::exists(holds))));
        }
        joined(
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

    use crate::domain::query::comparators::{Comparison as _, Operand, StringFilter};

    /// The condition of a `contains` on a text.
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
    fn mariadb_lowers_a_text_only_where_its_collation_heeds_case() {
        assert_eq!(
            contains(DbBackend::MySql),
            "(`helpdesk_kbitem`.`answer` LIKE '%foo%' ESCAPE '\\\\' OR \
             (COLLATION(`helpdesk_kbitem`.`answer`) NOT LIKE '%_ci' \
             AND LOWER(`helpdesk_kbitem`.`answer`) LIKE '%foo%' ESCAPE '\\\\')) \
             AND `helpdesk_kbitem`.`answer` IS NOT NULL"
        );
    }
}
