//! Requests to `/graphql`: JSON, batches, uploads, query strings.

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::json;

use super::values::{Base, File, damaged, damages, fields, files, hostile, kinds, object, part};
use super::{GeneratedRequest, credentials};

const CHANGES: &[Base] = &[
    ("title", "\"Other\"", false),
    ("description", "\"d\"", false),
    ("resolution", "\"done\"", false),
    ("statusCode", "2", false),
    ("priorityCode", "2", false),
    ("onHold", "true", false),
    ("dueAt", "\"2030-01-02T03:04:05Z\"", false),
    ("assignedToId", "2", false),
    ("queueId", "\"UXVldWU6Mg\"", false),
    ("submitterEmail", "\"a@example.com\"", false),
    (
        "customFields",
        "[{\"name\":\"integer\",\"value\":{\"integer\":\"5\"}}]",
        false,
    ),
];
const TICKET: &[Base] = &[
    ("queueId", "1", true),
    ("title", "\"Broken\"", true),
    ("description", "\"see #2\"", true),
    ("dueAt", "\"2030-01-02T03:04:05Z\"", false),
    ("priorityCode", "3", false),
    ("assignedToId", "2", false),
    ("submitterEmail", "\"a@example.com\"", false),
    ("idempotencyKey", "\"k\"", false),
    ("validateOnly", "true", false),
];
const FOLLOW_UP: &[Base] = &[
    ("ticketId", "1", true),
    ("comment", "\"see #2\"", true),
    ("title", "\"Called\"", false),
    ("public", "true", false),
    ("timeSpent", "\"PT15M\"", false),
    ("expectedUpdatedAt", "\"2024-01-01T00:00:00Z\"", false),
    ("idempotencyKey", "\"l\"", false),
    ("validateOnly", "true", false),
];
const FOLLOW_UP_CHANGE: &[Base] = &[
    ("id", "41", true),
    ("comment", "\"c\"", false),
    ("title", "\"t\"", false),
    ("public", "false", false),
    ("timeSpent", "\"P1DT2H0.5S\"", false),
    ("newStatusCode", "3", false),
    ("ticketId", "\"VGlja2V0OjI\"", false),
    ("userId", "\"2\"", false),
    ("validateOnly", "true", false),
];
const UPDATE: &[Base] = &[
    ("id", "1", true),
    ("public", "true", false),
    ("expectedUpdatedAt", "\"2024-01-01T00:00:00Z\"", false),
];
const ATTACHMENT: &[Base] = &[
    ("followUpId", "1", true),
    ("filename", "\"b.txt\"", false),
    ("mimeType", "\"text/plain\"", false),
    ("idempotencyKey", "\"m\"", false),
    ("validateOnly", "true", false),
];
const ATTACHMENT_CHANGE: &[Base] = &[
    ("id", "1", true),
    ("filename", "\"b.txt\"", false),
    ("mimeType", "\"\"", false),
    ("followUpId", "2", false),
    ("validateOnly", "true", false),
];
const USER: &[Base] = &[
    ("username", "\"someone\"", true),
    ("password", "\"a long enough one\"", true),
    ("email", "\"someone@example.com\"", false),
    ("firstName", "\"Some\"", false),
    ("idempotencyKey", "\"n\"", false),
    ("validateOnly", "true", false),
];
/// Where the input of a mutation has files.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Files {
    None,
    One,
    List,
}

