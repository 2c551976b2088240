//! An authenticator on a copy of the fixture, and requests to it.

use std::net::IpAddr;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use deskql::auth::{Api, Authenticated, Authenticator, Error};
use deskql::config::Config;
use deskql::domain::Clock;
use deskql::domain::core::error::Rejection;
use deskql::domain::desk::accounts;
use entity::PoolOptions;
use entity::values::Secret;
use entity::{Db, user};
use http::request::Parts;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::support::fixture::Copy;
use crate::support::mariadb::MariaDb;
use crate::support::migrate;
use crate::support::postgres::Postgres;
use crate::support::server::Server;

/// The site that the contract was recorded on.
pub fn config() -> Config {
    let mut config = Config::default();
    config.secret_key.0 = "oracle-only-not-a-secret".to_owned();
    config
}

/// A session cookie of the fixture's user `admin`.
pub const ADMIN_SESSION: (&str, &str) = ("Cookie", "sessionid=fixtureadmin00000000000000000000");

/// Hashes of the password "cheap" with one iteration, for tests that check it often.
pub const CHEAP_HASHES: [&str; 2] = [
    "pbkdf2_sha256$1$aaaaaaaaaaaaaaaaaaaaaa$NmPO0G8eaIjIL+upEIuXPwxd17M2joKLfTPGmLwDilA=",
    "pbkdf2_sha256$1$bbbbbbbbbbbbbbbbbbbbbb$KIuhMNiqngK2o6CJkDLgFz2fJ1CQjcjCXGxup8uBlv0=",
];

/// A database with the fixture, dropped with this value.
pub struct Fixture {
    pub db: Db,
    copy: Option<Copy>,
    _server: Option<Server>,
}

impl Fixture {
    pub async fn sqlite() -> Self {
        let copy = Copy::new();
        migrate(&copy.url()).await;
        let db = Db::connect(&copy.url(), &PoolOptions::default())
            .await
            .unwrap();
        Self {
            db,
            copy: Some(copy),
            _server: None,
        }
    }

    pub async fn postgres() -> Option<Self> {
        Some(Self::on(Server::Postgres(Postgres::fixture().await?)).await)
    }

    pub async fn mariadb() -> Option<Self> {
        Some(Self::on(Server::MariaDb(MariaDb::fixture().await?)).await)
    }

    async fn on(server: Server) -> Self {
        migrate(&server.url()).await;
        let db = Db::connect(&server.url(), &PoolOptions::default())
            .await
            .unwrap();
        Self {
            db,
            copy: None,
            _server: Some(server),
        }
    }

    /// A fixture on every available database.
    pub async fn each() -> Vec<Self> {
        [
            Some(Self::sqlite().await),
            Self::postgres().await,
            Self::mariadb().await,
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// The URL of the SQLite file, for another process.
    pub fn url(&self) -> String {
        self.copy.as_ref().unwrap().url()
    }

    pub async fn user(&self, name: &str) -> user::Model {
        accounts::user_by_name(&self.db, name)
            .await
            .unwrap()
            .unwrap()
    }

    /// Sets a column of an account.
    pub async fn set(
        &self,
        username: &str,
        column: user::Column,
        value: impl Into<sea_orm::Value>,
    ) {
        let update = user::Entity::update_many().col_expr(column, Expr::value(value));
        update
            .filter(user::Column::Username.eq(username))
            .exec(&self.db)
            .await
            .unwrap();
    }

    /// Stores a password hash.
    pub async fn set_hash(&self, username: &str, hash: &str) {
        let hash = Secret(hash.to_owned());
        self.set(username, user::Column::Password, hash).await;
    }

    /// Whether the database finds an account by this spelling of its username.
    pub async fn finds(&self, name: &str) -> bool {
        accounts::user_by_name(&self.db, name)
            .await
            .unwrap()
            .is_some()
    }

    pub fn authenticator(&self, config: Config) -> Authenticator {
        self.authenticator_at(config, Clock::system())
    }

    pub fn authenticator_at(&self, config: Config, clock: Clock) -> Authenticator {
        Authenticator::new(self.db.clone(), Arc::new(config), clock)
    }
}

/// The head of a request.
pub fn request(method: &str, headers: &[(&str, &str)]) -> Parts {
    let mut request = http::Request::builder()
        .method(method)
        .uri("/api/tickets/")
        .header("Host", "testserver");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(()).unwrap().into_parts().0
}

/// The head of a GET request with a Basic header.
pub fn basic(name: &str, password: &str) -> Parts {
    request("GET", &[("Authorization", &basic_header(name, password))])
}

pub fn basic_header(name: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{name}:{password}")))
}

pub fn peer() -> IpAddr {
    "127.0.0.1".parse().unwrap()
}

/// The result of authentication as a text: the username, `anonymous`, or the rejection.
pub fn outcome(found: &Result<Authenticated, Error>) -> String {
    match found {
        Ok(found) => found
            .viewer
            .user()
            .map_or("anonymous", |user| &user.username)
            .to_owned(),
        Err(Error::Rejected(rejection)) => rejection.to_string(),
        Err(error @ Error::Internal(_)) => panic!("{error:?}"),
    }
}

/// Authenticates a request and returns the [`outcome`].
pub async fn ask(authenticator: &Authenticator, db: &Db, parts: &Parts) -> String {
    outcome(
        &authenticator
            .authenticate(db, parts, peer(), Api::Rest)
            .await,
    )
}

/// The [`outcome`] of a wrong username or password.
pub fn wrong() -> String {
    Rejection::BasicInvalid.to_string()
}
