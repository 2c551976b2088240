//! The requests of the contract's areas `auth` and `sessions`: compares the viewer or the rejection,
//! and the changes of accounts, with the recorded answers.

use std::collections::HashMap;
use std::net::IpAddr;

use deskql::auth::{Api, Authenticator, Error};
use deskql::domain::Viewer;
use deskql::domain::core::error::Rejection;
use deskql::passwords;
use entity::{Db, user};
use http::request::Parts;
use sea_orm::EntityTrait;
use serde_json::Value;

use super::support::{Fixture, basic_header, config, request};
use crate::support::{fixture, root};

#[tokio::test(flavor = "multi_thread")]
async fn authenticates_like_django_on_sqlite() {
    replay_all(&Fixture::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn authenticates_like_django_on_postgresql() {
    if let Some(fixture) = Fixture::postgres().await {
        replay_all(&fixture).await;
    }
}

/// All scenarios on one database: none reads what another writes.
async fn replay_all(fixture: &Fixture) {
    for (area, count) in [("auth", 10), ("sessions", 8)] {
        let scenarios = scenarios(area);
        assert_eq!(scenarios.len(), count, "{area}");
        for (name, case, golden) in scenarios {
            replay(fixture, &format!("{area}: {name}"), &case, &golden).await;
        }
    }
}

/// The scenarios of an area: name, case, golden.
fn scenarios(area: &str) -> Vec<(String, Value, Value)> {
    let read = |folder: &str| -> Value {
        let path = root().join(format!("tests/contract/{folder}/{area}.json"));
        serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
    };
    let (cases, goldens) = (read("cases"), read("goldens"));
    let scenario = |case: &Value| {
        let name = case["name"].as_str().unwrap().to_owned();
        let golden = goldens["scenarios"][&name].clone();
        (name, case.clone(), golden)
    };
    cases["scenarios"]
        .as_array()
        .unwrap()
        .iter()
        .map(scenario)
        .collect()
}

async fn replay(fixture: &Fixture, name: &str, case: &Value, golden: &Value) {
    let authenticator = fixture.authenticator(config());
    let before = passwords_of(&fixture.db).await;
    for (step, recorded) in case["steps"]
        .as_array()
        .unwrap()
        .iter()
        .zip(golden["steps"].as_array().unwrap())
    {
        assert_eq!(step["name"], recorded["name"]);
        let (found, named) = ask(&authenticator, &fixture.db, step).await;
        let expected = expected(step, recorded, named);
        assert_eq!(found, expected, "{name}: {}", step["name"]);
    }
    check_passwords(
        name,
        case,
        golden,
        &before,
        &passwords_of(&fixture.db).await,
    );
}

/// The result of a step (a username, `anonymous` or a rejection), and the username in its
/// credentials.
async fn ask(authenticator: &Authenticator, db: &Db, step: &Value) -> (String, Option<String>) {
    let (parts, named) = head(step);
    let peer: IpAddr = "127.0.0.1".parse().unwrap();
    let found = match authenticator
        .authenticate(db, &parts, peer, Api::Rest)
        .await
    {
        Err(Error::Rejected(rejection)) => rejection.to_string(),
        Err(error) => panic!("{error:?}"),
        Ok(found) => match found
            .csrf
            .check(step["form"]["csrfmiddlewaretoken"].as_str())
        {
            Err(rejection) => rejection.to_string(),
            Ok(()) => match &found.viewer {
                Viewer::Anonymous | Viewer::Visitor(_) => "anonymous".to_owned(),
                Viewer::User(account) => account.user.username.clone(),
            },
        },
    };
    (found, named)
}

/// The head of a step's request, and the username in its session or else in its header.
fn head(step: &Value) -> (Parts, Option<String>) {
    let mut headers = HashMap::new();
    let mut named = None;
    match step["auth"]
        .as_str()
        .map(|auth| auth.split_once(' ').unwrap_or((auth, "")))
    {
        None | Some(("none", _)) => {}
        Some(("basic", pair)) => {
            let (name, password) = pair.split_once(':').unwrap();
            headers.insert("Authorization".to_owned(), basic_header(name, password));
            named = Some(name.to_owned());
        }
        Some(("token", name)) => {
            let known = [
                "admin",
                "agent",
                "customer",
                "inactive",
                "noemail",
                "hr",
                "customer2",
            ]
            .contains(&name);
            let key = if known { fixture::token(name) } else { name };
            headers.insert("Authorization".to_owned(), format!("Token {key}"));
            named = Some(name.to_owned());
        }
        Some(("raw", header)) => {
            headers.insert("Authorization".to_owned(), header.to_owned());
            named = Some("jürgen".to_owned());
        }
        Some((kind, _)) => panic!("credentials of kind {kind}"),
    }
    for (name, value) in step["headers"].as_object().into_iter().flatten() {
        let value = value.as_str().unwrap().replace("{{host}}", "testserver");
        let session = value
            .strip_prefix("sessionid=fixture")
            .map(|key| key.trim_end_matches('0'));
        for user in ["admin", "agent", "customer"] {
            if session.is_some_and(|session| session.split('0').next() == Some(user)) {
                named = Some(user.to_owned());
            }
        }
        headers.insert(name.clone(), value);
    }
    let headers: Vec<_> = headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    (request(step["method"].as_str().unwrap(), &headers), named)
}

/// The result that the recorded answer implies.
fn expected(step: &Value, recorded: &Value, named: Option<String>) -> String {
    let detail = recorded["json"]["detail"].as_str().unwrap_or_default();
    let rejection = match detail {
        "Authentication credentials were not provided." => return "anonymous".to_owned(),
        "Invalid username/password." => Rejection::BasicInvalid,
        "Invalid token." => Rejection::TokenInvalid,
        "User inactive or deleted." => Rejection::Inactive,
        _ => match detail.strip_prefix("CSRF Failed: ") {
            Some(reason) => Rejection::Csrf(reason.to_owned()),
            None => {
                let status = recorded["status"].as_u64().unwrap();
                let is_forbidden = detail == "You do not have permission to perform this action.";
                assert!(status < 300 || is_forbidden, "{step}: {recorded}");
                return named.unwrap_or_else(|| "anonymous".to_owned());
            }
        },
    };
    rejection.to_string()
}

async fn passwords_of(db: &Db) -> HashMap<i32, user::Model> {
    user::Entity::find()
        .all(db)
        .await
        .unwrap()
        .into_iter()
        .map(|user| (user.id, user))
        .collect()
}

/// Only the recorded columns of accounts changed, and new hashes match the same passwords.
fn check_passwords(
    name: &str,
    case: &Value,
    golden: &Value,
    before: &HashMap<i32, user::Model>,
    after: &HashMap<i32, user::Model>,
) {
    assert_eq!(before.len(), after.len());
    let changed = golden["db"]["auth_user"]["changed"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    for (id, old) in before {
        let new = &after[id];
        let recorded = changed.iter().find(|change| change["id"] == *id);
        if recorded.is_none() {
            assert_eq!(old, new, "{name}");
            continue;
        }
        let pattern = "pbkdf2_sha256$1000000$<salt:22>$<hash:44>";
        assert_eq!(
            recorded.unwrap()["columns"]["password"][1],
            pattern,
            "{name}"
        );
        let fields: Vec<_> = new.password.0.split('$').collect();
        assert_eq!(fields[..2], ["pbkdf2_sha256", "1000000"], "{name}");
        assert_eq!((fields[2].len(), fields[3].len()), (22, 44), "{name}");
        let password = case["verify_passwords"][&new.username].as_str().unwrap();
        assert!(
            passwords::verify(password, &new.password.0).correct,
            "{name}"
        );
        assert_eq!(
            &user::Model {
                password: old.password.clone(),
                ..new.clone()
            },
            old,
            "{name}: other columns"
        );
    }
}
