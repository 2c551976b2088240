//! What mutations take as ids: the global id that queries give, or the number; what is neither, or
//! names something of another type, is a fault of the input and changes nothing.

use std::io::{Seek, Write};

use async_graphql::{Request, UploadValue, Variables};
use entity::{event, followup, followup_attachment, ticket};
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use super::{ADMIN, AGENT, Graph, global_id};

/// Where a mutation takes an id.
struct Place {
    mutation: &'static str,
    /// The type of what it names, a number of the fixture that may stand there, and another type.
    of: (&'static str, i32, &'static str),
    /// The member in `userErrors`.
    member: &'static str,
    /// The variables with the id.
    variables: fn(Value) -> Value,
}

const UPDATE: &str = "mutation($input: TicketUpdateInput!) { made: ticketUpdate(input: $input) { ticket { databaseId } userErrors { field code message } } }";
const CREATE: &str = "mutation($input: TicketCreateInput!) { made: ticketCreate(input: $input) { ticket { databaseId } userErrors { field code message } } }";
const ADD: &str = "mutation($input: FollowUpAddInput!) { made: followUpAdd(input: $input) { ticket { databaseId } userErrors { field code message } } }";
const CORRECT: &str = "mutation($input: FollowUpUpdateInput!) { made: followUpUpdate(input: $input) { followUp { databaseId } userErrors { field code message } } }";
const RENAME: &str = "mutation($input: AttachmentUpdateInput!) { made: attachmentUpdate(input: $input) { attachment { databaseId } userErrors { field code message } } }";
const ATTACH: &str = "mutation($input: AttachmentAddInput!) { made: attachmentAdd(input: $input) { attachment { databaseId } userErrors { field code message } } }";

fn changed(member: &str, id: Value) -> Value {
    json!({ "id": 1, "changes": { (member): id } })
}

fn opened(more: Value) -> Value {
    let mut input = json!({ "queueId": 1, "title": "t", "description": "d" });
    input
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    json!({ "input": input })
}

fn places() -> Vec<Place> {
    let place = |mutation, of, member, variables| Place {
        mutation,
        of,
        member,
        variables,
    };
    vec![
        place(CREATE, ("Queue", 1, "Ticket"), "queueId", |id| {
            opened(json!({ "queueId": id }))
        }),
        place(CREATE, ("User", 2, "Queue"), "assignedToId", |id| {
            opened(json!({ "assignedToId": id }))
        }),
        place(
            UPDATE,
            ("Ticket", 1, "Queue"),
            "id",
            |id| json!({ "input": { "id": id, "changes": { "title": "x" } } }),
        ),
        place(
            UPDATE,
            ("Queue", 2, "Ticket"),
            "queueId",
            |id| json!({ "input": changed("queueId", id) }),
        ),
        place(
            UPDATE,
            ("User", 2, "Ticket"),
            "assignedToId",
            |id| json!({ "input": changed("assignedToId", id) }),
        ),
        place(
            UPDATE,
            ("Ticket", 2, "FollowUp"),
            "mergedToId",
            |id| json!({ "input": changed("mergedToId", id) }),
        ),
        place(
            ADD,
            ("Ticket", 1, "Queue"),
            "ticketId",
            |id| json!({ "input": { "ticketId": id, "comment": "c" } }),
        ),
        place(
            ADD,
            ("Queue", 2, "User"),
            "queueId",
            |id| json!({ "input": { "ticketId": 1, "comment": "c", "changes": { "queueId": id } } }),
        ),
        place(
            CORRECT,
            ("FollowUp", 41, "Ticket"),
            "id",
            |id| json!({ "input": { "id": id, "comment": "c" } }),
        ),
        place(
            CORRECT,
            ("Ticket", 2, "Queue"),
            "ticketId",
            |id| json!({ "input": { "id": 41, "ticketId": id } }),
        ),
        place(
            CORRECT,
            ("User", 2, "Queue"),
            "userId",
            |id| json!({ "input": { "id": 41, "userId": id } }),
        ),
        place(
            RENAME,
            ("Attachment", 1, "FollowUp"),
            "id",
            |id| json!({ "input": { "id": id, "filename": "x.txt" } }),
        ),
        place(
            RENAME,
            ("FollowUp", 1, "Ticket"),
            "followUpId",
            |id| json!({ "input": { "id": 1, "followUpId": id } }),
        ),
        place(
            ATTACH,
            ("FollowUp", 41, "Attachment"),
            "followUpId",
            |id| json!({ "input": { "followUpId": id, "file": null } }),
        ),
        place(
            DELETE_FILE,
            ("Attachment", 1, "FollowUp"),
            "id",
            |id| json!({ "id": id }),
        ),
        place(
            DELETE_FOLLOW_UP,
            ("FollowUp", 41, "Ticket"),
            "id",
            |id| json!({ "id": id }),
        ),
        place(
            DELETE_TICKET,
            ("Ticket", 1, "Queue"),
            "id",
            |id| json!({ "id": id }),
        ),
    ]
}

