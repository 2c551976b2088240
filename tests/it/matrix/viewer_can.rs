//! The fields `viewerCan…` tell each kind of viewer what the mutations answer.

use async_graphql::Request;
use deskql::domain::Context;
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

use super::{contexts, outcome, per_queue, rows};
use crate::graphql::{AGENT, Graph};
use crate::support::fixture::Copy;
use crate::support::server::Server;

/// A field, as a path in a document, and a mutation that it is about.
const FIELDS: &[(&str, &str, &str)] = &[
    (
        "{ r: ticket(id: 7) { can: viewerCanUpdate } }",
        "/r/can",
        "ticketUpdate(input: { id: 7, title: \"t\", validateOnly: true })",
    ),
    (
        "{ r: ticket(id: 7) { can: viewerCanReply } }",
        "/r/can",
        "followUpAdd(input: { ticketId: 7, comment: \"c\", validateOnly: true })",
    ),
    (
        "{ r: ticket(id: 7) { can: viewerCanAssign } }",
        "/r/can",
        "ticketUpdate(input: { id: 7, assignedToId: 2, validateOnly: true })",
    ),
    (
        "{ r: ticket(id: 7) { can: viewerCanDelete } }",
        "/r/can",
        "ticketDelete(input: { id: 7, validateOnly: true })",
    ),
    (
        "{ r: ticket(id: 7) { can: viewerCanMerge } }",
        "/r/can",
        "ticketMerge(input: { ticketId: 7, mergedIds: [1], validateOnly: true })",
    ),
    (
        "{ r: ticket(id: 7) { can: viewerCanManageFollowers } }",
        "/r/can",
        "ticketCcAdd(input: { ticketId: 7, email: \"cc@example.com\", validateOnly: true })",
    ),
    (
        "{ r: ticket(id: 7) { can: viewerCanManageChecklists } }",
        "/r/can",
        "checklistCreate(input: { ticketId: 7, name: \"n\", validateOnly: true })",
    ),
    (
        "{ r: ticket(id: 7) { can: viewerCanManageDependencies } }",
        "/r/can",
        "ticketDependencyRemove(input: { id: 901, validateOnly: true })",
    ),
    (
        "{ r: ticket(id: 7) { can: viewerCanChangeStatus } }",
        "/r/can",
        "followUpAdd(input: { ticketId: 7, changes: { statusCode: 2 }, validateOnly: true })",
    ),
    (
        "{ r: ticket(id: 7) { can: viewerCanClose } }",
        "/r/can",
        "followUpAdd(input: { ticketId: 7, changes: { statusCode: 4 }, validateOnly: true })",
    ),
    (
        "{ r: ticket(id: 7) { can: viewerCanReopen } }",
        "/r/can",
        "followUpAdd(input: { ticketId: 7, changes: { statusCode: 2 }, validateOnly: true })",
    ),
    (
        "{ r: followUps(filter: { databaseId: { eq: 7 } }) { nodes { can: viewerCanUpdate } } }",
        "/r/nodes/0/can",
        "followUpUpdate(input: { id: 7, comment: \"c\", validateOnly: true })",
    ),
    (
        "{ r: followUps(filter: { databaseId: { eq: 7 } }) { nodes { can: viewerCanDelete } } }",
        "/r/nodes/0/can",
        "followUpDelete(input: { id: 7, validateOnly: true })",
    ),
    (
        "{ r: attachments(filter: { databaseId: { eq: 901 } }) { nodes { can: viewerCanUpdate } } }",
        "/r/nodes/0/can",
        "attachmentUpdate(input: { id: 901, filename: \"b.txt\", validateOnly: true })",
    ),
    (
        "{ r: attachments(filter: { databaseId: { eq: 901 } }) { nodes { can: viewerCanDelete } } }",
        "/r/nodes/0/can",
        "attachmentDelete(input: { id: 901, validateOnly: true })",
    ),
    (
        "{ r: viewer { can: canCreateTickets } }",
        "/r/can",
        "ticketCreate(input: { queueId: 1, title: \"t\", description: \"d\", submitterEmail: \"a@example.com\", validateOnly: true })",
    ),
    (
        "{ r: viewer { can: canCreateUsers } }",
        "/r/can",
        "userCreate(input: { username: \"n\", password: \"correct horse\", validateOnly: true })",
    ),
    (
        "{ r: viewer { can: canAdministerOutbox } }",
        "/r/can",
        "outboxRetry(input: { all: true, validateOnly: true })",
    ),
];

/// The kinds of records, and the names of their mutations.
const KINDS: [(&str, &str); 11] = [
    ("QUEUE", "queue"),
    ("USER", "user"),
    ("GROUP", "group"),
    ("CUSTOM_FIELD", "customField"),
    ("PRESET_REPLY", "presetReply"),
    ("EMAIL_TEMPLATE", "emailTemplate"),
    ("CHECKLIST_TEMPLATE", "checklistTemplate"),
    ("KB_CATEGORY", "kbCategory"),
    ("KB_ITEM", "kbItem"),
    ("ESCALATION_EXCLUSION", "escalationExclusion"),
    ("IGNORED_SENDER", "ignoredSender"),
];

