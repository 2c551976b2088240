//! Lists, counts and sums that lead from an object to its tickets and to what belongs to them.

use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::{ADMIN, AGENT, CUSTOMER, on_each_database};

/// The `databaseId`s of the nodes of a connection.
fn numbers(connection: &Value) -> Vec<i64> {
    connection["nodes"]
        .as_array()
        .unwrap_or_else(|| panic!("{connection}"))
        .iter()
        .map(|node| node["databaseId"].as_i64().unwrap())
        .collect()
}

/// Nested pages are the pages of the list of all tickets, with the queue as a filter.
#[tokio::test(flavor = "multi_thread")]
async fn tickets_of_queues_are_paginated() {
    on_each_database(async |graph| {
        let data = graph.data(Some(ADMIN), "{ queues(orderBy: [{ field: ID }]) { nodes { databaseId } } }").await;
        let queues = numbers(&data["queues"]);
        assert!(queues.len() > 2, "{data}");
        for arguments in [
            "first: 2",
            "last: 2",
            "first: 3, orderBy: [{ field: TITLE, direction: DESC }]",
            "first: 3, orderBy: [{ field: DUE_AT }], filter: { isOpen: { eq: true } }",
            "first: 2, orderBy: [{ field: LAST_FOLLOW_UP_AT, direction: DESC }]",
            "filter: { assignedTo: { isNull: true } }",
            "first: 0",
        ] {
            let page = "totalCount pageInfo { hasNextPage hasPreviousPage } nodes { databaseId reference }";
            let nested = format!(
                "{{ queues(orderBy: [{{ field: ID }}]) {{ nodes {{ databaseId tickets({arguments}) {{ {page} }} }} }} }}"
            );
            let data = graph.data(Some(ADMIN), &nested).await;
            let mut rows = 0;
            for queue in data["queues"]["nodes"].as_array().unwrap() {
                let id = &queue["databaseId"];
                let flat = match arguments.contains("filter: {") {
                    true => arguments.replace("filter: {", &format!("filter: {{ queueId: {{ eq: {id} }}, ")),
                    false => format!("filter: {{ queueId: {{ eq: {id} }} }}, {arguments}"),
                };
                let expected = graph.data(Some(ADMIN), &format!("{{ tickets({flat}) {{ {page} }} }}")).await;
                assert_eq!(queue["tickets"], expected["tickets"], "queue {id}: {arguments}");
                rows += numbers(&queue["tickets"]).len();
            }
            assert_eq!(rows > 0, arguments != "first: 0", "{arguments}");
        }
    })
    .await;
}

