//! Columns of Django's tables that older releases of django-helpdesk lack. Entities select and
//! insert all columns, so statements that name a missing one are adapted before they run: it reads
//! as null and is not written.
//!
//! The columns are inspected when the pool opens, by [`crate::Db::inspect_columns`], and after a
//! statement failed that names one of them: Django may be upgraded meanwhile.

use std::ops::Range;
use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm::{DbBackend, DbErr, QueryResult, Statement, Value, Values};

/// A column that a table may lack.
struct Optional {
    table: &'static str,
    name: &'static str,
}

/// All of them. `helpdesk_followup.email_recipients` came with django-helpdesk 2.4.0,
/// `helpdesk_usersettings.ticket_respond_layout` with 2.6.0.
const OPTIONAL: [Optional; 2] = [
    Optional {
        table: "helpdesk_followup",
        name: "email_recipients",
    },
    Optional {
        table: "helpdesk_usersettings",
        name: "ticket_respond_layout",
    },
];

/// Characters that `helpdesk_ticketchange.field` holds; 100 before django-helpdesk 1.5.1.
const MAX_CHANGE_FIELD: u32 = 200;

/// The columns as they were inspected last.
pub(crate) struct Columns {
    /// Bit `i` is set if `OPTIONAL[i]` is missing.
    missing: AtomicU32,
    max_change_field: AtomicU32,
}

impl Default for Columns {
    fn default() -> Self {
        Self {
            missing: AtomicU32::new(0),
            max_change_field: AtomicU32::new(MAX_CHANGE_FIELD),
        }
    }
}

impl Columns {
    /// The bits of the missing columns.
    pub(crate) fn missing(&self) -> u32 {
        self.missing.load(Ordering::Relaxed)
    }

    /// The number of characters that `helpdesk_ticketchange.field` holds.
    pub(crate) fn max_change_field(&self) -> usize {
        self.max_change_field.load(Ordering::Relaxed) as usize
    }

    /// Stores the rows of [`inspection`]. Columns of a missing table count as present.
    ///
    /// # Errors
    /// A row does not match.
    pub(crate) fn update(&self, rows: &[QueryResult]) -> Result<(), DbErr> {
        let mut found: Vec<(String, String, String)> = Vec::with_capacity(rows.len());
        for row in rows {
            found.push((
                row.try_get_by_index(0)?,
                row.try_get_by_index(1)?,
                row.try_get_by_index(2)?,
            ));
        }
        let mut missing = 0;
        for (bit, column) in OPTIONAL.iter().enumerate() {
            let mut names = found
                .iter()
                .filter(|(table, ..)| table == column.table)
                .map(|(_, name, _)| name)
                .peekable();
            if names.peek().is_some() && !names.any(|name| name == column.name) {
                missing |= 1 << bit;
            }
        }
        let length = found
            .iter()
            .find(|(table, name, _)| table == "helpdesk_ticketchange" && name == "field")
            .and_then(|(.., kind)| kind.split_once('(')?.1.strip_suffix(')')?.parse().ok());
        self.missing.store(missing, Ordering::Relaxed);
        self.max_change_field
            .store(length.unwrap_or(MAX_CHANGE_FIELD), Ordering::Relaxed);
        Ok(())
    }
}

/// Selects table, name and type (such as `varchar(100)`) of the columns of the tables in question.
pub(crate) fn inspection(backend: DbBackend) -> Statement {
    let sql = match backend {
        DbBackend::Sqlite => {
            "SELECT t.name, c.name, c.type FROM (SELECT 'helpdesk_followup' AS name \
             UNION ALL SELECT 'helpdesk_usersettings' UNION ALL SELECT 'helpdesk_ticketchange') t \
             JOIN pragma_table_info(t.name) c"
        }
        DbBackend::Postgres => {
            "SELECT t.name, a.attname::text, pg_catalog.format_type(a.atttypid, a.atttypmod) \
             FROM (VALUES ('helpdesk_followup'), ('helpdesk_usersettings'), ('helpdesk_ticketchange')) \
             AS t (name) JOIN pg_catalog.pg_attribute a ON a.attrelid = to_regclass(t.name) \
             WHERE a.attnum > 0 AND NOT a.attisdropped"
        }
        _ => {
            "SELECT CONVERT(table_name USING utf8mb4), CONVERT(column_name USING utf8mb4), \
             CONVERT(column_type USING utf8mb4) FROM information_schema.columns \
             WHERE table_schema = DATABASE() AND table_name IN \
             ('helpdesk_followup', 'helpdesk_usersettings', 'helpdesk_ticketchange')"
        }
    };
    Statement::from_string(backend, sql)
}

/// Whether a statement names a column that may be missing.
pub(crate) fn concerns(statement: &Statement) -> bool {
    OPTIONAL
        .iter()
        .any(|column| statement.sql.contains(column.name))
}

