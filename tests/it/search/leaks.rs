//! The search reveals nothing that its viewer may not see: not by hits, counts, scores, fragments or
//! facets, and not while its documents are outdated.

use deskql::domain::Context;
use entity::Db;
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

use super::{find, set_up, update};
use crate::graphql::{ADMIN, AGENT, CUSTOMER, Graph, on_each_database};

const SEARCH: &str = "query($query: String!) { search(query: $query, first: 100) { totalCount isComplete
    edges { score highlights { field segments { text isMatch } followUp { databaseId public } attachment { filename } customFieldLabel }
        node { ... on Ticket { databaseId } } }
    facets { queues { count } statuses { count } priorities { count } assignees { count } types { count } } } }";

/// Ticket 901 of the customer has words in every part; ticket 902 has none of them.
const ROWS: [&str; 11] = [
    "INSERT INTO helpdesk_ticket (id, title, created, modified, submitter_email, status, on_hold, description, priority, queue_id, secret_key)
     VALUES (901, 'zebra', '2024-01-01 00:00:00', '2024-01-01 00:00:00', 'customer@example.com', 1, FALSE, 'quagga', 3, 1, 'k901')",
    "INSERT INTO helpdesk_ticket (id, title, created, modified, submitter_email, status, on_hold, description, priority, queue_id, secret_key)
     VALUES (902, 'zebra', '2023-01-01 00:00:00', '2023-01-01 00:00:00', 'customer@example.com', 1, FALSE, 'quagga', 3, 1, 'k902')",
    "INSERT INTO helpdesk_ticket (id, title, created, modified, submitter_email, status, on_hold, description, priority, queue_id, secret_key)
     VALUES (903, 'okapi', '2023-01-01 00:00:00', '2023-01-01 00:00:00', 'else@example.com', 1, FALSE, 'quagga', 3, 1, 'k903')",
    "INSERT INTO helpdesk_followup (id, date, title, comment, public, ticket_id) VALUES (901, '2024-01-01 00:00:00', 'Reply', 'giraffe', TRUE, 901)",
    "INSERT INTO helpdesk_followup (id, date, title, comment, public, ticket_id) VALUES (902, '2024-01-01 00:00:00', 'secretive', 'leopard', FALSE, 901)",
    "INSERT INTO helpdesk_followupattachment (id, followup_id, file, filename, mime_type, size) VALUES (901, 901, 'a/1', 'antelope.txt', 'text/plain', 1)",
    "INSERT INTO helpdesk_followupattachment (id, followup_id, file, filename, mime_type, size) VALUES (902, 902, 'a/2', 'cheetah.txt', 'text/plain', 1)",
    "INSERT INTO helpdesk_ticketcc (id, ticket_id, email, can_view, can_update) VALUES (901, 901, 'hyena@example.net', TRUE, FALSE)",
    "INSERT INTO helpdesk_customfield (id, name, label, data_type, empty_selection_list, required, staff_only) VALUES (901, 'shown', 'Shown', 'varchar', FALSE, FALSE, FALSE)",
    "INSERT INTO helpdesk_customfield (id, name, label, data_type, empty_selection_list, required, staff_only) VALUES (902, 'hidden', 'Hidden', 'varchar', FALSE, FALSE, TRUE)",
    "INSERT INTO helpdesk_ticketcustomfieldvalue (id, value, field_id, ticket_id) VALUES (901, 'gazelle', 901, 901), (902, 'jackal', 902, 901)",
];

async fn execute(db: &Db, sql: &str) {
    db.execute_unprepared(sql).await.unwrap();
}

async fn ask(graph: &Graph, context: &Context, query: &str) -> Value {
    let mut answer = graph.ask(context, SEARCH, json!({ "query": query })).await;
    assert!(answer.get("errors").is_none(), "{answer:#}");
    answer["data"]["search"].take()
}

