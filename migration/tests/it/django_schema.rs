//! Compares the created schema and rows with those that Django created when the contract was recorded
//! (`tests/contract/fixture`). `tests/interop` compares them with a new database of the real program.

use sea_orm_migration::sea_orm::{ConnectionTrait, Database, DatabaseConnection};

use crate::database::{TemporaryDatabase, fetch_rows, fixture_path};

const SQLITE_SCHEMA: &str = "SELECT type, name, tbl_name, sql FROM sqlite_master \
    WHERE tbl_name NOT LIKE 'deskql\\_%' ESCAPE '\\' ORDER BY type, name";

/// Queries for PostgreSQL's columns, constraints, indexes and sequences, as one column of text.
const POSTGRES_SCHEMA: &[&str] = &[
    "SELECT concat_ws(' ', table_name, ordinal_position, column_name, data_type, udt_name, \
        character_maximum_length, is_nullable, column_default, is_identity, identity_generation) \
        FROM information_schema.columns \
        WHERE table_schema = 'public' AND table_name NOT LIKE 'deskql\\_%' ORDER BY table_name, ordinal_position",
    "SELECT concat_ws(' ', conrelid::regclass, conname, contype, condeferrable, condeferred, \
        pg_get_constraintdef(oid)) FROM pg_constraint \
        WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text NOT LIKE 'deskql\\_%' \
        ORDER BY conrelid::regclass::text, conname",
    "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename NOT LIKE 'deskql\\_%' ORDER BY indexname",
    "SELECT concat_ws(' ', sequencename, data_type, start_value, min_value, max_value, increment_by, cycle, cache_size, \
        d.refobjid::regclass, d.deptype) FROM pg_sequences \
        JOIN pg_depend d ON d.objid = sequencename::regclass AND d.refobjsubid > 0 \
        WHERE schemaname = 'public' AND sequencename NOT LIKE 'deskql\\_%' ORDER BY sequencename",
];

/// Queries for MariaDB's columns, indexes, foreign keys and tables; together they say as much as
/// `SHOW CREATE TABLE`.
const MARIADB_SCHEMA: &[&str] = &[
    "SELECT CONCAT_WS(' ', table_name, ordinal_position, column_name, column_type, character_set_name, collation_name, \
        is_nullable, column_default, column_key, extra) FROM information_schema.columns \
        WHERE table_schema = DATABASE() AND table_name NOT LIKE 'deskql\\_%' ORDER BY table_name, ordinal_position",
    "SELECT CONCAT_WS(' ', table_name, index_name, non_unique, seq_in_index, column_name, sub_part, nullable, index_type) \
        FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name NOT LIKE 'deskql\\_%' \
        ORDER BY table_name, index_name, seq_in_index",
    "SELECT CONCAT_WS(' ', k.table_name, k.constraint_name, k.ordinal_position, k.column_name, k.referenced_table_name, \
        k.referenced_column_name, r.update_rule, r.delete_rule) FROM information_schema.key_column_usage k \
        LEFT JOIN information_schema.referential_constraints r \
        ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name \
        WHERE k.table_schema = DATABASE() AND k.table_name NOT LIKE 'deskql\\_%' \
        ORDER BY k.table_name, k.constraint_name, k.ordinal_position",
    "SELECT CONCAT_WS(' ', table_name, engine, table_collation, row_format) FROM information_schema.tables \
        WHERE table_schema = DATABASE() AND table_name NOT LIKE 'deskql\\_%' ORDER BY table_name",
];

/// Query for check constraints, whose columns differ between MariaDB and MySQL.
const MARIADB_CHECKS: &str = "SELECT CONCAT_WS(' ', table_name, constraint_name, check_clause) \
    FROM information_schema.check_constraints WHERE constraint_schema = DATABASE() ORDER BY table_name, constraint_name";

const ROWS: &[&str] = &[
    "SELECT CONCAT(id, ''), app_label, model, '' FROM django_content_type ORDER BY django_content_type.id",
    "SELECT CONCAT(id, ''), CONCAT(content_type_id, ''), codename, name FROM auth_permission \
        WHERE id <= 120 ORDER BY auth_permission.id",
    "SELECT CONCAT(id, ''), app, name, '' FROM django_migrations ORDER BY django_migrations.id",
    "SELECT CONCAT(id, ''), domain, name, '' FROM django_site ORDER BY django_site.id",
];

/// The database that the real program created.
async fn recorded_database() -> DatabaseConnection {
    Database::connect(format!(
        "sqlite:{}?mode=ro",
        fixture_path("helpdesk.sqlite3").display()
    ))
    .await
    .unwrap()
}

