//! `migrate` on empty, existing, incompatible and half-migrated databases.

use migration::{Error, Incompatibility, Inventory, State, Version, migrate};
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseConnection};

use crate::database::{TemporaryDatabase, fetch_rows, is_postgres};

/// Our own tables, sorted.
const OWN_TABLES: [&str; 9] = [
    "deskql_event",
    "deskql_idempotency",
    "deskql_installation",
    "deskql_login_failure",
    "deskql_migrations",
    "deskql_outbox",
    "deskql_personal_token",
    "deskql_usage",
    "deskql_watch",
];

/// A database with Django's tables only, as the real program creates it.
async fn connect_with_django_tables(database: &TemporaryDatabase) -> DatabaseConnection {
    let db = database.connect().await;
    migrate(&db).await.unwrap();
    for table in OWN_TABLES {
        db.execute_unprepared(&format!("DROP TABLE {table}"))
            .await
            .unwrap();
    }
    db
}

async fn migrate_incompatible(db: &DatabaseConnection) -> Incompatibility {
    match migrate(db).await {
        Err(Error::Incompatible(incompatibility)) => incompatibility,
        other => panic!("expected an incompatible database: {other:?}"),
    }
}

/// The tables and migrations of a database, for comparison.
async fn snapshot(db: &DatabaseConnection) -> (Inventory, Vec<String>) {
    let migrations = fetch_rows(db, 2, "SELECT app, name FROM django_migrations ORDER BY id").await;
    (Inventory::read(db).await.unwrap(), migrations)
}

#[tokio::test]
async fn migrates_an_empty_database_once() {
    for database in TemporaryDatabase::of_each_kind().await {
        let db = database.connect().await;
        assert_eq!(Inventory::read(&db).await.unwrap().state(), State::Empty);
        let first = migrate(&db).await.unwrap();
        assert!(first.created_django);
        assert!(first.created_tables.contains(&"helpdesk_ticket".to_owned()));
        let all = [
            "m20261124_1_django",
            "m20261124_2_idempotency",
            "m20261124_3_outbox",
            "m20261124_4_events",
            "m20261127_1_installation",
            "m20261128_1_login_failure",
            "m20261129_1_usage",
            "m20261130_1_personal_token",
        ];
        assert_eq!(first.applied_migrations, all);
        let inventory = Inventory::read(&db).await.unwrap();
        assert!(matches!(
            inventory.state(),
            State::Helpdesk(Version::Supported { .. })
        ));
        assert_eq!(inventory.incompatibility(), None);
        assert!(!inventory.needs_migration());

        let before = snapshot(&db).await;
        let second = migrate(&db).await.unwrap();
        assert!(
            !second.created_django
                && second.applied_migrations.is_empty()
                && second.created_tables.is_empty()
        );
        assert_eq!(snapshot(&db).await, before);
    }
}

#[tokio::test]
async fn adds_only_own_tables_to_an_existing_database() {
    for database in TemporaryDatabase::of_each_kind().await {
        let db = connect_with_django_tables(&database).await;
        db.execute_unprepared("DELETE FROM helpdesk_emailtemplate WHERE id > 3")
            .await
            .unwrap();
        let before = snapshot(&db).await;
        let report = migrate(&db).await.unwrap();
        assert!(!report.created_django);
        assert_eq!(report.created_tables, OWN_TABLES);
        let (inventory, migrations) = snapshot(&db).await;
        assert_eq!(migrations, before.1);
        let others: Vec<_> = inventory
            .tables
            .into_iter()
            .filter(|table| !table.starts_with("deskql_"))
            .collect();
        assert_eq!(others, before.0.tables);
        // Deleted rows are not inserted again.
        assert_eq!(
            fetch_rows(
                &db,
                1,
                "SELECT CONCAT(count(*), '') FROM helpdesk_emailtemplate"
            )
            .await,
            ["3"]
        );
    }
}

#[tokio::test]
async fn rejects_unusable_versions_without_changing_them() {
    for database in TemporaryDatabase::of_each_kind().await {
        let db = connect_with_django_tables(&database).await;
        let cases = [
            (
                "ALTER TABLE helpdesk_ticket ADD COLUMN mood integer NOT NULL DEFAULT 1",
                "",
            ),
            (
                "ALTER TABLE helpdesk_ticketchange ADD COLUMN mood integer NULL",
                "",
            ),
            (
                "ALTER TABLE helpdesk_kbcategory DROP COLUMN public",
                "lacks columns that deskql uses (helpdesk_kbcategory.public)",
            ),
            (
                "DELETE FROM django_migrations WHERE app = 'helpdesk' AND name > '0038'",
                "django-helpdesk with unapplied migrations (0038_checklist_checklisttemplate_checklisttask) and lacks",
            ),
            (
                "DELETE FROM django_migrations WHERE app = 'helpdesk' AND name > '0037'",
                "django-helpdesk 0.3.0 to 0.4.1 (last migration 0036_add_attachment_validator); deskql supports 0.5.0",
            ),
        ];
        for (change, message) in cases {
            db.execute_unprepared(change).await.unwrap();
            let before = snapshot(&db).await;
            if message.is_empty() {
                assert_eq!(before.0.incompatibility(), None, "{change}");
                continue;
            }
            let incompatibility = migrate_incompatible(&db).await;
            assert!(
                incompatibility.to_string().contains(message),
                "{incompatibility}"
            );
            assert_eq!(snapshot(&db).await, before);
        }
    }
}

