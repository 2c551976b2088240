//! After any sequence of mutations, the recorded changes lead from the first state of a ticket to the
//! last. `PROPTEST_CASES` sets the number of cases.

use std::collections::BTreeMap;

use entity::{custom_field, custom_field_value, followup, ticket};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use serde_json::{Map, Value, json};

use crate::graphql::{ADMIN, CUSTOMER, Graph};
use crate::support::fixture::Copy;
use crate::support::server::Server;

/// Default number of sequences per database.
const CASES: u32 = 12;
/// The ticket that changes, which the customer submitted.
const TICKET: i32 = 7;

/// A mutation, and the changes that it makes.
#[derive(Clone, Debug)]
enum Step {
    Update(Map<String, Value>),
    FollowUp(String, Map<String, Value>),
    Bulk(Map<String, Value>),
    Answer(String, Option<i32>),
    Merge(i32, Vec<&'static str>),
    Complete(bool),
}

/// A value for a field of a ticket.
fn field() -> impl Strategy<Value = (String, Value)> {
    let text = || prop_oneof![Just(String::new()), "[a-zé ]{1,8}", Just("x".to_owned())];
    let nullable =
        |text: BoxedStrategy<String>| prop::option::of(text).prop_map(|text| json!(text));
    prop_oneof![
        "[A-Za-z]{1,6}".prop_map(|text| ("title".to_owned(), json!(text))),
        nullable(text().boxed()).prop_map(|value| ("description".to_owned(), value)),
        nullable(text().boxed()).prop_map(|value| ("resolution".to_owned(), value)),
        select(vec![
            json!(null),
            json!("a@example.com"),
            json!("customer@example.com")
        ])
        .prop_map(|value| ("submitterEmail".to_owned(), value)),
        (1..=5).prop_map(|code| ("statusCode".to_owned(), json!(code))),
        (1..=5).prop_map(|code| ("priorityCode".to_owned(), json!(code))),
        any::<bool>().prop_map(|held| ("onHold".to_owned(), json!(held))),
        select(vec![json!(null), json!("1"), json!("2")])
            .prop_map(|value| ("assignedToId".to_owned(), value)),
        select(vec![json!(null), json!("1"), json!("2")])
            .prop_map(|value| ("kbItemId".to_owned(), value)),
        select(vec![
            json!(null),
            json!("2030-01-02T03:04:05.678901Z"),
            json!("2031-02-03T04:05:06+02:00")
        ])
        .prop_map(|value| ("dueAt".to_owned(), value)),
        select(vec![json!("1"), json!("2")]).prop_map(|value| ("queueId".to_owned(), value)),
        prop::option::of("[a-z]{0,4}").prop_map(|text| {
            let value = text.map(|text| json!({ "text": text }));
            (
                "customFields".to_owned(),
                json!([{ "name": "varchar", "value": value }]),
            )
        }),
    ]
}

fn fields() -> impl Strategy<Value = Map<String, Value>> {
    prop::collection::vec(field(), 1..5).prop_map(|fields| fields.into_iter().collect())
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => fields().prop_map(Step::Update),
        3 => ("[a-z]{0,5}", fields()).prop_map(|(comment, fields)| Step::FollowUp(comment, fields)),
        2 => fields().prop_map(Step::Bulk),
        2 => ("[a-z]{1,5}", prop::option::of(1..=5)).prop_map(|(text, status)| Step::Answer(text, status)),
        1 => (2..=12, prop::sample::subsequence(
            vec!["TITLE", "CREATED_AT", "DUE_AT", "STATUS", "PRIORITY", "SUBMITTER_EMAIL", "ASSIGNED_TO", "DESCRIPTION", "RESOLUTION"], 0..=9
        )).prop_map(|(other, picks)| Step::Merge(other, picks)),
        1 => any::<bool>().prop_map(Step::Complete),
    ]
}

/// The fields that changes describe, as text.
type State = BTreeMap<String, Option<String>>;

