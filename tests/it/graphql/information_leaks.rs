//! Filters and counts reveal nothing about rows that the viewer may not see.
//!
//! The test writes a mark into every text and number column of hidden rows that filters can reach. A
//! filter for the mark must find nothing, by any path.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt::Write as _;

use deskql::domain::Context;
use sea_orm::ConnectionTrait;
use serde_json::Value;

use super::{ADMIN, AGENT, CUSTOMER, Graph, NOEMAIL, on_each_database};
use crate::support::fixture::Copy;
use crate::support::server::Server;

const MARK: &str = "zebra";

/// The `databaseId`s of the rows of a list that match a filter.
async fn numbers(graph: &Graph, context: &Context, list: &str, filter: &str) -> Vec<i64> {
    let document = format!(
        "{{ {list}(first: 100, orderBy: [{{ field: ID }}], filter: {filter}) {{ totalCount nodes {{ databaseId }} }} }}"
    );
    let mut answer = graph.ask(context, &document, Value::Null).await;
    assert!(answer.get("errors").is_none(), "{document}: {answer}");
    let found = answer["data"][list].take();
    let nodes = found["nodes"].as_array().unwrap();
    assert_eq!(found["totalCount"], nodes.len(), "{filter}");
    nodes
        .iter()
        .map(|node| node["databaseId"].as_i64().unwrap())
        .collect()
}

/// Pairs of a list and a filter that matches marked rows, directly or through relations.
fn filters() -> Vec<(&'static str, String)> {
    let text = |field: &str| format!("{{ {field}: {{ contains: \"{MARK}\" }} }}");
    let followups: Vec<String> = [
        text("title"),
        text("comment"),
        "{ newStatusCode: { eq: 77 } }".to_owned(),
    ]
    .into();
    let files: Vec<String> = [
        text("filename"),
        text("mimeType"),
        "{ size: { eq: 777 } }".to_owned(),
    ]
    .into();
    let users: Vec<String> = ["username", "firstName", "lastName", "email"]
        .map(text)
        .into();
    let items: Vec<String> = [
        text("title"),
        text("question"),
        text("answer"),
        "{ votes: { eq: 777 } }".to_owned(),
    ]
    .into();
    let tickets: Vec<String> = ["title", "description", "resolution"].map(text).into();
    let custom =
        format!("{{ customFields: [{{ name: \"text\", text: {{ contains: \"{MARK}\" }} }}] }}");
    let staff =
        format!("{{ customFields: [{{ name: \"email\", text: {{ contains: \"{MARK}\" }} }}] }}");
    let mut filters = vec![("tickets", custom.clone()), ("tickets", staff)];
    let mut add = |list, filter: String| filters.push((list, filter));
    for followup in &followups {
        add("followUps", followup.clone());
        add(
            "tickets",
            format!("{{ followUps: {{ some: {followup} }} }}"),
        );
        add(
            "tickets",
            format!("{{ not: {{ followUps: {{ none: {followup} }} }} }}"),
        );
        add(
            "tickets",
            format!("{{ not: {{ followUps: {{ every: {{ not: {followup} }} }} }} }}"),
        );
        add("attachments", format!("{{ followUp: {followup} }}"));
        add(
            "queues",
            format!("{{ tickets: {{ some: {{ followUps: {{ some: {followup} }} }} }} }}"),
        );
        add(
            "followUps",
            format!("{{ ticket: {{ followUps: {{ some: {followup} }} }} }}"),
        );
    }
    for file in &files {
        add("attachments", file.clone());
        add("tickets", format!("{{ attachments: {{ some: {file} }} }}"));
        add(
            "tickets",
            format!("{{ not: {{ attachments: {{ none: {file} }} }} }}"),
        );
        add(
            "tickets",
            format!("{{ not: {{ attachments: {{ every: {{ not: {file} }} }} }} }}"),
        );
        add(
            "followUps",
            format!("{{ attachments: {{ some: {file} }} }}"),
        );
    }
    for user in &users {
        add("users", user.clone());
        add("tickets", format!("{{ assignedTo: {user} }}"));
        add("followUps", format!("{{ user: {user} }}"));
        add(
            "tickets",
            format!("{{ followUps: {{ some: {{ user: {user} }} }} }}"),
        );
    }
    for item in &items {
        add("kbItems", item.clone());
        add("tickets", format!("{{ kbItem: {item} }}"));
        add(
            "kbItems",
            format!("{{ category: {{ items: {{ some: {item} }} }} }}"),
        );
    }
    for ticket in tickets.iter().chain([&custom]) {
        add("tickets", ticket.clone());
        add("queues", format!("{{ tickets: {{ some: {ticket} }} }}"));
        add(
            "users",
            format!("{{ assignedTickets: {{ some: {ticket} }} }}"),
        );
        add("followUps", format!("{{ ticket: {ticket} }}"));
        add(
            "attachments",
            format!("{{ followUp: {{ ticket: {ticket} }} }}"),
        );
    }
    add("queues", text("title"));
    add("tickets", format!("{{ queue: {} }}", text("title")));
    add(
        "followUps",
        format!("{{ ticket: {{ queue: {} }} }}", text("title")),
    );
    filters
}