#[tokio::test]
async fn names_unknown_columns_that_require_a_value() {
    for database in TemporaryDatabase::of_each_kind().await {
        let db = connect_with_django_tables(&database).await;
        db.execute_unprepared("DROP TABLE helpdesk_ticketdependency")
            .await
            .unwrap();
        db.execute_unprepared(
            "CREATE TABLE helpdesk_ticketdependency (id integer PRIMARY KEY, depends_on_id integer, \
             ticket_id integer, mood integer NOT NULL)",
        )
        .await
        .unwrap();
        assert_eq!(
            migrate_incompatible(&db).await,
            Incompatibility::UnknownRequiredColumns {
                columns: vec!["helpdesk_ticketdependency.mood".to_owned()]
            }
        );
    }
}

#[tokio::test]
async fn accepts_other_versions_whose_columns_fit() {
    for database in TemporaryDatabase::of_each_kind().await {
        let db = connect_with_django_tables(&database).await;
        let changes = [
            "INSERT INTO django_migrations (app, name, applied) \
             VALUES ('helpdesk', '0044_of_tomorrow', CURRENT_TIMESTAMP)",
            "DELETE FROM django_migrations WHERE name = '0044_of_tomorrow'",
            "DELETE FROM django_migrations WHERE app = 'helpdesk' AND name > '0043'",
            "ALTER TABLE helpdesk_usersettings DROP COLUMN ticket_respond_layout",
            "DELETE FROM django_migrations WHERE app = 'helpdesk' AND name > '0040'",
            "ALTER TABLE helpdesk_followup DROP COLUMN email_recipients",
            "DELETE FROM django_migrations WHERE app = 'helpdesk' AND name > '0039'",
        ];
        for change in changes {
            db.execute_unprepared(change).await.unwrap();
            let inventory = Inventory::read(&db).await.unwrap();
            assert_eq!(inventory.incompatibility(), None, "{change}");
        }
        let inventory = Inventory::read(&db).await.unwrap();
        assert_eq!(
            inventory.missing_optional_columns(),
            [
                "helpdesk_followup.email_recipients",
                "helpdesk_usersettings.ticket_respond_layout"
            ]
        );
        migrate(&db).await.unwrap();
    }
}

#[tokio::test]
async fn does_not_change_databases_of_other_programs() {
    for database in TemporaryDatabase::of_each_kind().await {
        let db = database.connect().await;
        db.execute_unprepared("CREATE TABLE shop_order (id integer)")
            .await
            .unwrap();
        let incompatibility = migrate_incompatible(&db).await;
        assert!(
            incompatibility.to_string().contains("shop_order"),
            "{incompatibility}"
        );
        assert_eq!(Inventory::read(&db).await.unwrap().tables, ["shop_order"]);
    }
}

#[tokio::test]
async fn names_missing_tables_and_migrations() {
    for database in TemporaryDatabase::of_each_kind().await {
        let db = connect_with_django_tables(&database).await;
        db.execute_unprepared("DROP TABLE helpdesk_savedsearch")
            .await
            .unwrap();
        assert!(
            migrate_incompatible(&db)
                .await
                .to_string()
                .contains("helpdesk_savedsearch")
        );
        db.execute_unprepared("DELETE FROM django_migrations WHERE app = 'auth' AND name > '0011'")
            .await
            .unwrap();
        assert!(
            migrate_incompatible(&db)
                .await
                .to_string()
                .contains("auth.0012_alter_user_first_name_max_length")
        );
        db.execute_unprepared("ALTER TABLE auth_user RENAME TO people_person")
            .await
            .unwrap();
        assert_eq!(
            migrate_incompatible(&db).await,
            Incompatibility::CustomUserModel
        );
    }
}

