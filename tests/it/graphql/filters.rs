//! Filters on every database: comparators, logic, relations restricted by access, custom fields by
//! type, and invalid filters.

use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::{ADMIN, AGENT, CUSTOMER, Graph, on_each_database};

/// The `databaseId`s of the rows of a list that match a filter, in ascending order.
pub(super) async fn numbers(graph: &Graph, user: i32, list: &str, filter: &str) -> Vec<i64> {
    let document = format!(
        "{{ {list}(first: 100, orderBy: [{{ field: ID }}], filter: {filter}) {{ totalCount nodes {{ databaseId }} }} }}"
    );
    let data = graph.data(Some(user), &document).await;
    let nodes = data[list]["nodes"].as_array().unwrap();
    assert_eq!(data[list]["totalCount"], nodes.len(), "{filter}");
    nodes
        .iter()
        .map(|node| node["databaseId"].as_i64().unwrap())
        .collect()
}

async fn tickets(graph: &Graph, filter: &str) -> Vec<i64> {
    numbers(graph, ADMIN, "tickets", filter).await
}

#[tokio::test]
async fn comparators_select_rows() {
    on_each_database(async |graph| {
        for (filter, expected) in [
            ("{ databaseId: { in: [3, 1, 99] } }", vec![1, 3]),
            ("{ databaseId: { in: [] } }", vec![]),
            ("{ databaseId: { gt: 2, lte: 5, notIn: [4] } }", vec![3, 5]),
            ("{ databaseId: { gte: 39, ne: 39 } }", vec![40]),
            ("{ databaseId: { lt: 3 } }", vec![1, 2]),
            (
                "{ databaseId: { lte: 6 }, assignedToId: { ne: 2 } }",
                vec![1, 4, 5, 6],
            ),
            (
                "{ databaseId: { lte: 6 }, assignedToId: { notIn: [2, 13] } }",
                vec![1, 4, 5],
            ),
            (
                "{ databaseId: { lte: 6 }, assignedToId: { isNull: true } }",
                vec![4, 5],
            ),
            (
                "{ databaseId: { lte: 6 }, assignedToId: { isNull: false } }",
                vec![1, 2, 3, 6],
            ),
            ("{ databaseId: { isNull: true } }", vec![]),
            ("{ databaseId: { isNull: false, lt: 2 } }", vec![1]),
            (
                "{ databaseId: { lte: 13 }, onHold: { eq: true } }",
                vec![2, 13],
            ),
            (
                "{ databaseId: { lte: 3 }, onHold: { ne: true } }",
                vec![1, 3],
            ),
            (r#"{ title: { contains: "PRINTER" } }"#, vec![1, 5]),
            (r#"{ title: { contains: "100%" } }"#, vec![]),
            (
                r#"{ createdAt: { gte: "2024-01-02T09:01:00Z", lt: "2024-01-04T09:00:00Z" } }"#,
                vec![1, 2],
            ),
            (
                "{ databaseId: { lt: 17 }, dueAt: { isNull: false } }",
                vec![11, 15, 16],
            ),
            ("{}", (1..=40).collect()),
        ] {
            assert_eq!(tickets(graph, filter).await, expected, "{filter}");
        }
        for (filter, expected) in [
            (r#"{ slug: { startsWith: "BILL" } }"#, vec![2]),
            (r#"{ title: { endsWith: "ünï" } }"#, vec![3]),
            (r#"{ title: { contains: "& acc" } }"#, vec![2]),
            (r#"{ slug: { notIn: ["support", "billing"] } }"#, vec![3, 4]),
            ("{ allowPublicSubmission: { eq: true } }", vec![1, 3]),
        ] {
            // SQLite ignores the case of ASCII letters only, so this filter uses the stored case.
            let filter = filter.replace("ünï", "Ünï");
            assert_eq!(
                numbers(graph, ADMIN, "queues", &filter).await,
                expected,
                "{filter}"
            );
        }
    })
    .await;
}

/// Filters of every type and shape.
const FILTERS: &[&str] = &[
    "{ assignedToId: { eq: 2 } }",
    "{ assignedToId: { ne: 2 } }",
    "{ assignedToId: { in: [1, 2] } }",
    "{ assignedToId: { gt: 1 } }",
    "{ assignedToId: { isNull: true } }",
    "{ dueAt: { lt: \"2024-03-01T00:00:00Z\" } }",
    "{ description: { contains: \"a\" } }",
    "{ resolution: { ne: \"x\" } }",
    "{ assignedTo: { isStaff: { eq: true } } }",
    "{ queue: { slug: { eq: \"billing\" } } }",
    "{ kbItem: { votes: { gt: 0 } } }",
    "{ followUps: { some: { public: { eq: false } } } }",
    "{ followUps: { none: { comment: { isNull: true } } } }",
    "{ followUps: { every: { public: { eq: true } } } }",
    "{ attachments: { some: { size: { gt: 0 } } } }",
    "{ customFields: [{ name: \"decimal\", decimal: { lt: 100 } }] }",
    "{ customFields: [{ name: \"decimal\", decimal: { ne: 1.5 } }] }",
    "{ customFields: [{ name: \"boolean\", boolean: { ne: true } }] }",
    "{ customFields: [{ name: \"text\", text: { isNull: true } }] }",
    "{ or: [] }",
    "{ and: [] }",
    "{ or: [{ statusCode: { eq: 1 } }, { assignedToId: { eq: 2 } }], priorityCode: { lt: 4 } }",
];

#[tokio::test]
async fn not_selects_exactly_the_other_rows() {
    on_each_database(async |graph| {
        let all: Vec<i64> = (1..=40).collect();
        for filter in FILTERS {
            let (found, rest) = (
                tickets(graph, filter).await,
                tickets(graph, &format!("{{ not: {filter} }}")).await,
            );
            let mut both = [found.as_slice(), rest.as_slice()].concat();
            both.sort_unstable();
            assert_eq!(both, all, "{filter}: {found:?}");
            assert_eq!(
                tickets(graph, &format!("{{ not: {{ not: {filter} }} }}")).await,
                found,
                "{filter}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn filters_follow_relations() {
    on_each_database(async |graph| {
        let billing = tickets(graph, r#"{ queue: { slug: { eq: "billing" } } }"#).await;
        assert_eq!(billing, tickets(graph, "{ queueId: { eq: 2 } }").await);
        let agents = tickets(graph, r#"{ assignedTo: { username: { eq: "agent" } } }"#).await;
        assert_eq!(agents, tickets(graph, "{ assignedToId: { eq: 2 } }").await);
        let private = tickets(graph, "{ followUps: { some: { public: { eq: false } } } }").await;
        let rows = numbers(graph, ADMIN, "followUps", "{ public: { eq: false } }").await;
        assert!(
            !private.is_empty() && private.len() <= rows.len(),
            "{private:?}"
        );
        // From follow-ups to tickets and back.
        let related = numbers(
            graph,
            ADMIN,
            "followUps",
            "{ ticket: { followUps: { some: { public: { eq: false } } } } }",
        )
        .await;
        assert!(
            rows.iter().all(|row| related.contains(row)) && related.len() > rows.len(),
            "{related:?}"
        );
        let files = numbers(
            graph,
            ADMIN,
            "attachments",
            "{ followUp: { ticket: { databaseId: { eq: 1 } } } }",
        )
        .await;
        assert_eq!(
            tickets(
                graph,
                "{ attachments: { some: { databaseId: { gt: 0 } } } }"
            )
            .await
            .contains(&1),
            !files.is_empty()
        );
        let queues = numbers(
            graph,
            ADMIN,
            "queues",
            "{ tickets: { none: { statusCode: { eq: 1 } } } }",
        )
        .await;
        for queue in 1..=4 {
            let open = tickets(
                graph,
                &format!("{{ statusCode: {{ eq: 1 }}, queueId: {{ eq: {queue} }} }}"),
            )
            .await;
            assert_eq!(open.is_empty(), queues.contains(&queue), "{queue}");
        }
        let owners = numbers(
            graph,
            ADMIN,
            "users",
            "{ assignedTickets: { some: { onHold: { eq: true } } } }",
        )
        .await;
        assert_eq!(owners, [2]);
        assert!(
            !numbers(graph, ADMIN, "users", "{ assignedTickets: { none: {} } }")
                .await
                .is_empty()
        );
        assert_eq!(
            numbers(
                graph,
                ADMIN,
                "kbItems",
                "{ category: { items: { some: { enabled: { eq: false } } } } }"
            )
            .await,
            [3]
        );
        assert_eq!(
            numbers(
                graph,
                ADMIN,
                "kbCategories",
                "{ items: { some: { votes: { gt: 1 } } } }"
            )
            .await
            .len(),
            2
        );
    })
    .await;
}

#[tokio::test]
async fn relations_do_not_reveal_hidden_rows() {
    on_each_database(async |graph| {
        let mine = numbers(graph, CUSTOMER, "tickets", "{}").await;
        assert!(!mine.is_empty());
        // Customers see the names of owners, but cannot search their permissions or addresses.
        for filter in [
            "{ assignedTo: { isStaff: { eq: true } } }",
            "{ assignedTo: { email: { contains: \"@\" } } }",
            "{ followUps: { some: { public: { eq: false } } } }",
            "{ followUps: { some: { ticket: { databaseId: { eq: 2 } } } }, databaseId: { ne: 2 } }",
        ] {
            assert_eq!(
                numbers(graph, CUSTOMER, "tickets", filter).await,
                Vec::<i64>::new(),
                "{filter}"
            );
        }
        assert_eq!(
            numbers(
                graph,
                CUSTOMER,
                "users",
                "{ or: [{}, { isStaff: { eq: true } }] }"
            )
            .await,
            [i64::from(CUSTOMER)]
        );
        // A staff-only custom field has no values for others.
        let email = r#"{ customFields: [{ name: "email", text: { contains: "secret" } }] }"#;
        assert_eq!(tickets(graph, email).await, [20]);
        graph
            .db
            .execute_unprepared(
                "UPDATE helpdesk_ticket SET submitter_email = 'customer@example.com' WHERE id = 20",
            )
            .await
            .unwrap();
        assert!(
            numbers(graph, CUSTOMER, "tickets", "{}")
                .await
                .contains(&20)
        );
        assert_eq!(
            numbers(graph, CUSTOMER, "tickets", email).await,
            Vec::<i64>::new()
        );
    })
    .await;
}

#[tokio::test]
async fn custom_fields_are_compared_by_type() {
    on_each_database(async |graph| {
        // Valid and invalid text that may be stored in a decimal field.
        let values = [
            "9.5",
            "10",
            "-3",
            " 10.0 ",
            "10.000000000000000001",
            "rubbish",
            "1e3",
            "NaN",
            "",
            ".5",
            "12345678901234567.01",
            "12345678901234567.02",
            "+7.",
            "--1",
            "1'; DROP TABLE helpdesk_ticket; --",
        ];
        for (at, value) in values.iter().enumerate() {
            let sql = format!(
                "INSERT INTO helpdesk_ticketcustomfieldvalue (id, value, field_id, ticket_id) VALUES ({}, '{}', 4, {})",
                100 + at,
                value.replace('\'', "''"),
                22 + at
            );
            graph.db.execute_unprepared(&sql).await.unwrap();
        }
        let long = "9".repeat(150_000);
        let sql = format!(
            "INSERT INTO helpdesk_ticketcustomfieldvalue (id, value, field_id, ticket_id) VALUES (200, '{long}', 4, 40)"
        );
        graph.db.execute_unprepared(&sql).await.unwrap();
        // Tickets and their values: 20: 12345.678, 21: 1.5, 22: 9.5, 23: 10, 24: -3, 25: 10.0,
        // 26: slightly more than 10, 31: .5, 32 and 33: large and nearly the same, 34: 7
        for (filter, expected) in [
            ("decimal: { eq: 10 }", vec![23, 25]),
            ("decimal: { eq: \"10.00\" }", vec![23, 25]),
            ("decimal: { gt: \"10\", lt: \"11\" }", vec![26]),
            ("decimal: { lt: 1 }", vec![24, 31]),
            ("decimal: { gte: \"12345678901234567.02\" }", vec![33]),
            ("decimal: { gt: 12345, lt: \"12345678901234567.02\" }", vec![20, 32]),
            ("decimal: { in: [7, \"0.5\"] }", vec![31, 34]),
            ("decimal: { lte: \"1.50\" }", vec![21, 24, 31]),
            ("decimal: { isNull: false }, text: { ne: \"10\" }", vec![20, 21, 22, 24, 25, 26, 31, 32, 33, 34]),
            ("integer: { eq: 10 }", vec![23, 25]),
            ("text: { contains: \"DROP TABLE\" }", vec![36]),
        ] {
            // SQLite reads 150,000 digits as a number; PostgreSQL rejects them.
            let filter = format!("{{ databaseId: {{ lt: 40 }}, customFields: [{{ name: \"decimal\", {filter} }}] }}");
            assert_eq!(tickets(graph, &filter).await, expected, "{filter}");
        }
        for (filter, expected) in [
            (r#"name: "integer", integer: { lt: 0 }"#, vec![1]),
            (r#"name: "integer", integer: { gte: "42" }"#, vec![20]),
            (r#"name: "boolean", boolean: { eq: false }"#, vec![21]),
            (r#"name: "date", date: { gt: "2024-02-28", lte: "2024-02-29" }"#, vec![20]),
            (r#"name: "time", time: { gte: "23:59:58" }"#, vec![20]),
            (r#"name: "datetime", dateTime: { eq: "2024-02-29T13:37" }"#, vec![20]),
            (r#"name: "datetime", date: { isNull: false }"#, vec![]),
            (r#"name: "list", text: { in: ["Red", "Blue"] }"#, vec![20]),
            (r#"name: "ipaddress", text: { startsWith: "2001:" }"#, vec![21]),
            (r#"name: "there is none", text: { isNull: false }"#, vec![]),
        ] {
            let filter = format!("{{ customFields: [{{ {filter} }}] }}");
            assert_eq!(tickets(graph, &filter).await, expected, "{filter}");
        }
        let both =
            r#"{ customFields: [{ name: "integer", integer: { gt: 0 } }, { name: "list", text: { eq: "Red" } }] }"#;
        assert_eq!(tickets(graph, both).await, [20]);
    })
    .await;
}

fn public_with_comment() -> Value {
    json!({ "comment": { "contains": "x" }, "public": { "eq": true } })
}

#[tokio::test]
async fn large_and_invalid_filters_are_rejected() {
    on_each_database(async |graph| {
        let context = graph.context(Some(AGENT), None).await;
        let error_of = async |filter: Value| {
            let document = "query($filter: TicketFilter) { tickets(filter: $filter) { totalCount } }";
            let answer = graph.ask(&context, document, json!({ "filter": filter })).await;
            let error = &answer["errors"][0];
            (
                error["extensions"]["code"].as_str().unwrap_or_default().to_owned(),
                error["message"].as_str().unwrap_or_default().to_owned(),
            )
        };
        let many: Vec<i32> = (0..1999).collect();
        assert_eq!(error_of(json!({ "databaseId": { "in": many } })).await.0, "");
        let many: Vec<i32> = (0..2000).collect();
        let wide = vec![json!({ "onHold": { "eq": true } }); 1000];
        let mut deep = json!({ "onHold": { "eq": true } });
        for _ in 0..3 {
            deep = json!({ "followUps": { "some": { "ticket": deep } } });
        }
        // The largest valid filters of every shape. Databases limit the depth of expressions.
        let on_hold = json!({ "onHold": { "eq": true } });
        let field = json!({ "name": "text", "text": { "eq": "x" } });
        let nested = |levels: usize| {
            let many = vec![on_hold.clone(); 20];
            let level = |within, _| json!({ "or": [on_hold, { "and": many, "or": [within] }], "not": on_hold });
            (0..levels).fold(json!({}), level)
        };
        let mut deepest = json!({});
        for _ in 0..60 {
            deepest = json!({ "not": deepest });
        }
        for (shape, filter) in [
            ("or", json!({ "or": vec![on_hold.clone(); 990] })),
            ("and", json!({ "and": vec![on_hold.clone(); 990] })),
            ("not and", json!({ "not": { "and": vec![on_hold.clone(); 990] } })),
            ("empty", json!({ "or": vec![json!({}); 999], "and": vec![json!({}); 999] })),
            ("fields", json!({ "customFields": vec![field; 17] })),
            ("relations", json!({ "or": vec![json!({ "followUps": { "some": public_with_comment() } }); 17] })),
            ("joined", json!({ "and": vec![json!({ "followUps": { "some": public_with_comment() } }); 17] })),
            ("deep", json!({ "and": vec![json!({ "followUps": { "some": { "ticket": { "queue": { "slug": { "ne": "x" } } } } } }); 5] })),
            ("nested", nested(7)),
        ] {
            let began = std::time::Instant::now();
            assert_eq!(error_of(filter).await, (String::new(), String::new()), "{shape}");
            // Planning hundreds of joins took PostgreSQL minutes.
            assert!(began.elapsed() < std::time::Duration::from_secs(10), "{shape}: {:?}", began.elapsed());
        }
        for (filter, expected) in [
            (json!({ "databaseId": { "in": many } }), "filter: Expected at most 2000 "),
            (json!({ "or": wide }), "filter: Expected at most 2000 "),
            (deep, "filter: Expected at most 4 relations"),
            (nested(8), "filter: Expected at most 16 levels"),
            (deepest, "filter: Expected at most 16 levels"),
            (json!({ "title": { "contains": "\u{0}" } }), "filter: NUL characters"),
            (json!({ "customFields": [{ "name": "\u{0}", "text": { "eq": "a" } }] }), "filter: NUL characters"),
            // SQLite rejects LIKE patterns of more than 50,000 bytes.
            (json!({ "title": { "contains": "%".repeat(30_000) } }), "filter: Expected at most 20000 "),
            (json!({ "title": { "in": ["a", "x".repeat(60_000)] } }), "filter: Expected at most 20000 "),
            // PostgreSQL and Django do not support these years.
            (json!({ "createdAt": { "gt": "0000-01-01T00:00:00Z" } }), "filter: "),
            (json!({ "createdAt": { "in": ["9999-12-31T23:59:59-12:00"] } }), "filter: "),
            (
                json!({ "customFields": [{ "name": "decimal", "decimal": { "eq": "9".repeat(1000) } }] }),
                "filter: Expected at most 200 ",
            ),
        ] {
            let (code, message) = error_of(filter).await;
            assert_eq!(code, "BAD_USER_INPUT", "{message}");
            assert!(message.starts_with(expected), "{message}");
        }
    })
    .await;
}
