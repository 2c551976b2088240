//! The triggers and their SQL. A trigger refers to no other of Django's tables, because SQLite
//! rejects Django's `ALTER TABLE … RENAME` while a trigger names a table that does not exist.

use sea_orm_migration::sea_orm::DbBackend;

/// One of Django's tables whose rows are searched.
#[derive(Debug)]
pub(super) struct Table {
    name: &'static str,
    /// The kind of object whose document is outdated.
    kind: &'static str,
    /// The column with the ID of that object.
    object: &'static str,
    /// The columns whose change makes the document outdated, besides `object`.
    columns: &'static [&'static str],
    /// Whether new and deleted rows make it outdated too.
    rows: bool,
}

/// The tables.
pub(super) const TABLES: &[Table] = &[
    Table {
        name: "helpdesk_ticket",
        kind: "ticket",
        object: "id",
        columns: &["title", "description", "resolution", "submitter_email"],
        rows: true,
    },
    Table {
        name: "helpdesk_followup",
        kind: "ticket",
        object: "ticket_id",
        columns: &["title", "comment", "public"],
        rows: true,
    },
    Table {
        name: "helpdesk_followupattachment",
        kind: "followup",
        object: "followup_id",
        columns: &["filename"],
        rows: true,
    },
    Table {
        name: "helpdesk_ticketcc",
        kind: "ticket",
        object: "ticket_id",
        columns: &["email", "user_id"],
        rows: true,
    },
    Table {
        name: "helpdesk_ticketcustomfieldvalue",
        kind: "ticket",
        object: "ticket_id",
        columns: &["value", "field_id"],
        rows: true,
    },
    Table {
        name: "helpdesk_customfield",
        kind: "field",
        object: "id",
        columns: &["staff_only"],
        rows: false,
    },
    Table {
        name: "auth_user",
        kind: "user",
        object: "id",
        columns: &["email"],
        rows: false,
    },
    Table {
        name: "helpdesk_kbitem",
        kind: "article",
        object: "id",
        columns: &["title", "question", "answer"],
        rows: true,
    },
    Table {
        name: "helpdesk_kbiattachment",
        kind: "article",
        object: "kbitem_id",
        columns: &["filename"],
        rows: true,
    },
];

/// The events of a table's triggers, in SQL.
fn events(table: &Table) -> &'static [&'static str] {
    if table.rows {
        &["insert", "update", "delete"]
    } else {
        &["update"]
    }
}

fn name(table: &Table, event: &str) -> String {
    let short = table.name.strip_prefix("helpdesk_").unwrap_or(table.name);
    format!("deskql_search_{short}_{event}")
}

/// Names of a table's triggers.
pub(super) fn names(table: &Table) -> Vec<String> {
    events(table)
        .iter()
        .map(|event| name(table, event))
        .collect()
}

/// The statements that remove a table's triggers, if they exist.
pub(super) fn removal(backend: DbBackend, table: &Table) -> Vec<String> {
    let names = names(table).into_iter();
    if backend != DbBackend::Postgres {
        return names
            .map(|name| format!("DROP TRIGGER IF EXISTS {name}"))
            .collect();
    }
    let mut statements: Vec<String> = names
        .map(|name| format!("DROP TRIGGER IF EXISTS {name} ON {}", table.name))
        .collect();
    statements.push(format!(
        "DROP FUNCTION IF EXISTS {}()",
        name(table, "changed")
    ));
    statements
}

/// The statements that create a table's triggers.
pub(super) fn creation(backend: DbBackend, table: &Table) -> Vec<String> {
    match backend {
        DbBackend::Sqlite => sqlite(table),
        DbBackend::Postgres => postgres(table),
        _ => mysql(table),
    }
}

/// The columns that a trigger compares.
fn compared(table: &Table) -> impl Iterator<Item = &'static str> {
    let object = (table.object != "id").then_some(table.object);
    table.columns.iter().copied().chain(object)
}

