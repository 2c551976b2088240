//! Pages of any size and in both directions contain the same rows as one large page: with equal and
//! missing values in the sort key, and while rows are inserted and deleted.

use std::collections::HashSet;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sea_orm::{ConnectionTrait, DbBackend};
use serde_json::{Value, json};

use super::{ADMIN, Graph, on_each_database};

/// A list and orders in which rows have equal or missing values.
struct List {
    /// The selection set that contains it. `$` is replaced with the list.
    parent: &'static str,
    name: &'static str,
    /// The type of its `orderBy`; empty if it has none.
    order: &'static str,
    orders: &'static [&'static str],
}

const LISTS: &[List] = &[
    List {
        parent: "{ $ }",
        name: "tickets",
        order: "TicketOrder",
        orders: &[
            "ID",
            "PRIORITY DESC",
            "DUE_AT",
            "DUE_AT DESC",
            "STATUS,TITLE DESC",
            "CREATED_AT DESC",
            "UPDATED_AT",
            "SUBMITTER_EMAIL",
            "SUBMITTER_EMAIL DESC,DUE_AT",
            "ASSIGNED_TO_ID DESC,QUEUE_ID",
            "LAST_ESCALATED_AT DESC",
            "ID DESC,ID",
        ],
    },
    List {
        parent: "{ $ }",
        name: "followUps",
        order: "FollowUpOrder",
        orders: &["CREATED_AT", "CREATED_AT DESC", "ID DESC"],
    },
    List {
        parent: "{ $ }",
        name: "attachments",
        order: "AttachmentOrder",
        orders: &["FILENAME", "FILENAME DESC", "SIZE DESC,FILENAME"],
    },
    List {
        parent: "{ $ }",
        name: "queues",
        order: "QueueOrder",
        orders: &["TITLE", "TITLE DESC", "ID DESC"],
    },
    List {
        parent: "{ $ }",
        name: "users",
        order: "UserOrder",
        orders: &[
            "USERNAME",
            "LAST_NAME DESC",
            "LAST_LOGIN_AT",
            "LAST_LOGIN_AT DESC,CREATED_AT",
        ],
    },
    List {
        parent: "{ $ }",
        name: "kbItems",
        order: "KbItemOrder",
        orders: &[
            "TITLE",
            "ORDER DESC",
            "VOTES,TITLE DESC",
            "UPDATED_AT DESC",
            "CATEGORY_ID,RECOMMENDATIONS",
        ],
    },
    List {
        parent: "{ $ }",
        name: "kbCategories",
        order: "KbCategoryOrder",
        orders: &["TITLE", "NAME DESC", "SLUG", "ID DESC"],
    },
    List {
        parent: "{ $ }",
        name: "presetReplies",
        order: "PresetReplyOrder",
        orders: &["NAME", "NAME DESC", "ID DESC"],
    },
    List {
        parent: "{ $ }",
        name: "savedSearches",
        order: "SavedSearchOrder",
        orders: &["ID", "TITLE DESC"],
    },
    List {
        parent: "{ $ }",
        name: "emailTemplates",
        order: "EmailTemplateOrder",
        orders: &[
            "TEMPLATE_NAME,LOCALE",
            "LOCALE",
            "LOCALE DESC,TEMPLATE_NAME DESC",
        ],
    },
    List {
        parent: "{ $ }",
        name: "checklistTemplates",
        order: "ChecklistTemplateOrder",
        orders: &["ID", "NAME DESC"],
    },
    List {
        parent: "{ $ }",
        name: "escalationExclusions",
        order: "EscalationExclusionOrder",
        orders: &["DATE", "DATE DESC,NAME", "NAME DESC"],
    },
    List {
        parent: "{ $ }",
        name: "ignoredSenders",
        order: "IgnoredSenderOrder",
        orders: &["ID", "EMAIL_ADDRESS DESC", "DATE,NAME DESC"],
    },
    List {
        parent: "{ viewer { $ } }",
        name: "submittedTickets",
        order: "TicketOrder",
        orders: &["ID", "DUE_AT DESC,STATUS"],
    },
    List {
        parent: "{ ticket(id: 24) { $ } }",
        name: "followUps",
        order: "",
        orders: &[""],
    },
];

