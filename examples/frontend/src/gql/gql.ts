/* eslint-disable */
import * as types from './graphql';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  query AdminQueues {\n    queues(first: 100, orderBy: { field: TITLE }) {\n      nodes {\n        id\n        databaseId\n        title\n        slug\n        emailAddress\n        locale\n        allowPublicSubmission\n        allowEmailSubmission\n        escalateDays\n        newTicketCc\n        updatedTicketCc\n        enableNotificationsOnEmailEvents\n        defaultOwner {\n          id\n          fullName\n        }\n        mailbox {\n          kind\n          host\n          port\n          ssl\n          user\n          folder\n          hasPassword\n        }\n      }\n    }\n  }\n": typeof types.AdminQueuesDocument,
    "\n  mutation QueueCreate($input: QueueCreateInput!) {\n    queueCreate(input: $input) {\n      queue {\n        id\n        databaseId\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": typeof types.QueueCreateDocument,
    "\n  mutation QueueUpdate($input: QueueUpdateInput!) {\n    queueUpdate(input: $input) {\n      queue {\n        id\n        databaseId\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": typeof types.QueueUpdateDocument,
    "\n  mutation QueueDelete($input: QueueDeleteInput!) {\n    queueDelete(input: $input) {\n      deletedId\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": typeof types.QueueDeleteDocument,
    "\n  query AdminFields {\n    customFields {\n      id\n      databaseId\n      name\n      label\n      dataType\n      helpText\n      choices\n      required\n      staffOnly\n      maxLength\n      decimalPlaces\n      ordering\n    }\n  }\n": typeof types.AdminFieldsDocument,
    "\n  mutation CustomFieldCreate($input: CustomFieldCreateInput!) {\n    customFieldCreate(input: $input) {\n      customField {\n        id\n        databaseId\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": typeof types.CustomFieldCreateDocument,
    "\n  mutation CustomFieldUpdate($input: CustomFieldUpdateInput!) {\n    customFieldUpdate(input: $input) {\n      customField {\n        id\n        databaseId\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": typeof types.CustomFieldUpdateDocument,
    "\n  mutation CustomFieldDelete($input: CustomFieldDeleteInput!) {\n    customFieldDelete(input: $input) {\n      deletedId\n      valueCount\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": typeof types.CustomFieldDeleteDocument,
    "\n  query AdminTemplates {\n    emailTemplates(first: 100, orderBy: { field: TEMPLATE_NAME }) {\n      nodes {\n        id\n        databaseId\n        templateName\n        locale\n        subject\n        heading\n        plainText\n        html\n      }\n    }\n  }\n": typeof types.AdminTemplatesDocument,
    "\n  mutation EmailTemplateUpdate($input: EmailTemplateUpdateInput!) {\n    emailTemplateUpdate(input: $input) {\n      emailTemplate {\n        id\n        databaseId\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": typeof types.EmailTemplateUpdateDocument,
    "\n  query ChecklistTemplates {\n    checklistTemplates(first: 100) {\n      nodes {\n        id\n        name\n      }\n    }\n  }\n": typeof types.ChecklistTemplatesDocument,
    "\n  mutation ChecklistCreate($input: ChecklistCreateInput!) {\n    checklistCreate(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": typeof types.ChecklistCreateDocument,
    "\n  mutation ChecklistDelete($input: ChecklistDeleteInput!) {\n    checklistDelete(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": typeof types.ChecklistDeleteDocument,
    "\n  mutation ChecklistTaskAdd($input: ChecklistTaskAddInput!) {\n    checklistTaskAdd(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": typeof types.ChecklistTaskAddDocument,
    "\n  mutation ChecklistTaskComplete($input: ChecklistTaskInput!) {\n    checklistTaskComplete(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": typeof types.ChecklistTaskCompleteDocument,
    "\n  mutation ChecklistTaskReopen($input: ChecklistTaskInput!) {\n    checklistTaskReopen(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": typeof types.ChecklistTaskReopenDocument,
    "\n  mutation ChecklistTaskRemove($input: ChecklistTaskInput!) {\n    checklistTaskRemove(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": typeof types.ChecklistTaskRemoveDocument,
    "\n  query People($filter: UserFilter, $after: String) {\n    users(first: 50, after: $after, filter: $filter, orderBy: { field: USERNAME }) {\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      nodes {\n        id\n        databaseId\n        username\n        fullName\n        email\n        isActive\n        isStaff\n        isSuperuser\n      }\n    }\n  }\n": typeof types.PeopleDocument,
    "\n  query Person($number: Int!) {\n    users(first: 1, filter: { databaseId: { eq: $number } }) {\n      nodes {\n        id\n        databaseId\n        username\n        firstName\n        lastName\n        fullName\n        email\n        isActive\n        isStaff\n        isSuperuser\n        lastLoginAt\n        grantedQueues {\n          id\n        }\n      }\n    }\n    queues(first: 100) {\n      nodes {\n        id\n        title\n      }\n    }\n  }\n": typeof types.PersonDocument,
    "\n  mutation UserCreate($input: UserCreateInput!) {\n    userCreate(input: $input) {\n      user {\n        id\n        databaseId\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": typeof types.UserCreateDocument,
    "\n  mutation UserUpdate($input: UserUpdateInput!) {\n    userUpdate(input: $input) {\n      user {\n        id\n        databaseId\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": typeof types.UserUpdateDocument,
    "\n  mutation UserDeactivate($input: UserActivationInput!) {\n    userDeactivate(input: $input) {\n      user {\n        id\n        isActive\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": typeof types.UserDeactivateDocument,
    "\n  mutation UserReactivate($input: UserActivationInput!) {\n    userReactivate(input: $input) {\n      user {\n        id\n        isActive\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": typeof types.UserReactivateDocument,
    "\n  mutation UserSetPassword($input: UserSetPasswordInput!) {\n    userSetPassword(input: $input) {\n      user {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": typeof types.UserSetPasswordDocument,
    "\n  mutation QueueAccessGrant($input: QueueAccessInput!) {\n    queueAccessGrant(input: $input) {\n      user {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": typeof types.QueueAccessGrantDocument,
    "\n  mutation QueueAccessRevoke($input: QueueAccessInput!) {\n    queueAccessRevoke(input: $input) {\n      user {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": typeof types.QueueAccessRevokeDocument,
    "\n  fragment Errors on UserError {\n    field\n    code\n    message\n  }\n": typeof types.ErrorsFragmentDoc,
    "\n  query Viewer {\n    viewer {\n      isAgent\n      permissions\n      user {\n        id\n        databaseId\n        username\n        fullName\n        isSuperuser\n      }\n    }\n  }\n": typeof types.ViewerDocument,
    "\n  mutation SessionCreate($input: SessionCreateInput!) {\n    sessionCreate(input: $input) {\n      csrfToken\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": typeof types.SessionCreateDocument,
    "\n  mutation SessionDelete {\n    sessionDelete(input: {}) {\n      deleted\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": typeof types.SessionDeleteDocument,
    "\n  mutation PasswordChange($input: ViewerPasswordChangeInput!) {\n    viewerPasswordChange(input: $input) {\n      csrfToken\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": typeof types.PasswordChangeDocument,
    "\n  mutation PasswordResetRequest($input: PasswordResetRequestInput!) {\n    passwordResetRequest(input: $input) {\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": typeof types.PasswordResetRequestDocument,
    "\n  mutation PasswordReset($input: PasswordResetInput!) {\n    passwordReset(input: $input) {\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": typeof types.PasswordResetDocument,
    "\n  subscription TicketEvents($after: String) {\n    ticketEvents(after: $after) {\n      cursor\n      kind\n      ticketDatabaseId\n      actor {\n        id\n        fullName\n      }\n      ticket {\n        databaseId\n        reference\n        title\n        assignedTo {\n          id\n        }\n      }\n      followUp {\n        public\n      }\n    }\n  }\n": typeof types.TicketEventsDocument,
    "\n  query Choices($agent: Boolean!) {\n    attachmentRules {\n      enabled\n      extensions\n      maxSize\n    }\n    ticketStatuses {\n      code\n      label\n      isOpen\n      next\n    }\n    ticketPriorities {\n      code\n      label\n    }\n    queues(first: 100) {\n      nodes {\n        id\n        databaseId\n        title\n      }\n    }\n    users(first: 100, filter: { isStaff: { eq: true }, isActive: { eq: true } }) @include(if: $agent) {\n      nodes {\n        id\n        databaseId\n        fullName\n      }\n    }\n  }\n": typeof types.ChoicesDocument,
    "\n  fragment TicketFields on Ticket {\n    id\n    databaseId\n    reference\n    title\n    status\n    statusCode\n    statusLabel\n    priorityCode\n    priorityLabel\n    onHold\n    createdAt\n    updatedAt\n    dueAt\n    submitterEmail\n    queue {\n      id\n      title\n    }\n    assignedTo {\n      id\n      fullName\n    }\n  }\n": typeof types.TicketFieldsFragmentDoc,
    "\n  query Tickets(\n    $filter: TicketFilter\n    $orderBy: [TicketOrder!]\n    $first: Int\n    $after: String\n    $last: Int\n    $before: String\n  ) {\n    tickets(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {\n      totalCount\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n      nodes {\n        ...TicketFields\n      }\n    }\n  }\n": typeof types.TicketsDocument,
    "\n  query Ticket($id: ID!, $agent: Boolean!) {\n    ticket(id: $id) {\n      ...TicketFields\n      description\n      viewerCanUpdate\n      viewerCanReply\n      viewerIsFollowing\n      toPublic: notificationRecipients(public: true) @include(if: $agent) {\n        ...Recipient\n      }\n      toInternal: notificationRecipients(public: false) @include(if: $agent) {\n        ...Recipient\n      }\n      ccs @include(if: $agent) {\n        id\n        email\n        user {\n          id\n          fullName\n        }\n      }\n      checklists @include(if: $agent) {\n        id\n        name\n        tasks {\n          id\n          description\n          completedAt\n        }\n      }\n      customFieldValues {\n        field {\n          id\n          label\n          dataType\n        }\n        text\n        dateTime\n      }\n      dependencies {\n        id\n        dependsOn {\n          ...LinkedTicket\n        }\n      }\n      dependents @include(if: $agent) {\n        id\n        ticket {\n          ...LinkedTicket\n        }\n      }\n      mergedTo {\n        ...LinkedTicket\n      }\n      followUps {\n        nodes {\n          id\n          createdAt\n          title\n          comment\n          public\n          timeSpent\n          direction\n          user {\n            fullName\n          }\n          receivedMail {\n            from\n            hasHtml\n            leftOutFiles\n            original {\n              url\n              filename\n            }\n          }\n          changes {\n            id\n            field\n            oldValue\n            newValue\n          }\n          attachments {\n            id\n            filename\n            mimeType\n            size\n            url\n          }\n        }\n      }\n    }\n  }\n": typeof types.TicketDocument,
    "\n  fragment LinkedTicket on Ticket {\n    id\n    databaseId\n    reference\n    title\n    statusLabel\n  }\n": typeof types.LinkedTicketFragmentDoc,
    "\n  fragment Recipient on NotificationRecipient {\n    role\n    email\n  }\n": typeof types.RecipientFragmentDoc,
    "\n  query NewTicket {\n    queues(scope: CREATE, first: 100) {\n      nodes {\n        id\n        title\n      }\n    }\n    customFields {\n      id\n      name\n      label\n      helpText\n      dataType\n      choices\n      required\n      maxLength\n      decimalPlaces\n    }\n  }\n": typeof types.NewTicketDocument,
    "\n  mutation TicketCreate($input: TicketCreateInput!) {\n    ticketCreate(input: $input) {\n      ticket {\n        id\n        databaseId\n        reference\n        submitterEmail\n        secretKey\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": typeof types.TicketCreateDocument,
    "\n  mutation TicketUpdate($input: TicketUpdateInput!) {\n    ticketUpdate(input: $input) {\n      ticket {\n        id\n        updatedAt\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": typeof types.TicketUpdateDocument,
    "\n  mutation FollowUpAdd($input: FollowUpAddInput!) {\n    followUpAdd(input: $input) {\n      followUp {\n        id\n      }\n      ticket {\n        id\n        updatedAt\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": typeof types.FollowUpAddDocument,
    "\n  query HtmlPreview($id: ID!) {\n    node(id: $id) {\n      ... on Attachment {\n        id\n        htmlPreview {\n          html\n          blockedImageCount\n        }\n      }\n    }\n  }\n": typeof types.HtmlPreviewDocument,
    "\n  mutation TicketsUpdate($input: TicketsUpdateInput!) {\n    ticketsUpdate(input: $input) {\n      results {\n        ticketDatabaseId\n        outcome\n        userErrors {\n          ...Errors\n        }\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": typeof types.TicketsUpdateDocument,
    "\n  mutation TicketsDelete($input: TicketsDeleteInput!) {\n    ticketsDelete(input: $input) {\n      results {\n        ticketDatabaseId\n        outcome\n        userErrors {\n          ...Errors\n        }\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": typeof types.TicketsDeleteDocument,
    "\n  query Merge($ids: [Int!]!) {\n    tickets(first: 20, filter: { databaseId: { in: $ids } }, orderBy: { field: CREATED_AT }) {\n      nodes {\n        ...TicketFields\n        description\n        followUps {\n          totalCount\n        }\n      }\n    }\n  }\n": typeof types.MergeDocument,
    "\n  mutation TicketMerge($input: TicketMergeInput!) {\n    ticketMerge(input: $input) {\n      ticket {\n        id\n        databaseId\n      }\n      effects {\n        followUpCount\n        attachmentCount\n        newFollowers\n        recipients\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": typeof types.TicketMergeDocument,
    "\n  mutation TicketDelete($input: TicketDeleteInput!) {\n    ticketDelete(input: $input) {\n      deletedId\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": typeof types.TicketDeleteDocument,
    "\n  mutation Follow($input: TicketFollowInput!) {\n    ticketFollow(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": typeof types.FollowDocument,
    "\n  mutation Unfollow($input: TicketUnfollowInput!) {\n    ticketUnfollow(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": typeof types.UnfollowDocument,
    "\n  mutation CcAdd($input: TicketCcAddInput!) {\n    ticketCcAdd(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": typeof types.CcAddDocument,
    "\n  mutation CcRemove($input: TicketCcRemoveInput!) {\n    ticketCcRemove(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": typeof types.CcRemoveDocument,
    "\n  mutation DependencyAdd($input: TicketDependencyAddInput!) {\n    ticketDependencyAdd(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": typeof types.DependencyAddDocument,
    "\n  mutation DependencyRemove($input: TicketDependencyRemoveInput!) {\n    ticketDependencyRemove(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": typeof types.DependencyRemoveDocument,
    "\n  query FindTicket($id: ID!) {\n    ticket(id: $id) {\n      id\n      databaseId\n    }\n  }\n": typeof types.FindTicketDocument,
    "\n  query PresetReplies {\n    presetReplies(first: 100, orderBy: { field: NAME }) {\n      nodes {\n        id\n        name\n        queues {\n          id\n        }\n      }\n    }\n  }\n": typeof types.PresetRepliesDocument,
    "\n  query PresetReply($id: ID!, $ticketId: ID!) {\n    node(id: $id) {\n      ... on PresetReply {\n        id\n        rendered(ticketId: $ticketId)\n      }\n    }\n  }\n": typeof types.PresetReplyDocument,
    "\n  mutation ResolutionAccept($input: TicketResolutionAcceptInput!) {\n    ticketResolutionAccept(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": typeof types.ResolutionAcceptDocument,
};
const documents: Documents = {
    "\n  query AdminQueues {\n    queues(first: 100, orderBy: { field: TITLE }) {\n      nodes {\n        id\n        databaseId\n        title\n        slug\n        emailAddress\n        locale\n        allowPublicSubmission\n        allowEmailSubmission\n        escalateDays\n        newTicketCc\n        updatedTicketCc\n        enableNotificationsOnEmailEvents\n        defaultOwner {\n          id\n          fullName\n        }\n        mailbox {\n          kind\n          host\n          port\n          ssl\n          user\n          folder\n          hasPassword\n        }\n      }\n    }\n  }\n": types.AdminQueuesDocument,
    "\n  mutation QueueCreate($input: QueueCreateInput!) {\n    queueCreate(input: $input) {\n      queue {\n        id\n        databaseId\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": types.QueueCreateDocument,
    "\n  mutation QueueUpdate($input: QueueUpdateInput!) {\n    queueUpdate(input: $input) {\n      queue {\n        id\n        databaseId\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": types.QueueUpdateDocument,
    "\n  mutation QueueDelete($input: QueueDeleteInput!) {\n    queueDelete(input: $input) {\n      deletedId\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": types.QueueDeleteDocument,
    "\n  query AdminFields {\n    customFields {\n      id\n      databaseId\n      name\n      label\n      dataType\n      helpText\n      choices\n      required\n      staffOnly\n      maxLength\n      decimalPlaces\n      ordering\n    }\n  }\n": types.AdminFieldsDocument,
    "\n  mutation CustomFieldCreate($input: CustomFieldCreateInput!) {\n    customFieldCreate(input: $input) {\n      customField {\n        id\n        databaseId\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": types.CustomFieldCreateDocument,
    "\n  mutation CustomFieldUpdate($input: CustomFieldUpdateInput!) {\n    customFieldUpdate(input: $input) {\n      customField {\n        id\n        databaseId\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": types.CustomFieldUpdateDocument,
    "\n  mutation CustomFieldDelete($input: CustomFieldDeleteInput!) {\n    customFieldDelete(input: $input) {\n      deletedId\n      valueCount\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": types.CustomFieldDeleteDocument,
    "\n  query AdminTemplates {\n    emailTemplates(first: 100, orderBy: { field: TEMPLATE_NAME }) {\n      nodes {\n        id\n        databaseId\n        templateName\n        locale\n        subject\n        heading\n        plainText\n        html\n      }\n    }\n  }\n": types.AdminTemplatesDocument,
    "\n  mutation EmailTemplateUpdate($input: EmailTemplateUpdateInput!) {\n    emailTemplateUpdate(input: $input) {\n      emailTemplate {\n        id\n        databaseId\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": types.EmailTemplateUpdateDocument,
    "\n  query ChecklistTemplates {\n    checklistTemplates(first: 100) {\n      nodes {\n        id\n        name\n      }\n    }\n  }\n": types.ChecklistTemplatesDocument,
    "\n  mutation ChecklistCreate($input: ChecklistCreateInput!) {\n    checklistCreate(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": types.ChecklistCreateDocument,
    "\n  mutation ChecklistDelete($input: ChecklistDeleteInput!) {\n    checklistDelete(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": types.ChecklistDeleteDocument,
    "\n  mutation ChecklistTaskAdd($input: ChecklistTaskAddInput!) {\n    checklistTaskAdd(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": types.ChecklistTaskAddDocument,
    "\n  mutation ChecklistTaskComplete($input: ChecklistTaskInput!) {\n    checklistTaskComplete(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": types.ChecklistTaskCompleteDocument,
    "\n  mutation ChecklistTaskReopen($input: ChecklistTaskInput!) {\n    checklistTaskReopen(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": types.ChecklistTaskReopenDocument,
    "\n  mutation ChecklistTaskRemove($input: ChecklistTaskInput!) {\n    checklistTaskRemove(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": types.ChecklistTaskRemoveDocument,
    "\n  query People($filter: UserFilter, $after: String) {\n    users(first: 50, after: $after, filter: $filter, orderBy: { field: USERNAME }) {\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      nodes {\n        id\n        databaseId\n        username\n        fullName\n        email\n        isActive\n        isStaff\n        isSuperuser\n      }\n    }\n  }\n": types.PeopleDocument,
    "\n  query Person($number: Int!) {\n    users(first: 1, filter: { databaseId: { eq: $number } }) {\n      nodes {\n        id\n        databaseId\n        username\n        firstName\n        lastName\n        fullName\n        email\n        isActive\n        isStaff\n        isSuperuser\n        lastLoginAt\n        grantedQueues {\n          id\n        }\n      }\n    }\n    queues(first: 100) {\n      nodes {\n        id\n        title\n      }\n    }\n  }\n": types.PersonDocument,
    "\n  mutation UserCreate($input: UserCreateInput!) {\n    userCreate(input: $input) {\n      user {\n        id\n        databaseId\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": types.UserCreateDocument,
    "\n  mutation UserUpdate($input: UserUpdateInput!) {\n    userUpdate(input: $input) {\n      user {\n        id\n        databaseId\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": types.UserUpdateDocument,
    "\n  mutation UserDeactivate($input: UserActivationInput!) {\n    userDeactivate(input: $input) {\n      user {\n        id\n        isActive\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": types.UserDeactivateDocument,
    "\n  mutation UserReactivate($input: UserActivationInput!) {\n    userReactivate(input: $input) {\n      user {\n        id\n        isActive\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": types.UserReactivateDocument,
    "\n  mutation UserSetPassword($input: UserSetPasswordInput!) {\n    userSetPassword(input: $input) {\n      user {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": types.UserSetPasswordDocument,
    "\n  mutation QueueAccessGrant($input: QueueAccessInput!) {\n    queueAccessGrant(input: $input) {\n      user {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": types.QueueAccessGrantDocument,
    "\n  mutation QueueAccessRevoke($input: QueueAccessInput!) {\n    queueAccessRevoke(input: $input) {\n      user {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": types.QueueAccessRevokeDocument,
    "\n  fragment Errors on UserError {\n    field\n    code\n    message\n  }\n": types.ErrorsFragmentDoc,
    "\n  query Viewer {\n    viewer {\n      isAgent\n      permissions\n      user {\n        id\n        databaseId\n        username\n        fullName\n        isSuperuser\n      }\n    }\n  }\n": types.ViewerDocument,
    "\n  mutation SessionCreate($input: SessionCreateInput!) {\n    sessionCreate(input: $input) {\n      csrfToken\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": types.SessionCreateDocument,
    "\n  mutation SessionDelete {\n    sessionDelete(input: {}) {\n      deleted\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": types.SessionDeleteDocument,
    "\n  mutation PasswordChange($input: ViewerPasswordChangeInput!) {\n    viewerPasswordChange(input: $input) {\n      csrfToken\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": types.PasswordChangeDocument,
    "\n  mutation PasswordResetRequest($input: PasswordResetRequestInput!) {\n    passwordResetRequest(input: $input) {\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": types.PasswordResetRequestDocument,
    "\n  mutation PasswordReset($input: PasswordResetInput!) {\n    passwordReset(input: $input) {\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": types.PasswordResetDocument,
    "\n  subscription TicketEvents($after: String) {\n    ticketEvents(after: $after) {\n      cursor\n      kind\n      ticketDatabaseId\n      actor {\n        id\n        fullName\n      }\n      ticket {\n        databaseId\n        reference\n        title\n        assignedTo {\n          id\n        }\n      }\n      followUp {\n        public\n      }\n    }\n  }\n": types.TicketEventsDocument,
    "\n  query Choices($agent: Boolean!) {\n    attachmentRules {\n      enabled\n      extensions\n      maxSize\n    }\n    ticketStatuses {\n      code\n      label\n      isOpen\n      next\n    }\n    ticketPriorities {\n      code\n      label\n    }\n    queues(first: 100) {\n      nodes {\n        id\n        databaseId\n        title\n      }\n    }\n    users(first: 100, filter: { isStaff: { eq: true }, isActive: { eq: true } }) @include(if: $agent) {\n      nodes {\n        id\n        databaseId\n        fullName\n      }\n    }\n  }\n": types.ChoicesDocument,
    "\n  fragment TicketFields on Ticket {\n    id\n    databaseId\n    reference\n    title\n    status\n    statusCode\n    statusLabel\n    priorityCode\n    priorityLabel\n    onHold\n    createdAt\n    updatedAt\n    dueAt\n    submitterEmail\n    queue {\n      id\n      title\n    }\n    assignedTo {\n      id\n      fullName\n    }\n  }\n": types.TicketFieldsFragmentDoc,
    "\n  query Tickets(\n    $filter: TicketFilter\n    $orderBy: [TicketOrder!]\n    $first: Int\n    $after: String\n    $last: Int\n    $before: String\n  ) {\n    tickets(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {\n      totalCount\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n      nodes {\n        ...TicketFields\n      }\n    }\n  }\n": types.TicketsDocument,
    "\n  query Ticket($id: ID!, $agent: Boolean!) {\n    ticket(id: $id) {\n      ...TicketFields\n      description\n      viewerCanUpdate\n      viewerCanReply\n      viewerIsFollowing\n      toPublic: notificationRecipients(public: true) @include(if: $agent) {\n        ...Recipient\n      }\n      toInternal: notificationRecipients(public: false) @include(if: $agent) {\n        ...Recipient\n      }\n      ccs @include(if: $agent) {\n        id\n        email\n        user {\n          id\n          fullName\n        }\n      }\n      checklists @include(if: $agent) {\n        id\n        name\n        tasks {\n          id\n          description\n          completedAt\n        }\n      }\n      customFieldValues {\n        field {\n          id\n          label\n          dataType\n        }\n        text\n        dateTime\n      }\n      dependencies {\n        id\n        dependsOn {\n          ...LinkedTicket\n        }\n      }\n      dependents @include(if: $agent) {\n        id\n        ticket {\n          ...LinkedTicket\n        }\n      }\n      mergedTo {\n        ...LinkedTicket\n      }\n      followUps {\n        nodes {\n          id\n          createdAt\n          title\n          comment\n          public\n          timeSpent\n          direction\n          user {\n            fullName\n          }\n          receivedMail {\n            from\n            hasHtml\n            leftOutFiles\n            original {\n              url\n              filename\n            }\n          }\n          changes {\n            id\n            field\n            oldValue\n            newValue\n          }\n          attachments {\n            id\n            filename\n            mimeType\n            size\n            url\n          }\n        }\n      }\n    }\n  }\n": types.TicketDocument,
    "\n  fragment LinkedTicket on Ticket {\n    id\n    databaseId\n    reference\n    title\n    statusLabel\n  }\n": types.LinkedTicketFragmentDoc,
    "\n  fragment Recipient on NotificationRecipient {\n    role\n    email\n  }\n": types.RecipientFragmentDoc,
    "\n  query NewTicket {\n    queues(scope: CREATE, first: 100) {\n      nodes {\n        id\n        title\n      }\n    }\n    customFields {\n      id\n      name\n      label\n      helpText\n      dataType\n      choices\n      required\n      maxLength\n      decimalPlaces\n    }\n  }\n": types.NewTicketDocument,
    "\n  mutation TicketCreate($input: TicketCreateInput!) {\n    ticketCreate(input: $input) {\n      ticket {\n        id\n        databaseId\n        reference\n        submitterEmail\n        secretKey\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": types.TicketCreateDocument,
    "\n  mutation TicketUpdate($input: TicketUpdateInput!) {\n    ticketUpdate(input: $input) {\n      ticket {\n        id\n        updatedAt\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": types.TicketUpdateDocument,
    "\n  mutation FollowUpAdd($input: FollowUpAddInput!) {\n    followUpAdd(input: $input) {\n      followUp {\n        id\n      }\n      ticket {\n        id\n        updatedAt\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": types.FollowUpAddDocument,
    "\n  query HtmlPreview($id: ID!) {\n    node(id: $id) {\n      ... on Attachment {\n        id\n        htmlPreview {\n          html\n          blockedImageCount\n        }\n      }\n    }\n  }\n": types.HtmlPreviewDocument,
    "\n  mutation TicketsUpdate($input: TicketsUpdateInput!) {\n    ticketsUpdate(input: $input) {\n      results {\n        ticketDatabaseId\n        outcome\n        userErrors {\n          ...Errors\n        }\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": types.TicketsUpdateDocument,
    "\n  mutation TicketsDelete($input: TicketsDeleteInput!) {\n    ticketsDelete(input: $input) {\n      results {\n        ticketDatabaseId\n        outcome\n        userErrors {\n          ...Errors\n        }\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": types.TicketsDeleteDocument,
    "\n  query Merge($ids: [Int!]!) {\n    tickets(first: 20, filter: { databaseId: { in: $ids } }, orderBy: { field: CREATED_AT }) {\n      nodes {\n        ...TicketFields\n        description\n        followUps {\n          totalCount\n        }\n      }\n    }\n  }\n": types.MergeDocument,
    "\n  mutation TicketMerge($input: TicketMergeInput!) {\n    ticketMerge(input: $input) {\n      ticket {\n        id\n        databaseId\n      }\n      effects {\n        followUpCount\n        attachmentCount\n        newFollowers\n        recipients\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": types.TicketMergeDocument,
    "\n  mutation TicketDelete($input: TicketDeleteInput!) {\n    ticketDelete(input: $input) {\n      deletedId\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": types.TicketDeleteDocument,
    "\n  mutation Follow($input: TicketFollowInput!) {\n    ticketFollow(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": types.FollowDocument,
    "\n  mutation Unfollow($input: TicketUnfollowInput!) {\n    ticketUnfollow(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": types.UnfollowDocument,
    "\n  mutation CcAdd($input: TicketCcAddInput!) {\n    ticketCcAdd(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": types.CcAddDocument,
    "\n  mutation CcRemove($input: TicketCcRemoveInput!) {\n    ticketCcRemove(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": types.CcRemoveDocument,
    "\n  mutation DependencyAdd($input: TicketDependencyAddInput!) {\n    ticketDependencyAdd(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": types.DependencyAddDocument,
    "\n  mutation DependencyRemove($input: TicketDependencyRemoveInput!) {\n    ticketDependencyRemove(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": types.DependencyRemoveDocument,
    "\n  query FindTicket($id: ID!) {\n    ticket(id: $id) {\n      id\n      databaseId\n    }\n  }\n": types.FindTicketDocument,
    "\n  query PresetReplies {\n    presetReplies(first: 100, orderBy: { field: NAME }) {\n      nodes {\n        id\n        name\n        queues {\n          id\n        }\n      }\n    }\n  }\n": types.PresetRepliesDocument,
    "\n  query PresetReply($id: ID!, $ticketId: ID!) {\n    node(id: $id) {\n      ... on PresetReply {\n        id\n        rendered(ticketId: $ticketId)\n      }\n    }\n  }\n": types.PresetReplyDocument,
    "\n  mutation ResolutionAccept($input: TicketResolutionAcceptInput!) {\n    ticketResolutionAccept(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n": types.ResolutionAcceptDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AdminQueues {\n    queues(first: 100, orderBy: { field: TITLE }) {\n      nodes {\n        id\n        databaseId\n        title\n        slug\n        emailAddress\n        locale\n        allowPublicSubmission\n        allowEmailSubmission\n        escalateDays\n        newTicketCc\n        updatedTicketCc\n        enableNotificationsOnEmailEvents\n        defaultOwner {\n          id\n          fullName\n        }\n        mailbox {\n          kind\n          host\n          port\n          ssl\n          user\n          folder\n          hasPassword\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query AdminQueues {\n    queues(first: 100, orderBy: { field: TITLE }) {\n      nodes {\n        id\n        databaseId\n        title\n        slug\n        emailAddress\n        locale\n        allowPublicSubmission\n        allowEmailSubmission\n        escalateDays\n        newTicketCc\n        updatedTicketCc\n        enableNotificationsOnEmailEvents\n        defaultOwner {\n          id\n          fullName\n        }\n        mailbox {\n          kind\n          host\n          port\n          ssl\n          user\n          folder\n          hasPassword\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation QueueCreate($input: QueueCreateInput!) {\n    queueCreate(input: $input) {\n      queue {\n        id\n        databaseId\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation QueueCreate($input: QueueCreateInput!) {\n    queueCreate(input: $input) {\n      queue {\n        id\n        databaseId\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation QueueUpdate($input: QueueUpdateInput!) {\n    queueUpdate(input: $input) {\n      queue {\n        id\n        databaseId\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation QueueUpdate($input: QueueUpdateInput!) {\n    queueUpdate(input: $input) {\n      queue {\n        id\n        databaseId\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation QueueDelete($input: QueueDeleteInput!) {\n    queueDelete(input: $input) {\n      deletedId\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation QueueDelete($input: QueueDeleteInput!) {\n    queueDelete(input: $input) {\n      deletedId\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AdminFields {\n    customFields {\n      id\n      databaseId\n      name\n      label\n      dataType\n      helpText\n      choices\n      required\n      staffOnly\n      maxLength\n      decimalPlaces\n      ordering\n    }\n  }\n"): (typeof documents)["\n  query AdminFields {\n    customFields {\n      id\n      databaseId\n      name\n      label\n      dataType\n      helpText\n      choices\n      required\n      staffOnly\n      maxLength\n      decimalPlaces\n      ordering\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CustomFieldCreate($input: CustomFieldCreateInput!) {\n    customFieldCreate(input: $input) {\n      customField {\n        id\n        databaseId\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation CustomFieldCreate($input: CustomFieldCreateInput!) {\n    customFieldCreate(input: $input) {\n      customField {\n        id\n        databaseId\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CustomFieldUpdate($input: CustomFieldUpdateInput!) {\n    customFieldUpdate(input: $input) {\n      customField {\n        id\n        databaseId\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation CustomFieldUpdate($input: CustomFieldUpdateInput!) {\n    customFieldUpdate(input: $input) {\n      customField {\n        id\n        databaseId\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CustomFieldDelete($input: CustomFieldDeleteInput!) {\n    customFieldDelete(input: $input) {\n      deletedId\n      valueCount\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation CustomFieldDelete($input: CustomFieldDeleteInput!) {\n    customFieldDelete(input: $input) {\n      deletedId\n      valueCount\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AdminTemplates {\n    emailTemplates(first: 100, orderBy: { field: TEMPLATE_NAME }) {\n      nodes {\n        id\n        databaseId\n        templateName\n        locale\n        subject\n        heading\n        plainText\n        html\n      }\n    }\n  }\n"): (typeof documents)["\n  query AdminTemplates {\n    emailTemplates(first: 100, orderBy: { field: TEMPLATE_NAME }) {\n      nodes {\n        id\n        databaseId\n        templateName\n        locale\n        subject\n        heading\n        plainText\n        html\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation EmailTemplateUpdate($input: EmailTemplateUpdateInput!) {\n    emailTemplateUpdate(input: $input) {\n      emailTemplate {\n        id\n        databaseId\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation EmailTemplateUpdate($input: EmailTemplateUpdateInput!) {\n    emailTemplateUpdate(input: $input) {\n      emailTemplate {\n        id\n        databaseId\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ChecklistTemplates {\n    checklistTemplates(first: 100) {\n      nodes {\n        id\n        name\n      }\n    }\n  }\n"): (typeof documents)["\n  query ChecklistTemplates {\n    checklistTemplates(first: 100) {\n      nodes {\n        id\n        name\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ChecklistCreate($input: ChecklistCreateInput!) {\n    checklistCreate(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation ChecklistCreate($input: ChecklistCreateInput!) {\n    checklistCreate(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ChecklistDelete($input: ChecklistDeleteInput!) {\n    checklistDelete(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation ChecklistDelete($input: ChecklistDeleteInput!) {\n    checklistDelete(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ChecklistTaskAdd($input: ChecklistTaskAddInput!) {\n    checklistTaskAdd(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation ChecklistTaskAdd($input: ChecklistTaskAddInput!) {\n    checklistTaskAdd(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ChecklistTaskComplete($input: ChecklistTaskInput!) {\n    checklistTaskComplete(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation ChecklistTaskComplete($input: ChecklistTaskInput!) {\n    checklistTaskComplete(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ChecklistTaskReopen($input: ChecklistTaskInput!) {\n    checklistTaskReopen(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation ChecklistTaskReopen($input: ChecklistTaskInput!) {\n    checklistTaskReopen(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ChecklistTaskRemove($input: ChecklistTaskInput!) {\n    checklistTaskRemove(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation ChecklistTaskRemove($input: ChecklistTaskInput!) {\n    checklistTaskRemove(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query People($filter: UserFilter, $after: String) {\n    users(first: 50, after: $after, filter: $filter, orderBy: { field: USERNAME }) {\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      nodes {\n        id\n        databaseId\n        username\n        fullName\n        email\n        isActive\n        isStaff\n        isSuperuser\n      }\n    }\n  }\n"): (typeof documents)["\n  query People($filter: UserFilter, $after: String) {\n    users(first: 50, after: $after, filter: $filter, orderBy: { field: USERNAME }) {\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      nodes {\n        id\n        databaseId\n        username\n        fullName\n        email\n        isActive\n        isStaff\n        isSuperuser\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Person($number: Int!) {\n    users(first: 1, filter: { databaseId: { eq: $number } }) {\n      nodes {\n        id\n        databaseId\n        username\n        firstName\n        lastName\n        fullName\n        email\n        isActive\n        isStaff\n        isSuperuser\n        lastLoginAt\n        grantedQueues {\n          id\n        }\n      }\n    }\n    queues(first: 100) {\n      nodes {\n        id\n        title\n      }\n    }\n  }\n"): (typeof documents)["\n  query Person($number: Int!) {\n    users(first: 1, filter: { databaseId: { eq: $number } }) {\n      nodes {\n        id\n        databaseId\n        username\n        firstName\n        lastName\n        fullName\n        email\n        isActive\n        isStaff\n        isSuperuser\n        lastLoginAt\n        grantedQueues {\n          id\n        }\n      }\n    }\n    queues(first: 100) {\n      nodes {\n        id\n        title\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UserCreate($input: UserCreateInput!) {\n    userCreate(input: $input) {\n      user {\n        id\n        databaseId\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation UserCreate($input: UserCreateInput!) {\n    userCreate(input: $input) {\n      user {\n        id\n        databaseId\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UserUpdate($input: UserUpdateInput!) {\n    userUpdate(input: $input) {\n      user {\n        id\n        databaseId\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation UserUpdate($input: UserUpdateInput!) {\n    userUpdate(input: $input) {\n      user {\n        id\n        databaseId\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UserDeactivate($input: UserActivationInput!) {\n    userDeactivate(input: $input) {\n      user {\n        id\n        isActive\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation UserDeactivate($input: UserActivationInput!) {\n    userDeactivate(input: $input) {\n      user {\n        id\n        isActive\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UserReactivate($input: UserActivationInput!) {\n    userReactivate(input: $input) {\n      user {\n        id\n        isActive\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation UserReactivate($input: UserActivationInput!) {\n    userReactivate(input: $input) {\n      user {\n        id\n        isActive\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UserSetPassword($input: UserSetPasswordInput!) {\n    userSetPassword(input: $input) {\n      user {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation UserSetPassword($input: UserSetPasswordInput!) {\n    userSetPassword(input: $input) {\n      user {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation QueueAccessGrant($input: QueueAccessInput!) {\n    queueAccessGrant(input: $input) {\n      user {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation QueueAccessGrant($input: QueueAccessInput!) {\n    queueAccessGrant(input: $input) {\n      user {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation QueueAccessRevoke($input: QueueAccessInput!) {\n    queueAccessRevoke(input: $input) {\n      user {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation QueueAccessRevoke($input: QueueAccessInput!) {\n    queueAccessRevoke(input: $input) {\n      user {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Errors on UserError {\n    field\n    code\n    message\n  }\n"): (typeof documents)["\n  fragment Errors on UserError {\n    field\n    code\n    message\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Viewer {\n    viewer {\n      isAgent\n      permissions\n      user {\n        id\n        databaseId\n        username\n        fullName\n        isSuperuser\n      }\n    }\n  }\n"): (typeof documents)["\n  query Viewer {\n    viewer {\n      isAgent\n      permissions\n      user {\n        id\n        databaseId\n        username\n        fullName\n        isSuperuser\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SessionCreate($input: SessionCreateInput!) {\n    sessionCreate(input: $input) {\n      csrfToken\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation SessionCreate($input: SessionCreateInput!) {\n    sessionCreate(input: $input) {\n      csrfToken\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SessionDelete {\n    sessionDelete(input: {}) {\n      deleted\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation SessionDelete {\n    sessionDelete(input: {}) {\n      deleted\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation PasswordChange($input: ViewerPasswordChangeInput!) {\n    viewerPasswordChange(input: $input) {\n      csrfToken\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation PasswordChange($input: ViewerPasswordChangeInput!) {\n    viewerPasswordChange(input: $input) {\n      csrfToken\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation PasswordResetRequest($input: PasswordResetRequestInput!) {\n    passwordResetRequest(input: $input) {\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation PasswordResetRequest($input: PasswordResetRequestInput!) {\n    passwordResetRequest(input: $input) {\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation PasswordReset($input: PasswordResetInput!) {\n    passwordReset(input: $input) {\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation PasswordReset($input: PasswordResetInput!) {\n    passwordReset(input: $input) {\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription TicketEvents($after: String) {\n    ticketEvents(after: $after) {\n      cursor\n      kind\n      ticketDatabaseId\n      actor {\n        id\n        fullName\n      }\n      ticket {\n        databaseId\n        reference\n        title\n        assignedTo {\n          id\n        }\n      }\n      followUp {\n        public\n      }\n    }\n  }\n"): (typeof documents)["\n  subscription TicketEvents($after: String) {\n    ticketEvents(after: $after) {\n      cursor\n      kind\n      ticketDatabaseId\n      actor {\n        id\n        fullName\n      }\n      ticket {\n        databaseId\n        reference\n        title\n        assignedTo {\n          id\n        }\n      }\n      followUp {\n        public\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Choices($agent: Boolean!) {\n    attachmentRules {\n      enabled\n      extensions\n      maxSize\n    }\n    ticketStatuses {\n      code\n      label\n      isOpen\n      next\n    }\n    ticketPriorities {\n      code\n      label\n    }\n    queues(first: 100) {\n      nodes {\n        id\n        databaseId\n        title\n      }\n    }\n    users(first: 100, filter: { isStaff: { eq: true }, isActive: { eq: true } }) @include(if: $agent) {\n      nodes {\n        id\n        databaseId\n        fullName\n      }\n    }\n  }\n"): (typeof documents)["\n  query Choices($agent: Boolean!) {\n    attachmentRules {\n      enabled\n      extensions\n      maxSize\n    }\n    ticketStatuses {\n      code\n      label\n      isOpen\n      next\n    }\n    ticketPriorities {\n      code\n      label\n    }\n    queues(first: 100) {\n      nodes {\n        id\n        databaseId\n        title\n      }\n    }\n    users(first: 100, filter: { isStaff: { eq: true }, isActive: { eq: true } }) @include(if: $agent) {\n      nodes {\n        id\n        databaseId\n        fullName\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment TicketFields on Ticket {\n    id\n    databaseId\n    reference\n    title\n    status\n    statusCode\n    statusLabel\n    priorityCode\n    priorityLabel\n    onHold\n    createdAt\n    updatedAt\n    dueAt\n    submitterEmail\n    queue {\n      id\n      title\n    }\n    assignedTo {\n      id\n      fullName\n    }\n  }\n"): (typeof documents)["\n  fragment TicketFields on Ticket {\n    id\n    databaseId\n    reference\n    title\n    status\n    statusCode\n    statusLabel\n    priorityCode\n    priorityLabel\n    onHold\n    createdAt\n    updatedAt\n    dueAt\n    submitterEmail\n    queue {\n      id\n      title\n    }\n    assignedTo {\n      id\n      fullName\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Tickets(\n    $filter: TicketFilter\n    $orderBy: [TicketOrder!]\n    $first: Int\n    $after: String\n    $last: Int\n    $before: String\n  ) {\n    tickets(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {\n      totalCount\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n      nodes {\n        ...TicketFields\n      }\n    }\n  }\n"): (typeof documents)["\n  query Tickets(\n    $filter: TicketFilter\n    $orderBy: [TicketOrder!]\n    $first: Int\n    $after: String\n    $last: Int\n    $before: String\n  ) {\n    tickets(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {\n      totalCount\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n      nodes {\n        ...TicketFields\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Ticket($id: ID!, $agent: Boolean!) {\n    ticket(id: $id) {\n      ...TicketFields\n      description\n      viewerCanUpdate\n      viewerCanReply\n      viewerIsFollowing\n      toPublic: notificationRecipients(public: true) @include(if: $agent) {\n        ...Recipient\n      }\n      toInternal: notificationRecipients(public: false) @include(if: $agent) {\n        ...Recipient\n      }\n      ccs @include(if: $agent) {\n        id\n        email\n        user {\n          id\n          fullName\n        }\n      }\n      checklists @include(if: $agent) {\n        id\n        name\n        tasks {\n          id\n          description\n          completedAt\n        }\n      }\n      customFieldValues {\n        field {\n          id\n          label\n          dataType\n        }\n        text\n        dateTime\n      }\n      dependencies {\n        id\n        dependsOn {\n          ...LinkedTicket\n        }\n      }\n      dependents @include(if: $agent) {\n        id\n        ticket {\n          ...LinkedTicket\n        }\n      }\n      mergedTo {\n        ...LinkedTicket\n      }\n      followUps {\n        nodes {\n          id\n          createdAt\n          title\n          comment\n          public\n          timeSpent\n          direction\n          user {\n            fullName\n          }\n          receivedMail {\n            from\n            hasHtml\n            leftOutFiles\n            original {\n              url\n              filename\n            }\n          }\n          changes {\n            id\n            field\n            oldValue\n            newValue\n          }\n          attachments {\n            id\n            filename\n            mimeType\n            size\n            url\n          }\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query Ticket($id: ID!, $agent: Boolean!) {\n    ticket(id: $id) {\n      ...TicketFields\n      description\n      viewerCanUpdate\n      viewerCanReply\n      viewerIsFollowing\n      toPublic: notificationRecipients(public: true) @include(if: $agent) {\n        ...Recipient\n      }\n      toInternal: notificationRecipients(public: false) @include(if: $agent) {\n        ...Recipient\n      }\n      ccs @include(if: $agent) {\n        id\n        email\n        user {\n          id\n          fullName\n        }\n      }\n      checklists @include(if: $agent) {\n        id\n        name\n        tasks {\n          id\n          description\n          completedAt\n        }\n      }\n      customFieldValues {\n        field {\n          id\n          label\n          dataType\n        }\n        text\n        dateTime\n      }\n      dependencies {\n        id\n        dependsOn {\n          ...LinkedTicket\n        }\n      }\n      dependents @include(if: $agent) {\n        id\n        ticket {\n          ...LinkedTicket\n        }\n      }\n      mergedTo {\n        ...LinkedTicket\n      }\n      followUps {\n        nodes {\n          id\n          createdAt\n          title\n          comment\n          public\n          timeSpent\n          direction\n          user {\n            fullName\n          }\n          receivedMail {\n            from\n            hasHtml\n            leftOutFiles\n            original {\n              url\n              filename\n            }\n          }\n          changes {\n            id\n            field\n            oldValue\n            newValue\n          }\n          attachments {\n            id\n            filename\n            mimeType\n            size\n            url\n          }\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment LinkedTicket on Ticket {\n    id\n    databaseId\n    reference\n    title\n    statusLabel\n  }\n"): (typeof documents)["\n  fragment LinkedTicket on Ticket {\n    id\n    databaseId\n    reference\n    title\n    statusLabel\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Recipient on NotificationRecipient {\n    role\n    email\n  }\n"): (typeof documents)["\n  fragment Recipient on NotificationRecipient {\n    role\n    email\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query NewTicket {\n    queues(scope: CREATE, first: 100) {\n      nodes {\n        id\n        title\n      }\n    }\n    customFields {\n      id\n      name\n      label\n      helpText\n      dataType\n      choices\n      required\n      maxLength\n      decimalPlaces\n    }\n  }\n"): (typeof documents)["\n  query NewTicket {\n    queues(scope: CREATE, first: 100) {\n      nodes {\n        id\n        title\n      }\n    }\n    customFields {\n      id\n      name\n      label\n      helpText\n      dataType\n      choices\n      required\n      maxLength\n      decimalPlaces\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TicketCreate($input: TicketCreateInput!) {\n    ticketCreate(input: $input) {\n      ticket {\n        id\n        databaseId\n        reference\n        submitterEmail\n        secretKey\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation TicketCreate($input: TicketCreateInput!) {\n    ticketCreate(input: $input) {\n      ticket {\n        id\n        databaseId\n        reference\n        submitterEmail\n        secretKey\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TicketUpdate($input: TicketUpdateInput!) {\n    ticketUpdate(input: $input) {\n      ticket {\n        id\n        updatedAt\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation TicketUpdate($input: TicketUpdateInput!) {\n    ticketUpdate(input: $input) {\n      ticket {\n        id\n        updatedAt\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation FollowUpAdd($input: FollowUpAddInput!) {\n    followUpAdd(input: $input) {\n      followUp {\n        id\n      }\n      ticket {\n        id\n        updatedAt\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation FollowUpAdd($input: FollowUpAddInput!) {\n    followUpAdd(input: $input) {\n      followUp {\n        id\n      }\n      ticket {\n        id\n        updatedAt\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query HtmlPreview($id: ID!) {\n    node(id: $id) {\n      ... on Attachment {\n        id\n        htmlPreview {\n          html\n          blockedImageCount\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query HtmlPreview($id: ID!) {\n    node(id: $id) {\n      ... on Attachment {\n        id\n        htmlPreview {\n          html\n          blockedImageCount\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TicketsUpdate($input: TicketsUpdateInput!) {\n    ticketsUpdate(input: $input) {\n      results {\n        ticketDatabaseId\n        outcome\n        userErrors {\n          ...Errors\n        }\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation TicketsUpdate($input: TicketsUpdateInput!) {\n    ticketsUpdate(input: $input) {\n      results {\n        ticketDatabaseId\n        outcome\n        userErrors {\n          ...Errors\n        }\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TicketsDelete($input: TicketsDeleteInput!) {\n    ticketsDelete(input: $input) {\n      results {\n        ticketDatabaseId\n        outcome\n        userErrors {\n          ...Errors\n        }\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation TicketsDelete($input: TicketsDeleteInput!) {\n    ticketsDelete(input: $input) {\n      results {\n        ticketDatabaseId\n        outcome\n        userErrors {\n          ...Errors\n        }\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Merge($ids: [Int!]!) {\n    tickets(first: 20, filter: { databaseId: { in: $ids } }, orderBy: { field: CREATED_AT }) {\n      nodes {\n        ...TicketFields\n        description\n        followUps {\n          totalCount\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query Merge($ids: [Int!]!) {\n    tickets(first: 20, filter: { databaseId: { in: $ids } }, orderBy: { field: CREATED_AT }) {\n      nodes {\n        ...TicketFields\n        description\n        followUps {\n          totalCount\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TicketMerge($input: TicketMergeInput!) {\n    ticketMerge(input: $input) {\n      ticket {\n        id\n        databaseId\n      }\n      effects {\n        followUpCount\n        attachmentCount\n        newFollowers\n        recipients\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation TicketMerge($input: TicketMergeInput!) {\n    ticketMerge(input: $input) {\n      ticket {\n        id\n        databaseId\n      }\n      effects {\n        followUpCount\n        attachmentCount\n        newFollowers\n        recipients\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TicketDelete($input: TicketDeleteInput!) {\n    ticketDelete(input: $input) {\n      deletedId\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation TicketDelete($input: TicketDeleteInput!) {\n    ticketDelete(input: $input) {\n      deletedId\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Follow($input: TicketFollowInput!) {\n    ticketFollow(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation Follow($input: TicketFollowInput!) {\n    ticketFollow(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Unfollow($input: TicketUnfollowInput!) {\n    ticketUnfollow(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation Unfollow($input: TicketUnfollowInput!) {\n    ticketUnfollow(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CcAdd($input: TicketCcAddInput!) {\n    ticketCcAdd(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation CcAdd($input: TicketCcAddInput!) {\n    ticketCcAdd(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CcRemove($input: TicketCcRemoveInput!) {\n    ticketCcRemove(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation CcRemove($input: TicketCcRemoveInput!) {\n    ticketCcRemove(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DependencyAdd($input: TicketDependencyAddInput!) {\n    ticketDependencyAdd(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation DependencyAdd($input: TicketDependencyAddInput!) {\n    ticketDependencyAdd(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DependencyRemove($input: TicketDependencyRemoveInput!) {\n    ticketDependencyRemove(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation DependencyRemove($input: TicketDependencyRemoveInput!) {\n    ticketDependencyRemove(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query FindTicket($id: ID!) {\n    ticket(id: $id) {\n      id\n      databaseId\n    }\n  }\n"): (typeof documents)["\n  query FindTicket($id: ID!) {\n    ticket(id: $id) {\n      id\n      databaseId\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PresetReplies {\n    presetReplies(first: 100, orderBy: { field: NAME }) {\n      nodes {\n        id\n        name\n        queues {\n          id\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query PresetReplies {\n    presetReplies(first: 100, orderBy: { field: NAME }) {\n      nodes {\n        id\n        name\n        queues {\n          id\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PresetReply($id: ID!, $ticketId: ID!) {\n    node(id: $id) {\n      ... on PresetReply {\n        id\n        rendered(ticketId: $ticketId)\n      }\n    }\n  }\n"): (typeof documents)["\n  query PresetReply($id: ID!, $ticketId: ID!) {\n    node(id: $id) {\n      ... on PresetReply {\n        id\n        rendered(ticketId: $ticketId)\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ResolutionAccept($input: TicketResolutionAcceptInput!) {\n    ticketResolutionAccept(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation ResolutionAccept($input: TicketResolutionAcceptInput!) {\n    ticketResolutionAccept(input: $input) {\n      ticket {\n        id\n      }\n      userErrors {\n        ...Errors\n      }\n    }\n  }\n"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;