fn sqlite(table: &Table) -> Vec<String> {
    let Table {
        name: of,
        kind,
        object,
        ..
    } = table;
    let insert = |row: &str| {
        format!(
            "INSERT INTO deskql_search_change (kind, object_id) VALUES ('{kind}', {row}.\"{object}\");"
        )
    };
    let trigger = |event: &str| {
        let name = name(table, event);
        match event {
            "insert" => format!(
                "CREATE TRIGGER {name} AFTER INSERT ON {of} BEGIN {} END",
                insert("NEW")
            ),
            "delete" => format!(
                "CREATE TRIGGER {name} AFTER DELETE ON {of} BEGIN {} END",
                insert("OLD")
            ),
            _ => {
                let changed: Vec<_> = compared(table)
                    .map(|column| format!("OLD.\"{column}\" IS NOT NEW.\"{column}\""))
                    .collect();
                // Also for the former object of a row that was moved.
                let moved = format!(
                    "INSERT INTO deskql_search_change (kind, object_id) SELECT '{kind}', OLD.\"{object}\" \
                     WHERE OLD.\"{object}\" <> NEW.\"{object}\";"
                );
                format!(
                    "CREATE TRIGGER {name} AFTER UPDATE ON {of} WHEN {} BEGIN {} {moved} END",
                    changed.join(" OR "),
                    insert("NEW")
                )
            }
        }
    };
    events(table).iter().map(|event| trigger(event)).collect()
}

fn postgres(table: &Table) -> Vec<String> {
    let Table {
        name: of,
        kind,
        object,
        ..
    } = table;
    let function = name(table, "changed");
    // Runs with the rights of its owner, since Django's role may not be allowed to write to deskql's
    // tables. An error is ignored, so that Django's write succeeds.
    let body = format!(
        "CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER \
         SET search_path FROM CURRENT AS $$ BEGIN \
         IF TG_OP <> 'DELETE' THEN \
         INSERT INTO deskql_search_change (kind, object_id) VALUES ('{kind}', NEW.{object}); END IF; \
         IF TG_OP = 'DELETE' OR TG_OP = 'UPDATE' AND OLD.{object} <> NEW.{object} THEN \
         INSERT INTO deskql_search_change (kind, object_id) VALUES ('{kind}', OLD.{object}); END IF; \
         RETURN NULL; \
         EXCEPTION WHEN OTHERS THEN \
         RAISE WARNING 'deskql could not record a change for its search: %', SQLERRM; \
         RETURN NULL; END $$"
    );
    let trigger = |event: &str| {
        let name = name(table, event);
        let condition = if event == "update" {
            let changed: Vec<_> = compared(table)
                .map(|column| format!("OLD.{column} IS DISTINCT FROM NEW.{column}"))
                .collect();
            format!(" WHEN ({})", changed.join(" OR "))
        } else {
            String::new()
        };
        format!(
            "CREATE TRIGGER {name} AFTER {} ON {of} FOR EACH ROW{condition} EXECUTE FUNCTION {function}()",
            event.to_uppercase()
        )
    };
    std::iter::once(body)
        .chain(events(table).iter().map(|event| trigger(event)))
        .collect()
}

fn mysql(table: &Table) -> Vec<String> {
    let Table {
        name: of,
        kind,
        object,
        ..
    } = table;
    let insert = |row: &str| {
        format!(
            "INSERT INTO deskql_search_change (kind, object_id) VALUES ('{kind}', {row}.`{object}`);"
        )
    };
    let trigger = |event: &str| {
        let body = match event {
            "insert" => insert("NEW"),
            "delete" => insert("OLD"),
            _ => {
                // As bytes, since most collations ignore case and accents.
                let same: Vec<_> = compared(table)
                    .map(|column| {
                        format!("CAST(OLD.`{column}` AS BINARY) <=> CAST(NEW.`{column}` AS BINARY)")
                    })
                    .collect();
                format!(
                    "IF NOT ({}) THEN {} END IF; IF OLD.`{object}` <> NEW.`{object}` THEN {} END IF;",
                    same.join(" AND "),
                    insert("NEW"),
                    insert("OLD")
                )
            }
        };
        // An error is ignored, so that Django's write succeeds.
        format!(
            "CREATE TRIGGER {} AFTER {} ON {of} FOR EACH ROW BEGIN \
             DECLARE CONTINUE HANDLER FOR SQLEXCEPTION BEGIN END; {body} END",
            name(table, event),
            event.to_uppercase()
        )
    };
    events(table).iter().map(|event| trigger(event)).collect()
}