/// The `databaseId`s of a page and its `pageInfo`.
struct Page {
    numbers: Vec<i64>,
    info: Value,
}

impl List {
    async fn page(&self, graph: &Graph, order: &str, window: &str, at: &Value) -> Page {
        let keys: Vec<Value> = order
            .split(',')
            .filter(|key| !key.is_empty())
            .map(|key| {
                let (field, direction) = key.split_once(' ').unwrap_or((key, "ASC"));
                json!({ "field": field, "direction": direction })
            })
            .collect();
        let (declared, argument) = match self.order {
            "" => (String::new(), String::new()),
            kind => (
                format!(", $order: [{kind}!]"),
                ", orderBy: $order".to_owned(),
            ),
        };
        let list = format!(
            "{}({window}{argument}) {{ nodes {{ databaseId }} pageInfo {{ startCursor endCursor hasNextPage hasPreviousPage }} }}",
            self.name
        );
        let document = format!(
            "query($at: String{declared}) {}",
            self.parent.replace('$', &list)
        );
        let context = graph.context(Some(ADMIN), None).await;
        let mut variables = json!({ "at": at });
        if !self.order.is_empty() {
            variables["order"] = keys.into();
        }
        let answer = graph.ask(&context, &document, variables).await;
        assert!(answer.get("errors").is_none(), "{document}: {answer}");
        let mut found = &answer["data"];
        while found.get("nodes").is_none() {
            found = found.as_object().unwrap().values().next().unwrap();
        }
        let numbers = found["nodes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|node| node["databaseId"].as_i64().unwrap());
        Page {
            numbers: numbers.collect(),
            info: found["pageInfo"].clone(),
        }
    }

    /// Reads the whole list in pages and calls `after_page` after each.
    async fn paginate(
        &self,
        graph: &Graph,
        order: &str,
        forward: bool,
        size: usize,
        after_page: impl AsyncFn(usize),
    ) -> Vec<i64> {
        let (count, place) = if forward {
            ("first", "after")
        } else {
            ("last", "before")
        };
        let window = format!("{count}: {size}, {place}: $at");
        let (more, next) = if forward {
            ("hasNextPage", "endCursor")
        } else {
            ("hasPreviousPage", "startCursor")
        };
        let (mut at, mut pages) = (Value::Null, Vec::new());
        loop {
            let page = self.page(graph, order, &window, &at).await;
            pages.push(page.numbers);
            after_page(pages.len()).await;
            if page.info[more] == false {
                break;
            }
            at = page.info[next].clone();
        }
        if !forward {
            pages.reverse();
        }
        pages.concat()
    }
}

/// Inserts rows with equal and missing values in the tables that have few in the fixture.
async fn insert_rows(graph: &Graph) {
    for at in 0..9 {
        let (id, tie) = (1000 + at, at / 3);
        let locale = if tie == 1 {
            "NULL".to_owned()
        } else {
            format!("'l{tie}'")
        };
        let public = if at % 2 == 0 { "TRUE" } else { "FALSE" };
        for sql in [
            format!(
                "INSERT INTO helpdesk_kbcategory (id, name, title, slug, description, queue_id, public)
                 VALUES ({id}, 'n{tie}', 't{tie}', 's{at}', '', NULL, {public})"
            ),
            format!("INSERT INTO helpdesk_presetreply (id, name, body) VALUES ({id}, 'n{tie}', 'b{at}')"),
            format!(
                "INSERT INTO helpdesk_savedsearch (id, title, shared, query, user_id)
                 VALUES ({id}, 't{tie}', {public}, '', 1)"
            ),
            format!(
                "INSERT INTO helpdesk_emailtemplate (id, template_name, subject, heading, plain_text, html, locale)
                 VALUES ({id}, 'n{}', '', '', '', '', {locale})",
                at % 2
            ),
            format!("INSERT INTO helpdesk_checklisttemplate (id, name, task_list) VALUES ({id}, 'n{tie}', '[]')"),
            format!(
                "INSERT INTO helpdesk_escalationexclusion (id, name, date) VALUES ({id}, 'n{}', '2026-01-0{}')",
                at % 2,
                1 + tie
            ),
            format!(
                "INSERT INTO helpdesk_ignoreemail (id, name, date, email_address, keep_in_mailbox)
                 VALUES ({id}, 'n{}', '2026-01-0{}', 'a{tie}@example.com', {public})",
                at % 2,
                1 + tie
            ),
        ] {
            graph.db.execute_unprepared(&sql).await.unwrap();
        }
    }
}

#[tokio::test]
async fn pages_of_any_size_contain_the_same_rows() {
    on_each_database(async |graph| {
        // Equal and missing values where the fixture has none.
        let more = "UPDATE helpdesk_ticket SET last_escalation = created WHERE id % 7 = 0;
                    UPDATE helpdesk_ticket SET due_date = modified WHERE id % 5 = 0;
                    UPDATE helpdesk_kbitem SET ORDER = NULL WHERE id = 2;
                    UPDATE helpdesk_followup SET date = (SELECT MIN(date) FROM helpdesk_followup) WHERE id % 3 = 0;
                    UPDATE auth_user SET last_login = date_joined WHERE id % 2 = 0;
                    UPDATE helpdesk_ticket SET submitter_email = 'admin@example.com' WHERE id % 4 = 0;";
        insert_rows(graph).await;
        let quote = if graph.db.get_database_backend() == DbBackend::MySql { '`' } else { '"' };
        let more = more.replace("ORDER =", &format!("{quote}order{quote} ="));
        graph.db.execute_unprepared(&more).await.unwrap();
        for list in LISTS {
            for order in list.orders {
                let whole = list.page(graph, order, "first: 100, after: $at", &Value::Null).await.numbers;
                let name = format!("{} {order}", list.parent.replace('$', list.name));
                assert!(whole.len() > 2, "{name}: {whole:?}");
                assert_eq!(whole.iter().collect::<HashSet<_>>().len(), whole.len(), "{name}: {whole:?}");
                for size in [1, 3, 7, 100] {
                    for forward in [true, false] {
                        let paginated = list.paginate(graph, order, forward, size, async |_| {}).await;
                        assert_eq!(paginated, whole, "{name} by {size}, forward: {forward}");
                    }
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn inserted_and_deleted_rows_do_not_shift_pages() {
    on_each_database(async |graph| {
        let tickets = &LISTS[0];
        for order in ["PRIORITY DESC", "DUE_AT", "ID DESC", "TITLE"] {
            for forward in [true, false] {
                let before = tickets.page(graph, order, "first: 100, after: $at", &Value::Null).await.numbers;
                // New rows sort to both ends and into the middle, some equal to existing rows.
                let paginated = tickets
                    .paginate(graph, order, forward, 5, async |page| {
                        for (at, priority) in [1, 3, 5].into_iter().enumerate() {
                            let id = 10_000 + page * 10 + at;
                            let sql = format!(
                                "INSERT INTO helpdesk_ticket (id, title, created, modified, submitter_email, status,
                                 on_hold, description, resolution, priority, due_date, last_escalation, assigned_to_id,
                                 queue_id, secret_key, kbitem_id, merged_to_id)
                                 SELECT {id}, title, created, modified, submitter_email, status, on_hold, description,
                                 resolution, {priority}, due_date, last_escalation, assigned_to_id, queue_id,
                                 'x{id}', kbitem_id, merged_to_id FROM helpdesk_ticket WHERE id = {}",
                                1 + (page * 13 + at * 7) % 40
                            );
                            graph.db.execute_unprepared(&sql).await.unwrap();
                        }
                    })
                    .await;
                let old: Vec<i64> = paginated.iter().copied().filter(|id| *id < 10_000).collect();
                assert_eq!(old, before, "{order}, forward: {forward}");
                assert_eq!(paginated.iter().collect::<HashSet<_>>().len(), paginated.len(), "{order}: a row is on two pages");
                graph.db.execute_unprepared("DELETE FROM helpdesk_ticket WHERE id >= 10000").await.unwrap();
            }
        }
        // A cursor remains valid after its row is deleted, also in a list within a ticket.
        for list in LISTS.iter().filter(|list| list.name == "followUps") {
            let whole = list.page(graph, list.orders[0], "first: 100, after: $at", &Value::Null).await.numbers;
            let page = list.page(graph, list.orders[0], "first: 2, after: $at", &Value::Null).await;
            let gone = page.numbers[1];
            let sql = format!(
                "DELETE FROM helpdesk_ticketchange WHERE followup_id = {gone};
                 DELETE FROM helpdesk_followupattachment WHERE followup_id = {gone};
                 DELETE FROM helpdesk_followup WHERE id = {gone};"
            );
            graph.db.execute_unprepared(&sql).await.unwrap();
            let rest = list.page(graph, list.orders[0], "first: 100, after: $at", &page.info["endCursor"]).await;
            assert_eq!(rest.numbers, whole[2..]);
        }
    })
    .await;
}

#[tokio::test]
async fn invalid_orders_and_cursors_are_rejected() {
    on_each_database(async |graph| {
        let context = graph.context(Some(ADMIN), None).await;
        let error_of = async |field: &str| {
            let answer = graph
                .ask(
                    &context,
                    &format!("{{ {field} {{ totalCount nodes {{ id }} }} }}"),
                    Value::Null,
                )
                .await;
            let error = answer["errors"][0].clone();
            assert_eq!(
                error["extensions"]["code"], "BAD_USER_INPUT",
                "{field}: {answer}"
            );
            error["message"].as_str().unwrap().to_owned()
        };
        let keys = "{ field: ID }".repeat(9);
        assert!(
            error_of(&format!("tickets(orderBy: [{keys}])"))
                .await
                .starts_with("orderBy")
        );
        // Cursors of other orders, and forged ones.
        for (order, keys) in [
            ("[{ field: TITLE }]", json!(["nul \0", 1])),
            ("[{ field: TITLE }]", json!([1, "text"])),
            ("[{ field: CREATED_AT }]", json!(["yesterday", 1])),
            ("[{ field: CREATED_AT }]", json!(["0000-01-01 00:00:00", 1])),
            ("[{ field: DUE_AT }]", json!(["+10000-01-01 00:00:00", 1])),
            ("[{ field: PRIORITY }]", json!([1_000_000_000_000_i64, 1])),
            ("[{ field: PRIORITY }]", json!([null, 1])),
            ("[{ field: DUE_AT }, { field: TITLE }]", json!([null, 1])),
            ("[]", json!([{ "id": 1 }])),
        ] {
            let cursor = URL_SAFE_NO_PAD.encode(keys.to_string());
            let message = error_of(&format!(
                "tickets(orderBy: {order}, first: 1, after: \"{cursor}\")"
            ))
            .await;
            assert!(message.starts_with("after"), "{keys}: {message}");
        }
        for list in LISTS.iter().filter(|list| list.parent == "{ $ }") {
            for (window, name) in [
                ("first: -1", "first"),
                ("last: -1", "last"),
                ("first: 1, after: \"nonsense\"", "after"),
                ("last: 1, before: \"WyJ4Il0\"", "before"),
                ("first: 1, after: \"W1tdLFtdXQ\"", "after"),
            ] {
                let message = error_of(&format!("{}({window})", list.name)).await;
                assert!(
                    message.starts_with(name),
                    "{}({window}): {message}",
                    list.name
                );
            }
        }
    })
    .await;
}
