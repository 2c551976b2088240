//! The search finds the same as a scan of all rows, on three databases, for several viewers, also
//! after writes. `DESKQL_SEARCH_TICKETS` sets the number of generated tickets.

use deskql::config::Config;
use deskql::domain::Context;
use entity::values::Timestamp;
use entity::{Db, custom_field_value, followup, ticket, ticket_cc};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, SeedableRng as _};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ConnectionTrait, EntityTrait};
use serde_json::{Value, json};

use super::naive::{Rows, Sight};
use super::{find, set_up, update};
use crate::graphql::{ADMIN, AGENT, CUSTOMER, Graph};
use crate::support::fixture::Copy;
use crate::support::server::Server;

/// The words of generated texts: some are common, some equal each other in part, some are short,
/// stop words, not English or not in Latin letters.
const WORDS: [&str; 36] = [
    "printer",
    "Printer",
    "printers",
    "print",
    "jam",
    "paper",
    "the",
    "a",
    "of",
    "to",
    "I",
    "x",
    "café",
    "Cafe",
    "Straße",
    "strasse",
    "naïve",
    "Ошибка",
    "ошибка",
    "принтера",
    "日本語",
    "日本",
    "語学",
    "한국어",
    "ไทย",
    "jo.doe@example.com",
    "example.com",
    "foo_bar",
    "C++",
    "3.14",
    "https://a.example/b?c=d",
    "über-cool",
    "ﬁle",
    "İstanbul",
    "e\u{301}tude",
    "🙂",
];

/// The first generated ticket.
const FIRST: i32 = 10_001;

fn number_of_tickets() -> i32 {
    std::env::var("DESKQL_SEARCH_TICKETS")
        .ok()
        .and_then(|number| number.parse().ok())
        .unwrap_or(200)
}

fn text(rng: &mut StdRng, max: usize) -> String {
    let words = rng.random_range(1..=max);
    let words: Vec<&str> = (0..words).map(|_| *WORDS.choose(rng).unwrap()).collect();
    words.join([" ", ", ", "\n", "-"].choose(rng).unwrap())
}

fn moment(minute: i32) -> Timestamp {
    let start = chrono::DateTime::from_timestamp(1_700_000_000, 0).unwrap();
    (start + chrono::TimeDelta::minutes(minute.into())).into()
}

/// Inserts tickets with follow-ups, followers and custom values.
async fn generate(db: &Db, rng: &mut StdRng, tickets: i32) {
    let (mut rows, mut followups, mut ccs, mut values) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let fields = entity::custom_field::Entity::find().all(db).await.unwrap();
    for id in FIRST..FIRST + tickets {
        let address = [
            "customer@example.com",
            "jo.doe@example.com",
            "other@example.org",
        ];
        rows.push(ticket::ActiveModel {
            id: Set(id),
            title: Set(text(rng, 4)),
            created: Set(moment(id)),
            modified: Set(moment(id)),
            submitter_email: Set(Some((*address.choose(rng).unwrap()).to_owned())),
            status: Set(rng.random_range(1..=5)),
            on_hold: Set(false),
            description: Set(rng.random_bool(0.8).then(|| text(rng, 12))),
            resolution: Set(rng.random_bool(0.2).then(|| text(rng, 6))),
            priority: Set(rng.random_range(1..=5)),
            due_date: Set(None),
            last_escalation: Set(None),
            assigned_to_id: Set([None, Some(AGENT), Some(CUSTOMER)]
                .choose(rng)
                .copied()
                .unwrap()),
            queue_id: Set(rng.random_range(1..=3)),
            secret_key: Set(format!("generated-{id}")),
            kbitem_id: Set(None),
            merged_to_id: Set(None),
        });
        for _ in 0..rng.random_range(0..4) {
            followups.push(followup::ActiveModel {
                id: NotSet,
                date: Set(moment(id)),
                title: Set(rng.random_bool(0.3).then(|| text(rng, 3))),
                comment: Set(Some(text(rng, 8))),
                public: Set(rng.random_bool(0.5)),
                new_status: Set(None),
                ticket_id: Set(id),
                user_id: Set(Some(ADMIN)),
                message_id: Set(None),
                time_spent: Set(None),
                email_recipients: Set(None),
            });
        }
        if rng.random_bool(0.2) {
            ccs.push(ticket_cc::ActiveModel {
                id: NotSet,
                email: Set(Some("print@example.net".to_owned())),
                can_view: Set(true),
                can_update: Set(false),
                ticket_id: Set(id),
                user_id: Set([None, Some(CUSTOMER)].choose(rng).copied().unwrap()),
            });
        }
        for field in fields.choose_multiple(rng, 1) {
            values.push(custom_field_value::ActiveModel {
                id: NotSet,
                value: Set(Some(text(rng, 2))),
                field_id: Set(field.id),
                ticket_id: Set(id),
            });
        }
    }
    for part in rows.chunks(500) {
        ticket::Entity::insert_many(part.to_vec())
            .exec_without_returning(db)
            .await
            .unwrap();
    }
    for part in followups.chunks(500) {
        followup::Entity::insert_many(part.to_vec())
            .exec_without_returning(db)
            .await
            .unwrap();
    }
    for part in ccs.chunks(500) {
        ticket_cc::Entity::insert_many(part.to_vec())
            .exec_without_returning(db)
            .await
            .unwrap();
    }
    for part in values.chunks(500) {
        custom_field_value::Entity::insert_many(part.to_vec())
            .exec_without_returning(db)
            .await
            .unwrap();
    }
}

