//! Creates many tickets quickly: the rows of `benches/fill.sql`, and everything else that a ticket
//! may have.

use regex::Regex;
use sea_orm::{ConnectionTrait, DbBackend};

/// The token of the superuser in `fill.sql`.
pub const TOKEN: &str = "0be00be00be00be00be00be00be00be00be00be0";

/// For each ticket a change, a copy, a checklist with two tasks and a dependency, and an article
/// for every fifth.
const RELATED_ROWS: &str = "
INSERT INTO helpdesk_ticketchange (id, followup_id, field, old_value, new_value)
SELECT id, id, 'Status', 'Open', 'Resolved' FROM helpdesk_followup WHERE id > 1000 AND new_status IS NOT NULL;

INSERT INTO helpdesk_ticketcc (id, ticket_id, user_id, email, can_view, can_update)
SELECT id, id, 1001 + id % 20, NULL, TRUE, FALSE FROM helpdesk_ticket WHERE id > 1000;

INSERT INTO helpdesk_checklist (id, name, ticket_id) SELECT id, 'Repair', id FROM helpdesk_ticket WHERE id > 1000;

INSERT INTO helpdesk_checklisttask (id, description, completion_date, position, checklist_id)
SELECT id * 2 + k, 'Task ' || k, NULL, k, id FROM helpdesk_checklist
CROSS JOIN (SELECT 0 AS k UNION ALL SELECT 1) AS two WHERE id > 1000;

INSERT INTO helpdesk_ticketdependency (id, ticket_id, depends_on_id)
SELECT id, id, id - 1 FROM helpdesk_ticket WHERE id > 1001;

INSERT INTO helpdesk_kbcategory (id, name, title, slug, description, queue_id, public)
VALUES (1001, 'Printers', 'Printers', 'printers', 'About printers', 1001, TRUE);

INSERT INTO helpdesk_kbitem (id, category_id, title, question, answer, votes, recommendations, last_updated, team_id, \"order\", enabled)
VALUES (1001, 1001, 'Pages twice', 'Why twice?', 'The drum.', 0, 0, TIME(0), NULL, 1, TRUE);

UPDATE helpdesk_ticket SET kbitem_id = 1001 WHERE id > 1000 AND id % 5 = 0;
";

/// Inserts `tickets` tickets into a database that has django-helpdesk's tables.
pub async fn fill(db: &entity::Db, tickets: u32) {
    let backend = db.get_database_backend();
    let (time, duration) = match backend {
        DbBackend::Postgres => (
            "(timestamptz '2025-01-01 00:00:00Z' + ($1) * interval '1 minute')",
            "(($1) * interval '1 minute')",
        ),
        DbBackend::MySql => (
            "(TIMESTAMP '2025-01-01 00:00:00' + INTERVAL ($1) MINUTE)",
            "(($1) * 60000000)",
        ),
        _ => (
            "datetime('2025-01-01', '+' || ($1) || ' minutes')",
            "(($1) * 60000000)",
        ),
    };
    let sql = [include_str!("../../../benches/fill.sql"), RELATED_ROWS]
        .concat()
        .replace(":N", &tickets.to_string());
    let sql = Regex::new(r"\bTIME\(([^()]*)\)")
        .unwrap()
        .replace_all(&sql, time);
    let sql = Regex::new(r"\bDURATION\(([^()]*)\)")
        .unwrap()
        .replace_all(&sql, duration);
    if backend == DbBackend::MySql {
        // MariaDB silently ends recursions early.
        let sql = sql
            .replace("(key,", "(`key`,")
            .replace("\"order\"", "`order`");
        let sql = format!("SET max_recursive_iterations = 1000000;\nBEGIN;\n{sql}\nCOMMIT;");
        db.execute_unprepared(&sql).await.unwrap();
        let tables = "helpdesk_ticket, helpdesk_followup, helpdesk_followupattachment, helpdesk_ticketcustomfieldvalue";
        db.execute_unprepared(&format!("ANALYZE TABLE {tables}"))
            .await
            .unwrap();
        return;
    }
    db.execute_unprepared(&format!("BEGIN;\n{sql}\nCOMMIT;"))
        .await
        .unwrap();
    db.execute_unprepared("ANALYZE").await.unwrap();
}