/// Every order is complete: pages of one row, in both directions, return every row once.
#[tokio::test(flavor = "multi_thread")]
async fn tickets_are_sorted_by_their_last_follow_up() {
    on_each_database(async |graph| {
        let same = "UPDATE helpdesk_followup SET date = '2024-05-01 10:00:00' WHERE ticket_id IN (3, 4, 5)";
        graph.db.execute_unprepared(same).await.unwrap();
        for user in [ADMIN, CUSTOMER] {
            for direction in ["ASC", "DESC"] {
                let order = format!("orderBy: [{{ field: LAST_FOLLOW_UP_AT, direction: {direction} }}, {{ field: TITLE }}]");
                let all = format!("{{ tickets({order}, first: 100) {{ nodes {{ databaseId lastFollowUpAt }} }} }}");
                let all = graph.data(Some(user), &all).await;
                let expected = numbers(&all["tickets"]);
                let dates: Vec<&str> = all["tickets"]["nodes"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .filter_map(|node| node["lastFollowUpAt"].as_str())
                    .collect();
                let mut sorted = dates.clone();
                sorted.sort_unstable();
                if direction == "DESC" {
                    sorted.reverse();
                }
                assert_eq!(dates, sorted, "{user} {direction}");
                let mut found = Vec::new();
                let mut after = Value::Null;
                loop {
                    let page = format!(
                        "{{ tickets({order}, first: 4, after: {after}) {{ nodes {{ databaseId }} pageInfo {{ endCursor hasNextPage }} }} }}"
                    );
                    let page = graph.data(Some(user), &page).await;
                    found.extend(numbers(&page["tickets"]));
                    after = page["tickets"]["pageInfo"]["endCursor"].clone();
                    if page["tickets"]["pageInfo"]["hasNextPage"] == false {
                        break;
                    }
                }
                assert_eq!(found, expected, "{user} {direction}");
                let mut found = Vec::new();
                let mut before = Value::Null;
                loop {
                    let page = format!(
                        "{{ tickets({order}, last: 4, before: {before}) {{ nodes {{ databaseId }} pageInfo {{ startCursor hasPreviousPage }} }} }}"
                    );
                    let page = graph.data(Some(user), &page).await;
                    found.splice(0..0, numbers(&page["tickets"]));
                    before = page["tickets"]["pageInfo"]["startCursor"].clone();
                    if page["tickets"]["pageInfo"]["hasPreviousPage"] == false {
                        break;
                    }
                }
                assert_eq!(found, expected, "{user} {direction} backward");
            }
        }
    })
    .await;
}

/// The last follow-up that a customer sees is the last public one.
#[tokio::test(flavor = "multi_thread")]
async fn hidden_follow_ups_do_not_show() {
    on_each_database(async |graph| {
        let hidden = "INSERT INTO helpdesk_followup (ticket_id, date, title, comment, public, user_id)
            VALUES (1, '2031-01-01 00:00:00', 'f', 'hidden', FALSE, 2)";
        graph.db.execute_unprepared(hidden).await.unwrap();
        let query = "{ ticket(id: 1) { lastFollowUpAt timeSpent followUps(last: 1) { nodes { createdAt } } } }";
        let agent = graph.data(Some(ADMIN), query).await;
        assert_eq!(agent["ticket"]["lastFollowUpAt"], "2031-01-01T00:00:00Z");
        assert!(agent["ticket"]["timeSpent"].is_string(), "{agent}");
        let customer = graph.data(Some(CUSTOMER), query).await;
        let shown = &customer["ticket"]["followUps"]["nodes"][0]["createdAt"];
        assert_eq!(&customer["ticket"]["lastFollowUpAt"], shown);
        assert_eq!(customer["ticket"]["timeSpent"], Value::Null);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn facts_of_tickets() {
    on_each_database(async |graph| {
        let times = match graph.db.get_database_backend() {
            sea_orm::DbBackend::Postgres => ["interval '10 minutes'", "interval '50 minutes'"],
            _ => ["600000000", "3000000000"],
        };
        for (id, time) in [41, 42].into_iter().zip(times) {
            let set = format!("UPDATE helpdesk_followup SET time_spent = {time}, ticket_id = 1 WHERE id = {id}");
            graph.db.execute_unprepared(&set).await.unwrap();
        }
        let others = "UPDATE helpdesk_followup SET time_spent = NULL WHERE ticket_id = 1 AND id NOT IN (41, 42)";
        graph.db.execute_unprepared(others).await.unwrap();
        graph.db.execute_unprepared("UPDATE helpdesk_ticket SET merged_to_id = 1 WHERE id IN (7, 8)").await.unwrap();
        let query = "{ ticket(id: 1) {
            timeSpent submitter { databaseId email } mergedTickets { databaseId mergedTo { databaseId } }
            attachments { totalCount nodes { databaseId followUp { ticket { databaseId } } } }
            first: attachments(first: 1) { nodes { databaseId } pageInfo { endCursor hasNextPage } }
            followUps { nodes { databaseId attachments { databaseId } } }
            newest: followUps(first: 2, orderBy: [{ field: CREATED_AT, direction: DESC }]) {
                nodes { databaseId } pageInfo { endCursor hasNextPage } } } }";
        let ticket = &graph.data(Some(ADMIN), query).await["ticket"];
        assert_eq!(ticket["timeSpent"], "PT1H");
        assert_eq!(ticket["submitter"]["email"], "customer@example.com", "{ticket}");
        let merged = ticket["mergedTickets"].as_array().unwrap();
        let merged: Vec<_> = merged.iter().map(|other| other["databaseId"].as_i64().unwrap()).collect();
        assert!(merged.ends_with(&[7, 8]), "{ticket}");
        let mut of_followups: Vec<i64> = ticket["followUps"]["nodes"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|followup| followup["attachments"].as_array().unwrap())
            .map(|file| file["databaseId"].as_i64().unwrap())
            .collect();
        of_followups.sort_unstable();
        assert!(of_followups.len() > 1, "{ticket}");
        assert_eq!(numbers(&ticket["attachments"]), of_followups);
        assert_eq!(ticket["attachments"]["totalCount"], of_followups.len());
        assert_eq!(numbers(&ticket["first"]), of_followups[..1]);
        // The newest follow-ups are the oldest ones in reverse.
        let oldest = numbers(&ticket["followUps"]);
        let newest: Vec<i64> = oldest.iter().rev().copied().collect();
        let (page, rest) = newest.split_at(2);
        assert_eq!(numbers(&ticket["newest"]), page, "{ticket}");
        let after = &ticket["newest"]["pageInfo"]["endCursor"];
        let query = format!(
            "{{ ticket(id: 1) {{ followUps(after: {after}, orderBy: [{{ field: CREATED_AT, direction: DESC }}]) {{ nodes {{ databaseId }} }} }} }}"
        );
        assert_eq!(numbers(&graph.data(Some(ADMIN), &query).await["ticket"]["followUps"]), rest);

        // Customers see neither other accounts nor tickets that were merged into theirs and are not theirs.
        let query = "{ ticket(id: 1) { submitter { databaseId } mergedTickets { databaseId } attachments { totalCount } } }";
        let ticket = &graph.data(Some(CUSTOMER), query).await["ticket"];
        assert_eq!(ticket["submitter"]["databaseId"], CUSTOMER);
        let seen = graph.data(Some(CUSTOMER), "{ tickets(first: 100) { nodes { databaseId } } }").await;
        let seen = numbers(&seen["tickets"]);
        for merged in ticket["mergedTickets"].as_array().unwrap() {
            assert!(seen.contains(&merged["databaseId"].as_i64().unwrap()), "{ticket}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn counts_are_those_of_the_lists() {
    on_each_database(async |graph| {
        let queues = "{ queues { nodes { databaseId openTicketCount unassignedTicketCount } } }";
        for (user, granted) in [(ADMIN, None), (AGENT, Some(vec![2])), (CUSTOMER, None)] {
            let context = graph.context(Some(user), granted).await;
            let answer = graph.ask(&context, queues, Value::Null).await;
            for queue in answer["data"]["queues"]["nodes"].as_array().unwrap() {
                let id = &queue["databaseId"];
                let counted = format!(
                    "{{ open: tickets(filter: {{ queueId: {{ eq: {id} }}, isOpen: {{ eq: true }} }}) {{ totalCount }}
                        unassigned: tickets(filter: {{ queue: {{ databaseId: {{ eq: {id} }} }}, isOpen: {{ ne: false }}, assignedTo: {{ isNull: true }} }}) {{ totalCount }} }}"
                );
                let counted = graph.ask(&context, &counted, Value::Null).await;
                assert_eq!(
                    (&queue["openTicketCount"], &queue["unassignedTicketCount"]),
                    (&counted["data"]["open"]["totalCount"], &counted["data"]["unassigned"]["totalCount"]),
                    "{user}: {queue} {counted}"
                );
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_of_the_viewer_and_of_articles() {
    on_each_database(async |graph| {
        let query = "{ viewer { canCreateUsers
              assignedTickets(first: 100) { totalCount nodes { databaseId } }
              followedTickets(first: 100) { totalCount nodes { databaseId } } }
            mine: tickets(first: 100, filter: { assignedTo: { isMe: true } }) { nodes { databaseId } }
            others: tickets(first: 100, filter: { assignedTo: { isMe: false } }) { totalCount }
            all: tickets { totalCount }
            followed: tickets(first: 100, scope: FOLLOWER) { nodes { databaseId } } }";
        for user in [ADMIN, AGENT, CUSTOMER] {
            let data = graph.data(Some(user), query).await;
            let viewer = &data["viewer"];
            assert_eq!(viewer["assignedTickets"]["nodes"], data["mine"]["nodes"], "{user}");
            assert_eq!(viewer["followedTickets"]["nodes"], data["followed"]["nodes"], "{user}");
            let count = |value: &Value| value["totalCount"].as_u64().unwrap();
            assert_eq!(count(&viewer["assignedTickets"]) + count(&data["others"]), count(&data["all"]), "{user}");
            assert_eq!(viewer["canCreateUsers"], user == ADMIN, "{user}");
        }
        let data = graph.data(Some(ADMIN), query).await;
        assert_ne!(data["viewer"]["assignedTickets"]["totalCount"], 0);
        let articles = "{ kbItems { nodes { databaseId tickets { totalCount nodes { databaseId kbItem { databaseId } } } } } }";
        let data = graph.data(Some(ADMIN), articles).await;
        let mut found = 0;
        for item in data["kbItems"]["nodes"].as_array().unwrap() {
            for ticket in item["tickets"]["nodes"].as_array().unwrap() {
                assert_eq!(ticket["kbItem"]["databaseId"], item["databaseId"]);
                found += 1;
            }
        }
        let with_item = "{ some: tickets(filter: { kbItem: { isNull: false } }) { totalCount }
            any: tickets(filter: { kbItem: {} }) { totalCount }
            none: tickets(filter: { kbItem: { isNull: true } }) { totalCount } all: tickets { totalCount } }";
        let data = graph.data(Some(ADMIN), with_item).await;
        let count = |name: &str| data[name]["totalCount"].as_i64().unwrap();
        assert!(found > 0 && count("some") == found && count("any") == found, "{data}");
        assert_eq!(count("none") + found, count("all"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_is_found_by_its_reference() {
    on_each_database(async |graph| {
        let find = async |user: i32, reference: &str| {
            let context = graph.context(Some(user), None).await;
            let query = "query($r: String!) { ticketByReference(reference: $r) { databaseId queue { title } reference } }";
            graph.ask(&context, query, json!({ "r": reference })).await["data"]["ticketByReference"].clone()
        };
        let shown = &graph.data(Some(ADMIN), "{ ticket(id: 1) { reference } }").await["ticket"]["reference"];
        let reference = shown.as_str().unwrap();
        for given in [reference.to_owned(), reference.to_uppercase(), format!(" {reference}\n")] {
            let found = find(ADMIN, &given).await;
            assert_eq!((&found["databaseId"], &found["reference"]), (&json!(1), shown), "{given}");
            assert!(found["queue"]["title"].is_string(), "{found}");
        }
        for given in ["1", "billing-1", "support-", "support-x", "support--1", "support-4711", "-1", "", "support-99999999999"] {
            assert_eq!(find(ADMIN, given).await, Value::Null, "{given}");
        }
        let hidden = graph.data(Some(ADMIN), "{ ticket(id: 3) { reference } }").await;
        assert_eq!(find(CUSTOMER, hidden["ticket"]["reference"].as_str().unwrap()).await, Value::Null);
    })
    .await;
}

/// Statements do not depend on the number of queues, articles or tickets.
#[tokio::test(flavor = "multi_thread")]
async fn nested_lists_take_the_same_number_of_statements() {
    on_each_database(async |graph| {
        let count = async |first: i32| {
            let query = format!(
                "{{ queues(first: {first}) {{ nodes {{ openTicketCount tickets(first: {first}) {{ totalCount nodes {{
                    reference lastFollowUpAt timeSpent submitter {{ email }} mergedTickets {{ title }}
                    attachments {{ nodes {{ filename followUp {{ title }} }} }}
                    followUps(orderBy: [{{ field: ID, direction: DESC }}]) {{ nodes {{ title }} }} }} }} }} }} }}"
            );
            let context = graph.context(Some(ADMIN), None).await;
            let answer = graph.ask(&context, &query, Value::Null).await;
            assert!(answer.get("errors").is_none(), "{answer}");
            context.db.statement_count()
        };
        // Ten rows need every kind of statement.
        let (few, many) = (count(10).await, count(100).await);
        assert!(many <= few && many < 16, "{few} and {many} statements");
    })
    .await;
}