/// A search text of generated terms.
fn query(rng: &mut StdRng) -> String {
    let mut terms = Vec::new();
    for index in 0..rng.random_range(1..=3) {
        let word = WORDS.choose(rng).unwrap();
        let term = match rng.random_range(0..6) {
            0 => format!("\"{} {}\"", word, WORDS.choose(rng).unwrap()),
            1 => {
                let start: String = word.chars().take(3).collect();
                match start.chars().filter(|c| c.is_alphabetic()).count() == 3 {
                    true => format!("{start}*"),
                    false => start,
                }
            }
            _ => (*word).to_owned(),
        };
        let sign = if index > 0 && rng.random_bool(0.3) {
            "-"
        } else {
            ""
        };
        terms.push(format!("{sign}{term}"));
    }
    if terms
        .iter()
        .all(|term| term.contains('🙂') || term == "\"🙂 🙂\"")
    {
        terms.push("printer".to_owned());
    }
    terms.join(" ")
}

async fn compare(
    graph: &Graph,
    contexts: &[Context],
    rng: &mut StdRng,
    queries: usize,
    what: &str,
) {
    update(&graph.db).await;
    let rows = Rows::read(&graph.db).await;
    for context in contexts {
        let sight = Sight::of(context).await;
        for _ in 0..queries {
            let query = query(rng);
            let expected = rows.find(&sight, &query);
            let found = find(graph, context, &query).await;
            let expected_page: Vec<i32> = expected.iter().copied().take(10_100).collect();
            assert_eq!(
                found,
                expected_page,
                "{what}: {query:?} as {:?} on {:?}",
                context.viewer.id(),
                graph.db.get_database_backend()
            );
            let document = "query($query: String!) { search(query: $query, first: 1) { totalCount
                facets { queues { count queue { databaseId } } } } }";
            let answer = graph
                .ask(context, document, json!({ "query": query }))
                .await;
            let counts = &answer["data"]["search"];
            assert_eq!(counts["totalCount"], expected.len(), "{query:?}: {answer}");
            let queues: std::collections::BTreeMap<i64, u64> = counts["facets"]["queues"]
                .as_array()
                .unwrap()
                .iter()
                .map(|row| {
                    let queue = row["queue"]["databaseId"].as_i64().unwrap();
                    (queue, row["count"].as_u64().unwrap())
                })
                .collect();
            let expected_queues = rows
                .by_queue(&expected)
                .into_iter()
                .map(|(queue, count)| (i64::from(queue), count))
                .collect();
            assert_eq!(queues, expected_queues, "{query:?}");
        }
    }
}