#[tokio::test]
async fn rejects_databases_of_a_newer_deskql() {
    for database in TemporaryDatabase::of_each_kind().await {
        let db = database.connect().await;
        migrate(&db).await.unwrap();
        db.execute_unprepared("INSERT INTO deskql_migrations VALUES ('m20990101_1_moon', 0)")
            .await
            .unwrap();
        assert!(
            migrate_incompatible(&db)
                .await
                .to_string()
                .contains("m20990101_1_moon")
        );
    }
}

#[tokio::test]
async fn rolls_back_a_failed_migration() {
    for database in TemporaryDatabase::of_each_kind().await {
        let db = database.connect().await;
        // Not a table, but its name conflicts with one of the schema.
        let obstacle = match is_postgres(&db) {
            true => "CREATE SEQUENCE helpdesk_attachment_id_seq",
            false => "CREATE VIEW django_session AS SELECT 1",
        };
        db.execute_unprepared(obstacle).await.unwrap();
        assert!(matches!(migrate(&db).await, Err(Error::Database(_))));
        assert_eq!(Inventory::read(&db).await.unwrap(), Inventory::default());

        let removal = obstacle
            .replace("CREATE", "DROP")
            .replace(" AS SELECT 1", "");
        db.execute_unprepared(&removal).await.unwrap();
        assert!(migrate(&db).await.unwrap().created_django);
    }
}

#[tokio::test]
async fn repeats_an_interrupted_run_on_mariadb() {
    let Some(database) = TemporaryDatabase::mariadb().await else {
        return;
    };
    let db = connect_with_django_tables(&database).await;
    // The run was killed after it had created tables and before it inserted rows.
    db.execute_unprepared("SET FOREIGN_KEY_CHECKS = 0")
        .await
        .unwrap();
    for table in Inventory::read(&db).await.unwrap().tables {
        db.execute_unprepared(&format!("DELETE FROM {table}"))
            .await
            .unwrap();
    }
    db.execute_unprepared("SET FOREIGN_KEY_CHECKS = 1; DROP TABLE helpdesk_usersettings")
        .await
        .unwrap();
    assert_eq!(Inventory::read(&db).await.unwrap().state(), State::Empty);
    assert!(migrate(&db).await.unwrap().created_django);

    // A migration of deskql has run but is not recorded.
    db.execute_unprepared(
        "DELETE FROM deskql_migrations WHERE version LIKE '%events'; DROP TABLE deskql_watch",
    )
    .await
    .unwrap();
    assert_eq!(
        migrate(&db).await.unwrap().applied_migrations,
        ["m20261124_4_events"]
    );
    assert!(!Inventory::read(&db).await.unwrap().needs_migration());

    // Another one is not recorded either, and its table has a row, which is kept.
    let uuid = "SELECT CAST(id AS CHAR), uuid FROM deskql_installation";
    let before = fetch_rows(&db, 2, uuid).await;
    db.execute_unprepared("DELETE FROM deskql_migrations WHERE version LIKE '%installation'")
        .await
        .unwrap();
    assert_eq!(
        migrate(&db).await.unwrap().applied_migrations,
        ["m20261127_1_installation"]
    );
    assert_eq!(fetch_rows(&db, 2, uuid).await, before);
    assert_eq!(before.len(), 1);

    // Tables with rows are never dropped.
    db.execute_unprepared("DELETE FROM django_migrations; DELETE FROM deskql_migrations")
        .await
        .unwrap();
    let before = Inventory::read(&db).await.unwrap();
    assert!(matches!(
        migrate_incompatible(&db).await,
        Incompatibility::NotHelpdesk { .. }
    ));
    assert_eq!(Inventory::read(&db).await.unwrap(), before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn serializes_concurrent_runs() {
    for database in TemporaryDatabase::of_each_kind().await {
        let mut runs = Vec::new();
        for _ in 0..4 {
            let db = database.connect().await;
            runs.push(tokio::spawn(async move {
                migrate(&db).await.unwrap().created_django
            }));
        }
        let mut created = 0;
        for run in runs {
            created += usize::from(run.await.unwrap());
        }
        assert_eq!(created, 1);
    }
}

#[tokio::test]
async fn uses_the_search_path_of_postgresql() {
    let Some(database) = TemporaryDatabase::postgres().await else {
        return;
    };
    let db = database.connect().await;
    db.execute_unprepared(
        "CREATE TABLE shop_order (id integer); CREATE SCHEMA desk; SET search_path = desk",
    )
    .await
    .unwrap();
    // Tables of other schemas do not matter, as in Django.
    assert!(migrate(&db).await.unwrap().created_django);
    let schemas =
        "SELECT DISTINCT schemaname::text FROM pg_tables WHERE tablename LIKE 'helpdesk%'";
    assert_eq!(fetch_rows(&db, 1, schemas).await, ["desk"]);
}