#[tokio::test]
async fn creates_djangos_schema_on_sqlite() {
    let database = TemporaryDatabase::sqlite();
    let (ours, theirs) = (database.connect().await, recorded_database().await);
    migration::migrate(&ours).await.unwrap();
    let (ours, theirs) = (
        fetch_rows(&ours, 4, SQLITE_SCHEMA).await,
        fetch_rows(&theirs, 4, SQLITE_SCHEMA).await,
    );
    assert!(theirs.len() > 90);
    assert_eq!(ours, theirs);
}

#[tokio::test]
async fn creates_djangos_schema_on_postgresql() {
    let (Some(ours), Some(theirs)) = (
        TemporaryDatabase::postgres().await,
        TemporaryDatabase::postgres().await,
    ) else {
        return;
    };
    migration::migrate(&ours.connect().await).await.unwrap();
    let schema = std::fs::read_to_string(fixture_path("schema.pg.sql")).unwrap();
    theirs
        .connect()
        .await
        .execute_unprepared(&schema)
        .await
        .unwrap();
    // The dump has emptied the search path of its connection, so open new ones.
    let (ours, theirs) = (ours.connect().await, theirs.connect().await);
    for sql in POSTGRES_SCHEMA {
        let expected = fetch_rows(&theirs, 1, sql).await;
        assert!(expected.len() > 30, "{sql}");
        assert_eq!(fetch_rows(&ours, 1, sql).await, expected);
    }
}

#[tokio::test]
async fn creates_djangos_schema_on_mariadb() {
    let (Some(ours), Some(theirs)) = (
        TemporaryDatabase::mariadb().await,
        TemporaryDatabase::mariadb().await,
    ) else {
        return;
    };
    let (ours, theirs) = (ours.connect().await, theirs.connect().await);
    migration::migrate(&ours).await.unwrap();
    let schema = std::fs::read_to_string(fixture_path("schema.mysql.sql")).unwrap();
    theirs.execute_unprepared(&schema).await.unwrap();
    for sql in MARIADB_SCHEMA {
        let expected = fetch_rows(&theirs, 1, sql).await;
        assert!(expected.len() > 30, "{sql}");
        assert_eq!(fetch_rows(&ours, 1, sql).await, expected);
    }
    let expected = fetch_rows(&theirs, 1, MARIADB_CHECKS).await;
    assert!(expected.len() > 4, "{expected:?}");
    assert_eq!(fetch_rows(&ours, 1, MARIADB_CHECKS).await, expected);
}

#[tokio::test]
async fn inserts_djangos_rows() {
    let theirs = recorded_database().await;
    for database in TemporaryDatabase::of_each_kind().await {
        let ours = database.connect().await;
        migration::migrate(&ours).await.unwrap();
        for sql in ROWS {
            let expected = fetch_rows(&theirs, 4, sql).await;
            assert!(!expected.is_empty());
            assert_eq!(fetch_rows(&ours, 4, sql).await, expected);
        }
    }
}

#[tokio::test]
async fn inserts_the_email_templates() {
    for database in TemporaryDatabase::of_each_kind().await {
        let db = database.connect().await;
        migration::migrate(&db).await.unwrap();
        let names = "SELECT template_name, locale FROM helpdesk_emailtemplate ORDER BY id";
        let expected: Vec<_> = migration::email_templates::all()
            .iter()
            .map(|template| format!("{} | {}", template.template_name, template.locale))
            .collect();
        assert_eq!(fetch_rows(&db, 2, names).await, expected);
    }
}

#[tokio::test]
async fn advances_the_sequences() {
    for database in TemporaryDatabase::of_each_kind().await {
        let db = database.connect().await;
        migration::migrate(&db).await.unwrap();
        for (insert, next) in [
            (
                "INSERT INTO django_content_type (app_label, model) VALUES ('a', 'b') RETURNING CONCAT(id, '')",
                "31",
            ),
            (
                "INSERT INTO auth_permission (content_type_id, codename, name) VALUES (1, 'a', 'b') \
                 RETURNING CONCAT(id, '')",
                "121",
            ),
            (
                "INSERT INTO django_site (domain, name) VALUES ('a', 'b') RETURNING CONCAT(id, '')",
                "2",
            ),
            (
                "INSERT INTO django_migrations (app, name, applied) VALUES ('a', 'b', CURRENT_TIMESTAMP) \
                 RETURNING CONCAT(id, '')",
                "68",
            ),
            (
                "INSERT INTO helpdesk_emailtemplate (template_name, subject, heading, plain_text, html) \
                 VALUES ('', '', '', '', '') RETURNING CONCAT(id, '')",
                "35",
            ),
        ] {
            assert_eq!(fetch_rows(&db, 1, insert).await, [next], "{insert}");
        }
    }
}
