//! The number of SQL statements of the lists of the desk, and of what belongs to a ticket, does not
//! grow with the number of rows.

use deskql::domain::Clock;
use deskql::domain::desk::accounts::{self, NewUser};
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

use super::{ADMIN, Graph, on_each_database};

/// Rows that are added before the first count, and before the second. Both leave the ticket without
/// an owner, who would be read.
const ROWS: [u32; 2] = [3, 24];

/// A document for each list, with all fields that read other rows.
const LISTS: &[(&str, &str)] = &[
    ("queues", "{ queues(first: 100) { totalCount nodes { title openTicketCount defaultOwner { username } mailbox { user } tickets(first: 2) { nodes { title } } } } }"),
    ("users", "{ users(first: 100) { totalCount nodes { username fullName groups { name } permissions grantedQueues { slug } } } }"),
    ("groups", "{ groups(first: 100) { totalCount nodes { name permissions queues { slug } } } }"),
    ("groupMembers", "{ groupMembers(groupId: 901, first: 100) { totalCount nodes { username groups { name } } } }"),
    ("queueUsers", "{ queueUsers(queueId: 1, first: 100) { totalCount nodes { username } } }"),
    ("customFields", "{ customFields { name label choices } }"),
    ("presetReplies", "{ presetReplies(first: 100) { totalCount nodes { name body queues { slug } rendered(ticketId: 7) } } }"),
    ("emailTemplates", "{ emailTemplates(first: 100) { totalCount nodes { templateName html } } }"),
    ("checklistTemplates", "{ checklistTemplates(first: 100) { totalCount nodes { name tasks } } }"),
    ("escalationExclusions", "{ escalationExclusions(first: 100) { totalCount nodes { name queues { slug } } } }"),
    ("ignoredSenders", "{ ignoredSenders(first: 100) { totalCount nodes { name queues { slug } } } }"),
    ("savedSearches", "{ savedSearches(first: 100) { totalCount nodes { title user { username } } } }"),
    ("kbCategories", "{ kbCategories(first: 100) { totalCount nodes { title queue { slug } items { title } } } }"),
    ("kbItems", "{ kbItems(first: 100) { totalCount nodes { title category { title } attachments { filename } viewerVote tickets(first: 1) { totalCount } } } }"),
    ("outbox", "{ outbox(first: 100) { totalCount nodes { databaseId } } }"),
    ("administration", "{ viewer { administration { kind canCreate } canCreateTickets canCreateUsers canAdministerOutbox personalTokens { name } } }"),
    (
        "ticket",
        "{ ticket(id: 7) { timeSpent lastFollowUpAt viewerIsFollowing submitter { username } notificationRecipients { email user { username } }
            viewerCanUpdate viewerCanReply viewerCanAssign viewerCanChangeStatus viewerCanClose viewerCanReopen viewerCanDelete
            viewerCanMerge viewerCanManageFollowers viewerCanManageChecklists viewerCanManageDependencies
            allowedStatuses { allowed reason status { label next { code } } blockedBy { reference } }
            ccs { email user { username } } checklists { name tasks { description } }
            dependencies { dependsOn { reference statusLabel } } dependents { ticket { reference } }
            mergedTickets { title } attachments { nodes { filename viewerCanDelete viewerCanUpdate } }
            followUps { nodes { viewerCanUpdate viewerCanDelete viewerDidAuthor attachments { viewerCanDelete }
              changes { kind fieldLabel oldLabel newLabel oldUser { fullName } newUser { fullName } oldQueue { slug } newQueue { slug }
                oldStatus { label } newStatus { label } oldPriority { label } newPriority { label } oldKbItem { title } newKbItem { title }
                oldMergedTo { title } newMergedTo { title } oldValueAt newValueAt customField { label } } } } } }",
    ),
    (
        "tickets",
        "{ tickets(first: 100) { nodes { viewerCanChangeStatus viewerCanMerge allowedStatuses { allowed blockedBy { reference } }
            followUps(last: 2) { nodes { viewerCanDelete changes { kind newLabel newUser { username } newQueue { slug } } } } } } }",
    ),
];

async fn run(graph: &Graph, document: &str, input: Value) {
    let context = graph.context(Some(ADMIN), None).await;
    let answer = graph
        .ask(&context, document, json!({ "input": input }))
        .await;
    assert!(answer.get("errors").is_none(), "{document}: {answer}");
    let payload = answer["data"]
        .as_object()
        .unwrap()
        .values()
        .next()
        .unwrap()
        .clone();
    assert_eq!(payload["userErrors"], json!([]), "{document}: {answer}");
}