#[tokio::test(flavor = "multi_thread")]
async fn customers_find_only_what_they_see() {
    on_each_database(async |graph| {
        for sql in ROWS {
            execute(&graph.db, sql).await;
        }
        set_up(&graph.db).await;
        let admin = graph.context(Some(ADMIN), None).await;
        let customer = graph.context(Some(CUSTOMER), None).await;
        for (word, for_admin, for_customer) in [
            ("quagga", vec![901, 903, 902], vec![901, 902]),
            ("giraffe", vec![901], vec![901]),
            ("antelope", vec![901], vec![901]),
            ("gazelle", vec![901], vec![901]),
            ("leopard", vec![901], vec![]),
            ("secretive", vec![901], vec![]),
            ("cheetah", vec![901], vec![]),
            ("hyena", vec![901], vec![]),
            ("jackal", vec![901], vec![]),
            ("leop*", vec![901], vec![]),
            ("okapi", vec![903], vec![]),
            ("#903", vec![903], vec![]),
            // The exclusion of a hidden word excludes nothing.
            ("zebra -leopard", vec![902], vec![901, 902]),
            ("zebra -jackal", vec![902], vec![901, 902]),
            ("zebra -giraffe", vec![902], vec![902]),
            (
                "from:customer@example.com -leopard quagga",
                vec![902],
                vec![901, 902],
            ),
        ] {
            let mut found = find(graph, &admin, word).await;
            found.sort_unstable();
            let mut expected = for_admin;
            expected.sort_unstable();
            assert_eq!(found, expected, "{word}");
            assert_eq!(find(graph, &customer, word).await, for_customer, "{word}");
            let counted = ask(graph, &customer, word).await;
            assert_eq!(counted["totalCount"], for_customer.len(), "{word}");
            for facet in counted["facets"].as_object().unwrap().values() {
                let counts = facet.as_array().unwrap().iter();
                let sum: u64 = counts.map(|row| row["count"].as_u64().unwrap()).sum();
                assert_eq!(sum, u64::try_from(for_customer.len()).unwrap(), "{word}");
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn scores_and_fragments_do_not_depend_on_hidden_texts() {
    on_each_database(async |graph| {
        for sql in ROWS {
            execute(&graph.db, sql).await;
        }
        set_up(&graph.db).await;
        let customer = graph.context(Some(CUSTOMER), None).await;
        let before = ask(graph, &customer, "zebra giraffe").await;
        execute(
            &graph.db,
            "INSERT INTO helpdesk_followup (id, date, title, comment, public, ticket_id) VALUES (903, '2024-01-01 00:00:00', 'giraffe', 'zebra giraffe', FALSE, 901)",
        )
        .await;
        execute(
            &graph.db,
            "INSERT INTO helpdesk_followup (id, date, title, comment, public, ticket_id) VALUES (904, '2024-01-01 00:00:00', 'giraffe', 'zebra giraffe', FALSE, 902)",
        )
        .await;
        update(&graph.db).await;
        let after = ask(graph, &customer, "zebra giraffe").await;
        assert_eq!(before, after);
        let hit = &after["edges"][0];
        assert_eq!(hit["node"]["databaseId"], 901);
        let highlights = hit["highlights"].as_array().unwrap();
        assert_eq!(highlights[0]["field"], "TITLE");
        assert_eq!(highlights[1]["field"], "COMMENT");
        assert_eq!(highlights[1]["followUp"]["databaseId"], 901);
        // Agents without access to the queue are strangers.
        let text = after.to_string();
        assert!(!text.contains("904") && !text.contains("903"), "{text}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_found_by_what_has_just_become_private() {
    on_each_database(async |graph| {
        for sql in ROWS {
            execute(&graph.db, sql).await;
        }
        set_up(&graph.db).await;
        let customer = graph.context(Some(CUSTOMER), None).await;
        assert_eq!(find(graph, &customer, "giraffe").await, [901]);
        // Nobody reads the recorded changes meanwhile.
        execute(
            &graph.db,
            "UPDATE helpdesk_followup SET public = FALSE WHERE id = 901",
        )
        .await;
        assert_eq!(find(graph, &customer, "giraffe").await, Vec::<i32>::new());
        update(&graph.db).await;
        assert_eq!(find(graph, &customer, "giraffe").await, Vec::<i32>::new());
        assert_eq!(find(graph, &customer, "zebra").await, [901, 902]);
        assert_eq!(find(graph, &customer, "gazelle").await, [901]);
        execute(
            &graph.db,
            "UPDATE helpdesk_customfield SET staff_only = TRUE WHERE id = 901",
        )
        .await;
        assert_eq!(find(graph, &customer, "gazelle").await, Vec::<i32>::new());
        update(&graph.db).await;
        assert_eq!(find(graph, &customer, "gazelle").await, Vec::<i32>::new());
        let admin = graph.context(Some(ADMIN), None).await;
        assert_eq!(find(graph, &admin, "gazelle").await, [901]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_triggers_customers_search_only_titles_and_descriptions() {
    let graph = Graph::new().await;
    for sql in ROWS {
        execute(&graph.db, sql).await;
    }
    set_up(&graph.db).await;
    deskql::domain::search::index::lose_track(&graph.db)
        .await
        .unwrap();
    let customer = graph.context(Some(CUSTOMER), None).await;
    assert_eq!(find(&graph, &customer, "giraffe").await, Vec::<i32>::new());
    assert_eq!(find(&graph, &customer, "zebra quagga").await, [901, 902]);
    let agent = graph.context(Some(AGENT), None).await;
    assert_eq!(find(&graph, &agent, "giraffe").await, [901]);
}