async fn ask(graph: &Graph, context: &Context, document: &str) -> Value {
    let request = Request::new(document).data(context.clone());
    graph.answer(request).await["data"].take()
}

/// Whether a mutation accepts its input.
async fn accepts(graph: &Graph, context: &Context, mutation: &str) -> bool {
    let document = format!("mutation {{ r: {mutation} {{ userErrors {{ code }} }} }}");
    outcome(graph, context, &document).await.0 == 'y'
}

/// Compares the permissions for records with what the mutations answer.
async fn compare_administration(graph: &Graph, name: &str, context: &Context) -> Vec<String> {
    let document = "{ viewer { administration { kind canCreate canUpdate canDelete } } }";
    let data = ask(graph, context, document).await;
    let mut wrong = Vec::new();
    for (kind, prefix) in KINDS {
        let acts = [
            ("canCreate", "Create"),
            ("canUpdate", "Update"),
            ("canDelete", "Delete"),
        ];
        for (field, act) in acts {
            let mutation = format!("{prefix}{act}");
            let row = rows().find(|(row, ..)| *row == mutation);
            let (_, document, _) = row.unwrap_or_else(|| panic!("no row for {mutation}"));
            let found = outcome(graph, context, document).await;
            let of_kind = data["viewer"]["administration"]
                .as_array()
                .into_iter()
                .flatten()
                .find(|permission| permission["kind"] == kind);
            let can = of_kind.is_some_and(|permission| permission[field] == true);
            if can != (found.0 != 'x') {
                wrong.push(format!("{name}, {mutation}: {can}, but {}", found.1));
            }
        }
    }
    wrong
}

async fn check(graph: &Graph) {
    let contexts = contexts(graph).await;
    // So that the merge has another ticket of the same queue.
    graph
        .db
        .execute_unprepared(
            "UPDATE helpdesk_ticket SET queue_id = 1, merged_to_id = NULL WHERE id = 1",
        )
        .await
        .unwrap();
    let mut wrong = Vec::new();
    for (name, context) in &contexts {
        for (document, pointer, mutation) in FIELDS {
            let data = ask(graph, context, document).await;
            let can = data.pointer(pointer).and_then(Value::as_bool);
            let accepted = accepts(graph, context, mutation).await;
            // Visitors have no `viewer`, but may create tickets.
            let is_visitor = !context.viewer.is_authenticated() && document.contains("viewer {");
            if !is_visitor && can.unwrap_or_default() != accepted {
                wrong.push(format!(
                    "{name}, {document}: {can:?}, but {mutation} {accepted}"
                ));
            }
        }
        let document =
            "{ ticket(id: 7) { statusCode allowedStatuses { status { code } allowed reason } } }";
        let data = ask(graph, context, document).await;
        for transition in data["ticket"]["allowedStatuses"]
            .as_array()
            .into_iter()
            .flatten()
        {
            let code = &transition["status"]["code"];
            assert_eq!(
                transition["allowed"] == true,
                transition["reason"].is_null()
            );
            let mutation = format!(
                "followUpAdd(input: {{ ticketId: 7, comment: \"c\", changes: {{ statusCode: {code} }}, validateOnly: true }})"
            );
            let accepted = accepts(graph, context, &mutation).await;
            if (transition["allowed"] == true) != accepted {
                wrong.push(format!("{name}, {transition}: but {accepted}"));
            }
        }
        wrong.extend(compare_administration(graph, name, context).await);
    }
    // An agent with some of Django's permissions.
    for sql in [
        "DELETE FROM auth_user_user_permissions WHERE user_id = 2",
        "INSERT INTO auth_user_user_permissions (user_id, permission_id) SELECT 2, id FROM auth_permission \
         WHERE codename IN ('change_queue', 'add_user', 'delete_presetreply', 'change_kbitem', 'add_group')",
    ] {
        graph.db.execute_unprepared(sql).await.unwrap();
    }
    let context = graph.context(Some(AGENT), Some(vec![1])).await;
    wrong.extend(compare_administration(graph, "agent with permissions", &context).await);
    let data = ask(
        graph,
        &context,
        "{ viewer { administration { kind canUpdate canCreate } } }",
    )
    .await;
    let queue = json!({ "kind": "QUEUE", "canUpdate": true, "canCreate": false });
    assert_eq!(data["viewer"]["administration"][0], queue);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn fields_say_what_mutations_answer() {
    let copy = Copy::new();
    let url = copy.url();
    check(&Graph::on(&url, copy, per_queue).await).await;
    for server in Server::fixtures().await {
        let graph = Graph::on(&server.url(), Copy::media_only(), per_queue).await;
        check(&graph).await;
        graph.db.close().await.unwrap();
    }
}