/// Adds a row of each kind, with rows that belong to it.
async fn add_rows(graph: &Graph, n: u32) {
    let create = |name: &str, input: &str| {
        format!(
            "mutation($input: {input}!) {{ {name}(input: $input) {{ userErrors {{ field code message }} }} }}"
        )
    };
    let name = format!("row-{n}");
    // Not by a mutation, which would hash a password.
    let user = NewUser {
        username: name.clone(),
        email: format!("{name}@example.org"),
        ..NewUser::default()
    };
    accounts::create(&graph.config, &graph.db, &Clock::system(), user)
        .await
        .unwrap();
    for (field, input_type, input) in [
        ("queueCreate", "QueueCreateInput", json!({ "title": name })),
        (
            "groupCreate",
            "GroupCreateInput",
            json!({ "name": name, "permissions": ["helpdesk.change_queue"] }),
        ),
        (
            "customFieldCreate",
            "CustomFieldCreateInput",
            json!({ "name": name, "label": name, "dataType": "TEXT" }),
        ),
        (
            "presetReplyCreate",
            "PresetReplyCreateInput",
            json!({ "name": name, "body": "{{ ticket.title }}", "queueIds": [1] }),
        ),
        (
            "emailTemplateCreate",
            "EmailTemplateCreateInput",
            json!({ "templateName": name, "subject": "s", "heading": "h", "plainText": "t", "html": "h" }),
        ),
        (
            "checklistTemplateCreate",
            "ChecklistTemplateCreateInput",
            json!({ "name": name, "tasks": ["a", "b"] }),
        ),
        (
            "escalationExclusionCreate",
            "EscalationExclusionCreateInput",
            json!({ "name": name, "date": "2030-01-01", "queueIds": [1] }),
        ),
        (
            "ignoredSenderCreate",
            "IgnoredSenderCreateInput",
            json!({ "name": name, "emailAddress": format!("{name}@example.com"), "queueIds": [1] }),
        ),
        (
            "savedSearchCreate",
            "SavedSearchCreateInput",
            json!({ "title": name, "shared": true }),
        ),
        (
            "kbCategoryCreate",
            "KbCategoryCreateInput",
            json!({ "title": name, "queueId": 1 }),
        ),
        (
            "kbItemCreate",
            "KbItemCreateInput",
            json!({ "categoryId": 1, "title": name, "question": "q", "answer": "a" }),
        ),
        (
            "personalTokenCreate",
            "PersonalTokenCreateInput",
            json!({ "name": name, "scope": "READ" }),
        ),
        (
            "ticketCcAdd",
            "TicketCcAddInput",
            json!({ "ticketId": 7, "email": format!("{name}@example.com") }),
        ),
        (
            "checklistCreate",
            "ChecklistCreateInput",
            json!({ "ticketId": 7, "name": name, "templateId": 1 }),
        ),
        (
            "followUpAdd",
            "FollowUpAddInput",
            json!({ "ticketId": 7, "comment": name, "timeSpent": "PT5M",
            "changes": { "title": name, "priorityCode": 1 + n % 5, "assignedToId": n.is_multiple_of(2).then_some(2), "queueId": 1 + n % 2,
                "kbItemId": 1 + n % 2, "onHold": n.is_multiple_of(2), "dueAt": format!("2030-01-01T00:00:{:02}Z", n % 60),
                "customFields": [{ "name": "varchar", "value": { "text": name } }] } }),
        ),
    ] {
        run(graph, &create(field, input_type), input).await;
    }
    let created =
        "{ tickets(first: 1, orderBy: { field: ID, direction: DESC }) { nodes { databaseId } }
        users(first: 1, orderBy: { field: ID, direction: DESC }) { nodes { databaseId } } }";
    run(
        graph,
        &create("ticketCreate", "TicketCreateInput"),
        json!({ "queueId": 1, "title": name, "description": "d", "submitterEmail": "a@example.com" }),
    )
    .await;
    let data = graph.data(Some(ADMIN), created).await;
    let id = data["tickets"]["nodes"][0]["databaseId"].clone();
    let user = &data["users"]["nodes"][0]["databaseId"];
    run(
        graph,
        &create("groupMemberAdd", "GroupMemberInput"),
        json!({ "groupId": 901, "userId": user }),
    )
    .await;
    run(
        graph,
        &create("queueAccessGrant", "QueueAccessInput"),
        json!({ "queueId": 1, "userId": user }),
    )
    .await;
    run(
        graph,
        &create("ticketDependencyAdd", "TicketDependencyAddInput"),
        json!({ "ticketId": 7, "dependsOnId": id }),
    )
    .await;
}

/// The number of statements of each list.
async fn counts(graph: &Graph) -> Vec<(&'static str, u64)> {
    let mut counts = Vec::new();
    for (name, document) in LISTS {
        let context = graph.context(Some(ADMIN), None).await;
        let answer = graph.ask(&context, document, Value::Null).await;
        assert!(answer.get("errors").is_none(), "{name}: {answer}");
        counts.push((*name, context.db.statement_count()));
    }
    counts
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_of_the_desk_take_the_same_number_of_statements() {
    on_each_database(async |graph| {
        let group = "INSERT INTO auth_group (id, name) VALUES (901, 'Readers')";
        graph.db.execute_unprepared(group).await.unwrap();
        let mut found = Vec::new();
        let mut n = 0;
        for rows in ROWS {
            for _ in 0..rows {
                n += 1;
                add_rows(graph, n).await;
            }
            found.push(counts(graph).await);
        }
        assert_eq!(found[0], found[1]);
        for (name, count) in &found[0] {
            assert!(*count <= 30, "{name}: {count}");
        }
    })
    .await;
}
