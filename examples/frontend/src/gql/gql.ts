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
    "\n  query Viewer {\n    viewer {\n      isAgent\n      user {\n        databaseId\n        username\n        fullName\n      }\n    }\n  }\n": typeof types.ViewerDocument,
    "\n  query Choices($agent: Boolean!) {\n    attachmentRules {\n      enabled\n      extensions\n      maxSize\n    }\n    ticketStatuses {\n      code\n      label\n      isOpen\n      next\n    }\n    ticketPriorities {\n      code\n      label\n    }\n    queues(first: 100) {\n      nodes {\n        id\n        databaseId\n        title\n      }\n    }\n    users(first: 100, filter: { isStaff: { eq: true }, isActive: { eq: true } }) @include(if: $agent) {\n      nodes {\n        id\n        databaseId\n        fullName\n      }\n    }\n  }\n": typeof types.ChoicesDocument,
    "\n  fragment TicketFields on Ticket {\n    id\n    databaseId\n    reference\n    title\n    status\n    statusCode\n    statusLabel\n    priorityCode\n    priorityLabel\n    onHold\n    createdAt\n    updatedAt\n    dueAt\n    submitterEmail\n    queue {\n      id\n      title\n    }\n    assignedTo {\n      id\n      fullName\n    }\n  }\n": typeof types.TicketFieldsFragmentDoc,
    "\n  query Tickets(\n    $filter: TicketFilter\n    $orderBy: [TicketOrder!]\n    $first: Int\n    $after: String\n    $last: Int\n    $before: String\n  ) {\n    tickets(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {\n      totalCount\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n      nodes {\n        ...TicketFields\n      }\n    }\n  }\n": typeof types.TicketsDocument,
    "\n  query Ticket($id: ID!) {\n    ticket(id: $id) {\n      ...TicketFields\n      description\n      viewerCanUpdate\n      viewerCanReply\n      customFieldValues {\n        field {\n          id\n          label\n          dataType\n        }\n        text\n        dateTime\n      }\n      dependencies {\n        id\n        dependsOn {\n          id\n          databaseId\n          reference\n          title\n          statusLabel\n        }\n      }\n      followUps {\n        nodes {\n          id\n          createdAt\n          title\n          comment\n          public\n          direction\n          user {\n            fullName\n          }\n          changes {\n            id\n            field\n            oldValue\n            newValue\n          }\n          attachments {\n            id\n            filename\n            size\n            url\n          }\n        }\n      }\n    }\n  }\n": typeof types.TicketDocument,
    "\n  query NewTicket {\n    queues(scope: CREATE, first: 100) {\n      nodes {\n        id\n        title\n      }\n    }\n    customFields {\n      id\n      name\n      label\n      helpText\n      dataType\n      choices\n      required\n      maxLength\n      decimalPlaces\n    }\n  }\n": typeof types.NewTicketDocument,
    "\n  mutation TicketCreate($input: TicketCreateInput!) {\n    ticketCreate(input: $input) {\n      ticket {\n        id\n        databaseId\n      }\n      userErrors {\n        field\n        code\n        message\n      }\n    }\n  }\n": typeof types.TicketCreateDocument,
    "\n  mutation TicketUpdate($input: TicketUpdateInput!) {\n    ticketUpdate(input: $input) {\n      ticket {\n        id\n        updatedAt\n      }\n      userErrors {\n        field\n        code\n        message\n      }\n    }\n  }\n": typeof types.TicketUpdateDocument,
    "\n  mutation FollowUpAdd($input: FollowUpAddInput!) {\n    followUpAdd(input: $input) {\n      followUp {\n        id\n      }\n      ticket {\n        id\n        updatedAt\n      }\n      userErrors {\n        field\n        code\n        message\n      }\n    }\n  }\n": typeof types.FollowUpAddDocument,
    "\n  subscription TicketEvents($after: String) {\n    ticketEvents(after: $after) {\n      cursor\n      kind\n      ticketDatabaseId\n    }\n  }\n": typeof types.TicketEventsDocument,
};
const documents: Documents = {
    "\n  query Viewer {\n    viewer {\n      isAgent\n      user {\n        databaseId\n        username\n        fullName\n      }\n    }\n  }\n": types.ViewerDocument,
    "\n  query Choices($agent: Boolean!) {\n    attachmentRules {\n      enabled\n      extensions\n      maxSize\n    }\n    ticketStatuses {\n      code\n      label\n      isOpen\n      next\n    }\n    ticketPriorities {\n      code\n      label\n    }\n    queues(first: 100) {\n      nodes {\n        id\n        databaseId\n        title\n      }\n    }\n    users(first: 100, filter: { isStaff: { eq: true }, isActive: { eq: true } }) @include(if: $agent) {\n      nodes {\n        id\n        databaseId\n        fullName\n      }\n    }\n  }\n": types.ChoicesDocument,
    "\n  fragment TicketFields on Ticket {\n    id\n    databaseId\n    reference\n    title\n    status\n    statusCode\n    statusLabel\n    priorityCode\n    priorityLabel\n    onHold\n    createdAt\n    updatedAt\n    dueAt\n    submitterEmail\n    queue {\n      id\n      title\n    }\n    assignedTo {\n      id\n      fullName\n    }\n  }\n": types.TicketFieldsFragmentDoc,
    "\n  query Tickets(\n    $filter: TicketFilter\n    $orderBy: [TicketOrder!]\n    $first: Int\n    $after: String\n    $last: Int\n    $before: String\n  ) {\n    tickets(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {\n      totalCount\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n      nodes {\n        ...TicketFields\n      }\n    }\n  }\n": types.TicketsDocument,
    "\n  query Ticket($id: ID!) {\n    ticket(id: $id) {\n      ...TicketFields\n      description\n      viewerCanUpdate\n      viewerCanReply\n      customFieldValues {\n        field {\n          id\n          label\n          dataType\n        }\n        text\n        dateTime\n      }\n      dependencies {\n        id\n        dependsOn {\n          id\n          databaseId\n          reference\n          title\n          statusLabel\n        }\n      }\n      followUps {\n        nodes {\n          id\n          createdAt\n          title\n          comment\n          public\n          direction\n          user {\n            fullName\n          }\n          changes {\n            id\n            field\n            oldValue\n            newValue\n          }\n          attachments {\n            id\n            filename\n            size\n            url\n          }\n        }\n      }\n    }\n  }\n": types.TicketDocument,
    "\n  query NewTicket {\n    queues(scope: CREATE, first: 100) {\n      nodes {\n        id\n        title\n      }\n    }\n    customFields {\n      id\n      name\n      label\n      helpText\n      dataType\n      choices\n      required\n      maxLength\n      decimalPlaces\n    }\n  }\n": types.NewTicketDocument,
    "\n  mutation TicketCreate($input: TicketCreateInput!) {\n    ticketCreate(input: $input) {\n      ticket {\n        id\n        databaseId\n      }\n      userErrors {\n        field\n        code\n        message\n      }\n    }\n  }\n": types.TicketCreateDocument,
    "\n  mutation TicketUpdate($input: TicketUpdateInput!) {\n    ticketUpdate(input: $input) {\n      ticket {\n        id\n        updatedAt\n      }\n      userErrors {\n        field\n        code\n        message\n      }\n    }\n  }\n": types.TicketUpdateDocument,
    "\n  mutation FollowUpAdd($input: FollowUpAddInput!) {\n    followUpAdd(input: $input) {\n      followUp {\n        id\n      }\n      ticket {\n        id\n        updatedAt\n      }\n      userErrors {\n        field\n        code\n        message\n      }\n    }\n  }\n": types.FollowUpAddDocument,
    "\n  subscription TicketEvents($after: String) {\n    ticketEvents(after: $after) {\n      cursor\n      kind\n      ticketDatabaseId\n    }\n  }\n": types.TicketEventsDocument,
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
export function graphql(source: "\n  query Viewer {\n    viewer {\n      isAgent\n      user {\n        databaseId\n        username\n        fullName\n      }\n    }\n  }\n"): (typeof documents)["\n  query Viewer {\n    viewer {\n      isAgent\n      user {\n        databaseId\n        username\n        fullName\n      }\n    }\n  }\n"];
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
export function graphql(source: "\n  query Ticket($id: ID!) {\n    ticket(id: $id) {\n      ...TicketFields\n      description\n      viewerCanUpdate\n      viewerCanReply\n      customFieldValues {\n        field {\n          id\n          label\n          dataType\n        }\n        text\n        dateTime\n      }\n      dependencies {\n        id\n        dependsOn {\n          id\n          databaseId\n          reference\n          title\n          statusLabel\n        }\n      }\n      followUps {\n        nodes {\n          id\n          createdAt\n          title\n          comment\n          public\n          direction\n          user {\n            fullName\n          }\n          changes {\n            id\n            field\n            oldValue\n            newValue\n          }\n          attachments {\n            id\n            filename\n            size\n            url\n          }\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query Ticket($id: ID!) {\n    ticket(id: $id) {\n      ...TicketFields\n      description\n      viewerCanUpdate\n      viewerCanReply\n      customFieldValues {\n        field {\n          id\n          label\n          dataType\n        }\n        text\n        dateTime\n      }\n      dependencies {\n        id\n        dependsOn {\n          id\n          databaseId\n          reference\n          title\n          statusLabel\n        }\n      }\n      followUps {\n        nodes {\n          id\n          createdAt\n          title\n          comment\n          public\n          direction\n          user {\n            fullName\n          }\n          changes {\n            id\n            field\n            oldValue\n            newValue\n          }\n          attachments {\n            id\n            filename\n            size\n            url\n          }\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query NewTicket {\n    queues(scope: CREATE, first: 100) {\n      nodes {\n        id\n        title\n      }\n    }\n    customFields {\n      id\n      name\n      label\n      helpText\n      dataType\n      choices\n      required\n      maxLength\n      decimalPlaces\n    }\n  }\n"): (typeof documents)["\n  query NewTicket {\n    queues(scope: CREATE, first: 100) {\n      nodes {\n        id\n        title\n      }\n    }\n    customFields {\n      id\n      name\n      label\n      helpText\n      dataType\n      choices\n      required\n      maxLength\n      decimalPlaces\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TicketCreate($input: TicketCreateInput!) {\n    ticketCreate(input: $input) {\n      ticket {\n        id\n        databaseId\n      }\n      userErrors {\n        field\n        code\n        message\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation TicketCreate($input: TicketCreateInput!) {\n    ticketCreate(input: $input) {\n      ticket {\n        id\n        databaseId\n      }\n      userErrors {\n        field\n        code\n        message\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TicketUpdate($input: TicketUpdateInput!) {\n    ticketUpdate(input: $input) {\n      ticket {\n        id\n        updatedAt\n      }\n      userErrors {\n        field\n        code\n        message\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation TicketUpdate($input: TicketUpdateInput!) {\n    ticketUpdate(input: $input) {\n      ticket {\n        id\n        updatedAt\n      }\n      userErrors {\n        field\n        code\n        message\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation FollowUpAdd($input: FollowUpAddInput!) {\n    followUpAdd(input: $input) {\n      followUp {\n        id\n      }\n      ticket {\n        id\n        updatedAt\n      }\n      userErrors {\n        field\n        code\n        message\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation FollowUpAdd($input: FollowUpAddInput!) {\n    followUpAdd(input: $input) {\n      followUp {\n        id\n      }\n      ticket {\n        id\n        updatedAt\n      }\n      userErrors {\n        field\n        code\n        message\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription TicketEvents($after: String) {\n    ticketEvents(after: $after) {\n      cursor\n      kind\n      ticketDatabaseId\n    }\n  }\n"): (typeof documents)["\n  subscription TicketEvents($after: String) {\n    ticketEvents(after: $after) {\n      cursor\n      kind\n      ticketDatabaseId\n    }\n  }\n"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;