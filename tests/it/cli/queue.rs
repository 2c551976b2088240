//! `deskql queue` and `deskql site`, as scripts use them.

use entity::{Db, PoolOptions, permission, queue};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};

use super::create::runs;
use super::{deskql, run_failing};

fn desk() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    runs(deskql(folder.path()).args(["migrate", "--create"]));
    folder
}

#[tokio::test]
async fn creates_queues_with_their_permission() {
    let folder = desk();
    let run = |arguments: &[&str]| runs(deskql(folder.path()).arg("queue").args(arguments));
    let output = run(&["create", "Sales & Orders", "--public", "--locale", "de"]);
    assert_eq!(output, "Created the queue sales-orders.\n");
    let output = run(&["change", "sales-orders", "--public=false", "--locale", ""]);
    assert_eq!(
        output,
        "Changed locale, allow_public_submission of the queue sales-orders.\n"
    );
    let output = run(&["change", "sales-orders", "--public=false"]);
    assert_eq!(output, "The queue sales-orders is unchanged.\n");
    assert_eq!(
        run(&["list"]),
        "ID  SLUG          TITLE           EMAIL  PUBLIC\n\
         1   sales-orders  Sales & Orders         no\n"
    );

    let url = format!("sqlite:{}", folder.path().join("deskql.sqlite3").display());
    let db = Db::connect(&url, &PoolOptions::default()).await.unwrap();
    let queue = queue::Entity::find().one(&db).await.unwrap().unwrap();
    assert_eq!(
        queue.permission_name.as_deref(),
        Some("helpdesk.queue_access_sales-orders")
    );
    let permission = permission::Entity::find()
        .filter(permission::Column::Codename.eq("queue_access_sales-orders"))
        .one(&db)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(permission.name, "Permission for queue: Sales & Orders");
    db.close().await.unwrap();
}

#[test]
fn rejects_what_does_not_fit() {
    let folder = desk();
    runs(deskql(folder.path()).args(["queue", "create", "Support"]));
    for (arguments, error) in [
        (
            &["create", "Support"][..],
            "error: queue \"support\": slug is already in use",
        ),
        (
            &["change", "supprt", "--title", "x"],
            "error: there is no queue \"supprt\"",
        ),
        (
            &["change", "support", "--owner", "ada"],
            "error: queue \"support\": default_owner contains \"ada\", which does not exist",
        ),
        (
            &["change", "support", "--email", "nobody"],
            "error: queue \"support\": email_address is not an email address",
        ),
        (
            &["create", "X", "--slug", "a b"],
            "error: queue \"a b\": slug may contain only ASCII letters, digits, - and _",
        ),
    ] {
        let lines = run_failing(deskql(folder.path()).arg("queue").args(arguments));
        assert_eq!(lines[0], error, "{arguments:?}");
    }
}

#[test]
fn changes_sites() {
    let folder = desk();
    let run = |arguments: &[&str]| runs(deskql(folder.path()).arg("site").args(arguments));
    let output = run(&[
        "change",
        "--domain",
        "https://help.example.com",
        "--name",
        "Help",
    ]);
    assert_eq!(output, "Site 1 is now help.example.com (Help).\n");
    let output = run(&["change", "--name", "Help"]);
    assert_eq!(output, "Site 1 is unchanged: help.example.com (Help).\n");
    let output = run(&["create", "help.example.org"]);
    assert_eq!(
        output,
        "Created site 2: help.example.org (help.example.org).\n"
    );
    for (arguments, part) in [
        (
            &["create", "help.example.org"][..],
            "domain is already in use",
        ),
        (
            &["change", "--id", "7", "--name", "x"],
            "there is no site \"7\"",
        ),
    ] {
        let lines = run_failing(deskql(folder.path()).arg("site").args(arguments));
        assert!(lines[0].contains(part), "{lines:?}");
    }
}
