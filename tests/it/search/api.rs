//! The GraphQL field: operators, references, fragments, pages and errors.

use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

use super::{find, set_up, update};
use crate::graphql::{ADMIN, AGENT, CUSTOMER, Graph, on_each_database};

async fn error(graph: &Graph, query: &str) -> String {
    let admin = graph.context(Some(ADMIN), None).await;
    let document = "query($query: String!) { search(query: $query) { totalCount } }";
    let answer = graph.ask(&admin, document, json!({ "query": query })).await;
    let error = &answer["errors"][0];
    assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT", "{answer}");
    error["message"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn operators_find_the_tickets_of_their_filters() {
    on_each_database(async |graph| {
        set_up(&graph.db).await;
        let admin = graph.context(Some(ADMIN), None).await;
        for (query, filter) in [
            ("queue:support", "{ queue: { slug: { eq: \"support\" } } }"),
            ("-queue:support", "{ queue: { slug: { ne: \"support\" } } }"),
            ("status:open", "{ status: { eq: OPEN } }"),
            ("status:3", "{ statusCode: { eq: 3 } }"),
            ("is:open", "{ isOpen: { eq: true } }"),
            ("is:closed", "{ isOpen: { eq: false } }"),
            ("is:unassigned", "{ assignedToId: { isNull: true } }"),
            ("is:assigned", "{ assignedToId: { isNull: false } }"),
            ("is:mine", "{ assignedTo: { isMe: true } }"),
            ("is:on-hold", "{ onHold: { eq: true } }"),
            ("priority:high", "{ priority: { eq: HIGH } }"),
            ("priority:1", "{ priorityCode: { eq: 1 } }"),
            ("assignee:none", "{ assignedTo: { isNull: true } }"),
            (
                "assignee:agent",
                "{ assignedTo: { username: { startsWith: \"agent\" } } }",
            ),
            (
                "from:customer@example.com",
                "{ submitterEmail: { contains: \"customer@example.com\" } }",
            ),
            (
                "created:<2024",
                "{ createdAt: { lt: \"2024-01-01T00:00:00Z\" } }",
            ),
            (
                "created:>=2024-02 is:open",
                "{ createdAt: { gte: \"2024-02-01T00:00:00Z\" }, isOpen: { eq: true } }",
            ),
        ] {
            let document =
                format!("{{ tickets(filter: {filter}, first: 100) {{ nodes {{ databaseId }} }} }}");
            let answer = graph.ask(&admin, &document, Value::Null).await;
            let nodes = answer["data"]["tickets"]["nodes"].as_array();
            let nodes = nodes.unwrap_or_else(|| panic!("{answer}"));
            let mut expected: Vec<i64> = nodes
                .iter()
                .map(|node| node["databaseId"].as_i64().unwrap())
                .collect();
            let mut found: Vec<i64> = find(graph, &admin, query)
                .await
                .into_iter()
                .map(i64::from)
                .collect();
            expected.sort_unstable();
            found.sort_unstable();
            assert_eq!(found, expected, "{query}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn references_come_first() {
    on_each_database(async |graph| {
        let db = &graph.db;
        db.execute_unprepared("UPDATE helpdesk_ticket SET title = 'support 7 and #7' WHERE id = 5")
            .await
            .unwrap();
        set_up(db).await;
        let admin = graph.context(Some(ADMIN), None).await;
        for query in ["#7", "[SUPPORT-7]"] {
            let found = find(graph, &admin, query).await;
            assert_eq!(found.first(), Some(&7), "{query}");
            assert!(found.contains(&5), "{query}: {found:?}");
        }
        let found = find(graph, &admin, "sales-7").await;
        assert!(!found.contains(&7), "{found:?}");
        let customer = graph.context(Some(CUSTOMER), None).await;
        let found = find(graph, &customer, "#3").await;
        let visible = find(graph, &customer, "-zzzz").await;
        assert!(found.iter().all(|id| visible.contains(id)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_continue_and_types_restrict() {
    on_each_database(async |graph| {
        let db = &graph.db;
        db.execute_unprepared("UPDATE helpdesk_ticket SET title = 'zebra'").await.unwrap();
        db.execute_unprepared("UPDATE helpdesk_kbitem SET title = 'zebra'").await.unwrap();
        set_up(db).await;
        let admin = graph.context(Some(ADMIN), None).await;
        let all = find(graph, &admin, "zebra").await;
        let document = "query($after: String) { search(query: \"zebra\", first: 3, after: $after) {
            edges { cursor score node { ... on Ticket { databaseId } ... on KbItem { databaseId } } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }";
        let first = graph.ask(&admin, document, json!({})).await;
        let page = &first["data"]["search"];
        assert_eq!(page["pageInfo"]["hasNextPage"], true);
        assert_eq!(page["pageInfo"]["hasPreviousPage"], false);
        let next = graph.ask(&admin, document, json!({ "after": page["pageInfo"]["endCursor"] })).await;
        let next = &next["data"]["search"];
        assert_eq!(next["pageInfo"]["hasPreviousPage"], true);
        let ids: Vec<i64> = [page, next]
            .iter()
            .flat_map(|page| page["edges"].as_array().unwrap())
            .map(|edge| edge["node"]["databaseId"].as_i64().unwrap())
            .collect();
        let expected: Vec<i64> = all.iter().take(6).map(|id| i64::from(id.abs())).collect();
        assert_eq!(ids, expected);
        let document = "{ tickets: search(query: \"zebra\", type: TICKET) { facets { types { type count } } }
            items: search(query: \"zebra\", type: KB_ITEM) { facets { types { type count } } }
            filtered: search(query: \"zebra\", filter: { databaseId: { in: [1, 2] } }) { totalCount } }";
        let answer = graph.ask(&admin, document, Value::Null).await;
        let tickets = all.iter().filter(|id| **id > 0).count();
        let data = &answer["data"];
        assert_eq!(data["tickets"]["facets"]["types"], json!([{ "type": "TICKET", "count": tickets }]));
        assert_eq!(data["items"]["facets"]["types"], json!([{ "type": "KB_ITEM", "count": all.len() - tickets }]));
        assert_eq!(data["filtered"]["totalCount"], 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn titles_count_most_and_fragments_say_where() {
    on_each_database(async |graph| {
        let db = &graph.db;
        for sql in [
            "UPDATE helpdesk_ticket SET title = 'Zebra crossing', modified = '2020-01-01 00:00:00' WHERE id = 1",
            "UPDATE helpdesk_ticket SET description = 'A <b>zebra</b> & more', modified = '2021-01-01 00:00:00' WHERE id = 2",
            "INSERT INTO helpdesk_followup (id, date, title, comment, public, ticket_id) VALUES (901, '2024-01-01 00:00:00', 'Note', 'one zebra', FALSE, 5)",
            "INSERT INTO helpdesk_followupattachment (id, followup_id, file, filename, mime_type, size) VALUES (901, 901, 'a/1', 'zebra.png', 'image/png', 1)",
        ] {
            db.execute_unprepared(sql).await.unwrap();
        }
        set_up(db).await;
        let admin = graph.context(Some(ADMIN), None).await;
        assert_eq!(find(graph, &admin, "zebra").await, [1, 2, 5]);
        let document = "{ search(query: \"zebra\") { isComplete edges { score highlights { field segments { text isMatch }
            followUp { databaseId } attachment { filename } } } } }";
        let answer = graph.ask(&admin, document, Value::Null).await;
        let search = &answer["data"]["search"];
        assert_eq!(search["isComplete"], true, "{answer:#}");
        let highlights = |edge: usize| &search["edges"][edge]["highlights"];
        assert_eq!(
            highlights(0)[0]["segments"],
            json!([{ "text": "Zebra", "isMatch": true }, { "text": " crossing", "isMatch": false }])
        );
        assert_eq!(
            highlights(1)[0]["segments"],
            json!([{ "text": "A <b>", "isMatch": false }, { "text": "zebra", "isMatch": true }, { "text": "</b> & more", "isMatch": false }])
        );
        assert_eq!(highlights(2)[0]["field"], "FILE_NAME");
        assert_eq!(highlights(2)[0]["attachment"]["filename"], "zebra.png");
        assert_eq!(highlights(2)[1]["field"], "COMMENT");
        assert_eq!(highlights(2)[1]["followUp"]["databaseId"], 901);
        let scores: Vec<f64> = (0..3).map(|edge| search["edges"][edge]["score"].as_f64().unwrap()).collect();
        assert!(scores.is_sorted_by(|one, other| one > other) && scores[2] > 0.0, "{scores:?}");
        update(db).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_say_where_and_what_is_expected() {
    let graph = Graph::new().await;
    let document = "{ search(query: \"x\") { totalCount } }";
    let agent = graph.context(Some(AGENT), None).await;
    let answer = graph.ask(&agent, document, Value::Null).await;
    assert_eq!(
        answer["errors"][0]["extensions"]["code"],
        "SEARCH_NOT_SET_UP"
    );
    set_up(&graph.db).await;
    for (query, expected) in [
        ("", "query: At character 1: expected a word"),
        (
            "a \"b",
            "query: At character 5: expected a closing quotation mark.",
        ),
        ("x is:happy", "query: At character 6: expected open, closed"),
        (
            "status:nope",
            "query: At character 8: expected a status: open,",
        ),
        (
            "priority:99",
            "query: At character 10: expected a priority: critical,",
        ),
        (
            "created:soon",
            "query: At character 9: expected a date such as 2024-05-31",
        ),
        (
            "queue:",
            "query: At character 7: expected a value of queue:.",
        ),
    ] {
        let message = error(&graph, query).await;
        assert!(message.starts_with(expected), "{query}: {message}");
    }
    let document = "{ search(query: \"x\", after: \"bad\") { totalCount } }";
    let answer = graph.ask(&agent, document, Value::Null).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
    let stranger = graph.context(None, None).await;
    assert!(
        find(&graph, &stranger, "-zzzz")
            .await
            .iter()
            .all(|id| *id < 0)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_number_of_statements_does_not_depend_on_the_number_of_hits() {
    const RICHEST: &str = "query($query: String!) { search(query: $query, first: 100) { totalCount isComplete
        edges { cursor score highlights { field customFieldLabel segments { text isMatch } followUp { comment user { username } ticket { reference } } attachment { filename url } }
            node { ... on Ticket { reference title statusLabel queue { title } assignedTo { username } followUps { nodes { comment } } customFieldValues { text } }
                ... on KbItem { title category { title } } } }
        facets { queues { count queue { title } } statuses { count label } priorities { count label } assignees { count assignedTo { username } } types { count } } } }";
    on_each_database(async |graph| {
        let db = &graph.db;
        for sql in [
            "UPDATE helpdesk_ticket SET title = 'zebra'",
            "UPDATE helpdesk_ticket SET title = 'zebra quagga' WHERE id = 1",
            "UPDATE helpdesk_kbitem SET title = 'zebra'",
        ] {
            db.execute_unprepared(sql).await.unwrap();
        }
        set_up(db).await;
        let mut counted = Vec::new();
        for query in ["quagga", "zebra"] {
            let admin = graph.context(Some(ADMIN), None).await;
            let answer = graph.ask(&admin, RICHEST, json!({ "query": query })).await;
            assert!(answer.get("errors").is_none(), "{answer:#}");
            counted.push(admin.db.statement_count());
        }
        // The state, the hits, their rows and the counts; what the tickets, follow-ups, files and
        // facets select takes one statement each.
        assert!(counted[1] <= 14, "{counted:?}");
        let admin = graph.context(Some(ADMIN), None).await;
        let lean = "{ search(query: \"zebra\") { totalCount edges { highlights { segments { text } } node { ... on Ticket { title } } } facets { types { count } } } }";
        graph.ask(&admin, lean, Value::Null).await;
        assert_eq!(admin.db.statement_count(), 4);
    })
    .await;
}