async fn write(graph: &Graph, context: &Context, document: &str, input: Value) {
    let answer = graph
        .ask(context, document, json!({ "input": input }))
        .await;
    assert_eq!(answer["data"]["r"]["userErrors"], json!([]), "{answer:#}");
}

async fn check(graph: &Graph) {
    let mut rng = StdRng::seed_from_u64(1);
    let tickets = number_of_tickets();
    // Half of them exist before the search is set up, half of them come later.
    generate(&graph.db, &mut rng, tickets / 2).await;
    set_up(&graph.db).await;
    let contexts = [
        graph.context(Some(ADMIN), None).await,
        graph.context(Some(AGENT), Some(vec![1])).await,
        graph.context(Some(CUSTOMER), Some(Vec::new())).await,
        graph.context(None, None).await,
    ];
    compare(graph, &contexts, &mut rng, 10, "built").await;
    let admin = &contexts[0];
    // Only tickets of one queue can be merged.
    for ticket in FIRST + 2..FIRST + 5 {
        let document = "mutation($input: TicketUpdateInput!) { r: ticketUpdate(input: $input) { userErrors { message } } }";
        write(
            graph,
            admin,
            document,
            json!({ "id": ticket, "queueId": 1 }),
        )
        .await;
    }
    for (document, input) in [
        (
            "mutation($input: TicketUpdateInput!) { r: ticketUpdate(input: $input) { userErrors { message } } }",
            json!({ "id": FIRST, "title": "printer 日本", "description": "the café" }),
        ),
        (
            "mutation($input: FollowUpAddInput!) { r: followUpAdd(input: $input) { userErrors { message } } }",
            json!({ "ticketId": FIRST + 1, "comment": "ошибка принтера", "public": false }),
        ),
        (
            "mutation($input: TicketMergeInput!) { r: ticketMerge(input: $input) { userErrors { message } } }",
            json!({ "ticketId": FIRST + 2, "mergedIds": [FIRST + 3, FIRST + 4] }),
        ),
        (
            "mutation($input: TicketDeleteInput!) { r: ticketDelete(input: $input) { userErrors { message } } }",
            json!({ "id": FIRST + 5 }),
        ),
    ] {
        write(graph, admin, document, input).await;
    }
    compare(graph, &contexts, &mut rng, 5, "GraphQL").await;
    // As other programs write.
    for sql in [
        "UPDATE helpdesk_followup SET public = NOT public WHERE id % 3 = 0",
        "UPDATE helpdesk_ticket SET queue_id = 1, title = 'paper jam' WHERE id % 7 = 0",
        "UPDATE helpdesk_customfield SET staff_only = NOT staff_only",
        "UPDATE auth_user SET email = 'paper@example.com' WHERE id = 3",
        "DELETE FROM helpdesk_ticketcustomfieldvalue WHERE ticket_id % 5 = 0",
        "DELETE FROM helpdesk_ticketcc WHERE ticket_id % 5 = 0",
        "UPDATE helpdesk_kbitem SET answer = 'the printer of Ошибка'",
    ] {
        graph.db.execute_unprepared(sql).await.unwrap();
    }
    let mut contexts = contexts;
    contexts[2] = graph.context(Some(CUSTOMER), Some(Vec::new())).await;
    compare(graph, &contexts, &mut rng, 5, "SQL").await;
}

fn per_queue(config: &mut Config) {
    config.helpdesk.enable_per_queue_staff_permission = true;
}

#[tokio::test(flavor = "multi_thread")]
async fn search_agrees_with_a_scan() {
    let copy = Copy::new();
    let url = copy.url();
    check(&Graph::on(&url, copy, per_queue).await).await;
    for server in Server::fixtures().await {
        let graph = Graph::on(&server.url(), Copy::media_only(), per_queue).await;
        check(&graph).await;
        graph.db.close().await.unwrap();
    }
}
