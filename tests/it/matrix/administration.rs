//! The rows of the access matrix about administration.

use super::Row;

/// One row per root field. Columns as in `fields`.
pub const ROWS: &[Row] = &[
    // Administration, by Django's permissions.
    ("groups", "{ r: groups { totalCount } }", "xxxxxxxxy"),
    ("outbox", "{ r: outbox { totalCount } }", "xxxxxxxxy"),
    (
        "emailTemplatePreview",
        r#"{ r: emailTemplatePreview(input: { id: "1", ticketId: "7" }) { subject } }"#,
        "xxxxxxxxy",
    ),
    // The service lists the settings with which it started; the tests start none.
    ("settings", "{ r: settings { name } }", "xxxxxxxx-"),
    (
        "groupMembers",
        r#"{ r: groupMembers(groupId: "1") { totalCount } }"#,
        "xxxxxxxxy",
    ),
    (
        "queueUsers",
        r#"{ r: queueUsers(queueId: "1") { totalCount } }"#,
        "xxxxxxxxy",
    ),
    (
        "userUpdate",
        r#"mutation { r: userUpdate(input: { id: "3", firstName: "n", validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxxxy",
    ),
    (
        "userDeactivate",
        r#"mutation { r: userDeactivate(input: { id: "3", validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxxxy",
    ),
    (
        "userDelete",
        r#"mutation { r: userDelete(input: { id: "903", validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxxxy",
    ),
    (
        "userDeletionPreview",
        r#"{ r: userDeletionPreview(id: "903") { canDelete } }"#,
        "xxxxxxxxy",
    ),
    (
        "userReactivate",
        r#"mutation { r: userReactivate(input: { id: "4", validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxxxy",
    ),
    (
        "userSetPassword",
        r#"mutation { r: userSetPassword(input: { id: "3", password: "correct horse battery", validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxxxy",
    ),
    (
        "customFieldCreate",
        r#"mutation { r: customFieldCreate(input: { name: "n", label: "n", dataType: TEXT, validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxxxy",
    ),
    (
        "customFieldUpdate",
        r#"mutation { r: customFieldUpdate(input: { id: "1", label: "n", validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxxxy",
    ),
    (
        "customFieldDelete",
        r#"mutation { r: customFieldDelete(input: { id: "1", validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxxxy",
    ),
    (
        "customFieldsReorder",
        r#"mutation { r: customFieldsReorder(input: { ids: ["1"], validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxxxy",
    ),
    (
        "groupCreate",
        r#"mutation { r: groupCreate(input: { name: "n", validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxxxy",
    ),
    (
        "groupUpdate",
        r#"mutation { r: groupUpdate(input: { id: "901", name: "n", validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxxxy",
    ),
    (
        "groupDelete",
        r#"mutation { r: groupDelete(input: { id: "901", validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxxxy",
    ),
    (
        "groupMemberAdd",
        r#"mutation { r: groupMemberAdd(input: { groupId: "901", userId: "3", validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxxxy",
    ),
    (
        "groupMemberRemove",
        r#"mutation { r: groupMemberRemove(input: { groupId: "901", userId: "12", validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxxxy",
    ),
    (
        "queueAccessGrant",
        r#"mutation { r: queueAccessGrant(input: { queueId: "1", userId: "2", validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxxxy",
    ),
    (
        "queueAccessRevoke",
        r#"mutation { r: queueAccessRevoke(input: { queueId: "1", userId: "2", validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxxxy",
    ),
    (
        "outboxRetry",
        r#"mutation { r: outboxRetry(input: { all: true, validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxxxy",
    ),
    (
        "outboxDrop",
        r#"mutation { r: outboxDrop(input: { databaseIds: ["1"], validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxxxy",
    ),
    (
        "queueCreate",
        r#"mutation { r: queueCreate(input: { title: "n", validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxxxy",
    ),
    (
        "queueUpdate",
        r#"mutation { r: queueUpdate(input: { id: "1", title: "n", validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxxxy",
    ),
    // Queue 4 has tickets.
    (
        "queueDelete",
        r#"mutation { r: queueDelete(input: { id: "4", validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxxx-",
    ),
    // Records, by Django's permissions.
    (
        "presetReplyCreate",
        r#"mutation { r: presetReplyCreate(input: { name: "n", body: "b", validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxxxy",
    ),
    (
        "presetReplyUpdate",
        r#"mutation { r: presetReplyUpdate(input: { id: "1", name: "n", validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxxxy",
    ),
    (
        "presetReplyDelete",
        r#"mutation { r: presetReplyDelete(input: { id: "1", validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxxxy",
    ),
    (
        "emailTemplateCreate",
        r#"mutation { r: emailTemplateCreate(input: { templateName: "n", subject: "s", heading: "h", plainText: "t", html: "h", validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxxxy",
    ),
    (
        "emailTemplateUpdate",
        r#"mutation { r: emailTemplateUpdate(input: { id: "1", subject: "n", validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxxxy",
    ),
    (
        "emailTemplateDelete",
        r#"mutation { r: emailTemplateDelete(input: { id: "1", validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxxxy",
    ),
    (
        "checklistTemplateCreate",
        r#"mutation { r: checklistTemplateCreate(input: { name: "n", tasks: ["t"], validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxxxy",
    ),
    (
        "checklistTemplateUpdate",
        r#"mutation { r: checklistTemplateUpdate(input: { id: "1", name: "n", validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxxxy",
    ),
    (
        "checklistTemplateDelete",
        r#"mutation { r: checklistTemplateDelete(input: { id: "1", validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxxxy",
    ),
    (
        "escalationExclusionCreate",
        r#"mutation { r: escalationExclusionCreate(input: { name: "n", date: "2030-01-01", validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxxxy",
    ),
    (
        "escalationExclusionUpdate",
        r#"mutation { r: escalationExclusionUpdate(input: { id: "1", name: "n", validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxxxy",
    ),
    (
        "escalationExclusionDelete",
        r#"mutation { r: escalationExclusionDelete(input: { id: "1", validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxxxy",
    ),
    (
        "ignoredSenderCreate",
        r#"mutation { r: ignoredSenderCreate(input: { name: "n", emailAddress: "a@example.com", validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxxxy",
    ),
    (
        "ignoredSenderUpdate",
        r#"mutation { r: ignoredSenderUpdate(input: { id: "1", name: "n", validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxxxy",
    ),
    (
        "ignoredSenderDelete",
        r#"mutation { r: ignoredSenderDelete(input: { id: "1", validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxxxy",
    ),
    (
        "kbCategoryCreate",
        r#"mutation { r: kbCategoryCreate(input: { title: "n", validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxxxy",
    ),
    (
        "kbCategoryUpdate",
        r#"mutation { r: kbCategoryUpdate(input: { id: "1", title: "n", validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxxxy",
    ),
    // Category 1 has items.
    (
        "kbCategoryDelete",
        r#"mutation { r: kbCategoryDelete(input: { id: "1", validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxxx-",
    ),
    (
        "kbItemCreate",
        r#"mutation { r: kbItemCreate(input: { categoryId: "1", title: "t", question: "q", answer: "a", validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxxxy",
    ),
    (
        "kbItemUpdate",
        r#"mutation { r: kbItemUpdate(input: { id: "1", title: "n", validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxxxy",
    ),
    (
        "kbItemDelete",
        r#"mutation { r: kbItemDelete(input: { id: "2", validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxxxy",
    ),
    (
        "kbItemReorder",
        r#"mutation { r: kbItemReorder(input: { categoryId: "1", itemIds: ["2", "1"], validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxxxy",
    ),
    (
        "kbItemAttachmentAdd",
        r#"mutation($file: Upload!) { r: kbItemAttachmentAdd(input: { kbItemId: "1", file: $file, validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxxxy",
    ),
    (
        "kbItemAttachmentRemove",
        r#"mutation { r: kbItemAttachmentRemove(input: { id: "901", validateOnly: true }) { userErrors { code } } }"#,
        "xxxxxxxxy",
    ),
];