impl Place {
    /// The way to the member in the input.
    fn path(&self) -> Value {
        match (self.variables)(Value::Null)["input"]["changes"].get(self.member) {
            Some(_) => json!(["changes", self.member]),
            None => json!([self.member]),
        }
    }
}

const DELETE_FILE: &str = "mutation($id: ID!) { made: attachmentDelete(id: $id, validateOnly: true) { deletedId userErrors { field code message } } }";
const DELETE_FOLLOW_UP: &str = "mutation($id: ID!) { made: followUpDelete(id: $id, validateOnly: true) { deletedId userErrors { field code message } } }";
const DELETE_TICKET: &str = "mutation($id: ID!) { made: ticketDelete(id: $id, validateOnly: true) { deletedId userErrors { field code message } } }";

/// The payload of a mutation, with a file where the input has room for one.
async fn run(graph: &Graph, viewer: Option<i32>, place: &Place, id: Value) -> Value {
    let mut request =
        Request::new(place.mutation).variables(Variables::from_json((place.variables)(id)));
    if place.mutation == ATTACH {
        let mut content = tempfile::tempfile().unwrap();
        content.write_all(b"note").unwrap();
        content.rewind().unwrap();
        let file = UploadValue {
            filename: "note.txt".to_owned(),
            content_type: None,
            content,
        };
        request.set_upload("variables.input.file", file);
    }
    graph
        .answer(request.data(graph.context(viewer, None).await))
        .await
}

async fn rows(
    graph: &Graph,
) -> (
    Vec<ticket::Model>,
    Vec<followup::Model>,
    Vec<followup_attachment::Model>,
    u64,
) {
    let db = &graph.db;
    (
        ticket::Entity::find().all(db).await.unwrap(),
        followup::Entity::find().all(db).await.unwrap(),
        followup_attachment::Entity::find().all(db).await.unwrap(),
        event::Entity::find().count(db).await.unwrap(),
    )
}

#[tokio::test]
async fn global_ids_and_numbers_are_taken_everywhere() {
    let graph = Graph::new().await;
    for place in places() {
        let (kind, number, _) = place.of;
        for id in [
            json!(number),
            json!(number.to_string()),
            json!(global_id(kind, number)),
        ] {
            let answer = run(&graph, Some(ADMIN), &place, id.clone()).await;
            let (mutation, member) = (place.mutation, place.member);
            assert!(
                answer.get("errors").is_none(),
                "{mutation} {member} {id} {answer}"
            );
            assert_eq!(
                answer["data"]["made"]["userErrors"],
                json!([]),
                "{mutation} {member} {id}"
            );
        }
    }
}