async fn state(graph: &Graph) -> State {
    let row = ticket::Entity::find_by_id(TICKET)
        .one(&graph.db)
        .await
        .unwrap()
        .unwrap();
    let number = |number: Option<i32>| number.map(|number| number.to_string());
    let moment = |moment: Option<entity::values::Timestamp>| {
        moment.map(|moment| moment.0.timestamp_micros().to_string())
    };
    let mut state = State::from([
        ("TITLE".to_owned(), Some(row.title)),
        ("STATUS".to_owned(), Some(row.status.to_string())),
        ("PRIORITY".to_owned(), Some(row.priority.to_string())),
        ("OWNER".to_owned(), number(row.assigned_to_id)),
        ("QUEUE".to_owned(), Some(row.queue_id.to_string())),
        ("DUE_AT".to_owned(), moment(row.due_date)),
        ("CREATED_AT".to_owned(), moment(Some(row.created))),
        ("ON_HOLD".to_owned(), Some(row.on_hold.to_string())),
        ("DESCRIPTION".to_owned(), row.description),
        ("RESOLUTION".to_owned(), row.resolution),
        ("SUBMITTER_EMAIL".to_owned(), row.submitter_email),
        ("KB_ITEM".to_owned(), number(row.kbitem_id)),
        ("MERGED_TO".to_owned(), number(row.merged_to_id)),
    ]);
    let fields = custom_field::Entity::find().all(&graph.db).await.unwrap();
    let values = custom_field_value::Entity::find()
        .filter(custom_field_value::Column::TicketId.eq(TICKET))
        .all(&graph.db)
        .await
        .unwrap();
    for field in fields {
        let value = values.iter().find(|value| value.field_id == field.id);
        let text = value.and_then(|value| value.value.clone());
        state.insert(field.name, text.filter(|text| !text.is_empty()));
    }
    state
}

/// The ID of the newest follow-up.
async fn last_followup(graph: &Graph) -> i32 {
    let row = followup::Entity::find()
        .order_by_desc(followup::Column::Id)
        .one(&graph.db)
        .await
        .unwrap();
    row.map_or(0, |row| row.id)
}

const CHANGES: &str = "{ ticket(id: 7) { followUps { nodes { databaseId changes { databaseId kind oldValue newValue
    oldStatus { code } newStatus { code } oldPriority { code } newPriority { code } oldUser { databaseId } newUser { databaseId }
    oldQueue { databaseId } newQueue { databaseId } oldKbItem { databaseId } newKbItem { databaseId }
    oldMergedTo { databaseId } newMergedTo { databaseId } oldValueAt newValueAt customField { name } } } } } }";

/// The field of a change, and its value on one side.
fn value_of(change: &Value, side: &str) -> (String, Option<String>) {
    let kind = change["kind"].as_str().unwrap().to_owned();
    let object = |name: &str, id: &str| {
        let id = &change[format!("{side}{name}")][id];
        id.as_i64().map(|id| id.to_string())
    };
    let text = change[format!("{side}Value")].as_str().map(str::to_owned);
    let value = match kind.as_str() {
        "STATUS" => object("Status", "code"),
        "PRIORITY" => object("Priority", "code"),
        "OWNER" => object("User", "databaseId"),
        "QUEUE" => object("Queue", "databaseId"),
        "KB_ITEM" => object("KbItem", "databaseId"),
        "MERGED_TO" => object("MergedTo", "databaseId"),
        "DUE_AT" | "CREATED_AT" => change[format!("{side}ValueAt")].as_str().map(|at| {
            let at = chrono::DateTime::parse_from_rfc3339(at).unwrap();
            at.timestamp_micros().to_string()
        }),
        "ON_HOLD" => text.map(|text| text.to_lowercase()),
        "CUSTOM_FIELD" => {
            let name = change["customField"]["name"].as_str().unwrap().to_owned();
            return (name, text.filter(|text| !text.is_empty()));
        }
        _ => text,
    };
    (kind, value)
}