/// Replaces the missing columns in what a statement returns, and removes them from what it inserts.
pub(crate) fn adapt(mut statement: Statement, missing: u32) -> Statement {
    let quote = match statement.db_backend {
        DbBackend::MySql => '`',
        _ => '"',
    };
    for (bit, Optional { table, name }) in OPTIONAL.iter().enumerate() {
        if missing & (1 << bit) == 0 || !statement.sql.contains(name) {
            continue;
        }
        let quoted = format!("{quote}{name}{quote}");
        let insert = format!("INSERT INTO {quote}{table}{quote} ");
        let update = format!("UPDATE {quote}{table}{quote} ");
        let is_insert = statement.sql.starts_with(&insert);
        if is_insert {
            statement = without_column(statement, insert.len(), &quoted);
        }
        // Names are not qualified in what a write returns.
        let mut unqualified = statement.sql.len();
        if is_insert || statement.sql.starts_with(&update) {
            unqualified = statement
                .sql
                .find(" RETURNING ")
                .unwrap_or(statement.sql.len());
        }
        let qualified = format!("{quote}{table}{quote}.{quoted}");
        let returned = null_instead_of(&quoted, &statement.sql[unqualified..]);
        statement.sql.truncate(unqualified);
        statement.sql = null_instead_of(&qualified, &statement.sql) + &returned;
    }
    statement
}

/// Replaces a column in a list of returned columns with NULL under its name or its alias.
fn null_instead_of(column: &str, sql: &str) -> String {
    let name = column.rsplit('.').next().unwrap_or(column);
    let mut parts = sql.split(column);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str("NULL");
        if !part.starts_with(" AS ") {
            out.push_str(" AS ");
            out.push_str(name);
        }
        out.push_str(part);
    }
    out
}

/// Removes a column and its values from `INSERT INTO table (…) VALUES (…), (…)`. The list of columns
/// begins at `start`.
fn without_column(statement: Statement, start: usize, column: &str) -> Statement {
    const VALUES: &str = " VALUES ";
    let sql = &statement.sql;
    let Some((names, mut end)) = elements(sql, start) else {
        return statement;
    };
    let index = names.iter().position(|name| &sql[name.clone()] == column);
    let (Some(index), true) = (index, sql[end..].starts_with(VALUES)) else {
        return statement;
    };
    let mut removed = vec![with_separator(&names, index)];
    end += VALUES.len();
    while let Some((row, row_end)) = elements(sql, end).filter(|(row, _)| row.len() > index) {
        removed.push(with_separator(&row, index));
        end = row_end + ", ".len();
        if !sql[row_end..].starts_with(", ") {
            break;
        }
    }
    let numbered = statement.db_backend == DbBackend::Postgres;
    let old_values = statement.values.map(|values| values.0).unwrap_or_default();
    let mut values: Vec<Value> = Vec::with_capacity(old_values.len());
    let mut out = String::with_capacity(sql.len());
    let mut old_values = old_values.into_iter();
    let mut copied = 0;
    for placeholder in placeholders(sql, numbered) {
        let Some(value) = old_values.next() else {
            break;
        };
        if removed
            .iter()
            .any(|range| range.contains(&placeholder.start))
        {
            continue;
        }
        values.push(value);
        copy(sql, copied..placeholder.start, &removed, &mut out);
        if numbered {
            out.push_str(&format!("${}", values.len()));
        } else {
            out.push('?');
        }
        copied = placeholder.end;
    }
    copy(sql, copied..sql.len(), &removed, &mut out);
    Statement {
        sql: out,
        values: Some(Values(values)),
        db_backend: statement.db_backend,
    }
}

/// Copies a part of `sql` without the removed ranges.
fn copy(sql: &str, part: Range<usize>, removed: &[Range<usize>], out: &mut String) {
    let mut from = part.start;
    for range in removed {
        if range.end > from && range.start < part.end {
            out.push_str(&sql[from..range.start.max(from)]);
            from = range.end;
        }
    }
    if from < part.end {
        out.push_str(&sql[from..part.end]);
    }
}

/// The range of an element with the comma before or after it.
fn with_separator(elements: &[Range<usize>], index: usize) -> Range<usize> {
    match (index.checked_sub(1), elements.get(index + 1)) {
        (Some(before), _) => elements[before].end..elements[index].end,
        (None, Some(after)) => elements[index].start..after.start,
        (None, None) => elements[index].clone(),
    }
}

/// The elements of the list in parentheses that begins at `start`, and the end of the list.
fn elements(sql: &str, start: usize) -> Option<(Vec<Range<usize>>, usize)> {
    if sql.as_bytes().get(start) != Some(&b'(') {
        return None;
    }
    let (mut found, mut depth, mut element) = (Vec::new(), 0_u32, start + 1);
    for (at, byte) in unquoted(sql, start) {
        match byte {
            b'(' => depth += 1,
            b')' if depth == 1 => {
                found.push(element..at);
                return Some((found, at + 1));
            }
            b')' => depth -= 1,
            b',' if depth == 1 => {
                found.push(element..at);
                element = at + ", ".len();
            }
            _ => {}
        }
    }
    None
}

