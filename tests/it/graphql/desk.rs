//! Preset replies, saved searches, templates and other lists of agents: their filters, and who
//! sees them.

use sea_orm::ConnectionTrait;
use serde_json::Value;

use super::filters::numbers;
use super::{ADMIN, AGENT, Graph, on_each_database};

/// Inserts rows for each list.
async fn insert_rows(graph: &Graph) {
    for sql in [
        "INSERT INTO helpdesk_presetreply (id, name, body) VALUES (901, 'For all', 'x'), (902, 'Billing', 'y')",
        "INSERT INTO helpdesk_presetreply_queues (id, presetreply_id, queue_id) VALUES (901, 902, 2)",
        "INSERT INTO helpdesk_savedsearch (id, title, shared, query, user_id) VALUES (901, 'a', TRUE, '', 1), (902, 'b', FALSE, '', 1), (903, 'c', FALSE, '', 2)",
        "INSERT INTO helpdesk_escalationexclusion (id, name, date) VALUES (901, 'New Year', '2027-01-01')",
        "INSERT INTO helpdesk_ignoreemail (id, name, date, email_address, keep_in_mailbox) VALUES (901, 'n', '2026-01-01', '*@spam.example', TRUE)",
        "INSERT INTO helpdesk_checklisttemplate (id, name, task_list) VALUES (901, 'Arrival', '[]')",
        "INSERT INTO helpdesk_emailtemplate (id, template_name, subject, heading, plain_text, html, locale) VALUES (901, 'own', 's', 'h', 'p', 'w', NULL), (902, 'own', 's', 'h', 'p', 'w', 'xx')",
    ] {
        graph.db.execute_unprepared(sql).await.unwrap();
    }
}

#[tokio::test]
async fn lists_of_agents_have_filters() {
    on_each_database(async |graph| {
        insert_rows(graph).await;
        let inserted = "databaseId: { gte: 900 }";
        for (list, filter, expected) in [
            ("presetReplies", "queues: { none: {} }", vec![901]),
            (
                "presetReplies",
                r#"queues: { some: { slug: { eq: "billing" } } }"#,
                vec![902],
            ),
            (
                "presetReplies",
                r#"or: [{ name: { eq: "Billing" } }, { body: { contains: "x" } }]"#,
                vec![901, 902],
            ),
            ("savedSearches", "shared: { eq: true }", vec![901]),
            (
                "savedSearches",
                r#"user: { username: { eq: "admin" } }, title: { eq: "b" }"#,
                vec![902],
            ),
            ("savedSearches", "userId: { eq: 2 }", vec![]),
            (
                "escalationExclusions",
                r#"date: { gte: "2027-01-01" }"#,
                vec![901],
            ),
            (
                "escalationExclusions",
                r#"date: { gt: "2027-01-01" }"#,
                vec![],
            ),
            (
                "escalationExclusions",
                r#"date: { in: ["2027-01-01", "2027-01-02"], ne: "2027-01-03" }"#,
                vec![901],
            ),
            (
                "ignoredSenders",
                r#"emailAddress: { endsWith: "@spam.example" }, keepInMailbox: { eq: true }"#,
                vec![901],
            ),
            (
                "checklistTemplates",
                r#"not: { name: { ne: "Arrival" } }"#,
                vec![901],
            ),
            ("emailTemplates", "locale: { isNull: true }", vec![901]),
            (
                "emailTemplates",
                r#"templateName: { eq: "own" }, locale: { eq: "xx" }"#,
                vec![902],
            ),
        ] {
            assert_eq!(
                numbers(graph, ADMIN, list, &format!("{{ {inserted}, {filter} }}")).await,
                expected,
                "{list} {filter}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn private_searches_and_replies_of_other_queues_are_hidden() {
    let graph =
        Graph::with(|config| config.helpdesk.enable_per_queue_staff_permission = true).await;
    insert_rows(&graph).await;
    let context = graph.context(Some(AGENT), Some(vec![1])).await;
    let desk =
        "{ presetReplies { nodes { name queues { slug } } } savedSearches { nodes { title } } }";
    let text = graph.ask(&context, desk, Value::Null).await.to_string();
    let expected = [
        ("For all", true),
        ("Billing", false),
        ("billing", false),
        ("support", true),
        ("\"a\"", true),
        ("\"b\"", false),
        ("\"c\"", true),
    ];
    for (word, is_visible) in expected {
        assert_eq!(text.contains(word), is_visible, "{word}: {text}");
    }
    // A filter does not reveal them either.
    let through = r#"{ presetReplies(filter: { queues: { some: { slug: { eq: "billing" } } } }) { totalCount } }"#;
    let answer = graph.ask(&context, through, Value::Null).await;
    assert_eq!(answer["data"]["presetReplies"]["totalCount"], 0, "{answer}");
}
