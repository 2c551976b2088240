//! GraphQL requests in process, on copies of the fixture.

mod access;
mod administration;
mod attachments;
mod back_references;
mod changes;
mod choices;
mod create;
mod desk;
mod desk_statements;
mod email;
mod examples;
mod federation;
mod filters;
mod idempotency;
mod ids;
mod information_leaks;
mod input_validation;
mod lists;
mod nested;
mod pagination;
mod passwords;
mod payloads;
mod privacy;
mod reading;
mod records;
mod references;
mod replies;
mod write;

use std::sync::Arc;

use async_graphql::{Request, Variables};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use deskql::auth::Authenticator;
use deskql::config::Config;
use deskql::domain::core::lanes::{Lanes, Limits};
use deskql::domain::core::signals::Outbox;
use deskql::domain::live::Hub;
use deskql::domain::{Account, Client, Clock, Context, Tasks, Viewer, WrittenTickets};
use deskql::graphql::{self, Schema};
use deskql::storage::Storage;
use deskql::translation::Language;
use entity::Db;
use entity::PoolOptions;
use sea_orm::EntityTrait;
use serde_json::Value;

use crate::support::fixture::Copy;
use crate::support::server::Server;

/// The GraphQL API on a copy of the fixture.
pub struct Graph {
    pub db: Db,
    pub config: Arc<Config>,
    pub events: Hub,
    schema: Schema,
    storage: Storage,
    authenticator: Authenticator,
    pub copy: Copy,
}

/// Users of the fixture.
pub const ADMIN: i32 = 1;
pub const AGENT: i32 = 2;
pub const CUSTOMER: i32 = 3;
pub const NOEMAIL: i32 = 9;

/// The global ID of an object. `kind` may be a type that does not exist.
pub fn global_id(kind: &str, number: i32) -> String {
    URL_SAFE_NO_PAD.encode(format!("{kind}:{number}"))
}

impl Graph {
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let copy = Copy::new();
        let url = copy.url();
        Self::on(&url, copy, change).await
    }

    /// The GraphQL API on the database at `url`, which contains the fixture, and the files of `copy`.
    pub async fn on(url: &str, copy: Copy, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::default();
        config.secret_key.0 = "oracle-only-not-a-secret".to_owned();
        config.storage.url = format!("fs:{}", copy.media().display());
        change(&mut config);
        let db = Db::connect(url, &PoolOptions::default()).await.unwrap();
        migration::migrate(db.pool()).await.unwrap();
        let storage = Storage::open(&config.storage).unwrap();
        let config = Arc::new(config);
        Self {
            events: Hub::new(&db, &config, &Clock::system()),
            schema: graphql::schema(),
            authenticator: Authenticator::new(db.clone(), Arc::clone(&config), Clock::system()),
            db,
            config,
            storage,
            copy,
        }
    }

    /// The context of a request by a user of the fixture. `granted` are the queues to which the
    /// user has access if access is granted per queue.
    pub async fn context(&self, user: Option<i32>, granted: Option<Vec<i32>>) -> Context {
        let viewer = match user {
            None => Viewer::Anonymous,
            Some(id) => {
                let user = entity::user::Entity::find_by_id(id)
                    .one(&self.db)
                    .await
                    .unwrap()
                    .unwrap();
                Viewer::User(Arc::new(Account {
                    user,
                    granted_queues: granted,
                    token: None,
                }))
            }
        };
        Context {
            db: self.db.with_own_counter(),
            viewer,
            config: Arc::clone(&self.config),
            clock: Clock::system(),
            storage: self.storage.clone(),
            outbox: Outbox::default(),
            max_page_size: Some(self.config.graphql.max_page_size),
            dialect: deskql::domain::Dialect::Graph,
            events: self.events.signal(),
            hash_lanes: Lanes::new(Limits::for_hashing()),
            written_tickets: WrittenTickets::default(),
            client: self.client(),
            tasks: Tasks::default(),
            language: Language::default(),
        }
    }

    /// The client of an HTTP request.
    pub fn client(&self) -> Client {
        let request = http::Request::post("/graphql").body(()).unwrap();
        let peer = [127, 0, 0, 1].into();
        Client::new(
            self.authenticator
                .client(&request.into_parts().0, peer, true),
        )
    }

    /// Executes a document and returns the response.
    pub async fn ask(&self, context: &Context, document: &str, variables: Value) -> Value {
        let request = Request::new(document)
            .variables(Variables::from_json(variables))
            .data(context.clone())
            .data(self.events.clone());
        self.answer(request).await
    }

    /// Executes a request and returns the response.
    pub async fn answer(&self, request: Request) -> Value {
        let mut response = self.schema.execute(request).await;
        graphql::error::finish(&mut response, "test");
        serde_json::to_value(&response).unwrap()
    }

    /// Starts a subscription and returns its responses.
    pub fn subscribe(
        &self,
        request: Request,
    ) -> futures_util::stream::BoxStream<'static, async_graphql::Response> {
        self.schema.execute_stream(request)
    }

    /// Executes a document and returns its data. Fails if there are errors.
    pub async fn data(&self, user: Option<i32>, document: &str) -> Value {
        let context = self.context(user, None).await;
        let mut answer = self.ask(&context, document, Value::Null).await;
        assert!(answer.get("errors").is_none(), "{answer:#}");
        answer["data"].take()
    }
}

/// Runs a test on the fixture in every available database.
pub async fn on_each_database(test: impl AsyncFn(&Graph)) {
    test(&Graph::new().await).await;
    for server in Server::fixtures().await {
        let graph = Graph::on(&server.url(), Copy::media_only(), |_| {}).await;
        test(&graph).await;
        graph.db.close().await.unwrap();
    }
}