#[tokio::test]
async fn other_ids_are_faults_and_change_nothing() {
    let graph = Graph::new().await;
    let before = rows(&graph).await;
    for place in places() {
        let (kind, number, other) = place.of;
        let meant = format!("{kind}:");
        let wrong = [
            (json!(global_id(other, number)), "INVALID", other),
            (json!(global_id("Nothing", number)), "INVALID", "Nothing"),
            (json!("nonsense"), "INVALID", &*meant),
            (json!(""), "INVALID", &meant),
            (json!("1.5"), "INVALID", &meant),
            (
                json!(format!("{}=", global_id(kind, number))),
                "INVALID",
                &meant,
            ),
            (json!(2_147_483_648_i64), "OUT_OF_RANGE", "2147483647"),
            (
                json!("99999999999999999999999"),
                "OUT_OF_RANGE",
                "2147483647",
            ),
            (json!(-2_147_483_649_i64), "OUT_OF_RANGE", "-2147483648"),
        ];
        for (id, code, said) in wrong {
            let answer = run(&graph, Some(ADMIN), &place, id.clone()).await;
            let (mutation, payload) = (place.mutation, &answer["data"]["made"]);
            let faults = payload["userErrors"]
                .as_array()
                .unwrap_or_else(|| panic!("{mutation} {id} {answer}"));
            assert_eq!(faults.len(), 1, "{mutation} {id} {answer}");
            assert_eq!(faults[0]["field"], place.path(), "{mutation} {id} {answer}");
            assert_eq!(faults[0]["code"], code, "{mutation} {id} {answer}");
            assert!(
                faults[0]["message"].as_str().unwrap().contains(said),
                "{mutation} {id} {answer}"
            );
            let rest = payload
                .as_object()
                .unwrap()
                .iter()
                .filter(|(name, _)| *name != "userErrors");
            assert!(
                rest.into_iter().all(|(_, value)| value.is_null()),
                "{answer}"
            );
            let nobody = run(&graph, None, &place, id).await;
            assert_eq!(
                nobody["errors"][0]["extensions"]["code"], "UNAUTHENTICATED",
                "{mutation} {nobody}"
            );
        }
    }
    assert!(rows(&graph).await == before);
}

#[tokio::test]
async fn what_is_not_there_is_not_found_by_either() {
    let graph = Graph::new().await;
    for place in places() {
        for id in [
            json!(4711),
            json!("4711"),
            json!(-7),
            json!(global_id(place.of.0, 4711)),
        ] {
            let answer = run(&graph, Some(ADMIN), &place, id.clone()).await;
            let faults = &answer["data"]["made"]["userErrors"];
            assert_eq!(
                faults[0]["field"],
                place.path(),
                "{} {id} {answer}",
                place.mutation
            );
            assert_eq!(
                faults[0]["code"], "NOT_FOUND",
                "{} {id} {answer}",
                place.mutation
            );
        }
    }
}

/// All faults are told at once: those of ids with the others, unless the object itself cannot be
/// told.
#[tokio::test]
async fn faults_of_ids_stand_beside_the_others() {
    let graph = Graph::new().await;
    let input = json!({ "queueId": "x", "assignedToId": global_id("Queue", 1), "title": " ", "description": "d" });
    let context = graph.context(Some(ADMIN), None).await;
    let answer = graph.ask(&context, CREATE, json!({ "input": input })).await;
    let told = |answer: &Value| -> Vec<(String, String)> {
        let faults = answer["data"]["made"]["userErrors"].as_array().unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let path = |value: &Value| {
            value
                .as_array()
                .unwrap()
                .iter()
                .map(text)
                .collect::<Vec<_>>()
                .join(".")
        };
        faults
            .iter()
            .map(|fault| (path(&fault["field"]), text(&fault["code"])))
            .collect()
    };
    let expected = |all: &[(&str, &str)]| -> Vec<(String, String)> {
        all.iter()
            .map(|(field, code)| ((*field).to_owned(), (*code).to_owned()))
            .collect()
    };
    assert_eq!(
        told(&answer),
        expected(&[
            ("queueId", "INVALID"),
            ("assignedToId", "INVALID"),
            ("title", "REQUIRED")
        ])
    );
    let changes =
        json!({ "queueId": "x", "mergedToId": 2_147_483_648_i64, "title": null, "statusCode": 99 });
    let answer = graph
        .ask(
            &context,
            UPDATE,
            json!({ "input": { "id": 1, "changes": changes } }),
        )
        .await;
    assert_eq!(
        told(&answer),
        expected(&[
            ("changes.queueId", "INVALID"),
            ("changes.title", "REQUIRED"),
            ("changes.mergedToId", "OUT_OF_RANGE"),
            ("changes.statusCode", "INVALID_CHOICE")
        ])
    );
}

