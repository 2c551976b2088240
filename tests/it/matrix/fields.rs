//! The rows of the access matrix.

use super::Row;

/// One row per root field; some fields have several.
pub const ROWS: &[Row] = &[
    // Columns: visitor, visitor with key, submitter, other customer, CC who may view, CC who may
    // update, agent without grant, agent with grant, administrator.
    //
    // Tickets and what belongs to them.
    ("ticket", r#"{ r: ticket(id: 7) { id } }"#, "-yy-yy-yy"),
    (
        "tickets",
        r#"{ r: tickets(filter: { databaseId: { eq: 7 } }) { nodes { id } } }"#,
        "-yy-yy-yy",
    ),
    (
        "tickets",
        r#"{ r: tickets(scope: AGENT, filter: { databaseId: { eq: 7 } }) { nodes { id } } }"#,
        "-------yy",
    ),
    (
        "node",
        r#"{ r: node(id: "VGlja2V0Ojc") { id } }"#,
        "-yy-yy-yy",
    ),
    (
        "nodes",
        r#"{ r: nodes(ids: ["VGlja2V0Ojc"]) { id } }"#,
        "-yy-yy-yy",
    ),
    // Follow-up 7 is public, follow-up 49 is private.
    (
        "followUps",
        r#"{ r: followUps(filter: { databaseId: { eq: 7 } }) { nodes { id } } }"#,
        "-yy-yy-yy",
    ),
    (
        "followUps",
        r#"{ r: followUps(filter: { databaseId: { eq: 49 } }) { nodes { id } } }"#,
        "-------yy",
    ),
    (
        "attachments",
        r#"{ r: attachments(filter: { databaseId: { eq: 901 } }) { nodes { id } } }"#,
        "-yy-yy-yy",
    ),
    // The desk.
    (
        "queues",
        r#"{ r: queues(filter: { databaseId: { eq: 1 } }) { nodes { id } } }"#,
        "yyyyyyyyy",
    ),
    (
        "queues",
        r#"{ r: queues(scope: AGENT, filter: { databaseId: { eq: 1 } }) { nodes { id } } }"#,
        "-------yy",
    ),
    (
        "queues",
        r#"{ r: queues(filter: { databaseId: { eq: 2 } }) { nodes { id } } }"#,
        "--------y",
    ),
    (
        "users",
        r#"{ r: users(filter: { databaseId: { eq: 1 } }) { nodes { id } } }"#,
        "------yyy",
    ),
    (
        "customFields",
        r#"{ r: customFields(filter: { staffOnly: { eq: true } }) { id } }"#,
        "------yyy",
    ),
    (
        "customFields",
        r#"{ r: customFields(filter: { staffOnly: { eq: false } }) { id } }"#,
        "yyyyyyyyy",
    ),
    (
        "kbCategories",
        r#"{ r: kbCategories(filter: { databaseId: { eq: 1 } }) { nodes { id } } }"#,
        "yyyyyyyyy",
    ),
    (
        "kbCategories",
        r#"{ r: kbCategories(filter: { databaseId: { eq: 2 } }) { nodes { id } } }"#,
        "--------y",
    ),
    (
        "kbItems",
        r#"{ r: kbItems(filter: { databaseId: { eq: 1 } }) { nodes { id } } }"#,
        "yyyyyyyyy",
    ),
    (
        "presetReplies",
        "{ r: presetReplies { totalCount } }",
        "xxxxxxyyy",
    ),
    (
        "savedSearches",
        "{ r: savedSearches { totalCount } }",
        "xxxxxxyyy",
    ),
    (
        "emailTemplates",
        "{ r: emailTemplates { totalCount } }",
        "xxxxxxyyy",
    ),
    (
        "checklistTemplates",
        "{ r: checklistTemplates { totalCount } }",
        "xxxxxxyyy",
    ),
    (
        "escalationExclusions",
        "{ r: escalationExclusions { totalCount } }",
        "xxxxxxyyy",
    ),
    (
        "ignoredSenders",
        "{ r: ignoredSenders { totalCount } }",
        "xxxxxxyyy",
    ),
    (
        "ticketStatuses",
        "{ r: ticketStatuses { code } }",
        "yyyyyyyyy",
    ),
    (
        "ticketPriorities",
        "{ r: ticketPriorities { code } }",
        "yyyyyyyyy",
    ),
    (
        "attachmentRules",
        "{ r: attachmentRules { maxSize } }",
        "yyyyyyyyy",
    ),
    ("viewer", "{ r: viewer { isAgent } }", "--yyyyyyy"),
    ("eventCursor", "{ r: eventCursor }", "xyyyyyyyy"),
    // Writing tickets.
    (
        "ticketCreate",
        r#"mutation { r: ticketCreate(input: { queueId: "1", title: "t", description: "d", submitterEmail: "a@example.com", validateOnly: true }) { userErrors { code } } }"#,
        "yyyyyyyyy",
    ),
    (
        "ticketCreate",
        r#"mutation { r: ticketCreate(input: { queueId: "2", title: "t", description: "d", submitterEmail: "a@example.com", validateOnly: true }) { userErrors { code } } }"#,
        "--------y",
    ),
    (
        "ticketUpdate",
        r#"mutation { r: ticketUpdate(input: { id: "7", title: "t", validateOnly: true }) { userErrors { code } } }"#,
        "xx-----yy",
    ),
    (
        "ticketDelete",
        r#"mutation { r: ticketDelete(input: { id: "7", validateOnly: true }) { userErrors { code } } }"#,
        "xx-----yy",
    ),
    (
        "ticketResolutionAccept",
        r#"mutation { r: ticketResolutionAccept(input: { id: "7", validateOnly: true }) { userErrors { code } } }"#,
        "xyy--y-yy",
    ),
    (
        "followUpAdd",
        r#"mutation { r: followUpAdd(input: { ticketId: "7", comment: "c", validateOnly: true }) { userErrors { code } } }"#,
        "xyy--y-yy",
    ),
    // Agents may do more than comment.
    (
        "followUpAdd",
        r#"mutation { r: followUpAdd(input: { ticketId: "7", comment: "c", changes: { priorityCode: 1 }, validateOnly: true }) { userErrors { code } } }"#,
        "xxx--x-yy",
    ),
    (
        "followUpUpdate",
        r#"mutation { r: followUpUpdate(input: { id: "7", comment: "c", validateOnly: true }) { userErrors { code } } }"#,
        "xx-----yy",
    ),
    (
        "followUpDelete",
        r#"mutation { r: followUpDelete(input: { id: "7", validateOnly: true }) { userErrors { code } } }"#,
        "xx-----yy",
    ),
    (
        "attachmentUpdate",
        r#"mutation { r: attachmentUpdate(input: { id: "901", filename: "b.txt", validateOnly: true }) { userErrors { code } } }"#,
        "xx-----yy",
    ),
    (
        "attachmentDelete",
        r#"mutation { r: attachmentDelete(input: { id: "901", validateOnly: true }) { userErrors { code } } }"#,
        "xx-----yy",
    ),
    (
        "attachmentAdd",
        r#"mutation($file: Upload!) { r: attachmentAdd(input: { followUpId: "7", file: $file, validateOnly: true }) { userErrors { code } } }"#,
        "xx-----yy",
    ),
    // The knowledge base.
    (
        "kbItemVote",
        r#"mutation { r: kbItemVote(input: { id: "1", vote: UP, validateOnly: true }) { userErrors { code } } }"#,
        "xxyyyyyyy",
    ),
    // Accounts. The passwords are wrong.
    (
        "userCreate",
        r#"mutation { r: userCreate(input: { username: "n", password: "correct horse", validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxxxy",
    ),
    (
        "sessionCreate",
        r#"mutation { r: sessionCreate(input: { username: "a", password: "b", validateOnly: true }) { userErrors { code } } }"#,
        "---------",
    ),
    (
        "sessionDelete",
        "mutation { r: sessionDelete(input: { validateOnly: true }) { userErrors { code } } }",
        "yyyyyyyyy",
    ),
    (
        "viewerPasswordChange",
        r#"mutation { r: viewerPasswordChange(input: { currentPassword: "a", newPassword: "b", validateOnly: true }) { userErrors { code } } }"#,
        "xx-------",
    ),
    (
        "passwordResetRequest",
        r#"mutation { r: passwordResetRequest(input: { email: "a@example.com", validateOnly: true }) { userErrors { code } } }"#,
        "yyyyyyyyy",
    ),
    (
        "passwordReset",
        r#"mutation { r: passwordReset(input: { uid: "Mg", token: "a-b", newPassword: "c", validateOnly: true }) { userErrors { code } } }"#,
        "---------",
    ),
    (
        "personalTokenCreate",
        r#"mutation { r: personalTokenCreate(input: { name: "n", scope: READ, validateOnly: true }) { userErrors { code } } }"#,
        "xxyyyyyyy",
    ),
    (
        "personalTokenDelete",
        r#"mutation { r: personalTokenDelete(input: { id: "1", validateOnly: true }) { userErrors { code } } }"#,
        "xx-------",
    ),
    // The agent's work.
    (
        "ticketByReference",
        r#"{ r: ticketByReference(reference: "support-7") { id } }"#,
        "-yy-yy-yy",
    ),
    (
        "ticketsUpdate",
        r#"mutation { r: ticketsUpdate(input: { ids: ["7"], title: "t", validateOnly: true }) { results { userErrors { code } } userErrors { code } } }"#,
        "xx-----yy",
    ),
    (
        "ticketsDelete",
        r#"mutation { r: ticketsDelete(input: { ids: ["7"], validateOnly: true }) { results { userErrors { code } } userErrors { code } } }"#,
        "xx-----yy",
    ),
    (
        "ticketCcAdd",
        r#"mutation { r: ticketCcAdd(input: { ticketId: "7", email: "cc@example.com", validateOnly: true }) { userErrors { code } } }"#,
        "xx-----yy",
    ),
    (
        "ticketCcRemove",
        r#"mutation { r: ticketCcRemove(input: { id: "901", validateOnly: true }) { userErrors { code } } }"#,
        "xx-----yy",
    ),
    (
        "ticketFollow",
        r#"mutation { r: ticketFollow(input: { ticketId: "7", validateOnly: true }) { userErrors { code } } }"#,
        "xx-----yy",
    ),
    (
        "ticketUnfollow",
        r#"mutation { r: ticketUnfollow(input: { ticketId: "7", validateOnly: true }) { userErrors { code } } }"#,
        "xxy-yy-yy",
    ),
    (
        "ticketDependencyAdd",
        r#"mutation { r: ticketDependencyAdd(input: { ticketId: "7", dependsOnId: "8", validateOnly: true }) { userErrors { code } } }"#,
        "xx-----yy",
    ),
    (
        "ticketDependencyRemove",
        r#"mutation { r: ticketDependencyRemove(input: { id: "901", validateOnly: true }) { userErrors { code } } }"#,
        "xx-----yy",
    ),
    (
        "ticketMerge",
        r#"mutation { r: ticketMerge(input: { ticketId: "7", mergedIds: ["8"], validateOnly: true }) { userErrors { code } } }"#,
        "xx-----yy",
    ),
    (
        "followUpCopy",
        r#"mutation { r: followUpCopy(input: { followUpId: "7", ticketId: "8", validateOnly: true }) { userErrors { code } } }"#,
        "xx-----yy",
    ),
    // Checklists of ticket 29, which is in queue 1.
    (
        "checklistCreate",
        r#"mutation { r: checklistCreate(input: { ticketId: "7", name: "n", validateOnly: true }) { userErrors { code } } }"#,
        "xx-----yy",
    ),
    (
        "checklistUpdate",
        r#"mutation { r: checklistUpdate(input: { id: "1", name: "n", validateOnly: true }) { userErrors { code } } }"#,
        "xx-----yy",
    ),
    (
        "checklistDelete",
        r#"mutation { r: checklistDelete(input: { id: "1", validateOnly: true }) { userErrors { code } } }"#,
        "xx-----yy",
    ),
    (
        "checklistTaskAdd",
        r#"mutation { r: checklistTaskAdd(input: { checklistId: "1", description: "d", validateOnly: true }) { userErrors { code } } }"#,
        "xx-----yy",
    ),
    (
        "checklistTaskUpdate",
        r#"mutation { r: checklistTaskUpdate(input: { id: "1", description: "d", validateOnly: true }) { userErrors { code } } }"#,
        "xx-----yy",
    ),
    (
        "checklistTaskRemove",
        r#"mutation { r: checklistTaskRemove(input: { id: "1", validateOnly: true }) { userErrors { code } } }"#,
        "xx-----yy",
    ),
    (
        "checklistTaskComplete",
        r#"mutation { r: checklistTaskComplete(input: { id: "2", validateOnly: true }) { userErrors { code } } }"#,
        "xx-----yy",
    ),
    (
        "checklistTaskReopen",
        r#"mutation { r: checklistTaskReopen(input: { id: "1", validateOnly: true }) { userErrors { code } } }"#,
        "xx-----yy",
    ),
    (
        "checklistTaskReorder",
        r#"mutation { r: checklistTaskReorder(input: { checklistId: "1", taskIds: ["2", "1"], validateOnly: true }) { userErrors { code } } }"#,
        "xx-----yy",
    ),
    // Settings and searches of an agent, who owns saved search 1 and shares it.
    (
        "savedSearchTickets",
        r#"{ r: savedSearchTickets(id: "1") { totalCount } }"#,
        "xxxxxxyyy",
    ),
    (
        "savedSearchCreate",
        r#"mutation { r: savedSearchCreate(input: { title: "t", validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxyyy",
    ),
    (
        "savedSearchUpdate",
        r#"mutation { r: savedSearchUpdate(input: { id: "1", title: "t", validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxyyx",
    ),
    (
        "savedSearchDelete",
        r#"mutation { r: savedSearchDelete(input: { id: "1", validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxyyx",
    ),
    (
        "viewerSettingsUpdate",
        r#"mutation { r: viewerSettingsUpdate(input: { ticketsPerPage: 50, validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxyyy",
    ),
    // Events. A subscriber without access to a ticket receives nothing.
    (
        "ticketEvents",
        "subscription { r: ticketEvents { cursor } }",
        "xyyyyyyyy",
    ),
    (
        "ticketUpdated",
        r#"subscription { r: ticketUpdated(id: "7") { cursor } }"#,
        "xyyxyyxyy",
    ),
    (
        "queueEvents",
        r#"subscription { r: queueEvents(id: "1") { cursor } }"#,
        "xxxxxxxyy",
    ),
];
