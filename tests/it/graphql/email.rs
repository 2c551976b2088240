//! Email about changes by GraphQL: planned in the transaction of the change, delivered by the
//! worker to files.

use std::path::Path;
use std::time::Duration;

use deskql::config::{Config, Transport};
use deskql::delivery::{Worker, deliverers};
use deskql::domain::Clock;
use deskql::domain::core::signals::Outbox;
use deskql::domain::delivery::notifications::facts::dead_links;
use deskql::domain::delivery::outbox::Delivery;
use entity::{outbox, ticket_cc};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter,
};
use serde_json::{Value, json};

use super::{ADMIN, Graph};
use crate::support::fixture::Copy;
use crate::support::server::Server;

const ADD: &str = "mutation($input: FollowUpAddInput!) { followUpAdd(input: $input) {
    followUp { emailRecipients } userErrors { field code } } }";

/// The GraphQL API on all available databases. Email is written to files in `folder`.
async fn graphs(folder: &Path) -> Vec<(Graph, Option<Server>)> {
    let settings = |name: &str| {
        let path = folder.join(name).to_str().unwrap().to_owned();
        move |config: &mut Config| {
            config.mail.transport = Transport::File;
            config.mail.email_file_path = path;
        }
    };
    let mut graphs = vec![(Graph::with(settings("sqlite")).await, None)];
    for server in Server::fixtures().await {
        let url = server.url();
        let folder = url.split(':').next().unwrap_or_default();
        graphs.push((
            Graph::on(&url, Copy::media_only(), settings(folder)).await,
            Some(server),
        ));
    }
    graphs
}

async fn add(graph: &Graph, input: Value) -> Value {
    let context = graph.context(Some(ADMIN), None).await;
    let answer = graph.ask(&context, ADD, json!({ "input": input })).await;
    assert_eq!(
        answer["data"]["followUpAdd"]["userErrors"],
        json!([]),
        "{answer}"
    );
    answer["data"]["followUpAdd"]["followUp"]["emailRecipients"].clone()
}

/// Runs a worker until the outbox is empty and returns the messages that it wrote, sorted.
async fn deliver(graph: &Graph) -> Vec<String> {
    deskql::cli::prepare();
    let storage = deskql::storage::Storage::open(&graph.config.storage).unwrap();
    let clock = Clock::system();
    let deliverers = deliverers(&graph.config, &clock, &graph.db, &storage).unwrap();
    let worker = Worker::new(
        graph.db.clone(),
        clock,
        Outbox::default(),
        graph.config.outbox.clone(),
        deliverers,
    );
    let db = graph.db.clone();
    let empty = async move {
        while outbox::Entity::find().count(&db).await.unwrap() > 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), worker.run(empty))
        .await
        .expect("the outbox is not empty after a minute");
    let files = std::fs::read_dir(&graph.config.mail.email_file_path)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut messages: Vec<String> = files
        .map(|file| std::fs::read_to_string(file).unwrap())
        .collect();
    messages.sort();
    messages
}

fn header<'a>(message: &'a str, name: &str) -> &'a str {
    let line = message
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    line.unwrap_or_else(|| panic!("no {name}: {message}"))
}

#[tokio::test]
async fn messages_show_the_state_at_the_time_of_the_change() {
    let folder = tempfile::tempdir().unwrap();
    for (graph, _database) in graphs(folder.path()).await {
        // A ticket with followers, an owner, and a queue with addresses to notify.
        let recipients = add(
            &graph,
            json!({ "ticketId": 18, "comment": "As it was", "public": true }),
        )
        .await;
        assert!(recipients.as_array().unwrap().len() >= 4, "{recipients}");
        entity::ticket::Entity::update_many()
            .col_expr(entity::ticket::Column::Title, Expr::value("Renamed"))
            .filter(entity::ticket::Column::Id.eq(18))
            .exec(&graph.db)
            .await
            .unwrap();
        let messages = deliver(&graph).await;
        let mut to: Vec<&str> = messages
            .iter()
            .map(|message| header(message, "To"))
            .collect();
        to.sort_unstable();
        assert_eq!(json!(to), recipients);
        for message in &messages {
            assert_eq!(
                header(message, "Subject"),
                "[support-18] Many followers (Updated)"
            );
            assert_eq!(header(message, "From"), "Support <support@example.com>");
            assert!(
                message.contains("As it was") && !message.contains("Renamed"),
                "{message}"
            );
            assert!(
                message.contains("Kind regards,"),
                "the built-in footer: {message}"
            );
        }
    }
}