/// Marks the rows that the viewer does not see. Columns that decide who sees a row stay unchanged.
async fn mark(graph: &Graph, context: &Context, agent: bool) {
    let mut sql = String::new();
    let m = MARK;
    for (list, table, set) in [
        (
            "tickets",
            "helpdesk_ticket",
            format!("title='{m}', description='{m}', resolution='{m}', kbitem_id=3"),
        ),
        (
            "followUps",
            "helpdesk_followup",
            format!("title='{m}', comment='{m}', new_status=77"),
        ),
        (
            "attachments",
            "helpdesk_followupattachment",
            format!("filename='{m}', mime_type='{m}', size=777"),
        ),
        (
            "users",
            "auth_user",
            format!(
                "username='{m}' || id, first_name='{m}', last_name='{m}', email='{m}' || email"
            ),
        ),
        (
            "kbItems",
            "helpdesk_kbitem",
            format!("title='{m}', question='{m}', answer='{m}', votes=777"),
        ),
        ("queues", "helpdesk_queue", format!("title='{m}'")),
    ] {
        let seen: Vec<String> = numbers(graph, context, list, "{}")
            .await
            .iter()
            .map(i64::to_string)
            .collect();
        let seen = if seen.is_empty() {
            "0".to_owned()
        } else {
            seen.join(",")
        };
        writeln!(sql, "UPDATE {table} SET {set} WHERE id NOT IN ({seen});").unwrap();
        if list == "tickets" {
            writeln!(sql, "UPDATE helpdesk_ticketcustomfieldvalue SET value='{m}' WHERE ticket_id NOT IN ({seen});")
                .unwrap();
        }
    }
    if !agent {
        let staff = "SELECT id FROM helpdesk_customfield WHERE staff_only";
        writeln!(
            sql,
            "UPDATE helpdesk_ticketcustomfieldvalue SET value='{m}' WHERE field_id IN ({staff});"
        )
        .unwrap();
    }
    graph.db.execute_unprepared(&sql).await.unwrap();
}

