//! Access to records: visitors and customers change nothing, agents checklists of their tickets, and
//! staff with Django's permissions the records of administrators.

use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

use super::super::{ADMIN, AGENT, CUSTOMER, Graph, on_each_database};
use super::{first_error, mutate, mutate_in};

/// Mutations of administrators with their permission.
fn administration() -> Vec<(&'static str, &'static str, Value)> {
    let template = json!({ "templateName": "x", "subject": "s", "heading": "h", "plainText": "p", "html": "h" });
    let item = json!({ "categoryId": "1", "title": "t", "question": "q", "answer": "a" });
    vec![
        (
            "presetReplyCreate",
            "add_presetreply",
            json!({ "name": "n", "body": "b" }),
        ),
        (
            "presetReplyUpdate",
            "change_presetreply",
            json!({ "id": "1", "name": "n" }),
        ),
        (
            "presetReplyDelete",
            "delete_presetreply",
            json!({ "id": "1" }),
        ),
        ("emailTemplateCreate", "add_emailtemplate", template),
        (
            "emailTemplateUpdate",
            "change_emailtemplate",
            json!({ "id": "1", "subject": "s" }),
        ),
        (
            "emailTemplateDelete",
            "delete_emailtemplate",
            json!({ "id": "1" }),
        ),
        (
            "checklistTemplateCreate",
            "add_checklisttemplate",
            json!({ "name": "n", "tasks": ["t"] }),
        ),
        (
            "checklistTemplateUpdate",
            "change_checklisttemplate",
            json!({ "id": "1", "name": "n" }),
        ),
        (
            "checklistTemplateDelete",
            "delete_checklisttemplate",
            json!({ "id": "1" }),
        ),
        (
            "escalationExclusionCreate",
            "add_escalationexclusion",
            json!({ "name": "n", "date": "2027-01-01" }),
        ),
        (
            "escalationExclusionUpdate",
            "change_escalationexclusion",
            json!({ "id": "1", "name": "n" }),
        ),
        (
            "escalationExclusionDelete",
            "delete_escalationexclusion",
            json!({ "id": "1" }),
        ),
        (
            "ignoredSenderCreate",
            "add_ignoreemail",
            json!({ "emailAddress": "*@spam.example" }),
        ),
        (
            "ignoredSenderCreate",
            "add_ignoreemail",
            json!({ "ticketId": "1" }),
        ),
        (
            "ignoredSenderUpdate",
            "change_ignoreemail",
            json!({ "id": "1", "name": "n" }),
        ),
        (
            "ignoredSenderDelete",
            "delete_ignoreemail",
            json!({ "id": "1" }),
        ),
        (
            "kbCategoryCreate",
            "add_kbcategory",
            json!({ "title": "t" }),
        ),
        (
            "kbCategoryUpdate",
            "change_kbcategory",
            json!({ "id": "1", "title": "t" }),
        ),
        (
            "kbCategoryDelete",
            "delete_kbcategory",
            json!({ "id": "901" }),
        ),
        ("kbItemCreate", "add_kbitem", item),
        (
            "kbItemUpdate",
            "change_kbitem",
            json!({ "id": "1", "title": "t" }),
        ),
        ("kbItemDelete", "delete_kbitem", json!({ "id": "3" })),
        (
            "kbItemReorder",
            "change_kbitem",
            json!({ "categoryId": "1", "itemIds": ["2"] }),
        ),
    ]
}

/// Inserts a category without items.
async fn insert_category(graph: &Graph) {
    let sql = "INSERT INTO helpdesk_kbcategory (id, name, title, slug, description, public) \
               VALUES (901, 'Empty', 'Empty', 'empty', '', TRUE)";
    graph.db.execute_unprepared(sql).await.unwrap();
}

/// Mutations of agents.
fn agents() -> Vec<(&'static str, Value)> {
    vec![
        ("savedSearchCreate", json!({ "title": "t" })),
        ("savedSearchUpdate", json!({ "id": "1", "title": "t" })),
        ("savedSearchDelete", json!({ "id": "1" })),
        ("viewerSettingsUpdate", json!({ "ticketsPerPage": 50 })),
    ]
}

