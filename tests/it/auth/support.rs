//! An authenticator on a copy of the fixture, and requests for it. Not a test.

use std::net::IpAddr;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use deskql::auth::{Authenticated, Authenticator, Door, Error};
use deskql::config::Config;
use deskql::domain::Clock;
use deskql::domain::core::error::Rejection;
use deskql::domain::desk::accounts;
use entity::PoolOptions;
use entity::{Db, user};
use http::request::Parts;

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

/// A database with the fixture in it, gone when dropped.
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

    /// A database of each kind that there is.
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

    /// The address of the SQLite file, for another process.
    pub fn url(&self) -> String {
        self.copy.as_ref().unwrap().url()
    }

    pub async fn user(&self, name: &str) -> user::Model {
        accounts::user_by_name(&self.db, name)
            .await
            .unwrap()
            .unwrap()
    }

    /// Whether the database finds an account by this spelling of its name.
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

/// A request's head.
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

/// The head of a GET with a Basic header.
pub fn basic(name: &str, password: &str) -> Parts {
    request("GET", &[("Authorization", &basic_header(name, password))])
}

pub fn basic_header(name: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{name}:{password}")))
}

pub fn peer() -> IpAddr {
    "127.0.0.1".parse().unwrap()
}

/// What came of a request, in a word: the name of the viewer, `anonymous`, or the rejection.
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

/// What came of a request with these headers.
pub async fn ask(authenticator: &Authenticator, db: &Db, parts: &Parts) -> String {
    outcome(
        &authenticator
            .authenticate(db, parts, peer(), Door::Rest)
            .await,
    )
}

/// The rejection of a wrong name or password, as [`outcome`] says it.
pub fn wrong() -> String {
    Rejection::BasicInvalid.to_string()
}
