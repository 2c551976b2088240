//! IDs in requests: every place in the input of a mutation that accepts one.

mod inputs;
mod lookups;

use std::io::{Seek, Write};

use async_graphql::{Request, UploadValue, Variables};
use serde_json::{Value, json};

use super::Graph;

/// A place in the input of a mutation that accepts an ID.
struct Place {
    mutation: &'static str,
    /// The expected type, the `databaseId` of a valid object, and another type.
    types: (&'static str, i32, &'static str),
    /// The name of the field in `userErrors`.
    member: &'static str,
    /// Returns the variables for an ID.
    variables: fn(Value) -> Value,
}

const UPDATE: &str = "mutation($input: TicketUpdateInput!) { result: ticketUpdate(input: $input) { ticket { databaseId } userErrors { field code message } } }";
const CREATE: &str = "mutation($input: TicketCreateInput!) { result: ticketCreate(input: $input) { ticket { databaseId } userErrors { field code message } } }";
const ADD: &str = "mutation($input: FollowUpAddInput!) { result: followUpAdd(input: $input) { ticket { databaseId } userErrors { field code message } } }";
const UPDATE_FOLLOW_UP: &str = "mutation($input: FollowUpUpdateInput!) { result: followUpUpdate(input: $input) { followUp { databaseId } userErrors { field code message } } }";
const UPDATE_ATTACHMENT: &str = "mutation($input: AttachmentUpdateInput!) { result: attachmentUpdate(input: $input) { attachment { databaseId } userErrors { field code message } } }";
const ADD_ATTACHMENT: &str = "mutation($input: AttachmentAddInput!) { result: attachmentAdd(input: $input) { attachment { databaseId } userErrors { field code message } } }";

fn update_with(member: &str, id: Value) -> Value {
    json!({ "id": 1, (member): id })
}

fn create_with(more: Value) -> Value {
    let mut input = json!({ "queueId": 1, "title": "t", "description": "d" });
    input
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    json!({ "input": input })
}

fn places() -> Vec<Place> {
    let place = |mutation, types, member, variables| Place {
        mutation,
        types,
        member,
        variables,
    };
    vec![
        place(CREATE, ("Queue", 1, "Ticket"), "queueId", |id| {
            create_with(json!({ "queueId": id }))
        }),
        place(CREATE, ("User", 2, "Queue"), "assignedToId", |id| {
            create_with(json!({ "assignedToId": id }))
        }),
        place(
            UPDATE,
            ("Ticket", 1, "Queue"),
            "id",
            |id| json!({ "input": { "id": id, "title": "x" } }),
        ),
        place(
            UPDATE,
            ("Queue", 2, "Ticket"),
            "queueId",
            |id| json!({ "input": update_with("queueId", id) }),
        ),
        place(
            UPDATE,
            ("User", 2, "Ticket"),
            "assignedToId",
            |id| json!({ "input": update_with("assignedToId", id) }),
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
            UPDATE_FOLLOW_UP,
            ("FollowUp", 41, "Ticket"),
            "id",
            |id| json!({ "input": { "id": id, "comment": "c" } }),
        ),
        place(
            UPDATE_FOLLOW_UP,
            ("Ticket", 2, "Queue"),
            "ticketId",
            |id| json!({ "input": { "id": 41, "ticketId": id } }),
        ),
        place(
            UPDATE_FOLLOW_UP,
            ("User", 2, "Queue"),
            "userId",
            |id| json!({ "input": { "id": 41, "userId": id } }),
        ),
        place(
            UPDATE_ATTACHMENT,
            ("Attachment", 1, "FollowUp"),
            "id",
            |id| json!({ "input": { "id": id, "filename": "x.txt" } }),
        ),
        place(
            UPDATE_ATTACHMENT,
            ("FollowUp", 1, "Ticket"),
            "followUpId",
            |id| json!({ "input": { "id": 1, "followUpId": id } }),
        ),
        place(
            ADD_ATTACHMENT,
            ("FollowUp", 41, "Attachment"),
            "followUpId",
            |id| json!({ "input": { "followUpId": id, "file": null } }),
        ),
        place(
            DELETE_ATTACHMENT,
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
    /// The field's path in `userErrors`.
    fn path(&self) -> Value {
        match (self.variables)(Value::Null)["input"]["changes"].get(self.member) {
            Some(_) => json!(["changes", self.member]),
            None => json!([self.member]),
        }
    }
}

const DELETE_ATTACHMENT: &str = "mutation($id: ID!) { result: attachmentDelete(input: { id: $id, validateOnly: true }) { deletedId userErrors { field code message } } }";
const DELETE_FOLLOW_UP: &str = "mutation($id: ID!) { result: followUpDelete(input: { id: $id, validateOnly: true }) { deletedId userErrors { field code message } } }";
const DELETE_TICKET: &str = "mutation($id: ID!) { result: ticketDelete(input: { id: $id, validateOnly: true }) { deletedId userErrors { field code message } } }";

/// Runs the mutation with an ID and, if its input needs one, a file.
async fn run(graph: &Graph, viewer: Option<i32>, place: &Place, id: Value) -> Value {
    let mut request =
        Request::new(place.mutation).variables(Variables::from_json((place.variables)(id)));
    if place.mutation == ADD_ATTACHMENT {
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