async fn assert_marks_are_hidden(graph: &Graph, user: i32, granted: Option<Vec<i32>>, agent: bool) {
    // The viewer follows a ticket with private follow-ups, attachments and staff-only values.
    let follows = format!(
        "INSERT INTO helpdesk_ticketcc (id, ticket_id, user_id, email, can_view, can_update) VALUES (900, 20, {user}, NULL, TRUE, FALSE);
         UPDATE helpdesk_ticket SET kbitem_id = 3 WHERE id = 20;
         UPDATE helpdesk_followup SET public = FALSE WHERE id % 2 = 0"
    );
    graph.db.execute_unprepared(&follows).await.unwrap();
    let context = graph.context(Some(user), granted).await;
    mark(graph, &context, agent).await;
    let admin = graph.context(Some(ADMIN), None).await;
    let mut whole = HashMap::new();
    let mut found = 0;
    for (list, filter) in filters() {
        let all = match whole.entry(list) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(numbers(graph, &context, list, "{}").await),
        };
        assert_eq!(
            numbers(graph, &context, list, &filter).await,
            Vec::<i64>::new(),
            "{user}: {list} {filter}"
        );
        assert_eq!(
            numbers(graph, &context, list, &format!("{{ not: {filter} }}")).await,
            *all,
            "{user}: {list} {filter}"
        );
        found += usize::from(!numbers(graph, &admin, list, &filter).await.is_empty());
    }
    // Most filters find marked rows for an administrator, so the test is not vacuous.
    assert!(
        found * 10 >= filters().len() * 6,
        "{user}: only {found} of {} filters find marked rows for an administrator",
        filters().len()
    );
}

#[tokio::test]
async fn filters_do_not_find_hidden_rows() {
    let viewers: [(i32, Option<Vec<i32>>, bool); 4] = [
        (CUSTOMER, None, false),
        (NOEMAIL, None, false),
        (AGENT, Some(vec![2]), true),
        (AGENT, Some(vec![]), true),
    ];
    for (user, granted, agent) in viewers {
        let graph =
            Graph::with(|config| config.helpdesk.enable_per_queue_staff_permission = true).await;
        assert_marks_are_hidden(&graph, user, granted.clone(), agent).await;
        for server in Server::fixtures().await {
            let change = |config: &mut deskql::config::Config| {
                config.helpdesk.enable_per_queue_staff_permission = true
            };
            let graph = Graph::on(&server.url(), Copy::media_only(), change).await;
            assert_marks_are_hidden(&graph, user, granted.clone(), agent).await;
            graph.db.close().await.unwrap();
        }
    }
}

/// A ticket that was merged into a hidden ticket looks unmerged, as in the field `mergedTo`.
#[tokio::test]
async fn filters_do_not_find_hidden_merge_targets() {
    on_each_database(async |graph| {
        // Merges two of the customer's tickets: 2 into a hidden one, 6 into 1.
        let merge = "UPDATE helpdesk_ticket SET merged_to_id = 3 WHERE id = 2; UPDATE helpdesk_ticket SET merged_to_id = 1 WHERE id = 6";
        graph.db.execute_unprepared(merge).await.unwrap();
        let ask = async |user, filter: &str| {
            let context = graph.context(Some(user), None).await;
            numbers(graph, &context, "tickets", &format!("{{ databaseId: {{ lte: 20 }}, {filter} }}")).await
        };
        let all = ask(CUSTOMER, "").await;
        let all_but_six: Vec<i64> = all.iter().copied().filter(|number| *number != 6).collect();
        assert!(all.contains(&2) && all.contains(&6) && !all.contains(&3), "{all:?}");
        for (filter, expected) in [
            ("mergedToId: { eq: 3 }", vec![]),
            ("mergedToId: { in: [3, 4] }", vec![]),
            ("mergedToId: { gt: 1 }", vec![]),
            ("mergedToId: { ne: 3 }", all.clone()),
            ("mergedToId: { notIn: [3] }", all.clone()),
            ("not: { mergedToId: { eq: 3 } }", all.clone()),
            ("mergedToId: { isNull: true }", all_but_six.clone()),
            ("mergedToId: { isNull: false }", vec![6]),
            ("mergedToId: { eq: 1 }", vec![6]),
            ("not: { mergedToId: { lt: 3 } }", all_but_six),
        ] {
            assert_eq!(ask(CUSTOMER, filter).await, expected, "{filter}");
        }
        assert_eq!(ask(ADMIN, "mergedToId: { eq: 3 }").await, [2]);
        assert_eq!(ask(ADMIN, "mergedToId: { lte: 3 }").await, [2, 5, 6]);
    })
    .await;
}