async fn run_step(graph: &Graph, step: &Step) {
    let (user, document, input) = match step {
        Step::Update(fields) => {
            let mut input = fields.clone();
            input.insert("id".to_owned(), json!(TICKET));
            (
                ADMIN,
                "mutation($input: TicketUpdateInput!) { ticketUpdate(input: $input) { userErrors { code } } }",
                Value::Object(input),
            )
        }
        Step::FollowUp(comment, fields) => (
            ADMIN,
            "mutation($input: FollowUpAddInput!) { followUpAdd(input: $input) { userErrors { code } } }",
            json!({ "ticketId": TICKET, "comment": comment, "changes": fields }),
        ),
        Step::Bulk(fields) => {
            let mut input = fields.clone();
            input.insert("ids".to_owned(), json!([TICKET, 1]));
            input.insert("policy".to_owned(), json!("SKIP_FAILURES"));
            (
                ADMIN,
                "mutation($input: TicketsUpdateInput!) { ticketsUpdate(input: $input) { userErrors { code } } }",
                Value::Object(input),
            )
        }
        Step::Answer(comment, status) => (
            CUSTOMER,
            "mutation($input: FollowUpAddInput!) { followUpAdd(input: $input) { userErrors { code } } }",
            match status {
                Some(status) => {
                    json!({ "ticketId": TICKET, "comment": comment, "changes": { "statusCode": status } })
                }
                None => json!({ "ticketId": TICKET, "comment": comment }),
            },
        ),
        Step::Merge(other, picks) => {
            let picks: Vec<Value> = picks
                .iter()
                .map(|field| json!({ "field": field, "ticketId": other }))
                .collect();
            (
                ADMIN,
                "mutation($input: TicketMergeInput!) { ticketMerge(input: $input) { userErrors { code } } }",
                json!({ "ticketId": TICKET, "mergedIds": [other], "picks": picks }),
            )
        }
        Step::Complete(completed) => {
            let field = if *completed {
                "checklistTaskComplete"
            } else {
                "checklistTaskReopen"
            };
            let document = format!(
                "mutation($input: ChecklistTaskInput!) {{ {field}(input: $input) {{ userErrors {{ code }} }} }}"
            );
            let context = graph.context(Some(ADMIN), None).await;
            let answer = graph
                .ask(&context, &document, json!({ "input": { "id": 1 } }))
                .await;
            assert!(answer.get("errors").is_none(), "{answer}");
            return;
        }
    };
    let context = graph.context(Some(user), None).await;
    let answer = graph
        .ask(&context, document, json!({ "input": input }))
        .await;
    // Refused inputs change nothing; customers who lost access get an error.
    if user == ADMIN {
        assert!(answer.get("errors").is_none(), "{input}: {answer}");
    }
}

async fn check(graph: &Graph, steps: &[Step]) -> Result<(), TestCaseError> {
    let mut state = self::state(graph).await;
    for step in steps {
        let last = last_followup(graph).await;
        run_step(graph, step).await;
        let expected = self::state(graph).await;
        let data = graph.data(Some(ADMIN), CHANGES).await;
        let nodes = data["ticket"]["followUps"]["nodes"]
            .as_array()
            .unwrap()
            .clone();
        let mut new: Vec<&Value> = nodes
            .iter()
            // Those that a merge moved here are older, and about the other ticket.
            .filter(|node| node["databaseId"].as_i64() > Some(last.into()))
            .collect();
        new.sort_by_key(|node| node["databaseId"].as_i64());
        for change in new
            .iter()
            .flat_map(|node| node["changes"].as_array().unwrap())
        {
            if change["kind"] == "CHECKLIST_TASK" {
                continue;
            }
            let (name, old) = value_of(change, "old");
            prop_assert_eq!(
                state.get(&name).cloned().flatten(),
                old,
                "{} before {:?}",
                change,
                step
            );
            let (name, value) = value_of(change, "new");
            state.insert(name, value);
        }
        prop_assert_eq!(&state, &expected, "after {:?}, with {:?}", step, new);
    }
    Ok(())
}

fn run_cases(graph: &Graph, cases: u32) {
    let handle = tokio::runtime::Handle::current();
    let mut runner = TestRunner::new(Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    });
    let outcome = runner.run(&prop::collection::vec(step(), 1..8), |steps| {
        tokio::task::block_in_place(|| handle.block_on(check(graph, &steps)))
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_lead_from_the_first_state_to_the_last() {
    let cases = std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|cases| cases.parse().ok());
    let cases = cases.unwrap_or(CASES);
    run_cases(&Graph::new().await, cases);
    for server in Server::fixtures().await {
        let graph = Graph::on(&server.url(), Copy::media_only(), |_| {}).await;
        run_cases(&graph, cases);
        graph.db.close().await.unwrap();
    }
}