#[tokio::test]
async fn null_and_nothing_are_as_they_were() {
    let graph = Graph::new().await;
    let document = "mutation($input: TicketUpdateInput!) { made: ticketUpdate(input: $input) {
        ticket { assignedTo { databaseId } queue { databaseId } } userErrors { field code } } }";
    let context = graph.context(Some(ADMIN), None).await;
    for (changes, owner, fault) in [
        (
            json!({ "assignedToId": global_id("User", 2) }),
            json!({ "databaseId": 2 }),
            None,
        ),
        (
            json!({ "title": "other" }),
            json!({ "databaseId": 2 }),
            None,
        ),
        (json!({ "assignedToId": null }), Value::Null, None),
        (json!({ "queueId": null }), Value::Null, Some("queueId")),
    ] {
        let answer = graph
            .ask(
                &context,
                document,
                json!({ "input": { "id": "1", "changes": changes } }),
            )
            .await;
        let made = &answer["data"]["made"];
        match fault {
            Some(field) => assert_eq!(
                made["userErrors"],
                json!([{ "field": ["changes", field], "code": "REQUIRED" }])
            ),
            None => assert_eq!(
                (&made["ticket"]["assignedTo"], &made["userErrors"]),
                (&owner, &json!([])),
                "{answer}"
            ),
        }
    }
}

/// Whatever has a global id is found again by it, by those who may see it where it hangs.
#[tokio::test]
async fn every_global_id_is_found_again() {
    let graph = Graph::new().await;
    let file = "INSERT INTO helpdesk_kbiattachment (file, filename, mime_type, size, kbitem_id)
        VALUES ('helpdesk/attachments/kb/1/a.txt', 'a.txt', 'text/plain', 3, 1)";
    graph.db.execute_unprepared(file).await.unwrap();
    let all = "{ tickets(first: 100) { nodes {
        ccs { __typename id } dependencies { __typename id } checklists { __typename id tasks { __typename id } }
        followUps { nodes { changes { __typename id } } } } }
      kbItems { nodes { attachments { __typename id } } } }";
    let data = graph.data(Some(ADMIN), all).await;
    let mut found: Vec<(String, String)> = Vec::new();
    let mut rest = vec![&data];
    while let Some(value) = rest.pop() {
        match value {
            Value::Object(members) => {
                if let (Some(kind), Some(id)) = (value["__typename"].as_str(), value["id"].as_str())
                {
                    found.push((kind.to_owned(), id.to_owned()));
                }
                rest.extend(members.values());
            }
            Value::Array(items) => rest.extend(items),
            _ => {}
        }
    }
    for kind in [
        "TicketCc",
        "TicketDependency",
        "Checklist",
        "ChecklistTask",
        "TicketChange",
        "KbAttachment",
    ] {
        let of_kind: Vec<&(String, String)> = found
            .iter()
            .filter(|(found, _)| found == kind)
            .take(100)
            .collect();
        assert!(!of_kind.is_empty(), "the fixture has no {kind}");
        let ids: Vec<&str> = of_kind.iter().map(|(_, id)| id.as_str()).collect();
        let query = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }";
        let context = graph.context(Some(ADMIN), None).await;
        let answer = graph.ask(&context, query, json!({ "ids": ids })).await;
        let expected: Vec<Value> = of_kind
            .iter()
            .map(|(kind, id)| json!({ "__typename": kind, "id": id }))
            .collect();
        assert_eq!(answer["data"]["nodes"], json!(expected), "{answer}");
        // Strangers see what hangs on public items of the knowledge base alone.
        let answer = graph
            .ask(
                &graph.context(None, None).await,
                query,
                json!({ "ids": ids }),
            )
            .await;
        let nothing = answer["data"]["nodes"]
            .as_array()
            .unwrap()
            .iter()
            .all(Value::is_null);
        assert_eq!(nothing, kind != "KbAttachment", "{kind}: {answer}");
        // Staff without this queue see nothing of it, and a customer no checklists.
        let context = graph.context(Some(AGENT), Some(Vec::new())).await;
        let hidden = graph.ask(&context, query, json!({ "ids": ids })).await;
        if kind != "KbAttachment" {
            let visible = graph.ask(&context, all, Value::Null).await.to_string();
            for node in hidden["data"]["nodes"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|node| !node.is_null())
            {
                assert!(visible.contains(node["id"].as_str().unwrap()), "{node}");
            }
        }
    }
}

