//! What `migrate` does to databases of every sort, and above all what it does not.

use migration::{Error, Found, Refusal, State, Version, migrate};
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseConnection};

use crate::database::{Throwaway, is_postgres, lines};

/// Our own tables, sorted.
const OWN: [&str; 7] = [
    "deskql_event",
    "deskql_idempotency",
    "deskql_installation",
    "deskql_login_failure",
    "deskql_migrations",
    "deskql_outbox",
    "deskql_watch",
];

/// A database as `migrate` makes it, without the note that it did: what the real program leaves.
async fn as_django_leaves_it(database: &Throwaway) -> DatabaseConnection {
    let db = database.connect().await;
    migrate(&db).await.unwrap();
    for table in OWN {
        db.execute_unprepared(&format!("DROP TABLE {table}"))
            .await
            .unwrap();
    }
    db
}

async fn refused(db: &DatabaseConnection) -> Refusal {
    match migrate(db).await {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

/// Everything that tells one state of a small database from another.
async fn picture(db: &DatabaseConnection) -> (Found, Vec<String>) {
    let migrations = lines(db, 2, "SELECT app, name FROM django_migrations ORDER BY id").await;
    (Found::read(db).await.unwrap(), migrations)
}

#[tokio::test]
async fn an_empty_database_is_filled_once() {
    for database in Throwaway::each().await {
        let db = database.connect().await;
        assert_eq!(Found::read(&db).await.unwrap().state(), State::Empty);
        let first = migrate(&db).await.unwrap();
        assert!(first.made_django);
        assert!(first.tables.contains(&"helpdesk_ticket".to_owned()));
        let all = [
            "m20261124_1_django",
            "m20261124_2_idempotency",
            "m20261124_3_outbox",
            "m20261124_4_events",
            "m20261127_1_installation",
            "m20261128_1_login_failure",
        ];
        assert_eq!(first.applied, all);
        let found = Found::read(&db).await.unwrap();
        assert!(matches!(
            found.state(),
            State::Helpdesk(Version::Supported { .. })
        ));
        assert_eq!(found.refusal(), None);
        assert!(!found.lacks_tables());

        let before = picture(&db).await;
        let second = migrate(&db).await.unwrap();
        assert!(!second.made_django && second.applied.is_empty() && second.tables.is_empty());
        assert_eq!(picture(&db).await, before);
    }
}

#[tokio::test]
async fn an_existing_database_gets_our_own_tables_alone() {
    for database in Throwaway::each().await {
        let db = as_django_leaves_it(&database).await;
        db.execute_unprepared("DELETE FROM helpdesk_emailtemplate WHERE id > 3")
            .await
            .unwrap();
        let before = picture(&db).await;
        let done = migrate(&db).await.unwrap();
        assert!(!done.made_django);
        assert_eq!(done.tables, OWN);
        let (found, migrations) = picture(&db).await;
        assert_eq!(migrations, before.1);
        let others: Vec<_> = found
            .tables
            .into_iter()
            .filter(|table| !table.starts_with("deskql_"))
            .collect();
        assert_eq!(others, before.0.tables);
        // What the person did to the rows stays, too.
        assert_eq!(
            lines(
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
async fn other_versions_are_refused_by_name_and_left_alone() {
    for database in Throwaway::each().await {
        let db = as_django_leaves_it(&database).await;
        let cases = [
            (
                "INSERT INTO django_migrations (app, name, applied) \
                 VALUES ('helpdesk', '0044_of_tomorrow', CURRENT_TIMESTAMP)",
                "0044_of_tomorrow",
            ),
            (
                "DELETE FROM django_migrations WHERE app = 'helpdesk' AND name > '0043'",
                "left to do (0043_fix_on",
            ),
            (
                "DELETE FROM django_migrations WHERE app = 'helpdesk' AND name > '0040'",
                "django-helpdesk 1.5.1 to 2.3.3 (last migration 0039_alter_ticketchange_field); upgrade it to 2.6.1",
            ),
        ];
        for (change, words) in cases {
            db.execute_unprepared(change).await.unwrap();
            let before = picture(&db).await;
            let refusal = refused(&db).await;
            assert!(matches!(refusal, Refusal::Version(_)), "{refusal:?}");
            assert!(refusal.to_string().contains(words), "{refusal}");
            assert_eq!(picture(&db).await, before);
            db.execute_unprepared("DELETE FROM django_migrations WHERE name = '0044_of_tomorrow'")
                .await
                .unwrap();
        }
    }
}

#[tokio::test]
async fn databases_of_others_are_left_alone() {
    for database in Throwaway::each().await {
        let db = database.connect().await;
        db.execute_unprepared("CREATE TABLE shop_order (id integer)")
            .await
            .unwrap();
        let refusal = refused(&db).await;
        assert!(refusal.to_string().contains("shop_order"), "{refusal}");
        assert_eq!(Found::read(&db).await.unwrap().tables, ["shop_order"]);
    }
}

#[tokio::test]
async fn what_django_lacks_is_named() {
    for database in Throwaway::each().await {
        let db = as_django_leaves_it(&database).await;
        db.execute_unprepared("DROP TABLE helpdesk_savedsearch")
            .await
            .unwrap();
        assert!(
            refused(&db)
                .await
                .to_string()
                .contains("helpdesk_savedsearch")
        );
        db.execute_unprepared("DELETE FROM django_migrations WHERE app = 'auth' AND name > '0011'")
            .await
            .unwrap();
        assert!(
            refused(&db)
                .await
                .to_string()
                .contains("auth.0012_alter_user_first_name_max_length")
        );
        db.execute_unprepared("ALTER TABLE auth_user RENAME TO people_person")
            .await
            .unwrap();
        assert_eq!(refused(&db).await, Refusal::UserModel);
    }
}

#[tokio::test]
async fn a_newer_deskql_is_not_undone() {
    for database in Throwaway::each().await {
        let db = database.connect().await;
        migrate(&db).await.unwrap();
        db.execute_unprepared("INSERT INTO deskql_migrations VALUES ('m20990101_1_moon', 0)")
            .await
            .unwrap();
        assert!(refused(&db).await.to_string().contains("m20990101_1_moon"));
    }
}

#[tokio::test]
async fn failing_half_way_leaves_nothing() {
    for database in Throwaway::each().await {
        let db = database.connect().await;
        // Names that no table has, but that are taken when the schema comes to them.
        let obstacle = match is_postgres(&db) {
            true => "CREATE SEQUENCE helpdesk_attachment_id_seq",
            false => "CREATE VIEW django_session AS SELECT 1",
        };
        db.execute_unprepared(obstacle).await.unwrap();
        assert!(matches!(migrate(&db).await, Err(Error::Database(_))));
        assert_eq!(Found::read(&db).await.unwrap(), Found::default());

        let removal = obstacle
            .replace("CREATE", "DROP")
            .replace(" AS SELECT 1", "");
        db.execute_unprepared(&removal).await.unwrap();
        assert!(migrate(&db).await.unwrap().made_django);
    }
}

#[tokio::test]
async fn a_killed_run_on_mariadb_is_done_again() {
    let Some(database) = Throwaway::mariadb().await else {
        return;
    };
    let db = as_django_leaves_it(&database).await;
    // As far as the tables went, and no further.
    db.execute_unprepared("SET FOREIGN_KEY_CHECKS = 0")
        .await
        .unwrap();
    for table in Found::read(&db).await.unwrap().tables {
        db.execute_unprepared(&format!("DELETE FROM {table}"))
            .await
            .unwrap();
    }
    db.execute_unprepared("SET FOREIGN_KEY_CHECKS = 1; DROP TABLE helpdesk_usersettings")
        .await
        .unwrap();
    assert_eq!(Found::read(&db).await.unwrap().state(), State::Empty);
    assert!(migrate(&db).await.unwrap().made_django);

    // One of our own is made and not noted.
    db.execute_unprepared(
        "DELETE FROM deskql_migrations WHERE version LIKE '%events'; DROP TABLE deskql_watch",
    )
    .await
    .unwrap();
    assert_eq!(migrate(&db).await.unwrap().applied, ["m20261124_4_events"]);
    assert!(!Found::read(&db).await.unwrap().lacks_tables());

    // Another is not noted, though it has its row; that stays.
    let uuid = "SELECT CAST(id AS CHAR), uuid FROM deskql_installation";
    let before = lines(&db, 2, uuid).await;
    db.execute_unprepared("DELETE FROM deskql_migrations WHERE version LIKE '%installation'")
        .await
        .unwrap();
    assert_eq!(
        migrate(&db).await.unwrap().applied,
        ["m20261127_1_installation"]
    );
    assert_eq!(lines(&db, 2, uuid).await, before);
    assert_eq!(before.len(), 1);

    // What has rows is somebody's.
    db.execute_unprepared("DELETE FROM django_migrations; DELETE FROM deskql_migrations")
        .await
        .unwrap();
    let before = Found::read(&db).await.unwrap();
    assert!(matches!(refused(&db).await, Refusal::NotHelpdesk { .. }));
    assert_eq!(Found::read(&db).await.unwrap(), before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn runs_at_the_same_time_wait_for_each_other() {
    for database in Throwaway::each().await {
        let mut runs = Vec::new();
        for _ in 0..4 {
            let db = database.connect().await;
            runs.push(tokio::spawn(async move {
                migrate(&db).await.unwrap().made_django
            }));
        }
        let mut made = 0;
        for run in runs {
            made += usize::from(run.await.unwrap());
        }
        assert_eq!(made, 1);
    }
}

#[tokio::test]
async fn postgresql_works_in_the_schema_that_the_search_path_names() {
    let Some(database) = Throwaway::postgres().await else {
        return;
    };
    let db = database.connect().await;
    db.execute_unprepared(
        "CREATE TABLE shop_order (id integer); CREATE SCHEMA desk; SET search_path = desk",
    )
    .await
    .unwrap();
    // What another schema holds is not seen, as Django does not see it.
    assert!(migrate(&db).await.unwrap().made_django);
    let places = "SELECT DISTINCT schemaname::text FROM pg_tables WHERE tablename LIKE 'helpdesk%'";
    assert_eq!(lines(&db, 1, places).await, ["desk"]);
}