/// The placeholders of a statement in the order of its values: `?`, or `$1` if they are numbered.
fn placeholders(sql: &str, numbered: bool) -> Vec<Range<usize>> {
    let digits = |at: usize| sql[at..].bytes().take_while(u8::is_ascii_digit).count();
    unquoted(sql, 0)
        .filter_map(|(at, byte)| match byte {
            b'$' if numbered && digits(at + 1) > 0 => Some(at..at + 1 + digits(at + 1)),
            b'?' if !numbered => Some(at..at + 1),
            _ => None,
        })
        .collect()
}

/// The bytes outside of quotes from `start` on, with their positions. Doubled quotes end and begin a
/// quoted text.
fn unquoted(sql: &str, start: usize) -> impl Iterator<Item = (usize, u8)> {
    let mut quote = None;
    sql.bytes()
        .enumerate()
        .skip(start)
        .filter(move |(_, byte)| match quote {
            Some(end) => {
                if *byte == end {
                    quote = None;
                }
                false
            }
            None if matches!(byte, b'\'' | b'"' | b'`') => {
                quote = Some(*byte);
                false
            }
            None => true,
        })
}

#[cfg(test)]
mod tests {
    use sea_orm::{ActiveValue::Set, EntityTrait, Insert, QueryTrait};

    use super::*;
    use crate::{followup, user_settings};

    const ALL: u32 = 0b11;
    const BACKENDS: [DbBackend; 3] = [DbBackend::Sqlite, DbBackend::Postgres, DbBackend::MySql];

    fn row(title: &str) -> followup::ActiveModel {
        followup::ActiveModel {
            title: Set(Some(title.to_owned())),
            email_recipients: Set(Some(sea_orm::JsonValue::from(vec!["a@example.com"]))),
            public: Set(true),
            ..Default::default()
        }
    }

    #[test]
    fn reads_null() {
        for backend in BACKENDS {
            let select = followup::Entity::find().build(backend);
            let plain = select.to_string().replace(['"', '`'], "");
            let adapted = adapt(select, ALL).to_string().replace(['"', '`'], "");
            assert_eq!(
                adapted,
                plain.replace(
                    "helpdesk_followup.email_recipients",
                    "NULL AS email_recipients"
                )
            );
            let settings = adapt(user_settings::Entity::find().build(backend), ALL);
            assert!(settings.sql.contains("NULL AS "), "{}", settings.sql);
        }
    }

    #[test]
    fn keeps_aliases() {
        assert_eq!(
            null_instead_of("\"t\".\"c\"", "SELECT \"t\".\"c\" AS \"B_c\", \"t\".\"c\""),
            "SELECT NULL AS \"B_c\", NULL AS \"c\""
        );
    }

    #[test]
    fn does_not_write() {
        for backend in BACKENDS {
            let insert = Insert::many([row("a, (b) ? $1 '"), row("c")]).build(backend);
            assert!(concerns(&insert));
            let adapted = adapt(insert, ALL);
            assert!(!adapted.sql.contains("email_recipients"), "{}", adapted.sql);
            let values = adapted.values.clone().unwrap().0;
            assert_eq!(values.len(), 4);
            assert_eq!(
                placeholders(&adapted.sql, backend == DbBackend::Postgres).len(),
                4
            );
            assert!(!values.iter().any(|value| matches!(value, Value::Json(_))));
            let shown = adapted.to_string();
            assert!(
                shown.contains("a, (b) ? $1 ''") || shown.contains("a, (b) ? $1 \\'"),
                "{shown}"
            );
            if backend == DbBackend::Postgres {
                assert!(
                    adapted.sql.ends_with("($1, $2), ($3, $4)"),
                    "{}",
                    adapted.sql
                );
            }
        }
    }

    #[test]
    fn returns_null() {
        let mut insert = Insert::one(row("a")).build(DbBackend::Postgres);
        insert.sql += " RETURNING \"id\", \"email_recipients\"";
        let adapted = adapt(insert, ALL);
        assert!(
            adapted
                .sql
                .ends_with("VALUES ($1, $2) RETURNING \"id\", NULL AS \"email_recipients\""),
            "{}",
            adapted.sql
        );
    }

    #[test]
    fn updates_return_null() {
        let mut update = Statement::from_string(
            DbBackend::Postgres,
            "UPDATE \"helpdesk_followup\" SET \"comment\" = 'x' WHERE \"id\" = 1",
        );
        update.sql += " RETURNING \"id\", \"email_recipients\"";
        let adapted = adapt(update, ALL);
        assert!(
            adapted
                .sql
                .ends_with(" RETURNING \"id\", NULL AS \"email_recipients\""),
            "{}",
            adapted.sql
        );
    }

    #[test]
    fn leaves_present_columns_alone() {
        let insert = Insert::one(row("a")).build(DbBackend::Sqlite);
        assert_eq!(adapt(insert.clone(), 0b10).sql, insert.sql);
    }
}
