//! Accounts as the command line creates and changes them.

use deskql::config::Config;
use deskql::domain::desk::accounts::{self, AccountFlags, NewUser};
use deskql::domain::{Clock, Code, Error, FieldError};
use deskql::passwords;
use entity::values::Secret;
use entity::{permission, user_permission, user_settings};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, NotSet, PaginatorTrait, QueryFilter, Set,
};

use super::support::Fixture;
use crate::support::fixture::token;

fn clock() -> Clock {
    Clock::fixed("2026-01-02T03:04:05.000006Z".parse().unwrap())
}

fn new(username: &str) -> NewUser {
    NewUser {
        username: username.to_owned(),
        ..NewUser::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_account_gets_the_settings_of_django_helpdesk() {
    for fixture in Fixture::each().await {
        let ada = NewUser {
            email: "Ada@EXAMPLE.com".to_owned(),
            password: Some(Secret("engine1843".to_owned())),
            is_staff: true,
            ..new("ada")
        };
        let created = accounts::create(&Config::default(), &fixture.db, &clock(), ada)
            .await
            .unwrap();
        let stored = fixture.user("ada").await;
        assert_eq!(created, stored);
        assert_eq!(stored.email, "Ada@example.com");
        assert_eq!(
            (stored.is_active, stored.is_staff, stored.is_superuser),
            (true, true, false)
        );
        assert_eq!(
            (stored.last_login, stored.date_joined.0),
            (None, clock().now())
        );
        assert!(passwords::verify("engine1843", &stored.password.0).correct);
        let of_ada = user_settings::Column::UserId.eq(stored.id);
        let settings = user_settings::Entity::find()
            .filter(of_ada)
            .one(&fixture.db)
            .await
            .unwrap()
            .unwrap();
        // A row that django-helpdesk created.
        let of_agent = user_settings::Column::UserId.eq(2);
        let agents = user_settings::Entity::find()
            .filter(of_agent)
            .one(&fixture.db)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            user_settings::Model {
                id: agents.id,
                user_id: 2,
                ..settings
            },
            agents
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn validates_usernames_and_email_addresses() {
    let fixture = Fixture::sqlite().await;
    let before = entity::user::Entity::find()
        .count(&fixture.db)
        .await
        .unwrap();
    let errors =
        async |new: NewUser| match accounts::create(&Config::default(), &fixture.db, &clock(), new)
            .await
        {
            Err(Error::Invalid(errors)) => errors,
            other => panic!("{other:?}"),
        };
    let one = |field: &str, code: Code| vec![FieldError::new(field, code)];
    assert_eq!(errors(new("")).await, one("username", Code::Required));
    assert_eq!(errors(new("admin")).await, one("username", Code::NotUnique));
    assert_eq!(errors(new("a b")).await, one("username", Code::Invalid));
    assert_eq!(
        errors(new("a\0")).await,
        one("username", Code::NullCharacter)
    );
    assert_eq!(
        errors(new(&"ü".repeat(151))).await,
        one(
            "username",
            Code::MaxLength {
                limit: 150,
                length: 151
            }
        )
    );
    let email = |email: &str| NewUser {
        email: email.to_owned(),
        ..new("ada")
    };
    assert_eq!(errors(email("ada")).await, one("email", Code::Invalid));
    let both = NewUser {
        first_name: "x".repeat(151),
        ..email("@")
    };
    assert_eq!(errors(both).await.len(), 2, "all errors at once");
    assert_eq!(
        entity::user::Entity::find()
            .count(&fixture.db)
            .await
            .unwrap(),
        before
    );
    // Like Django: normalized to NFKC, and case-sensitive.
    let created = accounts::create(
        &Config::default(),
        &fixture.db,
        &clock(),
        new("Ａdmin_\u{f1}@x.y+z-"),
    )
    .await
    .unwrap();
    assert_eq!(created.username, "Admin_\u{f1}@x.y+z-");
    assert!(
        !passwords::is_usable(&created.password.0),
        "without a password"
    );
    accounts::create(&Config::default(), &fixture.db, &clock(), new("Admin"))
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_flags_and_passwords() {
    for fixture in Fixture::each().await {
        let before = fixture.user("customer").await;
        let promote = AccountFlags {
            staff: Some(true),
            superuser: None,
        };
        accounts::set_flags(&fixture.db, before.id, promote)
            .await
            .unwrap();
        assert_eq!(
            fixture.user("customer").await,
            entity::user::Model {
                is_staff: true,
                ..before.clone()
            }
        );
        let both = AccountFlags {
            staff: Some(false),
            superuser: Some(true),
        };
        accounts::set_flags(&fixture.db, before.id, both)
            .await
            .unwrap();
        assert_eq!(
            fixture.user("customer").await,
            entity::user::Model {
                is_superuser: true,
                ..before.clone()
            }
        );
        accounts::set_flags(&fixture.db, before.id, AccountFlags::default())
            .await
            .unwrap();
        accounts::set_password(
            &Config::default(),
            &fixture.db,
            before.id,
            Secret("new".to_owned()),
        )
        .await
        .unwrap();
        assert!(passwords::verify("new", &fixture.user("customer").await.password.0).correct);
        assert!(matches!(
            accounts::set_flags(&fixture.db, 999, promote).await,
            Err(Error::NotFound)
        ));
        let missing = accounts::set_password(
            &Config::default(),
            &fixture.db,
            999,
            Secret("new".to_owned()),
        )
        .await;
        assert!(matches!(missing, Err(Error::NotFound)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn creates_lists_and_revokes_tokens() {
    for fixture in Fixture::each().await {
        let (admin, unusable) = (fixture.user("admin").await, fixture.user("unusable").await);
        let existing = accounts::issue_token(&fixture.db, &clock(), admin.id)
            .await
            .unwrap();
        assert_eq!(
            (existing.token.key.0.as_str(), existing.created),
            (token("admin"), false)
        );
        let issued = accounts::issue_token(&fixture.db, &clock(), unusable.id)
            .await
            .unwrap();
        assert!(issued.created);
        assert_eq!(issued.token.key.0.len(), 40);
        assert!(
            issued
                .token
                .key
                .0
                .bytes()
                .all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
        );
        assert_eq!(issued.token.created.0, clock().now());
        let found = accounts::user_by_token(&fixture.db, &issued.token.key.0)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(found.username, "unusable");
        let listed = accounts::tokens(&fixture.db).await.unwrap();
        assert_eq!(listed.len(), 8);
        assert!(
            listed
                .iter()
                .any(|(token, user)| token == &issued.token && user.username == "unusable")
        );
        accounts::revoke_token(&fixture.db, unusable.id)
            .await
            .unwrap();
        assert!(
            accounts::user_by_token(&fixture.db, &issued.token.key.0)
                .await
                .unwrap()
                .is_none()
        );
        assert!(matches!(
            accounts::revoke_token(&fixture.db, unusable.id).await,
            Err(Error::NotFound)
        ));
        assert_eq!(
            accounts::tokens(&fixture.db).await.unwrap().len(),
            7,
            "keeps the other tokens"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_permissions_of_users_and_groups() {
    for fixture in Fixture::each().await {
        let of = async |name: &str| {
            let (user, db) = (fixture.user(name).await, fixture.db.with_own_counter());
            let permissions = accounts::permissions_of(&db, &user).await.unwrap();
            assert!(db.statement_count() <= 1);
            permissions
        };
        assert_eq!(of("hr").await, ["auth.add_user"]);
        assert_eq!(
            of("agent").await,
            ["helpdesk.queue_access_billing"],
            "through a group"
        );
        assert_eq!(of("customer").await, [""; 0]);
        let all = permission::Entity::find().count(&fixture.db).await.unwrap();
        assert_eq!(of("admin").await.len() as u64, all);
        // A permission granted twice is listed once; an inactive user has none.
        let billing = permission::Column::Codename.eq("queue_access_billing");
        let billing = permission::Entity::find()
            .filter(billing)
            .one(&fixture.db)
            .await
            .unwrap()
            .unwrap();
        for user_id in [2, 4] {
            let row = user_permission::ActiveModel {
                id: NotSet,
                user_id: Set(user_id),
                permission_id: Set(billing.id),
            };
            row.insert(&fixture.db).await.unwrap();
        }
        assert_eq!(of("agent").await, ["helpdesk.queue_access_billing"]);
        assert_eq!(of("inactive").await, [""; 0]);
        assert_eq!(accounts::granted_queues(&fixture.db, 2).await.unwrap(), [2]);
    }
}