/// Mutations of those who work on ticket 29, to which checklist 1 belongs.
fn checklists() -> Vec<(&'static str, Value)> {
    vec![
        ("checklistCreate", json!({ "ticketId": "29", "name": "n" })),
        ("checklistUpdate", json!({ "id": "1", "name": "n" })),
        ("checklistDelete", json!({ "id": "1" })),
        (
            "checklistTaskAdd",
            json!({ "checklistId": "1", "description": "d" }),
        ),
        (
            "checklistTaskUpdate",
            json!({ "id": "1", "description": "d" }),
        ),
        ("checklistTaskRemove", json!({ "id": "1" })),
        ("checklistTaskComplete", json!({ "id": "2" })),
        ("checklistTaskReopen", json!({ "id": "1" })),
        (
            "checklistTaskReorder",
            json!({ "checklistId": "1", "taskIds": ["2"] }),
        ),
    ]
}

fn only_validated(mut input: Value) -> Value {
    input["validateOnly"] = true.into();
    input
}

#[tokio::test]
async fn visitors_customers_and_staff_without_permission_may_not_administer() {
    on_each_database(async |graph| {
        insert_category(graph).await;
        for (name, _, input) in administration() {
            for (user, expected) in [
                (None, "UNAUTHENTICATED"),
                (Some(CUSTOMER), "FORBIDDEN"),
                (Some(AGENT), "FORBIDDEN"),
            ] {
                let (payload, code) = mutate(graph, user, (name, input.clone(), "")).await;
                assert_eq!(
                    code.as_deref(),
                    Some(expected),
                    "{name} {user:?}: {payload}"
                );
            }
            let input = only_validated(input);
            let (payload, code) = mutate(graph, Some(ADMIN), (name, input, "")).await;
            assert_eq!(code, None, "{name}");
            assert_eq!(payload["userErrors"], json!([]), "{name}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_permission_of_django_is_enough() {
    let graph = Graph::new().await;
    insert_category(&graph).await;
    for (name, permission, input) in administration() {
        let sql = format!(
            "INSERT INTO auth_user_user_permissions (user_id, permission_id) \
             SELECT {AGENT}, id FROM auth_permission WHERE codename = '{permission}'"
        );
        graph.db.execute_unprepared(&sql).await.unwrap();
        let input = only_validated(input);
        let (payload, code) = mutate(&graph, Some(AGENT), (name, input, "")).await;
        assert_eq!(code, None, "{name}");
        assert_eq!(payload["userErrors"], json!([]), "{name}");
        let sql = format!("DELETE FROM auth_user_user_permissions WHERE user_id = {AGENT}");
        graph.db.execute_unprepared(&sql).await.unwrap();
    }
}

#[tokio::test]
async fn only_agents_have_saved_searches_and_settings() {
    on_each_database(async |graph| {
        for (name, input) in agents() {
            for (user, expected) in [
                (None, Some("UNAUTHENTICATED")),
                (Some(CUSTOMER), Some("FORBIDDEN")),
                (Some(AGENT), None),
            ] {
                let input = only_validated(input.clone());
                let (payload, code) = mutate(graph, user, (name, input, "")).await;
                assert_eq!(code.as_deref(), expected, "{name} {user:?}: {payload}");
            }
        }
        // Search 1 is shared by the agent.
        for (name, input) in agents().into_iter().skip(1).take(2) {
            let (_, code) = mutate(graph, Some(ADMIN), (name, input, "")).await;
            assert_eq!(code.as_deref(), Some("FORBIDDEN"), "{name}");
        }
    })
    .await;
}

#[tokio::test]
async fn only_those_who_work_on_the_ticket_see_and_change_its_checklists() {
    let graph =
        Graph::with(|config| config.helpdesk.enable_per_queue_staff_permission = true).await;
    let sql = "UPDATE helpdesk_ticket SET assigned_to_id = NULL, queue_id = 1, \
               submitter_email = (SELECT email FROM auth_user WHERE id = 3) WHERE id = 29";
    graph.db.execute_unprepared(sql).await.unwrap();
    for (name, input) in checklists() {
        let (_, code) = mutate(&graph, None, (name, input.clone(), "")).await;
        assert_eq!(code.as_deref(), Some("UNAUTHENTICATED"), "{name}");
        let other_queue = graph.context(Some(AGENT), Some(vec![2])).await;
        let submitter = graph.context(Some(CUSTOMER), Some(vec![])).await;
        for context in [&other_queue, &submitter] {
            let (payload, code) = mutate_in(&graph, context, (name, input.clone(), "")).await;
            assert_eq!(code, None, "{name}");
            assert_eq!(first_error(&payload).1, "NOT_FOUND", "{name}: {payload}");
        }
        let granted = graph.context(Some(AGENT), Some(vec![1])).await;
        let input = only_validated(input);
        let (payload, _) = mutate_in(&graph, &granted, (name, input, "")).await;
        assert_eq!(payload["userErrors"], json!([]), "{name}");
    }
}