/// The weight of a mutation, its name, its input type, its fields, and where its input has files.
type Mutation = (u32, &'static str, &'static str, &'static [Base], Files);
const MUTATIONS: [Mutation; 8] = [
    (4, "ticketCreate", "TicketCreateInput", TICKET, Files::List),
    (4, "ticketUpdate", "TicketUpdateInput", UPDATE, Files::None),
    (4, "followUpAdd", "FollowUpAddInput", FOLLOW_UP, Files::List),
    (
        2,
        "followUpUpdate",
        "FollowUpUpdateInput",
        FOLLOW_UP_CHANGE,
        Files::None,
    ),
    (
        2,
        "attachmentAdd",
        "AttachmentAddInput",
        ATTACHMENT,
        Files::One,
    ),
    (
        2,
        "attachmentUpdate",
        "AttachmentUpdateInput",
        ATTACHMENT_CHANGE,
        Files::One,
    ),
    (1, "userCreate", "UserCreateInput", USER, Files::None),
    (1, "ticketDelete", "", &[], Files::None),
];

/// An operation: a document, its variables as JSON, and the paths of its files.
#[derive(Clone, Debug)]
struct Operation {
    document: String,
    variables: String,
    files: Vec<String>,
}

impl Operation {
    fn json(&self) -> String {
        format!(
            "{{\"query\":{},\"variables\":{}}}",
            json!(self.document),
            self.variables
        )
    }
}

/// A custom field with a value: one of all 13, in the member of its type or another.
fn custom_field() -> impl Strategy<Value = String> {
    let names = &[
        "varchar",
        "text",
        "integer",
        "decimal",
        "list",
        "boolean",
        "date",
        "time",
        "datetime",
        "email",
        "url",
        "ipaddress",
        "slug-field",
        "nothing",
        "",
    ][..];
    let members = &[
        "text", "integer", "decimal", "list", "boolean", "date", "time", "dateTime", "x",
    ][..];
    (select(names), select(members), hostile()).prop_map(|(name, member, value)| {
        format!(
            "{{\"name\":{},\"value\":{{\"{member}\":{}}}}}",
            json!(name),
            value.json()
        )
    })
}

fn operations() -> impl Strategy<Value = Operation> {
    let of = |(weight, name, input, base, files): Mutation| {
        (weight, operation(name, input, base, files).boxed())
    };
    proptest::strategy::Union::new_weighted(MUTATIONS.map(of).to_vec())
}

fn operation(
    name: &'static str,
    input: &'static str,
    base: &'static [Base],
    files: Files,
) -> impl Strategy<Value = Operation> {
    let custom =
        prop_oneof![2 => Just(Vec::new()), 1 => prop::collection::vec(custom_field(), 1..4)];
    let changes = (
        prop_oneof![1 => Just(Vec::new()), 2 => fields(CHANGES)],
        custom.clone(),
    )
        .prop_map(|(fields, custom)| {
            let mut changes = object(&fields);
            if !custom.is_empty() && fields.iter().all(|(name, _)| name != "customFields") {
                let comma = if fields.is_empty() { "" } else { "," };
                changes.truncate(changes.len() - 1);
                changes += &format!("{comma}\"customFields\":[{}]}}", custom.join(","));
            }
            changes
        });
    let count = if files == Files::None {
        0..1_usize
    } else {
        0..3
    };
    let keys = prop_oneof![4 => 9..100_i32, 1 => any::<i32>()];
    // proptest has no strategy for an empty list.
    let members = if base.is_empty() {
        Just(Vec::new()).boxed()
    } else {
        fields(base).boxed()
    };
    (members, changes, custom, count, keys).prop_map(move |(fields, changes, custom, count, key)| {
        if input.is_empty() {
            let document =
                format!("mutation($id: ID!) {{ made: {name}(input: {{ id: $id }}) {{ userErrors {{ field code message }} }} }}");
            return Operation { document, variables: format!("{{\"id\":{key}}}"), files: Vec::new() };
        }
        let mut members = object(&fields);
        members.truncate(members.len() - 1);
        let mut more = Vec::new();
        match input {
            "TicketUpdateInput" if changes != "{}" => more.push(changes[1..changes.len() - 1].to_owned()),
            "FollowUpAddInput" if changes != "{}" => more.push(format!("\"changes\":{changes}")),
            "TicketCreateInput" if !custom.is_empty() => more.push(format!("\"customFields\":[{}]", custom.join(","))),
            _ => {}
        }
        let mut paths = Vec::new();
        match files {
            Files::List if count > 0 => {
                more.push(format!("\"attachments\":[{}]", vec!["null"; count].join(",")));
                paths.extend((0..count).map(|at| format!("variables.input.attachments.{at}")));
            }
            Files::One if count > 0 => {
                more.push("\"file\":null".to_owned());
                paths.push("variables.input.file".to_owned());
            }
            _ => {}
        }
        let comma = if fields.is_empty() || more.is_empty() { "" } else { "," };
        let variables = format!("{{\"input\":{members}{comma}{}}}}}", more.join(","));
        let document = format!(
            "mutation($input: {input}!) {{ made: {name}(input: $input) {{ userErrors {{ field code message }} }} }}"
        );
        Operation { document, variables, files: paths }
    })
}

/// Requests to `/graphql` of any form.
pub fn requests() -> impl Strategy<Value = GeneratedRequest> {
    let single = (operations(), kinds("application/json")).prop_map(|(operation, kind)| {
        (
            "POST",
            "/graphql".to_owned(),
            kind,
            operation.json().into_bytes(),
            false,
        )
    });
    let batch = (
        prop::collection::vec(operations(), 0..4),
        kinds("application/json"),
    )
        .prop_map(|(operations, kind)| {
            let all: Vec<_> = operations.iter().map(Operation::json).collect();
            (
                "POST",
                "/graphql".to_owned(),
                kind,
                format!("[{}]", all.join(",")).into_bytes(),
                false,
            )
        });
    let upload = (
        operations(),
        prop::collection::vec(files(), 3),
        kinds("multipart/form-data; boundary=xx"),
        0..20_u8,
    )
        .prop_map(|(operation, files, kind, oddity)| {
            let body = uploaded(&operation, &files, oddity);
            ("POST", "/graphql".to_owned(), kind, body, true)
        });
    let reading = (operations(), select(&["/graphql", "/graphql/stream"][..])).prop_map(
        |(operation, path)| {
            let pairs = [
                ("query", operation.document),
                ("variables", operation.variables),
            ];
            let query = form_urlencoded::Serializer::new(String::new())
                .extend_pairs(pairs)
                .finish();
            (
                "GET",
                format!("{path}?{query}"),
                String::new(),
                Vec::new(),
                false,
            )
        },
    );
    let document = (damages(), kinds("application/json")).prop_map(|(damages, kind)| {
        let document = "query Q($first: Int = 3, $order: [TicketOrder!]) { tickets(first: $first, orderBy: $order) {
            nodes { title dueAt customFields { name } ...F @include(if: true) } } } fragment F on Ticket { id }";
        let document = String::from_utf8_lossy(&damaged(document.as_bytes().to_vec(), &damages)).into_owned();
        let body = json!({ "query": document, "operationName": "Q", "variables": {} }).to_string();
        ("POST", "/graphql".to_owned(), kind, body.into_bytes(), false)
    });
    let extras = (hostile(), hostile(), hostile()).prop_map(|(query, variables, extensions)| {
        let body = format!(
            "{{\"query\":{},\"variables\":{},\"extensions\":{}}}",
            query.json(),
            variables.json(),
            extensions.json()
        );
        (
            "POST",
            "/graphql".to_owned(),
            "application/json".to_owned(),
            body.into_bytes(),
            false,
        )
    });
    let all =
        prop_oneof![8 => single, 2 => batch, 6 => upload, 1 => reading, 2 => document, 1 => extras];
    (all, damages(), credentials(), any::<bool>()).prop_map(
        |((method, path, kind, body, files), damages, credentials, event)| {
            let accept = if event {
                "application/json"
            } else {
                "application/graphql-response+json"
            };
            let own = [
                ("content-type", kind),
                ("accept", accept.to_owned()),
                ("graphql-require-preflight", "1".to_owned()),
            ];
            GeneratedRequest {
                method,
                path,
                headers: [own.to_vec(), credentials].concat(),
                body: damaged(body, &damages),
                files,
            }
        },
    )
}

/// A form that follows the multipart request specification, or nearly.
fn uploaded(operation: &Operation, files: &[File], oddity: u8) -> Vec<u8> {
    let paths = operation.files.iter().enumerate();
    let mut map: serde_json::Map<_, _> = paths
        .map(|(at, path)| (at.to_string(), json!([path])))
        .collect();
    match oddity {
        0 => drop(map.insert("9".to_owned(), json!(["variables.input.title"]))),
        1 => drop(map.insert(
            "0".to_owned(),
            json!(["variables.input.attachments.7", "variables.x.y", ""]),
        )),
        2 => drop(map.insert("0".to_owned(), json!(7))),
        3 => map.clear(),
        _ => {}
    }
    let operations = part("operations", None, operation.json().as_bytes());
    let map = part(
        "map",
        None,
        serde_json::Value::Object(map).to_string().as_bytes(),
    );
    let mut body = if oddity == 4 {
        [map, operations].concat()
    } else {
        [operations, map].concat()
    };
    for (at, (name, kind, content)) in files.iter().take(operation.files.len()).enumerate() {
        if oddity != 5 {
            body.extend(part(&at.to_string(), Some((name, kind)), content));
        }
    }
    body.extend(b"--xx--\r\n");
    body
}