#[tokio::test]
async fn a_ticket_is_named_in_one_way() {
    let graph = Graph::new().await;
    let context = graph.context(Some(ADMIN), None).await;
    let (ticket, queue) = (global_id("Ticket", 1), global_id("Queue", 1));
    for arguments in [
        format!("id: \"{ticket}\""),
        "id: 1".into(),
        "id: \"1\"".into(),
        "databaseId: 1".into(),
    ] {
        let answer = graph
            .ask(
                &context,
                &format!("{{ ticket({arguments}) {{ databaseId }} }}"),
                Value::Null,
            )
            .await;
        assert_eq!(answer["data"]["ticket"]["databaseId"], 1, "{answer}");
    }
    for (arguments, message) in [
        (String::new(), "id: A value is required."),
        ("(id: null)".to_owned(), "id: A value is required."),
        (
            format!("(id: \"{ticket}\", databaseId: 1)"),
            "id: Not allowed together with databaseId.",
        ),
        (
            format!("(id: \"{queue}\")"),
            "id: Expected the ID of a Ticket, got the ID of a Queue.",
        ),
        (
            "(id: \"nonsense\")".to_owned(),
            "id: Expected the ID of a Ticket: a global ID or a number.",
        ),
        (
            "(id: \"99999999999999999999\")".to_owned(),
            "id: Expected at most 2147483647.",
        ),
    ] {
        let document = format!("{{ ticket{arguments} {{ databaseId }} __typename }}");
        let answer = graph.ask(&context, &document, Value::Null).await;
        assert_eq!(
            answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT",
            "{document}: {answer}"
        );
        assert!(
            answer["errors"][0]["message"]
                .as_str()
                .unwrap()
                .starts_with(message),
            "{document}: {answer}"
        );
        // The rest of the answer is there.
        assert_eq!(
            answer["data"],
            json!({ "ticket": null, "__typename": "Query" })
        );
    }
    let none = graph
        .ask(&context, "{ ticket(databaseId: 4711) { id } }", Value::Null)
        .await;
    assert_eq!(none, json!({ "data": { "ticket": null } }));
}

#[tokio::test]
async fn pages_are_no_larger_than_they_may_be() {
    let graph = Graph::with(|config| config.graphql.max_page_size = 2).await;
    let document =
        "{ tickets(first: 1000) { nodes { databaseId followUps(last: 1000) { nodes { id } } }
        pageInfo { hasNextPage } } }";
    let data = graph.data(Some(ADMIN), document).await;
    assert_eq!(data["tickets"]["nodes"].as_array().unwrap().len(), 2);
    assert_eq!(data["tickets"]["pageInfo"]["hasNextPage"], true);
    for ticket in data["tickets"]["nodes"].as_array().unwrap() {
        assert!(
            ticket["followUps"]["nodes"].as_array().unwrap().len() <= 2,
            "{ticket}"
        );
    }
}