#[tokio::test]
async fn a_rejected_follow_up_notifies_nobody() {
    let folder = tempfile::tempdir().unwrap();
    for (graph, _database) in graphs(folder.path()).await {
        let context = graph.context(Some(ADMIN), None).await;
        let input = json!({ "ticketId": 18, "comment": "x", "public": true, "changes": { "statusCode": 99 } });
        let answer = graph.ask(&context, ADD, json!({ "input": input })).await;
        assert_ne!(answer["data"]["followUpAdd"]["userErrors"], json!([]));
        assert_eq!(outbox::Entity::find().count(&graph.db).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn statements_do_not_depend_on_the_number_of_recipients() {
    let folder = tempfile::tempdir().unwrap();
    for (graph, _database) in graphs(folder.path()).await {
        let mut counts = Vec::new();
        for _ in 0..2 {
            let context = graph.context(Some(ADMIN), None).await;
            let input = json!({ "ticketId": 18, "comment": "x", "public": true });
            graph.ask(&context, ADD, json!({ "input": input })).await;
            counts.push((
                context.db.statement_count(),
                outbox::Entity::find().count(&graph.db).await.unwrap(),
            ));
            let followers = (0..40).map(|number| ticket_cc::ActiveModel {
                ticket_id: Set(18),
                email: Set(Some(format!("f{number}@example.org"))),
                can_view: Set(true),
                can_update: Set(false),
                ..Default::default()
            });
            for follower in followers {
                follower.insert(&graph.db).await.unwrap();
            }
        }
        assert!(counts[1].1 >= counts[0].1 * 2 + 40, "{counts:?}");
        assert_eq!(counts[0].0, counts[1].0, "{counts:?}");
    }
}

/// Links lead to Django's pages, to the example frontend if it is served, or to the configured
/// addresses.
#[tokio::test]
async fn links_lead_to_existing_pages() {
    let frontend = |config: &mut Config| config.server.example_frontend = true;
    let public = |config: &mut Config| {
        config.server.example_frontend = true;
        config.public_url = "https://help.example.com".to_owned();
    };
    let own = |config: &mut Config| {
        config.server.example_frontend = true;
        config.mail.ticket_url = "https://desk.example.com/t/{ticket}?key={key}".to_owned();
        config.mail.staff_url = "{public_url}/{id}".to_owned();
    };
    type Case = (fn(&mut Config), &'static str, &'static str);
    let cases: [Case; 4] = [
        (
            |_| (),
            "http://example.com/view/?ticket=support-18&email=",
            "http://example.com/tickets/18/",
        ),
        (
            frontend,
            "http://example.com/app/#/view?ticket=support-18&email=",
            "http://example.com/app/#/tickets/18",
        ),
        (
            public,
            "https://help.example.com/app/#/view?ticket=support-18&email=",
            "https://help.example.com/app/#/tickets/18",
        ),
        (
            own,
            "https://desk.example.com/t/support-18?key=",
            "http://example.com/18",
        ),
    ];
    for (set, ticket_url, staff_url) in cases {
        let graph = Graph::with(set).await;
        add(
            &graph,
            json!({ "ticketId": 18, "comment": "x", "public": true }),
        )
        .await;
        let rows = outbox::Entity::find().all(&graph.db).await.unwrap();
        let facts = rows
            .iter()
            .map(|row| row.payload.clone())
            .find(|payload| payload.contains("ticket_url"));
        let facts: Value =
            serde_json::from_str(&facts.expect("there is no message in the outbox")).unwrap();
        let link = |name: &str| {
            find(&facts, name)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        assert!(link("ticket_url").starts_with(ticket_url), "{facts}");
        assert_eq!(link("staff_url"), staff_url);
    }
}

#[tokio::test]
async fn links_without_a_domain_are_reported() {
    let graph = Graph::with(|_| ()).await;
    let both = ["mail.ticket_url", "mail.staff_url"];
    let mut config = (*graph.config).clone();
    assert_eq!(dead_links(&graph.db, &config).await.unwrap(), both);
    config.server.example_frontend = true;
    assert_eq!(dead_links(&graph.db, &config).await.unwrap(), both);
    config.public_url = "https://help.example.com".to_owned();
    assert!(dead_links(&graph.db, &config).await.unwrap().is_empty());
    config.mail.staff_url = "{site}/{id}".to_owned();
    assert_eq!(
        dead_links(&graph.db, &config).await.unwrap(),
        ["mail.staff_url"]
    );
    let domain = entity::site::Column::Domain;
    let named =
        entity::site::Entity::update_many().col_expr(domain, Expr::value("help.example.com"));
    named.exec(&graph.db).await.unwrap();
    assert!(dead_links(&graph.db, &config).await.unwrap().is_empty());
}

/// The first member with this name at any depth.
fn find<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    match value {
        Value::Object(members) => members
            .get(name)
            .or_else(|| members.values().find_map(|value| find(value, name))),
        Value::Array(items) => items.iter().find_map(|value| find(value, name)),
        _ => None,
    }
}

#[tokio::test]
async fn without_a_transport_nothing_is_queued() {
    let graph = Graph::with(|config| config.mail.transport = Transport::None).await;
    let recipients = add(
        &graph,
        json!({ "ticketId": 18, "comment": "x", "public": true }),
    )
    .await;
    assert!(
        !recipients.as_array().unwrap().is_empty(),
        "the follow-up lists the recipients even without a transport"
    );
    assert_eq!(outbox::Entity::find().count(&graph.db).await.unwrap(), 0);
}

/// Outbox entries of older versions must stay readable. This one has the format of the first
/// release with email.
#[test]
fn entries_of_the_first_release_are_readable() {
    let row = include_str!("email_of_0_1.json");
    let Delivery::Mail(message) = serde_json::from_str(row).unwrap() else {
        panic!("the entry is not an email")
    };
    assert_eq!(
        (
            message.template.as_str(),
            message.headers.recipient.as_str()
        ),
        ("updated_cc", "updated@example.org")
    );
    assert_eq!(message.facts.ticket.reference, "support-1");
}
